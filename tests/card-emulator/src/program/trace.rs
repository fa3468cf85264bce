//! The trace: one line for every command, every response and every control.
//!
//! It holds every byte, PINs too. That is harmless only because the card is an emulated one.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::program::ProgramError;

/// An open trace file; what it held before stays.
pub(super) struct Trace {
    path: PathBuf,
    file: File,
    times: bool,
}

impl Trace {
    pub(super) fn open(path: PathBuf, times: bool) -> Result<Self, ProgramError> {
        match OpenOptions::new().create(true).append(true).open(&path) {
            Ok(file) => Ok(Self { path, file, times }),
            Err(source) => Err(ProgramError::Trace { path, source }),
        }
    }

    /// Adds a line, with one write: whoever reads the file meets whole lines.
    pub(super) fn line(&mut self, line: &str) -> Result<(), ProgramError> {
        let time = if self.times { now() } else { String::new() };
        self.file
            .write_all(format!("{line}{time}\n").as_bytes())
            .map_err(|source| ProgramError::Trace {
                path: self.path.clone(),
                source,
            })
    }
}

/// The last column of a line: the time as other programs can compare it with theirs.
fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    format!(" @{}", since.unwrap_or_default().as_micros())
}
