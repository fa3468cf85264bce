//! Installations and removals in a machine of their own.

use std::fs;

use mpa_setup::browser::System;

use crate::sandbox::Sandbox;

const CHROMIUM: &str = "home/taro/.config/chromium/NativeMessagingHosts/mpa_host.json";

#[test]
fn nothing_is_left_after_a_removal_and_a_second_run_changes_nothing() {
    for system in [System::Linux, System::MacOs, System::Windows] {
        for scope in ["user", "system"] {
            let mut sandbox = Sandbox::new(system);
            let (before, keys) = (sandbox.tree(), sandbox.registry.clone());
            sandbox.done(&format!("install --browser all --scope {scope} --dry-run"));
            assert_eq!(sandbox.tree(), before, "a dry run");
            sandbox.done(&format!("install --browser all --scope {scope}"));
            let installed = (sandbox.tree(), sandbox.registry.clone());
            assert_ne!(installed.0, before);
            sandbox.done(&format!("install --browser all --scope {scope}"));
            sandbox.done(&format!("repair --scope {scope}"));
            assert_eq!(sandbox.tree(), installed.0, "{system:?} {scope}");
            sandbox.done(&format!("uninstall --scope {scope} --dry-run"));
            assert_eq!(sandbox.tree(), installed.0, "a dry run");
            sandbox.done(&format!("uninstall --scope {scope}"));
            assert_eq!(sandbox.tree(), before, "{system:?} {scope}");
            assert_eq!(sandbox.registry, keys, "{system:?} {scope}");
        }
    }
}

#[test]
fn keys_that_others_have_stay() {
    use mpa_setup::{browser::Scope, registry::Registry};
    let mut sandbox = Sandbox::new(System::Windows);
    let theirs = r"SOFTWARE\Mozilla\NativeMessagingHosts\theirs";
    let set = sandbox.registry.set(Scope::User, theirs, r"C:\theirs.json");
    set.expect("set");
    let before = sandbox.registry.clone();
    sandbox.done("install --browser all");
    assert_ne!(sandbox.registry, before);
    sandbox.done("uninstall");
    assert_eq!(sandbox.registry, before);
}

#[test]
fn of_a_key_that_others_use_too_only_our_value_goes() {
    use mpa_setup::{browser::Scope, registry::Registry};
    let mut sandbox = Sandbox::new(System::Windows);
    let ours = r"SOFTWARE\Mozilla\NativeMessagingHosts\mpa_host";
    sandbox.done("install --browser firefox,chrome");
    sandbox.registry.shared.insert(ours.to_owned());
    let out = sandbox.done("uninstall");
    assert!(out.contains(&format!(
        "took out only this program's own entries, since it was changed: {ours}"
    )));
    let value = sandbox.registry.value(Scope::User, ours);
    assert_eq!(value.expect("a key"), Some(String::new()));
    let chrome = r"SOFTWARE\Google\Chrome\NativeMessagingHosts\mpa_host";
    assert!(!sandbox.registry.is_there(Scope::User, chrome));
    assert!(!sandbox.machine.state.exists());
}

#[test]
fn what_cannot_be_removed_is_named_and_can_be_tried_again() {
    for (key, named) in [
        (
            Some(r"SOFTWARE\Mozilla\NativeMessagingHosts\mpa_host"),
            "mpa_host",
        ),
        (Some(r"SOFTWARE\Mozilla"), "Mozilla"),
        (None, "home/taro/.mozilla"),
    ] {
        let system = if key.is_some() {
            System::Windows
        } else {
            System::Linux
        };
        let mut sandbox = Sandbox::new(system);
        let (before, keys) = (sandbox.names(), sandbox.registry.clone());
        sandbox.done("install --browser firefox");
        sandbox.registry.stuck = key.map(str::to_owned);
        sandbox.disk.stuck = key.is_none().then(|| sandbox.at(named));
        for _ in 0..2 {
            let err = sandbox.undone("uninstall");
            assert!(err.contains(named) && err.contains("Run this as"), "{err}");
        }
        sandbox.registry.stuck = None;
        sandbox.disk.stuck = None;
        sandbox.done("uninstall");
        assert_eq!(sandbox.names(), before, "{named}");
        assert_eq!(sandbox.registry, keys, "{named}");
    }
}

#[test]
fn auto_finds_what_is_installed() {
    let mut sandbox = Sandbox::new(System::Linux);
    assert!(sandbox.undone("install").contains("--browser"));
    sandbox.put(&sandbox.at("usr/bin/chromium"), "");
    sandbox.put(&sandbox.at("home/taro/.mozilla/firefox/profiles.ini"), "");
    let flatpak = "var/lib/flatpak/app/org.mozilla.firefox/current";
    sandbox.put(&sandbox.at(flatpak), "");
    sandbox.put(&sandbox.at("snap/chromium/current/file"), "");
    let out = sandbox.done("install");
    assert!(out.contains("Chromium (Snap) cannot start programs"));
    assert!(out.contains("flatpak override --user"));
    let wrapper = "home/taro/.var/app/org.mozilla.firefox/data/mpa-host/mpa-host";
    for file in [
        CHROMIUM,
        "home/taro/.mozilla/native-messaging-hosts/mpa_host.json",
        "home/taro/.var/app/org.mozilla.firefox/.mozilla/native-messaging-hosts/mpa_host.json",
        wrapper,
    ] {
        assert!(sandbox.at(file).is_file(), "{file}");
    }
    assert!(!sandbox.at("home/taro/.config/google-chrome").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |file: &str| fs::metadata(sandbox.at(file)).expect("there").permissions();
        assert_eq!(mode(wrapper).mode() & 0o777, 0o755);
        assert_eq!(mode(CHROMIUM).mode() & 0o777, 0o644);
    }
}

#[test]
fn what_cannot_be_registered_is_refused_by_name() {
    let mut sandbox = Sandbox::new(System::Linux);
    let before = sandbox.tree();
    let err = sandbox.undone("install --browser tor-browser,chromium-snap");
    assert!(err.contains("Tor Browser") && err.contains("Chromium (Snap)"));
    let err = sandbox.undone("install --browser firefox --host ROOT/opt/missing");
    assert!(err.contains("--host"));
    let err = sandbox.undone("install --browser firefox --host ");
    assert!(err.contains("--host"));
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn what_others_wrote_or_changed_is_left_and_named() {
    let mut sandbox = Sandbox::new(System::Linux);
    let file = sandbox.at(CHROMIUM);
    sandbox.put(&file, "theirs");
    let err = sandbox.undone("install --browser chromium,firefox");
    assert!(err.contains(CHROMIUM) && err.contains("did not make it"));
    assert_eq!(sandbox.read(CHROMIUM), "theirs");
    sandbox.done("uninstall");
    assert_eq!(sandbox.read(CHROMIUM), "theirs");

    fs::remove_file(&file).expect("removed");
    sandbox.done("install --browser chromium");
    sandbox.put(&file, "changed");
    let err = sandbox.undone("install --browser chromium");
    assert!(err.contains("was changed"));
    let err = sandbox.undone("uninstall");
    assert!(err.contains("was changed"));
    assert_eq!(sandbox.read(CHROMIUM), "changed");
    assert!(!sandbox.at("home/taro/.local").exists());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_where_others_may_set_them() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let mut sandbox = Sandbox::new(System::Linux);
    let elsewhere = sandbox.at("elsewhere");
    fs::create_dir_all(&elsewhere).expect("made");
    fs::create_dir_all(sandbox.at("home/taro/.config")).expect("made");
    symlink(&elsewhere, sandbox.at("home/taro/.config/chromium")).expect("linked");
    sandbox.done("install --browser chromium");
    assert!(
        elsewhere
            .join("NativeMessagingHosts/mpa_host.json")
            .exists()
    );
    sandbox.done("uninstall");
    let open = fs::Permissions::from_mode(0o777);
    fs::set_permissions(sandbox.at("home/taro/.config"), open).expect("set");
    let err = sandbox.undone("install --browser chromium");
    assert!(err.contains("chromium is a link"), "{err}");
    assert!(err.contains("who made the link"), "{err}");
    assert!(!elsewhere.join("NativeMessagingHosts").exists());
    assert!(!sandbox.at("home/taro/.local").exists());

    // A manifest that is a link itself is somebody else's.
    let firefox = "home/taro/.mozilla/native-messaging-hosts/mpa_host.json";
    fs::create_dir_all(sandbox.at(firefox).parent().expect("a folder")).expect("made");
    symlink(elsewhere.join("target"), sandbox.at(firefox)).expect("linked");
    sandbox.undone("install --browser firefox");
    assert!(!elsewhere.join("target").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_made_or_removed_behind_a_link_of_others() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let open = |sandbox: &Sandbox, path: &str| {
        let open = fs::Permissions::from_mode(0o777);
        fs::set_permissions(sandbox.at(path), open).expect("set");
    };
    let mut sandbox = Sandbox::new(System::Linux);
    let elsewhere = sandbox.at("elsewhere");
    fs::create_dir_all(&elsewhere).expect("made");
    open(&sandbox, "home/taro");
    symlink(&elsewhere, sandbox.at("home/taro/.local")).expect("linked");
    let err = sandbox.undone("install --browser chromium");
    assert!(err.contains(".local is a link"), "{err}");
    assert_eq!(fs::read_dir(&elsewhere).expect("a folder").count(), 0);
    assert!(!sandbox.at("home/taro/.config").exists());

    let mut sandbox = Sandbox::new(System::Linux);
    sandbox.done("install --browser chromium");
    let behind = sandbox.at("elsewhere/NativeMessagingHosts");
    fs::create_dir_all(&behind).expect("made");
    open(&sandbox, "home/taro/.config");
    let ours = sandbox.at("home/taro/.config/chromium");
    fs::remove_dir_all(&ours).expect("removed");
    symlink(sandbox.at("elsewhere"), &ours).expect("linked");
    let err = sandbox.undone("uninstall");
    assert!(err.contains("chromium is a link"), "{err}");
    assert!(behind.exists());
    fs::remove_file(&ours).expect("removed");
    sandbox.done("uninstall");
    assert!(!sandbox.at("home/taro/.config").exists());
}

#[cfg(unix)]
#[test]
fn a_home_of_somebody_elses_is_refused() {
    let mut sandbox = Sandbox::new(System::Linux);
    let before = sandbox.tree();
    sandbox.machine.user = sandbox.machine.user.map(|user| user + 1);
    for arguments in ["install --browser firefox", "repair", "uninstall"] {
        assert!(sandbox.undone(arguments).contains("--scope system"));
    }
    assert_eq!(sandbox.tree(), before);
    sandbox.done("install --browser firefox --scope system");
    if rustix::process::geteuid().is_root() {
        use std::os::unix::fs::chown;
        let mut sandbox = Sandbox::new(System::Linux);
        // As where a variable names another person's folder: its receipt could name any file of this user's.
        fs::create_dir_all(&sandbox.machine.state).expect("made");
        chown(&sandbox.machine.state, Some(12_345), None).expect("given away");
        let err = sandbox.undone("uninstall");
        assert!(err.contains("mpa-setup belongs to somebody else"), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_write_into_what_is_made() {
    use std::os::unix::fs::PermissionsExt;
    let mut sandbox = Sandbox::new(System::Linux);
    for folder in [&sandbox.machine.home, &sandbox.at("etc")] {
        let open = fs::Permissions::from_mode(0o777);
        fs::set_permissions(folder, open).expect("set");
    }
    let before = sandbox.names();
    sandbox.done("install --browser all");
    sandbox.done("install --browser all --scope system");
    let names = sandbox.names();
    let made = names.iter().filter(|path| !before.contains(path));
    let mut count = 0;
    for path in made {
        let mode = fs::metadata(path).expect("there").permissions().mode();
        assert_eq!(mode & 0o022, 0, "{}", path.display());
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn owners_do_not_remove_what_others_wrote() {
    let mut sandbox = Sandbox::new(System::Linux);
    sandbox.put(&sandbox.at("opt/other"), "a host");
    let before = sandbox.tree();
    let manifest = "etc/chromium/native-messaging-hosts/mpa_host.json";
    sandbox.done("install --browser chromium,edge --scope system --owner mpa-host");
    let plain = sandbox.read(manifest);
    sandbox.done("install --browser chromium --scope system");
    sandbox.done("uninstall --scope system");
    assert_eq!(sandbox.read(manifest), plain);

    // A second package's own id is added to what the first wrote, and goes with it.
    let id = "abcdefghijklmnopabcdefghijklmnop";
    let second = "--browser chromium --scope system --owner mpa-chromium";
    sandbox.done(&format!("install {second} --extension-id {id}"));
    assert!(sandbox.read(manifest).contains(id));
    sandbox.done("install --browser chromium,edge --scope system --owner mpa-host");
    assert!(sandbox.read(manifest).contains(id));
    sandbox.done("uninstall --scope system --owner mpa-chromium");
    sandbox.done("install --browser chromium,edge --scope system --owner mpa-host");
    assert!(
        !sandbox
            .read("etc/opt/edge/native-messaging-hosts/mpa_host.json")
            .contains(id)
    );
    assert_eq!(sandbox.read(manifest), plain);

    // Another host is not put in place of the other owner's.
    let err = sandbox.undone(&format!("install {second} --host ROOT/opt/other"));
    assert!(err.contains("the package mpa-host"), "{err}");
    sandbox.done("uninstall --scope system --owner mpa-host");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_browser_goes_alone_unless_another_needs_its_place() {
    let mut sandbox = Sandbox::new(System::Linux);
    sandbox.done("install --browser chrome,opera,firefox");
    sandbox.done("uninstall --browser opera,firefox");
    let chrome = "home/taro/.config/google-chrome/NativeMessagingHosts/mpa_host.json";
    assert!(sandbox.at(chrome).exists());
    assert!(!sandbox.at("home/taro/.config/opera").exists());
    assert!(!sandbox.at("home/taro/.mozilla").exists());
    sandbox.done("uninstall --browser chrome");
    assert!(!sandbox.at("home/taro/.config").exists());
}

#[test]
fn a_persons_removal_takes_the_hosts_own_folder_and_a_packages_does_not() {
    let mut sandbox = Sandbox::new(System::Linux);
    let uuid = "home/taro/.local/state/mpa-host/uuid";
    sandbox.put(&sandbox.at(uuid), "0");
    sandbox.done("uninstall --owner mpa-host");
    sandbox.done("uninstall --browser chrome");
    assert!(sandbox.at(uuid).exists());
    let out = sandbox.done("uninstall");
    assert!(out.contains("removed what mpa-host kept"));
    assert!(!sandbox.at("home/taro/.local/state/mpa-host").exists());
}

#[test]
fn an_interruption_anywhere_leaves_nothing_unaccounted() {
    let install = "install --browser chromium,firefox,firefox-flatpak";
    let interrupt_by = |failures, first: Option<&str>, interrupted: &str, after: &[&str]| {
        for steps in 0.. {
            let mut sandbox = Sandbox::new(System::Linux);
            let before = sandbox.names();
            if let Some(first) = first {
                sandbox.done(first);
            }
            sandbox.disk.left = Some(steps);
            sandbox.disk.failures = failures;
            sandbox.run(interrupted);
            let is_whole = sandbox.disk.left.is_some_and(|left| left > 0);
            sandbox.disk.left = None;
            for arguments in after {
                sandbox.done(arguments);
            }
            assert_eq!(
                sandbox.names(),
                before,
                "{interrupted} after {steps} changes, {failures:?} failures"
            );
            if is_whole {
                assert!(steps > 5, "{interrupted} makes {steps} changes");
                return;
            }
        }
    };
    // A change fails, and so does another, which would put the first right.
    for failures in [Some(1), Some(2)] {
        interrupt_by(failures, None, install, &["uninstall"]);
        interrupt_by(failures, Some(install), "uninstall", &["uninstall"]);
    }
    let interrupt = |first, interrupted: &str, after: &[&str]| {
        interrupt_by(None, first, interrupted, after);
    };
    interrupt(None, install, &["uninstall"]);
    interrupt(None, install, &[install, "uninstall"]);
    interrupt(Some(install), "uninstall", &["uninstall"]);
    interrupt(Some(install), "uninstall", &[install, "uninstall"]);

    // A second owner who only adds an id.
    let first = "install --browser chromium,edge --scope system --owner mpa-host";
    let second = "install --browser chromium,edge --scope system --extension-id abcdefghijklmnopabcdefghijklmnop";
    let gone = "uninstall --scope system --owner mpa-host";
    let second_gone = "uninstall --scope system";
    interrupt(Some(first), second, &[second, second_gone, first, gone]);
    interrupt(Some(first), second, &[second_gone, first, gone]);
}

#[test]
fn a_receipt_that_cannot_be_understood_is_left() {
    let mut sandbox = Sandbox::new(System::Linux);
    let receipt = "home/taro/.local/state/mpa-setup/receipt.json";
    sandbox.put(&sandbox.at(receipt), "{\"version\": 2}");
    for arguments in ["install --browser firefox", "repair", "uninstall"] {
        assert!(sandbox.undone(arguments).contains("receipt.json"));
    }
    assert_eq!(sandbox.read(receipt), "{\"version\": 2}");
}
