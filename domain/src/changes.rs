//! Changes of the day: its parts, which of the planned pauses somebody takes, what comes soon, and when work begins again
//! (docs/domain.md section 3.14).

use alloc::vec::Vec;

use chrono::{Duration, FixedOffset, NaiveDate};

use crate::people;
use crate::placements;
use crate::schedule::{self, DayPlan, PlannedPause};
use crate::state::State;
use crate::time::Moment;
use crate::wire::facts::{PauseKind, PlacementKind};
use crate::wire::ids::{PersonId, WorkshopId};

/// How long before a planned pause one that begins is already that one [D].
const EARLY: Duration = Duration::minutes(15);
/// How long before a change it is shown and told [D].
const SOON: Duration = Duration::minutes(5);
/// How long after it whoever works on is still told that it is time [D].
const STILL: Duration = Duration::minutes(10);
/// Days that are searched for the next working day [D].
const NEXT_DAYS: i64 = 14;

/// What a part of the day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Work at the workshop.
    Work,
    /// A stay at an external site.
    Stay(PlacementKind),
    /// A planned pause.
    Pause(PauseKind),
    /// Going home, which ends the day.
    Home,
}

/// Where a part of the day stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is over.
    Past,
    /// It is on.
    Now,
    /// It comes.
    Next,
}

/// A part of somebody's day, or of the workshop's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// When it begins.
    pub from: Moment,
    /// When the next one begins; home has none.
    until: Option<Moment>,
}

impl Part {
    /// Where it stands at a moment.
    pub fn standing(&self, now: Moment) -> Standing {
        if self.until.is_some_and(|until| until <= now) {
            Standing::Past
        } else if self.from <= now {
            Standing::Now
        } else {
            Standing::Next
        }
    }
}

/// The parts of a day in their order: work and pauses in turn, then home; none on a free day. Who is out at a site
/// stays there until home: the site has its own pauses, which nobody at the workshop knows [D].
pub fn parts(
    state: &State,
    workshop: &WorkshopId,
    person: Option<&PersonId>,
    day: NaiveDate,
    offset: FixedOffset,
) -> Vec<Part> {
    let Some(plan) = schedule::plan(state, workshop, person, day, offset) else {
        return Vec::new();
    };
    let stay = person.and_then(|person| placements::at(state, person, day));
    let mut begins = Vec::new();
    match stay {
        Some(stay) => begins.push((PartKind::Stay(stay.what), plan.start)),
        None => {
            begins.push((PartKind::Work, plan.start));
            for pause in &plan.pauses {
                begins.push((PartKind::Pause(pause.kind), pause.start));
                begins.push((PartKind::Work, pause.end));
            }
        }
    }
    begins.push((PartKind::Home, plan.end));
    let ends = begins.iter().skip(1).map(|(_, from)| Some(*from));
    begins
        .iter()
        .zip(ends.chain([None]))
        .map(|((kind, from), until)| Part {
            kind: *kind,
            from: *from,
            until,
        })
        .collect()
}

/// What the day changes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangesTo {
    /// A planned pause.
    Pause(PauseKind),
    /// The work after a planned pause.
    Work,
    /// Going home.
    Home,
}

/// A change of the day that comes soon, or that it is time for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// What to.
    pub to: ChangesTo,
    /// When.
    pub at: Moment,
}

impl Change {
    /// Whole minutes until then, begun ones counted; none once it is time.
    pub fn minutes_left(&self, now: Moment) -> u32 {
        let seconds = (self.at - now).num_seconds().max(0);
        u32::try_from((seconds + 59) / 60).unwrap_or(u32::MAX)
    }
}

/// Whether a pause that begins at a moment is this planned one: within it, or a little early.
fn is_meant(pause: &PlannedPause, began: Moment) -> bool {
    pause.start - EARLY <= began && began < pause.end
}

/// Which planned pause one that begins at a moment is.
pub fn pause_meant(plan: &DayPlan, began: Moment) -> Option<&PlannedPause> {
    plan.pauses.iter().find(|pause| is_meant(pause, began))
}

/// Whether a pause that begins at a moment would be lunch.
pub fn is_lunch(plan: &DayPlan, began: Moment) -> bool {
    plan.pauses
        .iter()
        .any(|pause| pause.kind == PauseKind::Lunch && is_meant(pause, began))
}

/// The change that comes soon for somebody at work: a pause that they have not begun, or going home. Who took the
/// pause already, a little early or just now, is not told again.
pub fn ahead(plan: &DayPlan, pauses_begun: &[Moment], now: Moment) -> Option<Change> {
    let near = |start: Moment, end: Moment| start - SOON <= now && now < end.min(start + STILL);
    let pause = plan
        .pauses
        .iter()
        .filter(|pause| near(pause.start, pause.end))
        .find(|pause| !pauses_begun.iter().any(|began| is_meant(pause, *began)))
        .map(|pause| Change {
            to: ChangesTo::Pause(pause.kind),
            at: pause.start,
        });
    pause.or_else(|| {
        near(plan.end, plan.end + STILL).then_some(Change {
            to: ChangesTo::Home,
            at: plan.end,
        })
    })
}

/// The end of a pause that comes soon for somebody who is in it since a moment: they are told when work goes on. Who
/// began a planned pause that is nearly over knows that; a pause that nobody planned ends when they like.
pub fn work_ahead(plan: &DayPlan, began: Moment, now: Moment) -> Option<Change> {
    let end = pause_meant(plan, began)?.end;
    let from = if began < end - SOON { end - SOON } else { end };
    (from <= now && now < end + STILL).then_some(Change {
        to: ChangesTo::Work,
        at: end,
    })
}

/// When work begins for somebody on the next day that has hours and on which they are enrolled; `None` where none of the
/// next two weeks is such: after a last day nobody is told to come tomorrow.
pub fn next_start(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    today: NaiveDate,
    offset: FixedOffset,
) -> Option<(NaiveDate, Moment)> {
    (1..=NEXT_DAYS).find_map(|days| {
        let day = today + Duration::days(days);
        people::enrolment_on(state, person, workshop, day)?;
        let plan = schedule::plan(state, workshop, Some(person), day, offset)?;
        Some((day, plan.start))
    })
}
