//! The policies of Firefox on Linux: one file, of which the one below /etc hides the ones in the programs' own folders.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::{Refusal, Source, Xpi};
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
    let ours = json!({
        "installation_mode": "force_installed",
        "install_url": source.url("mpa-host.xpi"),
    });
    files
        .into_iter()
        .filter_map(|file| merged(file, &ours, receipt).transpose())
        .collect()
}

/// One file with this extension in it; `None` where somebody changed the file since it was merged, and left the extension in.
fn merged(file: PathBuf, ours: &Value, receipt: &Receipt) -> Result<Option<Wanted>, Refusal> {
    let place = Place::File(file.clone());
    let unclear = || Refusal::Unclear(file.clone());
    let present = disk::content(&file).map_err(|_| unclear())?;
    let entry = receipt.entry(&place);
    let is_as_written = match (&present, entry) {
        (Some(present), Some(entry)) => entry.digests.contains(&Digest::of(present)),
        (None, _) => true,
        _ => false,
    };
    let original = match (entry, present) {
        (Some(entry), _) if is_as_written => entry.original.clone(),
        (_, None) => None,
        (_, Some(present)) => Some(String::from_utf8(present).map_err(|_| unclear())?),
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
    let is_changed = entry.is_some() && !is_as_written;
    match settings.get(FIREFOX_ID) {
        Some(theirs) if theirs == ours && is_changed => return Ok(None),
        Some(theirs) if theirs != ours => return Err(Refusal::Decided(file)),
        _ => settings.insert(FIREFOX_ID.to_owned(), ours.clone()),
    };
    Ok(Some(Wanted {
        place,
        content: format!("{:#}\n", Value::Object(all)).into_bytes(),
        executable: false,
        browsers: vec![Browser::Firefox],
        without_further_ids: Vec::new(),
        original: original.filter(|_| !is_changed),
    }))
}

/// A file that somebody changed after it was merged, without what was added to it; `None` where it cannot be understood.
pub fn without_ours(changed: &[u8], original: &str) -> Option<Vec<u8>> {
    let original: Value = serde_json::from_str(original).ok()?;
    let mut all: Value = serde_json::from_slice(changed).ok()?;
    let policies = all.get_mut("policies")?.as_object_mut()?;
    let settings = policies.get_mut("ExtensionSettings")?.as_object_mut()?;
    settings.remove(FIREFOX_ID)?;
    let was_made = original["policies"].get("ExtensionSettings").is_none();
    if was_made && settings.is_empty() {
        policies.remove("ExtensionSettings");
    }
    Some(format!("{all:#}\n").into_bytes())
}
