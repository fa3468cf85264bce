//! An empty file that stands while a card may hold a verified PIN: a host that was killed in that time cannot lock the card,
//! so the next run does it first. It must not know cards or PINs; it has no content.

use std::{fs, io, path::PathBuf};

use tracing::warn;

/// The marker of a run between VERIFY and the locking SELECT.
#[derive(Debug, Clone)]
pub struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    /// The marker in the user's state folder.
    pub fn in_folder(folder: &std::path::Path) -> Self {
        Self {
            path: folder.join("unfinished"),
        }
    }

    /// Whether an earlier run did not finish.
    pub fn stands(&self) -> bool {
        self.path.exists()
    }

    /// Sets it. A login goes on without it: it only helps after a kill.
    pub fn set(&self) {
        if let Err(error) = fs::write(&self.path, []) {
            warn!(%error, "no marker for an unfinished run");
        }
    }

    /// Takes it away.
    pub fn clear(&self) {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                warn!(%error, "the marker of an unfinished run stays");
            }
            _ => {}
        }
    }
}
