//! `mpa-host doctor`, for a person at a terminal and for programs that ask in their name.
//! It must not know what the doctor looks for.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, mpsc},
};

use crate::{
    doctor::{Report, Surroundings, diagnose, diagnose_silence},
    inspection::{Inspection, Times, Told},
    reader::PcscReaders,
    text::Lang,
};

/// How the person wants to be told.
struct Wishes {
    json: bool,
    lang: Lang,
}

/// Looks at everything and says how it stands; 0 where nothing hinders a login, 1 where something does,
/// 2 where the arguments are wrong.
pub(super) fn run(
    arguments: impl Iterator<Item = OsString>,
    folder: Option<PathBuf>,
    surroundings: &Surroundings,
) -> ExitCode {
    let Some(wishes) = Wishes::parse(arguments) else {
        // Where nobody reads it, the exit status says the same.
        drop(write!(io::stderr(), "{USAGE}"));
        return ExitCode::from(WRONG_ARGUMENTS);
    };
    let report = examine(folder, surroundings, wishes.lang);
    let out = io::stdout();
    let written = if wishes.json {
        report.write_json(out.lock())
    } else {
        let on_terminal = out.is_terminal();
        report.write_plain(out.lock(), on_terminal)
    };
    if written.is_err() || report.is_bad() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

impl Wishes {
    fn parse(mut arguments: impl Iterator<Item = OsString>) -> Option<Self> {
        let mut wishes = Self {
            json: false,
            lang: system_language(),
        };
        while let Some(argument) = arguments.next() {
            match argument.to_str()? {
                "--json" => wishes.json = true,
                "--lang" => {
                    let wanted = arguments.next()?;
                    let known = Lang::ALL.into_iter();
                    wishes.lang = known.into_iter().find(|lang| wanted == lang.code())?;
                }
                _ => return None,
            }
        }
        Some(wishes)
    }
}

fn examine(folder: Option<PathBuf>, surroundings: &Surroundings, lang: Lang) -> Report {
    let (tell, told) = mpsc::channel();
    let inspection = Inspection::new(
        Arc::new(PcscReaders::default()),
        folder,
        Times::default(),
        move |findings| drop(tell.send(findings)),
    );
    inspection.examine(lang);
    let findings = match told.recv() {
        Ok(Told::Examined(found, _) | Told::Inspected(found) | Told::Watched(found)) => {
            diagnose(&found, surroundings)
        }
        Ok(Told::NotExamined(_)) | Err(_) => diagnose_silence(surroundings),
    };
    Report::new(&findings, lang)
}

/// Japanese where the system speaks it, English everywhere else.
fn system_language() -> Lang {
    match sys_locale::get_locale() {
        Some(locale) if locale.starts_with("ja") => Lang::Ja,
        _ => Lang::En,
    }
}

const WRONG_ARGUMENTS: u8 = 2;

const USAGE: &str = "\
usage: mpa-host doctor [--json] [--lang ja|en]
";
