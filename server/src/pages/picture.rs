//! `/picture/{reference}`: portraits and pictograms, as images and as nothing else.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use stupen_journal::Hash;
use tokio::task::spawn_blocking;

use crate::book::BookError;
use crate::office::{OfficeError, sets};
use crate::state::AppState;
use crate::web::Answer;
use crate::web::fault::Fault;
use crate::{pictograms, pictures};

/// What a drawing may do when somebody opens it by itself: show itself, and nothing more.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Whose portrait is gone has a figure in its place: a browser shows the picture of an answer that says that there is none,
/// and a broken sign of its own otherwise. It is not kept, since the portrait may come back.
fn stand_in() -> Answer {
    let figure = pictograms::get("person").ok_or_else(Fault::not_found)?;
    Ok((
        StatusCode::NOT_FOUND,
        [
            (
                header::CONTENT_TYPE,
                pictures::PictureKind::Svg.media_type(),
            ),
            (header::CONTENT_SECURITY_POLICY, PICTURE_POLICY),
            (header::CACHE_CONTROL, "no-store"),
        ],
        figure.svg,
    )
        .into_response())
}

/// `GET /picture/{reference}`: `pictogram:<id>`, `pictogram:<set>/<id>` or `blob:<hash>`.
///
/// # Errors
/// When there is none (of a portrait, the answer is a figure all the same), it is no picture, or it is asked for as anything but an image.
pub async fn show(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Answer {
    // Browsers say what they want it for; a picture is never a document or a script here.
    let wanted_for = headers
        .get("sec-fetch-dest")
        .and_then(|value| value.to_str().ok());
    if wanted_for.is_some_and(|dest| dest != "image") {
        return Err(Fault::not_found());
    }
    let (kind, caching, bytes) = match reference.split_once(':') {
        Some(("pictogram", id)) if id.contains('/') => {
            let (set, id) = id.split_once('/').unwrap_or_default();
            let (set, id) = (set.to_owned(), id.to_owned());
            let (bytes, _credit) = state
                .office()
                .run(move |db| sets::picture(db, &set, &id))
                .await?
                .ok_or_else(Fault::not_found)?;
            let kind = pictures::PictureKind::of(&bytes);
            (kind, "private, max-age=3600", bytes)
        }
        Some(("pictogram", id)) => {
            let found = pictograms::get(id).ok_or_else(Fault::not_found)?;
            (
                pictures::PictureKind::Svg,
                "private, max-age=3600",
                found.svg.to_vec(),
            )
        }
        Some(("blob", hash)) => {
            let hash: Hash = hash.parse().map_err(|_no_hash| Fault::not_found())?;
            let bytes = match state.book().blob(hash).await {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return stand_in(),
                Err(BookError::Store(error)) => {
                    tracing::warn!(%hash, %error, "a picture cannot be read");
                    return stand_in();
                }
                Err(error) => return Err(error.into()),
            };
            // The store holds packs, too, and what other devices put there: only what is surely a picture goes out.
            let (checked, bytes) = spawn_blocking(move || (pictures::check(&bytes), bytes))
                .await
                .map_err(|_stopped| OfficeError::Stopping)?;
            let kind = checked.map_err(|problem| {
                tracing::warn!(%hash, problem, "a blob was asked for as a picture");
                Fault::not_found()
            })?;
            (kind, "private, max-age=31536000, immutable", bytes)
        }
        _ => return Err(Fault::not_found()),
    };
    Ok((
        [
            (header::CONTENT_TYPE, kind.media_type()),
            (header::CONTENT_SECURITY_POLICY, PICTURE_POLICY),
            (header::CACHE_CONTROL, caching),
        ],
        bytes,
    )
        .into_response())
}
