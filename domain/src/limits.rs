//! Limits of somebody's working time: how near they are, who was told, what was done (docs/domain.md section 3.11).
//!
//! The floor knows minutes only, never the age or the diagnosis behind them.

use alloc::vec::Vec;

use chrono::{Datelike, Duration, NaiveDate, NaiveTime};

use crate::attendance::{self, DayView, Stretch, Whereabouts};
use crate::forms;
use crate::said::Said;
use crate::state::{State, register};
use crate::time::{Moment, at_time, minutes_between, workshop_day};
use crate::wire::Kind;
use crate::wire::facts::{Limit, LimitAnswered, LimitNoticed, WorkLimitsSet};
use crate::wire::forms::Rules;
use crate::wire::ids::{PersonId, WorkshopId};

/// Night begins (Labour Code, article 96).
const NIGHT_BEGINS: NaiveTime = clock(22);
/// Night ends.
const NIGHT_ENDS: NaiveTime = clock(6);

const fn clock(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// The limits of a person on a day, in minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// A day at most.
    pub daily_min: Option<u32>,
    /// A week at most, Monday to Sunday.
    pub weekly_min: Option<u32>,
    /// No work between 22:00 and 6:00.
    pub no_night: bool,
}

impl Limits {
    fn read(set: &WorkLimitsSet) -> Self {
        Limits {
            daily_min: set.daily_min,
            weekly_min: set.weekly_min,
            no_night: set.no_night,
        }
    }

    /// The stricter of both in everything.
    fn and(self, other: Limits) -> Limits {
        let least = |a: Option<u32>, b: Option<u32>| a.into_iter().chain(b).min();
        Limits {
            daily_min: least(self.daily_min, other.daily_min),
            weekly_min: least(self.weekly_min, other.weekly_min),
            no_night: self.no_night || other.no_night,
        }
    }
}

/// The limits that hold for a person on a day: the newest that have begun. Where two were set from the same day without
/// knowing of each other, the stricter of both until staff settle it [D]. Nothing where none were set.
pub fn of(state: &State, person: &PersonId, day: NaiveDate) -> Limits {
    let begun = || {
        state.person(person).filter_map(|entry| {
            WorkLimitsSet::of(&entry.payload.fact)
                .filter(|set| set.from <= day)
                .map(|set| (entry, set))
        })
    };
    let Some(from) = begun().map(|(_, set)| set.from).max() else {
        return Limits::default();
    };
    let same_day = begun().filter(|(_, set)| set.from == from);
    register(same_day.map(|(entry, _)| entry)).map_or_else(Limits::default, |found| {
        let read = |entry: &crate::entry::Entry| {
            WorkLimitsSet::of(&entry.payload.fact).map_or_else(Limits::default, Limits::read)
        };
        found
            .losers
            .iter()
            .fold(read(found.value), |limits, loser| limits.and(read(loser)))
    })
}

/// How near a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Far enough.
    Fine,
    /// Staff are to be warned.
    Near,
    /// The person is to be told kindly that it is time to go home.
    Reached,
}

/// One limit of a person today.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitView<'a> {
    /// Which.
    pub limit: Limit,
    /// Minutes worked of what it counts: of the day, of the week, at night.
    pub worked_min: u32,
    /// Minutes left until it is reached; for the night, until it begins.
    pub left_min: u32,
    /// How near it is.
    pub nearness: Nearness,
    /// When the person was first told today.
    pub noticed: Option<Moment>,
    /// What staff did about it: the last answer in the log's order.
    pub answered: Option<(&'a LimitAnswered, Said<'a>)>,
}

impl LimitView<'_> {
    /// Whether the person is to be told now: reached, and nobody has told them today.
    pub fn is_to_be_told(&self) -> bool {
        self.nearness == Nearness::Reached && self.noticed.is_none()
    }

    /// The fact that the person was told.
    pub fn notice(&self, person: &PersonId, day: NaiveDate) -> LimitNoticed {
        LimitNoticed {
            person: person.clone(),
            day,
            limit: self.limit,
            worked_min: self.worked_min,
        }
    }
}

/// The days whose entries the limits of a day look at: of its week, up to it. They must be open.
pub fn days(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let back = i64::from(day.weekday().num_days_from_monday());
    (0..=back).rev().map(move |back| day - Duration::days(back))
}

/// A person's limits now, those that are set for them: daily, weekly, night. The workshop's own numbers say when staff
/// are warned. The [days] of the week must be open.
pub fn near<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    person: &PersonId,
    now: Moment,
) -> Vec<LimitView<'a>> {
    let rules = forms::rules(state, workshop);
    near_by(state, workshop, person, now, &rules)
}

/// The limits that somebody who is here has reached and has not been told of today: they are to be told now. The [days]
/// of the week must be open.
pub fn to_tell<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    person: &PersonId,
    now: Moment,
) -> Vec<LimitView<'a>> {
    let today = workshop_day(now);
    let limits = of(state, person, today);
    if limits == Limits::default() {
        return Vec::new();
    }
    let day = attendance::day(state, workshop, person, today, now);
    if !matches!(
        day.whereabouts,
        Whereabouts::In(_) | Whereabouts::OnBreak(_)
    ) {
        return Vec::new();
    }
    let rules = forms::rules(state, workshop);
    let mut views = near_on(state, workshop, &day, limits, now, &rules);
    views.retain(LimitView::is_to_be_told);
    views
}

/// As [near], by given numbers.
pub fn near_by<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    person: &PersonId,
    now: Moment,
    rules: &Rules,
) -> Vec<LimitView<'a>> {
    let today = workshop_day(now);
    let limits = of(state, person, today);
    if limits == Limits::default() {
        return Vec::new();
    }
    let day = attendance::day(state, workshop, person, today, now);
    near_on(state, workshop, &day, limits, now, rules)
}

/// As [near], where the day is folded already.
pub(crate) fn near_on<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: &DayView,
    limits: Limits,
    now: Moment,
    rules: &Rules,
) -> Vec<LimitView<'a>> {
    let mut views = Vec::new();
    let nearness = |left_min: u32| match left_min {
        0 => Nearness::Reached,
        left if left <= rules.limit_warning_min => Nearness::Near,
        _ => Nearness::Fine,
    };
    let mut say = |limit, worked_min: u32, left_min: u32, nearness| {
        views.push(LimitView {
            limit,
            worked_min,
            left_min,
            nearness,
            noticed: None,
            answered: None,
        });
    };
    if let Some(most) = limits.daily_min {
        let left = most.saturating_sub(day.worked_min);
        say(Limit::Daily, day.worked_min, left, nearness(left));
    }
    if let Some(most) = limits.weekly_min {
        let worked = days(day.day)
            .filter(|of_week| *of_week != day.day)
            .map(|of_week| attendance::day(state, workshop, &day.person, of_week, now).worked_min)
            .fold(day.worked_min, u32::saturating_add);
        let left = most.saturating_sub(worked);
        say(Limit::Weekly, worked, left, nearness(left));
    }
    if limits.no_night {
        let worked = night_min(&day.presence, day.day, now);
        let left = if is_night(now) {
            0
        } else {
            minutes_between(now, at_time(day.day, NIGHT_BEGINS, *now.offset()))
        };
        let is_here = matches!(
            day.whereabouts,
            Whereabouts::In(_) | Whereabouts::OnBreak(_)
        );
        // Only who is here comes nearer to the night.
        let nearness = match worked {
            0 if is_here => nearness(left),
            0 => Nearness::Fine,
            _ => Nearness::Reached,
        };
        say(Limit::Night, worked, left, nearness);
    }
    for view in &mut views {
        tell(state, day, view);
    }
    views
}

/// Who was told, and what was done.
fn tell<'a>(state: &'a State, day: &DayView, view: &mut LimitView<'a>) {
    let mut answers = Vec::new();
    for (at, entry) in state.day(&day.person, day.day) {
        let noticed = LimitNoticed::of(&entry.payload.fact);
        if noticed.is_some_and(|noticed| noticed.limit == view.limit) {
            view.noticed = Some(view.noticed.map_or(at, |first| first.min(at)));
        }
        if let Some(answer) = LimitAnswered::of(&entry.payload.fact)
            && answer.limit == view.limit
        {
            answers.push((&entry.order, answer, Said::of(state, entry)));
        }
    }
    view.answered = answers
        .into_iter()
        .max_by_key(|(order, _, _)| *order)
        .map(|(_, answer, said)| (answer, said));
}

/// Minutes of presence at night: before 6:00 and from 22:00 on, whatever the schedule says.
fn night_min(presence: &[Stretch], day: NaiveDate, now: Moment) -> u32 {
    let offset = *now.offset();
    let begins = at_time(day, crate::time::DAY_BEGINS, offset);
    let nights = [
        (begins, at_time(day, NIGHT_ENDS, offset)),
        (
            at_time(day, NIGHT_BEGINS, offset),
            begins + Duration::days(1),
        ),
    ];
    let over = workshop_day(now) > day;
    let seconds: i64 = presence
        .iter()
        .filter_map(|stretch| Some((stretch.from, stretch.to.or((!over).then_some(now))?)))
        .flat_map(|(from, to)| nights.map(|(a, b)| (to.min(b) - from.max(a)).num_seconds().max(0)))
        .sum();
    u32::try_from(seconds / 60).unwrap_or(0)
}

fn is_night(at: Moment) -> bool {
    let time = at.time();
    time >= NIGHT_BEGINS || time < NIGHT_ENDS
}

/// The most pressing limit of somebody: reached before near; of those the one with the least left.
pub fn pressing<'a>(views: &[LimitView<'a>]) -> Option<LimitView<'a>> {
    views
        .iter()
        .filter(|view| view.nearness > Nearness::Fine)
        .min_by_key(|view| (core::cmp::Reverse(view.nearness), view.left_min, view.limit))
        .cloned()
}

/// Group of disability, as the office knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The first.
    I,
    /// The second.
    II,
    /// The third.
    III,
}

/// What the law says of somebody's working time from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statutory {
    /// The limits.
    pub limits: Limits,
    /// The next birthday that changes them.
    pub until: Option<NaiveDate>,
}

/// The law's limits by date of birth, for the office to propose a [`WorkLimitsSet`] from; the age itself is never kept
/// beside them. `studies` is who goes to a school or college and works beside it in the school year. `None` under 14:
/// no contract of work is made then.
///
/// Labour Code, articles 92 (24 h a week under 16, 35 h under 18 and with a disability of group I or II; half of it for
/// who studies), 94 (4 h a day at 14, 5 h at 15, 7 h under 18; 2 h 30 min and 4 h for who studies) and 96 (no night
/// under 18; with a disability only by one's own written consent, so that not is proposed).
pub fn from_birth(
    born: NaiveDate,
    day: NaiveDate,
    studies: bool,
    group: Option<Group>,
) -> Option<Statutory> {
    let age = [14, 15, 16, 18]
        .into_iter()
        .rfind(|years| birthday(born, *years).is_some_and(|on| on <= day))?;
    let (daily, weekly) = match (age, studies) {
        (14, false) => (Some(4 * 60), Some(24 * 60)),
        (15, false) => (Some(5 * 60), Some(24 * 60)),
        (16, false) => (Some(7 * 60), Some(35 * 60)),
        (14 | 15, true) => (Some(2 * 60 + 30), Some(12 * 60)),
        (16, true) => (Some(4 * 60), Some(17 * 60 + 30)),
        _ => (None, None),
    };
    let with_disability = match group {
        Some(Group::I | Group::II) => Some(35 * 60),
        Some(Group::III) | None => None,
    };
    let until = [15, 16, 18]
        .into_iter()
        .find(|years| *years > age)
        .and_then(|years| birthday(born, years));
    Some(Statutory {
        limits: Limits {
            daily_min: daily,
            weekly_min: weekly.into_iter().chain(with_disability).min(),
            no_night: age < 18 || group.is_some(),
        },
        until,
    })
}

/// The day on which somebody turns so many years old; who was born on 29 February, in other years on 1 March.
fn birthday(born: NaiveDate, years: i32) -> Option<NaiveDate> {
    let year = born.year().checked_add(years)?;
    NaiveDate::from_ymd_opt(year, born.month(), born.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}
