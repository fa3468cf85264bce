//! What a person is told who asks why it does not work: a line for each cause, each with what to do; and no try for it.

use std::time::{Duration, SystemTime};

use card_emulator::{Card, Personalisation, PinName};
use mpa_host::{
    card::{OtherTries, TransportFault, Tries},
    certificate::{Dates, Validity},
    doctor::{
        CardSeen, CertificateSeen, Finding, Os, Pin, Report, State, Surroundings, diagnose,
        diagnose_silence,
    },
    error::ErrorCode,
    inspection::{CardFinding, Findings, ReaderFinding},
    login_lock::LoginLock,
    text::Lang,
};
use serde_json::{Value, json};
use x509_cert::der::DateTime;

use crate::{
    desk::Desk,
    exchanges::transactions,
    logins::{card, fixture},
    pin_rules::{signs_without_pin, tries},
    port::{Port, Window},
};

const DOCTOR: &str = r#"{"protocol":1,"request":"doctor","lang":"en"}"#;

fn surroundings() -> Surroundings {
    Surroundings {
        os: Os::Linux,
        // 2026-11-26T00:00:00Z.
        now: || SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_651_200),
        usb_devices: None,
        log_folder: None,
        home: None,
    }
}

fn reader(name: &str, card: Option<CardFinding>) -> ReaderFinding {
    ReaderFinding {
        name: name.to_owned(),
        is_virtual: name.starts_with("Windows Hello"),
        card,
    }
}

fn validity(not_before: (u16, u8, u8), not_after: (u16, u8, u8)) -> Validity {
    let moment = |(year, month, day), hour, minute, second| {
        DateTime::new(year, month, day, hour, minute, second).expect("a moment")
    };
    Validity {
        not_before: moment(not_before, 0, 0, 0),
        // A day's last second in Japan.
        not_after: moment(not_after, 14, 59, 59),
    }
}

fn my_number(tries: [u8; 4], certificate: Result<Validity, ErrorCode>) -> CardFinding {
    let [auth, signature, text_input, resident] = tries.map(Tries);
    CardFinding::MyNumber {
        tries: auth,
        certificate,
        others: Some(OtherTries {
            signature: Some(signature),
            text_input: Some(text_input),
            resident: Some(resident),
        }),
    }
}

/// `name:state` of each line but those of the program itself.
fn lines(findings: &[Finding]) -> Vec<String> {
    let own = ["host", "system", "log-folder"];
    let line = |finding: &Finding| format!("{}:{}", finding.name(), finding.state().name());
    let rest = findings
        .iter()
        .filter(|finding| !own.contains(&finding.name()));
    rest.map(line).collect()
}

#[test]
fn each_cause_has_its_line() {
    let valid = Ok(validity((2025, 4, 1), (2030, 4, 1)));
    let good = || Some(my_number([3, 5, 3, 3], valid));
    let pins = [
        "pin-user-authentication:good",
        "pin-signature:good",
        "pin-text-input:good",
        "pin-resident:good",
    ];
    let (running, works) = ("reader-service:good", "reader:good");
    let usual = [
        &[running, works, "card:good", "certificate:good"][..],
        &pins,
    ]
    .concat();
    let one = |card| vec![reader("Reader 1", card)];
    let cases: [(&str, Vec<ReaderFinding>, Vec<&str>); 11] = [
        ("all is well", one(good()), usual),
        ("no reader", vec![], vec![running, "reader:bad"]),
        (
            "only a part of the computer",
            vec![reader("Windows Hello 1", None)],
            vec![running, "reader:bad", "virtual-reader:note"],
        ),
        ("no card", one(None), vec![running, works, "card:warning"]),
        (
            "another card",
            one(Some(CardFinding::Foreign)),
            vec![running, works, "card:bad"],
        ),
        (
            "in use",
            one(Some(CardFinding::InUse)),
            vec![running, works, "card:bad"],
        ),
        (
            "unresponsive",
            one(Some(CardFinding::Unresponsive)),
            vec![running, works, "card:bad"],
        ),
        (
            "lost",
            one(Some(CardFinding::Lost)),
            vec![running, works, "card:bad"],
        ),
        (
            "another card beside it",
            vec![reader("1", Some(CardFinding::Foreign)), reader("2", good())],
            [
                &[
                    running,
                    works,
                    works,
                    "card:warning",
                    "card:good",
                    "certificate:good",
                ][..],
                &pins,
            ]
            .concat(),
        ),
        (
            "several cards",
            vec![reader("1", good()), reader("2", good())],
            [
                &[
                    running,
                    works,
                    works,
                    "one-card:bad",
                    "card:good",
                    "certificate:good",
                ][..],
                &pins,
                &["card:good", "certificate:good"],
                &pins,
            ]
            .concat(),
        ),
        (
            "one try, none, the last one, none",
            one(Some(my_number([1, 0, 1, 0], valid))),
            vec![
                running,
                works,
                "card:good",
                "certificate:good",
                "pin-user-authentication:warning",
                "pin-signature:warning",
                "pin-text-input:warning",
                "pin-resident:warning",
            ],
        ),
    ];
    for (name, readers, expected) in cases {
        let found = diagnose(&Findings::Readers(readers), &surroundings());
        assert_eq!(lines(&found), expected, "{name}");
    }
    let stopped = diagnose(&Findings::ServiceStopped, &surroundings());
    assert_eq!(lines(&stopped), ["reader-service:bad"]);
    assert_eq!(
        lines(&diagnose_silence(&surroundings())),
        ["reader-service:bad"]
    );
}

#[test]
fn a_reader_without_driver_is_named() {
    let devices = tempfile::tempdir().expect("a folder");
    for (folder, file, content) in [
        ("1-1", "product", "Example Reader\n"),
        ("1-1:1.0", "bInterfaceClass", "0b\n"),
    ] {
        let folder = devices.path().join(folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(file), content).expect("a file");
    }
    let with_usb = Surroundings {
        usb_devices: Some(devices.path().to_owned()),
        ..surroundings()
    };
    let diagnosed = |readers| lines(&diagnose(&Findings::Readers(readers), &with_usb));
    assert_eq!(diagnosed(vec![]), ["reader-service:good", "driver:bad"]);
    assert_eq!(
        diagnosed(vec![reader("Windows Hello 1", None)]),
        ["reader-service:good", "driver:bad", "virtual-reader:note"]
    );
    assert_eq!(
        diagnosed(vec![reader("Maker Example Reader 00 00", None)]),
        ["reader-service:good", "reader:good", "card:warning"]
    );
}

#[test]
fn a_certificates_days_are_counted_in_japan_and_its_end_is_announced() {
    let cases = [
        // Today is the 26th of November 2026 in Japan, at nine in the morning.
        ((2025, 4, 1), (2030, 4, 1), "good", "1222 days left"),
        ((2025, 4, 1), (2027, 2, 27), "good", "93 days left"),
        ((2025, 4, 1), (2027, 2, 26), "warning", "92 days left"),
        ((2025, 4, 1), (2026, 11, 27), "warning", "1 day left"),
        ((2025, 4, 1), (2026, 11, 26), "warning", "0 days left"),
        (
            (2021, 4, 1),
            (2026, 11, 25),
            "bad",
            "ended on 2026-11-25, and this computer’s date is 2026-11-26",
        ),
        (
            (2027, 1, 1),
            (2031, 4, 1),
            "bad",
            "from 2027-01-01, and this computer’s date is 2026-11-26",
        ),
    ];
    for (begin, end, state, words) in cases {
        let card = my_number([3, 5, 3, 3], Ok(validity(begin, end)));
        let found = Findings::Readers(vec![reader("Reader 1", Some(card))]);
        let report = Report::new(&diagnose(&found, &surroundings()), Lang::En);
        let line = report.lines.iter().find(|line| line.name == "certificate");
        let line = line.expect("a line");
        assert_eq!(line.state.name(), state, "{end:?}");
        assert!(line.text.contains(words), "{}", line.text);
    }
}

/// Everything that can be found.
pub(crate) fn every_finding() -> Vec<Finding> {
    let name = || "Example Reader 00 00".to_owned();
    let validity = validity((2022, 1, 1), (2027, 1, 1));
    let dates = || Dates {
        certificate: "2026-01-01".to_owned(),
        computer: "2026-11-26".to_owned(),
    };
    let mut findings = vec![
        Finding::ServiceRunning,
        Finding::Silent,
        Finding::Reader(name()),
        Finding::VirtualReader("Windows Hello for Business 1".to_owned()),
        Finding::ReaderWithoutDriver(name()),
        Finding::NoReader,
        Finding::NoCard,
        Finding::SeveralCards,
        Finding::Certificate(CertificateSeen::Valid(validity, 400)),
        Finding::Certificate(CertificateSeen::EndsSoon(validity, 36)),
        Finding::Host,
        Finding::System(Os::Linux, "2026-11-26".to_owned()),
        Finding::LogFolder("~/.local/state/mpa-host".to_owned()),
        Finding::LogFolderUnwritable("~/.local/state/mpa-host".to_owned()),
        Finding::NoLogFolder,
    ];
    findings.extend([Os::Linux, Os::Windows, Os::MacOs].map(Finding::ServiceStopped));
    findings.extend(
        [
            CardSeen::MyNumber,
            CardSeen::Foreign,
            CardSeen::ForeignBeside,
            CardSeen::InUse,
            CardSeen::Unresponsive,
            CardSeen::Lost,
        ]
        .map(|seen| Finding::Card(name(), seen)),
    );
    findings.extend(
        [
            ErrorCode::CertificateExpired,
            ErrorCode::CertificateNotYetValid,
        ]
        .map(|code| Finding::Certificate(CertificateSeen::OutOfDate(code, dates()))),
    );
    findings.extend(
        [
            ErrorCode::CertificateMissing,
            ErrorCode::CertificateInvalid,
            ErrorCode::KeyUnsupported,
        ]
        .map(|code| Finding::Certificate(CertificateSeen::Unusable(code))),
    );
    for pin in [
        Pin::UserAuthentication,
        Pin::Signature,
        Pin::TextInput,
        Pin::Resident,
    ] {
        findings.extend(
            [None, Some(0), Some(1), Some(3)].map(|left| Finding::Pin(pin, left.map(Tries))),
        );
    }
    findings
}

#[test]
fn every_line_says_what_to_do_in_both_languages_where_something_is_to_be_done() {
    for lang in Lang::ALL {
        let report = Report::new(&every_finding(), lang);
        let mut said = std::collections::HashSet::new();
        for line in &report.lines {
            let wanted = matches!(line.state, State::Bad | State::Warning);
            assert_eq!(line.next.is_some(), wanted, "{line:?}");
            assert!(
                said.insert((&line.text, &line.next)),
                "{line:?} says what another says"
            );
            let words = [Some(&line.text), line.next.as_ref()].into_iter().flatten();
            for text in words {
                assert!(text.ends_with(['。', '.']), "{text}");
                assert!(text.chars().count() <= 400, "{text}");
                assert_eq!(text.contains('。'), lang == Lang::Ja, "{text}");
            }
        }
        // In one frame, several times over.
        let size = serde_json::to_vec(&report).expect("JSON").len();
        assert!(size < 65_536 / 3, "{size}");
    }
}

#[test]
fn the_words_that_must_not_be_missing() {
    let cases = [
        (
            Finding::Card("R".to_owned(), CardSeen::Lost),
            "金属の机",
            "metal",
        ),
        (
            Finding::Card("R".to_owned(), CardSeen::Unresponsive),
            "金属の机",
            "metal",
        ),
        (
            Finding::Card("R".to_owned(), CardSeen::InUse),
            "ほかのソフト",
            "another program",
        ),
        (Finding::NoReader, "ドライバー", "driver"),
        (Finding::ServiceStopped(Os::Linux), "pcscd", "pcscd"),
        (
            Finding::ReaderWithoutDriver("R".to_owned()),
            "先につないだ",
            "before its driver",
        ),
        (
            Finding::Pin(Pin::UserAuthentication, Some(Tries(0))),
            "市区町村の窓口",
            "municipal office",
        ),
        (
            Finding::Pin(Pin::UserAuthentication, Some(Tries(0))),
            "顔認証マイナンバーカード",
            "without PINs",
        ),
        (
            Finding::Pin(Pin::Signature, Some(Tries(0))),
            "コンビニ",
            "kiosk",
        ),
        (
            Finding::Pin(Pin::Resident, Some(Tries(0))),
            "コンビニの端末ではできません",
            "kiosks cannot",
        ),
        (
            Finding::Pin(Pin::TextInput, Some(Tries(1))),
            "取り違え",
            "one of the four",
        ),
        (
            Finding::Pin(Pin::UserAuthentication, Some(Tries(3))),
            "ログインに使うのは、これ",
            "to log in with",
        ),
    ];
    for (finding, ja, en) in cases {
        for (lang, word) in [(Lang::Ja, ja), (Lang::En, en)] {
            let report = Report::new(std::slice::from_ref(&finding), lang);
            let line = &report.lines[0];
            let next = line.next.as_deref().unwrap_or_default();
            assert!(
                line.text.contains(word) || next.contains(word),
                "{line:?}: {word}"
            );
        }
    }
}

#[test]
fn a_person_reads_marks_and_next_steps_and_a_program_no_colours() {
    let findings = [Finding::ServiceRunning, Finding::NoReader];
    let report = Report::new(&findings, Lang::En);
    let written = |on_terminal| {
        let mut out = Vec::new();
        report.write_plain(&mut out, on_terminal).expect("written");
        String::from_utf8(out).expect("UTF-8")
    };
    let plain = written(false);
    let lines: Vec<&str> = plain.lines().collect();
    assert_eq!(lines[0], "✓ The smart card service is running.");
    assert_eq!(lines[1], "✗ No card reader was found.");
    assert!(lines[2].starts_with("  → Plug its USB cable"));
    assert_eq!(
        lines[3..].len(),
        2,
        "a summary follows, after an empty line"
    );
    assert!(!plain.contains('\u{1b}'));
    let coloured = written(true);
    assert!(coloured.contains("\u{1b}[1;31m✗\u{1b}[0m No card reader"));
    assert!(coloured.lines().all(|line| line.chars().count() <= 100));
}

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
    // SELECT, two counters' worth of nothing, and the block that was under way.
    assert_eq!(transactions(&desk), [3]);
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
