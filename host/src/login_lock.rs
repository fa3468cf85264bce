//! One login at a time in a user's session: a lock that the system holds and that dies with the process.
//! It must not know what is locked out.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// Held while a login is under way; let go when it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct LoginLock {
    _file: File,
}

impl LoginLock {
    /// Takes the lock in the user's folder; `None` where another login holds it.
    pub fn acquire(folder: &Path) -> io::Result<Option<Self>> {
        let _asking = Asking::wait(folder)?;
        let file = created(folder, LOCK)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Whether anybody holds the lock in the user's folder. No login that begins meanwhile takes the question for a login.
    pub fn is_held(folder: &Path) -> io::Result<bool> {
        let _asking = Asking::wait(folder)?;
        let file = created(folder, LOCK)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Whoever tries the lock, to take it or to see whether it is held, holds a second one for that moment:
/// to see it, one has to hold it oneself, and a login that begins then would find it held.
struct Asking {
    _file: File,
}

impl Asking {
    fn wait(folder: &Path) -> io::Result<Self> {
        let file = created(folder, ASKING)?;
        let deadline = Instant::now() + ASKING_MAX;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    thread::sleep(ASKED_AGAIN_AFTER);
                }
                Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::TimedOut.into()),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}

fn created(folder: &Path, name: &str) -> io::Result<File> {
    // A shared lock wants a file that can be read, an exclusive one a file that can be written, where the folder is on NFS.
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(folder.join(name))
}

const LOCK: &str = "login.lock";
const ASKING: &str = "login.asking";

/// How long somebody else's question is waited for. It takes microseconds, unless its process was stopped in it.
const ASKING_MAX: Duration = Duration::from_secs(1);
const ASKED_AGAIN_AFTER: Duration = Duration::from_millis(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_held_by_one_until_that_one_lets_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let acquire = || LoginLock::acquire(folder.path()).expect("a file");
        let is_held = || LoginLock::is_held(folder.path()).expect("a file");
        assert!(!is_held());
        let lock = acquire();
        assert!(lock.is_some());
        assert!(is_held());
        assert!(acquire().is_none());
        drop(lock);
        assert!(!is_held());
        assert!(acquire().is_some());
    }

    #[test]
    fn asking_never_keeps_a_login_from_beginning() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        LoginLock::is_held(path).expect("a file");
                    }
                });
            }
            for _ in 0..500 {
                let lock = LoginLock::acquire(path).expect("a file");
                assert!(lock.is_some(), "nobody else logs in");
            }
        });
    }

    #[test]
    fn a_question_that_never_ends_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let stopped = created(folder.path(), ASKING).expect("a file");
        stopped.lock().expect("free");
        let kind = |error: io::Error| error.kind();
        assert_eq!(
            LoginLock::acquire(folder.path()).map(|_| ()).map_err(kind),
            Err(io::ErrorKind::TimedOut)
        );
        assert_eq!(
            LoginLock::is_held(folder.path()).map_err(kind),
            Err(io::ErrorKind::TimedOut)
        );
    }

    #[test]
    fn without_a_folder_nobody_can_tell() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("missing");
        assert!(LoginLock::is_held(&missing).is_err());
        assert!(LoginLock::acquire(&missing).is_err());
    }
}
