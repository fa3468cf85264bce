//! The pages.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    cookie::Cookie, limits::RETRY_AFTER_SECONDS, page, protocol::Protocol, store::StoreUnavailable,
    text::Language, verifier::Account, web::Portal,
};

/// What an address may wish for.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    /// `en` or `ja`: changes the language from now on.
    lang: Option<String>,
    /// The login page that sent the visitor to the set-up page; nothing but that page's own path is listened to.
    #[serde(rename = "continue")]
    interrupted: Option<String>,
}

/// `GET /`: the login page, or the account of whom is logged in.
/// On an official site the login page is another one.
pub(super) async fn top(
    State(portal): State<Arc<Portal>>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    match visitor(&portal, &headers).await {
        Err(StoreUnavailable) => return unavailable(&portal, &headers),
        Ok(Some(_)) => return Redirect::to("/account").into_response(),
        Ok(None) => {}
    }
    match portal.protocol() {
        Protocol::WebEid => show(&portal, &wish, &headers, |language| {
            page::top(&portal.texts, language)
        }),
        protocol @ Protocol::Official => Redirect::to(protocol.login_page()).into_response(),
    }
}

/// `GET /official`: the login page in the official portal's protocol; elsewhere, a page that says that it is not
/// spoken there.
pub(super) async fn official(
    State(portal): State<Arc<Portal>>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    match visitor(&portal, &headers).await {
        Err(StoreUnavailable) => return unavailable(&portal, &headers),
        Ok(Some(_)) => return Redirect::to("/account").into_response(),
        Ok(None) => {}
    }
    show(&portal, &wish, &headers, |language| {
        match portal.protocol() {
            Protocol::Official => page::official(&portal.texts, language),
            Protocol::WebEid => page::official_elsewhere(&portal.texts, language),
        }
    })
}

/// `GET /setup`: what is still missing before a login, step by step; then, if one was interrupted, that login.
/// Whoever comes back here after it goes to the account: going on would ask for the PIN once more.
pub(super) async fn setup(
    State(portal): State<Arc<Portal>>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    let protocol = portal.protocol();
    let interrupted = wish.interrupted.as_deref() == Some(protocol.login_page());
    if interrupted {
        match visitor(&portal, &headers).await {
            Err(StoreUnavailable) => return unavailable(&portal, &headers),
            Ok(Some(_)) => return Redirect::to("/account").into_response(),
            Ok(None) => {}
        }
    }
    show(&portal, &wish, &headers, |language| {
        page::setup(&portal.texts, language, protocol, interrupted)
    })
}

/// `GET /account`: who is logged in; to the top page if nobody is.
pub(super) async fn account(
    State(portal): State<Arc<Portal>>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    let account = match visitor(&portal, &headers).await {
        Err(StoreUnavailable) => return unavailable(&portal, &headers),
        Ok(Some(account)) => account,
        Ok(None) => return Redirect::to("/").into_response(),
    };
    show(&portal, &wish, &headers, |language| {
        page::account(&portal.texts, language, &account)
    })
}

/// Every other address.
pub(super) async fn not_found(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    missing(&portal, &headers)
}

/// Who the session's cookie belongs to; a visitor without one costs the store nothing.
async fn visitor(
    portal: &Portal,
    headers: &HeaderMap,
) -> Result<Option<Account>, StoreUnavailable> {
    match Cookie::Session.identifier(headers, portal.origin()) {
        Some(session) => portal.sessions.look_up(&session, portal.clock.now()).await,
        None => Ok(None),
    }
}

/// The answer where the store that would know does not answer.
fn unavailable(portal: &Portal, headers: &HeaderMap) -> Response {
    let language = Cookie::language(headers, portal.origin());
    let page = page::unavailable(&portal.texts, language);
    let again = [(header::RETRY_AFTER, RETRY_AFTER_SECONDS)];
    (StatusCode::SERVICE_UNAVAILABLE, again, Html(page)).into_response()
}

/// The answer to an address that does not exist.
pub(super) fn missing(portal: &Portal, headers: &HeaderMap) -> Response {
    let language = Cookie::language(headers, portal.origin());
    let page = page::not_found(&portal.texts, language);
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}

fn show(
    portal: &Portal,
    wish: &Wish,
    headers: &HeaderMap,
    write: impl FnOnce(Language) -> String,
) -> Response {
    let wished = wish.lang.as_deref().and_then(Language::parse);
    let language = wished.unwrap_or_else(|| Cookie::language(headers, portal.origin()));
    let mut response = Html(write(language)).into_response();
    if let Some(cookie) = wished.and_then(|wish| Cookie::keep_language(wish, portal.origin())) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
