//! What the examination says of Windows, with a registry in memory and a small script in the host's place.

#![cfg(unix)]

use mpa_setup::{
    browser::{Scope, System},
    doctor::State,
    registry::Registry,
    text::Lang,
};

use crate::{
    examining::{host, program, report},
    sandbox::Sandbox,
};

const CHROME: &str = r"SOFTWARE\Policies\Google\Chrome";
const EXTENSION: &str = "oobkcaefgghialokmccmhnpkmhcipfbm";

fn with_browser(sandbox: &mut Sandbox, program: &str) {
    let key = format!(r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{program}");
    sandbox.registry.set(Scope::System, &key, "x").expect("set");
}

/// A machine with these browsers, for which a host that works is registered.
fn well(browsers: &[&str], scope: &str) -> Sandbox {
    let mut sandbox = Sandbox::new(System::Windows);
    for browser in browsers {
        with_browser(&mut sandbox, browser);
    }
    program(&sandbox.machine.host(), &host("0.1.0"));
    sandbox.done(&format!("install --scope {scope}"));
    sandbox
}

/// Names and states, without the host's own.
fn found(sandbox: &Sandbox) -> Vec<(String, State)> {
    let lines = report(sandbox, Lang::En).lines.into_iter();
    lines
        .filter(|line| line.name != "reader-service")
        .map(|line| (line.name, line.state))
        .collect()
}

fn answers() -> (String, State) {
    ("host-answers".to_owned(), State::Good)
}

#[test]
fn a_registration_for_32_bit_programs_is_read_first() {
    let mut sandbox = well(&["chrome.exe"], "system");
    assert_eq!(found(&sandbox), [answers()]);
    let key = r"SOFTWARE\WOW6432Node\Google\Chrome\NativeMessagingHosts\mpa_host";
    let old = sandbox.at("old/chromium.json");
    let set = |sandbox: &mut Sandbox, value: &str| {
        let set = sandbox.registry.set(Scope::System, key, value);
        set.expect("set");
    };
    set(&mut sandbox, old.to_str().expect("Unicode"));
    assert_eq!(found(&sandbox)[0].0, "manifest-gone");
    let manifest = sandbox.read("opt/mpa-host/registration/chromium.json");
    sandbox.put(&old, &manifest.replace("opt/mpa-host", "old"));
    program(&sandbox.at("old/mpa-host.exe"), &host("0.0.9"));
    let report = report(&sandbox, Lang::En);
    let names: Vec<_> = report.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names[..2], ["manifest-hidden", "host-other-version"]);
    let next = report.lines[0].next.as_ref().expect("a next step");
    assert!(next.contains("Update what registered"), "{next}");
    // A key without a value registers nothing.
    set(&mut sandbox, "");
    assert_eq!(found(&sandbox), [answers()]);
}

#[test]
fn what_policies_in_the_registry_forbid_is_named() {
    let blocked = format!(r#"{{"{EXTENSION}":{{"installation_mode":"blocked"}}}}"#);
    let settings = format!(r"ExtensionSettings\{EXTENSION}");
    let cases: &[(&str, &str, &str, Option<&str>)] = &[
        (
            "NativeMessagingBlocklist",
            "1",
            "*",
            Some("policy-forbids-host"),
        ),
        (
            "NativeMessagingBlocklist",
            "1",
            "mpa_host",
            Some("policy-forbids-host"),
        ),
        ("NativeMessagingBlocklist", "1", "other", None),
        (
            "",
            "NativeMessagingUserLevelHosts",
            "0",
            Some("policy-forbids-user-hosts"),
        ),
        ("", "NativeMessagingUserLevelHosts", "1", None),
        (
            "ExtensionInstallBlocklist",
            "1",
            "*",
            Some("policy-forbids-extension"),
        ),
        (
            "",
            "ExtensionSettings",
            &blocked,
            Some("policy-forbids-extension"),
        ),
        (
            &settings,
            "installation_mode",
            "blocked",
            Some("policy-forbids-extension"),
        ),
        (
            r"ExtensionSettings\*",
            "installation_mode",
            "removed",
            Some("policy-forbids-extension"),
        ),
        (&settings, "installation_mode", "allowed", None),
    ];
    for is_user in [true, false] {
        for (below, name, value, expected) in cases {
            let mut sandbox = well(&["chrome.exe"], "user");
            let key = format!(r"{CHROME}\{below}")
                .trim_end_matches('\\')
                .to_owned();
            let said = vec![((*name).to_owned(), (*value).to_owned())];
            sandbox.registry.named.insert((is_user, key), said);
            let found = found(&sandbox);
            assert_eq!(found[0], answers());
            let names: Vec<_> = found[1..].iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, expected.as_slice(), "{below} {name} {value}");
        }
    }
}

#[test]
fn what_the_machine_allows_the_persons_own_policy_does_not_forbid() {
    let mut sandbox = well(&["chrome.exe"], "user");
    let mut say = |is_user, key: &str, value: &str| {
        let key = format!(r"{CHROME}\{key}");
        let said = vec![("1".to_owned(), value.to_owned())];
        sandbox.registry.named.insert((is_user, key), said);
    };
    say(true, "NativeMessagingBlocklist", "*");
    say(false, "NativeMessagingAllowlist", "mpa_host");
    assert_eq!(found(&sandbox), [answers()]);
}

#[test]
fn what_firefoxs_policies_in_the_registry_forbid_is_named() {
    let blocked = r#"{"*":{"installation_mode":"blocked"}}"#;
    let allowed = r#"{"*":{"installation_mode":"blocked"},"mpa-host@mpa-host.example":{"installation_mode":"allowed"}}"#;
    for (settings, is_forbidden) in [(blocked, true), (allowed, false)] {
        let mut sandbox = well(&["firefox.exe"], "user");
        let said = vec![("ExtensionSettings".to_owned(), settings.to_owned())];
        let key = r"SOFTWARE\Policies\Mozilla\Firefox".to_owned();
        sandbox.registry.named.insert((false, key), said);
        let names = found(&sandbox).into_iter().map(|(name, _)| name);
        let is_named = names
            .into_iter()
            .any(|name| name == "policy-forbids-extension");
        assert_eq!(is_named, is_forbidden);
    }
}

#[test]
fn edge_on_windows_falls_back_to_chromes_registration() {
    let mut sandbox = Sandbox::new(System::Windows);
    with_browser(&mut sandbox, "msedge.exe");
    let chrome = r"SOFTWARE\Google\Chrome\NativeMessagingHosts\mpa_host";
    sandbox
        .registry
        .set(Scope::User, chrome, "chromium.json")
        .expect("set");
    let found = report(&sandbox, Lang::En);
    assert_eq!(found.lines[0].name, "edge-fallback");
}
