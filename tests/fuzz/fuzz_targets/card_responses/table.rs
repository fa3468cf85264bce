//! A reader with an emulated card, whose exchanges go wrong where the input says so; it keeps count of what may never be.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc::Sender},
};

use card_emulator::{Card, Personalisation, PinName, Switches};
use mpa_host::{
    card::TransportFault,
    dialog::Person,
    login::Event,
    reader::{CardState, ReaderState, Readers, Sighting},
};

use crate::{
    Input,
    act::{Act, Fault},
    connection::OnTable,
};

pub(crate) const READER: &str = "Reader 1";

#[derive(Clone)]
pub(crate) struct Table(Arc<Mutex<State>>);

struct State {
    card: Card,
    card_there: bool,
    reader_there: bool,
    insertion: u32,
    resets: u32,
    acts: HashMap<usize, Act>,
    exchanges: usize,
    /// A file may be asked for in one answer: switched on, and not refused yet.
    whole_file: bool,
    /// The PINs that were entered and not sent yet.
    unsent: Vec<Vec<u8>>,
    verifies: usize,
    in_transaction: bool,
    watchers: Vec<Box<dyn Fn(Sighting) -> ControlFlow<()> + Send>>,
    events: Sender<Event>,
}

impl Table {
    pub(crate) fn new(input: &Input, events: Sender<Event>) -> Self {
        let mut card = issued(input.certificate.as_deref()).with_switches(Switches {
            short_ef_ids: !input.no_short_ef_ids,
            first_command_6f00: input.first_command_6f00,
            extended_length: input.extended_length,
            ..Switches::default()
        });
        card.set_tries(PinName::Auth, 3 - input.tries_spent % 4);
        Self(Arc::new(Mutex::new(State {
            card,
            card_there: true,
            reader_there: true,
            insertion: 1,
            resets: 0,
            acts: input
                .acts
                .iter()
                .map(|(place, act)| (place.0, act.clone()))
                .collect(),
            exchanges: 0,
            whole_file: input.extended_reading,
            unsent: Vec::new(),
            verifies: 0,
            in_transaction: false,
            watchers: Vec::new(),
            events,
        })))
    }

    pub(crate) fn pin_entered(&self, digits: &str) {
        self.lock().unsent.push(digits.as_bytes().to_vec());
    }

    /// Plugs the reader in and puts the card down, whatever was there before.
    pub(crate) fn put_anew(&self) {
        let mut state = self.lock();
        state.reader_there = true;
        state.card_there = true;
        state.insertion += 2;
        state.card.power_off();
        state.card.power_on();
        state.tell();
    }

    pub(crate) fn verifies(&self) -> usize {
        self.lock().verifies
    }

    /// The login has ended: no PIN may be sent any more, though a look may still be under way.
    pub(crate) fn login_ended(&self) {
        self.lock().unsent.clear();
    }

    /// Whether a connection from then still reaches its card.
    pub(crate) fn check(&self, insertion: u32, resets: u32) -> Result<(), TransportFault> {
        let state = self.lock();
        if !state.reader_there {
            return Err(TransportFault::ReaderGone);
        }
        if !state.card_there || state.insertion != insertion {
            return Err(TransportFault::Removed);
        }
        match state.resets == resets {
            true => Ok(()),
            false => Err(TransportFault::Reset),
        }
    }

    pub(crate) fn begin(&self) {
        let nested = std::mem::replace(&mut self.lock().in_transaction, true);
        assert!(!nested, "one transaction at a time");
    }

    pub(crate) fn end(&self, power_off: bool) {
        let mut state = self.lock();
        state.in_transaction = false;
        if power_off {
            state.resets += 1;
            state.card.power_off();
            state.card.power_on();
        }
    }

    /// One exchange with what goes wrong in it.
    pub(crate) fn exchange(&self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
        self.lock().exchange(command)
    }

    /// Each PIN that is sent was entered, and is sent once.
    pub(crate) fn count_verify(&self, command: &[u8]) {
        let digits = command.get(5..9).expect("four digits");
        assert_eq!(command.len(), 9, "four digits and nothing else");
        let mut state = self.lock();
        let entered = state.unsent.iter().position(|unsent| unsent == digits);
        let entered = entered.expect("one that was entered and not sent yet");
        state.unsent.swap_remove(entered);
        state.verifies += 1;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A card as issued, with another certificate where the input has one.
fn issued(certificate: Option<&[u8]>) -> Card {
    thread_local! {
        /// Made once: reading the keys takes longer than a login.
        static USUAL: Personalisation = Personalisation::default();
    }
    let mut personalisation = USUAL.with(Clone::clone);
    if let Some(der) = certificate {
        personalisation.auth_certificate = Some(der.to_vec());
    }
    Card::new(personalisation)
}

impl State {
    fn sighting(&self) -> Sighting {
        let reader = || ReaderState {
            name: READER.to_owned(),
            card: self.card_there.then_some(CardState {
                insertion: self.insertion,
                held: false,
            }),
        };
        Sighting::Readers(self.reader_there.then(reader).into_iter().collect())
    }

    fn tell(&mut self) {
        let sighting = self.sighting();
        self.watchers
            .retain(|watcher| watcher(sighting.clone()).is_continue());
    }

    fn happen(&mut self, fault: Fault) {
        match fault {
            Fault::Removed => {
                self.card_there = false;
                self.insertion += 1;
            }
            Fault::ReaderGone => self.reader_there = false,
            Fault::Reset => self.resets += 1,
            Fault::Held | Fault::Unresponsive | Fault::Service | Fault::Other(_) => {}
        }
    }

    /// One exchange with what goes wrong in it.
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
        let whole_file = is_extended(command);
        assert!(self.whole_file || !whole_file, "not asked for, or refused");
        let act = self.acts.get(&self.exchanges).cloned();
        self.exchanges += 1;
        match act {
            Some(Act::Cancel) => drop(self.events.send(Person::Cancelled.into())),
            Some(Act::BrowserGone) => drop(self.events.send(Event::NOBODY_WAITS)),
            _ => {}
        }
        let answer = match act.as_ref().and_then(Act::instead) {
            Some(instead) => instead,
            None => {
                let answer = self.ask_card(command);
                match &act {
                    Some(act) => act.change(answer),
                    None => Ok(answer),
                }
            }
        };
        let answer = answer.map_err(|fault| {
            self.happen(fault);
            TransportFault::from(fault)
        });
        if let (true, Ok([0x67, 0x00]) | Err(TransportFault::Other(_))) =
            (whole_file, answer.as_deref())
        {
            self.whole_file = false;
        }
        if act.is_some() {
            self.tell();
        }
        answer
    }

    /// No command but VERIFY touches the counter, and one VERIFY costs one try at most.
    fn ask_card(&mut self, command: &[u8]) -> Vec<u8> {
        let before = self.card.tries(PinName::Auth);
        let answer = self.card.execute(command);
        let after = self.card.tries(PinName::Auth);
        let spent = before.saturating_sub(after);
        assert!(spent <= u8::from(is_verify(command)), "{command:02X?}");
        answer
    }
}

pub(crate) fn is_verify(command: &[u8]) -> bool {
    command.starts_with(&[0x00, 0x20]) && command.len() > 5
}

/// Whether a command asks for an answer of more than 256 bytes, with extended length fields and no data.
fn is_extended(command: &[u8]) -> bool {
    matches!(command, [_, _, _, _, 0x00, _, _])
}

impl Readers for Table {
    type Connection = OnTable;

    fn watch(&self, tell: Box<dyn Fn(Sighting) -> ControlFlow<()> + Send>) {
        let mut state = self.lock();
        if tell(state.sighting()).is_continue() {
            state.watchers.push(tell);
        }
    }

    fn connect(&self, _: &str) -> Result<OnTable, TransportFault> {
        let state = self.lock();
        match (state.reader_there, state.card_there) {
            (false, _) => Err(TransportFault::ReaderGone),
            (true, false) => Err(TransportFault::Removed),
            (true, true) => Ok(OnTable::new(self, state.insertion, state.resets)),
        }
    }
}
