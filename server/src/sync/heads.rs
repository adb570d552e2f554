//! `POST /sync/v1/heads`: what the office holds for this kiosk, and what time it is.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use stupen_journal::SealPublicKey;
use stupen_journal::sync::HeadsMessage;

use super::kiosk::Signed;
use super::pins;
use super::problem::Problem;
use crate::book::{BookError, local, zone};
use crate::state::AppState;

/// Largest body, bytes: some ten thousand streams.
const BODY_MAX: usize = 2 * 1024 * 1024;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Heads {
    heads: HeadsMessage,
    time: String,
    /// BLAKE3 of the bundle of PINs, hex: fetched only when it changed.
    pins: String,
    /// What kiosks seal to, so that those enrolled before hear of it, and of another one.
    seal_key: SealPublicKey,
    /// Stream → up to where it is backed up.
    backed_up: BTreeMap<String, u64>,
}

/// `POST /sync/v1/heads`.
///
/// # Errors
/// [`Problem`].
pub async fn heads(
    State(state): State<AppState>,
    Signed { kiosk, body }: Signed<BODY_MAX>,
) -> Result<Json<Heads>, Problem> {
    kiosk.unless_revoked(&state)?;
    let _theirs: HeadsMessage = serde_json::from_slice(&body).map_err(|error| {
        state.sync().tally.bodies_refused.one();
        Problem::malformed(error.to_string())
    })?;
    let bundle = pins::bundle(&state, &kiosk.workshop).await?;
    let (reach, workshop, now) = (kiosk.reach(&state), kiosk.workshop.clone(), state.now());
    let seal_key = state.book().seal_to();
    let import = state.book().import_author().clone();
    let answer = state
        .book()
        .run(move |ledger| {
            // An unsigned tail does not travel.
            ledger.sign()?;
            ledger.log_mut().sign_heads(&import.key, import.writer.id)?;
            let heads = HeadsMessage::of(ledger.log(), &|stream| reach.covers(stream))?;
            let mut backed_up = BTreeMap::new();
            for head in &heads.heads {
                let seq = ledger.log().backed_up(&head.stream)?;
                if seq > 0 {
                    backed_up.insert(head.stream.to_string(), seq);
                }
            }
            Ok::<_, BookError>(Heads {
                heads,
                time: local(now, zone(ledger.state(), &workshop)).to_rfc3339(),
                pins: blake3::hash(&bundle).to_hex().to_string(),
                seal_key,
                backed_up,
            })
        })
        .await??;
    Ok(Json(answer))
}
