//! The card as a whole: power, the selected application, the current file, and which command is
//! whose.

mod change_pin;
mod read;
mod select;
mod sign;
mod verify;

use crate::applet::{Applet, Content, File, Kind, applets};
use crate::command::Command;
use crate::personalisation::Personalisation;
use crate::pin::{Pin, PinName};
use crate::status::StatusWord;
use crate::switches::{Switches, VerifyAnswer};

/// An emulated card, lying in a reader.
///
/// PIN counters and changed PINs live as long as the value; the rest ends with the power.
#[derive(Debug, Clone)]
pub struct Card {
    atr: Vec<u8>,
    applets: Vec<Applet>,
    pins: Vec<Pin>,
    municipality_code: String,
    expiry: String,
    switches: Switches,
    session: Option<Session>,
}

/// What the card knows only while it has power.
#[derive(Debug, Clone, Default)]
struct Session {
    /// Index into the applications; `None` is the card manager's state after power-up.
    applet: Option<usize>,
    /// Identifier of the current EF.
    file: Option<u8>,
    /// Whether a command has been answered since power-up.
    used: bool,
}

impl Card {
    /// A My Number card, powered as after insertion.
    pub fn new(personalisation: Personalisation) -> Self {
        let pins = PinName::ALL
            .into_iter()
            .map(|name| {
                let value = match name {
                    PinName::Auth => &personalisation.auth_pin,
                    PinName::Sign => &personalisation.sign_pin,
                    PinName::TextInput | PinName::Resident | PinName::Common => {
                        &personalisation.other_pin
                    }
                };
                Pin::new(name, value)
            })
            .collect();
        Self {
            applets: applets(&personalisation),
            atr: personalisation.atr,
            pins,
            municipality_code: personalisation.municipality_code,
            expiry: personalisation.expiry,
            switches: Switches::default(),
            session: Some(Session::default()),
        }
    }

    /// A card that is not a My Number card: it answers 6A82 to every SELECT by name.
    ///
    /// Its ATR is that of a driving licence.
    pub fn foreign() -> Self {
        let mut card = Self::new(Personalisation {
            atr: FOREIGN_ATR.to_vec(),
            ..Personalisation::default()
        });
        card.applets.clear();
        card
    }

    /// The same card with these switches.
    #[must_use]
    pub fn with_switches(mut self, switches: Switches) -> Self {
        self.switches = switches;
        self
    }

    /// The switches, to be changed between two commands.
    pub fn switches_mut(&mut self) -> &mut Switches {
        &mut self.switches
    }

    /// The answer to reset, as a PC/SC reader reports it.
    pub fn atr(&self) -> &[u8] {
        &self.atr
    }

    /// Tries left for a PIN; 0 is blocked.
    pub fn tries(&self, name: PinName) -> u8 {
        self.pin(name).map_or(0, Pin::tries)
    }

    /// Sets the tries left, as an earlier life of the card may have left them.
    ///
    /// A number above the PIN's limit sets the limit.
    pub fn set_tries(&mut self, name: PinName, tries: u8) {
        if let Some(pin) = self.pin_mut(name) {
            pin.set_tries(tries);
        }
    }

    /// Powers the card up; nothing happens if it has power.
    pub fn power_on(&mut self) {
        self.session.get_or_insert_default();
    }

    /// Takes the power away: no application is selected, no PIN verified. Counters stay.
    pub fn power_off(&mut self) {
        self.session = None;
        self.clear_security_status();
    }

    /// A warm reset, or the first power-up if there was none.
    ///
    /// On the measured card it leaves application and security status as they are. The current
    /// EF is forgotten here, so that nobody comes to rely on what is not known.
    pub fn reset(&mut self) {
        self.session.get_or_insert_default().file = None;
    }

    /// Answers one command APDU.
    ///
    /// The response is empty where a card would not answer at all: without power, or where
    /// [`VerifyAnswer::Nothing`] says so.
    pub fn execute(&mut self, command: &[u8]) -> Vec<u8> {
        let Some(session) = &mut self.session else {
            return Vec::new();
        };
        let first = !std::mem::replace(&mut session.used, true);
        if first && self.switches.first_command_6f00 {
            return StatusWord::SelfDiagnosisFailed.bytes().to_vec();
        }
        let command = match Command::parse(command) {
            Ok(command) => command,
            Err(status) => return status.bytes().to_vec(),
        };
        let outcome = self.dispatch(&command);
        if let Some(answer) = self.switches.verify_answer
            && command.class == 0x00
            && command.instruction == 0x20
            && !command.data.is_empty()
        {
            return match answer {
                VerifyAnswer::Status(word) => word.to_be_bytes().to_vec(),
                VerifyAnswer::Nothing => Vec::new(),
            };
        }
        match outcome {
            Ok(mut data) => {
                data.extend(StatusWord::Ok.bytes());
                data
            }
            Err(status) => status.bytes().to_vec(),
        }
    }

    /// Hands the command to its instruction: the data of a response that ends in 9000, or another
    /// status word.
    fn dispatch(&mut self, command: &Command) -> Result<Vec<u8>, StatusWord> {
        match command.class {
            0x00 => match command.instruction {
                0x20 => self.verify(command),
                0x24 => self.change_reference_data(command),
                0x84 => self.get_challenge(command),
                0xA4 => self.select(command),
                0xB0 => self.read_binary(command),
                0xB2 => self.read_record(command),
                // GET RESPONSE: no response of this card is ever left waiting.
                0xC0 => Err(StatusWord::ConditionsNotSatisfied),
                0xCA => self.get_data(command),
                _ => Err(StatusWord::UnknownInstruction),
            },
            0x80 => match command.instruction {
                0x2A => self.compute_digital_signature(command),
                0x32 => self.change_key(command),
                // SET SESSION KEY: no credential of these applications opens it.
                0xAE => Err(StatusWord::SecurityNotSatisfied),
                // A command that telephones answer; this is how a card refuses it.
                0xFC => Err(StatusWord::WrongLength),
                _ => Err(StatusWord::UnknownInstruction),
            },
            0x01..=0x03 | 0x81..=0x83 => Err(StatusWord::NoLogicalChannel),
            0x08 if command.instruction == 0xB0 && self.kind() == Some(Kind::Jpki) => {
                Err(StatusWord::SecureReadRefused)
            }
            0x04 | 0x08 | 0x0C | 0x84 | 0x88 | 0x8C => Err(StatusWord::NoSecureMessaging),
            _ => Err(StatusWord::UnknownClass),
        }
    }

    fn applet(&self) -> Option<&Applet> {
        self.applets.get(self.session.as_ref()?.applet?)
    }

    fn kind(&self) -> Option<Kind> {
        self.applet().map(|applet| applet.kind)
    }

    fn file(&self, id: u8) -> Option<&File> {
        self.applet()?.file(id)
    }

    /// The content of the current EF.
    fn current_content(&self) -> Result<&Content, StatusWord> {
        self.session
            .as_ref()
            .and_then(|session| session.file)
            .and_then(|id| self.file(id))
            .map(|file| &file.content)
            .ok_or(StatusWord::NoCurrentFile)
    }

    /// Makes the EF with this identifier the current one, as a short identifier in a command does.
    fn make_current(&mut self, id: u8) -> Result<(), StatusWord> {
        if self.file(id).is_none() {
            return Err(StatusWord::FileNotFound);
        }
        if let Some(session) = &mut self.session {
            session.file = Some(id);
        }
        Ok(())
    }

    /// Follows the P2 of a command that refers to a PIN or a key: 80 is the current EF, 81 to 9E
    /// name one by its short identifier. (JICSAP 6.4.9.)
    fn follow_reference(&mut self, p2: u8) -> Result<(), StatusWord> {
        match p2 {
            0x80 => Ok(()),
            0x81..=0x9E if self.switches.short_ef_ids => self.make_current(p2 & 0x1F),
            _ => Err(StatusWord::WrongParameters),
        }
    }

    fn pin(&self, name: PinName) -> Option<&Pin> {
        self.pins.iter().find(|pin| pin.name() == name)
    }

    fn pin_mut(&mut self, name: PinName) -> Option<&mut Pin> {
        self.pins.iter_mut().find(|pin| pin.name() == name)
    }

    fn is_verified(&self, name: PinName) -> bool {
        self.pin(name).is_some_and(Pin::is_verified)
    }

    fn clear_security_status(&mut self) {
        self.pins.iter_mut().for_each(Pin::forget);
    }
}

const FOREIGN_ATR: [u8; 13] = [
    0x3B, 0x88, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x91, 0x81, 0xC1, 0x00, 0xD8,
];
