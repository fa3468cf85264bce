//! The rules about keys, over whatever a keyboard, a pointer and a login can do to the window in any order.

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestError, TestRng, TestRunner},
};

use super::*;
use crate::{card::Tries, error::ErrorCode};

const STORIES: u32 = 4_000;

#[derive(Debug, Clone, Copy)]
enum Happening {
    Screen(Shows),
    Focus,
    Unfocus,
    Passes(u64),
    Key(KeyPress),
    /// A click, or what a screen reader does.
    Press(Control),
}

#[derive(Debug, Clone, Copy)]
enum Shows {
    Pin(u8),
    ConfirmLastTry,
    Working,
    Card,
    Blocked,
}

/// A key of the window has no `Debug`, lest a digit be printed.
#[derive(Debug, Clone, Copy)]
enum KeyPress {
    Character(char),
    Backspace,
    Enter,
    Tab,
    BackTab,
    Paste,
}

#[test]
fn no_story_sends_what_was_not_entered() {
    let config = Config {
        cases: STORIES,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    match runner.run(&vec(happenings(), 1..60), |story| keeps_the_rules(&story)) {
        Ok(()) => {}
        Err(TestError::Fail(reason, story)) => panic!("{reason}\n{story:#?}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

fn keeps_the_rules(story: &[Happening]) -> Result<(), TestCaseError> {
    let mut watched = Watched {
        model: Model::new(),
        now: Instant::now(),
        typed: String::new(),
        asked: 0,
        answered: 0,
        moved: false,
    };
    for happening in story {
        watched.happens(*happening)?;
    }
    Ok(())
}

/// The window, and what somebody beside it has seen.
struct Watched {
    model: Model,
    now: Instant,
    /// The digits that were seen to be taken, in ASCII.
    typed: String,
    /// How often a PIN has been asked for, and entered.
    asked: usize,
    answered: usize,
    /// Tab was pressed since the screen was shown.
    moved: bool,
}

impl Watched {
    fn happens(&mut self, happening: Happening) -> Result<(), TestCaseError> {
        let before = self.model.digits();
        let active = self.model.is_active();
        let person = match happening {
            Happening::Screen(shows) => {
                let screen = shows.screen();
                if self.model.shown() != Shown::Screen(&screen) {
                    self.asked += usize::from(matches!(shows, Shows::Pin(_)));
                    self.moved = false;
                }
                self.model.show(screen, self.now);
                None
            }
            Happening::Focus => {
                self.model.activate(self.now);
                None
            }
            Happening::Unfocus => {
                self.model.deactivate();
                None
            }
            Happening::Passes(milliseconds) => {
                self.now += Duration::from_millis(milliseconds);
                None
            }
            Happening::Key(press) => {
                self.moved |= matches!(press, KeyPress::Tab | KeyPress::BackTab);
                let person = self.model.key(press.key(), self.now);
                prop_assert!(
                    active || (person.is_none() && self.model.digits() == before),
                    "keys for another window are not taken"
                );
                person
            }
            Happening::Press(control) => self.model.press(control),
        };
        match person {
            Some(Person::Pin(pin)) => {
                self.answered += 1;
                prop_assert_eq!(self.typed.as_bytes(), pin.expose());
                prop_assert!(self.answered <= self.asked, "one entry for each question");
                prop_assert_eq!(self.model.digits(), 0);
            }
            Some(Person::Confirmed) => {
                let by_key = matches!(happening, Happening::Key(_));
                prop_assert!(!by_key || self.moved, "Enter alone uses no last try");
            }
            _ => {}
        }
        self.follow(happening, before);
        Ok(())
    }

    /// Keeps what was typed in step with how many digits the window shows.
    fn follow(&mut self, happening: Happening, before: usize) {
        let digits = self.model.digits();
        match happening {
            Happening::Key(KeyPress::Character(character)) if digits == before + 1 => {
                self.typed.push(ascii(character));
            }
            _ => self.typed.truncate(digits),
        }
    }
}

/// A digit of either width.
fn ascii(digit: char) -> char {
    "０１２３４５６７８９"
        .chars()
        .zip('0'..='9')
        .find_map(|(full_width, ascii)| (full_width == digit).then_some(ascii))
        .unwrap_or(digit)
}

impl Shows {
    fn screen(self) -> Screen {
        match self {
            Self::Pin(tries) => Screen::EnterPin {
                tries: Tries(tries),
                notice: None,
            },
            Self::ConfirmLastTry => Screen::ConfirmLastTry,
            Self::Working => Screen::Working,
            Self::Card => Screen::Waiting(Waiting::Card),
            Self::Blocked => Screen::Refused {
                code: ErrorCode::PinBlocked,
                dates: None,
            },
        }
    }
}

impl KeyPress {
    fn key(self) -> Key {
        match self {
            Self::Character(character) => Key::Character(character),
            Self::Backspace => Key::Backspace,
            Self::Enter => Key::Enter,
            Self::Tab => Key::Tab,
            Self::BackTab => Key::BackTab,
            Self::Paste => Key::Paste,
        }
    }
}

fn happenings() -> impl Strategy<Value = Happening> {
    let shows = prop_oneof![
        4 => (1..=3_u8).prop_map(Shows::Pin),
        2 => Just(Shows::ConfirmLastTry),
        1 => Just(Shows::Working),
        1 => Just(Shows::Card),
        1 => Just(Shows::Blocked),
    ];
    let characters = prop_oneof![
        12 => proptest::char::range('0', '9'),
        2 => proptest::char::range('０', '９'),
        1 => prop_oneof![Just('a'), Just('Ｚ'), Just(' '), Just('あ')],
    ];
    let keys = prop_oneof![
        16 => characters.prop_map(KeyPress::Character),
        5 => Just(KeyPress::Enter),
        2 => Just(KeyPress::Backspace),
        2 => prop_oneof![Just(KeyPress::Tab), Just(KeyPress::BackTab)],
        1 => Just(KeyPress::Paste),
    ];
    let controls = prop_oneof![
        Just(Control::Entry),
        Just(Control::Ok),
        Just(Control::Confirm),
        Just(Control::Reconsider),
        Just(Control::Again),
    ];
    prop_oneof![
        2 => shows.prop_map(Happening::Screen),
        3 => Just(Happening::Focus),
        1 => Just(Happening::Unfocus),
        4 => (0..400_u64).prop_map(Happening::Passes),
        20 => keys.prop_map(Happening::Key),
        2 => controls.prop_map(Happening::Press),
    ]
}
