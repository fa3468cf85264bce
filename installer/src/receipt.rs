//! The receipt: what this program wrote, in one scope, so that it can be removed exactly.
//! It is written before what it tells of, so that an interrupted run can be removed, too.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{browser::Browser, plan::Place};

/// Who had something written, a person or a package by its name: nobody removes what another had written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Owner(String);

impl Owner {
    /// Who runs this program by hand.
    pub fn person() -> Self {
        Self("person".to_owned())
    }

    /// The owner of this name: lower-case letters, digits, and `.`, `+` or `-` between them, as packages are named.
    pub fn named(name: &str) -> Option<Self> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_name = name.len() <= 64
            && name.starts_with(is_plain)
            && name.chars().all(|c| is_plain(c) || ".+-".contains(c));
        is_name.then(|| Self(name.to_owned()))
    }

    /// The name on the command line.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Owner {
    type Error = Damaged;

    fn try_from(name: String) -> Result<Self, Damaged> {
        Self::named(&name).ok_or(Damaged)
    }
}

impl From<Owner> for String {
    fn from(owner: Owner) -> Self {
        owner.0
    }
}

/// SHA-256 of a content, as 64 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of a content.
    pub fn of(content: &[u8]) -> Self {
        let bytes = Sha256::digest(content);
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// One thing that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where.
    pub place: Place,
    /// Who had it written.
    pub owner: Owner,
    /// What may stand there: one content, and while it is being replaced the earlier one, too.
    pub digests: Vec<Digest>,
    /// Which browsers it is for.
    pub browsers: Vec<Browser>,
    /// What stood there before, where something was only added to it.
    pub original: Option<String>,
    /// The folder that browsers load the extension from, where this has them do so.
    pub source: Option<PathBuf>,
}

/// What was written in one scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The files and keys.
    pub entries: Vec<Entry>,
    /// The folders that did not exist before, outermost first.
    pub folders: Vec<PathBuf>,
    /// The keys that did not exist before, outermost first, the written ones among them.
    pub keys: Vec<String>,
    /// Which further ids in the Chromium family each owner wants listed.
    pub ids: BTreeMap<Owner, BTreeSet<String>>,
}

/// The receipt cannot be read: it is damaged, or a later version wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the receipt cannot be read")]
pub struct Damaged;

impl Receipt {
    /// What was written at a place.
    pub fn entry(&self, place: &Place) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.place == *place)
    }

    /// Remembers that a content is about to be written at a place.
    pub fn announce(&mut self, place: &Place, owner: &Owner, digest: Digest) {
        match self.entry_mut(place) {
            Some(entry) if entry.digests.contains(&digest) => {}
            Some(entry) => entry.digests.push(digest),
            None => self.entries.push(Entry {
                place: place.clone(),
                owner: owner.clone(),
                digests: vec![digest],
                browsers: Vec::new(),
                original: None,
                source: None,
            }),
        }
    }

    /// What was written at a place, to be changed.
    pub fn entry_mut(&mut self, place: &Place) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.place == *place)
    }

    /// Remembers that this content, and no earlier one, stands at a place.
    pub fn confirm(&mut self, place: &Place, digest: &Digest) {
        if let Some(entry) = self.entry_mut(place) {
            entry.digests = vec![digest.clone()];
        }
    }

    /// Forgets a place.
    pub fn forget(&mut self, place: &Place) {
        self.entries.retain(|entry| entry.place != *place);
    }

    /// Remembers a folder that is about to be made.
    pub fn announce_folder(&mut self, folder: &Path) {
        if !self.folders.iter().any(|known| known == folder) {
            self.folders.push(folder.to_owned());
        }
    }

    /// Remembers a key of the registry that is about to be made.
    pub fn announce_key(&mut self, key: &str) {
        if !self.keys.iter().any(|known| known == key) {
            self.keys.push(key.to_owned());
        }
    }

    /// The further ids that anybody wants listed.
    pub fn all_ids(&self) -> BTreeSet<String> {
        self.ids.values().flatten().cloned().collect()
    }

    /// Whether nothing is left to be removed but folders.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.keys.is_empty()
    }

    /// As it is kept.
    pub fn to_json(&self) -> Vec<u8> {
        let written = Written {
            version: VERSION,
            entries: self.entries.iter().map(WrittenEntry::from).collect(),
            folders: self
                .folders
                .iter()
                .map(|folder| folder.as_path().into())
                .collect(),
            keys: self.keys.clone(),
            ids: self.ids.clone(),
        };
        // Strings and arrays of them always are JSON.
        let mut json = serde_json::to_vec_pretty(&written).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// Reads what [`Receipt::to_json`] made.
    pub fn from_json(json: &[u8]) -> Result<Self, Damaged> {
        let written: Written = serde_json::from_slice(json).map_err(|_| Damaged)?;
        if written.version != VERSION {
            return Err(Damaged);
        }
        Ok(Self {
            entries: written.entries.into_iter().map(Entry::from).collect(),
            folders: written.folders.into_iter().map(PathBuf::from).collect(),
            keys: written.keys,
            ids: written.ids,
        })
    }
}

/// The form of the file. A later form gets another number, and this version leaves such a file alone.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    entries: Vec<WrittenEntry>,
    folders: Vec<WrittenPath>,
    keys: Vec<String>,
    ids: BTreeMap<Owner, BTreeSet<String>>,
}

#[derive(Serialize, Deserialize)]
struct WrittenEntry {
    owner: Owner,
    #[serde(flatten)]
    place: WrittenPlace,
    sha256: Vec<Digest>,
    browsers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    original: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    source: Option<WrittenPath>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenPlace {
    File(WrittenPath),
    Key(String),
}

/// A path that is not Unicode is kept as its bytes.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenPath {
    Text(String),
    #[cfg(unix)]
    Bytes(Vec<u8>),
}

impl From<&Path> for WrittenPath {
    fn from(path: &Path) -> Self {
        #[cfg(unix)]
        if path.to_str().is_none() {
            use std::os::unix::ffi::OsStrExt;
            return Self::Bytes(path.as_os_str().as_bytes().to_vec());
        }
        Self::Text(path.to_string_lossy().into_owned())
    }
}

impl From<WrittenPath> for PathBuf {
    fn from(path: WrittenPath) -> Self {
        match path {
            WrittenPath::Text(text) => text.into(),
            #[cfg(unix)]
            WrittenPath::Bytes(bytes) => {
                let path: std::ffi::OsString = std::os::unix::ffi::OsStringExt::from_vec(bytes);
                path.into()
            }
        }
    }
}

impl From<&Entry> for WrittenEntry {
    fn from(entry: &Entry) -> Self {
        Self {
            owner: entry.owner.clone(),
            place: match &entry.place {
                Place::File(path) => WrittenPlace::File(path.as_path().into()),
                Place::Key(key) => WrittenPlace::Key(key.clone()),
            },
            sha256: entry.digests.clone(),
            browsers: entry
                .browsers
                .iter()
                .map(|browser| browser.name().to_owned())
                .collect(),
            original: entry.original.clone(),
            source: entry.source.as_deref().map(WrittenPath::from),
        }
    }
}

impl From<WrittenEntry> for Entry {
    fn from(written: WrittenEntry) -> Self {
        Self {
            place: match written.place {
                WrittenPlace::File(path) => Place::File(path.into()),
                WrittenPlace::Key(key) => Place::Key(key),
            },
            owner: written.owner,
            digests: written.sha256,
            // A browser that this version does not know keeps what was written for it until everything goes.
            browsers: written
                .browsers
                .iter()
                .filter_map(|name| Browser::named(name))
                .collect(),
            original: written.original,
            source: written.source.map(PathBuf::from),
        }
    }
}
