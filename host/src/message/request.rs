//! What the extension asks for.
//! It must not know how it is answered.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{PROTOCOL, Refusal, object::Object};
use crate::{
    challenge::{Challenge, Nonce},
    error::ErrorCode,
    origin::{OfficialOrigin, Origin},
    text::Lang,
};

/// What the extension asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Versions.
    Status,
    /// How service, readers and cards stand.
    Inspect,
    /// The same, now and at each change.
    Watch,
    /// Everything that may hinder a login, in words.
    Doctor(Lang),
    /// A token for one site.
    Authenticate(Authenticate),
    /// A login in the official portal's protocol.
    PortalLogin(PortalLogin),
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

/// The fields of a `portal-login` request. The site and what it wants signed belong together: neither is set alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalLogin {
    origin: OfficialOrigin,
    challenge: Challenge,
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
        let only = |own: &[&str]| object.only(&[&["protocol", "request"], own].concat());
        Ok(match object.text("request")? {
            "status" => only(&[]).map(|()| Self::Status)?,
            "inspect" => only(&[]).map(|()| Self::Inspect)?,
            "watch" => only(&[]).map(|()| Self::Watch)?,
            "doctor" => {
                only(&["lang"])?;
                Self::Doctor(lang(object)?)
            }
            "cancel" => only(&[]).map(|()| Self::Cancel)?,
            "authenticate" => {
                only(&["origin", "challengeNonce", "lang", "timeoutMs"])?;
                Self::Authenticate(Authenticate::from_object(object)?)
            }
            "portal-login" => {
                only(&["origin", "digestInfo", "lang", "timeoutMs"])?;
                Self::PortalLogin(PortalLogin::from_object(object)?)
            }
            _ => return Err(ErrorCode::RequestUnknown),
        })
    }
}

impl Authenticate {
    fn from_object(object: &Object) -> Result<Self, ErrorCode> {
        Ok(Self {
            lang: lang(object)?,
            timeout: timeout(object)?,
            origin: Origin::parse(object.text("origin")?)?,
            nonce: Nonce::parse(object.text("challengeNonce")?)?,
        })
    }
}

impl PortalLogin {
    /// Takes what an official site's page wants signed, if it is a DigestInfo that this version accepts.
    pub fn new(
        origin: OfficialOrigin,
        digest_info: &[u8],
        lang: Lang,
        timeout: Duration,
    ) -> Result<Self, ErrorCode> {
        Ok(Self {
            challenge: Challenge::of_official_site(&origin, digest_info)?,
            origin,
            lang,
            timeout,
        })
    }

    /// The page's origin, by the browser's word: an official site's.
    pub fn origin(&self) -> &OfficialOrigin {
        &self.origin
    }

    /// What the page wants signed.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// Whose page it is comes first: a site that is not official learns nothing else.
    fn from_object(object: &Object) -> Result<Self, ErrorCode> {
        let origin = OfficialOrigin::check(Origin::parse(object.text("origin")?)?)?;
        let digest_info = STANDARD
            .decode(object.text("digestInfo")?)
            .map_err(|_| ErrorCode::DigestInfoInvalid)?;
        Self::new(origin, &digest_info, lang(object)?, timeout(object)?)
    }
}

fn lang(object: &Object) -> Result<Lang, ErrorCode> {
    let code = object.text("lang")?;
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(language(code))
    } else {
        Err(ErrorCode::LanguageInvalid)
    }
}

fn timeout(object: &Object) -> Result<Duration, ErrorCode> {
    let timeout = object.integer("timeoutMs")?;
    if TIMEOUT_MS.contains(&timeout) {
        Ok(Duration::from_millis(timeout))
    } else {
        Err(ErrorCode::TimeoutInvalid)
    }
}

/// Japanese where it is asked for, English otherwise.
fn language(code: &str) -> Lang {
    if code == "ja" { Lang::Ja } else { Lang::En }
}

/// Time allowed for a person, in milliseconds.
const TIMEOUT_MS: std::ops::RangeInclusive<u64> = 1_000..=600_000;
