//! One process for one port: reads requests, answers them, and runs the one login that ends it.
//! It must not know PC/SC, winit or where files lie: all that is its [`Machine`]'s.

mod answers;
mod asked;
mod login;

use std::{
    io::{Read, Write},
    path::PathBuf,
    sync::Arc,
    time::SystemTime,
};

use tracing::warn;

use self::{answers::Answers, asked::Asked, login::log_in};
use crate::{
    dialog::{Dialog, Opening, Person},
    doctor::{Report, Surroundings, diagnose, diagnose_silence},
    framing::{FramingError, read_frame},
    inspection::{Inspection, Times, Told},
    message::{Answer, Request},
    reader::Readers,
};

/// What the host finds around it: the real thing in `process`, another in tests.
pub trait Machine {
    /// Its readers.
    type Readers: Readers;

    /// The readers.
    fn readers(&self) -> Arc<Self::Readers>;

    /// The user's folder for lock, marker and uuid; `None` where there is none.
    fn state_folder(&self) -> Option<PathBuf>;

    /// The clock.
    fn now(&self) -> fn() -> SystemTime;

    /// How long inspections are patient with cards.
    fn times(&self) -> Times {
        Times::default()
    }

    /// What the doctor looks at besides readers and cards.
    fn surroundings(&self) -> Surroundings;

    /// Has `ended` called when the system asks the process to end.
    fn on_termination(&self, ended: Box<dyn Fn() + Send>);

    /// Shows the login window on this thread until the dialog that `start` was given is dropped.
    /// Where there is no display, `start` is not called; it may have been where the window itself fails.
    fn show_window(
        &self,
        opening: Opening,
        person: Box<dyn Fn(Person) + Send>,
        start: Box<dyn FnOnce(Box<dyn Dialog>)>,
    ) -> Result<(), NoWindow>;
}

/// There is no display, or the window was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoWindow;

/// Serves one port until it ends.
pub fn serve<M: Machine>(
    machine: &M,
    mut input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> Result<(), FramingError> {
    let answers = Answers::to(output);
    let inspection = inspector(machine, answers.clone());
    loop {
        match read_frame(&mut input) {
            Ok(None) => return Ok(()),
            Ok(Some(body)) => {
                let asked = match Request::parse(&body) {
                    Ok(Request::Status) => {
                        answers.give(&Answer::Status)?;
                        continue;
                    }
                    Ok(Request::Inspect) => {
                        inspection.inspect();
                        continue;
                    }
                    Ok(Request::Watch) => {
                        inspection.watch();
                        continue;
                    }
                    Ok(Request::Doctor(lang)) => {
                        inspection.examine(lang);
                        continue;
                    }
                    Ok(Request::Authenticate(request)) => Asked::Authenticate(request),
                    Ok(Request::PortalLogin(request)) => Asked::PortalLogin(request),
                    Ok(Request::Cancel) => return Ok(()),
                    Err(refusal) => {
                        warn!(code = %refusal.code, "a request was refused");
                        answers.give(&Answer::Error(refusal))?;
                        continue;
                    }
                };
                inspection.stop_watching();
                return log_in(machine, &asked, input, &answers, inspection);
            }
            Err(error) => {
                warn!(%error, "no further request");
                if let Some(code) = error.code() {
                    answers.give(&Answer::Error(code.into()))?;
                }
                return Err(error);
            }
        }
    }
}

/// Inspects for this port, on threads of its own: requests are read on meanwhile.
fn inspector<M: Machine>(
    machine: &M,
    answers: Answers<impl Write + Send + 'static>,
) -> Inspection<M::Readers> {
    let surroundings = machine.surroundings();
    let tell = move |told| {
        let answer = match told {
            Told::Inspected(findings) => Answer::Inspect(findings),
            Told::Watched(findings) => Answer::Watch(findings),
            Told::Examined(findings, lang) => {
                Answer::Doctor(Report::new(&diagnose(&findings, &surroundings), lang))
            }
            Told::NotExamined(lang) => {
                Answer::Doctor(Report::new(&diagnose_silence(&surroundings), lang))
            }
        };
        // A browser that has gone ends the input too.
        drop(answers.give(&answer));
    };
    let (readers, folder) = (machine.readers(), machine.state_folder());
    Inspection::new(readers, folder, machine.times(), tell)
}
