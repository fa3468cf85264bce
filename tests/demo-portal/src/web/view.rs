//! What is looked at: pages and the files that belong to them, all embedded.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    cookie::Cookie,
    page,
    text::{Language, TEXTS_JSON},
    verifier::Account,
    web::Portal,
};

/// `?lang=en` or `?lang=ja`: changes the language from now on.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    lang: Option<String>,
}

/// `GET /`: the login page, or the account of whom is logged in.
pub(super) async fn top(
    State(portal): State<Arc<Portal>>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    if visitor(&portal, &headers).is_some() {
        return Redirect::to("/account").into_response();
    }
    show(&portal, &wish, &headers, |language| {
        page::top(&portal.texts, language)
    })
}

/// `GET /account`: who is logged in; to the top page if nobody is.
pub(super) async fn account(
    State(portal): State<Arc<Portal>>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    let Some(account) = visitor(&portal, &headers) else {
        return Redirect::to("/").into_response();
    };
    show(&portal, &wish, &headers, |language| {
        page::account(&portal.texts, language, &account)
    })
}

/// `GET /assets/…`: style, scripts, texts.
pub(super) async fn asset(
    State(portal): State<Arc<Portal>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, kind, content)) => ([(header::CONTENT_TYPE, *kind)], *content).into_response(),
        None => missing(&portal, &headers),
    }
}

/// Every other address.
pub(super) async fn not_found(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    missing(&portal, &headers)
}

fn visitor(portal: &Portal, headers: &HeaderMap) -> Option<Account> {
    let session = Cookie::Session.identifier(headers, portal.origin())?;
    portal.sessions.look_up(&session, portal.clock.now())
}

fn missing(portal: &Portal, headers: &HeaderMap) -> Response {
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

const ASSETS: [(&str, &str, &str); 10] = [
    (
        "icon.svg",
        "image/svg+xml",
        include_str!("../../pages/icon.svg"),
    ),
    (
        "portal.css",
        "text/css; charset=utf-8",
        include_str!("../../pages/portal.css"),
    ),
    ("texts.json", "application/json", TEXTS_JSON),
    ("account.js", SCRIPT, include_str!("../../pages/account.js")),
    ("failure.js", SCRIPT, include_str!("../../pages/failure.js")),
    ("login.js", SCRIPT, include_str!("../../pages/login.js")),
    ("server.js", SCRIPT, include_str!("../../pages/server.js")),
    ("status.js", SCRIPT, include_str!("../../pages/status.js")),
    ("texts.js", SCRIPT, include_str!("../../pages/texts.js")),
    ("web-eid.js", SCRIPT, include_str!("../../pages/web-eid.js")),
];
const SCRIPT: &str = "text/javascript; charset=utf-8";
