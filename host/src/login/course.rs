//! The course of one login: what is seen, done and reported, and what is shown and ordered in turn.
//! It must not know how cards are talked to.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError},
    },
    time::Instant,
};

use tracing::info;

use super::{
    Ended, Event, Happening,
    card_thread::{CardOnReader, Job, Look, Report, Signing},
    remaining,
    stage::Stage,
};
use crate::{
    card::Tries,
    certificate::Unusable,
    challenge::Challenge,
    dialog::{Dialog, Person, PinNotice, Screen, Waiting},
    error::ErrorCode,
    reader::{Readers, Sighting},
    token::Token,
};

/// A login under way.
pub(super) struct Course<'a, R> {
    challenge: Challenge,
    readers: Arc<R>,
    dialog: &'a dyn Dialog,
    events: &'a Sender<Event>,
    jobs: Sender<Job>,
    stage: Stage,
    /// What was acted upon last.
    seen: Option<Scene>,
    /// How often a look was asked for; a report of an earlier one is stale.
    looks: u64,
    /// The answer to a VERIFY was lost with its card, and no counter has been read since.
    unclear: bool,
    /// Why the PIN will be asked for again.
    notice: Option<PinNotice>,
}

/// What matters of a [`Sighting`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scene {
    NoService,
    NoReader,
    Cards(Vec<CardOnReader>),
}

impl<'a, R: Readers> Course<'a, R> {
    /// A login that has just begun, and shows nothing yet.
    pub(super) fn new(
        challenge: Challenge,
        readers: Arc<R>,
        dialog: &'a dyn Dialog,
        events: &'a Sender<Event>,
        jobs: Sender<Job>,
    ) -> Self {
        Self {
            challenge,
            readers,
            dialog,
            events,
            jobs,
            stage: Stage::Looking,
            seen: None,
            looks: 0,
            unclear: false,
            notice: None,
        }
    }

    /// Has readers and cards watched.
    pub(super) fn watch(&self) {
        let events = self.events.clone();
        self.readers.watch(Box::new(move |sighting| {
            drop(events.send(Event(Happening::Seen(sighting))));
        }));
    }

    /// Takes events until the login ends.
    pub(super) fn follow(
        &mut self,
        inbox: &Receiver<Event>,
        deadline: Instant,
    ) -> Result<Token, Ended> {
        loop {
            // A PIN is used only when nothing else has happened that should be known first.
            let event = match inbox.try_recv() {
                Err(TryRecvError::Empty) => {
                    self.sign_if_ready();
                    inbox.recv_timeout(remaining(deadline))
                }
                received => received.map_err(|_| RecvTimeoutError::Disconnected),
            };
            if remaining(deadline).is_zero() || matches!(event, Err(RecvTimeoutError::Timeout)) {
                return Err(self.timed_out());
            }
            let Ok(Event(happening)) = event else {
                return Err(Ended::NobodyWaits);
            };
            match happening {
                Happening::Seen(sighting) => self.see(&sighting),
                Happening::Did(Person::Pin(pin)) => {
                    if let Stage::Asking { entered, .. } = &mut self.stage {
                        *entered = Some(pin);
                    }
                }
                Happening::Did(Person::Again) => self.watch(),
                Happening::Did(Person::Cancelled | Person::Acknowledged) => {
                    return Err(self.stopped());
                }
                Happening::Reported(Report::Looked { number, look }) if number == self.looks => {
                    self.looked(look);
                }
                Happening::Reported(Report::Certificate { number, usable })
                    if number == self.looks =>
                {
                    self.certificate_read(usable);
                }
                Happening::Reported(Report::Looked { .. } | Report::Certificate { .. }) => {}
                Happening::Reported(Report::Signed(Signing::Done {
                    certificate,
                    signature,
                })) => {
                    self.dialog.show(Screen::Done);
                    return Ok(Token::new(&certificate, &signature));
                }
                Happening::Reported(Report::Signed(signing)) => self.not_signed(signing),
                Happening::Reported(Report::Failed) => {
                    return Err(Ended::Refused {
                        code: ErrorCode::HostFailed,
                        waiting_for: None,
                    });
                }
                Happening::NobodyWaits => return Err(Ended::NobodyWaits),
            }
        }
    }

    fn see(&mut self, sighting: &Sighting) {
        let scene = scene(sighting);
        let retry = matches!(
            self.stage,
            Stage::Waiting(Waiting::CardFree | Waiting::Service)
        );
        if self.seen.as_ref() == Some(&scene) && !retry {
            return;
        }
        info!(?scene, "readers and cards");
        self.seen = Some(scene);
        // What was to be said of the card that was there need not be true of the next one.
        self.notice = None;
        // A run is over when it reports; what was seen meanwhile is looked at then.
        if let Stage::Signing { missed, .. } = &mut self.stage {
            *missed = true;
        } else {
            self.look_again();
        }
    }

    /// Acts upon what was seen last. An entered PIN that was not used is wiped with the stage it belonged to.
    fn look_again(&mut self) {
        let (cards, waiting) = match self.seen.clone() {
            None => return,
            Some(Scene::NoService) => (Vec::new(), Some(Waiting::Service)),
            Some(Scene::NoReader) => (Vec::new(), Some(Waiting::Reader)),
            Some(Scene::Cards(cards)) if cards.is_empty() => {
                let lost = self.stage.needs_the_card() || self.unclear;
                (
                    cards,
                    Some(if lost {
                        Waiting::CardAgain
                    } else {
                        Waiting::Card
                    }),
                )
            }
            Some(Scene::Cards(cards)) => (cards, None),
        };
        self.looks += 1;
        self.order(Job::Look {
            number: self.looks,
            cards,
        });
        match waiting {
            Some(waiting) => self.wait_for(waiting),
            None => self.stage = Stage::Looking,
        }
    }

    fn looked(&mut self, look: Look) {
        match look {
            Look::Ready(tries) => {
                if std::mem::take(&mut self.unclear) {
                    self.notice = Some(PinNotice::AnswerLost);
                }
                self.ask(tries);
            }
            Look::Blocked => self.refuse(ErrorCode::PinBlocked, None),
            Look::Foreign => self.wait_for(Waiting::MyNumberCard),
            Look::Several(readers) => self.wait_for(Waiting::OneCard { readers }),
            Look::Gone => self.wait_for(Waiting::CardAgain),
            Look::Faulty => self.wait_for(Waiting::BetterContact),
            Look::Held => self.wait_for(Waiting::CardFree),
            Look::NoService => self.wait_for(Waiting::Service),
        }
    }

    fn certificate_read(&mut self, usable: Result<(), Unusable>) {
        match (usable, &mut self.stage) {
            (
                Ok(()),
                Stage::Asking {
                    certificate_checked,
                    ..
                },
            ) => *certificate_checked = true,
            (Err(unusable), _) => self.refuse(unusable.code, unusable.date),
            (Ok(()), _) => {}
        }
    }

    fn sign_if_ready(&mut self) {
        let Stage::Asking {
            tries,
            certificate_checked: true,
            entered,
        } = &mut self.stage
        else {
            return;
        };
        let (shown, Some(pin)) = (*tries, entered.take()) else {
            return;
        };
        self.dialog.show(Screen::Working);
        self.stage = Stage::Signing {
            shown,
            missed: false,
        };
        self.order(Job::Sign {
            pin,
            shown,
            challenge: self.challenge.clone(),
        });
    }

    fn not_signed(&mut self, signing: Signing) {
        info!(outcome = signing.name(), "not signed");
        let Stage::Signing { shown, missed } = self.stage else {
            return;
        };
        match signing {
            Signing::Wrong(tries) => self.ask_again(tries, PinNotice::Wrong, missed),
            Signing::FewerTries(tries) if tries.is_blocked() => {
                self.refuse(ErrorCode::PinBlocked, None);
            }
            Signing::FewerTries(tries) => {
                self.ask_again(tries, PinNotice::TriesChanged, missed);
            }
            Signing::Blocked => self.refuse(ErrorCode::PinBlocked, None),
            Signing::DoesNotVerify => self.refuse(ErrorCode::SignatureInvalid, None),
            Signing::Unclear { now: Some(tries) } => {
                self.notice = Some(counted_since(shown, tries));
                self.look_again();
            }
            Signing::Unclear { now: None } => {
                self.unclear = true;
                self.look_again();
            }
            Signing::Failed => {
                self.notice = Some(PinNotice::FaultNotCounted);
                self.look_again();
            }
            // The login has ended, or has gone on to a token, before this is reached.
            Signing::Ended | Signing::Done { .. } => {}
        }
    }

    /// Asks for the PIN once more, of the same card, unless something has changed on the readers since.
    fn ask_again(&mut self, tries: Tries, notice: PinNotice, missed: bool) {
        self.notice = Some(notice);
        if missed {
            return self.look_again();
        }
        self.ask(tries);
        if let Stage::Asking {
            certificate_checked,
            ..
        } = &mut self.stage
        {
            *certificate_checked = true;
        }
    }

    fn ask(&mut self, tries: Tries) {
        self.dialog.show(Screen::EnterPin {
            tries,
            notice: self.notice.take(),
        });
        self.stage = Stage::Asking {
            tries,
            certificate_checked: false,
            entered: None,
        };
    }

    fn wait_for(&mut self, waiting: Waiting) {
        self.dialog.show(Screen::Waiting(waiting.clone()));
        self.stage = Stage::Waiting(waiting);
    }

    fn refuse(&mut self, code: ErrorCode, certificate_date: Option<String>) {
        self.dialog.show(Screen::Refused {
            code,
            certificate_date,
        });
        self.stage = Stage::Refused(code);
    }

    fn order(&self, job: Job) {
        // Where the thread has failed, its last report is already on its way.
        drop(self.jobs.send(job));
    }

    /// The person has closed the window: cancelled it, or read why this card cannot log in.
    fn stopped(&self) -> Ended {
        let code = match self.stage {
            Stage::Refused(code) => code,
            _ => ErrorCode::Cancelled,
        };
        Ended::Refused {
            code,
            waiting_for: None,
        }
    }

    fn timed_out(&self) -> Ended {
        match self.stage {
            Stage::Refused(code) => Ended::Refused {
                code,
                waiting_for: None,
            },
            _ => Ended::Refused {
                code: ErrorCode::TimedOut,
                waiting_for: Some(self.stage.waiting_for()),
            },
        }
    }
}

fn counted_since(before: Tries, now: Tries) -> PinNotice {
    if now < before {
        PinNotice::FaultCounted
    } else {
        PinNotice::FaultNotCounted
    }
}

fn scene(sighting: &Sighting) -> Scene {
    match sighting {
        Sighting::NoService => Scene::NoService,
        Sighting::Readers(readers) if readers.is_empty() => Scene::NoReader,
        Sighting::Readers(readers) => Scene::Cards(
            readers
                .iter()
                .filter_map(|reader| {
                    let insertion = reader.card?.insertion;
                    Some(CardOnReader {
                        reader: reader.name.clone(),
                        insertion,
                    })
                })
                .collect(),
        ),
    }
}
