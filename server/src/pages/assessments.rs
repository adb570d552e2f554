//! `/assessments`: what is due, one person's over time, one whole with amending, and answers to a proposed readiness.

use askama::Template;
use axum::extract::Path;
use stupen_domain::Command;
use stupen_domain::facts::{
    AssessmentAmended, AssessmentShown, CaseNoted, CriterionMark, NoteAbout, ReadinessAnswered,
};
use stupen_domain::wire::ids::{AssessmentId, EnrolmentId, PersonId};

use super::acting::Refused;
use super::clerk::{Clerk, refused};
use super::room::Chooser;
use crate::i18n::{Lang, msg};
use crate::views::assessments::{
    AssessmentList, AssessmentPage as Whole, DueLine, PersonAssessments, TrendRow,
};
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::{Answer, page, path_part};

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

#[derive(Template)]
#[template(path = "assessment.html")]
struct OnePage {
    page: Frame,
    view: Whole,
    may_amend: bool,
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
    if let Some(json) = clerk.json(&list) {
        return Ok(json);
    }
    let frame = clerk.frame("/assessments");
    page(&ListPage {
        chooser: Chooser::new(&list.workshop, "/assessments", frame.lang),
        may_answer: clerk.may("ReadinessAnswered"),
        page: frame,
        list,
        refusal: None,
        sent: Sent::default(),
    })
}

fn path(person: &PersonId) -> String {
    format!("/assessments/of/{}", path_part(person.as_str()))
}

async fn render(
    clerk: &Clerk,
    person: &PersonId,
    refusal: Option<&'static str>,
    sent: Sent,
) -> Answer {
    let of = person.clone();
    let view = clerk
        .read(move |ledger, _book, room, now| PersonAssessments::read(ledger, room, &of, now))
        .await?
        .ok_or_else(Fault::not_found)?;
    clerk.look("/assessments/of/{person}", person).await?;
    if let Some(json) = clerk.json(&view) {
        return Ok(json);
    }
    page(&PersonPage {
        page: clerk.frame(&path(person)),
        may_answer: clerk.may("ReadinessAnswered"),
        view,
        refusal,
        sent,
    })
}

/// `GET /assessments/of/{person}`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn of(clerk: Clerk, Path(person): Path<String>) -> Answer {
    render(&clerk, &PersonId::new(person), None, Sent::default()).await
}

/// `POST /assessments/of/{person}`: answers a proposed readiness.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn answer(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    match answered(&clerk, &person, &sent).await {
        Ok(()) if sent.says("back", "list") => clerk.done("/assessments"),
        Ok(()) => clerk.done(&path(&person)),
        Err(Refused::Said(said)) => refused(render(&clerk, &person, Some(said), sent).await),
        Err(Refused::Fault(fault)) => Err(fault),
    }
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

fn one_path(person: &PersonId, id: &AssessmentId) -> String {
    format!("{}/{}", path(person), path_part(id.as_str()))
}

async fn read_one(clerk: &Clerk, person: &PersonId, id: &AssessmentId) -> Result<Whole, Fault> {
    let (of, id) = (person.clone(), id.clone());
    clerk
        .read(move |ledger, _book, room, _now| Whole::read(ledger, room, &of, &id))
        .await?
        .ok_or_else(Fault::not_found)
}

async fn render_one(
    clerk: &Clerk,
    view: Whole,
    refusal: Option<&'static str>,
    sent: Sent,
) -> Answer {
    clerk
        .look("/assessments/of/{person}/{assessment}", &view.name.person)
        .await?;
    if let Some(json) = clerk.json(&view) {
        return Ok(json);
    }
    page(&OnePage {
        page: clerk.frame(&one_path(&view.name.person, &view.id)),
        may_amend: clerk.may("AssessmentAmended"),
        view,
        refusal,
        sent,
    })
}

/// `GET /assessments/of/{person}/{assessment}`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such assessment, or the book cannot be read.
pub async fn one(clerk: Clerk, Path((person, id)): Path<(String, String)>) -> Answer {
    let view = read_one(&clerk, &PersonId::new(person), &AssessmentId::new(id)).await?;
    render_one(&clerk, view, None, Sent::default()).await
}

/// `POST /assessments/of/{person}/{assessment}`: amends it.
///
/// # Errors
/// When the role may not, there is no such assessment, or the book cannot be written.
pub async fn amend(clerk: Clerk, Path((person, id)): Path<(String, String)>, sent: Sent) -> Answer {
    let view = read_one(&clerk, &PersonId::new(person), &AssessmentId::new(id)).await?;
    let back = one_path(&view.name.person, &view.id);
    match amended(&clerk, &view, &sent).await {
        Ok(()) => clerk.done(&back),
        Err(Refused::Said(said)) => refused(render_one(&clerk, view, Some(said), sent).await),
        Err(Refused::Fault(fault)) => Err(fault),
    }
}

async fn amended(clerk: &Clerk, view: &Whole, sent: &Sent) -> Result<(), Refused> {
    let mut changed = Vec::new();
    let mut shown: AssessmentShown = view.shown.clone();
    for mark in &view.marks {
        let level = sent.get(&format!("level-{}", mark.criterion));
        if level.is_empty() || level == mark.level {
            continue;
        }
        changed.push(CriterionMark {
            criterion: mark.criterion.clone(),
            level: level.to_owned(),
            note: mark.note.clone(),
        });
        for known in &mut shown.marks {
            if known.criterion == mark.criterion {
                known.level = level.to_owned();
            }
        }
    }
    let notes = sent.words("notes")?;
    if changed.is_empty() && notes.is_empty() {
        return Err(msg("Change a mark, or add a note.").into());
    }
    let is_changed = !changed.is_empty();
    let amended = AssessmentAmended {
        assessment: view.id.clone(),
        person: view.name.person.clone(),
        marks: changed,
        notes,
        reason: sent.reason("reason")?,
    };
    let mut commands: Vec<Command> = vec![amended.into()];
    if is_changed {
        commands.push(shown.into());
    }
    clerk.carry_out(commands).await
}

impl DueLine {
    /// "since 02.03.2026", "on 05.03.2026", "until 05.03.2026", ...
    pub(super) fn when(&self, lang: &Lang) -> String {
        use crate::views::assessments::DueState;
        let Some(on) = self.on else {
            return String::new();
        };
        let on = on.format("%d.%m.%Y");
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

impl OnePage {
    fn chosen(&self, criterion: &str, level: &str) -> bool {
        self.sent.says(&format!("level-{criterion}"), level)
    }
}
