//! What goes to the card's key: a digest under the name of its hash, in the one form that every side computes alike.
//! It must not know whose digest it is; who may have one made is decided by its parent.

use std::fmt;

use crate::error::ErrorCode;

/// A DigestInfo in DER (RFC 8017, section 9.2, note 1) with a hash that this version accepts.
///
/// The card pads and signs whatever it is given, so this type is the only thing the card layer accepts,
/// and a [`Challenge`](super::Challenge) is the only thing that makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct DigestInfo(Vec<u8>);

impl DigestInfo {
    /// A SHA-256 digest as a DigestInfo, 51 bytes.
    pub(super) fn of_sha256(digest: [u8; SHA256.digest_length]) -> Self {
        Self([SHA256.prefix, &digest].concat())
    }

    /// Takes bytes that are a DigestInfo to the last byte: an accepted hash's prefix, then as many bytes as it has.
    ///
    /// There is one encoding of each, so nothing needs to be taken apart.
    pub(super) fn check(bytes: &[u8]) -> Result<Self, ErrorCode> {
        let accepted = ACCEPTED.iter().any(|hash| {
            bytes
                .strip_prefix(hash.prefix)
                .is_some_and(|digest| digest.len() == hash.digest_length)
        });
        if accepted {
            Ok(Self(bytes.to_vec()))
        } else {
            Err(ErrorCode::DigestInfoInvalid)
        }
    }

    /// The bytes, for the one command that carries them to the card and for checking what it made of them.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A digest may stand for a whole login: no log shows it.
impl fmt::Debug for DigestInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DigestInfo(..)")
    }
}

/// A hash, as DigestInfo names it.
struct Hash {
    /// The DER up to the digest (RFC 8017, section 9.2, note 1).
    prefix: &'static [u8],
    /// Bytes of the digest.
    digest_length: usize,
}

const SHA256: Hash = Hash {
    prefix: b"\x30\x31\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
    digest_length: 32,
};

/// The hashes that are accepted. One more is one more line here.
const ACCEPTED: [Hash; 1] = [SHA256];

#[cfg(test)]
mod tests {
    use super::*;

    fn with_prefix(prefix: &[u8], digest_length: usize) -> Vec<u8> {
        [prefix, &vec![0xA5; digest_length]].concat()
    }

    #[test]
    fn only_an_accepted_hash_to_the_last_byte_passes() {
        let sha1 = b"\x30\x21\x30\x09\x06\x05\x2B\x0E\x03\x02\x1A\x05\x00\x04\x14";
        let sha512 =
            b"\x30\x51\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";
        // The same with a length of two bytes, or without the NULL: valid BER, but another encoding.
        let long_form =
            b"\x30\x81\x31\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
        let no_null = b"\x30\x2F\x30\x0B\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20";
        let cases: [(&str, Vec<u8>, bool); 10] = [
            ("SHA-256", with_prefix(SHA256.prefix, 32), true),
            ("a byte short", with_prefix(SHA256.prefix, 31), false),
            ("a byte long", with_prefix(SHA256.prefix, 33), false),
            ("nothing", vec![], false),
            ("a bare digest", vec![0xA5; 32], false),
            ("SHA-1", with_prefix(sha1, 20), false),
            ("SHA-512", with_prefix(sha512, 64), false),
            ("a longer length", with_prefix(long_form, 32), false),
            ("no NULL", with_prefix(no_null, 32), false),
            (
                "something before it",
                with_prefix(&[&[0][..], SHA256.prefix].concat(), 32),
                false,
            ),
        ];
        for (name, bytes, accepted) in cases {
            let checked = DigestInfo::check(&bytes);
            assert_eq!(checked.is_ok(), accepted, "{name}");
            if let Ok(digest_info) = checked {
                assert_eq!(digest_info.as_bytes(), bytes, "{name}");
            }
        }
    }

    #[test]
    fn no_changed_byte_of_the_prefix_passes() {
        let good = with_prefix(SHA256.prefix, 32);
        for place in 0..SHA256.prefix.len() {
            let mut changed = good.clone();
            changed[place] ^= 0x01;
            assert!(DigestInfo::check(&changed).is_err(), "{place}");
        }
    }

    /// A command's length field has one byte, and the card pads at most 245 (PKCS #1 v1.5 with 2048 bits).
    #[test]
    fn every_accepted_hash_says_how_long_it_is() {
        for hash in ACCEPTED {
            let whole = hash.prefix.len() + hash.digest_length;
            assert!(whole <= 245);
            assert_eq!(usize::from(hash.prefix[1]) + 2, whole);
            assert_eq!(
                hash.prefix.last().map(|&last| usize::from(last)),
                Some(hash.digest_length)
            );
        }
    }
}
