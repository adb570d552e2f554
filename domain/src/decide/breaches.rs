//! Breaches, praise, and the dismissal review (docs/domain.md section 2.6).

use alloc::collections::BTreeSet;
use alloc::string::String;

use chrono::NaiveDate;

use super::{Asking, Refusal, filled, ordered};
use crate::breaches::{self, BreachView};
use crate::forms;
use crate::reviews::{self, WayOn};
use crate::wire::Kind;
use crate::wire::facts::{
    BreachAnnulled, BreachCause, BreachDescribed, BreachProposalDeclined, BreachRecorded,
    BreachTold, EnrolmentEnded, FurtherWayChosen, FurtherWaysOffered, PraiseRecorded,
    ReviewConfirmed, ReviewOutcome, ReviewProposed,
};
use crate::wire::forms::{Choice, Praise, Regulations};
use crate::wire::ids::{BreachId, PersonId};

impl Asking<'_> {
    pub(super) fn breach_recorded(&self, f: &BreachRecorded) -> Result<(), Refusal> {
        self.known(&f.person)?;
        if self.any_breach(&f.person, &f.breach).is_some() {
            return Err(Refusal::AlreadyRecorded);
        }
        let enrolment = self.enrolment_here(&f.person, &f.enrolment)?;
        if f.day > self.today() {
            self.unless_doubtful(Refusal::InFuture("day"))?;
        }
        if !enrolment.holds_on(f.day) {
            return Err(Refusal::NotEnrolled(f.person.clone()));
        }
        filled("regulation", &f.regulation)?;
        if let Some(form) =
            forms::version::<Regulations>(self.state, &self.here.workshop, f.version)
        {
            let known = form.regulations.iter().any(|item| item.id == f.regulation);
            in_form("regulation", known)?;
            among("place", &form.places, f.place.as_ref())?;
            among("agreed", &form.agreed, f.agreed.as_ref())?;
        }
        match f.cause {
            Some(cause) => self.proposed(&f.person, (f.day, f.until), cause),
            None => of_a_day(f.until),
        }
    }

    pub(super) fn breach_described(&self, f: &BreachDescribed) -> Result<(), Refusal> {
        self.any_breach(&f.person, &f.breach)
            .map(|_| ())
            .ok_or(Refusal::NoSuchBreach)
    }

    pub(super) fn breach_told(&self, f: &BreachTold) -> Result<(), Refusal> {
        self.own(&f.person)?;
        match self.standing_breach(&f.person, &f.breach)?.told {
            Some(told) if told.confirmed => Err(Refusal::AlreadyRecorded),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn breach_proposal_declined(
        &self,
        f: &BreachProposalDeclined,
    ) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("reason", &f.reason)?;
        self.proposed(&f.person, (f.day, f.until), f.cause)
    }

    pub(super) fn breach_annulled(&self, f: &BreachAnnulled) -> Result<(), Refusal> {
        self.standing_breach(&f.person, &f.breach)?;
        filled("reason", &f.reason)
    }

    pub(super) fn praise_recorded(&self, f: &PraiseRecorded) -> Result<(), Refusal> {
        self.known(&f.person)?;
        let known = breaches::praise(self.state, &f.person);
        if f.praise.is_some() && known.iter().any(|(known, _)| known.praise == f.praise) {
            return Err(Refusal::AlreadyRecorded);
        }
        filled("item", &f.item)?;
        match forms::version::<Praise>(self.state, &self.here.workshop, f.version) {
            Some(form) => among("item", &form.items, Some(&f.item)),
            None => Ok(()),
        }
    }

    pub(super) fn review_proposed(&self, f: &ReviewProposed) -> Result<(), Refusal> {
        self.known(&f.person)?;
        self.enrolment_here(&f.person, &f.enrolment)?;
        let used = self
            .state
            .person(&f.person)
            .filter_map(|entry| ReviewProposed::of(&entry.payload.fact))
            .any(|known| known.review == f.review);
        if used {
            return Err(Refusal::AlreadyRecorded);
        }
        let review = reviews::review(self.state, &f.person, &f.enrolment);
        if review.opening().is_none() {
            return Err(Refusal::NoReviewDue);
        }
        let same = |ours: &[BreachId]| {
            let ours: BTreeSet<&BreachId> = ours.iter().collect();
            ours == f.weighs.iter().collect()
        };
        let settles: BTreeSet<_> = review.settles().into_iter().collect();
        if !same(&review.weighs()) || settles != f.settles.iter().cloned().collect() {
            return Err(Refusal::ReviewMoved);
        }
        if f.outcome == ReviewOutcome::Dismiss && !review.may_dismiss() {
            return Err(Refusal::TooFewStrikes);
        }
        if let (Some(condition), Some(form)) = (
            &f.condition,
            forms::current::<Regulations>(self.state, &self.here.workshop),
        ) {
            among("condition", &form.form.agreed, Some(condition))?;
        }
        // Saying the same once more would take back a proposal that the other may be confirming right now.
        let again = review.pending().is_some_and(|pending| {
            pending.said.by == self.actor.person.as_ref()
                && pending.proposal.outcome == f.outcome
                && pending.proposal.condition == f.condition
        });
        if again {
            Err(Refusal::AlreadyRecorded)
        } else {
            Ok(())
        }
    }

    pub(super) fn review_confirmed(&self, f: &ReviewConfirmed) -> Result<(), Refusal> {
        self.known(&f.person)?;
        let enrolment = self
            .state
            .person(&f.person)
            .filter_map(|entry| ReviewProposed::of(&entry.payload.fact))
            .find(|proposal| proposal.review == f.review)
            .map(|proposal| &proposal.enrolment)
            .ok_or(Refusal::NotPending)?;
        self.enrolment_here(&f.person, enrolment)?;
        let review = reviews::review(self.state, &f.person, enrolment);
        let pending = review
            .pending()
            .filter(|pending| pending.proposal.review == f.review)
            .ok_or(Refusal::NotPending)?;
        let by_another = self.actor.person.is_some()
            && self.actor.person.as_ref() != pending.said.by
            && reviews::other_role(pending.said.role) == Some(self.actor.role);
        if by_another {
            Ok(())
        } else {
            Err(Refusal::NeedsTheOther)
        }
    }

    pub(super) fn further_way_chosen(&self, f: &FurtherWayChosen) -> Result<(), Refusal> {
        self.own(&f.person)?;
        match reviews::further_way(self.state, &f.person, &f.enrolment) {
            WayOn::NotEnded => Err(Refusal::NotEnded),
            WayOn::Open | WayOn::Offered(_) | WayOn::Chosen(..) => Ok(()),
        }
    }

    pub(super) fn further_ways_offered(&self, f: &FurtherWaysOffered) -> Result<(), Refusal> {
        self.own(&f.person)?;
        match reviews::further_way(self.state, &f.person, &f.enrolment) {
            WayOn::NotEnded => Err(Refusal::NotEnded),
            WayOn::Open | WayOn::Offered(_) | WayOn::Chosen(..) => Ok(()),
        }
    }

    /// Whether the decision that an end names is a dismissal that stands.
    pub(super) fn is_dismissed(&self, f: &EnrolmentEnded) -> Result<(), Refusal> {
        if reviews::end_counts(self.state, f) {
            Ok(())
        } else {
            Err(Refusal::NeedsReview)
        }
    }

    fn any_breach(&self, person: &PersonId, breach: &BreachId) -> Option<BreachView<'_>> {
        breaches::breach(self.state, person, breach)
    }

    /// The breach, while nobody annulled it. It belongs to an enrolment of this workshop, so that what is said of it
    /// reaches those who hold it.
    fn standing_breach(
        &self,
        person: &PersonId,
        breach: &BreachId,
    ) -> Result<BreachView<'_>, Refusal> {
        self.known(person)?;
        let view = self
            .any_breach(person, breach)
            .filter(BreachView::stands)
            .ok_or(Refusal::NoSuchBreach)?;
        self.started_here(person, &view.breach.enrolment)
            .map(|()| view)
            .map_err(|_| Refusal::NoSuchBreach)
    }

    /// Whether the log proposes a breach for a day, or for an absence of just these days, and nobody has answered.
    fn proposed(
        &self,
        person: &PersonId,
        (day, until): (NaiveDate, Option<NaiveDate>),
        cause: BreachCause,
    ) -> Result<(), Refusal> {
        if cause != BreachCause::Absent {
            of_a_day(until)?;
        }
        let until = until.unwrap_or(day);
        ordered("until", day, until)?;
        let workshop = &self.here.workshop;
        let open = breaches::proposal(self.state, workshop, person, day, cause, self.now.at);
        match open {
            None => Err(Refusal::NothingProposed),
            Some(open) if open.day == day && open.until == until => Ok(()),
            Some(_) => Err(Refusal::ProposalMoved),
        }
    }
}

/// Whatever is broken but by an absence is broken on one day.
fn of_a_day(until: Option<NaiveDate>) -> Result<(), Refusal> {
    match until {
        None => Ok(()),
        Some(_) => Err(Refusal::Invalid {
            field: "until",
            problem: "is of an absence only",
        }),
    }
}

fn in_form(field: &'static str, known: bool) -> Result<(), Refusal> {
    if known {
        Ok(())
    } else {
        Err(Refusal::Invalid {
            field,
            problem: "is not in this version of the form",
        })
    }
}

/// Whether a choice, where one was made, is among those that the form offers.
pub(super) fn among(
    field: &'static str,
    choices: &[Choice],
    chosen: Option<&String>,
) -> Result<(), Refusal> {
    let known = chosen.is_none_or(|id| choices.iter().any(|choice| choice.id == *id));
    in_form(field, known)
}
