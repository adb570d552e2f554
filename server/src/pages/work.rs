//! `/work`: who works on what today, who can do what, what is proposed; `/people/{person}/work`: prompts, learning,
//! bars and limits of one person; `/limits`: limits of working time.

use askama::Template;
use axum::extract::Path;
use chrono::NaiveDate;
use stupen_domain::Command;
use stupen_domain::facts::{
    Limit, LimitAnswered, OperationAssigned, OperationsBarred, PromptLadderSet, PromptLevel,
    PromptSupport, WorkLimitsSet,
};
use stupen_domain::wire::ids::{OperationId, PersonId};

use super::acting::Refused;
use super::clerk::{Clerk, refused};
use super::room::Chooser;
use crate::i18n::{Lang, msg};
use crate::views::day::hours;
use crate::views::operations::OperationName;
use crate::views::work::{
    LimitList, OperationLine, PersonWork, PlanRow, PromptLine, PromptReason, TurnLine, WorkPage,
    answer_prompt, level_label, support_label,
};
use crate::web::fault::Fault;
use crate::web::form::Sent;
use crate::web::frame::Frame;
use crate::web::{Answer, page, path_part};

const LEVELS: [(&str, PromptLevel); 4] = [
    ("full", PromptLevel::Full),
    ("grouped", PromptLevel::Grouped),
    ("checklist", PromptLevel::Checklist),
    ("free", PromptLevel::Free),
];

const SUPPORTS: [(&str, PromptSupport); 3] = [
    ("picture", PromptSupport::Picture),
    ("speech", PromptSupport::Speech),
    ("clip", PromptSupport::Clip),
];

const LIMITS: [(&str, Limit); 3] = [
    ("daily", Limit::Daily),
    ("weekly", Limit::Weekly),
    ("night", Limit::Night),
];

#[derive(Template)]
#[template(path = "work.html")]
struct DayPage {
    page: Frame,
    chooser: Chooser,
    view: WorkPage,
    /// The selects offer what is proposed instead of what is planned.
    proposed: bool,
    may_plan: bool,
    may_prompt: bool,
    refusal: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "person_work.html")]
struct PersonPage {
    page: Frame,
    view: PersonWork,
    may_prompt: bool,
    may_bar: bool,
    may_limit: bool,
    refusal: Option<&'static str>,
    sent: Sent,
}

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
    let view = clerk.read(WorkPage::read).await?;
    if let Some(json) = clerk.json(&view) {
        return Ok(json);
    }
    let frame = clerk.frame("/work");
    page(&DayPage {
        chooser: Chooser::new(&view.workshop, "/work", frame.lang),
        proposed: clerk.query("show") == "proposed",
        may_plan: clerk.may("OperationAssigned"),
        may_prompt: clerk.may("PromptLadderSet"),
        page: frame,
        view,
        refusal,
    })
}

/// `GET /work`, as a page or as JSON; `?show=proposed` fills the plan with what is proposed.
///
/// # Errors
/// When the book cannot be read.
pub async fn show(clerk: Clerk) -> Answer {
    render(&clerk, None).await
}

/// `POST /work`: sets the plan from a day on, or answers a proposal of prompts.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn act(clerk: Clerk, sent: Sent) -> Answer {
    let done = match sent.get("act") {
        "prompt" => prompt(&clerk, &PersonId::new(sent.get("person")), &sent).await,
        _ => plan(&clerk, &sent).await,
    };
    match done {
        Ok(()) => clerk.done("/work"),
        Err(Refused::Said(said)) => refused(render(&clerk, Some(said)).await),
        Err(Refused::Fault(fault)) => Err(fault),
    }
}

async fn plan(clerk: &Clerk, sent: &Sent) -> Result<(), Refused> {
    let from = sent.date("from")?;
    let view = clerk.read(WorkPage::read).await?;
    let mut commands: Vec<Command> = Vec::new();
    for row in &view.people {
        let chosen = sent.get(&format!("op-{}", row.name.person));
        if chosen.is_empty() {
            continue;
        }
        let operation = (chosen != "none").then(|| OperationId::new(chosen));
        let known = operation
            .as_ref()
            .is_none_or(|id| view.operations.iter().any(|name| name.id == *id));
        if !known {
            return Err(msg("Choose one of the answers.").into());
        }
        if operation != row.planned {
            commands.push(
                OperationAssigned {
                    person: row.name.person.clone(),
                    from,
                    operation,
                }
                .into(),
            );
        }
    }
    if commands.is_empty() {
        return Err(msg("Nothing differs from the plan.").into());
    }
    clerk.carry_out(commands).await
}

async fn prompt(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    let accepted = sent.choice("answer", &[("take", true), ("leave", false)])?;
    let (person, operation) = (person.clone(), OperationId::new(sent.get("operation")));
    let commands = clerk
        .read(move |ledger, _book, room, now| {
            answer_prompt(ledger, &room, &person, &operation, accepted, now)
        })
        .await?
        .ok_or(msg("Nothing is proposed any more. Look at the list again."))?;
    clerk.carry_out(commands).await
}

fn path(person: &PersonId) -> String {
    format!("/people/{}/work", path_part(person.as_str()))
}

async fn render_person(
    clerk: &Clerk,
    person: &PersonId,
    refusal: Option<&'static str>,
    sent: Sent,
) -> Answer {
    let of = person.clone();
    let view = clerk
        .read(move |ledger, book, room, now| PersonWork::read(ledger, book, room, &of, now))
        .await?
        .ok_or_else(Fault::not_found)?;
    clerk.look("/people/{person}/work", person).await?;
    if let Some(json) = clerk.json(&view) {
        return Ok(json);
    }
    page(&PersonPage {
        page: clerk.frame(&path(person)),
        may_prompt: clerk.may("PromptLadderSet"),
        may_bar: clerk.may("OperationsBarred"),
        may_limit: clerk.may("WorkLimitsSet"),
        view,
        refusal,
        sent,
    })
}

/// `GET /people/{person}/work`, as a page or as JSON. The look is recorded.
///
/// # Errors
/// When there is no such person, or the book cannot be read.
pub async fn of(clerk: Clerk, Path(person): Path<String>) -> Answer {
    render_person(&clerk, &PersonId::new(person), None, Sent::default()).await
}

/// `POST /people/{person}/work`: prompts, an answer to a proposal, barred operations, limits.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn set(clerk: Clerk, Path(person): Path<String>, sent: Sent) -> Answer {
    let person = PersonId::new(person);
    match carry_out(&clerk, &person, &sent).await {
        Ok(()) => clerk.done(&path(&person)),
        Err(Refused::Said(said)) => refused(render_person(&clerk, &person, Some(said), sent).await),
        Err(Refused::Fault(fault)) => Err(fault),
    }
}

async fn carry_out(clerk: &Clerk, person: &PersonId, sent: &Sent) -> Result<(), Refused> {
    let command: Command = match sent.get("act") {
        "prompt" => return prompt(clerk, person, sent).await,
        "ladder" => PromptLadderSet {
            person: person.clone(),
            operation: OperationId::new(sent.get("operation")),
            level: sent.choice("level", &LEVELS)?,
            support: sent.choice("support", &SUPPORTS)?,
        }
        .into(),
        "bar" => OperationsBarred {
            person: person.clone(),
            operations: sent
                .all("barred")
                .into_iter()
                .map(OperationId::new)
                .collect(),
        }
        .into(),
        "limits" => {
            let minutes = |name: &str| -> Result<Option<u32>, &'static str> {
                Ok(sent
                    .optional_time_span(name)?
                    .filter(|minutes| *minutes > 0))
            };
            WorkLimitsSet {
                person: person.clone(),
                from: sent.date("from")?,
                daily_min: minutes("daily")?,
                weekly_min: minutes("weekly")?,
                no_night: sent.says("no_night", "yes"),
            }
            .into()
        }
        _ => return Err(msg("Choose one of the answers.").into()),
    };
    clerk.carry_out(vec![command]).await
}

async fn render_limits(clerk: &Clerk, refusal: Option<&'static str>) -> Answer {
    let list = clerk
        .read(|ledger, _book, room, now| LimitList::read(ledger, room, now))
        .await?;
    if let Some(json) = clerk.json(&list) {
        return Ok(json);
    }
    let frame = clerk.frame("/limits");
    page(&LimitsPage {
        chooser: Chooser::new(&list.workshop, "/limits", frame.lang),
        may_answer: clerk.may("LimitAnswered"),
        page: frame,
        list,
        refusal,
    })
}

/// `GET /limits`, as a page or as JSON.
///
/// # Errors
/// When the book cannot be read.
pub async fn limits(clerk: Clerk) -> Answer {
    render_limits(&clerk, None).await
}

/// `POST /limits`: what was done about a limit.
///
/// # Errors
/// When the role may not, or the book cannot be written.
pub async fn answer_limit(clerk: Clerk, sent: Sent) -> Answer {
    match answered(&clerk, &sent).await {
        Ok(()) => clerk.done("/limits"),
        Err(Refused::Said(said)) => refused(render_limits(&clerk, Some(said)).await),
        Err(Refused::Fault(fault)) => Err(fault),
    }
}

async fn answered(clerk: &Clerk, sent: &Sent) -> Result<(), Refused> {
    let fact = LimitAnswered {
        person: PersonId::new(sent.get("person")),
        day: sent.date("day")?,
        limit: sent.choice("limit", &LIMITS)?,
        done: sent.reason("done")?,
    };
    clerk.carry_out(vec![fact.into()]).await
}

impl OperationName {
    /// Its title; without its pack the id.
    pub(super) fn words<'a>(&'a self, lang: &Lang) -> &'a str {
        self.title
            .as_ref()
            .map_or(self.id.as_str(), |title| lang.of(title))
    }
}

impl DayPage {
    fn title(&self, id: &OperationId) -> String {
        self.view
            .operations
            .iter()
            .find(|name| name.id == *id)
            .map_or_else(
                || id.to_string(),
                |name| name.words(&self.page.lang).to_owned(),
            )
    }

    /// What the select of a person offers first.
    fn offered<'a>(&self, row: &'a PlanRow) -> Option<&'a OperationId> {
        match &row.turn {
            Some(turn) if self.proposed => Some(&turn.operation),
            _ => row.planned.as_ref(),
        }
    }

    /// Every operation that a person may do: id, title, whether it is offered first.
    fn choices<'a>(&'a self, row: &PlanRow) -> Vec<(&'a OperationId, &'a str, bool)> {
        let offered = self.offered(row);
        self.view
            .operations
            .iter()
            .zip(&row.cells)
            .filter(|(name, cell)| {
                cell.skill != crate::views::work::SkillLevel::Barred
                    || row.planned.as_ref() == Some(&name.id)
            })
            .map(|(name, _)| {
                (
                    &name.id,
                    name.words(&self.page.lang),
                    offered == Some(&name.id),
                )
            })
            .collect()
    }
}

impl TurnLine {
    fn words(&self, lang: &Lang) -> String {
        lang.tf(
            self.because,
            &[("who", &self.who.as_deref().unwrap_or_default())],
        )
    }
}

impl PromptLine {
    fn now_words(&self, lang: &Lang) -> String {
        prompts(lang, self.from)
    }

    fn to_words(&self, lang: &Lang) -> String {
        prompts(lang, self.to)
    }

    fn why(&self, lang: &Lang) -> String {
        let n = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        match self.because {
            PromptReason::CleanRuns(runs) => {
                lang.tn("{n} clean run in a row", "{n} clean runs in a row", n(runs))
            }
            PromptReason::Errors(errors, pieces) => lang.tf(
                "errors: {n}, pieces: {of}",
                &[("n", &errors), ("of", &pieces)],
            ),
            PromptReason::HelpCalls(calls, pieces) => lang.tf(
                "calls for help: {n}, pieces: {of}",
                &[("n", &calls), ("of", &pieces)],
            ),
            PromptReason::Away(days) => {
                lang.tn("{n} day away from it", "{n} days away from it", n(days))
            }
        }
    }
}

fn prompts(lang: &Lang, (level, support): (PromptLevel, PromptSupport)) -> String {
    format!(
        "{}, {}",
        lang.t(level_label(level)),
        lang.t(support_label(support))
    )
}

/// Minutes as `4:00`; empty for none.
fn span(minutes: Option<u32>) -> String {
    minutes.map_or_else(String::new, |minutes| {
        format!("{}:{:02}", minutes / 60, minutes % 60)
    })
}

impl PersonPage {
    fn span(&self, minutes: &Option<u32>) -> String {
        span(*minutes)
    }

    fn levels(&self, line: &OperationLine) -> Vec<(&'static str, &'static str, bool)> {
        LEVELS
            .into_iter()
            .map(|(word, level)| (word, level_label(level), level == line.level))
            .collect()
    }

    fn supports(&self, line: &OperationLine) -> Vec<(&'static str, &'static str, bool)> {
        SUPPORTS
            .into_iter()
            .map(|(word, support)| (word, support_label(support), support == line.support))
            .collect()
    }

    fn hours(&self, minutes: &u32) -> String {
        hours(*minutes)
    }

    fn tomorrow(&self) -> String {
        match self.sent.get("from") {
            "" => self.view.today.to_string(),
            said => said.to_owned(),
        }
    }

    fn daily(&self) -> String {
        self.filled("daily", self.view.daily_min)
    }

    fn weekly(&self) -> String {
        self.filled("weekly", self.view.weekly_min)
    }

    fn filled(&self, name: &str, now: Option<u32>) -> String {
        if self.sent.says("act", "limits") {
            self.sent.get(name).to_owned()
        } else {
            span(now)
        }
    }
}

impl LimitsPage {
    fn hours(&self, minutes: &u32) -> String {
        hours(*minutes)
    }
}

/// A small drawing of runs.
struct Drawing {
    /// The line, as SVG wants it.
    line: String,
    /// Its points.
    points: Vec<(u64, u64)>,
    /// The height of the norm.
    norm_y: u64,
}

impl OperationLine {
    /// The drawing of time a piece: a line of the runs in a box of 200 by 60, and the height of the norm. The taller,
    /// the longer; the scale ends at twice the norm.
    fn drawing(&self) -> Option<Drawing> {
        let norm = self.norm_s.filter(|norm| *norm > 0)?;
        let times: Vec<u64> = self.runs.iter().filter_map(|run| run.piece_s).collect();
        if times.len() < 2 {
            return None;
        }
        let most = norm * 2;
        let y = |time: u64| 54 - (time.min(most) * 48 / most);
        let steps = u64::try_from(times.len() - 1).unwrap_or(1);
        let points: Vec<(u64, u64)> = (0u64..)
            .zip(&times)
            .map(|(at, time)| (8 + at * 184 / steps, y(*time)))
            .collect();
        let line = points
            .iter()
            .map(|(x, y)| format!("{x},{y}"))
            .collect::<Vec<_>>()
            .join(" ");
        Some(Drawing {
            line,
            points,
            norm_y: y(norm),
        })
    }

    fn day_of(&self, day: &NaiveDate) -> String {
        day.format("%d.%m").to_string()
    }
}
