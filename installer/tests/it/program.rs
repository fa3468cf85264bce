//! The program itself, in a home of its own.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// The program, with nothing of the environment but a home.
fn setup(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mpa-setup"))
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("PATH", home.join("bin"))
        .env("LANG", "ja_JP.UTF-8")
        .output()
        .expect("started")
}

#[cfg(target_os = "linux")]
#[test]
fn installs_and_removes_in_a_home() {
    let home = tempfile::tempdir().expect("a folder");
    let host = home.path().join("mpa-host");
    fs::write(&host, "a host").expect("written");
    let host = host.to_str().expect("Unicode");
    let install = ["install", "--browser", "chromium,firefox", "--host", host];
    let done = setup(home.path(), &install);
    assert_eq!(done.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&done.stdout).contains("書き込みました"));
    let manifest = ".config/chromium/NativeMessagingHosts/mpa_host.json";
    let manifest = fs::read(home.path().join(manifest)).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["path"], host);
    let done = setup(home.path(), &["uninstall"]);
    assert_eq!(done.status.code(), Some(0));
    let left: Vec<_> = fs::read_dir(home.path())
        .expect("a folder")
        .flatten()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn says_so_where_the_host_is_nowhere() {
    let home = tempfile::tempdir().expect("a folder");
    let gone = home.path().join("gone");
    let script = "mkdir \"$1\" && cd \"$1\" && rmdir \"$1\" && exec \"$2\" install --browser firefox --host mpa-host";
    let told = Command::new("/bin/sh")
        .args(["-c", script, "sh"])
        .arg(&gone)
        .arg(env!("CARGO_BIN_EXE_mpa-setup"))
        .env("HOME", home.path())
        .output()
        .expect("started");
    assert_eq!(told.status.code(), Some(1));
    let err = String::from_utf8_lossy(&told.stderr);
    assert!(err.contains("--host"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn examines_a_home_in_which_nothing_is() {
    let home = tempfile::tempdir().expect("a folder");
    let done = setup(home.path(), &["doctor", "--json"]);
    assert_eq!(done.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(report["lang"], "ja");
    assert_eq!(report["setupVersion"], env!("CARGO_PKG_VERSION"));
    let done = setup(home.path(), &["doctor", "--lang", "en"]);
    assert!(String::from_utf8_lossy(&done.stdout).contains("→ Install a browser"));
}

#[test]
fn says_in_the_language_asked_for_what_it_does_not_understand() {
    let home = tempfile::tempdir().expect("a folder");
    for arguments in [
        &["remove", "--lang", "en"][..],
        &["install", "--lang=en", "--scope", "everybody"],
        &["--lang", "en"],
    ] {
        let told = setup(home.path(), arguments);
        assert_eq!(told.status.code(), Some(2));
        let err = String::from_utf8_lossy(&told.stderr);
        let first = err.lines().next().unwrap_or_default();
        assert!(first.is_ascii(), "{arguments:?}: {first}");
    }
    let told = setup(home.path(), &["remove", "--lang", "de"]);
    assert!(String::from_utf8_lossy(&told.stderr).contains("指定できません"));
}

#[test]
fn tells_its_version_and_its_command_line() {
    let home = tempfile::tempdir().expect("a folder");
    let version = setup(home.path(), &["--version"]);
    let expected = format!("mpa-setup {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&version.stdout), expected);
    let help = setup(home.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&help.stdout).contains("uninstall"));
}

#[cfg(target_os = "linux")]
#[test]
fn speaks_the_language_of_the_system() {
    let home = tempfile::tempdir().expect("a folder");
    for (variables, ja) in [
        (vec![], false),
        (vec![("LANG", "ja_JP.UTF-8")], true),
        (vec![("LANG", "ja_JP.UTF-8"), ("LC_MESSAGES", "C")], false),
        (vec![("LC_MESSAGES", "ja_JP"), ("LC_ALL", "")], true),
        (vec![("LC_ALL", "en_US.UTF-8"), ("LANG", "ja_JP")], false),
        (vec![("LANGUAGE", "ja:en"), ("LANG", "en_US")], true),
    ] {
        let told = Command::new(env!("CARGO_BIN_EXE_mpa-setup"))
            .env_clear()
            .env("HOME", home.path())
            .envs(variables.clone())
            .output()
            .expect("started");
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        let first = told.lines().next().unwrap_or_default();
        assert_eq!(!first.is_ascii(), ja, "{variables:?}: {told}");
    }
}
