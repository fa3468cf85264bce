//! One login at a time in a user's session: a lock that the system holds and that dies with the process.
//! It must not know what is locked out.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
};

/// Held while a login is under way; let go when it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct LoginLock {
    _file: File,
}

impl LoginLock {
    /// Takes the lock in the user's folder; `None` where another login holds it.
    pub fn acquire(folder: &Path) -> io::Result<Option<Self>> {
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join("login.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
