//! Who works on what.

use alloc::vec::Vec;
use chrono::NaiveDate;

use crate::state::State;
use crate::wire::Fact;
use crate::wire::facts::RunRecorded;
use crate::wire::ids::{OperationId, PersonId};

/// The operation planned for a person on a day: the newest assignment that has begun.
pub fn assigned<'a>(
    state: &'a State,
    person: &PersonId,
    day: NaiveDate,
) -> Option<&'a OperationId> {
    state
        .person(person)
        .filter_map(|entry| match &entry.payload.fact {
            Fact::OperationAssigned(set) if set.from <= day => Some((set.from, &entry.order, set)),
            _ => None,
        })
        .max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)))
        .and_then(|(_, _, set)| set.operation.as_ref())
}

/// The records of a person's runs on a day, by time.
pub fn runs<'a>(state: &'a State, person: &PersonId, day: NaiveDate) -> Vec<&'a RunRecorded> {
    state
        .day(person, day)
        .into_iter()
        .filter_map(|(_, entry)| match &entry.payload.fact {
            Fact::RunRecorded(run) => Some(run),
            _ => None,
        })
        .collect()
}
