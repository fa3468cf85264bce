//! What becomes of the host's own folder when a person removes everything.

use std::fs::{self, File};

use mpa_setup::browser::System;

use crate::sandbox::Sandbox;

const STATE: &str = "home/taro/.local/state/mpa-host";
const CHROMIUM: &str = "home/taro/.config/chromium/NativeMessagingHosts/mpa_host.json";

/// A host that has been used: its lock is there, and whoever holds the file may hold the lock.
fn used(sandbox: &Sandbox, folder: &str, name: &str) -> File {
    sandbox.put(&sandbox.at(folder).join("unfinished"), "");
    sandbox.put(&sandbox.at(folder).join("login.asking"), "");
    sandbox.put(&sandbox.at(folder).join("login.lock"), "");
    File::create(sandbox.at(folder).join(name)).expect("a file")
}

#[test]
fn the_folders_that_were_made_on_the_way_go_with_it() {
    let mut sandbox = Sandbox::new(System::Linux);
    let before = sandbox.tree();
    sandbox.done("install --browser chromium");
    used(&sandbox, STATE, "login.lock");
    let planned = sandbox.done("uninstall --dry-run");
    let state = format!("would remove {}\n", sandbox.at(STATE).display());
    assert!(planned.contains(&state), "{planned}");
    sandbox.done("uninstall");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_login_under_way_is_not_disturbed() {
    for (system, folder) in [
        (System::Linux, STATE.to_owned()),
        (System::MacOs, STATE.to_owned()),
        (System::Windows, format!("{STATE}/data")),
    ] {
        for name in ["login.lock", "login.asking"] {
            let mut sandbox = Sandbox::new(system);
            let before = sandbox.names();
            sandbox.done("install --browser chromium");
            let lock = used(&sandbox, &folder, name);
            lock.lock().expect("free");
            let err = sandbox.undone("uninstall");
            assert!(err.contains(STATE), "{err}");
            assert!(err.contains("a login is under way") && err.contains("Finish"));
            assert!(sandbox.at(&folder).join("unfinished").exists());
            assert!(!sandbox.at(CHROMIUM).exists(), "what is registered goes");
            // A program that another test is starting has the file open, too, for a moment.
            lock.unlock().expect("held");
            sandbox.done("uninstall");
            assert_eq!(sandbox.names(), before, "{system:?} {name}");
        }
    }
}

#[test]
fn it_stays_while_something_else_does() {
    let mut sandbox = Sandbox::new(System::Linux);
    sandbox.done("install --browser chromium");
    used(&sandbox, STATE, "login.lock");
    sandbox.put(&sandbox.at(CHROMIUM), "changed");
    let err = sandbox.undone("uninstall");
    assert!(err.contains(STATE) && err.contains("not everything is removed"));
    assert!(sandbox.at(STATE).join("unfinished").exists());
    fs::remove_file(sandbox.at(CHROMIUM)).expect("removed");
    sandbox.done("uninstall");
    assert!(!sandbox.at("home/taro/.local").exists());
}
