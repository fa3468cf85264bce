//! The golden messages of PROTOCOL.md, from the host's side; the extension tests the same files from its own.

use base64::{Engine, engine::general_purpose::STANDARD};
use mpa_host::{
    card::Tries,
    certificate::Validity,
    doctor::{Finding, Pin, Report},
    error::ErrorCode,
    inspection::{CardFinding, Findings, ReaderFinding},
    login::WaitingFor,
    message::{Answer, Authenticate, PortalLogin, Refusal, Request},
    origin::OfficialOrigin,
    portal_answer::PortalAnswer,
    text::Lang,
    user_uuid::UserUuid,
};
use serde_json::Value;
use x509_cert::der::DateTime;

use crate::{
    desk::Desk,
    logins::card,
    person::{AtDesk, Conditions, NONCE, ORIGIN},
    portal,
};

macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!("../../../tests/fixtures/messages/", $name))
    };
}

const PROTOCOL_DOCUMENT: &str = include_str!("../../PROTOCOL.md");

fn json(answer: &Answer) -> String {
    String::from_utf8(answer.to_json().expect("JSON")).expect("UTF-8")
}

#[test]
fn requests_are_read_as_written() {
    let origin = |text| mpa_host::origin::Origin::parse(text).expect("an origin");
    let timeout = std::time::Duration::from_secs(120);
    let authenticate = Authenticate {
        origin: origin(ORIGIN),
        nonce: mpa_host::challenge::Nonce::parse(NONCE).expect("a nonce"),
        lang: Lang::Ja,
        timeout,
    };
    let official = OfficialOrigin::check(origin(portal::ORIGIN)).expect("an official one");
    let digest_info = STANDARD.decode(portal::GOLDEN_DIGEST_INFO).expect("base64");
    let portal_login = PortalLogin::new(official, &digest_info, Lang::Ja, timeout);
    let cases = [
        (golden!("requests/status.json"), Request::Status),
        (golden!("requests/inspect.json"), Request::Inspect),
        (golden!("requests/watch.json"), Request::Watch),
        (golden!("requests/doctor.json"), Request::Doctor(Lang::Ja)),
        (golden!("requests/cancel.json"), Request::Cancel),
        (
            golden!("requests/authenticate.json"),
            Request::Authenticate(authenticate),
        ),
        (
            golden!("requests/portal-login.json"),
            Request::PortalLogin(portal_login.expect("an accepted hash")),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(Request::parse(text.as_bytes()), Ok(expected), "{text}");
    }
}

#[test]
fn answers_are_written_as_they_stand() {
    assert_eq!(
        json(&Answer::Status),
        golden!("answers/status.json").trim_end()
    );
    // The same card and the same challenge give the same bytes: PKCS #1 v1.5 has no randomness.
    let login = AtDesk::log_in(&Desk::with_card(card()));
    login.is_asked(3, None).enters("1234");
    let answer = Answer::Authenticate(login.is_logged_in());
    assert_eq!(
        json(&answer),
        golden!("answers/authenticate.json").trim_end()
    );
}

#[test]
fn the_official_portals_answer_is_written_as_it_stands() {
    let conditions = Conditions {
        portal: true,
        ..Conditions::default()
    };
    let login = AtDesk::log_in_under(&Desk::with_card(card()), conditions);
    login.is_asked(3, None).enters("1234");
    login.sees(mpa_host::dialog::Screen::Done);
    let signed = login.ends().expect("a signature");
    let answer = Answer::PortalLogin(PortalAnswer::new(
        &signed.certificate,
        &signed.signature,
        &UserUuid::parse(portal::UUID.as_bytes()).expect("a number"),
        &signed.number.expect("it was wanted"),
    ));
    assert_eq!(
        json(&answer),
        golden!("answers/portal-login.json").trim_end()
    );
}

#[test]
fn findings_are_written_as_they_stand() {
    let reader = |name: &str, is_virtual, card| ReaderFinding {
        name: name.to_owned(),
        is_virtual,
        card,
    };
    let new_year = |year| DateTime::new(year, 1, 1, 0, 0, 0).expect("a day");
    let my_number = CardFinding::MyNumber {
        tries: Tries(3),
        certificate: Ok(Validity {
            not_before: new_year(2026),
            not_after: new_year(2031),
        }),
        others: None,
    };
    let inspected = Findings::Readers(vec![
        reader("Example Reader 00 00", false, Some(my_number)),
        reader("Windows Hello for Business 1", true, None),
    ]);
    assert_eq!(
        json(&Answer::Inspect(inspected)),
        golden!("answers/inspect.json").trim_end()
    );
    let watched = Findings::Readers(vec![reader(
        "Example Reader 00 00",
        false,
        Some(CardFinding::Reading),
    )]);
    assert_eq!(
        json(&Answer::Watch(watched)),
        golden!("answers/watch.json").trim_end()
    );
}

#[test]
fn the_doctors_lines_are_written_as_they_stand() {
    let findings = [
        Finding::ServiceRunning,
        Finding::VirtualReader("Windows Hello for Business 1".to_owned()),
        Finding::Pin(Pin::UserAuthentication, Some(Tries(0))),
        Finding::Pin(Pin::TextInput, Some(Tries(1))),
    ];
    assert_eq!(
        json(&Answer::Doctor(Report::new(&findings, Lang::Ja))),
        golden!("answers/doctor.json").trim_end()
    );
}

#[test]
fn every_error_stands_in_the_file_and_in_the_document() {
    let mut refusals: Vec<Refusal> = ErrorCode::ALL
        .iter()
        .map(|&code| Refusal {
            code,
            waiting_for: None,
            lang: Lang::Ja,
        })
        .collect();
    for refusal in &mut refusals {
        refusal.waiting_for = (refusal.code == ErrorCode::TimedOut).then_some(WaitingFor::Card);
    }
    let written: Vec<Value> =
        serde_json::from_str(golden!("answers/errors.json")).expect("an array");
    assert_eq!(written.len(), refusals.len());
    for (refusal, written) in refusals.iter().zip(written) {
        let answer: Value =
            serde_json::from_str(&json(&Answer::Error(*refusal))).expect("an object");
        assert_eq!(answer, written);
        let row = format!("| `{}` |", refusal.code);
        assert!(PROTOCOL_DOCUMENT.contains(&row), "{row}");
    }
}

#[test]
fn the_document_shows_the_messages_as_they_are() {
    for message in [
        golden!("requests/status.json"),
        golden!("requests/authenticate.json"),
        golden!("requests/portal-login.json"),
        golden!("requests/inspect.json"),
        golden!("requests/watch.json"),
        golden!("requests/doctor.json"),
        golden!("requests/cancel.json"),
        golden!("answers/status.json"),
        golden!("answers/inspect.json"),
        golden!("answers/watch.json"),
        golden!("answers/doctor.json"),
    ] {
        assert!(PROTOCOL_DOCUMENT.contains(message.trim_end()), "{message}");
    }
    for waiting_for in [
        WaitingFor::Service,
        WaitingFor::Reader,
        WaitingFor::Card,
        WaitingFor::MyNumberCard,
        WaitingFor::OneCard,
        WaitingFor::Pin,
    ] {
        assert!(PROTOCOL_DOCUMENT.contains(&format!("`{}`", waiting_for.name())));
    }
}
