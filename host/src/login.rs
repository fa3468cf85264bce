//! One login: from what is to be signed to a signature, whatever reader, card and person do meanwhile.
//! It decides what is shown and when a PIN is used; it must not know pixels, PC/SC, frames, or what a page makes of it.

mod card_thread;
mod course;
mod gate;
mod stage;

use std::{
    fmt, mem,
    sync::{
        Arc,
        mpsc::{Receiver, Sender},
    },
    time::{Duration, Instant, SystemTime},
};

use thiserror::Error;
use tracing::warn;

pub use self::stage::WaitingFor;
use self::{
    card_thread::{Report, Signing, Surroundings},
    course::Course,
    gate::Gate,
};
use crate::{
    card::{Forms, ManufactureNumber},
    certificate::UserCertificate,
    challenge::Challenge,
    dialog::{Dialog, Person},
    error::ErrorCode,
    reader::{Readers, Sighting},
    unfinished::Unfinished,
};

/// What a login works with.
pub struct Login<R> {
    /// What is to be signed.
    pub challenge: Challenge,
    /// The card's manufacture number is wanted beside the signature: it costs one exchange more.
    pub number_wanted: bool,
    /// How long the person may take.
    pub timeout: Duration,
    /// The readers.
    pub readers: Arc<R>,
    /// The marker of an unfinished run.
    pub unfinished: Unfinished,
    /// This computer's clock, for the certificate's validity.
    pub now: fn() -> SystemTime,
    /// How long a counter of tries that was read may be trusted before it is read again.
    pub counter_trusted_for: Duration,
    /// The command forms that the card is tried with first.
    pub forms: Forms,
}

/// How long a counter of tries may be trusted: somebody else may use the card in the meantime.
pub const COUNTER_TRUSTED_FOR: Duration = Duration::from_secs(30);

/// What a login brings: a signature that a person consented to and that verifies with the certificate beside it.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// The card's user-authentication certificate.
    pub certificate: UserCertificate,
    /// Its key's signature over the challenge.
    pub signature: Vec<u8>,
    /// The card's manufacture number, where it was wanted.
    pub number: Option<ManufactureNumber>,
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signed(..)")
    }
}

/// Why a login ended without a signature.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// There is a name for it.
    #[error("{code}")]
    Refused {
        /// The name.
        code: ErrorCode,
        /// What was being waited for, where the time was over.
        waiting_for: Option<WaitingFor>,
    },
    /// The browser, or the system, wants the host to end; nobody hears an answer.
    #[error("the browser has gone")]
    NobodyWaits,
}

/// What happens while a login is under way.
#[derive(Debug)]
pub struct Event(Happening);

#[derive(Debug)]
enum Happening {
    Seen(Sighting),
    Did(Person),
    Reported(Report),
    NobodyWaits,
}

impl From<Person> for Event {
    fn from(person: Person) -> Self {
        Self(Happening::Did(person))
    }
}

impl Event {
    /// The input has ended, or the system has asked the process to.
    pub const NOBODY_WAITS: Self = Self(Happening::NobodyWaits);
}

impl<R: Readers> Login<R> {
    /// Runs to the end. `events` is the sending side of `inbox`, where the person's doings arrive.
    pub fn run(
        self,
        dialog: &dyn Dialog,
        events: &Sender<Event>,
        inbox: &Receiver<Event>,
    ) -> Result<Signed, Ended> {
        let deadline = Instant::now() + self.timeout;
        let gate = Arc::new(Gate::default());
        let reports = events.clone();
        let surroundings = Surroundings {
            challenge: self.challenge,
            number_wanted: self.number_wanted,
            readers: Arc::clone(&self.readers),
            gate: Arc::clone(&gate),
            unfinished: self.unfinished,
            now: self.now,
            counter_trusted_for: self.counter_trusted_for,
            forms: self.forms,
        };
        let jobs = card_thread::start(surroundings, move |report| {
            // Nobody listens once the login has ended.
            drop(reports.send(Event(Happening::Reported(report))));
        });
        let mut course = Course::new(self.readers, Arc::clone(&gate), dialog, events, jobs);
        course.watch();
        let mut run = RunIsWaitedFor {
            gate,
            inbox,
            over: false,
        };
        let result = course.follow(inbox, deadline);
        match (result, run.wait()) {
            // Who has cancelled has to know it, too: the way leads to the municipal office now.
            (Err(Ended::Refused { .. }), Some(signing)) if signing.blocked() => {
                Err(Ended::Refused {
                    code: ErrorCode::PinBlocked,
                    waiting_for: None,
                })
            }
            (result, _) => result,
        }
    }
}

/// However a login ends, a panic included, the process goes on until a run under way has locked the card.
struct RunIsWaitedFor<'a> {
    gate: Arc<Gate>,
    inbox: &'a Receiver<Event>,
    over: bool,
}

impl RunIsWaitedFor<'_> {
    /// What became of the PIN, where a run was under way that has ended.
    fn wait(&mut self) -> Option<Signing> {
        if mem::replace(&mut self.over, true) || self.gate.close() {
            return None;
        }
        wait_for_run(self.inbox)
    }
}

impl Drop for RunIsWaitedFor<'_> {
    fn drop(&mut self) {
        self.wait();
    }
}

/// Waits until the card is locked, for as long as a working card can take.
fn wait_for_run(inbox: &Receiver<Event>) -> Option<Signing> {
    let deadline = Instant::now() + RUN_MAX;
    while let Ok(Event(happening)) = inbox.recv_timeout(remaining(deadline)) {
        match happening {
            Happening::Reported(Report::Signed(signing)) => return Some(signing),
            Happening::Reported(Report::Failed) => return None,
            _ => {}
        }
    }
    warn!("the card does not answer: it may stay unlocked");
    None
}

fn remaining(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

/// How long a run from VERIFY to the locking SELECT is waited for: under the 10 s that the extension waits.
const RUN_MAX: Duration = Duration::from_secs(8);
