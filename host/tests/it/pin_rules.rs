//! No try is ever spent except by a PIN that a person has just entered and confirmed; and the card is left locked.

use card_emulator::{Card, PinName, Switches, VerifyAnswer};
use mpa_host::{
    card::TransportFault,
    dialog::{Person, PinNotice, Screen, Waiting},
    error::ErrorCode,
};

use crate::{
    desk::{Desk, Step, is_verify},
    logins::card,
    person::{AtDesk, Conditions, entered},
};

/// COMPUTE DIGITAL SIGNATURE over 35 bytes, which any program may send.
const FOREIGN_SIGN: [u8; 7] = [0x80, 0x2A, 0x00, 0x97, 0x01, 0x00, 0x00];

pub(crate) fn tries(desk: &Desk) -> u8 {
    desk.quietly("Reader 1", |slot| {
        slot.card.as_ref().expect("a card").tries(PinName::Auth)
    })
}

/// Whether another program, which selects the applet anew, gets a signature without a PIN.
pub(crate) fn signs_without_pin(desk: &Desk) -> bool {
    desk.quietly("Reader 1", |slot| {
        let card = slot.card.as_mut().expect("a card");
        card.execute(&[&[0x00, 0xA4, 0x04, 0x0C, 0x0A][..], &JPKI].concat());
        card.execute(&FOREIGN_SIGN).ends_with(&[0x90, 0x00])
    })
}

const JPKI: [u8; 10] = [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];

#[test]
fn each_entry_is_one_verify_and_the_last_one_blocks() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    for left in [2, 1] {
        login.enters("0000").is_asked(left, Some(PinNotice::Wrong));
        assert_eq!(
            (desk.verifies(), tries(&desk)),
            (3 - usize::from(left), left)
        );
    }
    login.enters_last("0000").is_refused(ErrorCode::PinBlocked);
    assert_eq!((desk.verifies(), tries(&desk)), (3, 0));
    login
        .does(Person::Acknowledged)
        .ends_with(ErrorCode::PinBlocked);
}

#[test]
fn an_entry_nobody_asked_for_is_not_sent() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    // The second press of OK, as it were, comes while the first entry is on its way to the card.
    let (reached, go) = desk.pause_at(0x20);
    login.enters("0000");
    reached.recv().expect("the run gets there");
    login.does(Person::Pin(entered("0000")));
    go.send(()).expect("the run waits");
    login.is_asked(2, Some(PinNotice::Wrong));
    desk.take("Reader 1");
    login
        .waits_for(Waiting::CardAgain)
        .does(Person::Pin(entered("0000")));
    desk.put("Reader 1", card());
    login
        .is_asked(3, None)
        .does(Person::Cancelled)
        .ends_with(ErrorCode::Cancelled);
    assert_eq!(desk.verifies(), 1);
}

/// A card with one try left.
fn card_with_one_try() -> Card {
    let mut card = card();
    card.set_tries(PinName::Auth, 1);
    card
}

#[test]
fn the_last_try_waits_for_a_confirmation() {
    let desk = Desk::with_card(card_with_one_try());
    let read = desk.transaction_ends();
    let login = AtDesk::log_in(&desk);
    login.is_asked(1, None);
    read.recv().expect("the certificate is read");
    // Whoever thinks again has the entry wiped: what is confirmed afterwards is nothing.
    login
        .does(Person::Pin(entered("0000")))
        .sees(Screen::ConfirmLastTry)
        .does(Person::Reconsidered)
        .is_asked(1, None)
        .does(Person::Confirmed)
        .does(Person::Reconsidered)
        .does(Person::Pin(entered("1234")))
        .sees(Screen::ConfirmLastTry);
    // Another entry beside the one that is held is nobody's.
    login.does(Person::Pin(entered("0000")));
    assert_eq!(desk.verifies(), 0);
    login
        .does(Person::Confirmed)
        .does(Person::Confirmed)
        .sees(Screen::Working)
        .sees(Screen::Done);
    assert_eq!((desk.verifies(), tries(&desk)), (1, 3));
}

#[test]
fn a_confirmation_before_the_certificate_is_checked_waits_for_it() {
    let desk = Desk::with_card(card_with_one_try());
    let (reached, go) = desk.pause_at(0xB0);
    let login = AtDesk::log_in(&desk);
    login
        .is_asked(1, None)
        .does(Person::Pin(entered("1234")))
        .sees(Screen::ConfirmLastTry)
        .does(Person::Confirmed);
    reached.recv().expect("the certificate is being read");
    assert_eq!(desk.verifies(), 0);
    go.send(()).expect("the run waits");
    login.sees(Screen::Working).sees(Screen::Done);
    assert_eq!(desk.verifies(), 1);
}

#[test]
fn whatever_else_happens_wipes_an_entry_that_was_not_confirmed() {
    let desk = Desk::with_card(card_with_one_try());
    let login = AtDesk::log_in(&desk);
    login
        .is_asked(1, None)
        .does(Person::Pin(entered("1234")))
        .sees(Screen::ConfirmLastTry);
    desk.take("Reader 1");
    login
        .waits_for(Waiting::CardAgain)
        .does(Person::Confirmed)
        .does(Person::Reconsidered);
    desk.put("Reader 1", card_with_one_try());
    login
        .is_asked(1, None)
        .does(Person::Confirmed)
        .does(Person::Pin(entered("1234")))
        .sees(Screen::ConfirmLastTry)
        .does(Person::Cancelled)
        .ends_with(ErrorCode::Cancelled);
    assert_eq!(desk.verifies(), 0);
}

#[test]
fn strange_answers_to_verify_are_not_asked_for_again() {
    // The emulated card has checked the PIN and counted, whatever it says.
    let answers = [
        VerifyAnswer::Status(0x6C04),
        VerifyAnswer::Status(0x6104),
        VerifyAnswer::Status(0x6F00),
        VerifyAnswer::Nothing,
    ];
    let entries = [
        ("1234", 3, PinNotice::FaultNotCounted),
        ("0000", 2, PinNotice::FaultCounted),
    ];
    for answer in answers {
        for (pin, left, notice) in entries {
            let switches = Switches {
                verify_answer: Some(answer),
                ..Switches::default()
            };
            let desk = Desk::with_card(card().with_switches(switches));
            let login = AtDesk::log_in(&desk);
            login.is_asked(3, None).enters(pin);
            login.is_asked(left, Some(notice));
            assert_eq!((desk.verifies(), tries(&desk)), (1, left), "{answer:?}");
            assert!(!signs_without_pin(&desk), "{answer:?} {pin}");
        }
    }
}

#[test]
fn a_card_taken_away_during_verify_is_told_truly_once_it_is_back() {
    for (pin, left) in [("1234", 3), ("0000", 2)] {
        let desk = Desk::with_card(card());
        let login = AtDesk::log_in(&desk);
        login.is_asked(3, None);
        // The card gets the PIN, and its answer is lost with the card.
        let (lost, found) = std::sync::mpsc::channel();
        desk.interfere(move |slot, command| {
            is_verify(command).then(|| {
                let mut card = slot.card.take().expect("a card");
                slot.insertion += 1;
                card.execute(command);
                card.power_off();
                card.power_on();
                lost.send(card).expect("the test waits");
                Err(TransportFault::Removed)
            })
        });
        login.enters(pin).waits_for(Waiting::CardAgain);
        desk.interfere(|_, _| None);
        desk.put("Reader 1", found.recv().expect("the card"));
        login.is_asked(left, Some(PinNotice::AnswerLost));
        assert_eq!((desk.verifies(), tries(&desk)), (1, left));
    }
}

#[test]
fn a_removed_card_gets_no_pin() {
    let desk = Desk::with_card(card());
    let read = desk.transaction_ends();
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    read.recv().expect("the certificate is read");
    // Taken away without the service having told yet, and another put down, of which nothing is known.
    desk.quietly("Reader 1", |slot| slot.insertion += 2);
    login.enters("1234").is_asked(3, None);
    assert_eq!(desk.verifies(), 0);
}

#[test]
fn nothing_is_sent_when_fewer_tries_are_left_than_shown() {
    // After a reset, and after the counter has grown old.
    let stale = Conditions {
        counter_trusted_for: std::time::Duration::ZERO,
        ..Conditions::default()
    };
    for (resets, conditions) in [(1, Conditions::default()), (0, stale)] {
        let desk = Desk::with_card(card());
        let login = AtDesk::log_in_under(&desk, conditions);
        login.is_asked(3, None);
        desk.quietly("Reader 1", |slot| {
            slot.resets += resets;
            slot.card
                .as_mut()
                .expect("a card")
                .set_tries(PinName::Auth, 1);
        });
        login
            .enters("1234")
            .is_asked(1, Some(PinNotice::TriesChanged));
        assert_eq!(desk.verifies(), 0);
        login.enters_last("1234").sees(Screen::Done);
        assert_eq!(desk.verifies(), 1);
    }
}

#[test]
fn a_counter_that_has_risen_since_it_was_shown_makes_no_lie() {
    // Another program has entered the right PIN meanwhile: the wrong one then leaves as many tries as were shown.
    let stale = Conditions {
        counter_trusted_for: std::time::Duration::ZERO,
        ..Conditions::default()
    };
    let cases = [
        (Conditions::default(), PinNotice::FaultUnclear),
        (stale, PinNotice::Wrong),
    ];
    for (conditions, notice) in cases {
        let mut two_left = card();
        two_left.set_tries(PinName::Auth, 2);
        let desk = Desk::with_card(two_left);
        let login = AtDesk::log_in_under(&desk, conditions);
        login.is_asked(2, None);
        desk.quietly("Reader 1", |slot| {
            let card = slot.card.as_mut().expect("a card");
            card.set_tries(PinName::Auth, 3);
        });
        login.enters("0000").is_asked(2, Some(notice));
        assert_eq!((desk.verifies(), tries(&desk)), (1, 2));
    }
}

#[test]
fn a_person_who_cancels_during_the_last_try_is_told_that_it_blocked_the_pin() {
    for (pin, code) in [
        ("0000", ErrorCode::PinBlocked),
        ("1234", ErrorCode::Cancelled),
    ] {
        let desk = Desk::with_card(card_with_one_try());
        let login = AtDesk::log_in(&desk);
        login.is_asked(1, None);
        let (reached, at_verify) = std::sync::mpsc::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        desk.interfere(move |_, command| {
            if is_verify(command) {
                reached.send(()).expect("the test waits");
                released.recv().expect("the test releases it");
            }
            None
        });
        login.enters_last(pin);
        at_verify.recv().expect("VERIFY is sent");
        login.does(Person::Cancelled);
        release.send(()).expect("the card waits");
        login.ends_with(code);
        assert_eq!(desk.verifies(), 1);
        assert!(!signs_without_pin(&desk));
    }
}

#[test]
fn the_card_is_left_locked() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
    login.ends().expect("a signature");
    assert!(!signs_without_pin(&desk));
    assert!(!login.marker_stands());
    // The check can fail: the card does sign for anybody where nobody locks it.
    let open = desk.quietly("Reader 1", |slot| {
        let card = slot.card.as_mut().expect("a card");
        card.execute(&[&[0x00, 0xA4, 0x04, 0x0C, 0x0A][..], &JPKI].concat());
        card.execute(b"\x00\x20\x00\x98\x041234")
    });
    assert_eq!(open, [0x90, 0x00]);
    assert!(signs_without_pin(&desk));
}

#[test]
fn where_locking_is_refused_the_card_is_powered_off() {
    for answer in [
        Ok(vec![0x6A, 0x82]),
        Err(TransportFault::Other(0x8010_0016)),
    ] {
        let desk = Desk::with_card(card());
        let login = AtDesk::log_in(&desk);
        login.is_asked(3, None);
        let said = answer.clone();
        desk.interfere(move |_, command| {
            (command[1] == 0xA4 && command[4] == 0x07).then(|| said.clone())
        });
        login.enters("1234").sees(Screen::Done);
        login.ends().expect("a signature");
        assert_eq!(desk.trace().last(), Some(&Step::End { power_off: true }));
        assert!(!signs_without_pin(&desk));
    }
}

#[test]
fn a_panic_after_verify_powers_the_card_off() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    desk.panic_at(0x2A);
    login.enters("1234").ends_with(ErrorCode::HostFailed);
    assert_eq!(desk.trace().last(), Some(&Step::End { power_off: true }));
    assert!(!signs_without_pin(&desk));
    assert!(login.marker_stands(), "the next run locks first");
}

#[test]
fn a_run_is_not_interrupted_between_verify_and_lock() {
    // At VERIFY, the person cancels, and at the signature, the browser goes.
    for (at, ends) in [(0x20, true), (0x2A, false)] {
        let desk = Desk::with_card(card());
        let login = AtDesk::log_in(&desk);
        login.is_asked(3, None);
        let (reached, go) = desk.pause_at(at);
        login.enters("1234");
        reached.recv().expect("the run gets there");
        if ends {
            login.does(Person::Cancelled);
        } else {
            login.happens(mpa_host::login::Event::NOBODY_WAITS);
        }
        go.send(()).expect("the run waits");
        assert!(login.ends().is_err());
        assert_eq!(
            desk.commands().last().map(|command| command[4]),
            Some(0x07),
            "locked"
        );
        assert!(!signs_without_pin(&desk));
        assert!(!login.marker_stands());
    }
}

#[test]
fn a_time_that_is_over_during_the_run_is_told_after_the_lock() {
    let desk = Desk::with_card(card());
    let timeout = std::time::Duration::from_secs(5);
    let login = AtDesk::log_in_under(
        &desk,
        Conditions {
            timeout,
            ..Conditions::default()
        },
    );
    login.is_asked(3, None);
    // The card is asked to sign only after the time is over.
    let (reached, go) = desk.pause_at(0x2A);
    login.enters("1234");
    reached.recv().expect("the run gets there");
    let over = login.still_under_way_after(timeout);
    go.send(()).expect("the run waits");
    assert!(over, "the login waits for the lock");
    assert!(matches!(
        login.ends(),
        Err(mpa_host::login::Ended::Refused {
            code: ErrorCode::TimedOut,
            ..
        })
    ));
    assert!(!signs_without_pin(&desk));
}

#[test]
fn a_login_that_has_ended_sends_no_pin() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    // The run's SELECT is still under way when the person cancels.
    let (reached, go) = desk.pause_at(0xA4);
    let run_ends = desk.transaction_ends();
    login.enters("1234");
    reached.recv().expect("the run gets there");
    login
        .does(Person::Cancelled)
        .ends_with(ErrorCode::Cancelled);
    go.send(()).expect("the run waits");
    run_ends.recv().expect("the run ends");
    assert_eq!((desk.verifies(), tries(&desk)), (0, 3));
}
