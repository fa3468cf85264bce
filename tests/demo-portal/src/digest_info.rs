//! DigestInfo: the bytes that a page of the official portal hands to the card to sign.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use crate::challenge::Nonce;

/// The DigestInfo of a challenge (RFC 8017, 9.2, note 1): which hash, and the 32 bytes it gave.
///
/// A card that signs it with PKCS#1 v1.5 padding makes the same signature as one that hashes the challenge itself,
/// so the answer is verified like any other RS256 signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestInfo(Vec<u8>);

impl DigestInfo {
    /// Over SHA-256 of the nonce's characters.
    #[must_use]
    pub fn of(nonce: &Nonce) -> Self {
        Self([&SHA256[..], &Sha256::digest(nonce.as_str())].concat())
    }

    /// As the page gets it.
    #[must_use]
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }
}

/// What stands before the hash: `SEQUENCE { SEQUENCE { id-sha256, NULL }, OCTET STRING (32 bytes) }`.
const SHA256: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_one_bytes_that_end_in_the_hash() {
        let nonce = Nonce::random();
        let info = STANDARD.decode(DigestInfo::of(&nonce).to_base64()).unwrap();
        assert_eq!(info.len(), 51);
        assert_eq!(info[19..], Sha256::digest(nonce.as_str())[..]);
    }
}
