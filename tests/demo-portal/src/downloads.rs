//! What the set-up page offers: the files of one folder that its `SHA256SUMS` names, and no others.
//! It must not know what is in them, or for whom each is.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;
use thiserror::Error;

/// The list of hashes beside the files, as `sha256sum` writes it.
const SUMS: &str = "SHA256SUMS";

/// The files that are offered, by their names; none unless a folder is given.
#[derive(Debug, Default)]
pub struct Downloads {
    folder: PathBuf,
    files: BTreeMap<String, Download>,
}

/// What a visitor may know of a file before having it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Download {
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its SHA-256, in hex digits.
    pub sha256: String,
}

/// Why a folder cannot be offered.
#[derive(Debug, Error)]
pub enum DownloadsError {
    /// A file cannot be read.
    #[error("{0} cannot be read: {1}", .path.display(), .source)]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line that is no hash and the plain name of a file.
    #[error("not a line of SHA256SUMS: {0}")]
    Line(String),
}

impl Downloads {
    /// Reads what a folder has to offer.
    ///
    /// # Errors
    /// [`DownloadsError`] names the file or the line that is wrong.
    pub fn open(folder: &Path) -> Result<Self, DownloadsError> {
        let sums = read(&folder.join(SUMS), |path| fs::read_to_string(path))?;
        let mut files = BTreeMap::new();
        for line in sums.lines() {
            let (sha256, name) =
                parse(line).ok_or_else(|| DownloadsError::Line(line.to_owned()))?;
            let size = read(&folder.join(name), |path| fs::metadata(path))?.len();
            let (name, sha256) = (name.to_owned(), sha256.to_owned());
            files.insert(name.clone(), Download { name, size, sha256 });
        }
        Ok(Self {
            folder: folder.to_owned(),
            files,
        })
    }

    /// All that is offered, in the order of the names.
    pub fn files(&self) -> Vec<Download> {
        self.files.values().cloned().collect()
    }

    /// Where an offered file lies; `None` for any other name, so that nothing else of the folder can be had.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.files
            .contains_key(name)
            .then(|| self.folder.join(name))
    }
}

/// A hash, two spaces, and a name without a folder in it.
fn parse(line: &str) -> Option<(&str, &str)> {
    let (sha256, name) = line.split_once("  ")?;
    let hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
    (hash && plain).then_some((sha256, name))
}

fn read<T>(path: &Path, how: impl Fn(&Path) -> io::Result<T>) -> Result<T, DownloadsError> {
    how(path).map_err(|source| DownloadsError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(parse(line).map(|(_, name)| name), expected, "{line}");
    }

    #[test]
    fn lines() {
        check(&format!("{HASH}  a_1.0.deb"), Some("a_1.0.deb"));
        check(&format!("{HASH} a_1.0.deb"), None);
        check(&format!("{HASH}  "), None);
        check(&format!("{HASH}  ../a"), None);
        check(&format!("{HASH}  .hidden"), None);
        check(&format!("{}  a", &HASH[1..]), None);
        check(&format!("{}  a", HASH.replace('e', "g")), None);
        check("", None);
    }
}
