//! The log: rotating files in the user's state folder, enough to understand a failed login.
//!
//! No log call anywhere in this crate takes a PIN, a key, an APDU's data, a digest, a signature, a certificate or
//! anything out of one; a test reads the most verbose log of whole logins for them.
//! Only this crate's own targets are subscribed, so that no dependency can log what passes through it.

use std::path::Path;

use tracing::Level;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::{
    Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Starts writing to `mpa-host.<day>.log` in a folder, as verbosely as `MPA_HOST_LOG` says.
/// A login goes on without a log where there can be none.
pub fn start(folder: &Path) {
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("mpa-host")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder);
    if let Ok(appender) = appender {
        let level = std::env::var(LEVEL_VARIABLE)
            .ok()
            .and_then(|level| level.parse().ok());
        // The first subscriber stays: in a process there is only one.
        drop(subscriber(appender, level.unwrap_or(Level::INFO)).try_init());
    }
}

/// What [`start`] installs, writing to anything.
pub fn subscriber<W>(writer: W, level: Level) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'w> fmt::MakeWriter<'w> + Send + Sync + 'static,
{
    let own = Targets::new().with_target(env!("CARGO_CRATE_NAME"), level);
    tracing_subscriber::registry().with(
        fmt::layer()
            .with_writer(writer)
            .with_ansi(false)
            // A full disk is no reason to write to the browser's standard error.
            .log_internal_errors(false)
            .with_filter(own),
    )
}

/// Log files that are kept, one a day.
const DAYS_KEPT: usize = 7;

/// The environment variable that sets the level: `error`, `warn`, `info`, `debug` or `trace`.
const LEVEL_VARIABLE: &str = "MPA_HOST_LOG";
