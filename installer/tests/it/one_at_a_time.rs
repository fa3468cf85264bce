//! Two runs at once: the second leaves everything to the first, and says so.

#[cfg(unix)]
use std::fs;

use mpa_setup::{
    browser::{Scope, System},
    disk::Lock,
    kept::Kept,
};

use crate::sandbox::Sandbox;

#[test]
fn while_one_runs_another_does_nothing_and_says_so() {
    for system in [System::Linux, System::MacOs, System::Windows] {
        for scope in Scope::ALL {
            let name = scope.name();
            let mut sandbox = Sandbox::new(system);
            let before = sandbox.names();
            let install = format!("install --browser firefox --scope {name}");
            sandbox.done(&install);
            let first = Kept::open(&sandbox.machine, scope).expect("free");
            let held = sandbox.tree();
            for command in [
                "install --browser chromium",
                "repair",
                "uninstall",
                "uninstall --owner mpa-host",
            ] {
                let err = sandbox.undone(&format!("{command} --scope {name}"));
                assert!(err.contains("Another mpa-setup is running"), "{err}");
                assert!(err.contains("run this again"), "{err}");
            }
            sandbox.done(&format!("{install} --dry-run"));
            sandbox.done(&format!("uninstall --scope {name} --dry-run"));
            sandbox.run("doctor");
            assert_eq!(sandbox.tree(), held, "{system:?} {name}");
            drop(first);
            sandbox.done(&format!("uninstall --scope {name}"));
            assert_eq!(sandbox.names(), before, "{system:?} {name}");
        }
    }
}

#[test]
fn what_runs_for_everybody_and_for_one_person_does_not_meet() {
    let sandbox = Sandbox::new(System::Linux);
    let _persons = Kept::open(&sandbox.machine, Scope::User).expect("free");
    let _everybodys = Kept::open(&sandbox.machine, Scope::System).expect("free");
}

#[test]
fn what_a_killed_run_leaves_locks_nobody_out_and_goes() {
    let mut sandbox = Sandbox::new(System::Linux);
    let before = sandbox.names();
    for scope in Scope::ALL {
        sandbox.put(&sandbox.machine.lock(scope), "");
        sandbox.done(&format!("uninstall --scope {}", scope.name()));
    }
    assert_eq!(sandbox.names(), before);
}

#[test]
fn of_many_at_once_never_two_hold_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lock");
    let is_held = std::sync::Mutex::new(());
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for _ in 0..2000 {
                    if let Some(lock) = Lock::take(&path).expect("a folder") {
                        let alone = is_held.try_lock().expect("no other holds it");
                        std::thread::yield_now();
                        drop(alone);
                        drop(lock);
                    }
                }
            });
        }
    });
    assert!(!path.exists());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_locks_place_is_not_followed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let mut sandbox = Sandbox::new(System::Linux);
    let lock = sandbox.machine.lock(Scope::User);
    let elsewhere = sandbox.at("elsewhere");
    symlink(&elsewhere, &lock).expect("linked");
    let err = sandbox.undone("install --browser firefox");
    assert!(err.contains(".mpa-setup.lock"), "{err}");
    assert!(!elsewhere.exists());
    fs::remove_file(&lock).expect("removed");
    // Nobody else may lock it.
    let kept = Kept::open(&sandbox.machine, Scope::User);
    let mode = fs::metadata(&lock).expect("there").permissions().mode();
    assert_eq!(mode & 0o077, 0);
    drop(kept);
}
