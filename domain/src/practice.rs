//! How much somebody has practised each operation, over all time (docs/domain.md section 13.4).
//!
//! Runs lie with the days on which they were made, and a year of days is too much to open for a table of skills.
//! Hence [`State`] keeps the sums of each person's day beside it: [`Totals`] adds them up. Single runs are
//! [`crate::learning`]'s.

use alloc::collections::btree_map::Entry;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::entry;
use crate::evidence::work_ms;
use crate::ladder::{self, Prompts};
use crate::state::{State, day_key, person_day};
use crate::stations;
use crate::wire::facts::{PromptLevel, RunRecorded};
use crate::wire::forms::Rules;
use crate::wire::ids::{OperationId, PersonId};
use crate::wire::{Kind, WireError, decode_practice};

/// What a person did on one operation in one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The operation.
    pub operation: OperationId,
    /// Pieces finished.
    pub pieces: u32,
    /// Pieces put aside as faulty.
    pub defects: u32,
    /// Time on it, milliseconds.
    pub ms: u64,
}

impl Done {
    fn add(&mut self, pieces: u32, defects: u32, ms: u64) {
        self.pieces = self.pieces.saturating_add(pieces);
        self.defects = self.defects.saturating_add(defects);
        self.ms = self.ms.saturating_add(ms);
    }
}

/// The sums of a day's entries, by operation.
pub(crate) fn done<'a>(entries: impl Iterator<Item = &'a entry::Entry>) -> Vec<Done> {
    let mut sums: Vec<Done> = Vec::new();
    for run in entries.filter_map(|entry| RunRecorded::of(&entry.payload.fact)) {
        let at = match sums.iter().position(|done| done.operation == run.operation) {
            Some(at) => at,
            None => {
                sums.push(Done {
                    operation: run.operation.clone(),
                    pieces: 0,
                    defects: 0,
                    ms: 0,
                });
                sums.len() - 1
            }
        };
        if let Some(done) = sums.get_mut(at) {
            done.add(run.counted, run.defects, work_ms(run));
        }
    }
    sums.sort_by(|a, b| a.operation.cmp(&b.operation));
    sums
}

/// Sums of people's days that lie beside the days in the views' file, each under a key of its own: putting one down
/// asks for no other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    days: BTreeMap<PersonId, BTreeMap<NaiveDate, Vec<Done>>>,
    /// Days that something was taken out of: what was put down of them may be too much.
    less: BTreeSet<String>,
}

/// Prefix of the keys of sums.
pub const KEYS: &str = "t/";

/// Whether a key is one of sums.
pub(crate) fn is_key(key: &str) -> bool {
    key.starts_with(KEYS)
}

/// The partition of the day whose sums stand under a key.
pub(crate) fn day_of(key: &str) -> Option<String> {
    let (person, day) = key.strip_prefix(KEYS)?.split_once('/')?;
    Some(day_key(day.parse().ok()?, &PersonId::new(person)))
}

impl Kept {
    /// Fills in what was put down, unless it is known.
    pub(crate) fn load(&mut self, key: &str, body: Option<&[u8]>) -> Result<(), WireError> {
        let Some((person, day)) = key.strip_prefix(KEYS).and_then(|key| key.split_once('/')) else {
            return Ok(());
        };
        if let (Ok(day), Some(body)) = (day.parse(), body) {
            let days = self.days.entry(PersonId::new(person)).or_default();
            if let Entry::Vacant(vacant) = days.entry(day) {
                vacant.insert(decode_practice(body)?);
            }
        }
        Ok(())
    }

    /// Notes that something was taken out of a partition.
    pub(crate) fn forget(&mut self, key: &str) {
        if person_day(key).is_some() {
            self.less.insert(key.into());
        }
    }

    /// Puts the sums of a changed day down: their key, and what to write, where there is anything to tell.
    pub(crate) fn keep(
        &mut self,
        key: &str,
        person: PersonId,
        day: NaiveDate,
        done: Vec<Done>,
    ) -> Option<(String, Vec<Done>)> {
        if !self.less.remove(key) && done.is_empty() {
            return None;
        }
        let key = format!("{KEYS}{person}/{day}");
        let days = self.days.entry(person).or_default();
        days.insert(day, done.clone());
        Some((key, done))
    }
}

/// What a person has done on one operation so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Practised {
    /// Pieces finished.
    pub pieces: u32,
    /// Pieces put aside as faulty.
    pub defects: u32,
    /// Time on it, milliseconds.
    pub ms: u64,
    /// Days on which they did it.
    pub days: u32,
    /// The last of them, as the kiosk's clock had it.
    pub last: Option<NaiveDate>,
}

impl Practised {
    /// Faulty pieces of a hundred that were made, rounded half up; `None` where none was made.
    pub fn defects_per_100(&self) -> Option<u32> {
        let made = u64::from(self.pieces) + u64::from(self.defects);
        let per = (u64::from(self.defects) * 200 + made).checked_div(made * 2)?;
        u32::try_from(per).ok()
    }
}

/// The sums of everybody's days. The ledger has to have opened them: `Ledger::open_practice`.
#[derive(Clone, Debug)]
pub struct Totals<'a> {
    state: &'a State,
    /// Days that were written to since their sums were last put down.
    fresh: BTreeMap<PersonId, BTreeMap<NaiveDate, Vec<Done>>>,
}

impl<'a> Totals<'a> {
    /// Over everything that a state knows.
    pub fn of(state: &'a State) -> Self {
        let mut fresh: BTreeMap<PersonId, BTreeMap<NaiveDate, Vec<Done>>> = BTreeMap::new();
        for (person, day, done) in state.fresh_practice() {
            fresh.entry(person).or_default().insert(day, done);
        }
        Totals { state, fresh }
    }

    /// A person's days with what was done on each, by date.
    fn days_of(&self, person: &PersonId) -> BTreeMap<NaiveDate, &[Done]> {
        let kept = self.state.kept_practice().days.get(person);
        let kept = kept.into_iter().flatten();
        let fresh = self.fresh.get(person).into_iter().flatten();
        kept.chain(fresh)
            .map(|(day, done)| (*day, done.as_slice()))
            .collect()
    }

    /// Everything that a person has practised.
    pub fn person(&self, person: &PersonId) -> BTreeMap<OperationId, Practised> {
        let mut all: BTreeMap<OperationId, Practised> = BTreeMap::new();
        for (day, done) in self.days_of(person) {
            for done in done {
                let sum = match all.get_mut(&done.operation) {
                    Some(sum) => sum,
                    None => all.entry(done.operation.clone()).or_default(),
                };
                sum.pieces = sum.pieces.saturating_add(done.pieces);
                sum.defects = sum.defects.saturating_add(done.defects);
                sum.ms = sum.ms.saturating_add(done.ms);
                sum.days = sum.days.saturating_add(1);
                sum.last = Some(day);
            }
        }
        all
    }

    /// Days, as written, on which a person worked on an operation (on any, where none is named), the newest first.
    pub fn days(&self, person: &PersonId, operation: Option<&OperationId>) -> Vec<NaiveDate> {
        self.days_of(person)
            .into_iter()
            .rev()
            .filter(|(_, done)| match operation {
                Some(operation) => done.iter().any(|done| done.operation == *operation),
                None => !done.is_empty(),
            })
            .map(|(day, _)| day)
            .collect()
    }

    /// Everybody who has worked on anything.
    pub fn people(&self) -> BTreeSet<&PersonId> {
        let kept = self.state.kept_practice().days.keys();
        kept.chain(self.fresh.keys()).collect()
    }
}

/// How far somebody has come on an operation. For planning work, never for ranking people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skill {
    /// No piece yet.
    New,
    /// On the way.
    Learning,
    /// Has made as many pieces as the rules ask, or works without prompts because staff set it so.
    Experienced,
}

/// The level that pieces and prompts give (docs/domain.md section 13.4).
pub fn skill(pieces: u32, prompts: &Prompts, rules: &Rules) -> Skill {
    if pieces >= rules.experienced_pieces.max(1) || prompts.level == PromptLevel::Free {
        Skill::Experienced
    } else if pieces == 0 {
        Skill::New
    } else {
        Skill::Learning
    }
}

/// One operation of one person in the table of skills.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillCell {
    /// The operation.
    pub operation: OperationId,
    /// What was done so far.
    pub practised: Practised,
    /// How far they have come.
    pub skill: Skill,
    /// How they are prompted.
    pub prompts: Prompts,
    /// They may not do it.
    pub barred: bool,
}

/// One person of the table of skills: a cell for each operation that was asked for, in that order. Rows are never
/// sorted by what stands in them.
pub fn skills(
    totals: &Totals<'_>,
    person: &PersonId,
    operations: &[OperationId],
    rules: &Rules,
) -> Vec<SkillCell> {
    let mut practised = totals.person(person);
    let barred = stations::barred(totals.state, person);
    let prompts = ladder::all(totals.state, person);
    operations
        .iter()
        .map(|operation| {
            let practised = practised.remove(operation).unwrap_or_default();
            let prompts = prompts.get(operation).copied().unwrap_or_default();
            SkillCell {
                operation: operation.clone(),
                skill: skill(practised.pieces, &prompts, rules),
                practised,
                prompts,
                barred: barred.contains(operation),
            }
        })
        .collect()
}
