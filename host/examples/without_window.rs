//! A login over the system's smart card service in which the PIN is on the standard input, so that nobody is waited for:
//! what a login costs, to be compared with programs that have no window. It prints when it was how far, in microseconds.
//!
//! `without_window [extended-reading]`. A PIN that is wrong costs a try, as in any login.

use std::{
    io::{self, BufRead as _, Write as _},
    process::ExitCode,
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant, SystemTime},
};

use mpa_host::{
    card::Forms,
    challenge::{Challenge, Nonce},
    dialog::{Dialog, Person, Screen},
    login::{COUNTER_TRUSTED_FOR, Event, Login},
    origin::Origin,
    pin::{Pin, PinEntry},
    reader::PcscReaders,
    unfinished::Unfinished,
};

fn main() -> ExitCode {
    let began = Instant::now();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let extended_reading = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["extended-reading"] => true,
        _ => return complaint("usage: without_window [extended-reading]"),
    };
    let (Ok(origin), Ok(nonce)) = (
        Origin::parse("https://portal.example"),
        Nonce::parse(&"n".repeat(44)),
    ) else {
        return complaint("the challenge");
    };
    let Some(pin) = pin() else {
        return complaint("four digits are expected on the standard input");
    };
    let (events, inbox) = mpsc::channel();
    let hand = Hand {
        began,
        pin: Mutex::new(Some(pin)),
        events: events.clone(),
    };
    let login = Login {
        challenge: Challenge::of_site(&origin, &nonce),
        number_wanted: false,
        timeout: Duration::from_secs(60),
        readers: Arc::new(PcscReaders::default()),
        unfinished: Unfinished::in_folder(&std::env::temp_dir()),
        now: SystemTime::now,
        counter_trusted_for: COUNTER_TRUSTED_FOR,
        forms: Forms {
            extended_reading,
            ..Forms::default()
        },
    };
    match login.run(&hand, &events, &inbox) {
        Ok(_) => {
            tell(began, "signed");
            ExitCode::SUCCESS
        }
        Err(ended) => complaint(&ended.to_string()),
    }
}

/// The person: enters the PIN as soon as it is asked for, and has only the one.
struct Hand {
    began: Instant,
    pin: Mutex<Option<Pin>>,
    events: mpsc::Sender<Event>,
}

impl Dialog for Hand {
    fn show(&self, screen: Screen) {
        let done = match screen {
            Screen::EnterPin { .. } => {
                tell(self.began, "asked");
                let pin = self.pin.lock().ok().and_then(|mut pin| pin.take());
                pin.map_or(Person::Cancelled, Person::Pin)
            }
            Screen::ConfirmLastTry | Screen::Refused { .. } => Person::Cancelled,
            Screen::Starting
            | Screen::Waiting(_)
            | Screen::Reading
            | Screen::Working
            | Screen::Done => return,
        };
        // Nobody listens once the login has ended.
        drop(self.events.send(done.into()));
    }
}

fn pin() -> Option<Pin> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).ok()?;
    let mut entry = PinEntry::new();
    for digit in line.trim_end().chars() {
        entry.push(digit).ok()?;
    }
    entry.take()
}

fn tell(began: Instant, what: &str) {
    let line = format!("{what} {}\n", began.elapsed().as_micros());
    // Whoever started this may no longer listen.
    drop(io::stdout().write_all(line.as_bytes()));
}

fn complaint(text: &str) -> ExitCode {
    drop(writeln!(io::stderr(), "without_window: {text}"));
    ExitCode::FAILURE
}
