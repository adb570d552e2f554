//! `/day/{date}`: the list of attendance of a day.

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use chrono::{Datelike, NaiveDate};

use super::room::{Asked, Chooser, room_query};
use crate::state::AppState;
use crate::views::Room;
use crate::views::day::{DayList, Span, hours};
use crate::web::fault::Fault;
use crate::web::frame::Frame;
use crate::web::live::Topic;
use crate::web::visitor::Visitor;
use crate::web::{Answer, fragment, page};

#[derive(Template)]
#[template(path = "day.html")]
struct DayPage {
    page: Frame,
    chooser: Chooser,
    list: DayList,
    title: String,
    before: Option<NaiveDate>,
    after: Option<NaiveDate>,
}

#[derive(Template)]
#[template(path = "day_list.html")]
struct DayNow {
    page: Frame,
    list: DayList,
}

/// A day in an address; other centuries are mistakes.
///
/// # Errors
/// When it is none.
pub(super) fn day_of(text: &str) -> Result<NaiveDate, Fault> {
    text.parse()
        .ok()
        .filter(|day: &NaiveDate| (2000..2100).contains(&day.year()))
        .ok_or_else(Fault::not_found)
}

/// The workshop asked for.
///
/// # Errors
/// When there is none.
pub(super) async fn room(state: &AppState, asked: Asked) -> Result<Room, Fault> {
    state
        .book()
        .run(move |ledger| Room::find(ledger.state(), asked.workshop.as_deref()))
        .await?
        .ok_or_else(Fault::not_found)
}

async fn read(state: &AppState, room: Room, day: NaiveDate) -> Result<DayList, Fault> {
    let moment = state.now();
    let read = state
        .book()
        .run(move |ledger| DayList::read(ledger, room, day, moment));
    Ok(read.await??)
}

/// `GET /day`: to the workshop's today.
///
/// # Errors
/// When there is no such workshop.
pub async fn today(State(state): State<AppState>, Query(asked): Query<Asked>) -> Answer {
    let room = room(&state, asked).await?;
    let day = room.day(state.now());
    Ok(Redirect::to(&format!("/day/{day}{}", room_query(&room))).into_response())
}

/// `GET /day/{date}`, as a page or as JSON.
///
/// # Errors
/// When there is no such day or workshop, or the book cannot be read.
pub async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    frame: Frame,
    Path(day): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let day = day_of(&day)?;
    let room = room(&state, asked).await?;
    let list = read(&state, room, day).await?;
    if visitor.wants_json() {
        return Ok(Json(list).into_response());
    }
    page(&DayPage {
        chooser: Chooser::new(&list.workshop, &format!("/day/{day}"), frame.lang),
        title: frame.lang.long_date(day),
        before: day.pred_opt(),
        after: day.succ_opt(),
        page: frame,
        list,
    })
}

/// `GET /day/{date}/live`: the list anew after each change.
///
/// # Errors
/// When there is no such day or workshop.
pub async fn live(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(day): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let day = day_of(&day)?;
    let room = room(&state, asked).await?;
    let watched = state.clone();
    Ok(state.live().fragments_and_ticks(&[Topic::Board], move || {
        let (state, visitor, room) = (watched.clone(), visitor.clone(), room.clone());
        async move {
            let list = read(&state, room, day).await?;
            fragment(&DayNow {
                page: Frame::new(&state, &visitor),
                list,
            })
        }
    }))
}

impl DayList {
    /// "10:30–10:44", "11:50–…".
    fn spans(&self, spans: &[Span]) -> Vec<String> {
        spans
            .iter()
            .map(|span| {
                let to = span
                    .to
                    .as_ref()
                    .map_or_else(|| "…".to_owned(), |to| self.workshop.clock(to));
                format!("{}–{to}", self.workshop.clock(&span.from))
            })
            .collect()
    }

    /// Hours and minutes of a moment, or a dash.
    fn clock(&self, moment: &Option<chrono::DateTime<chrono::FixedOffset>>) -> String {
        moment
            .as_ref()
            .map_or_else(|| "—".to_owned(), |moment| self.workshop.clock(moment))
    }

    fn hours(&self, minutes: &u32) -> String {
        hours(*minutes)
    }
}
