//! Whole logins, and every way in which one ends otherwise.

use std::time::{Duration, SystemTime};

use base64::{Engine, engine::general_purpose::STANDARD};
use card_emulator::{Card, Personalisation, PinName, SigningKey, Switches};
use mpa_host::{
    card::TransportFault,
    certificate::{Dates, UserCertificate},
    dialog::{Person, PinNotice, Screen, Waiting},
    error::ErrorCode,
    login::{Ended, Event, WaitingFor},
    token::Token,
};

use crate::{
    desk::Desk,
    person::{AtDesk, Conditions, challenge},
};

#[test]
fn a_card_on_the_reader_logs_in() {
    let login = AtDesk::log_in(&Desk::with_card(card()));
    login.is_asked(3, None).enters("1234");
    check_token(&login.is_logged_in());
}

#[test]
fn the_person_is_led_from_no_reader_to_the_login() {
    let desk = Desk::default();
    let login = AtDesk::log_in(&desk);
    login.waits_for(Waiting::Reader);
    desk.plug_in("Reader 1");
    login.waits_for(Waiting::Card);
    desk.put("Reader 1", card());
    login.is_asked(3, None).enters("1234");
    check_token(&login.is_logged_in());
}

#[test]
fn a_reader_that_can_never_hold_a_card_is_none() {
    let desk = Desk::default();
    desk.plug_in("Windows Hello for Business 1");
    desk.put("Windows Hello for Business 1", card());
    let login = AtDesk::log_in(&desk);
    login.waits_for(Waiting::Reader);
    assert_eq!(desk.trace(), [], "what is in it is not asked");
    desk.plug_in("Reader 1");
    login.waits_for(Waiting::Card);
    desk.put("Reader 1", card());
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
}

#[test]
fn a_missing_service_is_named_and_asked_again() {
    let desk = Desk::with_card(card());
    desk.stop_service(true);
    let login = AtDesk::log_in(&desk);
    login
        .waits_for(Waiting::Service)
        .does(Person::Again)
        .waits_for(Waiting::Service);
    desk.stop_service(false);
    login.is_asked(3, None);
    assert_eq!(desk.watchers(), 1, "the watch before has ended");
    login.enters("1234").sees(Screen::Done);
}

#[test]
fn another_card_is_passed_over() {
    let desk = Desk::with_card(Card::foreign());
    let login = AtDesk::log_in(&desk);
    login.waits_for(Waiting::MyNumberCard);
    desk.plug_in("Reader 2");
    desk.put("Reader 2", card());
    // Plugging the reader in changes nothing about the other card.
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
}

#[test]
fn of_two_my_number_cards_one_has_to_go() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    desk.plug_in("Reader 2");
    desk.put("Reader 2", card());
    let readers = vec!["Reader 1".to_owned(), "Reader 2".to_owned()];
    login.waits_for(Waiting::OneCard { readers });
    desk.take("Reader 1");
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
    assert_eq!(desk.verifies(), 1);
}

#[test]
fn a_card_that_another_program_holds_is_waited_for() {
    let desk = Desk::with_card(card());
    desk.change("Reader 1", |slot| slot.held = true);
    let login = AtDesk::log_in(&desk);
    login.waits_for(Waiting::CardFree);
    desk.change("Reader 1", |slot| slot.held = false);
    login.is_asked(3, None);
}

#[test]
fn a_card_that_was_let_go_of_unnoticed_is_found_at_the_next_sight() {
    let desk = Desk::with_card(card());
    desk.quietly("Reader 1", |slot| slot.refuses = true);
    let login = AtDesk::log_in(&desk);
    login.waits_for(Waiting::CardFree);
    desk.quietly("Reader 1", |slot| slot.refuses = false);
    // Nothing has changed that the service would know of.
    desk.change("Reader 1", |_| ());
    login.is_asked(3, None);
}

#[test]
fn a_reset_before_the_first_exchange_troubles_nobody() {
    for unfinished in [false, true] {
        let desk = Desk::with_card(card());
        desk.reset_at_begin("Reader 1");
        let conditions = Conditions {
            unfinished,
            ..Conditions::default()
        };
        let login = AtDesk::log_in_under(&desk, conditions);
        login.is_asked(3, None).enters("1234").sees(Screen::Done);
        assert_eq!(desk.verifies(), 1);
    }
}

#[test]
fn a_card_that_another_program_goes_on_resetting_is_waited_for() {
    let desk = Desk::with_card(card());
    desk.interfere(|_, _| Some(Err(TransportFault::Reset)));
    let login = AtDesk::log_in(&desk);
    login.waits_for(Waiting::CardFree);
    desk.interfere(|_, _| None);
    desk.change("Reader 1", |_| ());
    login.is_asked(3, None);
}

#[test]
fn a_reader_that_lets_nobody_connect_does_not_stand_in_the_way() {
    let desk = Desk::with_card(Card::foreign());
    desk.change("Reader 1", |slot| slot.held = true);
    desk.plug_in("Reader 2");
    desk.put("Reader 2", card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
}

#[test]
fn a_person_can_cancel_while_another_program_holds_the_card_up() {
    let desk = Desk::with_card(card());
    let (reached, go) = desk.pause_at(crate::desk::BEGIN);
    let login = AtDesk::log_in(&desk);
    reached.recv().expect("the look begins");
    login
        .does(Person::Cancelled)
        .ends_with(ErrorCode::Cancelled);
    go.send(()).expect("it waits");
}

fn at_an_empty_reader() -> (Desk, AtDesk) {
    let desk = Desk::default();
    desk.plug_in("Reader 1");
    let login = AtDesk::log_in(&desk);
    login.waits_for(Waiting::Card);
    (desk, login)
}

#[test]
fn a_login_that_begins_without_a_card_does_not_ask_for_it_back() {
    let (desk, login) = at_an_empty_reader();
    desk.put("Reader 1", card());
    login.is_asked(3, None);
    desk.take("Reader 1");
    login.waits_for(Waiting::CardAgain);
}

#[test]
fn a_card_that_is_long_looked_at_is_said_to_be_and_asked_for_its_pin_afterwards() {
    let (desk, login) = at_an_empty_reader();
    let (reached, go) = desk.pause_at(crate::desk::BEGIN);
    desk.put("Reader 1", card());
    reached.recv().expect("the look begins");
    login.sees(Screen::Reading);
    go.send(()).expect("it waits");
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
}

#[test]
fn a_service_that_says_nothing_is_named() {
    let desk = Desk::with_card(card());
    desk.stay_silent();
    let login = AtDesk::log_in(&desk);
    login
        .waits_for(Waiting::Service)
        .does(Person::Again)
        .waits_for(Waiting::Service);
    desk.stop_service(false);
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
}

#[test]
fn a_counter_query_that_is_answered_9000_locks_the_card_first() {
    let desk = Desk::with_card(card());
    let mut asked = 0;
    desk.interfere(move |_, command| {
        asked += usize::from(command == [0x00, 0x20, 0x00, 0x98]);
        (asked == 1 && command[1] == 0x20).then(|| Ok(vec![0x90, 0x00]))
    });
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    assert_eq!(desk.commands()[2][4], 0x07, "another applet is selected");
}

#[test]
fn a_card_taken_away_too_early_is_asked_for_again() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    let card = desk.take("Reader 1").expect("the card");
    login.waits_for(Waiting::CardAgain);
    desk.put("Reader 1", card);
    login.is_asked(3, None);
    desk.unplug("Reader 1");
    login.waits_for(Waiting::Reader);
}

#[test]
fn a_card_that_answers_nonsense_has_to_be_placed_again() {
    for answer in [vec![], vec![0x90], vec![0x6F, 0x00], vec![0x65, 0x81]] {
        let desk = Desk::with_card(card());
        let said = answer.clone();
        desk.interfere(move |_, _| Some(Ok(said.clone())));
        let login = AtDesk::log_in(&desk);
        login.waits_for(Waiting::BetterContact);
        desk.interfere(|_, _| None);
        let card = desk.take("Reader 1").expect("the card");
        login.waits_for(Waiting::CardAgain);
        desk.put("Reader 1", card);
        login.is_asked(3, None);
    }
}

#[test]
fn a_blocked_pin_is_never_asked_for() {
    let mut blocked = card();
    blocked.set_tries(PinName::Auth, 0);
    let login = AtDesk::log_in(&Desk::with_card(blocked));
    login
        .is_refused(ErrorCode::PinBlocked)
        .does(Person::Acknowledged);
    login.ends_with(ErrorCode::PinBlocked);
    assert_eq!(login.desk.verifies(), 0);
}

#[test]
fn certificates_that_cannot_log_in_are_named_before_a_try_is_spent() {
    let with = |certificate: &[u8]| Personalisation {
        auth_certificate: Some(certificate.to_vec()),
        ..Personalisation::default()
    };
    // 2026-11-23T15:00:00Z, the first second of a Japanese day.
    let conditions = Conditions {
        now: || SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_446_000),
        ..Conditions::default()
    };
    let date = |certificate: &str| {
        Some(Dates {
            certificate: certificate.to_owned(),
            computer: "2026-11-24".to_owned(),
        })
    };
    let cases: [(&str, Personalisation, ErrorCode, Option<Dates>); 6] = [
        (
            "expired",
            with(fixture!("auth-expired.der")),
            ErrorCode::CertificateExpired,
            date("2020-04-01"),
        ),
        (
            "not yet valid",
            with(fixture!("auth-not-yet-valid.der")),
            ErrorCode::CertificateNotYetValid,
            date("2048-01-01"),
        ),
        (
            "another usage",
            with(fixture!("auth-key-usage.der")),
            ErrorCode::CertificateInvalid,
            None,
        ),
        (
            "another key",
            with(fixture!("auth-p384.der")),
            ErrorCode::KeyUnsupported,
            None,
        ),
        (
            "not DER",
            with(&[0x30, 0x82, 0x01, 0x00]),
            ErrorCode::CertificateInvalid,
            None,
        ),
        (
            "none",
            Personalisation {
                auth_certificate: None,
                ..Personalisation::default()
            },
            ErrorCode::CertificateMissing,
            None,
        ),
    ];
    for (name, personalisation, code, dates) in cases {
        let desk = Desk::with_card(Card::new(personalisation));
        let login = AtDesk::log_in_under(&desk, conditions);
        login.is_asked(3, None);
        // A person who types faster than the card reads loses nothing.
        login.does(Person::Pin(crate::person::entered("1234")));
        login.sees(Screen::Refused { code, dates });
        assert_eq!(desk.verifies(), 0, "{name}");
        login.does(Person::Acknowledged).ends_with(code);
    }
}

#[test]
fn another_card_may_follow_one_that_cannot_log_in() {
    let mut blocked = card();
    blocked.set_tries(PinName::Auth, 0);
    let desk = Desk::with_card(blocked);
    let login = AtDesk::log_in(&desk);
    login.is_refused(ErrorCode::PinBlocked);
    desk.take("Reader 1");
    login.waits_for(Waiting::Card);
    desk.put("Reader 1", card());
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
}

#[test]
fn a_signature_that_does_not_verify_is_not_handed_out() {
    let other_key = Personalisation {
        auth_key: SigningKey::from_pkcs8_der(fixture!("sign.key.der")).expect("a key"),
        ..Personalisation::default()
    };
    let login = AtDesk::log_in(&Desk::with_card(Card::new(other_key)));
    login.is_asked(3, None).enters("1234");
    login
        .is_refused(ErrorCode::SignatureInvalid)
        .does(Person::Acknowledged);
    login.ends_with(ErrorCode::SignatureInvalid);
}

#[test]
fn cancelling_ends_a_login_wherever_it_stands() {
    let cases: [(&str, Desk, Screen); 3] = [
        (
            "no reader",
            Desk::default(),
            Screen::Waiting(Waiting::Reader),
        ),
        (
            "another card",
            Desk::with_card(Card::foreign()),
            Screen::Waiting(Waiting::MyNumberCard),
        ),
        (
            "the PIN",
            Desk::with_card(card()),
            Screen::EnterPin {
                tries: mpa_host::card::Tries(3),
                notice: None,
            },
        ),
    ];
    for (name, desk, screen) in cases {
        let login = AtDesk::log_in(&desk);
        login
            .sees(screen)
            .does(Person::Cancelled)
            .ends_with(ErrorCode::Cancelled);
        assert_eq!(desk.verifies(), 0, "{name}");
    }
}

#[test]
fn time_that_runs_out_says_what_was_missing() {
    let mut blocked = card();
    blocked.set_tries(PinName::Auth, 0);
    let two = Desk::with_card(card());
    two.plug_in("Reader 2");
    two.put("Reader 2", card());
    let no_service = Desk::default();
    no_service.stop_service(true);
    let empty = Desk::default();
    empty.plug_in("Reader 1");
    let cases = [
        (no_service, ErrorCode::TimedOut, Some(WaitingFor::Service)),
        (
            Desk::default(),
            ErrorCode::TimedOut,
            Some(WaitingFor::Reader),
        ),
        (empty, ErrorCode::TimedOut, Some(WaitingFor::Card)),
        (
            Desk::with_card(Card::foreign()),
            ErrorCode::TimedOut,
            Some(WaitingFor::MyNumberCard),
        ),
        (two, ErrorCode::TimedOut, Some(WaitingFor::OneCard)),
        (
            Desk::with_card(card()),
            ErrorCode::TimedOut,
            Some(WaitingFor::Pin),
        ),
        (Desk::with_card(blocked), ErrorCode::PinBlocked, None),
    ];
    // Long enough for an emulated card to be looked at; all of them wait at the same time.
    let timeout = Duration::from_secs(5);
    let conditions = Conditions {
        timeout,
        ..Conditions::default()
    };
    let under_way = cases.map(|(desk, code, waiting_for)| {
        let login = AtDesk::log_in_under(&desk, conditions);
        (login, Ended::Refused { code, waiting_for })
    });
    for (login, ended) in under_way {
        assert_eq!(login.ends(), Err(ended));
        assert_eq!(login.desk.verifies(), 0);
    }
}

#[test]
fn nobody_is_answered_when_nobody_waits() {
    let login = AtDesk::log_in(&Desk::with_card(card()));
    login.is_asked(3, None).happens(Event::NOBODY_WAITS);
    assert_eq!(login.ends(), Err(Ended::NobodyWaits));
}

#[test]
fn a_card_that_knows_no_short_ids_logs_in_too() {
    let switches = Switches {
        short_ef_ids: false,
        ..Switches::default()
    };
    let login = AtDesk::log_in(&Desk::with_card(card().with_switches(switches)));
    login
        .is_asked(3, None)
        .enters("0000")
        .is_asked(2, Some(PinNotice::Wrong))
        .enters("1234");
    check_token(&login.is_logged_in());
}

#[test]
fn a_reset_by_another_program_costs_no_entry() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login.is_asked(3, None);
    desk.quietly("Reader 1", |slot| slot.resets += 1);
    login.enters("1234").sees(Screen::Done);
    assert_eq!(desk.verifies(), 1);
}

#[test]
fn a_fault_of_the_card_while_it_signs_is_said() {
    let desk = Desk::with_card(card());
    desk.interfere(|_, command| {
        (command[1] == 0x2A).then_some(Err(TransportFault::Other(0x8010_0016)))
    });
    let login = AtDesk::log_in(&desk);
    login
        .is_asked(3, None)
        .enters("1234")
        .is_asked(3, Some(PinNotice::FaultNotCounted));
    assert_eq!(desk.verifies(), 1);
}

pub(crate) fn card() -> Card {
    Card::new(Personalisation::default())
}

/// The token is what Web eID 1.0 defines, for this site's challenge and this card's certificate.
fn check_token(token: &Token) {
    let token = serde_json::to_value(token).expect("JSON");
    let field = |name: &str| token[name].as_str().expect("a string").to_owned();
    let bytes = |name: &str| STANDARD.decode(field(name)).expect("base64");
    assert_eq!(token.as_object().map(serde_json::Map::len), Some(5));
    assert_eq!(field("format"), "web-eid:1.0");
    assert_eq!(field("algorithm"), "RS256");
    assert!(field("appVersion").ends_with(concat!("/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(bytes("unverifiedCertificate"), fixture!("auth.der"));
    let certificate = UserCertificate::parse(bytes("unverifiedCertificate")).expect("valid");
    assert!(certificate.verifies(challenge().digest_info(), &bytes("signature")));
}

/// A certificate of the fixtures.
macro_rules! fixture {
    ($name:literal) => {
        &include_bytes!(concat!("../../../tests/fixtures/certificates/", $name))[..]
    };
}
pub(crate) use fixture;
