//! What the card thread is told to do, and what it tells: the whole of what a login and its card say to each other.

use super::Signed;
use crate::{card::Tries, certificate::Unusable, pin::Pin, reader::CardOnReader};

/// What the thread is told to do.
#[derive(Debug)]
pub(in crate::login) enum Job {
    /// Look at these cards, and let go of every other.
    Look {
        /// Comes back with what was seen.
        number: u64,
        cards: Vec<CardOnReader>,
    },
    /// Sign with the one card that was looked at last.
    Sign {
        pin: Pin,
        /// The tries left that the person was shown.
        shown: Tries,
    },
}

/// What the thread has seen or done.
#[derive(Debug)]
pub(in crate::login) enum Report {
    /// The cards, as far as they concern a login.
    Looked { number: u64, look: Look },
    /// The certificate of the card that was [`Look::Ready`].
    Certificate {
        number: u64,
        usable: Result<(), Unusable>,
    },
    /// A PIN was used, or not.
    Signed(Signing),
    /// The thread has panicked; the card was powered off if it had been given a PIN.
    Failed,
}

/// What stands on the readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::login) enum Look {
    /// One My Number card whose PIN can be asked for.
    Ready(Tries),
    /// One whose PIN is blocked.
    Blocked,
    /// No My Number card.
    Foreign,
    /// More than one, on these readers.
    Several(Vec<String>),
    /// The card was taken away meanwhile.
    Gone,
    /// The card does not answer as it should.
    Faulty,
    /// Another program holds it.
    Held,
    /// The service has ended.
    NoService,
}

/// What became of a PIN.
#[derive(Debug)]
pub(in crate::login) enum Signing {
    /// The card signed; the signature verifies with the certificate.
    Done(Box<Signed>),
    /// The card signed, is locked, and has no manufacture number where one is looked for.
    NumberUnreadable,
    /// The card signed something else, or with another key.
    DoesNotVerify,
    /// The PIN was wrong; so many tries are left.
    Wrong(Tries),
    /// The PIN is blocked.
    Blocked,
    /// Nothing was sent: fewer tries are left than the person was shown.
    FewerTries(Tries),
    /// Nothing was sent, or the PIN was accepted, and then the card failed: no try is spent.
    Failed,
    /// The PIN was sent, and what was answered does not say what became of it. The counter may.
    Unclear {
        /// The counter just before, where that is certain: another program may have had it rise since it was shown.
        before: Option<Tries>,
        /// The counter now, if it could be read.
        now: Option<Tries>,
    },
    /// Nothing was sent: the login had ended.
    Ended,
}

impl Signing {
    /// Whether the PIN is known to be blocked now.
    pub(in crate::login) fn blocked(&self) -> bool {
        match self {
            Self::Blocked => true,
            Self::FewerTries(tries)
            | Self::Unclear {
                now: Some(tries), ..
            } => tries.is_blocked(),
            _ => false,
        }
    }

    /// What became of the PIN, for the log.
    pub(in crate::login) fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "signed",
            Self::NumberUnreadable => "no manufacture number",
            Self::DoesNotVerify => "the signature does not verify",
            Self::Wrong(_) => "wrong PIN",
            Self::Blocked => "blocked PIN",
            Self::FewerTries(_) => "fewer tries than shown",
            Self::Failed => "card failed",
            Self::Unclear { .. } => "unclear VERIFY",
            Self::Ended => "ended before",
        }
    }
}
