//! The portal over HTTP: which address does what.

mod asset;
mod download;
mod headers;
mod login;
mod official;
mod same_origin;
mod view;

use std::{fmt, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, StatusCode, header},
    middleware,
    response::{IntoResponse, Json, Response},
    routing::{get, post},
};

use crate::{
    challenge::{ChallengeStore, embedded::EmbeddedChallenges},
    clock::Clock,
    cookie::Cookie,
    downloads::Downloads,
    limits::{BODY_MAX, RETRY_AFTER_SECONDS},
    origin::Origin,
    protocol::Protocol,
    queue::Queue,
    refusal::Refusal,
    session::{SessionStore, embedded::EmbeddedSessions},
    text::Texts,
    verifier::Verifier,
};

/// A running portal: what it checks with and what it remembers.
pub struct Portal {
    /// The checks of a login.
    pub verifier: Verifier,
    /// What time it is.
    pub clock: Box<dyn Clock>,
    /// The texts of pages and refusals.
    pub texts: Texts,
    /// The challenges that wait for an answer.
    pub challenges: Box<dyn ChallengeStore>,
    /// The sessions that are open.
    pub sessions: Box<dyn SessionStore>,
    /// Who verifies now, and who waits for it.
    pub queue: Queue,
    /// The packages that the set-up page offers.
    pub downloads: Downloads,
}

impl Portal {
    /// A portal that remembers nobody yet, in its own memory, and offers no packages.
    #[must_use]
    pub fn new(verifier: Verifier, clock: Box<dyn Clock>, texts: Texts) -> Self {
        Self {
            verifier,
            clock,
            texts,
            challenges: Box::new(EmbeddedChallenges::default()),
            sessions: Box::new(EmbeddedSessions::default()),
            queue: Queue::default(),
            downloads: Downloads::default(),
        }
    }

    /// The portal's own origin.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.verifier.origin
    }

    /// The protocol that its login page speaks; the other one is refused.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        Protocol::spoken_at(self.origin())
    }

    fn refuse(&self, refusal: &Refusal, headers: &HeaderMap) -> Response {
        let (status, _) = refusal.status_and_code();
        let language = Cookie::language(headers, self.origin());
        let mut refused = (status, Json(refusal.body(&self.texts, language))).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            refused
                .headers_mut()
                .insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
        }
        refused
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

/// The portal as a service.
pub fn router(portal: Arc<Portal>) -> Router {
    let own_pages_only = middleware::from_fn_with_state(Arc::clone(&portal), same_origin::require);
    Router::new()
        .route("/auth/challenge", post(login::challenge))
        .route("/auth/login", post(login::login))
        .route("/auth/official/challenge", post(official::challenge))
        .route("/auth/official/login", post(official::login))
        .route("/auth/logout", post(login::logout))
        .route_layer(DefaultBodyLimit::max(BODY_MAX))
        .route_layer(own_pages_only)
        .route("/", get(view::top))
        .route("/official", get(view::official))
        .route("/setup", get(view::setup))
        .route("/account", get(view::account))
        .route("/assets/{name}", get(asset::file))
        .route("/downloads/", get(download::list))
        .route("/downloads/{name}", get(download::file))
        .fallback(view::not_found)
        .layer(middleware::map_response(headers::protect))
        .with_state(portal)
}
