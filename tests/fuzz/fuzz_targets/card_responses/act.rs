//! What can go wrong at one exchange.

use arbitrary::{Arbitrary, Unstructured};
use mpa_host::card::TransportFault;

#[derive(Debug, Clone, Arbitrary)]
pub(crate) enum Act {
    /// The card is not asked; this is the answer.
    Instead(Vec<u8>),
    /// The card is not asked; this status word is the answer.
    StatusInstead(Word),
    /// The card does what it is asked, and answers with another status word.
    Status(Word),
    /// So many bytes are missing from the end.
    Cut(u8),
    /// One byte is another.
    Change { place: u16, by: u8 },
    /// So many bytes more, before the status word.
    Pad(u16),
    /// The card is not reached.
    FaultBefore(Fault),
    /// The card does what it is asked, and the answer is lost.
    FaultAfter(Fault),
    /// The person cancels meanwhile.
    Cancel,
    /// The browser closes the port meanwhile.
    BrowserGone,
}

/// Which exchange, counted from 0: most often one of those that every login has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(pub(crate) usize);

/// A status word: most often of a kind that means something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word([u8; 2]);

#[derive(Debug, Clone, Copy, Arbitrary)]
pub(crate) enum Fault {
    Removed,
    Reset,
    ReaderGone,
    Held,
    Unresponsive,
    Service,
    Other(u32),
}

impl Act {
    /// What the reader tells instead of asking the card, where it does.
    pub(crate) fn instead(&self) -> Option<Result<Vec<u8>, Fault>> {
        match self {
            Self::Instead(answer) => Some(Ok(answer.clone())),
            Self::StatusInstead(word) => Some(Ok(word.0.to_vec())),
            Self::FaultBefore(fault) => Some(Err(*fault)),
            _ => None,
        }
    }

    /// What becomes of the card's answer on the way.
    pub(crate) fn change(&self, mut answer: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let data = answer.len().saturating_sub(2);
        match self {
            Self::Status(word) => {
                answer.truncate(data);
                answer.extend(word.0);
            }
            Self::Cut(bytes) => {
                answer.truncate(answer.len().saturating_sub(usize::from(*bytes)));
            }
            Self::Change { place, by } => {
                let place = usize::from(*place) % answer.len().max(1);
                if let Some(byte) = answer.get_mut(place) {
                    *byte ^= by;
                }
            }
            Self::Pad(bytes) => {
                let padding = vec![0xA5; usize::from(*bytes)];
                answer.splice(data..data, padding);
            }
            Self::FaultAfter(fault) => return Err(*fault),
            _ => {}
        }
        Ok(answer)
    }
}

impl<'a> Arbitrary<'a> for Place {
    fn arbitrary(input: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let number = usize::from(u8::arbitrary(input)?);
        Ok(Self(match number {
            ..192 => number % USUAL_EXCHANGES,
            _ => number - 192,
        }))
    }
}

impl<'a> Arbitrary<'a> for Word {
    fn arbitrary(input: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let [kind, low]: [u8; 2] = input.arbitrary()?;
        let known = KINDS.get(usize::from(kind) % (KINDS.len() + 1));
        Ok(Self([known.copied().unwrap_or(kind), low]))
    }
}

/// A login's exchanges, and a few of a second PIN entry.
const USUAL_EXCHANGES: usize = 16;

/// First bytes of the status words that the host tells apart (JICSAP 1.1; ISO/IEC 7816-4, table 5).
const KINDS: [u8; 9] = [0x90, 0x61, 0x62, 0x63, 0x67, 0x69, 0x6A, 0x6C, 0x6F];

impl From<Fault> for TransportFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Removed => Self::Removed,
            Fault::Reset => Self::Reset,
            Fault::ReaderGone => Self::ReaderGone,
            Fault::Held => Self::Held,
            Fault::Unresponsive => Self::Unresponsive,
            Fault::Service => Self::Service,
            Fault::Other(code) => Self::Other(code),
        }
    }
}
