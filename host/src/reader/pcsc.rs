//! The system's smart card service through PC/SC: the only file that names the `pcsc` crate.
//! It must not know what is exchanged or why.

use std::{ffi::CString, thread, time::Duration};

use pcsc::{
    Card, Context, Disposition, Error, PNP_NOTIFICATION, Protocols, Scope, ShareMode, State,
    Transaction,
};
use tracing::{debug, info, warn};

use super::{CardState, Connection, ReaderState, Readers, Sighting};
use crate::card::{Transport, TransportFault};

/// The readers that the system's smart card service knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct PcscReaders;

impl Readers for PcscReaders {
    type Connection = PcscConnection;

    fn watch(&self, tell: Box<dyn Fn(Sighting) + Send>) {
        thread::spawn(move || {
            if let Err(error) = watch(&*tell) {
                warn!(%error, "the smart card service ended");
                tell(Sighting::NoService);
            }
        });
    }

    fn connect(&self, reader: &str) -> Result<PcscConnection, TransportFault> {
        let reader = CString::new(reader).map_err(|_| TransportFault::ReaderGone)?;
        let context = Context::establish(Scope::User)?;
        let card = connect(&context, &reader)?;
        Ok(PcscConnection {
            context,
            reader,
            card: Some(card),
        })
    }
}

/// A shared connection to the card in one reader.
pub struct PcscConnection {
    context: Context,
    reader: CString,
    /// Absent once the card has been powered off.
    card: Option<Card>,
}

impl Connection for PcscConnection {
    fn transaction<T>(
        &mut self,
        run: impl FnOnce(&mut dyn Transport) -> T,
    ) -> Result<T, TransportFault> {
        let card = self.card.as_mut().ok_or(TransportFault::Reset)?;
        let mut exchanges = Exchanges {
            transaction: Some(card.transaction()?),
            power_off: false,
        };
        let result = run(&mut exchanges);
        let power_off = exchanges.power_off;
        drop(exchanges);
        if power_off && let Some(card) = self.card.take() {
            // The transaction's end has powered it off; this lets go of it in the same state.
            close(card, Disposition::UnpowerCard);
        }
        Ok(result)
    }

    fn reconnect(&mut self) -> Result<(), TransportFault> {
        match &mut self.card {
            Some(card) => {
                card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::LeaveCard)?;
            }
            none => *none = Some(connect(&self.context, &self.reader)?),
        }
        Ok(())
    }
}

impl Drop for PcscConnection {
    fn drop(&mut self) {
        if let Some(card) = self.card.take() {
            close(card, Disposition::LeaveCard);
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
        // Larger than any answer to a short command, so that nothing needs to be asked twice.
        let mut buffer = [0; 512];
        Ok(transaction.transmit(command, &mut buffer)?.to_vec())
    }

    fn power_off_at_end(&mut self) {
        self.power_off = true;
    }
}

impl Drop for Exchanges<'_> {
    fn drop(&mut self) {
        let disposition = if self.power_off {
            Disposition::UnpowerCard
        } else {
            Disposition::LeaveCard
        };
        if let Some(Err((_, error))) = self.transaction.take().map(|open| open.end(disposition)) {
            debug!(%error, "the transaction had already ended");
        }
    }
}

fn connect(context: &Context, reader: &CString) -> Result<Card, Error> {
    context.connect(reader, ShareMode::Shared, Protocols::ANY)
}

fn close(card: Card, disposition: Disposition) {
    if let Err((card, error)) = card.disconnect(disposition) {
        debug!(%error, "the connection had already ended");
        // Its own Drop would reset a card that somebody else may be using by now.
        std::mem::forget(card);
    }
}

/// Tells every change until the service ends.
fn watch(tell: &dyn Fn(Sighting)) -> Result<(), Error> {
    let context = Context::establish(Scope::User)?;
    let mut states = vec![pcsc::ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
    let mut told = None;
    loop {
        let names = match context.list_readers_owned() {
            Err(Error::NoReadersAvailable) => Vec::new(),
            names => names?,
        };
        states.retain(|state| {
            is_notification(state) || names.iter().any(|name| **name == *state.name())
        });
        for name in names {
            if !states.iter().any(|state| *state.name() == *name) {
                info!(reader = %name.to_string_lossy(), "a reader");
                states.push(pcsc::ReaderState::new(name, State::UNAWARE));
            }
        }
        // New readers are unknown to the call, so it returns at once; without any, the first sight does not wait.
        let wait = if told.is_some() { WAIT } else { Duration::ZERO };
        match context.get_status_change(wait, &mut states) {
            Ok(()) => states
                .iter_mut()
                .for_each(pcsc::ReaderState::sync_current_state),
            Err(Error::Timeout | Error::UnknownReader) => {}
            Err(error) => return Err(error),
        }
        let sighting = Sighting::Readers(states.iter().filter_map(reader_state).collect());
        if told.as_ref() != Some(&sighting) {
            tell(sighting.clone());
            told = Some(sighting);
        }
    }
}

fn is_notification(state: &pcsc::ReaderState) -> bool {
    state.name() == PNP_NOTIFICATION()
}

/// What a login has to know of a reader; `None` for what is not one, or is gone.
fn reader_state(state: &pcsc::ReaderState) -> Option<ReaderState> {
    let flags = state.event_state();
    if is_notification(state) || flags.intersects(State::UNKNOWN | State::IGNORE) {
        return None;
    }
    let card = flags.contains(State::PRESENT).then(|| CardState {
        insertion: state.event_count(),
        held: flags.contains(State::EXCLUSIVE),
    });
    Some(ReaderState {
        name: state.name().to_string_lossy().into_owned(),
        card,
    })
}

impl From<Error> for TransportFault {
    fn from(error: Error) -> Self {
        match error {
            Error::NoSmartcard | Error::RemovedCard => Self::Removed,
            Error::ResetCard => Self::Reset,
            Error::UnknownReader | Error::ReaderUnavailable => Self::ReaderGone,
            Error::SharingViolation => Self::Held,
            Error::UnresponsiveCard | Error::UnpoweredCard => Self::Unresponsive,
            Error::NoService | Error::ServiceStopped | Error::Shutdown => Self::Service,
            other => Self::Other(pcsc_code(other)),
        }
    }
}

#[expect(clippy::as_conversions, reason = "the crate's enum is its PC/SC code")]
fn pcsc_code(error: Error) -> u32 {
    error as u32
}

/// How long one wait for a change may last. A reader that appears between listing and waiting is seen after it;
/// every other change ends the wait at once.
const WAIT: Duration = Duration::from_secs(5);
