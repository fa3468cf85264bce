//! Shows any screen of the login window, without reader, card or browser, for looking at and for the window's test.
//!
//! `screens LANG SCREEN [ORIGIN]` shows one; each further line on the standard input names the next, and its end
//! closes the window. What the person does is printed, one word a line; a PIN is counted, never printed.
//! `screens list` prints the names.

use std::{
    io::{self, BufRead as _, Write as _},
    process::ExitCode,
    thread,
};

use mpa_host::{
    card::Tries,
    certificate::Dates,
    dialog::{Dialog as _, Opening, Person, PinNotice, Screen, Waiting},
    error::ErrorCode,
    text::Lang,
    window::{self, Handle},
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (lang, name, origin) = match arguments[..] {
        ["list"] => {
            for (name, _) in screens() {
                print(name);
            }
            return ExitCode::SUCCESS;
        }
        [lang, name] => (lang, name, "https://portal.example"),
        [lang, name, origin] => (lang, name, origin),
        _ => return complaint("usage: screens ja|en SCREEN [ORIGIN], or: screens list"),
    };
    let Some(screen) = named(name) else {
        return complaint("no such screen; `screens list` names them");
    };
    let opening = Opening {
        origin: origin.to_owned(),
        lang: if lang == "ja" { Lang::Ja } else { Lang::En },
    };
    let person = |person| {
        print(match person {
            Person::Pin(_) => "pin",
            Person::Confirmed => "confirmed",
            Person::Reconsidered => "reconsidered",
            Person::Cancelled => "cancelled",
            Person::Acknowledged => "acknowledged",
            Person::Again => "again",
        });
    };
    let shown = window::run(opening, Box::new(person), |handle| {
        thread::spawn(move || follow(&handle, screen));
    });
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => complaint(&fault.to_string()),
    }
}

/// Shows the first screen, then each that a line names, until the input ends.
fn follow(handle: &Handle, first: Screen) {
    handle.show(first);
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        match named(line.trim()) {
            Some(screen) => handle.show(screen),
            None => print("no such screen"),
        }
    }
}

fn named(name: &str) -> Option<Screen> {
    screens()
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, screen)| screen)
}

fn screens() -> Vec<(&'static str, Screen)> {
    let pin = |tries, notice| Screen::EnterPin {
        tries: Tries(tries),
        notice,
    };
    let refused = |code, certificate: Option<&str>| Screen::Refused {
        code,
        dates: certificate.map(|certificate| Dates {
            certificate: certificate.to_owned(),
            computer: "2026-11-24".to_owned(),
        }),
    };
    let readers = vec![
        "ACS ACR39U ICC Reader 00 00".to_owned(),
        "SONY FeliCa RC-S300/P 01 00".to_owned(),
    ];
    vec![
        ("starting", Screen::Starting),
        ("service", Screen::Waiting(Waiting::Service)),
        ("reader", Screen::Waiting(Waiting::Reader)),
        ("card", Screen::Waiting(Waiting::Card)),
        ("card-again", Screen::Waiting(Waiting::CardAgain)),
        ("my-number-card", Screen::Waiting(Waiting::MyNumberCard)),
        ("better-contact", Screen::Waiting(Waiting::BetterContact)),
        ("card-free", Screen::Waiting(Waiting::CardFree)),
        ("one-card", Screen::Waiting(Waiting::OneCard { readers })),
        ("pin", pin(3, None)),
        ("pin-wrong", pin(2, Some(PinNotice::Wrong))),
        ("pin-last", pin(1, Some(PinNotice::Wrong))),
        ("pin-fault-counted", pin(2, Some(PinNotice::FaultCounted))),
        (
            "pin-fault-not-counted",
            pin(3, Some(PinNotice::FaultNotCounted)),
        ),
        ("pin-fault-unclear", pin(2, Some(PinNotice::FaultUnclear))),
        ("pin-answer-lost", pin(2, Some(PinNotice::AnswerLost))),
        ("pin-tries-changed", pin(2, Some(PinNotice::TriesChanged))),
        ("last-try", Screen::ConfirmLastTry),
        ("reading", Screen::Reading),
        ("working", Screen::Working),
        ("pin-blocked", refused(ErrorCode::PinBlocked, None)),
        (
            "expired",
            refused(ErrorCode::CertificateExpired, Some("2026-03-31")),
        ),
        (
            "not-yet-valid",
            refused(ErrorCode::CertificateNotYetValid, Some("2026-12-01")),
        ),
        ("missing", refused(ErrorCode::CertificateMissing, None)),
        (
            "signature-invalid",
            refused(ErrorCode::SignatureInvalid, None),
        ),
        (
            "card-number-unreadable",
            refused(ErrorCode::CardNumberUnreadable, None),
        ),
        ("done", Screen::Done),
    ]
}

fn print(word: &str) {
    // Whoever reads it may be gone; the window goes on.
    let _gone = writeln!(io::stdout().lock(), "{word}");
}

fn complaint(words: &str) -> ExitCode {
    let _gone = writeln!(io::stderr().lock(), "{words}");
    ExitCode::FAILURE
}
