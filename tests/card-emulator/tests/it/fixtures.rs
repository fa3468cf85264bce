//! The certificates that every test relies on: who signed whom, and with whose key.

use myna_card::Certificate;

use crate::script::fixture;

#[test]
fn certificates_are_signed_by_whom_the_readme_says() {
    let cases = [
        ("auth-ca", "auth-ca", true),
        ("auth-ca-2", "auth-ca-2", true),
        ("sign-ca", "sign-ca", true),
        ("auth", "auth-ca", true),
        ("auth", "auth-ca-2", false),
        ("auth", "sign-ca", false),
        ("sign", "sign-ca", true),
        ("auth-expired", "auth-ca", true),
        ("auth-not-yet-valid", "auth-ca", true),
        ("auth-key-usage", "auth-ca", true),
        ("auth-extended-key-usage", "auth-ca", true),
        ("auth-p384", "auth-ca", true),
        ("auth-generation-2", "auth-ca-2", true),
        ("auth-generation-2", "auth-ca", false),
        ("auth-unknown-issuer", "auth-ca", false),
        ("auth-by-ca-expired", "ca-expired", true),
        ("auth-by-ca-without-cert-sign", "ca-without-cert-sign", true),
        ("auth-by-ca-not-a-ca", "ca-not-a-ca", true),
        ("auth-by-ca-other-ski", "ca-other-ski", true),
    ];
    for (name, authority, expected) in cases {
        check_signed(name, authority, expected);
    }
}

#[test]
fn all_rsa_certificates_for_authentication_have_the_card_s_key() {
    let key = public_key("auth");
    for name in [
        "auth-expired",
        "auth-not-yet-valid",
        "auth-generation-2",
        "auth-unknown-issuer",
        "auth-key-usage",
        "auth-extended-key-usage",
        "auth-by-ca-expired",
        "auth-by-ca-without-cert-sign",
        "auth-by-ca-not-a-ca",
        "auth-by-ca-other-ski",
    ] {
        assert_eq!(public_key(name), key, "{name}");
    }
    assert_ne!(public_key("auth-p384"), key);
}

fn check_signed(name: &str, authority: &str, expected: bool) {
    let signed = certificate(name).verify_signature(&certificate(authority));
    assert_eq!(
        signed.is_ok(),
        expected,
        "{name} by {authority}: {signed:?}"
    );
}

/// The bits of the subject's public key.
fn public_key(name: &str) -> Vec<u8> {
    let certificate = certificate(name);
    let info = certificate
        .inner()
        .tbs_certificate()
        .subject_public_key_info();
    info.subject_public_key.raw_bytes().to_vec()
}

fn certificate(name: &str) -> Certificate {
    Certificate::parse(&fixture(&format!("{name}.der"))).unwrap()
}
