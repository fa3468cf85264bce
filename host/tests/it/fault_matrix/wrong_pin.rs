//! Faults while the card is given a wrong PIN: what it cost is told as soon as the card can be asked.

use card_emulator::PinName;
use mpa_host::{
    dialog::{PinNotice, Waiting},
    error::ErrorCode,
};

use super::{
    cell::{Told, run},
    check,
    fault::{Change, Fault, What, When},
    numbered,
    promise::{
        Exchange,
        Promise::{self, Asks, Refused, Waits},
    },
};
use crate::{
    logs::{PIN, WRONG_PIN, card},
    person::Conditions,
};

/// What is promised where the first PIN is wrong, and the fault lies at its VERIFY.
fn promise(_: Exchange, fault: &Fault) -> Vec<Promise> {
    let left = 3 - u8::from(fault.reaches_the_card());
    let unclear = Asks(
        left,
        Some(if left < 3 {
            PinNotice::FaultCounted
        } else {
            PinNotice::FaultNotCounted
        }),
    );
    let wrong = Some(PinNotice::Wrong);
    vec![match fault {
        Fault::Gone(what, when) => {
            let notice = if *when == When::After {
                wrong
            } else {
                Some(PinNotice::AnswerLost)
            };
            match what {
                What::Card => Waits(Waiting::CardAgain, left, notice),
                What::Reader => Waits(Waiting::Reader, left, notice),
                What::Service => Waits(Waiting::Service, left, notice),
                What::CardForAnother => Asks(2, notice),
            }
        }
        Fault::SecondCard(_) => {
            let readers = vec!["Reader 1".to_owned(), "Reader 2".to_owned()];
            Waits(Waiting::OneCard { readers }, left, wrong)
        }
        Fault::Told(..) => unclear,
        Fault::Says(bytes, _) => match bytes[..] {
            [0x63, 0xC0] | [0x69, 0x83 | 0x84] => Refused(ErrorCode::PinBlocked),
            [0x63, word @ 0xC1..=0xC2] => Asks(word & 0xF, wrong),
            // What the reader said the card has taken, the card does not sign for.
            _ => unclear,
        },
        Fault::Data(Change::Padded) => unclear,
        Fault::Data(_) => Asks(left, wrong),
    }]
}

#[test]
fn every_fault_at_the_verify_of_a_wrong_pin() {
    let conditions = Conditions::default();
    let exchanges = numbered(super::exchanges(card(), conditions));
    let verify: Vec<_> = exchanges
        .into_iter()
        .filter(|(_, exchange)| *exchange == Exchange::Verify)
        .collect();
    check(
        "a wrong PIN's VERIFY",
        conditions,
        &[WRONG_PIN, PIN],
        &verify,
        promise,
    );
}

#[test]
fn a_last_try_whose_answer_is_lost_is_told_as_blocked() {
    let exchanges = numbered(super::exchanges(card(), Conditions::default()));
    let (at, _) = exchanges
        .into_iter()
        .find(|(_, exchange)| *exchange == Exchange::Verify)
        .expect("there is one");
    let lost = Fault::all().into_iter().filter(|fault| {
        matches!(
            fault,
            Fault::Told(_, When::During)
                | Fault::Gone(What::Card | What::Reader | What::Service, When::During)
        )
    });
    for fault in lost {
        let mut card = card();
        card.set_tries(PinName::Auth, 1);
        let outcome = run(card, Conditions::default(), &[WRONG_PIN], at, &fault);
        assert_eq!(
            outcome.told.last(),
            Some(&Told::Refusal(ErrorCode::PinBlocked)),
            "{fault:?}: {outcome:?}"
        );
        assert_eq!((outcome.verifies, outcome.tries), (1, 0), "{fault:?}");
    }
}
