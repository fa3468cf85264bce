//! Decides once between a person who stops a login and a card that is about to be given the PIN.
//! It must not know either.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Open until one side passes it: the card's run with [`Gate::commit`], or the end of the login with [`Gate::close`].
///
/// A run that has committed is not interrupted; a login that has closed sends nothing any more.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Passed>);

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Passed {
    #[default]
    Nobody,
    Run,
    End,
}

impl Gate {
    /// Starts what cannot be interrupted; `false` where the login has ended.
    #[must_use]
    pub(super) fn commit(&self) -> bool {
        self.pass(Passed::Run)
    }

    /// The run is over, and what became of the PIN is known: until then, whoever ends the login has to wait for that.
    pub(super) fn release(&self) {
        let mut passed = self.lock();
        if *passed == Passed::Run {
            *passed = Passed::Nobody;
        }
    }

    /// Ends the login; `false` where a run is under way, which has to be waited for.
    #[must_use]
    pub(super) fn close(&self) -> bool {
        self.pass(Passed::End)
    }

    fn pass(&self, side: Passed) -> bool {
        let mut passed = self.lock();
        if *passed == Passed::Nobody {
            *passed = side;
        }
        *passed == side
    }

    /// A panic in a run leaves the state as it is, which is still right.
    fn lock(&self) -> MutexGuard<'_, Passed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_side_passes() {
        let gate = Gate::default();
        assert!(gate.commit());
        assert!(!gate.close(), "a run is under way");
        gate.release();
        assert!(gate.close());
        assert!(!gate.commit(), "the login has ended");
        gate.release();
        assert!(!gate.commit(), "and stays so");
    }
}
