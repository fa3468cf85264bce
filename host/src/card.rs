//! The My Number card's JPKI applet: its commands, its answers, and the one order in which they can be used.
//! There is no I/O here: bytes go through [`Transport`]. It must not know readers, windows, origins or requests.

mod applet;
mod channel;
mod command;
mod driver;
mod manufacture_number;
mod other_pins;
mod status;
mod verified;

pub use self::{
    applet::{Applet, VerifyRefused},
    channel::Forms,
    manufacture_number::ManufactureNumber,
    other_pins::OtherTries,
    status::StatusWord,
    verified::{Verified, lock},
};

use thiserror::Error;

/// Sends commands to one card, within one transaction.
pub trait Transport {
    /// Sends one command once and returns the card's whole answer, data and status word.
    ///
    /// An implementation never sends a command twice, whatever happens.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault>;

    /// Has the card powered off when this transaction ends, so that it forgets a verified PIN.
    fn power_off_at_end(&mut self);
}

/// Why a command brought no answer, as the reader or its service tells it.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum TransportFault {
    /// The card was taken away.
    #[error("the card was taken away")]
    Removed,
    /// The card was reset by another program, or lost power and is there again.
    #[error("the card was reset")]
    Reset,
    /// The reader was unplugged.
    #[error("the reader was unplugged")]
    ReaderGone,
    /// Another program holds the card for itself.
    #[error("another program holds the card")]
    Held,
    /// The card does not answer.
    #[error("the card does not answer")]
    Unresponsive,
    /// The smart card service does not answer.
    #[error("the smart card service does not answer")]
    Service,
    /// Any other fault of reader or service, by its PC/SC code (PC/SC part 5; `0x8010xxxx`).
    #[error("the reader failed with {0:#010X}")]
    Other(u32),
}

/// Why the card did not do what it was asked.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum CardError {
    /// There was no answer.
    #[error(transparent)]
    Transport(#[from] TransportFault),
    /// The card has no JPKI applet, or one that does not answer as it must.
    #[error("this is not a My Number card ({0})")]
    NotMyNumberCard(StatusWord),
    /// The card refused a command.
    #[error("the card refused {command} with {status}")]
    Refused {
        /// The command's name.
        command: &'static str,
        /// The card's answer to it.
        status: StatusWord,
    },
    /// An answer is too short, too long, or not what the command returns.
    #[error("the answer to {command} is malformed")]
    Malformed {
        /// The command's name.
        command: &'static str,
    },
    /// The certificate's file is empty or is not there.
    #[error("the card holds no certificate")]
    NoCertificate,
    /// The certificate's file holds something else, or only a part of one.
    #[error("the card's certificate is not one")]
    NotACertificate,
}

impl CardError {
    /// Whether the card is no longer there: taken away, or unplugged with its reader.
    pub fn is_gone(&self) -> bool {
        matches!(
            self,
            Self::Transport(TransportFault::Removed | TransportFault::ReaderGone)
        )
    }

    /// Whether the card wants a PIN verified before it does this.
    pub fn asks_for_pin(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                status: StatusWord::SecurityStatusNotSatisfied,
                ..
            }
        )
    }
}

/// Tries left before the PIN is blocked, as the card counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tries(pub u8);

impl Tries {
    /// A PIN's that has not been entered wrongly since it was last verified: it cannot rise above this.
    pub const UNSPENT: Self = Self(3);

    /// Whether no try is left.
    pub fn is_blocked(self) -> bool {
        self.0 == 0
    }

    /// Whether another wrong PIN blocks it.
    pub fn is_last(self) -> bool {
        self.0 <= 1
    }
}
