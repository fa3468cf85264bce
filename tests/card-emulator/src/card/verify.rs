//! VERIFY, and the query for the tries left. (JICSAP 6.4.9.)

use crate::applet::Content;
use crate::card::Card;
use crate::command::Command;
use crate::pin::Pin;
use crate::status::StatusWord;

impl Card {
    /// Without any body the command asks for the tries left and spends none; with data it
    /// compares a PIN. An Le, even alone, is wrong.
    pub(super) fn verify(&mut self, command: &Command) -> Result<Vec<u8>, StatusWord> {
        if command.p1 != 0x00 {
            return Err(StatusWord::WrongParameters);
        }
        if command.expected.is_some() || command.extended {
            return Err(StatusWord::WrongLength);
        }
        self.follow_reference(command.p2)?;
        let name = match self.current_content()? {
            Content::Pin(name) => *name,
            Content::Blocked if command.data.is_empty() => return Err(StatusWord::TriesLeft(0)),
            Content::Blocked => return Err(StatusWord::KeyLocked),
            _ => return Err(StatusWord::WrongFileStructure),
        };
        if command.data.is_empty() {
            return Err(StatusWord::TriesLeft(self.tries(name)));
        }
        let status = self
            .pin_mut(name)
            .map_or(StatusWord::WrongFileStructure, |pin: &mut Pin| {
                pin.verify(&command.data)
            });
        match status {
            StatusWord::Ok => Ok(Vec::new()),
            status => Err(status),
        }
    }
}
