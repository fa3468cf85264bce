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
    let held = [ASKING, LOCK].map(|name| hold(&locks.join(name)));
    for lock in &held {
        match lock {
            Ok(Hold::Free | Hold::Ours(_)) => {}
            Ok(Hold::Anothers) => return Gone::InUse,
            Err(error) => return Gone::Failed(io::Error::new(error.kind(), error.to_string())),
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

/// Who holds a lock.
enum Hold {
    /// There is no such file, so no host has ever taken it.
    Free,
    /// This program, until the file is dropped.
    Ours(#[expect(dead_code, reason = "it is held, not read")] File),
    /// A host.
    Anothers,
}

fn hold(lock: &Path) -> io::Result<Hold> {
    let file = match File::options().read(true).write(true).open(lock) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Hold::Free),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => Ok(Hold::Ours(file)),
        Err(TryLockError::WouldBlock) => Ok(Hold::Anothers),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
