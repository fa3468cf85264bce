//! What the card must have signed: the nonce that this portal stored, and in Web eID its origin, too.

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{
    challenge::Nonce,
    key::{Algorithm, KeyError, PublicKey},
    origin::Origin,
};

/// Why the card's signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// The algorithm, which a token names and the official protocol fixes, is none of the certificate's key.
    #[error("the algorithm does not fit the certificate's key")]
    Algorithm,
    /// The key fits the algorithm, and this version cannot verify with it.
    #[error("the key is of a kind that is not supported")]
    KeyUnsupported,
    /// It is not the certificate's key over what it was asked to sign.
    #[error("the signature does not verify over this challenge")]
    Mismatch,
}

/// Verifies the card's signature over SHA-256(origin) ‖ SHA-256(nonce), both hashed as the UTF-8 bytes of the texts.
///
/// The signature scheme hashes that once more. A token made for another site, or for another nonce,
/// is a good signature over something else and fails here.
///
/// # Errors
/// [`SignatureError`] says which it was.
pub fn check(
    key: &PublicKey,
    algorithm: Algorithm,
    signature: &[u8],
    origin: &Origin,
    nonce: &Nonce,
) -> Result<(), SignatureError> {
    let mut message = Sha256::digest(origin.as_str()).to_vec();
    message.extend_from_slice(&Sha256::digest(nonce.as_str()));
    verify(key, algorithm, signature, &message)
}

/// Verifies the card's signature over the DigestInfo that the page was given: SHA-256 of the nonce, and nothing else.
///
/// # Errors
/// [`SignatureError`] says which it was; a DigestInfo of another hash is a mismatch.
pub fn check_official(
    key: &PublicKey,
    signature: &[u8],
    nonce: &Nonce,
) -> Result<(), SignatureError> {
    verify(key, Algorithm::Rs256, signature, nonce.as_str().as_bytes())
}

fn verify(
    key: &PublicKey,
    algorithm: Algorithm,
    signature: &[u8],
    message: &[u8],
) -> Result<(), SignatureError> {
    if !key.fits(algorithm) {
        return Err(SignatureError::Algorithm);
    }
    key.verify(message, signature).map_err(|error| match error {
        KeyError::Kind | KeyError::Size(_) => SignatureError::KeyUnsupported,
        KeyError::Signature => SignatureError::Mismatch,
    })
}
