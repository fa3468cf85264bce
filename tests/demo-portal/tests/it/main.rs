//! The portal as its visitors meet it: the router in process, a cookie jar, tokens made with the test card's key.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up fails where that shows"
)]

mod card;
mod downloads;
mod forged;
mod login;
mod official;
mod pages;
mod portal;
mod program;
mod redis_server;
mod refused_certificates;
mod refused_official;
mod refused_requests;
mod refused_tokens;
mod sessions;
mod shared_store;
mod stores;
mod two_portals;
