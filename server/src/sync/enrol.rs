//! `POST /sync/v1/enrol`: a new kiosk comes in with a one-time code and its own key.
//!
//! Unsigned: the code is the secret, and the proof shows that the caller holds the key, on this server and for
//! this code only.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use stupen_domain::wire::facts::DeviceEnrolled;
use stupen_domain::wire::ids::WorkshopId;
use stupen_domain::{Actor, workshop};
use stupen_journal::keys::SignatureBytes;
use stupen_journal::{PublicKey, SealPublicKey, WriterId};

use super::kiosk::read;
use super::problem::Problem;
use crate::book::{local, zone};
use crate::office::codes::{self, CodeRefusal, KioskMode};
use crate::state::AppState;

/// Largest body, bytes.
const BODY_MAX: usize = 8 * 1024;

/// Longest name that a kiosk may give itself, characters.
const NAME_CHARS_MAX: usize = 64;

/// The kiosk's wish.
#[derive(Debug, Deserialize)]
pub struct Enrol {
    /// The one-time code as scanned or typed.
    code: String,
    public_key: PublicKey,
    /// Over [`proof_text`] by the key.
    proof: SignatureBytes,
    /// Another name than the office gave it.
    #[serde(default)]
    name: Option<String>,
}

/// The answer.
#[derive(Debug, Serialize)]
pub struct Enrolled {
    device: WriterId,
    organisation: String,
    workshop: String,
    name: String,
    mode: KioskMode,
    server: Server,
    time: String,
}

/// The office as a writer: the first key that the kiosk trusts.
#[derive(Debug, Serialize)]
struct Server {
    device: WriterId,
    public_key: PublicKey,
    /// What is stated for the case is sealed to this key.
    seal_key: SealPublicKey,
}

/// What the new key signs to prove that the caller holds it.
pub fn proof_text(pin: &str, code: &str) -> Vec<u8> {
    format!("stupen-enrol-v1\n{pin}\n{code}").into_bytes()
}

/// The device of a key: the same key asking again is the same device.
pub fn device_of(key: &PublicKey) -> WriterId {
    let mut hasher = blake3::Hasher::new_derive_key("stupen device id v1");
    hasher.update(&key.to_bytes());
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    WriterId::from_bytes(id)
}

/// `POST /sync/v1/enrol`.
///
/// # Errors
/// [`Problem`]: 400 for a body or proof that is wrong, 403 for a code that opens nothing, 410 for one that did.
pub async fn enrol(
    State(state): State<AppState>,
    request: Request,
) -> Result<Json<Enrolled>, Problem> {
    let (parts, body) = request.into_parts();
    let body = read(&state, &parts.headers, body, BODY_MAX).await?;
    let tally = &state.sync().tally;
    let wish: Enrol = serde_json::from_slice(&body).map_err(|error| {
        tally.bodies_refused.one();
        Problem::malformed(error.to_string())
    })?;
    let proof = proof_text(&state.pin().base32(), &wish.code);
    if !wish.public_key.verifies(&proof, &wish.proof) {
        tally.enrolments_refused.one();
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "proof",
            "the proof does not verify: the key, the code or the pinned server is another one",
        ));
    }
    let device = device_of(&wish.public_key);
    let (code, by, now) = (wish.code, device.to_string(), state.now());
    let ticket = state
        .office()
        .run(move |db| codes::redeem(db, &code, &by, now))
        .await?;
    let ticket = ticket.map_err(|refusal| {
        tally.enrolments_refused.one();
        // Who knows an old code was given it: saying so helps the person at the kiosk and no guesser.
        let (status, detail) = match refusal {
            CodeRefusal::Unknown => (
                StatusCode::FORBIDDEN,
                "this code opens nothing: read it again, or ask the office for a new one",
            ),
            CodeRefusal::Used => (
                StatusCode::GONE,
                "another kiosk came in with this code: ask the office for a new one",
            ),
            CodeRefusal::Expired => (
                StatusCode::GONE,
                "the time of this code is over: ask the office for a new one",
            ),
        };
        Problem::new(status, "code", detail)
    })?;
    let workshop = WorkshopId::new(ticket.workshop);
    let name = wish
        .name
        .map(|name| name.trim().chars().take(NAME_CHARS_MAX).collect::<String>())
        .filter(|name| !name.is_empty())
        .unwrap_or(ticket.name);
    let enrolled = DeviceEnrolled {
        device: stupen_ledger::device_id(device),
        kind: "kiosk".to_owned(),
        name,
        public_key: wish.public_key.to_string(),
        workshop: Some(workshop.clone()),
    };
    let name = settle(&state, &workshop, enrolled).await?;
    tracing::info!(%device, %workshop, name, "a kiosk is enrolled");
    let (server, public_key) = state.book().server();
    let zone = {
        let workshop = workshop.clone();
        state
            .book()
            .run(move |ledger| zone(ledger.state(), &workshop))
            .await?
    };
    Ok(Json(Enrolled {
        device,
        organisation: state.book().organisation().to_string(),
        workshop: workshop.to_string(),
        name,
        mode: ticket.mode,
        server: Server {
            device: server,
            public_key,
            seal_key: state.book().seal_to(),
        },
        time: local(state.now(), zone).to_rfc3339(),
    }))
}

/// Commits the enrolment unless an earlier answer was lost on the way; returns the name that holds.
async fn settle(
    state: &AppState,
    workshop: &WorkshopId,
    enrolled: DeviceEnrolled,
) -> Result<String, Problem> {
    let device = enrolled.device.clone();
    let known = state
        .book()
        .run(move |ledger| {
            workshop::device(ledger.state(), &device)
                .map(|view| (view.device.name.clone(), view.revoked.is_some()))
        })
        .await?;
    match known {
        Some((_, true)) => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "revoked",
            "this key was revoked: the kiosk must make a new one",
        )),
        Some((name, false)) => Ok(name),
        None => {
            let name = enrolled.name.clone();
            state
                .book()
                .commit(workshop.clone(), Actor::device(), vec![enrolled.into()])
                .await?;
            state.sync().tally.enrolments.one();
            Ok(name)
        }
    }
}
