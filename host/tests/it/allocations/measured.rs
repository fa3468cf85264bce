//! The desk as the host meets it, with what the host allocates between one call of it and the next.
//! What the desk itself allocates is not counted.

use std::{
    mem,
    ops::ControlFlow,
    sync::{Arc, Mutex},
};

use mpa_host::{
    card::{Transport, TransportFault},
    reader::{Connection, Readers, Sighting},
};
use tracing::dispatcher::{self, Dispatch};

use crate::{
    allocator::Allocated,
    desk::{Answer, Desk, OnDesk},
};

/// Up to where the thread that talks to the card has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    Connected,
    Began,
    /// An exchange, by its instruction.
    Exchange(u8),
    Ended,
    /// The connection was let go of.
    Dropped,
}

/// The desk, and what was allocated up to each of the host's calls since the one before. Clones are the same.
#[derive(Clone)]
pub(super) struct Measured {
    desk: Desk,
    steps: Arc<Mutex<Vec<(Until, Allocated)>>>,
}

impl Measured {
    pub(super) fn new(desk: &Desk) -> Self {
        Self {
            desk: desk.clone(),
            steps: Arc::default(),
        }
    }

    pub(super) fn steps(&self) -> Vec<(Until, Allocated)> {
        self.steps.lock().expect("whole").clone()
    }

    /// Keeps what was allocated until now, lets the desk do its part, and counts on from there.
    fn step<T>(&self, until: Until, desk: impl FnOnce() -> T) -> T {
        let allocated = Allocated::take();
        self.steps.lock().expect("whole").push((until, allocated));
        let done = desk();
        Allocated::take();
        done
    }
}

impl Readers for Measured {
    type Connection = OnMeasured;

    fn watch(&self, tell: Box<dyn Fn(Sighting) -> ControlFlow<()> + Send>) {
        self.desk.watch(tell);
    }

    fn connect(&self, reader: &str) -> Result<OnMeasured, TransportFault> {
        self.step(Until::Connected, || {
            // Another test has everything logged, into memory; this thread is the login's own, and stays out of it.
            mem::forget(dispatcher::set_default(&Dispatch::none()));
            Ok(OnMeasured {
                connection: self.desk.connect(reader)?,
                measured: self.clone(),
            })
        })
    }
}

pub(super) struct OnMeasured {
    connection: OnDesk,
    measured: Measured,
}

impl Connection for OnMeasured {
    fn transaction<T>(
        &mut self,
        run: impl FnOnce(&mut dyn Transport) -> T,
    ) -> Result<T, TransportFault> {
        let measured = &self.measured;
        measured.step(Until::Began, || ());
        let result = self.connection.transaction(|transport| {
            Allocated::take();
            let result = run(&mut Exchanges {
                transport,
                measured,
            });
            measured.step(Until::Ended, || result)
        });
        Allocated::take();
        result
    }

    fn reconnect(&mut self) -> Result<(), TransportFault> {
        self.connection.reconnect()
    }

    fn power_off_failed(&self) -> bool {
        self.connection.power_off_failed()
    }
}

impl Drop for OnMeasured {
    fn drop(&mut self) {
        self.measured.step(Until::Dropped, || ());
    }
}

struct Exchanges<'c> {
    transport: &'c mut dyn Transport,
    measured: &'c Measured,
}

impl Transport for Exchanges<'_> {
    fn transmit(&mut self, command: &[u8]) -> Answer {
        let until = Until::Exchange(command[1]);
        self.measured
            .step(until, || self.transport.transmit(command))
    }

    fn power_off_at_end(&mut self) {
        self.transport.power_off_at_end();
    }
}
