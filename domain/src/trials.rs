//! Individual trial tasks at entry (docs/domain.md section 2.2).

use alloc::vec::Vec;

use crate::said::Said;
use crate::state::State;
use crate::wire::Fact;
use crate::wire::facts::{TrialTaskDescribed, TrialTaskDone};
use crate::wire::ids::{PersonId, TrialId};

/// One trial task.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialView<'a> {
    /// How it went.
    pub trial: &'a TrialTaskDone,
    /// When, and by whom that was written.
    pub said: Said<'a>,
    /// What was seen, where this holder may know it: a kiosk does not. The last in order.
    pub described: Option<&'a TrialTaskDescribed>,
}

/// All trial tasks of a person, in order. Of those that share an id the first counts.
pub fn trials<'a>(state: &'a State, person: &PersonId) -> Vec<TrialView<'a>> {
    let mut views: Vec<TrialView<'a>> = Vec::new();
    for entry in state.person(person) {
        if let Fact::TrialTaskDone(trial) = &entry.payload.fact
            && views.iter().all(|known| known.trial.trial != trial.trial)
        {
            views.push(TrialView {
                trial,
                said: Said::of(state, entry),
                described: None,
            });
        }
    }
    for entry in state.person(person) {
        if let Fact::TrialTaskDescribed(described) = &entry.payload.fact
            && let Some(view) = views
                .iter_mut()
                .find(|view| view.trial.trial == described.trial)
        {
            view.described = Some(described);
        }
    }
    views
}

/// One trial task.
pub fn trial<'a>(state: &'a State, person: &PersonId, id: &TrialId) -> Option<TrialView<'a>> {
    trials(state, person)
        .into_iter()
        .find(|view| view.trial.trial == *id)
}
