//! Who sits before a page of a workshop, and what every such page does with them: read, let act, answer as a page or
//! as JSON.

use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, http};
use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::Command;
use stupen_domain::wire::ids::{EnrolmentId, PersonId};
use stupen_ledger::{Ledger, ViewsError};

use super::acting::{Refused, carry_out, look, may};
use super::room::{Asked, room_query};
use crate::book::Book;
use crate::clock::Moment;
use crate::office::users::User;
use crate::state::AppState;
use crate::views::Room;
use crate::views::past::Past;
use crate::web::fault::Fault;
use crate::web::frame::Frame;
use crate::web::visitor::{Signed, Visitor};
use crate::web::{Answer, page};

/// A signed-in person before a page of a workshop: the one asked for by `?workshop=`, or the first.
pub struct Clerk {
    /// The running server.
    pub state: AppState,
    /// How they ask.
    pub visitor: Visitor,
    /// Their account.
    pub user: User,
    /// The workshop.
    pub room: Room,
    uri: http::Uri,
}

impl FromRequestParts<AppState> for Clerk {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Fault> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let Signed(session) = Signed::from_request_parts(parts, state).await?;
        let asked = Query::<Asked>::try_from_uri(&parts.uri)
            .map_err(|_torn| Fault::of(StatusCode::BAD_REQUEST))?
            .0;
        let room = state
            .book()
            .run(move |ledger| Room::find(ledger.state(), asked.workshop.as_deref()))
            .await?
            .ok_or_else(Fault::not_found)?;
        Ok(Self {
            state: state.clone(),
            visitor,
            user: session.user,
            room,
            uri: parts.uri.clone(),
        })
    }
}

impl Clerk {
    /// The workshop's today.
    pub fn today(&self) -> NaiveDate {
        self.room.day(self.state.now())
    }

    /// A field of the address's query; empty where there is none.
    pub fn query(&self, name: &str) -> String {
        form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    }

    /// The enrolment that the address names: `?enrolment=ID`.
    pub fn enrolment(&self) -> Option<EnrolmentId> {
        Some(self.query("enrolment"))
            .filter(|asked| !asked.is_empty())
            .map(EnrolmentId::new)
    }

    /// How far back they ask: `?show=all&page=2`.
    pub fn past(&self) -> Past {
        Past::asked(&self.query("show"), &self.query("page"))
    }

    /// Whether their role may write a kind here.
    pub fn may(&self, kind: &str) -> bool {
        may(Some(&self.user), kind, &self.room.id)
    }

    /// The page's frame; the language switch comes back to `path`.
    pub fn frame(&self, path: &str) -> Frame {
        let mut frame = Frame::new(&self.state, &self.visitor);
        frame.room = room_query(&self.room);
        frame.back = frame.way(path);
        frame
    }

    /// An address that keeps the workshop.
    pub fn way(&self, path: &str) -> String {
        self.frame(path).back
    }

    /// Reads the log's views.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub async fn read<R, W>(&self, work: W) -> Result<R, Fault>
    where
        R: Send + 'static,
        W: FnOnce(&mut Ledger, &Book, Room, Moment) -> Result<R, ViewsError> + Send + 'static,
    {
        let (book, room, now) = (
            self.state.book().clone(),
            self.room.clone(),
            self.state.now(),
        );
        Ok(self
            .state
            .book()
            .run(move |ledger| work(ledger, &book, room, now))
            .await??)
    }

    /// Lets facts of one act be decided and stored, all or none.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn carry_out(&self, commands: Vec<Command>) -> Result<(), Refused> {
        carry_out(&self.state, &self.room.id, &self.user, commands).await
    }

    /// Records their look at a person's record, before it is shown.
    ///
    /// # Errors
    /// When the office's database refuses.
    pub async fn look(&self, route: &'static str, person: &PersonId) -> Result<(), Fault> {
        look(&self.state, &self.user, route, person).await
    }

    /// A view as JSON when that was asked for, else on the page that `draw` makes of it.
    ///
    /// # Errors
    /// When the page cannot be drawn.
    pub fn answer<V, P>(&self, path: &str, view: V, draw: impl FnOnce(Frame, V) -> P) -> Answer
    where
        V: Serialize,
        P: Template,
    {
        match self.json(&view) {
            Some(json) => Ok(json),
            None => page(&draw(self.frame(path), view)),
        }
    }

    /// After an act: back to a page; when it was refused for what the form says, the form's own page `again`, with why.
    ///
    /// # Errors
    /// When the act failed, or the page cannot be drawn.
    pub async fn after<P>(
        &self,
        done: Result<(), Refused>,
        back: &str,
        again: impl FnOnce(&'static str) -> P,
    ) -> Answer
    where
        P: Future<Output = Answer>,
    {
        match done {
            Ok(()) => self.done(back),
            Err(Refused::Said(said)) => refused(again(said).await),
            Err(Refused::Fault(fault)) => Err(fault),
        }
    }

    /// JSON when it was asked for.
    pub fn json(&self, view: &impl Serialize) -> Option<Response> {
        self.visitor
            .wants_json()
            .then(|| Json(view).into_response())
    }

    /// After an act: back to a page.
    pub fn done(&self, path: &str) -> Answer {
        Ok(Redirect::to(&self.way(path)).into_response())
    }
}

/// The page again, with why its form was refused.
///
/// # Errors
/// When the page itself cannot be drawn.
pub fn refused(page: Answer) -> Answer {
    let mut page = page?;
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page)
}
