//! Where things are on one machine, as one person sees it; the only file that asks the system for its folders.
//! Tests stand a machine of their own in a temporary folder.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

use crate::browser::{Location, Scope, System};

/// The folders of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Which system runs on it.
    pub system: System,
    /// What stands for the root folder: `/`.
    pub root: PathBuf,
    /// The person's home.
    pub home: PathBuf,
    /// The person's configuration, which `Location::Config` is below.
    pub config: PathBuf,
    /// The folder of what this program itself keeps for the person.
    pub state: PathBuf,
    /// The folder in which the host keeps the person's log, lock, marker and uuid.
    pub host_state: PathBuf,
    /// The folder that this program was started from; the host is beside it.
    pub beside: PathBuf,
    /// The folders in which programs are looked for.
    pub path: Vec<PathBuf>,
    /// Who runs this program, by number; `None` on Windows.
    pub user: Option<u32>,
}

impl Machine {
    /// The machine that this runs on; `None` where the person has no home.
    pub fn this() -> Option<Self> {
        let folders = BaseDirs::new()?;
        let host = ProjectDirs::from("", "", "mpa-host")?;
        let state = folders
            .state_dir()
            .unwrap_or_else(|| folders.data_local_dir())
            .join("mpa-setup");
        let host_state = host.state_dir().unwrap_or_else(|| host.data_local_dir());
        // On Windows it is a folder within one that is the host's own, too, and is to go with it.
        let host_state = if cfg!(windows) {
            host_state.parent()?
        } else {
            host_state
        };
        let beside = std::env::current_exe().ok()?.parent()?.to_owned();
        Some(Self {
            system: System::THIS,
            root: PathBuf::from("/"),
            home: folders.home_dir().to_owned(),
            config: folders.config_dir().to_owned(),
            state,
            host_state: host_state.to_owned(),
            beside,
            path: std::env::var_os("PATH")
                .map(|path| std::env::split_paths(&path).collect())
                .unwrap_or_default(),
            user: this_user(),
        })
    }

    /// Whether the home belongs to somebody else than who runs this program, as it does under a `sudo` that keeps it:
    /// what is made in it would not be the person's own, and what is started from it would not be this user's choice.
    pub fn is_anothers_home(&self) -> bool {
        let owner = owner(&self.home);
        owner.is_some() && self.user.is_some() && owner != self.user
    }

    /// The person's folder that belongs to somebody else, if one does: a receipt in it says what that one wants removed.
    pub fn anothers_folder(&self) -> Option<&Path> {
        if self.is_anothers_home() {
            return Some(&self.home);
        }
        // A variable may name them outside the home.
        [&self.config, &self.state, &self.host_state]
            .into_iter()
            .find(|folder| self.is_strangers(folder))
            .map(PathBuf::as_path)
    }

    /// Whether what is at this path, or what a link there leads to, was made by neither this user nor the administrator.
    pub fn is_strangers(&self, path: &Path) -> bool {
        const ADMINISTRATOR: u32 = 0;
        match (owner(path), self.user) {
            (Some(owner), Some(user)) => owner != user && owner != ADMINISTRATOR,
            _ => false,
        }
    }

    /// A path that is written from the root.
    pub fn rooted(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// The folder of a location; `None` for a key of the registry.
    pub fn folder(&self, location: Location) -> Option<PathBuf> {
        match location {
            Location::Home(path) => Some(self.home.join(path)),
            Location::Config(path) => Some(self.config.join(path)),
            Location::Root(path) => Some(self.rooted(path)),
            Location::Key(_) => None,
        }
    }

    /// The folder of what this program keeps in one scope: the receipt and, on Windows, the manifests.
    ///
    /// On Windows it is beside the program for a whole machine, since anybody may write below ProgramData.
    pub fn kept(&self, scope: Scope) -> PathBuf {
        match (scope, self.system) {
            (Scope::User, _) => self.state.clone(),
            (Scope::System, System::Linux) => self.rooted("/var/lib/mpa-host"),
            (Scope::System, System::MacOs) => self.rooted("/Library/Application Support/mpa-host"),
            (Scope::System, System::Windows) => self.beside.join("registration"),
        }
    }

    /// The file that is locked while this program changes anything in one scope.
    /// It is outside every folder that may go.
    pub fn lock(&self, scope: Scope) -> PathBuf {
        match (scope, self.system) {
            (Scope::User, _) => self.home.join(".mpa-setup.lock"),
            (Scope::System, System::Linux) => self.rooted("/run/mpa-setup.lock"),
            (Scope::System, System::MacOs) => self.rooted("/var/run/mpa-setup.lock"),
            (Scope::System, System::Windows) => self.beside.join("mpa-setup.lock"),
        }
    }

    /// The folder in which the host has its locks; on Windows it is within the one that is to go whole.
    pub fn host_locks(&self) -> PathBuf {
        match self.system {
            System::Windows => self.host_state.join("data"),
            System::Linux | System::MacOs => self.host_state.clone(),
        }
    }

    /// Where the host is, unless the person says otherwise.
    pub fn host(&self) -> PathBuf {
        self.beside.join(match self.system {
            System::Windows => "mpa-host.exe",
            System::Linux | System::MacOs => "mpa-host",
        })
    }
}

/// The name of the receipt in [`Machine::kept`].
pub const RECEIPT: &str = "receipt.json";

/// Who runs this program, by number. Windows has neither such numbers nor a `sudo` that keeps the home.
fn this_user() -> Option<u32> {
    #[cfg(unix)]
    return Some(rustix::process::geteuid().as_raw());
    #[cfg(not(unix))]
    None
}

#[cfg(unix)]
fn owner(path: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|metadata| metadata.uid())
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Option<u32> {
    None
}
