//! What is to be done, worked out without touching anything: the table and what was asked for make the wanted things,
//! and what was found there makes a verdict on each.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    browser::{Browser, Family, Location, Scope, System, locations},
    machine::Machine,
    manifest::{HOST_NAME, flatpak_wrapper, manifest},
    receipt::{Digest, Owner, Receipt},
};

/// Where something of this program's stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// A key of the registry, in the scope's half of it, from its root; what is kept is its default value.
    Key(String),
}

/// Something that is to stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where.
    pub place: Place,
    /// The file's content, or the key's default value.
    pub content: Vec<u8>,
    /// Whether the file is a program.
    pub executable: bool,
    /// Which browsers it is for.
    pub browsers: Vec<Browser>,
    /// What a manifest may say before this owner's further ids are added to it.
    pub without_further_ids: Vec<Digest>,
    /// What stands there before, where something is only added to it.
    pub original: Option<String>,
    /// The folder that browsers load the extension from, where this has them do so.
    pub source: Option<PathBuf>,
}

/// Why a path cannot stand in a manifest or in the registry: it is not Unicode.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{} is not Unicode", .0.display())]
pub struct NotUnicode(pub PathBuf);

/// Ids in the Chromium family beside those of this package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FurtherIds {
    /// What manifests may list already: by the receipt, and where an earlier run of this owner was interrupted.
    pub known: Vec<BTreeSet<String>>,
    /// What they are to list.
    pub wanted: BTreeSet<String>,
}

/// What has to stand where for these browsers.
pub fn wanted(
    browsers: &[Browser],
    scope: Scope,
    machine: &Machine,
    host: &Path,
    ids: &FurtherIds,
) -> Result<Vec<Wanted>, NotUnicode> {
    let mut wanted = Collected(BTreeMap::new());
    for &browser in browsers {
        for &location in locations(browser, machine.system, scope) {
            let program = match browser.flatpak() {
                Some(application) => {
                    // Of the home, a Flatpak sees this folder alone, under the same path.
                    let wrapper = machine.home.join(".var/app").join(application);
                    let wrapper = wrapper.join("data/mpa-host/mpa-host");
                    let content =
                        flatpak_wrapper(host).ok_or_else(|| NotUnicode(host.to_owned()))?;
                    wanted.add(Place::File(wrapper.clone()), content, true, browser);
                    wrapper
                }
                None => host.to_owned(),
            };
            let content = manifest(browser.family(), &program, &ids.wanted)
                .ok_or_else(|| NotUnicode(program.clone()))?;
            let file = manifest_file(browser.family(), location, scope, machine);
            if let Location::Key(key) = location {
                let value = file.to_str().ok_or_else(|| NotUnicode(file.clone()))?;
                let key = format!(r"SOFTWARE\{key}\{HOST_NAME}");
                wanted.add(Place::Key(key), value.into(), false, browser);
            }
            let without = ids
                .known
                .iter()
                .filter_map(|known| manifest(browser.family(), &program, known))
                .map(|without| Digest::of(&without))
                .collect();
            let place = Place::File(file);
            wanted.add(place.clone(), content, false, browser);
            if let Some(wanted) = wanted.0.get_mut(&place) {
                wanted.without_further_ids = without;
            }
        }
    }
    Ok(wanted.0.into_values().collect())
}

fn manifest_file(family: Family, location: Location, scope: Scope, machine: &Machine) -> PathBuf {
    match machine.folder(location) {
        Some(folder) => folder.join(format!("{HOST_NAME}.json")),
        None => machine.kept(scope).join(match family {
            Family::Chromium => "chromium.json",
            Family::Firefox => "firefox.json",
        }),
    }
}

/// Browsers share places: each is wanted once.
struct Collected(BTreeMap<Place, Wanted>);

impl Collected {
    fn add(&mut self, place: Place, content: Vec<u8>, executable: bool, browser: Browser) {
        let wanted = self.0.entry(place.clone()).or_insert_with(|| Wanted {
            place,
            content,
            executable,
            browsers: Vec::new(),
            without_further_ids: Vec::new(),
            original: None,
            source: None,
        });
        if !wanted.browsers.contains(&browser) {
            wanted.browsers.push(browser);
        }
    }
}

/// What stands at a place now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Present {
    /// Nothing.
    Nothing,
    /// A file or a value, with this content.
    Content(Digest),
    /// Something that is no file, such as a link or a folder; links are not followed.
    Other,
    /// Nobody can tell: it cannot be read.
    Unreadable,
}

/// What is to be done at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing stands there: write it.
    Write,
    /// What this program wrote there is of an earlier version or another folder: write it anew.
    Replace,
    /// It is there already.
    Keep,
    /// It is there already, but the other owner wrote it, or nobody knows who: it is not this owner's to remove.
    KeepAnothers,
    /// Something else is there, which this program did not write.
    Foreign,
    /// What this program wrote there has been changed since.
    Changed,
    /// The other owner wrote something else there.
    OwnedBy(Owner),
    /// Another owner wrote it, and it lacks only ids that this owner wants listed: they are added.
    Extend,
    /// It cannot be read.
    Unreadable,
}

impl Verdict {
    /// Whether the browsers have what they need once this is done.
    pub const fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Write | Self::Replace | Self::Keep | Self::KeepAnothers | Self::Extend
        )
    }
}

/// The verdict on one wanted thing.
pub fn verdict(wanted: &Wanted, present: &Present, receipt: &Receipt, owner: &Owner) -> Verdict {
    let entry = receipt.entry(&wanted.place);
    let digest = match present {
        Present::Nothing => {
            return match entry {
                Some(entry) if entry.owner != *owner => Verdict::OwnedBy(entry.owner.clone()),
                _ => Verdict::Write,
            };
        }
        Present::Other => return Verdict::Foreign,
        Present::Unreadable => return Verdict::Unreadable,
        Present::Content(digest) => digest,
    };
    let as_wanted = *digest == Digest::of(&wanted.content);
    let is_original = wanted
        .original
        .as_ref()
        .is_some_and(|original| *digest == Digest::of(original.as_bytes()));
    match entry {
        None if is_original => Verdict::Replace,
        Some(entry) if is_original && entry.owner == *owner => Verdict::Replace,
        None if as_wanted => Verdict::KeepAnothers,
        None => Verdict::Foreign,
        Some(entry) if entry.owner != *owner && as_wanted => Verdict::KeepAnothers,
        Some(entry) if entry.owner != *owner => {
            let is_as_written = entry.digests.contains(digest);
            if is_as_written && wanted.without_further_ids.contains(digest) {
                Verdict::Extend
            } else {
                Verdict::OwnedBy(entry.owner.clone())
            }
        }
        Some(_) if as_wanted => Verdict::Keep,
        Some(entry) if entry.digests.contains(digest) => Verdict::Replace,
        Some(_) => Verdict::Changed,
    }
}

/// Which browsers cannot be registered in this scope on this system.
pub fn unregistrable(browsers: &[Browser], system: System, scope: Scope) -> Vec<Browser> {
    let without = |browser: &Browser| locations(*browser, system, scope).is_empty();
    browsers.iter().copied().filter(without).collect()
}
