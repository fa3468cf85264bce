//! What the doctor looks at besides readers and cards, so that tests can put something else in its place.

use std::{path::PathBuf, time::SystemTime};

/// Where and when the doctor looks.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The system.
    pub os: Os,
    /// The clock.
    pub now: fn() -> SystemTime,
    /// Where the system lists what is on the USB; `None` where it has no such folder.
    pub usb_devices: Option<PathBuf>,
    /// The user's folder for log and lock, whether it is there or not; `None` where the user has none.
    pub log_folder: Option<PathBuf>,
    /// The user's home, which is shown as `~`: its name is nobody else's business.
    pub home: Option<PathBuf>,
}

/// The systems whose ways differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    /// Linux, or another Unix with pcscd.
    Linux,
    /// Windows.
    Windows,
    /// macOS.
    MacOs,
}

impl Os {
    /// This one.
    pub const THIS: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::MacOs
    } else {
        Self::Linux
    };

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linux => "Linux",
            Self::Windows => "Windows",
            Self::MacOs => "macOS",
        }
    }
}
