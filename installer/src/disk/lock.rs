//! One run at a time: a file that is locked while a run changes anything, and goes with it.
//! A run that is killed leaves the file, unlocked, to the next one.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::{Disk, RealDisk};

/// So often another run may end between the opening of the file and its locking.
const TRIES: usize = 100;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// `None` only while it is being dropped.
    file: Option<File>,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock; `None` where another run holds it.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        for _ in 0..TRIES {
            let file = open(path)?;
            match file.try_lock() {
                Ok(()) if !is_at(&file, path)? => {}
                Ok(()) => {
                    return Ok(Some(Self {
                        file: Some(file),
                        path: path.to_owned(),
                    }));
                }
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Windows removes no file that is open; elsewhere it goes before anybody else can lock it.
        if cfg!(windows) {
            self.file = None;
        }
        let _stays = RealDisk.remove_file(&self.path);
    }
}

/// Opens the file, and makes it where it is missing: no link, and nothing that another person could lock.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let no_link = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(no_link)
        .open(path)
}

/// Opens the file, and makes it where it is missing. Nobody can remove it while it is open.
#[cfg(windows)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;
    const SHARED_FOR_READING_AND_WRITING: u32 = 3;
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .share_mode(SHARED_FOR_READING_AND_WRITING)
        .open(path)
}

/// Whether this is still the file at its place: the run that held it may have removed it after it was opened.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let held = file.metadata()?;
    match path.symlink_metadata() {
        Ok(found) => Ok((found.dev(), found.ino()) == (held.dev(), held.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// What is open stays where it is.
#[cfg(windows)]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}
