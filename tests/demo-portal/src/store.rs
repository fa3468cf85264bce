//! A store that several portal processes share: Redis 6.2 or later, or Valkey.
//!
//! It keeps challenges and sessions as the embedded ones do, and each operation is one step of the server's,
//! which runs one after the other: of two processes that take one challenge, one gets it.
//! Only this folder knows that it is Redis.

mod challenges;
mod sessions;

use std::{fmt, time::Duration};

use redis::{
    AsyncCommands as _, Client, ErrorKind, IntoConnectionInfo as _, RedisError,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{
    identifier::{Identifier, hexadecimal},
    limits::{PENDING_CHALLENGES, STORE_PATIENCE},
    origin::Origin,
};

/// The shared store did not do what it was asked to, or did not say so in time.
/// What it says itself is not passed on: it may quote what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the shared store is not available")]
pub struct StoreUnavailable;

/// Where the shared store is.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreAddress(String);

/// A text that is no address of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "--store needs an address such as redis+unix:///run/redis/redis.sock or redis://127.0.0.1:6379"
)]
pub struct StoreAddressError;

/// Why a store cannot be used from the start.
#[derive(Debug, Error)]
pub enum OpenError {
    /// It does not answer, or not to us.
    #[error("it does not answer: {0}. Start it, or correct --store")]
    Unreachable(RedisError),
    /// It answers and does not know what is needed.
    #[error(
        "it is too old, or these commands are not allowed: Redis 6.2 or later, or Valkey, is needed"
    )]
    Unsuitable,
}

/// Challenges and sessions of one site, in a store that its portals share.
#[derive(Clone)]
pub struct SharedStore {
    connection: ConnectionManager,
    /// In front of every key. It holds the origin: a session of one site must open nothing at another
    /// that uses the same server. The braces keep a site's keys together in a cluster.
    prefix: String,
    at_most: usize,
}

impl StoreAddress {
    /// Reads an address; nothing is asked there.
    ///
    /// # Errors
    /// [`StoreAddressError`], also for TLS: where the way to the store is not one's own, a tunnel ends there.
    pub fn parse(text: &str) -> Result<Self, StoreAddressError> {
        let known = ["redis://", "redis+unix:///"];
        let readable = text.into_connection_info().is_ok();
        if readable && known.iter().any(|scheme| text.starts_with(scheme)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(StoreAddressError)
        }
    }
}

/// Without what may be a password: `redis://user:password@host` and `redis+unix:///path?pass=password`.
impl fmt::Display for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.0.split('?').next().unwrap_or_default();
        match (place.split_once("://"), place.rsplit_once('@')) {
            (Some(("redis", _)), Some((_, host))) => write!(f, "redis://{host}"),
            _ => f.write_str(place),
        }
    }
}

impl fmt::Debug for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreAddress({self})")
    }
}

impl SharedStore {
    /// Connects, and tries a command that only a store that is new enough knows.
    ///
    /// # Errors
    /// [`OpenError`] says why this store cannot be used.
    pub async fn open(address: &StoreAddress, origin: &Origin) -> Result<Self, OpenError> {
        let client = Client::open(address.0.as_str()).map_err(OpenError::Unreachable)?;
        let patience = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(STORE_PATIENCE))
            .set_response_timeout(Some(STORE_PATIENCE))
            // A request that finds the store gone says so at once; the next one tries again.
            .set_number_of_retries(0)
            .set_pipeline_buffer_size(PIPELINE);
        let mut connection = ConnectionManager::new_with_config(client, patience)
            .await
            .map_err(OpenError::Unreachable)?;
        let prefix = format!("mpa:{{{origin}}}:", origin = origin.as_str());
        let tried: Result<Option<String>, _> = connection.get_del(format!("{prefix}none")).await;
        match tried {
            Ok(_) => Ok(Self {
                connection,
                prefix,
                at_most: PENDING_CHALLENGES,
            }),
            Err(error) if matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) => {
                Err(OpenError::Unsuitable)
            }
            Err(error) => Err(OpenError::Unreachable(error)),
        }
    }

    /// Keeps so many challenges at once, and no more.
    #[must_use]
    pub fn at_most(self, at_most: usize) -> Self {
        Self { at_most, ..self }
    }

    fn connection(&self) -> ConnectionManager {
        self.connection.clone()
    }

    /// The key of something that a browser has the name of. What is kept is the name's hash:
    /// whoever can read the store, its dumps or its log of slow commands cannot take over a session with it.
    fn key(&self, kind: &str, identifier: &Identifier) -> String {
        format!("{}{kind}:{}", self.prefix, hashed(identifier))
    }
}

impl fmt::Debug for SharedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedStore")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl From<RedisError> for StoreUnavailable {
    fn from(_: RedisError) -> Self {
        Self
    }
}

fn hashed(identifier: &Identifier) -> String {
    hexadecimal(&Sha256::digest(identifier.reveal()))
}

/// Times go to the store in milliseconds since the Unix epoch, which its scripts compute with exactly.
fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Requests that wait on the one connection before a further one waits for its place: a crowd's.
const PIPELINE: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, shown: Option<&str>) {
        let parsed = StoreAddress::parse(address);
        assert_eq!(
            parsed.ok().map(|parsed| format!("{parsed} {parsed:?}")),
            shown.map(|shown| format!("{shown} StoreAddress({shown})")),
            "{address}"
        );
    }

    #[test]
    fn addresses_never_show_a_password() {
        check("redis://localhost", Some("redis://localhost"));
        check("redis://localhost:1/2", Some("redis://localhost:1/2"));
        check("redis://me:se@cret@store:6379", Some("redis://store:6379"));
        check("redis://:secret@store", Some("redis://store"));
        check("redis+unix:///run/r.sock", Some("redis+unix:///run/r.sock"));
        check(
            "redis+unix:///run/r.sock?db=1&user=me&pass=secret",
            Some("redis+unix:///run/r.sock"),
        );
        for other in [
            "",
            "localhost:6379",
            "/run/redis.sock",
            "rediss://store",
            "http://store",
            "redis://",
        ] {
            check(other, None);
        }
    }
}
