//! Logins in the official portal's protocol: whose page may ask, what may be signed, and what they cost and leave behind.

use std::fs;

use card_emulator::Card;
use mpa_host::{
    card::TransportFault,
    challenge::Challenge,
    dialog::{Person, PinNotice, Screen, Waiting},
    error::ErrorCode,
    message::Request,
};
use serde_json::{Value, json};

use crate::{
    desk::{Desk, Step},
    exchanges::transactions,
    logins::card,
    person::{AtDesk, Conditions, PATIENCE},
    pin_rules::{signs_without_pin, tries},
    port::{Port, Window},
};

pub(crate) const GOLDEN_REQUEST: &str =
    include_str!("../../../tests/fixtures/messages/requests/portal-login.json");
const GOLDEN_ANSWER: &str =
    include_str!("../../../tests/fixtures/messages/answers/portal-login.json");

/// The golden messages' site and user.
pub(crate) const ORIGIN: &str = "https://demo.myna.go.jp";
pub(crate) const UUID: &str = "5f2a3c41-7d0e-4b6a-9c58-2e9f1a7b6d30";

/// The golden request's; its base64 has both a `/` and no padding.
pub(crate) const GOLDEN_DIGEST_INFO: &str =
    "MDEwDQYJYIZIAWUDBAIBBQAEIJrdj9hsjR2ikNsBCfwtIgwdj/U9bMF/r6W5WE8SgETF";

const SELECT_COMMON: [u8; 15] = [
    0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00,
];
const READ_RECORD: [u8; 5] = [0x00, 0xB2, 0x01, 0x0C, 0x00];

const PORTAL: fn() -> Conditions = || Conditions {
    portal: true,
    ..Conditions::default()
};

/// What the golden request has signed.
pub(crate) fn challenge() -> Challenge {
    match Request::parse(GOLDEN_REQUEST.as_bytes()) {
        Ok(Request::PortalLogin(request)) => request.challenge().clone(),
        other => panic!("{other:?}"),
    }
}

/// The golden request with one field changed.
fn with(field: &str, value: Value) -> String {
    let mut request: Value = serde_json::from_str(GOLDEN_REQUEST).expect("JSON");
    request[field] = value;
    request.to_string()
}

#[test]
fn a_whole_login_gives_the_golden_answer_in_fourteen_exchanges() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("uuid"), UUID).expect("written");
    let desk = Desk::with_card(card());
    let mut port = Port::open_in(Some(folder.path()), &desk, Window::Pin("1234"));
    port.send(GOLDEN_REQUEST);
    let golden: Value = serde_json::from_str(GOLDEN_ANSWER).expect("JSON");
    assert_eq!(port.answer(), Some(golden));
    let opening = port.openings.recv_timeout(PATIENCE).expect("a window");
    assert_eq!(opening.origin, ORIGIN);
    assert!(port.host_ends().is_ok());

    assert_eq!(transactions(&desk), [9, 5]);
    let commands = desk.commands();
    assert_eq!(commands[12..], [&SELECT_COMMON[..], &READ_RECORD]);
    assert_eq!((desk.verifies(), tries(&desk)), (1, 3));
    assert!(!signs_without_pin(&desk));
}

#[test]
fn what_may_not_ask_or_be_signed_is_refused_before_anything_happens() {
    let digest_info = |text: &str| with("digestInfo", json!(text));
    let origin = |text: &str| with("origin", json!(text));
    let mut nothing_right: Value =
        serde_json::from_str(&origin("https://portal.example")).expect("JSON");
    nothing_right["digestInfo"] = json!("");
    nothing_right["lang"] = json!("");
    let cases = [
        (origin("https://evilmyna.go.jp"), "origin-not-official"),
        (
            origin("https://myna.go.jp.evil.example"),
            "origin-not-official",
        ),
        (origin("https://demo.myna.go.jp."), "origin-not-official"),
        (origin("https://portal.example"), "origin-not-official"),
        (origin("http://localhost:3000"), "origin-not-official"),
        (origin("https://localhost"), "origin-not-official"),
        (origin("http://127.0.0.1"), "origin-not-official"),
        (origin("http://[::1]"), "origin-not-official"),
        (nothing_right.to_string(), "origin-not-official"),
        (origin("http://demo.myna.go.jp"), "origin-invalid"),
        (origin("https://demo.myna.go.jp/"), "origin-invalid"),
        (digest_info(""), "digest-info-invalid"),
        (digest_info("not base64"), "digest-info-invalid"),
        // A bare digest; one with SHA-1's name; the golden one with a byte more.
        (
            digest_info("mt2P2GyNHaKQ2wEJ/C0iDB2P9T1swX+vpblYTxKARMU="),
            "digest-info-invalid",
        ),
        (
            digest_info("MCEwCQYFKw4DAhoFAAQUAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            "digest-info-invalid",
        ),
        (
            digest_info("MDEwDQYJYIZIAWUDBAIBBQAEIJrdj9hsjR2ikNsBCfwtIgwdj/U9bMF/r6W5WE8SgETFAA=="),
            "digest-info-invalid",
        ),
        // The golden one in other spellings: a line's end, the alphabet for addresses, a padding that it does not need.
        (
            digest_info(&format!("{GOLDEN_DIGEST_INFO}\n")),
            "digest-info-invalid",
        ),
        (
            digest_info(&GOLDEN_DIGEST_INFO.replace('/', "_")),
            "digest-info-invalid",
        ),
        (
            digest_info(&format!("{GOLDEN_DIGEST_INFO}=")),
            "digest-info-invalid",
        ),
        (with("digestInfo", json!([])), "message-malformed"),
        (with("digest", json!("x")), "field-unknown"),
        (with("challengeNonce", json!("x")), "field-unknown"),
        (with("lang", json!("JA")), "language-invalid"),
        (with("timeoutMs", json!(999)), "timeout-invalid"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::with_card(card());
    let mut port = Port::open_in(Some(folder.path()), &desk, Window::Pin("1234"));
    for (request, code) in cases {
        port.send(&request);
        port.is_told(code);
    }
    assert!(port.openings.try_recv().is_err(), "no window");
    assert_eq!(desk.trace(), []);
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0, "neither lock nor uuid");
    // And the port is as good as before.
    port.send(GOLDEN_REQUEST);
    assert_eq!(port.answer().expect("an answer")["answer"], "portal-login");
}

#[test]
fn a_user_has_one_uuid() {
    let folder = tempfile::tempdir().expect("a folder");
    let log_in = |card: Card| {
        let mut port = Port::open_in(
            Some(folder.path()),
            &Desk::with_card(card),
            Window::Pin("1234"),
        );
        port.send(GOLDEN_REQUEST);
        let answer = port.answer().expect("an answer");
        ["uuid", "combinationCode"].map(|name| answer[name].as_str().expect("a string").to_owned())
    };
    let [uuid, code] = log_in(card());
    assert_eq!(log_in(card()), [uuid.clone(), code.clone()]);
    let another = Card::new(card_emulator::Personalisation {
        manufacture_number: "400000012719844".to_owned(),
        ..Default::default()
    });
    let [same_uuid, other_code] = log_in(another);
    assert_eq!(same_uuid, uuid);
    assert_ne!(other_code, code, "the card counts");
}

#[test]
fn without_a_uuid_nobody_is_troubled() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("uuid")).expect("in its place");
    let desk = Desk::with_card(card());
    let mut port = Port::open_in(Some(folder.path()), &desk, Window::Pin("1234"));
    port.send(GOLDEN_REQUEST);
    port.is_told("folder-unwritable");
    assert!(port.openings.try_recv().is_err(), "no window");
    assert_eq!(desk.trace(), []);
}

#[test]
fn a_card_whose_number_cannot_be_read_is_named_and_left_locked() {
    let record = |text: &[u8]| [text, &[0x90, 0x00]].concat();
    let cases: [(&str, &[u8], Vec<u8>, bool); 7] = [
        ("no such applet", &SELECT_COMMON, vec![0x6A, 0x82], true),
        ("no answer", &SELECT_COMMON, vec![], true),
        ("no such record", &READ_RECORD, vec![0x6A, 0x83], false),
        ("not allowed", &READ_RECORD, vec![0x69, 0x82], false),
        ("an empty record", &READ_RECORD, record(b""), false),
        (
            "a short record",
            &READ_RECORD,
            record(b"\x01\x1C4000000127198431322120"),
            false,
        ),
        (
            "no number",
            &READ_RECORD,
            record(b"\x01\x1CABCDEFGHIJKLMNO1322120350217"),
            false,
        ),
    ];
    for (name, at, answer, power_off) in cases {
        let desk = Desk::with_card(card());
        let login = AtDesk::log_in_under(&desk, PORTAL());
        login.is_asked(3, None);
        desk.interfere(move |_, command| (command == at).then(|| Ok(answer.clone())));
        login
            .enters("1234")
            .is_refused(ErrorCode::CardNumberUnreadable);
        assert_eq!(
            desk.trace().last(),
            Some(&Step::End { power_off }),
            "{name}"
        );
        assert_eq!((desk.verifies(), tries(&desk)), (1, 3), "{name}");
        assert!(!signs_without_pin(&desk), "{name}");
        assert!(!login.marker_stands(), "{name}");
        login
            .does(Person::Acknowledged)
            .ends_with(ErrorCode::CardNumberUnreadable);
    }
}

#[test]
fn a_fault_after_the_signature_costs_no_try_and_the_pin_is_asked_again() {
    for at in [&SELECT_COMMON[..], &READ_RECORD] {
        let desk = Desk::with_card(card());
        let login = AtDesk::log_in_under(&desk, PORTAL());
        login.is_asked(3, None);
        desk.interfere(move |_, command| {
            (command == at).then_some(Err(TransportFault::Other(0x8010_0016)))
        });
        login
            .enters("1234")
            .is_asked(3, Some(PinNotice::FaultNotCounted));
        // Where the SELECT brought no answer, only power-off surely locks.
        let steps = desk.trace().into_iter();
        let ends: Vec<Step> = steps
            .filter(|step| matches!(step, Step::End { .. }))
            .collect();
        let power_off = at == SELECT_COMMON;
        assert_eq!(ends[1], Step::End { power_off });
        desk.interfere(|_, _| None);
        login.enters("1234").sees(Screen::Done);
        let signed = login.ends().expect("a signature");
        assert!(signed.number.is_some());
        assert_eq!(desk.verifies(), 2);
        assert!(!signs_without_pin(&desk));
    }
}

#[test]
fn a_card_taken_away_after_the_signature_is_asked_for_again() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in_under(&desk, PORTAL());
    login.is_asked(3, None);
    desk.interfere(|slot, command| {
        (command == SELECT_COMMON).then(|| {
            slot.insertion += 1;
            slot.card = None;
            Err(TransportFault::Removed)
        })
    });
    login.enters("1234").waits_for(Waiting::CardAgain);
    assert_eq!(desk.verifies(), 1);
    desk.interfere(|_, _| None);
    desk.put("Reader 1", card());
    login.is_asked(3, None).enters("1234").sees(Screen::Done);
    login.ends().expect("a signature");
    assert_eq!((desk.verifies(), tries(&desk)), (2, 3));
    assert!(!signs_without_pin(&desk));
}

#[test]
fn a_panic_after_the_signature_leaves_the_card_locked() {
    // The 共通カードAP's SELECT is the lock: until it is answered, only power-off surely locks.
    for (instruction, power_off) in [(0xA4, true), (0xB2, false)] {
        let desk = Desk::with_card(card());
        let login = AtDesk::log_in_under(&desk, PORTAL());
        login.is_asked(3, None);
        let (signs, go) = desk.pause_at(0x2A);
        login.enters("1234");
        signs.recv().expect("the run gets there");
        desk.panic_at(instruction);
        go.send(()).expect("the run waits");
        login.ends_with(ErrorCode::HostFailed);
        assert_eq!(desk.trace().last(), Some(&Step::End { power_off }));
        assert_eq!((desk.verifies(), tries(&desk)), (1, 3));
        assert!(!signs_without_pin(&desk));
        assert!(login.marker_stands(), "the next run locks first");
    }
}

#[test]
fn pin_rules_are_the_same() {
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in_under(&desk, PORTAL());
    login
        .is_asked(3, None)
        .enters("0000")
        .is_asked(2, Some(PinNotice::Wrong));
    login.enters("1234").sees(Screen::Done);
    assert_eq!((desk.verifies(), tries(&desk)), (2, 3));
    assert_eq!(transactions(&desk), [9, 2, 5]);

    let cancelled = AtDesk::log_in_under(&desk, PORTAL());
    cancelled
        .is_asked(3, None)
        .does(Person::Cancelled)
        .ends_with(ErrorCode::Cancelled);
}
