//! How service, readers and cards stand, as the browser is told: once, or at each change.

use std::fs;

use card_emulator::{Card, Personalisation, PinName};
use mpa_host::{login_lock::LoginLock, unfinished::Unfinished};
use serde_json::{Value, json};

use crate::{
    desk::{BEGIN, Desk},
    exchanges::transactions,
    logins::{card, fixture},
    person::{NONCE, ORIGIN, PATIENCE},
    pin_rules::{signs_without_pin, tries},
    port::{Port, Window},
};

pub(crate) const INSPECT: &str = r#"{"protocol":1,"request":"inspect"}"#;
pub(crate) const WATCH: &str = r#"{"protocol":1,"request":"watch"}"#;
pub(crate) const STATUS: &str = r#"{"protocol":1,"request":"status"}"#;

fn authenticate() -> String {
    json!({
        "protocol": 1, "request": "authenticate", "origin": ORIGIN, "challengeNonce": NONCE,
        "lang": "ja", "timeoutMs": 600_000,
    })
    .to_string()
}

/// A My Number card with so many tries left, and the fixtures' certificate.
pub(crate) fn my_number(tries: u8) -> Value {
    json!({
        "kind": "my-number", "triesLeft": tries,
        "certificate": {"notBefore": "2025-04-01T00:00:00Z", "notAfter": "2049-12-31T14:59:59Z"},
    })
}

pub(crate) fn kind(kind: &str) -> Value {
    json!({ "kind": kind })
}

pub(crate) fn reader(name: &str, card: Value) -> Value {
    json!({"name": name, "virtual": false, "card": card})
}

impl Port {
    #[track_caller]
    pub(crate) fn tells(&mut self, answer: &str, readers: Value) -> &mut Self {
        let expected = json!({"answer": answer, "service": "running", "readers": readers});
        assert_eq!(self.answer(), Some(expected));
        self
    }

    /// The one reader on the desk has this on it.
    #[track_caller]
    pub(crate) fn watches(&mut self, card: Value) -> &mut Self {
        self.tells("watch", json!([reader("Reader 1", card)]))
    }

    /// Nothing else was told before the answer to what is asked now.
    #[track_caller]
    pub(crate) fn tells_nothing(&mut self) {
        self.send(STATUS);
        assert_eq!(self.answer().expect("an answer")["answer"], "status");
    }
}

#[test]
fn each_kind_of_card_is_told() {
    let with = |certificate: Option<&[u8]>| {
        Card::new(Personalisation {
            auth_certificate: certificate.map(<[u8]>::to_vec),
            ..Personalisation::default()
        })
    };
    let tries = |tries| {
        let mut card = card();
        card.set_tries(PinName::Auth, tries);
        card
    };
    let problem = |code| json!({"kind": "my-number", "triesLeft": 3, "certificateProblem": code});
    let expired = json!({
        "kind": "my-number", "triesLeft": 3,
        "certificate": {"notBefore": "2015-04-01T00:00:00Z", "notAfter": "2020-04-01T14:59:59Z"},
    });
    let cases = [
        ("usual", card(), my_number(3)),
        ("last try", tries(1), my_number(1)),
        ("blocked", tries(0), my_number(0)),
        ("expired", with(Some(fixture!("auth-expired.der"))), expired),
        ("no certificate", with(None), problem("certificate-missing")),
        (
            "another usage",
            with(Some(fixture!("auth-key-usage.der"))),
            problem("certificate-invalid"),
        ),
        (
            "not DER",
            with(Some(&[0x30, 0x82, 0x01, 0x00])),
            problem("certificate-invalid"),
        ),
        (
            "another key",
            with(Some(fixture!("auth-p384.der"))),
            problem("key-unsupported"),
        ),
        ("another card", Card::foreign(), kind("foreign")),
    ];
    for (name, card, expected) in cases {
        let desk = Desk::with_card(card);
        let mut port = Port::open_before(&desk, Window::None);
        port.send(INSPECT);
        let answer = port.answer().expect("an answer");
        assert_eq!(answer["readers"][0]["card"], expected, "{name}");
        port.send(WATCH);
        port.watches(kind("reading")).watches(expected);
        assert_eq!(desk.verifies(), 0, "{name}");
    }
}

#[test]
fn a_look_costs_nine_exchanges_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    // That an earlier run did not finish is the next login's to deal with.
    let unfinished = Unfinished::in_folder(folder.path());
    unfinished.set();
    let desk = Desk::with_card(card());
    let mut port = Port::open_in(Some(folder.path()), &desk, Window::None);
    for looks in 1..=2 {
        port.send(INSPECT);
        port.tells("inspect", json!([reader("Reader 1", my_number(3))]));
        assert_eq!(transactions(&desk), vec![9; looks]);
    }
    assert_eq!((desk.verifies(), tries(&desk)), (0, 3));
    assert!(!signs_without_pin(&desk));
    assert!(unfinished.stands());
}

#[test]
fn a_pin_that_another_program_has_verified_is_left_to_it() {
    let desk = Desk::with_card(card());
    desk.interfere(|_, command| {
        (command == [0x00, 0x20, 0x00, 0x98]).then(|| Ok(vec![0x90, 0x00]))
    });
    let mut port = Port::open_before(&desk, Window::None);
    port.send(INSPECT);
    port.tells("inspect", json!([reader("Reader 1", kind("in-use"))]));
    assert_eq!(desk.commands().len(), 2, "SELECT and query, and no lock");
}

#[test]
fn service_and_readers_are_told() {
    let desk = Desk::default();
    let mut port = Port::open_before(&desk, Window::None);
    port.send(INSPECT);
    port.tells("inspect", json!([]));
    desk.stop_service(true);
    let stopped =
        |answer: &str| Some(json!({"answer": answer, "service": "stopped", "readers": []}));
    port.send(INSPECT);
    assert_eq!(port.answer(), stopped("inspect"));
    port.send(WATCH);
    assert_eq!(port.answer(), stopped("watch"));
    desk.stop_service(false);
    port.tells("watch", json!([]));
    desk.plug_in("Reader 1");
    port.watches(Value::Null);
    desk.plug_in("Windows Hello for Business 1");
    desk.put("Windows Hello for Business 1", card());
    let hello = json!({"name": "Windows Hello for Business 1", "virtual": true, "card": null});
    port.tells("watch", json!([reader("Reader 1", Value::Null), hello]));
    desk.unplug("Reader 1");
    port.tells("watch", json!([hello]));
    port.send(INSPECT);
    port.tells("inspect", json!([hello]));
    assert_eq!(desk.trace(), [], "nothing is asked of what is not a card");
}

#[test]
fn cards_are_followed_as_they_come_and_go() {
    let desk = Desk::default();
    desk.plug_in("Reader 1");
    let mut port = Port::open_before(&desk, Window::None);
    port.send(WATCH);
    port.watches(Value::Null);
    desk.put("Reader 1", card());
    port.watches(kind("reading")).watches(my_number(3));
    // The same sight again is nothing new, and no reason to look again.
    desk.change("Reader 1", |_| ());
    port.tells_nothing();
    assert_eq!(transactions(&desk), [9]);
    // Asked once more, it tells again what is known.
    port.send(WATCH);
    port.watches(my_number(3));
    assert_eq!(transactions(&desk), [9]);

    desk.plug_in("Reader 2");
    let first = reader("Reader 1", my_number(3));
    port.tells("watch", json!([first, reader("Reader 2", Value::Null)]));
    desk.put("Reader 2", card());
    port.tells("watch", json!([first, reader("Reader 2", kind("reading"))]));
    port.tells("watch", json!([first, reader("Reader 2", my_number(3))]));
    desk.unplug("Reader 2");
    port.watches(my_number(3));

    desk.take("Reader 1");
    port.watches(Value::Null);
    desk.put("Reader 1", Card::foreign());
    port.watches(kind("reading")).watches(kind("foreign"));
    port.close();
    assert_eq!(port.answer(), None);
    assert!(port.host_ends().is_ok());
}

#[test]
fn a_card_that_another_program_holds_is_not_looked_at_meanwhile() {
    let desk = Desk::with_card(card());
    desk.change("Reader 1", |slot| slot.held = true);
    let mut port = Port::open_before(&desk, Window::None);
    port.send(INSPECT);
    port.tells("inspect", json!([reader("Reader 1", kind("in-use"))]));
    port.send(WATCH);
    port.watches(kind("in-use"));
    desk.change("Reader 1", |slot| {
        slot.held = false;
        slot.refuses = true;
    });
    // The service does not know yet that somebody else holds it now.
    port.watches(kind("reading")).watches(kind("in-use"));
    assert_eq!(desk.trace(), []);
    desk.change("Reader 1", |slot| slot.refuses = false);
    port.watches(my_number(3));
}

#[test]
fn a_card_that_is_let_go_of_while_it_waits_its_turn_is_looked_at() {
    let desk = Desk::with_card(card());
    desk.plug_in("Reader 2");
    desk.put("Reader 2", card());
    desk.change("Reader 2", |slot| slot.held = true);
    let (reached, go) = desk.pause_at(BEGIN);
    let mut port = Port::open_before(&desk, Window::None);
    port.send(INSPECT);
    reached.recv().expect("the first look gets there");
    // Nobody has told yet, but the card would answer.
    desk.quietly("Reader 2", |slot| slot.held = false);
    // And what is asked now is answered with what is there then.
    port.send(INSPECT);
    port.tells_nothing();
    desk.plug_in("Reader 3");
    go.send(()).expect("the look waits");
    let both = [
        reader("Reader 1", my_number(3)),
        reader("Reader 2", my_number(3)),
    ];
    port.tells("inspect", json!(both));
    let [first, second] = both;
    port.tells(
        "inspect",
        json!([first, second, reader("Reader 3", Value::Null)]),
    );
}

#[test]
fn a_login_that_cannot_be_ruled_out_comes_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let unusable = folder.path().join("unusable");
    fs::create_dir_all(unusable.join("login.asking")).expect("in its place");
    let cases = [
        (folder.path().join("missing"), my_number(3)),
        (unusable, kind("in-use")),
    ];
    for (state, expected) in cases {
        let mut port = Port::open_in(Some(&state), &Desk::with_card(card()), Window::None);
        port.send(INSPECT);
        port.tells("inspect", json!([reader("Reader 1", expected)]));
    }
}

#[test]
fn a_look_gives_way_to_a_login_and_is_tried_again_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::with_card(card());
    // During the first exchange of nine, a login begins in another process.
    let (reached, go) = desk.pause_at(0xA4);
    let mut port = Port::open_in(Some(folder.path()), &desk, Window::None);
    port.send(WATCH);
    port.watches(kind("reading"));
    reached.recv().expect("the look gets there");
    let login = LoginLock::acquire(folder.path()).expect("a file");
    assert!(login.is_some(), "a look is no login");
    go.send(()).expect("the look waits");
    port.watches(kind("in-use"));
    assert_eq!(transactions(&desk), [1]);
    // While it is under way, nothing is asked of any card.
    desk.change("Reader 1", |_| ());
    port.send(INSPECT);
    port.tells("inspect", json!([reader("Reader 1", kind("in-use"))]));
    assert_eq!(transactions(&desk), [1]);
    drop(login);
    desk.change("Reader 1", |_| ());
    port.watches(my_number(3));
    assert_eq!(transactions(&desk), [1, 9]);
}

#[test]
fn a_login_on_a_port_ends_its_watching() {
    let desk = Desk::with_card(card());
    let mut port = Port::open_before(&desk, Window::Ignored);
    port.send(WATCH);
    port.watches(kind("reading")).watches(my_number(3));
    port.send(authenticate());
    port.openings.recv_timeout(PATIENCE).expect("a window");
    desk.plug_in("Reader 2");
    port.tells_nothing();
    // What is asked for now is told, and the card left to the login.
    desk.unplug("Reader 2");
    port.send(INSPECT);
    port.tells("inspect", json!([reader("Reader 1", kind("in-use"))]));
}

#[test]
fn a_port_that_watches_logs_in() {
    let desk = Desk::with_card(card());
    let mut port = Port::open_before(&desk, Window::Pin("1234"));
    port.send(WATCH);
    port.watches(kind("reading")).watches(my_number(3));
    port.send(authenticate());
    assert_eq!(port.answer().expect("an answer")["answer"], "authenticate");
    assert!(port.host_ends().is_ok());
    assert_eq!(transactions(&desk), [9, 9, 4]);
}

#[test]
fn watching_may_begin_during_a_login() {
    let desk = Desk::with_card(card());
    let mut port = Port::open_before(&desk, Window::Ignored);
    port.send(authenticate());
    port.openings.recv_timeout(PATIENCE).expect("a window");
    port.send(WATCH);
    port.watches(kind("reading")).watches(kind("in-use"));
    desk.unplug("Reader 1");
    port.tells("watch", json!([]));
}

#[test]
fn nothing_follows_a_logins_answer() {
    for (window, answer) in [
        (Window::Pin("1234"), "authenticate"),
        (Window::None, "error"),
    ] {
        let desk = Desk::with_card(card());
        let mut port = Port::open_before(&desk, window);
        port.send(authenticate());
        assert_eq!(port.answer().expect("an answer")["answer"], answer);
        port.send(STATUS);
        port.send(WATCH);
        assert_eq!(port.answer(), None);
        assert!(port.host_ends().is_ok());
    }
}
