//! Who works on what today, who can do what, and what is proposed: turns of the rotation and other prompts.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::board::board;
use stupen_domain::ladder;
use stupen_domain::practice::{self, Skill, Totals};
use stupen_domain::rotation;
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::{State, stations};
use stupen_ledger::{Ledger, ViewsError};

use super::board::Standing;
use super::calls::rules;
use super::operations::{OperationName, Operations};
use super::prompts::PromptLine;
use super::{Name, Room};
use crate::book::Book;
use crate::clock::Moment;
use crate::i18n::msg;

/// How far somebody has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkillLevel {
    /// No piece yet.
    New,
    /// On the way.
    Learning,
    /// Can show it to others.
    Experienced,
    /// May not do it.
    Barred,
}

impl SkillLevel {
    pub(super) fn of(cell: &practice::SkillCell) -> Self {
        match cell.skill {
            _ if cell.barred => Self::Barred,
            Skill::New => Self::New,
            Skill::Learning => Self::Learning,
            Skill::Experienced => Self::Experienced,
        }
    }

    /// In words, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => msg("not tried yet"),
            Self::Learning => msg("is learning it"),
            Self::Experienced => msg("experienced"),
            Self::Barred => msg("may not do it"),
        }
    }

    /// A sign for the table; the words are beside the table and in each cell's name.
    pub fn sign(self) -> &'static str {
        match self {
            Self::New => "○",
            Self::Learning => "◐",
            Self::Experienced => "●",
            Self::Barred => "—",
        }
    }
}

/// One cell of the table of skills.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// The operation.
    pub operation: OperationId,
    /// How far they have come.
    pub skill: SkillLevel,
    /// Pieces so far.
    pub pieces: u32,
}

/// What is proposed for somebody today.
#[derive(Clone, Debug, Serialize)]
pub struct TurnLine {
    /// On what.
    pub operation: OperationId,
    /// Why, as a msgid; `{who}` is the person named.
    #[serde(skip)]
    pub because: &'static str,
    /// The person named.
    pub who: Option<String>,
}

/// One person's line of the plan.
#[derive(Clone, Debug, Serialize)]
pub struct PlanRow {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Where they are today.
    pub standing: Standing,
    /// What is planned.
    pub planned: Option<OperationId>,
    /// They may not do what is planned.
    pub barred: bool,
    /// Two plans were made without knowing of each other.
    pub disputed: bool,
    /// What is proposed for today.
    pub turn: Option<TurnLine>,
    /// Each operation, in the order of the columns.
    pub cells: Vec<Cell>,
}

/// The work of a day.
#[derive(Clone, Debug, Serialize)]
pub struct WorkPage {
    /// Which workshop.
    pub workshop: Room,
    /// The day.
    pub day: NaiveDate,
    /// The columns: all operations.
    pub operations: Vec<OperationName>,
    /// Who is enrolled, by name.
    pub people: Vec<PlanRow>,
    /// Other prompts that are proposed.
    pub prompts: Vec<PromptLine>,
}

impl WorkPage {
    /// Reads the plan of today.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        book: &Book,
        room: Room,
        moment: Moment,
    ) -> Result<Self, ViewsError> {
        let day = room.day(moment);
        let now = room.at(moment, day);
        ledger.open_day(day)?;
        ledger.open_practice()?;
        let state = ledger.state();
        let rules = rules(state, &room);
        let operations = Operations::of(book, state, &room.id);
        let columns = operations.all();
        let ids: Vec<OperationId> = columns.iter().map(|name| name.id.clone()).collect();
        let totals = Totals::of(state);
        let rows = board(state, &room.id, day, now);
        let here: Vec<PersonId> = rows
            .iter()
            .filter(|row| is_here(Standing::of(&row.day)))
            .map(|row| row.person.person.clone())
            .collect();
        let turns = rotation::by_product(&totals, state, &here, &ids, &rules, day);
        let people = rows
            .iter()
            .map(|row| {
                let person = &row.person.person;
                let planned = stations::planned(state, person, day);
                PlanRow {
                    name: Name::from(row.person),
                    standing: Standing::of(&row.day),
                    planned: planned
                        .as_ref()
                        .and_then(|planned| planned.assigned.operation.clone()),
                    barred: planned.as_ref().is_some_and(|planned| planned.barred),
                    disputed: planned.is_some_and(|planned| !planned.disputed.is_empty()),
                    turn: turns
                        .iter()
                        .find(|turn| turn.person == *person)
                        .and_then(|turn| turn_line(state, turn)),
                    cells: practice::skills(&totals, person, &ids, &rules)
                        .iter()
                        .map(|cell| Cell {
                            operation: cell.operation.clone(),
                            skill: SkillLevel::of(cell),
                            pieces: cell.practised.pieces,
                        })
                        .collect(),
                }
            })
            .collect();
        let looked = ladder::runs_read(&rules);
        let mut prompts = Vec::new();
        for row in &rows {
            let history = ledger.recent_history_among(&totals, &row.person.person, looked)?;
            prompts.extend(PromptLine::proposed(
                state,
                &operations,
                &history,
                &rules,
                day,
            ));
        }
        Ok(Self {
            day,
            operations: columns,
            people,
            prompts,
            workshop: room,
        })
    }
}

/// Whether somebody is there, or will come today: for them work is planned.
fn is_here(standing: Standing) -> bool {
    matches!(
        standing,
        Standing::In | Standing::OnBreak | Standing::AtLunch | Standing::Late | Standing::Expected
    )
}

fn turn_line(state: &State, turn: &rotation::Turn) -> Option<TurnLine> {
    let called = |id: &PersonId| Name::of(state, id).called;
    let (because, who) = match &turn.because {
        rotation::Because::LeastPractised => (msg("practised least so far"), None),
        rotation::Because::Beside(id) => (msg("new here; {who} can show it"), Some(called(id))),
        rotation::Because::Shows(id) => (msg("can show it to {who}"), Some(called(id))),
        rotation::Because::Covers => (msg("so that every operation has somebody"), None),
        rotation::Because::NothingAllowed => return None,
    };
    Some(TurnLine {
        operation: turn.operation.clone()?,
        because,
        who,
    })
}
