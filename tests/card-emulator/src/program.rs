//! The emulated card behind a virtual reader: the program `card-emulator`.
//!
//! It connects to vpcd, the reader driver of the vsmartcard project that a real PC/SC service
//! loads, and plays the card there; lines on standard input insert and remove it.
//! It must not know how the card comes to its answers.

mod arguments;
mod emulator;
mod fault;
mod latency;
mod link;
mod state;
mod trace;

use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread;

pub use crate::program::arguments::{Arguments, ArgumentsError, USAGE};
pub use crate::program::fault::FaultUnknown;

use crate::program::emulator::{Answer, Emulator};
use crate::program::link::{Link, LinkEvent};

/// Why the program ends with a failure.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// Nobody listens where vpcd should.
    #[error("no virtual reader at {address}; is pcscd running, with vpcd as its driver?")]
    Connect {
        /// Host and port.
        address: String,
        /// What the last attempt met.
        source: io::Error,
    },
    /// The certificate file cannot be read.
    #[error("cannot read the certificate {}", path.display())]
    Certificate {
        /// As given.
        path: PathBuf,
        /// What reading met.
        source: io::Error,
    },
    /// The state file cannot be read or written.
    #[error("cannot read or write the state file {}", path.display())]
    State {
        /// As given.
        path: PathBuf,
        /// What reading or writing met.
        source: io::Error,
    },
    /// The state file holds something else than counters.
    #[error("the state file {} has a line that is no counter: {line}", path.display())]
    StateMalformed {
        /// As given.
        path: PathBuf,
        /// The line.
        line: String,
    },
    /// The trace file cannot be written.
    #[error("cannot write the trace file {}", path.display())]
    Trace {
        /// As given.
        path: PathBuf,
        /// What writing met.
        source: io::Error,
    },
    /// Standard output is gone.
    #[error("cannot write to standard output")]
    Output(#[from] io::Error),
}

/// What the program waits for.
enum Event {
    Line(String),
    InputEnded,
    Link(LinkEvent),
}

/// Runs until `quit`, or the end of `input`; tells on `output` when the card is in and out.
pub fn run(
    arguments: Arguments,
    input: impl BufRead + Send + 'static,
    mut output: impl Write,
) -> Result<(), ProgramError> {
    let mut link = Link::new(arguments.host.clone(), arguments.port);
    let removed = arguments.removed;
    let mut emulator = Emulator::new(arguments)?;
    let (sender, events) = mpsc::channel();
    if !removed {
        link.insert(sender.clone());
    }
    let lines = sender.clone();
    thread::spawn(move || forward_lines(input, &lines));

    // `sender` lives in this scope, so the channel cannot close.
    while let Ok(event) = events.recv() {
        match event {
            Event::InputEnded => break,
            Event::Line(line) => match line.trim() {
                "quit" => break,
                "insert" if link.is_inserted() => tell(&mut output, "inserted")?,
                "insert" => link.insert(sender.clone()),
                "remove" => remove(&mut link, &mut emulator, &mut output)?,
                "disarm" => {
                    emulator.disarm();
                    tell(&mut output, "disarmed")?;
                }
                "release" => {
                    let sent = emulator.release()?.map(|answer| link.send(&answer));
                    match sent {
                        None => tell(&mut output, "nothing held")?,
                        Some(Ok(())) => tell(&mut output, "released")?,
                        Some(Err(_)) => remove(&mut link, &mut emulator, &mut output)?,
                    }
                }
                other => match other.strip_prefix("fault ").map(str::parse) {
                    Some(Ok(fault)) => {
                        emulator.arm(fault);
                        tell(&mut output, "armed")?;
                    }
                    Some(Err(error)) => tell(&mut output, &format!("unknown: {error}"))?,
                    None => tell(
                        &mut output,
                        "unknown: insert, remove, fault, disarm, release or quit",
                    )?,
                },
            },
            Event::Link(LinkEvent::Connected(id, stream)) => {
                if link.connected(id, stream) {
                    tell(&mut output, "inserted")?;
                }
            }
            Event::Link(LinkEvent::Refused(id, source)) if link.is_current(id) => {
                let address = link.address();
                return Err(ProgramError::Connect { address, source });
            }
            Event::Link(LinkEvent::Closed(id)) if link.is_current(id) => {
                remove(&mut link, &mut emulator, &mut output)?;
            }
            Event::Link(LinkEvent::Frame(id, frame)) if link.is_current(id) => {
                let answered = match emulator.answer(&frame)? {
                    Answer::Frame(answer) => link.send(&answer).is_ok(),
                    Answer::Silence => true,
                    Answer::Held => {
                        tell(&mut output, "held")?;
                        true
                    }
                    Answer::Last(answer) => {
                        // Whether it still arrives or not, the card is gone.
                        let _ = link.send(&answer);
                        false
                    }
                    Answer::Gone => false,
                };
                if !answered {
                    remove(&mut link, &mut emulator, &mut output)?;
                }
            }
            // News of a connection that has been given up.
            Event::Link(_) => {}
        }
    }
    link.remove();
    Ok(())
}

fn remove(
    link: &mut Link,
    emulator: &mut Emulator,
    output: &mut impl Write,
) -> Result<(), ProgramError> {
    link.remove();
    emulator.lose_power()?;
    Ok(tell(output, "removed")?)
}

fn forward_lines(input: impl BufRead, events: &Sender<Event>) {
    for line in input.lines().map_while(Result::ok) {
        if events.send(Event::Line(line)).is_err() {
            return;
        }
    }
    // The receiver is gone only when the program ends anyway.
    let _ = events.send(Event::InputEnded);
}

fn tell(output: &mut impl Write, word: &str) -> io::Result<()> {
    writeln!(output, "{word}")?;
    output.flush()
}
