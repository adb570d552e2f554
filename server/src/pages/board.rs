//! `/`: the live board of a workshop, and answering calls for help.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Form, Json};
use serde::Deserialize;
use stupen_domain::facts::HelpAcknowledged;
use stupen_domain::wire::ids::HelpId;

use super::acting::{actor, fault, may};
use super::room::{Asked, Chooser, room_query};
use crate::i18n::Lang;
use crate::state::AppState;
use crate::views::Room;
use crate::views::board::{Board, Seat, Standing};
use crate::web::fault::Fault;
use crate::web::frame::Frame;
use crate::web::live::Topic;
use crate::web::visitor::{Signed, Visitor};
use crate::web::{Answer, fragment, page};

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    page: Frame,
    chooser: Chooser,
    board: Board,
    may_answer: bool,
}

#[derive(Template)]
#[template(path = "board_now.html")]
struct BoardNow {
    page: Frame,
    board: Board,
    may_answer: bool,
}

#[derive(Template)]
#[template(path = "no_workshop.html")]
struct NoWorkshop {
    page: Frame,
}

async fn read(state: &AppState, asked: Asked) -> Result<Option<Board>, Fault> {
    let (book, moment) = (state.book().clone(), state.now());
    let read = state.book().run(move |ledger| {
        let Some(room) = Room::find(ledger.state(), asked.workshop.as_deref()) else {
            return Ok(None);
        };
        Board::read(ledger, &book, room, moment).map(Some)
    });
    Ok(read.await??)
}

/// `GET /`, as a page or as JSON.
///
/// # Errors
/// When there is no such workshop, or the book cannot be read.
pub async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    page_frame: Frame,
    Query(asked): Query<Asked>,
) -> Answer {
    let Some(board) = read(&state, asked.clone()).await? else {
        return if asked.workshop.is_some() {
            Err(Fault::not_found())
        } else {
            page(&NoWorkshop { page: page_frame })
        };
    };
    if visitor.wants_json() {
        return Ok(Json(board).into_response());
    }
    page(&BoardPage {
        chooser: Chooser::new(&board.workshop, "/", page_frame.lang),
        may_answer: may(visitor.user(), "HelpAcknowledged", &board.workshop.id),
        page: page_frame,
        board,
    })
}

/// `GET /board/live`: the board anew after each change, and every now and then, because people become late
/// without anything happening.
///
/// # Errors
/// Never before the stream begins.
pub async fn live(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Answer {
    let watched = state.clone();
    Ok(state.live().fragments_and_ticks(&[Topic::Board], move || {
        let (state, visitor, asked) = (watched.clone(), visitor.clone(), asked.clone());
        async move {
            let board = read(&state, asked).await?.ok_or_else(Fault::not_found)?;
            fragment(&BoardNow {
                page: Frame::new(&state, &visitor),
                may_answer: may(visitor.user(), "HelpAcknowledged", &board.workshop.id),
                board,
            })
        }
    }))
}

/// The form below a call.
#[derive(Deserialize)]
pub struct Coming {
    workshop: String,
    day: chrono::NaiveDate,
}

/// `POST /help/{help}`: somebody of the office goes there.
///
/// # Errors
/// When the rules refuse, because somebody was quicker or the role may not; or the book cannot be written.
pub async fn answer(
    State(state): State<AppState>,
    Signed(session): Signed,
    Path(help): Path<String>,
    Form(coming): Form<Coming>,
) -> Answer {
    let asked = coming.workshop.clone();
    let room = state
        .book()
        .run(move |ledger| Room::find(ledger.state(), Some(&asked)))
        .await?
        .ok_or_else(Fault::not_found)?;
    let fact = HelpAcknowledged {
        help: HelpId::new(help),
        day: coming.day,
    };
    state
        .book()
        .commit(room.id.clone(), actor(&session.user), vec![fact.into()])
        .await
        .map_err(fault)?;
    Ok(Redirect::to(&format!("/{}", room_query(&room))).into_response())
}

impl Board {
    fn waiting_here(&self) -> usize {
        usize::try_from(self.waiting).unwrap_or(usize::MAX)
    }
}

impl Seat {
    fn pieces(&self) -> usize {
        count(self.counted)
    }

    /// Since when or at what time, in words.
    fn when(&self, lang: &Lang, room: &Room) -> String {
        let Some(since) = &self.since else {
            return String::new();
        };
        let time = room.clock(since);
        let words: &[(&str, &dyn std::fmt::Display)] = &[("time", &time)];
        match self.standing {
            Standing::Late | Standing::Expected => lang.tf("begins at {time}", words),
            Standing::Gone => lang.tf("at {time}", words),
            _ => lang.tf("since {time}", words),
        }
    }
}

fn count(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
