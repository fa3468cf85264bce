//! The host as the browser meets it: frames in, frames out, one process's life.

use std::fs;

use mpa_host::{
    framing::{read_frame, write_frame},
    login_lock::LoginLock,
};
use serde_json::{Value, json};

use crate::{
    desk::Desk,
    logins::card,
    person::{NONCE, ORIGIN, PATIENCE},
    pin_rules::{signs_without_pin, tries},
    port::{Port, Window},
    portal::GOLDEN_REQUEST,
};

fn authenticate() -> Value {
    json!({
        "protocol": 1, "request": "authenticate", "origin": ORIGIN, "challengeNonce": NONCE,
        "lang": "ja", "timeoutMs": 600_000,
    })
}

/// A login request with some fields changed, added, or (with null) left out.
fn with(changes: Value) -> Vec<u8> {
    let mut request = authenticate();
    for (name, value) in changes.as_object().expect("an object") {
        request[name] = value.clone();
    }
    request
        .as_object_mut()
        .expect("an object")
        .retain(|_, value| !value.is_null());
    request.to_string().into_bytes()
}

#[test]
fn status_is_answered_as_often_as_it_is_asked() {
    let mut port = Port::open(Window::None);
    for _ in 0..3 {
        port.send(br#"{"protocol":1,"request":"status"}"#);
        let expected =
            json!({"answer": "status", "protocol": 1, "hostVersion": env!("CARGO_PKG_VERSION")});
        assert_eq!(port.answer(), Some(expected));
    }
    port.close();
    assert!(port.host_ends().is_ok());
}

#[test]
fn a_login_is_answered_with_a_token_and_ends_the_host() {
    let mut port = Port::open(Window::Pin("1234"));
    port.send(with(json!({})));
    let answer = port.answer().expect("an answer");
    assert_eq!(answer["answer"], "authenticate");
    let opening = port.openings.recv_timeout(PATIENCE).expect("a window");
    assert_eq!(
        (opening.origin.as_str(), opening.lang),
        (ORIGIN, mpa_host::text::Lang::Ja)
    );
    // The browser has not closed the port; the host ends all the same.
    assert!(port.host_ends().is_ok());
}

#[test]
fn a_message_that_is_none_is_named_and_the_next_one_read() {
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("not UTF-8", vec![b'"', 0xFF, b'"'], "message-not-utf8"),
        ("nothing", vec![], "message-not-json"),
        ("half JSON", b"{\"protocol\":1".to_vec(), "message-not-json"),
        ("two objects", b"{}{}".to_vec(), "message-not-json"),
        (
            "nested too deep",
            [vec![b'['; 4_000], vec![b']'; 4_000]].concat(),
            "message-malformed",
        ),
        ("an array", b"[]".to_vec(), "message-malformed"),
        ("a string", b"\"status\"".to_vec(), "message-malformed"),
        (
            "no protocol",
            with(json!({"protocol": null})),
            "message-malformed",
        ),
        (
            "protocol as text",
            with(json!({"protocol": "1"})),
            "message-malformed",
        ),
        (
            "protocol -1",
            with(json!({"protocol": -1})),
            "message-malformed",
        ),
        (
            "protocol 1.5",
            with(json!({"protocol": 1.5})),
            "message-malformed",
        ),
        (
            "protocol 2",
            with(json!({"protocol": 2})),
            "protocol-unsupported",
        ),
        (
            "no request",
            with(json!({"request": null})),
            "message-malformed",
        ),
        (
            "another request",
            with(json!({"request": "sign"})),
            "request-unknown",
        ),
        (
            "a field twice",
            br#"{"protocol":1,"request":"status","request":"status"}"#.to_vec(),
            "message-malformed",
        ),
        (
            "a field too many",
            br#"{"protocol":1,"request":"status","origin":"x"}"#.to_vec(),
            "field-unknown",
        ),
        ("a PIN", with(json!({"pin": "1234"})), "field-unknown"),
        ("a digest", with(json!({"digest": "AA=="})), "field-unknown"),
        (
            "no origin",
            with(json!({"origin": null})),
            "message-malformed",
        ),
        (
            "origin as number",
            with(json!({"origin": 1})),
            "message-malformed",
        ),
        (
            "origin with a path",
            with(json!({"origin": "https://a.example/"})),
            "origin-invalid",
        ),
        (
            "http origin",
            with(json!({"origin": "http://a.example"})),
            "origin-invalid",
        ),
        (
            "short nonce",
            with(json!({"challengeNonce": "abc"})),
            "challenge-invalid",
        ),
        ("language", with(json!({"lang": "JA"})), "language-invalid"),
        (
            "no time",
            with(json!({"timeoutMs": 999})),
            "timeout-invalid",
        ),
        (
            "too much time",
            with(json!({"timeoutMs": 600_001})),
            "timeout-invalid",
        ),
    ];
    let mut port = Port::open(Window::None);
    for (name, body, code) in cases {
        port.send(body);
        let answer = port.is_told(code);
        assert_eq!(
            answer.as_object().map(serde_json::Map::len),
            Some(3),
            "{name}"
        );
    }
    port.send(br#"{"protocol":1,"request":"status"}"#);
    assert_eq!(port.answer().expect("an answer")["answer"], "status");
}

#[test]
fn a_frame_that_is_none_is_named_and_ends_the_host() {
    let cases: [(&str, &[u8], bool, &str); 4] = [
        ("half a prefix", &[1, 0], true, "message-truncated"),
        (
            "half a body",
            &[9, 0, 0, 0, b'{'],
            true,
            "message-truncated",
        ),
        (
            "too long",
            &[0xFF, 0xFF, 0xFF, 0xFF],
            false,
            "message-too-large",
        ),
        (
            "one too long",
            &8_193_u32.to_ne_bytes(),
            false,
            "message-too-large",
        ),
    ];
    for (name, bytes, closes, code) in cases {
        let mut port = Port::open(Window::None);
        port.send_raw(bytes);
        if closes {
            port.close();
        }
        port.is_told(code);
        assert_eq!(port.answer(), None, "{name}");
        assert!(port.host_ends().is_err(), "{name}");
    }
}

#[test]
fn errors_are_said_in_the_requests_language() {
    let mut port = Port::open(Window::None);
    for (lang, japanese) in [("ja", true), ("en", false), ("et", false)] {
        port.send(with(json!({"lang": lang, "origin": "http://a.example"})));
        let message = port.is_told("origin-invalid")["message"].to_string();
        assert_eq!(!message.is_ascii(), japanese, "{lang}: {message}");
    }
}

#[test]
fn a_login_that_cannot_begin_says_why() {
    let mut no_display = Port::open(Window::None);
    no_display.send(with(json!({})));
    no_display.is_told("no-display");
    assert!(no_display.host_ends().is_ok());

    let mut no_folder = Port::open_in(None, &Desk::default(), Window::Ignored);
    no_folder.send(with(json!({})));
    no_folder.is_told("folder-unwritable");
    assert!(no_folder.host_ends().is_ok());
}

#[test]
fn a_second_login_is_told_at_once_that_one_is_under_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let lock = LoginLock::acquire(folder.path())
        .expect("a file")
        .expect("free");
    for request in [with(json!({})), GOLDEN_REQUEST.as_bytes().to_vec()] {
        let mut port = Port::open_in(Some(folder.path()), &Desk::default(), Window::Pin("1234"));
        port.send(request);
        port.is_told("busy");
        assert!(port.openings.try_recv().is_err(), "no second window");
        assert!(port.host_ends().is_ok());
    }
    drop(lock);
}

#[test]
fn a_login_ends_as_ever_though_the_host_is_removed_meanwhile() {
    // While the card is read, and between VERIFY and the signature.
    for instruction in [0xB0, 0x2A] {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        fs::create_dir(&state).expect("made");
        let desk = Desk::with_card(card());
        let (reached, go) = desk.pause_at(instruction);
        let mut port = Port::open_in(Some(&state), &desk, Window::Pin("1234"));
        port.send(with(json!({})));
        reached.recv().expect("it gets there");
        fs::remove_dir_all(&state).expect("removed");
        go.send(()).expect("it waits");
        assert_eq!(port.answer().expect("an answer")["answer"], "authenticate");
        assert!(port.host_ends().is_ok());
        assert!(!signs_without_pin(&desk), "the card is locked");
        assert_eq!((desk.verifies(), tries(&desk)), (1, 3));
    }
}

#[test]
fn requests_during_a_login_are_answered_and_leave_it_alone() {
    let mut port = Port::open(Window::Ignored);
    port.send(with(json!({})));
    port.openings.recv_timeout(PATIENCE).expect("a window");
    port.send(br#"{"protocol":1,"request":"status"}"#);
    assert_eq!(port.answer().expect("an answer")["answer"], "status");
    for request in [with(json!({})), GOLDEN_REQUEST.as_bytes().to_vec()] {
        port.send(request);
        port.is_told("busy");
    }
    port.send(b"{}");
    port.is_told("message-malformed");
    port.close();
    assert_eq!(port.answer(), None, "nobody is answered once nobody waits");
    assert!(port.host_ends().is_ok());
}

#[test]
fn cancel_ends_the_host_without_an_answer() {
    let cancel = br#"{"protocol":1,"request":"cancel"}"#;
    let mut port = Port::open(Window::Ignored);
    port.send(with(json!({})));
    port.openings.recv_timeout(PATIENCE).expect("a window");
    port.send(cancel);
    assert_eq!(port.answer(), None);
    assert!(port.host_ends().is_ok());

    let mut idle = Port::open(Window::Ignored);
    idle.send(cancel);
    assert_eq!(idle.answer(), None);
    assert!(idle.host_ends().is_ok());
}

#[test]
fn a_frame_that_is_none_during_a_login_is_named_and_ends_it() {
    let mut port = Port::open(Window::Ignored);
    port.send(with(json!({})));
    port.openings.recv_timeout(PATIENCE).expect("a window");
    port.send_raw(&[0xFF; 4]);
    port.is_told("message-too-large");
    assert!(port.host_ends().is_ok());
}

#[test]
fn termination_by_the_system_ends_a_login() {
    let mut port = Port::open(Window::Terminated);
    port.send(with(json!({})));
    assert!(port.host_ends().is_ok());
}

#[test]
fn what_is_read_back_is_what_was_written() {
    let mut frame = Vec::new();
    write_frame(&mut frame, b"{}").expect("written");
    assert_eq!(
        read_frame(&mut &frame[..]).expect("read"),
        Some(b"{}".to_vec())
    );
}
