//! Sessions in the shared store: one key for each, which the server itself lets expire.

use std::{sync::LazyLock, time::Duration};

use futures_core::future::BoxFuture;
use redis::{AsyncCommands as _, Script, pipe};

use crate::{
    identifier::Identifier,
    limits::{SESSION_ABSOLUTE, SESSION_IDLE},
    session::SessionStore,
    store::{SharedStore, StoreUnavailable, milliseconds},
    verifier::Account,
};

impl SessionStore for SharedStore {
    fn open(
        &self,
        account: Account,
        now: Duration,
    ) -> BoxFuture<'_, Result<Identifier, StoreUnavailable>> {
        Box::pin(async move {
            let identifier = Identifier::random();
            let account = serde_json::to_string(&account).map_err(|_| StoreUnavailable)?;
            let key = self.key(SESSION, &identifier);
            let now = milliseconds(now).to_string();
            let fields = [("account", account), ("opened", now.clone()), ("seen", now)];
            let () = pipe()
                .atomic()
                .hset_multiple(&key, &fields)
                .ignore()
                .cmd("PEXPIRE")
                .arg(&key)
                .arg(milliseconds(SESSION_IDLE))
                .ignore()
                .query_async(&mut self.connection())
                .await?;
            Ok(identifier)
        })
    }

    fn look_up<'a>(
        &'a self,
        identifier: &'a Identifier,
        now: Duration,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreUnavailable>> {
        Box::pin(async move {
            let account: Option<String> = LOOK_UP
                .key(self.key(SESSION, identifier))
                .arg(milliseconds(now))
                .arg(milliseconds(SESSION_IDLE))
                .arg(milliseconds(SESSION_ABSOLUTE))
                .invoke_async(&mut self.connection())
                .await?;
            // One that another version of the portal wrote in another form is none: that person logs in again.
            Ok(account.and_then(|account| serde_json::from_str(&account).ok()))
        })
    }

    fn close<'a>(
        &'a self,
        identifier: &'a Identifier,
    ) -> BoxFuture<'a, Result<(), StoreUnavailable>> {
        Box::pin(async move {
            let () = self.connection().del(self.key(SESSION, identifier)).await?;
            Ok(())
        })
    }
}

const SESSION: &str = "session";

/// Looks and notes the use in one step: a look that went on beside a logout must not bring the session back.
static LOOK_UP: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local account, opened, seen = unpack(redis.call('HMGET', KEYS[1], 'account', 'opened', 'seen'))
if not account then return false end
local now, idle, absolute = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local left = math.min(idle, opened + absolute - now)
if left <= 0 or seen + idle <= now then
  redis.call('DEL', KEYS[1])
  return false
end
redis.call('HSET', KEYS[1], 'seen', ARGV[1])
redis.call('PEXPIRE', KEYS[1], left)
return account",
    )
});
