//! An installation: the plan on what is there now, and its application.
//! The receipt says what is about to be written before it is written, and afterwards that it stands.

use std::io;

use crate::{
    browser::{Browser, Scope},
    disk::{self, Disk},
    kept::{Kept, NotKept, Stuck},
    plan::{Place, Present, Verdict, Wanted, verdict},
    receipt::{Digest, Owner, Receipt},
    registry::{Registry, missing_keys},
};

/// By what files and keys are changed.
pub struct Hands<'a> {
    /// Files.
    pub disk: &'a mut dyn Disk,
    /// Keys.
    pub registry: &'a mut dyn Registry,
}

/// One wanted thing, and what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is to stand.
    pub wanted: Wanted,
    /// What is to be done.
    pub verdict: Verdict,
}

/// What came of one place.
#[derive(Debug)]
pub struct Outcome {
    /// Where.
    pub place: Place,
    /// Which browsers it is for.
    pub browsers: Vec<Browser>,
    /// What came of it.
    pub done: Done,
}

impl From<Stuck> for Outcome {
    fn from(stuck: Stuck) -> Self {
        Self {
            place: Place::File(stuck.folder),
            browsers: Vec::new(),
            done: Done::Failed(stuck.error),
        }
    }
}

/// What came of a place.
#[derive(Debug)]
pub enum Done {
    /// It is as an installation wants it: written now, or before.
    Stands(Verdict),
    /// It was left as it was, for this reason.
    Left(Verdict),
    /// It is gone.
    Removed,
    /// What stood there before stands there again.
    Restored,
    /// It has been changed since, and only what was this program's own in it is gone.
    TakenOut,
    /// It has been changed since, and nothing in it is this program's own any more.
    Theirs,
    /// It has been changed since, and so has what was this program's own in it: that was left.
    EntryChanged,
    /// It could not be done.
    Failed(io::Error),
}

impl Done {
    /// Whether what was asked for is so.
    pub const fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Stands(_) | Self::Removed | Self::Restored | Self::TakenOut | Self::Theirs
        )
    }
}

/// What stands at a place now.
pub fn present(place: &Place, scope: Scope, registry: &dyn Registry) -> Present {
    match place {
        Place::File(path) => disk::look(path),
        Place::Key(key) => match registry.value(scope, key) {
            Ok(None) => Present::Nothing,
            Ok(Some(value)) => Present::Content(Digest::of(value.as_bytes())),
            Err(_) => Present::Unreadable,
        },
    }
}

/// What is to be done for each wanted thing.
pub fn steps(
    wanted: Vec<Wanted>,
    receipt: &Receipt,
    owner: &Owner,
    scope: Scope,
    registry: &dyn Registry,
) -> Vec<Step> {
    let step = |wanted: Wanted| {
        let present = present(&wanted.place, scope, registry);
        let verdict = verdict(&wanted, &present, receipt, owner);
        Step { wanted, verdict }
    };
    wanted.into_iter().map(step).collect()
}

/// Does what is to be done, and tells what came of each place.
pub fn apply(
    steps: Vec<Step>,
    kept: &mut Kept,
    owner: &Owner,
    scope: Scope,
    hands: &mut Hands<'_>,
) -> Result<Vec<Outcome>, NotKept> {
    for step in &steps {
        announce(step, &mut kept.receipt, owner, scope, hands.registry);
    }
    if steps.iter().any(|step| step.verdict.is_good()) {
        kept.save(hands.disk)?;
    }
    let mut outcomes = Vec::new();
    for step in steps {
        let done = match &step.verdict {
            Verdict::Write | Verdict::Replace | Verdict::Extend => {
                match write(&step.wanted, scope, hands) {
                    Ok(()) => {
                        let digest = Digest::of(&step.wanted.content);
                        kept.receipt.confirm(&step.wanted.place, &digest);
                        Done::Stands(step.verdict)
                    }
                    Err(error) => {
                        withdraw(&step.wanted, &mut kept.receipt, scope, hands.registry);
                        Done::Failed(error)
                    }
                }
            }
            Verdict::Keep => {
                let digest = Digest::of(&step.wanted.content);
                kept.receipt.confirm(&step.wanted.place, &digest);
                Done::Stands(step.verdict)
            }
            Verdict::KeepAnothers => Done::Stands(step.verdict),
            _ => Done::Left(step.verdict),
        };
        outcomes.push(Outcome {
            place: step.wanted.place,
            browsers: step.wanted.browsers,
            done,
        });
    }
    if kept.receipt.is_empty() {
        let stuck = kept.tidy(hands.disk)?;
        outcomes.extend(stuck.into_iter().map(Outcome::from));
    } else {
        kept.save(hands.disk)?;
    }
    Ok(outcomes)
}

fn announce(
    step: &Step,
    receipt: &mut Receipt,
    owner: &Owner,
    scope: Scope,
    registry: &dyn Registry,
) {
    let wanted = &step.wanted;
    match step.verdict {
        Verdict::Write | Verdict::Replace | Verdict::Extend => {
            match &wanted.place {
                Place::File(path) => {
                    for folder in disk::missing_folders(path) {
                        receipt.announce_folder(&folder);
                    }
                }
                Place::Key(key) => {
                    for key in missing_keys(registry, scope, key) {
                        receipt.announce_key(&key);
                    }
                }
            }
            receipt.announce(&wanted.place, owner, Digest::of(&wanted.content));
        }
        Verdict::Keep => {}
        _ => return,
    }
    if let Some(entry) = receipt.entry_mut(&wanted.place) {
        for browser in &wanted.browsers {
            if !entry.browsers.contains(browser) {
                entry.browsers.push(*browser);
            }
        }
        entry.browsers.sort_unstable();
        if step.verdict != Verdict::Keep {
            entry.original.clone_from(&wanted.original);
        }
        entry.source.clone_from(&wanted.source);
    }
}

fn write(wanted: &Wanted, scope: Scope, hands: &mut Hands<'_>) -> io::Result<()> {
    match &wanted.place {
        Place::File(path) => {
            disk::refuse_others_links(path)?;
            for folder in disk::missing_folders(path) {
                hands.disk.make_folder(&folder)?;
            }
            if wanted.original.is_some() {
                return disk::write_as(hands.disk, path, &wanted.content);
            }
            let mode = if wanted.executable { 0o755 } else { 0o644 };
            disk::write(hands.disk, path, &wanted.content, mode)
        }
        Place::Key(key) => {
            let value = String::from_utf8_lossy(&wanted.content);
            hands.registry.set(scope, key, &value)
        }
    }
}

/// What could not be written is not remembered, unless something of it is there.
fn withdraw(wanted: &Wanted, receipt: &mut Receipt, scope: Scope, registry: &dyn Registry) {
    let is_part_left = match &wanted.place {
        Place::File(path) => disk::look(&disk::beside(path)) != Present::Nothing,
        Place::Key(_) => false,
    };
    if !is_part_left && present(&wanted.place, scope, registry) == Present::Nothing {
        receipt.forget(&wanted.place);
    }
}
