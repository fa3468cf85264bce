//! The verification of a token, from its bytes to the account: every check, in order.

use std::{fmt, time::Duration};

use thiserror::Error;
use x509_cert::der::asn1::ObjectIdentifier;

use crate::{
    certificate::{Certificate, CertificateError, Validity},
    challenge::Nonce,
    key::Algorithm,
    origin::Origin,
    purpose::{LoginPurposeError, check_login},
    revocation::{Revocation, RevocationAnswer},
    signature::{self, SignatureError},
    token::{Token, TokenError},
    trust::{PathError, TrustedAuthorities},
};

/// What a token is held against.
pub struct Verifier {
    /// The portal's own origin; never the page's or the token's word.
    pub origin: Origin,
    /// The CAs that may issue certificates to log in with.
    pub authorities: TrustedAuthorities,
    /// The certificate policies that mean user authentication.
    pub policies: Vec<ObjectIdentifier>,
    /// Whom to ask about revocation.
    pub revocation: Box<dyn Revocation>,
}

/// Who is logged in: what the certificate says. There is no name in it, and no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The certificate's serial number, hexadecimal. With the issuer it is what identifies the person's certificate;
    /// a new certificate has a new one.
    pub serial: String,
    /// The certificate's validity.
    pub validity: Validity,
    /// The issuer's name.
    pub issuer: String,
    /// The algorithm of the card's signature.
    pub algorithm: Algorithm,
    /// What is known about revocation: [`RevocationAnswer::Good`] or [`RevocationAnswer::NotChecked`].
    pub revocation: RevocationAnswer,
}

/// Why a token does not log anybody in.
#[derive(Debug, Error)]
pub enum VerificationError {
    /// Its form is wrong.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Its certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Its certificate is for something else.
    #[error(transparent)]
    Purpose(#[from] LoginPurposeError),
    /// Nobody who is trusted vouches for its certificate now.
    #[error(transparent)]
    Path(#[from] PathError),
    /// Its certificate is revoked.
    #[error("the certificate is revoked")]
    Revoked,
    /// Whether its certificate is revoked could not be learnt.
    #[error("the revocation responder did not answer")]
    RevocationUnanswered,
    /// Its signature is not the card's over this origin and nonce.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl Verifier {
    /// Verifies a token against the nonce that was taken for it.
    ///
    /// # Errors
    /// [`VerificationError`] names the first check that failed.
    pub fn verify(
        &self,
        body: &[u8],
        nonce: &Nonce,
        now: Duration,
    ) -> Result<Account, VerificationError> {
        let token = Token::parse(body)?;
        let certificate = Certificate::from_der(&token.unverified_certificate)?;
        check_login(&certificate, &self.policies)?;
        let issuer = self.authorities.issuer_of(&certificate, now)?;
        signature::check(
            certificate.key(),
            token.algorithm,
            &token.signature,
            &self.origin,
            nonce,
        )?;
        // Asked last: nobody without the card can make the portal ask about somebody else's certificate.
        let revocation = match self.revocation.ask(&certificate, issuer) {
            RevocationAnswer::Revoked => return Err(VerificationError::Revoked),
            RevocationAnswer::Unanswered => return Err(VerificationError::RevocationUnanswered),
            answer @ (RevocationAnswer::Good | RevocationAnswer::NotChecked) => answer,
        };
        Ok(Account {
            serial: certificate.serial(),
            validity: certificate.validity(),
            issuer: certificate.issuer(),
            algorithm: token.algorithm,
            revocation,
        })
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("origin", &self.origin)
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}
