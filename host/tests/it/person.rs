//! The person at the desk: sees what the host shows, and does what the test says.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, SystemTime},
};

use mpa_host::{
    card::{Forms, Tries},
    challenge::{Challenge, Nonce},
    dialog::{Dialog, Person, PinNotice, Screen, Waiting},
    error::ErrorCode,
    login::{COUNTER_TRUSTED_FOR, Ended, Event, Login, Signed},
    origin::Origin,
    pin::{Pin, PinEntry},
    reader::Readers,
    token::Token,
    unfinished::Unfinished,
};

use crate::desk::Desk;

pub(crate) const ORIGIN: &str = "https://portal.example";
pub(crate) const NONCE: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

/// How long a test waits for what must come. Nothing is asserted about how long it takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A login under way, with the person before it.
pub(crate) struct AtDesk {
    pub(crate) desk: Desk,
    pub(crate) folder: tempfile::TempDir,
    screens: mpsc::Receiver<Screen>,
    events: mpsc::Sender<Event>,
    end: mpsc::Receiver<Result<Signed, Ended>>,
}

/// What differs from a usual login.
#[derive(Clone, Copy)]
pub(crate) struct Conditions {
    pub(crate) timeout: Duration,
    pub(crate) counter_trusted_for: Duration,
    pub(crate) forms: Forms,
    pub(crate) now: fn() -> SystemTime,
    /// An earlier run was killed before it could lock the card.
    pub(crate) unfinished: bool,
    /// It is one in the official portal's protocol.
    pub(crate) portal: bool,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(600),
            counter_trusted_for: COUNTER_TRUSTED_FOR,
            forms: Forms::default(),
            now: SystemTime::now,
            unfinished: false,
            portal: false,
        }
    }
}

impl AtDesk {
    pub(crate) fn log_in(desk: &Desk) -> Self {
        Self::log_in_under(desk, Conditions::default())
    }

    pub(crate) fn log_in_under(desk: &Desk, conditions: Conditions) -> Self {
        Self::log_in_at(desk, desk.clone(), conditions)
    }

    /// The same, where the host sees the desk's readers as these.
    pub(crate) fn log_in_at(desk: &Desk, readers: impl Readers, conditions: Conditions) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let unfinished = Unfinished::in_folder(folder.path());
        if conditions.unfinished {
            unfinished.set();
        }
        let login = Login {
            challenge: if conditions.portal {
                crate::portal::challenge()
            } else {
                challenge()
            },
            number_wanted: conditions.portal,
            timeout: conditions.timeout,
            readers: Arc::new(readers),
            unfinished,
            now: conditions.now,
            counter_trusted_for: conditions.counter_trusted_for,
            forms: conditions.forms,
        };
        let (show, screens) = mpsc::channel();
        let (events, inbox) = mpsc::channel();
        let (ended, end) = mpsc::channel();
        let told = events.clone();
        thread::spawn(move || {
            let result = login.run(&ScreensOnly(show), &told, &inbox);
            drop(ended.send(result));
        });
        Self {
            desk: desk.clone(),
            folder,
            screens,
            events,
            end,
        }
    }

    /// Waits until the host shows this, and nothing else before it.
    #[track_caller]
    pub(crate) fn sees(&self, expected: Screen) -> &Self {
        assert_eq!(self.screens.recv_timeout(PATIENCE), Ok(expected));
        self
    }

    #[track_caller]
    pub(crate) fn is_asked(&self, tries: u8, notice: Option<PinNotice>) -> &Self {
        self.sees(Screen::EnterPin {
            tries: Tries(tries),
            notice,
        })
    }

    #[track_caller]
    pub(crate) fn waits_for(&self, waiting: Waiting) -> &Self {
        self.sees(Screen::Waiting(waiting))
    }

    #[track_caller]
    pub(crate) fn is_refused(&self, code: ErrorCode) -> &Self {
        self.sees(Screen::Refused { code, dates: None })
    }

    /// Enters a PIN and sees the card at work.
    #[track_caller]
    pub(crate) fn enters(&self, pin: &str) -> &Self {
        self.does(Person::Pin(entered(pin)));
        self.sees(Screen::Working)
    }

    /// Enters a PIN for the last try, confirms it, and sees the card at work.
    #[track_caller]
    pub(crate) fn enters_last(&self, pin: &str) -> &Self {
        self.does(Person::Pin(entered(pin)))
            .sees(Screen::ConfirmLastTry)
            .does(Person::Confirmed)
            .sees(Screen::Working)
    }

    pub(crate) fn does(&self, what: Person) -> &Self {
        self.happens(what.into())
    }

    /// Does something that may come too late: the login may have ended meanwhile.
    pub(crate) fn may_do(&self, what: Person) {
        drop(self.events.send(what.into()));
    }

    pub(crate) fn happens(&self, event: Event) -> &Self {
        self.events.send(event).expect("the login listens");
        self
    }

    /// Waits for what the host shows next; `None` once it has ended.
    #[track_caller]
    pub(crate) fn next_screen(&self) -> Option<Screen> {
        match self.screens.recv_timeout(PATIENCE) {
            Ok(screen) => Some(screen),
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("the login hangs"),
        }
    }

    /// Waits for the end.
    #[track_caller]
    pub(crate) fn ends(&self) -> Result<Signed, Ended> {
        self.end.recv_timeout(PATIENCE).expect("the login ends")
    }

    #[track_caller]
    pub(crate) fn ends_with(&self, code: ErrorCode) {
        assert_eq!(
            self.ends(),
            Err(Ended::Refused {
                code,
                waiting_for: None
            })
        );
    }

    /// Waits for so long, and says whether the login is still under way then.
    pub(crate) fn still_under_way_after(&self, time: Duration) -> bool {
        self.end.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout)
    }

    /// Sees success and gets a token.
    #[track_caller]
    pub(crate) fn is_logged_in(&self) -> Token {
        self.sees(Screen::Done);
        let Signed {
            certificate,
            signature,
            ..
        } = self.ends().expect("a signature");
        Token::new(&certificate, &signature)
    }

    pub(crate) fn marker_stands(&self) -> bool {
        Unfinished::in_folder(self.folder.path()).stands()
    }
}

pub(crate) fn challenge() -> Challenge {
    Challenge::of_site(
        &Origin::parse(ORIGIN).expect("an origin"),
        &Nonce::parse(NONCE).expect("a nonce"),
    )
}

pub(crate) fn entered(pin: &str) -> Pin {
    let mut entry = PinEntry::new();
    for key in pin.chars() {
        entry.push(key).expect("a digit");
    }
    entry.take().expect("four digits")
}

struct ScreensOnly(mpsc::Sender<Screen>);

impl Dialog for ScreensOnly {
    fn show(&self, screen: Screen) {
        drop(self.0.send(screen));
    }
}
