//! What an inspection finds, in its own terms.
//! It must not know how it was found out or how it is written down.

use crate::{
    card::{OtherTries, Tries},
    certificate::Validity,
    error::ErrorCode,
};

/// How reader service, readers and cards stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Findings {
    /// The smart card service does not run.
    ServiceStopped,
    /// It runs, with these readers, in its order.
    Readers(Vec<ReaderFinding>),
}

/// One reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderFinding {
    /// Its name, as the service gives it.
    pub name: String,
    /// It is a part of this computer and can never hold a card.
    pub is_virtual: bool,
    /// What is on it.
    pub card: Option<CardFinding>,
}

/// A card on a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardFinding {
    /// A My Number card.
    MyNumber {
        /// Tries that its user-authentication PIN has left.
        tries: Tries,
        /// Its certificate's validity, or why it has none that can be used.
        certificate: Result<Validity, ErrorCode>,
        /// The other PINs' tries, where they were asked for.
        others: Option<OtherTries>,
    },
    /// Another card.
    Foreign,
    /// A card that another program, or a login, is using; it is not looked at meanwhile.
    InUse,
    /// A card that does not answer as it should.
    Unresponsive,
    /// A card that went while it was examined.
    Lost,
    /// A card that is being looked at.
    Reading,
}
