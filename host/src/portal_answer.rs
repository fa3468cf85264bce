//! The official portal's answer to a login, as its page will read it.
//! It must not know how signature and certificate came about, nor any other page's form of an answer.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{card::ManufactureNumber, certificate::UserCertificate, user_uuid::UserUuid};

/// The answer to a login in the official portal's protocol (PROTOCOL.md, "portal-login").
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PortalAnswer {
    uuid: String,
    signature: String,
    certificate: String,
    combination_code: String,
}

impl PortalAnswer {
    /// Puts the answer together from a certificate and a signature that verifies with it, for this user and this card.
    pub fn new(
        certificate: &UserCertificate,
        signature: &[u8],
        uuid: &UserUuid,
        number: &ManufactureNumber,
    ) -> Self {
        Self {
            uuid: uuid.to_string(),
            signature: STANDARD.encode(signature),
            certificate: STANDARD_NO_PAD.encode(certificate.der()),
            combination_code: combination_code(uuid, number),
        }
    }
}

impl std::fmt::Debug for PortalAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PortalAnswer(..)")
    }
}

/// Says that this user has used this card here, without naming either.
fn combination_code(uuid: &UserUuid, number: &ManufactureNumber) -> String {
    let digest = Sha256::new()
        .chain_update(COMBINATION_PREFIX)
        .chain_update(number.digits())
        .chain_update(uuid.as_bytes())
        .finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The protocol's own constant.
const COMBINATION_PREFIX: [u8; 16] = [
    0x2E, 0x71, 0xF6, 0x62, 0x0B, 0xC6, 0x54, 0xCE, 0xD4, 0x94, 0xE5, 0xEC, 0x34, 0xFE, 0x03, 0xC8,
];
