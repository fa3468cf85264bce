//! What the card would sign, by a key of the fixtures that is read once.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rsa::{
    PrivateKey,
    pkcs1v15::SigningKey,
    pkcs8::DecodePrivateKey as _,
    signature::{SignatureEncoding as _, Signer as _},
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::ORIGIN;

/// The CA that the portal trusts.
pub(crate) const AUTHORITY: &[u8] = include_bytes!("../../../fixtures/certificates/auth-ca.der");

const CERTIFICATE: &[u8] = include_bytes!("../../../fixtures/certificates/auth.der");
const KEY: &[u8] = include_bytes!("../../../fixtures/certificates/auth.key.der");

/// A card without a card.
pub(crate) struct SoftwareCard {
    key: SigningKey<Sha256>,
    certificate: String,
}

impl SoftwareCard {
    pub(crate) fn new() -> Self {
        Self {
            key: SigningKey::new(PrivateKey::from_pkcs8_der(KEY).unwrap()),
            certificate: STANDARD.encode(CERTIFICATE),
        }
    }

    pub(crate) fn token(&self, nonce: &str) -> String {
        let signed = [Sha256::digest(ORIGIN), Sha256::digest(nonce)].concat();
        let token = json!({
            "unverifiedCertificate": self.certificate,
            "algorithm": "RS256",
            "signature": STANDARD.encode(self.key.sign(&signed).to_vec()),
            "format": "web-eid:1.0",
            "appVersion": "https://mpa-host.example/releases/0.1.0",
        });
        token.to_string()
    }
}
