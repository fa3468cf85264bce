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
        "/official",
        "/setup",
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
    for path in ["/", "/setup", "/official"] {
        pages.push(visitor.get(path).await.body);
    }
    pages.push(TestPortal::official().visitor().get("/official").await.body);
    let mut scripts = Vec::new();
    for page in &pages {
        assert!(!page.contains("style="), "{page}");
        assert!(!page.contains("{{"), "{page}");
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

/// An address can name where the visitor goes on only if it is the portal's own login page.
#[tokio::test]
async fn the_set_up_page_goes_on_with_a_login_of_this_portal_and_with_nothing_else() {
    for (portal, path, interrupted) in [
        (TestPortal::new(), "/setup", false),
        (TestPortal::new(), "/setup?continue=/", true),
        (TestPortal::new(), "/setup?continue=%2F", true),
        (TestPortal::new(), "/setup?continue=/official", false),
        (TestPortal::official(), "/setup?continue=/official", true),
        (TestPortal::official(), "/setup?continue=/", false),
        (TestPortal::new(), "/setup?continue=//evil.example", false),
        (
            TestPortal::new(),
            "/setup?continue=https://evil.example",
            false,
        ),
        (TestPortal::new(), "/setup?continue=/%0aevil", false),
        (
            TestPortal::new(),
            "/setup?continue=javascript:alert(1)",
            false,
        ),
        (TestPortal::new(), "/setup?continue=", false),
    ] {
        let page = portal.visitor().get(path).await.body;
        let expected = format!("data-interrupted=\"{interrupted}\"");
        assert!(page.contains(&expected), "{path}: {page}");
        assert!(page.contains("<meta name=\"mpa-setup\">"), "{path}");
        assert!(!page.contains("evil"), "{path}");
        assert!(!page.contains("alert"), "{path}");
    }
}

/// "Back" after a login leads here; going on would ask for the PIN once more.
#[tokio::test]
async fn who_is_logged_in_has_no_interrupted_login() {
    let mut visitor = TestPortal::new().visitor();
    visitor.log_in().await.assert_logged_in();
    let answer = visitor.get("/setup?continue=/").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/account");
    assert_eq!(visitor.get("/setup").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_set_up_page_keeps_the_interrupted_login_when_its_language_changes() {
    let mut visitor = TestPortal::official().visitor();
    let page = visitor.get("/setup?continue=/official").await.body;
    assert!(
        page.contains("href=\"/setup?lang=en&amp;continue=/official\""),
        "{page}"
    );
}

#[test]
fn the_set_up_page_has_words_for_everything_that_the_extension_may_tell() {
    let texts = Texts::embedded().unwrap();
    for reason in [
        "program.host-missing",
        "program.host-forbidden",
        "program.host-unstartable",
        "program.host-exited",
        "program.host-silent",
        "program.host-garbled",
        "program.host-outdated",
        "program.extension-outdated",
        "reader.service-stopped",
        "reader.no-reader",
        "reader.only-virtual",
        "reader.unknown",
        "card.no-card",
        "card.foreign-card",
        "card.several-cards",
        "card.in-use",
        "card.unresponsive",
        "card.reading",
        "card.unknown",
    ] {
        let key = format!("setup.{reason}");
        assert!(texts.get(&key, Language::English).is_some(), "{key}");
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
    let before_the_card = ["origin-not-official", "digest-info-invalid"];
    let by_the_extension = [
        "mode-unsupported",
        "request-malformed",
        "site-not-allowed",
        "click-needed",
    ];
    for code in codes
        .into_iter()
        .chain(before_the_card)
        .chain(by_the_extension)
    {
        let key = format!("failure.{code}.what");
        assert!(texts.get(&key, Language::English).is_some(), "{key}");
    }
}
