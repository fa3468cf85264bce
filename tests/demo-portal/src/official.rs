//! The answer to a login in the official portal's own protocol: its form, and nothing about whether it is true.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use serde::Deserialize;
use thiserror::Error;

use crate::limits::{TOKEN_MAX, TOKEN_MIN};

/// An answer whose form is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialAnswer {
    /// The person's installation of the host, by its own account. This portal has no use for it;
    /// one that keeps it can tell a known computer from a new one, and must treat it as personal data.
    pub uuid: String,
    /// The card's signature over the DigestInfo that the page was given.
    pub signature: Vec<u8>,
    /// The certificate as the page sent it, DER; nobody has vouched for it yet.
    pub certificate: Vec<u8>,
    /// Card and installation in one digest, by the host's own account: it cannot be recomputed here, only compared.
    pub combination_code: String,
}

/// Why a text is not an answer.
#[derive(Debug, Error)]
pub enum OfficialAnswerError {
    /// Shorter or longer than any real one, in bytes.
    #[error("the answer has {0} bytes")]
    Length(usize),
    /// Not exactly one JSON object with exactly the four fields, each once, each a string.
    #[error("the answer is not of the right form: {0}")]
    Json(#[from] serde_json::Error),
    /// Not a version 4 UUID in lower case (RFC 9562, 5.4).
    #[error("the uuid is not of the right form")]
    Uuid,
    /// The signature is not base64 with its padding.
    #[error("the signature is not base64")]
    SignatureEncoding,
    /// The certificate is not base64 without padding.
    #[error("the certificate is not base64 without padding")]
    CertificateEncoding,
    /// Not 64 lower-case hexadecimal digits.
    #[error("the combination code is not of the right form")]
    CombinationCode,
}

impl OfficialAnswer {
    /// Reads a request's body.
    ///
    /// # Errors
    /// [`OfficialAnswerError`] says what is wrong with its form.
    pub fn parse(body: &[u8]) -> Result<Self, OfficialAnswerError> {
        if !(TOKEN_MIN..=TOKEN_MAX).contains(&body.len()) {
            return Err(OfficialAnswerError::Length(body.len()));
        }
        let fields: Fields = serde_json::from_slice(body)?;
        if !is_uuid(&fields.uuid) {
            return Err(OfficialAnswerError::Uuid);
        }
        if fields.combination_code.len() != 64 || !fields.combination_code.bytes().all(is_digit) {
            return Err(OfficialAnswerError::CombinationCode);
        }
        Ok(Self {
            uuid: fields.uuid,
            signature: STANDARD
                .decode(fields.signature)
                .map_err(|_| OfficialAnswerError::SignatureEncoding)?,
            certificate: STANDARD_NO_PAD
                .decode(fields.certificate)
                .map_err(|_| OfficialAnswerError::CertificateEncoding)?,
            combination_code: fields.combination_code,
        })
    }
}

/// The fields on the wire; an unknown one, or one that stands twice, is refused as in a Web eID token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    uuid: String,
    signature: String,
    certificate: String,
    combination_code: String,
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'4',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => is_digit(byte),
        })
}

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uuid: &str, expected: bool) {
        assert_eq!(is_uuid(uuid), expected, "{uuid}");
    }

    #[test]
    fn uuids() {
        check("5f2a61c4-8a0e-4d3b-9c51-0a6f2b7d9e13", true);
        check("5F2A61C4-8A0E-4D3B-9C51-0A6F2B7D9E13", false);
        check("5f2a61c4-8a0e-1d3b-9c51-0a6f2b7d9e13", false);
        check("5f2a61c4-8a0e-4d3b-cc51-0a6f2b7d9e13", false);
        check("5f2a61c48a0e-4d3b-9c51-0a6f2b7d9e13-", false);
        check("5f2a61c4-8a0e-4d3b-9c51-0a6f2b7d9e1", false);
        check("5f2a61c4-8a0e-4d3b-9c51-0a6f2b7d9e1é", false);
        check("", false);
    }
}
