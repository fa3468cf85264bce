//! The native-messaging host's program.

// A console window would stand in front of the login window; pipes work without.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    mpa_host::process::run(std::env::args_os())
}
