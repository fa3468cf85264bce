//! The files that belong to the pages, all embedded.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use crate::{
    text::TEXTS_JSON,
    web::{Portal, view},
};

/// `GET /assets/…`: style, scripts, texts.
pub(super) async fn file(
    State(portal): State<Arc<Portal>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, kind, content)) => ([(header::CONTENT_TYPE, *kind)], *content).into_response(),
        None => view::missing(&portal, &headers),
    }
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const JSON: &str = "application/json";
const ASSETS: [(&str, &str, &str); 23] = [
    (
        "icon.svg",
        "image/svg+xml",
        include_str!("../../pages/icon.svg"),
    ),
    ("portal.css", STYLE, include_str!("../../pages/portal.css")),
    ("setup.css", STYLE, include_str!("../../pages/setup.css")),
    ("texts.json", JSON, TEXTS_JSON),
    (
        "downloads.json",
        JSON,
        include_str!("../../pages/downloads.json"),
    ),
    ("account.js", SCRIPT, include_str!("../../pages/account.js")),
    (
        "computer.js",
        SCRIPT,
        include_str!("../../pages/computer.js"),
    ),
    ("failure.js", SCRIPT, include_str!("../../pages/failure.js")),
    ("in-turn.js", SCRIPT, include_str!("../../pages/in-turn.js")),
    ("log-in.js", SCRIPT, include_str!("../../pages/log-in.js")),
    ("login.js", SCRIPT, include_str!("../../pages/login.js")),
    (
        "login-failure.js",
        SCRIPT,
        include_str!("../../pages/login-failure.js"),
    ),
    (
        "official.js",
        SCRIPT,
        include_str!("../../pages/official.js"),
    ),
    (
        "packages.js",
        SCRIPT,
        include_str!("../../pages/packages.js"),
    ),
    (
        "packages-view.js",
        SCRIPT,
        include_str!("../../pages/packages-view.js"),
    ),
    (
        "presence.js",
        SCRIPT,
        include_str!("../../pages/presence.js"),
    ),
    ("road.js", SCRIPT, include_str!("../../pages/road.js")),
    (
        "road-view.js",
        SCRIPT,
        include_str!("../../pages/road-view.js"),
    ),
    ("server.js", SCRIPT, include_str!("../../pages/server.js")),
    ("setup.js", SCRIPT, include_str!("../../pages/setup.js")),
    ("status.js", SCRIPT, include_str!("../../pages/status.js")),
    ("texts.js", SCRIPT, include_str!("../../pages/texts.js")),
    ("web-eid.js", SCRIPT, include_str!("../../pages/web-eid.js")),
];
