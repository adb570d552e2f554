//! Hours of a day: the person's own week or the workshop's, and the production calendar over both.

use chrono::{Datelike, Duration, FixedOffset, NaiveDate};

use crate::entry::Entry;
use crate::state::{State, workshop_of};
use crate::time::{Moment, at_time};
use crate::wire::Kind;
use crate::wire::facts::{CalendarDayKind, PauseKind, ScheduleSet, WorkHours};
use crate::wire::ids::{PersonId, WorkshopId};
use crate::workshop;
use alloc::vec::Vec;

/// The day before a public holiday is shorter by this (Labour Code, article 95).
const SHORT_DAY_LESS: Duration = Duration::hours(1);

/// A day's hours as moments.
#[derive(Clone, Debug, PartialEq)]
pub struct DayPlan {
    /// Work begins.
    pub start: Moment,
    /// Work ends.
    pub end: Moment,
    /// Pauses, in order, within the hours.
    pub pauses: Vec<PlannedPause>,
}

/// A pause as moments.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedPause {
    /// Break or lunch.
    pub kind: PauseKind,
    /// Begins.
    pub start: Moment,
    /// Ends.
    pub end: Moment,
}

/// The hours of a person, or of the workshop itself, on a day; `None` on a free day.
///
/// The newest pattern that has begun holds; a person's own goes before the workshop's. On a moved working day
/// the hours are those of the week's first working day [D] (docs/domain.md section 3).
pub fn plan(
    state: &State,
    workshop: &WorkshopId,
    person: Option<&PersonId>,
    day: NaiveDate,
    offset: FixedOffset,
) -> Option<DayPlan> {
    let calendar = workshop::calendar_day(state, day);
    let hours = hours(state, workshop, person, day)?;
    let mut plan = moments(hours, day, offset);
    if calendar == Some(CalendarDayKind::Short) {
        plan.end -= SHORT_DAY_LESS;
        plan.pauses.retain(|pause| pause.end <= plan.end);
    }
    Some(plan)
}

/// Whether a person, or the workshop itself, works on a day, by week and production calendar.
pub fn is_working_day(
    state: &State,
    workshop: &WorkshopId,
    person: Option<&PersonId>,
    day: NaiveDate,
) -> bool {
    hours(state, workshop, person, day).is_some()
}

/// The hours of a day as the week has them.
fn hours<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    person: Option<&PersonId>,
    day: NaiveDate,
) -> Option<&'a WorkHours> {
    let own = person.and_then(|person| newest(state.standing(person), workshop, day));
    let week = match own {
        Some(own) => own,
        None => newest(
            state.part("w").filter(|e| {
                ScheduleSet::of(&e.payload.fact).is_some_and(|set| set.person.is_none())
            }),
            workshop,
            day,
        )?,
    };
    let calendar = workshop::calendar_day(state, day);
    let weekday = day.weekday().number_from_monday();
    let of_weekday = |weekday: u32| {
        week.week
            .iter()
            .find(|hours| hours.days.iter().any(|d| u32::from(*d) == weekday))
    };
    match calendar {
        Some(CalendarDayKind::Holiday | CalendarDayKind::MovedOff) => None,
        Some(CalendarDayKind::MovedWork) => {
            of_weekday(weekday).or_else(|| (1..=7).find_map(of_weekday))
        }
        Some(CalendarDayKind::Short) | None => of_weekday(weekday),
    }
}

/// The patterns of a workshop, or one person's own there, by the day from which they hold; of several from one day the
/// last in order.
pub fn patterns<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    person: Option<&PersonId>,
) -> Vec<&'a ScheduleSet> {
    let entries: Vec<&Entry> = match person {
        Some(person) => state.person(person).collect(),
        None => state.part("w").collect(),
    };
    let mut patterns: Vec<&'a ScheduleSet> = Vec::new();
    // In folding order, so that a later one replaces an earlier one from the same day.
    for entry in entries {
        if let Some(set) = ScheduleSet::of(&entry.payload.fact)
            && set.person.as_ref() == person
            && workshop_of(entry).as_ref() == Some(workshop)
        {
            patterns.retain(|known| known.from != set.from);
            patterns.push(set);
        }
    }
    patterns.sort_by_key(|set| set.from);
    patterns
}

fn newest<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    workshop: &WorkshopId,
    day: NaiveDate,
) -> Option<&'a ScheduleSet> {
    // The kind is asked first: of most entries nobody needs to read the scope.
    entries
        .filter_map(|entry| {
            ScheduleSet::of(&entry.payload.fact)
                .filter(|set| set.from <= day && workshop_of(entry).as_ref() == Some(workshop))
                .map(|set| (set.from, &entry.order, set))
        })
        .max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)))
        .map(|(_, _, set)| set)
}

fn moments(hours: &WorkHours, day: NaiveDate, offset: FixedOffset) -> DayPlan {
    DayPlan {
        start: at_time(day, hours.start, offset),
        end: at_time(day, hours.end, offset),
        pauses: hours
            .pauses
            .iter()
            .map(|pause| PlannedPause {
                kind: pause.kind,
                start: at_time(day, pause.start, offset),
                end: at_time(day, pause.end, offset),
            })
            .collect(),
    }
}

/// What is wrong with a week's pattern, naming the field; `None` when it can be used.
pub fn fault(set: &ScheduleSet) -> Option<&'static str> {
    let mut seen = [false; 8];
    for hours in &set.week {
        for day in &hours.days {
            match seen.get_mut(usize::from(*day)) {
                Some(seen) if *day > 0 && !*seen => *seen = true,
                Some(_) if *day > 0 => return Some("week.days: a weekday is named twice"),
                _ => return Some("week.days: weekdays are 1 (Monday) to 7 (Sunday)"),
            }
        }
        if hours.start >= hours.end {
            return Some("week.end: work must end after it starts");
        }
        let mut after = hours.start;
        for pause in &hours.pauses {
            if pause.start < after || pause.end <= pause.start || pause.end > hours.end {
                return Some(
                    "week.pauses: pauses must lie within the hours, in order, without overlap",
                );
            }
            after = pause.end;
        }
    }
    None
}
