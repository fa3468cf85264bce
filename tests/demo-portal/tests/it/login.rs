//! Logins that succeed.

use axum::http::StatusCode;
use demo_portal::{
    certificate::Certificate,
    revocation::{Revocation, RevocationAnswer},
};
use serde_json::json;

use crate::{
    card::{fixture, token},
    portal::{ORIGIN, TestPortal},
};

#[tokio::test]
async fn the_card_logs_its_holder_in() {
    let mut visitor = TestPortal::new().visitor();
    assert_eq!(visitor.get("/").await.status, StatusCode::OK);
    visitor.log_in().await.assert_logged_in();
    let account = visitor.get("/account").await;
    assert_eq!(account.status, StatusCode::OK);
    for expected in [
        "id=\"logged-in\">ログインしました",
        "227b01",
        "2025年4月1日",
        "2049年12月31日",
        "OU=JPKI for user authentication, O=JPKI-EMULATED, C=JP",
        "RS256",
        "失効：確認していません",
    ] {
        assert!(
            account.body.contains(expected),
            "{expected}: {}",
            account.body
        );
    }
    assert!(
        !account.body.contains("EMULATEDCARD"),
        "the subject is nobody's business"
    );
    assert_eq!(visitor.get("/").await.header("location"), "/account");
}

#[tokio::test]
async fn either_generation_of_a_ca_under_one_name_is_found_by_its_key_identifier() {
    let (first, second) = (fixture("auth-ca.der"), fixture("auth-ca-2.der"));
    for authorities in [[first.clone(), second.clone()], [second, first]] {
        for name in ["auth.der", "auth-generation-2.der"] {
            let mut visitor = TestPortal::trusting(&authorities).visitor();
            let nonce = visitor.challenge().await;
            let token = token(&fixture(name), ORIGIN, &nonce);
            let answer = visitor.post("/auth/login", token.to_string()).await;
            answer.assert_logged_in();
        }
    }
}

#[tokio::test]
async fn the_format_may_leave_out_its_minor_version() {
    let mut visitor = TestPortal::new().visitor();
    let nonce = visitor.challenge().await;
    let mut token = token(&fixture("auth.der"), ORIGIN, &nonce);
    token["format"] = json!("web-eid:1");
    visitor
        .post("/auth/login", token.to_string())
        .await
        .assert_logged_in();
}

#[tokio::test]
async fn under_https_the_cookies_are_secure_and_bound_to_the_host() {
    let authorities = [fixture("auth-ca.der")];
    let portal = TestPortal::with(
        "https://portal.example",
        &authorities,
        Box::new(Responder(RevocationAnswer::Good)),
    );
    let mut visitor = portal.visitor();
    let answer = visitor.log_in().await;
    answer.assert_logged_in();
    let set: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(set.len(), 2);
    for cookie in set {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        assert!(
            cookie.ends_with("Path=/; HttpOnly; SameSite=Lax; Secure"),
            "{cookie}"
        );
    }
    let account = visitor.get("/account").await.body;
    assert!(
        account.contains("失効していないことを確認しました"),
        "{account}"
    );
}

#[tokio::test]
async fn a_revocation_service_can_refuse() {
    for (answer, status, code) in [
        (RevocationAnswer::Revoked, 403, "certificate-revoked"),
        (RevocationAnswer::Unanswered, 503, "revocation-unanswered"),
    ] {
        let authorities = [fixture("auth-ca.der")];
        let portal = TestPortal::with(ORIGIN, &authorities, Box::new(Responder(answer)));
        let mut visitor = portal.visitor();
        visitor.log_in().await.assert_refused(code, status, code);
        assert!(!visitor.is_logged_in().await);
    }
}

struct Responder(RevocationAnswer);

impl Revocation for Responder {
    fn ask(&self, certificate: &Certificate, issuer: &Certificate) -> RevocationAnswer {
        assert!(certificate.names_as_issuer(issuer).unwrap());
        self.0
    }
}
