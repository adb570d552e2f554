//! `/kiosks`: the devices that write. They are enrolled and revoked by the command line.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;

use crate::state::AppState;
use crate::views::kiosks::{Device, kiosks};
use crate::web::fault::Fault;
use crate::web::frame::Frame;
use crate::web::live::Topic;
use crate::web::visitor::Visitor;
use crate::web::{Answer, fragment, page};

#[derive(Template)]
#[template(path = "kiosks.html")]
struct KiosksPage {
    page: Frame,
    devices: Vec<Device>,
}

#[derive(Template)]
#[template(path = "kiosks_list.html")]
struct KiosksNow {
    page: Frame,
    devices: Vec<Device>,
}

async fn read(state: &AppState) -> Result<Vec<Device>, Fault> {
    Ok(state.book().run(|ledger| kiosks(ledger)).await??)
}

/// `GET /kiosks`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(State(state): State<AppState>, visitor: Visitor, frame: Frame) -> Answer {
    let devices = read(&state).await?;
    if visitor.wants_json() {
        return Ok(Json(devices).into_response());
    }
    page(&KiosksPage {
        page: frame,
        devices,
    })
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
