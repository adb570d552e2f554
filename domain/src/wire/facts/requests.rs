//! What participants ask for and aim at, trial tasks, and words for the case.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CriterionMark, entry_refs};
use crate::entry::EntryRef;
use crate::wire::ids::{BadgeHash, GoalId, OperationId, PersonId, PictureRef, RequestId, TrialId};

/// What a participant may ask for behind their own badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// "I want to talk."
    Talk,
    /// "I want to join an activity."
    Join,
    /// "I want to leave": the enrolment ends only when staff record it.
    Leave,
}

/// A participant asks for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestMade {
    /// This request.
    pub request: RequestId,
    /// Who asks.
    pub person: PersonId,
    /// What for.
    pub what: RequestKind,
    /// Which activity: an item of the form `activities`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
}

/// How a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestAnswer {
    /// It is arranged, perhaps for a day.
    Agreed,
    /// It was done at once: they talked.
    Done,
    /// Not now.
    NotNow,
    /// The participant took it back.
    TakenBack,
}

impl RequestAnswer {
    /// Whether it grants what was asked for. Only then a day is arranged, and only then a wish to leave may end an
    /// enrolment (docs/domain.md section 2.13).
    #[must_use]
    pub const fn grants(self) -> bool {
        match self {
            Self::Agreed | Self::Done => true,
            Self::NotNow | Self::TakenBack => false,
        }
    }
}

/// Staff answer a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestAnswered {
    /// The request.
    pub request: RequestId,
    /// Who asked.
    pub person: PersonId,
    /// The answer.
    pub answer: RequestAnswer,
    /// The day that was arranged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
}

/// The participant has seen and heard how a request was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestAnswerSeen {
    /// The request.
    pub request: RequestId,
    /// Who asked, and has seen it.
    pub person: PersonId,
    /// Which answer: another may come after it.
    #[serde(with = "entry_refs::one")]
    pub answer: EntryRef,
}

/// A goal that participant and consultant chose together (docs/domain.md section 2.13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalAgreed {
    /// This goal.
    pub goal: GoalId,
    /// Whose.
    pub person: PersonId,
    /// Its picture.
    pub picture: PictureRef,
    /// What it is, in adapted language.
    pub words: String,
    /// How it is seen that it is reached.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub measure: String,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// What became of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalOutcome {
    /// Reached.
    Reached,
    /// Another took its place.
    Changed,
    /// Let be.
    Dropped,
}

/// A goal is aimed at no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalSettled {
    /// The goal.
    pub goal: GoalId,
    /// Whose.
    pub person: PersonId,
    /// What became of it.
    pub outcome: GoalOutcome,
}

/// How an individual trial task went (docs/domain.md section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialResult {
    /// Work may start.
    Ready,
    /// More practice first.
    Practise,
    /// Another way fits better.
    OtherWay,
}

/// The individual trial task was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialTaskDone {
    /// This trial.
    pub trial: TrialId,
    /// Who.
    pub person: PersonId,
    /// On which operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationId>,
    /// How it went.
    pub result: TrialResult,
}

/// What was seen in a trial task, for the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialTaskDescribed {
    /// The trial.
    pub trial: TrialId,
    /// Who.
    pub person: PersonId,
    /// The form, `trial`.
    pub form: String,
    /// Its version.
    pub version: u32,
    /// Marks by criterion.
    pub marks: Vec<CriterionMark>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remarks: String,
}

/// What a note for the case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteAbout {
    /// Reason and conditions of a review's proposal.
    Review,
    /// Why a readiness was answered so.
    Readiness,
    /// A request and its answer.
    Request,
    /// The end of an enrolment.
    Ending,
    /// Why a breach was annulled; the id is the breach.
    Annulment,
    /// Why a proposed breach was let be; the id is its cause and first day.
    LetBe,
    /// Why a mark of attendance was corrected or added.
    Correction,
    /// What was agreed about a limit of working time; the id is the limit and the day.
    Limit,
}

/// Words that belong to a fact of the floor and are for the case alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseNoted {
    /// About whom.
    pub person: PersonId,
    /// What kind of thing it is about.
    pub about: NoteAbout,
    /// The id of that thing; of a readiness, the newest assessment that was weighed.
    pub id: String,
    /// The reason, in the staff's words.
    pub words: String,
    /// Conditions, where some were set.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conditions: String,
}

/// The participant would like another picture of their own; staff confirm it by a `PersonSet`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureProposed {
    /// Who.
    pub person: PersonId,
    /// The picture that was chosen.
    pub picture: PictureRef,
}

/// Whoever stood before the kiosk said that the greeted person is somebody else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotMeSaid {
    /// Who was greeted.
    pub person: PersonId,
    /// The badge that was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<BadgeHash>,
    /// The mark that showing it made; absent where it made none.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "entry_refs::optional"
    )]
    pub mark: Option<EntryRef>,
}
