//! What a person is told who asks why it does not work: a line for each cause, each with what to do; and no try for it.

use std::time::{Duration, SystemTime};

use mpa_host::{
    card::{OtherTries, Tries},
    certificate::{Dates, Validity},
    doctor::{
        CardSeen, CertificateSeen, Finding, Os, Pin, Report, State, Surroundings, diagnose,
        diagnose_silence,
    },
    error::ErrorCode,
    inspection::{CardFinding, Findings, ReaderFinding},
    text::Lang,
};
use x509_cert::der::DateTime;

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
    let beside = |state: &'static str| {
        let lines = [
            running,
            works,
            works,
            state,
            "card:good",
            "certificate:good",
        ];
        [&lines[..], &pins].concat()
    };
    let cases: [(&str, Vec<ReaderFinding>, Vec<&str>); 14] = [
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
            "one in use beside it",
            vec![reader("1", Some(CardFinding::InUse)), reader("2", good())],
            beside("card:warning"),
        ),
        (
            "an unresponsive one beside it",
            vec![
                reader("1", Some(CardFinding::Unresponsive)),
                reader("2", good()),
            ],
            beside("card:warning"),
        ),
        (
            "a lost one beside it",
            vec![reader("1", Some(CardFinding::Lost)), reader("2", good())],
            beside("card:warning"),
        ),
        (
            "another card beside it",
            vec![reader("1", Some(CardFinding::Foreign)), reader("2", good())],
            beside("card:warning"),
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
fn every_finding() -> Vec<Finding> {
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
