//! How reader service, readers and cards stand, told once or at each change: nothing is asked of a person, no try is spent,
//! and no card is left otherwise than a SELECT leaves it. It must not know frames or JSON, nor when a login is wanted.

mod findings;
mod look;

use std::{
    mem,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak, mpsc},
    thread,
};

pub use self::findings::{CardFinding, Findings, ReaderFinding};
use self::look::{Looker, Unseen};
use crate::reader::{CardOnReader, ReaderState, Readers, Sighting};

/// What an inspection tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The answer to one [`Inspection::inspect`].
    Inspected(Findings),
    /// While watching: how things stand now.
    Watched(Findings),
}

/// Inspects and watches for one port. Nothing is told any more once it is dropped.
///
/// Cards are looked at on a thread of their own, so that one which hangs holds nobody up.
pub struct Inspection<R> {
    readers: Arc<R>,
    state: Arc<Mutex<State>>,
}

impl<R: Readers> Inspection<R> {
    /// Nothing is asked of the readers yet. `folder` is the user's, where a login's lock is.
    pub fn new(
        readers: Arc<R>,
        folder: Option<PathBuf>,
        tell: impl Fn(Told) + Send + 'static,
    ) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let state = Arc::new(Mutex::new(State {
            tell: Box::new(tell),
            jobs,
            started: false,
            sighting: None,
            inspections: 0,
            watch: Watch::Off,
            cards: Vec::new(),
        }));
        let looker = Looker::new(Arc::clone(&readers), folder);
        let told = Arc::downgrade(&state);
        thread::spawn(move || work(looker, &inbox, &told));
        Self { readers, state }
    }

    /// Has everything looked at once, and [`Told::Inspected`].
    pub fn inspect(&self) {
        let mut state = lock(&self.state);
        state.inspections += 1;
        state.begin_inspections();
        self.start(state);
    }

    /// Has [`Told::Watched`] told at once and at each change; asked again, it tells again.
    pub fn watch(&self) {
        let mut state = lock(&self.state);
        state.watch = Watch::Untold;
        state.follow();
        self.start(state);
    }

    /// Ends watching: when this returns, nothing more is told of it.
    pub fn stop_watching(&self) {
        lock(&self.state).watch = Watch::Off;
    }

    /// Has readers and cards watched, from the first time that somebody asks.
    fn start(&self, mut state: MutexGuard<'_, State>) {
        if mem::replace(&mut state.started, true) {
            return;
        }
        // The readers tell at once, from within the call.
        drop(state);
        let state = Arc::downgrade(&self.state);
        self.readers.watch(Box::new(move |sighting| {
            if let Some(state) = state.upgrade() {
                lock(&state).see(sighting);
            }
        }));
    }
}

/// What the looking thread is told to do.
enum Job {
    /// Look at everything, for one [`Inspection::inspect`].
    Survey(Sighting),
    /// Look at one card, while watching.
    Look(CardOnReader),
}

/// Looks as long as somebody wants to know.
fn work<R: Readers>(
    mut looker: Looker<R>,
    inbox: &mpsc::Receiver<Job>,
    state: &Weak<Mutex<State>>,
) {
    for job in inbox {
        match job {
            Job::Survey(sighting) => {
                let findings = looker.survey(&sighting);
                if let Some(state) = state.upgrade() {
                    (lock(&state).tell)(Told::Inspected(findings));
                }
            }
            Job::Look(card) => {
                let seen = looker.look(&card.reader);
                if let Some(state) = state.upgrade() {
                    lock(&state).looked(&card, seen);
                }
            }
        }
    }
}

struct State {
    tell: Box<dyn Fn(Told) + Send>,
    jobs: mpsc::Sender<Job>,
    /// Readers and cards are being watched.
    started: bool,
    /// How readers and cards stand, once that is known.
    sighting: Option<Sighting>,
    /// Inspections that wait for the first sighting.
    inspections: usize,
    watch: Watch,
    /// The cards that are there, as far as they were looked at.
    cards: Vec<Card>,
}

/// Whether changes are told.
enum Watch {
    Off,
    /// They are; nothing was told yet.
    Untold,
    /// They are; this was told last.
    Told(Findings),
}

/// A card that is there.
struct Card {
    card: CardOnReader,
    shown: CardFinding,
    look: Look,
}

/// Whether a card has to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// At the next sighting, which comes every few seconds.
    Due,
    UnderWay,
    /// Once for each time it is put down.
    Done,
}

impl State {
    fn see(&mut self, sighting: Sighting) {
        self.sighting = Some(sighting);
        self.begin_inspections();
        self.follow();
    }

    fn begin_inspections(&mut self) {
        let Some(sighting) = &self.sighting else {
            return;
        };
        for _ in 0..mem::take(&mut self.inspections) {
            // The thread ends after this state does.
            drop(self.jobs.send(Job::Survey(sighting.clone())));
        }
    }

    /// Has new cards looked at, forgets those that are gone, and tells what has changed.
    fn follow(&mut self) {
        if matches!(self.watch, Watch::Off) {
            return;
        }
        let Some(sighting) = &self.sighting else {
            return;
        };
        let readers = match sighting {
            Sighting::NoService => &[][..],
            Sighting::Readers(readers) => readers,
        };
        let real = || readers.iter().filter(|reader| !reader.is_virtual());
        let present: Vec<_> = real().filter_map(ReaderState::card_on_reader).collect();
        self.cards.retain(|known| present.contains(&known.card));
        let free = real().filter(|reader| reader.card.is_some_and(|card| !card.held));
        for card in free.filter_map(ReaderState::card_on_reader) {
            if !self.cards.iter().any(|known| known.card == card) {
                self.cards.push(Card {
                    card: card.clone(),
                    shown: CardFinding::Reading,
                    look: Look::Due,
                });
            }
            let due = |known: &&mut Card| known.card == card && known.look == Look::Due;
            if let Some(known) = self.cards.iter_mut().find(due) {
                known.look = Look::UnderWay;
                drop(self.jobs.send(Job::Look(card.clone())));
            }
        }
        self.tell_changes();
    }

    fn looked(&mut self, card: &CardOnReader, seen: Result<CardFinding, Unseen>) {
        let Some(known) = self.cards.iter_mut().find(|known| known.card == *card) else {
            return;
        };
        match seen {
            Ok(finding) => (known.shown, known.look) = (finding, Look::Done),
            Err(Unseen::InUse) => (known.shown, known.look) = (CardFinding::InUse, Look::Due),
            // That it is gone is the readers' to tell.
            Err(Unseen::Gone) => known.look = Look::Due,
        }
        self.tell_changes();
    }

    fn tell_changes(&mut self) {
        let Some(sighting) = &self.sighting else {
            return;
        };
        let findings = self.findings(sighting);
        let changed = match &self.watch {
            Watch::Off => false,
            Watch::Untold => true,
            Watch::Told(before) => *before != findings,
        };
        if changed {
            self.watch = Watch::Told(findings.clone());
            (self.tell)(Told::Watched(findings));
        }
    }

    fn findings(&self, sighting: &Sighting) -> Findings {
        let Sighting::Readers(readers) = sighting else {
            return Findings::ServiceStopped;
        };
        let finding = |reader: &ReaderState| ReaderFinding {
            name: reader.name.clone(),
            is_virtual: reader.is_virtual(),
            card: self.card_finding(reader),
        };
        Findings::Readers(readers.iter().map(finding).collect())
    }

    fn card_finding(&self, reader: &ReaderState) -> Option<CardFinding> {
        let state = reader.card.filter(|_| !reader.is_virtual())?;
        if state.held {
            return Some(CardFinding::InUse);
        }
        let card = reader.card_on_reader()?;
        let known = self.cards.iter().find(|known| known.card == card)?;
        Some(known.shown.clone())
    }
}

/// A panic elsewhere leaves the state whole: what changes in it changes between two messages.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
