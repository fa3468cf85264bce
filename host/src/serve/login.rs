//! Serves a port while its one login is under way: three threads, of which the first shows the window.
//! It must not know what a login does with its card.

use std::{
    io::{Read, Write},
    sync::{Arc, mpsc},
    thread,
};

use tracing::{info, warn};

use super::{Machine, NoWindow, answers::Answers, asked::Asked};
use crate::{
    card::Forms,
    dialog::{Opening, Person},
    error::ErrorCode,
    framing::{FramingError, read_frame},
    inspection::Inspection,
    login::{COUNTER_TRUSTED_FOR, Ended, Event, Login},
    login_lock::LoginLock,
    message::{Answer, Authenticate, PortalLogin, Refusal, Request},
    reader::Readers,
    unfinished::Unfinished,
};

/// Runs a login; its thread gives the answer, this one shows the window.
pub(super) fn log_in<M: Machine>(
    machine: &M,
    asked: &Asked,
    input: impl Read + Send + 'static,
    answers: &Answers<impl Write + Send + 'static>,
    inspection: Inspection<M::Readers>,
) -> Result<(), FramingError> {
    info!(origin = %asked.origin(), "a login");
    let lang = asked.lang();
    let refuse = |code| {
        warn!(%code, "no login");
        answers.give_last(&Answer::Error(Refusal {
            code,
            waiting_for: None,
            lang,
        }))
    };
    let Some(folder) = machine.state_folder() else {
        return refuse(ErrorCode::FolderUnwritable);
    };
    let lock = match LoginLock::acquire(&folder) {
        Ok(Some(lock)) => lock,
        Ok(None) => return refuse(ErrorCode::Busy),
        Err(error) => {
            warn!(%error, "the login lock");
            return refuse(ErrorCode::FolderUnwritable);
        }
    };
    let form = match asked.form(&folder) {
        Ok(form) => form,
        Err(error) => {
            warn!(%error, "the uuid");
            return refuse(ErrorCode::FolderUnwritable);
        }
    };
    let (events, inbox) = mpsc::channel();
    let inspection = Arc::new(inspection);
    let asked_meanwhile = Arc::clone(&inspection);
    read_on(input, answers.clone(), asked_meanwhile, events.clone());
    let ends_first = Arc::clone(&inspection);
    let told = events.clone();
    machine.on_termination(Box::new(move || drop(told.send(Event::NOBODY_WAITS))));

    let login = Login {
        challenge: asked.challenge(),
        number_wanted: form.needs_number(),
        timeout: asked.timeout(),
        readers: machine.readers(),
        unfinished: Unfinished::in_folder(&folder),
        now: machine.now(),
        counter_trusted_for: COUNTER_TRUSTED_FOR,
        forms: Forms::default(),
    };
    let opening = Opening {
        origin: asked.origin().as_str().to_owned(),
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
                // A look that began now would be cut off by the end of the process, and reset the next login's card.
                ends_first.end();
                // A page that has its answer may ask again at once.
                drop(lock);
                let answered = result.and_then(|signed| {
                    let waiting_for = None;
                    form.answer(&signed)
                        .map_err(|code| Ended::Refused { code, waiting_for })
                });
                let answer = match answered {
                    Ok(answer) => Some(answer),
                    Err(ended) => Refusal::of_login(ended, lang).map(Answer::Error),
                };
                info!(
                    answer = answer.as_ref().map(Answer::name),
                    "the login has ended"
                );
                drop(ended.send(answer.map(|answer| out.give_last(&answer))));
                drop(dialog);
            });
        }),
    );
    if shown.is_err() {
        // Where a login was under way, it ends, its card locked, before the browser hears of it.
        drop(events.send(Event::NOBODY_WAITS));
        inspection.end();
    }
    match (end.recv(), shown) {
        (Ok(Some(given)), _) => given,
        (Ok(None), Ok(())) => Ok(()),
        (_, Err(NoWindow)) => refuse(ErrorCode::NoDisplay),
        (Err(_), Ok(())) => refuse(ErrorCode::HostFailed),
    }
}

/// Reads on while a login is under way. Its end, like a `cancel`, ends the login; versions, readers and cards are told
/// as ever, and another login has to come later.
fn read_on<R: Readers, W: Write + Send + 'static>(
    mut input: impl Read + Send + 'static,
    answers: Answers<W>,
    inspection: Arc<Inspection<R>>,
    events: mpsc::Sender<Event>,
) {
    thread::spawn(move || {
        loop {
            let answer = match read_frame(&mut input) {
                Ok(None) => break,
                Ok(Some(body)) => match Request::parse(&body) {
                    Ok(Request::Cancel) => break,
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
                    Ok(Request::Status) => Answer::Status,
                    Ok(
                        Request::Authenticate(Authenticate { lang, .. })
                        | Request::PortalLogin(PortalLogin { lang, .. }),
                    ) => Answer::Error(Refusal {
                        code: ErrorCode::Busy,
                        waiting_for: None,
                        lang,
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
