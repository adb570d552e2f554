//! Which values a register's new entry replaces.

use alloc::vec::Vec;

use crate::entry::EntryRef;
use crate::state::{State, register};
use crate::wire::Fact;

/// Whether two facts are values of the same register.
pub(crate) fn same(fact: &Fact, other: &Fact) -> bool {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "two kinds that differ are never the same register"
    )]
    match (fact, other) {
        (Fact::OrganisationSet(a), Fact::OrganisationSet(b)) => a.organisation == b.organisation,
        (Fact::WorkshopSet(a), Fact::WorkshopSet(b)) => a.workshop == b.workshop,
        (Fact::CalendarSet(a), Fact::CalendarSet(b)) => a.year == b.year,
        (Fact::FormSet(a), Fact::FormSet(b)) => a.form == b.form,
        (Fact::PersonSet(a), Fact::PersonSet(b)) => a.person == b.person,
        (Fact::PersonIdentified(a), Fact::PersonIdentified(b)) => a.person == b.person,
        (Fact::ContractRecorded(a), Fact::ContractRecorded(b)) => a.enrolment == b.enrolment,
        (Fact::ScheduleSet(a), Fact::ScheduleSet(b)) => a.person == b.person && a.from == b.from,
        (Fact::ClockMended(a), Fact::ClockMended(b)) => a.device == b.device && a.boot == b.boot,
        (Fact::PackPublished(a), Fact::PackPublished(b)) => a.pack == b.pack,
        (Fact::AbsenceNoted(a), Fact::AbsenceNoted(b)) => {
            a.person == b.person && a.from <= b.until && b.from <= a.until
        }
        (Fact::OperationAssigned(a), Fact::OperationAssigned(b)) => {
            a.person == b.person && a.from == b.from
        }
        (Fact::GoalAgreed(a), Fact::GoalAgreed(b)) => a.goal == b.goal,
        (Fact::PictureProposed(a), Fact::PictureProposed(b)) => a.person == b.person,
        (Fact::AssessmentShown(a), Fact::AssessmentShown(b)) => a.assessment == b.assessment,
        (Fact::StationSet(a), Fact::StationSet(b)) => a.station == b.station,
        (Fact::PromptLadderSet(a), Fact::PromptLadderSet(b)) => {
            a.person == b.person && a.operation == b.operation
        }
        (Fact::PersonSettingsSet(a), Fact::PersonSettingsSet(b)) => a.person == b.person,
        (Fact::OperationsBarred(a), Fact::OperationsBarred(b)) => a.person == b.person,
        (Fact::WorkLimitsSet(a), Fact::WorkLimitsSet(b)) => {
            a.person == b.person && a.from == b.from
        }
        _ => false,
    }
}

/// The values that a register's new entry replaces: the one that holds now, and those that dispute it.
pub(super) fn replaced(state: &State, fact: &Fact, scope: &str) -> Vec<EntryRef> {
    let keys = State::keys_of_fact(fact);
    let entries = keys.iter().flat_map(|key| state.part(key)).filter(|entry| {
        entry.order.entry.scope() == Some(scope) && same(fact, &entry.payload.fact)
    });
    register(entries).map_or_else(Vec::new, |found| {
        core::iter::once(found.value)
            .chain(found.losers)
            .map(|entry| entry.order.entry.clone())
            .collect()
    })
}
