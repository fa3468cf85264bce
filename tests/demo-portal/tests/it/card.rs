//! What extension, host and card would do: sign, and put the token together. Written without the portal's code.

use std::{fs, path::PathBuf};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use rsa::{
    Pkcs1v15Sign, PrivateKey,
    pkcs1v15::SigningKey,
    pkcs8::DecodePrivateKey as _,
    signature::{SignatureEncoding as _, Signer as _},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A file of `tests/fixtures/certificates/`.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fixtures/certificates"
    ));
    fs::read(folder.join(name)).unwrap()
}

/// PKCS#1 v1.5 with SHA-256, by a key of the fixtures.
pub(crate) fn sign(key: &str, message: &[u8]) -> Vec<u8> {
    let key = PrivateKey::from_pkcs8_der(&fixture(key)).unwrap();
    SigningKey::<Sha256>::new(key).sign(message).to_vec()
}

/// An answer in the official portal's protocol, with any certificate: what is signed is the DigestInfo as it stands.
pub(crate) fn official_answer(certificate: &[u8], digest: &str) -> Value {
    let digest_info = STANDARD.decode(digest).unwrap();
    json!({
        "uuid": "5f2a61c4-8a0e-4d3b-9c51-0a6f2b7d9e13",
        "signature": STANDARD.encode(sign_digest_info("auth.key.der", &digest_info)),
        "certificate": STANDARD_NO_PAD.encode(certificate),
        "combination_code": "3b".repeat(32),
    })
}

/// What the card does with a DigestInfo: pad it (PKCS#1 v1.5, RFC 8017, 9.2) and apply the private key.
pub(crate) fn sign_digest_info(key: &str, digest_info: &[u8]) -> Vec<u8> {
    let key = PrivateKey::from_pkcs8_der(&fixture(key)).unwrap();
    key.sign(Pkcs1v15Sign::new_unprefixed(), digest_info)
        .unwrap()
}

/// A token with any certificate, signed by `auth.key.der`.
pub(crate) fn token(certificate: &[u8], origin: &str, nonce: &str) -> Value {
    token_by("auth.key.der", certificate, origin, nonce)
}

/// A token with any certificate and any key.
pub(crate) fn token_by(key: &str, certificate: &[u8], origin: &str, nonce: &str) -> Value {
    let message = [Sha256::digest(origin), Sha256::digest(nonce)].concat();
    json!({
        "unverifiedCertificate": STANDARD.encode(certificate),
        "algorithm": "RS256",
        "signature": STANDARD.encode(sign(key, &message)),
        "format": "web-eid:1.0",
        "appVersion": "https://mpa-host.example/releases/0.1.0",
    })
}
