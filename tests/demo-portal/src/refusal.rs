//! Refusals as the browser sees them: the one place that gives errors a status and a code.
//!
//! A code tells the person what to do and the engineer where to look; what exactly the server found stays there.

use axum::http::StatusCode;
use serde::Serialize;
use thiserror::Error;

use crate::{
    certificate::CertificateError,
    challenge::{IssueError, TakeError},
    official::OfficialAnswerError,
    purpose::LoginPurposeError,
    queue::QueueFull,
    signature::SignatureError,
    store::StoreUnavailable,
    text::{Language, Texts},
    token::TokenError,
    trust::PathError,
    verifier::VerificationError,
};

/// Why a request is refused.
#[derive(Debug, Error)]
pub enum Refusal {
    /// A POST that another site caused, or that does not say where it comes from.
    #[error("the request does not come from this portal's own pages")]
    CrossOrigin,
    /// A POST that is not `application/json`.
    #[error("the body is not announced as JSON")]
    ContentType,
    /// A body that is too long, or that broke off.
    #[error("the body could not be read")]
    Body,
    /// A login in a protocol that is not spoken on this portal's site.
    #[error("this protocol is not spoken on this portal's site")]
    ProtocolElsewhere,
    /// There is no challenge to give out: more people are logging in than the portal keeps them for.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// More people are logging in than the portal verifies in good time.
    #[error(transparent)]
    Queue(#[from] QueueFull),
    /// There is no challenge for this browser.
    #[error(transparent)]
    Take(#[from] TakeError),
    /// The store that the site's portals share failed them.
    #[error(transparent)]
    Store(#[from] StoreUnavailable),
    /// The token does not log anybody in.
    #[error(transparent)]
    Verification(#[from] VerificationError),
    /// The portal itself failed.
    #[error("the portal failed")]
    Internal,
}

/// The JSON body of a refusal.
#[derive(Debug, Serialize)]
pub struct RefusalBody<'a> {
    /// For programs; the list only grows.
    pub code: &'a str,
    /// For people: what happened and what to do, in the page's language.
    pub message: &'a str,
}

impl Refusal {
    /// The HTTP status and the code on the wire.
    #[must_use]
    pub fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::CrossOrigin => (StatusCode::FORBIDDEN, "cross-origin"),
            Self::ContentType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "content-type"),
            Self::ProtocolElsewhere => (StatusCode::FORBIDDEN, "protocol-elsewhere"),
            Self::Body => (StatusCode::PAYLOAD_TOO_LARGE, "body-unreadable"),
            Self::Issue(IssueError::TooManyPending) | Self::Queue(QueueFull) => {
                (StatusCode::SERVICE_UNAVAILABLE, "crowded")
            }
            Self::Issue(IssueError::Store(StoreUnavailable))
            | Self::Take(TakeError::Store(StoreUnavailable))
            | Self::Store(StoreUnavailable) => {
                (StatusCode::SERVICE_UNAVAILABLE, "store-unavailable")
            }
            Self::Take(TakeError::Missing) => (StatusCode::FORBIDDEN, "challenge-missing"),
            Self::Take(TakeError::Expired) => (StatusCode::FORBIDDEN, "challenge-expired"),
            Self::Verification(error) => verification(error),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "portal-failed"),
        }
    }

    /// The JSON body, with the code's text.
    #[must_use]
    pub fn body<'a>(&self, texts: &'a Texts, language: Language) -> RefusalBody<'a> {
        let (_, code) = self.status_and_code();
        RefusalBody {
            code,
            message: texts
                .get(&format!("refused.{code}"), language)
                .unwrap_or(code),
        }
    }
}

fn verification(error: &VerificationError) -> (StatusCode, &'static str) {
    match error {
        VerificationError::Token(error) => (StatusCode::BAD_REQUEST, token(error)),
        VerificationError::OfficialAnswer(error) => {
            (StatusCode::BAD_REQUEST, official_answer(error))
        }
        VerificationError::Certificate(error) => (StatusCode::BAD_REQUEST, certificate(error)),
        VerificationError::Purpose(error) => (StatusCode::FORBIDDEN, purpose(error)),
        VerificationError::Path(error) => (StatusCode::FORBIDDEN, path(error)),
        VerificationError::Signature(error) => (StatusCode::FORBIDDEN, signature(error)),
        VerificationError::Revoked => (StatusCode::FORBIDDEN, "certificate-revoked"),
        VerificationError::RevocationUnanswered => {
            (StatusCode::SERVICE_UNAVAILABLE, "revocation-unanswered")
        }
    }
}

fn token(error: &TokenError) -> &'static str {
    match error {
        TokenError::Length(_) => "token-length",
        TokenError::Json(_) | TokenError::CertificateEncoding | TokenError::SignatureEncoding => {
            "token-malformed"
        }
        TokenError::Format => "format-unsupported",
        TokenError::Algorithm => "algorithm-unsupported",
    }
}

fn official_answer(error: &OfficialAnswerError) -> &'static str {
    match error {
        OfficialAnswerError::Length(_) => "token-length",
        OfficialAnswerError::Json(_)
        | OfficialAnswerError::Uuid
        | OfficialAnswerError::SignatureEncoding
        | OfficialAnswerError::CertificateEncoding
        | OfficialAnswerError::CombinationCode => "token-malformed",
    }
}

fn certificate(error: &CertificateError) -> &'static str {
    match error {
        CertificateError::Malformed
        | CertificateError::Version
        | CertificateError::ExtensionTwice(_)
        | CertificateError::ExtensionMalformed(_) => "certificate-malformed",
        CertificateError::Key(_) => "key-unsupported",
    }
}

fn purpose(error: &LoginPurposeError) -> &'static str {
    match error {
        LoginPurposeError::KeyUsage => "certificate-key-usage",
        LoginPurposeError::ExtendedKeyUsage => "certificate-extended-key-usage",
        LoginPurposeError::Policy => "certificate-policy",
        LoginPurposeError::Authority => "certificate-of-authority",
        LoginPurposeError::CriticalExtension(_) => "certificate-critical-extension",
        LoginPurposeError::Certificate(error) => certificate(error),
    }
}

fn path(error: &PathError) -> &'static str {
    match error {
        PathError::Expired => "certificate-expired",
        PathError::NotYetValid => "certificate-not-yet-valid",
        PathError::IssuerUnknown => "issuer-unknown",
        PathError::IssuerExpired => "issuer-expired",
        PathError::IssuerNotYetValid => "issuer-not-yet-valid",
        PathError::IssuerPurpose(_) => "issuer-not-authority",
        PathError::Signature(_) => "issuer-signature",
        PathError::Certificate(error) => certificate(error),
    }
}

fn signature(error: &SignatureError) -> &'static str {
    match error {
        SignatureError::Algorithm => "algorithm-mismatch",
        SignatureError::KeyUnsupported => "key-unsupported",
        SignatureError::Mismatch => "signature-mismatch",
    }
}
