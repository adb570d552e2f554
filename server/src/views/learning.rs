//! One person's work: each operation with how it is prompted and learnt, what they may not do, and their limits.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::facts::{PromptLevel, PromptSupport, SpeechMode};
use stupen_domain::learning::{self, Trend};
use stupen_domain::limits::{self, Group};
use stupen_domain::practice::{self, Totals};
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::{people, settings};
use stupen_ledger::{Ledger, ViewsError};

use super::calls::rules;
use super::limits::{LimitLine, limit_lines};
use super::operations::{OperationName, Operations};
use super::prompts::PromptLine;
use super::work::SkillLevel;
use super::{Name, Room};
use crate::book::Book;
use crate::clock::Moment;
use crate::i18n::msg;

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
    /// When the kiosk speaks to them: it decides what the supports of a step come to.
    #[serde(skip)]
    pub speech: SpeechMode,
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
        let prompts = PromptLine::proposed(state, &operations, &history, &rules, today);
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
            speech: settings::of(state, person).speech,
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
