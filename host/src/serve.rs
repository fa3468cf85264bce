//! One process for one port: reads requests, answers them, and runs the one login that ends it.
//! It must not know PC/SC, winit or where files lie: all that is its [`Machine`]'s.

use std::{
    io::{Read, Write},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::SystemTime,
};

use tracing::{info, warn};

use crate::{
    challenge::Challenge,
    dialog::{Dialog, Opening, Person},
    error::ErrorCode,
    framing::{FramingError, read_frame, write_frame},
    login::{COUNTER_TRUSTED_FOR, Event, Login},
    login_lock::LoginLock,
    message::{Answer, Authenticate, Refusal, Request},
    reader::Readers,
    unfinished::Unfinished,
};

/// What the host finds around it: the real thing in `process`, another in tests.
pub trait Machine {
    /// Its readers.
    type Readers: Readers;

    /// The readers.
    fn readers(&self) -> Arc<Self::Readers>;

    /// The user's folder for lock and marker; `None` where there is none.
    fn state_folder(&self) -> Option<PathBuf>;

    /// The clock.
    fn now(&self) -> fn() -> SystemTime;

    /// Has `ended` called when the system asks the process to end.
    fn on_termination(&self, ended: Box<dyn Fn() + Send>);

    /// Shows the login window on this thread until the dialog that `start` was given is dropped.
    /// Where there can be no window, `start` is not called.
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
    let answers = Answers(Arc::new(Mutex::new(output)));
    loop {
        match read_frame(&mut input) {
            Ok(None) => return Ok(()),
            Ok(Some(body)) => match Request::parse(&body) {
                Ok(Request::Status) => answers.give(&Answer::Status)?,
                Ok(Request::Authenticate(request)) => {
                    return log_in(machine, request, input, &answers);
                }
                Ok(Request::Cancel) => return Ok(()),
                Err(refusal) => {
                    warn!(code = %refusal.code, "a request was refused");
                    answers.give(&Answer::Error(refusal))?;
                }
            },
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

/// Runs a login; its thread gives the answer, this one shows the window.
fn log_in<M: Machine>(
    machine: &M,
    request: Authenticate,
    input: impl Read + Send + 'static,
    answers: &Answers<impl Write + Send + 'static>,
) -> Result<(), FramingError> {
    info!(origin = %request.origin, "a login");
    let lang = request.lang;
    let refuse = |code| {
        warn!(%code, "no login");
        answers.give(&Answer::Error(Refusal {
            code,
            waiting_for: None,
            lang,
        }))
    };
    let Some(folder) = machine.state_folder() else {
        return refuse(ErrorCode::HostFailed);
    };
    let lock = match LoginLock::acquire(&folder) {
        Ok(Some(lock)) => lock,
        Ok(None) => return refuse(ErrorCode::Busy),
        Err(error) => {
            warn!(%error, "the login lock");
            return refuse(ErrorCode::HostFailed);
        }
    };
    let (events, inbox) = mpsc::channel();
    watch_input(input, answers.clone(), events.clone());
    let told = events.clone();
    machine.on_termination(Box::new(move || drop(told.send(Event::NOBODY_WAITS))));

    let login = Login {
        challenge: Challenge::new(&request.origin, &request.nonce),
        timeout: request.timeout,
        readers: machine.readers(),
        unfinished: Unfinished::in_folder(&folder),
        now: machine.now(),
        counter_trusted_for: COUNTER_TRUSTED_FOR,
    };
    let opening = Opening {
        origin: request.origin.as_str().to_owned(),
        lang,
    };
    let told = events.clone();
    let person = Box::new(move |person: Person| drop(told.send(person.into())));
    let (ended, end) = mpsc::channel();
    let (told, out) = (events.clone(), answers.clone());
    let shown = machine.show_window(
        opening,
        person,
        Box::new(move |dialog| {
            thread::spawn(move || {
                let result = login.run(&*dialog, &told, &inbox);
                // A page that has its answer may ask again at once.
                drop(lock);
                let answer = match result {
                    Ok(token) => Some(Answer::Authenticate(token)),
                    Err(ended) => Refusal::of_login(ended, lang).map(Answer::Error),
                };
                info!(
                    answer = answer.as_ref().map(Answer::name),
                    "the login has ended"
                );
                drop(ended.send(answer.map(|answer| out.give(&answer))));
                drop(dialog);
            });
        }),
    );
    if shown.is_err() {
        // Where a login was under way, it ends, its card locked, before the browser hears of it.
        drop(events.send(Event::NOBODY_WAITS));
    }
    match (end.recv(), shown) {
        (Ok(Some(given)), _) => given,
        (Ok(None), Ok(())) => Ok(()),
        (_, Err(NoWindow)) => refuse(ErrorCode::NoDisplay),
        (Err(_), Ok(())) => refuse(ErrorCode::HostFailed),
    }
}

/// Reads on while a login is under way. Its end, like a `cancel`, ends the login; versions are told as ever,
/// and another login has to come later.
fn watch_input<W: Write + Send + 'static>(
    mut input: impl Read + Send + 'static,
    answers: Answers<W>,
    events: mpsc::Sender<Event>,
) {
    thread::spawn(move || {
        loop {
            let answer = match read_frame(&mut input) {
                Ok(None) => break,
                Ok(Some(body)) => match Request::parse(&body) {
                    Ok(Request::Cancel) => break,
                    Ok(Request::Status) => Answer::Status,
                    Ok(Request::Authenticate(request)) => Answer::Error(Refusal {
                        code: ErrorCode::Busy,
                        waiting_for: None,
                        lang: request.lang,
                    }),
                    Err(refusal) => Answer::Error(refusal),
                },
                Err(error) => {
                    if let Some(code) = error.code() {
                        drop(answers.give(&Answer::Error(code.into())));
                    }
                    break;
                }
            };
            if answers.give(&answer).is_err() {
                break;
            }
        }
        drop(events.send(Event::NOBODY_WAITS));
    });
}

/// Where answers go, one frame at a time.
struct Answers<W>(Arc<Mutex<W>>);

impl<W> Clone for Answers<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W: Write> Answers<W> {
    fn give(&self, answer: &Answer) -> Result<(), FramingError> {
        let json = answer.to_json().map_err(std::io::Error::from)?;
        // A panic while writing leaves half a frame; the browser closes such a port by itself.
        write_frame(
            &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner),
            &json,
        )
    }
}
