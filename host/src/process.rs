//! The real machine around the host: its smart card service, its window system, its user's folders, its signals.

mod doctor;

use std::{
    ffi::OsString,
    fs::DirBuilder,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::SystemTime,
};

use directories::{BaseDirs, ProjectDirs};
use tracing::{info, warn};

use crate::{
    dialog::{Dialog, Opening, Person},
    doctor::{Os, Surroundings},
    hardening, log,
    reader::PcscReaders,
    serve::{Machine, NoWindow, serve},
    window,
};

/// Runs the host as a browser starts it, or answers a person who starts it by hand.
///
/// Browsers pass arguments of their own (the extension's origin; the manifest's path and the add-on's id),
/// so an unknown argument is no error.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let first = arguments.nth(1);
    let written = match first.as_deref().and_then(|argument| argument.to_str()) {
        Some("--version") => writeln!(io::stdout(), "mpa-host {}", env!("CARGO_PKG_VERSION")),
        Some("--help") => write!(io::stdout(), "{USAGE}"),
        Some("doctor") => {
            let machine = ThisMachine::start();
            return doctor::run(arguments, machine.folder.clone(), &machine.surroundings());
        }
        _ if io::stdin().is_terminal() => write!(io::stderr(), "{USAGE}"),
        _ => return serve_browser(),
    };
    if written.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn serve_browser() -> ExitCode {
    hardening::keep_keys_private();
    let machine = ThisMachine::start();
    hardening::keep_memory_private();
    info!(version = env!("CARGO_PKG_VERSION"), "the host has started");
    match serve(&machine, io::stdin(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            warn!(%error, "the host ends");
            ExitCode::FAILURE
        }
    }
}

/// Where the user's folder for log, lock, marker and uuid belongs.
fn state_folder() -> Option<PathBuf> {
    let folders = ProjectDirs::from("", "", "mpa-host")?;
    let folder = folders
        .state_dir()
        .unwrap_or_else(|| folders.data_local_dir());
    Some(folder.to_owned())
}

fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // One that was there before may have been opened to others.
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

struct ThisMachine {
    /// The user's folder, which nobody else may read; `None` where there can be none.
    folder: Option<PathBuf>,
}

impl ThisMachine {
    /// Has the log begin, in a folder that is made for it.
    fn start() -> Self {
        hardening::keep_files_private();
        let folder = state_folder().filter(|folder| create_private(folder).is_ok());
        if let Some(folder) = &folder {
            log::start(folder);
        }
        Self { folder }
    }
}

impl Machine for ThisMachine {
    type Readers = PcscReaders;

    fn readers(&self) -> Arc<PcscReaders> {
        Arc::new(PcscReaders::default())
    }

    fn state_folder(&self) -> Option<PathBuf> {
        self.folder.clone()
    }

    fn now(&self) -> fn() -> SystemTime {
        SystemTime::now
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings {
            os: Os::THIS,
            now: self.now(),
            usb_devices: cfg!(target_os = "linux").then(|| USB_DEVICES.into()),
            log_folder: state_folder(),
            home: BaseDirs::new().map(|folders| folders.home_dir().to_owned()),
        }
    }

    #[cfg(unix)]
    fn on_termination(&self, ended: Box<dyn Fn() + Send>) {
        use signal_hook::{
            consts::{SIGHUP, SIGINT, SIGTERM},
            iterator::Signals,
        };
        match Signals::new([SIGTERM, SIGINT, SIGHUP]) {
            Ok(mut signals) => {
                std::thread::spawn(move || signals.forever().for_each(|_| ended()));
            }
            Err(error) => warn!(%error, "signals end the host at once"),
        }
    }

    /// Windows ends the host by closing its input.
    #[cfg(not(unix))]
    fn on_termination(&self, _: Box<dyn Fn() + Send>) {}

    fn show_window(
        &self,
        opening: Opening,
        person: Box<dyn Fn(Person) + Send>,
        start: Box<dyn FnOnce(Box<dyn Dialog>)>,
    ) -> Result<(), NoWindow> {
        window::run(opening, person, |handle| start(Box::new(handle))).map_err(|fault| {
            warn!(%fault, "no window");
            NoWindow
        })
    }
}

/// sysfs(5), `/sys/bus`.
const USB_DEVICES: &str = "/sys/bus/usb/devices";

const USAGE: &str = "\
mpa-host is started by the browser, through its extension; there is nothing to start by hand.
ブラウザーの拡張機能から自動で起動されます。手で起動する必要はありません。

  doctor [--json] [--lang ja|en]
              what is missing for a login, and what to do (ログインできないときに調べる)
  --version   the version
  --help      this text

MPA_HOST_LOG=debug or trace makes the log in the state folder more detailed.
";
