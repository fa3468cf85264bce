//! Sessions in the memory of one process: the default, for a portal that is one process.

use std::{
    collections::HashMap,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_core::future::BoxFuture;

use crate::{
    identifier::Identifier,
    limits::{SESSION_ABSOLUTE, SESSION_IDLE},
    session::SessionStore,
    store::StoreUnavailable,
    verifier::Account,
};

/// The sessions that are open, in the memory of this process.
#[derive(Debug, Default)]
pub struct EmbeddedSessions {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    open: HashMap<Identifier, Session>,
    /// How many may be open before those that have ended are looked for.
    sweep_at: usize,
}

#[derive(Debug)]
struct Session {
    account: Account,
    opened: Duration,
    last_seen: Duration,
}

impl EmbeddedSessions {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_now(&self, account: Account, now: Duration) -> Identifier {
        let identifier = Identifier::random();
        let session = Session {
            account,
            opened: now,
            last_seen: now,
        };
        let mut kept = self.kept();
        kept.sweep(now);
        kept.open.insert(identifier.clone(), session);
        identifier
    }

    fn look_up_now(&self, identifier: &Identifier, now: Duration) -> Option<Account> {
        let mut kept = self.kept();
        let session = kept.open.get_mut(identifier)?;
        if session.lives(now) {
            session.last_seen = now;
            return Some(session.account.clone());
        }
        kept.open.remove(identifier);
        None
    }
}

impl SessionStore for EmbeddedSessions {
    fn open(
        &self,
        account: Account,
        now: Duration,
    ) -> BoxFuture<'_, Result<Identifier, StoreUnavailable>> {
        Box::pin(ready(Ok(self.open_now(account, now))))
    }

    fn look_up<'a>(
        &'a self,
        identifier: &'a Identifier,
        now: Duration,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreUnavailable>> {
        Box::pin(ready(Ok(self.look_up_now(identifier, now))))
    }

    fn close<'a>(
        &'a self,
        identifier: &'a Identifier,
    ) -> BoxFuture<'a, Result<(), StoreUnavailable>> {
        self.kept().open.remove(identifier);
        Box::pin(ready(Ok(())))
    }
}

impl Kept {
    /// Forgets what has ended, only when there are twice as many as the last time left: looking through all of them
    /// at each login would make ten thousand logins cost fifty million looks.
    fn sweep(&mut self, now: Duration) {
        if self.open.len() >= self.sweep_at {
            self.open.retain(|_, session| session.lives(now));
            self.sweep_at = SWEEP_MIN.max(2 * self.open.len());
        }
    }
}

impl Session {
    fn lives(&self, now: Duration) -> bool {
        now < self.last_seen + SESSION_IDLE && now < self.opened + SESSION_ABSOLUTE
    }
}

/// Below this many, ended ones are left lying: they are too few to matter.
const SWEEP_MIN: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{certificate::Validity, key::Algorithm, revocation::RevocationAnswer};

    #[test]
    fn what_has_ended_does_not_pile_up() {
        let account = Account {
            serial: "01".into(),
            validity: Validity {
                from: Duration::ZERO,
                to: Duration::MAX,
            },
            issuer: "CN=Nobody".into(),
            algorithm: Algorithm::Rs256,
            revocation: RevocationAnswer::NotChecked,
        };
        let sessions = EmbeddedSessions::default();
        let mut now = Duration::from_secs(1_000);
        for _ in 0..20 {
            for _ in 0..SWEEP_MIN {
                sessions.open_now(account.clone(), now);
            }
            now += SESSION_IDLE;
        }
        assert!(sessions.kept().open.len() <= 2 * SWEEP_MIN);
    }
}
