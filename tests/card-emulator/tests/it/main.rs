//! The emulated card as its clients see it: bytes in, bytes out.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod faults;
mod files;
mod fixtures;
mod independent_client;
mod lifetime;
mod pins;
mod program;
mod script;
mod signatures;
mod status_words;
mod switches;
