//! What a certificate may be used for: the person's to log in, the authority's to issue.

use thiserror::Error;
use x509_cert::{
    der::{asn1::ObjectIdentifier, oid::AssociatedOid},
    ext::pkix::{BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage},
};

use crate::certificate::{Certificate, CertificateError};

/// The certificate policies of user authentication that are accepted unless others are configured.
///
/// The list matters: the card's other certificate, the one for signing documents, also has digitalSignature
/// and no extended key usage, so only CA and policy tell it apart.
/// The first is what production cards are said to have, by a single public source: compare it with a real card
/// before relying on it. The second is that of the JPKI test cards; it opens nothing where no test CA is trusted.
pub const USER_AUTHENTICATION_POLICIES: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.1.3.30"),
    ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.1.0.30"),
];

/// Why a certificate is not one to log in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoginPurposeError {
    /// keyUsage is absent or lacks digitalSignature.
    #[error("keyUsage does not allow digital signatures")]
    KeyUsage,
    /// extKeyUsage is there and lacks clientAuth.
    #[error("extKeyUsage does not allow client authentication")]
    ExtendedKeyUsage,
    /// None of its policies is accepted.
    #[error("no certificate policy for user authentication")]
    Policy,
    /// It says that it is a CA's.
    #[error("it is the certificate of a CA")]
    Authority,
    /// A critical extension that the portal does not understand.
    #[error("the critical extension {0} is not known")]
    CriticalExtension(ObjectIdentifier),
    /// An extension cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Why a trusted certificate may not have issued another one (GHSA-58hw-cg5m-88rp: none of this was checked).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IssuePurposeError {
    /// basicConstraints is absent or does not say CA.
    #[error("basicConstraints does not make it a CA")]
    NotAuthority,
    /// keyUsage is absent or lacks keyCertSign.
    #[error("keyUsage does not allow it to sign certificates")]
    KeyUsage,
    /// A critical extension that the portal does not understand.
    #[error("the critical extension {0} is not known")]
    CriticalExtension(ObjectIdentifier),
    /// An extension cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Checks that a certificate is one to log in with.
///
/// # Errors
/// [`LoginPurposeError`] names the first thing that says it is not.
pub fn check_login(
    certificate: &Certificate,
    accepted_policies: &[ObjectIdentifier],
) -> Result<(), LoginPurposeError> {
    let usage = certificate.extension::<KeyUsage>()?;
    if !usage.is_some_and(|usage| usage.digital_signature()) {
        return Err(LoginPurposeError::KeyUsage);
    }
    let extended = certificate.extension::<ExtendedKeyUsage>()?;
    if extended.is_some_and(|extended| !extended.0.contains(&CLIENT_AUTHENTICATION)) {
        return Err(LoginPurposeError::ExtendedKeyUsage);
    }
    let policies = certificate.extension::<CertificatePolicies>()?;
    let accepted = policies.is_some_and(|policies| {
        policies
            .0
            .iter()
            .any(|policy| accepted_policies.contains(&policy.policy_identifier))
    });
    if !accepted {
        return Err(LoginPurposeError::Policy);
    }
    if certificate
        .extension::<BasicConstraints>()?
        .is_some_and(|constraints| constraints.ca)
    {
        return Err(LoginPurposeError::Authority);
    }
    certificate
        .unknown_critical_extension(&[
            KeyUsage::OID,
            ExtendedKeyUsage::OID,
            CertificatePolicies::OID,
            BasicConstraints::OID,
        ])
        .map_or(Ok(()), |oid| Err(LoginPurposeError::CriticalExtension(oid)))
}

/// Checks that a certificate may issue others.
///
/// # Errors
/// [`IssuePurposeError`] names the first thing that says it may not.
pub fn check_issue(certificate: &Certificate) -> Result<(), IssuePurposeError> {
    let constraints = certificate.extension::<BasicConstraints>()?;
    if !constraints.is_some_and(|constraints| constraints.ca) {
        return Err(IssuePurposeError::NotAuthority);
    }
    let usage = certificate.extension::<KeyUsage>()?;
    if !usage.is_some_and(|usage| usage.key_cert_sign()) {
        return Err(IssuePurposeError::KeyUsage);
    }
    certificate
        .unknown_critical_extension(&[KeyUsage::OID, BasicConstraints::OID])
        .map_or(Ok(()), |oid| Err(IssuePurposeError::CriticalExtension(oid)))
}

/// `id-kp-clientAuth` (RFC 5280, 4.2.1.12).
const CLIENT_AUTHENTICATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
