//! Policies in the registry of Windows, as the same maps that files hold elsewhere.
//! It must not know what they forbid.

use serde_json::{Map, Value};

use crate::{
    browser::{Browser, Scope},
    policy::chromium::MERGED,
    registry::Registry,
};

/// The key of a browser's policies, the same in both halves, where it is known.
pub(super) const fn key(browser: Browser) -> Option<&'static str> {
    match browser {
        Browser::Chrome => Some(r"SOFTWARE\Policies\Google\Chrome"),
        Browser::Chromium => Some(r"SOFTWARE\Policies\Chromium"),
        Browser::Edge => Some(r"SOFTWARE\Policies\Microsoft\Edge"),
        Browser::Brave => Some(r"SOFTWARE\Policies\BraveSoftware\Brave"),
        Browser::Vivaldi => Some(r"SOFTWARE\Policies\Vivaldi"),
        Browser::Firefox => Some(r"SOFTWARE\Policies\Mozilla\Firefox"),
        _ => None,
    }
}

/// Lists are keys whose values are numbered.
const LISTS: [&str; 6] = [
    "NativeMessagingBlocklist",
    "NativeMessagingAllowlist",
    "ExtensionInstallBlocklist",
    "ExtensionInstallAllowlist",
    "ExtensionInstallForcelist",
    MERGED,
];

const SETTINGS: &str = "ExtensionSettings";

/// The person's policies and then the machine's, which count more; of the extensions, what is said of this one and of all.
pub(super) fn read(key: &str, id: &str, registry: &dyn Registry) -> Vec<Map<String, Value>> {
    Scope::ALL
        .into_iter()
        .map(|scope| one_half(key, id, scope, registry))
        .collect()
}

fn one_half(key: &str, id: &str, scope: Scope, registry: &dyn Registry) -> Map<String, Value> {
    // What cannot be read forbids nothing that could be named.
    let values = |key: &str| registry.values(scope, key).unwrap_or_default();
    let text = |(name, text): (String, String)| (name, Value::String(text));
    let mut policy: Map<_, _> = values(key)
        .into_iter()
        .map(|(name, text)| {
            let parsed = serde_json::from_str(&text);
            (name, parsed.unwrap_or(Value::String(text)))
        })
        .collect();
    for list in LISTS {
        let listed = values(&format!(r"{key}\{list}"));
        if !listed.is_empty() {
            let listed = listed.into_iter().map(|(_, text)| Value::String(text));
            policy.insert(list.to_owned(), listed.collect());
        }
    }
    for about in [id, "*"] {
        let entry = values(&format!(r"{key}\{SETTINGS}\{about}"));
        if entry.is_empty() {
            continue;
        }
        let entry: Map<_, _> = entry.into_iter().map(text).collect();
        let settings = policy
            .entry(SETTINGS)
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(settings) = settings.as_object_mut() {
            settings.insert(about.to_owned(), Value::Object(entry));
        }
    }
    policy
}
