//! A desk with readers and emulated cards on it, instead of the system's smart card service.

use std::sync::{Arc, Mutex, MutexGuard, mpsc};

use card_emulator::Card;
use mpa_host::{
    card::{Transport, TransportFault},
    reader::{CardState, Connection, ReaderState, Readers, Sighting},
};

/// What a test may do in the place of one exchange: `None` lets the card answer.
pub(crate) type Interference =
    Box<dyn FnMut(&mut Slot, &[u8]) -> Option<Result<Vec<u8>, TransportFault>> + Send>;

/// What a test may do before an exchange, without holding the desk.
struct Before {
    instruction: u8,
    act: Box<dyn FnOnce() + Send>,
}

/// In the place of an instruction: the beginning of a transaction, which another program can hold up.
pub(crate) const BEGIN: u8 = 0x00;

/// The desk. Clones are the same desk.
#[derive(Clone, Default)]
pub(crate) struct Desk(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    service_stopped: bool,
    slots: Vec<Slot>,
    watchers: Vec<Box<dyn Fn(Sighting) + Send>>,
    trace: Vec<Step>,
    interference: Option<Interference>,
    before: Option<Before>,
    transaction_ends: Option<mpsc::Sender<()>>,
}

/// One reader.
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) card: Option<Card>,
    /// Grows with each insertion and removal.
    pub(crate) insertion: u32,
    /// Grows with each reset by another program.
    pub(crate) resets: u32,
    /// Another program holds the card for itself.
    pub(crate) held: bool,
    /// The same, for less time than the service takes to notice.
    pub(crate) refuses: bool,
}

/// What happened between host and card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Begin,
    Exchange {
        command: Vec<u8>,
        answer: Result<Vec<u8>, TransportFault>,
    },
    End {
        power_off: bool,
    },
}

impl Desk {
    /// One reader with this card on it.
    pub(crate) fn with_card(card: Card) -> Self {
        let desk = Self::default();
        desk.plug_in("Reader 1");
        desk.put("Reader 1", card);
        desk
    }

    pub(crate) fn plug_in(&self, name: &str) {
        self.lock().slots.push(Slot {
            name: name.to_owned(),
            card: None,
            insertion: 0,
            resets: 0,
            held: false,
            refuses: false,
        });
        self.tell();
    }

    pub(crate) fn unplug(&self, name: &str) {
        self.lock().slots.retain(|slot| slot.name != name);
        self.tell();
    }

    pub(crate) fn put(&self, reader: &str, card: Card) {
        self.change(reader, |slot| {
            slot.insertion += 1;
            slot.card = Some(card);
        });
    }

    pub(crate) fn take(&self, reader: &str) -> Option<Card> {
        self.change(reader, |slot| {
            slot.insertion += 1;
            slot.card.take()
        })
    }

    /// Changes something about a reader, and has it seen.
    pub(crate) fn change<T>(&self, reader: &str, change: impl FnOnce(&mut Slot) -> T) -> T {
        let result = self.quietly(reader, change);
        self.tell();
        result
    }

    /// Changes something about a reader that the service does not tell anybody.
    pub(crate) fn quietly<T>(&self, reader: &str, change: impl FnOnce(&mut Slot) -> T) -> T {
        let mut state = self.lock();
        change(state.slot(reader).expect("a reader of that name"))
    }

    pub(crate) fn stop_service(&self, stopped: bool) {
        self.lock().service_stopped = stopped;
        self.tell();
    }

    pub(crate) fn interfere(
        &self,
        with: impl FnMut(&mut Slot, &[u8]) -> Option<Result<Vec<u8>, TransportFault>> + Send + 'static,
    ) {
        self.lock().interference = Some(Box::new(with));
    }

    /// Stops at the next command with this instruction: tells that it is reached, and goes on when told to.
    pub(crate) fn pause_at(&self, instruction: u8) -> (mpsc::Receiver<()>, mpsc::Sender<()>) {
        let (reach, reached) = mpsc::channel();
        let (go, gone) = mpsc::channel();
        self.before(instruction, move || {
            reach.send(()).expect("the test waits");
            gone.recv().expect("the test goes on");
        });
        (reached, go)
    }

    /// Panics at the next command with this instruction.
    pub(crate) fn panic_at(&self, instruction: u8) {
        self.before(instruction, || panic!("as the test wants it"));
    }

    /// Has the card reset just before the next transaction, as where another program has ended within its own.
    pub(crate) fn reset_at_begin(&self, reader: &'static str) {
        let desk = self.clone();
        self.before(BEGIN, move || {
            desk.quietly(reader, |slot| slot.resets += 1);
        });
    }

    /// Tells when the next transaction ends.
    pub(crate) fn transaction_ends(&self) -> mpsc::Receiver<()> {
        let (tell, ends) = mpsc::channel();
        self.lock().transaction_ends = Some(tell);
        ends
    }

    fn before(&self, instruction: u8, act: impl FnOnce() + Send + 'static) {
        let act = Box::new(act);
        self.lock().before = Some(Before { instruction, act });
    }

    /// Does what the test wants done before an instruction; without the lock, since it may wait for the test.
    fn run_before(&self, instruction: u8) {
        let before = self
            .lock()
            .before
            .take_if(|before| before.instruction == instruction);
        if let Some(before) = before {
            (before.act)();
        }
    }

    pub(crate) fn trace(&self) -> Vec<Step> {
        self.lock().trace.clone()
    }

    /// The commands sent so far.
    pub(crate) fn commands(&self) -> Vec<Vec<u8>> {
        let steps = self.trace().into_iter();
        steps
            .filter_map(|step| match step {
                Step::Exchange { command, .. } => Some(command),
                Step::Begin | Step::End { .. } => None,
            })
            .collect()
    }

    /// How often VERIFY was sent with a PIN in it.
    pub(crate) fn verifies(&self) -> usize {
        self.commands()
            .iter()
            .filter(|command| is_verify(command))
            .count()
    }

    fn tell(&self) {
        let state = self.lock();
        let sighting = state.sighting();
        for watcher in &state.watchers {
            watcher(sighting.clone());
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0
            .lock()
            .expect("no test panics while it holds the desk")
    }
}

/// Whether a command is VERIFY with data, and not the query.
pub(crate) fn is_verify(command: &[u8]) -> bool {
    command.len() > 5 && command[1] == 0x20
}

impl State {
    fn slot(&mut self, reader: &str) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.name == reader)
    }

    fn sighting(&self) -> Sighting {
        if self.service_stopped {
            return Sighting::NoService;
        }
        let state = |slot: &Slot| ReaderState {
            name: slot.name.clone(),
            card: slot.card.as_ref().map(|_| CardState {
                insertion: slot.insertion,
                held: slot.held,
            }),
        };
        Sighting::Readers(self.slots.iter().map(state).collect())
    }
}

impl Readers for Desk {
    type Connection = OnDesk;

    fn watch(&self, tell: Box<dyn Fn(Sighting) + Send>) {
        let mut state = self.lock();
        tell(state.sighting());
        state.watchers.push(tell);
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
        let mut state = connection.desk.lock();
        let mut interference = state.interference.take();
        let slot = state
            .slot(&connection.reader)
            .ok_or(TransportFault::ReaderGone)?;
        let instead = interference
            .as_mut()
            .and_then(|interfere| interfere(slot, command));
        let answer = match (instead, &mut slot.card) {
            (Some(answer), _) => answer,
            (None, Some(card)) => Ok(card.execute(command)),
            (None, None) => Err(TransportFault::Removed),
        };
        state.trace.push(Step::Exchange {
            command: command.to_vec(),
            answer: answer.clone(),
        });
        state.interference = interference;
        drop(state);
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
