//! The PIN counters on disk, so that they outlive the program: lines such as `auth 3`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::program::ProgramError;
use crate::{Card, PinName};

/// A state file and what it holds.
pub(super) struct StateFile {
    path: PathBuf,
    kept: Option<String>,
}

impl StateFile {
    /// Sets the card's counters as the file says, and makes the file if there is none.
    pub(super) fn open(path: PathBuf, card: &mut Card) -> Result<Self, ProgramError> {
        match fs::read_to_string(&path) {
            Ok(text) => {
                for line in text.lines() {
                    let Some((name, tries)) = counter(line) else {
                        let line = line.to_owned();
                        return Err(ProgramError::StateMalformed { path, line });
                    };
                    card.set_tries(name, tries);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(ProgramError::State { path, source }),
        }
        let mut state = Self { path, kept: None };
        state.keep(card)?;
        Ok(state)
    }

    /// Writes the card's counters if they have changed.
    pub(super) fn keep(&mut self, card: &Card) -> Result<(), ProgramError> {
        let text: String = PinName::ALL
            .into_iter()
            .map(|name| format!("{} {}\n", name.label(), card.tries(name)))
            .collect();
        if self.kept.as_ref() == Some(&text) {
            return Ok(());
        }
        replace(&self.path, &text).map_err(|source| ProgramError::State {
            path: self.path.clone(),
            source,
        })?;
        self.kept = Some(text);
        Ok(())
    }
}

fn counter(line: &str) -> Option<(PinName, u8)> {
    let (label, tries) = line.split_once(' ')?;
    let name = PinName::ALL
        .into_iter()
        .find(|name| name.label() == label)?;
    let tries = tries.parse().ok().filter(|tries| *tries <= name.limit())?;
    Some((name, tries))
}

/// Writes beside the file and renames, so that a reader meets the old or the new, never a part.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut file = File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_counters_are_taken_from_a_file() {
        let cases = [
            ("auth 0", Some((PinName::Auth, 0))),
            ("auth 3", Some((PinName::Auth, 3))),
            ("sign 5", Some((PinName::Sign, 5))),
            ("auth 4", None),
            ("auth -1", None),
            ("auth", None),
            ("auth three", None),
            ("other 1", None),
            ("", None),
        ];
        for (line, expected) in cases {
            check(line, expected);
        }
    }

    fn check(line: &str, expected: Option<(PinName, u8)>) {
        assert_eq!(counter(line), expected, "{line:?}");
    }
}
