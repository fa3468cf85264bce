//! The receipt on the disk: it comes with its folders in one step, and goes with them in one.
//! Whatever interrupts a run, what was made is in a receipt, or in a folder whose name says that it was being made.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    browser::Scope,
    disk::{self, Disk, Lock},
    machine::{Machine, RECEIPT},
    receipt::{Damaged, Receipt},
};

/// The receipt of one scope, and where it is.
#[derive(Debug)]
pub struct Kept {
    /// What it says.
    pub receipt: Receipt,
    folder: PathBuf,
    saved: Option<Vec<u8>>,
    /// No other run changes anything meanwhile; `None` where this one changes nothing either.
    lock: Option<Lock>,
}

/// A folder that cannot be removed though nothing is in it.
#[derive(Debug)]
pub struct Stuck {
    /// Which.
    pub folder: PathBuf,
    /// Why.
    pub error: io::Error,
}

/// Why a receipt cannot be had.
#[derive(Debug, Error)]
pub enum NotKept {
    /// It cannot be read or written.
    #[error("{}: {error}", path.display())]
    Disk {
        /// The receipt.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is damaged, or a later version wrote it.
    #[error("{}: {damaged}", path.display())]
    Damaged {
        /// The receipt.
        path: PathBuf,
        /// That it is so.
        damaged: Damaged,
    },
    /// Another run is changing something.
    #[error("another mpa-setup is running")]
    AnotherRuns,
    /// Nobody can tell whether another run is changing something.
    #[error("{}: {error}", path.display())]
    Lock {
        /// The file that is locked.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl Kept {
    /// Reads the receipt, and keeps every other run from changing anything until it is dropped.
    pub fn open(machine: &Machine, scope: Scope) -> Result<Self, NotKept> {
        let path = machine.lock(scope);
        let lock = match Lock::take(&path) {
            Ok(Some(lock)) => lock,
            Ok(None) => return Err(NotKept::AnotherRuns),
            Err(error) => return Err(NotKept::Lock { path, error }),
        };
        let mut kept = Self::read(machine, scope)?;
        kept.lock = Some(lock);
        Ok(kept)
    }

    /// Reads the receipt, so as to look and change nothing; where there is none, nothing was written.
    pub fn read(machine: &Machine, scope: Scope) -> Result<Self, NotKept> {
        let folder = machine.kept(scope);
        let path = folder.join(RECEIPT);
        let saved = match disk::content(&path) {
            Ok(saved) => saved,
            Err(error) => return Err(NotKept::Disk { path, error }),
        };
        let receipt = match saved.as_deref().map(Receipt::from_json) {
            None => Receipt::default(),
            Some(Ok(receipt)) => receipt,
            Some(Err(damaged)) => return Err(NotKept::Damaged { path, damaged }),
        };
        Ok(Self {
            receipt,
            folder,
            saved,
            lock: None,
        })
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.join(RECEIPT)
    }

    /// Writes the receipt, if it says anything new.
    pub fn save(&mut self, disk: &mut dyn Disk) -> Result<(), NotKept> {
        self.try_save(disk).map_err(|error| NotKept::Disk {
            path: self.path(),
            error,
        })
    }

    fn try_save(&mut self, disk: &mut dyn Disk) -> io::Result<()> {
        let missing = disk::missing_folders(&self.path());
        for folder in &missing {
            self.receipt.announce_folder(folder);
        }
        let json = self.receipt.to_json();
        if self.saved.as_ref() == Some(&json) {
            return Ok(());
        }
        match missing.first() {
            None => disk::write(disk, &self.path(), &json, 0o644)?,
            Some(outermost) => {
                disk::refuse_others_links(&self.path())?;
                sweep(disk, outermost)?;
                let new = disk::beside(outermost);
                let moved = |path: &Path| match path.strip_prefix(outermost) {
                    Ok(rest) if !rest.as_os_str().is_empty() => new.join(rest),
                    _ => new.clone(),
                };
                for folder in &missing {
                    disk.make_folder(&moved(folder))?;
                }
                disk.make_file(&moved(&self.path()), &json, 0o644)?;
                disk.rename(&new, outermost)?;
            }
        }
        self.saved = Some(json);
        Ok(())
    }

    /// Removes the folders that were made and are empty, and once nothing else is left the receipt, too.
    /// It stays while there are folders that cannot be removed, and tells which.
    pub fn tidy(&mut self, disk: &mut dyn Disk) -> Result<Vec<Stuck>, NotKept> {
        let path = self.path();
        self.try_tidy(disk, self.receipt.is_empty())
            .map_err(|error| NotKept::Disk { path, error })
    }

    /// The same, but the receipt stays, for a removal that is to be tried again.
    pub fn tidy_for_now(&mut self, disk: &mut dyn Disk) -> Result<Vec<Stuck>, NotKept> {
        let path = self.path();
        if self.saved.is_none() {
            return Ok(Vec::new());
        }
        self.try_tidy(disk, false)
            .map_err(|error| NotKept::Disk { path, error })
    }

    fn try_tidy(&mut self, disk: &mut dyn Disk, is_last: bool) -> io::Result<Vec<Stuck>> {
        let (mut own, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.receipt.folders)
            .into_iter()
            .partition(|folder| self.folder.starts_with(folder));
        let mut left = Vec::new();
        let mut stuck = Vec::new();
        for folder in others.into_iter().rev() {
            match disk::remove_folder(disk, &folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    left.push(folder.clone());
                    // What is in it now is somebody else's, or still needed.
                    if error.kind() != io::ErrorKind::DirectoryNotEmpty {
                        stuck.push(Stuck { folder, error });
                    }
                }
                _ => {}
            }
        }
        left.reverse();
        if !is_last || !stuck.is_empty() {
            own.append(&mut left);
            self.receipt.folders = own;
            self.try_save(disk)?;
            return Ok(stuck);
        }
        disk::refuse_others_links(&self.path())?;
        // Folders that somebody else uses by now are theirs.
        let outermost = own.iter().find(|folder| holds_only(folder, &self.folder));
        match outermost {
            Some(outermost) => {
                let old = disk::beside(outermost);
                sweep(disk, outermost)?;
                disk.rename(outermost, &old)?;
                clear(disk, &old)?;
            }
            None => {
                disk::remove(disk, &self.path())?;
                sweep_missing(disk, &self.path())?;
            }
        }
        self.saved = None;
        Ok(stuck)
    }
}

/// Whether a folder holds nothing but the way to the receipt.
fn holds_only(folder: &Path, kept: &Path) -> bool {
    let mut expected: Vec<_> = kept.strip_prefix(folder).into_iter().flatten().collect();
    expected.reverse();
    let mut here = folder.to_owned();
    loop {
        let Ok(entries) = fs::read_dir(&here) else {
            return false;
        };
        let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        match expected.pop() {
            Some(next) if names == [next] => here.push(next),
            Some(_) => return false,
            None => {
                let receipt = here.join(RECEIPT);
                let ours = [receipt.clone(), disk::beside(&receipt)];
                return names.iter().all(|name| ours.contains(&here.join(name)));
            }
        }
    }
}

/// Removes what an interrupted run left where the folder was being made or removed.
pub fn sweep(disk: &mut dyn Disk, outermost: &Path) -> io::Result<()> {
    clear(disk, &disk::beside(outermost))
}

/// The same at the outermost folder that is missing on the way to a file.
fn sweep_missing(disk: &mut dyn Disk, file: &Path) -> io::Result<()> {
    match disk::missing_folders(file).first() {
        Some(outermost) => sweep(disk, outermost),
        None => Ok(()),
    }
}

/// Removes a chain of folders with a receipt in it, and nothing else.
fn clear(disk: &mut dyn Disk, folder: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    let receipt = folder.join(RECEIPT);
    for entry in fs::read_dir(folder)?.flatten() {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            clear(disk, &path)?;
        } else if path == receipt || path == disk::beside(&receipt) {
            disk.remove_file(&path)?;
        }
    }
    disk.remove_folder(folder)
}
