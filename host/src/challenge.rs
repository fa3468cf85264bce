//! What is signed, and nothing else can be: the Web eID challenge of one site, as a DigestInfo for the card.
//! It must not know the card, the certificate or who asked.

use sha2::{Digest, Sha256};

use crate::{error::ErrorCode, origin::Origin};

/// A portal's challenge nonce: 44 to 128 printable ASCII characters, used as they stand and never decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// Checks length and characters (Web eID architecture document, "challenge nonce": at least 256 bits in base64).
    pub fn parse(text: &str) -> Result<Self, ErrorCode> {
        let printable = text.bytes().all(|byte| matches!(byte, b'!'..=b'~'));
        if printable && (LENGTH_MIN..=LENGTH_MAX).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ErrorCode::ChallengeInvalid)
        }
    }
}

/// One site's challenge: the message that the card's key signs.
///
/// The message is `SHA-256(origin) ‖ SHA-256(nonce)` over the UTF-8 bytes of both strings (Web eID 1.0, RS256).
/// Because the origin is in it, a signature made for one site is of no use at another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    message: [u8; 64],
}

impl Challenge {
    /// Binds the nonce to the site that gave it.
    pub fn new(origin: &Origin, nonce: &Nonce) -> Self {
        let mut message = [0; 64];
        let (of_origin, of_nonce) = message.split_at_mut(32);
        of_origin.copy_from_slice(&Sha256::digest(origin.as_str()));
        of_nonce.copy_from_slice(&Sha256::digest(&nonce.0));
        Self { message }
    }

    /// The signed message, 64 bytes.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// What the card is given to sign with an RSA key.
    pub fn digest_info(&self) -> DigestInfo {
        let mut bytes = [0; DigestInfo::LENGTH];
        let (prefix, digest) = bytes.split_at_mut(SHA256_PREFIX.len());
        prefix.copy_from_slice(&SHA256_PREFIX);
        digest.copy_from_slice(&Sha256::digest(self.message));
        DigestInfo(bytes)
    }
}

/// A DigestInfo with a SHA-256 digest, 51 bytes (RFC 8017, section 9.2, note 1).
///
/// The card pads and signs whatever it is given, so this type is the only thing the card layer accepts,
/// and a [`Challenge`] is the only thing it is made from.
#[derive(Clone, PartialEq, Eq)]
pub struct DigestInfo([u8; Self::LENGTH]);

impl DigestInfo {
    /// Bytes in it.
    pub const LENGTH: usize = 51;

    /// The bytes, for the one command that carries them to the card.
    pub(crate) fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

/// Shortest nonce in characters: 32 bytes in base64.
const LENGTH_MIN: usize = 44;

/// Longest nonce in characters.
const LENGTH_MAX: usize = 128;

/// The DER of a SHA-256 DigestInfo up to the digest (RFC 8017, section 9.2, note 1).
const SHA256_PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_44_to_128_printable_characters() {
        let cases = [
            ("a".repeat(43), false),
            ("a".repeat(44), true),
            ("~".repeat(128), true),
            ("a".repeat(129), false),
            (format!("{} ", "a".repeat(44)), false),
            (format!("{}\n", "a".repeat(44)), false),
            ("é".repeat(22), false),
        ];
        for (text, valid) in cases {
            assert_eq!(Nonce::parse(&text).is_ok(), valid, "{text:?}");
        }
    }

    /// The expected digest was computed with OpenSSL from the same two strings:
    /// `(printf %s ORIGIN | openssl dgst -sha256 -binary; printf %s NONCE | openssl dgst -sha256 -binary) | openssl dgst -sha256`.
    #[test]
    fn the_digest_info_is_that_of_both_hashes() {
        let origin = Origin::parse("https://portal.example").expect("valid");
        let nonce = Nonce::parse("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=").expect("valid");
        let hex: String = Challenge::new(&origin, &nonce)
            .digest_info()
            .as_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            hex,
            "3031300d060960864801650304020105000420f2476f3a7d3a3679df6015cade6e077aa3697bde403ac79da4de2f4e96ed3350"
        );
    }

    #[test]
    fn the_origin_and_the_nonce_both_count() {
        let nonce = |text: &str| Nonce::parse(&text.repeat(44)).expect("valid");
        let origin = |text| Origin::parse(text).expect("valid");
        let one = Challenge::new(&origin("https://a.example"), &nonce("n"));
        assert_ne!(
            one,
            Challenge::new(&origin("https://b.example"), &nonce("n"))
        );
        assert_ne!(
            one,
            Challenge::new(&origin("https://a.example"), &nonce("m"))
        );
    }
}
