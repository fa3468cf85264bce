//! The Web eID authentication token, as the portal's server will read it.
//! It must not know how signature and certificate came about.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;

use crate::certificate::UserCertificate;

/// A token of format `web-eid:1.0`: the certificate leaves the host only in here, beside a signature that was consented to.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    unverified_certificate: String,
    algorithm: &'static str,
    signature: String,
    format: &'static str,
    app_version: &'static str,
}

impl Token {
    /// Puts a token together from a certificate and a signature that verifies with it.
    pub fn new(certificate: &UserCertificate, signature: &[u8]) -> Self {
        Self {
            unverified_certificate: STANDARD.encode(certificate.der()),
            algorithm: certificate.algorithm().name(),
            signature: STANDARD.encode(signature),
            format: "web-eid:1.0",
            app_version: concat!(
                env!("CARGO_PKG_REPOSITORY"),
                "/releases/",
                env!("CARGO_PKG_VERSION")
            ),
        }
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}
