//! The most verbose log of whole logins holds nothing that it must not.

use std::{
    io,
    sync::{Arc, Mutex, OnceLock},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use card_emulator::{Card, Personalisation};
use mpa_host::{
    dialog::{Person, PinNotice},
    log,
};
use tracing::Level;

use crate::{
    desk::{Desk, Step},
    logins::fixture,
    person::AtDesk,
    port::{Port, Window},
    portal,
};

/// PINs that no count contains by chance.
pub(crate) const PIN: &str = "7391";
pub(crate) const WRONG_PIN: &str = "8462";

/// What has been written to the log, by every test's logins.
#[derive(Clone, Default)]
pub(crate) struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    /// Has everything logged from now on, as verbose as can be.
    pub(crate) fn begin() -> Self {
        static WRITTEN: OnceLock<Written> = OnceLock::new();
        let begin = || {
            let written = Self::default();
            let writer = written.clone();
            let subscriber = log::subscriber(move || writer.clone(), Level::TRACE);
            tracing::subscriber::set_global_default(subscriber).expect("the only one");
            written
        };
        WRITTEN.get_or_init(begin).clone()
    }

    /// What stands in it, without the time that each line begins with, whose digits are anybody's.
    pub(crate) fn text(&self) -> String {
        let bytes = self.0.lock().expect("whole").clone();
        let text = String::from_utf8(bytes).expect("UTF-8");
        text.lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(_, rest)| format!("{rest}\n"))
            .collect()
    }
}

/// A card with a PIN that can be looked for.
pub(crate) fn card() -> Card {
    Card::new(Personalisation {
        auth_pin: PIN.as_bytes().to_vec(),
        ..Personalisation::default()
    })
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("whole").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_secret_is_in_the_most_verbose_log() {
    // Logins on other tests' threads are in it too, and are checked as well.
    let written = Written::begin();
    let desk = Desk::with_card(card());
    let login = AtDesk::log_in(&desk);
    login
        .is_asked(3, None)
        .enters(WRONG_PIN)
        .is_asked(2, Some(PinNotice::Wrong));
    login.enters(PIN);
    let token = login.is_logged_in();
    let cancelled = AtDesk::log_in(&desk);
    cancelled.is_asked(3, None).does(Person::Cancelled);
    drop(cancelled.ends());
    let mut port = Port::open_before(&desk, Window::Pin(PIN));
    port.send(r#"{"protocol":1,"request":"inspect"}"#);
    assert_eq!(port.answer().expect("an answer")["answer"], "inspect");
    port.send(portal::GOLDEN_REQUEST);
    let portal_answer = port.answer().expect("an answer");

    let log = written.text();
    for expected in ["VERIFY", "SIGN", "9000", "63C2", "wrong PIN", "signed"] {
        assert!(log.contains(expected), "{expected} is missing: {log}");
    }
    let uuid = portal_answer["uuid"].as_str().expect("a string");
    let token = serde_json::to_value(&token).expect("JSON");
    let mut secrets = vec![
        PIN.to_owned(),
        WRONG_PIN.to_owned(),
        token["signature"].as_str().expect("a string")[..16].to_owned(),
        token["unverifiedCertificate"].as_str().expect("a string")[..16].to_owned(),
        subject(),
        Personalisation::default().manufacture_number,
        uuid.to_owned(),
        portal_answer["signature"].as_str().expect("a string")[..16].to_owned(),
        portal_answer["combinationCode"].as_str().expect("a string")[..16].to_owned(),
        "Pin(".to_owned(),
    ];
    let uuid = mpa_host::user_uuid::UserUuid::parse(uuid.as_bytes()).expect("a number");
    secrets.extend(uuid.as_bytes().chunks(8).flat_map(spellings));
    for step in desk.trace() {
        let Step::Exchange { command, answer } = step else {
            continue;
        };
        let answer = answer.expect("an answer");
        for data in [
            command.get(5..).unwrap_or_default(),
            &answer[..answer.len() - 2],
        ] {
            if data.len() >= 4 {
                secrets.extend(spellings(&data[..data.len().min(8)]));
            }
            // A DigestInfo begins alike for every digest.
            if let Some(digest) = data.get(19..27) {
                secrets.extend(spellings(digest));
            }
        }
    }
    let lower = log.to_lowercase();
    for secret in secrets {
        assert!(
            !lower.contains(&secret.to_lowercase()),
            "{secret} is in the log:\n{log}"
        );
    }
}

/// How a log might write bytes.
pub(crate) fn spellings(bytes: &[u8]) -> Vec<String> {
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let decimal: Vec<String> = bytes.iter().map(u8::to_string).collect();
    vec![
        hex.concat(),
        hex.join(" "),
        hex.join(", "),
        decimal.join(", "),
        STANDARD.encode(bytes).trim_end_matches('=').to_owned(),
    ]
}

/// The common name in the fixtures' certificate, as it stands in its bytes.
fn subject() -> String {
    use x509_cert::der::Decode;
    let certificate = x509_cert::Certificate::from_der(fixture!("auth.der")).expect("valid");
    let name = certificate.tbs_certificate().subject().to_string();
    let common = name.split("CN=").nth(1).expect("a common name");
    common.split(',').next().expect("its text").to_owned()
}
