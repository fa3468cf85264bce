//! A connection to the card on the table: transactions, and in each the proof that the card is left locked.

use mpa_host::{
    card::{Transport, TransportFault},
    reader::{Connection, Readers},
};

use crate::table::{READER, Table, is_verify};

/// The JPKI applet's name.
const JPKI: &[u8] = b"\xD3\x92\xF0\x00\x26\x01";

pub(crate) struct OnTable {
    table: Table,
    insertion: u32,
    resets: u32,
}

impl OnTable {
    pub(crate) fn new(table: &Table, insertion: u32, resets: u32) -> Self {
        Self {
            table: table.clone(),
            insertion,
            resets,
        }
    }

    fn check(&self) -> Result<(), TransportFault> {
        self.table.check(self.insertion, self.resets)
    }
}

impl Connection for OnTable {
    fn transaction<T>(
        &mut self,
        run: impl FnOnce(&mut dyn Transport) -> T,
    ) -> Result<T, TransportFault> {
        self.check()?;
        self.table.begin();
        let mut exchanges = Exchanges {
            connection: self,
            maybe_open: false,
            selecting_another: false,
            power_off: false,
        };
        let result = run(&mut exchanges);
        let Exchanges {
            maybe_open,
            power_off,
            ..
        } = exchanges;
        assert!(power_off || !maybe_open, "the card is left unlocked");
        self.table.end(power_off);
        Ok(result)
    }

    fn reconnect(&mut self) -> Result<(), TransportFault> {
        let again = self.table.connect(READER)?;
        if again.insertion != self.insertion {
            return Err(TransportFault::Removed);
        }
        *self = again;
        Ok(())
    }

    fn power_off_failed(&self) -> bool {
        false
    }
}

struct Exchanges<'c> {
    connection: &'c OnTable,
    /// By what the host was told, the card may hold a verified PIN.
    maybe_open: bool,
    /// The last command that was no GET RESPONSE selects another applet.
    selecting_another: bool,
    power_off: bool,
}

impl Transport for Exchanges<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
        if is_verify(command) {
            self.connection.table.count_verify(command);
            self.maybe_open = true;
        }
        let reached = self.connection.check();
        let answer = reached.and_then(|()| self.connection.table.exchange(command));
        if command.get(1) != Some(&0xC0) {
            self.selecting_another = command.starts_with(&[0x00, 0xA4, 0x04])
                && !command.get(5..).unwrap_or_default().starts_with(JPKI);
        }
        match answer.as_deref() {
            Ok([0x63, 0xC0..=0xCF] | [0x69, 0x83 | 0x84]) if is_verify(command) => {
                self.maybe_open = false;
            }
            Ok([.., 0x90, 0x00]) if self.selecting_another => self.maybe_open = false,
            _ => {}
        }
        answer
    }

    fn power_off_at_end(&mut self) {
        self.power_off = true;
    }
}
