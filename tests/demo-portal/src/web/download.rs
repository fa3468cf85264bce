//! The packages that the set-up page offers.

use std::{fs, sync::Arc};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Json, Response},
};
use tokio::task::spawn_blocking;

use crate::{
    downloads::Download,
    web::{Portal, view},
};

/// `GET /downloads/`: what there is, with sizes and hashes.
pub(super) async fn list(State(portal): State<Arc<Portal>>) -> Json<Vec<Download>> {
    Json(portal.downloads.files())
}

/// `GET /downloads/…`: one of them.
pub(super) async fn file(
    State(portal): State<Arc<Portal>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(path) = portal.downloads.path(&name) else {
        return view::missing(&portal, &headers);
    };
    match spawn_blocking(move || fs::read(path)).await {
        Ok(Ok(content)) => {
            let kind = [
                (header::CONTENT_TYPE, "application/octet-stream"),
                (header::CONTENT_DISPOSITION, "attachment"),
            ];
            (kind, content).into_response()
        }
        // It was there when the portal was started.
        _ => view::missing(&portal, &headers),
    }
}
