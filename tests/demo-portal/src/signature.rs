//! What the card must have signed: this portal's origin and the nonce that it stored.

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{
    challenge::Nonce,
    key::{Algorithm, KeyError, PublicKey},
    origin::Origin,
};

/// Why a token's signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// The algorithm that the token names is none of the certificate's key.
    #[error("the algorithm does not fit the certificate's key")]
    Algorithm,
    /// The key fits the algorithm, and this version cannot verify with it.
    #[error("the key is of a kind that is not supported")]
    KeyUnsupported,
    /// It is not the certificate's key over our origin and our nonce.
    #[error("the signature does not verify over this origin and this nonce")]
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
    if !key.fits(algorithm) {
        return Err(SignatureError::Algorithm);
    }
    key.verify(&message(origin, nonce), signature)
        .map_err(|error| match error {
            KeyError::Kind | KeyError::Size(_) => SignatureError::KeyUnsupported,
            KeyError::Signature => SignatureError::Mismatch,
        })
}

fn message(origin: &Origin, nonce: &Nonce) -> Vec<u8> {
    let mut message = Sha256::digest(origin.as_str()).to_vec();
    message.extend_from_slice(&Sha256::digest(nonce.as_str()));
    message
}
