//! Trials of the professional orientation, from the easy to the difficult: which one comes next (docs/domain.md section
//! 2b).

use alloc::vec::Vec;

use crate::ladder::says_something;
use crate::learning::{History, RunSum};
use crate::wire::forms::Rules;
use crate::wire::ids::OperationId;

/// A trial: an operation of a pack of orientation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Which.
    pub operation: OperationId,
    /// How difficult it is, from 1.
    pub level: u32,
}

/// A more difficult trial that is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct NextTrial {
    /// What went well.
    pub done: OperationId,
    /// What is proposed.
    pub next: Trial,
    /// The runs that it rests on, by their beginning.
    pub evidence: Vec<RunSum>,
}

/// The next trial of a pack, where somebody's last runs on one before it were clean: as many in a row as less support
/// asks for (`fade_after_runs`). Difficulty grows with progress (S0). The most difficult trial that went well counts;
/// once one of the next level was begun nothing is proposed until that went well, too.
pub fn next(history: &History, trials: &[Trial], rules: &Rules) -> Option<NextTrial> {
    let mut trials = trials.to_vec();
    // Those of one level stay in the order of their pack.
    trials.sort_by_key(|trial| trial.level);
    let (done, evidence) = trials
        .iter()
        .rev()
        .find_map(|trial| Some((trial, clean(history, &trial.operation, rules)?)))?;
    let level = trials
        .iter()
        .map(|trial| trial.level)
        .find(|level| *level > done.level)?;
    let mut harder = trials.iter().filter(|trial| trial.level == level);
    let begun = |trial: &Trial| !made(history, &trial.operation).is_empty();
    if harder.clone().any(begun) {
        return None;
    }
    Some(NextTrial {
        done: done.operation.clone(),
        next: harder.next()?.clone(),
        evidence: evidence.into_iter().cloned().collect(),
    })
}

/// Runs that say something, by their beginning.
fn made<'a>(history: &'a History, operation: &OperationId) -> Vec<&'a RunSum> {
    let mut runs = history.runs(operation);
    runs.retain(|run| says_something(run));
    runs
}

/// The last runs on an operation, where they are enough and none of them has an error.
fn clean<'a>(
    history: &'a History,
    operation: &OperationId,
    rules: &Rules,
) -> Option<Vec<&'a RunSum>> {
    let runs = made(history, operation);
    let enough = usize::try_from(rules.fade_after_runs.max(1)).unwrap_or(usize::MAX);
    let last = runs.get(runs.len().checked_sub(enough)?..)?;
    last.iter()
        .all(|run| run.errors() == 0)
        .then(|| last.to_vec())
}
