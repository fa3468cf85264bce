//! Only the portal's own pages may POST: no other site can log a visitor in, out, or burn a challenge.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};

use crate::{origin::Origin, refusal::Refusal, web::Portal};

/// Lets a request through if it comes from the portal's own page, as JSON.
pub(super) async fn require(
    State(portal): State<Arc<Portal>>,
    request: Request,
    next: Next,
) -> Response {
    match check(request.method(), request.headers(), portal.origin()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => portal.refuse(&refusal, request.headers()),
    }
}

fn check(method: &Method, headers: &HeaderMap, own: &Origin) -> Result<(), Refusal> {
    if method != Method::POST {
        return Ok(());
    }
    // Every browser sends Origin with a POST; a request without one is no page's.
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let same = origins.next().is_some_and(|origin| origin == own.as_str());
    if !same || origins.next().is_some() {
        return Err(Refusal::CrossOrigin);
    }
    if headers
        .get_all("sec-fetch-site")
        .iter()
        .any(|site| site != "same-origin")
    {
        return Err(Refusal::CrossOrigin);
    }
    // A form of another site cannot send this type without the browser asking us first.
    let json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if json {
        Ok(())
    } else {
        Err(Refusal::ContentType)
    }
}
