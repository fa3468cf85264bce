//! Sessions: opened by a login, never before it, and ended on the server.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{
    identifier::Identifier,
    limits::{SESSION_ABSOLUTE, SESSION_IDLE},
    verifier::Account,
};

/// The sessions that are open.
#[derive(Debug, Default)]
pub struct Sessions {
    open: Mutex<HashMap<Identifier, Session>>,
}

#[derive(Debug)]
struct Session {
    account: Account,
    opened: Duration,
    last_seen: Duration,
}

impl Sessions {
    /// Opens a session under a new name. No name that existed before the login is ever used again,
    /// so a name that somebody planted in the browser opens nothing.
    pub fn open(&self, account: Account, now: Duration) -> Identifier {
        let identifier = Identifier::random();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| session.lives(now));
        open.insert(
            identifier.clone(),
            Session {
                account,
                opened: now,
                last_seen: now,
            },
        );
        identifier
    }

    /// Who is logged in under this name, if its session lives. A look counts as use.
    pub fn look_up(&self, identifier: &Identifier, now: Duration) -> Option<Account> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.get_mut(identifier)?;
        if session.lives(now) {
            session.last_seen = now;
            return Some(session.account.clone());
        }
        open.remove(identifier);
        None
    }

    /// Ends a session: the cookie that a browser, or a thief, may still hold is worth nothing from now on.
    pub fn close(&self, identifier: &Identifier) {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(identifier);
    }
}

impl Session {
    fn lives(&self, now: Duration) -> bool {
        now < self.last_seen + SESSION_IDLE && now < self.opened + SESSION_ABSOLUTE
    }
}
