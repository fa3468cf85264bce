//! The card's private keys and what COMPUTE DIGITAL SIGNATURE does with them.

use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, PrivateKey, Pss};
use sha2::{Digest, Sha256};

use crate::status::StatusWord;

/// Bytes that PKCS#1 v1.5 needs around what is signed. (RFC 8017 9.2.)
const PADDING: usize = 11;

/// A private key of the card: RSA with 2048 bits.
#[derive(Debug, Clone)]
pub struct SigningKey(PrivateKey);

/// Why a key cannot be put on the card.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// It is not an RSA key in PKCS#8 DER.
    #[error("not an RSA key in PKCS#8 DER")]
    Undecodable(#[source] rsa::pkcs8::Error),
    /// Its modulus has another length.
    #[error("the card's keys have 2048 bits, this one {0}")]
    Size(usize),
}

impl SigningKey {
    /// Takes a key in PKCS#8 DER.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, SigningKeyError> {
        let key = PrivateKey::from_pkcs8_der(der).map_err(SigningKeyError::Undecodable)?;
        match key.size() {
            256 => Ok(Self(key)),
            size => Err(SigningKeyError::Size(size * 8)),
        }
    }

    /// Signs `data` in the way that `scheme`, the command's P1, names.
    ///
    /// Input that is too long or too short is answered 6700.
    pub(crate) fn sign(&self, scheme: Scheme, data: &[u8]) -> Result<Vec<u8>, StatusWord> {
        if !scheme.takes(data.len()) {
            return Err(StatusWord::WrongLength);
        }
        let signature = match scheme {
            Scheme::Verbatim => self.0.sign(Pkcs1v15Sign::new_unprefixed(), data),
            Scheme::HashedBare => self
                .0
                .sign(Pkcs1v15Sign::new_unprefixed(), &Sha256::digest(data)),
            Scheme::Hash => self.0.sign(Pkcs1v15Sign::new::<Sha256>(), data),
            Scheme::Message => self
                .0
                .sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(data)),
            Scheme::HashPss => self.sign_pss(data),
            Scheme::MessagePss => self.sign_pss(&Sha256::digest(data)),
        };
        signature.map_err(|_| StatusWord::SelfDiagnosisFailed)
    }

    fn sign_pss(&self, hash: &[u8]) -> rsa::errors::Result<Vec<u8>> {
        let mut salt = getrandom::SysRng;
        self.0.sign_with_rng(&mut salt, Pss::<Sha256>::new(), hash)
    }
}

/// P1 of COMPUTE DIGITAL SIGNATURE: what is hashed and padded by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// 00: the input as it is, inside PKCS#1 v1.5 padding.
    Verbatim,
    /// 01: the SHA-256 of the input, with no DigestInfo around it.
    HashedBare,
    /// 02: the input is a SHA-256, and gets its DigestInfo.
    Hash,
    /// 03: the SHA-256 of the input, with DigestInfo.
    Message,
    /// 04: the input is a SHA-256, signed with PSS.
    HashPss,
    /// 05: the SHA-256 of the input, signed with PSS.
    MessagePss,
}

impl Scheme {
    /// The scheme of this P1, if there is one.
    pub(crate) fn from_p1(p1: u8) -> Option<Self> {
        Some(match p1 {
            0 => Self::Verbatim,
            1 => Self::HashedBare,
            2 => Self::Hash,
            3 => Self::Message,
            4 => Self::HashPss,
            5 => Self::MessagePss,
            _ => return None,
        })
    }

    fn takes(self, length: usize) -> bool {
        match self {
            Self::Verbatim => (1..=256 - PADDING).contains(&length),
            Self::Hash | Self::HashPss => length == 32,
            Self::HashedBare | Self::Message | Self::MessagePss => length > 0,
        }
    }
}
