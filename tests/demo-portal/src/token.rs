//! The Web eID authentication token: its form, and nothing about whether it is true.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use thiserror::Error;

use crate::{
    key::Algorithm,
    limits::{TOKEN_MAX, TOKEN_MIN},
};

/// The formats that are taken. The minor version 1.1 adds a second certificate, for signing documents:
/// a login has no use for one, and what is not needed is not let in.
pub const FORMATS: [&str; 2] = ["web-eid:1.0", "web-eid:1"];

/// A token whose form is right.
/// Origin and nonce are deliberately not in it: the portal uses its own (Web eID architecture, "Authentication token").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The certificate as the page sent it, DER; nobody has vouched for it yet.
    pub unverified_certificate: Vec<u8>,
    /// The algorithm that the signature claims.
    pub algorithm: Algorithm,
    /// The card's signature.
    pub signature: Vec<u8>,
    /// The software that made it, by its own account: good for statistics, not for trust.
    pub app_version: String,
}

/// Why a text is not a token.
#[derive(Debug, Error)]
pub enum TokenError {
    /// Shorter or longer than any real one, in bytes.
    #[error("the token has {0} bytes")]
    Length(usize),
    /// Not exactly one JSON object with exactly the five fields, each once, each a string.
    #[error("the token is not of the right form: {0}")]
    Json(#[from] serde_json::Error),
    /// A format that this portal does not take.
    #[error("the format is not one of {FORMATS:?}")]
    Format,
    /// A name that is no JWS signature algorithm of a My Number card.
    #[error("the algorithm is not supported")]
    Algorithm,
    /// The certificate is not base64 with its padding.
    #[error("the certificate is not base64")]
    CertificateEncoding,
    /// The signature is not base64 with its padding.
    #[error("the signature is not base64")]
    SignatureEncoding,
}

impl Token {
    /// Reads a request's body.
    ///
    /// # Errors
    /// [`TokenError`] says what is wrong with its form.
    pub fn parse(body: &[u8]) -> Result<Self, TokenError> {
        if !(TOKEN_MIN..=TOKEN_MAX).contains(&body.len()) {
            return Err(TokenError::Length(body.len()));
        }
        let fields: Fields = serde_json::from_slice(body)?;
        if !FORMATS.contains(&fields.format.as_str()) {
            return Err(TokenError::Format);
        }
        Ok(Self {
            unverified_certificate: STANDARD
                .decode(fields.unverified_certificate)
                .map_err(|_| TokenError::CertificateEncoding)?,
            algorithm: Algorithm::parse(&fields.algorithm).ok_or(TokenError::Algorithm)?,
            signature: STANDARD
                .decode(fields.signature)
                .map_err(|_| TokenError::SignatureEncoding)?,
            app_version: fields.app_version,
        })
    }
}

/// The fields on the wire. An unknown field is refused, and so is one that stands twice:
/// a second certificate or signature would be one that nobody checked (GHSA-g258-q5gf-7hvx).
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Fields {
    unverified_certificate: String,
    algorithm: String,
    signature: String,
    format: String,
    app_version: String,
}
