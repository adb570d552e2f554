//! `/assessments/of/{person}/{assessment}`: one assessment whole, and amending it.

use askama::Template;
use axum::extract::Path;
use stupen_domain::Command;
use stupen_domain::facts::{AssessmentAmended, AssessmentShown, CriterionMark};
use stupen_domain::wire::ids::{AssessmentId, PersonId};

use super::acting::Refused;
use super::assessments::path as all_of;
use super::clerk::Clerk;
use crate::i18n::{Lang, msg};
use crate::views::assessment::{AssessmentPage as Whole, CriterionLine};
use crate::views::evidence::Shows;
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::{Answer, path_part};

#[derive(Template)]
#[template(path = "assessment.html")]
struct OnePage {
    page: Frame,
    view: Whole,
    may_amend: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

fn path(person: &PersonId, id: &AssessmentId) -> String {
    format!("{}/{}", all_of(person), path_part(id.as_str()))
}

async fn read(clerk: &Clerk, person: &PersonId, id: &AssessmentId) -> Result<Whole, Fault> {
    let (of, id) = (person.clone(), id.clone());
    clerk
        .read(move |ledger, book, room, now| Whole::read(ledger, book, room, &of, &id, now))
        .await?
        .ok_or_else(Fault::not_found)
}

async fn render(clerk: &Clerk, view: Whole, refusal: Option<&'static str>, sent: Sent) -> Answer {
    clerk
        .look("/assessments/of/{person}/{assessment}", &view.name.person)
        .await?;
    clerk.answer(&path(&view.name.person, &view.id), view, |page, view| {
        OnePage {
            page,
            may_amend: clerk.may("AssessmentAmended"),
            view,
            refusal,
            sent,
        }
    })
}

/// `GET /assessments/of/{person}/{assessment}`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such assessment, or the book cannot be read.
pub async fn one(clerk: Clerk, Path((person, id)): Path<(String, String)>) -> Answer {
    let view = read(&clerk, &PersonId::new(person), &AssessmentId::new(id)).await?;
    render(&clerk, view, None, Sent::default()).await
}

/// `POST /assessments/of/{person}/{assessment}`: amends it.
///
/// # Errors
/// When the role may not, there is no such assessment, or the book cannot be written.
pub async fn amend(clerk: Clerk, Path((person, id)): Path<(String, String)>, sent: Sent) -> Answer {
    let view = read(&clerk, &PersonId::new(person), &AssessmentId::new(id)).await?;
    let back = path(&view.name.person, &view.id);
    let done = amended(&clerk, &view, &sent).await;
    clerk
        .after(done, &back, |said| render(&clerk, view, Some(said), sent))
        .await
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

impl OnePage {
    fn has_evidence(&self) -> bool {
        self.view
            .criteria
            .iter()
            .any(|line| !line.evidence.is_empty())
    }

    fn has_notes(&self) -> bool {
        self.view.criteria.iter().any(|line| !line.note.is_empty())
    }

    fn chosen(&self, criterion: &str, level: &str) -> bool {
        self.sent.says(&format!("level-{criterion}"), level)
    }
}

impl CriterionLine {
    /// What the log shows, in words.
    fn shown(&self, lang: &Lang) -> Vec<String> {
        self.evidence
            .iter()
            .map(|shows| shows.words(lang))
            .collect()
    }
}

impl Shows {
    fn words(&self, lang: &Lang) -> String {
        let n = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        match self {
            Self::OnTime(days) => lang.tn("{n} day in time", "{n} days in time", n(*days)),
            Self::Late(days) => lang.tn("{n} day late", "{n} days late", n(*days)),
            Self::Absent(days) => {
                lang.tn("{n} day not explained", "{n} days not explained", n(*days))
            }
            Self::Praise(times) => lang.tf("praise: {n}", &[("n", times)]),
            Self::Breaches(times) => lang.tf("breaches: {n}", &[("n", times)]),
            Self::Pieces(pieces) => lang.tn("{n} piece", "{n} pieces", n(*pieces)),
            Self::Faulty(pieces) => lang.tf("faulty: {n}", &[("n", pieces)]),
            Self::Back(steps) => lang.tf("steps back: {n}", &[("n", steps)]),
            Self::Help(calls) => lang.tf("calls for help: {n}", &[("n", calls)]),
            Self::Operations(many) => lang.tn("{n} operation", "{n} operations", *many),
            Self::Pace(operation, seconds, norm) => {
                let pace = lang.tf("{n} s a piece", &[("n", seconds)]);
                let norm = norm.map_or_else(String::new, |norm| {
                    format!(", {}", lang.tf("norm {n} s", &[("n", &norm)]))
                });
                format!("{}: {pace}{norm}", operation.words(lang))
            }
            Self::Learning(operation, before, after) => {
                let pace = lang.tf("{n} s a piece", &[("n", after)]);
                format!("{}: {before} → {pace}", operation.words(lang))
            }
        }
    }
}
