//! What the policies on Linux and Windows forbid: the host, a person's own registration, or the extension.

mod keys;

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::{
    browser::{Browser, Family, System},
    machine::Machine,
    manifest::{CHROMIUM_IDS, FIREFOX_ID, HOST_NAME},
    policy::{chromium, firefox},
    registry::Registry,
    text::Finding,
};

/// What one browser's policies forbid.
pub(super) fn examine(
    browser: Browser,
    machine: &Machine,
    registry: &dyn Registry,
    is_persons: bool,
) -> Vec<Finding> {
    match (machine.system, browser.family()) {
        (System::Linux, Family::Firefox) if browser == Browser::Firefox => firefox_forbids(machine),
        (System::Linux, Family::Chromium) => match chromium::folder(browser) {
            Some(folder) => chromium_forbids(machine.rooted(folder), is_persons),
            None => Vec::new(),
        },
        (System::Windows, family) => match keys::key(browser) {
            Some(key) => keys_forbid(key, family, registry, is_persons),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn keys_forbid(
    key: &str,
    family: Family,
    registry: &dyn Registry,
    is_persons: bool,
) -> Vec<Finding> {
    let place = PathBuf::from(key);
    match family {
        Family::Chromium => {
            let policy = effective(keys::read(key, CHROMIUM_IDS[0], registry));
            forbidden(&policy, place, is_persons)
        }
        Family::Firefox => {
            let policy = effective(keys::read(key, FIREFOX_ID, registry));
            let is_blocked = firefox_blocks(policy.get("ExtensionSettings"));
            let found = is_blocked.then_some(Finding::ExtensionForbidden(place));
            found.into_iter().collect()
        }
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
    forbidden(&effective(policies.collect()), folder, is_persons)
}

/// What policies of the Chromium family forbid, and where they stand.
fn forbidden(policy: &Map<String, Value>, place: PathBuf, is_persons: bool) -> Vec<Finding> {
    let id = CHROMIUM_IDS[0];
    let mut findings = Vec::new();
    if names(policy, "NativeMessagingBlocklist", HOST_NAME)
        && !lists(policy, "NativeMessagingAllowlist", HOST_NAME)
    {
        findings.push(Finding::HostForbidden(place.clone()));
    }
    if is_persons
        && policy
            .get("NativeMessagingUserLevelHosts")
            .is_some_and(is_off)
    {
        findings.push(Finding::UserHostsForbidden(place.clone()));
    }
    let settings = policy.get("ExtensionSettings");
    let is_blocked = match mode(settings, id) {
        Some(mode) => matches!(mode, "blocked" | "removed"),
        None => {
            let is_allowed =
                lists(policy, "ExtensionInstallAllowlist", id) || is_forced(policy, id);
            let is_default = matches!(mode(settings, "*"), Some("blocked" | "removed"));
            (is_default || names(policy, "ExtensionInstallBlocklist", id)) && !is_allowed
        }
    };
    if is_blocked {
        findings.push(Finding::ExtensionForbidden(place));
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
        if firefox_blocks(all["policies"].get("ExtensionSettings")) {
            findings.push(Finding::ExtensionForbidden(file));
        }
    }
    findings
}

fn firefox_blocks(settings: Option<&Value>) -> bool {
    let mode = mode(settings, FIREFOX_ID).or_else(|| mode(settings, "*"));
    mode == Some("blocked")
}

/// A file says it in a word, the registry in a number.
fn is_off(value: &Value) -> bool {
    *value == Value::Bool(false) || value.as_u64() == Some(0)
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
