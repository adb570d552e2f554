//! The dismissal review that the third strike opens: what was proposed, what two decided together, what opens it again
//! (docs/domain.md section 2.6).
//!
//! Everything here is a fold over sets: two kiosks that acted without knowing of each other come to one result,
//! whichever entry reaches whom first. Where the facts leave a doubt the review is open, and the person may work.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use chrono::{Days, NaiveDate};

use crate::assessments::{self, ShownView};
use crate::breaches::{self, BreachView, Event};
use crate::entry::{EntryRef, Order, Role};
use crate::evidence;
use crate::people::{self, EnrolmentView};
use crate::said::Said;
use crate::state::State;
use crate::time::{Moment, workshop_day};
use crate::wire::facts::{
    EndReason, EnrolmentEnded, FurtherWay, FurtherWayChosen, FurtherWaysOffered, PraiseRecorded,
    ReviewConfirmed, ReviewOutcome, ReviewProposed,
};
use crate::wire::ids::{BreachId, EnrolmentId, PersonId, ReviewId, WorkshopId};
use crate::wire::{Fact, Kind};

/// S0: dismissal on the third breach of the internal regulations (docs/domain.md section 2.6). Here the third opens a
/// review, and fewer never dismiss.
pub const STRIKES_TO_REVIEW: usize = 3;

/// Why a review is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The third strike, and nothing was decided yet.
    ThirdStrike,
    /// A further strike after it was decided that the person stays.
    NewStrike,
    /// A breach that had been weighed was annulled.
    Annulled,
    /// Two decisions, made without knowing of each other, contradict each other.
    Conflict,
}

/// How a review stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Status<'a> {
    /// Fewer than three strikes, and nothing was decided.
    NotDue,
    /// Lead and consultant have to decide. Meanwhile the person may work.
    Due(Opening),
    /// One of them proposed; the other may confirm. Meanwhile the person may work.
    Proposed {
        /// Why it is open.
        opening: Opening,
        /// The proposal that may be confirmed.
        review: &'a ReviewId,
        /// How it shall end.
        outcome: ReviewOutcome,
        /// The part in which it may be confirmed, by another person than who proposed it.
        confirms: Role,
    },
    /// Decided by both.
    Decided {
        /// How.
        outcome: ReviewOutcome,
        /// The decision; the last in order where several, made without knowing of each other, agree.
        review: &'a ReviewId,
        /// Its entry, which [`EnrolmentEnded::decision`] names.
        entry: &'a EntryRef,
    },
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It may be confirmed.
    Pending,
    /// A newer one took its place.
    Superseded,
    /// Who made it proposed anew.
    Withdrawn,
    /// It does not fit what is known now: breaches came or went, or it was decided.
    Outdated,
    /// Confirmed, and it stands.
    Decided,
    /// Confirmed, and a later decision settled it.
    Settled,
}

/// One proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposalView<'a> {
    /// What was proposed.
    pub proposal: &'a ReviewProposed,
    /// By whom.
    pub said: Said<'a>,
    /// By whom it was confirmed.
    pub confirmed: Option<Said<'a>>,
    /// What became of it.
    pub fate: Fate,
    /// The entries of what the same person had proposed before and takes back with this.
    instead_of: &'a [EntryRef],
    order: &'a Order,
}

/// The dismissal review of one enrolment.
#[derive(Clone, Debug, PartialEq)]
pub struct Review<'a> {
    /// The strikes that stand, by day: zero to any number.
    pub strikes: Vec<BreachView<'a>>,
    /// How it stands.
    pub status: Status<'a>,
    /// Strikes that no decision has weighed.
    pub unweighed: Vec<&'a BreachId>,
    /// Everything that was proposed, in order.
    pub proposals: Vec<ProposalView<'a>>,
}

impl<'a> Review<'a> {
    /// Why it is open; `None` while nothing is to be decided.
    pub fn opening(&self) -> Option<Opening> {
        match self.status {
            Status::Due(opening) | Status::Proposed { opening, .. } => Some(opening),
            Status::NotDue | Status::Decided { .. } => None,
        }
    }

    /// Whether a dismissal may be decided: fewer than three strikes never dismiss.
    pub fn may_dismiss(&self) -> bool {
        self.strikes.len() >= STRIKES_TO_REVIEW
    }

    /// What a proposal made now weighs.
    pub fn weighs(&self) -> Vec<BreachId> {
        self.strikes
            .iter()
            .map(|strike| strike.breach.breach.clone())
            .collect()
    }

    /// The decisions that a proposal made now settles.
    pub fn settles(&self) -> Vec<ReviewId> {
        self.decisions()
            .map(|view| view.proposal.review.clone())
            .collect()
    }

    /// The strikes of which nobody has told the person yet, not even without their confirming it.
    pub fn untold(&self) -> impl Iterator<Item = &BreachView<'a>> {
        self.strikes.iter().filter(|strike| strike.told.is_none())
    }

    /// What both decided, in order; what a later decision settled is still to be read.
    pub fn decisions(&self) -> impl Iterator<Item = &ProposalView<'a>> {
        self.proposals
            .iter()
            .filter(|view| matches!(view.fate, Fate::Decided | Fate::Settled))
    }

    /// The condition on which the person stays, as long as that decision stands.
    pub fn condition(&self) -> Option<&'a str> {
        let Status::Decided {
            outcome: ReviewOutcome::Keep,
            review,
            ..
        } = self.status
        else {
            return None;
        };
        self.proposals
            .iter()
            .find(|view| view.proposal.review == *review)
            .and_then(|view| view.proposal.condition.as_deref())
    }

    /// The proposal that may be confirmed.
    pub fn pending(&self) -> Option<&ProposalView<'a>> {
        self.proposals
            .iter()
            .find(|view| view.fate == Fate::Pending)
    }

    /// All that a proposal or a decision made now would rest on, as one word to be compared: the breaches it weighs, the
    /// decisions it settles, and what waits for confirmation.
    pub fn rests_on(&self) -> String {
        let weighs = self.weighs().into_iter().map(|id| id.to_string());
        let settles = self.settles().into_iter().map(|id| id.to_string());
        let pending = self
            .pending()
            .map(|view| format!("{}?", view.proposal.review));
        let all: BTreeSet<String> = weighs.chain(settles).chain(pending).collect();
        all.into_iter().collect::<Vec<_>>().join(" ")
    }

    /// Whether this entry is a dismissal that stands: then, and only then, an end that names it counts.
    pub fn dismisses(&self, decision: &EntryRef) -> bool {
        let dismissed = matches!(
            self.status,
            Status::Decided {
                outcome: ReviewOutcome::Dismiss,
                ..
            }
        );
        dismissed
            && self
                .proposals
                .iter()
                .any(|view| view.fate == Fate::Decided && view.said.entry == decision)
    }
}

/// The part that confirms what this part proposed; `None` for a part that decides nothing here.
pub fn other_role(role: Role) -> Option<Role> {
    match role {
        Role::Lead => Some(Role::Consultant),
        Role::Consultant => Some(Role::Lead),
        Role::Participant
        | Role::Recruiter
        | Role::Tutor
        | Role::Manager
        | Role::Auditor
        | Role::Administrator
        | Role::System => None,
    }
}

/// The dismissal review of an enrolment, as it follows from what is known.
pub fn review<'a>(state: &'a State, person: &PersonId, enrolment: &EnrolmentId) -> Review<'a> {
    let breaches = breaches::breaches(state, person);
    let facts = Facts::of(enrolment, &breaches);
    let mut proposals = proposed(state, person, enrolment);
    withdraw(&mut proposals);
    settle(&mut proposals);
    let strikes = breaches::strikes_among(state, person, enrolment, breaches);
    let unweighed = facts.unweighed(&strikes, &proposals);
    let opening = opening(&facts, &strikes, &unweighed, &proposals);
    let pending = opening.and_then(|_| {
        let fits = |view: &&ProposalView<'_>| facts.fits(view, &strikes, &proposals);
        let last = proposals.iter().rfind(fits)?;
        Some(last.order.clone())
    });
    for at in 0..proposals.len() {
        let fits = proposals
            .get(at)
            .is_some_and(|view| opening.is_some() && facts.fits(view, &strikes, &proposals));
        if let Some(view) = proposals.get_mut(at)
            && view.fate == Fate::Pending
            && pending.as_ref() != Some(view.order)
        {
            view.fate = if fits {
                Fate::Superseded
            } else {
                Fate::Outdated
            };
        }
    }
    Review {
        status: status(opening, &proposals),
        strikes,
        unweighed,
        proposals,
    }
}

/// Whether the annulment of this breach opens again what is decided now: where a decision that stands weighed it, no other
/// record of the same event stands, and what the decision rests on does not hold without it (docs/domain.md section 2.6).
pub fn annulment_opens(
    state: &State,
    person: &PersonId,
    enrolment: &EnrolmentId,
    breach: &BreachId,
) -> bool {
    let found = review(state, person, enrolment);
    let Status::Decided { outcome, .. } = found.status else {
        return false;
    };
    let breaches = breaches::breaches(state, person);
    let facts = Facts::of(enrolment, &breaches);
    let event = facts.event(breach);
    let stands = |id: &BreachId| {
        breaches
            .iter()
            .any(|view| view.breach.breach == *id && view.stands())
    };
    let alone = facts
        .known
        .iter()
        .all(|(id, of, stands)| *id == breach || *of != event || !stands);
    let weighed = found
        .proposals
        .iter()
        .any(|view| view.fate == Fate::Decided && facts.weighed(view).contains(&event));
    let enough = match outcome {
        ReviewOutcome::Dismiss => true,
        ReviewOutcome::Keep => found.strikes.len() > STRIKES_TO_REVIEW,
    };
    stands(breach) && alone && weighed && enough
}

/// All proposals of an enrolment's review in order, with the confirmation that makes each a decision: by another
/// person, in the other of the two parts. One that does not fit does not count.
fn proposed<'a>(
    state: &'a State,
    person: &PersonId,
    enrolment: &EnrolmentId,
) -> Vec<ProposalView<'a>> {
    let mut views: Vec<ProposalView<'a>> = Vec::new();
    for entry in state.person(person) {
        if let Fact::ReviewProposed(proposal) = &entry.payload.fact
            && proposal.enrolment == *enrolment
            && views
                .iter()
                .all(|known| known.proposal.review != proposal.review)
        {
            views.push(ProposalView {
                proposal,
                said: Said::of(state, entry),
                confirmed: None,
                fate: Fate::Pending,
                instead_of: &entry.payload.over,
                order: &entry.order,
            });
        }
    }
    for entry in state.person(person) {
        let Some(confirmed) = ReviewConfirmed::of(&entry.payload.fact) else {
            continue;
        };
        let Some(view) = views
            .iter_mut()
            .find(|view| view.proposal.review == confirmed.review)
        else {
            continue;
        };
        let said = Said::of(state, entry);
        if view.confirmed.is_none() && decide_together(&view.said, &said) {
            view.confirmed = Some(said);
        }
    }
    views
}

/// Whether two people in the two parts say it: lead and consultant decide together.
pub(crate) fn decide_together(proposed: &Said<'_>, confirmed: &Said<'_>) -> bool {
    other_role(proposed.role) == Some(confirmed.role)
        && proposed.by.is_some()
        && confirmed.by.is_some()
        && proposed.by != confirmed.by
}

/// Who proposes anew withdraws what they knew to have proposed before: a confirmation made elsewhere without knowing of
/// it agrees to what is no longer said. What they did not know, or knew to be decided, they do not withdraw.
fn withdraw(proposals: &mut [ProposalView<'_>]) {
    let mut taken_back: Vec<(&PersonId, &EntryRef)> = Vec::new();
    for view in proposals.iter_mut().rev() {
        let Some(by) = view.said.by else { continue };
        if taken_back.contains(&(by, view.said.entry)) {
            view.fate = Fate::Withdrawn;
        }
        taken_back.extend(view.instead_of.iter().map(|entry| (by, entry)));
    }
}

/// What a proposal made now by this person takes back: their own, as far as they are known and undecided.
pub(crate) fn taken_back(
    state: &State,
    proposed: &ReviewProposed,
    by: Option<&PersonId>,
) -> Vec<EntryRef> {
    review(state, &proposed.person, &proposed.enrolment)
        .proposals
        .iter()
        .filter(|view| by.is_some() && view.said.by == by)
        .filter(|view| match view.fate {
            Fate::Pending | Fate::Superseded | Fate::Outdated => true,
            Fate::Withdrawn | Fate::Decided | Fate::Settled => false,
        })
        .map(|view| view.said.entry.clone())
        .collect()
}

/// Confirmed proposals are decisions, and stand unless a later decision names them.
fn settle(proposals: &mut [ProposalView<'_>]) {
    let mut settled: BTreeSet<&ReviewId> = BTreeSet::new();
    for view in proposals.iter_mut().rev() {
        if view.fate == Fate::Withdrawn || view.confirmed.is_none() {
            continue;
        }
        view.fate = if settled.contains(&view.proposal.review) {
            Fate::Settled
        } else {
            Fate::Decided
        };
        settled.extend(&view.proposal.settles);
    }
}

/// Breaches by their event, as far as they are known.
struct Facts<'a> {
    known: Vec<(&'a BreachId, Event<'a>, bool)>,
}

impl<'a> Facts<'a> {
    fn of(enrolment: &EnrolmentId, breaches: &[BreachView<'a>]) -> Self {
        Facts {
            known: breaches
                .iter()
                .filter(|view| view.breach.enrolment == *enrolment)
                .map(|view| (&view.breach.breach, view.event(), view.stands()))
                .collect(),
        }
    }

    /// The event of a breach that somebody weighed; one that has not arrived yet stands for itself.
    fn event(&self, id: &'a BreachId) -> Event<'a> {
        self.known
            .iter()
            .find(|(known, _, _)| *known == id)
            .map_or(Event::Breach(id), |(_, event, _)| event.clone())
    }

    fn weighed(&self, view: &ProposalView<'a>) -> BTreeSet<Event<'a>> {
        view.proposal
            .weighs
            .iter()
            .map(|id| self.event(id))
            .collect()
    }

    /// Whether everything that was recorded of an event is annulled. What has not arrived is not.
    fn is_annulled(&self, event: &Event<'_>) -> bool {
        let mut of_it = self.known.iter().filter(|(_, known, _)| known == event);
        let mut any = false;
        let none_stands = of_it.all(|(_, _, stands)| {
            any = true;
            !stands
        });
        any && none_stands
    }

    fn unweighed(
        &self,
        strikes: &[BreachView<'a>],
        proposals: &[ProposalView<'a>],
    ) -> Vec<&'a BreachId> {
        let weighed: BTreeSet<Event<'a>> = proposals
            .iter()
            .filter(|view| matches!(view.fate, Fate::Decided | Fate::Settled))
            .flat_map(|view| self.weighed(view))
            .collect();
        strikes
            .iter()
            .filter(|strike| !weighed.contains(&strike.event()))
            .map(|strike| &strike.breach.breach)
            .collect()
    }

    /// Whether an unconfirmed proposal weighs exactly what stands and settles all that was decided.
    fn fits(
        &self,
        view: &ProposalView<'a>,
        strikes: &[BreachView<'a>],
        proposals: &[ProposalView<'a>],
    ) -> bool {
        let standing: BTreeSet<Event<'_>> = strikes.iter().map(|s| s.event()).collect();
        let decided: BTreeSet<&ReviewId> = proposals
            .iter()
            .filter(|view| matches!(view.fate, Fate::Decided | Fate::Settled))
            .map(|view| &view.proposal.review)
            .collect();
        let settles: BTreeSet<&ReviewId> = view.proposal.settles.iter().collect();
        view.fate == Fate::Pending
            && other_role(view.said.role).is_some()
            && view.said.by.is_some()
            && self.weighed(view) == standing
            && settles == decided
            && (view.proposal.outcome == ReviewOutcome::Keep || strikes.len() >= STRIKES_TO_REVIEW)
    }
}

/// Why the review is open, if it is.
fn opening<'a>(
    facts: &Facts<'a>,
    strikes: &[BreachView<'a>],
    unweighed: &[&BreachId],
    proposals: &[ProposalView<'a>],
) -> Option<Opening> {
    let decisions: Vec<&ProposalView<'a>> = proposals
        .iter()
        .filter(|view| view.fate == Fate::Decided)
        .collect();
    let enough = strikes.len() >= STRIKES_TO_REVIEW;
    let Some(first) = decisions.first() else {
        return enough.then_some(Opening::ThirdStrike);
    };
    let outcome = first.proposal.outcome;
    if decisions
        .iter()
        .any(|view| view.proposal.outcome != outcome)
    {
        return Some(Opening::Conflict);
    }
    let annulled = decisions
        .iter()
        .any(|view| facts.weighed(view).iter().any(|e| facts.is_annulled(e)));
    match outcome {
        // A dismissal rests on every breach that it weighed; further ones do not weaken it.
        ReviewOutcome::Dismiss => {
            let rests = decisions
                .iter()
                .all(|view| facts.weighed(view).len() >= STRIKES_TO_REVIEW);
            (annulled || !rests).then_some(Opening::Annulled)
        }
        ReviewOutcome::Keep if !enough => None,
        ReviewOutcome::Keep if annulled => Some(Opening::Annulled),
        ReviewOutcome::Keep => (!unweighed.is_empty()).then_some(Opening::NewStrike),
    }
}

fn status<'a>(opening: Option<Opening>, proposals: &[ProposalView<'a>]) -> Status<'a> {
    let pending = proposals.iter().find(|view| view.fate == Fate::Pending);
    match (opening, pending) {
        (Some(opening), Some(view)) => match other_role(view.said.role) {
            Some(confirms) => Status::Proposed {
                opening,
                review: &view.proposal.review,
                outcome: view.proposal.outcome,
                confirms,
            },
            None => Status::Due(opening),
        },
        (Some(opening), None) => Status::Due(opening),
        (None, _) => proposals
            .iter()
            .rfind(|view| view.fate == Fate::Decided)
            .map_or(Status::NotDue, |view| Status::Decided {
                outcome: view.proposal.outcome,
                review: &view.proposal.review,
                entry: view.said.entry,
            }),
    }
}

/// Whether an end counts: always for own wish and a completed term; for a dismissal review only while the decision
/// that it names stands, so that an annulment or a contradiction lets the person work, everywhere alike.
pub fn end_counts(state: &State, ended: &EnrolmentEnded) -> bool {
    match ended.because {
        EndReason::OwnWish | EndReason::TermCompleted => true,
        EndReason::DismissalReview => ended.decision.as_ref().is_some_and(|decision| {
            review(state, &ended.person, &ended.enrolment).dismisses(decision)
        }),
    }
}

/// A review that staff have to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenReview<'a> {
    /// Whose.
    pub person: PersonId,
    /// Of which enrolment.
    pub enrolment: EnrolmentId,
    /// How it stands: open, or decided for a dismissal while the end is not recorded yet.
    pub review: Review<'a>,
}

/// Whether a review waits for staff: it is open, or it was decided that the enrolment ends, and nobody has recorded that
/// end. One of an enrolment that is over waits for nobody; one whose last day lies ahead runs until then.
pub fn waits(review: &Review<'_>, enrolment: &EnrolmentView, today: NaiveDate) -> bool {
    !enrolment.is_over(today)
        && !enrolment.dismissal_fell
        && match review.status {
            Status::Due(_) | Status::Proposed { .. } => true,
            Status::Decided { .. } => end_missing(review, enrolment, today),
            Status::NotDue => false,
        }
}

/// Whether it was decided that the enrolment ends, and nobody has recorded that end.
pub fn end_missing(review: &Review<'_>, enrolment: &EnrolmentView, today: NaiveDate) -> bool {
    let recorded =
        (enrolment.ended).is_some_and(|(_, because)| because == EndReason::DismissalReview);
    let dismissed = matches!(
        review.status,
        Status::Decided {
            outcome: ReviewOutcome::Dismiss,
            ..
        }
    );
    dismissed && !recorded && !enrolment.is_over(today)
}

/// The reviews of a workshop that wait for staff, by person: those that are open, and dismissals whose end nobody has
/// recorded yet ([`waits`]).
pub fn waiting<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    today: NaiveDate,
) -> Vec<OpenReview<'a>> {
    let mut found = Vec::new();
    for view in people::everybody(state) {
        let person = &view.person.person;
        let enrolments = people::enrolments(state, person);
        for enrolment in enrolments
            .into_iter()
            .filter(|view| view.workshop == *workshop && !view.is_over(today))
        {
            let review = review(state, person, &enrolment.enrolment);
            if waits(&review, &enrolment, today) {
                found.push(OpenReview {
                    person: person.clone(),
                    enrolment: enrolment.enrolment,
                    review,
                });
            }
        }
    }
    found
}

/// The strikes of somebody dismissed here of which nobody has told them yet: that stays to be done, by whoever meets them
/// next (docs/domain.md section 2.6).
pub fn untold_after_end(state: &State, workshop: &WorkshopId, person: &PersonId) -> Vec<BreachId> {
    people::enrolments(state, person)
        .into_iter()
        .filter(|view| view.workshop == *workshop && !view.dismissal_fell)
        .filter(|view| matches!(view.ended, Some((_, EndReason::DismissalReview))))
        .flat_map(|view| {
            let review = review(state, person, &view.enrolment);
            let untold = review.untold().map(|strike| strike.breach.breach.clone());
            untold.collect::<Vec<_>>()
        })
        .collect()
}

/// The same of everybody, by person.
pub fn to_tell(state: &State, workshop: &WorkshopId) -> Vec<(PersonId, BreachId)> {
    people::everybody(state)
        .into_iter()
        .filter(|view| view.staff_role().is_none())
        .flat_map(|view| {
            let person = &view.person.person;
            let untold = untold_after_end(state, workshop, person).into_iter();
            let told = untold.map(|breach| (person.clone(), breach));
            told.collect::<Vec<_>>()
        })
        .collect()
}

/// Days back that attendance is counted for where a review is looked at: two months, as many as may be open at once.
const GROUNDS_DAYS: u64 = 62;

/// How many of the last assessments stand beside a review.
const GROUNDS_ASSESSMENTS: usize = 3;

/// What lead and consultant look at beside breaches and earlier decisions (docs/domain.md section 2.6): at kiosk and
/// office the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounds<'a> {
    /// The days whose attendance is counted.
    pub days: RangeInclusive<NaiveDate>,
    /// How they went.
    pub attendance: evidence::Days,
    /// The last assessments at the internal site within the enrolment, the newest first.
    pub assessments: Vec<ShownView<'a>>,
    /// Praise since the enrolment began, the newest first.
    pub praise: Vec<(&'a PraiseRecorded, Said<'a>)>,
}

/// The days that [`grounds`] looks at: they must be open.
pub fn grounds_days(enrolment: &EnrolmentView, today: NaiveDate) -> RangeInclusive<NaiveDate> {
    let last = enrolment.ended.map_or(today, |(on, _)| on.min(today));
    let most = last
        .checked_sub_days(Days::new(GROUNDS_DAYS - 1))
        .unwrap_or(last);
    enrolment.from.max(most)..=last
}

/// What a review rests on beside breaches.
pub fn grounds<'a>(
    state: &'a State,
    person: &PersonId,
    enrolment: &EnrolmentView,
    now: Moment,
) -> Grounds<'a> {
    let days = grounds_days(enrolment, workshop_day(now));
    let attendance = evidence::days(state, &enrolment.workshop, person, days.clone(), now);
    let mut assessments = assessments::inside(state, person, &enrolment.enrolment);
    assessments.reverse();
    assessments.truncate(GROUNDS_ASSESSMENTS);
    let mut praise = breaches::praise(state, person);
    praise.retain(|(_, said)| workshop_day(said.at) >= enrolment.from);
    praise.reverse();
    Grounds {
        days,
        attendance,
        assessments,
        praise,
    }
}

/// What is known of the way on after an enrolment (docs/domain.md section 2.7).
#[derive(Clone, Debug, PartialEq)]
pub enum WayOn<'a> {
    /// The enrolment has not ended, or is not known.
    NotEnded,
    /// It has ended; the three ways are to be offered.
    Open,
    /// They were offered and answered. What was chosen is for the case, and a kiosk never learns it.
    Offered(Said<'a>),
    /// Chosen: the last in order.
    Chosen(FurtherWay, Said<'a>),
}

/// The way on after an enrolment.
pub fn further_way<'a>(state: &'a State, person: &PersonId, enrolment: &EnrolmentId) -> WayOn<'a> {
    let ended = people::enrolments(state, person)
        .iter()
        .any(|view| view.enrolment == *enrolment && view.ended.is_some());
    if !ended {
        return WayOn::NotEnded;
    }
    let chosen = state
        .person(person)
        .filter_map(|entry| Some((entry, FurtherWayChosen::of(&entry.payload.fact)?)))
        .rfind(|(_, chosen)| chosen.enrolment == *enrolment);
    if let Some((entry, chosen)) = chosen {
        return WayOn::Chosen(chosen.way, Said::of(state, entry));
    }
    state
        .person(person)
        .filter_map(|entry| Some((entry, FurtherWaysOffered::of(&entry.payload.fact)?)))
        .rfind(|(_, offered)| offered.enrolment == *enrolment)
        .map_or(WayOn::Open, |(entry, _)| {
            WayOn::Offered(Said::of(state, entry))
        })
}
