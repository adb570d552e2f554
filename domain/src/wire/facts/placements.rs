//! Stays at external sites, as far as the floor needs them; who the employer is stays with the case
//! (docs/domain.md section 2.8).

use alloc::string::String;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::wire::ids::{ContactId, DifficultyId, EnrolmentId, PersonId, PlacementId};

/// What a stay at an external site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacementKind {
    /// An internship.
    Internship,
    /// A job on the employer's staff.
    Job,
}

/// Somebody goes out to an external site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacementStarted {
    /// This stay.
    pub placement: PlacementId,
    /// Who.
    pub person: PersonId,
    /// Out of which enrolment, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<EnrolmentId>,
    /// What it is.
    pub what: PlacementKind,
    /// First day at the site.
    pub from: NaiveDate,
    /// Agreed last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// Where somebody went, for the case; the last in the order holds. No register, because a kiosk that sealed one cannot
/// say which it replaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacementDescribed {
    /// The stay.
    pub placement: PlacementId,
    /// Who.
    pub person: PersonId,
    /// The employer, in words.
    pub employer: String,
    /// The mentor and how to reach them, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mentor: String,
    /// What will be done there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub functions: String,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remarks: String,
}

/// How a stay at an external site ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacementEnd {
    /// Back to the internal site, because difficulties could not be solved.
    Returned,
    /// The agreed time was over.
    Completed,
    /// The employer took them on staff.
    Hired,
    /// The employer ended it.
    Lost,
    /// The participant's own wish.
    OwnWish,
}

/// Somebody came back from an external site, or went on from there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacementEnded {
    /// The stay.
    pub placement: PlacementId,
    /// Who.
    pub person: PersonId,
    /// Last day at the site; the day before the first where the stay did not take place.
    pub on: NaiveDate,
    /// How it ended.
    pub because: PlacementEnd,
}

/// With whom a contact was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactWith {
    /// The participant.
    Participant,
    /// The employer.
    Employer,
    /// The mentor at the site.
    Mentor,
}

/// The way of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactHow {
    /// In person.
    Visit,
    /// By telephone.
    Call,
    /// By message.
    Message,
}

/// The consultant was in contact during a stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactMade {
    /// This contact; told twice under one id it counts once. Absent where an earlier version of the program wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
    /// The stay.
    pub placement: PlacementId,
    /// Whose stay.
    pub person: PersonId,
    /// The day of the contact.
    pub on: NaiveDate,
    /// With whom.
    pub with: ContactWith,
    /// How.
    pub how: ContactHow,
    /// All is well; false when something needs attention.
    pub well: bool,
    /// What was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// Something is difficult, at a site or here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifficultyRaised {
    /// This difficulty.
    pub difficulty: DifficultyId,
    /// Whose.
    pub person: PersonId,
    /// During which stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// The day on which it showed; absent where that is the day of the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// What it is, in words.
    pub words: String,
    /// A return to the internal site is needed.
    #[serde(default)]
    pub return_needed: bool,
}
