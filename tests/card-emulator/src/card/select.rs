//! SELECT FILE. (JICSAP 6.4.8.)

use crate::card::Card;
use crate::command::Command;
use crate::status::StatusWord;

/// GlobalPlatform's issuer security domain: the state after power-up, under a name.
const ISSUER_SECURITY_DOMAIN: &[u8] = b"\xA0\x00\x00\x01\x51\x00\x00";

impl Card {
    pub(super) fn select(&mut self, command: &Command) -> Result<Vec<u8>, StatusWord> {
        match (command.p1, command.p2) {
            // P2 00 asks for file control information; clients that send it live without.
            (0x04, 0x0C | 0x00) => self.select_applet(&command.data),
            (0x02, 0x0C) => self.select_file(&command.data),
            (0x00, 0x00) => self.select_master_file(&command.data),
            _ => Err(StatusWord::WrongParameters),
        }
    }

    /// By name, or by the beginning of one (JICSAP 4.2).
    fn select_applet(&mut self, name: &[u8]) -> Result<Vec<u8>, StatusWord> {
        if !(1..=16).contains(&name.len()) {
            return Err(StatusWord::WrongLength);
        }
        let found = self
            .applets
            .iter()
            .position(|applet| applet.name.starts_with(name));
        // A card without applications is a foreign one and has no issuer security domain either.
        let is_domain = !self.applets.is_empty() && ISSUER_SECURITY_DOMAIN.starts_with(name);
        // An assumption: that a failed selection leaves the application and what was verified.
        if found.is_none() && !is_domain {
            return Err(StatusWord::FileNotFound);
        }
        let Some(session) = &mut self.session else {
            return Err(StatusWord::ConditionsNotSatisfied);
        };
        let again = session.applet == found;
        session.applet = found;
        session.file = None;
        if !again || self.switches.reselect_clears {
            self.clear_security_status();
        }
        Ok(Vec::new())
    }

    fn select_file(&mut self, id: &[u8]) -> Result<Vec<u8>, StatusWord> {
        match id {
            [0x00, id] => self.make_current(*id).map(|()| Vec::new()),
            [_, _] => Err(StatusWord::FileNotFound),
            _ => Err(StatusWord::WrongLength),
        }
    }

    /// The standard's way to the master file, which this card does not go: refused after
    /// power-up, without effect while an application is selected, and 3F00 does not exist.
    fn select_master_file(&self, id: &[u8]) -> Result<Vec<u8>, StatusWord> {
        match (id, self.applet()) {
            ([], Some(_)) => Ok(Vec::new()),
            ([], None) => Err(StatusWord::WrongParameters),
            _ => Err(StatusWord::FileNotFound),
        }
    }
}
