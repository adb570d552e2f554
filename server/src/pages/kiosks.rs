//! `/kiosks`: the devices that write, and the one-time code by which a new one joins. They are revoked by the command
//! line.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde_json::json;
use stupen_domain::facts::Bilingual;
use stupen_domain::wire::ids::WorkshopId;
use stupen_domain::workshop;

use super::clerk::refused;
use crate::i18n::msg;
use crate::kiosks::joining::{Added, NAME_CHARS_MAX, NoCode, Wish, address_of};
use crate::office::codes::{CODE_HOURS, KioskMode};
use crate::office::users::{self, Role};
use crate::office::{Office, OfficeError, unusable};
use crate::state::AppState;
use crate::views::kiosks::{Device, kiosks};
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::live::Topic;
use crate::web::visitor::{Signed, Visitor};
use crate::web::{Answer, fragment, page};

/// Side of one square of the code on the screen, pixels: a scanner that reads paper reads it at arm's length.
const QR_DOT_PX: u32 = 6;

const MODES: [(&str, KioskMode, &str); 3] = [
    (
        "both",
        KioskMode::Both,
        msg("entrance and work at one screen"),
    ),
    (
        "entrance",
        KioskMode::Entrance,
        msg("entrance: coming, breaks, going home"),
    ),
    (
        "station",
        KioskMode::Station,
        msg("place of work: steps and help"),
    ),
];

#[derive(Template)]
#[template(path = "kiosks.html")]
struct KiosksPage {
    page: Frame,
    devices: Vec<Device>,
    joining: Joining,
    refusal: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "kiosks_list.html")]
struct KiosksNow {
    page: Frame,
    devices: Vec<Device>,
}

#[derive(Template)]
#[template(path = "kiosk_code.html")]
struct CodePage {
    page: Frame,
    added: Added,
    /// The code to scan, as markup made here.
    qr: String,
}

/// What the page offers to whom.
enum Joining {
    /// To administrators: a form, as it was filled in.
    Form(Form),
    /// To the others: whom to ask.
    Ask(Vec<String>),
}

struct Form {
    workshops: Vec<(WorkshopId, Bilingual)>,
    sent: Sent,
    address: String,
}

async fn read(state: &AppState) -> Result<Vec<Device>, Fault> {
    let unusable = state.office().run(|db| unusable::all(db)).await?;
    Ok(state
        .book()
        .run(move |ledger| kiosks(ledger, &unusable))
        .await??)
}

/// `GET /kiosks`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(
    State(state): State<AppState>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    frame: Frame,
) -> Answer {
    if visitor.wants_json() {
        return Ok(Json(read(&state).await?).into_response());
    }
    let address = proposed(&state, &uri, &headers);
    render(&state, &visitor, frame, Sent::default(), address, None).await
}

/// `GET /kiosks/live`: the list anew after each change.
///
/// # Errors
/// Never before the stream begins.
pub async fn live(State(state): State<AppState>, visitor: Visitor) -> Answer {
    let watched = state.clone();
    Ok(state.live().fragments_and_ticks(&[Topic::Board], move || {
        let (state, visitor) = (watched.clone(), visitor.clone());
        async move {
            let devices = read(&state).await?;
            fragment(&KiosksNow {
                page: Frame::new(&state, &visitor),
                devices,
            })
        }
    }))
}

/// `POST /kiosks/code`: a code for a new kiosk. It stands in this answer and nowhere else: not in an address, not in the
/// list that is drawn anew, not in the log; every answer to staff says `no-store`.
///
/// # Errors
/// When a database refuses.
pub async fn code(
    State(state): State<AppState>,
    visitor: Visitor,
    Signed(session): Signed,
    mut frame: Frame,
    sent: Sent,
) -> Answer {
    // Where this form is sent to shows nothing by itself.
    "/kiosks".clone_into(&mut frame.back);
    let wish = Wish {
        name: sent.get("name").to_owned(),
        workshop: Some(sent.get("workshop"))
            .filter(|id| !id.is_empty())
            .map(str::to_owned),
        mode: MODES
            .iter()
            .find(|(word, ..)| *word == sent.get("mode"))
            .map_or(KioskMode::Both, |(_, mode, _)| *mode),
        address: sent.get("address").to_owned(),
    };
    let asked = state
        .book()
        .run(move |ledger| wish.check(ledger.state()))
        .await?;
    let asked = match asked {
        Ok(asked) => asked,
        Err(refusal) if visitor.wants_json() => return Err(not_issued(&refusal)),
        Err(refusal) => {
            let (words, address) = (Some(refusal.words()), sent.get("address").to_owned());
            return refused(render(&state, &visitor, frame, sent, address, words).await);
        }
    };
    let (pin, now, by) = (state.pin(), state.now(), session.user.login);
    let added = {
        let by = by.clone();
        state
            .office()
            .run(move |db| asked.issue(db, pin, &by, now))
            .await?
    };
    tracing::info!(
        by,
        workshop = added.ticket.workshop,
        kiosk = added.ticket.name,
        "a code for a new kiosk was issued"
    );
    if visitor.wants_json() {
        let answer = json!({
            "code": added.code,
            "text": added.text,
            "address": added.address,
            "workshop": added.ticket.workshop,
            "name": added.ticket.name,
            "mode": added.ticket.mode,
            "hours": CODE_HOURS,
        });
        return Ok(Json(answer).into_response());
    }
    let qr = qr(&added.text)?;
    page(&CodePage {
        page: frame,
        added,
        qr,
    })
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    frame: Frame,
    sent: Sent,
    address: String,
    refusal: Option<&'static str>,
) -> Answer {
    let is_administrator = visitor
        .user()
        .is_some_and(|user| user.role == Role::Administrator);
    let joining = if is_administrator {
        let workshops = state
            .book()
            .run(|ledger| {
                workshop::workshops(ledger.state())
                    .into_iter()
                    .map(|set| (set.workshop.clone(), set.name.clone()))
                    .collect()
            })
            .await?;
        Joining::Form(Form {
            workshops,
            sent,
            address,
        })
    } else {
        Joining::Ask(administrators(state.office()).await?)
    };
    page(&KiosksPage {
        page: frame,
        devices: read(state).await?,
        joining,
        refusal,
    })
}

/// Names of the administrators whose accounts are open.
async fn administrators(office: &Office) -> Result<Vec<String>, OfficeError> {
    let accounts = office.run(|db| users::list(db)).await?;
    Ok(accounts
        .into_iter()
        .filter(|user| user.role == Role::Administrator && user.disabled_at.is_none())
        .map(|user| user.name)
        .collect())
}

/// How a kiosk probably finds this server: as the administrator's own browser did, unless it sits on this very machine;
/// then where the server listens. Empty when neither says anything; the form asks in any case.
fn proposed(state: &AppState, uri: &Uri, headers: &HeaderMap) -> String {
    let host = uri
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| headers.get(header::HOST)?.to_str().ok())
        .unwrap_or_default();
    let is_this_machine = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|start| host.starts_with(start));
    if host.is_empty() || is_this_machine {
        address_of(state.listens()).unwrap_or_default()
    } else {
        format!("https://{host}")
    }
}

fn not_issued(refusal: &NoCode) -> Fault {
    Fault::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "no-code",
        msg("No code was issued"),
        refusal.words(),
    )
}

/// The QR code as a drawing for the page, without what makes it a file of its own.
fn qr(text: &str) -> Result<String, Fault> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| Fault::inside(anyhow::Error::new(error)))?;
    let file = code
        .render::<svg::Color<'_>>()
        .module_dimensions(QR_DOT_PX, QR_DOT_PX)
        .build();
    Ok(match file.split_once("?>") {
        Some((_prolog, drawing)) => drawing.to_owned(),
        None => file,
    })
}

impl Form {
    /// Each workshop, with whether it is the one chosen.
    fn rooms(&self) -> impl Iterator<Item = (&WorkshopId, &Bilingual, bool)> {
        let chosen = self.sent.get("workshop");
        self.workshops
            .iter()
            .map(move |(id, name)| (id, name, id.as_str() == chosen))
    }

    fn is_one_of_many(&self) -> bool {
        self.workshops.len() > 1
    }

    /// Each use, with whether it is the one chosen; the first one to begin with.
    fn modes(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let chosen = self.sent.get("mode");
        MODES
            .iter()
            .map(move |(word, _, label)| (*word, *label, *word == chosen))
    }

    fn name_chars_max(&self) -> usize {
        NAME_CHARS_MAX
    }
}

impl CodePage {
    fn mode(&self) -> &'static str {
        MODES
            .iter()
            .find(|(_, mode, _)| *mode == self.added.ticket.mode)
            .map_or("", |(_, _, label)| label)
    }

    fn hours(&self) -> i64 {
        CODE_HOURS
    }
}
