//! The doctor's lines as they are told: in one language, as JSON (PROTOCOL.md, "doctor") or on a terminal.
//! It must not know how anything was found.

use std::io::{self, Write};

use serde::Serialize;

use super::{CertificateSeen, Finding, State, plain};
use crate::text::{Lang, Told, diagnosis};

/// Everything that was found, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    format: u8,
    host_version: &'static str,
    #[serde(serialize_with = "code")]
    lang: Lang,
    /// One for each finding.
    pub lines: Vec<Line>,
}

/// One finding in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is about, for programs.
    pub name: &'static str,
    /// How grave it is.
    #[serde(serialize_with = "state")]
    pub state: State,
    /// How things stand.
    pub text: String,
    /// What to do, where something is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What is in the words, for programs.
    #[serde(skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
}

/// What is in a line's words, for programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The reader's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// The tries that the PIN has left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u8>,
    /// The days for which the certificate is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<u64>,
}

impl Report {
    /// Words the findings.
    pub fn new(findings: &[Finding], lang: Lang) -> Self {
        let line = |finding: &Finding| {
            let Told { text, next } = diagnosis(finding, lang);
            Line {
                name: finding.name(),
                state: finding.state(),
                text,
                next,
                facts: Facts::of(finding),
            }
        };
        Self {
            format: FORMAT,
            host_version: env!("CARGO_PKG_VERSION"),
            lang,
            lines: findings.iter().map(line).collect(),
        }
    }

    /// Its language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether there can be no login.
    pub fn is_bad(&self) -> bool {
        self.holds(State::Bad)
    }

    /// Whether a line is as grave as this.
    pub fn holds(&self, state: State) -> bool {
        self.lines.iter().any(|line| line.state == state)
    }

    /// Writes it as one JSON object.
    pub fn write_json(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut out, self)?;
        writeln!(out)
    }

    /// Writes it for a person: with colours and whole words where a terminal shows it.
    pub fn write_plain(&self, out: impl Write, on_terminal: bool) -> io::Result<()> {
        plain::write(self, out, on_terminal)
    }
}

impl Facts {
    fn of(finding: &Finding) -> Self {
        let none = Self::default();
        match finding {
            Finding::Reader(reader)
            | Finding::VirtualReader(reader)
            | Finding::ReaderWithoutDriver(reader)
            | Finding::Card(reader, _) => Self {
                reader: Some(reader.clone()),
                ..none
            },
            Finding::Pin(_, Some(tries)) => Self {
                tries_left: Some(tries.0),
                ..none
            },
            Finding::Certificate(
                CertificateSeen::Valid(_, days) | CertificateSeen::EndsSoon(_, days),
            ) => Self {
                days_left: Some(*days),
                ..none
            },
            _ => none,
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl State {
    /// Its name, for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::Note => "note",
        }
    }
}

fn state<S: serde::Serializer>(state: &State, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(state.name())
}

fn code<S: serde::Serializer>(lang: &Lang, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(lang.code())
}

/// Grows when a field changes its meaning.
const FORMAT: u8 = 1;
