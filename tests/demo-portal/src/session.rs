//! Sessions: opened by a login, never before it, and ended on the server.
//!
//! This module knows what a session is worth and until when, and nothing of where it is kept.

pub mod embedded;

use std::time::Duration;

use futures_core::future::BoxFuture;

use crate::{identifier::Identifier, store::StoreUnavailable, verifier::Account};

/// Where the open sessions are kept.
pub trait SessionStore: Send + Sync {
    /// Opens a session under a new name. No name that existed before the login is ever used again,
    /// so a name that somebody planted in the browser opens nothing.
    ///
    /// # Errors
    /// [`StoreUnavailable`]: nobody is logged in then.
    fn open(
        &self,
        account: Account,
        now: Duration,
    ) -> BoxFuture<'_, Result<Identifier, StoreUnavailable>>;

    /// Who is logged in under this name, if its session lives. A look counts as use.
    ///
    /// # Errors
    /// [`StoreUnavailable`]: who it is could not be learnt, and nobody may be taken for logged in or out.
    fn look_up<'a>(
        &'a self,
        identifier: &'a Identifier,
        now: Duration,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreUnavailable>>;

    /// Ends a session: the cookie that a browser, or a thief, may still hold is worth nothing from now on.
    ///
    /// # Errors
    /// [`StoreUnavailable`]: the session may still be open.
    fn close<'a>(
        &'a self,
        identifier: &'a Identifier,
    ) -> BoxFuture<'a, Result<(), StoreUnavailable>>;
}
