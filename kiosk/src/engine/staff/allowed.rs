//! What a role may record is offered to it, and nothing else: nobody fills in a form to hear at its end that it is not
//! theirs to record. Who may is asked of `stupen_domain::authority`.

use stupen_domain::authority;
use stupen_domain::entry::WriterKind;
use stupen_domain::wire::ids::PersonId;

use super::form::FormKind;
use super::page::{Act, Page};
use super::{StaffScene, go};
use crate::engine::Engine;
use crate::ui::{StaffScreen, Word};

/// The kind of fact that a form records.
fn recorded_by(form: FormKind) -> Option<&'static str> {
    Some(match form {
        FormKind::Breach => "BreachRecorded",
        FormKind::Tell => "BreachTold",
        FormKind::Annul => "BreachAnnulled",
        FormKind::Decline => "BreachProposalDeclined",
        FormKind::Praise => "PraiseRecorded",
        FormKind::Review => "ReviewProposed",
        FormKind::Second | FormKind::Confirm => "ReviewConfirmed",
        FormKind::End => "EnrolmentEnded",
        FormKind::Ways => "FurtherWayChosen",
        FormKind::Assessment => "AssessmentSigned",
        // Shows what is recorded.
        FormKind::Result => return None,
        FormKind::Amend => "AssessmentAmended",
        FormKind::Goal => "GoalAgreed",
        FormKind::GoalEnd => "GoalSettled",
        FormKind::Readiness => "ReadinessAnswered",
        FormKind::Correct | FormKind::AddMark => "AttendanceCorrected",
        FormKind::Absence => "AbsenceNoted",
        FormKind::Badge | FormKind::DayBadge => "BadgeIssued",
        FormKind::BadgeLost => "BadgeRevoked",
        FormKind::Request => "RequestAnswered",
        FormKind::Operation => "OperationAssigned",
        FormKind::Trial => "TrialTaskDone",
        FormKind::GoOut => "PlacementStarted",
        FormKind::Contact => "ContactMade",
        FormKind::Difficulty => "DifficultyRaised",
        FormKind::ComeBack | FormKind::CallOff => "PlacementEnded",
        FormKind::Limit => "LimitAnswered",
        FormKind::Prompts => "PromptLadderSet",
    })
}

/// The kind of fact that a touch records, or leads to.
fn recorded(act: &Act) -> Option<&'static str> {
    match act {
        Act::Begin(form, ..) => recorded_by(*form),
        Act::Help(_) => Some("HelpAcknowledged"),
        Act::LetIn(_) => Some("Arrived"),
        Act::Set(_) => Some("PersonSettingsSet"),
        Act::Language(_) | Act::TakePicture(_) => Some("PersonSet"),
        Act::Plan(_) => Some("OperationAssigned"),
        Act::Prompts(..) => Some("PromptProposalAnswered"),
        Act::Nothing
        | Act::Leave
        | Act::Go(_)
        | Act::Resume(_)
        | Act::SignTwice(_)
        | Act::AmendInstead(..)
        | Act::Answer(_)
        | Act::Hear(_)
        | Act::Speak
        | Act::Jump(_)
        | Act::BackInForm
        | Act::CallHelp
        | Act::Pin
        | Act::Submit
        | Act::Drop
        | Act::Anew(_)
        | Act::Stand(_)
        | Act::Volume(_)
        | Act::Quiet(_) => None,
    }
}

impl Engine {
    /// Whether a member of staff may record this kind at a kiosk.
    pub(super) fn may_record(&self, staff: &PersonId, kind: &str) -> bool {
        authority::may(kind, WriterKind::Kiosk, self.staff_actor(staff).role)
    }

    /// A page with what its reader may do. Keys that they may not use are not there; a tile, which also tells something,
    /// says at once whose it is.
    pub(super) fn as_allowed(&self, staff: &PersonId, scene: &StaffScene, mut page: Page) -> Page {
        let role = self.staff_actor(staff).role;
        let may = |act: &Act| {
            recorded(act).is_none_or(|kind| authority::may(kind, WriterKind::Kiosk, role))
        };
        let actions = match &mut page.screen {
            StaffScreen::Tiles(view) => Some(&mut view.actions),
            StaffScreen::Lines(view) => Some(&mut view.actions),
            StaffScreen::Pairs(view) => Some(&mut view.actions),
            StaffScreen::Tell(view) => Some(&mut view.actions),
            StaffScreen::Matrix(view) => Some(&mut view.actions),
            StaffScreen::Device(_)
            | StaffScreen::Write(_)
            | StaffScreen::Time(_)
            | StaffScreen::Mark(_) => None,
        };
        if let Some(actions) = actions {
            let mut kept = page.acts.actions.iter().map(may);
            actions.retain(|_| kept.next().unwrap_or(true));
            page.acts.actions.retain(may);
        }
        for act in page.acts.tiles.iter_mut().filter(|act| !may(act)) {
            *act = go(StaffScene::Said {
                of: scene.about().unwrap_or(staff).clone(),
                title: Word::NotRecorded,
                words: vec![Word::OthersRecord],
                picture: "staff",
                then: Box::new(scene.clone()),
            });
        }
        if let StaffScreen::Lines(view) = &mut page.screen {
            for (line, act) in view.lines.iter_mut().zip(&mut page.acts.lines) {
                if !may(act) {
                    line.opens = false;
                    *act = Act::Nothing;
                }
            }
        }
        page
    }
}
