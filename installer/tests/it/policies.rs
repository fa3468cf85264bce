//! Policies merged with what others have set, and put back.

use std::fs;

use mpa_setup::{browser::System, manifest::FIREFOX_ID, policy::firefox};
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
    let cases: [(&str, String, Result<Value, &str>); 10] = [
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
        (
            "a.json",
            "{ \"ExtensionSettings\": {,} }".to_owned(),
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

/// Two files of others, and whether merging them would bring back what the later one hides.
#[test]
fn what_one_file_of_chromiums_hides_of_another_stays_hidden() {
    let settings = |all: Value| json!({"ExtensionSettings": all});
    let blocked = json!({"installation_mode": "blocked"});
    let mut merging = settings(json!({"*": blocked}));
    merging["PolicyDictionaryMultipleSourceMergeList"] = json!(["ExtensionSettings"]);
    let lists = |names: Value| json!({"PolicyDictionaryMultipleSourceMergeList": names});
    let is_hidden = Err("back into force");
    let cases: [(Value, Value, Result<Value, &str>); 6] = [
        (
            settings(json!({"*": blocked})),
            settings(json!({"x": blocked})),
            is_hidden.clone(),
        ),
        (
            settings(json!({"x": blocked})),
            settings(json!({"x": {}})),
            is_hidden.clone(),
        ),
        (settings(json!([])), settings(json!({})), is_hidden),
        (
            settings(json!({"x": blocked})),
            settings(json!({"x": blocked, "y": {}})),
            Ok(json!(["ExtensionSettings"])),
        ),
        (
            merging,
            settings(json!({"x": {}})),
            Ok(json!(["ExtensionSettings"])),
        ),
        // The earlier list does not count either, so its dictionaries are not merged now.
        (
            lists(json!(["Hidden"])),
            lists(json!(["Other"])),
            Ok(json!(["ExtensionSettings", "Other"])),
        ),
    ];
    for (first, second, expected) in cases {
        let mut sandbox = administrators();
        for (name, policy) in [("a.json", &first), ("b.json", &second)] {
            sandbox.put(&sandbox.at(FOLDER).join(name), &policy.to_string());
        }
        match expected {
            Ok(list) => {
                sandbox.done(FORCE);
                let ours: Value = serde_json::from_str(&sandbox.read(OURS)).expect("JSON");
                assert_eq!(ours["PolicyDictionaryMultipleSourceMergeList"], list);
            }
            Err(reason) => {
                let err = sandbox.undone(FORCE);
                let named = err.contains("a.json") && err.contains("b.json");
                assert!(err.contains(reason) && named, "{first} {second}: {err}");
                assert!(!sandbox.at(OURS).exists());
            }
        }
    }
}

#[test]
fn a_repair_forces_again_what_was_forced() {
    let mut sandbox = administrators();
    sandbox.done(FORCE);
    sandbox.done("install --browser chrome --scope system");
    let installed = sandbox.names();
    let policy = sandbox.read(OURS);
    fs::remove_file(sandbox.at(OURS)).expect("removed");
    fs::remove_file(sandbox.at(FIRST)).expect("removed");
    let manifest = "etc/chromium/native-messaging-hosts/mpa_host.json";
    fs::remove_file(sandbox.at(manifest)).expect("removed");
    sandbox.done("repair --scope system --browser firefox");
    assert!(sandbox.at(FIRST).exists() && !sandbox.at(OURS).exists());
    sandbox.done("repair --scope system");
    assert_eq!(sandbox.read(OURS), policy);
    assert_eq!(sandbox.names(), installed, "Chrome is forced to nothing");

    // Where the extension is gone, the host is registered all the same.
    fs::remove_dir_all(sandbox.at("extension")).expect("removed");
    fs::remove_file(sandbox.at(manifest)).expect("removed");
    let err = sandbox.undone("repair --scope system");
    assert!(err.contains("neither updates.xml") && err.contains("Give the absolute path"));
    assert!(sandbox.at(manifest).exists());
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
fn what_an_administrator_deleted_is_not_brought_back() {
    let theirs = "{\"policies\": {\"DisableTelemetry\": true}}";
    for again in ["repair --scope system", FORCE, "uninstall --scope system"] {
        let mut sandbox = administrators();
        sandbox.put(&sandbox.at(FIRST), theirs);
        sandbox.done(FORCE);
        fs::remove_file(sandbox.at(FIRST)).expect("removed");
        sandbox.done(again);
        if !again.starts_with("uninstall") {
            let policies: Value = serde_json::from_str(&sandbox.read(FIRST)).expect("JSON");
            let names = policies["policies"].as_object().expect("an object").keys();
            assert!(names.eq(["ExtensionSettings"]), "{again}");
            let installed = sandbox.tree();
            sandbox.done(again);
            assert_eq!(sandbox.tree(), installed, "{again}");
            sandbox.done("uninstall --scope system");
        }
        assert!(!sandbox.at(FIRST).exists(), "{again}");
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
fn an_entry_that_an_administrator_changed_stays_and_is_named() {
    for theirs in [None, Some("{\"policies\": {\"DisableTelemetry\": true}}")] {
        let mut sandbox = administrators();
        if let Some(theirs) = theirs {
            sandbox.put(&sandbox.at(FIRST), theirs);
        }
        sandbox.done(FORCE);
        let mut changed: Value = serde_json::from_str(&sandbox.read(FIRST)).expect("JSON");
        changed["policies"]["ExtensionSettings"][FIREFOX_ID]["installation_mode"] =
            json!("blocked");
        sandbox.put(&sandbox.at(FIRST), &changed.to_string());
        let err = sandbox.undone("uninstall --scope system");
        assert!(err.contains(FIRST) && err.contains(&format!("remove {FIREFOX_ID}")));
        assert_eq!(sandbox.read(FIRST), changed.to_string());
        assert!(!sandbox.at(OURS).exists());
    }
}

#[test]
fn an_entry_that_an_administrator_had_before_stays() {
    let mut sandbox = administrators();
    sandbox.done(FORCE);
    let entry = sandbox.read(FIRST);
    sandbox.done("uninstall --scope system");
    // Word for word what this program would write, but theirs.
    let mut theirs: Value = serde_json::from_str(&entry).expect("JSON");
    sandbox.put(&sandbox.at(FIRST), &theirs.to_string());
    let out = sandbox.done(FORCE);
    assert!(out.contains(&format!(
        "is there already: {}",
        sandbox.at(FIRST).display()
    )));
    theirs["policies"]["DisablePocket"] = json!(true);
    sandbox.put(&sandbox.at(FIRST), &theirs.to_string());
    sandbox.done("uninstall --scope system");
    assert_eq!(sandbox.read(FIRST), theirs.to_string());

    // A receipt that takes it for ours, as one of an earlier version may.
    let folder = sandbox.at("extension");
    let ours = firefox::ours(entry.as_bytes(), Some(&entry), &folder);
    assert_eq!(ours, firefox::Ours::Changed);
    let ours = firefox::ours(entry.as_bytes(), None, &folder);
    assert!(matches!(ours, firefox::Ours::Without(_)));
}

#[test]
fn where_an_administrator_took_our_entry_out_nothing_is_left_to_do() {
    let mut sandbox = administrators();
    sandbox.done(FORCE);
    let theirs = "{\"policies\": {\"ExtensionSettings\": {\"x@y\": {}}}}";
    sandbox.put(&sandbox.at(FIRST), theirs);
    let out = sandbox.done("uninstall --scope system");
    assert!(out.contains("nothing of this program is in it"));
    assert_eq!(sandbox.read(FIRST), theirs);
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

#[cfg(unix)]
#[test]
fn links_to_others_policies_are_read_and_never_written() {
    use std::os::unix::fs::symlink;
    let mut sandbox = administrators();
    let (chromium, firefox) = (sandbox.at("shared/a.json"), sandbox.at("shared/f.json"));
    let list = json!({"PolicyDictionaryMultipleSourceMergeList": ["Other"]});
    sandbox.put(&chromium, &list.to_string());
    sandbox.put(&firefox, "{}");
    for (link, target) in [
        (sandbox.at(FOLDER).join("a.json"), &chromium),
        (
            sandbox.at(FOLDER).join("dangling.json"),
            &sandbox.at("gone"),
        ),
        (sandbox.at(FIRST), &firefox),
    ] {
        fs::create_dir_all(link.parent().expect("a folder")).expect("made");
        symlink(target, link).expect("linked");
    }
    let err = sandbox.undone(FORCE);
    assert!(err.contains(FIRST) && err.contains("is a link"), "{err}");
    assert!(!err.contains("JSON") && !err.contains("a.json"), "{err}");
    assert_eq!(sandbox.read("shared/f.json"), "{}");
    let ours: Value = serde_json::from_str(&sandbox.read(OURS)).expect("JSON");
    assert_eq!(
        ours["PolicyDictionaryMultipleSourceMergeList"],
        json!(["ExtensionSettings", "Other"])
    );
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

#[test]
fn what_could_not_be_written_is_written_by_the_next_run() {
    for steps in 0.. {
        let mut sandbox = administrators();
        sandbox.put(&sandbox.at(FIRST), "{}");
        sandbox.disk.left = Some(steps);
        sandbox.disk.failures = Some(1);
        sandbox.run(FORCE);
        let is_whole = sandbox.disk.left.is_some_and(|left| left > 0);
        sandbox.disk.left = None;
        sandbox.done(FORCE);
        sandbox.done("uninstall --scope system");
        assert_eq!(sandbox.read(FIRST), "{}");
        if is_whole {
            return;
        }
    }
}
