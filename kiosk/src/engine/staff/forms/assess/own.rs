//! The participant's own marks are theirs.
//!
//! They are entered through the page that hands the screen over and through nothing else, whoever comes back to the form
//! and however: after a power cut, from the list of unfinished forms, by Back. What was marked before the screen was
//! handed over anew is not shown again; and once they are given the way back into them is closed, so that staff see
//! them first beside their own.

use stupen_domain::decide::Now;
use stupen_domain::facts::{CriterionMark, SelfRatingGiven};
use stupen_domain::wire::forms::{Assessment, Criterion, Form as _};
use stupen_domain::wire::ids::{AssessmentId, PersonId};

use super::super::super::form::{Answer, Form, FormKind};
use super::sides::marks_of;
use crate::engine::Engine;

/// Where a form keeps which own marks were stated.
const OWN_GIVEN: &str = "own-given";

/// Where a form keeps with which question the participant began when the screen was handed over last.
const OWN_FROM: &str = "own-from";

/// Whether a question is for the participant alone.
fn is_private(step: &str) -> bool {
    step.starts_with("own:") || step == "thanks"
}

impl Form {
    /// What was touched last and only heard is no mark: nobody went on by it, and it is asked again.
    pub(in crate::engine::staff) fn drop_heard(&mut self) {
        if self.step.starts_with("own:") {
            self.answers.remove(&self.step);
        }
    }
}

/// The participant's own marks of an assessment, once they have given them.
pub(super) fn given(form: &Form, criteria: &[Criterion]) -> Vec<CriterionMark> {
    match form.choice(OWN_GIVEN) {
        Some(_) => marks_of(form, "own:", criteria),
        None => Vec::new(),
    }
}

impl Engine {
    /// A form that somebody comes back to: never straight into what the participant marks in private.
    pub(in crate::engine::staff) fn entered(&self, mut form: Form) -> Form {
        if form.kind != FormKind::Assessment || !is_private(&form.step) {
            return form;
        }
        form.step = if form.choice(OWN_GIVEN).is_some() {
            let steps = self.assessment_steps(&form);
            let behind = steps
                .into_iter()
                .find(|step| step != "hand" && !is_private(step));
            behind.unwrap_or_default()
        } else {
            form.drop_heard();
            "hand".to_string()
        };
        form
    }

    /// The screen is handed over: the participant goes on with what they have not marked yet. False where they do not
    /// wish to mark.
    pub(in crate::engine::staff) fn hand_over(&self, form: &mut Form) -> bool {
        if form.choice("hand") != Some("own") {
            return false;
        }
        let steps = self.assessment_steps(form);
        let open = steps
            .into_iter()
            .filter(|step| is_private(step))
            .find(|step| !form.answers.contains_key(step));
        form.step = open.unwrap_or_else(|| "thanks".to_string());
        form.answers
            .insert(OWN_FROM.to_string(), Answer::Choice(form.step.clone()));
        true
    }

    /// Where Back leads from a question to the one before it.
    pub(in crate::engine::staff) fn may_go_back(
        &self,
        form: &Form,
        before: String,
    ) -> Option<String> {
        if form.kind != FormKind::Assessment || !is_private(&before) {
            return Some(before);
        }
        if form.choice(OWN_GIVEN).is_some() {
            return None;
        }
        // What was marked before the screen was handed over stays covered.
        let goes_on = is_private(&form.step) && form.choice(OWN_FROM) != Some(form.step.as_str());
        Some(if goes_on { before } else { "hand".to_string() })
    }

    /// The participant has marked: they state it, before staff have marked anything. True when the way goes on.
    pub(in crate::engine::staff) fn own_marks_given(
        &mut self,
        staff: &PersonId,
        form: &mut Form,
        now: &Now,
    ) -> bool {
        let Some(found) = self.assessment_form() else {
            return true;
        };
        let marks = marks_of(form, "own:", &found.form.criteria);
        let said: Vec<String> = marks
            .iter()
            .map(|mark| format!("{}={}", mark.criterion, mark.level))
            .collect();
        let said = said.join(" ");
        if marks.is_empty() || form.choice(OWN_GIVEN) == Some(&said) {
            return true;
        }
        let given = SelfRatingGiven {
            assessment: AssessmentId::new(form.id.clone()),
            person: form.of.clone(),
            form: Assessment::NAME.to_string(),
            version: found.version,
            marks,
        };
        let by = form.of.clone();
        let stated = self.record_by(staff, &by, vec![given.into()], now);
        if stated {
            // Kept with the form: going on after a power cut states nothing twice.
            form.answers
                .insert(OWN_GIVEN.to_string(), Answer::Choice(said));
        }
        stated
    }
}
