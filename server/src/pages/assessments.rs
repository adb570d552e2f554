//! `/assessments`: what is due, one person's over time, and answers to a proposed readiness.

use askama::Template;
use axum::extract::Path;
use chrono::NaiveDate;
use stupen_domain::Command;
use stupen_domain::facts::{CaseNoted, NoteAbout, ReadinessAnswered};
use stupen_domain::wire::ids::{AssessmentId, EnrolmentId, PersonId};
use stupen_ledger::ViewsError;

use super::acting::Refused;
use super::clerk::Clerk;
use super::room::Chooser;
use super::sheet::{self, Asked, Before, Sheet};
use crate::i18n::{Lang, msg};
use crate::views::assessments::{
    AssessmentList, Course, Direction, DueLine, PersonAssessments, TrendRow,
};
use crate::views::items::MarkWords;
use crate::views::readiness::ReadinessNow;
use crate::web::Answer;
use crate::web::form::Sent;
use crate::web::frame::Frame;

#[derive(Template)]
#[template(path = "assessments.html")]
struct ListPage {
    page: Frame,
    chooser: Chooser,
    list: AssessmentList,
    may_answer: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

#[derive(Template)]
#[template(path = "assessments_of.html")]
struct PersonPage {
    page: Frame,
    view: PersonAssessments,
    may_answer: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

/// `GET /assessments`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn list(clerk: Clerk) -> Answer {
    let list = clerk
        .read(|ledger, _book, room, now| AssessmentList::read(ledger, room, now))
        .await?;
    clerk.answer("/assessments", list, |page, list| ListPage {
        chooser: Chooser::new(&list.workshop, "/assessments", page.lang),
        may_answer: clerk.may("ReadinessAnswered"),
        page,
        list,
        refusal: None,
        sent: Sent::default(),
    })
}

pub(super) fn path(person: &PersonId) -> String {
    sheet::path::<PersonPage>(person)
}

impl Sheet for PersonPage {
    type View = PersonAssessments;
    const ROUTE: &'static str = "/assessments/of/{person}";

    fn read(asked: Asked<'_>) -> Result<Option<PersonAssessments>, ViewsError> {
        PersonAssessments::read(asked.ledger, asked.room, asked.person, asked.now)
    }

    fn draw(clerk: &Clerk, page: Frame, view: PersonAssessments, before: Before) -> Self {
        Self {
            page,
            may_answer: clerk.may("ReadinessAnswered"),
            view,
            refusal: before.refusal,
            sent: before.sent,
        }
    }
}

/// `GET /assessments/of/{person}`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn of(clerk: Clerk, Path(person): Path<String>) -> Answer {
    sheet::show::<PersonPage>(&clerk, person).await
}

/// `POST /assessments/of/{person}`: answers a proposed readiness.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn answer(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    let done = answered(&clerk, &person, &sent).await;
    let back = if sent.says("back", "list") {
        "/assessments".to_owned()
    } else {
        path(&person)
    };
    sheet::after::<PersonPage>(&clerk, &person, done, &back, sent).await
}

async fn answered(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    let ready = sent.choice("answer", &[("ready", true), ("not_yet", false)])?;
    let words = sent.reason("reason")?;
    let weighs: Vec<AssessmentId> = sent
        .all("weighs")
        .into_iter()
        .map(AssessmentId::new)
        .collect();
    let newest = weighs
        .last()
        .cloned()
        .ok_or(msg("Nothing is proposed any more. Look at the list again."))?;
    let again_on = if ready {
        None
    } else {
        sent.optional_date("again_on")?
    };
    let commands: Vec<Command> = vec![
        ReadinessAnswered {
            person: person.clone(),
            enrolment: EnrolmentId::new(sent.get("enrolment")),
            weighs,
            ready,
            again_on,
        }
        .into(),
        CaseNoted {
            person: person.clone(),
            about: NoteAbout::Readiness,
            id: newest.to_string(),
            words,
            conditions: String::new(),
        }
        .into(),
    ];
    clerk.carry_out(commands).await
}

impl DueLine {
    /// "since 02.03.2026", "on 05.03.2026", "until 05.03.2026", ...
    pub(super) fn when(&self, lang: &Lang) -> String {
        use crate::views::assessments::DueState;
        let Some(on) = self.on else {
            return String::new();
        };
        let on = lang.date(on);
        let values: &[(&str, &dyn std::fmt::Display)] = &[("date", &on)];
        match (self.due, self.because) {
            (DueState::Overdue | DueState::Due, _) => lang.tf("since {date}", values),
            (DueState::Soon, _) => lang.tf("on {date}", values),
            (DueState::NotYet, Some("too_early")) => lang.tf("falls due on {date}", values),
            (DueState::NotYet, _) => lang.tf("until {date}", values),
        }
    }
}

impl TrendRow {
    /// The line of a small drawing: x and y of each mark, most independent at the top; 0 to 100 wide, 0 to 40 high.
    fn points(&self) -> Vec<(usize, usize)> {
        let steps = self.marks.len().saturating_sub(1).max(1);
        self.marks
            .iter()
            .enumerate()
            .filter_map(|(at, mark)| {
                let mark = mark.as_ref()?;
                let place = mark.place?;
                let below = mark.of.saturating_sub(1).max(1);
                Some((8 + at * 84 / steps, 6 + place * 28 / below))
            })
            .collect()
    }

    fn polyline(&self) -> String {
        self.points()
            .iter()
            .map(|(x, y)| format!("{x},{y}"))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl PersonPage {
    /// Each mark of a criterion with the day of its assessment.
    fn dated<'a>(&self, row: &'a TrendRow) -> Vec<(Option<&'a MarkWords>, NaiveDate)> {
        row.marks
            .iter()
            .map(Option::as_ref)
            .zip(self.view.columns.iter().map(|(_, on)| *on))
            .collect()
    }
}

impl ListPage {
    /// How many criteria went where: sign, number, words; what did not happen is left out.
    fn course(&self, course: &Course) -> Vec<(&'static str, usize, &'static str)> {
        [
            (Direction::Growing, course.growing),
            (Direction::Same, course.same),
            (Direction::Falling, course.falling),
        ]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(direction, n)| (direction.sign(), n, direction.label()))
        .collect()
    }
}

impl ReadinessNow {
    /// Why nothing is proposed, or that staff said "ready"; empty where it is proposed.
    pub(super) fn words(&self, lang: &Lang) -> String {
        let names = || {
            self.criteria
                .iter()
                .map(|item| item.name(lang))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let two = |msgid: &'static str, pair: Option<(u32, u32)>| {
            let (n, of) = pair.unwrap_or_default();
            lang.tf(msgid, &[("n", &n), ("of", &of)])
        };
        let said = match self.standing {
            "ready" => msg("Ready, as staff answered; nobody has gone out since."),
            "at_external_site" => msg("At an external site now."),
            "too_few" => {
                return two(
                    msg("Not proposed yet: {n} of {of} assessments that are compared."),
                    self.of,
                );
            }
            "falling" => {
                let names = names();
                return lang.tf(
                    msg("Not proposed: more support was needed in between ({names})."),
                    &[("names", &names)],
                );
            }
            "not_growing" => msg("Not proposed: nothing has grown lately."),
            "too_little" => {
                return two(
                    msg(
                        "Not proposed: {n} of {of} criteria stand at the two most independent levels.",
                    ),
                    self.independent,
                );
            }
            "answered" => msg("Staff answered; it is looked at anew after the next assessment."),
            "until" => {
                let date = self.until.map(|on| lang.date(on)).unwrap_or_default();
                return lang.tf(
                    msg("Staff answered: not yet. It is looked at anew on {date}."),
                    &[("date", &date)],
                );
            }
            "not_enrolled" => msg("Readiness is looked at during temporary employment only."),
            _ => return String::new(),
        };
        lang.t(said).to_owned()
    }
}
