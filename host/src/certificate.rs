//! The user-authentication certificate: what has to be right about it before a try is spent, and the check of a signature.
//! It must not know the card. The chain is the portal's to check; it knows whom it trusts.

use std::time::{Duration, SystemTime};

use rsa::{Pkcs1v15Sign, PublicKey, pkcs8::DecodePublicKey};
use x509_cert::{
    Certificate,
    der::{DateTime, Decode, Encode, oid::ObjectIdentifier},
    ext::pkix::KeyUsage,
};

use crate::{challenge::DigestInfo, error::ErrorCode};

/// A certificate that can be used for authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCertificate {
    der: Vec<u8>,
    validity: Validity,
    key: Key,
}

/// From when and until when a certificate is valid (RFC 5280, section 4.1.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub not_before: DateTime,
    /// The last second.
    pub not_after: DateTime,
}

impl Validity {
    /// Whether it has begun and is not over.
    pub fn check(&self, now: SystemTime) -> Result<(), Unusable> {
        let (code, date) = if now < self.not_before.to_system_time() {
            (ErrorCode::CertificateNotYetValid, self.not_before)
        } else if now > self.not_after.to_system_time() {
            (ErrorCode::CertificateExpired, self.not_after)
        } else {
            return Ok(());
        };
        Err(Unusable {
            code,
            dates: Some(Dates {
                certificate: day_in_japan(date),
                computer: today(now),
            }),
        })
    }

    /// Days from today to the last one, in Japan: 0 on the last day, and after it.
    pub fn days_left(&self, now: SystemTime) -> u64 {
        let day = |moment: DateTime| in_japan(moment).unix_duration().as_secs() / DAY;
        day(self.not_after).saturating_sub(day(moment(now)))
    }

    /// Whether a new certificate can be had already: from three months before this one ends.
    pub fn is_renewable(&self, now: SystemTime) -> bool {
        let months = |date: DateTime| {
            let date = in_japan(date);
            (
                u32::from(date.year()) * 12 + u32::from(date.month()),
                date.day(),
            )
        };
        let ((month, day), end) = (months(moment(now)), months(self.not_after));
        (month + RENEWAL_MONTHS, day) >= end
    }

    /// The last day, in Japan: `YYYY-MM-DD`.
    pub fn last_day(&self) -> String {
        day_in_japan(self.not_after)
    }
}

/// How a token is signed, by the name that JWS gives it (RFC 7518, section 3.1).
///
/// It follows from the certificate's key. ES256 and ES384 have their place here when the card's next generation needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// The JWS name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    Rsa(Box<PublicKey>),
}

/// Why a certificate cannot be used, with the dates that decide, where they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// The outcome's name.
    pub code: ErrorCode,
    /// The two dates, where the validity is the reason.
    pub dates: Option<Dates>,
}

/// The date of a certificate and the one it was compared with: days in Japan, `YYYY-MM-DD`.
///
/// A person is shown both, since a wrong clock looks like an expired certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    /// The day on which the validity ends or begins.
    pub certificate: String,
    /// The day by this computer's clock.
    pub computer: String,
}

impl UserCertificate {
    /// Parses a certificate (RFC 5280) that may be used for digital signatures with a key that this version knows.
    pub fn parse(der: Vec<u8>) -> Result<Self, Unusable> {
        let invalid = |_| unusable(ErrorCode::CertificateInvalid);
        let certificate = Certificate::from_der(&der).map_err(invalid)?;
        let content = certificate.tbs_certificate();
        match content.get_extension::<KeyUsage>() {
            Ok(Some((_, usage))) if usage.digital_signature() => {}
            _ => return Err(unusable(ErrorCode::CertificateInvalid)),
        }
        let key_info = content.subject_public_key_info();
        let key = match key_info.algorithm.oid {
            RSA_ENCRYPTION => {
                let key_der = key_info.to_der().map_err(invalid)?;
                let key = PublicKey::from_public_key_der(&key_der)
                    .map_err(|_| unusable(ErrorCode::KeyUnsupported))?;
                Key::Rsa(Box::new(key))
            }
            _ => return Err(unusable(ErrorCode::KeyUnsupported)),
        };
        let validity = content.validity();
        Ok(Self {
            validity: Validity {
                not_before: validity.not_before.to_date_time(),
                not_after: validity.not_after.to_date_time(),
            },
            key,
            der,
        })
    }

    /// From when and until when it is valid.
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// Whether the validity has begun and is not over.
    pub fn check_validity(&self, now: SystemTime) -> Result<(), Unusable> {
        self.validity.check(now)
    }

    /// Whether a signature over exactly these bytes was made with this certificate's key (RSASSA-PKCS1-v1_5).
    pub fn verifies(&self, digest_info: &DigestInfo, signature: &[u8]) -> bool {
        match &self.key {
            // The DigestInfo names its hash itself: nothing is prefixed to it.
            Key::Rsa(key) => {
                let scheme = Pkcs1v15Sign::new_unprefixed();
                key.verify(scheme, digest_info.as_bytes(), signature)
                    .is_ok()
            }
        }
    }

    /// How its key signs.
    pub fn algorithm(&self) -> Algorithm {
        match self.key {
            Key::Rsa(_) => Algorithm::Rs256,
        }
    }

    /// The certificate as the card gave it, DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

fn unusable(code: ErrorCode) -> Unusable {
    Unusable { code, dates: None }
}

/// The moment that a clock shows, or the nearest that can be told: years go from 1970 to 9999.
fn moment(clock: SystemTime) -> DateTime {
    let since = clock
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    DateTime::from_unix_duration(since).unwrap_or(DateTime::INFINITY)
}

/// The day by a clock, in Japan: `YYYY-MM-DD`.
pub(crate) fn today(clock: SystemTime) -> String {
    day_in_japan(moment(clock))
}

/// The day as it is printed on the card's face: certificates end at 14:59:59 UTC, a Japanese day's last second.
fn day_in_japan(date: DateTime) -> String {
    let there = in_japan(date);
    format!(
        "{:04}-{:02}-{:02}",
        there.year(),
        there.month(),
        there.day()
    )
}

fn in_japan(date: DateTime) -> DateTime {
    DateTime::from_unix_duration(date.unix_duration() + JAPAN_AHEAD).unwrap_or(date)
}

const JAPAN_AHEAD: Duration = Duration::from_secs(9 * 60 * 60);

/// A day's seconds.
const DAY: u64 = 24 * 60 * 60;

/// Certificates can be renewed from so many months before their end.
const RENEWAL_MONTHS: u32 = 3;

/// rsaEncryption (RFC 8017, appendix A.1).
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
