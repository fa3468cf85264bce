//! Every exchange of a login × every fault: what is promised holds.

pub(crate) mod cell;
pub(crate) mod fault;
mod promise;
mod slow;
mod wrong_pin;

use std::io::Write;

use card_emulator::Card;

use crate::{
    desk::Desk,
    logs::{PIN, WRONG_PIN, Written, card, spellings},
    person::{AtDesk, Conditions},
};
use cell::{Outcome, run};
use fault::{Fault, What, When};
use promise::{Exchange, Promise, portals_promise, promise};

const RIGHT: &[&str] = &[PIN];

/// The exchanges of a login in which no fault happens.
fn exchanges(card: Card, conditions: Conditions) -> Vec<Exchange> {
    let desk = Desk::with_card(card);
    let login = AtDesk::log_in_under(&desk, conditions);
    login.is_asked(3, None).enters(PIN).is_logged_in();
    Exchange::of(&desk.commands())
}

/// A reader that says the card is locked, and has never asked it, is believed: nothing else could tell.
fn may_stay_unlocked(exchange: Exchange, fault: &Fault) -> bool {
    matches!(exchange, Exchange::Lock | Exchange::LockForNumber)
        && *fault == Fault::Says(vec![0x90, 0x00], When::Before)
}

/// The tries that the person's own card has left: only a wrong PIN that it was given spends one, and the right one gives
/// it back.
fn tries_left(pins: &[&str], fault: &Fault, logged_in: bool) -> u8 {
    let with_another = matches!(fault, Fault::Gone(What::CardForAnother, _));
    if logged_in && !with_another {
        return 3;
    }
    3 - u8::from(pins != RIGHT && fault.reaches_the_card())
}

/// What is not as it should be in one login.
fn breach(
    exchange: Exchange,
    fault: &Fault,
    promises: &[Promise],
    tries: u8,
    outcome: &Outcome,
) -> Option<&'static str> {
    [
        (!outcome.happened, "the fault was not reached"),
        (outcome.open, "a transaction was left open"),
        (
            outcome.verifies > outcome.confirmed,
            "more VERIFYs than PINs confirmed",
        ),
        (outcome.tries != tries, "another number of tries left"),
        (
            outcome.unlocked && !may_stay_unlocked(exchange, fault),
            "left unlocked",
        ),
        (
            !promises.iter().any(|one| one.is_kept(exchange, outcome)),
            "told something else",
        ),
    ]
    .into_iter()
    .find_map(|(is_so, breach)| is_so.then_some(breach))
}

/// Runs a login for every one of these exchanges and every fault; `promise` says what comes of it.
fn check(
    name: &str,
    conditions: Conditions,
    pins: &[&str],
    exchanges: &[(usize, Exchange)],
    promise: fn(Exchange, &Fault) -> Vec<Promise>,
) {
    let log = Written::begin();
    let faults = Fault::all();
    let mut broken = Vec::new();
    for (at, exchange) in exchanges {
        for fault in &faults {
            let outcome = run(card(), conditions, pins, *at, fault);
            let promises = promise(*exchange, fault);
            let tries = tries_left(pins, fault, outcome.end.is_ok());
            if let Some(breach) = breach(*exchange, fault, &promises, tries, &outcome) {
                broken.push(format!(
                    "{exchange:?} ({at}), {fault:?}: {breach}; promised {promises:?}, got {outcome:?}"
                ));
            }
        }
    }
    let cells = exchanges.len() * faults.len();
    // Past the test runner's capture, since the size of the matrix is part of the result.
    writeln!(
        std::io::stderr(),
        "fault matrix, {name}: {} exchanges × {} faults = {cells} logins, {} as promised",
        exchanges.len(),
        faults.len(),
        cells - broken.len(),
    )
    .expect("standard error");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let log = log.text().to_lowercase();
    assert!(log.contains("what became of verify is not known"));
    for secret in [PIN, WRONG_PIN]
        .map(|pin| spellings(pin.as_bytes()))
        .concat()
    {
        assert!(
            !log.contains(&secret.to_lowercase()),
            "{secret} is in the log"
        );
    }
    for pin in [PIN, WRONG_PIN] {
        assert!(!log.contains(pin), "{pin} is in the log");
    }
}

fn numbered(exchanges: Vec<Exchange>) -> Vec<(usize, Exchange)> {
    (1..).zip(exchanges).collect()
}

#[test]
fn every_exchange_and_every_fault() {
    let conditions = Conditions::default();
    let exchanges = numbered(exchanges(card(), conditions));
    check("a site's login", conditions, RIGHT, &exchanges, promise);
}

#[test]
fn every_exchange_and_every_fault_of_the_official_portals_login() {
    let conditions = Conditions {
        portal: true,
        ..Conditions::default()
    };
    let exchanges = numbered(exchanges(card(), conditions));
    check(
        "the official portal's login",
        conditions,
        RIGHT,
        &exchanges,
        portals_promise,
    );
}
