//! What the host keeps for a person: its log, its lock, the marker of an unfinished run and the uuid.
//! It goes with a person's own removal, and never from under a login. It must not know what is registered where.
//!
//! Of the host it knows two names (ARCHITECTURE.md, "What must always hold", 12): a login holds `login.lock`,
//! and whoever tries that lock holds `login.asking` for the moment.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

use crate::machine::Machine;

/// What became of it.
#[derive(Debug)]
pub enum Gone {
    /// There was nothing.
    Nothing,
    /// It is removed.
    Removed,
    /// A login is under way, so it was left.
    InUse,
    /// It cannot be removed.
    Failed(io::Error),
}

/// Removes it, unless a login is under way.
pub fn remove(machine: &Machine) -> Gone {
    let folder = &machine.host_state;
    if !folder.symlink_metadata().is_ok_and(|found| found.is_dir()) {
        return Gone::Nothing;
    }
    let locks = machine.host_locks();
    // In the host's own order; both are held until the folder is gone, so that no login begins in between.
    let mut held = Vec::new();
    for name in [ASKING, LOCK] {
        match hold(&locks.join(name)) {
            Ok(lock) => held.extend(lock),
            Err(gone) => return gone,
        }
    }
    // Windows removes no folder with a file in it that is open.
    #[cfg(windows)]
    drop(held);
    match fs::remove_dir_all(folder) {
        Ok(()) => Gone::Removed,
        Err(error) => Gone::Failed(error),
    }
}

const LOCK: &str = "login.lock";
const ASKING: &str = "login.asking";

/// Holds a lock until the file is dropped; `None` where there is no such file, so that no host has ever taken it.
fn hold(lock: &Path) -> Result<Option<File>, Gone> {
    let file = match File::options().read(true).write(true).open(lock) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Gone::Failed(error)),
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Gone::InUse),
        Err(TryLockError::Error(error)) => Err(Gone::Failed(error)),
    }
}
