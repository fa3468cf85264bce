//! The thread that talks to cards, so that the login can always answer the person, however long a card takes.
//! It must not know windows, requests or time limits: it looks when told to look, and signs when given a PIN.

mod sign;

use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant, SystemTime},
};

use tracing::{info, warn};

use super::gate::Gate;
use crate::{
    card::{self, Applet, CardError, Forms, TransportFault, Tries},
    certificate::{Unusable, UserCertificate},
    challenge::Challenge,
    error::ErrorCode,
    pin::Pin,
    reader::{Connection, Readers},
    unfinished::Unfinished,
};

/// What the thread is told to do.
#[derive(Debug)]
pub(super) enum Job {
    /// Look at these cards, and let go of every other.
    Look {
        /// Comes back with what was seen.
        number: u64,
        cards: Vec<CardOnReader>,
    },
    /// Sign with the one card that was looked at last.
    Sign {
        pin: Pin,
        /// The tries left that the person was shown.
        shown: Tries,
        challenge: Challenge,
    },
}

/// One card, by where it is and when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CardOnReader {
    pub(super) reader: String,
    pub(super) insertion: u32,
}

/// What the thread has seen or done.
#[derive(Debug)]
pub(super) enum Report {
    /// The cards, as far as they concern a login.
    Looked { number: u64, look: Look },
    /// The certificate of the card that was [`Look::Ready`].
    Certificate {
        number: u64,
        usable: Result<(), Unusable>,
    },
    /// A PIN was used, or not.
    Signed(Signing),
    /// The thread has panicked; the card was powered off if it had been given a PIN.
    Failed,
}

/// What stands on the readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Look {
    /// One My Number card whose PIN can be asked for.
    Ready(Tries),
    /// One whose PIN is blocked.
    Blocked,
    /// No My Number card.
    Foreign,
    /// More than one, on these readers.
    Several(Vec<String>),
    /// The card was taken away meanwhile.
    Gone,
    /// The card does not answer as it should.
    Faulty,
    /// Another program holds it.
    Held,
    /// The service has ended.
    NoService,
}

/// What became of a PIN.
#[derive(Debug)]
pub(super) enum Signing {
    /// The card signed; the signature verifies with the certificate.
    Done {
        certificate: Box<UserCertificate>,
        signature: Vec<u8>,
    },
    /// The card signed something else, or with another key.
    DoesNotVerify,
    /// The PIN was wrong; so many tries are left.
    Wrong(Tries),
    /// The PIN is blocked.
    Blocked,
    /// Nothing was sent: fewer tries are left than the person was shown.
    FewerTries(Tries),
    /// Nothing was sent, or the PIN was accepted, and then the card failed: no try is spent.
    Failed,
    /// The PIN was sent and its answer lost. The counter, if it could be read since, says what became of it.
    Unclear { now: Option<Tries> },
    /// Nothing was sent: the login had ended.
    Ended,
}

impl Signing {
    /// What became of the PIN, for the log.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Done { .. } => "signed",
            Self::DoesNotVerify => "the signature does not verify",
            Self::Wrong(_) => "wrong PIN",
            Self::Blocked => "blocked PIN",
            Self::FewerTries(_) => "fewer tries than shown",
            Self::Failed => "card failed",
            Self::Unclear { .. } => "unclear VERIFY",
            Self::Ended => "ended before",
        }
    }
}

/// What the thread works with.
pub(super) struct Surroundings<R> {
    pub(super) readers: Arc<R>,
    pub(super) gate: Arc<Gate>,
    pub(super) unfinished: Unfinished,
    /// This computer's clock, for certificates.
    pub(super) now: fn() -> SystemTime,
    /// How long a counter that was read may be trusted.
    pub(super) counter_trusted_for: Duration,
}

/// Starts the thread. It ends when the sender is dropped, or at the first report that nobody hears.
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
        let mut cards = Cards {
            surroundings,
            forms: Forms::default(),
            recognised: Vec::new(),
            current: None,
        };
        for job in inbox {
            match job {
                Job::Look {
                    number,
                    cards: present,
                } => cards.look(number, &present, &report.report),
                Job::Sign {
                    pin,
                    shown,
                    challenge,
                } => {
                    let signing = cards.sign(pin, shown, &challenge);
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

impl<R: Readers> Cards<R> {
    fn look(&mut self, number: u64, present: &[CardOnReader], report: &impl Fn(Report)) {
        self.recognised.retain(|(card, _)| present.contains(card));
        self.current
            .take_if(|current| !present.contains(&current.card));
        // Without a card there is nothing to tell.
        if present.is_empty() {
            return;
        }
        let looked = |look| report(Report::Looked { number, look });
        let look = match self.only_candidate(present) {
            Ok(Some(card)) => {
                return match self.examine(&card, number, report) {
                    Ok(()) => {}
                    Err(error) => looked(self.give_up(&card, error)),
                };
            }
            Ok(None) => Look::Foreign,
            Err(look) => look,
        };
        self.current = None;
        looked(look);
    }

    /// The card to examine: the only one there is, or the only one of several that has the applet.
    fn only_candidate(&mut self, present: &[CardOnReader]) -> Result<Option<CardOnReader>, Look> {
        if let [card] = present {
            return Ok((self.recognition(card) != Some(false)).then(|| card.clone()));
        }
        let mut mine = Vec::new();
        let mut trouble = None;
        for card in present {
            match self.recognise(card) {
                Ok(true) => mine.push(card),
                Ok(false) => {}
                Err(error) => trouble = Some(self.give_up(card, error)),
            }
        }
        match (&mine[..], trouble) {
            ([_, _, ..], _) => Err(Look::Several(
                mine.into_iter().map(|card| card.reader.clone()).collect(),
            )),
            // A card that could not be looked at might be a second one.
            (_, Some(look)) => Err(look),
            ([card], None) => Ok(Some((*card).clone())),
            ([], None) => Ok(None),
        }
    }

    /// Whether a card has the applet, asking it at most once.
    fn recognise(&mut self, card: &CardOnReader) -> Result<bool, CardError> {
        if let Some(known) = self.recognition(card) {
            return Ok(known);
        }
        let mut connection = self.surroundings.readers.connect(&card.reader)?;
        let forms = &mut self.forms;
        let selected =
            connection.transaction(|card| Applet::select(card, forms, true).map(|_| ()))?;
        let mine = match selected {
            Ok(()) => true,
            Err(CardError::NotMyNumberCard(_)) => false,
            Err(error) => return Err(error),
        };
        self.recognised.push((card.clone(), mine));
        Ok(mine)
    }

    fn recognition(&self, card: &CardOnReader) -> Option<bool> {
        self.recognised
            .iter()
            .find(|(known, _)| known == card)
            .map(|(_, mine)| *mine)
    }

    /// Reads the counter and reports it, then reads and checks the certificate while the person may type already.
    fn examine(
        &mut self,
        card: &CardOnReader,
        number: u64,
        report: &impl Fn(Report),
    ) -> Result<(), CardError> {
        let mut current = self.connected(card)?;
        let (forms, surroundings) = (&mut self.forms, &self.surroundings);
        let (fresh, known) = (current.fresh, current.certificate.is_some());
        let read = current
            .connection
            .transaction(|card| -> Result<_, CardError> {
                if surroundings.unfinished.stands() {
                    warn!("an earlier run did not finish: locking the card first");
                    card::lock(card);
                    surroundings.unfinished.clear();
                }
                let mut applet = Applet::select(card, forms, fresh)?;
                let tries = applet.tries()?;
                info!(tries = tries.0, "a My Number card");
                if tries.is_blocked() {
                    report(Report::Looked {
                        number,
                        look: Look::Blocked,
                    });
                    return Ok(None);
                }
                report(Report::Looked {
                    number,
                    look: Look::Ready(tries),
                });
                if known {
                    Ok(None)
                } else {
                    applet.certificate().map(Some)
                }
            })?;
        current.fresh = false;
        current.counted = Instant::now();
        let usable = match read {
            Ok(None) => Ok(()),
            Ok(Some(der)) => self.usable(der).map(|certificate| {
                current.certificate = Some(certificate);
            }),
            Err(CardError::NoCertificate) => Err(Unusable {
                code: ErrorCode::CertificateMissing,
                date: None,
            }),
            Err(CardError::NotACertificate) => Err(Unusable {
                code: ErrorCode::CertificateInvalid,
                date: None,
            }),
            Err(error) => return Err(error),
        };
        if let Err(unusable) = &usable {
            warn!(code = %unusable.code, "the certificate cannot be used");
        }
        self.current = Some(current);
        report(Report::Certificate { number, usable });
        Ok(())
    }

    /// The connection that there is, or a new one.
    fn connected(&mut self, card: &CardOnReader) -> Result<Current<R::Connection>, CardError> {
        if let Some(mut current) = self.current.take_if(|current| current.card == *card) {
            // A reset by another program is no reason to trouble the person.
            return match current.connection.transaction(|_| ()) {
                Ok(()) => Ok(current),
                Err(TransportFault::Reset) => {
                    current.connection.reconnect()?;
                    current.fresh = true;
                    Ok(current)
                }
                Err(fault) => Err(fault.into()),
            };
        }
        Ok(Current {
            card: card.clone(),
            connection: self.surroundings.readers.connect(&card.reader)?,
            fresh: true,
            counted: Instant::now(),
            certificate: None,
        })
    }

    fn usable(&self, der: Vec<u8>) -> Result<UserCertificate, Unusable> {
        let certificate = UserCertificate::parse(der)?;
        certificate.check_validity((self.surroundings.now)())?;
        Ok(certificate)
    }

    /// What an error means for the card, which is let go of.
    fn give_up(&mut self, card: &CardOnReader, error: CardError) -> Look {
        info!(%error, "the card was not read");
        self.current = None;
        match error {
            CardError::NotMyNumberCard(_) => {
                self.recognised.push((card.clone(), false));
                Look::Foreign
            }
            CardError::Transport(TransportFault::Removed | TransportFault::ReaderGone) => {
                Look::Gone
            }
            CardError::Transport(TransportFault::Held) => Look::Held,
            CardError::Transport(TransportFault::Service) => Look::NoService,
            _ => Look::Faulty,
        }
    }
}
