//! The managed policies of the Chromium family on Linux: all files of one folder, each key from the last file that has it.
//!
//! Of a key that a list of merged dictionaries names, every file's entries count; that list itself comes from the last file that has one.
//! So the file of this program names the key, and whatever another's list names.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use super::{Refusal, Source};
use crate::{
    browser::Browser,
    disk,
    machine::Machine,
    plan::{Place, Wanted},
};

/// The file of this program: its name sorts after what others are likely to choose.
pub const FILE: &str = "zz-mpa-host.json";

const SETTINGS: &str = "ExtensionSettings";
/// The list of dictionaries of which every file counts.
pub const MERGED: &str = "PolicyDictionaryMultipleSourceMergeList";

/// The folder of managed policies, where it is known.
pub const fn folder(browser: Browser) -> Option<&'static str> {
    match browser {
        Browser::Chrome => Some("/etc/opt/chrome/policies/managed"),
        Browser::Chromium => Some("/etc/chromium/policies/managed"),
        Browser::Edge => Some("/etc/opt/edge/policies/managed"),
        Browser::Brave => Some("/etc/brave/policies/managed"),
        _ => None,
    }
}

/// The policy's file, merged with what the other files say.
pub fn wanted(
    browser: Browser,
    machine: &Machine,
    source: &Source,
) -> Result<Vec<Wanted>, Refusal> {
    let folder = machine.rooted(folder(browser).ok_or(Refusal::Browser)?);
    let id = source.chromium_id.as_ref().ok_or(Refusal::NothingForIt)?;
    let merged = merged_by_others(&folder, id)?;
    let policy = json!({
        SETTINGS: {
            id: {
                "installation_mode": "force_installed",
                "update_url": source.url("updates.xml"),
                "override_update_url": true,
            },
        },
        MERGED: merged,
    });
    Ok(vec![Wanted {
        place: Place::File(folder.join(FILE)),
        content: format!("{policy:#}\n").into_bytes(),
        executable: false,
        browsers: vec![browser],
        without_further_ids: Vec::new(),
        original: None,
    }])
}

/// What the list of merged dictionaries has to name.
fn merged_by_others(folder: &Path, id: &str) -> Result<BTreeSet<String>, Refusal> {
    let mut merged = BTreeSet::from([SETTINGS.to_owned()]);
    for path in others(folder) {
        let content = disk::content(&path).ok().flatten();
        let content = content.ok_or_else(|| Refusal::Unclear(path.clone()))?;
        let Ok(policy) = serde_json::from_slice::<Value>(&content) else {
            // Chromium reads comments and spare commas, too; what names neither of these does not matter here.
            let text = String::from_utf8_lossy(&content);
            if text.contains(MERGED) || text.contains(id) {
                return Err(Refusal::Unclear(path));
            }
            continue;
        };
        if policy.get(SETTINGS).and_then(|all| all.get(id)).is_some() {
            return Err(Refusal::Decided(path));
        }
        let Some(list) = policy.get(MERGED) else {
            continue;
        };
        let list = list.as_array().into_iter().flatten();
        let list: BTreeSet<_> = list
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let is_last = path.file_name().is_some_and(|name| name > FILE);
        if is_last && !list.contains(SETTINGS) {
            return Err(Refusal::Overridden(path));
        }
        merged.extend(list);
    }
    Ok(merged)
}

/// The other files of the folder, in the order in which they are read.
pub fn others(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .filter(|path| {
            let ours = folder.join(FILE);
            *path != ours && *path != disk::beside(&ours)
        })
        .collect();
    files.sort();
    files
}
