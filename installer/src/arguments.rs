//! The command line, read into types that cannot be wrong.

use std::{collections::BTreeSet, ffi::OsString, path::PathBuf};

use thiserror::Error;

use crate::{
    browser::{Browser, Scope},
    manifest::is_chromium_id,
    receipt::Owner,
    text::Lang,
};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Register.
    Install(Options),
    /// Remove.
    Uninstall(Options),
    /// Register again what was registered before.
    Repair(Options),
    /// Examine.
    Doctor {
        /// As JSON.
        json: bool,
    },
    /// Tell the version.
    Version,
    /// Tell the command line.
    Help,
}

/// Which browsers are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The installed ones; of what was registered, all.
    Auto,
    /// Every one that can be registered.
    All,
    /// These.
    Named(Vec<Browser>),
}

/// What installation, removal and repair are asked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// For which browsers.
    pub browsers: Choice,
    /// For whom.
    pub scope: Scope,
    /// The host, if not the one beside this program.
    pub host: Option<PathBuf>,
    /// Who asks.
    pub owner: Owner,
    /// The folder from which the browsers are made to load the extension.
    pub force_extension: Option<PathBuf>,
    /// Further ids in the Chromium family.
    pub ids: BTreeSet<String>,
    /// Whether it is only told what would be done.
    pub dry_run: bool,
}

/// The whole command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    /// What is asked for.
    pub command: Command,
    /// In which language.
    pub lang: Option<Lang>,
}

/// Why a command line is not understood.
#[derive(Debug, Error)]
pub enum Usage {
    /// It names no command.
    #[error("install, uninstall, repair or doctor?")]
    NoCommand,
    /// It names a command that there is not.
    #[error("unknown command {0:?}")]
    Command(String),
    /// It names a browser that is not known.
    #[error("unknown browser {0:?}")]
    Browser(String),
    /// An option has a value that it cannot have.
    #[error("{0} cannot be {1:?}")]
    Value(&'static str, String),
    /// Extensions are forced on a whole machine or not at all.
    #[error("--force-extension needs --scope system")]
    ForceNeedsSystem,
    /// The parser's own complaints.
    #[error(transparent)]
    Syntax(#[from] lexopt::Error),
}

/// Reads the command line without the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, Usage> {
    use lexopt::prelude::{Long, Short, Value, ValueExt};

    let mut parser = lexopt::Parser::from_args(arguments);
    let command = match parser.next()? {
        Some(Value(command)) => command.string()?,
        Some(Long("version") | Short('V')) => "--version".to_owned(),
        Some(Long("help") | Short('h')) => "--help".to_owned(),
        Some(other) => return Err(other.unexpected().into()),
        None => return Err(Usage::NoCommand),
    };
    let takes_options = matches!(command.as_str(), "install" | "uninstall" | "repair");
    let installs = takes_options && command != "uninstall";
    let mut options = Options::default();
    let (mut json, mut lang) = (false, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("browser") if takes_options => {
                options.browsers = choice(&parser.value()?.string()?)?;
            }
            Long("scope") if takes_options => {
                let name = parser.value()?.string()?;
                let scope = Scope::ALL.into_iter().find(|scope| scope.name() == name);
                options.scope = scope.ok_or(Usage::Value("--scope", name))?;
            }
            Long("owner") if takes_options => {
                let name = parser.value()?.string()?;
                options.owner = Owner::named(&name).ok_or(Usage::Value("--owner", name))?;
            }
            Long("dry-run") if takes_options => options.dry_run = true,
            Long("host") if installs => options.host = Some(parser.value()?.into()),
            Long("force-extension") if installs => {
                options.force_extension = Some(parser.value()?.into());
            }
            Long("extension-id") if installs => {
                let id = parser.value()?.string()?;
                if !is_chromium_id(&id) {
                    return Err(Usage::Value("--extension-id", id));
                }
                options.ids.insert(id);
            }
            Long("json") if command == "doctor" => json = true,
            Long("lang") => {
                let code = parser.value()?.string()?;
                lang = Some(Lang::named(&code).ok_or(Usage::Value("--lang", code))?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if options.force_extension.is_some() && options.scope == Scope::User {
        return Err(Usage::ForceNeedsSystem);
    }
    let command = match command.as_str() {
        "install" => Command::Install(options),
        "uninstall" => Command::Uninstall(options),
        "repair" => Command::Repair(options),
        "doctor" => Command::Doctor { json },
        "--version" => Command::Version,
        "--help" => Command::Help,
        _ => return Err(Usage::Command(command)),
    };
    Ok(Arguments { command, lang })
}

/// The language that a command line asks for, whether or not the rest of it is understood.
pub fn lang(arguments: &[OsString]) -> Option<Lang> {
    let words: Vec<_> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let apart = words.windows(2).filter(|pair| pair[0] == "--lang");
    let joined = words.iter().filter_map(|word| word.strip_prefix("--lang="));
    apart
        .map(|pair| pair[1])
        .chain(joined)
        .find_map(Lang::named)
}

fn choice(list: &str) -> Result<Choice, Usage> {
    match list {
        "auto" => Ok(Choice::Auto),
        "all" => Ok(Choice::All),
        _ => {
            let named = |name| Browser::named(name).ok_or_else(|| Usage::Browser(name.to_owned()));
            let browsers: Result<Vec<_>, _> = list.split(',').map(named).collect();
            Ok(Choice::Named(browsers?))
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            browsers: Choice::Auto,
            scope: Scope::User,
            host: None,
            owner: Owner::person(),
            force_extension: None,
            ids: BTreeSet::new(),
            dry_run: false,
        }
    }
}
