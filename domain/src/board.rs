//! The live board: everybody who belongs to a workshop today, and where they are.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::attendance::{self, DayMark, DayView, Whereabouts};
use crate::breaches;
use crate::forms;
use crate::help;
use crate::limits::{self, LimitView};
use crate::people;
use crate::requests::{self, RequestView};
use crate::reviews;
use crate::state::State;
use crate::stations;
use crate::time::Moment;
use crate::wire::facts::{PersonSet, StationSet};
use crate::wire::forms::Rules;
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
    /// The station where that is done.
    pub station: Option<&'a StationSet>,
    /// Until when they are away with an accepted reason; `None` for who is not.
    pub excused_until: Option<NaiveDate>,
    /// Since when they wait for help.
    pub asked_help: Option<Moment>,
    /// The most pressing limit of working time, while they are here and one is near.
    pub limit: Option<LimitView<'a>>,
    /// What they have asked for and nobody has answered.
    pub requests: Vec<RequestView<'a>>,
    /// Whoever holds the only badge they were given ([`people::badge_went_to`]).
    pub badge_went_to: Option<PersonId>,
    /// What other participants never see.
    pub for_staff: ForStaff,
}

/// What a board shows where only staff look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ForStaff {
    /// Breaches that count, within the enrolment of the day.
    pub strikes: usize,
    /// A dismissal review waits for staff ([`reviews::waiting`]).
    pub review_waits: bool,
}

/// The days that must be open for all that staff are told of somebody today: those for which breaches are proposed
/// (docs/domain.md section 2.6), and those of the week, whose hours a weekly limit counts (section 3.11). A day that is
/// not open looks like one without a mark.
pub fn days_told(
    state: &State,
    workshop: &WorkshopId,
    today: NaiveDate,
) -> RangeInclusive<NaiveDate> {
    let proposed = *breaches::proposed_days(state, workshop, today).start();
    let first = limits::days(today).fold(proposed, NaiveDate::min);
    first..=today
}

/// Everybody who belongs to the workshop on a day, or was seen there, by the name they are called; whoever has left since
/// ([`people::EnrolmentView::is_over`]) is gone at once, whatever they did before. The day must be open, and for limits of
/// the week those before it ([`limits::days`]).
pub fn board<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: NaiveDate,
    now: Moment,
) -> Vec<BoardRow<'a>> {
    let mut rows = of_day(state, workshop, day, now);
    rows.retain(|row| {
        let enrolments = people::enrolments(state, &row.person.person);
        let mut here = enrolments.iter().filter(|view| view.workshop == *workshop);
        let left = here.clone().any(|view| view.holds_on(day));
        !left || here.any(|view| view.runs_on(day))
    });
    rows
}

/// Everybody whose day it is, or was: those enrolled in the workshop on a day, its last one included, and those seen
/// there, by the name they are called. For the list of attendance; the day must be open.
pub fn of_day<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: NaiveDate,
    now: Moment,
) -> Vec<BoardRow<'a>> {
    let seen: BTreeSet<PersonId> = state.people_on(day);
    let calls = help::calls(state, workshop, day);
    let stations = stations::stations(state, workshop);
    let rules = forms::rules(state, workshop);
    let reviews: BTreeSet<PersonId> = reviews::waiting(state, workshop, day)
        .into_iter()
        .map(|open| open.person)
        .collect();
    let mut rows: Vec<BoardRow<'a>> = people::everybody(state)
        .into_iter()
        .filter(|view| view.staff_role().is_none())
        .filter_map(|view| {
            let id = &view.person.person;
            let enrolments = people::enrolments(state, id);
            let here = || enrolments.iter().filter(|e| e.workshop == *workshop);
            let enrolment = here().rfind(|e| e.holds_on(day));
            if enrolment.is_none() && !(seen.contains(id) && here().next().is_some()) {
                return None;
            }
            let operation = stations::assigned(state, id, day);
            let folded = attendance::day(state, workshop, id, day, now);
            Some(BoardRow {
                person: view.person,
                limit: limit(state, workshop, &folded, now, &rules),
                excused_until: (folded.mark == DayMark::Excused)
                    .then(|| people::excused_until(state, id, day))
                    .flatten(),
                day: folded,
                operation,
                station: operation
                    .and_then(|operation| stations::station_for(&stations, operation)),
                asked_help: calls
                    .iter()
                    .find(|call| call.asked.person.as_ref() == Some(id) && call.is_open())
                    .map(|call| call.at),
                requests: requests::requests(state, id)
                    .into_iter()
                    .filter(RequestView::is_open)
                    .collect(),
                badge_went_to: people::badge_went_to(state, id, day),
                for_staff: ForStaff {
                    strikes: enrolment
                        .map_or(0, |e| breaches::strikes(state, id, &e.enrolment).len()),
                    review_waits: reviews.contains(id),
                },
            })
        })
        .collect();
    rows.sort_by(|a, b| {
        (&a.person.called, &a.person.person).cmp(&(&b.person.called, &b.person.person))
    });
    rows
}

/// Who may still come today: expected, and without a mark of the day, by the name they are called. Among them somebody
/// who left their badge at home finds their own picture (docs/domain.md section 3.13); who has a free day, is away with
/// an excuse or out at a site is let in by staff from the board.
pub fn expected<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: NaiveDate,
    now: Moment,
) -> Vec<&'a PersonSet> {
    board(state, workshop, day, now)
        .into_iter()
        .filter(|row| {
            row.day.whereabouts == Whereabouts::Out
                && matches!(row.day.mark, DayMark::Expected | DayMark::Unexplained)
        })
        .map(|row| row.person)
        .collect()
}

/// Who may find their own picture where no badge can be read: who may still come, and who is in or on a break, since
/// they can neither go on break nor home without (docs/domain.md section 3.13). Nobody is let anywhere by that: staff
/// vouch for them.
pub fn findable<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: NaiveDate,
    now: Moment,
) -> Vec<&'a PersonSet> {
    board(state, workshop, day, now)
        .into_iter()
        .filter(|row| match row.day.whereabouts {
            Whereabouts::Out => {
                matches!(row.day.mark, DayMark::Expected | DayMark::Unexplained)
            }
            Whereabouts::In(_) | Whereabouts::OnBreak(_) => true,
            Whereabouts::Gone(_) => false,
        })
        .map(|row| row.person)
        .collect()
}

/// The most pressing limit of somebody who is here.
fn limit<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: &DayView,
    now: Moment,
    rules: &Rules,
) -> Option<LimitView<'a>> {
    if !matches!(
        day.whereabouts,
        Whereabouts::In(_) | Whereabouts::OnBreak(_)
    ) {
        return None;
    }
    let set = limits::of(state, &day.person, day.day);
    limits::pressing(&limits::near_on(state, workshop, day, set, now, rules))
}
