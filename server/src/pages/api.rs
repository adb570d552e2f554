//! `/api/openapi.json`: the lists of the office, for programs.

use axum::Json;
use axum::response::IntoResponse;

use crate::openapi;
use crate::web::Answer;

/// `GET /api/openapi.json`. It says nothing of people, so nobody has to sign in for it.
///
/// # Errors
/// Never.
pub async fn document() -> Answer {
    Ok(Json(openapi::document()).into_response())
}
