//! Who works on what today, who can do what, what is proposed; and of one person prompts, learning, bars and limits.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::board::board;
use stupen_domain::facts::{Limit, PromptLevel, PromptSupport};
use stupen_domain::ladder::{self, Because};
use stupen_domain::learning::{self, Trend};
use stupen_domain::limits::{self, Group, LimitView, Nearness};
use stupen_domain::practice::{self, Skill, Totals};
use stupen_domain::rotation;
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::{State, people, stations};
use stupen_ledger::{Ledger, ViewsError};

use super::board::Standing;
use super::breaches::By;
use super::calls::rules;
use super::operations::{OperationName, Operations};
use super::{Name, Room};
use crate::book::Book;
use crate::clock::Moment;
use crate::i18n::msg;

/// Runs of each operation that are read for proposals beside those that the rules look at.
const RUNS_BESIDE: usize = 8;

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
    fn of(cell: &practice::SkillCell) -> Self {
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

/// Other prompts that are proposed for somebody.
#[derive(Clone, Debug, Serialize)]
pub struct PromptLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// On what.
    pub operation: OperationName,
    /// What holds.
    pub from: (PromptLevel, PromptSupport),
    /// What is proposed.
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
        let rules = rules(ledger.state(), &room);
        let mut histories = Vec::new();
        let enrolled: Vec<PersonId> = board(ledger.state(), &room.id, day, now)
            .iter()
            .map(|row| row.person.person.clone())
            .collect();
        let looked = usize::try_from(rules.fade_after_runs).unwrap_or(0) + RUNS_BESIDE;
        for person in &enrolled {
            histories.push(ledger.recent_history(person, looked)?);
        }
        let state = ledger.state();
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
        let turns = turns(&totals, state, &here, &ids, &rules, day);
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
        let prompts = histories
            .iter()
            .flat_map(|history| ladder::proposals(state, history, &rules, day))
            .map(|proposal| PromptLine {
                name: Name::of(state, &proposal.person),
                operation: operations.name(&proposal.operation),
                from: (proposal.from.level, proposal.from.support),
                to: (proposal.to.level, proposal.to.support),
                because: (&proposal.because).into(),
                runs: proposal.evidence.len(),
            })
            .collect();
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

/// Proposals, pack by pack: people stay with the product they work on; who has no plan yet joins the first.
fn turns(
    totals: &Totals<'_>,
    state: &State,
    here: &[PersonId],
    operations: &[OperationId],
    rules: &Rules,
    day: NaiveDate,
) -> Vec<rotation::Turn> {
    let pack = |id: &OperationId| id.as_str().split('/').next().unwrap_or_default().to_owned();
    let mut packs: Vec<String> = operations.iter().map(pack).collect();
    packs.dedup();
    // The product with most operations is the conveyor.
    let main = packs
        .iter()
        .max_by_key(|name| operations.iter().filter(|id| pack(id) == **name).count())
        .cloned();
    packs
        .iter()
        .flat_map(|name| {
            let chain: Vec<OperationId> = operations
                .iter()
                .filter(|id| pack(id) == *name)
                .cloned()
                .collect();
            let present: Vec<PersonId> = here
                .iter()
                .filter(|person| {
                    let planned = stations::planned(state, person, day)
                        .and_then(|planned| planned.assigned.operation.as_ref());
                    planned.map(pack).or_else(|| main.clone()).as_ref() == Some(name)
                })
                .cloned()
                .collect();
            rotation::propose(totals, state, &present, &chain, rules, day)
        })
        .collect()
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

/// One limit of somebody today.
#[derive(Clone, Debug, Serialize)]
pub struct LimitLine {
    /// Which.
    pub limit: Limit,
    /// Minutes worked of what it counts.
    pub worked_min: u32,
    /// Minutes left.
    pub left_min: u32,
    /// `fine`, `near`, `reached`.
    pub nearness: &'static str,
    /// They were told today.
    pub noticed: bool,
    /// What staff did.
    pub answered: Option<(String, By)>,
}

impl LimitLine {
    /// From the rules.
    pub fn of(state: &State, view: &LimitView<'_>) -> Self {
        Self {
            limit: view.limit,
            worked_min: view.worked_min,
            left_min: view.left_min,
            nearness: match view.nearness {
                Nearness::Fine => "fine",
                Nearness::Near => "near",
                Nearness::Reached => "reached",
            },
            noticed: view.noticed.is_some(),
            answered: view
                .answered
                .as_ref()
                .map(|(answer, said)| (answer.done.clone(), By::of(state, said))),
        }
    }

    /// Which, in words, as a msgid.
    pub fn label(&self) -> &'static str {
        match self.limit {
            Limit::Daily => msg("hours of the day"),
            Limit::Weekly => msg("hours of the week"),
            Limit::Night => msg("no work at night"),
        }
    }

    /// How near, in words, as a msgid.
    pub fn nearness_label(&self) -> &'static str {
        match self.nearness {
            "reached" => msg("reached: time to go home"),
            "near" => msg("near"),
            _ => msg("far enough"),
        }
    }

    /// The colour of its tag.
    pub fn colour(&self) -> &'static str {
        match self.nearness {
            "reached" => "help",
            "near" => "pause",
            _ => "done",
        }
    }

    /// The word of the limit in forms.
    pub fn word(&self) -> &'static str {
        match self.limit {
            Limit::Daily => "daily",
            Limit::Weekly => "weekly",
            Limit::Night => "night",
        }
    }
}

/// The limits of one person today; the days of the week must be open.
pub fn limit_lines(
    state: &State,
    room: &Room,
    person: &PersonId,
    now: chrono::DateTime<chrono::FixedOffset>,
) -> Vec<LimitLine> {
    limits::near(state, &room.id, person, now)
        .iter()
        .map(|view| LimitLine::of(state, view))
        .collect()
}

/// One run beside the norm.
#[derive(Clone, Debug, Serialize)]
pub struct RunPoint {
    /// The day.
    pub day: NaiveDate,
    /// Pieces finished.
    pub pieces: u32,
    /// Seconds a piece.
    pub piece_s: Option<u64>,
    /// Faulty pieces.
    pub defects: u32,
    /// Calls for help.
    pub help: u32,
    /// Steps gone back from.
    pub back: u32,
}

/// One person on one operation.
#[derive(Clone, Debug, Serialize)]
pub struct OperationLine {
    /// Which.
    pub operation: OperationName,
    /// How far they have come.
    pub skill: SkillLevel,
    /// Pieces so far.
    pub pieces: u32,
    /// Days on which they did it.
    pub days: u32,
    /// How they are prompted.
    pub level: PromptLevel,
    /// What supports a step.
    pub support: PromptSupport,
    /// Seconds that one piece shall take.
    pub norm_s: Option<u64>,
    /// Seconds a piece of late.
    pub lately_s: Option<u64>,
    /// Which way the time a piece goes, as a msgid.
    #[serde(skip)]
    pub trend: Option<&'static str>,
    /// Runs, oldest first.
    pub runs: Vec<RunPoint>,
    /// They may not do it.
    pub barred: bool,
}

/// What the law says for a birth date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Proposed {
    /// Minutes a day.
    pub daily_min: Option<u32>,
    /// Minutes a week.
    pub weekly_min: Option<u32>,
    /// No work at night.
    pub no_night: bool,
    /// The birthday that changes it.
    pub until: Option<NaiveDate>,
}

/// A person's work: prompts, learning, bars, limits. For staff; nothing here is sorted by how well somebody does.
#[derive(Clone, Debug, Serialize)]
pub struct PersonWork {
    /// In which workshop.
    pub workshop: Room,
    /// Who.
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// Every operation of the workshop, in the order of the packs.
    pub operations: Vec<OperationLine>,
    /// Other prompts that are proposed.
    pub prompts: Vec<PromptLine>,
    /// Minutes a day at most.
    pub daily_min: Option<u32>,
    /// Minutes a week at most.
    pub weekly_min: Option<u32>,
    /// No work at night.
    pub no_night: bool,
    /// The limits today.
    pub limits: Vec<LimitLine>,
    /// What the law says by birth date: who works only, and who studies beside it.
    #[serde(skip)]
    pub statutory: Option<(Proposed, Proposed)>,
    /// No birth date is known.
    pub birth_unknown: bool,
    /// Today.
    pub today: NaiveDate,
}

impl PersonWork {
    /// Reads a person's work; `None` when nobody of this id is known.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        book: &Book,
        room: Room,
        person: &PersonId,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        let today = room.day(moment);
        let now = room.at(moment, today);
        if people::person(ledger.state(), person).is_none() {
            return Ok(None);
        }
        for day in limits::days(today) {
            ledger.open_day(day)?;
        }
        let history = ledger.history(person)?;
        let state = ledger.state();
        let rules = rules(state, &room);
        let operations = Operations::of(book, state, &room.id);
        let ids: Vec<OperationId> = operations.all().into_iter().map(|name| name.id).collect();
        let totals = Totals::of(state);
        let lines = practice::skills(&totals, person, &ids, &rules)
            .into_iter()
            .map(|cell| {
                let norm_ms = operations
                    .norm_s(&cell.operation)
                    .map(|norm| u64::from(norm) * 1000);
                let learned = learning::learning(&history, &cell.operation, None, norm_ms);
                OperationLine {
                    operation: operations.name(&cell.operation),
                    skill: SkillLevel::of(&cell),
                    pieces: cell.practised.pieces,
                    days: cell.practised.days,
                    level: cell.prompts.level,
                    support: cell.prompts.support,
                    norm_s: norm_ms.map(|ms| ms / 1000),
                    lately_s: learned.lately.piece_ms().map(|ms| ms / 1000),
                    trend: learned.trend.map(|trend| match trend {
                        Trend::Quicker => msg("quicker than before"),
                        Trend::Steady => msg("as before"),
                        Trend::Slower => msg("slower than before"),
                    }),
                    runs: learned
                        .runs
                        .iter()
                        .map(|run| RunPoint {
                            day: run.day(),
                            pieces: run.work.pieces,
                            piece_s: run.work.piece_ms().map(|ms| ms / 1000),
                            defects: run.defects,
                            help: run.help,
                            back: run.back,
                        })
                        .collect(),
                    barred: cell.barred,
                }
            })
            .collect();
        let prompts = ladder::proposals(state, &history, &rules, today)
            .into_iter()
            .map(|proposal| PromptLine {
                name: Name::of(state, person),
                operation: operations.name(&proposal.operation),
                from: (proposal.from.level, proposal.from.support),
                to: (proposal.to.level, proposal.to.support),
                because: (&proposal.because).into(),
                runs: proposal.evidence.len(),
            })
            .collect();
        let set = limits::of(state, person, today);
        let born = people::identity(state, person).and_then(|known| known.born);
        let by_law = |studies| {
            let law = limits::from_birth(born?, today, studies, None::<Group>)?;
            Some(Proposed {
                daily_min: law.limits.daily_min,
                weekly_min: law.limits.weekly_min,
                no_night: law.limits.no_night,
                until: law.until,
            })
        };
        let statutory = by_law(false)
            .zip(by_law(true))
            .filter(|(works, _)| works.daily_min.is_some());
        Ok(Some(Self {
            name: Name::of(state, person),
            full_name: super::full_name(state, person),
            operations: lines,
            prompts,
            daily_min: set.daily_min,
            weekly_min: set.weekly_min,
            no_night: set.no_night,
            limits: limit_lines(state, &room, person, now),
            statutory,
            birth_unknown: born.is_none(),
            today,
            workshop: room,
        }))
    }
}

/// Everybody of a workshop who has limits, or should have.
#[derive(Clone, Debug, Serialize)]
pub struct LimitList {
    /// Which workshop.
    pub workshop: Room,
    /// The day.
    pub day: NaiveDate,
    /// Who has limits, by name, with how near they are today.
    pub people: Vec<LimitPerson>,
    /// Who has none although the law sets some by their birth date, by name.
    pub missing: Vec<Name>,
}

/// One person with limits.
#[derive(Clone, Debug, Serialize)]
pub struct LimitPerson {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Where they are.
    pub standing: Standing,
    /// Each limit.
    pub limits: Vec<LimitLine>,
}

impl LimitList {
    /// Reads the list.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(ledger: &mut Ledger, room: Room, moment: Moment) -> Result<Self, ViewsError> {
        let day = room.day(moment);
        let now = room.at(moment, day);
        for day in limits::days(day) {
            ledger.open_day(day)?;
        }
        let state = ledger.state();
        let (mut with, mut missing) = (Vec::new(), Vec::new());
        for row in board(state, &room.id, day, now) {
            let person = &row.person.person;
            let lines = limit_lines(state, &room, person, now);
            if !lines.is_empty() {
                with.push(LimitPerson {
                    name: Name::from(row.person),
                    standing: Standing::of(&row.day),
                    limits: lines,
                });
                continue;
            }
            let by_law = people::identity(state, person)
                .and_then(|known| known.born)
                .and_then(|born| limits::from_birth(born, day, false, None));
            if by_law.is_some_and(|law| law.limits.daily_min.is_some()) {
                missing.push(Name::from(row.person));
            }
        }
        Ok(Self {
            day,
            people: with,
            missing,
            workshop: room,
        })
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
