//! A person's page with forms on it: read, shown, and shown once more with why a form of it was refused.

use askama::Template;
use serde::Serialize;
use stupen_domain::wire::ids::{EnrolmentId, PersonId};
use stupen_ledger::{Ledger, ViewsError};

use super::acting::Refused;
use super::clerk::Clerk;
use crate::book::Book;
use crate::clock::Moment;
use crate::views::Room;
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::{Answer, path_part};

/// What a form said the last time, and why it was refused; nothing of both when the page is opened.
#[derive(Default)]
pub struct Before {
    /// Why, as a msgid.
    pub refusal: Option<&'static str>,
    /// What stood in it.
    pub sent: Sent,
}

/// What a sheet is read from.
pub struct Asked<'a> {
    /// The log and its views.
    pub ledger: &'a mut Ledger,
    /// Pictures and packs.
    pub book: &'a Book,
    /// The workshop.
    pub room: Room,
    /// About whom.
    pub person: &'a PersonId,
    /// About which of their enrolments, where the address names one.
    pub enrolment: Option<EnrolmentId>,
    /// When.
    pub now: Moment,
}

/// A page about one person that takes forms.
pub trait Sheet: Template + Sized {
    /// What it shows, and its JSON.
    type View: Serialize + Send + 'static;

    /// Its route with `{person}`: its address, and its name in the record of looks.
    const ROUTE: &'static str;

    /// Reads what it shows; `None` when there is nothing of this person.
    ///
    /// # Errors
    /// When the views cannot be read.
    fn read(asked: Asked<'_>) -> Result<Option<Self::View>, ViewsError>;

    /// The page.
    fn draw(clerk: &Clerk, page: Frame, view: Self::View, before: Before) -> Self;
}

/// The address of somebody's sheet.
pub fn path<S: Sheet>(person: &PersonId) -> String {
    S::ROUTE.replace("{person}", &path_part(person.as_str()))
}

/// What the sheet shows.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn read<S: Sheet>(clerk: &Clerk, person: &PersonId) -> Result<S::View, Fault> {
    let of = person.clone();
    let enrolment = clerk.enrolment();
    clerk
        .read(move |ledger, book, room, now| {
            S::read(Asked {
                enrolment,
                ledger,
                book,
                room,
                person: &of,
                now,
            })
        })
        .await?
        .ok_or_else(Fault::not_found)
}

async fn render<S: Sheet>(clerk: &Clerk, person: &PersonId, before: Before) -> Answer {
    let view = read::<S>(clerk, person).await?;
    clerk.look(S::ROUTE, person).await?;
    let mut here = path::<S>(person);
    if let Some(enrolment) = clerk.enrolment() {
        here = format!("{here}?enrolment={}", path_part(enrolment.as_str()));
    }
    clerk.answer(&here, view, |page, view| S::draw(clerk, page, view, before))
}

/// `GET`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn show<S: Sheet>(clerk: &Clerk, person: String) -> Answer {
    render::<S>(clerk, &PersonId::new(person), Before::default()).await
}

/// After `POST`: back to a page, or the sheet again with why its form was refused.
///
/// # Errors
/// When the act failed, or the page cannot be drawn.
pub async fn after<S: Sheet>(
    clerk: &Clerk,
    person: &PersonId,
    done: Result<(), Refused>,
    back: &str,
    sent: Sent,
) -> Answer {
    clerk
        .after(done, back, |said| {
            let refusal = Some(said);
            render::<S>(clerk, person, Before { refusal, sent })
        })
        .await
}
