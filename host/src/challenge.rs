//! What is signed, and nothing else can be: for any site a hash over its own origin and its nonce;
//! for an official site, and for no other, a DigestInfo that its page has made.
//! It must not know the card, the certificate or who asked.

mod digest_info;

use sha2::{Digest, Sha256};

pub use self::digest_info::DigestInfo;
use crate::{
    error::ErrorCode,
    origin::{OfficialOrigin, Origin},
};

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

/// What one login has signed. Only the two constructors make one, and each takes the site that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    digest_info: DigestInfo,
}

impl Challenge {
    /// Binds a nonce to the site that gave it: SHA-256 of `SHA-256(origin) ‖ SHA-256(nonce)`, over the UTF-8 bytes
    /// of both strings (Web eID 1.0, RS256).
    ///
    /// Because the origin is in it, a signature made for one site is of no use at another.
    pub fn of_site(origin: &Origin, nonce: &Nonce) -> Self {
        let message = Sha256::new()
            .chain_update(Sha256::digest(origin.as_str()))
            .chain_update(Sha256::digest(&nonce.0));
        Self {
            digest_info: DigestInfo::of_sha256(message.finalize().into()),
        }
    }

    /// Takes what an official site's page wants signed, if it is a DigestInfo with an accepted hash.
    ///
    /// Nothing in it says which site it is for: that is why no other site can have one signed.
    pub fn of_official_site(_: &OfficialOrigin, digest_info: &[u8]) -> Result<Self, ErrorCode> {
        let digest_info = DigestInfo::check(digest_info)?;
        Ok(Self { digest_info })
    }

    /// What the card is given to sign with an RSA key.
    pub fn digest_info(&self) -> &DigestInfo {
        &self.digest_info
    }
}

/// Shortest nonce in characters: 32 bytes in base64.
const LENGTH_MIN: usize = 44;

/// Longest nonce in characters.
const LENGTH_MAX: usize = 128;

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
        let hex: String = Challenge::of_site(&origin, &nonce)
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
        let one = Challenge::of_site(&origin("https://a.example"), &nonce("n"));
        assert_ne!(
            one,
            Challenge::of_site(&origin("https://b.example"), &nonce("n"))
        );
        assert_ne!(
            one,
            Challenge::of_site(&origin("https://a.example"), &nonce("m"))
        );
    }
}
