//! What the system can do, without a fight, so that nothing outside reads this process's memory, its files or its keys.
//! A system that refuses is no reason to refuse a login: it is noted in the log.

#[cfg(all(unix, not(target_os = "macos")))]
use std::env;

#[cfg(target_os = "linux")]
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
#[cfg(unix)]
use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, setrlimit, umask},
};
#[cfg(unix)]
use tracing::warn;

/// Has no core dump written if the process falls, since it could hold a PIN that is being entered.
///
/// On Linux no other program of the same user can then read the memory or attach a debugger either (prctl(2),
/// `PR_SET_DUMPABLE`; ptrace(2), "Ptrace access mode checking"); root still can.
pub fn keep_memory_private() {
    #[cfg(unix)]
    {
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            warn!(%error, "core dumps are not switched off");
        }
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        warn!(%error, "other programs of this user can read the memory");
    }
}

/// Has every file that is made from now on belong to its owner alone, whatever the system's habit is.
pub fn keep_files_private() {
    #[cfg(unix)]
    umask(Mode::RWXG | Mode::RWXO);
}

/// Has the login window's keys come from the keyboard alone. To be called before there is a second thread.
///
/// On X11 winit connects to the person's input method, which is then sent each key press, and has the tables of composed
/// characters read twice, which takes longer than all the rest of opening the window. A PIN has neither kana nor accents.
pub fn keep_keys_private() {
    #[cfg(all(unix, not(target_os = "macos")))]
    for (name, value) in KEYS_ALONE {
        #[expect(unsafe_code, reason = "Xlib is told in no other way")]
        // SAFETY: no other thread reads the environment, since there is none.
        unsafe {
            env::set_var(name, value);
        }
    }
}

/// XSetLocaleModifiers(3), XOpenIM(3), Compose(5). The locale "C" has the shortest table, for libraries that do not take
/// an empty one.
#[cfg(all(unix, not(target_os = "macos")))]
const KEYS_ALONE: [(&str, &str); 3] = [
    ("XMODIFIERS", "@im=none"),
    ("XCOMPOSEFILE", "/dev/null"),
    ("LC_ALL", "C"),
];
