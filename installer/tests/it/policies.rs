//! Policies merged with what others have set, and put back.

use std::fs;

use mpa_setup::browser::System;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const ID: &str = "abcdefghijklmnopabcdefghijklmnop";
const FOLDER: &str = "etc/chromium/policies/managed";
const OURS: &str = "etc/chromium/policies/managed/zz-mpa-host.json";
const FIRST: &str = "etc/firefox/policies/policies.json";
const OWN: &str = "usr/lib/firefox-esr/distribution/policies.json";
const FORCE: &str =
    "install --browser chromium,firefox --scope system --force-extension ROOT/extension";

fn administrators() -> Sandbox {
    let sandbox = Sandbox::new(System::Linux);
    let updates = format!("<gupdate><app appid='{ID}'><updatecheck codebase='x'/></app></gupdate>");
    sandbox.put(&sandbox.at("extension/updates.xml"), &updates);
    sandbox.put(&sandbox.at("extension/mpa-host.crx"), "Cr24");
    sandbox.put(
        &sandbox.at("extension/mpa-host.xpi"),
        "PK META-INF/mozilla.rsa",
    );
    sandbox
}

#[test]
fn nothing_is_left_after_a_removal_and_a_second_run_changes_nothing() {
    let mut sandbox = administrators();
    let before = sandbox.tree();
    sandbox.done(FORCE);
    let installed = sandbox.tree();
    let policy: Value = serde_json::from_str(&sandbox.read(OURS)).expect("JSON");
    let url = format!("file://{}", sandbox.at("extension/updates.xml").display());
    let entry = &policy["ExtensionSettings"][ID];
    assert_eq!(entry["installation_mode"], "force_installed");
    assert_eq!(entry["update_url"], url);
    let merged = &policy["PolicyDictionaryMultipleSourceMergeList"];
    assert_eq!(*merged, json!(["ExtensionSettings"]));
    let manifest = sandbox.read("etc/chromium/native-messaging-hosts/mpa_host.json");
    assert!(manifest.contains(ID));
    let firefox: Value = serde_json::from_str(&sandbox.read(FIRST)).expect("JSON");
    let entry = &firefox["policies"]["ExtensionSettings"]["mpa-host@mpa-host.example"];
    assert_eq!(entry["installation_mode"], "force_installed");
    sandbox.done(FORCE);
    assert_eq!(sandbox.tree(), installed);
    sandbox.done("uninstall --scope system");
    assert_eq!(sandbox.tree(), before);
}

/// Another file of Chromium's policies, and what becomes of ours: the list of merged dictionaries, or why there is none.
#[test]
fn chromiums_policies_of_others_stay_in_force() {
    let settings = |id: &str| json!({"ExtensionSettings": {id: {"installation_mode": "blocked"}}});
    let merging =
        |list: Value| json!({"PolicyDictionaryMultipleSourceMergeList": list}).to_string();
    let other = "ponmlkjihgfedcbaponmlkjihgfedcba";
    let plain = json!(["ExtensionSettings"]);
    let cases: [(&str, String, Result<Value, &str>); 9] = [
        ("a.json", settings(other).to_string(), Ok(plain.clone())),
        ("zzz.json", settings(other).to_string(), Ok(plain.clone())),
        (
            "a.json",
            merging(json!(["Other"])),
            Ok(json!(["ExtensionSettings", "Other"])),
        ),
        ("zzz.json", merging(json!(["Other"])), Err("is read later")),
        ("zzz.json", merging(plain.clone()), Ok(plain.clone())),
        ("a.json", settings(ID).to_string(), Err("already decides")),
        ("a.json", "{ /* theirs */ }".to_owned(), Ok(plain)),
        (
            "a.json",
            format!("{{ /* {ID} */ }}"),
            Err("cannot be understood"),
        ),
        (
            "a.json",
            "{ \"PolicyDictionaryMultipleSourceMergeList\": [,] }".to_owned(),
            Err("cannot be understood"),
        ),
    ];
    for (name, content, expected) in cases {
        let mut sandbox = administrators();
        sandbox.put(&sandbox.at(FOLDER).join(name), &content);
        let before = sandbox.tree();
        match expected {
            Ok(list) => {
                sandbox.done(FORCE);
                let ours: Value = serde_json::from_str(&sandbox.read(OURS)).expect("JSON");
                assert_eq!(
                    ours["PolicyDictionaryMultipleSourceMergeList"], list,
                    "{content}"
                );
            }
            Err(reason) => {
                let err = sandbox.undone(FORCE);
                assert!(
                    err.contains(reason) && err.contains(name),
                    "{content}: {err}"
                );
                assert!(!sandbox.at(OURS).exists());
            }
        }
        sandbox.done("uninstall --scope system");
        assert_eq!(sandbox.tree(), before, "{content}");
    }
}

#[test]
fn firefoxs_policies_are_put_back_byte_by_byte() {
    let theirs =
        "{\"policies\":\n\t{ \"DisableTelemetry\":true,\"ExtensionSettings\": {\"x@y\": {}} } }";
    for place in [FIRST, OWN] {
        let mut sandbox = administrators();
        sandbox.put(&sandbox.at(place), theirs);
        let before = sandbox.names();
        sandbox.done(FORCE);
        assert_eq!(
            sandbox.at(FIRST).exists(),
            place == FIRST,
            "the other is not shadowed"
        );
        let merged: Value = serde_json::from_str(&sandbox.read(place)).expect("JSON");
        let policies = &merged["policies"];
        assert_eq!(policies["DisableTelemetry"], true);
        let settings = policies["ExtensionSettings"]
            .as_object()
            .expect("an object");
        assert_eq!(settings.len(), 2);
        let installed = sandbox.tree();
        sandbox.done(FORCE);
        assert_eq!(sandbox.tree(), installed);
        sandbox.done("uninstall --scope system");
        assert_eq!(sandbox.read(place), theirs);
        assert_eq!(sandbox.names(), before);
    }
}

#[test]
fn of_a_changed_file_only_our_own_is_taken_out() {
    for theirs in [None, Some("{\"policies\": {\"DisableTelemetry\": true}}")] {
        let mut sandbox = administrators();
        if let Some(theirs) = theirs {
            sandbox.put(&sandbox.at(FIRST), theirs);
        }
        sandbox.done(FORCE);
        let mut changed: Value = serde_json::from_str(&sandbox.read(FIRST)).expect("JSON");
        changed["policies"]["DisablePocket"] = json!(true);
        sandbox.put(&sandbox.at(FIRST), &changed.to_string());
        sandbox.done(FORCE);
        let kept = sandbox.read(FIRST);
        assert_eq!(kept, changed.to_string(), "a second run leaves it");
        sandbox.done("uninstall --scope system");
        let policies = changed["policies"].as_object_mut().expect("an object");
        policies.remove("ExtensionSettings");
        let left: Value = serde_json::from_str(&sandbox.read(FIRST)).expect("JSON");
        assert_eq!(left, changed);
    }
}

#[test]
fn what_cannot_be_merged_into_firefoxs_policies_is_named_and_left() {
    let decided = json!({"policies": {"ExtensionSettings": {
        "mpa-host@mpa-host.example": {"installation_mode": "blocked"},
    }}});
    for (theirs, reason) in [
        (decided.to_string().as_str(), "already decides"),
        ("{\"policies\": []}", "cannot be understood"),
        ("not JSON", "cannot be understood"),
    ] {
        let mut sandbox = administrators();
        sandbox.put(&sandbox.at(FIRST), theirs);
        let err = sandbox.undone(FORCE);
        assert!(err.contains(reason) && err.contains(FIRST), "{err}");
        assert_eq!(sandbox.read(FIRST), theirs);
    }
}

#[test]
fn an_interruption_anywhere_puts_everything_back() {
    for steps in 0.. {
        let mut sandbox = administrators();
        sandbox.put(&sandbox.at(FIRST), "{}");
        let before = sandbox.names();
        sandbox.disk.left = Some(steps);
        sandbox.run(FORCE);
        let is_whole = sandbox.disk.left != Some(0);
        sandbox.disk.left = None;
        sandbox.done("uninstall --scope system");
        assert_eq!(sandbox.read(FIRST), "{}");
        assert_eq!(sandbox.names(), before, "after {steps} changes");
        if is_whole {
            return;
        }
    }
}

#[test]
fn where_it_does_not_work_it_is_refused_with_the_reason() {
    let folder = "--scope system --force-extension ROOT/extension";
    for (system, browser, reason) in [
        (System::Linux, "vivaldi", "no way to force"),
        (System::MacOs, "chrome", "outside the store"),
        (System::Windows, "firefox", "outside the store"),
    ] {
        let mut sandbox = administrators();
        sandbox.machine.system = system;
        sandbox.put(&sandbox.machine.host(), "a host");
        let err = sandbox.undone(&format!("install --browser {browser} {folder}"));
        assert!(err.contains(reason), "{err}");
    }
    let mut sandbox = administrators();
    sandbox.put(&sandbox.at("extension/mpa-host.xpi"), "PK");
    let err = sandbox.undone(&format!("install --browser firefox {folder}"));
    assert!(err.contains("signature"));
    assert!(!sandbox.at(FIRST).exists());
    fs::remove_dir_all(sandbox.at("extension")).expect("removed");
    let err = sandbox.undone(&format!("install --browser firefox {folder}"));
    assert!(err.contains("neither updates.xml"));
}
