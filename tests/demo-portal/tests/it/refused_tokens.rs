//! Tokens that log nobody in: wrong form, second certificates and signatures, signatures over something else.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    card::{fixture, sign, token, token_by},
    portal::{ORIGIN, TestPortal},
};

/// Asks for a challenge, makes a body with its nonce, and expects it to be refused.
async fn check(name: &str, status: u16, code: &str, body: impl FnOnce(&str) -> String) {
    let mut visitor = TestPortal::new().visitor();
    let nonce = visitor.challenge().await;
    let answer = visitor.post("/auth/login", body(&nonce)).await;
    answer.assert_refused(name, status, code);
    assert!(!visitor.cookies.contains_key("session"), "{name}");
    assert!(!visitor.is_logged_in().await, "{name}");
}

/// The good token with one field changed.
async fn check_field(field: &str, value: Value, code: &str) {
    let status = if code.ends_with("mismatch") { 403 } else { 400 };
    let name = format!("{field} = {value}");
    check(&name, status, code, |nonce| {
        let mut token = good(nonce);
        token[field] = value;
        token.to_string()
    })
    .await;
}

fn good(nonce: &str) -> Value {
    token(&fixture("auth.der"), ORIGIN, nonce)
}

fn good_text(nonce: &str) -> String {
    good(nonce).to_string()
}

#[tokio::test]
async fn length() {
    check("empty", 400, "token-length", |_| String::new()).await;
    check("99 bytes", 400, "token-length", |_| " ".repeat(99)).await;
    check("100 bytes", 400, "token-malformed", |_| " ".repeat(100)).await;
    for (length, code) in [(10_000, "token-malformed"), (10_001, "token-length")] {
        check("long", 400, code, |nonce| {
            format!("{:length$}", good_text(nonce) + "x")
        })
        .await;
    }
    check("oversize", 413, "body-unreadable", |_| {
        " ".repeat(16 * 1024 + 1)
    })
    .await;
}

#[tokio::test]
async fn fields() {
    for field in [
        "unverifiedCertificate",
        "algorithm",
        "signature",
        "format",
        "appVersion",
    ] {
        check(field, 400, "token-malformed", |nonce| {
            let mut token = good(nonce);
            token.as_object_mut().unwrap().remove(field);
            token.to_string()
        })
        .await;
        check_field(field, json!(null), "token-malformed").await;
        check_field(field, json!(["x"]), "token-malformed").await;
    }
}

#[tokio::test]
async fn values() {
    for format in [
        "web-eid:1.1",
        "web-eid:2",
        "web-eid:10",
        "web-eid",
        "WEB-EID:1.0",
        "1.0",
        "",
    ] {
        check_field("format", json!(format), "format-unsupported").await;
    }
    for algorithm in ["none", "HS256", "PS256", "RS1", "rs256", ""] {
        check_field("algorithm", json!(algorithm), "algorithm-unsupported").await;
    }
    for algorithm in ["ES256", "ES384"] {
        check_field("algorithm", json!(algorithm), "algorithm-mismatch").await;
    }
    for certificate in ["", "AAAA", "MIIB"] {
        check_field(
            "unverifiedCertificate",
            json!(certificate),
            "certificate-malformed",
        )
        .await;
    }
    for text in ["A", "AA", "A===", "AA==\n", "%%%%"] {
        check_field("unverifiedCertificate", json!(text), "token-malformed").await;
        check_field("signature", json!(text), "token-malformed").await;
    }
    for signature in ["", "AAAA"] {
        check_field("signature", json!(signature), "signature-mismatch").await;
    }
}

/// GHSA-g258-q5gf-7hvx: only the first of several signatures was checked.
#[tokio::test]
async fn ghsa_g258_q5gf_7hvx_a_second_certificate_or_signature_is_refused() {
    for (name, entry) in [
        ("second signature", r#""signature":"AAAA""#),
        ("second certificate", r#""unverifiedCertificate":"AAAA""#),
        ("second algorithm", r#""algorithm":"none""#),
        (
            "signing certificate",
            r#""unverifiedSigningCertificate":"AAAA""#,
        ),
        (
            "signing certificates",
            r#""unverifiedSigningCertificates":[]"#,
        ),
        ("more signatures", r#""signatures":["AAAA"]"#),
        ("a field in another case", r#""Signature":"AAAA""#),
    ] {
        check(name, 400, "token-malformed", |nonce| {
            good_text(nonce).replacen('{', &format!("{{{entry},"), 1)
        })
        .await;
        check(name, 400, "token-malformed", |nonce| {
            let token = good_text(nonce);
            format!("{},{entry}}}", token.strip_suffix('}').unwrap())
        })
        .await;
    }
    check("two tokens", 400, "token-malformed", |nonce| {
        good_text(nonce) + &good_text(nonce)
    })
    .await;
    check("a list of tokens", 400, "token-malformed", |nonce| {
        json!([good(nonce)]).to_string()
    })
    .await;

    let auth = fixture("auth.der");
    let two = [auth.clone(), auth.clone()].concat();
    let with_ca = [auth.clone(), fixture("auth-ca.der")].concat();
    let with_byte = [auth, vec![0]].concat();
    for (name, certificate) in [
        ("the same twice", two),
        ("and its CA", with_ca),
        ("and a byte", with_byte),
    ] {
        check(name, 400, "certificate-malformed", |nonce| {
            token(&certificate, ORIGIN, nonce).to_string()
        })
        .await;
    }

    for (name, before, length, after) in [
        ("a byte after it", &[][..], 256, &[0][..]),
        ("a zero before it", &[0], 256, &[]),
        ("cut", &[], 255, &[]),
        ("a second one after it", &[], 256, &[1; 256]),
    ] {
        check(name, 403, "signature-mismatch", |nonce| {
            let mut token = good(nonce);
            let one = STANDARD
                .decode(token["signature"].as_str().unwrap())
                .unwrap();
            token["signature"] = json!(STANDARD.encode([before, &one[..length], after].concat()));
            token.to_string()
        })
        .await;
    }
}

#[tokio::test]
async fn signatures_over_something_else() {
    let auth = fixture("auth.der");
    for origin in [
        "https://localhost:8080",
        "http://localhost:8080/",
        "http://localhost",
        "http://127.0.0.1:8080",
    ] {
        check(origin, 403, "signature-mismatch", |nonce| {
            token(&auth, origin, nonce).to_string()
        })
        .await;
    }
    check("another nonce", 403, "signature-mismatch", |_| {
        token(&auth, ORIGIN, &"A".repeat(44)).to_string()
    })
    .await;
    check("the nonce decoded", 403, "signature-mismatch", |nonce| {
        let bytes = STANDARD.decode(nonce).unwrap();
        let digest = |bytes: &[u8]| <sha2::Sha256 as sha2::Digest>::digest(bytes);
        let message = [digest(ORIGIN.as_bytes()), digest(&bytes)].concat();
        let mut token = good(nonce);
        token["signature"] = json!(STANDARD.encode(sign("auth.key.der", &message)));
        token.to_string()
    })
    .await;
    check("another card's key", 403, "signature-mismatch", |nonce| {
        token_by("sign.key.der", &auth, ORIGIN, nonce).to_string()
    })
    .await;
    check("a bit turned", 403, "signature-mismatch", |nonce| {
        let mut token = good(nonce);
        let mut signature = STANDARD
            .decode(token["signature"].as_str().unwrap())
            .unwrap();
        signature[100] ^= 1;
        token["signature"] = json!(STANDARD.encode(signature));
        token.to_string()
    })
    .await;
}
