//! The rules about PINs, over stories that nobody thought of: several faults in one login, at any exchange,
//! a person who enters whatever comes to mind and thinks again, and cards with any number of tries.
//! That two presses of OK are one entry is the window's matter: `window/model/properties.rs`.
//!
//! The stories are drawn anew from the same numbers each time, so that a failure can be seen again;
//! `tests/fuzz` draws others.

use card_emulator::PinName;
use mpa_host::{
    dialog::{Person, Screen},
    login::{Ended, Signed},
};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::Index,
    test_runner::{Config, TestError, TestRng, TestRunner},
};

use crate::{
    desk::{Desk, is_verify},
    fault_matrix::{
        cell::obey,
        fault::{Fault, When},
    },
    logs::{PIN, card},
    person::{AtDesk, Conditions, entered},
    pin_rules::signs_without_pin,
};

const STORIES: u32 = 3_000;

/// Exchanges in which a fault may lie: a login with some faults in it has more than its usual ones.
const EXCHANGES: usize = 40;

#[derive(Debug, Clone)]
struct Story {
    tries: u8,
    portal: bool,
    faults: Vec<(usize, Fault)>,
    entries: Vec<Entry>,
}

/// What the person does when asked for the PIN.
#[derive(Debug, Clone)]
struct Entry {
    /// `None` is the right one.
    wrong: Option<u16>,
    /// Where it is the last try.
    last: Last,
    /// Something that the window does not ask for comes before it.
    stray: Option<Stray>,
}

#[derive(Debug, Clone, Copy)]
enum Last {
    Confirm,
    ConfirmTwice,
    Reconsider,
    Cancel,
}

#[derive(Debug, Clone, Copy)]
enum Stray {
    Confirmed,
    Reconsidered,
    Again,
}

/// What came of it.
#[derive(Debug)]
struct Course {
    end: Result<Signed, Ended>,
    /// The PINs that were entered, in their order.
    entered: Vec<String>,
    /// How many of them the person wanted to be used; on a last try, only after its confirmation.
    confirmed: usize,
    /// What VERIFY carried, in its order.
    sent: Vec<Vec<u8>>,
    /// Tries that were shown when a PIN was asked for.
    shown: Vec<u8>,
    /// What the person's own card has left.
    tries: u8,
    unlocked: bool,
    open: bool,
}

#[test]
fn no_story_spends_a_try_that_was_not_confirmed() {
    let config = Config {
        cases: STORIES,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    match runner.run(&stories(), |story| keeps_the_rules(&story)) {
        Ok(()) => {}
        Err(TestError::Fail(reason, story)) => panic!("{reason}\n{story:#?}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

fn keeps_the_rules(story: &Story) -> Result<(), TestCaseError> {
    let course = live(story);
    let wrong = course.sent.iter().filter(|pin| *pin != PIN.as_bytes());
    let spent = u8::try_from(wrong.count()).expect("few");
    prop_assert!(
        is_drawn_from(&course.sent, &course.entered),
        "each VERIFY is one entry, whole and once: {course:?}"
    );
    prop_assert!(
        course.sent.len() <= course.confirmed,
        "nothing is sent without a confirmation: {course:?}"
    );
    // A card counts a right PIN as the end of all counting.
    prop_assert!(
        course.tries >= story.tries.saturating_sub(spent),
        "no try is spent but by a wrong PIN: {course:?}"
    );
    prop_assert!(
        course.shown.iter().all(|&tries| tries > 0),
        "a blocked PIN is not asked for: {course:?}"
    );
    prop_assert!(!course.unlocked, "the card is left locked: {course:?}");
    prop_assert!(!course.open, "no transaction stays open: {course:?}");
    if course.end.is_ok() {
        prop_assert!(
            !course.sent.is_empty(),
            "no login without a PIN: {course:?}"
        );
    }
    Ok(())
}

/// Whether `sent` is `entered` with some left out.
fn is_drawn_from(sent: &[Vec<u8>], entered: &[String]) -> bool {
    let mut entered = entered.iter();
    sent.iter()
        .all(|sent| entered.any(|pin| pin.as_bytes() == sent))
}

fn live(story: &Story) -> Course {
    let mut card = card();
    card.set_tries(PinName::Auth, story.tries);
    let desk = Desk::with_card(card);
    for (at, fault) in &story.faults {
        desk.mishap_at(*at, fault.clone().mishap());
    }
    let conditions = Conditions {
        portal: story.portal,
        ..Conditions::default()
    };
    let login = AtDesk::log_in_under(&desk, conditions);
    let mut person = Typist {
        login: &login,
        entries: story.entries.iter(),
        entered: Vec::new(),
        confirmed: 0,
        last: None,
    };
    let mut shown = Vec::new();
    while let Some(screen) = login.next_screen() {
        match screen {
            Screen::EnterPin { tries, .. } => {
                shown.push(tries.0);
                person.enters(tries.is_last());
            }
            Screen::ConfirmLastTry => person.is_asked_for_the_last_try(),
            screen => obey(&screen, &login, &desk),
        }
    }
    let Typist {
        entered, confirmed, ..
    } = person;
    let end = login.ends();
    let open = desk.transaction_stays_open();
    let unlocked = desk.has_card("Reader 1") && signs_without_pin(&desk);
    let commands = desk.commands().into_iter();
    Course {
        end,
        entered,
        confirmed,
        sent: commands
            .filter(|command| is_verify(command))
            .map(|command| command[5..].to_vec())
            .collect(),
        shown,
        tries: desk.own_card_tries(PinName::Auth),
        unlocked,
        open,
    }
}

/// The person with a story.
struct Typist<'a> {
    login: &'a AtDesk,
    entries: std::slice::Iter<'a, Entry>,
    entered: Vec<String>,
    confirmed: usize,
    /// What the person does if the PIN that was entered turns out to use the last try.
    last: Option<Last>,
}

impl Typist<'_> {
    fn enters(&mut self, is_last: bool) {
        let Some(entry) = self.entries.next() else {
            self.login.may_do(Person::Cancelled);
            return;
        };
        match entry.stray {
            Some(Stray::Confirmed) => self.login.may_do(Person::Confirmed),
            Some(Stray::Reconsidered) => self.login.may_do(Person::Reconsidered),
            Some(Stray::Again) => self.login.may_do(Person::Again),
            None => {}
        }
        let pin = entry
            .wrong
            .map_or_else(|| PIN.to_owned(), |number| format!("{number:04}"));
        self.login.may_do(Person::Pin(entered(&pin)));
        self.entered.push(pin);
        self.confirmed += usize::from(!is_last);
        self.last = Some(entry.last);
    }

    fn is_asked_for_the_last_try(&mut self) {
        let presses = match self.last {
            Some(Last::Confirm) => 1,
            Some(Last::ConfirmTwice) => 2,
            Some(Last::Reconsider) => return self.login.may_do(Person::Reconsidered),
            Some(Last::Cancel) | None => return self.login.may_do(Person::Cancelled),
        };
        self.confirmed += 1;
        for _ in 0..presses {
            self.login.may_do(Person::Confirmed);
        }
    }
}

fn stories() -> impl Strategy<Value = Story> {
    let faults = btree_map(1..=EXCHANGES, any::<Index>(), 0..4);
    (0..=3_u8, any::<bool>(), faults, vec(entries(), 0..6)).prop_map(
        |(tries, portal, faults, entries)| Story {
            tries,
            portal,
            faults: chosen(faults),
            entries,
        },
    )
}

fn entries() -> impl Strategy<Value = Entry> {
    let wrong = prop_oneof![Just(None), (0..10_000_u16).prop_map(Some)];
    let last = prop_oneof![
        3 => Just(Last::Confirm),
        1 => Just(Last::ConfirmTwice),
        1 => Just(Last::Reconsider),
        1 => Just(Last::Cancel),
    ];
    let stray = prop_oneof![
        4 => Just(None),
        1 => Just(Some(Stray::Confirmed)),
        1 => Just(Some(Stray::Reconsidered)),
        1 => Just(Some(Stray::Again)),
    ];
    (wrong, last, stray).prop_map(|(wrong, last, stray)| Entry { wrong, last, stray })
}

/// The faults of a story; of second cards one at most, since there is one second reader.
fn chosen(drawn: std::collections::BTreeMap<usize, Index>) -> Vec<(usize, Fault)> {
    let all: Vec<Fault> = Fault::all().into_iter().filter(can_be_seen).collect();
    let mut second_card = false;
    drawn
        .into_iter()
        .map(|(at, index)| (at, index.get(&all).clone()))
        .filter(|(_, fault)| {
            let another = matches!(fault, Fault::SecondCard(_));
            !(another && std::mem::replace(&mut second_card, true))
        })
        .collect()
}

/// A reader that lies as a card would speak is believed, since nothing else could tell: that it did what it was told,
/// and that it counted a try.
fn can_be_seen(fault: &Fault) -> bool {
    match fault {
        Fault::Says(bytes, When::Before) => bytes[..] != [0x90, 0x00],
        Fault::Says(bytes, _) => !matches!(bytes[..], [0x63, 0xC1 | 0xC2]),
        _ => true,
    }
}
