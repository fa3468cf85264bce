//! A portal with a clock that the test sets, and visitors who keep cookies as browsers do.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use demo_portal::{
    challenge::embedded::EmbeddedChallenges,
    clock::Clock,
    downloads::Downloads,
    origin::Origin,
    purpose::USER_AUTHENTICATION_POLICIES,
    queue::Queue,
    revocation::{NoRevocation, Revocation},
    store::SharedStore,
    text::Texts,
    trust::TrustedAuthorities,
    verifier::Verifier,
    web::{Portal, router},
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::card::{fixture, official_answer, token};

/// The origin of every portal here, unless a test says otherwise.
pub(crate) const ORIGIN: &str = "http://localhost:8080";

/// The origin of a portal on an official site.
pub(crate) const OFFICIAL_ORIGIN: &str = "https://demo.myna.go.jp:8443";

/// A portal under test.
#[derive(Clone)]
pub(crate) struct TestPortal {
    router: Router,
    clock: TestClock,
    origin: String,
}

/// Somebody's browser.
pub(crate) struct Visitor {
    portal: TestPortal,
    pub(crate) cookies: BTreeMap<String, String>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

#[derive(Clone)]
struct TestClock(Arc<AtomicU64>);

impl Clock for TestClock {
    fn now(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

impl TestPortal {
    /// Trusts `auth-ca.der`; it is noon of 1 June 2026, UTC.
    pub(crate) fn new() -> Self {
        Self::trusting(&[fixture("auth-ca.der")])
    }

    /// The same, on an official site.
    pub(crate) fn official() -> Self {
        Self::with(
            OFFICIAL_ORIGIN,
            &[fixture("auth-ca.der")],
            Box::new(NoRevocation),
        )
    }

    pub(crate) fn trusting(authorities: &[Vec<u8>]) -> Self {
        Self::with(ORIGIN, authorities, Box::new(NoRevocation))
    }

    pub(crate) fn offering(downloads: Downloads) -> Self {
        let authorities = [fixture("auth-ca.der")];
        Self::built(ORIGIN, &authorities, Box::new(NoRevocation), downloads)
    }

    pub(crate) fn with(
        origin: &str,
        authorities: &[Vec<u8>],
        revocation: Box<dyn Revocation>,
    ) -> Self {
        Self::built(origin, authorities, revocation, Downloads::default())
    }

    fn built(
        origin: &str,
        authorities: &[Vec<u8>],
        revocation: Box<dyn Revocation>,
        downloads: Downloads,
    ) -> Self {
        let (mut portal, clock) = remembering_nobody(origin, authorities, revocation);
        portal.downloads = downloads;
        Self::of(portal, clock, origin)
    }

    /// The same as [`Self::new`], where so few challenges are kept.
    pub(crate) fn keeping(at_most: usize) -> Self {
        let authorities = [fixture("auth-ca.der")];
        let (mut portal, clock) = remembering_nobody(ORIGIN, &authorities, Box::new(NoRevocation));
        portal.challenges = Box::new(EmbeddedChallenges::at_most(at_most));
        Self::of(portal, clock, ORIGIN)
    }

    /// The same as [`Self::new`], with a store that other portals may use, too.
    pub(crate) fn sharing(store: &SharedStore) -> Self {
        let authorities = [fixture("auth-ca.der")];
        let (mut portal, clock) = remembering_nobody(ORIGIN, &authorities, Box::new(NoRevocation));
        portal.challenges = Box::new(store.clone());
        portal.sessions = Box::new(store.clone());
        Self::of(portal, clock, ORIGIN)
    }

    /// The same as [`Self::new`], where so many logins may be verified or wait for it.
    pub(crate) fn queueing(queue: Queue) -> Self {
        let authorities = [fixture("auth-ca.der")];
        let (mut portal, clock) = remembering_nobody(ORIGIN, &authorities, Box::new(NoRevocation));
        portal.queue = queue;
        Self::of(portal, clock, ORIGIN)
    }

    fn of(portal: Portal, clock: TestClock, origin: &str) -> Self {
        Self {
            router: router(Arc::new(portal)),
            clock,
            origin: origin.to_owned(),
        }
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.0.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor {
            portal: self.clone(),
            cookies: BTreeMap::new(),
        }
    }
}

fn remembering_nobody(
    origin: &str,
    authorities: &[Vec<u8>],
    revocation: Box<dyn Revocation>,
) -> (Portal, TestClock) {
    let clock = TestClock(Arc::new(AtomicU64::new(1_780_315_200)));
    let verifier = Verifier {
        origin: Origin::parse(origin).unwrap(),
        authorities: TrustedAuthorities::from_der(authorities).unwrap(),
        policies: USER_AUTHENTICATION_POLICIES.to_vec(),
        revocation,
    };
    let texts = Texts::embedded().unwrap();
    let portal = Portal::new(verifier, Box::new(clock.clone()), texts);
    (portal, clock)
}

impl Visitor {
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Vec::new()).await
    }

    /// A POST as the portal's own page sends it.
    pub(crate) async fn post(&mut self, path: &str, body: impl Into<Vec<u8>>) -> Answer {
        let request = Request::post(path)
            .header(header::ORIGIN, &self.portal.origin)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request, body.into()).await
    }

    /// Any request; the visitor's cookies go with it, and what it sets is kept.
    pub(crate) async fn send(
        &mut self,
        mut request: axum::http::request::Builder,
        body: Vec<u8>,
    ) -> Answer {
        let jar: Vec<String> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        if !jar.is_empty() {
            request = request.header(header::COOKIE, jar.join("; "));
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.portal.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Asks for a challenge, and returns the nonce.
    pub(crate) async fn challenge(&mut self) -> String {
        let answer = self.post("/auth/challenge", "{}").await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()["nonce"].as_str().unwrap().to_owned()
    }

    /// A whole login with the test card.
    pub(crate) async fn log_in(&mut self) -> Answer {
        let nonce = self.challenge().await;
        let token = token(&fixture("auth.der"), &self.portal.origin, &nonce);
        self.post("/auth/login", token.to_string()).await
    }

    /// Asks for a challenge in the official portal's protocol, and returns the digest.
    pub(crate) async fn official_challenge(&mut self) -> String {
        let answer = self.post("/auth/official/challenge", "{}").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()["digest"].as_str().unwrap().to_owned()
    }

    /// A whole login with the test card in the official portal's protocol.
    pub(crate) async fn log_in_officially(&mut self) -> Answer {
        let digest = self.official_challenge().await;
        let answer = official_answer(&fixture("auth.der"), &digest);
        self.post("/auth/official/login", answer.to_string()).await
    }

    pub(crate) async fn is_logged_in(&mut self) -> bool {
        self.get("/account").await.status == StatusCode::OK
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn assert_logged_in(&self) {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        assert_eq!(self.json(), json!({ "location": "/account" }));
    }

    #[track_caller]
    pub(crate) fn assert_refused(&self, name: &str, status: u16, code: &str) {
        assert_eq!(self.json()["code"], code, "{name}: {}", self.body);
        assert_eq!(self.status.as_u16(), status, "{name}");
        let message = self.json()["message"].as_str().unwrap().to_owned();
        assert!(
            message.ends_with('。'),
            "{name} has no text for people: {message}"
        );
        assert!(!self.headers.contains_key(header::LOCATION), "{name}");
    }
}
