//! A small portal that logs people in with their My Number card: the example for those who run a real one.
//!
//! Each check that a portal owes its visitors stands in a module of its own, and [`verifier`] names them in order.
//! Nothing here knows how the card, the host or the extension work: a portal sees a page's request, and a Web eID token
//! or an answer in the official portal's own protocol.

pub mod certificate;
pub mod challenge;
pub mod clock;
pub mod cookie;
pub mod digest_info;
pub mod downloads;
pub mod identifier;
pub mod key;
pub mod limits;
pub mod official;
pub mod options;
pub mod origin;
pub mod page;
pub mod protocol;
pub mod purpose;
pub mod queue;
pub mod refusal;
pub mod revocation;
pub mod server;
pub mod session;
pub mod signature;
pub mod store;
pub mod text;
pub mod token;
pub mod trust;
pub mod verifier;
pub mod web;
