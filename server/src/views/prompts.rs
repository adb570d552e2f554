//! Other prompts that the log proposes for somebody on an operation, and answering it.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::facts::{PromptLevel, PromptSupport};
use stupen_domain::ladder::{self, Because, Prompts};
use stupen_domain::learning::History;
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::{State, settings};
use stupen_ledger::{Ledger, ViewsError};

use super::calls::rules;
use super::operations::{OperationName, Operations};
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// Other prompts that are proposed for somebody.
#[derive(Clone, Debug, Serialize)]
pub struct PromptLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// On what.
    pub operation: OperationName,
    /// What holds, as it comes to the person.
    pub from: (PromptLevel, PromptSupport),
    /// What is proposed, as it comes to the person.
    pub to: (PromptLevel, PromptSupport),
    /// Why, in numbers.
    pub because: PromptReason,
    /// The runs that it rests on.
    pub runs: usize,
}

/// Why other prompts are proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptReason {
    /// Runs without an error.
    CleanRuns(u32),
    /// Errors in so many pieces.
    Errors(u32, u32),
    /// Calls for help in so many pieces.
    HelpCalls(u32, u32),
    /// Days away.
    Away(u32),
}

impl From<&Because> for PromptReason {
    fn from(because: &Because) -> Self {
        match *because {
            Because::CleanRuns { runs } => Self::CleanRuns(runs),
            Because::Errors { errors, pieces } => Self::Errors(errors, pieces),
            Because::HelpCalls { calls, pieces } => Self::HelpCalls(calls, pieces),
            Because::Away { days } => Self::Away(days),
        }
    }
}

/// A level of prompts in words, as a msgid.
pub fn level_label(level: PromptLevel) -> &'static str {
    match level {
        PromptLevel::Full => msg("every step on its own screen"),
        PromptLevel::Grouped => msg("steps in groups"),
        PromptLevel::Checklist => msg("a list to tick"),
        PromptLevel::Free => msg("without prompts"),
    }
}

/// What supports a step, in words, as a msgid.
pub fn support_label(support: PromptSupport) -> &'static str {
    match support {
        PromptSupport::Picture => msg("picture"),
        PromptSupport::Speech => msg("picture and speech"),
        PromptSupport::Clip => msg("picture, speech and clip"),
    }
}

impl PromptLine {
    /// What is proposed for the person of a history.
    pub fn proposed(
        state: &State,
        operations: &Operations,
        history: &History,
        rules: &Rules,
        day: NaiveDate,
    ) -> Vec<Self> {
        let speech = settings::of(state, history.person()).speech;
        let comes_to = |prompts: Prompts| {
            let prompts = prompts.perceived(speech);
            (prompts.level, prompts.support)
        };
        ladder::proposals(state, history, rules, day)
            .into_iter()
            .map(|proposal| Self {
                name: Name::of(state, &proposal.person),
                operation: operations.name(&proposal.operation),
                from: comes_to(proposal.from),
                to: comes_to(proposal.to),
                because: (&proposal.because).into(),
                runs: proposal.evidence.len(),
            })
            .collect()
    }
}

/// The commands that answer a proposal of prompts; `None` when it is not proposed any more.
///
/// # Errors
/// When the views cannot be read.
pub fn answer_prompt(
    ledger: &mut Ledger,
    room: &Room,
    person: &PersonId,
    operation: &OperationId,
    accepted: bool,
    moment: Moment,
) -> Result<Option<Vec<stupen_domain::Command>>, ViewsError> {
    let today = room.day(moment);
    let history = ledger.history(person)?;
    let state = ledger.state();
    let rules = rules(state, room);
    let proposal = ladder::proposal(state, &history, operation, &rules, today);
    Ok(proposal.map(|proposal| {
        let mut commands: Vec<stupen_domain::Command> = Vec::new();
        if accepted {
            commands.push(proposal.set().into());
        }
        commands.push(proposal.answer(accepted).into());
        commands
    }))
}
