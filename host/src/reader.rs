//! Readers and the cards on them, as a login or a look needs them: watched as events, used in transactions.
//! The traits are here, the system's own smart card service behind them in `pcsc`; neither knows what a login is.

mod pcsc;
mod virtual_reader;

pub use self::pcsc::{PcscConnection, PcscReaders};

use std::ops::ControlFlow;

use crate::card::{Transport, TransportFault};

/// All readers of this machine.
pub trait Readers: Send + Sync + 'static {
    /// One card in one reader.
    type Connection: Connection;

    /// Tells how readers and cards stand: at once, and again whenever that changes.
    ///
    /// Returns at once, and goes on until `tell` breaks it off; the same may be told again.
    fn watch(&self, tell: Box<dyn Fn(Sighting) -> ControlFlow<()> + Send>);

    /// Does ahead what the next [`Readers::connect`] would begin with, if that takes time:
    /// for a caller who has yet to be told of a card.
    fn prepare(&self) {}

    /// Connects to the card in a reader, sharing it with other programs.
    fn connect(&self, reader: &str) -> Result<Self::Connection, TransportFault>;
}

/// A connection to one card. Dropping it leaves the card as it is.
pub trait Connection: Send {
    /// Runs exchanges as one transaction: no other program's command can come in between.
    ///
    /// Fails with [`TransportFault::Reset`] where another program has reset the card since the last one.
    fn transaction<T>(
        &mut self,
        run: impl FnOnce(&mut dyn Transport) -> T,
    ) -> Result<T, TransportFault>;

    /// Takes the same card up again after a reset.
    fn reconnect(&mut self) -> Result<(), TransportFault>;

    /// Whether the card may still have power although a transaction asked for it to be taken away.
    fn power_off_failed(&self) -> bool;
}

/// How readers and cards stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sighting {
    /// The smart card service does not answer.
    NoService,
    /// The readers that are connected.
    Readers(Vec<ReaderState>),
}

impl Sighting {
    /// How it looks while there is no service. Windows runs it only while a reader is connected.
    pub const WITHOUT_SERVICE: Self = if cfg!(windows) {
        Self::Readers(Vec::new())
    } else {
        Self::NoService
    };
}

/// One reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderState {
    /// Its name, as the service gives it.
    pub name: String,
    /// The card on it.
    pub card: Option<CardState>,
}

impl ReaderState {
    /// Whether it is a part of this computer that presents itself as a reader and can never hold a card.
    pub fn is_virtual(&self) -> bool {
        virtual_reader::is_virtual(&self.name)
    }

    /// The card on it, if there is one.
    pub fn card_on_reader(&self) -> Option<CardOnReader> {
        Some(CardOnReader {
            reader: self.name.clone(),
            insertion: self.card?.insertion,
        })
    }
}

/// One card, by where it is and when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardOnReader {
    /// The reader's name.
    pub reader: String,
    /// As in [`CardState`].
    pub insertion: u32,
}

/// A card on a reader, before anything has been asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardState {
    /// Grows with each insertion and removal in this reader, so that two cards are never taken for one.
    pub insertion: u32,
    /// Another program holds it for itself.
    pub held: bool,
}
