//! What the system can do, without a fight, so that nothing outside reads this process's memory or its files.
//! A system that refuses is no reason to refuse a login: it is noted in the log.

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
