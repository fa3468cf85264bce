//! What the extension is told.
//! It must not know what was asked.

use serde::Serialize;

use super::{PROTOCOL, findings::Standing};
use crate::{
    doctor::Report,
    error::ErrorCode,
    inspection::Findings,
    login::{Ended, WaitingFor},
    portal_answer::PortalAnswer,
    text::{Lang, outcome},
    token::Token,
};

/// What the extension is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Versions.
    Status,
    /// How service, readers and cards stand.
    Inspect(Findings),
    /// The same, while watching.
    Watch(Findings),
    /// Everything that may hinder a login, in words.
    Doctor(Report),
    /// A token.
    Authenticate(Token),
    /// The official portal's answer.
    PortalLogin(PortalAnswer),
    /// Why there is none.
    Error(Refusal),
}

/// An error, with the language to say it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Its name.
    pub code: ErrorCode,
    /// What was being waited for, where the time was over.
    pub waiting_for: Option<WaitingFor>,
    /// The request's language; English where that could not be read.
    pub lang: Lang,
}

impl Refusal {
    /// A login's end in words; `None` where nobody hears them.
    pub fn of_login(ended: Ended, lang: Lang) -> Option<Self> {
        match ended {
            Ended::Refused { code, waiting_for } => Some(Self {
                code,
                waiting_for,
                lang,
            }),
            Ended::NobodyWaits => None,
        }
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self {
            code,
            waiting_for: None,
            lang: Lang::En,
        }
    }
}

impl Answer {
    /// Its kind, or the error's code, for the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Inspect(_) => "inspect",
            Self::Watch(_) => "watch",
            Self::Doctor(_) => "doctor",
            Self::Authenticate(_) => "authenticate",
            Self::PortalLogin(_) => "portal-login",
            Self::Error(refusal) => refusal.code.name(),
        }
    }

    /// The body of the frame that carries it.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&match self {
            Self::Status => Wire::Status {
                protocol: PROTOCOL,
                host_version: env!("CARGO_PKG_VERSION"),
            },
            Self::Inspect(findings) => Wire::Inspect(Standing::of(findings)),
            Self::Watch(findings) => Wire::Watch(Standing::of(findings)),
            Self::Doctor(report) => Wire::Doctor(report),
            Self::Authenticate(token) => Wire::Authenticate(token),
            Self::PortalLogin(answer) => Wire::PortalLogin(answer),
            Self::Error(refusal) => Wire::Error {
                code: refusal.code.name(),
                message: outcome(refusal.code, refusal.lang).message(),
                waiting_for: refusal.waiting_for.map(WaitingFor::name),
            },
        })
    }
}

#[derive(Serialize)]
#[serde(
    tag = "answer",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
enum Wire<'a> {
    Status {
        protocol: u64,
        host_version: &'static str,
    },
    Inspect(Standing<'a>),
    Watch(Standing<'a>),
    Doctor(&'a Report),
    Authenticate(&'a Token),
    PortalLogin(&'a PortalAnswer),
    Error {
        code: &'static str,
        message: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        waiting_for: Option<&'static str>,
    },
}
