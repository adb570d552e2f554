//! Refusals to kiosks: problem details (RFC 9457) in English; the kiosk has its own pictures and words for people.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::book::BookError;
use crate::office::OfficeError;

/// Why a request of a kiosk was refused.
#[derive(Debug)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// For programs.
    pub code: &'static str,
    /// What happened, for the kiosk's log.
    pub detail: String,
}

impl Problem {
    /// A refusal.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
        }
    }

    /// The body is not what this address takes.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    /// Something went wrong here; the cause goes to the log, not to the caller.
    pub fn inside(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "a request of a kiosk failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "inside",
            "the office failed; nothing that was acknowledged is lost; try again later",
        )
    }
}

impl From<BookError> for Problem {
    fn from(error: BookError) -> Self {
        Self::inside(&error)
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        Self::inside(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": format!("urn:stupen:problem:{}", self.code),
            "title": self.status.canonical_reason().unwrap_or("refused"),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let mut response = (self.status, Json(body)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
