//! What the server says while its log cannot be read: the same to everybody, signed in or not, and nothing about people.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use super::visitor::lang_of;
use super::{assets, headers};
use crate::i18n::Lang;
use crate::state::AppState;
use crate::sync::problem::Problem;

/// For programs: the reason in `/healthz`, and the end of the problem's type.
pub const REASON: &str = "log-damaged";

/// When it makes sense to ask again, seconds. Kiosks ask by their own clock.
const RETRY_S: &str = "60";

#[derive(Template)]
#[template(path = "damaged.html")]
struct DamagedPage {
    /// The visitor's language, then the other: no switch works now.
    langs: [Lang; 2],
}

/// A server that only says so.
pub fn router() -> Router {
    Router::new()
        .route("/assets/{file}", get(assets::serve))
        .fallback(|request: Request| async move { answer(request.uri().path(), request.headers()) })
        .layer(from_fn(headers::add))
}

/// Answers for the router as long as the log's file is known to be damaged; has it looked at after an answer that may
/// come from that.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if state.book().damage().is_some() && !request.uri().path().starts_with("/assets/") {
        return answer(request.uri().path(), request.headers());
    }
    let response = next.run(request).await;
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        let book = state.book().clone();
        tokio::task::spawn_blocking(move || book.look_for_damage());
    }
    response
}

fn answer(path: &str, headers: &HeaderMap) -> Response {
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let mut response = if path == "/healthz" {
        let body = json!({
            "status": "failing",
            "reason": REASON,
            "version": env!("CARGO_PKG_VERSION"),
        });
        (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
    } else if wants_page && !path.starts_with("/sync/") {
        page(headers)
    } else {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            REASON,
            "the office's log is damaged and waits to be restored; kiosks keep what they record",
        )
        .into_response()
    };
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_S));
    response
}

fn page(headers: &HeaderMap) -> Response {
    let langs = match lang_of(headers) {
        Lang::Ru => [Lang::Ru, Lang::En],
        Lang::En => [Lang::En, Lang::Ru],
    };
    match (DamagedPage { langs }).render() {
        Ok(page) => (StatusCode::SERVICE_UNAVAILABLE, Html(page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page about the damaged log cannot be drawn");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

impl DamagedPage {
    fn asset(&self, name: &str) -> String {
        assets::url(name)
    }
}
