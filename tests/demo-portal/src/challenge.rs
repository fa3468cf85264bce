//! Challenges: what the card signs, so that a token is worth something once, here, and now.
//!
//! A challenge belongs to the login attempt that asked for it, and is taken and removed in one step.
//! This module knows nothing of what is done with a nonce.

use std::{
    collections::{HashMap, VecDeque},
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
    /// It never asked for one, has used it, or let it expire long ago.
    #[error("no challenge is pending for this login attempt")]
    Missing,
    /// It asked too long ago.
    #[error("the challenge has expired")]
    Expired,
}

/// As many challenges are pending as the portal keeps: a new one would push out somebody who is entering a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too many challenges are pending")]
pub struct TooManyPending;

/// The challenges that wait for an answer. Issuing and taking cost the same however many there are.
#[derive(Debug)]
pub struct Challenges {
    at_most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    pending: HashMap<Identifier, Pending>,
    /// Attempts by their time, the first to expire in front. Those that were taken are left out now and then.
    order: VecDeque<(Duration, Identifier)>,
}

#[derive(Debug)]
struct Pending {
    nonce: Nonce,
    expires: Duration,
}

impl Default for Challenges {
    fn default() -> Self {
        Self::at_most(PENDING_CHALLENGES)
    }
}

impl Challenges {
    /// Keeps so many at once, and no more.
    #[must_use]
    pub fn at_most(at_most: usize) -> Self {
        Self {
            at_most,
            kept: Mutex::default(),
        }
    }

    /// Issues a nonce under a name of its own: whatever name a request brought along has no say in it.
    ///
    /// # Errors
    /// [`TooManyPending`]: whoever has a challenge keeps it, and whoever comes too late is told to come again.
    pub fn issue(&self, now: Duration) -> Result<(Identifier, Nonce), TooManyPending> {
        let (attempt, nonce) = (Identifier::random(), Nonce::random());
        let expires = now + CHALLENGE_LIFETIME;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.sweep(now);
        if kept.pending.len() >= self.at_most {
            return Err(TooManyPending);
        }
        // Often enough to bound the memory, and so seldom that each challenge pays for one step of it.
        if kept.order.len() >= 2 * self.at_most {
            let Kept { pending, order } = &mut *kept;
            order.retain(|(_, attempt)| pending.contains_key(attempt));
        }
        kept.order.push_back((expires, attempt.clone()));
        let pending = Pending {
            nonce: nonce.clone(),
            expires,
        };
        kept.pending.insert(attempt.clone(), pending);
        Ok((attempt, nonce))
    }

    /// Takes an attempt's nonce and removes it under one lock: of two requests at once, one gets it.
    ///
    /// # Errors
    /// [`ChallengeError`]; the challenge is gone then, too.
    pub fn take(&self, attempt: &Identifier, now: Duration) -> Result<Nonce, ChallengeError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.pending.remove(attempt) {
            None => Err(ChallengeError::Missing),
            Some(pending) if pending.expires <= now => Err(ChallengeError::Expired),
            Some(pending) => Ok(pending.nonce),
        }
    }
}

impl Kept {
    /// Forgets what has expired.
    fn sweep(&mut self, now: Duration) {
        while self.order.front().is_some_and(|(end, _)| *end <= now) {
            if let Some((_, attempt)) = self.order.pop_front() {
                self.pending.remove(&attempt);
            }
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
        let (attempt, nonce) = challenges.issue(START).unwrap();
        assert_eq!(challenges.take(&attempt, START), Ok(nonce));
        assert_eq!(
            challenges.take(&attempt, START),
            Err(ChallengeError::Missing)
        );
    }

    #[test]
    fn expires_to_the_second_and_is_gone_then() {
        let challenges = Challenges::default();
        let (early, nonce) = challenges.issue(START).unwrap();
        let (late, _) = challenges.issue(START).unwrap();
        let end = START + CHALLENGE_LIFETIME;
        assert_eq!(
            challenges.take(&early, end - Duration::from_secs(1)),
            Ok(nonce)
        );
        assert_eq!(challenges.take(&late, end), Err(ChallengeError::Expired));
        assert_eq!(challenges.take(&late, START), Err(ChallengeError::Missing));
    }

    #[test]
    fn whoever_asks_in_vain_pushes_nobody_out() {
        let challenges = Challenges::at_most(3);
        let (first, nonce) = challenges.issue(START).unwrap();
        for _ in 1..3 {
            challenges.issue(START).unwrap();
        }
        assert_eq!(challenges.issue(START), Err(TooManyPending));
        assert_eq!(challenges.take(&first, START), Ok(nonce));
        let end = START + CHALLENGE_LIFETIME;
        assert!(challenges.issue(end).is_ok(), "expired ones make room");
    }

    #[test]
    fn what_was_taken_costs_no_room() {
        let challenges = Challenges::at_most(3);
        let (first, nonce) = challenges.issue(START).unwrap();
        for _ in 0..100 {
            let (attempt, _) = challenges.issue(START).unwrap();
            challenges.take(&attempt, START).unwrap();
        }
        assert!(challenges.kept.lock().unwrap().order.len() <= 6);
        assert_eq!(challenges.take(&first, START), Ok(nonce));
    }

    #[test]
    fn of_many_who_take_at_once_one_gets_it() {
        let challenges = Challenges::default();
        for _ in 0..100 {
            let (attempt, _) = challenges.issue(START).unwrap();
            let taken = std::thread::scope(|scope| {
                let takers: Vec<_> = (0..4)
                    .map(|_| scope.spawn(|| challenges.take(&attempt, START).is_ok()))
                    .collect();
                let outcomes = takers.into_iter().map(|taker| taker.join().unwrap());
                outcomes.filter(|taken| *taken).count()
            });
            assert_eq!(taken, 1);
        }
    }

    #[test]
    fn expired_ones_are_swept_out() {
        let challenges = Challenges::default();
        for _ in 0..5 {
            challenges.issue(START).unwrap();
        }
        challenges.issue(START + CHALLENGE_LIFETIME).unwrap();
        assert_eq!(challenges.kept.lock().unwrap().pending.len(), 1);
    }
}
