//! `/healthz`: can this server answer at all? For supervisors; says nothing about people.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::json;

use crate::office::OfficeError;
use crate::state::AppState;
use crate::web::Answer;

/// `GET /healthz`: 200 when the office's database answers; with `degraded` where pictures or packs are missing or
/// cannot be read, which keeps nobody from coming and going.
///
/// # Errors
/// When it does not.
pub async fn check(State(state): State<AppState>) -> Answer {
    state
        .office()
        .run(|db| Ok::<_, OfficeError>(db.query_row("SELECT 1", [], |row| row.get::<_, i64>(0))?))
        .await?;
    let lost = state.book().lost_media();
    if lost.is_nothing() {
        return Ok(
            Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })).into_response(),
        );
    }
    Ok(Json(json!({
        "status": "degraded",
        "reason": if lost.unreadable.is_some() { "media-unreadable" } else { "media-missing" },
        "missing": lost.missing.len(),
        "version": env!("CARGO_PKG_VERSION"),
    }))
    .into_response())
}
