//! Where answers go, whichever thread has one.
//! It must not know what they answer.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    framing::{FramingError, write_frame},
    message::Answer,
};

/// Where answers go, one frame at a time.
pub(super) struct Answers<W>(Arc<Mutex<W>>);

impl<W> Clone for Answers<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W: Write> Answers<W> {
    pub(super) fn to(output: W) -> Self {
        Self(Arc::new(Mutex::new(output)))
    }

    pub(super) fn give(&self, answer: &Answer) -> Result<(), FramingError> {
        let json = answer.to_json().map_err(io::Error::from)?;
        // A panic while writing leaves half a frame; the browser closes such a port by itself.
        write_frame(
            &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner),
            &json,
        )
    }
}
