//! Where a login stands.

use crate::{card::Tries, dialog::Waiting, error::ErrorCode, pin::Pin};

/// Where a login stands, named for what it awaits.
#[derive(Debug)]
pub(super) enum Stage {
    /// To be told how readers and cards stand.
    Starting,
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
        /// What the person has entered so far.
        entered: Entered,
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

/// How far an entry has come. It is wiped with the stage that it belongs to.
#[derive(Debug)]
pub(super) enum Entered {
    Nothing,
    /// For the last try, which the person has yet to confirm.
    Unconfirmed(Pin),
    /// It may be used as soon as the certificate is checked.
    Confirmed(Pin),
}

impl Entered {
    /// The PIN that may be used, once.
    pub(super) fn take_confirmed(&mut self) -> Option<Pin> {
        match std::mem::replace(self, Self::Nothing) {
            Self::Confirmed(pin) => Some(pin),
            other => {
                *self = other;
                None
            }
        }
    }
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
            Self::Starting | Self::Waiting(Waiting::Service) => WaitingFor::Service,
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
