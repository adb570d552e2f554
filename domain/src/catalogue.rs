//! The catalogue of kinds: how each merges, who may hold it, where it belongs, who may write it.
//!
//! One table, so that a kind cannot be half described. docs/entries.md prints the same rows for strangers and
//! a test compares the two.

use crate::entry::{Audience, Role};
use Role::{Administrator, Consultant, Lead, Manager, Participant, Recruiter, System, Tutor};

/// How entries of one kind come together (docs/entries.md, "Merge").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// All count.
    Fact,
    /// The last in order wins; concurrent losers are shown.
    Register,
    /// Names the entries that it weighed.
    Decision,
}

/// What a kind's scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// `w:<workshop>`.
    Workshop,
    /// `o:<organisation>`.
    Organisation,
}

/// One kind.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Name in the header.
    pub kind: &'static str,
    /// How it merges.
    pub merge: Merge,
    /// Who may hold it.
    pub audience: Audience,
    /// Where it belongs.
    pub scope: ScopeKind,
    /// Roles that may write it at a kiosk.
    pub kiosk: &'static [Role],
    /// Roles that may write it at the office.
    pub server: &'static [Role],
    /// Whether an import may bring it.
    pub import: bool,
}

const NOBODY: &[Role] = &[];
const DEVICE: &[Role] = &[System];
const SELF: &[Role] = &[Participant];
const SELF_OR_FLOOR_STAFF: &[Role] = &[Participant, Lead, Consultant];
const FLOOR_STAFF: &[Role] = &[Lead, Consultant];
const FLOOR_STAFF_OR_DEVICE: &[Role] = &[Lead, Consultant, System];
const CONSULTANT: &[Role] = &[Consultant];
const SELF_OR_CONSULTANT: &[Role] = &[Participant, Consultant];
const LEAD: &[Role] = &[Lead];
const WORKSHOP_OFFICE: &[Role] = &[Lead, Consultant, Manager];
const TALKERS: &[Role] = &[Lead, Consultant, Tutor];
const PLACERS: &[Role] = &[Consultant, Recruiter];
const LIMITERS: &[Role] = &[Consultant, Manager, System];
const OFFICE: &[Role] = &[Lead, Consultant, Recruiter, Tutor, Manager, Administrator];
const CASE_WORK: &[Role] = &[Consultant, Recruiter, Manager, Administrator];
const SETTINGS: &[Role] = &[Manager, Administrator];
const SETTINGS_OR_DEVICE: &[Role] = &[Manager, Administrator, System];

macro_rules! row {
    ($kind:literal $merge:ident $audience:ident $scope:ident kiosk $kiosk:ident server $server:ident import $import:literal) => {
        Row {
            kind: $kind,
            merge: Merge::$merge,
            audience: Audience::$audience,
            scope: ScopeKind::$scope,
            kiosk: $kiosk,
            server: $server,
            import: $import,
        }
    };
}

/// Every kind that this version folds.
pub const KINDS: &[Row] = &[
    row!("OrganisationSet" Register Floor Organisation kiosk NOBODY server SETTINGS_OR_DEVICE import true),
    row!("WorkshopSet" Register Floor Workshop kiosk NOBODY server SETTINGS_OR_DEVICE import true),
    row!("CalendarSet" Register Floor Organisation kiosk NOBODY server SETTINGS_OR_DEVICE import true),
    row!("FormSet" Register Floor Organisation kiosk NOBODY server SETTINGS_OR_DEVICE import true),
    row!("DeviceEnrolled" Fact Floor Workshop kiosk NOBODY server SETTINGS_OR_DEVICE import false),
    row!("DeviceRevoked" Fact Floor Workshop kiosk NOBODY server SETTINGS_OR_DEVICE import false),
    row!("EpochBegun" Fact Floor Workshop kiosk DEVICE server DEVICE import false),
    row!("PersonSet" Register Floor Workshop kiosk FLOOR_STAFF server CASE_WORK import true),
    row!("PersonIdentified" Register Case Organisation kiosk NOBODY server CASE_WORK import true),
    row!("EnrolmentStarted" Fact Floor Workshop kiosk NOBODY server CASE_WORK import true),
    row!("ContractRecorded" Register Case Organisation kiosk NOBODY server CASE_WORK import true),
    row!("EnrolmentEnded" Decision Floor Workshop kiosk FLOOR_STAFF server OFFICE import true),
    row!("ScheduleSet" Register Floor Workshop kiosk FLOOR_STAFF server OFFICE import true),
    row!("BadgeIssued" Fact Floor Workshop kiosk FLOOR_STAFF server OFFICE import false),
    row!("BadgeRevoked" Fact Floor Workshop kiosk FLOOR_STAFF server OFFICE import false),
    row!("Arrived" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server OFFICE import true),
    row!("BreakStarted" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server OFFICE import true),
    row!("BreakEnded" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server OFFICE import true),
    row!("Left" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server OFFICE import true),
    row!("MoodSaid" Fact Floor Workshop kiosk SELF server NOBODY import true),
    row!("AttendanceCorrected" Decision Floor Workshop kiosk FLOOR_STAFF server OFFICE import true),
    row!("AbsenceNoted" Register Floor Workshop kiosk FLOOR_STAFF server OFFICE import true),
    row!("ClockMended" Register Floor Workshop kiosk FLOOR_STAFF_OR_DEVICE server OFFICE import false),
    row!("PackPublished" Register Floor Workshop kiosk NOBODY server OFFICE import false),
    row!("OperationAssigned" Register Floor Workshop kiosk FLOOR_STAFF server OFFICE import true),
    row!("RunRecorded" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server NOBODY import true),
    row!("HelpAsked" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server NOBODY import false),
    row!("HelpAcknowledged" Fact Floor Workshop kiosk FLOOR_STAFF server OFFICE import false),
    row!("BreachRecorded" Fact Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("BreachDescribed" Fact Case Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("BreachTold" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server FLOOR_STAFF import true),
    row!("BreachProposalDeclined" Decision Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import false),
    row!("BreachAnnulled" Decision Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("PraiseRecorded" Fact Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("ReviewProposed" Decision Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("ReviewConfirmed" Decision Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("FurtherWayChosen" Fact Case Workshop kiosk SELF_OR_FLOOR_STAFF server OFFICE import true),
    row!("FurtherWaysOffered" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server OFFICE import true),
    row!("RequestMade" Fact Floor Workshop kiosk SELF server TALKERS import true),
    row!("RequestAnswered" Decision Floor Workshop kiosk FLOOR_STAFF server OFFICE import true),
    row!("RequestAnswerSeen" Fact Floor Workshop kiosk SELF server NOBODY import false),
    row!("GoalAgreed" Register Floor Workshop kiosk SELF_OR_FLOOR_STAFF server CONSULTANT import true),
    row!("GoalSettled" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server CONSULTANT import true),
    row!("TrialTaskDone" Fact Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("TrialTaskDescribed" Fact Case Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("CaseNoted" Fact Case Workshop kiosk FLOOR_STAFF server OFFICE import true),
    row!("PictureProposed" Register Floor Workshop kiosk SELF server NOBODY import false),
    row!("NotMeSaid" Fact Floor Workshop kiosk SELF_OR_FLOOR_STAFF server NOBODY import false),
    row!("SelfRatingGiven" Fact Case Workshop kiosk SELF_OR_CONSULTANT server CONSULTANT import true),
    row!("AssessmentSigned" Fact Case Workshop kiosk CONSULTANT server CONSULTANT import true),
    row!("AssessmentShown" Register Floor Workshop kiosk CONSULTANT server CONSULTANT import true),
    row!("AssessmentAmended" Decision Case Workshop kiosk CONSULTANT server CONSULTANT import true),
    row!("ReadinessAnswered" Decision Floor Workshop kiosk CONSULTANT server CONSULTANT import true),
    row!("StationSet" Register Floor Workshop kiosk LEAD server WORKSHOP_OFFICE import true),
    row!("PromptLadderSet" Register Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import true),
    row!("PromptProposalAnswered" Decision Floor Workshop kiosk FLOOR_STAFF server FLOOR_STAFF import false),
    row!("PersonSettingsSet" Register Floor Workshop kiosk FLOOR_STAFF server OFFICE import true),
    row!("OperationsBarred" Register Floor Workshop kiosk NOBODY server CASE_WORK import true),
    row!("WorkLimitsSet" Register Floor Workshop kiosk NOBODY server LIMITERS import true),
    row!("LimitNoticed" Fact Floor Workshop kiosk DEVICE server DEVICE import false),
    row!("LimitAnswered" Decision Floor Workshop kiosk FLOOR_STAFF server WORKSHOP_OFFICE import false),
    row!("PlacementStarted" Fact Floor Workshop kiosk CONSULTANT server PLACERS import true),
    row!("PlacementDescribed" Fact Case Workshop kiosk CONSULTANT server PLACERS import true),
    row!("PlacementEnded" Decision Floor Workshop kiosk CONSULTANT server PLACERS import true),
    row!("ContactMade" Fact Case Workshop kiosk CONSULTANT server CONSULTANT import true),
    row!("DifficultyRaised" Fact Case Workshop kiosk SELF_OR_FLOOR_STAFF server TALKERS import true),
    row!("Redacted" Decision Floor Workshop kiosk NOBODY server SETTINGS import false),
    row!("QuarantineReleased" Decision Floor Workshop kiosk NOBODY server OFFICE import false),
    row!("EntryReadmitted" Decision Floor Workshop kiosk NOBODY server OFFICE import false),
];

/// The row of a kind; `None` for a kind of the future.
pub fn row(kind: &str) -> Option<&'static Row> {
    KINDS.iter().find(|row| row.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Fact;
    use alloc::vec::Vec;

    #[test]
    fn the_catalogue_and_the_code_know_the_same_kinds() {
        let rows: Vec<&str> = KINDS.iter().map(|row| row.kind).collect();
        assert_eq!(rows, Fact::KINDS);
    }

    #[test]
    fn nothing_personal_beyond_the_floor_is_for_the_floor() {
        for kind in [
            "PersonIdentified",
            "ContractRecorded",
            "BreachDescribed",
            "TrialTaskDescribed",
            "CaseNoted",
            "FurtherWayChosen",
            "SelfRatingGiven",
            "AssessmentSigned",
            "AssessmentAmended",
            "PlacementDescribed",
            "ContactMade",
            "DifficultyRaised",
        ] {
            assert_eq!(row(kind).unwrap().audience, Audience::Case, "{kind}");
        }
    }

    #[test]
    fn what_a_kiosk_seals_is_no_register() {
        for row in KINDS {
            let sealed = row.audience != Audience::Floor && !row.kiosk.is_empty();
            assert!(!(sealed && row.merge == Merge::Register), "{}", row.kind);
        }
    }
}
