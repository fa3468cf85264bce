//! A machine in a temporary folder, with a registry in memory and a disk that can fail in the middle.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use mpa_setup::{
    browser::{Scope, System},
    disk::{Disk, RealDisk},
    install::Hands,
    machine::Machine,
    registry::Registry,
    run::{Status, Told, run},
};
use tempfile::TempDir;

/// The machine.
pub(crate) struct Sandbox {
    pub(crate) folder: TempDir,
    pub(crate) machine: Machine,
    pub(crate) registry: Keys,
    pub(crate) disk: Failing,
}

/// What a run told, and how it ended.
pub(crate) struct Said {
    pub(crate) status: Status,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    /// A machine with a home, a host and nothing else.
    pub(crate) fn new(system: System) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("root");
        let home = root.join("home/taro");
        for made in ["home/taro", "etc", "run", "var/run", "opt/mpa-host"] {
            fs::create_dir_all(root.join(made)).expect("made");
        }
        let machine = Machine {
            system,
            config: home.join(".config"),
            state: home.join(".local/state/mpa-setup"),
            host_state: home.join(".local/state/mpa-host"),
            beside: root.join("opt/mpa-host"),
            path: vec![root.join("usr/bin")],
            user: this_user(),
            home,
            root,
        };
        let sandbox = Self {
            folder,
            machine,
            registry: Keys::default(),
            disk: Failing::default(),
        };
        sandbox.put(&sandbox.machine.host(), "a host");
        sandbox
    }

    /// Writes a file, with its folders.
    pub(crate) fn put(&self, file: &Path, content: &str) {
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, content).expect("written");
    }

    /// A path below the machine's root.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.machine.rooted(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).expect("a file")
    }

    /// Runs the program with these arguments, separated by spaces; `ROOT` stands for the machine's root.
    pub(crate) fn run(&mut self, arguments: &str) -> Said {
        let root = self.machine.root.to_str().expect("Unicode");
        let arguments = arguments.replace("ROOT", root);
        let arguments = arguments.split(' ').chain(["--lang", "en"]);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = run(
            arguments.map(OsString::from),
            Some(&self.machine),
            &mut Hands {
                disk: &mut self.disk,
                registry: &mut self.registry,
            },
            &mut Told {
                out: &mut out,
                err: &mut err,
            },
        );
        Said {
            status: status.expect("told"),
            out: String::from_utf8(out).expect("Unicode"),
            err: String::from_utf8(err).expect("Unicode"),
        }
    }

    /// Runs the program, which has to do all that is asked for.
    pub(crate) fn done(&mut self, arguments: &str) -> String {
        let said = self.run(arguments);
        assert_eq!(said.status, Status::Done, "{arguments}: {}", said.err);
        said.out
    }

    /// Runs the program, which has to leave something undone and name it.
    pub(crate) fn undone(&mut self, arguments: &str) -> String {
        let said = self.run(arguments);
        assert_eq!(said.status, Status::Undone, "{arguments}: {}", said.out);
        assert!(!said.err.is_empty());
        said.err
    }

    /// Everything on the machine: folders, and files with content, mode and time of change.
    pub(crate) fn tree(&self) -> BTreeMap<PathBuf, String> {
        let mut tree = BTreeMap::new();
        walk(self.folder.path(), &mut tree);
        tree
    }

    /// Everything by name alone.
    pub(crate) fn names(&self) -> Vec<PathBuf> {
        self.tree().into_keys().collect()
    }
}

#[cfg(unix)]
fn this_user() -> Option<u32> {
    Some(rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn this_user() -> Option<u32> {
    None
}

fn walk(folder: &Path, into: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let metadata = path.symlink_metadata().expect("there");
        if metadata.is_dir() {
            into.insert(path.clone(), "a folder".to_owned());
            walk(&path, into);
        } else {
            let content = fs::read(&path).expect("readable");
            let told = format!(
                "{:?} {:?} {:?}",
                metadata.permissions(),
                metadata.modified().expect("a time"),
                String::from_utf8_lossy(&content),
            );
            into.insert(path, told);
        }
    }
}

/// Keys in memory, by scope and path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    /// Their default values.
    pub(crate) values: BTreeMap<(bool, String), String>,
    /// Their named values.
    pub(crate) named: BTreeMap<(bool, String), Vec<(String, String)>>,
    /// The keys of which others have set further values.
    pub(crate) shared: BTreeSet<String>,
    /// The key that cannot be removed.
    pub(crate) stuck: Option<String>,
}

impl Registry for Keys {
    fn value(&self, scope: Scope, key: &str) -> io::Result<Option<String>> {
        Ok(self
            .values
            .get(&(scope == Scope::User, key.to_owned()))
            .cloned())
    }

    fn is_there(&self, scope: Scope, key: &str) -> bool {
        self.values
            .contains_key(&(scope == Scope::User, key.to_owned()))
    }

    fn values(&self, scope: Scope, key: &str) -> io::Result<Vec<(String, String)>> {
        let named = self.named.get(&(scope == Scope::User, key.to_owned()));
        Ok(named.cloned().unwrap_or_default())
    }

    fn set(&mut self, scope: Scope, key: &str, value: &str) -> io::Result<()> {
        let is_user = scope == Scope::User;
        for (end, _) in key.match_indices('\\') {
            self.values
                .entry((is_user, key[..end].to_owned()))
                .or_default();
        }
        self.values
            .insert((is_user, key.to_owned()), value.to_owned());
        Ok(())
    }

    fn remove(&mut self, scope: Scope, key: &str) -> io::Result<()> {
        let is_user = scope == Scope::User;
        let below = format!(r"{key}\");
        let mut all = self.values.keys();
        let has_keys = all.any(|(user, other)| *user == is_user && other.starts_with(&below));
        if has_keys || self.shared.contains(key) {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        if self.stuck.as_deref() == Some(key) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.values.remove(&(is_user, key.to_owned()));
        Ok(())
    }

    fn clear(&mut self, scope: Scope, key: &str) -> io::Result<()> {
        self.values
            .insert((scope == Scope::User, key.to_owned()), String::new());
        Ok(())
    }
}

/// The real disk, until so many changes have been made: then none works any more, or so many do not.
#[derive(Debug, Default)]
pub(crate) struct Failing {
    pub(crate) left: Option<usize>,
    /// How many changes fail before they work again; `None` where they never do.
    pub(crate) failures: Option<usize>,
    /// The folder that cannot be removed.
    pub(crate) stuck: Option<PathBuf>,
}

impl Failing {
    fn step(&mut self) -> io::Result<()> {
        match &mut self.left {
            Some(0) => {
                if let Some(failures) = &mut self.failures {
                    *failures -= 1;
                    if *failures == 0 {
                        self.left = None;
                    }
                }
                Err(io::Error::other("interrupted"))
            }
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Disk for Failing {
    fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.make_folder(folder)
    }

    fn make_file(&mut self, file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
        if self.left == Some(0) {
            // A machine that stops while it writes leaves a part.
            let _part = RealDisk.make_file(file, &content[..content.len() / 2], mode);
        }
        self.step()?;
        RealDisk.make_file(file, content, mode)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.rename(from, to)
    }

    fn remove_file(&mut self, file: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.remove_file(file)
    }

    fn remove_folder(&mut self, folder: &Path) -> io::Result<()> {
        self.step()?;
        if self.stuck.as_deref() == Some(folder) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        RealDisk.remove_folder(folder)
    }
}
