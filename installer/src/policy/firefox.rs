//! The policies of Firefox on Linux: one file, of which the one below /etc hides the ones in the programs' own folders.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{Refusal, Source, Xpi, url};
use crate::{
    browser::Browser,
    disk,
    machine::Machine,
    manifest::FIREFOX_ID,
    plan::{Place, Wanted},
    receipt::{Digest, Receipt},
};

/// What hides every other file.
pub const FIRST: &str = "/etc/firefox/policies/policies.json";

/// Where programs are, each of which may have a file of its own.
pub const PROGRAMS: [&str; 5] = [
    "/usr/lib/firefox",
    "/usr/lib/firefox-esr",
    "/usr/lib64/firefox",
    "/opt/firefox",
    "/usr/local/firefox",
];

/// The files that Firefox reads on this machine.
pub fn read_files(machine: &Machine) -> Vec<PathBuf> {
    let first = machine.rooted(FIRST);
    if first.symlink_metadata().is_ok() {
        return vec![first];
    }
    let own = |program: &str| machine.rooted(program).join("distribution/policies.json");
    PROGRAMS
        .iter()
        .filter(|program| machine.rooted(program).is_dir())
        .map(|program| own(program))
        .collect()
}

/// The policies' files with this extension in them.
pub fn wanted(
    machine: &Machine,
    source: &Source,
    receipt: &Receipt,
) -> Result<Vec<Wanted>, Refusal> {
    match source.firefox {
        Xpi::Missing => return Err(Refusal::NothingForIt),
        Xpi::Unsigned => return Err(Refusal::Unsigned),
        Xpi::Signed => {}
    }
    let mut files = read_files(machine);
    // Where a program has a file of its own, one below /etc would switch it off.
    if !files.iter().any(|file| file.symlink_metadata().is_ok()) {
        files = vec![machine.rooted(FIRST)];
    }
    files
        .into_iter()
        .filter_map(|file| merged(file, &source.folder, receipt).transpose())
        .collect()
}

/// What is said of this extension.
fn entry(source: &Path) -> Value {
    json!({
        "installation_mode": "force_installed",
        "install_url": url(source, "mpa-host.xpi"),
    })
}

/// One file with this extension in it; `None` where somebody changed the file since it was merged, and left the extension in.
fn merged(file: PathBuf, source: &Path, receipt: &Receipt) -> Result<Option<Wanted>, Refusal> {
    let place = Place::File(file.clone());
    let unclear = || Refusal::Unclear(file.clone());
    let present = disk::content(&file).map_err(|error| Refusal::unread(&file, &error))?;
    let entry = receipt.entry(&place);
    let is_as_written = match (&present, entry) {
        (Some(present), Some(entry)) => {
            // What stood there before still does where it could not be written over.
            let is_original = entry.original.as_ref().map(String::as_bytes) == Some(present);
            is_original || entry.digests.contains(&Digest::of(present))
        }
        _ => false,
    };
    let original = match (entry, &present) {
        // Whoever deleted the file wanted none of what was in it.
        (_, None) => None,
        (Some(entry), _) if is_as_written => entry.original.clone(),
        (_, Some(present)) => Some(String::from_utf8(present.clone()).map_err(|_| unclear())?),
    };
    let mut all: Map<String, Value> = match &original {
        Some(original) => serde_json::from_str(original).map_err(|_| unclear())?,
        None => Map::new(),
    };
    let policies = all.entry("policies").or_insert_with(|| json!({}));
    let policies = policies.as_object_mut().ok_or_else(unclear)?;
    let settings = policies
        .entry("ExtensionSettings")
        .or_insert_with(|| json!({}));
    let settings = settings.as_object_mut().ok_or_else(unclear)?;
    let is_changed = present.is_some() && entry.is_some() && !is_as_written;
    let ours = self::entry(source);
    let theirs = settings.get(FIREFOX_ID);
    if theirs.is_some_and(|theirs| *theirs != ours) {
        return Err(Refusal::Decided(file));
    }
    // What an administrator says already is neither written anew nor ours to remove.
    let (content, original) = match (theirs, entry) {
        (Some(_), Some(_)) => return Ok(None),
        (Some(_), None) => (present.unwrap_or_default(), None),
        (None, _) => {
            settings.insert(FIREFOX_ID.to_owned(), ours);
            let content = format!("{:#}\n", Value::Object(all)).into_bytes();
            (content, original.filter(|_| !is_changed))
        }
    };
    Ok(Some(Wanted {
        place,
        content,
        executable: false,
        browsers: vec![Browser::Firefox],
        without_further_ids: Vec::new(),
        original,
        source: Some(source.to_owned()),
    }))
}

/// What of a file that somebody changed after it was merged is still what was added to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ours {
    /// The file without it.
    Without(Vec<u8>),
    /// Nothing.
    Nothing,
    /// Something else is said of the extension by now, or was before it was merged.
    Changed,
    /// That cannot be told.
    Unclear,
}

/// Looks for what was added to a file so that the extension is loaded from a folder, and for nothing else.
pub fn ours(changed: &[u8], original: Option<&str>, source: &Path) -> Ours {
    let original: Value = match original.map(serde_json::from_str) {
        None => json!({}),
        Some(Ok(original)) => original,
        Some(Err(_)) => return Ours::Unclear,
    };
    let Ok(mut all) = serde_json::from_slice::<Value>(changed) else {
        return Ours::Unclear;
    };
    let Some(policies) = all.get_mut("policies").and_then(Value::as_object_mut) else {
        return Ours::Nothing;
    };
    let settings = policies.get_mut("ExtensionSettings");
    let Some(settings) = settings.and_then(Value::as_object_mut) else {
        return Ours::Nothing;
    };
    let before = original["policies"].get("ExtensionSettings");
    let was_theirs = before.is_some_and(|before| before.get(FIREFOX_ID).is_some());
    match settings.get(FIREFOX_ID) {
        None => return Ours::Nothing,
        Some(_) if was_theirs => return Ours::Changed,
        Some(now) if *now != entry(source) => return Ours::Changed,
        Some(_) => settings.remove(FIREFOX_ID),
    };
    if before.is_none() && settings.is_empty() {
        policies.remove("ExtensionSettings");
    }
    Ours::Without(format!("{all:#}\n").into_bytes())
}
