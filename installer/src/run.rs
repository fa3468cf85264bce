//! The commands: what the command line asks for, done on a machine, told to a person.

mod installing;
mod removing;

use std::io::{self, Write};

use crate::{
    arguments::{self, Command, Options, Usage, parse},
    browser::Scope,
    doctor::{self, Limits},
    install::{Hands, Outcome},
    kept::Kept,
    machine::Machine,
    text::{self, Lang},
};

/// What a run comes to; the number is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything asked for stands, or is gone.
    Done,
    /// Something was left undone, and was named.
    Undone,
    /// The command line was not understood.
    Usage,
}

impl Status {
    /// The exit status.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Undone => 1,
            Self::Usage => 2,
        }
    }
}

/// Where a run tells what it does.
pub struct Told<'a> {
    /// What was asked for.
    pub out: &'a mut dyn Write,
    /// What was left undone.
    pub err: &'a mut dyn Write,
}

/// Does what the command line asks for.
pub fn run(
    arguments: impl IntoIterator<Item = std::ffi::OsString>,
    machine: Option<&Machine>,
    hands: &mut Hands<'_>,
    told: &mut Told<'_>,
) -> io::Result<Status> {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let asked = arguments::lang(&arguments);
    let arguments = match parse(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(asked.unwrap_or_else(Lang::system), &error, told),
    };
    let lang = arguments.lang.unwrap_or_else(Lang::system);
    match &arguments.command {
        Command::Version => {
            writeln!(told.out, "mpa-setup {}", env!("CARGO_PKG_VERSION"))?;
            return Ok(Status::Done);
        }
        Command::Help => {
            writeln!(told.out, "{}", text::HELP)?;
            return Ok(Status::Done);
        }
        _ => {}
    }
    let Some(machine) = machine else {
        writeln!(told.err, "{}", text::no_home(lang))?;
        return Ok(Status::Undone);
    };
    let mut run = Run {
        machine,
        lang,
        hands,
        told,
        undone: false,
    };
    match arguments.command {
        Command::Install(options) => run.install(&options)?,
        Command::Repair(options) => run.repair(options)?,
        Command::Uninstall(options) => run.uninstall(&options)?,
        Command::Doctor { json } => run.doctor(json)?,
        Command::Version | Command::Help => {}
    }
    Ok(if run.undone {
        Status::Undone
    } else {
        Status::Done
    })
}

fn usage(lang: Lang, error: &Usage, told: &mut Told<'_>) -> io::Result<Status> {
    let error = text::usage(lang, error);
    writeln!(told.err, "mpa-setup: {error}\n\n{}", text::HELP)?;
    Ok(Status::Usage)
}

struct Run<'a, 'h, 't> {
    machine: &'a Machine,
    lang: Lang,
    hands: &'a mut Hands<'h>,
    told: &'a mut Told<'t>,
    undone: bool,
}

impl Run<'_, '_, '_> {
    fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.told.out, "{text}")
    }

    /// Names what was left undone.
    fn leave(&mut self, text: &str) -> io::Result<()> {
        self.undone = true;
        writeln!(self.told.err, "{text}")
    }

    /// The receipt, where this person may act at all.
    fn open(&mut self, options: &Options) -> io::Result<Option<Kept>> {
        let scope = options.scope;
        if scope == Scope::User
            && let Some(folder) = self.machine.anothers_folder()
        {
            let text = text::anothers_folder(self.lang, folder);
            self.leave(&text)?;
            return Ok(None);
        }
        let kept = if options.dry_run {
            Kept::read(self.machine, scope)
        } else {
            Kept::open(self.machine, scope)
        };
        match kept {
            Ok(kept) => Ok(Some(kept)),
            Err(error) => {
                let text = text::not_kept(self.lang, &error);
                self.leave(&text)?;
                Ok(None)
            }
        }
    }

    fn doctor(&mut self, json: bool) -> io::Result<()> {
        let registry = &*self.hands.registry;
        let report = doctor::examine(self.machine, registry, self.lang, Limits::default());
        self.undone = !report.is_good();
        if json {
            report.tell_json(self.told.out)
        } else {
            report.tell(self.told.out)
        }
    }

    fn tell(&mut self, outcomes: &[Outcome]) -> io::Result<()> {
        for outcome in outcomes {
            let text = text::outcome(self.lang, &outcome.place, &outcome.done);
            match text::left_undone(self.lang, &outcome.done) {
                Some(next) if !outcome.done.is_good() => {
                    self.leave(&format!("{text}\n  {next}"))?
                }
                _ => self.say(&text)?,
            }
        }
        Ok(())
    }
}
