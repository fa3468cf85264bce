//! READ BINARY, READ RECORD, GET DATA and GET CHALLENGE.
//! (JICSAP 6.4.3, 6.4.4; ISO/IEC 7816-4 7.4.2; JICSAP 6.4.2.)

use crate::applet::{Access, Content};
use crate::card::Card;
use crate::command::Command;
use crate::status::StatusWord;

impl Card {
    /// With bit 8 of P1: from the EF of that short identifier, P2 the offset; else from the
    /// current EF, the offset in 15 bits.
    pub(super) fn read_binary(&mut self, command: &Command) -> Result<Vec<u8>, StatusWord> {
        let expected = self.expected_of_read(command)?;
        let offset = if command.p1 & 0x80 == 0 {
            usize::from(command.parameters())
        } else {
            let id = command.p1 & 0x7F;
            if !self.switches.short_ef_ids || !(0x01..=0x1E).contains(&id) {
                return Err(StatusWord::WrongParameters);
            }
            self.make_current(id)?;
            usize::from(command.p2)
        };
        let Content::Bytes(bytes, access) = self.current_content()? else {
            return Err(StatusWord::WrongFileStructure);
        };
        let allowed = match *access {
            Access::Free => true,
            Access::After(pin) => self.is_verified(pin),
            Access::Never => false,
        };
        if !allowed {
            return Err(StatusWord::SecurityNotSatisfied);
        }
        match bytes.get(offset..) {
            None | Some([]) => Err(StatusWord::OffsetOutsideFile),
            Some(rest) => Ok(rest.iter().copied().take(expected).collect()),
        }
    }

    /// By number: P2 is the short identifier, or 0 for the current EF, and the three bits 100.
    pub(super) fn read_record(&mut self, command: &Command) -> Result<Vec<u8>, StatusWord> {
        let expected = short_answer(command)?;
        if command.p2 & 0x07 != 0x04 {
            return Err(StatusWord::WrongParameters);
        }
        let id = command.p2 >> 3;
        if id != 0 {
            self.make_current(id)?;
        }
        let Content::Records(records) = self.current_content()? else {
            return Err(StatusWord::WrongFileStructure);
        };
        usize::from(command.p1)
            .checked_sub(1)
            .and_then(|index| records.get(index))
            .map(|record| record.iter().copied().take(expected).collect())
            .ok_or(StatusWord::RecordNotFound)
    }

    /// The data objects whose content is public knowledge; two only before an application is
    /// selected.
    pub(super) fn get_data(&self, command: &Command) -> Result<Vec<u8>, StatusWord> {
        let expected = short_answer(command)?;
        let object = match command.parameters() {
            0x5F51 => CONTACT_ATR.to_vec(),
            0x00F0 if self.is_at_card_manager() => self.municipality_code.clone().into_bytes(),
            0x00F2 if self.is_at_card_manager() => self.expiry.clone().into_bytes(),
            _ => return Err(StatusWord::DataNotFound),
        };
        Ok(object.into_iter().take(expected).collect())
    }

    pub(super) fn get_challenge(&self, command: &Command) -> Result<Vec<u8>, StatusWord> {
        if command.parameters() != 0 {
            return Err(StatusWord::WrongParameters);
        }
        if command.extended {
            return Err(StatusWord::ConditionsNotSatisfied);
        }
        let mut challenge = vec![0; short_answer(command)?];
        getrandom::fill(&mut challenge).map_err(|_| StatusWord::SelfDiagnosisFailed)?;
        Ok(challenge)
    }

    fn is_at_card_manager(&self) -> bool {
        !self.applets.is_empty() && self.applet().is_none()
    }

    fn expected_of_read(&self, command: &Command) -> Result<usize, StatusWord> {
        if command.extended && self.switches.extended_length && command.data.is_empty() {
            return command.expected.ok_or(StatusWord::WrongLength);
        }
        short_answer(command)
    }
}

/// The Le of a command that has no data and short length fields.
fn short_answer(command: &Command) -> Result<usize, StatusWord> {
    match command.expected {
        Some(expected) if command.data.is_empty() && !command.extended => Ok(expected),
        _ => Err(StatusWord::WrongLength),
    }
}

/// The ATR on the contacts, without its first byte.
const CONTACT_ATR: [u8; 8] = [0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14];
