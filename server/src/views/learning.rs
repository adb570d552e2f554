//! One person's work: each operation with how it is prompted and learnt, what they may not do, and their limits.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::facts::{Bilingual, PromptLevel, PromptSupport, SpeechMode};
use stupen_domain::learning::{self, History, Speed, Trend};
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
    /// Times that speech was repeated.
    pub replays: u32,
    /// Which version of the pack.
    pub version: u32,
}

/// Which way the time a piece goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Shorter.
    Quicker,
    /// Neither.
    Steady,
    /// Longer.
    Slower,
}

impl Direction {
    fn of(trend: Trend) -> Self {
        match trend {
            Trend::Quicker => Self::Quicker,
            Trend::Steady => Self::Steady,
            Trend::Slower => Self::Slower,
        }
    }

    /// In words, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::Quicker => msg("quicker than before"),
            Self::Steady => msg("as before"),
            Self::Slower => msg("slower than before"),
        }
    }
}

/// How quickly an operation is learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SpeedLine {
    /// Pieces up to the first run that kept the norm; absent where none has, or there is no norm.
    pub pieces_to_norm: Option<u32>,
    /// Seconds a piece in the first run that finished one.
    pub first_s: Option<u64>,
    /// Seconds a piece in the tenth such run, or the last where there are fewer.
    pub later_s: Option<u64>,
    /// How many such runs lie between, both included.
    pub runs: u32,
}

/// What one step took, over all runs of one version.
#[derive(Clone, Debug, Serialize)]
pub struct StepLine {
    /// Its id.
    pub step: String,
    /// Its words; absent where that version is not at hand any more.
    pub words: Option<Bilingual>,
    /// How often it was shown.
    pub times: u32,
    /// Seconds each time, to the tenth.
    pub mean_s: Option<f64>,
    /// How often its speech was repeated.
    pub replays: u32,
    /// How often it was gone back from.
    pub back: u32,
    /// How often help was called at it, in whatever version of the pack.
    pub help: u32,
    /// Nowhere were more steps back and calls for help.
    pub hardest: bool,
}

/// Learning in one version of a pack: versions need not share their steps.
#[derive(Clone, Debug, Serialize)]
pub struct VersionLine {
    /// Which.
    pub version: u32,
    /// Runs in it.
    pub runs: usize,
    /// Pieces finished.
    pub pieces: u32,
    /// Seconds a piece of late.
    pub lately_s: Option<u64>,
    /// Which way the time a piece goes.
    pub trend: Option<Direction>,
    /// How quickly it is learnt.
    pub speed: SpeedLine,
    /// Its steps, in their order where that is known.
    pub steps: Vec<StepLine>,
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
    /// Which way the time a piece goes, over all versions.
    pub trend: Option<Direction>,
    /// How quickly it is learnt, over all versions.
    pub speed: SpeedLine,
    /// Faulty pieces.
    pub defects: u32,
    /// Calls for help.
    pub help: u32,
    /// Steps gone back from.
    pub back: u32,
    /// Times that speech was repeated.
    pub replays: u32,
    /// Runs, oldest first.
    pub runs: Vec<RunPoint>,
    /// Each version of the pack that was worked by, the newest first.
    pub versions: Vec<VersionLine>,
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
                    trend: learned.trend.map(Direction::of),
                    speed: speed_line(learned.speed),
                    defects: learned.defects,
                    help: learned.help,
                    back: learned.back,
                    replays: learned.replays,
                    versions: versions(&history, &operations, &cell.operation, norm_ms),
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
                            replays: run.replays,
                            version: run.version,
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

impl OperationLine {
    /// The steps of the newest version that was worked by at which the person needed most.
    pub fn hardest(&self) -> impl Iterator<Item = &StepLine> {
        let newest = self.versions.first();
        newest.into_iter().flat_map(VersionLine::hardest)
    }
}

impl VersionLine {
    /// The steps at which the person needed most.
    pub fn hardest(&self) -> impl Iterator<Item = &StepLine> {
        self.steps.iter().filter(|step| step.hardest)
    }
}

fn speed_line(speed: Speed) -> SpeedLine {
    SpeedLine {
        pieces_to_norm: speed.pieces_to_norm,
        first_s: speed.first_ms.map(|ms| ms / 1000),
        later_s: speed.later_ms.map(|ms| ms / 1000),
        runs: speed.runs,
    }
}

/// What was learnt in each version that the person worked by, the newest first.
fn versions(
    history: &History,
    operations: &Operations,
    operation: &OperationId,
    norm_ms: Option<u64>,
) -> Vec<VersionLine> {
    let known = history.operations().remove(operation).unwrap_or_default();
    let order = operations.steps(operation);
    known
        .into_iter()
        .rev()
        .map(|version| {
            let learned = learning::learning(history, operation, Some(version), norm_ms);
            // The words at hand are those of the version that is published now.
            let current = operations.version(operation) == Some(version);
            let hardest = learned.hardest();
            let mut steps: Vec<StepLine> = learned
                .steps
                .iter()
                .map(|(step, time)| StepLine {
                    step: (*step).to_owned(),
                    words: operations.step(operation, step).filter(|_| current),
                    times: time.times,
                    mean_s: time.mean_ms().map(tenths),
                    replays: time.replays,
                    back: time.back,
                    help: time.help,
                    hardest: hardest.contains(step),
                })
                .collect();
            steps.sort_by_key(|line| {
                let place = order.iter().position(|step| *step == line.step);
                (place.is_none(), place)
            });
            VersionLine {
                version,
                runs: learned.runs.len(),
                pieces: learned.all.pieces,
                lately_s: learned.lately.piece_ms().map(|ms| ms / 1000),
                trend: learned.trend.map(Direction::of),
                speed: speed_line(learned.speed),
                steps,
            }
        })
        .collect()
}

/// Seconds to the tenth: a step may take less than one.
fn tenths(ms: u64) -> f64 {
    let tenths = u32::try_from((ms + 50) / 100).unwrap_or(u32::MAX);
    f64::from(tenths) / 10.0
}
