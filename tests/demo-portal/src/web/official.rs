//! Challenge and login in the official portal's own protocol; its sites alone have them.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};
use serde_json::json;

use crate::{
    digest_info::DigestInfo,
    protocol::Protocol,
    web::{
        Portal,
        login::{conclude, issue},
    },
};

/// `POST /auth/official/challenge` → `{"digest": …}`: a DigestInfo, and the cookie that its nonce is bound to.
pub(super) async fn challenge(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    issue(
        &portal,
        &headers,
        Protocol::Official,
        |nonce| json!({ "digest": DigestInfo::of(nonce).to_base64() }),
    )
    .await
}

/// `POST /auth/official/login` with the answer's four fields → `{"location": "/account"}` and a new session,
/// or a refusal.
pub(super) async fn login(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    conclude(&portal, &headers, Protocol::Official, body).await
}
