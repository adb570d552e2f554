//! Goals that participant and consultant choose together (docs/domain.md section 2.13).

use alloc::vec::Vec;

use crate::said::Said;
use crate::state::{State, register};
use crate::wire::Kind;
use crate::wire::facts::{GoalAgreed, GoalOutcome, GoalSettled};
use crate::wire::ids::{GoalId, PersonId};

/// One goal.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalView<'a> {
    /// The goal as it was last agreed.
    pub goal: &'a GoalAgreed,
    /// When, and by whom that was written.
    pub said: Said<'a>,
    /// Other values, agreed elsewhere without knowing of this one: for staff to settle.
    pub disputed: Vec<&'a GoalAgreed>,
    /// What became of it: the first settling in order. `None` while it is aimed at.
    pub settled: Option<(GoalOutcome, Said<'a>)>,
}

/// All goals of a person, in the order in which they were first agreed.
pub fn goals<'a>(state: &'a State, person: &PersonId) -> Vec<GoalView<'a>> {
    let mut ids: Vec<&GoalId> = Vec::new();
    for entry in state.person(person) {
        if let Some(goal) = GoalAgreed::of(&entry.payload.fact)
            && !ids.contains(&&goal.goal)
        {
            ids.push(&goal.goal);
        }
    }
    ids.into_iter()
        .filter_map(|id| goal(state, person, id))
        .collect()
}

/// The goals that are aimed at now.
pub fn current<'a>(state: &'a State, person: &PersonId) -> Vec<GoalView<'a>> {
    let mut goals = goals(state, person);
    goals.retain(|view| view.settled.is_none());
    goals
}

/// One goal.
pub fn goal<'a>(state: &'a State, person: &PersonId, id: &GoalId) -> Option<GoalView<'a>> {
    let agreed = |goal: &GoalAgreed| goal.goal == *id;
    let found = register(
        state
            .person(person)
            .filter(|entry| GoalAgreed::of(&entry.payload.fact).is_some_and(agreed)),
    )?;
    let settled = state
        .person(person)
        .filter_map(|entry| Some((GoalSettled::of(&entry.payload.fact)?, entry)))
        .find(|(settled, _)| settled.goal == *id)
        .map(|(settled, entry)| (settled.outcome, Said::of(state, entry)));
    Some(GoalView {
        goal: GoalAgreed::of(&found.value.payload.fact)?,
        said: Said::of(state, found.value),
        disputed: found
            .losers
            .iter()
            .filter_map(|entry| GoalAgreed::of(&entry.payload.fact))
            .collect(),
        settled,
    })
}
