//! A desk with readers and emulated cards on it, instead of the system's smart card service.

mod connection;

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{Arc, Mutex, MutexGuard, mpsc},
};

use card_emulator::{Card, PinName};
use mpa_host::{
    card::TransportFault,
    reader::{CardState, ReaderState, Sighting},
};

pub(crate) use self::connection::OnDesk;
use crate::person::PATIENCE;

/// What a test may do in the place of one exchange: `None` lets the card answer.
pub(crate) type Interference =
    Box<dyn FnMut(&mut Slot, &[u8]) -> Option<Result<Vec<u8>, TransportFault>> + Send>;

/// What happens in the place of one exchange, without holding the desk: it may have the card answer, and says what the
/// host is answered.
pub(crate) type Mishap = Box<dyn FnOnce(&Desk, &dyn Fn() -> Answer) -> Answer + Send>;

/// What the host is answered.
pub(crate) type Answer = Result<Vec<u8>, TransportFault>;

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
    /// Until something changes.
    silent: bool,
    slots: Vec<Slot>,
    watchers: Vec<Box<dyn Fn(Sighting) -> ControlFlow<()> + Send>>,
    trace: Vec<Step>,
    interference: Option<Interference>,
    before: Option<Before>,
    exchanges: usize,
    /// By the number of the exchange, from 1.
    mishaps: BTreeMap<usize, Mishap>,
    pocket: Vec<Card>,
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

    /// Takes a reader away; a card in it ends up in the person's pocket.
    pub(crate) fn unplug(&self, name: &str) {
        let mut state = self.lock();
        let gone = state.slots.extract_if(.., |slot| slot.name == name);
        let cards: Vec<Card> = gone.filter_map(|slot| slot.card).collect();
        for mut card in cards {
            card.power_off();
            state.pocket.push(card);
        }
        drop(state);
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

    /// Has something happen in the place of the `at`-th exchange, counted from 1.
    pub(crate) fn mishap_at(&self, at: usize, mishap: Mishap) {
        self.lock().mishaps.insert(at, mishap);
    }

    /// Whether every mishap has happened.
    pub(crate) fn mishaps_have_happened(&self) -> bool {
        self.lock().mishaps.is_empty()
    }

    /// Takes a reader's card, if there is one, into the person's pocket.
    pub(crate) fn pocket(&self, reader: &str) {
        let mut state = self.lock();
        let Some(slot) = state.slot(reader) else {
            return;
        };
        let Some(mut card) = slot.card.take() else {
            return;
        };
        slot.insertion += 1;
        card.power_off();
        state.pocket.push(card);
        drop(state);
        self.tell();
    }

    /// Takes a reader's card into the pocket and puts another down, before the person can put the first one back.
    pub(crate) fn swap(&self, reader: &str, another: Card) {
        let mut state = self.lock();
        let Some(slot) = state.slot(reader) else {
            return;
        };
        let taken = slot.card.take();
        slot.insertion += 1;
        state.pocket.extend(taken.map(|mut card| {
            card.power_off();
            card
        }));
        let between = state.sighting();
        if let Some(slot) = state.slot(reader) {
            slot.insertion += 1;
            slot.card = Some(another);
        }
        for sighting in [between, state.sighting()] {
            state
                .watchers
                .retain(|watcher| watcher(sighting.clone()).is_continue());
        }
    }

    /// Puts the card from the pocket on a reader, if both are there and no card lies there.
    pub(crate) fn put_back(&self, reader: &str) {
        let mut state = self.lock();
        let Some(card) = state.pocket.pop() else {
            return;
        };
        match state.slot(reader) {
            Some(slot) if slot.card.is_none() => {
                slot.insertion += 1;
                slot.card.insert(card).power_on();
                drop(state);
                self.tell();
            }
            Some(_) | None => state.pocket.push(card),
        }
    }

    pub(crate) fn has_card(&self, reader: &str) -> bool {
        self.lock()
            .slot(reader)
            .is_some_and(|slot| slot.card.is_some())
    }

    /// Plugs a reader in unless it is there.
    pub(crate) fn plug_in_once(&self, name: &str) {
        if self.lock().slot(name).is_none() {
            self.plug_in(name);
        }
    }

    /// Has readers and cards seen once more.
    pub(crate) fn change_nothing(&self) {
        self.tell();
    }

    /// The tries of the card that the person has had from the beginning.
    pub(crate) fn own_card_tries(&self, name: PinName) -> u8 {
        let mut state = self.lock();
        let pocketed = state.pocket.first().map(|card| card.tries(name));
        let on_reader = |state: &mut State| {
            let slot = state.slot("Reader 1")?;
            Some(slot.card.as_ref()?.tries(name))
        };
        let tries = pocketed.or_else(|| on_reader(&mut state));
        tries.expect("it is in the pocket or on the reader")
    }

    /// Tells when the next transaction ends.
    pub(crate) fn transaction_ends(&self) -> mpsc::Receiver<()> {
        let (tell, ends) = mpsc::channel();
        self.lock().transaction_ends = Some(tell);
        ends
    }

    /// Whether a transaction has begun that does not end.
    pub(crate) fn transaction_stays_open(&self) -> bool {
        let ends = {
            let mut state = self.lock();
            if let None | Some(Step::End { .. }) = state.trace.last() {
                return false;
            }
            let (tell, ends) = mpsc::channel();
            state.transaction_ends = Some(tell);
            ends
        };
        ends.recv_timeout(PATIENCE).is_err()
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

    /// Has nothing told to whoever begins to watch, until something changes.
    pub(crate) fn stay_silent(&self) {
        self.lock().silent = true;
    }

    /// How many want to be told.
    pub(crate) fn watchers(&self) -> usize {
        self.lock().watchers.len()
    }

    fn tell(&self) {
        let mut state = self.lock();
        let sighting = state.sighting();
        state
            .watchers
            .retain(|watcher| watcher(sighting.clone()).is_continue());
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
