//! The golden messages of PROTOCOL.md, from the host's side; the extension tests the same files from its own.

use mpa_host::{
    error::ErrorCode,
    login::WaitingFor,
    message::{Answer, Authenticate, Refusal, Request},
    text::Lang,
};
use serde_json::Value;

use crate::{
    desk::Desk,
    logins::card,
    person::{AtDesk, NONCE, ORIGIN},
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
    let status = golden!("requests/status.json");
    assert_eq!(Request::parse(status.as_bytes()), Ok(Request::Status));
    let cancel = golden!("requests/cancel.json");
    assert_eq!(Request::parse(cancel.as_bytes()), Ok(Request::Cancel));
    let expected = Authenticate {
        origin: mpa_host::origin::Origin::parse(ORIGIN).expect("an origin"),
        nonce: mpa_host::challenge::Nonce::parse(NONCE).expect("a nonce"),
        lang: Lang::Ja,
        timeout: std::time::Duration::from_secs(120),
    };
    let authenticate = golden!("requests/authenticate.json");
    assert_eq!(
        Request::parse(authenticate.as_bytes()),
        Ok(Request::Authenticate(expected))
    );
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
        golden!("requests/cancel.json"),
        golden!("answers/status.json"),
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
