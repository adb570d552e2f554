//! Who works on what.

use alloc::vec::Vec;
use chrono::NaiveDate;

use crate::state::State;
use crate::wire::Kind;
use crate::wire::facts::{OperationAssigned, RunRecorded};
use crate::wire::ids::{OperationId, PersonId};

/// The operation planned for a person on a day: the newest assignment that has begun.
pub fn assigned<'a>(
    state: &'a State,
    person: &PersonId,
    day: NaiveDate,
) -> Option<&'a OperationId> {
    state
        .person(person)
        .filter_map(|entry| {
            OperationAssigned::of(&entry.payload.fact)
                .filter(|set| set.from <= day)
                .map(|set| (set.from, &entry.order, set))
        })
        .max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)))
        .and_then(|(_, _, set)| set.operation.as_ref())
}

/// The records of a person's runs on a day, by time.
pub fn runs<'a>(state: &'a State, person: &PersonId, day: NaiveDate) -> Vec<&'a RunRecorded> {
    state
        .day(person, day)
        .into_iter()
        .filter_map(|(_, entry)| RunRecorded::of(&entry.payload.fact))
        .collect()
}
