//! What a person is told who asks why it does not work: line by line, what is there, what is not, and what to do.
//! It must not know how readers and cards are looked at, nor who shows its lines.

mod diagnosis;
mod finding;
mod log_folder;
mod plain;
mod report;
mod surroundings;
mod usb;

pub use self::{
    diagnosis::{diagnose, diagnose_silence},
    finding::{CardSeen, CertificateSeen, Finding, Pin, State},
    report::{Facts, Line, Report},
    surroundings::{Os, Surroundings},
};
