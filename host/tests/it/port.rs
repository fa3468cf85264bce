//! A host that serves a port, seen from the browser's side, before a desk for readers and a script for a person.

use std::{
    io::{PipeReader, PipeWriter, Read, Write, pipe},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
    time::SystemTime,
};

use mpa_host::{
    dialog::{Dialog, Opening, Person, Screen},
    doctor::{Os, Surroundings},
    framing::{FramingError, write_frame},
    inspection::Times,
    serve::{Machine, NoWindow, serve},
};
use serde_json::{Value, json};

use crate::{desk::Desk, logins::card, person::entered};

/// A machine with a desk for readers and a script for a person.
struct ScriptedMachine {
    desk: Desk,
    folder: Option<PathBuf>,
    window: Window,
    openings: mpsc::Sender<Opening>,
    termination: Mutex<Option<Box<dyn Fn() + Send>>>,
    times: Times,
}

/// What happens before the login window.
#[derive(Clone, Copy)]
pub(crate) enum Window {
    /// The PIN is entered as soon as it is asked for.
    Pin(&'static str),
    /// Nothing is done.
    Ignored,
    /// There is no display.
    None,
    /// The system ends the process while the window is open.
    Terminated,
}

impl Machine for ScriptedMachine {
    type Readers = Desk;

    fn readers(&self) -> Arc<Desk> {
        Arc::new(self.desk.clone())
    }

    fn state_folder(&self) -> Option<PathBuf> {
        self.folder.clone()
    }

    fn now(&self) -> fn() -> SystemTime {
        SystemTime::now
    }

    fn times(&self) -> Times {
        self.times
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings {
            os: Os::Linux,
            now: SystemTime::now,
            usb_devices: None,
            log_folder: self.folder.clone(),
            home: None,
        }
    }

    fn on_termination(&self, ended: Box<dyn Fn() + Send>) {
        *self.termination.lock().expect("whole") = Some(ended);
    }

    fn show_window(
        &self,
        opening: Opening,
        person: Box<dyn Fn(Person) + Send>,
        start: Box<dyn FnOnce(Box<dyn Dialog>)>,
    ) -> Result<(), NoWindow> {
        self.openings.send(opening).expect("the test listens");
        if let Window::None = self.window {
            return Err(NoWindow);
        }
        let (show, screens) = mpsc::channel();
        start(Box::new(Screens(show)));
        // The dialog's end ends the loop, as it closes the real window.
        for screen in screens {
            match (self.window, screen) {
                (Window::Pin(pin), Screen::EnterPin { .. }) => person(Person::Pin(entered(pin))),
                (Window::Terminated, Screen::EnterPin { .. }) => {
                    let ended = self.termination.lock().expect("whole").take();
                    ended.expect("it was asked for")();
                }
                _ => {}
            }
        }
        Ok(())
    }
}

struct Screens(mpsc::Sender<Screen>);

impl Dialog for Screens {
    fn show(&self, screen: Screen) {
        drop(self.0.send(screen));
    }
}

/// A host that serves a port, seen from the browser's side.
pub(crate) struct Port {
    to_host: Option<PipeWriter>,
    from_host: PipeReader,
    host: JoinHandle<Result<(), FramingError>>,
    pub(crate) openings: mpsc::Receiver<Opening>,
    _own_folder: Option<tempfile::TempDir>,
}

impl Port {
    /// Before a desk with a card on it.
    pub(crate) fn open(window: Window) -> Self {
        Self::open_before(&Desk::with_card(card()), window)
    }

    /// With a state folder of its own.
    pub(crate) fn open_before(desk: &Desk, window: Window) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut port = Self::open_in(Some(folder.path()), desk, window);
        port._own_folder = Some(folder);
        port
    }

    pub(crate) fn open_in(state: Option<&Path>, desk: &Desk, window: Window) -> Self {
        Self::open_for(state, desk, window, Times::default())
    }

    /// With less patience than the program has.
    pub(crate) fn open_for(
        state: Option<&Path>,
        desk: &Desk,
        window: Window,
        times: Times,
    ) -> Self {
        let (desk, folder) = (desk.clone(), state.map(Path::to_owned));
        let (input, to_host) = pipe().expect("a pipe");
        let (from_host, output) = pipe().expect("a pipe");
        let (opened, openings) = mpsc::channel();
        let host = thread::spawn(move || {
            let machine = ScriptedMachine {
                desk,
                folder,
                window,
                openings: opened,
                termination: Mutex::default(),
                times,
            };
            serve(&machine, input, output)
        });
        Self {
            to_host: Some(to_host),
            from_host,
            host,
            openings,
            _own_folder: None,
        }
    }

    pub(crate) fn send(&mut self, body: impl AsRef<[u8]>) {
        write_frame(self.to_host.as_mut().expect("open"), body.as_ref()).expect("sent");
    }

    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        self.to_host
            .as_mut()
            .expect("open")
            .write_all(bytes)
            .expect("sent");
    }

    pub(crate) fn close(&mut self) {
        self.to_host = None;
    }

    /// The next answer; `None` where the host has closed its side.
    pub(crate) fn answer(&mut self) -> Option<Value> {
        let mut length = [0; 4];
        self.from_host.read_exact(&mut length).ok()?;
        let mut body = vec![0; usize::try_from(u32::from_ne_bytes(length)).expect("small")];
        self.from_host.read_exact(&mut body).expect("a whole frame");
        Some(serde_json::from_slice(&body).expect("JSON"))
    }

    #[track_caller]
    pub(crate) fn is_told(&mut self, code: &str) -> Value {
        let answer = self.answer().expect("an answer");
        assert_eq!(
            (&answer["answer"], &answer["code"]),
            (&json!("error"), &json!(code))
        );
        assert!(!answer["message"].as_str().expect("words").is_empty());
        answer
    }

    pub(crate) fn host_ends(self) -> Result<(), FramingError> {
        self.host.join().expect("no panic")
    }
}
