//! Challenges: what the card signs, so that a token is worth something once, here, and now.
//!
//! A challenge belongs to the login attempt that asked for it, and is taken and removed in one step.
//! This module knows nothing of what is done with a nonce, nor of where it is kept meanwhile.

pub mod embedded;

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_core::future::BoxFuture;
use thiserror::Error;

use crate::{identifier::Identifier, limits::NONCE_BYTES, store::StoreUnavailable};

/// A challenge nonce: 44 characters of base64, signed as these characters and never decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// A new one with 256 bits of entropy, the least that Web eID allows.
    #[must_use]
    pub fn random() -> Self {
        let mut bytes = [0; NONCE_BYTES];
        rand::fill(&mut bytes);
        Self(STANDARD.encode(bytes))
    }

    /// Takes one back from a store, if it has the right form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        (bytes.len() == NONCE_BYTES).then(|| Self(text.to_owned()))
    }

    /// The characters that the page gets and the card's signature covers.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where challenges wait for their answers. Issuing and taking cost the same however many there are.
pub trait ChallengeStore: Send + Sync {
    /// Issues a nonce under a name of its own: whatever name a request brought along has no say in it.
    ///
    /// # Errors
    /// [`IssueError`]: whoever has a challenge keeps it, and whoever comes too late is told to come again.
    fn issue(&self, now: Duration) -> BoxFuture<'_, Result<(Identifier, Nonce), IssueError>>;

    /// Takes an attempt's nonce and removes it in one step: of two requests at once, one gets it.
    ///
    /// # Errors
    /// [`TakeError`]; without a nonce nobody is logged in.
    fn take<'a>(
        &'a self,
        attempt: &'a Identifier,
        now: Duration,
    ) -> BoxFuture<'a, Result<Nonce, TakeError>>;
}

/// Why a challenge is not issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IssueError {
    /// As many are pending as the portal keeps: a new one would push out somebody who is entering a PIN.
    #[error("too many challenges are pending")]
    TooManyPending,
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] StoreUnavailable),
}

/// Why a login attempt has no challenge to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TakeError {
    /// It never asked for one, has used it, or let it expire long ago.
    #[error("no challenge is pending for this login attempt")]
    Missing,
    /// It asked too long ago.
    #[error("the challenge has expired")]
    Expired,
    /// Whether it has one could not be learnt.
    #[error(transparent)]
    Store(#[from] StoreUnavailable),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_44_characters_and_never_the_same() {
        let (one, other) = (Nonce::random(), Nonce::random());
        assert_eq!(one.as_str().len(), 44);
        assert_ne!(one, other);
    }

    #[test]
    fn a_store_gives_back_a_nonce_and_nothing_else() {
        let nonce = Nonce::random();
        assert_eq!(Nonce::parse(nonce.as_str()), Some(nonce));
        for text in ["", "AAAA", &"A".repeat(44), &"!".repeat(44)] {
            assert_eq!(Nonce::parse(text), None, "{text:?}");
        }
    }
}
