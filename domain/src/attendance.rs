//! A person's day: presence, breaks, lateness, minutes, what is left open for staff (docs/domain.md section 3).

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{Days, FixedOffset, NaiveDate};

use crate::entry::{Entry, EntryRef};
use crate::people;
use crate::placements;
use crate::schedule::{self, DayPlan};
use crate::state::State;
use crate::time::{Moment, minutes_between};
use crate::wire::facts::{
    Arrived, AttendanceCorrected, MarkKind, MoodSaid, NotMeSaid, PauseKind, RunRecorded,
};
use crate::wire::ids::{PersonId, PlacementId, WorkshopId};
use crate::wire::{Fact, Kind};
use crate::workshop;

/// A stretch of time; open while it lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Beginning.
    pub from: Moment,
    /// End; `None` while it lasts, or when nobody recorded it.
    pub to: Option<Moment>,
}

/// Where the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// Has not come on this day.
    Out,
    /// At work since.
    In(Moment),
    /// On a break or at lunch since.
    OnBreak(Moment),
    /// Went home at.
    Gone(Moment),
}

/// What the day is in the list of attendance. The letter codes of the timesheet are made from it by the office,
/// whose code table is data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayMark {
    /// Not enrolled on this day.
    NotEnrolled,
    /// Free by schedule or calendar, and not here (В).
    DayOff,
    /// Expected, and the day is not over.
    Expected,
    /// Came (Я).
    Present,
    /// Out at an external site, and not here (section 13.2).
    AtSite,
    /// Away, and staff accepted it.
    Excused,
    /// Away, not yet explained (НН).
    Unexplained,
}

/// What staff have to settle.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// The day is over and nobody recorded the going home. Never guessed.
    ForgottenCheckout {
        /// Last mark before.
        since: Moment,
    },
    /// A mark that does not follow from what came before, such as going home without having come.
    OutOfPlace {
        /// The entry.
        entry: EntryRef,
        /// What it says.
        what: MarkKind,
        /// When.
        at: Moment,
    },
    /// The time of this entry was written by a doubtful clock.
    DoubtfulClock {
        /// The entry.
        entry: EntryRef,
    },
    /// Two corrections of the same entry, made without knowing of each other.
    RivalCorrections {
        /// The entry that both correct.
        corrects: EntryRef,
    },
    /// Somebody else showed this person's badge and said so (section 3.12).
    SomebodyElse {
        /// The mark that showing it made: it does not count until staff correct it. Without one, nothing of the day
        /// is in doubt, and staff only have to know while the day lasts.
        mark: Option<(EntryRef, MarkKind)>,
        /// When it was said.
        at: Moment,
    },
    /// An arrival by a badge that was revoked before, at a kiosk that had not heard of it (section 10). It counts; staff
    /// say who it was.
    RevokedBadge {
        /// The mark.
        entry: EntryRef,
        /// When.
        at: Moment,
    },
}

/// One mark, after corrections.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkView {
    /// What happened.
    pub what: MarkKind,
    /// When, effectively.
    pub at: Moment,
    /// The entry that says so: the mark itself or the correction.
    pub entry: EntryRef,
    /// The mark as first written, where it was corrected.
    pub corrected_from: Option<(MarkKind, Moment)>,
    /// Made by somebody else who showed this person's badge and said so: it counts nothing until staff correct it.
    pub by_somebody_else: bool,
    /// Made with a badge that opened nothing any more, where nobody knew: it counts, and staff are asked.
    pub by_revoked_badge: bool,
    /// Why staff wrote it, where they did.
    pub reason: Option<String>,
}

/// A mark that staff said did not happen. It counts nothing and stays readable.
#[derive(Clone, Debug, PartialEq)]
pub struct RemovedMark {
    /// What it said had happened.
    pub what: MarkKind,
    /// When, as first written.
    pub at: Moment,
    /// The correction that took it away; correcting that brings a mark back.
    pub entry: EntryRef,
    /// Why.
    pub reason: String,
}

/// A person's day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayView {
    /// Whose.
    pub person: PersonId,
    /// The workshop day.
    pub day: NaiveDate,
    /// The hours of the day; `None` when it is free.
    pub plan: Option<DayPlan>,
    /// Marks by time: those that count, and those that somebody else made.
    pub marks: Vec<MarkView>,
    /// Marks that did not happen, as staff say, by time.
    pub removed: Vec<RemovedMark>,
    /// Time on the premises.
    pub presence: Vec<Stretch>,
    /// Breaks and lunches within it.
    pub breaks: Vec<Stretch>,
    /// Where the person is at the end of what is known.
    pub whereabouts: Whereabouts,
    /// Minutes after the start, when beyond the grace: at arrival, or until now for who has not come.
    pub late_min: Option<u32>,
    /// The mark of the day.
    pub mark: DayMark,
    /// Minutes that count as working time.
    pub worked_min: u32,
    /// Pieces finished.
    pub counted: u32,
    /// What staff have to settle.
    pub questions: Vec<Question>,
    /// The stay at an external site that holds on this day.
    pub at_site: Option<PlacementId>,
}

struct Corrected {
    marks: Vec<MarkView>,
    removed: Vec<RemovedMark>,
    questions: Vec<Question>,
}

/// Folds a person's day. `now` is the moment of asking; a day is over when the next has begun.
pub fn day(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    day: NaiveDate,
    now: Moment,
) -> DayView {
    let offset: FixedOffset = *now.offset();
    let plan = schedule::plan(state, workshop, Some(person), day, offset);
    let entries = state.day(person, day);
    let Corrected {
        marks,
        removed,
        mut questions,
    } = corrected(state, &entries);
    let (presence, breaks, whereabouts) = stretches(&marks, &mut questions);
    let over = crate::time::workshop_day(now) > day;
    questions.extend(somebody_else(state, &entries, &marks, over));
    if over && let Whereabouts::In(since) | Whereabouts::OnBreak(since) = whereabouts {
        questions.push(Question::ForgottenCheckout { since });
    }
    let grace = workshop::settings(state, workshop)
        .map_or(workshop::LATE_GRACE_MIN, |settings| settings.late_grace_min);
    let first = presence.first().map(|stretch| stretch.from);
    let enrolment = people::enrolment_on(state, person, workshop, day);
    let enrolled = enrolment.is_some();
    let has_left = enrolment.is_some_and(|view| view.is_over(day));
    let absence = people::absence_on(state, person, day);
    let at_site = placements::at(state, person, day).map(|stay| stay.placement);
    let mark = match (first, enrolled, &plan) {
        (Some(_), _, _) => DayMark::Present,
        (None, false, _) => DayMark::NotEnrolled,
        (None, true, None) => DayMark::DayOff,
        (None, true, Some(_)) if absence == Some(true) => DayMark::Excused,
        (None, true, Some(_)) if at_site.is_some() => DayMark::AtSite,
        (None, true, Some(plan)) if over || now >= plan.end => DayMark::Unexplained,
        (None, true, Some(_)) => DayMark::Expected,
    };
    let late_min = plan
        .as_ref()
        .filter(|_| at_site.is_none() && absence != Some(true))
        .and_then(|plan| {
            let judged = match mark {
                DayMark::Present => first,
                DayMark::Expected => (!has_left).then_some(now),
                DayMark::NotEnrolled
                | DayMark::DayOff
                | DayMark::AtSite
                | DayMark::Excused
                | DayMark::Unexplained => None,
            };
            lateness(plan, judged?, grace)
        });
    let counted = entries
        .iter()
        .filter_map(|(_, entry)| RunRecorded::of(&entry.payload.fact))
        .map(|run| run.counted)
        .sum();
    DayView {
        person: person.clone(),
        day,
        worked_min: worked(plan.as_ref(), &presence, &breaks, (!over).then_some(now)),
        plan,
        marks,
        removed,
        presence,
        breaks,
        whereabouts,
        late_min,
        mark,
        counted,
        questions,
        at_site,
    }
}

/// Days before today that staff look back on and correct at a kiosk; the office looks at any. Two weeks, as between two
/// assessments: what is older is nobody's memory any more, and a kiosk keeps no more days at hand **\[D\]** (docs/domain.md
/// section 3.8).
const KIOSK_DAYS_BACK: u64 = 14;

/// The days that staff look back on at a kiosk, today first.
pub fn days_at_kiosk(today: NaiveDate) -> impl Iterator<Item = NaiveDate> + Clone {
    (0..=KIOSK_DAYS_BACK).filter_map(move |back| today.checked_sub_days(Days::new(back)))
}

/// Whether somebody came on a day, as it is corrected.
pub(crate) fn came(state: &State, person: &PersonId, day: NaiveDate) -> bool {
    let marks = corrected(state, &state.day(person, day)).marks;
    let (presence, ..) = stretches(&marks, &mut Vec::new());
    !presence.is_empty()
}

/// Whether anybody at all is recorded as having come to a workshop on a day, by a clock that is not in doubt. Where
/// nobody is, the kiosk was off or the workshop was closed: that says nothing of any one person (docs/domain.md section
/// 2.6). The day must be open.
pub fn anybody_came(state: &State, workshop: &WorkshopId, day: NaiveDate) -> bool {
    state.people_on(day).iter().any(|person| {
        let belongs = people::enrolments(state, person)
            .iter()
            .any(|view| view.workshop == *workshop);
        belongs && {
            let Corrected {
                marks, questions, ..
            } = corrected(state, &state.day(person, day));
            marks.iter().any(|mark| {
                let doubtful = Question::DoubtfulClock {
                    entry: mark.entry.clone(),
                };
                mark.what == MarkKind::Arrived && !questions.contains(&doubtful)
            })
        }
    })
}

/// Minutes late, counted from the start, once the grace is passed.
fn lateness(plan: &DayPlan, came: Moment, grace_min: u16) -> Option<u32> {
    let late = minutes_between(plan.start, came);
    (late > u32::from(grace_min)).then_some(late)
}

/// Marks after corrections. A correction names what it corrects; the last in order of several wins, and rivals
/// that did not know of each other become a question. Correcting a correction corrects the mark it made.
fn corrected(state: &State, entries: &[(Moment, &Entry)]) -> Corrected {
    let mut questions = Vec::new();
    let mut marks: Vec<MarkView> = Vec::new();
    let mut removed: Vec<RemovedMark> = Vec::new();
    let somebody_elses = by_somebody_else(entries);
    for (at, entry) in entries {
        let Some(what) = mark_kind(&entry.payload.fact) else {
            continue;
        };
        if state.is_doubtful(entry) {
            questions.push(Question::DoubtfulClock {
                entry: entry.order.entry.clone(),
            });
        }
        marks.push(MarkView {
            what,
            at: *at,
            entry: entry.order.entry.clone(),
            corrected_from: None,
            by_somebody_else: somebody_elses.contains(&&entry.order.entry),
            by_revoked_badge: by_revoked_badge(state, &entry.payload.fact, *at),
            reason: None,
        });
    }
    let mut corrections: Vec<&Entry> = entries
        .iter()
        .map(|(_, entry)| *entry)
        .filter(|entry| AttendanceCorrected::of(&entry.payload.fact).is_some())
        .collect();
    corrections.sort_by(|a, b| a.order.cmp(&b.order));
    let mut corrected_already: Vec<EntryRef> = Vec::new();
    for entry in corrections {
        let Fact::AttendanceCorrected(correction) = &entry.payload.fact else {
            continue;
        };
        let mut from = None;
        if let Some(corrects) = &correction.corrects {
            if corrected_already.contains(corrects) {
                questions.push(Question::RivalCorrections {
                    corrects: corrects.clone(),
                });
            }
            corrected_already.push(corrects.clone());
            if let Some(at) = marks.iter().position(|mark| mark.entry == *corrects) {
                let old = marks.remove(at);
                from = Some(old.corrected_from.unwrap_or((old.what, old.at)));
            }
            if let Some(at) = removed.iter().position(|mark| mark.entry == *corrects) {
                let old = removed.remove(at);
                from = Some((old.what, old.at));
            }
        }
        if let Some(mark) = &correction.becomes {
            marks.push(MarkView {
                what: mark.what,
                at: mark.at,
                entry: entry.order.entry.clone(),
                corrected_from: from,
                by_somebody_else: false,
                by_revoked_badge: false,
                reason: Some(correction.reason.clone()),
            });
        } else if let Some((what, at)) = from {
            removed.push(RemovedMark {
                what,
                at,
                entry: entry.order.entry.clone(),
                reason: correction.reason.clone(),
            });
        }
    }
    marks.sort_by(|a, b| (a.at, &a.entry).cmp(&(b.at, &b.entry)));
    // Whoever did not stand there is asked about already where somebody said so; a correction settles either.
    questions.extend(
        (marks.iter())
            .filter(|mark| mark.by_revoked_badge && !mark.by_somebody_else)
            .map(|mark| Question::RevokedBadge {
                entry: mark.entry.clone(),
                at: mark.at,
            }),
    );
    removed.sort_by(|a, b| (a.at, &a.entry).cmp(&(b.at, &b.entry)));
    Corrected {
        marks,
        removed,
        questions,
    }
}

/// Whether an arrival was made with a badge that was revoked before.
fn by_revoked_badge(state: &State, fact: &Fact, at: Moment) -> bool {
    let badge = Arrived::of(fact).and_then(|arrived| arrived.badge.as_ref());
    badge
        .and_then(|badge| people::revoked_at(state, badge))
        .is_some_and(|revoked| revoked <= at)
}

/// The marks that somebody else made with this person's badge, as whoever stood there said at the same device.
pub(crate) fn by_somebody_else<'a>(entries: &[(Moment, &'a Entry)]) -> Vec<&'a EntryRef> {
    entries
        .iter()
        .filter_map(|(_, entry)| Some((*entry, NotMeSaid::of(&entry.payload.fact)?)))
        .filter_map(|(said, fact)| {
            let named = fact.mark.as_ref()?;
            // A device can take back only what was marked at itself.
            let marked = entries.iter().map(|(_, entry)| *entry).find(|entry| {
                entry.order.entry == *named
                    && entry.device == said.device
                    && mark_kind(&entry.payload.fact).is_some()
            })?;
            Some(&marked.order.entry)
        })
        .collect()
}

/// What was said to be somebody else's and staff have not settled: a mark that nobody has corrected; and, while the
/// day lasts, that a badge was shown where it made no mark.
fn somebody_else(
    state: &State,
    entries: &[(Moment, &Entry)],
    marks: &[MarkView],
    over: bool,
) -> Vec<Question> {
    entries
        .iter()
        .filter_map(|(_, entry)| Some((*entry, NotMeSaid::of(&entry.payload.fact)?)))
        .filter_map(|(entry, said)| {
            let mark = said.mark.as_ref().map(|named| {
                let mut waiting = marks.iter().filter(|mark| mark.by_somebody_else);
                waiting.find(|mark| mark.entry == *named)
            });
            let mark = match mark {
                Some(Some(mark)) => Some((mark.entry.clone(), mark.what)),
                None if !over => None,
                // Settled, or over without a trace.
                Some(None) | None => return None,
            };
            let at = state.effective_time(entry);
            Some(Question::SomebodyElse { mark, at })
        })
        .collect()
}

/// How the person said that the day was, by picture: 1 very bad … 5 very good; what they said last (docs/domain.md
/// section 3.3).
pub fn mood(state: &State, person: &PersonId, day: NaiveDate) -> Option<u8> {
    state
        .day(person, day)
        .into_iter()
        .filter_map(|(at, entry)| Some((at, MoodSaid::of(&entry.payload.fact)?.mood)))
        .max_by_key(|(at, _)| *at)
        .map(|(_, mood)| mood)
}

/// The mark an entry makes, where it makes one.
pub fn mark_kind(fact: &Fact) -> Option<MarkKind> {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "marks are four of many kinds"
    )]
    match fact {
        Fact::Arrived(_) => Some(MarkKind::Arrived),
        Fact::BreakStarted(_) => Some(MarkKind::BreakStarted),
        Fact::BreakEnded(_) => Some(MarkKind::BreakEnded),
        Fact::Left(_) => Some(MarkKind::Left),
        _ => None,
    }
}

/// Cuts marks into presence and breaks. Repeated marks of two kiosks that did not know of each other (in while
/// in, gone while gone) count once; what cannot follow becomes a question.
fn stretches(
    marks: &[MarkView],
    questions: &mut Vec<Question>,
) -> (Vec<Stretch>, Vec<Stretch>, Whereabouts) {
    let mut presence: Vec<Stretch> = Vec::new();
    let mut breaks: Vec<Stretch> = Vec::new();
    let mut now = Whereabouts::Out;
    let close = |stretches: &mut Vec<Stretch>, at: Moment| {
        if let Some(last) = stretches.last_mut() {
            last.to = Some(at);
        }
    };
    for mark in marks.iter().filter(|mark| !mark.by_somebody_else) {
        let at = mark.at;
        now = match (mark.what, now) {
            (MarkKind::Arrived, Whereabouts::Out | Whereabouts::Gone(_)) => {
                presence.push(Stretch { from: at, to: None });
                Whereabouts::In(at)
            }
            (MarkKind::Arrived, Whereabouts::In(since)) => Whereabouts::In(since),
            (MarkKind::Arrived | MarkKind::BreakEnded, Whereabouts::OnBreak(_)) => {
                close(&mut breaks, at);
                Whereabouts::In(at)
            }
            (MarkKind::BreakStarted, Whereabouts::In(_)) => {
                breaks.push(Stretch { from: at, to: None });
                Whereabouts::OnBreak(at)
            }
            (MarkKind::BreakStarted, Whereabouts::OnBreak(since)) => Whereabouts::OnBreak(since),
            (MarkKind::BreakEnded, Whereabouts::In(since)) => Whereabouts::In(since),
            (MarkKind::Left, Whereabouts::In(_)) => {
                close(&mut presence, at);
                Whereabouts::Gone(at)
            }
            (MarkKind::Left, Whereabouts::OnBreak(_)) => {
                close(&mut breaks, at);
                close(&mut presence, at);
                Whereabouts::Gone(at)
            }
            (MarkKind::Left, Whereabouts::Gone(first)) => Whereabouts::Gone(first),
            (
                MarkKind::BreakStarted | MarkKind::BreakEnded | MarkKind::Left,
                before @ (Whereabouts::Out | Whereabouts::Gone(_)),
            ) => {
                questions.push(Question::OutOfPlace {
                    entry: mark.entry.clone(),
                    what: mark.what,
                    at,
                });
                before
            }
        };
    }
    (presence, breaks, now)
}

/// Working time: presence within the scheduled hours, less lunch. Short breaks count as work; lunch does not,
/// whether or not it was recorded, and a break that touches lunch is part of it (docs/domain.md section 3).
/// An open stretch counts up to `now`; without `now` (the day is over) it counts nothing until staff close it.
fn worked(
    plan: Option<&DayPlan>,
    presence: &[Stretch],
    breaks: &[Stretch],
    now: Option<Moment>,
) -> u32 {
    let close = |stretch: &Stretch| {
        let to = stretch.to.or(now)?;
        Some((stretch.from, to))
    };
    let mut idle: Vec<(Moment, Moment)> = Vec::new();
    if let Some(plan) = plan {
        for lunch in plan
            .pauses
            .iter()
            .filter(|pause| pause.kind == PauseKind::Lunch)
        {
            idle.push((lunch.start, lunch.end));
            for (from, to) in breaks.iter().filter_map(close) {
                if from < lunch.end && lunch.start < to {
                    idle.push((from, to));
                }
            }
        }
    }
    idle.sort();
    let mut seconds = 0i64;
    for (from, to) in presence.iter().filter_map(close) {
        let (from, to) = plan.map_or((from, to), |plan| (from.max(plan.start), to.min(plan.end)));
        if to <= from {
            continue;
        }
        seconds += (to - from).num_seconds();
        let mut after = from;
        for (idle_from, idle_to) in &idle {
            let (a, b) = ((*idle_from).max(after), (*idle_to).min(to));
            if a < b {
                seconds -= (b - a).num_seconds();
                after = b;
            }
        }
    }
    u32::try_from(seconds / 60).unwrap_or(0)
}
