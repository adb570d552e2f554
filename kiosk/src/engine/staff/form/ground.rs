//! What a form rests on may be settled meanwhile: here, or at another kiosk. Then nothing is recorded, and staff are told
//! what happened.

use stupen_domain::decide::{Now, Refusal};
use stupen_domain::wire::ids::PersonId;

use super::super::StaffScene;
use super::{Form, FormKind};
use crate::engine::{Effect, Engine};
use crate::ui::Word;

/// Why a form can no more be recorded as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine::staff) enum Ground {
    /// Somebody answered, or settled it.
    Settled,
    /// The breach was annulled.
    Annulled,
    /// The enrolment has ended.
    Ended,
    /// The enrolment goes on: its end fell.
    GoesOn,
    /// The absence has other days by now.
    WentOn,
    /// The mark was corrected.
    Corrected,
    /// The stay at the external site has ended.
    StayOver,
    /// The stay at the external site has begun.
    StayBegan,
    /// Other breaches stand, or something else was decided.
    ReviewChanged,
    /// The term is not over on that day.
    TermNotOver,
    /// An earlier last day is recorded.
    EndsEarlier,
    /// A review is open: it is decided first.
    ReviewOpen,
    /// It is decided that the review ends the enrolment.
    Dismissed,
    /// The office has not sent the form, or took it back.
    NoForms,
    /// It is not for this role to record.
    NotAllowed,
    /// Something else.
    Changed,
}

impl Ground {
    /// What a refusal says of it.
    pub(in crate::engine::staff) fn of(refusal: &Refusal) -> Self {
        #[allow(
            clippy::wildcard_enum_match_arm,
            reason = "the others say that something is wrong, not what happened meanwhile"
        )]
        match refusal {
            Refusal::NothingProposed
            | Refusal::NoReviewDue
            | Refusal::NoSuchRequest
            | Refusal::NoSuchGoal
            | Refusal::NotTheirBadge => Ground::Settled,
            Refusal::NoSuchBreach => Ground::Annulled,
            Refusal::NoSuchEnrolment | Refusal::NotEnrolled(_) => Ground::Ended,
            Refusal::NotEnded => Ground::GoesOn,
            Refusal::NothingToCorrect => Ground::Corrected,
            Refusal::NoSuchPlacement => Ground::StayOver,
            Refusal::ReviewMoved | Refusal::NotPending | Refusal::TooFewStrikes => {
                Ground::ReviewChanged
            }
            Refusal::ProposalMoved => Ground::WentOn,
            Refusal::TermNotOver(_) => Ground::TermNotOver,
            Refusal::EndsEarlier(_) => Ground::EndsEarlier,
            Refusal::ReviewOpen => Ground::ReviewOpen,
            Refusal::DismissalDecided => Ground::Dismissed,
            Refusal::NotAllowed { .. } => Ground::NotAllowed,
            _ => Ground::Changed,
        }
    }

    /// What staff are told.
    pub(in crate::engine::staff) fn word(self) -> Word {
        match self {
            Ground::Settled => Word::SettledMeanwhile,
            Ground::Annulled => Word::AnnulledMeanwhile,
            Ground::Ended => Word::EndedMeanwhile,
            Ground::GoesOn => Word::GoesOnMeanwhile,
            Ground::Corrected => Word::CorrectedMeanwhile,
            Ground::StayOver => Word::StayOverMeanwhile,
            Ground::StayBegan => Word::StayBeganMeanwhile,
            Ground::ReviewChanged => Word::ReviewChanged,
            Ground::TermNotOver => Word::TermNotOver,
            Ground::EndsEarlier => Word::EndsEarlier,
            Ground::ReviewOpen => Word::ReviewFirst,
            Ground::Dismissed => Word::DecidedToEnd,
            Ground::NoForms => Word::NoForms,
            Ground::NotAllowed => Word::OthersRecord,
            Ground::WentOn | Ground::Changed => Word::Changed,
        }
    }

    /// Whether what was written may still be of use: there is a way on which it can be recorded later.
    fn leaves_sense(self, kind: FormKind) -> bool {
        match self {
            // An end may fall again, and then the breach or the assessment is of an open enrolment.
            Ground::Ended => matches!(kind, FormKind::Breach | FormKind::Assessment),
            // Whoever looks at the review again may propose with the same reason.
            Ground::ReviewChanged => kind == FormKind::Review,
            // Taken up again, the form is of the days that the absence has then.
            Ground::WentOn
            | Ground::TermNotOver
            | Ground::ReviewOpen
            | Ground::NoForms
            | Ground::NotAllowed
            | Ground::Changed => true,
            Ground::Settled
            | Ground::Annulled
            | Ground::GoesOn
            | Ground::Corrected
            | Ground::EndsEarlier
            | Ground::Dismissed
            | Ground::StayBegan
            | Ground::StayOver => false,
        }
    }
}

impl Engine {
    /// Says why a form was not recorded, and leads to where it can be seen.
    pub(super) fn moved(
        &mut self,
        staff: &PersonId,
        form: &Form,
        ground: Ground,
        then: StaffScene,
        now: &Now,
    ) {
        let mut words = vec![ground.word()];
        if ground.leaves_sense(form.kind) {
            // The last answer was not kept yet.
            self.keep_form(form);
            words.push(Word::DraftKept);
        } else {
            self.forget_form(form);
            let open = ground == Ground::ReviewChanged && self.review_is_open(&form.of, now);
            let again = self.proposal_again(form).filter(|_| open);
            if let Some(again) = again {
                self.keep_form(&again);
                words.push(Word::DraftKept);
            }
        }
        let said = StaffScene::Said {
            of: form.of.clone(),
            title: Word::NotRecorded,
            words,
            picture: "question",
            then: Box::new(then),
        };
        if form.asks_participant() {
            // What staff have to look at is not said to whoever holds the screen.
            self.give_back(staff, &form.of, None, said, now);
        } else {
            self.go(staff, said, now);
        }
        self.effects.push(Effect::Sound("error"));
    }
}
