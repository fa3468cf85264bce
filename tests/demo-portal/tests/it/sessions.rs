//! Whose challenge and whose session it is, and when they end.

use std::time::Duration;

use demo_portal::{
    limits::{CHALLENGE_LIFETIME, SESSION_ABSOLUTE, SESSION_IDLE},
    queue::Queue,
};
use tokio::task::JoinSet;

use crate::{
    card::{fixture, token},
    portal::{ORIGIN, TestPortal},
};

const SECOND: Duration = Duration::from_secs(1);
const PLANTED: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn answer_to(nonce: &str) -> String {
    token(&fixture("auth.der"), ORIGIN, nonce).to_string()
}

#[tokio::test]
async fn who_comes_too_late_waits_and_pushes_nobody_out() {
    let portal = TestPortal::keeping(1);
    let (mut early, mut late) = (portal.visitor(), portal.visitor());
    let nonce = early.challenge().await;
    let refused = late.post("/auth/challenge", "{}").await;
    refused.assert_refused("no room", 503, "crowded");
    assert_eq!(refused.header("retry-after"), "10");
    assert!(late.cookies.is_empty());
    early
        .post("/auth/login", answer_to(&nonce))
        .await
        .assert_logged_in();
    late.log_in().await.assert_logged_in();
}

#[tokio::test]
async fn who_finds_the_queue_full_gets_in_later_with_the_same_token() {
    let queue = Queue::new(1, 1);
    let somebody = queue.enter().unwrap();
    let portal = TestPortal::queueing(queue);
    let mut visitor = portal.visitor();
    let nonce = visitor.challenge().await;
    let token = answer_to(&nonce);
    for _ in 0..2 {
        let refused = visitor.post("/auth/login", token.clone()).await;
        refused.assert_refused("no place", 503, "crowded");
        assert_eq!(refused.header("retry-after"), "10");
        assert!(visitor.cookies.contains_key("login-attempt"));
    }
    drop(somebody);
    portal.pass(CHALLENGE_LIFETIME - SECOND);
    let served = visitor.post("/auth/login", token).await;
    served.assert_logged_in();
}

/// Of a crowd that comes at once those get in who find a place, and the others when they come again.
#[tokio::test]
async fn a_full_queue_refuses_and_loses_nobody() {
    let queue = Queue::new(1, 20);
    let mut before: Vec<_> = (0..20).map(|_| queue.enter().unwrap()).collect();
    let portal = TestPortal::queueing(queue);
    let mut crowd = Vec::new();
    for _ in 0..20 {
        let mut visitor = portal.visitor();
        let token = answer_to(&visitor.challenge().await);
        crowd.push((visitor, token));
    }
    let mut rounds = Vec::new();
    while !crowd.is_empty() {
        let mut bringing = JoinSet::new();
        for (mut visitor, token) in crowd.drain(..) {
            bringing.spawn(async move {
                let answer = visitor.post("/auth/login", token.clone()).await;
                (answer, visitor, token)
            });
        }
        let mut served = 0;
        for (answer, visitor, token) in bringing.join_all().await {
            if answer.status == 200 {
                answer.assert_logged_in();
                served += 1;
            } else {
                answer.assert_refused("no place", 503, "crowded");
                assert_eq!(answer.header("retry-after"), "10");
                crowd.push((visitor, token));
            }
        }
        rounds.push(served);
        // Of those who were there before, five leave.
        before.truncate(before.len().saturating_sub(5));
    }
    assert_eq!(rounds[0], 0, "as long as nobody leaves, nobody gets in");
    assert!(rounds[1] >= 5, "five have left");
    assert_eq!(rounds.iter().sum::<usize>(), 20);
}

#[tokio::test]
async fn a_crowd_takes_turns_and_everybody_gets_in() {
    let portal = TestPortal::queueing(Queue::new(1, 20));
    let mut crowd = JoinSet::new();
    for _ in 0..20 {
        let mut visitor = portal.visitor();
        crowd.spawn(async move { visitor.log_in().await.assert_logged_in() });
    }
    assert_eq!(crowd.join_all().await.len(), 20);
}

#[tokio::test]
async fn a_challenge_is_used_up_by_a_login() {
    let mut visitor = TestPortal::new().visitor();
    let nonce = visitor.challenge().await;
    let attempt = visitor.cookies.clone();
    visitor
        .post("/auth/login", answer_to(&nonce))
        .await
        .assert_logged_in();
    visitor.cookies = attempt;
    let again = visitor.post("/auth/login", answer_to(&nonce)).await;
    again.assert_refused("again", 403, "challenge-missing");
}

#[tokio::test]
async fn a_challenge_is_used_up_by_a_failure() {
    for (name, body, code, status) in [
        ("no token", String::from("{}"), "token-length", 400),
        ("too long", " ".repeat(20_000), "body-unreadable", 413),
        (
            "wrong nonce",
            answer_to(&"A".repeat(44)),
            "signature-mismatch",
            403,
        ),
    ] {
        let mut visitor = TestPortal::new().visitor();
        let nonce = visitor.challenge().await;
        let attempt = visitor.cookies.clone();
        visitor
            .post("/auth/login", body)
            .await
            .assert_refused(name, status, code);
        visitor.cookies = attempt;
        let again = visitor.post("/auth/login", answer_to(&nonce)).await;
        again.assert_refused(name, 403, "challenge-missing");
    }
}

#[tokio::test]
async fn a_challenge_belongs_to_the_browser_that_asked() {
    let portal = TestPortal::new();
    let (mut one, mut other, mut third) = (portal.visitor(), portal.visitor(), portal.visitor());
    let nonce = one.challenge().await;
    other.challenge().await;
    let stolen = other.post("/auth/login", answer_to(&nonce)).await;
    stolen.assert_refused("another's nonce", 403, "signature-mismatch");
    let stolen = third.post("/auth/login", answer_to(&nonce)).await;
    stolen.assert_refused("no challenge of one's own", 403, "challenge-missing");
    one.post("/auth/login", answer_to(&nonce))
        .await
        .assert_logged_in();
}

#[tokio::test]
async fn a_challenge_ends_after_five_minutes() {
    for (time, fresh) in [
        (CHALLENGE_LIFETIME - SECOND, true),
        (CHALLENGE_LIFETIME, false),
    ] {
        let portal = TestPortal::new();
        let mut visitor = portal.visitor();
        let nonce = visitor.challenge().await;
        portal.pass(time);
        let answer = visitor.post("/auth/login", answer_to(&nonce)).await;
        if fresh {
            answer.assert_logged_in();
        } else {
            answer.assert_refused("late", 403, "challenge-expired");
        }
    }
}

#[tokio::test]
async fn names_that_were_planted_before_the_login_open_nothing() {
    let portal = TestPortal::new();
    let (mut victim, mut thief) = (portal.visitor(), portal.visitor());
    for name in ["session", "login-attempt"] {
        victim.cookies.insert(name.to_owned(), PLANTED.to_owned());
        thief.cookies.insert(name.to_owned(), PLANTED.to_owned());
    }
    let nonce = victim.challenge().await;
    assert_ne!(victim.cookies["login-attempt"], PLANTED);
    let before = victim.cookies.clone();
    victim
        .post("/auth/login", answer_to(&nonce))
        .await
        .assert_logged_in();
    assert_ne!(victim.cookies["session"], PLANTED);
    assert_ne!(victim.cookies["session"], before["login-attempt"]);
    assert!(!victim.cookies.contains_key("login-attempt"));
    assert!(!thief.is_logged_in().await);
}

#[tokio::test]
async fn logging_in_again_ends_the_earlier_session() {
    let portal = TestPortal::new();
    let (mut visitor, mut thief) = (portal.visitor(), portal.visitor());
    visitor.log_in().await.assert_logged_in();
    thief.cookies = visitor.cookies.clone();
    assert!(thief.is_logged_in().await);
    visitor.log_in().await.assert_logged_in();
    assert!(visitor.is_logged_in().await);
    assert!(!thief.is_logged_in().await);
}

#[tokio::test]
async fn logout_ends_the_session_on_the_server() {
    let mut visitor = TestPortal::new().visitor();
    visitor.log_in().await.assert_logged_in();
    let kept = visitor.cookies.clone();
    let answer = visitor.post("/auth/logout", "{}").await;
    assert_eq!(answer.json()["location"], "/");
    assert!(!visitor.cookies.contains_key("session"));
    visitor.cookies = kept;
    assert!(!visitor.is_logged_in().await);
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used() {
    let portal = TestPortal::new();
    let mut visitor = portal.visitor();
    visitor.log_in().await.assert_logged_in();
    portal.pass(SESSION_IDLE - SECOND);
    assert!(visitor.is_logged_in().await);
    portal.pass(SESSION_IDLE - SECOND);
    assert!(
        visitor.is_logged_in().await,
        "the look before counted as use"
    );
    portal.pass(SESSION_IDLE);
    assert!(!visitor.is_logged_in().await);
}

#[tokio::test]
async fn a_session_ends_however_much_it_is_used() {
    let portal = TestPortal::new();
    let mut visitor = portal.visitor();
    visitor.log_in().await.assert_logged_in();
    let step = SESSION_IDLE / 2;
    let mut passed = Duration::ZERO;
    while passed + step < SESSION_ABSOLUTE {
        portal.pass(step);
        passed += step;
        assert!(visitor.is_logged_in().await, "after {passed:?}");
    }
    portal.pass(SESSION_ABSOLUTE - passed);
    assert!(!visitor.is_logged_in().await);
}
