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
    challenge::{Nonce, TakeError},
    cookie::Cookie,
    identifier::Identifier,
    protocol::Protocol,
    queue::Place,
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
    .await
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
pub(super) async fn issue(
    portal: &Portal,
    headers: &HeaderMap,
    protocol: Protocol,
    write: impl FnOnce(&Nonce) -> Value,
) -> Response {
    if portal.protocol() != protocol {
        return portal.refuse(&Refusal::ProtocolElsewhere, headers);
    }
    let (attempt, nonce) = match portal.challenges.issue(portal.clock.now()).await {
        Ok(issued) => issued,
        Err(error) => return portal.refuse(&Refusal::from(error), headers),
    };
    with_cookies(
        Json(write(&nonce)).into_response(),
        [Cookie::Attempt.keep(&attempt, portal.origin())],
    )
}

/// Verifies what a page brings, and opens a session or refuses.
/// The challenge is used up by the attempt, whatever comes of it. Only who finds the queue full keeps it, unseen:
/// that person need not enter the PIN again.
pub(super) async fn conclude(
    portal: &Arc<Portal>,
    headers: &HeaderMap,
    protocol: Protocol,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let place = match portal.queue.enter() {
        Ok(place) => place,
        Err(full) => return portal.refuse(&Refusal::from(full), headers),
    };
    let forget_attempt = Cookie::Attempt.forget(portal.origin());
    let nonce = match Cookie::Attempt.identifier(headers, portal.origin()) {
        Some(attempt) => portal.challenges.take(&attempt, portal.clock.now()).await,
        None => Err(TakeError::Missing),
    };
    let session = match verify(portal, place, protocol, nonce, body).await {
        Ok(account) => open_session(portal, headers, account).await,
        Err(refusal) => Err(refusal),
    };
    match session {
        Err(refusal) => with_cookies(portal.refuse(&refusal, headers), [forget_attempt]),
        Ok(session) => with_cookies(
            Json(json!({ "location": "/account" })).into_response(),
            [
                forget_attempt,
                Cookie::Session.keep(&session, portal.origin()),
            ],
        ),
    }
}

/// Who logs in again has left the session before.
async fn open_session(
    portal: &Portal,
    headers: &HeaderMap,
    account: Account,
) -> Result<Identifier, Refusal> {
    if let Some(earlier) = Cookie::Session.identifier(headers, portal.origin()) {
        portal.sessions.close(&earlier).await?;
    }
    Ok(portal.sessions.open(account, portal.clock.now()).await?)
}

/// `POST /auth/logout` → `{"location": "/"}`; the session is gone from the server, too.
/// Where the store cannot be told, the browser keeps its cookie, and the person is told that the session may live on.
pub(super) async fn logout(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    if let Some(session) = Cookie::Session.identifier(&headers, portal.origin())
        && let Err(error) = portal.sessions.close(&session).await
    {
        return portal.refuse(&Refusal::from(error), &headers);
    }
    with_cookies(
        Json(json!({ "location": "/" })).into_response(),
        [Cookie::Session.forget(portal.origin())],
    )
}

async fn verify(
    portal: &Arc<Portal>,
    place: Place,
    protocol: Protocol,
    nonce: Result<Nonce, TakeError>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Account, Refusal> {
    if portal.protocol() != protocol {
        return Err(Refusal::ProtocolElsewhere);
    }
    let nonce = nonce?;
    let body = body.map_err(|_| Refusal::Body)?;
    let portal = Arc::clone(portal);
    let turn = place.turn().await;
    // RSA takes a while, and a revocation service longer: neither may hold up other visitors.
    let verdict = tokio::task::spawn_blocking(move || {
        // Its own until it is done, also if the visitor goes away meanwhile.
        let _turn = turn;
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
