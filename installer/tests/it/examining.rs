//! What the examination says of machines with something wrong, with a small script in the host's place.

#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command, time::Duration};

use mpa_setup::{
    browser::System,
    doctor::{Limits, Report, State, examine},
    text::Lang,
};

use crate::{sandbox::Sandbox, texts::has_half_width_brackets};

const MANIFEST: &str = "home/taro/.config/chromium/NativeMessagingHosts/mpa_host.json";
const SYSTEM_MANIFEST: &str = "etc/chromium/native-messaging-hosts/mpa_host.json";
const POLICY: &str = "etc/chromium/policies/managed/a.json";

/// Answers to `status` with a frame, and to `doctor` with one line, as the host does.
pub(crate) fn host(version: &str) -> String {
    let body = format!(r#"{{"answer":"status","protocol":1,"hostVersion":"{version}"}}"#);
    let length = u32::try_from(body.len()).expect("short").to_ne_bytes();
    let length: String = length.iter().map(|byte| format!("\\{byte:03o}")).collect();
    let own = r#"{"format":1,"hostVersion":"0.1.0","lang":"en","lines":[{"name":"reader-service","state":"good","text":"it runs","facts":{"a":1}}]}"#;
    format!(
        "#!/bin/sh\nif [ \"$1\" = doctor ]; then echo '{own}'; else printf '{length}%s' '{body}'; cat >/dev/null; fi\n"
    )
}

/// Another process writes the program: one that this process had open for writing could not be started
/// while a process that another test starts still has it open, too.
pub(crate) fn program(file: &Path, content: &str) {
    let plain = file.with_extension("plain");
    fs::write(&plain, content).expect("written");
    let status = Command::new("install")
        .args(["-m", "755"])
        .args([&plain, file])
        .status();
    assert!(status.expect("started").success());
    fs::remove_file(plain).expect("removed");
}

/// A machine with Chromium, in which this person has registered a host that works.
fn well() -> Sandbox {
    let mut sandbox = Sandbox::new(System::Linux);
    sandbox.put(&sandbox.at("usr/bin/chromium"), "");
    program(&sandbox.machine.host(), &host("0.1.0"));
    sandbox.done("install");
    sandbox
}

pub(crate) fn report(sandbox: &Sandbox, lang: Lang) -> Report {
    let limits = Limits {
        status: Duration::from_secs(20),
        doctor: Duration::from_secs(20),
    };
    examine(&sandbox.machine, &sandbox.registry, lang, limits)
}

#[test]
fn all_is_well() {
    let sandbox = well();
    let found = report(&sandbox, Lang::En);
    let told: Vec<_> = found
        .lines
        .iter()
        .map(|line| (line.name.as_str(), line.state))
        .collect();
    let expected = [
        ("host-answers", State::Good),
        ("reader-service", State::Good),
    ];
    assert_eq!(told, expected);
    assert!(found.is_good());
    let mut json = Vec::new();
    found.tell_json(&mut json).expect("told");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json["format"], 1);
    assert_eq!(json["lines"][0]["browser"], "chromium");
    assert_eq!(json["lines"][1]["facts"]["a"], 1);
}

#[test]
fn what_is_wrong_is_named_with_its_next_step() {
    type Damage = fn(&mut Sandbox);
    let cases: &[(&str, State, Damage)] = &[
        ("no-browser", State::Bad, |machine| {
            remove(machine, "usr/bin/chromium")
        }),
        ("not-registered", State::Bad, |machine| {
            remove(machine, MANIFEST)
        }),
        ("manifest-invalid", State::Bad, |machine| {
            machine.put(&machine.at(MANIFEST), "{");
        }),
        ("manifest-invalid", State::Bad, |machine| {
            replace(machine, "\"stdio\"", "\"pipe\"");
        }),
        ("manifest-unreadable", State::Bad, |machine| {
            remove(machine, MANIFEST);
            fs::create_dir(machine.at(MANIFEST)).expect("made");
        }),
        ("manifest-unreadable", State::Bad, |machine| {
            remove(machine, MANIFEST);
            let made = Command::new("mkfifo").arg(machine.at(MANIFEST)).status();
            assert!(made.expect("started").success());
        }),
        ("extension-not-listed", State::Bad, |machine| {
            replace(machine, "oobkcaef", "aaaaaaaa");
        }),
        ("host-gone", State::Bad, |machine| {
            remove(machine, "opt/mpa-host/mpa-host")
        }),
        ("host-not-executable", State::Bad, |machine| {
            let plain = fs::Permissions::from_mode(0o644);
            fs::set_permissions(machine.machine.host(), plain).expect("set");
        }),
        ("host-silent", State::Bad, |machine| {
            program(&machine.machine.host(), "#!/bin/sh\nexit 0\n");
        }),
        ("host-silent", State::Bad, |machine| {
            program(
                &machine.machine.host(),
                "#!/bin/sh\nprintf '\\377\\377\\377\\377'\n",
            );
        }),
        ("host-silent", State::Bad, |machine| {
            program(&machine.machine.host(), "no script");
        }),
        ("host-other-version", State::Warning, |machine| {
            program(&machine.machine.host(), &host("0.0.9"));
        }),
        ("host-tells-nothing", State::Warning, |machine| {
            program(
                &machine.machine.host(),
                &host("0.1.0").replace("\"format\":1", "\"format\":2"),
            );
        }),
        ("home-of-another", State::Warning, |machine| {
            machine.machine.user = machine.machine.user.map(|user| user + 1);
        }),
        ("manifest-hidden", State::Warning, |machine| {
            let other = machine.read(MANIFEST).replace("opt/mpa-host", "opt/other");
            machine.put(&machine.at(SYSTEM_MANIFEST), &other);
        }),
        ("policy-forbids-host", State::Bad, |machine| {
            machine.put(&machine.at(POLICY), r#"{"NativeMessagingBlocklist":["*"]}"#);
        }),
        ("policy-forbids-user-hosts", State::Bad, |machine| {
            machine.put(
                &machine.at(POLICY),
                r#"{"NativeMessagingUserLevelHosts":false}"#,
            );
        }),
        ("policy-forbids-extension", State::Bad, |machine| {
            machine.put(
                &machine.at(POLICY),
                r#"{"ExtensionInstallBlocklist":["*"]}"#,
            );
        }),
        ("policy-forbids-extension", State::Bad, |machine| {
            let policy = r#"{"ExtensionSettings":{"*":{"installation_mode":"blocked"}}}"#;
            machine.put(&machine.at(POLICY), policy);
        }),
        ("leftover", State::Warning, |machine| {
            let left = "etc/opt/edge/native-messaging-hosts/mpa_host.json";
            let old = machine.read(MANIFEST).replace("opt/mpa-host", "opt/gone");
            machine.put(&machine.at(left), &old);
        }),
        ("browser-unsupported", State::Note, |machine| {
            machine.put(&machine.at("snap/chromium/current/file"), "");
        }),
        ("sandbox-not-granted", State::Bad, |machine| {
            machine.put(&machine.at("var/lib/flatpak/app/com.google.Chrome/x"), "");
        }),
        ("sandbox-granted", State::Good, |machine| {
            machine.put(&machine.at("var/lib/flatpak/app/com.google.Chrome/x"), "");
            let granted = "home/taro/.local/share/flatpak/overrides/com.google.Chrome";
            let text = "[Session Bus Policy]\norg.freedesktop.Flatpak=talk\n";
            machine.put(&machine.at(granted), text);
        }),
        ("sandbox-grant-unknown", State::Note, |machine| {
            machine.put(&machine.at("snap/firefox/current/file"), "");
        }),
    ];
    for (name, state, damage) in cases {
        let mut sandbox = well();
        damage(&mut sandbox);
        for lang in Lang::ALL {
            let found = report(&sandbox, lang);
            let line = found.lines.iter().find(|line| line.name == *name);
            let line = line.unwrap_or_else(|| panic!("{name} is not among {found:?}"));
            assert_eq!(line.state, *state, "{name}");
            let is_japanese = |text: &str| text.chars().any(|c| ('ぁ'..='ん').contains(&c));
            assert_eq!(is_japanese(&line.text), lang == Lang::Ja, "{}", line.text);
            assert!(
                lang == Lang::En || !has_half_width_brackets(&line.text),
                "{}",
                line.text
            );
            // Where something can be done the next step says what; a browser that cannot be used is told with the way out.
            let has_next = !matches!(*name, "browser-unsupported" | "sandbox-granted");
            assert_eq!(line.next.is_some(), has_next, "{name}");
            if let Some(next) = &line.next {
                assert_eq!(is_japanese(next), lang == Lang::Ja, "{next}");
            }
            assert_eq!(
                found.is_good(),
                found.lines.iter().all(|line| line.state != State::Bad)
            );
        }
    }
}

#[test]
fn what_policies_allow_is_not_called_forbidden() {
    let id = "oobkcaefgghialokmccmhnpkmhcipfbm";
    let merged = r#""PolicyDictionaryMultipleSourceMergeList":["ExtensionSettings"]"#;
    for policies in [
        vec![
            r#"{"NativeMessagingBlocklist":["*"],"NativeMessagingAllowlist":["mpa_host"]}"#
                .to_owned(),
        ],
        vec![format!(
            r#"{{"ExtensionInstallBlocklist":["*"],"ExtensionInstallAllowlist":["{id}"]}}"#
        )],
        vec![format!(
            r#"{{"ExtensionInstallBlocklist":["*"],"ExtensionInstallForcelist":["{id};u"]}}"#
        )],
        vec![
            r#"{"ExtensionSettings":{"*":{"installation_mode":"blocked"}}}"#.to_owned(),
            format!(
                r#"{{"ExtensionSettings":{{"{id}":{{"installation_mode":"allowed"}}}},{merged}}}"#
            ),
        ],
    ] {
        let sandbox = well();
        for (number, policy) in policies.iter().enumerate() {
            let file = sandbox.at(POLICY).with_file_name(format!("{number}.json"));
            sandbox.put(&file, policy);
        }
        assert!(report(&sandbox, Lang::En).is_good(), "{policies:?}");
    }
}

/// As under a `sudo` that keeps the home: what a person has registered is no program that an administrator chose.
#[test]
fn no_program_of_somebody_elses_is_started() {
    let started = |sandbox: &Sandbox| {
        let trace = sandbox.at("started");
        let text = format!("#!/bin/sh\ntouch '{}'\n", trace.display());
        program(&sandbox.machine.host(), &text);
        let found = report(sandbox, Lang::En);
        (trace.exists(), found)
    };
    let mut sandbox = well();
    assert!(started(&sandbox).0, "it is started where it is this user's");
    fs::remove_file(sandbox.at("started")).expect("removed");
    sandbox.machine.user = sandbox.machine.user.map(|user| user + 1);
    let (was_started, found) = started(&sandbox);
    assert!(!was_started, "{found:?}");
    let line = &found.lines[0];
    assert_eq!(line.name, "home-of-another");
    assert!(
        line.next
            .as_ref()
            .is_some_and(|next| next.contains("without sudo"))
    );

    // A manifest or a program that neither this user nor the administrator has made.
    let sandbox = well();
    let is_strangers = |path: &Path| {
        let mut machine = sandbox.machine.clone();
        machine.user = machine.user.map(|user| user + 1);
        machine.is_strangers(path)
    };
    if !rustix::process::geteuid().is_root() {
        return assert!(is_strangers(&sandbox.at(MANIFEST)));
    }
    assert!(
        !is_strangers(&sandbox.at(MANIFEST)),
        "it is the administrator's"
    );
    std::os::unix::fs::chown(sandbox.at(MANIFEST), Some(12_345), None).expect("given away");
    let (was_started, found) = started(&sandbox);
    assert_eq!(found.lines[0].name, "host-of-another");
    assert!(found.lines[0].text.contains(MANIFEST));
    // The doctor's own host is beside it, and was chosen with it.
    assert!(was_started);
}

#[test]
fn a_host_that_never_answers_is_not_waited_for() {
    let sandbox = well();
    program(
        &sandbox.machine.host(),
        "#!/bin/sh\nexec tail -f /dev/null\n",
    );
    let limits = Limits {
        status: Duration::from_millis(50),
        doctor: Duration::from_millis(50),
    };
    let found = examine(&sandbox.machine, &sandbox.registry, Lang::En, limits);
    assert!(found.lines[0].text.contains("does not answer in time"));
    assert!(!found.is_good());
}

#[test]
fn a_host_whose_examination_is_late_is_not_called_too_old() {
    let sandbox = well();
    let endless = host("0.1.0").replace("then echo", "then exec tail -f /dev/null; echo");
    program(&sandbox.machine.host(), &endless);
    let limits = Limits {
        status: Duration::from_secs(20),
        doctor: Duration::from_millis(50),
    };
    for lang in Lang::ALL {
        let found = examine(&sandbox.machine, &sandbox.registry, lang, limits);
        let names: Vec<_> = found.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["host-answers", "host-tells-late"]);
        let next = found.lines[1].next.as_ref().expect("a next step");
        assert!(next.contains("mpa-setup doctor"), "{next}");
    }
}

fn remove(sandbox: &Sandbox, path: &str) {
    fs::remove_file(sandbox.at(path)).expect("removed");
}

fn replace(sandbox: &Sandbox, from: &str, to: &str) {
    let changed = sandbox.read(MANIFEST).replace(from, to);
    sandbox.put(&sandbox.at(MANIFEST), &changed);
}
