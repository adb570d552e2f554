//! `/limits`: limits of working time, and what was done about one that is reached.

use askama::Template;
use stupen_domain::facts::{Limit, LimitAnswered};
use stupen_domain::reasons::AT_OFFICE;
use stupen_domain::wire::ids::PersonId;

use super::acting::{Refused, with_words};
use super::clerk::Clerk;
use super::room::Chooser;
use crate::views::day::hours;
use crate::views::limits::LimitList;
use crate::web::Answer;
use crate::web::form::Sent;
use crate::web::frame::Frame;

const LIMITS: [(&str, Limit); 3] = [
    ("daily", Limit::Daily),
    ("weekly", Limit::Weekly),
    ("night", Limit::Night),
];

#[derive(Template)]
#[template(path = "limits.html")]
struct LimitsPage {
    page: Frame,
    chooser: Chooser,
    list: LimitList,
    may_answer: bool,
    refusal: Option<&'static str>,
}

async fn render(clerk: &Clerk, refusal: Option<&'static str>) -> Answer {
    let list = clerk
        .read(|ledger, _book, room, now| LimitList::read(ledger, room, now))
        .await?;
    clerk.answer("/limits", list, |page, list| LimitsPage {
        chooser: Chooser::new(&list.workshop, "/limits", page.lang),
        may_answer: clerk.may("LimitAnswered"),
        page,
        list,
        refusal,
    })
}

/// `GET /limits`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(clerk: Clerk) -> Answer {
    render(&clerk, None).await
}

/// `POST /limits`: what was done about a limit.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn answer(clerk: Clerk, sent: Sent) -> Answer {
    let done = answered(&clerk, &sent).await;
    clerk
        .after(done, "/limits", |said| render(&clerk, Some(said)))
        .await
}

async fn answered(clerk: &Clerk, sent: &Sent) -> Result<(), Refused> {
    let fact = LimitAnswered {
        person: PersonId::new(sent.get("person")),
        day: sent.date("day")?,
        limit: sent.choice("limit", &LIMITS)?,
        done: AT_OFFICE.to_owned(),
    };
    let words = sent.reason("done")?;
    clerk.carry_out(with_words(fact, &words)).await
}

impl LimitsPage {
    fn hours(&self, minutes: &u32) -> String {
        hours(*minutes)
    }
}
