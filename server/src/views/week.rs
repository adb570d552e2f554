//! The hours of a workshop's week, or of one person's own, and the days that differ from it.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use serde::Serialize;
use stupen_domain::facts::{CalendarDayKind, Pause, PauseKind, ScheduleSet, WorkHours};
use stupen_domain::wire::ids::PersonId;
use stupen_domain::{people, schedule, workshop};
use stupen_ledger::{Ledger, ViewsError};

use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// Days ahead that are looked through for holidays and moved days.
const AHEAD_DAYS: u64 = 90;

/// One pause, as hours and minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PauseTimes {
    /// Beginning.
    pub start: String,
    /// End.
    pub end: String,
}

/// One day of the week; without a start it is free.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Weekday {
    /// 1 Monday … 7 Sunday.
    pub day: u8,
    /// Hours and minutes; empty on a free day.
    pub start: String,
    /// Hours and minutes; empty on a free day.
    pub end: String,
    /// Short breaks.
    pub breaks: Vec<PauseTimes>,
    /// Lunches.
    pub lunches: Vec<PauseTimes>,
}

impl Weekday {
    /// In words, as a msgid.
    pub fn label(&self) -> &'static str {
        match self.day {
            1 => msg("Monday"),
            2 => msg("Tuesday"),
            3 => msg("Wednesday"),
            4 => msg("Thursday"),
            5 => msg("Friday"),
            6 => msg("Saturday"),
            _ => msg("Sunday"),
        }
    }
}

/// A week from a date on.
#[derive(Clone, Debug, Serialize)]
pub struct Pattern {
    /// First day that it holds.
    pub from: NaiveDate,
    /// Monday to Sunday.
    pub days: Vec<Weekday>,
}

impl From<&ScheduleSet> for Pattern {
    fn from(set: &ScheduleSet) -> Self {
        Self {
            from: set.from,
            days: days_of(&set.week),
        }
    }
}

/// A day that differs from the week.
#[derive(Clone, Debug, Serialize)]
pub struct Exception {
    /// The date.
    pub date: NaiveDate,
    /// What it is.
    pub kind: CalendarDayKind,
}

impl Exception {
    /// In words, as a msgid.
    pub fn label(&self) -> &'static str {
        match self.kind {
            CalendarDayKind::Holiday => msg("public holiday"),
            CalendarDayKind::MovedOff => msg("day off, moved here"),
            CalendarDayKind::MovedWork => msg("working day, moved here"),
            CalendarDayKind::Short => msg("one hour shorter"),
        }
    }
}

/// The hours of a week.
#[derive(Clone, Debug, Serialize)]
pub struct Week {
    /// Of which workshop.
    pub workshop: Room,
    /// Of whom; the workshop's own without.
    pub person: Option<Name>,
    /// The person has hours of their own; always true for the workshop's.
    pub own: bool,
    /// What holds today; for a person without own hours, the workshop's.
    pub holds: Option<Pattern>,
    /// What will hold later.
    pub coming: Vec<Pattern>,
    /// Participants with hours of their own.
    pub with_own: Vec<Name>,
    /// Holidays and moved days ahead.
    pub exceptions: Vec<Exception>,
    /// Years ahead whose calendar is not known here.
    pub calendars_missing: Vec<i32>,
    /// Today.
    pub today: NaiveDate,
}

impl Week {
    /// Reads the hours; `None` when nobody of this id is known.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        person: Option<&PersonId>,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        let state = ledger.state();
        if person.is_some_and(|id| people::person(state, id).is_none()) {
            return Ok(None);
        }
        let today = room.day(moment);
        let last = today + Days::new(AHEAD_DAYS);
        let mut patterns = schedule::patterns(state, &room.id, person);
        let holds = patterns.iter().rposition(|set| set.from <= today);
        let own = person.is_none() || !patterns.is_empty();
        let coming = patterns.split_off(holds.map_or(0, |at| at + 1));
        let holds = match patterns.last() {
            Some(set) => Some(*set),
            None if person.is_some() => schedule::patterns(state, &room.id, None)
                .into_iter()
                .rfind(|set| set.from <= today),
            None => None,
        };
        let with_own = people::everybody(state)
            .into_iter()
            .filter(|view| {
                let id = &view.person.person;
                people::member(state, id, &room.id, today).is_some()
                    && !schedule::patterns(state, &room.id, Some(id)).is_empty()
            })
            .map(|view| Name::from(view.person))
            .collect();
        let mut years: Vec<i32> = vec![today.year(), last.year()];
        years.dedup();
        Ok(Some(Self {
            person: person.map(|id| Name::of(state, id)),
            own,
            holds: holds.map(Pattern::from),
            coming: coming.into_iter().map(Pattern::from).collect(),
            with_own,
            exceptions: today
                .iter_days()
                .take_while(|day| *day <= last)
                .filter_map(|date| {
                    workshop::calendar_day(state, date).map(|kind| Exception { date, kind })
                })
                .collect(),
            calendars_missing: years
                .into_iter()
                .filter(|year| !workshop::has_calendar(state, *year))
                .collect(),
            today,
            workshop: room,
        }))
    }

    /// What the form offers: what holds, or a free week.
    pub fn offered(&self) -> Vec<Weekday> {
        self.holds
            .as_ref()
            .map_or_else(|| days_of(&[]), |pattern| pattern.days.clone())
    }
}

fn days_of(week: &[WorkHours]) -> Vec<Weekday> {
    (1..=7u8)
        .map(|day| {
            let Some(hours) = week.iter().find(|hours| hours.days.contains(&day)) else {
                return Weekday {
                    day,
                    ..Weekday::default()
                };
            };
            let pauses = |kind| {
                hours
                    .pauses
                    .iter()
                    .filter(|pause| pause.kind == kind)
                    .map(|pause| PauseTimes {
                        start: clock(pause.start),
                        end: clock(pause.end),
                    })
                    .collect()
            };
            Weekday {
                day,
                start: clock(hours.start),
                end: clock(hours.end),
                breaks: pauses(PauseKind::Break),
                lunches: pauses(PauseKind::Lunch),
            }
        })
        .collect()
}

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// The hours of single days as a week: days with the same hours stand together.
pub fn week_of(days: Vec<(u8, NaiveTime, NaiveTime, Vec<Pause>)>) -> Vec<WorkHours> {
    let mut week: Vec<WorkHours> = Vec::new();
    for (day, start, end, pauses) in days {
        match week
            .iter_mut()
            .find(|hours| hours.start == start && hours.end == end && hours.pauses == pauses)
        {
            Some(same) => same.days.push(day),
            None => week.push(WorkHours {
                days: vec![day],
                start,
                end,
                pauses,
            }),
        }
    }
    week
}
