//! Answers that take their time, or never come: a person can leave, and what has begun with a PIN is brought to its end.

use std::sync::mpsc;

use mpa_host::{dialog::Person, error::ErrorCode, login::Ended};

use super::{
    exchanges, numbered,
    promise::Exchange::{self, Lock, Query, Select, Sign, Verify},
};
use crate::{
    desk::Desk,
    logs::{PIN, card},
    person::{AtDesk, Conditions, entered},
    pin_rules::{signs_without_pin, tries},
};

fn check(at: usize, exchange: Exchange) {
    let desk = Desk::with_card(card());
    let (reach, reached) = mpsc::channel();
    let (go, gone) = mpsc::channel();
    desk.mishap_at(
        at,
        Box::new(move |_, execute| {
            reach.send(()).expect("the test waits");
            gone.recv().expect("the test goes on");
            execute()
        }),
    );
    let login = AtDesk::log_in_under(&desk, Conditions::default());
    if !matches!(exchange, Select | Query) {
        login.is_asked(3, None).does(Person::Pin(entered(PIN)));
    }
    reached.recv().expect("the login gets there");
    login.does(Person::Cancelled);
    let interruptible = !matches!(exchange, Verify | Sign | Lock);
    if interruptible {
        login.ends_with(ErrorCode::Cancelled);
    }
    go.send(()).expect("the card waits");
    if !interruptible {
        let refused = Ended::Refused {
            code: ErrorCode::Cancelled,
            waiting_for: None,
        };
        assert_eq!(login.ends(), Err(refused), "{exchange:?} ({at})");
    }
    assert!(!desk.transaction_stays_open(), "{exchange:?} ({at})");
    assert_eq!(
        (desk.verifies(), tries(&desk), signs_without_pin(&desk)),
        (usize::from(!interruptible), 3, false),
        "{exchange:?} ({at})"
    );
}

#[test]
fn a_person_can_cancel_whichever_exchange_takes_its_time() {
    for (at, exchange) in numbered(exchanges(card(), Conditions::default())) {
        check(at, exchange);
    }
}
