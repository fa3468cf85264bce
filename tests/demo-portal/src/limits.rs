//! Every length, number and lifetime that the portal keeps to, in one place.

use std::time::Duration;

/// Random bytes in a challenge nonce; in base64 they are 44 characters, the least that Web eID allows.
pub const NONCE_BYTES: usize = 32;
/// How long a challenge can be answered (Web eID asks for 5 minutes).
pub const CHALLENGE_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// Challenges pending at once: above it nobody gets a new one for the moment.
/// It bounds memory, and stands well above ten thousand people who log in within one second.
pub const PENDING_CHALLENGES: usize = 100_000;
/// After how many seconds somebody whom the portal could not serve may ask again.
pub const RETRY_AFTER_SECONDS: u16 = 10;

/// Logins that are being verified or wait for it: above it nobody else queues up for the moment.
/// Two cores verify these in a few seconds, and longer than that people do not wait.
pub const WAITING_LOGINS: usize = 10_000;
/// Connections that wait to be accepted, as far as the system allows it (`net.core.somaxconn`).
pub const BACKLOG: u32 = 4_096;
/// How long the portal waits for the shared store, to connect and to answer.
pub const STORE_PATIENCE: Duration = Duration::from_secs(2);

/// Shortest token that is looked at, in bytes (Web eID validators use the same bounds).
pub const TOKEN_MIN: usize = 100;
/// Longest token that is looked at, in bytes.
pub const TOKEN_MAX: usize = 10_000;
/// Longest request body that is read at all, in bytes.
pub const BODY_MAX: usize = 16 * 1024;

/// A session ends after this long without a request.
pub const SESSION_IDLE: Duration = Duration::from_secs(15 * 60);
/// A session ends this long after the login, whatever happens in it.
pub const SESSION_ABSOLUTE: Duration = Duration::from_secs(8 * 60 * 60);

/// Smallest RSA modulus that is trusted, in bytes (2048 bits, what the card has today).
pub const RSA_MODULUS_MIN: usize = 256;
/// Largest RSA modulus that is computed with, in bytes: a huge key would cost the portal, not its sender.
pub const RSA_MODULUS_MAX: usize = 512;
