//! Challenges in the shared store: one key for each, which the server itself lets expire, and their list by time,
//! by which the pending ones are counted.

use std::{sync::LazyLock, time::Duration};

use futures_core::future::BoxFuture;
use redis::{Script, pipe};

use crate::{
    challenge::{ChallengeStore, IssueError, Nonce, TakeError},
    identifier::Identifier,
    limits::CHALLENGE_LIFETIME,
    store::{SharedStore, StoreUnavailable, hashed, milliseconds},
};

impl ChallengeStore for SharedStore {
    fn issue(&self, now: Duration) -> BoxFuture<'_, Result<(Identifier, Nonce), IssueError>> {
        Box::pin(async move {
            let (attempt, nonce) = (Identifier::random(), Nonce::random());
            let issued: bool = ISSUE
                .key(self.pending())
                .key(self.key(CHALLENGE, &attempt))
                .arg(milliseconds(now))
                .arg(milliseconds(now + CHALLENGE_LIFETIME))
                .arg(self.at_most)
                .arg(hashed(&attempt))
                .arg(nonce.as_str())
                .arg(milliseconds(CHALLENGE_LIFETIME + LATE))
                .invoke_async(&mut self.connection())
                .await
                .map_err(StoreUnavailable::from)?;
            if issued {
                Ok((attempt, nonce))
            } else {
                Err(IssueError::TooManyPending)
            }
        })
    }

    fn take<'a>(
        &'a self,
        attempt: &'a Identifier,
        now: Duration,
    ) -> BoxFuture<'a, Result<Nonce, TakeError>> {
        Box::pin(async move {
            let (taken,): (Option<String>,) = pipe()
                .atomic()
                .get_del(self.key(CHALLENGE, attempt))
                .zrem(self.pending(), hashed(attempt))
                .ignore()
                .query_async(&mut self.connection())
                .await
                .map_err(StoreUnavailable::from)?;
            let (expires, nonce) = taken.as_deref().and_then(parse).ok_or(TakeError::Missing)?;
            if expires <= milliseconds(now) {
                return Err(TakeError::Expired);
            }
            Ok(nonce)
        })
    }
}

impl SharedStore {
    fn pending(&self) -> String {
        format!("{}pending", self.prefix)
    }
}

fn parse(kept: &str) -> Option<(u64, Nonce)> {
    let (expires, nonce) = kept.split_once(' ')?;
    Some((expires.parse().ok()?, Nonce::parse(nonce)?))
}

const CHALLENGE: &str = "challenge";

/// How long the server keeps one that has expired, so that who comes late is told so.
const LATE: Duration = Duration::from_secs(60);

/// Issues one if there is room. At most a hundred expired ones are cleared away on the way:
/// where a crowd's all expire at once, nobody waits for all of them.
static ISSUE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local pending, challenge = KEYS[1], KEYS[2]
local now, expires, at_most, attempt, nonce, lifetime = unpack(ARGV)
local expired = redis.call('ZCOUNT', pending, '-inf', now)
if redis.call('ZCARD', pending) - expired >= tonumber(at_most) then return 0 end
if expired > 0 then redis.call('ZREMRANGEBYRANK', pending, 0, math.min(expired, 100) - 1) end
redis.call('SET', challenge, expires .. ' ' .. nonce, 'PX', lifetime)
redis.call('ZADD', pending, expires, attempt)
redis.call('PEXPIRE', pending, lifetime)
return 1",
    )
});
