//! Breaches of the regulations, what is agreed about them, and the review that the third one opens
//! (docs/domain.md section 2.6).

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::wire::ids::{BreachId, EnrolmentId, PersonId, PraiseId, ReviewId};
use crate::wire::optional_clock_time;

/// What the log itself may propose a breach for; never more than a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreachCause {
    /// Came after the grace.
    Late,
    /// Did not come, and nobody explained it.
    Absent,
}

/// Staff record that a regulation was broken. What was said about it is a [`BreachDescribed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreachRecorded {
    /// This breach.
    pub breach: BreachId,
    /// Who.
    pub person: PersonId,
    /// Within which enrolment: strikes count within one.
    pub enrolment: EnrolmentId,
    /// The regulation: an item of the form `regulations`.
    pub regulation: String,
    /// Version of that form.
    pub version: u32,
    /// The workshop day on which it happened; the first of several.
    pub day: NaiveDate,
    /// The last day of an absence that went on for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Local time of it, where that is known.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "optional_clock_time"
    )]
    pub time: Option<NaiveTime>,
    /// Where: a place of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What was agreed: a step of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<String>,
    /// What the log had proposed it for; so that the proposal is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<BreachCause>,
}

/// What happened and what was said, for the case alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreachDescribed {
    /// The breach.
    pub breach: BreachId,
    /// Who.
    pub person: PersonId,
    /// What happened, in the staff's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub happened: String,
    /// The participant's own words, typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// The participant's own words, chosen by picture: an item of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_picture: Option<String>,
    /// What was agreed, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub agreed: String,
}

/// The participant was told of a breach, in adapted language. Confirming says "I was told", not "I am guilty".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreachTold {
    /// The breach.
    pub breach: BreachId,
    /// Who was told.
    pub person: PersonId,
    /// The participant confirmed; false when they would not.
    pub confirmed: bool,
    /// The participant says that they see it otherwise: staff hear them out.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub otherwise: bool,
}

/// Staff let a proposed breach be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreachProposalDeclined {
    /// Who.
    pub person: PersonId,
    /// The day that proposed it; the first of several.
    pub day: NaiveDate,
    /// The last day of an absence that went on for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// What proposed it.
    pub cause: BreachCause,
    /// Why it is let be: a ready reason, or that it is at the office ([`crate::reasons`]).
    pub reason: String,
}

/// A breach counts no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreachAnnulled {
    /// The breach.
    pub breach: BreachId,
    /// Whose.
    pub person: PersonId,
    /// Why: a ready reason, or that it is at the office ([`crate::reasons`]).
    pub reason: String,
}

/// Something was done well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PraiseRecorded {
    /// This praise; told twice under one id it counts once. Absent where an earlier version of the program wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub praise: Option<PraiseId>,
    /// Who.
    pub person: PersonId,
    /// What for: an item of the form `praise`.
    pub item: String,
    /// Version of that form.
    pub version: u32,
}

/// How a dismissal review ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// The enrolment ends: the expected outcome.
    Dismiss,
    /// The person stays, on conditions.
    Keep,
}

/// Lead or consultant proposes how a dismissal review ends. Reason and conditions in words are a
/// [`CaseNoted`](super::CaseNoted) of the same act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewProposed {
    /// This proposal.
    pub review: ReviewId,
    /// Whose review.
    pub person: PersonId,
    /// Which enrolment.
    pub enrolment: EnrolmentId,
    /// The breaches that were weighed.
    pub weighs: Vec<BreachId>,
    /// Confirmed decisions that were known and are settled by this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settles: Vec<ReviewId>,
    /// How it shall end.
    pub outcome: ReviewOutcome,
    /// What is asked of the person who stays: an agreed step of the form `regulations`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// The other of lead and consultant agrees: now it is decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewConfirmed {
    /// The proposal.
    pub review: ReviewId,
    /// Whose review.
    pub person: PersonId,
}

/// Where somebody goes on after an end (docs/domain.md section 2.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FurtherWay {
    /// Job-search assistance.
    JobSearch,
    /// Socio-psychological services.
    SocioPsychological,
    /// Social services elsewhere.
    Elsewhere,
    /// None of the three.
    None,
}

/// Which further way was chosen after an end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FurtherWayChosen {
    /// Who.
    pub person: PersonId,
    /// The enrolment that ended.
    pub enrolment: EnrolmentId,
    /// Where to.
    pub way: FurtherWay,
}

/// The three ways were offered after an end and answered. What was chosen is for the case; that it was, the floor knows, so
/// that nobody is asked twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FurtherWaysOffered {
    /// Who.
    pub person: PersonId,
    /// The enrolment that ended.
    pub enrolment: EnrolmentId,
}
