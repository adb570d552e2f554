//! Assessments, the participant's own marks, and what was answered to a proposed readiness
//! (docs/domain.md section 2.5).

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::wire::ids::{AssessmentId, EnrolmentId, PersonId, PlacementId};

/// A mark on one criterion of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionMark {
    /// The criterion's id in the form.
    pub criterion: String,
    /// The level's id in the form.
    pub level: String,
    /// A remark on it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The participant marked themselves, by pictograms, before the consultant did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfRatingGiven {
    /// The assessment it belongs to.
    pub assessment: AssessmentId,
    /// Who.
    pub person: PersonId,
    /// The form.
    pub form: String,
    /// Its version.
    pub version: u32,
    /// The marks.
    pub marks: Vec<CriterionMark>,
}

/// The consultant signed an assessment: from now on it is only amended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssessmentSigned {
    /// This assessment.
    pub assessment: AssessmentId,
    /// Who was assessed.
    pub person: PersonId,
    /// Within which enrolment.
    pub enrolment: EnrolmentId,
    /// At which external site; absent at the internal one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// The form.
    pub form: String,
    /// Its version.
    pub version: u32,
    /// First day that it looks back on.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// The consultant's marks.
    pub marks: Vec<CriterionMark>,
    /// The participant's own marks, where they gave some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<CriterionMark>,
    /// Notes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Recommendations.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub recommendations: String,
}

/// A mark as the floor may show it: without remarks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownMark {
    /// The criterion's id in the form.
    pub criterion: String,
    /// The level's id in the form.
    pub level: String,
    /// The participant's own level, where they gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
}

/// The result of an assessment in pictograms, for the participant and for what is due next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssessmentShown {
    /// The assessment.
    pub assessment: AssessmentId,
    /// Who was assessed.
    pub person: PersonId,
    /// Within which enrolment.
    pub enrolment: EnrolmentId,
    /// At which external site; absent at the internal one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// The form.
    pub form: String,
    /// Its version.
    pub version: u32,
    /// The day on which it was signed.
    pub on: NaiveDate,
    /// The marks.
    pub marks: Vec<ShownMark>,
}

/// A signed assessment is changed, with a reason; the earlier marks stay readable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssessmentAmended {
    /// The assessment.
    pub assessment: AssessmentId,
    /// Who was assessed.
    pub person: PersonId,
    /// The marks that change.
    pub marks: Vec<CriterionMark>,
    /// Notes that are added.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Why.
    pub reason: String,
}

/// Staff answered a proposed readiness for an external site; why is a [`CaseNoted`](super::CaseNoted).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadinessAnswered {
    /// Who.
    pub person: PersonId,
    /// Within which enrolment.
    pub enrolment: EnrolmentId,
    /// The assessments that were weighed.
    pub weighs: Vec<AssessmentId>,
    /// Ready; false means not yet.
    pub ready: bool,
    /// When to look again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_on: Option<NaiveDate>,
}
