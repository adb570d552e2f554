//! Assessments (docs/domain.md section 2.5).

use super::{Asking, Refusal, filled, not_empty, ordered};
use crate::wire::facts::{AssessmentAmended, AssessmentSigned};

impl Asking<'_> {
    pub(super) fn assessment_signed(&self, f: &AssessmentSigned) -> Result<(), Refusal> {
        self.known(&f.person)?;
        not_empty("marks", &f.marks)?;
        ordered("until", f.from, f.until)
    }

    pub(super) fn assessment_amended(&self, f: &AssessmentAmended) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("reason", &f.reason)
    }
}
