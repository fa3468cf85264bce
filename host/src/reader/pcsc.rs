//! The system's smart card service through PC/SC: the only file that names the `pcsc` crate.
//! It must not know what is exchanged or why.

use std::{
    collections::HashMap,
    ffi::CString,
    mem,
    ops::ControlFlow,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use pcsc::{
    Card, Context, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, PNP_NOTIFICATION, Protocols,
    Scope, ShareMode, State, Transaction,
};
use tracing::{debug, info, warn};

use super::{CardState, Connection, ReaderState, Readers, Sighting};
use crate::card::{Transport, TransportFault};

/// The readers that the system's smart card service knows.
#[derive(Default)]
pub struct PcscReaders {
    /// Established ahead, for the next connection. A wait for a change keeps its own context to itself.
    prepared: Mutex<Option<Context>>,
}

impl Readers for PcscReaders {
    type Connection = PcscConnection;

    fn watch(&self, tell: Box<dyn Fn(Sighting) -> ControlFlow<()> + Send>) {
        thread::spawn(move || {
            while let Err(error) = watch(&*tell) {
                warn!(%error, "the smart card service has ended");
                if tell(Sighting::WITHOUT_SERVICE).is_break() {
                    return;
                }
                thread::sleep(WAIT);
            }
        });
    }

    fn prepare(&self) {
        // Where there is no service, the connection says so.
        *self.prepared() = Context::establish(Scope::User).ok();
    }

    fn connect(&self, reader: &str) -> Result<PcscConnection, TransportFault> {
        let (context, names) = self.listed()?;
        // A name need not be UTF-8: it is looked up by how it is shown.
        let name = names.iter().find(|name| name.to_string_lossy() == reader);
        let name = name.ok_or(TransportFault::ReaderGone)?;
        let card = context.connect(name, ShareMode::Shared, Protocols::ANY)?;
        Ok(PcscConnection {
            card: Some(card),
            power_off_failed: false,
        })
    }
}

impl PcscReaders {
    /// A context of its own, and the readers in it.
    fn listed(&self) -> Result<(Context, Vec<CString>), Error> {
        let prepared = self.prepared().take();
        // A service that was restarted since does not know it any more.
        if let Some(context) = prepared
            && let Ok(names) = context.list_readers_owned()
        {
            return Ok((context, names));
        }
        let context = Context::establish(Scope::User)?;
        let names = context.list_readers_owned()?;
        Ok((context, names))
    }

    fn prepared(&self) -> MutexGuard<'_, Option<Context>> {
        // A panic leaves it whole: it is only put in and taken out.
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A shared connection to the card in one reader.
pub struct PcscConnection {
    /// Absent once the card has been powered off: what comes after is another connection.
    card: Option<Card>,
    power_off_failed: bool,
}

impl Connection for PcscConnection {
    fn transaction<T>(
        &mut self,
        run: impl FnOnce(&mut dyn Transport) -> T,
    ) -> Result<T, TransportFault> {
        let card = self.card.as_mut().ok_or(TransportFault::Removed)?;
        let mut exchanges = Exchanges {
            transaction: Some(card.transaction()?),
            power_off: false,
        };
        let result = run(&mut exchanges);
        let power_off = exchanges.power_off;
        let ended = exchanges.end();
        if power_off && let Some(card) = self.card.take() {
            // A card that is gone has no power.
            let off = ended.err().is_none_or(is_gone);
            let disposition = if off {
                Disposition::LeaveCard
            } else {
                Disposition::UnpowerCard
            };
            self.power_off_failed = close(card, disposition).is_err() && !off;
        }
        Ok(result)
    }

    fn reconnect(&mut self) -> Result<(), TransportFault> {
        let card = self.card.as_mut().ok_or(TransportFault::Removed)?;
        card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::LeaveCard)?;
        Ok(())
    }

    fn power_off_failed(&self) -> bool {
        self.power_off_failed
    }
}

impl Drop for PcscConnection {
    fn drop(&mut self) {
        let open = self.card.take();
        if let Some(Err(error)) = open.map(|card| close(card, Disposition::LeaveCard)) {
            debug!(%error, "the connection had already ended");
        }
    }
}

/// One transaction's exchanges. Its end, a panic's included, powers the card off where that was asked for.
struct Exchanges<'c> {
    transaction: Option<Transaction<'c>>,
    power_off: bool,
}

impl Transport for Exchanges<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportFault> {
        let transaction = self.transaction.as_ref().ok_or(TransportFault::Reset)?;
        // As large as any answer, so that nothing needs to be asked twice; a new one each time, so that what a driver
        // says it has written, and has not, reads as zeros and never as the 9000 of an answer before.
        let mut buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
        Ok(transaction.transmit(command, &mut buffer)?.to_vec())
    }

    fn power_off_at_end(&mut self) {
        self.power_off = true;
    }
}

impl Exchanges<'_> {
    fn end(mut self) -> Result<(), Error> {
        self.end_once()
    }

    fn end_once(&mut self) -> Result<(), Error> {
        let Some(transaction) = self.transaction.take() else {
            return Ok(());
        };
        let disposition = if self.power_off {
            Disposition::UnpowerCard
        } else {
            Disposition::LeaveCard
        };
        transaction.end(disposition).map_err(|(_, error)| error)
    }
}

impl Drop for Exchanges<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.end_once() {
            debug!(%error, "the transaction had already ended");
        }
    }
}

fn close(card: Card, disposition: Disposition) -> Result<(), Error> {
    card.disconnect(disposition).map_err(|(card, error)| {
        // Its own Drop would reset a card that somebody else may be using by now.
        mem::forget(card);
        error
    })
}

fn is_gone(error: Error) -> bool {
    matches!(
        TransportFault::from(error),
        TransportFault::Removed | TransportFault::ReaderGone
    )
}

/// Tells how readers and cards stand, at every change and every few seconds, until `tell` breaks it off or the service ends.
fn watch(tell: &dyn Fn(Sighting) -> ControlFlow<()>) -> Result<(), Error> {
    let context = Context::establish(Scope::User)?;
    let mut readers = Watched {
        states: vec![pcsc::ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)],
        told: false,
        insertions: HashMap::new(),
    };
    loop {
        let names = match context.list_readers_owned() {
            Err(Error::NoReadersAvailable) => Vec::new(),
            names => names?,
        };
        readers.follow(names);
        match context.get_status_change(readers.wait(), &mut readers.states) {
            Ok(()) => readers.sync(),
            Err(Error::Timeout) => {}
            // A reader that has just gone; or a system that does not tell of new readers (macOS).
            Err(Error::UnknownReader) => readers.states.retain(|state| !is_notification(state)),
            Err(error) => return Err(error),
        }
        readers.told = true;
        if tell(readers.sighting()).is_break() {
            return Ok(());
        }
    }
}

/// The readers as the service is asked about them.
struct Watched {
    states: Vec<pcsc::ReaderState>,
    told: bool,
    /// Cards that came, by reader, for systems that do not count events.
    insertions: HashMap<CString, u32>,
}

impl Watched {
    /// Takes in the readers that there are now.
    fn follow(&mut self, names: Vec<CString>) {
        self.states.retain(|state| {
            is_notification(state) || names.iter().any(|name| **name == *state.name())
        });
        for name in names {
            if !self.states.iter().any(|state| *state.name() == *name) {
                info!(reader = %name.to_string_lossy(), "a reader");
                self.states
                    .push(pcsc::ReaderState::new(name, State::UNAWARE));
            }
        }
    }

    /// How long to wait for a change. New readers are unknown to the call, which then returns at once;
    /// without any, the first sight must not wait.
    fn wait(&self) -> Duration {
        match (self.told, self.states.iter().any(is_notification)) {
            (false, _) => Duration::ZERO,
            (true, true) => WAIT,
            (true, false) => WAIT_WITHOUT_NOTIFICATION,
        }
    }

    /// Takes in what has changed.
    fn sync(&mut self) {
        for state in &mut self.states {
            let was_there = state.current_state().contains(State::PRESENT);
            if state.event_state().contains(State::PRESENT) && !was_there {
                *self.insertions.entry(state.name().to_owned()).or_default() += 1;
            }
            state.sync_current_state();
        }
    }

    fn sighting(&self) -> Sighting {
        Sighting::Readers(
            self.states
                .iter()
                .filter_map(|state| self.reader(state))
                .collect(),
        )
    }

    /// What a login has to know of a reader; `None` for what is not one, or is gone.
    fn reader(&self, state: &pcsc::ReaderState) -> Option<ReaderState> {
        let flags = state.event_state();
        if is_notification(state) || flags.intersects(State::UNKNOWN | State::IGNORE) {
            return None;
        }
        let card = flags.contains(State::PRESENT).then(|| CardState {
            insertion: state.event_count() + self.insertions.get(state.name()).unwrap_or(&0),
            held: flags.contains(State::EXCLUSIVE),
        });
        let name = state.name().to_string_lossy().into_owned();
        Some(ReaderState { name, card })
    }
}

fn is_notification(state: &pcsc::ReaderState) -> bool {
    state.name() == PNP_NOTIFICATION()
}

impl From<Error> for TransportFault {
    fn from(error: Error) -> Self {
        match error {
            Error::NoSmartcard | Error::RemovedCard => Self::Removed,
            Error::ResetCard | Error::UnpoweredCard => Self::Reset,
            Error::UnknownReader | Error::ReaderUnavailable => Self::ReaderGone,
            Error::SharingViolation => Self::Held,
            Error::UnresponsiveCard => Self::Unresponsive,
            Error::NoService | Error::ServiceStopped | Error::Shutdown => Self::Service,
            other => Self::Other(pcsc_code(other)),
        }
    }
}

#[expect(clippy::as_conversions, reason = "the crate's enum is its PC/SC code")]
fn pcsc_code(error: Error) -> u32 {
    error as u32
}

/// How long one wait for a change may last. Every change of a card and every new reader ends it at once;
/// a reader that appears between listing and waiting, and a card that its holder has let go of, are seen after it.
const WAIT: Duration = Duration::from_secs(5);

/// The same where the system does not tell of new readers.
const WAIT_WITHOUT_NOTIFICATION: Duration = Duration::from_secs(1);
