//! One card with what the program adds to it: controls, counters on disk, trace, latency.

use std::fs;
use std::thread;

use crate::program::ProgramError;
use crate::program::arguments::Arguments;
use crate::program::fault::{Effect, Fault, Faults, changed};
use crate::program::latency::Latency;
use crate::program::state::StateFile;
use crate::program::trace::Trace;
use crate::{Card, Personalisation};

/// The card and its surroundings.
pub(super) struct Emulator {
    card: Card,
    state: Option<StateFile>,
    trace: Option<Trace>,
    latency: Option<Latency>,
    faults: Faults,
    held: Option<Vec<u8>>,
}

/// What goes back to vpcd.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// This frame.
    Frame(Vec<u8>),
    /// Nothing, because nothing is expected.
    Silence,
    /// Nothing yet: [`Emulator::release`] gives the answer.
    Held,
    /// This frame, and then the card is gone.
    Last(Vec<u8>),
    /// Nothing, because the card is gone.
    Gone,
}

impl Emulator {
    /// Makes the card; it has no power yet.
    pub(super) fn new(arguments: Arguments) -> Result<Self, ProgramError> {
        let mut card = if arguments.foreign {
            Card::foreign()
        } else {
            Card::new(personalisation(&arguments)?)
        }
        .with_switches(arguments.switches);
        card.power_off();
        let state = arguments.state.map(|path| StateFile::open(path, &mut card));
        Ok(Self {
            state: state.transpose()?,
            trace: arguments
                .trace
                .map(|path| Trace::open(path, arguments.trace_times))
                .transpose()?,
            card,
            latency: arguments.latency,
            faults: arguments.faults,
            held: None,
        })
    }

    /// Plays the card's part for one frame: a control of one byte, or a command.
    pub(super) fn answer(&mut self, frame: &[u8]) -> Result<Answer, ProgramError> {
        match frame {
            [0] => {
                self.trace("- power-off")?;
                self.card.power_off();
            }
            [1] => {
                self.trace("- power-on")?;
                self.card.power_on();
            }
            [2] => {
                self.trace("- reset")?;
                self.card.reset();
            }
            // Asked for at every poll: it would drown the trace.
            [4] => return Ok(Answer::Frame(self.card.atr().to_vec())),
            // Controls that this version of vpcd does not have ask for no answer.
            [_] => {}
            command => return self.exchange(command),
        }
        Ok(Answer::Silence)
    }

    /// The card has been taken away, and an answer that was held with it.
    pub(super) fn lose_power(&mut self) -> Result<(), ProgramError> {
        self.card.power_off();
        match self.held.take() {
            Some(_) => self.trace("<"),
            None => Ok(()),
        }
    }

    pub(super) fn arm(&mut self, fault: Fault) {
        self.faults.arm(fault);
    }

    pub(super) fn disarm(&mut self) {
        self.faults.disarm();
    }

    /// The answer that was held, if one was.
    pub(super) fn release(&mut self) -> Result<Option<Vec<u8>>, ProgramError> {
        let answer = self.held.take();
        if let Some(answer) = &answer {
            self.trace(&format!("< {}", hex(answer)))?;
        }
        Ok(answer)
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Answer, ProgramError> {
        self.trace(&format!("> {}", hex(command)))?;
        let effect = self.faults.strike(command);
        let response = match &effect {
            Some(Effect::GoneBefore) => {
                self.trace("<")?;
                return Ok(Answer::Gone);
            }
            Some(Effect::Instead(bytes)) => {
                self.trace(&format!("< {}", hex(bytes)))?;
                return Ok(Answer::Frame(bytes.clone()));
            }
            Some(Effect::Blackout) => {
                self.trace("- blackout")?;
                self.card.power_off();
                self.card.power_on();
                self.card.execute(command)
            }
            _ => self.card.execute(command),
        };
        // On disk before anybody learns of it: a try that was spent stays spent.
        if let Some(state) = &mut self.state {
            state.keep(&self.card)?;
        }
        if let Some(latency) = self.latency {
            thread::sleep(latency.of(command, &response));
        }
        if response.is_empty() || effect == Some(Effect::GoneDuring) {
            self.trace("<")?;
            return Ok(Answer::Gone);
        }
        let response = effect
            .iter()
            .fold(response, |response, effect| changed(effect, response));
        match effect {
            Some(Effect::Hold) => {
                self.held = Some(response);
                return Ok(Answer::Held);
            }
            Some(Effect::Delay(time)) => thread::sleep(time),
            _ => {}
        }
        self.trace(&format!("< {}", hex(&response)))?;
        Ok(match effect {
            Some(Effect::GoneAfter) => Answer::Last(response),
            _ => Answer::Frame(response),
        })
    }

    fn trace(&mut self, line: &str) -> Result<(), ProgramError> {
        self.trace.as_mut().map_or(Ok(()), |trace| trace.line(line))
    }
}

fn personalisation(arguments: &Arguments) -> Result<Personalisation, ProgramError> {
    let mut personalisation = Personalisation::default();
    if let Some(pin) = &arguments.pin {
        personalisation.auth_pin = pin.clone().into_bytes();
    }
    if let Some(pin) = &arguments.sign_pin {
        personalisation.sign_pin = pin.clone().into_bytes();
    }
    if let Some(path) = &arguments.certificate {
        let der = fs::read(path).map_err(|source| ProgramError::Certificate {
            path: path.clone(),
            source,
        })?;
        personalisation.auth_certificate = Some(der);
    }
    Ok(personalisation)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
