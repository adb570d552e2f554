//! `/work`: who works on what today, who can do what, and what is proposed.

use askama::Template;
use stupen_domain::Command;
use stupen_domain::facts::OperationAssigned;
use stupen_domain::wire::ids::{OperationId, PersonId};

use super::acting::Refused;
use super::clerk::Clerk;
use super::learning::prompt;
use super::room::Chooser;
use crate::i18n::{Lang, msg};
use crate::views::operations::OperationName;
use crate::views::work::{PlanRow, SkillLevel, TurnLine, WorkPage};
use crate::web::Answer;
use crate::web::form::Sent;
use crate::web::frame::Frame;

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

async fn render(clerk: &Clerk, refusal: Option<&'static str>) -> Answer {
    let view = clerk.read(WorkPage::read).await?;
    clerk.answer("/work", view, |page, view| DayPage {
        chooser: Chooser::new(&view.workshop, "/work", page.lang),
        proposed: clerk.query("show") == "proposed",
        may_plan: clerk.may("OperationAssigned"),
        may_prompt: clerk.may("PromptLadderSet"),
        page,
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
    clerk
        .after(done, "/work", |said| render(&clerk, Some(said)))
        .await
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
                cell.skill != SkillLevel::Barred || row.planned.as_ref() == Some(&name.id)
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
