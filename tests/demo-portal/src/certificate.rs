//! X.509 certificates as exact bytes: one certificate, nothing after it, no extension twice.
//!
//! What a certificate may be used for is decided in [`crate::purpose`], who vouches for it in [`crate::trust`].

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use x509_cert::{
    certificate::Version,
    der::{Decode, Reader, SliceReader, asn1::Null, asn1::ObjectIdentifier, oid::AssociatedOid},
    ext::{
        Extension,
        pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier},
    },
    spki::AlgorithmIdentifierOwned,
};

use crate::{
    identifier::hexadecimal,
    key::{KeyError, PublicKey},
};

/// A certificate that could be read in full.
#[derive(Clone, Debug)]
pub struct Certificate {
    parsed: x509_cert::Certificate,
    signed_part: Vec<u8>,
    key: PublicKey,
}

/// Why bytes are not a certificate that the portal can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// Not the DER of one certificate, or something follows it.
    #[error("not exactly one DER certificate")]
    Malformed,
    /// Versions 1 and 2 have no extensions, so nothing says what such a certificate is for.
    #[error("not a version 3 certificate")]
    Version,
    /// The same extension stands twice (forbidden by RFC 5280, 4.2): which of them counts would be a guess.
    #[error("the extension {0} stands twice")]
    ExtensionTwice(ObjectIdentifier),
    /// An extension that is needed cannot be read.
    #[error("the extension {0} cannot be read")]
    ExtensionMalformed(ObjectIdentifier),
    /// Its key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Why a certificate was not signed by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignedByError {
    /// Not sha256WithRSAEncryption, or the two places that name the algorithm disagree (RFC 5280, 4.1.1.2).
    #[error("the certificate's signature algorithm is not sha256WithRSAEncryption")]
    Algorithm,
    /// The signature does not verify.
    #[error("the certificate's signature does not verify")]
    Signature,
}

/// When a certificate is valid, as times since the Unix epoch; both ends belong to it (RFC 5280, 4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The first second.
    pub from: Duration,
    /// The last second.
    pub to: Duration,
}

impl Certificate {
    /// Reads one certificate.
    ///
    /// # Errors
    /// [`CertificateError`] for anything else, also for a good certificate with a byte after it.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let parsed =
            x509_cert::Certificate::from_der(der).map_err(|_| CertificateError::Malformed)?;
        if parsed.tbs_certificate().version() != Version::V3 {
            return Err(CertificateError::Version);
        }
        let extensions = parsed.tbs_certificate().extensions();
        let extensions = extensions.map_or(&[][..], Vec::as_slice);
        for (index, extension) in extensions.iter().enumerate() {
            if extensions[..index]
                .iter()
                .any(|earlier| earlier.extn_id == extension.extn_id)
            {
                return Err(CertificateError::ExtensionTwice(extension.extn_id));
            }
        }
        Ok(Self {
            signed_part: signed_part(der).ok_or(CertificateError::Malformed)?,
            key: PublicKey::from_info(parsed.tbs_certificate().subject_public_key_info())?,
            parsed,
        })
    }

    /// Its public key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The serial number as hexadecimal digits, as the CA wrote it.
    #[must_use]
    pub fn serial(&self) -> String {
        hexadecimal(self.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// When it is valid.
    #[must_use]
    pub fn validity(&self) -> Validity {
        let validity = self.parsed.tbs_certificate().validity();
        Validity {
            from: validity.not_before.to_unix_duration(),
            to: validity.not_after.to_unix_duration(),
        }
    }

    /// The issuer's name for people, in the order of RFC 4514: the narrowest part first.
    #[must_use]
    pub fn issuer(&self) -> String {
        let issuer = self.parsed.tbs_certificate().issuer();
        let mut parts: Vec<String> = issuer.iter_rdn().map(ToString::to_string).collect();
        parts.reverse();
        parts.join(", ")
    }

    /// Whether this certificate names the other one as its issuer, by the exact name
    /// and by key identifier. The generations of the JPKI CA share one name: only the identifier tells them apart.
    ///
    /// # Errors
    /// [`CertificateError::ExtensionMalformed`] if an identifier cannot be read.
    pub fn names_as_issuer(&self, other: &Self) -> Result<bool, CertificateError> {
        if self.parsed.tbs_certificate().issuer() != other.parsed.tbs_certificate().subject() {
            return Ok(false);
        }
        let wanted = self
            .extension::<AuthorityKeyIdentifier>()?
            .and_then(|authority| authority.key_identifier);
        let offered = other.extension::<SubjectKeyIdentifier>()?.map(|one| one.0);
        // Both absent is no match: without an identifier the issuer would have to be guessed.
        Ok(wanted.is_some() && wanted == offered)
    }

    /// Verifies that this certificate was signed with the key.
    ///
    /// # Errors
    /// [`SignedByError`] says why it was not.
    pub fn check_signed_by(&self, key: &PublicKey) -> Result<(), SignedByError> {
        let outer = self.parsed.signature_algorithm();
        if outer != self.parsed.tbs_certificate().signature() || !is_sha256_with_rsa(outer) {
            return Err(SignedByError::Algorithm);
        }
        let signature = self.parsed.signature().as_bytes();
        key.verify(
            &self.signed_part,
            signature.ok_or(SignedByError::Signature)?,
        )
        .map_err(|_| SignedByError::Signature)
    }

    /// An extension by its OID, read to its last byte.
    ///
    /// # Errors
    /// [`CertificateError::ExtensionMalformed`] if it is there and cannot be read.
    pub fn extension<T>(&self) -> Result<Option<T>, CertificateError>
    where
        T: AssociatedOid + for<'a> Decode<'a>,
    {
        self.extensions()
            .find(|extension| extension.extn_id == T::OID)
            .map(|extension| {
                T::from_der(extension.extn_value.as_bytes())
                    .map_err(|_| CertificateError::ExtensionMalformed(T::OID))
            })
            .transpose()
    }

    /// The first critical extension that is not among the known ones (RFC 5280, 4.2: such a certificate is refused).
    #[must_use]
    pub fn unknown_critical_extension(
        &self,
        known: &[ObjectIdentifier],
    ) -> Option<ObjectIdentifier> {
        self.extensions()
            .find(|extension| extension.critical && !known.contains(&extension.extn_id))
            .map(|extension| extension.extn_id)
    }

    fn extensions(&self) -> impl Iterator<Item = &Extension> {
        self.parsed
            .tbs_certificate()
            .extensions()
            .into_iter()
            .flatten()
    }
}

/// The bytes that the CA signed, as they arrived: encoding the parsed form again could give others.
fn signed_part(der: &[u8]) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(der).ok()?;
    reader
        .sequence(|body| {
            let signed = body.tlv_bytes()?.to_vec();
            let _algorithm = body.tlv_bytes()?;
            let _signature = body.tlv_bytes()?;
            Ok::<_, x509_cert::der::Error>(signed)
        })
        .ok()
}

fn is_sha256_with_rsa(algorithm: &AlgorithmIdentifierOwned) -> bool {
    let null = algorithm
        .parameters
        .as_ref()
        .map(|any| any.decode_as::<Null>());
    algorithm.oid == SHA256_WITH_RSA && matches!(null, Some(Ok(Null)))
}

/// `sha256WithRSAEncryption` (RFC 4055, 5).
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
