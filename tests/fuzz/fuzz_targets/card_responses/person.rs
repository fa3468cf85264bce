//! The person: enters the PINs of the input, puts a card back a few times, and gives up in the end.

use std::{
    cell::{Cell, RefCell},
    sync::mpsc::Sender,
};

use arbitrary::Arbitrary;
use mpa_host::{
    dialog::{Dialog, Person, Screen},
    login::Event,
    pin::PinEntry,
};

use crate::table::Table;

/// One PIN that is entered.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub(crate) enum Entry {
    Right,
    /// Another, which is used even where it is the last try.
    Wrong(u16),
    /// Another, which is taken back where it is the last try.
    Reconsidered,
}

pub(crate) struct AtTable {
    table: Table,
    events: Sender<Event>,
    entries: RefCell<std::array::IntoIter<Entry, 6>>,
    last: Cell<Entry>,
    /// How often a card is put down again.
    patience: Cell<u8>,
}

impl AtTable {
    pub(crate) fn new(table: &Table, events: Sender<Event>, entries: [Entry; 6]) -> Self {
        Self {
            table: table.clone(),
            events,
            entries: RefCell::new(entries.into_iter()),
            last: Cell::new(Entry::Right),
            patience: Cell::new(6),
        }
    }

    fn does(&self, what: Person) {
        // The login may have ended, as where the browser has gone.
        drop(self.events.send(what.into()));
    }

    fn enter(&self, entry: Entry) {
        self.last.set(entry);
        let digits = match entry {
            Entry::Right => "1234".to_owned(),
            Entry::Wrong(number) => format!("{:04}", number % 10_000),
            Entry::Reconsidered => "9999".to_owned(),
        };
        let mut typed = PinEntry::new();
        for digit in digits.chars() {
            typed.push(digit).expect("a digit");
        }
        // Counted first: the card may be asked at once.
        self.table.pin_entered(&digits);
        self.does(Person::Pin(typed.take().expect("four digits")));
    }
}

impl Dialog for AtTable {
    fn show(&self, screen: Screen) {
        match screen {
            Screen::EnterPin { tries, .. } => {
                assert!(!tries.is_blocked(), "a blocked PIN is not asked for");
                let entry = self.entries.borrow_mut().next();
                match entry {
                    Some(entry) => self.enter(entry),
                    None => self.does(Person::Cancelled),
                }
            }
            Screen::ConfirmLastTry => match self.last.get() {
                Entry::Reconsidered => self.does(Person::Reconsidered),
                Entry::Right | Entry::Wrong(_) => self.does(Person::Confirmed),
            },
            Screen::Waiting(_) => match self.patience.get() {
                0 => self.does(Person::Cancelled),
                patience => {
                    self.patience.set(patience - 1);
                    self.table.put_anew();
                }
            },
            Screen::Refused { .. } => self.does(Person::Acknowledged),
            Screen::Starting | Screen::Reading | Screen::Working | Screen::Done => {}
        }
    }
}
