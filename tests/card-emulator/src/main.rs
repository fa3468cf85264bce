//! The program `card-emulator`: an emulated My Number card in a virtual reader.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use card_emulator::program::{Arguments, USAGE, run};

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return say(io::stdout(), USAGE, ExitCode::SUCCESS),
        Err(error) => {
            let text = format!("card-emulator: {error}\n\n{USAGE}");
            return say(io::stderr(), &text, ExitCode::from(2));
        }
    };
    match run(arguments, io::BufReader::new(io::stdin()), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let cause = error.source().map(|it| format!(": {it}"));
            let text = format!("card-emulator: {error}{}\n", cause.unwrap_or_default());
            say(io::stderr(), &text, ExitCode::FAILURE)
        }
    }
}

/// Prints and ends; that nobody reads it changes nothing about how the program ended.
fn say(mut to: impl Write, text: &str, code: ExitCode) -> ExitCode {
    let _ = to.write_all(text.as_bytes());
    code
}
