//! Policies by which an administrator has browsers load the extension (`--force-extension`).
//! They are merged with what is there; what cannot be merged is named and left.

pub mod chromium;
pub mod firefox;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    browser::{Browser, System},
    machine::Machine,
    manifest::is_chromium_id,
    plan::Wanted,
    receipt::Receipt,
};

/// What the browsers load the extension from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The folder.
    pub folder: PathBuf,
    /// The extension's id in the Chromium family, where the folder has an update manifest.
    pub chromium_id: Option<String>,
    /// Whether the folder has the extension for Firefox, and Mozilla's signature in it.
    pub firefox: Xpi,
}

/// What the folder holds for Firefox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Xpi {
    /// Nothing.
    Missing,
    /// An extension that Firefox would refuse.
    Unsigned,
    /// An extension that bears a signature.
    Signed,
}

/// Why a folder is no source.
#[derive(Debug, Error)]
pub enum NoSource {
    /// Browsers need an absolute path.
    #[error("{} is not absolute", .0.display())]
    Relative(PathBuf),
    /// It holds nothing that a browser could load.
    #[error("{} holds neither updates.xml with mpa-host.crx nor mpa-host.xpi", .0.display())]
    Empty(PathBuf),
    /// The update manifest names no id.
    #[error("{} names no extension", .0.display())]
    NoId(PathBuf),
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    Disk {
        /// What.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl Source {
    /// Looks into a folder.
    pub fn open(folder: &Path) -> Result<Self, NoSource> {
        if !folder.is_absolute() || folder.to_str().is_none() {
            return Err(NoSource::Relative(folder.to_owned()));
        }
        let updates = folder.join("updates.xml");
        let xpi = folder.join("mpa-host.xpi");
        let read = |path: &Path| match fs::read(path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(NoSource::Disk {
                path: path.to_owned(),
                error,
            }),
        };
        let chromium_id = match read(&updates)? {
            Some(xml) if folder.join("mpa-host.crx").is_file() => {
                let id = app_id(&String::from_utf8_lossy(&xml)).ok_or(NoSource::NoId(updates))?;
                Some(id)
            }
            _ => None,
        };
        let firefox = match read(&xpi)? {
            None => Xpi::Missing,
            // The name of the signature's file stands in a zip as it is.
            Some(zip) if zip.windows(SIGNATURE.len()).any(|part| part == SIGNATURE) => Xpi::Signed,
            Some(_) => Xpi::Unsigned,
        };
        if chromium_id.is_none() && firefox == Xpi::Missing {
            return Err(NoSource::Empty(folder.to_owned()));
        }
        Ok(Self {
            folder: folder.to_owned(),
            chromium_id,
            firefox,
        })
    }
}

/// The URL of a file in a source's folder.
fn url(folder: &Path, name: &str) -> String {
    let mut url = "file://".to_owned();
    for byte in folder.join(name).to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                url.push(char::from(byte));
            }
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

/// The file in which Mozilla's signature is.
const SIGNATURE: &[u8] = b"META-INF/mozilla.rsa";

/// The only id that an update manifest names.
fn app_id(xml: &str) -> Option<String> {
    let mut ids = xml.split("appid=").skip(1).map(|rest| {
        let quote = rest.chars().next().filter(|c| "'\"".contains(*c))?;
        rest[1..].split(quote).next()
    });
    let id = ids.next()??;
    (ids.next().is_none() && is_chromium_id(id)).then(|| id.to_owned())
}

/// Why a browser is not made to load the extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// On this system a browser takes forced extensions only from its store, or on a managed machine.
    System,
    /// Nobody has written down where it reads policies.
    Browser,
    /// The folder holds nothing for it.
    NothingForIt,
    /// Firefox would refuse it: Mozilla has not signed it.
    Unsigned,
    /// This file of somebody else's already says something about the extension.
    Decided(PathBuf),
    /// This file of somebody else's is read after ours, and would switch it off.
    Overridden(PathBuf),
    /// This file of somebody else's is hidden by another, and would count again.
    Revived {
        /// The file that would count again.
        hidden: PathBuf,
        /// The file that hides it.
        by: PathBuf,
    },
    /// This file of somebody else's cannot be understood, and may concern the extension.
    Unclear(PathBuf),
    /// This file of somebody else's is a link, or no file at all: such are not written.
    NotPlain(PathBuf),
    /// This file of somebody else's cannot be read.
    Unreadable(PathBuf),
}

impl Refusal {
    /// What it means that a file was not read.
    fn unread(file: &Path, error: &io::Error) -> Self {
        let file = file.to_owned();
        match error.kind() {
            io::ErrorKind::InvalidInput => Self::NotPlain(file),
            io::ErrorKind::FileTooLarge => Self::Unclear(file),
            _ => Self::Unreadable(file),
        }
    }
}

/// What has to stand for one browser to load the extension.
pub fn wanted(
    browser: Browser,
    machine: &Machine,
    source: &Source,
    receipt: &Receipt,
) -> Result<Vec<Wanted>, Refusal> {
    if machine.system != System::Linux {
        return Err(Refusal::System);
    }
    match browser {
        Browser::Firefox => firefox::wanted(machine, source, receipt),
        _ => chromium::wanted(browser, machine, source),
    }
}
