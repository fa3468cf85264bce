//! Public keys and the signatures they verify: of the card over a login, of a CA over a certificate.

use std::fmt;

use rsa::{
    pkcs1v15::{Signature, VerifyingKey},
    signature::Verifier,
    traits::PublicKeyParts,
};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;
use x509_cert::{
    der::{asn1::ObjectIdentifier, referenced::OwnedToRef},
    spki::SubjectPublicKeyInfoOwned,
};

use crate::limits::{RSA_MODULUS_MAX, RSA_MODULUS_MIN};

/// The algorithms that a card may sign a login with, by their JWS names (RFC 7518, 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what the card has today.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384: announced for the card's next generation.
    Es384,
}

impl Algorithm {
    /// By its JWS name, exactly.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            "ES384" => Some(Self::Es384),
            _ => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
        })
    }
}

/// The public key of a certificate.
#[derive(Clone, Debug)]
pub enum PublicKey {
    /// RSA, 2048 to 4096 bits.
    Rsa(VerifyingKey<Sha256>),
    /// An elliptic curve key on P-256: known by name, not supported yet.
    P256,
    /// An elliptic curve key on P-384: known by name, not supported yet.
    P384,
}

/// Why a key cannot be used, or a signature is not the key's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// A kind of key that no card has, or one that this version cannot verify with.
    #[error("the key is of a kind that is not supported")]
    Kind,
    /// An RSA modulus that is too small to trust or too large to compute with, in bytes.
    #[error("the RSA modulus has {0} bytes")]
    Size(usize),
    /// The signature is not this key's over this message.
    #[error("the signature does not verify")]
    Signature,
}

impl PublicKey {
    /// The key of a certificate.
    ///
    /// # Errors
    /// [`KeyError::Kind`] or [`KeyError::Size`].
    pub fn from_info(info: &SubjectPublicKeyInfoOwned) -> Result<Self, KeyError> {
        match info.algorithm.oid {
            RSA_ENCRYPTION => {
                let key =
                    rsa::PublicKey::try_from(info.owned_to_ref()).map_err(|_| KeyError::Kind)?;
                match key.size() {
                    RSA_MODULUS_MIN..=RSA_MODULUS_MAX => Ok(Self::Rsa(VerifyingKey::new(key))),
                    size => Err(KeyError::Size(size)),
                }
            }
            EC_PUBLIC_KEY => match info.algorithm.owned_to_ref().parameters_oid() {
                Ok(SECP256R1) => Ok(Self::P256),
                Ok(SECP384R1) => Ok(Self::P384),
                _ => Err(KeyError::Kind),
            },
            _ => Err(KeyError::Kind),
        }
    }

    /// Whether a signature with this algorithm can be this key's: the key decides, never the token's word.
    #[must_use]
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        matches!(
            (self, algorithm),
            (Self::Rsa(_), Algorithm::Rs256)
                | (Self::P256, Algorithm::Es256)
                | (Self::P384, Algorithm::Es384)
        )
    }

    /// Verifies a signature over a message, hashed by the scheme itself (RSA: SHA-256).
    ///
    /// # Errors
    /// [`KeyError::Signature`], also for a signature of the wrong length;
    /// [`KeyError::Kind`] for a key that is only known by name.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), KeyError> {
        let Self::Rsa(key) = self else {
            return Err(KeyError::Kind);
        };
        let signature = Signature::try_from(signature).map_err(|_| KeyError::Signature)?;
        #[cfg(test)]
        tests::count_verification();
        key.verify(message, &signature)
            .map_err(|_| KeyError::Signature)
    }
}

/// `rsaEncryption` (RFC 8017, appendix A.1).
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-ecPublicKey` (RFC 5480, 2.1.1).
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// `secp256r1` (RFC 5480, 2.1.1.1).
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// `secp384r1` (RFC 5480, 2.1.1.1).
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::Cell;

    thread_local! {
        static VERIFICATIONS: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count_verification() {
        VERIFICATIONS.set(VERIFICATIONS.get() + 1);
    }

    /// How many RSA verifications a piece of work makes on this thread.
    pub(crate) fn verifications_in<T>(work: impl FnOnce() -> T) -> (T, usize) {
        let before = VERIFICATIONS.get();
        let done = work();
        (done, VERIFICATIONS.get() - before)
    }
}
