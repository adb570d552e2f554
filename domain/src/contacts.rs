//! When the consultant makes contact during a stay at an external site (docs/domain.md section 2.8, (a) to (c)).
//!
//! What was said in a contact is for the case, and so is that it was made: whoever does not hold it names the contact
//! that they know of, and is told which day comes next by the plan. A pause does not move it: there is no entry that
//! tells of one.

use alloc::vec::Vec;

use chrono::{Days, Months, NaiveDate};

use crate::forms;
use crate::schedule;
use crate::state::State;
use crate::wire::ids::{PersonId, WorkshopId};

/// Days beyond which a working day is not looked for: nobody is without hours so long.
const LOOK_AHEAD_DAYS: usize = 62;

/// A day on which a contact falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The day.
    pub on: NaiveDate,
    /// It is one of the first days, each of which wants a contact of its own; an earlier one does not stand in.
    pub daily: bool,
}

/// The days on which contacts fall due of a stay that begins on a day, in order (data: `contact_daily_days`,
/// `contact_second_days`, `contact_every_days`, `contact_months`). Those of the first days are working days alone; a
/// later one that is none moves forward to the next, and the shift does not add up.
pub fn planned(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    from: NaiveDate,
) -> Vec<Planned> {
    let rules = forms::rules(state, workshop);
    let works = |day: &NaiveDate| schedule::is_working_day(state, workshop, Some(person), *day);
    let first = usize::try_from(rules.contact_daily_days).unwrap_or(usize::MAX);
    let mut days: Vec<Planned> = from
        .iter_days()
        .take(first.min(LOOK_AHEAD_DAYS))
        .filter(works)
        .map(|on| Planned { on, daily: true })
        .collect();
    let over = from
        .checked_add_months(Months::new(rules.contact_months))
        .unwrap_or(from);
    let mut nominal = from.checked_add_days(Days::new(rules.contact_second_days.into()));
    while let Some(day) = nominal.filter(|day| *day < over) {
        let on = day.iter_days().take(LOOK_AHEAD_DAYS).find(works);
        // Who has no hours at all is asked about all the same.
        let on = on.unwrap_or(day);
        if days.last().is_none_or(|last| last.on < on) {
            days.push(Planned { on, daily: false });
        }
        nominal = day.checked_add_days(Days::new(rules.contact_every_days.max(1).into()));
    }
    days
}

/// The day on which the next contact falls due, from today on: after the one that was made, where one is known. A contact
/// made a few working days early (data: `contact_early_days`) counts for the day that it is early of. `None` when the plan
/// is through.
pub fn next(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    from: NaiveDate,
    made: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let early = usize::try_from(forms::rules(state, workshop).contact_early_days).ok()?;
    let works = |day: &NaiveDate| schedule::is_working_day(state, workshop, Some(person), *day);
    // Working days from a contact to the day it may stand in for, that day among them.
    let ahead = |made: NaiveDate, on: NaiveDate| {
        made.iter_days()
            .skip(1)
            .take_while(|day| *day <= on)
            .filter(works)
            .count()
    };
    // Where working days are not known, nothing tells how early it was.
    let may_be_early = |due: &Planned| !due.daily && works(&due.on);
    let is_met = |due: &Planned| {
        made.is_some_and(|made| {
            due.on <= made || (may_be_early(due) && ahead(made, due.on) <= early)
        })
    };
    planned(state, workshop, person, from)
        .into_iter()
        .find(|due| due.on >= today && !is_met(due))
        .map(|due| due.on)
}
