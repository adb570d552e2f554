//! Breaches, praise, and the dismissal review (docs/domain.md section 2.6).

use super::{Asking, Refusal, filled, not_empty};
use crate::wire::facts::{
    BreachAnnulled, BreachProposalDeclined, BreachRecorded, FurtherWayChosen, PraiseRecorded,
    ReviewConfirmed, ReviewProposed,
};

impl Asking<'_> {
    pub(super) fn breach_recorded(&self, f: &BreachRecorded) -> Result<(), Refusal> {
        self.known(&f.person)?;
        self.open_enrolment(&f.person, &f.enrolment)?;
        filled("regulation", &f.regulation)?;
        if f.day > self.today() {
            return self.unless_doubtful(Refusal::InFuture("day"));
        }
        Ok(())
    }

    pub(super) fn breach_proposal_declined(
        &self,
        f: &BreachProposalDeclined,
    ) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("reason", &f.reason)
    }

    pub(super) fn breach_annulled(&self, f: &BreachAnnulled) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("reason", &f.reason)
    }

    pub(super) fn praise_recorded(&self, f: &PraiseRecorded) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("item", &f.item)
    }

    pub(super) fn review_proposed(&self, f: &ReviewProposed) -> Result<(), Refusal> {
        self.known(&f.person)?;
        not_empty("weighs", &f.weighs)
    }

    pub(super) fn review_confirmed(&self, f: &ReviewConfirmed) -> Result<(), Refusal> {
        self.known(&f.person)
    }

    pub(super) fn further_way_chosen(&self, f: &FurtherWayChosen) -> Result<(), Refusal> {
        self.own(&f.person)
    }
}
