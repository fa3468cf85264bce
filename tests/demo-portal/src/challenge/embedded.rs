//! Challenges in the memory of one process: the default, for a portal that is one process.

use std::{
    collections::{HashMap, VecDeque},
    future::ready,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures_core::future::BoxFuture;

use crate::{
    challenge::{ChallengeStore, IssueError, Nonce, TakeError},
    identifier::Identifier,
    limits::{CHALLENGE_LIFETIME, PENDING_CHALLENGES},
};

/// The challenges that wait for an answer, in the memory of this process.
#[derive(Debug)]
pub struct EmbeddedChallenges {
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

impl Default for EmbeddedChallenges {
    fn default() -> Self {
        Self::at_most(PENDING_CHALLENGES)
    }
}

impl EmbeddedChallenges {
    /// Keeps so many at once, and no more.
    #[must_use]
    pub fn at_most(at_most: usize) -> Self {
        Self {
            at_most,
            kept: Mutex::default(),
        }
    }

    fn issue_now(&self, now: Duration) -> Result<(Identifier, Nonce), IssueError> {
        let (attempt, nonce) = (Identifier::random(), Nonce::random());
        let expires = now + CHALLENGE_LIFETIME;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.sweep(now);
        if kept.pending.len() >= self.at_most {
            return Err(IssueError::TooManyPending);
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

    /// Under one lock: of two requests at once, one gets it. An expired one is gone then, too.
    fn take_now(&self, attempt: &Identifier, now: Duration) -> Result<Nonce, TakeError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.pending.remove(attempt) {
            None => Err(TakeError::Missing),
            Some(pending) if pending.expires <= now => Err(TakeError::Expired),
            Some(pending) => Ok(pending.nonce),
        }
    }
}

impl ChallengeStore for EmbeddedChallenges {
    fn issue(&self, now: Duration) -> BoxFuture<'_, Result<(Identifier, Nonce), IssueError>> {
        Box::pin(ready(self.issue_now(now)))
    }

    fn take<'a>(
        &'a self,
        attempt: &'a Identifier,
        now: Duration,
    ) -> BoxFuture<'a, Result<Nonce, TakeError>> {
        Box::pin(ready(self.take_now(attempt, now)))
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
    fn what_was_taken_costs_no_room() {
        let challenges = EmbeddedChallenges::at_most(3);
        let (first, nonce) = challenges.issue_now(START).unwrap();
        for _ in 0..100 {
            let (attempt, _) = challenges.issue_now(START).unwrap();
            challenges.take_now(&attempt, START).unwrap();
        }
        assert!(challenges.kept.lock().unwrap().order.len() <= 6);
        assert_eq!(challenges.take_now(&first, START), Ok(nonce));
    }

    #[test]
    fn expired_ones_are_swept_out() {
        let challenges = EmbeddedChallenges::default();
        for _ in 0..5 {
            challenges.issue_now(START).unwrap();
        }
        challenges.issue_now(START + CHALLENGE_LIFETIME).unwrap();
        assert_eq!(challenges.kept.lock().unwrap().pending.len(), 1);
    }
}
