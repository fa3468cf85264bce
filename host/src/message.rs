//! Requests and answers as JSON (PROTOCOL.md): parsed into types that cannot be wrong, and written from them.
//! It must not know frames, cards or windows.

mod object;

use std::time::Duration;

use serde::Serialize;

use self::object::Object;
use crate::{
    challenge::Nonce,
    error::ErrorCode,
    login::{Ended, WaitingFor},
    origin::Origin,
    text::{Lang, outcome},
    token::Token,
};

/// The protocol version that this host speaks.
pub const PROTOCOL: u64 = 1;

/// What the extension asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Versions.
    Status,
    /// A token for one site.
    Authenticate(Authenticate),
    /// The end of the login under way, once its card is locked.
    Cancel,
}

/// The fields of an `authenticate` request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticate {
    /// The page's origin, by the browser's word.
    pub origin: Origin,
    /// The portal's nonce.
    pub nonce: Nonce,
    /// The language of window and messages.
    pub lang: Lang,
    /// How long the person may take.
    pub timeout: Duration,
}

impl Request {
    /// Parses the body of one frame.
    pub fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(body).map_err(|_| ErrorCode::MessageNotUtf8)?;
        let object = Object::parse(text)?;
        let lang = object.text("lang").ok().map_or(Lang::En, language);
        Self::from_object(&object).map_err(|code| Refusal {
            code,
            waiting_for: None,
            lang,
        })
    }

    fn from_object(object: &Object) -> Result<Self, ErrorCode> {
        if object.integer("protocol")? != PROTOCOL {
            return Err(ErrorCode::ProtocolUnsupported);
        }
        let fields: &[&str] = match object.text("request")? {
            "status" | "cancel" => &["protocol", "request"],
            "authenticate" => &[
                "protocol",
                "request",
                "origin",
                "challengeNonce",
                "lang",
                "timeoutMs",
            ],
            _ => return Err(ErrorCode::RequestUnknown),
        };
        object.only(fields)?;
        match object.text("request")? {
            "status" => return Ok(Self::Status),
            "cancel" => return Ok(Self::Cancel),
            _ => {}
        }
        let lang = object.text("lang")?;
        if lang.len() != 2 || !lang.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(ErrorCode::LanguageInvalid);
        }
        let timeout = object.integer("timeoutMs")?;
        if !TIMEOUT_MS.contains(&timeout) {
            return Err(ErrorCode::TimeoutInvalid);
        }
        Ok(Self::Authenticate(Authenticate {
            origin: Origin::parse(object.text("origin")?)?,
            nonce: Nonce::parse(object.text("challengeNonce")?)?,
            lang: language(lang),
            timeout: Duration::from_millis(timeout),
        }))
    }
}

/// What the extension is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Versions.
    Status,
    /// A token.
    Authenticate(Token),
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
            Self::Authenticate(_) => "authenticate",
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
            Self::Authenticate(token) => Wire::Authenticate(token),
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
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Wire<'a> {
    Status {
        protocol: u64,
        host_version: &'static str,
    },
    Authenticate(&'a Token),
    Error {
        code: &'static str,
        message: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        waiting_for: Option<&'static str>,
    },
}

/// Japanese where it is asked for, English otherwise.
fn language(code: &str) -> Lang {
    if code == "ja" { Lang::Ja } else { Lang::En }
}

/// Time allowed for a person, in milliseconds.
const TIMEOUT_MS: std::ops::RangeInclusive<u64> = 1_000..=600_000;
