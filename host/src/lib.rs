//! The native-messaging host.

pub mod card;
pub mod dialog;
pub mod error;
pub mod pin;
pub mod text;
