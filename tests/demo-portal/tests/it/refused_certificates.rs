//! Certificates that log nobody in, and authorities that may not vouch for one.

use demo_portal::{
    certificate::{Certificate, CertificateError},
    trust::{TrustError, TrustedAuthorities},
};
use serde_json::json;

use crate::{
    card::{fixture, token, token_by},
    forged,
    portal::{ORIGIN, TestPortal},
};

/// Tries a login with a certificate, signed with the card's key, where an authority is trusted.
async fn check(
    name: &str,
    certificate: &[u8],
    authority: &[u8],
    expected: Result<(), (u16, &str)>,
) {
    let mut visitor = TestPortal::trusting(&[authority.to_vec()]).visitor();
    let nonce = visitor.challenge().await;
    let token = token(certificate, ORIGIN, &nonce);
    let answer = visitor.post("/auth/login", token.to_string()).await;
    match expected {
        Ok(()) => answer.assert_logged_in(),
        Err((status, code)) => answer.assert_refused(name, status, code),
    }
    assert_eq!(visitor.is_logged_in().await, expected.is_ok(), "{name}");
}

async fn check_fixture(certificate: &str, authority: &str, code: &str) {
    let (leaf, ca) = (fixture(certificate), fixture(authority));
    check(certificate, &leaf, &ca, Err((403, code))).await;
}

#[tokio::test]
async fn by_what_they_say() {
    for (certificate, code) in [
        ("auth-expired.der", "certificate-expired"),
        ("auth-not-yet-valid.der", "certificate-not-yet-valid"),
        ("auth-unknown-issuer.der", "issuer-signature"),
        ("auth-generation-2.der", "issuer-unknown"),
        ("auth-key-usage.der", "certificate-key-usage"),
        (
            "auth-extended-key-usage.der",
            "certificate-extended-key-usage",
        ),
        ("auth-p384.der", "algorithm-mismatch"),
        ("sign.der", "certificate-policy"),
        ("auth-ca.der", "certificate-key-usage"),
    ] {
        check_fixture(certificate, "auth-ca.der", code).await;
    }
}

/// GHSA-58hw-cg5m-88rp: validity, key usage, basic constraints and key identifier of signers were not checked.
#[tokio::test]
async fn ghsa_58hw_cg5m_88rp_an_authority_that_may_not_vouch_is_refused() {
    for (certificate, authority, code) in [
        ("auth-by-ca-expired.der", "ca-expired.der", "issuer-expired"),
        (
            "auth-by-ca-without-cert-sign.der",
            "ca-without-cert-sign.der",
            "issuer-not-authority",
        ),
        (
            "auth-by-ca-not-a-ca.der",
            "ca-not-a-ca.der",
            "issuer-not-authority",
        ),
        (
            "auth-by-ca-other-ski.der",
            "ca-other-ski.der",
            "issuer-unknown",
        ),
    ] {
        check_fixture(certificate, authority, code).await;
    }
    let leaf = forged::certificate(&forged::login_extensions());
    let of_2030 = forged::authority_from(b"300101000000Z");
    let refused = Err((403, "issuer-not-yet-valid"));
    check("an authority of 2030", &leaf, &of_2030, refused).await;
    let denies = forged::authority_that_denies_it();
    let refused = Err((403, "issuer-not-authority"));
    check("basicConstraints without CA", &leaf, &denies, refused).await;
}

#[tokio::test]
async fn the_signature_certificate_is_refused_even_where_its_authority_is_trusted() {
    let mut visitor = TestPortal::trusting(&[fixture("sign-ca.der")]).visitor();
    let nonce = visitor.challenge().await;
    let token = token_by("sign.key.der", &fixture("sign.der"), ORIGIN, &nonce);
    let answer = visitor.post("/auth/login", token.to_string()).await;
    answer.assert_refused("sign.der", 403, "certificate-policy");
}

#[tokio::test]
async fn a_key_that_is_only_known_by_name_is_refused() {
    let mut visitor = TestPortal::new().visitor();
    let nonce = visitor.challenge().await;
    let mut token = token(&fixture("auth-p384.der"), ORIGIN, &nonce);
    token["algorithm"] = json!("ES384");
    let answer = visitor.post("/auth/login", token.to_string()).await;
    answer.assert_refused("ES384", 403, "key-unsupported");
}

#[tokio::test]
async fn by_their_extensions() {
    let good = forged::login_extensions();
    let [usage, policy, identifier] = [good[0].clone(), good[1].clone(), good[2].clone()];
    let constraints = forged::extension(
        &[0x55, 0x1D, 0x13],
        true,
        &forged::tlv(0x30, &forged::tlv(1, &[0xFF])),
    );
    let unknown = |critical| forged::extension(&[0x2A, 0x03], critical, &[5, 0]);
    let absent = forged::key_identifier(0x23, &[]);
    let other = forged::key_identifier(0x23, &forged::tlv(0x80, &[8; 20]));
    let broken = forged::extension(&[0x55, 0x1D, 0x0F], true, &[3, 2, 7, 0x80, 0]);
    let with = |more| [good.clone(), vec![more]].concat();

    for (name, extensions, expected) in [
        ("the good one", good.clone(), Ok(())),
        ("not critical, not known", with(unknown(false)), Ok(())),
        (
            "critical, not known",
            with(unknown(true)),
            Err((403, "certificate-critical-extension")),
        ),
        (
            "an authority",
            with(constraints),
            Err((403, "certificate-of-authority")),
        ),
        (
            "keyUsage twice",
            with(usage.clone()),
            Err((400, "certificate-malformed")),
        ),
        (
            "no keyUsage",
            vec![policy.clone(), identifier.clone()],
            Err((403, "certificate-key-usage")),
        ),
        (
            "a byte after keyUsage",
            vec![broken, policy.clone(), identifier.clone()],
            Err((403, "certificate-malformed")),
        ),
        (
            "no policy",
            vec![usage.clone(), identifier.clone()],
            Err((403, "certificate-policy")),
        ),
        (
            "another policy",
            vec![usage.clone(), forged::policy(0x02), identifier],
            Err((403, "certificate-policy")),
        ),
        (
            "no authority key identifier",
            vec![usage.clone(), policy.clone()],
            Err((403, "issuer-unknown")),
        ),
        (
            "an empty one",
            vec![usage.clone(), policy.clone(), absent],
            Err((403, "issuer-unknown")),
        ),
        (
            "another one",
            vec![usage, policy, other],
            Err((403, "issuer-unknown")),
        ),
    ] {
        let certificate = forged::certificate(&extensions);
        check(name, &certificate, &forged::authority(), expected).await;
    }
}

#[tokio::test]
async fn by_their_signature() {
    let auth = fixture("auth.der");
    let turned = |at: usize| {
        let mut bytes = auth.clone();
        bytes[at] ^= 1;
        bytes
    };
    let ca = fixture("auth-ca.der");
    // Byte 15 is in the serial number; the last one is the signature's.
    for at in [15, auth.len() - 1] {
        check("turned", &turned(at), &ca, Err((403, "issuer-signature"))).await;
    }
    let forged_ca = forged::authority();
    for (named, expected) in [
        ([false, false], Ok(())),
        ([true, false], Err((403, "issuer-signature"))),
        ([false, true], Err((403, "issuer-signature"))),
        ([true, true], Err((403, "issuer-signature"))),
    ] {
        let certificate = forged::algorithms_named(named);
        check("algorithms", &certificate, &forged_ca, expected).await;
    }
    let version_1 = forged::version_1();
    check(
        "version 1",
        &version_1,
        &forged_ca,
        Err((400, "certificate-malformed")),
    )
    .await;
}

#[test]
fn what_is_cut_or_turned_is_an_error_and_never_a_panic() {
    let auth = fixture("auth.der");
    for end in 0..auth.len() {
        let read = Certificate::from_der(&auth[..end]);
        assert_eq!(
            read.err(),
            Some(CertificateError::Malformed),
            "first {end} bytes"
        );
    }
    let authorities = TrustedAuthorities::from_der(&[fixture("auth-ca.der")]).unwrap();
    let now = std::time::Duration::from_secs(1_780_315_200);
    let vouched = |bytes: &[u8]| {
        Certificate::from_der(bytes).is_ok_and(|read| authorities.issuer_of(&read, now).is_ok())
    };
    assert!(vouched(&auth));
    for at in 0..auth.len() {
        for bit in [0x01, 0x80] {
            let mut bytes = auth.clone();
            bytes[at] ^= bit;
            assert!(!vouched(&bytes), "byte {at} ^ {bit:02x}");
        }
    }
}

#[test]
fn what_cannot_be_trusted() {
    let none: [Vec<u8>; 0] = [];
    let mut damaged = fixture("auth-ca.der");
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    for (name, files, expected) in [
        ("none", none.to_vec(), TrustError::Nothing),
        (
            "no certificate",
            vec![b"CA".to_vec()],
            TrustError::Certificate(CertificateError::Malformed),
        ),
        (
            "damaged",
            vec![damaged],
            TrustError::NotSelfSigned(demo_portal::certificate::SignedByError::Signature),
        ),
        (
            "a person's",
            vec![fixture("auth-ca.der"), fixture("auth.der")],
            TrustError::NotSelfSigned(demo_portal::certificate::SignedByError::Signature),
        ),
        (
            "one that nobody can name",
            vec![forged::authority_without_identifier()],
            TrustError::KeyIdentifier,
        ),
        (
            "one whose identifier cannot be read",
            vec![forged::authority_identified_by(&[0x04, 0x20, 7])],
            TrustError::KeyIdentifier,
        ),
    ] {
        assert_eq!(
            TrustedAuthorities::from_der(&files).err(),
            Some(expected),
            "{name}"
        );
    }
}
