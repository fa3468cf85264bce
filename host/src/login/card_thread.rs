//! The thread that talks to cards, so that the login can always answer the person, however long a card takes.
//! It must not know windows, requests or time limits: it looks when told to look, and signs when given a PIN.

mod look;
mod order;
mod sign;

use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant, SystemTime},
};

pub(super) use self::order::{Job, Look, Report, Signing};
use super::{Signed, gate::Gate};
use crate::{
    card::Forms,
    certificate::UserCertificate,
    challenge::Challenge,
    reader::{CardOnReader, Readers},
    unfinished::Unfinished,
};

/// What the thread works with.
pub(super) struct Surroundings<R> {
    /// What is to be signed.
    pub(super) challenge: Challenge,
    /// The card's manufacture number is to be read after the signature.
    pub(super) number_wanted: bool,
    pub(super) readers: Arc<R>,
    pub(super) gate: Arc<Gate>,
    pub(super) unfinished: Unfinished,
    /// This computer's clock, for certificates.
    pub(super) now: fn() -> SystemTime,
    /// How long a counter that was read may be trusted.
    pub(super) counter_trusted_for: Duration,
    /// The command forms that the card is tried with first.
    pub(super) forms: Forms,
}

/// Starts the thread. It ends when the sender is dropped.
pub(super) fn start<R: Readers>(
    surroundings: Surroundings<R>,
    report: impl Fn(Report) + Send + 'static,
) -> mpsc::Sender<Job> {
    let (jobs, inbox) = mpsc::channel();
    thread::spawn(move || {
        let report = Reports {
            report,
            gate: Arc::clone(&surroundings.gate),
        };
        surroundings.readers.prepare();
        let mut cards = Cards {
            forms: surroundings.forms,
            surroundings,
            recognised: Vec::new(),
            current: None,
        };
        for job in inbox {
            match job {
                Job::Look {
                    number,
                    cards: present,
                } => cards.look(number, &present, &report.report),
                Job::Sign { pin, shown } => {
                    let signing = cards.sign(pin, shown);
                    (report.report)(Report::Signed(signing));
                }
            }
        }
    });
    jobs
}

/// Where reports go; the last one tells of a panic.
struct Reports<F: Fn(Report)> {
    report: F,
    gate: Arc<Gate>,
}

impl<F: Fn(Report)> Drop for Reports<F> {
    fn drop(&mut self) {
        if thread::panicking() {
            // The run is over: its card was powered off while the panic unwound.
            self.gate.release();
            (self.report)(Report::Failed);
        }
    }
}

struct Cards<R: Readers> {
    surroundings: Surroundings<R>,
    forms: Forms,
    /// Whether a card that is still there has the applet.
    recognised: Vec<(CardOnReader, bool)>,
    /// The card to sign with.
    current: Option<Current<R::Connection>>,
}

/// The one My Number card, as it was looked at.
struct Current<C> {
    card: CardOnReader,
    connection: C,
    /// Nothing has been sent since connecting.
    fresh: bool,
    /// When its counter was read.
    counted: Instant,
    certificate: Option<UserCertificate>,
}
