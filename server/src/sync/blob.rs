//! `GET /sync/v1/blob/{hash}`: pictures and packs, as far as floor entries of the kiosk's workshop name them.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use stupen_domain::State as Views;
use stupen_domain::state::workshop_of;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::WorkshopId;
use stupen_domain::wire::pack::read_manifest;
use stupen_journal::Hash;

use super::kiosk::Signed;
use super::problem::Problem;
use crate::book::{Book, BookError};
use crate::state::AppState;

/// `GET /sync/v1/blob/{hash}`.
///
/// # Errors
/// [`Problem`]: 404 for what is not here and for what is not for this workshop alike.
pub async fn send(
    State(state): State<AppState>,
    Path(hash): Path<String>,
    Signed { kiosk, .. }: Signed<0>,
) -> Result<Response, Problem> {
    kiosk.unless_revoked(&state)?;
    let missing = || {
        Problem::new(
            StatusCode::NOT_FOUND,
            "no-blob",
            "no such blob for this kiosk",
        )
    };
    let hash: Hash = hash.parse().map_err(|_not_one| missing())?;
    let (book, workshop) = (state.book().clone(), kiosk.workshop.clone());
    let found = tokio::task::spawn_blocking(move || fetch(&book, &workshop, hash))
        .await
        .map_err(|_stopped| BookError::Stopping)??;
    let bytes = found.ok_or_else(missing)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

fn fetch(book: &Book, workshop: &WorkshopId, hash: Hash) -> Result<Option<Vec<u8>>, BookError> {
    let text = hash.to_string();
    let (is_named, manifests) = book.with(|ledger| named(ledger.state(), workshop, &text))?;
    let is_named = is_named
        || manifests.iter().any(|manifest| {
            let Ok(at) = manifest.parse() else {
                return false;
            };
            let body = book.blobs(|blobs| blobs.get(&at));
            body.ok()
                .flatten()
                .and_then(|body| read_manifest(&body).ok())
                .is_some_and(|manifest| manifest.media.values().any(|m| m.as_str() == text))
        });
    if !is_named {
        return Ok(None);
    }
    Ok(book.blobs(|blobs| blobs.get(&hash))?)
}

/// Whether an entry names the blob itself, and the manifests that might.
fn named(views: &Views, workshop: &WorkshopId, hash: &str) -> (bool, Vec<String>) {
    let manifests: Vec<String> = views
        .part("w")
        .filter(|entry| workshop_of(entry).as_ref() == Some(workshop))
        .filter_map(|entry| match &entry.payload.fact {
            Fact::PackPublished(pack) => Some(pack.manifest.to_string()),
            _ => None,
        })
        .collect();
    let picture = format!("blob:{hash}");
    let is_portrait = || {
        views
            .parts("p/")
            .flat_map(|(_, part)| part.values())
            .filter(|entry| workshop_of(entry).as_ref() == Some(workshop))
            .any(|entry| {
                matches!(&entry.payload.fact, Fact::PersonSet(set) if set.picture.as_str() == picture)
            })
    };
    let is_named = manifests.iter().any(|manifest| manifest == hash) || is_portrait();
    (is_named, manifests)
}
