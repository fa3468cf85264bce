//! An emulated My Number card (個人番号カード): command APDUs in, response APDUs out.
//!
//! [`Card`] is the card itself, for use in process.
//! [`program`] puts one behind the virtual reader of a real PC/SC service.
//!
//! What it does is what measurements on real cards and JPKI test cards have shown, as collected
//! from published implementations; the application's own specification is not public.
//! Where nothing is known, the choice is said beside it.
//! It knows nothing of the programs that talk to it, and shares no code with them.
//!
//! Sections are those of the JICSAP specification of IC cards with contacts, version 1.1, where a
//! command is defined there, else of ISO/IEC 7816-4 and 7816-8.

pub use crate::card::Card;
pub use crate::personalisation::Personalisation;
pub use crate::pin::PinName;
pub use crate::signature::{SigningKey, SigningKeyError};
pub use crate::switches::{Switches, VerifyAnswer};

pub mod program;

mod applet;
mod card;
mod command;
mod personalisation;
mod pin;
mod signature;
mod status;
mod switches;
mod token_info;
