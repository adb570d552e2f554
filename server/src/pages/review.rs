//! `/quarantine`: what is held but does not count, and letting it count.

use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use stupen_domain::Command;
use stupen_domain::wire::ids::WorkshopId;
use stupen_ledger::{Ledger, ViewsError};

use super::acting::{actor, fault};
use super::fields;
use crate::i18n::{Lang, msg};
use crate::state::AppState;
use crate::views::review::{
    self, DisputedValue, Review, Waiting, kind_label, readmit, reason_words, release,
};
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::visitor::{Signed, Visitor};
use crate::web::{Answer, page};

#[derive(Template)]
#[template(path = "quarantine.html")]
struct ReviewPage {
    page: Frame,
    review: Review,
    may_decide: bool,
    refusal: Option<&'static str>,
}

async fn read(state: &AppState) -> Result<Review, Fault> {
    Ok(state.book().run(Review::read).await??)
}

/// `GET /quarantine`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn show(State(state): State<AppState>, visitor: Visitor, frame: Frame) -> Answer {
    let review = read(&state).await?;
    if visitor.wants_json() {
        return Ok(Json(review).into_response());
    }
    page(&ReviewPage {
        may_decide: decides(&visitor),
        page: frame,
        review,
        refusal: None,
    })
}

/// Everybody who writes at all; the rules decide again.
fn decides(visitor: &Visitor) -> bool {
    super::acting::may(
        visitor.user(),
        "QuarantineReleased",
        &WorkshopId::new("any"),
    )
}

/// `POST /quarantine/release`: chosen entries count from now on.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn release_chosen(
    state: State<AppState>,
    signed: Signed,
    visitor: Visitor,
    frame: Frame,
    body: Bytes,
) -> Answer {
    decide(state, signed, visitor, frame, &body, release).await
}

/// `POST /quarantine/readmit`: chosen entries of another branch are told again.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn readmit_chosen(
    state: State<AppState>,
    signed: Signed,
    visitor: Visitor,
    frame: Frame,
    body: Bytes,
) -> Answer {
    decide(state, signed, visitor, frame, &body, readmit).await
}

/// `POST /quarantine/settle`: one of the values in dispute holds from now on.
///
/// # Errors
/// When the role may not, it is settled already, or the book cannot be written.
pub async fn settle(State(state): State<AppState>, Signed(session): Signed, sent: Sent) -> Answer {
    let chosen = sent.get("entry").to_owned();
    let planned = state
        .book()
        .run(move |ledger| review::settle(ledger, &chosen))
        .await?;
    if let Some((workshop, command)) = planned {
        state
            .book()
            .commit(workshop, actor(&session.user), vec![command])
            .await
            .map_err(fault)?;
    }
    Ok(Redirect::to("/quarantine").into_response())
}

type Plan = fn(&Ledger, &[String], &str) -> Result<Vec<(WorkshopId, Vec<Command>)>, ViewsError>;

async fn decide(
    State(state): State<AppState>,
    Signed(session): Signed,
    visitor: Visitor,
    mut frame: Frame,
    body: &Bytes,
    plan: Plan,
) -> Answer {
    let mut chosen = Vec::new();
    let mut reason = String::new();
    // A field may come many times, once for each box.
    for (name, value) in form_urlencoded::parse(body) {
        match name.as_ref() {
            "entry" => chosen.push(value.into_owned()),
            "reason" => reason = value.trim().chars().take(500).collect(),
            _ => {}
        }
    }
    let refusal = if chosen.is_empty() {
        Some(msg("Choose at least one entry."))
    } else if reason.is_empty() {
        Some(msg("Say why: the reason stays with the decision."))
    } else {
        None
    };
    if refusal.is_some() {
        frame.back = "/quarantine".to_owned();
        let review = read(&state).await?;
        let answer = page(&ReviewPage {
            may_decide: decides(&visitor),
            page: frame,
            review,
            refusal,
        })?;
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    }
    let planned = state
        .book()
        .run(move |ledger| plan(ledger, &chosen, &reason))
        .await??;
    for (workshop, commands) in planned {
        state
            .book()
            .commit(workshop, actor(&session.user), commands)
            .await
            .map_err(fault)?;
    }
    Ok(Redirect::to("/quarantine").into_response())
}

impl ReviewPage {
    fn device<'a>(&self, name: &'a str) -> &'a str {
        fields::device(&self.page.lang, name)
    }

    fn field(&self, name: &str) -> &'static str {
        fields::words(&self.page.lang, name)
    }

    fn value(&self, text: &str) -> String {
        fields::value(&self.page.lang, text)
    }
}

impl review::Disputed {
    fn kind_in<'a>(&'a self, lang: &Lang) -> &'a str {
        kind_label(&self.kind).map_or(self.kind.as_str(), |label| lang.t(label))
    }

    /// Every value, the one that holds first.
    fn values(&self) -> Vec<(&DisputedValue, bool)> {
        std::iter::once((&self.holds, true))
            .chain(self.others.iter().map(|value| (value, false)))
            .collect()
    }
}

impl Waiting {
    fn kind_in(&self, lang: &Lang) -> &str {
        kind_label(&self.kind).map_or(self.kind.as_str(), |label| lang.t(label))
    }

    fn reason_in(&self, lang: &Lang) -> String {
        reason_words(lang, &self.reason)
    }
}
