//! How reader service, readers and cards stand, told once or at each change: nothing is asked of a person, no try is spent,
//! and no card is left otherwise than a SELECT leaves it. It must not know frames or JSON, nor when a login is wanted.

mod findings;
mod look;

use std::{
    mem,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
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

/// Inspects and watches for one port, until [`Inspection::end`] or until it is dropped.
///
/// Cards are looked at on a thread of their own, so that one which hangs holds nobody up, and findings are told
/// on another, so that a listener that hangs does not either.
pub struct Inspection<R: Readers> {
    readers: Arc<R>,
    state: Arc<Mutex<State>>,
    given_up: Arc<AtomicBool>,
    /// Disconnected once no card is looked at any more.
    looking: Mutex<mpsc::Receiver<()>>,
}

impl<R: Readers> Inspection<R> {
    /// Nothing is asked of the readers yet. `folder` is the user's, where a login's lock is;
    /// a card that did not answer while watching may be looked at again after `patience`.
    pub fn new(
        readers: Arc<R>,
        folder: Option<PathBuf>,
        patience: Duration,
        tell: impl Fn(Told) + Send + 'static,
    ) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let (telling, told) = mpsc::channel();
        let (looks, looking) = mpsc::channel();
        let given_up = Arc::new(AtomicBool::new(false));
        let state = Arc::new(Mutex::new(State {
            telling,
            jobs,
            patience,
            started: false,
            sighting: None,
            inspections: 0,
            watch: Watch::Off,
            cards: Vec::new(),
        }));
        let looker = Looker::new(Arc::clone(&readers), folder, Arc::clone(&given_up));
        let looked = Arc::downgrade(&state);
        thread::spawn(move || {
            work(looker, &inbox, &looked);
            drop(looks);
        });
        thread::spawn(move || told.into_iter().for_each(tell));
        Self {
            readers,
            state,
            given_up,
            looking: Mutex::new(looking),
        }
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

    /// Ends watching: what changes from now on is not told.
    pub fn stop_watching(&self) {
        lock(&self.state).watch = Watch::Off;
    }

    /// Ends for good: what is found from now on is not told, and a look under way gives the card up.
    ///
    /// That is waited for, since the service resets the card of a process that ends within a transaction;
    /// but not for long, since a card may hang.
    pub fn end(&self) {
        self.given_up.store(true, Ordering::Relaxed);
        let mut state = lock(&self.state);
        state.watch = Watch::Off;
        drop(state.jobs.send(Job::End));
        drop(state);
        let _ended = lock(&self.looking).recv_timeout(GIVING_UP_MAX);
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

impl<R: Readers> Drop for Inspection<R> {
    fn drop(&mut self) {
        self.end();
    }
}

/// What the looking thread is told to do.
enum Job {
    /// Look at everything, for one [`Inspection::inspect`].
    Survey,
    /// Look at one card, while watching.
    Look(CardOnReader),
    /// Nothing any more.
    End,
}

/// Looks as long as somebody wants to know.
fn work<R: Readers>(
    mut looker: Looker<R>,
    inbox: &mpsc::Receiver<Job>,
    state: &Weak<Mutex<State>>,
) {
    for job in inbox {
        match job {
            Job::Survey => {
                // A job before this one may have taken long.
                let now = |state: Arc<Mutex<State>>| lock(&state).sighting.clone();
                let Some(sighting) = state.upgrade().and_then(now) else {
                    continue;
                };
                let findings = looker.survey(&sighting);
                if let Some(state) = state.upgrade().filter(|_| !looker.has_given_up()) {
                    drop(lock(&state).telling.send(Told::Inspected(findings)));
                }
            }
            Job::Look(card) => {
                let seen = looker.look(&card.reader);
                if let Some(state) = state.upgrade() {
                    lock(&state).looked(&card, seen);
                }
            }
            Job::End => return,
        }
    }
}

struct State {
    telling: mpsc::Sender<Told>,
    jobs: mpsc::Sender<Job>,
    /// How long a card is left alone that did not answer.
    patience: Duration,
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
    /// The last look did not find it.
    missed: bool,
}

/// Whether a card has to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// At the next sighting, which comes every few seconds.
    Due,
    /// At the first sighting from then on: a look may itself cause one, and would follow itself without a pause.
    DueFrom(Instant),
    UnderWay,
    /// Once for each time it is put down.
    Done,
}

impl Look {
    fn is_due(self) -> bool {
        match self {
            Self::Due => true,
            Self::DueFrom(then) => then <= Instant::now(),
            Self::UnderWay | Self::Done => false,
        }
    }
}

impl State {
    fn see(&mut self, sighting: Sighting) {
        self.sighting = Some(sighting);
        self.begin_inspections();
        self.follow();
    }

    fn begin_inspections(&mut self) {
        if self.sighting.is_none() {
            return;
        }
        for _ in 0..mem::take(&mut self.inspections) {
            // Where the thread has ended, nobody wants to know.
            drop(self.jobs.send(Job::Survey));
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
                    missed: false,
                });
            }
            let due = |known: &&mut Card| known.card == card && known.look.is_due();
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
        let missed = matches!(seen, Err(Unseen::Gone));
        let missed_before = mem::replace(&mut known.missed, missed);
        // A bad contact may pass.
        let later = Look::DueFrom(Instant::now() + self.patience);
        match seen {
            Ok(CardFinding::Unresponsive) => {
                (known.shown, known.look) = (CardFinding::Unresponsive, later);
            }
            Ok(finding) => (known.shown, known.look) = (finding, Look::Done),
            Err(Unseen::InUse) => (known.shown, known.look) = (CardFinding::InUse, Look::Due),
            Err(Unseen::Gone) if missed_before => {
                (known.shown, known.look) = (CardFinding::Unresponsive, later);
            }
            // That card or service is gone is the readers' to tell.
            Err(Unseen::Gone | Unseen::NoService) => known.look = Look::Due,
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
            drop(self.telling.send(Told::Watched(findings)));
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
fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a card that did not answer while watching is left alone.
pub const PATIENCE: Duration = Duration::from_secs(4);

/// How long the end waits for a look to give way: some exchanges' time.
const GIVING_UP_MAX: Duration = Duration::from_millis(500);
