//! The manifests: which one a browser reads, what it says, and whether that is so.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::host::{Limits, version};
use crate::{
    browser::{Browser, Family, Location, Scope, locations},
    disk,
    machine::Machine,
    manifest::{CHROMIUM_IDS, FIREFOX_ID, HOST_NAME, origins},
    registry::{Registry, in_32_bit_view},
    text::Finding,
};

/// What was found of one browser's registration.
pub(super) struct Registration {
    /// What there is to tell.
    pub(super) findings: Vec<Finding>,
    /// The host that answered.
    pub(super) host: Option<PathBuf>,
    /// Whose manifest the browser reads.
    pub(super) scope: Option<Scope>,
}

/// Examines what one browser reads.
pub(super) fn examine(
    browser: Browser,
    machine: &Machine,
    registry: &dyn Registry,
    limits: Limits,
) -> Registration {
    let files = files(browser, machine, registry);
    let Some((scope, read)) = files.first() else {
        return Registration {
            findings: vec![fallback(browser, machine, registry).unwrap_or(Finding::NotRegistered)],
            host: None,
            scope: None,
        };
    };
    let mut findings = Vec::new();
    let mut answering = None;
    match said(browser, read) {
        Err(found) => findings.push(found),
        Ok(said) => {
            let is_other = |file: &Path| {
                let other = self::said(browser, file);
                other.is_ok_and(|other| other.program != said.program)
            };
            if let Some((other, hidden)) = files.iter().skip(1).find(|(_, file)| is_other(file)) {
                findings.push(Finding::Hides {
                    read: read.clone(),
                    hidden: hidden.clone(),
                    is_persons: (scope, other) == (&Scope::User, &Scope::System),
                });
            }
            if said.lacks_ids {
                findings.push(Finding::LacksIds(read.clone()));
            }
            let tried = try_host(browser, read, &said.program, machine, limits);
            if let Some(Finding::Answers { .. } | Finding::OtherVersion { .. }) = tried {
                answering = Some(said.program);
            }
            findings.extend(tried);
        }
    }
    Registration {
        findings,
        // A Flatpak's wrapper starts the host from inside the sandbox only.
        host: answering.filter(|_| browser.flatpak().is_none()),
        scope: Some(*scope),
    }
}

/// Manifests for a browser that is not here, which name a program that is not here either.
pub(super) fn leftovers(
    browser: Browser,
    machine: &Machine,
    registry: &dyn Registry,
) -> Vec<Finding> {
    files(browser, machine, registry)
        .into_iter()
        .filter(|(_, file)| said(browser, file).is_ok_and(|said| !said.program.is_file()))
        .map(|(_, file)| Finding::Leftover(file))
        .collect()
}

/// The manifests that are there, in the order in which the browser looks.
fn files(browser: Browser, machine: &Machine, registry: &dyn Registry) -> Vec<(Scope, PathBuf)> {
    let mut files = Vec::new();
    for scope in Scope::ALL {
        for &location in locations(browser, machine.system, scope) {
            let found: Vec<_> = match location {
                Location::Key(key) => {
                    let key = format!(r"SOFTWARE\{key}\{HOST_NAME}");
                    let other = (scope == Scope::System).then(|| in_32_bit_view(&key));
                    let keys = other.into_iter().chain([key]);
                    let values = keys.filter_map(|key| registry.value(scope, &key).ok().flatten());
                    // A key without a value registers nothing.
                    values
                        .filter(|value| !value.is_empty())
                        .map(PathBuf::from)
                        .collect()
                }
                _ => machine
                    .folder(location)
                    .map(|folder| folder.join(format!("{HOST_NAME}.json")))
                    .filter(|file| file.symlink_metadata().is_ok())
                    .into_iter()
                    .collect(),
            };
            files.extend(found.into_iter().map(|file| (scope, file)));
        }
    }
    files
}

/// On Windows, Edge reads Chromium's and Chrome's keys where its own are missing.
fn fallback(browser: Browser, machine: &Machine, registry: &dyn Registry) -> Option<Finding> {
    if browser != Browser::Edge {
        return None;
    }
    [Browser::Chromium, Browser::Chrome]
        .into_iter()
        .filter(|_| machine.system == crate::browser::System::Windows)
        .flat_map(|other| files(other, machine, registry))
        .map(|(_, file)| Finding::Fallback(file))
        .next()
}

struct Said {
    program: PathBuf,
    lacks_ids: bool,
}

fn said(browser: Browser, file: &Path) -> Result<Said, Finding> {
    let content = disk::followed(file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Finding::ManifestGone(file.to_owned()),
        _ => Finding::Unreadable(file.to_owned()),
    })?;
    let invalid = || Finding::Invalid(file.to_owned());
    let manifest: Value = serde_json::from_slice(&content).map_err(|_| invalid())?;
    let program = manifest["path"].as_str().map(PathBuf::from);
    let program = program.ok_or_else(invalid)?;
    if manifest["name"] != HOST_NAME || manifest["type"] != "stdio" {
        return Err(invalid());
    }
    let (list, ours) = match browser.family() {
        Family::Chromium => ("allowed_origins", origins(&BTreeSet::new())),
        Family::Firefox => ("allowed_extensions", vec![FIREFOX_ID.to_owned()]),
    };
    let list = manifest[list].as_array().ok_or_else(invalid)?;
    let lacks_ids = !ours.iter().all(|id| list.iter().any(|listed| listed == id));
    // On Windows a path may be relative to the manifest.
    let program = file.parent().unwrap_or(file).join(program);
    Ok(Said { program, lacks_ids })
}

/// `None` where nothing is started, which is told once for all browsers.
fn try_host(
    browser: Browser,
    file: &Path,
    program: &Path,
    machine: &Machine,
    limits: Limits,
) -> Option<Finding> {
    if !program.exists() {
        return Some(Finding::HostGone(program.to_owned()));
    }
    if !is_executable(program) {
        return Some(Finding::NotExecutable(program.to_owned()));
    }
    if browser.flatpak().is_some() {
        return Some(match disk::content(program) {
            Ok(Some(_)) => Finding::WrapperStands(program.to_owned()),
            _ => Finding::HostGone(program.to_owned()),
        });
    }
    // Whoever runs this, an administrator perhaps, runs no program that somebody else has chosen.
    if machine.is_anothers_home() {
        return None;
    }
    if let Some(strangers) = [file, program]
        .into_iter()
        .find(|path| machine.is_strangers(path))
    {
        return Some(Finding::Strangers(strangers.to_owned()));
    }
    let origin = format!("chrome-extension://{}/", CHROMIUM_IDS[0]);
    let arguments = match browser.family() {
        Family::Chromium => vec![OsStr::new(&origin)],
        Family::Firefox => vec![file.as_os_str(), OsStr::new(FIREFOX_ID)],
    };
    Some(match version(program, &arguments, limits) {
        Ok(version) if version == env!("CARGO_PKG_VERSION") => Finding::Answers {
            host: program.to_owned(),
            version,
        },
        Ok(version) => Finding::OtherVersion {
            host: program.to_owned(),
            version,
        },
        Err(silence) => Finding::Silent(program.to_owned(), silence),
    })
}

#[cfg(unix)]
fn is_executable(program: &Path) -> bool {
    rustix::fs::access(program, rustix::fs::Access::EXEC_OK).is_ok() && program.is_file()
}

#[cfg(not(unix))]
fn is_executable(program: &Path) -> bool {
    program.is_file()
}
