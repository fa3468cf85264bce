//! A removal: only what the receipt names, only what this owner wrote, and only what is still as it was written.

use std::{collections::BTreeSet, io, path::Path};

use crate::{
    browser::{Browser, Scope},
    disk,
    install::{Done, Hands, Outcome, present},
    kept::{Kept, NotKept},
    manifest,
    plan::{Place, Present, Verdict},
    policy::{self, firefox::Ours},
    receipt::{Digest, Entry, Owner},
};

/// Which of an owner's things are to go; `None` stands for all of them.
pub fn chosen<'a>(
    kept: &'a Kept,
    owner: &Owner,
    browsers: Option<&[Browser]>,
) -> impl Iterator<Item = &'a Entry> {
    let is_chosen = move |entry: &&Entry| {
        entry.owner == *owner
            && browsers
                .is_none_or(|browsers| entry.browsers.iter().any(|here| browsers.contains(here)))
    };
    let entries: Vec<_> = kept.receipt.entries.iter().filter(is_chosen).collect();
    entries.into_iter()
}

/// Whether an entry stays because browsers need it that are not to go.
pub fn is_still_needed(entry: &Entry, browsers: Option<&[Browser]>) -> bool {
    browsers.is_some_and(|browsers| entry.browsers.iter().any(|here| !browsers.contains(here)))
}

/// Removes what is chosen, and tells what came of each place. The folders go afterwards, by [`Kept::tidy`].
pub fn apply(
    kept: &mut Kept,
    owner: &Owner,
    browsers: Option<&[Browser]>,
    scope: Scope,
    hands: &mut Hands<'_>,
) -> Result<Vec<Outcome>, NotKept> {
    let entries: Vec<_> = chosen(kept, owner, browsers).cloned().collect();
    let mut outcomes = Vec::new();
    for entry in entries {
        if is_still_needed(&entry, browsers) {
            if let (Some(entry), Some(gone)) = (kept.receipt.entry_mut(&entry.place), browsers) {
                entry.browsers.retain(|here| !gone.contains(here));
            }
            continue;
        }
        let done = match remove(&entry, scope, hands) {
            Ok(done) => done,
            Err(error) => Done::Failed(error),
        };
        // What somebody changed is theirs from now on.
        if !matches!(done, Done::Failed(_) | Done::Left(Verdict::Unreadable)) {
            kept.receipt.forget(&entry.place);
        }
        outcomes.push(Outcome {
            place: entry.place,
            browsers: entry.browsers,
            done,
        });
    }
    if !kept
        .receipt
        .entries
        .iter()
        .any(|entry| entry.owner == *owner)
    {
        kept.receipt.ids.remove(owner);
        outcomes.extend(take_ids_out(kept, hands)?);
    }
    outcomes.extend(remove_keys(kept, scope, hands));
    Ok(outcomes)
}

fn remove(entry: &Entry, scope: Scope, hands: &mut Hands<'_>) -> io::Result<Done> {
    let digest = match present(&entry.place, scope, hands.registry) {
        Present::Nothing => {
            if let Place::File(path) = &entry.place {
                disk::remove(hands.disk, path)?;
            }
            return Ok(Done::Removed);
        }
        Present::Content(digest) => digest,
        Present::Other => return Ok(Done::Left(Verdict::Foreign)),
        Present::Unreadable => return Ok(Done::Left(Verdict::Unreadable)),
    };
    let is_as_written = entry.digests.contains(&digest);
    match (&entry.place, &entry.original) {
        (Place::File(path), Some(original)) => {
            if digest == Digest::of(original.as_bytes()) {
                disk::remove_leftover(hands.disk, path)?;
                return Ok(Done::Restored);
            }
            if is_as_written {
                disk::write_as(hands.disk, path, original.as_bytes())?;
                return Ok(Done::Restored);
            }
            take_out(path, entry, hands)
        }
        (Place::File(path), None) if is_as_written => {
            disk::remove(hands.disk, path)?;
            Ok(Done::Removed)
        }
        (Place::Key(key), _) if is_as_written => match hands.registry.remove(scope, key) {
            Ok(()) => Ok(Done::Removed),
            // What others added to it is theirs, and so the key is by now.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                hands.registry.clear(scope, key)?;
                Ok(Done::TakenOut)
            }
            Err(error) => Err(error),
        },
        (Place::File(path), None) => take_out(path, entry, hands),
        (Place::Key(_), _) => Ok(Done::Left(Verdict::Changed)),
    }
}

/// Of a file that somebody changed since, only what this program added to it goes, if that is still as it was added.
fn take_out(path: &Path, entry: &Entry, hands: &mut Hands<'_>) -> io::Result<Done> {
    let ours = match &entry.source {
        // Firefox alone has one file for everybody's policies.
        Some(source) if entry.browsers == [Browser::Firefox] => {
            let changed = disk::content(path)?.unwrap_or_default();
            policy::firefox::ours(&changed, entry.original.as_deref(), source)
        }
        _ => Ours::Unclear,
    };
    if let Ours::Without(without) = &ours {
        disk::write_as(hands.disk, path, without)?;
        return Ok(Done::TakenOut);
    }
    disk::remove_leftover(hands.disk, path)?;
    Ok(match ours {
        Ours::Nothing => Done::Theirs,
        Ours::Changed => Done::EntryChanged,
        _ => Done::Left(Verdict::Changed),
    })
}

/// Keys that were made on the way go again where nobody else uses them; tells those that cannot be removed.
fn remove_keys(kept: &mut Kept, scope: Scope, hands: &mut Hands<'_>) -> Vec<Outcome> {
    let written: BTreeSet<_> = kept
        .receipt
        .entries
        .iter()
        .filter_map(|entry| match &entry.place {
            Place::Key(key) => Some(key.clone()),
            Place::File(_) => None,
        })
        .collect();
    let (mut left, mut stuck) = (Vec::<String>::new(), Vec::new());
    for key in std::mem::take(&mut kept.receipt.keys).into_iter().rev() {
        let below = format!(r"{key}\");
        let is_used = written
            .iter()
            .chain(&left)
            .any(|used| *used == key || used.starts_with(&below));
        if is_used {
            left.push(key);
        } else if let Err(error) = remove_key(&key, scope, hands) {
            stuck.push(Outcome {
                place: Place::Key(key.clone()),
                browsers: Vec::new(),
                done: Done::Failed(error),
            });
            left.push(key);
        }
    }
    left.reverse();
    kept.receipt.keys = left;
    stuck
}

/// A key that is not empty is somebody else's by now, and so is one with a value.
fn remove_key(key: &str, scope: Scope, hands: &mut Hands<'_>) -> io::Result<()> {
    if hands.registry.value(scope, key)?.as_deref() != Some("") {
        return Ok(());
    }
    match hands.registry.remove(scope, key) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        removed => removed,
    }
}

/// What only this owner wanted listed in the others' manifests is listed no more.
fn take_ids_out(kept: &mut Kept, hands: &mut Hands<'_>) -> Result<Vec<Outcome>, NotKept> {
    let ids = kept.receipt.all_ids();
    let mut changes = Vec::new();
    for entry in &mut kept.receipt.entries {
        let Place::File(path) = &entry.place else {
            continue;
        };
        let Ok(Some(content)) = disk::content(path) else {
            continue;
        };
        let Some(without) = manifest::with_ids(&content, &ids) else {
            continue;
        };
        if without != content && entry.digests.contains(&Digest::of(&content)) {
            // Both contents are this program's, whichever of them an interruption leaves there.
            entry.digests.push(Digest::of(&without));
            changes.push((path.clone(), without, entry.browsers.clone()));
        }
    }
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    kept.save(hands.disk)?;
    let mut outcomes = Vec::new();
    for (path, without, browsers) in changes {
        let place = Place::File(path.clone());
        match disk::write(hands.disk, &path, &without, 0o644) {
            Ok(()) => kept.receipt.confirm(&place, &Digest::of(&without)),
            Err(error) => outcomes.push(Outcome {
                place,
                browsers,
                done: Done::Failed(error),
            }),
        }
    }
    Ok(outcomes)
}
