//! What the log can tell about the time that an assessment looks back on: it stands beside the criteria, and judges
//! nothing (docs/domain.md section 2.5).

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::attendance::{self, DayMark};
use crate::breaches;
use crate::help;
use crate::state::State;
use crate::stations;
use crate::time::{Moment, workshop_day};
use crate::wire::facts::{AwaySum, RunRecorded};
use crate::wire::forms::EvidenceKind;
use crate::wire::ids::{OperationId, PersonId, WorkshopId};

/// Days by how they went, of those with hours that have begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// Came in time.
    pub on_time: u32,
    /// Came after the grace.
    pub late: u32,
    /// Did not come, not explained.
    pub absent: u32,
    /// Did not come, and staff accepted it.
    pub excused: u32,
}

/// Work on one operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Pieces finished.
    pub pieces: u32,
    /// Time on it, milliseconds.
    pub ms: u64,
    /// What of both belongs to pieces that somebody walked away from.
    pub away: AwaySum,
}

impl Work {
    /// That of a record.
    pub fn of(run: &RunRecorded) -> Work {
        Work {
            pieces: run.counted,
            ms: work_ms(run),
            away: run.away.unwrap_or_default(),
        }
    }

    /// Milliseconds a piece, of those from which nobody walked away; `None` where none of them was finished.
    pub fn piece_ms(&self) -> Option<u64> {
        let ms = self.ms.saturating_sub(self.away.ms);
        ms.checked_div(u64::from(self.pieces.saturating_sub(self.away.pieces)))
    }

    /// Both together.
    pub fn and(self, other: Work) -> Work {
        Work {
            pieces: self.pieces.saturating_add(other.pieces),
            ms: self.ms.saturating_add(other.ms),
            away: AwaySum {
                pieces: self.away.pieces.saturating_add(other.away.pieces),
                ms: self.away.ms.saturating_add(other.away.ms),
            },
        }
    }
}

/// One operation: how long a piece took and how that changed, and what did not go by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The operation.
    pub operation: OperationId,
    /// Norm of one piece, milliseconds, where there is one.
    pub norm_ms: Option<u64>,
    /// In the first half of the days.
    pub earlier: Work,
    /// In the second half.
    pub later: Work,
    /// Pieces put aside as faulty.
    pub defects: u32,
    /// Steps gone back from.
    pub back: u32,
    /// Calls for help from this work.
    pub help: u32,
}

impl Pace {
    /// On all days.
    pub fn all(&self) -> Work {
        self.earlier.and(self.later)
    }
}

/// Everything the log knows of a stretch of days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// How days went.
    pub days: Days,
    /// Breaches that stand, of those days.
    pub breaches: u32,
    /// Praise on those days.
    pub praise: u32,
    /// Pieces finished.
    pub pieces: u32,
    /// Pieces put aside as faulty.
    pub defects: u32,
    /// Steps that were shown.
    pub steps: u32,
    /// Steps gone back from.
    pub back: u32,
    /// Calls for help.
    pub help: u32,
    /// Operations worked on, by id.
    pub paces: Vec<Pace>,
}

impl Evidence {
    /// Whether the log can tell anything of this kind.
    pub fn has(&self, kind: EvidenceKind) -> bool {
        match kind {
            EvidenceKind::None => false,
            EvidenceKind::Attendance => self.days != Days::default(),
            EvidenceKind::Conduct => self.breaches > 0 || self.praise > 0,
            EvidenceKind::Process | EvidenceKind::Help => self.pieces > 0 || self.steps > 0,
            EvidenceKind::Pace | EvidenceKind::Learning => self
                .paces
                .iter()
                .any(|pace| pace.all().piece_ms().is_some()),
            EvidenceKind::Variety => !self.paces.is_empty(),
        }
    }
}

/// What is known of a person's days, both ends included; `norm` gives the norm of one piece of an operation in
/// milliseconds. The days must be open.
pub fn evidence(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    days: RangeInclusive<NaiveDate>,
    now: Moment,
    norm: impl Fn(&OperationId) -> Option<u64>,
) -> Evidence {
    let mut found = Evidence::default();
    let mut called: Vec<OperationId> = Vec::new();
    let last = (*days.end()).min(workshop_day(now));
    let length = (last - *days.start()).num_days();
    for (at, day) in (0..).zip(days.start().iter_days().take_while(|day| *day <= last)) {
        count_day(&mut found.days, state, workshop, person, day, now);
        // The middle day of an odd number belongs to the second half.
        let earlier = at * 2 < length;
        for run in stations::runs(state, person, day) {
            found.add(run, earlier);
        }
        let calls = help::calls(state, workshop, day);
        let own = calls
            .iter()
            .filter(|call| call.asked.person.as_ref() == Some(person));
        for call in own {
            found.help = found.help.saturating_add(1);
            called.extend(call.asked.operation.clone());
        }
    }
    // Of work that is known, on whichever day: a call alone is no work.
    for pace in &mut found.paces {
        let own = called
            .iter()
            .filter(|operation| **operation == pace.operation);
        pace.help = u32::try_from(own.count()).unwrap_or(u32::MAX);
        pace.norm_ms = norm(&pace.operation);
    }
    found.paces.sort_by(|a, b| a.operation.cmp(&b.operation));
    let breaches = breaches::breaches(state, person);
    let events: BTreeSet<_> = breaches
        .iter()
        .filter(|view| view.stands())
        .filter(|view| {
            let theirs = view.days();
            theirs.start() <= days.end() && days.start() <= theirs.end()
        })
        .map(|view| (&view.breach.enrolment, view.event()))
        .collect();
    found.breaches = count(events.iter());
    found.praise = count(
        breaches::praise(state, person)
            .iter()
            .filter(|(_, said)| days.contains(&workshop_day(said.at))),
    );
    found
}

impl Evidence {
    fn add(&mut self, run: &RunRecorded, earlier: bool) {
        self.pieces = self.pieces.saturating_add(run.counted);
        self.defects = self.defects.saturating_add(run.defects);
        for step in &run.steps {
            self.steps = self.steps.saturating_add(step.times);
            self.back = self.back.saturating_add(step.back);
        }
        let work = Work::of(run);
        let back = run
            .steps
            .iter()
            .fold(0u32, |sum, step| sum.saturating_add(step.back));
        let add = |pace: &mut Pace| {
            let half = if earlier {
                &mut pace.earlier
            } else {
                &mut pace.later
            };
            *half = half.and(work);
            pace.defects = pace.defects.saturating_add(run.defects);
            pace.back = pace.back.saturating_add(back);
        };
        match self
            .paces
            .iter_mut()
            .find(|known| known.operation == run.operation)
        {
            Some(pace) => add(pace),
            None => {
                let mut pace = Pace {
                    operation: run.operation.clone(),
                    norm_ms: None,
                    earlier: Work::default(),
                    later: Work::default(),
                    defects: 0,
                    back: 0,
                    help: 0,
                };
                add(&mut pace);
                self.paces.push(pace);
            }
        }
    }
}

/// How a person's days went, both ends included, of those with hours that have begun. The days must be open.
pub fn days(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    days: RangeInclusive<NaiveDate>,
    now: Moment,
) -> Days {
    let last = (*days.end()).min(workshop_day(now));
    let mut found = Days::default();
    for day in days.start().iter_days().take_while(|day| *day <= last) {
        count_day(&mut found, state, workshop, person, day, now);
    }
    found
}

/// How a day went, once its hours have begun.
fn count_day(
    days: &mut Days,
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    day: NaiveDate,
    now: Moment,
) {
    let view = attendance::day(state, workshop, person, day, now);
    let counted = match view.mark {
        DayMark::Present if view.late_min.is_some() => &mut days.late,
        DayMark::Present => &mut days.on_time,
        DayMark::Unexplained => &mut days.absent,
        DayMark::Excused => &mut days.excused,
        DayMark::NotEnrolled | DayMark::DayOff | DayMark::AtSite | DayMark::Expected => return,
    };
    *counted = counted.saturating_add(1);
}

/// Time on a run: what its steps took, or the whole stretch where no step says.
pub fn work_ms(run: &RunRecorded) -> u64 {
    let steps: u64 = run
        .steps
        .iter()
        .fold(0, |sum, step| sum.saturating_add(step.total_ms));
    if run.steps.is_empty() {
        u64::try_from((run.ended - run.began).num_milliseconds()).unwrap_or(0)
    } else {
        steps
    }
}

fn count<T>(of: impl Iterator<Item = T>) -> u32 {
    u32::try_from(of.count()).unwrap_or(u32::MAX)
}
