//! The number by which the official portal's protocol knows this user's host: made at the first use and kept.
//! It is nobody else's to read, and no log shows it. It must not know what it is put into, or who asks for it.

use std::{
    fmt,
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

use tracing::{info, warn};
use uuid::{Builder, Uuid};

/// This user's number (RFC 9562, version 4).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UserUuid(Uuid);

impl UserUuid {
    /// Reads the number from the user's folder, or makes it there. A file that does not hold one is replaced.
    ///
    /// Only one process may do so at a time: whoever calls this holds the login's lock.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        match read_private(&path) {
            Ok(content) => match Self::parse(&content) {
                Some(kept) => return Ok(kept),
                None => warn!("the kept uuid was damaged: there is a new one"),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => info!("a first uuid"),
            Err(error) => return Err(error),
        }
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let made = Self(Builder::from_random_bytes(random).into_uuid());
        // Written whole under another name first: half a file would be damaged at the next login.
        let unfinished = folder.join(UNFINISHED_FILE);
        let mut file = create_private(&unfinished)?;
        file.write_all(made.to_string().as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&unfinished, &path)?;
        Ok(made)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// Takes exactly what [`UserUuid::in_folder`] writes: 36 characters, lower case.
    pub fn parse(content: &[u8]) -> Option<Self> {
        let kept = Self(Uuid::try_parse_ascii(content).ok()?);
        let whole = kept.to_string().as_bytes() == content && kept.0.get_version_num() == 4;
        whole.then_some(kept)
    }
}

impl fmt::Display for UserUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for UserUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserUuid(..)")
    }
}

/// Reads what may be a number, and no more of it than shows that it is none; from now on nobody else can.
fn read_private(path: &Path) -> io::Result<Vec<u8>> {
    // Opening something else could wait for ever.
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = File::open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    let mut content = Vec::new();
    file.take(LENGTH + 1).read_to_end(&mut content)?;
    Ok(content)
}

/// A new file that only the user may read; one that a crash has left is taken away first, whatever may be read of it.
fn create_private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

const FILE: &str = "uuid";
const UNFINISHED_FILE: &str = "uuid.new";

/// Of what is written: 36 characters.
const LENGTH: u64 = 36;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_is_read_back() {
        let cases: [(&str, bool); 9] = [
            ("5f2a3c41-7d0e-4b6a-9c58-2e9f1a7b6d30", true),
            ("5F2A3C41-7D0E-4B6A-9C58-2E9F1A7B6D30", false),
            ("5f2a3c417d0e4b6a9c582e9f1a7b6d30", false),
            ("{5f2a3c41-7d0e-4b6a-9c58-2e9f1a7b6d30}", false),
            ("5f2a3c41-7d0e-4b6a-9c58-2e9f1a7b6d30\n", false),
            ("5f2a3c41-7d0e-4b6a-9c58-2e9f1a7b6d3", false),
            // Another version.
            ("5f2a3c41-7d0e-1b6a-9c58-2e9f1a7b6d30", false),
            ("00000000-0000-0000-0000-000000000000", false),
            ("", false),
        ];
        for (content, whole) in cases {
            let parsed = UserUuid::parse(content.as_bytes());
            assert_eq!(parsed.is_some(), whole, "{content:?}");
            if let Some(uuid) = parsed {
                assert_eq!(uuid.to_string(), content);
                assert_eq!(format!("{uuid:?}"), "UserUuid(..)");
            }
        }
    }

    #[test]
    fn it_is_made_once_and_kept_and_replaced_where_it_is_damaged() {
        let folder = tempfile::tempdir().expect("a folder");
        let read = || UserUuid::in_folder(folder.path()).expect("a number");
        let first = read();
        assert_eq!(read(), first);
        fs::write(folder.path().join(FILE), "not one").expect("written");
        fs::write(folder.path().join(UNFINISHED_FILE), "half").expect("written");
        let second = read();
        assert_ne!(second, first);
        assert_eq!(read(), second);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_nobody_elses_to_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        let mode = || fs::metadata(&path).expect("a file").permissions().mode() & 0o777;
        let first = UserUuid::in_folder(folder.path()).expect("a number");
        assert_eq!(mode(), 0o600);
        // As a backup may have brought it back.
        fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("its owner may");
        assert_eq!(UserUuid::in_folder(folder.path()).expect("a number"), first);
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn a_file_is_read_no_further_than_it_can_matter() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        fs::write(&path, "x".repeat(1 << 20)).expect("written");
        assert_eq!(read_private(&path).expect("a file").len(), 37);
        assert!(read_private(folder.path()).is_err(), "a folder is no file");
    }

    #[test]
    fn without_a_folder_there_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(UserUuid::in_folder(&folder.path().join("missing")).is_err());
    }
}
