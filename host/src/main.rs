//! The native-messaging host's program.

use std::process::ExitCode;

fn main() -> ExitCode {
    mpa_host::process::run(std::env::args_os())
}
