//! Whole logins with a card that answers as it should until the input says otherwise: any answer, any fault, at any
//! exchange, before a person who enters PINs right and wrong.
#![no_main]

mod act;
mod connection;
mod person;
mod table;

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock, mpsc},
    time::{Duration, SystemTime},
};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use mpa_host::{
    card::Forms,
    challenge::{Challenge, Nonce},
    error::ErrorCode,
    login::{COUNTER_TRUSTED_FOR, Ended, Login},
    origin::Origin,
    unfinished::Unfinished,
};

use self::{
    act::{Act, Place},
    person::{AtTable, Entry},
    table::Table,
};

/// One login. Where the input has no more bytes, it goes as it should.
#[derive(Debug, Arbitrary)]
struct Input {
    /// An earlier run was killed before it could lock the card.
    unfinished: bool,
    number_wanted: bool,
    /// A counter is never trusted, so that it is read again before each VERIFY.
    counter_distrusted: bool,
    no_short_ef_ids: bool,
    first_command_6f00: bool,
    /// The host asks for the whole certificate in one answer.
    extended_reading: bool,
    /// The card gives it.
    extended_length: bool,
    tries_spent: u8,
    /// What the card's certificate file holds instead of its own.
    certificate: Option<Vec<u8>>,
    entries: [Entry; 6],
    /// What goes wrong at which exchange.
    acts: Vec<(Place, Act)>,
}

/// How long a login may take that waits for nobody. A hang would be found by it; no login comes near.
const PATIENCE: Duration = Duration::from_secs(20);

/// The markers of this process: one for all its logins, which follow one another.
fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("card-responses-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the marker");
        folder
    })
}

fuzz_target!(|input: Input| {
    let unfinished = Unfinished::in_folder(folder());
    match input.unfinished {
        true => unfinished.set(),
        false => unfinished.clear(),
    }
    let origin = Origin::parse("https://portal.example").expect("an origin");
    let challenge = Challenge::of_site(&origin, &Nonce::parse(&"n".repeat(44)).expect("a nonce"));
    let (events, inbox) = mpsc::channel();
    let table = Table::new(&input, events.clone());
    let person = AtTable::new(&table, events.clone(), input.entries);
    let login = Login {
        challenge: challenge.clone(),
        number_wanted: input.number_wanted,
        timeout: PATIENCE,
        readers: Arc::new(table.clone()),
        unfinished,
        now: SystemTime::now,
        counter_trusted_for: match input.counter_distrusted {
            true => Duration::ZERO,
            false => COUNTER_TRUSTED_FOR,
        },
        forms: Forms {
            extended_reading: input.extended_reading,
            ..Forms::default()
        },
    };
    let result = login.run(&person, &events, &inbox);
    table.login_ended();
    match result {
        Ok(signed) => {
            assert!(table.verifies() > 0, "a signature without a PIN");
            let certificate = &signed.certificate;
            assert!(certificate.verifies(challenge.digest_info(), &signed.signature));
            assert_eq!(signed.number.is_some(), input.number_wanted);
        }
        Err(Ended::Refused { code, .. }) => assert!(
            !matches!(code, ErrorCode::TimedOut | ErrorCode::HostFailed),
            "{code}"
        ),
        Err(Ended::NobodyWaits) => {}
    }
});
