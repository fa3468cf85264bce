//! What the host accepts as a certificate, and what it must survive.

use std::time::{Duration, SystemTime};

use mpa_host::{
    certificate::{Dates, Unusable, UserCertificate},
    error::ErrorCode,
};

use crate::{logins::fixture, person::challenge};

fn parse(der: &[u8]) -> Result<UserCertificate, ErrorCode> {
    UserCertificate::parse(der.to_vec()).map_err(|unusable| unusable.code)
}

#[test]
fn what_a_certificate_is_refused_for() {
    let trailing = [fixture!("auth.der"), &[0x00]].concat();
    let cases: &[(&str, &[u8], Option<ErrorCode>)] = &[
        ("good", fixture!("auth.der"), None),
        (
            "trailing byte",
            &trailing,
            Some(ErrorCode::CertificateInvalid),
        ),
        (
            "usage",
            fixture!("auth-key-usage.der"),
            Some(ErrorCode::CertificateInvalid),
        ),
        (
            "EC key",
            fixture!("auth-p384.der"),
            Some(ErrorCode::KeyUnsupported),
        ),
        ("empty", &[], Some(ErrorCode::CertificateInvalid)),
    ];
    for (name, der, code) in cases {
        assert_eq!(parse(der).err(), *code, "{name}");
    }
}

#[test]
fn every_cut_of_a_certificate_is_refused() {
    let der = fixture!("auth.der");
    for length in 0..der.len() {
        assert_eq!(
            parse(&der[..length]).err(),
            Some(ErrorCode::CertificateInvalid),
            "{length}"
        );
    }
}

#[test]
fn no_changed_byte_makes_it_panic() {
    let mut der = fixture!("auth.der").to_vec();
    for place in 0..der.len() {
        for change in [0x01, 0x80, 0xFF] {
            der[place] ^= change;
            if let Ok(certificate) = parse(&der) {
                drop(certificate.check_validity(SystemTime::now()));
                assert!(
                    !certificate.verifies(challenge().digest_info(), &[0; 256]),
                    "{place} ^ {change:02X}"
                );
            }
            der[place] ^= change;
        }
    }
}

#[test]
fn validity_is_asked_of_the_clock() {
    let certificate = parse(fixture!("auth-expired.der")).expect("well formed");
    // 2015-04-01T00:00:00Z and 2020-04-01T14:59:59Z.
    let cases = [
        (
            1_427_846_399,
            Some(ErrorCode::CertificateNotYetValid),
            ["2015-04-01", "2015-04-01"],
        ),
        (1_427_846_400, None, ["", ""]),
        (1_585_753_199, None, ["", ""]),
        (
            1_585_753_200,
            Some(ErrorCode::CertificateExpired),
            ["2020-04-01", "2020-04-02"],
        ),
        // Clocks that have lost their battery, and worse.
        (
            0,
            Some(ErrorCode::CertificateNotYetValid),
            ["2015-04-01", "1970-01-01"],
        ),
        (
            1 << 40,
            Some(ErrorCode::CertificateExpired),
            ["2020-04-01", "9999-12-31"],
        ),
    ];
    for (seconds, code, [deciding, computer]) in cases {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let refused = certificate.check_validity(now).err();
        let expected = code.map(|code| Unusable {
            code,
            dates: Some(Dates {
                certificate: deciding.to_owned(),
                computer: computer.to_owned(),
            }),
        });
        assert_eq!(refused, expected, "{seconds}");
    }
}
