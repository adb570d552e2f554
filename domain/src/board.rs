//! The live board: everybody who belongs to a workshop today, and where they are.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::attendance::{self, DayView};
use crate::help;
use crate::people;
use crate::state::State;
use crate::stations;
use crate::time::Moment;
use crate::wire::facts::PersonSet;
use crate::wire::ids::{OperationId, PersonId, WorkshopId};

/// One person on the board.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardRow<'a> {
    /// As the floor knows them.
    pub person: &'a PersonSet,
    /// Their day.
    pub day: DayView,
    /// The operation planned.
    pub operation: Option<&'a OperationId>,
    /// Since when they wait for help.
    pub asked_help: Option<Moment>,
}

/// Everybody who is enrolled in the workshop on a day, or was seen there, by the name they are called.
pub fn board<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: NaiveDate,
    now: Moment,
) -> Vec<BoardRow<'a>> {
    let seen: BTreeSet<PersonId> = state.people_on(day);
    let calls = help::calls(state, workshop, day);
    let mut rows: Vec<BoardRow<'a>> = people::everybody(state)
        .into_iter()
        .filter(|view| view.staff_role().is_none())
        .filter(|view| {
            let id = &view.person.person;
            people::enrolment_on(state, id, workshop, day).is_some()
                || (seen.contains(id)
                    && people::enrolments(state, id)
                        .iter()
                        .any(|e| e.workshop == *workshop))
        })
        .map(|view| {
            let id = &view.person.person;
            BoardRow {
                person: view.person,
                day: attendance::day(state, workshop, id, day, now),
                operation: stations::assigned(state, id, day),
                asked_help: calls
                    .iter()
                    .find(|call| call.asked.person.as_ref() == Some(id) && call.answered.is_none())
                    .map(|call| call.at),
            }
        })
        .collect();
    rows.sort_by(|a, b| {
        (&a.person.called, &a.person.person).cmp(&(&b.person.called, &b.person.person))
    });
    rows
}
