//! What the shared store adds: what the server keeps and for how long, and what happens when it is not there.

use std::time::Duration;

use axum::http::StatusCode;
use demo_portal::{
    challenge::{ChallengeStore as _, IssueError, TakeError},
    limits::{CHALLENGE_LIFETIME, SESSION_IDLE},
    origin::Origin,
    session::SessionStore as _,
    store::{OpenError, SharedStore, StoreAddress, StoreUnavailable},
};

use crate::{
    portal::{ORIGIN, TestPortal},
    redis_server::RedisServer,
};

const NOW: Duration = Duration::from_secs(1_780_315_200);

#[tokio::test]
async fn the_server_forgets_by_itself_and_knows_no_cookie() {
    let redis = RedisServer::start();
    let mut visitor = TestPortal::sharing(&redis.store().await).visitor();
    visitor.log_in().await.assert_logged_in();
    let session = visitor.cookies["session"].clone();
    visitor.challenge().await;
    let attempt = &visitor.cookies["login-attempt"];
    let keys: Vec<String> = redis.ask(&["KEYS", "*"]).await;
    assert_eq!(keys.len(), 3, "{keys:?}");
    for key in keys {
        assert!(key.starts_with(&format!("mpa:{{{ORIGIN}}}:")), "{key}");
        assert!(!key.contains(&session) && !key.contains(attempt), "{key}");
        let lives: u64 = redis.ask(&["PTTL", &key]).await;
        let most = if key.contains(":session:") {
            SESSION_IDLE
        } else {
            CHALLENGE_LIFETIME + Duration::from_secs(60)
        };
        assert!(Duration::from_millis(lives) <= most, "{key} lives {lives}");
    }
}

#[tokio::test]
async fn a_crowd_that_expired_is_cleared_away_little_by_little() {
    let redis = RedisServer::start();
    let store = redis.store().await.at_most(250);
    for _ in 0..250 {
        store.issue(NOW).await.unwrap();
    }
    let refused = store.issue(NOW).await;
    assert_eq!(refused.unwrap_err(), IssueError::TooManyPending);
    let later = NOW + CHALLENGE_LIFETIME;
    for left in [151, 52, 3, 4] {
        store.issue(later).await.unwrap();
        let list = format!("mpa:{{{ORIGIN}}}:pending");
        let pending: usize = redis.ask(&["ZCARD", &list]).await;
        assert_eq!(pending, left);
    }
}

#[tokio::test]
async fn what_somebody_else_wrote_logs_nobody_in() {
    let redis = RedisServer::start();
    let store = redis.store().await;
    let (attempt, _) = store.issue(NOW).await.unwrap();
    let session = TestPortal::sharing(&store);
    let mut visitor = session.visitor();
    visitor.log_in().await.assert_logged_in();
    let keys: Vec<String> = redis.ask(&["KEYS", "*"]).await;
    for key in keys {
        if key.contains(":challenge:") {
            let () = redis.ask(&["SET", &key, "9999999999999 short"]).await;
        } else if key.contains(":session:") {
            let () = redis.ask(&["HSET", &key, "account", "{}"]).await;
        }
    }
    assert_eq!(store.take(&attempt, NOW).await, Err(TakeError::Missing));
    assert!(!visitor.is_logged_in().await);
}

#[tokio::test]
async fn sites_that_use_one_server_know_nothing_of_each_other() {
    let redis = RedisServer::start();
    let (ours, theirs) = (
        redis.store().await,
        redis.store_of("https://other.example").await,
    );
    let (attempt, nonce) = ours.issue(NOW).await.unwrap();
    assert_eq!(theirs.take(&attempt, NOW).await, Err(TakeError::Missing));
    assert_eq!(ours.take(&attempt, NOW).await, Ok(nonce));
    let mut visitor = TestPortal::sharing(&ours).visitor();
    visitor.log_in().await.assert_logged_in();
    let mut elsewhere = TestPortal::sharing(&theirs).visitor();
    elsewhere.cookies = visitor.cookies.clone();
    assert!(!elsewhere.is_logged_in().await);
    assert!(visitor.is_logged_in().await);
}

#[tokio::test]
async fn without_the_store_nobody_is_logged_in_or_out() {
    let mut redis = RedisServer::start();
    let portal = TestPortal::sharing(&redis.store().await);
    let (mut inside, mut outside) = (portal.visitor(), portal.visitor());
    inside.log_in().await.assert_logged_in();
    outside.challenge().await;
    redis.stop();

    for (path, body) in [("/auth/challenge", "{}"), ("/auth/login", "{}")] {
        let refused = outside.post(path, body).await;
        refused.assert_refused(path, 503, "store-unavailable");
        assert_eq!(refused.header("retry-after"), "10");
        assert!(!outside.cookies.contains_key("session"));
    }
    let refused = inside.post("/auth/logout", "{}").await;
    refused.assert_refused("logout", 503, "store-unavailable");
    assert!(
        inside.cookies.contains_key("session"),
        "so that it can be tried again"
    );
    for path in ["/", "/account", "/setup?continue=/"] {
        let page = inside.get(path).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(page.header("retry-after"), "10", "{path}");
        assert!(page.body.contains("一時的にご利用いただけません"), "{path}");
    }
    // Who brings no cookie needs no store.
    let page = portal.visitor().get("/").await;
    assert_eq!(page.status, StatusCode::OK);

    redis.start_again();
    // The first to come finds the old connection dead, and has a new one made.
    outside.post("/auth/challenge", "{}").await;
    outside.log_in().await.assert_logged_in();
    assert!(!inside.is_logged_in().await, "an empty store knows nobody");
}

#[tokio::test]
async fn a_store_that_stands_still_is_not_waited_for() {
    let redis = RedisServer::start();
    let store = redis.store().await;
    let session = TestPortal::sharing(&store).visitor().challenge().await;
    assert_eq!(session.len(), 44);
    redis.signal("-STOP");
    assert_eq!(
        store.issue(NOW).await.unwrap_err(),
        IssueError::Store(StoreUnavailable)
    );
    redis.signal("-CONT");
}

#[tokio::test]
async fn a_store_that_cannot_be_used_is_named_at_the_start() {
    let origin = Origin::parse(ORIGIN).unwrap();
    let nowhere = StoreAddress::parse("redis+unix:///nonexistent/socket").unwrap();
    let refused = SharedStore::open(&nowhere, &origin).await;
    assert!(matches!(refused, Err(OpenError::Unreachable(_))));

    let redis = RedisServer::start();
    let () = redis.ask(&["ACL", "SETUSER", "default", "-getdel"]).await;
    let address = StoreAddress::parse(&redis.url()).unwrap();
    let refused = SharedStore::open(&address, &origin).await;
    assert!(matches!(refused, Err(OpenError::Unsuitable)), "{refused:?}");
}

#[tokio::test]
async fn a_look_beside_a_logout_does_not_bring_the_session_back() {
    let redis = RedisServer::start();
    let portal = TestPortal::sharing(&redis.store().await);
    let mut visitor = portal.visitor();
    visitor.log_in().await.assert_logged_in();
    let session = demo_portal::identifier::Identifier::parse(&visitor.cookies["session"]).unwrap();
    let (one, other) = (redis.store().await, redis.store().await);
    let (looked, closed) = tokio::join!(one.look_up(&session, NOW), other.close(&session));
    assert!(looked.is_ok() && closed.is_ok());
    assert_eq!(one.look_up(&session, NOW).await, Ok(None));
    let keys: Vec<String> = redis.ask(&["KEYS", "*:session:*"]).await;
    assert_eq!(keys, Vec::<String>::new());
}
