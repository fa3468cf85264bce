//! The managed policies of the Chromium family on Linux: all files of one folder, each key from the last file that has it.
//!
//! Of a key that a list of merged dictionaries names, every file's entries count; that list itself comes from the last file that has one.
//! So the file of this program names the key, and whatever the last list of others names; where that would bring back
//! what one administrator's file hides of another's, it is not written.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};

use super::{Refusal, Source, url};
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
    let merged = merged(read(&folder, id)?)?;
    let policy = json!({
        SETTINGS: {
            id: {
                "installation_mode": "force_installed",
                "update_url": url(&source.folder, "updates.xml"),
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
        source: Some(source.folder.clone()),
    }])
}

/// Another file of the folder, as far as it matters here.
struct Other {
    path: PathBuf,
    policy: Map<String, Value>,
}

/// The others' files, in the order in which they are read, if none of them speaks of this extension.
fn read(folder: &Path, id: &str) -> Result<Vec<Other>, Refusal> {
    let mut read = Vec::new();
    for path in others(folder) {
        let content = disk::followed(&path).map_err(|error| Refusal::unread(&path, &error))?;
        let Ok(policy) = serde_json::from_slice::<Map<String, Value>>(&content) else {
            // Chromium reads comments and spare commas, too; what names none of these does not matter here.
            let text = String::from_utf8_lossy(&content);
            if [MERGED, SETTINGS, id]
                .iter()
                .any(|word| text.contains(word))
            {
                return Err(Refusal::Unclear(path));
            }
            continue;
        };
        if policy.get(SETTINGS).and_then(|all| all.get(id)).is_some() {
            return Err(Refusal::Decided(path));
        }
        read.push(Other { path, policy });
    }
    Ok(read)
}

/// What the list of merged dictionaries has to name: what it names already, and no dictionary more than this program needs.
fn merged(others: Vec<Other>) -> Result<BTreeSet<String>, Refusal> {
    let last = others
        .iter()
        .rfind(|other| other.policy.contains_key(MERGED));
    let mut merged: BTreeSet<String> = last
        .and_then(|other| other.policy[MERGED].as_array())
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    if merged.contains(SETTINGS) {
        return Ok(merged);
    }
    if let Some(last) = last
        && last.path.file_name().is_some_and(|name| name > FILE)
    {
        return Err(Refusal::Overridden(last.path.clone()));
    }
    revives_nothing(others)?;
    merged.insert(SETTINGS.to_owned());
    Ok(merged)
}

/// Until now one file's settings have hidden those of every file before it: merged, these would count again.
fn revives_nothing(mut others: Vec<Other>) -> Result<(), Refusal> {
    others.retain(|other| other.policy.contains_key(SETTINGS));
    let Some(last) = others.pop() else {
        return Ok(());
    };
    let counts = |id: &String, said: &Value| last.policy[SETTINGS].get(id) == Some(said);
    let revived = others.into_iter().find(|other| {
        let settings = other.policy[SETTINGS].as_object();
        settings.is_none_or(|all| !all.iter().all(|(id, said)| counts(id, said)))
    });
    match revived {
        Some(hidden) => Err(Refusal::Revived {
            hidden: hidden.path,
            by: last.path,
        }),
        None => Ok(()),
    }
}

/// The other files of the folder, in the order in which they are read.
pub fn others(folder: &Path) -> Vec<PathBuf> {
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
