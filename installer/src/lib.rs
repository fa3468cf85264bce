//! The set-up: registers the host with every browser, removes it exactly, and says what is missing.
//! It must not know the host's code: of the host it uses only what PROTOCOL.md writes down.

pub mod arguments;
pub mod browser;
pub mod disk;
pub mod doctor;
pub mod host_state;
pub mod install;
pub mod kept;
pub mod machine;
pub mod manifest;
pub mod plan;
pub mod policy;
pub mod receipt;
pub mod registry;
pub mod run;
pub mod text;
pub mod uninstall;
