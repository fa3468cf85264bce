//! One cell of the matrix: a login with one fault in it, and a person who does what the window says.

use card_emulator::{Card, PinName};
use mpa_host::{
    dialog::{Person, PinNotice, Screen, Waiting},
    error::ErrorCode,
    login::{Ended, Signed},
};

use super::fault::Fault;
use crate::{
    desk::Desk,
    person::{AtDesk, Conditions, entered},
    pin_rules::signs_without_pin,
};

/// What came of it.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// What the person was told, in order.
    pub(crate) told: Vec<Told>,
    pub(crate) end: Result<Signed, Ended>,
    /// PINs that the person confirmed.
    pub(crate) confirmed: usize,
    /// VERIFYs with a PIN that were sent.
    pub(crate) verifies: usize,
    /// The tries that the person's own card has left.
    pub(crate) tries: u8,
    /// A card that still has power signs for another program without a PIN.
    pub(crate) unlocked: bool,
    /// A transaction was left open.
    pub(crate) open: bool,
    /// The fault was reached.
    pub(crate) happened: bool,
}

/// Runs a login in which `fault` happens in the place of the `at`-th exchange, and in which the person enters `pins` in
/// turn, and the last of them from then on.
pub(crate) fn run(
    card: Card,
    conditions: Conditions,
    pins: &[&str],
    at: usize,
    fault: &Fault,
) -> Outcome {
    let desk = Desk::with_card(card);
    desk.mishap_at(at, fault.clone().mishap());
    let login = AtDesk::log_in_under(&desk, conditions);
    let mut told = Vec::new();
    let mut confirmed = 0;
    while let Some(screen) = login.next_screen() {
        if let Screen::EnterPin { .. } = screen {
            let pin = pins
                .get(confirmed)
                .or_else(|| pins.last())
                .expect("a PIN at least");
            login.may_do(Person::Pin(entered(pin)));
            confirmed += 1;
        }
        obey(&screen, &login, &desk);
        remember(screen, &mut told);
    }
    let end = login.ends();
    let happened = desk.mishaps_have_happened();
    let verifies = desk.verifies();
    let open = desk.transaction_stays_open();
    let unlocked = desk.has_card("Reader 1") && signs_without_pin(&desk);
    Outcome {
        told,
        end,
        confirmed,
        verifies,
        tries: desk.own_card_tries(PinName::Auth),
        unlocked,
        open,
        happened,
    }
}

/// Does what the window says.
pub(crate) fn obey(screen: &Screen, login: &AtDesk, desk: &Desk) {
    match screen {
        Screen::ConfirmLastTry => login.may_do(Person::Confirmed),
        Screen::Refused { .. } => login.may_do(Person::Acknowledged),
        Screen::Waiting(waiting) => match waiting {
            Waiting::Service => desk.stop_service(false),
            Waiting::Reader => desk.plug_in_once("Reader 1"),
            Waiting::Card | Waiting::CardAgain => desk.put_back("Reader 1"),
            Waiting::MyNumberCard | Waiting::BetterContact => desk.pocket("Reader 1"),
            // The other program goes away, which the service notices.
            Waiting::CardFree => desk.change_nothing(),
            Waiting::OneCard { .. } => drop(desk.take("Reader 2")),
        },
        Screen::Starting
        | Screen::Reading
        | Screen::EnterPin { .. }
        | Screen::Working
        | Screen::Done => {}
    }
}

/// What the person was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// One thing to wait for, or several in a row: what lies between two events that come together may be seen or not.
    ToWait(Vec<Waiting>),
    ToEnter(u8, Option<PinNotice>),
    ToConfirmTheLastTry,
    Refusal(ErrorCode),
}

/// Screens that ask for nothing are no news.
fn remember(screen: Screen, told: &mut Vec<Told>) {
    let news = match screen {
        Screen::Starting | Screen::Reading | Screen::Working | Screen::Done => return,
        Screen::EnterPin { tries, notice } => Told::ToEnter(tries.0, notice),
        Screen::ConfirmLastTry => Told::ToConfirmTheLastTry,
        Screen::Refused { code, .. } => Told::Refusal(code),
        Screen::Waiting(waiting) => {
            if let Some(Told::ToWait(row)) = told.last_mut() {
                row.push(waiting);
                return;
            }
            Told::ToWait(vec![waiting])
        }
    };
    told.push(news);
}
