//! Requests that are refused before anybody looks at a token.

use axum::http::{Request, StatusCode, header};

use crate::{
    card::{fixture, token},
    portal::{ORIGIN, TestPortal},
};

struct Case {
    name: &'static str,
    headers: &'static [(&'static str, &'static str)],
    expected: Option<(u16, &'static str)>,
}

const PATHS: [&str; 5] = [
    "/auth/challenge",
    "/auth/login",
    "/auth/official/challenge",
    "/auth/official/login",
    "/auth/logout",
];
const JSON: (&str, &str) = ("content-type", "application/json");
const OWN: (&str, &str) = ("origin", ORIGIN);
const CROSS: Option<(u16, &str)> = Some((403, "cross-origin"));
const TYPE: Option<(u16, &str)> = Some((415, "content-type"));

const CASES: [Case; 14] = [
    Case {
        name: "own page",
        headers: &[OWN, JSON, ("sec-fetch-site", "same-origin")],
        expected: None,
    },
    Case {
        name: "own page, older browser",
        headers: &[OWN, JSON],
        expected: None,
    },
    Case {
        name: "with a charset",
        headers: &[OWN, ("content-type", "Application/JSON; charset=utf-8")],
        expected: None,
    },
    Case {
        name: "no origin",
        headers: &[JSON],
        expected: CROSS,
    },
    Case {
        name: "null",
        headers: &[("origin", "null"), JSON],
        expected: CROSS,
    },
    Case {
        name: "another site",
        headers: &[("origin", "https://evil.example"), JSON],
        expected: CROSS,
    },
    Case {
        name: "another port",
        headers: &[("origin", "http://localhost:8081"), JSON],
        expected: CROSS,
    },
    Case {
        name: "another scheme",
        headers: &[("origin", "https://localhost:8080"), JSON],
        expected: CROSS,
    },
    Case {
        name: "a longer one",
        headers: &[("origin", "http://localhost:8080.evil.example"), JSON],
        expected: CROSS,
    },
    Case {
        name: "two origins",
        headers: &[OWN, ("origin", "https://evil.example"), JSON],
        expected: CROSS,
    },
    Case {
        name: "cross-site",
        headers: &[OWN, JSON, ("sec-fetch-site", "cross-site")],
        expected: CROSS,
    },
    Case {
        name: "same-site",
        headers: &[OWN, JSON, ("sec-fetch-site", "same-site")],
        expected: CROSS,
    },
    Case {
        name: "a form",
        headers: &[OWN, ("content-type", "application/x-www-form-urlencoded")],
        expected: TYPE,
    },
    Case {
        name: "no type",
        headers: &[OWN],
        expected: TYPE,
    },
];

async fn check(path: &str, case: &Case) {
    let official = path.starts_with("/auth/official/");
    let mut visitor = TestPortal::new().visitor();
    let mut request = Request::post(path);
    for (name, value) in case.headers {
        request = request.header(*name, *value);
    }
    let answer = visitor.send(request, b"{}".to_vec()).await;
    match case.expected {
        Some((status, code)) => answer.assert_refused(case.name, status, code),
        None if official => answer.assert_refused(case.name, 403, "protocol-elsewhere"),
        None if path == "/auth/login" => {
            answer.assert_refused(case.name, 403, "challenge-missing");
        }
        None => assert_eq!(answer.status, StatusCode::OK, "{path} {}", case.name),
    }
}

#[tokio::test]
async fn only_the_portals_own_pages_may_post() {
    for path in PATHS {
        for case in &CASES {
            check(path, case).await;
        }
    }
}

#[tokio::test]
async fn another_site_burns_no_challenge_and_ends_no_session() {
    let mut visitor = TestPortal::new().visitor();
    let nonce = visitor.challenge().await;
    let foreign = |path: &str| {
        Request::post(path.to_owned())
            .header(header::ORIGIN, "https://evil.example")
            .header(header::CONTENT_TYPE, "application/json")
    };
    visitor.send(foreign("/auth/login"), Vec::new()).await;
    let token = token(&fixture("auth.der"), ORIGIN, &nonce).to_string();
    visitor.post("/auth/login", token).await.assert_logged_in();
    visitor.send(foreign("/auth/logout"), b"{}".to_vec()).await;
    assert!(visitor.is_logged_in().await);
}

#[tokio::test]
async fn what_changes_something_is_a_post() {
    for path in PATHS {
        let answer = TestPortal::new().visitor().get(path).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test]
async fn refusals_speak_the_pages_language() {
    let mut visitor = TestPortal::new().visitor();
    visitor.get("/?lang=en").await;
    let answer = visitor.post("/auth/login", "{}").await;
    assert_eq!(
        answer.json()["message"],
        "This login attempt is not known here. Please log in again."
    );
}
