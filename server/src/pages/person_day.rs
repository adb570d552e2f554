//! `/day/{date}/of/{person}`: one person's day, with the forms that settle it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::{Form, Json};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::Deserialize;
use stupen_domain::facts::{AttendanceCorrected, Mark, MarkKind};
use stupen_domain::reasons::AT_OFFICE;
use stupen_domain::wire::ids::PersonId;
use stupen_domain::{EntryRef, time};
use stupen_ledger::CommitError;

use super::acting::{actor, fault, may, with_words, words};
use super::day::{day_of, room};
use super::room::{Asked, room_query};
use crate::book::BookError;
use crate::i18n::{Lang, msg};
use crate::office::looked;
use crate::state::AppState;
use crate::views::Room;
use crate::views::day::{Question, hours};
use crate::views::person_day::{MARKS, MarkLine, PersonDay, mark_label, mark_word};
use crate::web::fault::Fault;
use crate::web::frame::Frame;
use crate::web::visitor::{Signed, Visitor};
use crate::web::{Answer, page, path_part};

/// Longest reason taken, in characters; a sentence or two.
const REASON_CHARS_MAX: usize = 500;

#[derive(Template)]
#[template(path = "person_day.html")]
struct PersonDayPage {
    page: Frame,
    view: PersonDay,
    title: String,
    may_correct: bool,
    /// Why the last form was refused, and what it said.
    refusal: Option<String>,
    sent: Correction,
}

/// A form of the page. Which fields count depends on `act`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Correction {
    /// `add` a missing mark, `change` one, or say that it `remove`s one that did not happen.
    #[serde(default)]
    act: String,
    /// The entry that is corrected.
    #[serde(default)]
    corrects: String,
    /// What happened instead.
    #[serde(default)]
    what: String,
    /// When, `HH:MM` in the workshop's zone.
    #[serde(default)]
    time: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

async fn read(
    state: &AppState,
    room: Room,
    day: NaiveDate,
    person: PersonId,
) -> Result<PersonDay, Fault> {
    let moment = state.now();
    let read = state
        .book()
        .run(move |ledger| PersonDay::read(ledger, room, day, &person, moment));
    read.await??.ok_or_else(Fault::not_found)
}

/// `GET /day/{date}/of/{person}`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such day, workshop or person, or a database refuses.
pub async fn show(
    State(state): State<AppState>,
    Signed(session): Signed,
    visitor: Visitor,
    frame: Frame,
    Path((day, person)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let day = day_of(&day)?;
    let room = room(&state, asked).await?;
    let view = read(&state, room, day, PersonId::new(person.as_str())).await?;
    let (user, now) = (session.user.id, state.now());
    state
        .office()
        .run(move |db| looked::record(db, user, "/day/{day}/of/{person}", &person, now))
        .await?;
    if visitor.wants_json() {
        return Ok(Json(view).into_response());
    }
    page(&PersonDayPage {
        title: frame.lang.long_date(day),
        may_correct: may(visitor.user(), "AttendanceCorrected", &view.workshop.id),
        page: frame,
        view,
        refusal: None,
        sent: Correction::default(),
    })
}

/// `POST /day/{date}/of/{person}`: corrects a mark, or adds a missing one. A refusal shows the page again with what
/// was entered.
///
/// # Errors
/// When the role may not correct, there is no such day or person, or the book cannot be written.
pub async fn correct(
    State(state): State<AppState>,
    Signed(session): Signed,
    visitor: Visitor,
    mut frame: Frame,
    Path((day, person)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Form(sent): Form<Correction>,
) -> Answer {
    let day = day_of(&day)?;
    let room = room(&state, asked).await?;
    let person = PersonId::new(person);
    let back = format!(
        "/day/{day}/of/{}{}",
        path_part(person.as_str()),
        room_query(&room)
    );
    let refusal = match sent.fact(&room, day, &person, room.at(state.now(), day)) {
        Err(refusal) => refusal,
        Ok(fact) => {
            let committed = state
                .book()
                .commit(
                    room.id.clone(),
                    actor(&session.user),
                    with_words(fact, sent.reason.trim()),
                )
                .await;
            match committed {
                Ok(_) => return Ok(Redirect::to(&back).into_response()),
                Err(BookError::Commit(CommitError::Refused(refusal)))
                    if words(&refusal).is_some() =>
                {
                    words(&refusal).unwrap_or_default()
                }
                Err(error) => return Err(fault(error)),
            }
        }
    };
    let view = read(&state, room, day, person).await?;
    frame.back = back;
    let answer = page(&PersonDayPage {
        title: frame.lang.long_date(day),
        may_correct: may(visitor.user(), "AttendanceCorrected", &view.workshop.id),
        refusal: Some(frame.t(refusal).to_owned()),
        page: frame,
        view,
        sent,
    })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

impl Correction {
    /// The fact that the form means, or what to fill in, as a msgid.
    fn fact(
        &self,
        room: &Room,
        day: NaiveDate,
        person: &PersonId,
        now: DateTime<FixedOffset>,
    ) -> Result<AttendanceCorrected, &'static str> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(msg("Say why: the reason stays with the correction."));
        }
        if reason.chars().count() > REASON_CHARS_MAX || reason.contains('\0') {
            return Err(msg("The reason is too long: two sentences are enough."));
        }
        let corrects = match self.act.as_str() {
            "add" => None,
            "change" | "remove" => Some(EntryRef::parse(&self.corrects).ok_or(msg(
                "This mark does not count any more: somebody corrected it meanwhile. Look at the marks below.",
            ))?),
            _ => return Err(msg("Choose what to correct.")),
        };
        let becomes = if self.act == "remove" {
            None
        } else {
            let what = MARKS
                .into_iter()
                .find(|what| mark_word(*what) == self.what)
                .ok_or(msg("Choose what to correct."))?;
            let time = NaiveTime::parse_from_str(self.time.trim(), "%H:%M")
                .map_err(|_no_time| msg("Enter the time as hours and minutes, such as 15:00."))?;
            Some(Mark {
                what,
                at: time::at_time(day, time, *room.at(now.to_utc(), day).offset()),
            })
        };
        Ok(AttendanceCorrected {
            person: person.clone(),
            day,
            corrects,
            becomes,
            reason: AT_OFFICE.to_owned(),
        })
    }

    /// True when this form was sent and refused.
    fn is_for(&self, act: &str, corrects: &str) -> bool {
        self.act == act && self.corrects == corrects
    }
}

impl PersonDayPage {
    fn mark(&self, what: &MarkKind) -> &str {
        self.page.t(mark_label(*what))
    }

    /// Every kind of mark: word, label, whether it is the chosen one.
    fn marks(&self, chosen: &MarkKind) -> Vec<(&'static str, &str, bool)> {
        MARKS
            .iter()
            .map(|what| (mark_word(*what), self.mark(what), what == chosen))
            .collect()
    }

    /// What the form of a mark offers: what was sent when it was refused, else the mark itself.
    fn time_of(&self, mark: &MarkLine) -> String {
        if self.sent.is_for("change", &mark.entry) {
            self.sent.time.clone()
        } else {
            self.view.workshop.clock(&mark.at)
        }
    }

    fn forgot_to_leave(&self) -> bool {
        self.view
            .line
            .questions
            .iter()
            .any(|question| matches!(question, Question::ForgottenCheckout { .. }))
    }

    /// What the form for a missing mark offers first.
    fn missing(&self) -> &'static MarkKind {
        let sent = MARKS
            .iter()
            .find(|what| self.sent.act == "add" && mark_word(**what) == self.sent.what);
        sent.unwrap_or(if self.view.marks.is_empty() {
            &MarkKind::Arrived
        } else {
            &MarkKind::Left
        })
    }

    /// How the day was, in the word that stands under the picture at the kiosk.
    fn mood_word(&self, mood: &u8) -> &str {
        self.page.t(match *mood {
            1 => msg("Very bad"),
            2 => msg("Bad"),
            3 => msg("So-so"),
            4 => msg("Good"),
            _ => msg("Very good"),
        })
    }

    fn worked(&self) -> String {
        hours(self.view.line.worked_min)
    }
}

impl PersonDay {
    /// "15:02", with the date where it was written on another day.
    fn written(&self, lang: &Lang, moment: &DateTime<FixedOffset>) -> String {
        let local = moment.with_timezone(&self.workshop.zone);
        if local.date_naive() == self.day {
            local.format("%H:%M").to_string()
        } else {
            lang.date_time(&local)
        }
    }
}
