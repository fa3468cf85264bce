//! Files: looked at without following a link, written whole or not at all.
//! It must not know what the files are for.

mod lock;

use std::{
    fs, io,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use thiserror::Error;

pub use self::lock::Lock;
use crate::{plan::Present, receipt::Digest};

/// The single changes that are made to files; tests stand one here that fails in the middle.
pub trait Disk {
    /// Makes one folder, whose parent exists.
    fn make_folder(&mut self, folder: &Path) -> io::Result<()>;
    /// Makes a file that does not exist yet.
    fn make_file(&mut self, file: &Path, content: &[u8], mode: u32) -> io::Result<()>;
    /// Moves a file over another, or a folder to where nothing is.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file, or a link itself.
    fn remove_file(&mut self, file: &Path) -> io::Result<()>;
    /// Removes a folder, if it is empty.
    fn remove_folder(&mut self, folder: &Path) -> io::Result<()>;
}

/// The real one.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
        let mut builder = fs::DirBuilder::new();
        // As open as the folder that it is in, whatever the umask of who runs this; nobody else writes into it.
        let mode = mode(folder.parent().unwrap_or(folder)) & 0o755 | 0o700;
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
        builder.create(folder)?;
        set_mode(folder, mode)
    }

    fn make_file(&mut self, file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
        let mut made = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(file)?;
        made.write_all(content)?;
        set_mode(file, mode)?;
        made.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&mut self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn remove_folder(&mut self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder)
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// What is written is never longer; a longer file is somebody else's, and is not read.
const LONGEST: u64 = 1 << 20;

/// The content of a file that is no link; `None` where nothing is.
pub fn content(file: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(file) {
        Err(error) if is_absence(&error) => return Ok(None),
        Err(error) => return Err(error),
        Ok(metadata) if !metadata.is_file() => {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        }
        Ok(_) => {}
    }
    read(file).map(Some)
}

/// The content of somebody else's file, through links, as browsers read it; a pipe would have whoever runs this wait.
pub fn followed(file: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(file)?.is_file() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    }
    read(file)
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let read = fs::File::open(file)?
        .take(LONGEST + 1)
        .read_to_end(&mut content)?;
    if u64::try_from(read).is_ok_and(|read| read > LONGEST) {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(content)
}

/// What stands at a path.
pub fn look(file: &Path) -> Present {
    match content(file) {
        Ok(None) => Present::Nothing,
        Ok(Some(content)) => Present::Content(Digest::of(&content)),
        Err(error) => match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::FileTooLarge => Present::Other,
            _ => Present::Unreadable,
        },
    }
}

/// A folder that is missing, or a file where a folder would be, means that nothing is there.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// The folders that are missing on the way to a file, outermost first.
pub fn missing_folders(file: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<_> = file
        .ancestors()
        .skip(1)
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_owned)
        .collect();
    missing.reverse();
    missing
}

/// Writes a file whole: beside it first, then over it.
pub fn write(disk: &mut dyn Disk, file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    refuse_others_links(file)?;
    let new = beside(file);
    remove_if_there(disk, &new)?;
    let made = disk.make_file(&new, content, mode);
    let written = made.and_then(|()| disk.rename(&new, file));
    if written.is_err() {
        // Whoever writes remembers that something may be left; the first error is the one to tell.
        let _left = remove_if_there(disk, &new);
    }
    written
}

/// Removes a file and what an interrupted run left beside it.
pub fn remove(disk: &mut dyn Disk, file: &Path) -> io::Result<()> {
    refuse_others_links(file)?;
    remove_if_there(disk, &beside(file))?;
    remove_if_there(disk, file)
}

/// Writes a file whole in place of one that is there, with that one's mode.
pub fn write_as(disk: &mut dyn Disk, file: &Path, content: &[u8]) -> io::Result<()> {
    write(disk, file, content, mode(file))
}

#[cfg(unix)]
/// The mode of what is there, or of what is usual.
fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    let found = fs::metadata(file);
    found.map_or(0o644, |found| found.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0o644
}

/// Removes only what an interrupted run left beside a file.
pub fn remove_leftover(disk: &mut dyn Disk, file: &Path) -> io::Result<()> {
    refuse_others_links(file)?;
    remove_if_there(disk, &beside(file))
}

/// Removes a folder, if it is there and empty.
pub fn remove_folder(disk: &mut dyn Disk, folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder) {
        Err(error) if is_absence(&error) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => {
            refuse_others_links(folder)?;
            disk.remove_folder(folder)
        }
    }
}

/// Where a file is made before it is moved to its place.
pub fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".mpa-setup-new");
    file.with_file_name(name)
}

fn remove_if_there(disk: &mut dyn Disk, file: &Path) -> io::Result<()> {
    match fs::symlink_metadata(file) {
        Err(error) if is_absence(&error) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => disk.remove_file(file),
    }
}

/// The link on the way that somebody else may have set, and that was not followed.
#[derive(Debug, Error)]
#[error("{} is a link in a folder of others", .0.display())]
pub struct OthersLink(pub PathBuf);

impl OthersLink {
    /// The link because of which there was this error.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

/// A link on the way is followed only where nobody but this person or the administrator can have set it.
#[cfg(unix)]
pub fn refuse_others_links(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let me = rustix::process::geteuid().as_raw();
    for folder in file.ancestors().skip(1) {
        let is_link = fs::symlink_metadata(folder).is_ok_and(|found| found.is_symlink());
        let Some(parent) = folder.parent().filter(|_| is_link) else {
            continue;
        };
        let found = fs::metadata(parent)?;
        if found.mode() & 0o022 != 0 || (found.uid() != 0 && found.uid() != me) {
            let refused = OthersLink(folder.to_owned());
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, refused));
        }
    }
    Ok(())
}

/// Windows lets nobody but an administrator make links.
#[cfg(not(unix))]
pub fn refuse_others_links(_: &Path) -> io::Result<()> {
    Ok(())
}
