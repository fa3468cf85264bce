//! Where a login stands.

use crate::{card::Tries, dialog::Waiting, error::ErrorCode, pin::Pin};

/// Where a login stands, named for what it awaits.
#[derive(Debug)]
pub(super) enum Stage {
    /// Reader or card.
    Waiting(Waiting),
    /// The cards are being looked at.
    Looking,
    /// The PIN.
    Asking {
        /// As shown.
        tries: Tries,
        /// The card's certificate can be used.
        certificate_checked: bool,
        /// Entered while the certificate was still being read.
        entered: Option<Pin>,
    },
    /// The card's signature.
    Signing {
        /// The tries left that the person was shown.
        shown: Tries,
        /// Readers or cards have changed since.
        missed: bool,
    },
    /// The person, who is told that this card cannot log in, or takes it away.
    Refused(ErrorCode),
}

impl Stage {
    /// Whether a card that goes missing now was taken away too early.
    pub(super) fn needs_the_card(&self) -> bool {
        matches!(
            self,
            Self::Looking
                | Self::Asking { .. }
                | Self::Signing { .. }
                | Self::Waiting(Waiting::CardAgain | Waiting::BetterContact)
        )
    }

    /// What the time ran out on.
    pub(super) fn waiting_for(&self) -> WaitingFor {
        match self {
            Self::Waiting(Waiting::Service) => WaitingFor::Service,
            Self::Waiting(Waiting::Reader) => WaitingFor::Reader,
            Self::Waiting(Waiting::MyNumberCard) => WaitingFor::MyNumberCard,
            Self::Waiting(Waiting::OneCard { .. }) => WaitingFor::OneCard,
            Self::Waiting(_) | Self::Looking | Self::Signing { .. } => WaitingFor::Card,
            Self::Asking { .. } | Self::Refused(_) => WaitingFor::Pin,
        }
    }
}

/// What a login was waiting for when its time was over (PROTOCOL.md, "Errors").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingFor {
    /// The smart card service.
    Service,
    /// A reader.
    Reader,
    /// A card, or its answer.
    Card,
    /// A My Number card in place of another card.
    MyNumberCard,
    /// One of several cards to be taken away.
    OneCard,
    /// The PIN.
    Pin,
}

impl WaitingFor {
    /// The word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Reader => "reader",
            Self::Card => "card",
            Self::MyNumberCard => "my-number-card",
            Self::OneCard => "one-card",
            Self::Pin => "pin",
        }
    }
}
