//! How reader service, readers and cards stand, told once or at each change: nothing is asked of a person, no try is spent,
//! and no card is left otherwise than a SELECT leaves it. It must not know frames or JSON, nor when a login is wanted.

mod findings;
mod look;
mod state;

use std::{
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

pub use self::findings::{CardFinding, Findings, ReaderFinding};
use self::{
    look::{Depth, Looker},
    state::{Job, State, Survey},
};
use crate::{reader::Readers, text::Lang};

/// What an inspection tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The answer to one [`Inspection::inspect`].
    Inspected(Findings),
    /// The answer to one [`Inspection::examine`], and the language in which it was asked for.
    Examined(Findings, Lang),
    /// The same where a card, or the service, did not let it come to an end in time.
    NotExamined(Lang),
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
    examination_max: Duration,
}

/// How long an inspection is patient with cards.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// A card that did not answer while watching is left alone for so long.
    pub patience: Duration,
    /// An examination that takes longer is not waited for.
    pub examination_max: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(4),
            examination_max: Duration::from_secs(30),
        }
    }
}

impl<R: Readers> Inspection<R> {
    /// Nothing is asked of the readers yet. `folder` is the user's, where a login's lock is;
    /// see [`Times`] for how long it is patient.
    pub fn new(
        readers: Arc<R>,
        folder: Option<PathBuf>,
        times: Times,
        tell: impl Fn(Told) + Send + 'static,
    ) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let (telling, told) = mpsc::channel();
        let (looks, looking) = mpsc::channel();
        let given_up = Arc::new(AtomicBool::new(false));
        let state = Arc::new(Mutex::new(State::new(telling, jobs, times.patience)));
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
            examination_max: times.examination_max,
        }
    }

    /// Has everything looked at once, and [`Told::Inspected`].
    pub fn inspect(&self) {
        self.survey(Survey::Inspection);
    }

    /// Has everything examined once, with the tries of every PIN, and [`Told::Examined`] in time, or [`Told::NotExamined`].
    pub fn examine(&self, lang: Lang) {
        let (examination, told) = lock(&self.state).await_examination(lang);
        self.survey(Survey::Examination(examination));
        let (state, limit) = (Arc::downgrade(&self.state), self.examination_max);
        thread::spawn(move || {
            if told.recv_timeout(limit) == Err(RecvTimeoutError::Timeout)
                && let Some(state) = state.upgrade()
            {
                lock(&state).give_up(examination);
            }
        });
    }

    /// Has [`Told::Watched`] told at once and at each change; asked again, it tells again.
    pub fn watch(&self) {
        let mut state = lock(&self.state);
        state.watch();
        self.start(state);
    }

    /// Ends watching: what changes from now on is not told.
    pub fn stop_watching(&self) {
        lock(&self.state).stop_watching();
    }

    /// Ends for good: what is found from now on is not told, and a look under way gives the card up.
    ///
    /// That is waited for, since the service resets the card of a process that ends within a transaction;
    /// but not for long, since a card may hang.
    pub fn end(&self) {
        self.given_up.store(true, Ordering::Relaxed);
        lock(&self.state).end();
        let _ended = lock(&self.looking).recv_timeout(GIVING_UP_MAX);
    }

    fn survey(&self, survey: Survey) {
        let mut state = lock(&self.state);
        state.survey(survey);
        self.start(state);
    }

    /// Has readers and cards watched, from the first time that somebody asks.
    fn start(&self, mut state: MutexGuard<'_, State>) {
        if !state.starts() {
            return;
        }
        // The readers tell at once, from within the call.
        drop(state);
        let state = Arc::downgrade(&self.state);
        self.readers.watch(Box::new(move |sighting| {
            let Some(state) = state.upgrade() else {
                return ControlFlow::Break(());
            };
            lock(&state).see(sighting);
            ControlFlow::Continue(())
        }));
    }
}

impl<R: Readers> Drop for Inspection<R> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Looks as long as somebody wants to know.
fn work<R: Readers>(
    mut looker: Looker<R>,
    inbox: &mpsc::Receiver<Job>,
    state: &Weak<Mutex<State>>,
) {
    for job in inbox {
        match job {
            Job::Survey(survey) => {
                // A job before this one may have taken long.
                let now = |state: Arc<Mutex<State>>| lock(&state).sighting().cloned();
                let Some(sighting) = state.upgrade().and_then(now) else {
                    continue;
                };
                let depth = match survey {
                    Survey::Inspection => Depth::Look,
                    Survey::Examination(_) => Depth::Examination,
                };
                let found = looker.survey(&sighting, depth);
                if let Some(state) = state.upgrade().filter(|_| !looker.has_given_up()) {
                    lock(&state).surveyed(survey, found);
                }
            }
            Job::Look(card) => {
                let seen = looker.look(&card.reader, Depth::Look);
                if let Some(state) = state.upgrade() {
                    lock(&state).looked(&card, seen);
                }
            }
            Job::End => return,
        }
    }
}

/// A panic elsewhere leaves the state whole: what changes in it changes between two messages.
fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long the end waits for a look to give way: some exchanges' time.
const GIVING_UP_MAX: Duration = Duration::from_millis(500);
