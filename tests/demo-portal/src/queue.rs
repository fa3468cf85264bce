//! Who may verify now, and who waits: as many at once as there are cores, the others in their order,
//! and nobody where the wait would be longer than people's patience.

use std::{num::NonZero, sync::Arc, thread};

use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::limits::WAITING_LOGINS;

/// The logins that are being verified, and those that wait for it.
#[derive(Debug)]
pub struct Queue {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

/// So many wait already that one more would wait too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too many logins wait to be verified")]
pub struct QueueFull;

/// A place in the queue; whoever goes away leaves it by dropping this.
#[derive(Debug)]
pub struct Place {
    turns: Arc<Semaphore>,
    held: OwnedSemaphorePermit,
}

/// One's turn: to be held while verifying.
#[derive(Debug)]
pub struct Turn {
    _turn: Option<OwnedSemaphorePermit>,
    _place: OwnedSemaphorePermit,
}

impl Default for Queue {
    /// A turn for each core: a verification computes. Where asking about revocation takes its time, more are right.
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self::new(cores, WAITING_LOGINS)
    }
}

impl Queue {
    /// So many turns at once, and so many places for those who have or await one.
    #[must_use]
    pub fn new(turns: usize, places: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            turns: Arc::new(Semaphore::new(turns)),
        }
    }

    /// A place, if there is one.
    ///
    /// # Errors
    /// [`QueueFull`], at once: to wait for a place would only be another queue.
    pub fn enter(&self) -> Result<Place, QueueFull> {
        let held = Arc::clone(&self.places).try_acquire_owned();
        Ok(Place {
            turns: Arc::clone(&self.turns),
            held: held.map_err(|_| QueueFull)?,
        })
    }
}

impl Place {
    /// Waits for one's turn.
    pub async fn turn(self) -> Turn {
        Turn {
            // The semaphore is never closed, so there always is one.
            _turn: self.turns.acquire_owned().await.ok(),
            _place: self.held,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_no_place_is_told_at_once_and_who_leaves_makes_room() {
        let queue = Queue::new(1, 2);
        let first = queue.enter().unwrap().turn().await;
        let second = queue.enter().unwrap();
        assert_eq!(queue.enter().unwrap_err(), QueueFull);
        drop(second);
        let third = queue.enter().unwrap();
        drop(first);
        let _third = third.turn().await;
        assert!(queue.enter().is_ok());
    }
}
