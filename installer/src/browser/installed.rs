//! Which browsers are installed on a machine, by their marks.

use std::path::Path;

use super::{Browser, Marks, Scope, System, marks};
use crate::{machine::Machine, registry::Registry};

/// The installed browsers, those that cannot be registered among them.
pub fn installed(machine: &Machine, registry: &dyn Registry) -> Vec<Browser> {
    Browser::ALL
        .into_iter()
        .filter(|browser| is_installed(*browser, machine, registry))
        .collect()
}

fn is_installed(browser: Browser, machine: &Machine, registry: &dyn Registry) -> bool {
    let marks = marks(browser);
    let has_profile = || {
        marks.profile.iter().any(|&location| {
            let profile = machine.folder(location);
            profile.is_some_and(|profile| profile.exists())
        })
    };
    match machine.system {
        System::Linux => {
            has_profile()
                || marks
                    .installed
                    .iter()
                    .any(|path| is_there(&machine.rooted(path)))
                || in_path(&marks, machine)
                || browser
                    .flatpak()
                    .is_some_and(|name| is_flatpak(name, machine))
        }
        System::MacOs => {
            has_profile()
                || marks.bundle.is_some_and(|bundle| {
                    machine.rooted("/Applications").join(bundle).exists()
                        || machine.home.join("Applications").join(bundle).exists()
                })
        }
        System::Windows => marks.app_path.is_some_and(|program| {
            let key = format!(r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{program}");
            Scope::ALL
                .into_iter()
                .any(|scope| registry.is_there(scope, &key))
        }),
    }
}

fn in_path(marks: &Marks, machine: &Machine) -> bool {
    let folders = || machine.path.iter();
    marks
        .programs
        .iter()
        .any(|program| folders().any(|folder| folder.join(program).is_file()))
}

fn is_flatpak(application: &str, machine: &Machine) -> bool {
    machine
        .rooted("/var/lib/flatpak/app")
        .join(application)
        .exists()
        || machine
            .home
            .join(".local/share/flatpak/app")
            .join(application)
            .exists()
}

/// A Snap's `current` is a link, which may lead nowhere outside.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
