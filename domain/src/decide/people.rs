//! People, their enrolments, contracts, schedules and badges (docs/domain.md sections 2 and 2b).

use chrono::Months;

use super::{Asking, Refusal, filled, ordered};
use crate::entry::Role;
use crate::people::{self, BadgeStatus, EnrolmentView};
use crate::schedule;
use crate::terms::{self, NotCompleted};
use crate::time::workshop_day;
use crate::wire::facts::{
    BadgeIssued, BadgeRevoked, ContractRecorded, EndReason, EnrolmentEnded, EnrolmentStarted,
    PersonIdentified, PersonSet, ScheduleSet, Service,
};
use crate::wire::ids::{EnrolmentId, PersonId};

impl Asking<'_> {
    pub(super) fn person_set(&self, f: &PersonSet) -> Result<(), Refusal> {
        filled("called", &f.called)?;
        if !matches!(f.language.as_str(), "ru" | "en") {
            return Err(Refusal::Invalid {
                field: "language",
                problem: "ru or en",
            });
        }
        match f.staff_role.as_deref().map(Role::from_word) {
            None => Ok(()),
            Some(Some(role)) if role.is_staff() => Ok(()),
            Some(_) => Err(Refusal::Invalid {
                field: "staff_role",
                problem: "is not a staff role",
            }),
        }
    }

    pub(super) fn person_identified(&self, f: &PersonIdentified) -> Result<(), Refusal> {
        filled("surname", &f.surname)?;
        filled("given_name", &f.given_name)?;
        if f.born.is_some_and(|born| born > self.today()) {
            return Err(Refusal::InFuture("born"));
        }
        Ok(())
    }

    pub(super) fn contract_recorded(&self, f: &ContractRecorded) -> Result<(), Refusal> {
        self.open_enrolment(&f.person, &f.enrolment)?;
        filled("number", &f.number)?;
        f.until
            .map_or(Ok(()), |until| ordered("until", f.from, until))
    }

    pub(super) fn enrolment_ended(&self, f: &EnrolmentEnded) -> Result<(), Refusal> {
        let open = self.enrolment_here(&f.person, &f.enrolment)?;
        ordered("on", open.from, f.on)?;
        // Of two ends the earlier day counts: another end is told only where it says something new. On the last day that was
        // told ahead it does: the person has gone, though the day is not over.
        match open.ended {
            Some((last, _)) if last < f.on => return Err(Refusal::EndsEarlier(last)),
            Some((last, _)) if last == f.on && last != self.today() => {
                return Err(Refusal::AlreadyRecorded);
            }
            Some(_) | None => {}
        }
        match f.because {
            EndReason::DismissalReview => self.is_dismissed(f),
            EndReason::OwnWish | EndReason::TermCompleted if f.decision.is_some() => {
                Err(Refusal::Invalid {
                    field: "decision",
                    problem: "only a dismissal review has one",
                })
            }
            EndReason::OwnWish => Ok(()),
            EndReason::TermCompleted => self.term_completed(f, &open),
        }
    }

    /// A completed term is told once it is over, not foretold: whoever has ended answers for no breach any more.
    fn term_completed(&self, f: &EnrolmentEnded, open: &EnrolmentView) -> Result<(), Refusal> {
        if f.on > self.today() {
            self.unless_doubtful(Refusal::InFuture("on"))?;
        }
        terms::completed(self.state, &f.person, open, f.on).map_err(|why| match why {
            NotCompleted::Until(day) => Refusal::TermNotOver(day),
            NotCompleted::ReviewOpen => Refusal::ReviewOpen,
            NotCompleted::Dismissed => Refusal::DismissalDecided,
        })
    }

    /// The enrolment in this workshop, while it is not over: what is said of it stands in this workshop's streams.
    pub(super) fn enrolment_here(
        &self,
        person: &PersonId,
        enrolment: &EnrolmentId,
    ) -> Result<EnrolmentView, Refusal> {
        let open = self.open_enrolment(person, enrolment)?;
        if open.workshop == self.here.workshop {
            Ok(open)
        } else {
            Err(Refusal::NoSuchEnrolment)
        }
    }

    /// The enrolment, while it is not over: until a last day that lies ahead it runs like any other, and what happens in
    /// it counts.
    pub(super) fn open_enrolment(
        &self,
        person: &PersonId,
        enrolment: &EnrolmentId,
    ) -> Result<EnrolmentView, Refusal> {
        people::enrolments(self.state, person)
            .into_iter()
            .find(|view| view.enrolment == *enrolment)
            .filter(|view| !view.is_over(self.today()) && !view.dismissal_fell)
            .ok_or(Refusal::NoSuchEnrolment)
    }

    /// Whether the enrolment is one of this workshop, ended or not.
    pub(super) fn started_here(
        &self,
        person: &PersonId,
        enrolment: &EnrolmentId,
    ) -> Result<(), Refusal> {
        people::started(self.state, person)
            .iter()
            .any(|view| view.enrolment == *enrolment && view.workshop == self.here.workshop)
            .then_some(())
            .ok_or(Refusal::NoSuchEnrolment)
    }

    pub(super) fn schedule_set(&self, f: &ScheduleSet) -> Result<(), Refusal> {
        f.person
            .as_ref()
            .map_or(Ok(()), |person| self.known(person))?;
        schedule::fault(f).map_or(Ok(()), |problem| {
            Err(Refusal::Invalid {
                field: "week",
                problem,
            })
        })
    }

    pub(super) fn badge_issued(&self, f: &BadgeIssued) -> Result<(), Refusal> {
        self.known(&f.person)?;
        let today = workshop_day(self.at);
        if let Some(until) = f.until {
            ordered("until", today, until)?;
        }
        match people::badge_status(self.state, &f.badge, today) {
            BadgeStatus::Unknown => Ok(()),
            BadgeStatus::Revoked(_) | BadgeStatus::Held(_) => Err(Refusal::BadgeUsed),
        }
    }

    pub(super) fn badge_revoked(&self, f: &BadgeRevoked) -> Result<(), Refusal> {
        filled("reason", &f.reason)?;
        match people::badge_status(self.state, &f.badge, workshop_day(self.at)) {
            BadgeStatus::Held(holder) if holder == f.person => Ok(()),
            BadgeStatus::Unknown | BadgeStatus::Revoked(_) | BadgeStatus::Held(_) => {
                Err(Refusal::NotTheirBadge)
            }
        }
    }

    /// Terms of enrolments (docs/domain.md sections 2.1 and 2b).
    pub(super) fn enrolment_started(&self, f: &EnrolmentStarted) -> Result<(), Refusal> {
        self.known(&f.person)?;
        if let Some(until) = f.until {
            ordered("until", f.from, until)?;
            let days = u64::try_from((until - f.from).num_days() + 1).unwrap_or(0);
            let month_at_most = f
                .from
                .checked_add_months(Months::new(1))
                .is_none_or(|month| until < month);
            match f.service {
                Service::TemporaryEmployment => {
                    let months = Months::new(terms::TEMPORARY_EMPLOYMENT_MONTHS_MAX);
                    if f.from
                        .checked_add_months(months)
                        .is_some_and(|limit| until > limit)
                    {
                        return Err(Refusal::TermTooLong);
                    }
                }
                Service::Orientation if days < terms::ORIENTATION_DAYS_MIN || !month_at_most => {
                    return Err(Refusal::OrientationLength);
                }
                Service::Orientation => {}
            }
        }
        for other in people::enrolments(self.state, &f.person) {
            if other.enrolment == f.enrolment {
                return Err(Refusal::EnrolmentOverlaps(other.from));
            }
            let other_last = other.ended.map(|(on, _)| on);
            let apart = other_last.is_some_and(|last| last < f.from)
                || f.until.is_some_and(|until| until < other.from);
            if !apart {
                return Err(Refusal::EnrolmentOverlaps(f.from.max(other.from)));
            }
            if f.service == Service::Orientation && other.service == Service::Orientation {
                let (earlier, later) = (f.from.min(other.from), f.from.max(other.from));
                let year = Months::new(terms::ORIENTATION_EVERY_MONTHS);
                if let Some(next) = earlier
                    .checked_add_months(year)
                    .filter(|next| later < *next)
                {
                    return Err(Refusal::OrientationTooSoon(next));
                }
            }
        }
        Ok(())
    }
}
