//! `/people/{person}/end`: staff record that an enrolment ends: at the participant's own wish, or as a completed term.

use askama::Template;
use axum::extract::Path;
use stupen_domain::Command;
use stupen_domain::facts::{
    CaseNoted, EndReason, EnrolmentEnded, NoteAbout, RequestAnswer, RequestAnswered,
};
use stupen_domain::wire::ids::PersonId;
use stupen_ledger::ViewsError;

use super::acting::Refused;
use super::clerk::Clerk;
use super::people::service_label;
use super::sheet::{self, Asked, Before, Sheet};
use crate::i18n::msg;
use crate::views::ending::{Ending, NotYet};
use crate::views::reviews::end_label;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::{Answer, path_part};

/// A review ends an enrolment on its own page.
const REASONS: [(&str, EndReason); 2] = [
    ("own_wish", EndReason::OwnWish),
    ("completed", EndReason::TermCompleted),
];

#[derive(Template)]
#[template(path = "ending.html")]
struct EndPage {
    page: Frame,
    view: Ending,
    may_end: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

impl Sheet for EndPage {
    type View = Ending;
    const ROUTE: &'static str = "/people/{person}/end";

    fn read(asked: Asked<'_>) -> Result<Option<Ending>, ViewsError> {
        let (person, enrolment) = (asked.person, asked.enrolment.as_ref());
        Ending::read(asked.ledger, asked.room, person, enrolment, asked.now)
    }

    fn draw(clerk: &Clerk, page: Frame, view: Ending, before: Before) -> Self {
        Self {
            page,
            may_end: clerk.may("EnrolmentEnded"),
            view,
            refusal: before.refusal,
            sent: before.sent,
        }
    }
}

/// `GET /people/{person}/end`, as a page or as JSON; `?enrolment=` for one of several. The look is recorded.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn show(clerk: Clerk, Path(person): Path<String>) -> Answer {
    sheet::show::<EndPage>(&clerk, person).await
}

/// `POST /people/{person}/end`: records the end; a wish to leave that was asked at a kiosk is answered by it.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn act(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    let done = end(&clerk, &person, &sent).await;
    let back = format!("/people/{}", path_part(person.as_str()));
    sheet::after::<EndPage>(&clerk, &person, done, &back, sent).await
}

async fn end(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    let because = sent.choice("because", &REASONS)?;
    let on = sent.date("on")?;
    let view = sheet::read::<EndPage>(clerk, person).await?;
    let enrolment = view
        .enrolment
        .ok_or(msg("The person is not enrolled here any more."))?
        .enrolment;
    let mut commands: Vec<Command> = vec![
        EnrolmentEnded {
            enrolment: enrolment.clone(),
            person: person.clone(),
            on,
            because,
            decision: None,
        }
        .into(),
    ];
    if let Some(request) = view.asked.filter(|_| because == EndReason::OwnWish) {
        commands.push(
            RequestAnswered {
                request,
                person: person.clone(),
                answer: RequestAnswer::Agreed,
                on: Some(on),
            }
            .into(),
        );
    }
    let words = sent.words("words")?;
    if !words.is_empty() {
        commands.push(
            CaseNoted {
                person: person.clone(),
                about: NoteAbout::Ending,
                id: enrolment.to_string(),
                words,
                conditions: String::new(),
            }
            .into(),
        );
    }
    clerk.carry_out(commands).await
}

impl EndPage {
    fn end_label(&self, because: &EndReason) -> &'static str {
        end_label(*because)
    }

    fn service(&self, service: &stupen_domain::facts::Service) -> &'static str {
        service_label(*service)
    }

    fn last_day(&self) -> String {
        match self.sent.get("on") {
            "" => self.view.today.to_string(),
            said => said.to_owned(),
        }
    }

    /// Why the term cannot be completed today, in words.
    fn why_not(&self, not: &NotYet) -> String {
        match not {
            NotYet::Until(day) => self.page.t1(
                "The term is not over before {date}.",
                "date",
                self.page.date(day),
            ),
            NotYet::ReviewOpen => self
                .page
                .t("A dismissal review is open. Decide it first, then record the end.")
                .to_owned(),
            NotYet::Dismissed => self
                .page
                .t("It is decided that the review ends the enrolment. Record that end.")
                .to_owned(),
        }
    }
}
