//! The program: the real machine, and what is wired to what.

use std::{env, io, process::ExitCode};

use mpa_setup::{
    disk::RealDisk,
    install::Hands,
    machine::Machine,
    registry::ThisRegistry,
    run::{Told, run},
};

fn main() -> ExitCode {
    let mut hands = Hands {
        disk: &mut RealDisk,
        registry: &mut ThisRegistry::default(),
    };
    let mut told = Told {
        out: &mut io::stdout().lock(),
        err: &mut io::stderr().lock(),
    };
    let machine = Machine::this();
    match run(
        env::args_os().skip(1),
        machine.as_ref(),
        &mut hands,
        &mut told,
    ) {
        Ok(status) => ExitCode::from(status.code()),
        // Nobody reads what is told.
        Err(_) => ExitCode::FAILURE,
    }
}
