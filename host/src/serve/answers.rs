//! Where answers go, whichever thread has one.
//! It must not know what they answer.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    framing::{FramingError, write_frame},
    message::Answer,
};

/// Where answers go, one frame at a time, until the last one.
pub(super) struct Answers<W>(Arc<Mutex<Option<W>>>);

impl<W> Clone for Answers<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W: Write> Answers<W> {
    pub(super) fn to(output: W) -> Self {
        Self(Arc::new(Mutex::new(Some(output))))
    }

    /// Gives an answer, unless the last one has been given.
    pub(super) fn give(&self, answer: &Answer) -> Result<(), FramingError> {
        match &mut *self.lock() {
            Some(output) => write(output, answer),
            None => Ok(()),
        }
    }

    /// Gives the answer that none follows.
    pub(super) fn give_last(&self, answer: &Answer) -> Result<(), FramingError> {
        match self.lock().take() {
            Some(mut output) => write(&mut output, answer),
            None => Ok(()),
        }
    }

    /// A panic while writing leaves half a frame; the browser closes such a port by itself.
    fn lock(&self) -> MutexGuard<'_, Option<W>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write(output: &mut impl Write, answer: &Answer) -> Result<(), FramingError> {
    let json = answer.to_json().map_err(io::Error::from)?;
    write_frame(output, &json)
}
