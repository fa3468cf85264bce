//! What matters to a login of how readers and cards stand.
//! It must not know where the login stands.

use crate::reader::{CardOnReader, ReaderState, Sighting};

/// What matters of a [`Sighting`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scene {
    NoService,
    /// None that could ever hold a card.
    NoReader,
    Cards(Vec<CardOnReader>),
}

impl Scene {
    pub(super) fn of(sighting: &Sighting) -> Self {
        let Sighting::Readers(readers) = sighting else {
            return Self::NoService;
        };
        // Some virtual readers always hold something; nobody can put a My Number card there.
        let mut real = readers.iter().filter(|reader| !reader.is_virtual());
        let Some(first) = real.next() else {
            return Self::NoReader;
        };
        let all = std::iter::once(first).chain(real);
        Self::Cards(all.filter_map(ReaderState::card_on_reader).collect())
    }
}
