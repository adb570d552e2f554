//! `POST /sync/v1/pull`: entries that the kiosk lacks.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use stupen_journal::sync::{Body, PullRequest};

use super::kiosk::Signed;
use super::problem::Problem;
use crate::book::BookError;
use crate::state::AppState;

/// Largest body, bytes: some ten thousand streams.
const BODY_MAX: usize = 2 * 1024 * 1024;

/// Most entries in one answer, whatever is asked.
const ENTRIES_MAX: u64 = 5_000;

/// `POST /sync/v1/pull`.
///
/// # Errors
/// [`Problem`]; a stream that is not for this kiosk refuses the whole request.
pub async fn pull(
    State(state): State<AppState>,
    Signed { kiosk, body }: Signed<BODY_MAX>,
) -> Result<Response, Problem> {
    kiosk.unless_revoked(&state)?;
    let request: PullRequest = serde_json::from_slice(&body).map_err(|error| {
        state.sync().tally.bodies_refused.one();
        Problem::malformed(error.to_string())
    })?;
    let reach = kiosk.reach(&state);
    if let Some(foreign) = request
        .wants
        .iter()
        .find(|want| !reach.covers(&want.stream))
    {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "foreign-stream",
            format!("{}: not a stream for this kiosk", foreign.stream),
        ));
    }
    let import = state.book().import_author().clone();
    let limit = request.limit.clamp(1, ENTRIES_MAX);
    let body = state
        .book()
        .run(move |ledger| {
            ledger.sign()?;
            ledger.log_mut().sign_heads(&import.key, import.writer.id)?;
            Ok::<_, BookError>(Body::from_log(ledger.log(), &request.wants, limit)?)
        })
        .await??;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body.bytes).into_response())
}
