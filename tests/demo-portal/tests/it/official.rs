//! Logins in the official portal's own protocol, and the sites that have it.

use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use demo_portal::{limits::CHALLENGE_LIFETIME, revocation::NoRevocation};

use crate::{
    card::{fixture, official_answer, token},
    portal::{OFFICIAL_ORIGIN, TestPortal},
};

#[tokio::test]
async fn the_card_logs_its_holder_in() {
    let mut visitor = TestPortal::official().visitor();
    let page = visitor.get("/official").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("data-protocol=\"official\""));
    assert!(page.body.contains("id=\"login\""));
    let answer = visitor.log_in_officially().await;
    answer.assert_logged_in();
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        assert!(cookie.ends_with("; Secure"), "{cookie}");
    }
    let account = visitor.get("/account").await;
    assert!(account.body.contains("227b01"), "{}", account.body);
    for path in ["/", "/official"] {
        let again = visitor.get(path).await;
        assert!(again.status.is_redirection(), "{path}");
    }
    assert_eq!(
        visitor.get("/official").await.header("location"),
        "/account"
    );
}

#[tokio::test]
async fn a_challenge_is_a_digest_info_of_sha_256_and_never_the_same() {
    let mut visitor = TestPortal::official().visitor();
    let (one, other) = (
        visitor.official_challenge().await,
        visitor.official_challenge().await,
    );
    assert_ne!(one, other);
    let golden = include_str!("../../../fixtures/messages/requests/portal-login.json");
    let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
    let golden = STANDARD
        .decode(golden["digestInfo"].as_str().unwrap())
        .unwrap();
    let bytes = STANDARD.decode(one).unwrap();
    assert_eq!(bytes.len(), golden.len());
    assert_eq!(bytes[..19], golden[..19]);
}

#[tokio::test]
async fn a_challenge_is_good_once_and_for_five_minutes() {
    let portal = TestPortal::official();
    let mut visitor = portal.visitor();
    let digest = visitor.official_challenge().await;
    let attempt = visitor.cookies.clone();
    let answer = official_answer(&fixture("auth.der"), &digest).to_string();
    visitor
        .post("/auth/official/login", answer.clone())
        .await
        .assert_logged_in();
    visitor.cookies = attempt;
    let again = visitor.post("/auth/official/login", answer).await;
    again.assert_refused("again", 403, "challenge-missing");

    let digest = visitor.official_challenge().await;
    portal.pass(CHALLENGE_LIFETIME);
    let late = official_answer(&fixture("auth.der"), &digest).to_string();
    let late = visitor.post("/auth/official/login", late).await;
    late.assert_refused("late", 403, "challenge-expired");
}

#[tokio::test]
async fn a_challenge_belongs_to_the_browser_that_asked() {
    let portal = TestPortal::official();
    let (mut one, mut other, mut third) = (portal.visitor(), portal.visitor(), portal.visitor());
    let digest = one.official_challenge().await;
    other.official_challenge().await;
    let answer = official_answer(&fixture("auth.der"), &digest).to_string();
    let stolen = other.post("/auth/official/login", answer.clone()).await;
    stolen.assert_refused("another's challenge", 403, "signature-mismatch");
    let stolen = third.post("/auth/official/login", answer.clone()).await;
    stolen.assert_refused("no challenge of one's own", 403, "challenge-missing");
    one.post("/auth/official/login", answer)
        .await
        .assert_logged_in();
}

/// Each site has one protocol; a signature without an origin in it is worth nothing outside the official sites.
#[tokio::test]
async fn the_other_protocol_is_refused() {
    for origin in [
        "http://localhost:8080",
        "https://localhost:8443",
        "https://portal.example",
        "https://evilmyna.go.jp",
        "https://myna.go.jp.evil.example",
    ] {
        let authorities = [fixture("auth-ca.der")];
        let portal = TestPortal::with(origin, &authorities, Box::new(NoRevocation));
        let mut visitor = portal.visitor();
        for path in ["/auth/official/challenge", "/auth/official/login"] {
            let answer = visitor.post(path, "{}").await;
            answer.assert_refused(origin, 403, "protocol-elsewhere");
        }
        let page = visitor.get("/official").await;
        assert_eq!(page.status, StatusCode::OK, "{origin}");
        assert!(page.body.contains("id=\"not-spoken\""), "{origin}");
        assert!(!page.body.contains("id=\"login\""), "{origin}");
        assert!(page.body.contains("href=\"/\""), "{origin}");
        visitor.log_in().await.assert_logged_in();
    }
    let mut visitor = TestPortal::official().visitor();
    let answer = visitor.post("/auth/challenge", "{}").await;
    answer.assert_refused("challenge", 403, "protocol-elsewhere");
    visitor.official_challenge().await;
    let token = token(&fixture("auth.der"), OFFICIAL_ORIGIN, &"A".repeat(44));
    let answer = visitor.post("/auth/login", token.to_string()).await;
    answer.assert_refused("login", 403, "protocol-elsewhere");
    assert_eq!(visitor.get("/").await.header("location"), "/official");
}
