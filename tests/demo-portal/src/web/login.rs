//! Challenge, login, logout: the three POSTs of a portal, and what a login in either protocol has in common.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Json, Response},
};
use serde_json::{Value, json};

use crate::{
    challenge::{ChallengeError, Nonce},
    cookie::Cookie,
    limits::RETRY_AFTER_SECONDS,
    protocol::Protocol,
    refusal::Refusal,
    verifier::Account,
    web::Portal,
};

/// `POST /auth/challenge` → `{"nonce": …}`, and the cookie that the nonce is bound to.
pub(super) async fn challenge(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    issue(
        &portal,
        &headers,
        Protocol::WebEid,
        |nonce| json!({ "nonce": nonce.as_str() }),
    )
}

/// `POST /auth/login` with a token → `{"location": "/account"}` and a new session, or a refusal.
pub(super) async fn login(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    conclude(&portal, &headers, Protocol::WebEid, body).await
}

/// Issues a challenge, and writes it as the protocol's page wants it.
pub(super) fn issue(
    portal: &Portal,
    headers: &HeaderMap,
    protocol: Protocol,
    write: impl FnOnce(&Nonce) -> Value,
) -> Response {
    if portal.protocol() != protocol {
        return portal.refuse(&Refusal::ProtocolElsewhere, headers);
    }
    let (attempt, nonce) = match portal.challenges.issue(portal.clock.now()) {
        Ok(issued) => issued,
        Err(error) => {
            let mut refused = portal.refuse(&Refusal::from(error), headers);
            refused
                .headers_mut()
                .insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
            return refused;
        }
    };
    with_cookies(
        Json(write(&nonce)).into_response(),
        [Cookie::Attempt.keep(&attempt, portal.origin())],
    )
}

/// Verifies what a page brings, and opens a session or refuses.
/// The challenge is used up by the attempt, whatever comes of it.
pub(super) async fn conclude(
    portal: &Arc<Portal>,
    headers: &HeaderMap,
    protocol: Protocol,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let forget_attempt = Cookie::Attempt.forget(portal.origin());
    let nonce = Cookie::Attempt
        .identifier(headers, portal.origin())
        .ok_or(ChallengeError::Missing)
        .and_then(|attempt| portal.challenges.take(&attempt, portal.clock.now()));
    match verify(portal, protocol, nonce, body).await {
        Err(refusal) => with_cookies(portal.refuse(&refusal, headers), [forget_attempt]),
        Ok(account) => {
            // Who logs in again has left the session before.
            if let Some(earlier) = Cookie::Session.identifier(headers, portal.origin()) {
                portal.sessions.close(&earlier);
            }
            let session = portal.sessions.open(account, portal.clock.now());
            with_cookies(
                Json(json!({ "location": "/account" })).into_response(),
                [
                    forget_attempt,
                    Cookie::Session.keep(&session, portal.origin()),
                ],
            )
        }
    }
}

/// `POST /auth/logout` → `{"location": "/"}`; the session is gone from the server, too.
pub(super) async fn logout(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    if let Some(session) = Cookie::Session.identifier(&headers, portal.origin()) {
        portal.sessions.close(&session);
    }
    with_cookies(
        Json(json!({ "location": "/" })).into_response(),
        [Cookie::Session.forget(portal.origin())],
    )
}

async fn verify(
    portal: &Arc<Portal>,
    protocol: Protocol,
    nonce: Result<Nonce, ChallengeError>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Account, Refusal> {
    if portal.protocol() != protocol {
        return Err(Refusal::ProtocolElsewhere);
    }
    let nonce = nonce?;
    let body = body.map_err(|_| Refusal::Body)?;
    let portal = Arc::clone(portal);
    // RSA takes a while, and a revocation service longer: neither may hold up other visitors.
    let verdict = tokio::task::spawn_blocking(move || {
        let now = portal.clock.now();
        match protocol {
            Protocol::WebEid => portal.verifier.verify(&body, &nonce, now),
            Protocol::Official => portal.verifier.verify_official(&body, &nonce, now),
        }
    });
    Ok(verdict.await.map_err(|_| Refusal::Internal)??)
}

fn with_cookies<const N: usize>(
    mut response: Response,
    cookies: [Option<HeaderValue>; N],
) -> Response {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
