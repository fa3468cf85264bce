//! The two commands that replace a PIN which has just been verified: the old one is not in them.

use crate::applet::{Content, Kind};
use crate::card::Card;
use crate::command::Command;
use crate::status::StatusWord;

impl Card {
    /// CHANGE REFERENCE DATA: JPKI and 券面入力補助AP. (ISO/IEC 7816-4 7.5.7, new data only.)
    pub(super) fn change_reference_data(
        &mut self,
        command: &Command,
    ) -> Result<Vec<u8>, StatusWord> {
        match self.kind() {
            Some(Kind::Jpki | Kind::TextInput) => self.change_pin(command, 0x01),
            _ => Err(StatusWord::UnknownInstruction),
        }
    }

    /// CHANGE KEY: 共通カードAP and 住基AP. (JICSAP, extended system commands.)
    pub(super) fn change_key(&mut self, command: &Command) -> Result<Vec<u8>, StatusWord> {
        match self.kind() {
            Some(Kind::Common | Kind::Resident) => self.change_pin(command, 0x00),
            _ => Err(StatusWord::UnknownInstruction),
        }
    }

    fn change_pin(&mut self, command: &Command, p1: u8) -> Result<Vec<u8>, StatusWord> {
        if command.p1 != p1 {
            return Err(StatusWord::WrongParameters);
        }
        if command.data.is_empty() || command.expected.is_some() || command.extended {
            return Err(StatusWord::WrongLength);
        }
        self.follow_reference(command.p2)?;
        let Content::Pin(name) = *self.current_content()? else {
            return Err(StatusWord::WrongFileStructure);
        };
        match self.pin_mut(name).map(|pin| pin.change(&command.data)) {
            Some(StatusWord::Ok) => Ok(Vec::new()),
            Some(status) => Err(status),
            None => Err(StatusWord::WrongFileStructure),
        }
    }
}
