//! Every rule about keys, as scripts of what happens and what must come of it.

mod last_try;
mod pointer;

use super::*;
use crate::{card::Tries, dialog::PinNotice, error::ErrorCode};

/// One thing that happens to the window.
#[derive(Clone, Copy)]
enum Step {
    Show(fn() -> Screen),
    /// The focus arrives, and the grace passes.
    Focus,
    FocusJustNow,
    Unfocus,
    /// Characters, one key press each.
    Type(&'static str),
    Press(Key),
    Click(Control),
    Close,
}

use Step::{Click, Close, Focus, FocusJustNow, Press, Show, Type, Unfocus};

fn pin() -> Screen {
    pin_again(3, None)
}

fn wrong() -> Screen {
    pin_again(2, Some(PinNotice::Wrong))
}

fn pin_again(tries: u8, notice: Option<PinNotice>) -> Screen {
    Screen::EnterPin {
        tries: Tries(tries),
        notice,
    }
}

fn last() -> Screen {
    pin_again(1, None)
}

fn confirm() -> Screen {
    Screen::ConfirmLastTry
}

fn card() -> Screen {
    Screen::Waiting(Waiting::Card)
}

fn service() -> Screen {
    Screen::Waiting(Waiting::Service)
}

fn blocked() -> Screen {
    Screen::Refused {
        code: ErrorCode::PinBlocked,
        dates: None,
    }
}

/// Plays the steps a second apart, and returns the model and what the person was understood to do.
fn played(steps: &[Step]) -> (Model, Vec<String>) {
    let mut model = Model::new();
    let mut now = Instant::now();
    let mut done = Vec::new();
    for step in steps {
        let person = match *step {
            Show(screen) => {
                model.show(screen(), now);
                None
            }
            Focus => {
                model.activate(now);
                now += GRACE;
                None
            }
            FocusJustNow => {
                model.activate(now);
                now += GRACE - Duration::from_millis(1);
                None
            }
            Unfocus => {
                model.deactivate();
                None
            }
            Type(keys) => {
                let mut person = None;
                for key in keys.chars() {
                    person = model.key(Key::Character(key), now).or(person);
                }
                person
            }
            Press(key) => model.key(key, now),
            Click(control) => {
                model.point(Some(control));
                model.pointer_down(now);
                model.pointer_up()
            }
            Close => model.close(),
        };
        done.extend(person.map(|person| match person {
            Person::Pin(pin) => String::from_utf8_lossy(pin.expose()).into_owned(),
            other => format!("{other:?}"),
        }));
        if !matches!(step, FocusJustNow) {
            now += Duration::from_secs(1);
        }
    }
    (model, done)
}

#[test]
fn what_a_person_does() {
    fn check(name: &str, steps: &[Step], expected: &[&str]) {
        assert_eq!(played(steps).1, expected, "{name}");
    }
    let enter = Press(Key::Enter);
    let tab = Press(Key::Tab);
    check(
        "four digits",
        &[Show(pin), Focus, Type("1234"), enter],
        &["1234"],
    );
    check(
        "full width",
        &[Show(pin), Focus, Type("１２３４"), enter],
        &["1234"],
    );
    check(
        "the button",
        &[Show(pin), Focus, Type("1234"), Click(Control::Ok)],
        &["1234"],
    );
    check(
        "three digits",
        &[Show(pin), Focus, Type("123"), enter, Click(Control::Ok)],
        &[],
    );
    check(
        "a fifth digit",
        &[Show(pin), Focus, Type("12345"), enter],
        &[],
    );
    check("a letter", &[Show(pin), Focus, Type("123a4"), enter], &[]);
    check(
        "after a letter",
        &[Show(pin), Focus, Type("123a5678"), enter],
        &[],
    );
    check(
        "after a letter, seen and meant",
        &[Show(pin), Focus, Type("123a5678"), enter, enter],
        &["5678"],
    );
    check(
        "after a letter, the button",
        &[Show(pin), Focus, Type("a5678"), Click(Control::Ok)],
        &["5678"],
    );
    check(
        "a whole password",
        &[Show(pin), Focus, Type("ABCD1234"), enter],
        &[],
    );
    check(
        "after a paste",
        &[Show(pin), Focus, Press(Key::Paste), Type("1234"), enter],
        &[],
    );
    check(
        "a paste",
        &[Show(pin), Focus, Type("1234"), Press(Key::Paste), enter],
        &[],
    );
    check(
        "backspace",
        &[
            Show(pin),
            Focus,
            Type("1239"),
            Press(Key::Backspace),
            Type("4"),
            enter,
        ],
        &["1234"],
    );
    check(
        "without the focus",
        &[Show(pin), Type("1234"), enter, Press(Key::Escape)],
        &[],
    );
    check(
        "in the grace",
        &[Show(pin), FocusJustNow, Type("1234"), enter],
        &[],
    );
    check(
        "in the grace, escape",
        &[Show(pin), FocusJustNow, Press(Key::Escape)],
        &[],
    );
    check(
        "after the focus went",
        &[Show(pin), Focus, Type("1234"), Unfocus, enter],
        &[],
    );
    check(
        "after the focus came back",
        &[
            Show(pin),
            Focus,
            Type("12"),
            Unfocus,
            Type("99"),
            Focus,
            Type("34"),
            enter,
        ],
        &["1234"],
    );
    check(
        "once for each screen",
        &[
            Show(pin),
            Focus,
            Type("1234"),
            enter,
            enter,
            Type("5678"),
            enter,
        ],
        &["1234"],
    );
    check(
        "another screen",
        &[
            Show(pin),
            Focus,
            Type("1234"),
            enter,
            Show(wrong),
            Type("5678"),
            enter,
        ],
        &["1234", "5678"],
    );
    check(
        "the same screen, asked for anew",
        &[
            Show(wrong),
            Focus,
            Type("1234"),
            enter,
            Show(wrong),
            Type("5678"),
            enter,
        ],
        &["1234", "5678"],
    );
    check(
        "the same screen, unanswered",
        &[Show(pin), Focus, Type("12"), Show(pin), Type("34"), enter],
        &["1234"],
    );
    check(
        "another screen wipes",
        &[
            Show(pin),
            Focus,
            Type("12"),
            Show(card),
            Show(pin),
            Type("34"),
            enter,
        ],
        &[],
    );
    check(
        "before it is asked for",
        &[Focus, Type("1234"), Show(pin), enter],
        &[],
    );
    check(
        "escape",
        &[Show(pin), Focus, Press(Key::Escape)],
        &["Cancelled"],
    );
    check(
        "cancel",
        &[Show(card), Click(Control::Cancel)],
        &["Cancelled"],
    );
    check(
        "cancelled once",
        &[Show(card), Close, Close, Click(Control::Cancel)],
        &["Cancelled"],
    );
    check(
        "close while refused",
        &[Show(blocked), Close],
        &["Acknowledged"],
    );
    check(
        "enter while refused",
        &[Show(blocked), Focus, enter],
        &["Acknowledged"],
    );
    check("close when done", &[Show(|| Screen::Done), Close], &[]);
    check("enter does not cancel", &[Show(card), Focus, enter], &[]);
    check(
        "tab and enter cancel",
        &[Show(card), Focus, tab, enter],
        &["Cancelled"],
    );
    check(
        "tab and space",
        &[Show(card), Focus, tab, Type(" ")],
        &["Cancelled"],
    );
    check(
        "tab past what is disabled",
        &[Show(pin), Focus, tab, enter],
        &["Cancelled"],
    );
    check(
        "tab to OK",
        &[Show(pin), Focus, Type("1234"), tab, Type(" ")],
        &["1234"],
    );
    check(
        "shift+tab",
        &[Show(service), Focus, Press(Key::BackTab), enter],
        &["Cancelled"],
    );
    check(
        "digits find the entry",
        &[Show(pin), Focus, tab, Type("1234"), enter],
        &["1234"],
    );
    check(
        "again, once",
        &[Show(service), Focus, enter, enter],
        &["Again"],
    );
    check(
        "again after the same screen",
        &[Show(service), Focus, enter, Show(service), Focus, enter],
        &["Again", "Again"],
    );
}

#[test]
fn enter_does_not_press_a_button_that_has_just_appeared() {
    let now = Instant::now();
    for screen in [blocked(), service(), confirm()] {
        let mut model = Model::new();
        model.activate(now - GRACE);
        model.show(screen, now);
        assert!(model.key(Key::Enter, now).is_none());
        assert!(model.key(Key::Enter, now + GRACE).is_some());
    }
}

#[test]
fn how_much_is_left_of_the_entry() {
    fn check(steps: &[Step], digits: usize, another_pin: bool) {
        let (model, _) = played(steps);
        assert_eq!((model.digits(), model.another_pin()), (digits, another_pin));
    }
    check(&[Show(pin), Focus, Type("123")], 3, false);
    check(&[Show(pin), Focus, Type("123"), Unfocus], 3, false);
    check(&[Show(pin), Focus, Type("12345")], 0, true);
    check(&[Show(pin), Focus, Type("1x")], 0, true);
    check(&[Show(pin), Focus, Type("１２Ａ")], 0, true);
    check(&[Show(pin), Focus, Type("１２３４５")], 0, true);
    check(&[Show(pin), Focus, Type("ABC123")], 3, false);
    check(&[Show(pin), Focus, Type("1 ")], 0, true);
    check(&[Show(pin), Focus, Type("1x2")], 1, false);
    check(&[Show(pin), Focus, Type("12"), Press(Key::Paste)], 0, true);
    check(&[Show(pin), Focus, Type("12"), Show(card)], 0, false);
    check(&[Show(pin), Focus, Type("1x"), Show(wrong)], 0, false);
    check(&[Show(pin), Focus, Type("12"), Close], 0, false);
    check(
        &[Show(pin), Focus, Type("1234"), Press(Key::Enter)],
        0,
        false,
    );
    check(&[Show(card), Focus, Type("x"), Press(Key::Paste)], 0, false);
}

#[test]
fn what_is_shown_after_an_answer() {
    fn check(steps: &[Step], expected: Option<&Screen>) {
        let (model, _) = played(steps);
        match expected {
            Some(screen) => assert_eq!(model.shown(), Shown::Screen(screen)),
            None => assert_eq!(model.shown(), Shown::Ending),
        }
    }
    let answered = [Show(pin), Focus, Type("1234"), Press(Key::Enter)];
    check(&answered, Some(&Screen::Working));
    check(
        &[Show(last), Focus, Type("1234"), Press(Key::Enter)],
        Some(&Screen::ConfirmLastTry),
    );
    check(
        &[Show(confirm), Click(Control::Confirm)],
        Some(&Screen::Working),
    );
    check(
        &[Show(service), Focus, Press(Key::Enter)],
        Some(&Screen::Starting),
    );
    check(&[Show(pin), Close], None);
    check(&[Show(pin), Close, Show(card)], None);
    check(
        &[Show(pin), Close, Show(|| Screen::Done)],
        Some(&Screen::Done),
    );
}
