//! The certificate path: who is trusted to issue, and whether one of them issued this certificate.
//!
//! A JPKI path has two certificates, the person's and the CA's. Nothing is trusted that was not configured.

use std::time::Duration;

use thiserror::Error;
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use crate::{
    certificate::{Certificate, CertificateError, SignedByError},
    purpose::{IssuePurposeError, check_issue},
};

/// The CA certificates that the portal trusts; several may share one name.
#[derive(Clone, Debug)]
pub struct TrustedAuthorities(Vec<Certificate>);

/// Why a set of CA certificates cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TrustError {
    /// Without one nobody could log in, and a portal that trusts by default would be a danger.
    #[error("no CA certificate is trusted")]
    Nothing,
    /// One of them cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// One of them is damaged, or another CA's: JPKI publishes self-signed ones.
    #[error("a trusted CA certificate is not signed by itself: {0}")]
    NotSelfSigned(#[from] SignedByError),
    /// One of them has no subject key identifier, or one that cannot be read: no certificate could name it as its
    /// issuer, and every login would be refused without a word about why.
    #[error("a trusted CA certificate has no subject key identifier that can be read")]
    KeyIdentifier,
}

/// Why no trusted CA vouches for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PathError {
    /// The certificate's own time is over.
    #[error("the certificate has expired")]
    Expired,
    /// The certificate's own time has not begun.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// No trusted CA has both the issuer's name and its key identifier.
    #[error("the issuer is not trusted")]
    IssuerUnknown,
    /// The CA's time is over.
    #[error("the issuer's certificate has expired")]
    IssuerExpired,
    /// The CA's time has not begun.
    #[error("the issuer's certificate is not valid yet")]
    IssuerNotYetValid,
    /// The trusted certificate is not one that may issue others.
    #[error("the issuer may not issue: {0}")]
    IssuerPurpose(#[from] IssuePurposeError),
    /// The certificate was not signed with the CA's key.
    #[error(transparent)]
    Signature(#[from] SignedByError),
    /// An extension cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

impl TrustedAuthorities {
    /// Takes CA certificates, DER, as files hold them.
    ///
    /// # Errors
    /// [`TrustError`] if there is none, or one is unusable.
    pub fn from_der<T: AsRef<[u8]>>(files: &[T]) -> Result<Self, TrustError> {
        if files.is_empty() {
            return Err(TrustError::Nothing);
        }
        let mut authorities = Vec::new();
        for file in files {
            let authority = Certificate::from_der(file.as_ref())?;
            authority.check_signed_by(authority.key())?;
            if !matches!(authority.extension::<SubjectKeyIdentifier>(), Ok(Some(_))) {
                return Err(TrustError::KeyIdentifier);
            }
            authorities.push(authority);
        }
        Ok(Self(authorities))
    }

    /// Finds the trusted CA that issued a certificate, and checks both now.
    ///
    /// # Errors
    /// [`PathError`] names the first check that failed. Where a CA has two certificates for one key,
    /// either may vouch; the error is then the last one's.
    pub fn issuer_of(
        &self,
        certificate: &Certificate,
        now: Duration,
    ) -> Result<&Certificate, PathError> {
        let validity = certificate.validity();
        if now > validity.to {
            return Err(PathError::Expired);
        }
        if now < validity.from {
            return Err(PathError::NotYetValid);
        }
        let mut refusal = PathError::IssuerUnknown;
        for authority in &self.0 {
            if certificate.names_as_issuer(authority)? {
                match check_issued(certificate, authority, now) {
                    Ok(()) => return Ok(authority),
                    Err(error) => refusal = error,
                }
            }
        }
        Err(refusal)
    }
}

fn check_issued(
    certificate: &Certificate,
    authority: &Certificate,
    now: Duration,
) -> Result<(), PathError> {
    let validity = authority.validity();
    if now > validity.to {
        return Err(PathError::IssuerExpired);
    }
    if now < validity.from {
        return Err(PathError::IssuerNotYetValid);
    }
    check_issue(authority)?;
    Ok(certificate.check_signed_by(authority.key())?)
}
