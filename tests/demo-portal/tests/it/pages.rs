//! What a visitor gets to see, and what every answer tells the browser.

use axum::http::StatusCode;

use demo_portal::text::{Language, Texts};

use crate::portal::TestPortal;

#[tokio::test]
async fn the_top_page_has_the_button_in_both_languages() {
    let mut visitor = TestPortal::new().visitor();
    for (path, language, button) in [
        ("/", "ja", "ICカードリーダーでログイン"),
        ("/?lang=en", "en", "Log in with a card reader"),
        ("/", "en", "Log in with a card reader"),
        ("/?lang=xx", "en", "Log in with a card reader"),
        ("/?lang=ja", "ja", "ICカードリーダーでログイン"),
    ] {
        let page = visitor.get(path).await.body;
        assert!(
            page.contains(&format!("<html lang=\"{language}\">")),
            "{path}"
        );
        assert!(
            page.contains(&format!("id=\"login\" type=\"button\">{button}<")),
            "{path}"
        );
        assert!(!page.contains("{{"), "{path}");
    }
}

#[tokio::test]
async fn the_account_is_for_who_is_logged_in() {
    let mut visitor = TestPortal::new().visitor();
    let answer = visitor.get("/account").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/");
    visitor.log_in().await.assert_logged_in();
    let page = visitor.get("/account?lang=en").await.body;
    assert!(page.contains("Revocation: not checked"), "{page}");
    assert!(!page.contains("{{"), "{page}");
}

#[tokio::test]
async fn every_answer_is_protected() {
    let mut visitor = TestPortal::new().visitor();
    let paths = [
        "/",
        "/account",
        "/assets/portal.css",
        "/assets/none",
        "/none",
        "/auth/login",
    ];
    for path in paths {
        let answer = visitor.get(path).await;
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none';"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn what_a_page_names_is_there_and_nothing_runs_inline() {
    let mut visitor = TestPortal::new().visitor();
    visitor.log_in().await.assert_logged_in();
    let mut pages = vec![
        visitor.get("/account").await.body,
        visitor.get("/none").await.body,
    ];
    visitor.cookies.clear();
    pages.push(visitor.get("/").await.body);
    let mut scripts = Vec::new();
    for page in &pages {
        assert!(!page.contains("style="), "{page}");
        assert!(!page.contains(" on"), "an inline handler: {page}");
        for part in page.split("\"/assets/").skip(1) {
            let path = format!("/assets/{}", part.split_once('"').unwrap().0);
            let answer = visitor.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            if path.ends_with(".js") {
                assert!(
                    answer.header("content-type").starts_with("text/javascript"),
                    "{path}"
                );
                scripts.push(answer.body);
            }
        }
    }
    while let Some(script) = scripts.pop() {
        for part in script.split("from \"./").skip(1) {
            let path = format!("/assets/{}", part.split_once('"').unwrap().0);
            let answer = visitor.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            scripts.push(answer.body);
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_so() {
    let mut visitor = TestPortal::new().visitor();
    for path in ["/none", "/assets/none", "/assets/../top.html"] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("ページが見つかりません"), "{path}");
    }
}

#[test]
fn the_page_has_words_for_every_way_a_login_can_end() {
    let texts = Texts::embedded().unwrap();
    let protocol = include_str!("../../../../host/PROTOCOL.md");
    let codes: Vec<&str> = protocol
        .lines()
        .filter(|line| line.ends_with("| ends |"))
        .filter_map(|line| line.split('`').nth(1))
        .filter(|code| !code.starts_with("message-"))
        .collect();
    assert!(codes.contains(&"cancelled"), "{codes:?}");
    for code in codes {
        let key = format!("failure.{code}.what");
        assert!(texts.get(&key, Language::English).is_some(), "{key}");
    }
}
