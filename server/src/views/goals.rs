//! Goals that were chosen together.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::wire::ids::PersonId;
use stupen_domain::{State, goals};

use super::breaches::By;
use crate::i18n::msg;

/// A goal.
#[derive(Clone, Debug, Serialize)]
pub struct GoalLine {
    /// Its picture.
    pub picture: String,
    /// What it is.
    pub words: String,
    /// How it is seen that it is reached.
    pub measure: String,
    /// By when.
    pub until: Option<NaiveDate>,
    /// What became of it, as a msgid.
    #[serde(skip)]
    pub settled: Option<&'static str>,
    /// When it was agreed, by whom.
    pub agreed: By,
}

impl GoalLine {
    /// All goals of a person, those aimed at first.
    pub fn all(state: &State, person: &PersonId) -> Vec<Self> {
        use stupen_domain::facts::GoalOutcome;
        let mut lines: Vec<Self> = goals::goals(state, person)
            .into_iter()
            .map(|view| Self {
                picture: view.goal.picture.as_str().to_owned(),
                words: view.goal.words.clone(),
                measure: view.goal.measure.clone(),
                until: view.goal.until,
                settled: view.settled.as_ref().map(|(outcome, _)| match outcome {
                    GoalOutcome::Reached => msg("reached"),
                    GoalOutcome::Changed => msg("another took its place"),
                    GoalOutcome::Dropped => msg("let be"),
                }),
                agreed: By::of(state, &view.said),
            })
            .collect();
        lines.reverse();
        lines.sort_by_key(|line| line.settled.is_some());
        lines
    }
}
