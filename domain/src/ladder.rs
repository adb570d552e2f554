//! How much somebody is prompted on an operation, and when less or more is proposed (docs/domain.md section 13.6).

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use chrono::{Days, NaiveDate};

use crate::learning::{History, RunSum};
use crate::settings;
use crate::state::State;
use crate::stations;
use crate::time::{Moment, workshop_day};
use crate::wire::Kind;
use crate::wire::facts::{
    PromptLadderSet, PromptLevel, PromptProposalAnswered, PromptSupport, SpeechMode,
};
use crate::wire::forms::Rules;
use crate::wire::ids::{OperationId, PersonId, RunId};

/// How somebody is prompted on one operation. Every step, by picture, until staff set it otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompts {
    /// How much is shown.
    pub level: PromptLevel,
    /// What supports it.
    pub support: PromptSupport,
}

/// How somebody is prompted on an operation: as staff set it last, in the log's order.
pub fn current(state: &State, person: &PersonId, operation: &OperationId) -> Prompts {
    all(state, person)
        .get(operation)
        .copied()
        .unwrap_or_default()
}

/// What staff have set for a person, by operation.
pub fn all<'a>(state: &'a State, person: &PersonId) -> BTreeMap<&'a OperationId, Prompts> {
    state
        .person(person)
        .filter_map(|entry| PromptLadderSet::of(&entry.payload.fact))
        .map(|set| {
            let prompts = Prompts {
                level: set.level,
                support: set.support,
            };
            (&set.operation, prompts)
        })
        .collect()
}

/// What may support a step, from the least to the most.
const SUPPORTS: [PromptSupport; 3] = [
    PromptSupport::Picture,
    PromptSupport::Speech,
    PromptSupport::Clip,
];

/// What a support comes to for somebody whose kiosk speaks so: who hears every step anyway hears it beside a picture
/// alone, too, and who wants no voice hears it nowhere.
pub fn perceived(support: PromptSupport, speech: SpeechMode) -> PromptSupport {
    match (support, speech) {
        (PromptSupport::Picture, SpeechMode::Always) => PromptSupport::Speech,
        (PromptSupport::Speech, SpeechMode::Off) => PromptSupport::Picture,
        (support, SpeechMode::Always | SpeechMode::OnRequest | SpeechMode::Off) => support,
    }
}

/// The supports that differ for somebody, each with what it comes to: what staff choose from.
pub fn supports(speech: SpeechMode) -> Vec<(PromptSupport, PromptSupport)> {
    let mut all: Vec<(PromptSupport, PromptSupport)> = Vec::new();
    for support in SUPPORTS {
        let comes_to = perceived(support, speech);
        if all.iter().all(|(_, known)| *known != comes_to) {
            all.push((support, comes_to));
        }
    }
    all
}

impl Prompts {
    /// What they come to for somebody whose kiosk speaks so.
    pub fn perceived(self, speech: SpeechMode) -> Prompts {
        self.with(perceived(self.support, speech))
    }

    /// One rung less that changes something: first what supports the picture goes, then steps are drawn together; `None`
    /// at the end.
    fn less(self, speech: SpeechMode) -> Option<Prompts> {
        let here = perceived(self.support, speech);
        let below = |(_, comes_to): &(PromptSupport, PromptSupport)| *comes_to < here;
        if let Some((support, _)) = supports(speech).into_iter().rfind(below) {
            return Some(self.with(support));
        }
        let level = match self.level {
            PromptLevel::Full => PromptLevel::Grouped,
            PromptLevel::Grouped => PromptLevel::Checklist,
            PromptLevel::Checklist => PromptLevel::Free,
            PromptLevel::Free => return None,
        };
        Some(Prompts { level, ..self })
    }

    /// One rung more, the same way back: first every step again, then more beside its picture; `None` at the end.
    fn more(self, speech: SpeechMode) -> Option<Prompts> {
        let level = match self.level {
            PromptLevel::Free => PromptLevel::Checklist,
            PromptLevel::Checklist => PromptLevel::Grouped,
            PromptLevel::Grouped => PromptLevel::Full,
            PromptLevel::Full => return self.more_beside(speech),
        };
        Some(Prompts { level, ..self })
    }

    /// The same steps, with more beside their pictures; `None` at the end.
    fn more_beside(self, speech: SpeechMode) -> Option<Prompts> {
        let here = perceived(self.support, speech);
        let above = |(_, comes_to): &(PromptSupport, PromptSupport)| *comes_to > here;
        let next = supports(speech).into_iter().find(above);
        next.map(|(support, _)| self.with(support))
    }

    fn with(self, support: PromptSupport) -> Prompts {
        Prompts { support, ..self }
    }
}

/// Why other prompts are proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// Runs in a row without going back, fault or call for help.
    CleanRuns {
        /// How many.
        runs: u32,
    },
    /// Steps back, faults and calls for help.
    Errors {
        /// How many.
        errors: u32,
        /// In how many pieces.
        pieces: u32,
    },
    /// Calls for help alone.
    HelpCalls {
        /// How many.
        calls: u32,
        /// In how many pieces.
        pieces: u32,
    },
    /// Back after a break.
    Away {
        /// Days without a run: up to the return, or up to now.
        days: u32,
    },
}

/// Other prompts that are proposed. Staff answer it; what they have answered comes again only with new runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Who.
    pub person: PersonId,
    /// On which operation.
    pub operation: OperationId,
    /// What holds.
    pub from: Prompts,
    /// What is proposed.
    pub to: Prompts,
    /// Why.
    pub because: Because,
    /// The runs that it rests on, by their beginning.
    pub evidence: Vec<RunSum>,
}

impl Proposal {
    /// The last run that it rests on: named by the answer.
    pub fn run(&self) -> Option<&RunId> {
        self.evidence.last().map(|run| &run.run)
    }

    /// Whether it proposes more support.
    pub fn is_more(&self) -> bool {
        !matches!(self.because, Because::CleanRuns { .. })
    }

    /// The answer to it; accepting goes with [`Proposal::set`].
    pub fn answer(&self, accepted: bool) -> PromptProposalAnswered {
        PromptProposalAnswered {
            person: self.person.clone(),
            operation: self.operation.clone(),
            level: self.to.level,
            run: self.run().cloned(),
            accepted,
        }
    }

    /// The fact that sets what is proposed.
    pub fn set(&self) -> PromptLadderSet {
        PromptLadderSet {
            person: self.person.clone(),
            operation: self.operation.clone(),
            level: self.to.level,
            support: self.to.support,
        }
    }
}

/// Proposals for all operations of somebody's history, by operation.
pub fn proposals(
    state: &State,
    history: &History,
    rules: &Rules,
    today: NaiveDate,
) -> Vec<Proposal> {
    history
        .operations()
        .keys()
        .filter_map(|operation| proposal(state, history, operation, rules, today))
        .collect()
}

/// What is proposed for one person and operation on a day, where anything is (docs/domain.md section 13.6).
///
/// The history needs the last runs on this operation, as many as the rules look at ([`runs_read`]); more changes
/// nothing.
pub fn proposal(
    state: &State,
    history: &History,
    operation: &OperationId,
    rules: &Rules,
    today: NaiveDate,
) -> Option<Proposal> {
    let person = history.person();
    let from = current(state, person, operation);
    let speech = settings::of(state, person).speech;
    let runs = history.runs(operation);
    let settled = settled(state, person, operation);
    let propose = |to: Prompts, because: Because, evidence: &[&RunSum]| Proposal {
        person: person.clone(),
        operation: operation.clone(),
        from,
        to,
        because,
        evidence: evidence.iter().map(|run| (*run).clone()).collect(),
    };

    let gap = Gap::latest(&runs, rules, today);
    let open = gap.as_ref().filter(|gap| gap.is_open(&settled, rules));
    let mut beside = None;
    if let Some(gap) = open {
        let to = Prompts {
            level: rules.return_level,
            ..from
        };
        let because = Because::Away { days: gap.days };
        if to.level < from.level {
            return Some(propose(to, because, &gap.evidence()));
        }
        // Whoever sees every step anyway is shown more beside it: once they are back, or are to be today.
        let planned = || stations::assigned(state, person, today) == Some(operation);
        if !gap.since.is_empty() || planned() {
            beside = from
                .more_beside(speech)
                .map(|to| propose(to, because, &gap.evidence()));
        }
    }
    if gap.as_ref().is_some_and(|gap| gap.since.is_empty()) {
        // Whoever is still away is proposed nothing else.
        return beside;
    }
    // After a break counting begins anew.
    let runs = gap.map_or(runs.as_slice(), |gap| gap.since);

    let counts = |run: &&&RunSum| {
        let before = settled.since.is_some_and(|since| run.began <= since);
        says_something(run) && !before && !settled.runs.contains(&run.run)
    };
    let new: Vec<&RunSum> = runs.iter().filter(counts).copied().collect();
    let window = usize::try_from(rules.fade_after_runs.max(1)).unwrap_or(usize::MAX);
    let (_, looked_at) = new.split_at(new.len().saturating_sub(window));
    let sum = |of: fn(&RunSum) -> u32| {
        looked_at
            .iter()
            .fold(0u32, |sum, run| sum.saturating_add(of(run)))
    };
    let (pieces, errors, calls) = (
        sum(|run| run.work.pieces),
        sum(RunSum::errors),
        sum(|run| run.help),
    );
    if errors == 0 {
        let enough = looked_at.len() == window;
        let runs = u32::try_from(looked_at.len()).unwrap_or(u32::MAX);
        return from
            .less(speech)
            .filter(|_| enough)
            .map(|to| propose(to, Because::CleanRuns { runs }, looked_at))
            .or(beside);
    }
    let many = |number: u32| {
        // Errors before the first finished piece count as if there were one.
        u64::from(number) * 100 >= u64::from(rules.return_errors_per_100) * u64::from(pieces.max(1))
    };
    let because = if calls > 0 && many(calls) {
        Because::HelpCalls { calls, pieces }
    } else if many(errors) {
        Because::Errors { errors, pieces }
    } else {
        return beside;
    };
    from.more(speech).map(|to| propose(to, because, looked_at))
}

/// How many runs that say something the rules look at: those that fading asks for, and one before a return with those
/// for which its proposal stays open.
pub fn runs_read(rules: &Rules) -> usize {
    let runs = rules
        .fade_after_runs
        .max(rules.return_open_runs.saturating_add(2));
    usize::try_from(runs).unwrap_or(usize::MAX)
}

/// Whether anything was made in a run, or went wrong.
pub(crate) fn says_something(run: &RunSum) -> bool {
    run.work.pieces > 0 || run.errors() > 0
}

/// A time away from an operation that is long enough to ask for another beginning.
struct Gap<'a, 'b> {
    /// The last run before it.
    before: &'a RunSum,
    /// How long it lasted, or lasts.
    days: u32,
    /// The first day on which it was long enough.
    due: Option<NaiveDate>,
    /// The runs since; none while it lasts.
    since: &'b [&'a RunSum],
}

impl<'a, 'b> Gap<'a, 'b> {
    /// The latest of them.
    fn latest(runs: &'b [&'a RunSum], rules: &Rules, today: NaiveDate) -> Option<Self> {
        let long = rules.return_after_days;
        (1..=runs.len()).rev().find_map(|at| {
            let (earlier, since) = runs.split_at_checked(at)?;
            let before: &'a RunSum = earlier.last()?;
            let until = since.first().map_or(today, |run| run.day());
            let days = u32::try_from((until - before.day()).num_days()).unwrap_or(0);
            (long > 0 && days >= long).then(|| Gap {
                before,
                days,
                due: before.day().checked_add_days(Days::new(u64::from(long))),
                since,
            })
        })
    }

    /// Whether nobody has settled it: what staff set or answered since it was long enough, they did knowing of it. Once
    /// there are runs enough since the return, they speak for themselves.
    fn is_open(&self, settled: &Settled<'_>, rules: &Rules) -> bool {
        let known = settled
            .since
            .is_some_and(|at| self.due.is_some_and(|due| workshop_day(at) >= due));
        let answered = self.since.iter().any(|run| settled.runs.contains(&run.run));
        let made = self.since.iter().filter(|run| says_something(run)).count();
        let open_runs = usize::try_from(rules.return_open_runs).unwrap_or(usize::MAX);
        !known && !answered && (self.since.is_empty() || made <= open_runs)
    }

    /// The run before it and those since.
    fn evidence(&self) -> Vec<&'a RunSum> {
        let mut runs = Vec::from([self.before]);
        runs.extend(self.since);
        runs
    }
}

/// Up to where staff have settled the prompts of an operation.
#[derive(Default)]
struct Settled<'a> {
    /// When they last set them or answered a proposal: runs that had begun by then are settled.
    since: Option<Moment>,
    /// Runs that answers named, should a clock have put them later.
    runs: BTreeSet<&'a RunId>,
}

fn settled<'a>(state: &'a State, person: &PersonId, operation: &OperationId) -> Settled<'a> {
    let mut settled = Settled::default();
    for entry in state.person(person) {
        let set =
            PromptLadderSet::of(&entry.payload.fact).is_some_and(|set| set.operation == *operation);
        let answer = PromptProposalAnswered::of(&entry.payload.fact)
            .filter(|answer| answer.operation == *operation);
        if set || answer.is_some() {
            settled.since = settled.since.max(Some(state.effective_time(entry)));
        }
        settled
            .runs
            .extend(answer.and_then(|answer| answer.run.as_ref()));
    }
    settled
}

/// Whether an answer was given to the same proposal already.
pub(crate) fn is_answered(state: &State, answer: &PromptProposalAnswered) -> bool {
    answer.run.is_some()
        && state
            .person(&answer.person)
            .filter_map(|entry| PromptProposalAnswered::of(&entry.payload.fact))
            .any(|known| {
                known.operation == answer.operation
                    && known.run == answer.run
                    && known.level == answer.level
            })
}
