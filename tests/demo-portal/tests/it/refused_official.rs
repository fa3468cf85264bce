//! Answers in the official portal's protocol that log nobody in: wrong form, wrong certificate, wrong signature.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use serde_json::{Value, json};

use crate::{
    card::{fixture, official_answer, sign_digest_info},
    portal::TestPortal,
};

/// Asks for a challenge, makes a body with its digest, and expects it to be refused.
async fn check(name: &str, status: u16, code: &str, body: impl FnOnce(&str) -> String) {
    let mut visitor = TestPortal::official().visitor();
    let digest = visitor.official_challenge().await;
    let answer = visitor.post("/auth/official/login", body(&digest)).await;
    answer.assert_refused(name, status, code);
    assert!(!visitor.cookies.contains_key("__Host-session"), "{name}");
    assert!(!visitor.is_logged_in().await, "{name}");
}

/// The good answer with one field changed.
async fn check_field(field: &str, value: Value) {
    let name = format!("{field} = {value}");
    check(&name, 400, "token-malformed", |digest| {
        let mut answer = good(digest);
        answer[field] = value;
        answer.to_string()
    })
    .await;
}

/// The good answer with a signature over something else.
async fn check_signature(name: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) {
    check(name, 403, "signature-mismatch", |digest| {
        let mut answer = good(digest);
        let signature = sign(&STANDARD.decode(digest).unwrap());
        answer["signature"] = json!(STANDARD.encode(signature));
        answer.to_string()
    })
    .await;
}

fn good(digest: &str) -> Value {
    official_answer(&fixture("auth.der"), digest)
}

#[tokio::test]
async fn length() {
    check("empty", 400, "token-length", |_| String::new()).await;
    check("99 bytes", 400, "token-length", |_| " ".repeat(99)).await;
    check("100 bytes", 400, "token-malformed", |_| " ".repeat(100)).await;
    check("10 001 bytes", 400, "token-length", |digest| {
        format!("{:10001}", good(digest).to_string())
    })
    .await;
    check("oversize", 413, "body-unreadable", |_| {
        " ".repeat(16 * 1024 + 1)
    })
    .await;
}

#[tokio::test]
async fn fields() {
    for field in ["uuid", "signature", "certificate", "combination_code"] {
        check(field, 400, "token-malformed", |digest| {
            let mut answer = good(digest);
            answer.as_object_mut().unwrap().remove(field);
            answer.to_string()
        })
        .await;
        check_field(field, json!(null)).await;
        check_field(field, json!(["x"])).await;
        check(field, 400, "token-malformed", |digest| {
            good(digest)
                .to_string()
                .replacen('{', &format!("{{\"{field}\":\"A\","), 1)
        })
        .await;
    }
    check_field("mode", json!("01")).await;
    check_field("signatures", json!(["AAAA"])).await;
}

#[tokio::test]
async fn forms() {
    for uuid in ["", "5F2A61C4-8A0E-4D3B-9C51-0A6F2B7D9E13", "5f2a61c48a0e"] {
        check_field("uuid", json!(uuid)).await;
    }
    for code in ["", &"3B".repeat(32), &"3b".repeat(31), &"3b".repeat(33)] {
        check_field("combination_code", json!(code)).await;
    }
    for text in ["A", "%%%%", "AA==\n"] {
        check_field("signature", json!(text)).await;
        check_field("certificate", json!(text)).await;
    }
    check_field("certificate", json!(STANDARD.encode(fixture("auth.der")))).await;
    check_field("signature", json!(STANDARD_NO_PAD.encode([1; 256]))).await;
}

#[tokio::test]
async fn certificates() {
    let auth = fixture("auth.der");
    let with_byte = [auth.clone(), vec![0]].concat();
    for (name, certificate, status, code) in [
        ("a byte after it", with_byte, 400, "certificate-malformed"),
        ("cut", auth[..1000].to_vec(), 400, "certificate-malformed"),
        (
            "expired",
            fixture("auth-expired.der"),
            403,
            "certificate-expired",
        ),
        (
            "not yet valid",
            fixture("auth-not-yet-valid.der"),
            403,
            "certificate-not-yet-valid",
        ),
        (
            "unknown issuer",
            fixture("auth-unknown-issuer.der"),
            403,
            "issuer-signature",
        ),
        (
            "key usage",
            fixture("auth-key-usage.der"),
            403,
            "certificate-key-usage",
        ),
        (
            "the one for signing",
            fixture("sign.der"),
            403,
            "certificate-policy",
        ),
        (
            "elliptic",
            fixture("auth-p384.der"),
            403,
            "algorithm-mismatch",
        ),
    ] {
        check(name, status, code, |digest| {
            official_answer(&certificate, digest).to_string()
        })
        .await;
    }
}

#[tokio::test]
async fn signatures() {
    let by_card = |digest_info: &[u8]| sign_digest_info("auth.key.der", digest_info);
    let hash = |digest_info: &[u8]| digest_info[19..].to_vec();
    check_signature("another challenge", |info| {
        by_card(&[&info[..19], &[7; 32]].concat())
    })
    .await;
    check_signature("another card's key", |info| {
        sign_digest_info("sign.key.der", info)
    })
    .await;
    check_signature("cut", |info| by_card(info)[..255].to_vec()).await;
    check_signature("a byte after it", |info| [by_card(info), vec![0]].concat()).await;
    check_signature("none", |_| Vec::new()).await;
    check_signature("a bit turned", |info| {
        let mut signature = by_card(info);
        signature[100] ^= 1;
        signature
    })
    .await;
    check_signature("the hash without its DigestInfo", |info| {
        by_card(&hash(info))
    })
    .await;
    check_signature("a byte after the hash", |info| {
        by_card(&[info, &[0]].concat())
    })
    .await;
    // RFC 8017, 9.2, note 1: the prefixes of SHA-1 and of SHA-512/256, whose hash is as long as SHA-256's.
    let sha1 = [
        0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14,
    ];
    check_signature("SHA-1", |info| {
        by_card(&[&sha1, &hash(info)[..20]].concat())
    })
    .await;
    check_signature("SHA-512/256", |info| {
        let mut other = info.to_vec();
        other[14] = 6;
        by_card(&other)
    })
    .await;
    check_signature("without NULL parameters", |info| {
        let short = [0x30, 0x2F, 0x30, 0x0B];
        by_card(&[&short, &info[4..15], &info[17..]].concat())
    })
    .await;
}
