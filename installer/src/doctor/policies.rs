//! What the policies on Linux forbid: the host, a person's own registration, or the extension.

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::{
    browser::{Browser, Family, System},
    machine::Machine,
    manifest::{CHROMIUM_IDS, FIREFOX_ID, HOST_NAME},
    policy::{chromium, firefox},
    text::Finding,
};

/// What one browser's policies forbid.
pub(super) fn examine(browser: Browser, machine: &Machine, is_persons: bool) -> Vec<Finding> {
    if machine.system != System::Linux {
        return Vec::new();
    }
    match browser.family() {
        Family::Firefox if browser == Browser::Firefox => firefox_forbids(machine),
        Family::Firefox => Vec::new(),
        Family::Chromium => match chromium::folder(browser) {
            Some(folder) => chromium_forbids(machine.rooted(folder), is_persons),
            None => Vec::new(),
        },
    }
}

fn chromium_forbids(folder: PathBuf, is_persons: bool) -> Vec<Finding> {
    let mut files = chromium::others(&folder);
    files.push(folder.join(chromium::FILE));
    files.sort();
    let policies = files.iter().filter_map(|file| {
        let content = std::fs::read(file).ok()?;
        serde_json::from_slice::<Map<String, Value>>(&content).ok()
    });
    let policy = effective(policies.collect());
    let id = CHROMIUM_IDS[0];
    let mut findings = Vec::new();
    if names(&policy, "NativeMessagingBlocklist", HOST_NAME)
        && !lists(&policy, "NativeMessagingAllowlist", HOST_NAME)
    {
        findings.push(Finding::HostForbidden(folder.clone()));
    }
    if is_persons && policy.get("NativeMessagingUserLevelHosts") == Some(&Value::Bool(false)) {
        findings.push(Finding::UserHostsForbidden(folder.clone()));
    }
    let settings = policy.get("ExtensionSettings");
    let is_blocked = match mode(settings, id) {
        Some(mode) => matches!(mode, "blocked" | "removed"),
        None => {
            let is_allowed =
                lists(&policy, "ExtensionInstallAllowlist", id) || is_forced(&policy, id);
            let is_default = matches!(mode(settings, "*"), Some("blocked" | "removed"));
            (is_default || names(&policy, "ExtensionInstallBlocklist", id)) && !is_allowed
        }
    };
    if is_blocked {
        findings.push(Finding::ExtensionForbidden(folder));
    }
    findings
}

/// Of each key the last file counts, and of merged dictionaries every file's entries.
fn effective(files: Vec<Map<String, Value>>) -> Map<String, Value> {
    const SETTINGS: &str = "ExtensionSettings";
    let mut policy = Map::new();
    let mut merged = Map::new();
    for file in files {
        if let Some(Value::Object(settings)) = file.get(SETTINGS) {
            merged.extend(settings.clone());
        }
        policy.extend(file);
    }
    if lists(&policy, chromium::MERGED, SETTINGS) {
        policy.insert(SETTINGS.to_owned(), Value::Object(merged));
    }
    policy
}

fn firefox_forbids(machine: &Machine) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in firefox::read_files(machine) {
        let Ok(content) = std::fs::read(&file) else {
            continue;
        };
        let Ok(all) = serde_json::from_slice::<Value>(&content) else {
            continue;
        };
        let settings = all["policies"].get("ExtensionSettings");
        let mode = mode(settings, FIREFOX_ID).or_else(|| mode(settings, "*"));
        if mode == Some("blocked") {
            findings.push(Finding::ExtensionForbidden(file));
        }
    }
    findings
}

fn mode<'a>(settings: Option<&'a Value>, id: &str) -> Option<&'a str> {
    settings?.get(id)?.get("installation_mode")?.as_str()
}

/// Whether a list names something itself.
fn lists(policy: &Map<String, Value>, key: &str, name: &str) -> bool {
    let list = policy.get(key).and_then(Value::as_array);
    list.is_some_and(|list| list.iter().any(|listed| listed == name))
}

/// Whether a list names something, or everything.
fn names(policy: &Map<String, Value>, key: &str, name: &str) -> bool {
    lists(policy, key, name) || lists(policy, key, "*")
}

fn is_forced(policy: &Map<String, Value>, id: &str) -> bool {
    let list = policy.get("ExtensionInstallForcelist");
    let mut forced = list.and_then(Value::as_array).into_iter().flatten();
    forced.any(|entry| {
        let entry = entry.as_str().unwrap_or_default();
        entry.split(';').next() == Some(id)
    })
}
