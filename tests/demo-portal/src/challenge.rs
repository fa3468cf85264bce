//! Challenges: what the card signs, so that a token is worth something once, here, and now.
//!
//! A challenge belongs to the login attempt that asked for it, and is taken and removed in one step.
//! This module knows nothing of what is done with a nonce.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::{
    identifier::Identifier,
    limits::{CHALLENGE_LIFETIME, NONCE_BYTES, PENDING_CHALLENGES},
};

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

    /// The characters that the page gets and the card's signature covers.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a login attempt has no challenge to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChallengeError {
    /// It never asked for one, has used it, or so many asked after it that it was dropped.
    #[error("no challenge is pending for this login attempt")]
    Missing,
    /// It asked too long ago.
    #[error("the challenge has expired")]
    Expired,
}

/// The challenges that wait for an answer, oldest first.
#[derive(Debug, Default)]
pub struct Challenges {
    pending: Mutex<VecDeque<Pending>>,
}

#[derive(Debug)]
struct Pending {
    attempt: Identifier,
    nonce: Nonce,
    expires: Duration,
}

impl Challenges {
    /// Issues a nonce under a name of its own: whatever name a request brought along has no say in it.
    pub fn issue(&self, now: Duration) -> (Identifier, Nonce) {
        let (attempt, nonce) = (Identifier::random(), Nonce::random());
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        while pending.front().is_some_and(|oldest| oldest.expires <= now)
            || pending.len() >= PENDING_CHALLENGES
        {
            pending.pop_front();
        }
        pending.push_back(Pending {
            attempt: attempt.clone(),
            nonce: nonce.clone(),
            expires: now + CHALLENGE_LIFETIME,
        });
        (attempt, nonce)
    }

    /// Takes an attempt's nonce and removes it under one lock: of two requests at once, one gets it.
    ///
    /// # Errors
    /// [`ChallengeError`]; the challenge is gone then, too.
    pub fn take(&self, attempt: &Identifier, now: Duration) -> Result<Nonce, ChallengeError> {
        let taken = {
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            let index = pending.iter().position(|one| one.attempt == *attempt);
            index.and_then(|index| pending.remove(index))
        };
        match taken {
            None => Err(ChallengeError::Missing),
            Some(pending) if pending.expires <= now => Err(ChallengeError::Expired),
            Some(pending) => Ok(pending.nonce),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1_000);

    #[test]
    fn a_nonce_is_44_characters_and_never_the_same() {
        let (one, other) = (Nonce::random(), Nonce::random());
        assert_eq!(one.as_str().len(), 44);
        assert_ne!(one, other);
    }

    #[test]
    fn taken_once() {
        let challenges = Challenges::default();
        let (attempt, nonce) = challenges.issue(START);
        assert_eq!(challenges.take(&attempt, START), Ok(nonce));
        assert_eq!(
            challenges.take(&attempt, START),
            Err(ChallengeError::Missing)
        );
    }

    #[test]
    fn expires_to_the_second_and_is_gone_then() {
        let challenges = Challenges::default();
        let (early, nonce) = challenges.issue(START);
        let (late, _) = challenges.issue(START);
        let end = START + CHALLENGE_LIFETIME;
        assert_eq!(
            challenges.take(&early, end - Duration::from_secs(1)),
            Ok(nonce)
        );
        assert_eq!(challenges.take(&late, end), Err(ChallengeError::Expired));
        assert_eq!(challenges.take(&late, START), Err(ChallengeError::Missing));
    }

    #[test]
    fn the_oldest_makes_room() {
        let challenges = Challenges::default();
        let (oldest, _) = challenges.issue(START);
        let (second, nonce) = challenges.issue(START);
        for _ in 2..=PENDING_CHALLENGES {
            challenges.issue(START);
        }
        assert_eq!(
            challenges.take(&oldest, START),
            Err(ChallengeError::Missing)
        );
        assert_eq!(challenges.take(&second, START), Ok(nonce));
    }

    #[test]
    fn expired_ones_are_swept_out() {
        let challenges = Challenges::default();
        for _ in 0..5 {
            challenges.issue(START);
        }
        challenges.issue(START + CHALLENGE_LIFETIME);
        assert_eq!(challenges.pending.lock().unwrap().len(), 1);
    }
}
