//! What every store owes the portal: the same tests for the embedded one and for the shared one.

use std::{sync::Arc, time::Duration};

use demo_portal::{
    certificate::Validity,
    challenge::{ChallengeStore, IssueError, TakeError, embedded::EmbeddedChallenges},
    identifier::Identifier,
    key::Algorithm,
    limits::{CHALLENGE_LIFETIME, SESSION_ABSOLUTE, SESSION_IDLE},
    revocation::RevocationAnswer,
    session::{SessionStore, embedded::EmbeddedSessions},
    verifier::Account,
};
use tokio::task::JoinSet;

use crate::redis_server::RedisServer;

const NOW: Duration = Duration::from_secs(1_780_315_200);
const SECOND: Duration = Duration::from_secs(1);

/// Every way to keep challenges, with room for so many; the shared store as two portals see it.
async fn challenges(at_most: usize, redis: &RedisServer) -> [TwoPortals; 2] {
    let embedded: Arc<dyn ChallengeStore> = Arc::new(EmbeddedChallenges::at_most(at_most));
    [
        TwoPortals {
            one: Arc::clone(&embedded),
            other: embedded,
        },
        TwoPortals {
            one: Arc::new(redis.store().await.at_most(at_most)),
            other: Arc::new(redis.store().await.at_most(at_most)),
        },
    ]
}

struct TwoPortals {
    one: Arc<dyn ChallengeStore>,
    other: Arc<dyn ChallengeStore>,
}

async fn sessions(redis: &RedisServer) -> [Box<dyn SessionStore>; 2] {
    [
        Box::new(EmbeddedSessions::default()),
        Box::new(redis.store().await),
    ]
}

fn somebody() -> Account {
    Account {
        serial: "227b01".into(),
        validity: Validity {
            from: Duration::ZERO,
            to: Duration::from_secs(2_524_564_799),
        },
        issuer: "OU=JPKI for user authentication, O=JPKI-EMULATED, C=JP".into(),
        algorithm: Algorithm::Rs256,
        revocation: RevocationAnswer::Good,
    }
}

#[tokio::test]
async fn a_challenge_is_taken_once() {
    let redis = RedisServer::start();
    for TwoPortals { one, other } in challenges(9, &redis).await {
        let (attempt, nonce) = one.issue(NOW).await.unwrap();
        let (another, _) = one.issue(NOW).await.unwrap();
        assert_ne!(attempt, another);
        assert_eq!(other.take(&attempt, NOW).await, Ok(nonce));
        for store in [&one, &other] {
            assert_eq!(store.take(&attempt, NOW).await, Err(TakeError::Missing));
        }
        let planted = Identifier::random();
        assert_eq!(one.take(&planted, NOW).await, Err(TakeError::Missing));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_take_at_once_one_gets_it() {
    let redis = RedisServer::start();
    for TwoPortals { one, other } in challenges(9, &redis).await {
        for _ in 0..100 {
            let (attempt, _) = one.issue(NOW).await.unwrap();
            let mut takers = JoinSet::new();
            for taker in [&one, &other, &one, &other] {
                let (taker, attempt) = (Arc::clone(taker), attempt.clone());
                takers.spawn(async move { taker.take(&attempt, NOW).await });
            }
            let outcomes = takers.join_all().await;
            let missing = outcomes
                .iter()
                .filter(|taken| **taken == Err(TakeError::Missing));
            assert_eq!(missing.count(), 3);
            assert_eq!(outcomes.iter().filter(|taken| taken.is_ok()).count(), 1);
        }
    }
}

#[tokio::test]
async fn a_challenge_expires_to_the_second_and_is_gone_then() {
    let redis = RedisServer::start();
    for TwoPortals { one, other } in challenges(9, &redis).await {
        let (early, nonce) = one.issue(NOW).await.unwrap();
        let (late, _) = one.issue(NOW).await.unwrap();
        let end = NOW + CHALLENGE_LIFETIME;
        assert_eq!(other.take(&early, end - SECOND).await, Ok(nonce));
        assert_eq!(other.take(&late, end).await, Err(TakeError::Expired));
        assert_eq!(other.take(&late, NOW).await, Err(TakeError::Missing));
    }
}

#[tokio::test]
async fn who_asks_in_vain_pushes_nobody_out() {
    let redis = RedisServer::start();
    for TwoPortals { one, other } in challenges(3, &redis).await {
        let (first, nonce) = one.issue(NOW).await.unwrap();
        let (second, _) = other.issue(NOW + SECOND).await.unwrap();
        one.issue(NOW + SECOND).await.unwrap();
        for store in [&one, &other] {
            let refused = store.issue(NOW + SECOND).await;
            assert_eq!(refused.unwrap_err(), IssueError::TooManyPending);
        }
        assert_eq!(other.take(&first, NOW + SECOND).await, Ok(nonce));
        one.issue(NOW + SECOND).await.unwrap();
        let refused = one.issue(NOW + SECOND).await;
        assert_eq!(refused.unwrap_err(), IssueError::TooManyPending);
        let end = NOW + SECOND + CHALLENGE_LIFETIME;
        assert!(other.issue(end).await.is_ok(), "expired ones make room");
        assert!(one.take(&second, end).await.is_err());
    }
}

#[tokio::test]
async fn a_session_is_its_holders_until_it_is_closed() {
    let redis = RedisServer::start();
    for store in sessions(&redis).await {
        let session = store.open(somebody(), NOW).await.unwrap();
        let another = store.open(somebody(), NOW).await.unwrap();
        assert_ne!(session, another);
        assert_eq!(store.look_up(&session, NOW).await, Ok(Some(somebody())));
        store.close(&session).await.unwrap();
        assert_eq!(store.look_up(&session, NOW).await, Ok(None));
        assert_eq!(store.look_up(&another, NOW).await, Ok(Some(somebody())));
        let planted = Identifier::random();
        assert_eq!(store.look_up(&planted, NOW).await, Ok(None));
    }
}

#[tokio::test]
async fn a_session_that_is_not_used_ends() {
    let redis = RedisServer::start();
    for store in sessions(&redis).await {
        let session = store.open(somebody(), NOW).await.unwrap();
        let later = NOW + SESSION_IDLE - SECOND;
        assert!(store.look_up(&session, later).await.unwrap().is_some());
        let later = later + SESSION_IDLE - SECOND;
        assert!(
            store.look_up(&session, later).await.unwrap().is_some(),
            "the look before counted as use"
        );
        let later = later + SESSION_IDLE;
        assert_eq!(store.look_up(&session, later).await, Ok(None));
        assert_eq!(store.look_up(&session, NOW).await, Ok(None), "it is gone");
    }
}

#[tokio::test]
async fn a_session_ends_however_much_it_is_used() {
    let redis = RedisServer::start();
    for store in sessions(&redis).await {
        let session = store.open(somebody(), NOW).await.unwrap();
        let mut now = NOW;
        while now + SESSION_IDLE / 2 < NOW + SESSION_ABSOLUTE {
            now += SESSION_IDLE / 2;
            assert!(store.look_up(&session, now).await.unwrap().is_some());
        }
        let end = NOW + SESSION_ABSOLUTE;
        assert_eq!(store.look_up(&session, end).await, Ok(None));
    }
}
