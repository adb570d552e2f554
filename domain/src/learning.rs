//! How somebody learns an operation: for staff, about one person at a time (docs/domain.md section 13.4).
//!
//! Never a ranking: nothing here compares people, and nothing sorts them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::entry::Entry;
use crate::evidence::Work;
use crate::state::State;
use crate::time::{Moment, workshop_day};
use crate::wire::Kind;
use crate::wire::facts::{HelpAsked, RunRecorded};
use crate::wire::ids::{HelpId, OperationId, PersonId, RunId};

/// Runs at each end of a stretch that are compared for a trend [D].
const TREND_RUNS: usize = 3;
/// The last runs that tell how long a piece takes on which a trend rests.
pub const TREND_READ: usize = 2 * TREND_RUNS;
/// Change of the time a piece, in hundredths, below which it is steady [D].
const STEADY_PER_100: u64 = 10;
/// Runs that the speed of learning looks at, from the first on [D].
const FIRST_RUNS: usize = 10;
/// Calls for help and steps back from which on a step stands out [D]: once happens anywhere.
const STANDS_OUT: u32 = 2;

/// A run, its records added up.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSum {
    /// Which.
    pub run: RunId,
    /// On which operation.
    pub operation: OperationId,
    /// Of which version of its pack.
    pub version: u32,
    /// Beginning, by the mended clock where there is one.
    pub began: Moment,
    /// End of what is known of it.
    pub ended: Moment,
    /// Pieces and time.
    pub work: Work,
    /// Pieces put aside as faulty.
    pub defects: u32,
    /// Calls for help.
    pub help: u32,
    /// Steps gone back from.
    pub back: u32,
    /// Times that speech was repeated.
    pub replays: u32,
}

impl RunSum {
    /// The workshop day on which it began.
    pub fn day(&self) -> NaiveDate {
        workshop_day(self.began)
    }

    /// Steps back, faulty pieces and calls for help. Hearing a step again is no error.
    pub fn errors(&self) -> u32 {
        self.back
            .saturating_add(self.defects)
            .saturating_add(self.help)
    }

    fn add(&mut self, other: RunSum) {
        self.began = self.began.min(other.began);
        self.ended = self.ended.max(other.ended);
        self.work = self.work.and(other.work);
        self.defects = self.defects.saturating_add(other.defects);
        self.help = self.help.saturating_add(other.help);
        self.back = self.back.saturating_add(other.back);
        self.replays = self.replays.saturating_add(other.replays);
    }
}

/// What one step took, over all runs of one version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StepTime {
    /// How often it was shown.
    pub times: u32,
    /// Milliseconds on it, all together.
    pub total_ms: u64,
    /// How often its speech was repeated.
    pub replays: u32,
    /// How often the person went back from it.
    pub back: u32,
    /// How often they called for help at it: of all versions, since a call names none.
    pub help: u32,
}

impl StepTime {
    /// Steps back from it and calls for help at it.
    pub fn trouble(&self) -> u32 {
        self.back.saturating_add(self.help)
    }

    /// Milliseconds each time; `None` where it was never shown.
    pub fn mean_ms(&self) -> Option<u64> {
        self.total_ms.checked_div(u64::from(self.times))
    }
}

/// A person's runs, as far as they were collected: all of them (`Ledger::history`), or those of the last days.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    person: PersonId,
    runs: BTreeMap<(OperationId, u32, RunId), RunSum>,
    steps: BTreeMap<(OperationId, u32, String), StepTime>,
    /// Calls for help at a step, each once.
    helped: BTreeMap<(OperationId, String), BTreeSet<HelpId>>,
}

impl History {
    /// Nothing yet.
    pub fn new(person: &PersonId) -> Self {
        History {
            person: person.clone(),
            runs: BTreeMap::new(),
            steps: BTreeMap::new(),
            helped: BTreeMap::new(),
        }
    }

    /// From all days that are loaded.
    pub fn of(state: &State, person: &PersonId) -> Self {
        let mut history = History::new(person);
        for (key, part) in state.parts("d/") {
            if key
                .split_once('/')
                .is_some_and(|(_, id)| id == person.as_str())
            {
                history.add(state, part.values().map(AsRef::as_ref));
            }
        }
        for (_, part) in state.parts("h/") {
            history.add(state, part.values().map(AsRef::as_ref));
        }
        history
    }

    /// Whose.
    pub fn person(&self) -> &PersonId {
        &self.person
    }

    /// Where the calls for help of a day stand: they are added like the person's own entries of it.
    pub fn calls_key(day: NaiveDate) -> String {
        format!("h/{day}")
    }

    /// Adds the entries of a day; each day once. What is of somebody else, and neither a run nor a call, is passed over.
    pub fn add<'a>(&mut self, state: &State, entries: impl Iterator<Item = &'a Entry>) {
        self.add_where(state, entries, |_| true);
    }

    /// [`History::add`] of what was done on one operation; each day once for each operation.
    pub fn add_on<'a>(
        &mut self,
        state: &State,
        entries: impl Iterator<Item = &'a Entry>,
        operation: &OperationId,
    ) {
        self.add_where(state, entries, |found| found == operation);
    }

    fn add_where<'a>(
        &mut self,
        state: &State,
        entries: impl Iterator<Item = &'a Entry>,
        counts: impl Fn(&OperationId) -> bool,
    ) {
        for entry in entries {
            if let Some(asked) = HelpAsked::of(&entry.payload.fact)
                && asked.person.as_ref() == Some(&self.person)
                && let (Some(operation), Some(step)) = (&asked.operation, &asked.step)
                && counts(operation)
            {
                let at = (operation.clone(), step.clone());
                let calls = self.helped.entry(at).or_default();
                calls.insert(asked.help.clone());
            }
            let Some(run) = RunRecorded::of(&entry.payload.fact) else {
                continue;
            };
            if run.person != self.person || !counts(&run.operation) {
                continue;
            }
            let mended = state.effective_time(entry) - entry.occurred_at;
            let moved = |at: Moment| at.checked_add_signed(mended).unwrap_or(at);
            let key = |step: &str| (run.operation.clone(), run.version, String::from(step));
            let mut sum = RunSum {
                run: run.run.clone(),
                operation: run.operation.clone(),
                version: run.version,
                began: moved(run.began),
                ended: moved(run.ended),
                work: Work::of(run),
                defects: run.defects,
                help: run.help,
                back: 0,
                replays: 0,
            };
            for step in &run.steps {
                sum.back = sum.back.saturating_add(step.back);
                sum.replays = sum.replays.saturating_add(step.replays);
                let time = self.steps.entry(key(&step.step)).or_default();
                time.times = time.times.saturating_add(step.times);
                time.total_ms = time.total_ms.saturating_add(step.total_ms);
                time.replays = time.replays.saturating_add(step.replays);
                time.back = time.back.saturating_add(step.back);
            }
            let id = (run.operation.clone(), run.version, run.run.clone());
            match self.runs.get_mut(&id) {
                Some(known) => known.add(sum),
                None => drop(self.runs.insert(id, sum)),
            }
        }
    }

    /// Operations that the person worked on, with the versions of their packs.
    pub fn operations(&self) -> BTreeMap<&OperationId, Vec<u32>> {
        let mut found: BTreeMap<&OperationId, Vec<u32>> = BTreeMap::new();
        for (operation, version, _) in self.runs.keys() {
            let versions = found.entry(operation).or_default();
            if versions.last() != Some(version) {
                versions.push(*version);
            }
        }
        found
    }

    /// The runs on an operation, of all versions, by their beginning.
    pub fn runs(&self, operation: &OperationId) -> Vec<&RunSum> {
        let mut runs: Vec<&RunSum> = self
            .runs
            .values()
            .filter(|run| run.operation == *operation)
            .collect();
        runs.sort_by(|a, b| (a.began, &a.run).cmp(&(b.began, &b.run)));
        runs
    }

    /// How many runs on an operation tell how long a piece takes. Each of them says something of prompts, too.
    pub fn timed(&self, operation: &OperationId) -> usize {
        self.runs
            .values()
            .filter(|run| run.operation == *operation && run.work.piece_ms().is_some())
            .count()
    }

    fn steps(&self, operation: &OperationId, version: u32) -> BTreeMap<&str, StepTime> {
        self.steps
            .iter()
            .filter(|((of, known, _), _)| of == operation && *known == version)
            .map(|((_, _, step), time)| {
                let help = self.helped.get(&(operation.clone(), step.clone()));
                let help = help.map_or(0, |calls| u32::try_from(calls.len()).unwrap_or(u32::MAX));
                (step.as_str(), StepTime { help, ..*time })
            })
            .collect()
    }
}

/// Which way the time a piece goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Shorter by a tenth at least.
    Quicker,
    /// Neither.
    Steady,
    /// Longer by a tenth at least.
    Slower,
}

/// How quickly somebody learns an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Speed {
    /// Pieces made up to the first run that kept the norm, those of that run included; `None` where none has yet, or
    /// there is no norm.
    pub pieces_to_norm: Option<u32>,
    /// Milliseconds a piece in the first run that finished one from which nobody walked away.
    pub first_ms: Option<u64>,
    /// Milliseconds a piece in the tenth such run, or the last where there are fewer.
    pub later_ms: Option<u64>,
    /// How many such runs lie between, both included.
    pub runs: u32,
}

/// One person on one operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Learning<'a> {
    /// Runs by their beginning.
    pub runs: Vec<&'a RunSum>,
    /// Norm of one piece, milliseconds, where there is one.
    pub norm_ms: Option<u64>,
    /// Everything made, and the time for it.
    pub all: Work,
    /// The last runs that finished a piece from which nobody walked away.
    pub lately: Work,
    /// From the runs before those to those; `None` while there are too few.
    pub trend: Option<Trend>,
    /// How quickly it is learnt.
    pub speed: Speed,
    /// Faulty pieces.
    pub defects: u32,
    /// Calls for help.
    pub help: u32,
    /// Steps gone back from.
    pub back: u32,
    /// Times that speech was repeated.
    pub replays: u32,
    /// Steps by id, where one version was asked for: versions need not share their steps.
    pub steps: BTreeMap<&'a str, StepTime>,
}

impl Learning<'_> {
    /// Where the person needs most: the steps from which they went back and at which they called for help most often.
    /// None where that is nowhere more than once.
    pub fn hardest(&self) -> Vec<&str> {
        let most = self.steps.values().map(StepTime::trouble).max();
        let most = most.filter(|most| *most >= STANDS_OUT);
        self.steps
            .iter()
            .filter(|(_, time)| Some(time.trouble()) == most)
            .map(|(step, _)| *step)
            .collect()
    }

    /// Time a piece of late in hundredths of the norm: 100 keeps it exactly, less is quicker.
    pub fn norm_per_100(&self) -> Option<u32> {
        let per = self
            .lately
            .piece_ms()?
            .saturating_mul(100)
            .checked_div(self.norm_ms?)?;
        Some(u32::try_from(per).unwrap_or(u32::MAX))
    }
}

/// How somebody learns an operation: over all versions of its pack, or in one of them.
pub fn learning<'a>(
    history: &'a History,
    operation: &OperationId,
    version: Option<u32>,
    norm_ms: Option<u64>,
) -> Learning<'a> {
    let mut runs = history.runs(operation);
    runs.retain(|run| version.is_none_or(|version| run.version == version));
    let work: Vec<Work> = runs
        .iter()
        .map(|run| run.work)
        .filter(|work| work.piece_ms().is_some())
        .collect();
    let sum = |works: &[Work]| works.iter().copied().fold(Work::default(), Work::and);
    let (earlier, late) = work.split_at(work.len().saturating_sub(TREND_RUNS));
    let (_, before) = earlier.split_at(earlier.len().saturating_sub(TREND_RUNS));
    let lately = sum(late);
    let trend = (before.len() == TREND_RUNS)
        .then(|| direction(sum(before).piece_ms()?, lately.piece_ms()?))
        .flatten();
    let total = |of: fn(&RunSum) -> u32| {
        runs.iter()
            .fold(0u32, |sum, run| sum.saturating_add(of(run)))
    };
    Learning {
        all: runs
            .iter()
            .fold(Work::default(), |sum, run| sum.and(run.work)),
        lately,
        trend,
        speed: speed(&runs, &work, norm_ms),
        defects: total(|run| run.defects),
        help: total(|run| run.help),
        back: total(|run| run.back),
        replays: total(|run| run.replays),
        steps: version.map_or_else(BTreeMap::new, |version| history.steps(operation, version)),
        norm_ms,
        runs,
    }
}

fn direction(before: u64, now: u64) -> Option<Trend> {
    let change = before.abs_diff(now).saturating_mul(100);
    Some(match change.checked_div(before)? {
        less if less < STEADY_PER_100 => Trend::Steady,
        _ if now < before => Trend::Quicker,
        _ => Trend::Slower,
    })
}

/// `work` is that of those runs that tell how long a piece takes.
fn speed(runs: &[&RunSum], work: &[Work], norm_ms: Option<u64>) -> Speed {
    let first = work.get(..FIRST_RUNS.min(work.len())).unwrap_or_default();
    let kept = |run: &&RunSum| {
        run.work
            .piece_ms()
            .zip(norm_ms)
            .is_some_and(|(piece, norm)| piece <= norm)
    };
    let pieces_to_norm = runs.iter().position(kept).map(|at| {
        runs.iter()
            .take(at + 1)
            .fold(0u32, |sum, run| sum.saturating_add(run.work.pieces))
    });
    Speed {
        pieces_to_norm,
        first_ms: first.first().and_then(Work::piece_ms),
        later_ms: first.last().and_then(Work::piece_ms),
        runs: u32::try_from(first.len()).unwrap_or(u32::MAX),
    }
}
