//! What the window holds and how it answers: screen, entry, focus, keys and presses in; what the person did, out.
//! Pure: it knows no display and no clock, so that every rule about keys can be tested as it stands.

use std::time::{Duration, Instant};

use crate::{
    dialog::{Person, Screen, Waiting},
    pin::PinEntry,
};

/// How long keys are ignored after the focus arrives, and after a button appears that Enter would press;
/// and how long the pointer is, after another screen is shown:
/// what is typed or pressed in that time was meant for something else.
pub(super) const GRACE: Duration = Duration::from_millis(300);

/// A part of the window that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Control {
    /// Where the PIN is entered.
    Entry,
    /// Hands the PIN on.
    Ok,
    Cancel,
    /// Acknowledges a refusal.
    Close,
    /// Looks once more.
    Again,
    /// Uses the last try.
    Confirm,
    /// Enters the PIN anew rather than use the last try.
    Reconsider,
}

/// One key press that means something here. A character never stays in it: it goes on into the entry, or is dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Character(char),
    Backspace,
    Enter,
    Escape,
    Tab,
    BackTab,
    /// Any of the keys that paste.
    Paste,
}

/// How far the screen shown has been answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Open,
    /// The person has answered; nothing more is taken until another screen is shown.
    Answered,
    /// The person has ended the login; only the window's end is left.
    Ended,
}

/// What there is to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown<'a> {
    Screen(&'a Screen),
    /// Cancelled or acknowledged, and not closed yet.
    Ending,
}

/// The state of the window.
#[derive(Debug)]
pub(super) struct Model {
    screen: Screen,
    turn: Turn,
    entry: PinEntry,
    /// A key has shown that another of the card's PINs is meant.
    another_pin: bool,
    /// It has, on this screen: four digits may be the end of a password, which its Enter must not send.
    doubtful: bool,
    focus: Option<Control>,
    /// Keys count from then on; `None` while another window has the focus.
    keys_from: Option<Instant>,
    /// Presses of the pointer count from then on; `None` before the first screen.
    pointer_from: Option<Instant>,
    pointed: Option<Control>,
    pressed: Option<Control>,
}

impl Model {
    pub(super) fn new() -> Self {
        Self {
            screen: Screen::Starting,
            turn: Turn::Open,
            entry: PinEntry::new(),
            another_pin: false,
            doubtful: false,
            focus: None,
            keys_from: None,
            pointer_from: None,
            pointed: None,
            pressed: None,
        }
    }

    /// Takes over a screen that the login shows.
    pub(super) fn show(&mut self, screen: Screen, now: Instant) {
        if self.turn == Turn::Open && screen == self.screen {
            return;
        }
        self.entry.wipe();
        self.another_pin = false;
        self.doubtful = false;
        self.pressed = None;
        if self.turn != Turn::Ended {
            self.turn = Turn::Open;
        }
        self.screen = screen;
        self.focus = match self.controls() {
            [
                first @ (Control::Entry | Control::Close | Control::Again | Control::Reconsider),
                ..,
            ] => Some(*first),
            // Enter must not cancel a login for somebody who only means "the card is there".
            _ => None,
        };
        if self.focus.is_some_and(|focus| focus != Control::Entry) && self.keys_from.is_some() {
            self.keys_from = Some(now + GRACE);
        }
        self.pointer_from = Some(now + GRACE);
    }

    /// The window has got the focus.
    pub(super) fn activate(&mut self, now: Instant) {
        self.keys_from.get_or_insert(now + GRACE);
    }

    /// The window has lost the focus. What has been entered stays, and no key counts.
    pub(super) fn deactivate(&mut self) {
        self.keys_from = None;
    }

    /// Takes one key press, which must not be a repeat.
    pub(super) fn key(&mut self, key: Key, now: Instant) -> Option<Person> {
        if self.keys_from.is_none_or(|from| now < from) {
            return None;
        }
        match (key, self.focus) {
            (Key::Tab, _) => self.move_focus(false),
            (Key::BackTab, _) => self.move_focus(true),
            (Key::Escape, _) => return self.close(),
            (Key::Enter, Some(Control::Entry)) if self.doubtful && self.enabled(Control::Ok) => {
                self.focus = Some(Control::Ok);
                self.keys_from = Some(now + GRACE);
            }
            (Key::Enter, Some(Control::Entry)) => return self.press(Control::Ok),
            (Key::Enter, Some(control)) => return self.press(control),
            (Key::Character(' '), Some(control)) if control != Control::Entry => {
                return self.press(control);
            }
            (Key::Character(character), _) if self.takes_digits() => self.enter(character),
            (Key::Paste, _) if self.takes_digits() => {
                self.entry.wipe();
                self.another_pin = true;
                self.doubtful = true;
            }
            (Key::Backspace, _) if self.takes_digits() => {
                self.entry.erase_last();
                self.focus = Some(Control::Entry);
            }
            _ => {}
        }
        None
    }

    /// Presses a button, or puts the focus into the entry.
    pub(super) fn press(&mut self, control: Control) -> Option<Person> {
        if !self.enabled(control) {
            return None;
        }
        match control {
            Control::Entry => {
                self.focus = Some(Control::Entry);
                None
            }
            Control::Ok => self.entry.take().map(|pin| self.answer(Person::Pin(pin))),
            Control::Again => Some(self.answer(Person::Again)),
            Control::Confirm => Some(self.answer(Person::Confirmed)),
            Control::Reconsider => Some(self.answer(Person::Reconsidered)),
            Control::Cancel | Control::Close => self.close(),
        }
    }

    /// Ends the login: Escape, the button, or the window's own close.
    pub(super) fn close(&mut self) -> Option<Person> {
        if self.turn == Turn::Ended || self.screen == Screen::Done {
            return None;
        }
        self.entry.wipe();
        self.turn = Turn::Ended;
        self.focus = None;
        Some(match self.screen {
            Screen::Refused { .. } => Person::Acknowledged,
            _ => Person::Cancelled,
        })
    }

    /// Moves the focus to a control, as a screen reader asks for.
    pub(super) fn focus_on(&mut self, control: Control) {
        if self.controls().contains(&control) {
            self.focus = Some(control);
        }
    }

    /// The pointer is on a control, or on none. Whether that is new.
    pub(super) fn point(&mut self, control: Option<Control>) -> bool {
        let new = self.pointed != control;
        self.pointed = control;
        new
    }

    /// The pointer's button goes down.
    pub(super) fn pointer_down(&mut self, now: Instant) {
        let counts = self.pointer_from.is_none_or(|from| now >= from);
        self.pressed = self.pointed.filter(|_| counts);
    }

    /// The pointer's button comes up: a press if it went down on the same control.
    pub(super) fn pointer_up(&mut self) -> Option<Person> {
        let pressed = self.pressed.take()?;
        if self.pointed == Some(pressed) {
            self.press(pressed)
        } else {
            None
        }
    }

    /// What there is to see.
    pub(super) fn shown(&self) -> Shown<'_> {
        match (self.turn, &self.screen) {
            (_, Screen::Done) => Shown::Screen(&Screen::Done),
            (Turn::Ended, _) => Shown::Ending,
            (Turn::Answered, Screen::EnterPin { tries, .. }) if tries.is_last() => {
                Shown::Screen(&Screen::ConfirmLastTry)
            }
            (Turn::Answered, Screen::EnterPin { .. } | Screen::ConfirmLastTry) => {
                Shown::Screen(&Screen::Working)
            }
            (Turn::Answered, _) => Shown::Screen(&Screen::Starting),
            (Turn::Open, screen) => Shown::Screen(screen),
        }
    }

    /// The controls of what is shown, in the order of the Tab key.
    pub(super) fn controls(&self) -> &'static [Control] {
        match self.shown() {
            Shown::Ending | Shown::Screen(Screen::Done) => &[],
            Shown::Screen(Screen::EnterPin { .. }) => {
                &[Control::Entry, Control::Ok, Control::Cancel]
            }
            // What is shown before the login asks for it takes no answer.
            Shown::Screen(Screen::ConfirmLastTry) if self.turn == Turn::Open => {
                &[Control::Reconsider, Control::Cancel, Control::Confirm]
            }
            Shown::Screen(Screen::Refused { .. }) => &[Control::Close],
            Shown::Screen(Screen::Waiting(Waiting::Service)) => &[Control::Again, Control::Cancel],
            Shown::Screen(_) => &[Control::Cancel],
        }
    }

    /// Whether a control can be used now.
    pub(super) fn enabled(&self, control: Control) -> bool {
        self.controls().contains(&control) && (control != Control::Ok || self.digits() == 4)
    }

    /// The control that has the focus while the window has it.
    pub(super) fn focus(&self) -> Option<Control> {
        self.focus
    }

    /// Whether the window has the focus.
    pub(super) fn is_active(&self) -> bool {
        self.keys_from.is_some()
    }

    /// How many digits have been entered.
    pub(super) fn digits(&self) -> usize {
        self.entry.len()
    }

    /// Whether a key has shown that another PIN is meant.
    pub(super) fn another_pin(&self) -> bool {
        self.another_pin
    }

    /// The control under the pointer, and whether the button is down on it.
    pub(super) fn pointed(&self) -> Option<(Control, bool)> {
        self.pointed
            .map(|control| (control, self.pressed == Some(control)))
    }

    /// Takes nothing more until another screen is shown.
    fn answer(&mut self, person: Person) -> Person {
        self.turn = Turn::Answered;
        self.focus = None;
        person
    }

    fn takes_digits(&self) -> bool {
        self.controls().contains(&Control::Entry)
    }

    fn enter(&mut self, character: char) {
        self.another_pin = self.entry.push(character).is_err();
        self.doubtful |= self.another_pin;
        self.focus = Some(Control::Entry);
    }

    /// To the next usable control, or the one before; the first or the last if none has the focus.
    fn move_focus(&mut self, backwards: bool) {
        let mut usable: Vec<Control> = self
            .controls()
            .iter()
            .copied()
            .filter(|&control| self.enabled(control))
            .collect();
        if backwards {
            usable.reverse();
        }
        let after = self
            .focus
            .and_then(|focus| usable.iter().position(|&control| control == focus))
            .map_or(0, |place| place + 1);
        self.focus = usable.get(after).or_else(|| usable.first()).copied();
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
