//! Requests, goals, and words for the case.

use super::{Asking, Refusal, filled};
use crate::wire::facts::{CaseNoted, GoalAgreed, RequestAnswered};

impl Asking<'_> {
    pub(super) fn request_answered(&self, f: &RequestAnswered) -> Result<(), Refusal> {
        self.known(&f.person)
    }

    pub(super) fn goal_agreed(&self, f: &GoalAgreed) -> Result<(), Refusal> {
        self.own(&f.person)?;
        filled("words", &f.words)
    }

    pub(super) fn case_noted(&self, f: &CaseNoted) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("words", &f.words)
    }
}
