//! How long an enrolment lasts: what is allowed, how far it has come, and when its term is completed
//! (docs/domain.md sections 2.1 and 12).

use chrono::{Days, Months, NaiveDate};

use crate::people::EnrolmentView;
use crate::reviews::{self, Status};
use crate::state::State;
use crate::wire::facts::{ReviewOutcome, Service};
use crate::wire::ids::PersonId;

/// S0: temporary employment lasts 1 to 9 months (docs/domain.md section 2.1).
pub const TEMPORARY_EMPLOYMENT_MONTHS_MIN: u32 = 1;
/// S0: temporary employment lasts 1 to 9 months (docs/domain.md section 2.1).
pub const TEMPORARY_EMPLOYMENT_MONTHS_MAX: u32 = 9;
/// S0: from the eighth month on the end is in sight **\[D\]** (docs/domain.md section 2.1).
pub const TEMPORARY_EMPLOYMENT_WARNS_AFTER_MONTHS: u32 = 8;
/// S0: orientation lasts two weeks at least (docs/domain.md section 2b).
pub const ORIENTATION_DAYS_MIN: u64 = 14;
/// S0: orientation at most once a year (docs/domain.md section 2b).
pub const ORIENTATION_EVERY_MONTHS: u32 = 12;

/// How the term of an enrolment stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Begins later.
    ToCome,
    /// Runs; nothing is agreed and nothing limits it.
    Open,
    /// Runs.
    Runs(Left),
    /// Runs, and more than eight months of temporary employment are over.
    EndsSoon(Left),
    /// The agreed last day has passed, and nobody has recorded an end.
    Past,
    /// More than nine months of temporary employment are over.
    Overdue,
    /// Ended: its last day has passed, or staff told today that it is over.
    Ended,
}

/// What is left of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its last day: as agreed, or the end of the ninth month where that comes first.
    pub last: NaiveDate,
    /// Days from today to the last, both counted but today.
    pub days: u32,
    /// Whole calendar months from today to the last day.
    pub months: u32,
}

/// How the term of an enrolment stands on a day (docs/domain.md section 2.1).
pub fn term(enrolment: &EnrolmentView, today: NaiveDate) -> Term {
    if enrolment.is_over(today) {
        return Term::Ended;
    }
    if enrolment.from > today {
        return Term::ToCome;
    }
    let limit = overdue_after(enrolment);
    if limit.is_some_and(|limit| limit < today) {
        return Term::Overdue;
    }
    if enrolment.until.is_some_and(|until| until < today) {
        return Term::Past;
    }
    let last = match (limit, enrolment.until) {
        (Some(limit), Some(until)) => limit.min(until),
        (Some(last), None) | (None, Some(last)) => last,
        (None, None) => return Term::Open,
    };
    let left = Left {
        last,
        days: u32::try_from((last - today).num_days()).unwrap_or(0),
        months: whole_months(today, last),
    };
    let warns = enrolment
        .from
        .checked_add_months(Months::new(TEMPORARY_EMPLOYMENT_WARNS_AFTER_MONTHS))
        .filter(|_| enrolment.service == Service::TemporaryEmployment);
    if warns.is_some_and(|warns| warns < today) {
        Term::EndsSoon(left)
    } else {
        Term::Runs(left)
    }
}

/// The day after which temporary employment is overdue: nine calendar months. Orientation knows none: its term is always
/// agreed.
pub fn overdue_after(enrolment: &EnrolmentView) -> Option<NaiveDate> {
    match enrolment.service {
        Service::TemporaryEmployment => enrolment
            .from
            .checked_add_months(Months::new(TEMPORARY_EMPLOYMENT_MONTHS_MAX)),
        Service::Orientation => None,
    }
}

fn whole_months(from: NaiveDate, to: NaiveDate) -> u32 {
    (1..=TEMPORARY_EMPLOYMENT_MONTHS_MAX * 2)
        .take_while(|months| {
            from.checked_add_months(Months::new(*months))
                .is_some_and(|then| then <= to)
        })
        .last()
        .unwrap_or(0)
}

/// The earliest last day of a completed term: the agreed one; where none was agreed, what the service lasts at least: a
/// month of temporary employment, two weeks of orientation (docs/domain.md section 2.6).
pub fn completed_from(enrolment: &EnrolmentView) -> NaiveDate {
    let shortest = || match enrolment.service {
        Service::TemporaryEmployment => enrolment
            .from
            .checked_add_months(Months::new(TEMPORARY_EMPLOYMENT_MONTHS_MIN)),
        // The first day counts.
        Service::Orientation => enrolment
            .from
            .checked_add_days(Days::new(ORIENTATION_DAYS_MIN - 1)),
    };
    enrolment.until.or_else(shortest).unwrap_or(enrolment.from)
}

/// Why an enrolment cannot end as a completed term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCompleted {
    /// Its term lasts until this day.
    Until(NaiveDate),
    /// A dismissal review is open: lead and consultant decide it first.
    ReviewOpen,
    /// It is decided that it ends by the review, and that is what is recorded.
    Dismissed,
}

/// Whether an enrolment ends on a day as a completed term (docs/domain.md section 2.6). A review goes first, so that
/// nobody is spared a decision, or loses one, by the calendar.
///
/// # Errors
/// [`NotCompleted`] says why not.
pub fn completed(
    state: &State,
    person: &PersonId,
    enrolment: &EnrolmentView,
    on: NaiveDate,
) -> Result<(), NotCompleted> {
    match reviews::review(state, person, &enrolment.enrolment).status {
        Status::Due(_) | Status::Proposed { .. } => return Err(NotCompleted::ReviewOpen),
        Status::Decided {
            outcome: ReviewOutcome::Dismiss,
            ..
        } => return Err(NotCompleted::Dismissed),
        Status::Decided {
            outcome: ReviewOutcome::Keep,
            ..
        }
        | Status::NotDue => {}
    }
    let from = completed_from(enrolment);
    if on < from {
        Err(NotCompleted::Until(from))
    } else {
        Ok(())
    }
}
