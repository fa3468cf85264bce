//! The login window: shows the site, says what to do now, follows reader and card, and asks for the PIN.
//!
//! It is drawn by hand on a plain pixel buffer.
//! There is no text widget, hence no clipboard, undo, reveal, input method or heap copy that could leak a PIN:
//! each key press goes straight into a [`PinEntry`](crate::pin::PinEntry), and only the count of digits is ever drawn
//! or told to a screen reader.
//!
//! This folder alone knows winit, softbuffer, tiny-skia, ab_glyph and AccessKit.
//! It must not know cards, readers or messages, and it logs nothing.

mod accessibility;
mod area;
mod canvas;
#[cfg(all(unix, not(target_os = "macos")))]
mod desktop;
mod event_loop;
mod font;
mod keyboard;
mod layout;
mod lines;
mod model;
mod paint;
mod palette;
mod picture;
mod shown;
#[cfg(test)]
mod tests;
mod typesetting;
mod view;

use thiserror::Error;
use winit::{error::EventLoopError, event_loop::EventLoopProxy};

use crate::{
    dialog::{Dialog, Opening, Person, Screen},
    window::event_loop::Wake,
};

/// Shows the window, on the calling thread, which must be the process's main thread, until the [`Handle`] is dropped.
///
/// `start` is called once, as soon as the display answers, and is given the handle; it starts the login on a thread of
/// its own and returns.
/// `person` is told what the person does, on the main thread, and must not block.
///
/// # Errors
///
/// [`WindowFault`] if there cannot be a window; `start` has then not been called, unless it is the window that fails,
/// at once or later, and not the display.
pub fn run(
    opening: Opening,
    person: Box<dyn Fn(Person) + Send>,
    start: impl FnOnce(Handle),
) -> Result<(), WindowFault> {
    event_loop::run(opening, person, start)
}

/// The login's end of the window. Dropping it closes the window.
#[derive(Debug)]
pub struct Handle {
    proxy: EventLoopProxy<Wake>,
}

impl Dialog for Handle {
    fn show(&self, screen: Screen) {
        // A window that is gone has nothing to show; `run` has returned by then, or is about to.
        let _gone = self.proxy.send_event(Wake::Show(screen));
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let _gone = self.proxy.send_event(Wake::Close);
    }
}

/// Why there is no window.
#[derive(Debug, Error)]
pub enum WindowFault {
    /// There is no display, or it refuses.
    #[error("no display: {0}")]
    NoDisplay(EventLoopError),
    /// The display does not give a window.
    #[error("the display gives no window: {0}")]
    NoWindow(winit::error::OsError),
    /// The window cannot be drawn in.
    #[error("the window cannot be drawn in: {0}")]
    NoSurface(softbuffer::SoftBufferError),
    /// The embedded font cannot be read.
    #[error("the embedded font cannot be read: {0}")]
    Font(#[from] ab_glyph::InvalidFont),
    /// The connection to the display broke while the window was open.
    #[error("the display was lost: {0}")]
    Lost(EventLoopError),
}
