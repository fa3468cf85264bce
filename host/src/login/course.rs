//! The course of one login: what is seen, done and reported, and what is shown and ordered in turn.
//! It must not know how cards are talked to.

mod entry;
mod report;
mod scene;

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError},
    },
    time::{Duration, Instant},
};

use tracing::info;

use self::scene::Scene;
use super::{
    Ended, Event, Happening, Signed,
    card_thread::{Job, Report, Signing},
    gate::Gate,
    remaining,
    stage::Stage,
};
use crate::{
    certificate::Dates,
    dialog::{Dialog, Person, PinNotice, Screen, Waiting},
    error::ErrorCode,
    reader::{Readers, Sighting},
};

/// A login under way.
pub(super) struct Course<'a, R> {
    readers: Arc<R>,
    gate: Arc<Gate>,
    dialog: &'a dyn Dialog,
    events: &'a Sender<Event>,
    jobs: Sender<Job>,
    stage: Stage,
    /// Ends the watch with it.
    watching: Option<Arc<()>>,
    /// What was acted upon last.
    seen: Option<Scene>,
    /// When it is time to say that service or card take long.
    slow: Option<Instant>,
    /// How often a look was asked for; a report of an earlier one is stale.
    looks: u64,
    /// The answer to a VERIFY was lost with its card, and no counter has been read since.
    unclear: bool,
    /// Why the PIN will be asked for again.
    notice: Option<PinNotice>,
}

impl<'a, R: Readers> Course<'a, R> {
    /// A login that has just begun, and shows nothing yet.
    pub(super) fn new(
        readers: Arc<R>,
        gate: Arc<Gate>,
        dialog: &'a dyn Dialog,
        events: &'a Sender<Event>,
        jobs: Sender<Job>,
    ) -> Self {
        Self {
            readers,
            gate,
            dialog,
            events,
            jobs,
            stage: Stage::Starting,
            watching: None,
            seen: None,
            slow: None,
            looks: 0,
            unclear: false,
            notice: None,
        }
    }

    /// Has readers and cards watched, anew where they were before: two watches may count a reader's cards differently.
    pub(super) fn watch(&mut self) {
        let (watching, events) = (Arc::new(()), self.events.clone());
        let watched = Arc::downgrade(&watching);
        self.watching = Some(watching);
        self.slow = Some(Instant::now() + SERVICE_SLOW);
        self.readers.watch(Box::new(move |sighting| {
            let told = watched
                .upgrade()
                .and_then(|_| events.send(Event(Happening::Seen(sighting))).ok());
            match told {
                Some(()) => ControlFlow::Continue(()),
                None => ControlFlow::Break(()),
            }
        }));
    }

    /// Takes events until the login ends.
    pub(super) fn follow(
        &mut self,
        inbox: &Receiver<Event>,
        deadline: Instant,
    ) -> Result<Signed, Ended> {
        loop {
            // Asked before an event is taken: one that says what became of a PIN must not be lost.
            if remaining(deadline).is_zero() {
                return Err(self.timed_out());
            }
            // A PIN is used only when nothing else has happened that should be known first.
            let event = match inbox.try_recv() {
                Err(TryRecvError::Empty) => {
                    self.sign_if_ready();
                    inbox.recv_timeout(remaining(
                        self.slow.map_or(deadline, |slow| slow.min(deadline)),
                    ))
                }
                received => received.map_err(|_| RecvTimeoutError::Disconnected),
            };
            if matches!(event, Err(RecvTimeoutError::Timeout)) {
                self.takes_long();
                continue;
            }
            let Ok(Event(happening)) = event else {
                return Err(Ended::NobodyWaits);
            };
            match happening {
                Happening::Seen(sighting) => self.see(&sighting),
                Happening::Did(Person::Pin(pin)) => self.entered(pin),
                Happening::Did(Person::Confirmed) => self.confirmed(),
                Happening::Did(Person::Reconsidered) => self.reconsidered(),
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
                Happening::Reported(Report::Signed(signing)) => {
                    self.gate.release();
                    if let Signing::Done(signed) = signing {
                        self.dialog.show(Screen::Done);
                        return Ok(*signed);
                    }
                    self.not_signed(signing);
                }
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

    /// Says so: otherwise a person would wait, for nothing, under a screen that asks for what is there.
    fn takes_long(&mut self) {
        self.slow = None;
        match self.stage {
            Stage::Starting | Stage::Waiting(Waiting::Service) => self.wait_for(Waiting::Service),
            Stage::Looking => self.dialog.show(Screen::Reading),
            _ => {}
        }
    }

    fn see(&mut self, sighting: &Sighting) {
        self.slow = None;
        let scene = Scene::of(sighting);
        let retry = matches!(
            self.stage,
            Stage::Waiting(Waiting::CardFree | Waiting::Service)
        );
        if self.seen.as_ref() == Some(&scene) && !retry {
            return;
        }
        info!(?scene, "readers and cards");
        self.seen = Some(scene);
        // What was to be said of the card that was there need not be true of the next one; that a PIN was wrong, a person
        // has to know.
        self.notice.take_if(|notice| *notice != PinNotice::Wrong);
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
            None => {
                self.stage = Stage::Looking;
                self.slow = Some(Instant::now() + LOOK_SLOW);
            }
        }
    }

    fn wait_for(&mut self, waiting: Waiting) {
        self.dialog.show(Screen::Waiting(waiting.clone()));
        self.stage = Stage::Waiting(waiting);
    }

    fn refuse(&mut self, code: ErrorCode, dates: Option<Dates>) {
        self.dialog.show(Screen::Refused { code, dates });
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

/// The system may have to start its smart card service first.
const SERVICE_SLOW: Duration = Duration::from_secs(5);

/// A look takes a tenth of a second at most, unless another program is at work with the card.
const LOOK_SLOW: Duration = Duration::from_secs(2);
