//! The desk as the host meets it: readers to connect to, transactions, exchanges.

use std::ops::ControlFlow;

use mpa_host::{
    card::{Transport, TransportFault},
    reader::{Connection, Readers, Sighting},
};

use super::{Answer, BEGIN, Desk, Step};

impl Readers for Desk {
    type Connection = OnDesk;

    fn watch(&self, tell: Box<dyn Fn(Sighting) -> ControlFlow<()> + Send>) {
        let mut state = self.lock();
        if state.silent || tell(state.sighting()).is_continue() {
            state.watchers.push(tell);
        }
    }

    fn connect(&self, reader: &str) -> Result<OnDesk, TransportFault> {
        let mut state = self.lock();
        if state.service_stopped {
            return Err(TransportFault::Service);
        }
        let slot = state.slot(reader).ok_or(TransportFault::ReaderGone)?;
        if slot.held || slot.refuses {
            return Err(TransportFault::Held);
        }
        if slot.card.is_none() {
            return Err(TransportFault::Removed);
        }
        let (insertion, resets) = (slot.insertion, slot.resets);
        Ok(OnDesk {
            desk: self.clone(),
            reader: reader.to_owned(),
            insertion,
            resets,
            powered_off: false,
        })
    }
}

/// A connection to a card on the desk.
pub(crate) struct OnDesk {
    desk: Desk,
    reader: String,
    insertion: u32,
    resets: u32,
    powered_off: bool,
}

impl OnDesk {
    fn check(&self) -> Result<(), TransportFault> {
        if self.powered_off {
            return Err(TransportFault::Removed);
        }
        let mut state = self.desk.lock();
        let slot = state.slot(&self.reader).ok_or(TransportFault::ReaderGone)?;
        match (
            &slot.card,
            slot.insertion == self.insertion,
            slot.resets == self.resets,
        ) {
            (Some(_), true, true) => Ok(()),
            (Some(_), true, false) => Err(TransportFault::Reset),
            _ => Err(TransportFault::Removed),
        }
    }
}

impl OnDesk {
    /// Has the card, or the test in its place, answer.
    fn execute(&self, command: &[u8]) -> Answer {
        let mut state = self.desk.lock();
        if state.service_stopped {
            return Err(TransportFault::Service);
        }
        let mut interference = state.interference.take();
        let slot = state.slot(&self.reader).ok_or(TransportFault::ReaderGone)?;
        let instead = interference
            .as_mut()
            .and_then(|interfere| interfere(slot, command));
        let same = slot.insertion == self.insertion;
        let answer = match (instead, &mut slot.card) {
            (Some(answer), _) => answer,
            (None, Some(card)) if same => Ok(card.execute(command)),
            (None, _) => Err(TransportFault::Removed),
        };
        state.interference = interference;
        answer
    }
}

impl Connection for OnDesk {
    fn transaction<T>(
        &mut self,
        run: impl FnOnce(&mut dyn Transport) -> T,
    ) -> Result<T, TransportFault> {
        self.desk.run_before(BEGIN);
        self.check()?;
        self.desk.lock().trace.push(Step::Begin);
        let mut exchanges = Exchanges {
            connection: self,
            power_off: false,
        };
        let result = run(&mut exchanges);
        let powered_off = exchanges.power_off;
        drop(exchanges);
        self.powered_off = powered_off;
        Ok(result)
    }

    fn reconnect(&mut self) -> Result<(), TransportFault> {
        let again = self.desk.connect(&self.reader)?;
        if self.powered_off || again.insertion != self.insertion {
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
    connection: &'c OnDesk,
    power_off: bool,
}

impl Transport for Exchanges<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
        let connection = self.connection;
        connection.desk.run_before(command[1]);
        let mishap = {
            let mut state = connection.desk.lock();
            state.exchanges += 1;
            let now = state.exchanges;
            state.mishaps.remove(&now)
        };
        let answer = match mishap {
            Some(mishap) => mishap(&connection.desk, &|| connection.execute(command)),
            None => connection.execute(command),
        };
        connection.desk.lock().trace.push(Step::Exchange {
            command: command.to_vec(),
            answer: answer.clone(),
        });
        connection.desk.tell();
        answer
    }

    fn power_off_at_end(&mut self) {
        self.power_off = true;
    }
}

impl Drop for Exchanges<'_> {
    fn drop(&mut self) {
        let mut state = self.connection.desk.lock();
        state.trace.push(Step::End {
            power_off: self.power_off,
        });
        if let Some(tell) = state.transaction_ends.take() {
            let _heard = tell.send(());
        }
        if self.power_off
            && let Some(slot) = state.slot(&self.connection.reader)
        {
            // The connection finds the card reset, as after SCARD_UNPOWER_CARD.
            slot.resets += 1;
            if let Some(card) = &mut slot.card {
                card.power_off();
                card.power_on();
            }
        }
    }
}
