//! `POST /sync/v1/unusable`: which files a kiosk cannot show or play.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use stupen_domain::wire::unusable::{FILES_MAX, Unusable};

use super::kiosk::Signed;
use super::problem::Problem;
use crate::office::unusable;
use crate::state::AppState;
use crate::web::live::Topic;

/// Largest body, bytes.
const BODY_MAX: usize = 256 * 1024;

#[derive(Deserialize)]
struct Body {
    files: Vec<Unusable>,
}

/// `POST /sync/v1/unusable`: all of them, in place of what was told before.
///
/// # Errors
/// [`Problem`].
pub async fn tell(
    State(state): State<AppState>,
    Signed { kiosk, body }: Signed<BODY_MAX>,
) -> Result<StatusCode, Problem> {
    kiosk.unless_revoked(&state)?;
    let told: Body = serde_json::from_slice(&body).map_err(|error| {
        state.sync().tally.bodies_refused.one();
        Problem::malformed(error.to_string())
    })?;
    let mut files = told.files;
    files.truncate(FILES_MAX);
    let (device, now) = (kiosk.device.to_string(), state.now());
    let changed = state
        .office()
        .run(move |db| unusable::replace(db, &device, &files, now))
        .await?;
    if changed {
        state.live().tell(Topic::Board);
    }
    Ok(StatusCode::NO_CONTENT)
}
