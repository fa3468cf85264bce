//! What the doctor asks of a card and makes of it, seen from the port: four counters, and no try for any of them.

use std::time::Duration;

use card_emulator::{Card, Personalisation, PinName};
use mpa_host::{card::TransportFault, inspection::Times, login_lock::LoginLock};
use serde_json::{Value, json};

use crate::{
    desk::Desk,
    exchanges::transactions,
    inspections::INSPECT,
    logins::{card, fixture},
    pin_rules::{signs_without_pin, tries},
    port::{Port, Window},
};

const DOCTOR: &str = r#"{"protocol":1,"request":"doctor","lang":"en"}"#;

impl Port {
    /// `name:state` of each line that a card is the reason for.
    #[track_caller]
    fn is_told_of_the_card(&mut self) -> Vec<String> {
        self.send(DOCTOR);
        let answer = self.answer().expect("an answer");
        assert_eq!(answer["answer"], "doctor");
        let lines = answer["lines"].as_array().expect("lines");
        let about_card =
            |name: &str| name == "card" || name == "certificate" || name.starts_with("pin-");
        let said = |line: &Value, field: &str| line[field].as_str().expect("text").to_owned();
        lines
            .iter()
            .filter(|line| about_card(&said(line, "name")))
            .map(|line| format!("{}:{}", said(line, "name"), said(line, "state")))
            .collect()
    }
}

/// The lines of a My Number card with these states: certificate and the four PINs.
fn card_lines([certificate, auth, signature, text_input, resident]: [&str; 5]) -> Vec<String> {
    vec![
        "card:good".to_owned(),
        format!("certificate:{certificate}"),
        format!("pin-user-authentication:{auth}"),
        format!("pin-signature:{signature}"),
        format!("pin-text-input:{text_input}"),
        format!("pin-resident:{resident}"),
    ]
}

#[test]
fn each_card_is_told_and_no_try_is_spent() {
    let with = |certificate: Option<&[u8]>| {
        Card::new(Personalisation {
            auth_certificate: certificate.map(<[u8]>::to_vec),
            ..Personalisation::default()
        })
    };
    let left = |name, tries| {
        let mut card = card();
        card.set_tries(name, tries);
        card
    };
    let good = ["good"; 5];
    let cases = [
        ("usual", card(), good),
        (
            "last try",
            left(PinName::Auth, 1),
            ["good", "warning", "good", "good", "good"],
        ),
        (
            "blocked",
            left(PinName::Auth, 0),
            ["good", "bad", "good", "good", "good"],
        ),
        (
            "signature",
            left(PinName::Sign, 0),
            ["good", "good", "warning", "good", "good"],
        ),
        (
            "text input",
            left(PinName::TextInput, 1),
            ["good", "good", "good", "warning", "good"],
        ),
        (
            "resident",
            left(PinName::Resident, 0),
            ["good", "good", "good", "good", "warning"],
        ),
        ("another applet's", left(PinName::Common, 0), good),
        (
            "expired",
            with(Some(fixture!("auth-expired.der"))),
            ["bad", "good", "good", "good", "good"],
        ),
        (
            "early",
            with(Some(fixture!("auth-not-yet-valid.der"))),
            ["bad", "good", "good", "good", "good"],
        ),
        (
            "no certificate",
            with(None),
            ["bad", "good", "good", "good", "good"],
        ),
        (
            "another key",
            with(Some(fixture!("auth-p384.der"))),
            ["bad", "good", "good", "good", "good"],
        ),
    ];
    for (name, card, states) in cases {
        let before = PinName::ALL.map(|pin| card.tries(pin));
        let desk = Desk::with_card(card);
        let mut port = Port::open_before(&desk, Window::None);
        assert_eq!(port.is_told_of_the_card(), card_lines(states), "{name}");
        assert_eq!(desk.verifies(), 0, "{name}");
        assert_eq!(
            PinName::ALL.map(|pin| desk.own_card_tries(pin)),
            before,
            "{name}"
        );
    }
    let desk = Desk::with_card(Card::foreign());
    let mut port = Port::open_before(&desk, Window::None);
    assert_eq!(port.is_told_of_the_card(), ["card:bad"]);
}

#[test]
fn an_examination_costs_fifteen_exchanges_and_leaves_the_card_as_a_look_does() {
    let desk = Desk::with_card(card());
    let mut port = Port::open_before(&desk, Window::None);
    port.is_told_of_the_card();
    // A look's nine, and: signature PIN; SELECT and PIN, twice; SELECT.
    assert_eq!(transactions(&desk), [15]);
    let commands = desk.commands();
    let queries = commands.iter().filter(|command| command[1] == 0x20);
    let asked: Vec<&[u8]> = queries.map(Vec::as_slice).collect();
    let expected: [&[u8]; 4] = [
        &[0x00, 0x20, 0x00, 0x98],
        &[0x00, 0x20, 0x00, 0x9B],
        &[0x00, 0x20, 0x00, 0x91],
        &[0x00, 0x20, 0x00, 0x9C],
    ];
    assert_eq!(
        asked, expected,
        "four bytes each: with data it would be a try"
    );
    assert_eq!(
        commands.last(),
        commands.first(),
        "SELECT of the JPKI applet"
    );
    assert_eq!(tries(&desk), 3);
    assert!(!signs_without_pin(&desk));

    let mut without_short_ids = card();
    without_short_ids.switches_mut().short_ef_ids = false;
    let desk = Desk::with_card(without_short_ids);
    let mut port = Port::open_before(&desk, Window::None);
    assert_eq!(port.is_told_of_the_card(), card_lines(["good"; 5]));
    assert_eq!((transactions(&desk), desk.verifies()), (vec![21], 0));
}

#[test]
fn what_another_applet_refuses_does_not_change_how_the_jpki_applet_is_asked() {
    let desk = Desk::with_card(card());
    // The PIN of 券面事項入力補助 can be asked for only once its file is selected.
    desk.interfere(|_, command| {
        (command == [0x00, 0x20, 0x00, 0x91]).then(|| Ok(vec![0x6A, 0x86]))
    });
    let mut port = Port::open_before(&desk, Window::None);
    port.send(INSPECT);
    port.answer().expect("an answer");
    let look = desk.commands();
    assert_eq!(port.is_told_of_the_card(), card_lines(["good"; 5]));
    port.send(INSPECT);
    port.answer().expect("an answer");
    let commands = desk.commands();
    assert_eq!(commands[commands.len() - look.len()..], look);
    assert_eq!(transactions(&desk), [9, 17, 9]);
}

#[test]
fn what_goes_wrong_during_an_examination_is_told_apart() {
    let select =
        |last: u8| move |command: &[u8]| command[1] == 0xA4 && command.ends_with(&[0x04, last]);
    let (text_input, resident) = (select(0x08), select(0x01));
    let query = |p2: u8| move |command: &[u8]| command == [0x00, 0x20, 0x00, p2];
    let unknown = |at: usize| {
        let mut states = ["good"; 5];
        states[at] = "note";
        card_lines(states)
    };
    let one = |state: &str| vec![format!("card:{state}")];
    let refused = || Ok(vec![0x6A, 0x82]);
    type Which = Box<dyn Fn(&[u8]) -> bool + Send>;
    type Answer = Result<Vec<u8>, TransportFault>;
    let cases: [(&str, Which, Answer, Vec<String>); 9] = [
        ("no text input", Box::new(text_input), refused(), unknown(3)),
        ("no resident", Box::new(resident), refused(), unknown(4)),
        (
            "a PIN held verified",
            Box::new(query(0x91)),
            Ok(vec![0x90, 0x00]),
            unknown(3),
        ),
        (
            "an unknown word",
            Box::new(query(0x9B)),
            Ok(vec![0x69, 0x82]),
            unknown(2),
        ),
        (
            "blocked in another word",
            Box::new(query(0x9C)),
            Ok(vec![0x69, 0x84]),
            { card_lines(["good", "good", "good", "good", "warning"]) },
        ),
        (
            "another program's password",
            Box::new(query(0x9B)),
            Ok(vec![0x90, 0x00]),
            one("bad"),
        ),
        ("no answer", Box::new(query(0x9C)), Ok(vec![]), one("bad")),
        (
            "taken away",
            Box::new(text_input),
            Err(TransportFault::Removed),
            one("bad"),
        ),
        (
            "unplugged",
            Box::new(query(0x98)),
            Err(TransportFault::ReaderGone),
            one("bad"),
        ),
    ];
    for (name, which, answer, expected) in cases {
        let desk = Desk::with_card(card());
        desk.interfere(move |_, command| which(command).then(|| answer.clone()));
        let mut port = Port::open_before(&desk, Window::None);
        assert_eq!(port.is_told_of_the_card(), expected, "{name}");
        assert_eq!((desk.verifies(), tries(&desk)), (0, 3), "{name}");
    }
}

#[test]
fn a_password_that_another_program_has_verified_is_left_to_it() {
    let desk = Desk::with_card(card());
    desk.interfere(|_, command| {
        (command == [0x00, 0x20, 0x00, 0x9B]).then(|| Ok(vec![0x90, 0x00]))
    });
    let mut port = Port::open_before(&desk, Window::None);
    assert_eq!(port.is_told_of_the_card(), ["card:bad"]);
    let selects = desk
        .commands()
        .iter()
        .filter(|command| command[1] == 0xA4)
        .count();
    assert_eq!(selects, 1, "no other applet, which would end that");
}

#[test]
fn an_applet_that_is_not_there_is_asked_nothing() {
    let desk = Desk::with_card(card());
    desk.interfere(|_, command| {
        let other =
            command[1] == 0xA4 && command.len() == 15 && command[5..9] == [0xD3, 0x92, 0x10, 0x00];
        other.then(|| Ok(vec![0x6A, 0x82]))
    });
    let mut port = Port::open_before(&desk, Window::None);
    assert_eq!(
        port.is_told_of_the_card(),
        card_lines(["good", "good", "good", "note", "note"])
    );
    let asked = desk
        .commands()
        .into_iter()
        .filter(|command| command[1] == 0x20);
    assert_eq!(
        asked.map(|command| command[3]).collect::<Vec<u8>>(),
        [0x98, 0x9B]
    );
}

#[test]
fn an_examination_gives_way_to_a_login() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::with_card(card());
    let (reached, go) = desk.pause_at(0xB0);
    let mut port = Port::open_in(Some(folder.path()), &desk, Window::None);
    port.send(DOCTOR);
    reached.recv().expect("it gets there");
    let login = LoginLock::acquire(folder.path()).expect("a file");
    assert!(login.is_some(), "an examination is no login");
    go.send(()).expect("it waits");
    let answer = port.answer().expect("an answer");
    let card = answer["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .find(|line| line["name"] == "card");
    assert!(
        card.expect("a line")["text"]
            .as_str()
            .expect("text")
            .contains("is using the card")
    );
    // SELECT, the counter, and the block that was under way.
    assert_eq!(transactions(&desk), [3]);
}

#[test]
fn a_card_that_never_answers_is_not_waited_for() {
    let desk = Desk::with_card(card());
    let (reached, go) = desk.pause_at(0xB0);
    let times = Times {
        examination_max: Duration::from_millis(50),
        ..Times::default()
    };
    let mut port = Port::open_for(None, &desk, Window::None, times);
    port.send(DOCTOR);
    reached.recv().expect("it gets there");
    let answer = port.answer().expect("an answer");
    let line = &answer["lines"][0];
    assert_eq!(
        (&answer["answer"], &line["name"], &line["state"]),
        (&json!("doctor"), &json!("reader-service"), &json!("bad"))
    );
    assert!(line["next"].is_string(), "{line}");
    // What is found after all answers nothing any more.
    go.send(()).expect("it waits");
    port.send(INSPECT);
    let answer = port.answer().expect("an answer");
    assert_eq!(answer["answer"], "inspect");
}

#[test]
fn service_and_folder_are_told_on_the_port() {
    let desk = Desk::default();
    desk.stop_service(true);
    let folder = tempfile::tempdir().expect("a folder");
    let mut port = Port::open_in(Some(folder.path()), &desk, Window::None);
    port.send(DOCTOR);
    let answer = port.answer().expect("an answer");
    let names: Vec<&Value> = answer["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| &line["name"])
        .collect();
    assert_eq!(names, ["reader-service", "host", "system", "log-folder"]);
    assert_eq!(
        (&answer["format"], &answer["lang"]),
        (&json!(1), &json!("en"))
    );
    let path = folder.path().display().to_string();
    assert!(
        answer["lines"][3]["text"]
            .as_str()
            .expect("text")
            .contains(&path)
    );
}
