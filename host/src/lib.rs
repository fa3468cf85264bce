//! The native-messaging host: takes a portal's challenge from the browser, asks the person for the card and its PIN,
//! and gives back a signed token. PROTOCOL.md says what is exchanged with the browser, ARCHITECTURE.md where things are.

pub mod card;
pub mod certificate;
pub mod challenge;
pub mod dialog;
pub mod doctor;
pub mod error;
pub mod framing;
pub mod hardening;
pub mod inspection;
pub mod log;
pub mod login;
pub mod login_lock;
pub mod message;
pub mod origin;
pub mod pin;
pub mod portal_answer;
pub mod process;
pub mod reader;
pub mod secret;
pub mod serve;
pub mod text;
pub mod token;
pub mod unfinished;
pub mod user_uuid;
pub mod window;
