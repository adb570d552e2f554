//! The live board: where everybody is, and who waits for help.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use stupen_domain::attendance::{DayMark, DayView, Question, Whereabouts};
use stupen_domain::board::{BoardRow, board};
use stupen_domain::facts::{Bilingual, PauseKind};
use stupen_domain::wire::ids::{HelpId, PersonId};
use stupen_domain::{State, help, limits, reviews};
use stupen_ledger::{Ledger, ViewsError};

use super::limits::LimitLine;
use super::operations::{OperationName, Operations};
use super::{Name, Room, calls};
use crate::book::Book;
use crate::clock::Moment;
use crate::i18n::{Lang, msg};

/// Who does not come today, for whatever reason.
const NOT_HERE: [Standing; 4] = [
    Standing::Absent,
    Standing::AtSite,
    Standing::Excused,
    Standing::DayOff,
];

/// Where somebody is, as the board groups people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Should have come already.
    Late,
    /// At work.
    In,
    /// On a short break.
    OnBreak,
    /// At lunch.
    AtLunch,
    /// Will come.
    Expected,
    /// Went home.
    Gone,
    /// Did not come, not explained.
    Absent,
    /// Out at an external site.
    AtSite,
    /// Away, and staff accepted it.
    Excused,
    /// Free today.
    DayOff,
}

impl Standing {
    /// From a person's day.
    pub fn of(day: &DayView) -> Self {
        match (day.whereabouts, day.mark) {
            (Whereabouts::In(_), _) => Self::In,
            (Whereabouts::OnBreak(since), _) if is_lunch(day, since) => Self::AtLunch,
            (Whereabouts::OnBreak(_), _) => Self::OnBreak,
            (Whereabouts::Gone(_), _) => Self::Gone,
            (Whereabouts::Out, DayMark::AtSite) => Self::AtSite,
            (Whereabouts::Out, DayMark::Excused) => Self::Excused,
            (Whereabouts::Out, DayMark::Unexplained) => Self::Absent,
            (Whereabouts::Out, DayMark::Expected) if day.late_min.is_some() => Self::Late,
            (Whereabouts::Out, DayMark::Expected) => Self::Expected,
            (Whereabouts::Out, DayMark::NotEnrolled | DayMark::DayOff | DayMark::Present) => {
                Self::DayOff
            }
        }
    }

    /// In words, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::Late => msg("late"),
            Self::In => msg("at work"),
            Self::OnBreak => msg("on a break"),
            Self::AtLunch => msg("at lunch"),
            Self::Expected => msg("expected"),
            Self::Gone => msg("went home"),
            Self::Absent => msg("did not come"),
            Self::AtSite => msg("on an internship"),
            Self::Excused => msg("away, excused"),
            Self::DayOff => msg("day off"),
        }
    }

    /// The colour of its tag: always beside the word, never alone.
    pub fn colour(self) -> &'static str {
        match self {
            Self::Late | Self::OnBreak | Self::AtLunch => "pause",
            Self::In => "done",
            Self::Expected => "now",
            Self::Gone | Self::AtSite => "home-gone",
            Self::Absent => "help",
            Self::Excused | Self::DayOff => "past",
        }
    }
}

/// A pause that touches the planned lunch is lunch (docs/domain.md section 3).
pub(super) fn is_lunch(day: &DayView, since: DateTime<FixedOffset>) -> bool {
    day.plan.as_ref().is_some_and(|plan| {
        plan.pauses.iter().any(|pause| {
            pause.kind == PauseKind::Lunch && pause.start <= since && since < pause.end
        })
    })
}

/// One person on the board.
#[derive(Clone, Debug, Serialize)]
pub struct Seat {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Where.
    pub standing: Standing,
    /// Since when; for who has not come, when the day begins for them.
    pub since: Option<DateTime<FixedOffset>>,
    /// The last day on which they are away with an accepted reason.
    pub excused_until: Option<NaiveDate>,
    /// Minutes late: at arrival, or until now.
    pub late_min: Option<u32>,
    /// What they work on.
    pub operation: Option<OperationName>,
    /// Pieces finished today.
    pub counted: u32,
    /// Since when they wait for help.
    pub asked_help: Option<DateTime<FixedOffset>>,
    /// Things that staff have to settle about this day.
    pub questions: usize,
    /// Somebody else showed this person's badge and said so.
    pub shown_by_another: bool,
    /// A dismissal review waits for staff; the person may work.
    pub review_waits: bool,
    /// Requests that nobody has answered.
    pub requests: usize,
    /// The most pressing limit of working time: near, or reached.
    pub limit: Option<LimitLine>,
}

/// A call for help that nobody answered yet.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// The call.
    pub help: HelpId,
    /// Who asks, where that is known.
    pub who: Option<Name>,
    /// The kiosk where it was asked.
    pub kiosk: Option<String>,
    /// On which operation.
    pub operation: Option<OperationName>,
    /// The words of the step.
    pub step: Option<Bilingual>,
    /// Since when.
    pub since: DateTime<FixedOffset>,
    /// Minutes that they wait.
    pub waited_min: u32,
    /// Nobody has come for too long.
    pub escalated: bool,
}

/// How many there are of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// At work.
    pub at_work: usize,
    /// On a break or at lunch.
    pub on_break: usize,
    /// Should have come already.
    pub late: usize,
    /// Will come.
    pub expected: usize,
    /// Went home.
    pub gone: usize,
    /// Away, explained or not.
    pub absent: usize,
    /// Calls for help that nobody answered.
    pub help: usize,
}

/// The board of one workshop.
#[derive(Clone, Debug, Serialize)]
pub struct Board {
    /// Of which workshop.
    pub workshop: Room,
    /// Its day.
    pub day: NaiveDate,
    /// As of when.
    pub now: DateTime<FixedOffset>,
    /// How many.
    pub counts: Counts,
    /// Who waits, the longest first.
    pub help: Vec<Call>,
    /// Everybody who belongs to the workshop today, by the name they are called.
    pub people: Vec<Seat>,
    /// Entries that wait for review, in the whole organisation.
    pub waiting: u64,
}

/// A heading of the board with those below it.
#[derive(Debug)]
pub struct Group<'a> {
    /// As a msgid.
    pub title: &'static str,
    /// Who.
    pub seats: Vec<&'a Seat>,
}

impl Board {
    /// Reads the board.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        book: &Book,
        room: Room,
        moment: Moment,
    ) -> Result<Self, ViewsError> {
        let day = room.day(moment);
        let now = room.at(moment, day);
        // Limits of the week look at its days.
        for of_week in limits::days(day) {
            ledger.open_day(of_week)?;
        }
        let waiting = ledger.log().quarantine_count()?;
        let state = ledger.state();
        let operations = Operations::of(book, state, &room.id);
        let rules = calls::rules(state, &room);
        let reviewed: BTreeSet<PersonId> = reviews::waiting(state, &room.id, day)
            .into_iter()
            .map(|open| open.person)
            .collect();
        let people: Vec<Seat> = board(state, &room.id, day, now)
            .into_iter()
            .map(|row| {
                let review_waits = reviewed.contains(&row.person.person);
                seat(state, row, &operations, review_waits)
            })
            .collect();
        let help: Vec<Call> = help::open(state, &room.id, now)
            .into_iter()
            .map(|call| Call {
                help: call.asked.help.clone(),
                who: call.asked.person.as_ref().map(|id| Name::of(state, id)),
                kiosk: calls::kiosk(state, &call),
                operation: call.asked.operation.as_ref().map(|id| operations.name(id)),
                step: call
                    .asked
                    .operation
                    .as_ref()
                    .zip(call.asked.step.as_ref())
                    .and_then(|(operation, step)| operations.step(operation, step)),
                since: call.at,
                waited_min: calls::waited_min(&call, now, &rules),
                escalated: help::escalated(&call, now, &rules),
            })
            .collect();
        let mut counts = Counts {
            help: help.len(),
            ..Counts::default()
        };
        for seat in &people {
            match seat.standing {
                Standing::In => counts.at_work += 1,
                Standing::OnBreak | Standing::AtLunch => counts.on_break += 1,
                Standing::Late => counts.late += 1,
                Standing::Expected => counts.expected += 1,
                Standing::Gone => counts.gone += 1,
                Standing::Absent | Standing::Excused => counts.absent += 1,
                Standing::AtSite | Standing::DayOff => {}
            }
        }
        Ok(Self {
            workshop: room,
            day,
            now,
            counts,
            help,
            people,
            waiting,
        })
    }

    /// People under headings, empty ones left out.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let groups: [(&'static str, &[Standing]); 4] = [
            (msg("Not here yet"), &[Standing::Late, Standing::Expected]),
            (
                msg("Here now"),
                &[Standing::In, Standing::OnBreak, Standing::AtLunch],
            ),
            (msg("Went home"), &[Standing::Gone]),
            (msg("Not here today"), &NOT_HERE),
        ];
        groups
            .into_iter()
            .map(|(title, standings)| {
                let mut seats: Vec<&Seat> = self
                    .people
                    .iter()
                    .filter(|seat| standings.contains(&seat.standing))
                    .collect();
                // Who is late stands before who is merely expected; otherwise by name.
                if standings.contains(&Standing::Late) {
                    seats.sort_by_key(|seat| seat.standing);
                }
                Group { title, seats }
            })
            .filter(|group| !group.seats.is_empty())
            .collect()
    }

    /// The counts at the top: number, label, colour; in the order of urgency.
    pub fn tiles(&self, lang: &Lang) -> Vec<(usize, &'static str, &'static str)> {
        let counts = &self.counts;
        // As many as stand under that heading, wherever else they are.
        let not_here = self
            .people
            .iter()
            .filter(|seat| NOT_HERE.contains(&seat.standing))
            .count();
        [
            (counts.at_work, msg("at work"), "done"),
            (counts.on_break, msg("on a break"), "pause"),
            (counts.late, msg("are late"), "pause"),
            (counts.expected, msg("are expected"), "now"),
            (counts.gone, msg("went home"), "home-gone"),
            (not_here, msg("not here today"), "past"),
        ]
        .map(|(n, label, colour)| (n, lang.t(label), colour))
        .into()
    }
}

fn seat(state: &State, row: BoardRow<'_>, operations: &Operations, review_waits: bool) -> Seat {
    let BoardRow {
        person,
        day,
        operation,
        asked_help,
        excused_until,
        limit,
        requests,
        ..
    } = row;
    let since = match day.whereabouts {
        Whereabouts::In(at) | Whereabouts::OnBreak(at) | Whereabouts::Gone(at) => Some(at),
        Whereabouts::Out => day
            .plan
            .as_ref()
            .filter(|_| day.mark == DayMark::Expected)
            .map(|plan| plan.start),
    };
    Seat {
        name: Name::from(person),
        standing: Standing::of(&day),
        since,
        excused_until,
        late_min: day.late_min,
        operation: operation.map(|id| operations.name(id)),
        counted: day.counted,
        asked_help,
        questions: day.questions.len(),
        shown_by_another: (day.questions.iter())
            .any(|question| matches!(question, Question::SomebodyElse { .. })),
        review_waits,
        requests: requests.len(),
        limit: limit.map(|view| LimitLine::of(state, &view)),
    }
}
