//! Requests and answers as JSON (PROTOCOL.md): parsed into types that cannot be wrong, and written from them.
//! It must not know frames, cards or windows.

mod answer;
mod findings;
mod object;
mod request;

pub use self::{
    answer::{Answer, Refusal},
    request::{Authenticate, PortalLogin, Request},
};

/// The protocol version that this host speaks.
pub const PROTOCOL: u64 = 1;
