//! `GET /sync/v1/pins`: PIN hashes of the staff of the kiosk's workshop, the whole bundle each time.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use stupen_domain::people;
use stupen_domain::state::workshop_of;
use stupen_domain::wire::Kind;
use stupen_domain::wire::facts::PersonSet;
use stupen_domain::wire::ids::WorkshopId;

use super::kiosk::Signed;
use super::problem::Problem;
use crate::office::pins;
use crate::state::AppState;

#[derive(Serialize)]
struct Bundle<'a> {
    pins: Vec<Pin<'a>>,
}

#[derive(Serialize)]
struct Pin<'a> {
    person: &'a str,
    hash: &'a str,
}

/// `GET /sync/v1/pins`.
///
/// # Errors
/// [`Problem`].
pub async fn send(
    State(state): State<AppState>,
    Signed { kiosk, .. }: Signed<0>,
) -> Result<Response, Problem> {
    kiosk.unless_revoked(&state)?;
    let bundle = bundle(&state, &kiosk.workshop).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bundle).into_response())
}

/// The bundle's exact bytes, whose hash stands in the heads.
pub(super) async fn bundle(state: &AppState, workshop: &WorkshopId) -> Result<Vec<u8>, Problem> {
    let workshop = workshop.clone();
    let staff: Vec<String> = state
        .book()
        .run(move |ledger| {
            let state = ledger.state();
            people::everybody(state)
                .into_iter()
                .filter(|view| view.person.active && view.staff_role().is_some())
                .filter(|view| {
                    state.person(&view.person.person).any(|entry| {
                        PersonSet::of(&entry.payload.fact).is_some()
                            && workshop_of(entry).as_ref() == Some(&workshop)
                    })
                })
                .map(|view| view.person.person.to_string())
                .collect()
        })
        .await?;
    let pins = state.office().run(|db| pins::bundle(db)).await?;
    let bundle = Bundle {
        pins: pins
            .iter()
            .filter(|pin| staff.contains(&pin.staff_id))
            .map(|pin| Pin {
                person: &pin.staff_id,
                hash: &pin.hash,
            })
            .collect(),
    };
    serde_json::to_vec(&bundle).map_err(|error| Problem::inside(&error))
}
