//! Breaches of the regulations: what was recorded, what counts, what the log proposes (docs/domain.md section 2.6).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use chrono::{Days, NaiveDate};

use crate::attendance::{self, DayMark, Question};
use crate::people;
use crate::placements;
use crate::said::Said;
use crate::schedule;
use crate::state::State;
use crate::time::{Moment, workshop_day};
use crate::wire::facts::{
    BreachCause, BreachDescribed, BreachProposalDeclined, BreachRecorded, PraiseRecorded, Service,
};
use crate::wire::ids::{BreachId, EnrolmentId, PersonId, WorkshopId};
use crate::wire::{Fact, Kind};

/// That the participant was told of a breach.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<'a> {
    /// They confirmed that they were told; never that they are guilty.
    pub confirmed: bool,
    /// They said that they see it otherwise.
    pub otherwise: bool,
    /// Who wrote it.
    pub said: Said<'a>,
}

/// That a breach counts no more.
#[derive(Clone, Debug, PartialEq)]
pub struct Annulled<'a> {
    /// Why: a ready reason, or that the words are at the office.
    pub reason: &'a str,
    /// By whom.
    pub said: Said<'a>,
}

/// One breach with what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct BreachView<'a> {
    /// What was recorded.
    pub breach: &'a BreachRecorded,
    /// By whom.
    pub said: Said<'a>,
    /// Whether the participant was told: a confirmed telling goes before one that was not.
    pub told: Option<Told<'a>>,
    /// Annulled; the first annulment in order is shown.
    pub annulled: Option<Annulled<'a>>,
    /// The breach that already says so: both were recorded for the same lateness, or for an absence from the same day on.
    pub same_as: Option<&'a BreachId>,
    /// Its place among all breaches of the person in the order in which they were recorded.
    place: usize,
}

impl BreachView<'_> {
    /// Whether it stands: nobody annulled it.
    pub fn stands(&self) -> bool {
        self.annulled.is_none()
    }

    /// The days that it is about: of one, or of an absence that went on.
    pub fn days(&self) -> RangeInclusive<NaiveDate> {
        days(self.breach.day, self.breach.until)
    }
}

impl<'a> BreachView<'a> {
    /// What it is about, within its enrolment.
    pub(crate) fn event(&self) -> Event<'a> {
        event(self.breach)
    }
}

/// What a breach is about: two that were recorded for the same lateness, or for an absence from the same day on, are one
/// event, so that two of the staff who did not know of each other do not make two strikes of it. Only what a breach says
/// itself decides that: one that arrives later joins no two that were apart, and what a review weighed stays as many.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event<'a> {
    /// What the log had proposed, by its first day.
    Proposed(BreachCause, NaiveDate),
    /// A breach that stands for itself.
    Breach(&'a BreachId),
}

fn event(breach: &BreachRecorded) -> Event<'_> {
    match breach.cause {
        Some(cause) => Event::Proposed(cause, breach.day),
        None => Event::Breach(&breach.breach),
    }
}

/// The days of a breach, or of a proposal that was let be: one, or those of an absence that went on. What a fact says is
/// believed as far as a proposal may reach.
pub fn days(day: NaiveDate, until: Option<NaiveDate>) -> RangeInclusive<NaiveDate> {
    let most = Days::new(PROPOSED_DAYS_MAX as u64 - 1);
    let last = day.checked_add_days(most).unwrap_or(day);
    day..=until.map_or(day, |until| until.clamp(day, last))
}

/// All breaches of a person, over all enrolments, in the order in which they were recorded. Of those that share an id
/// the first counts.
pub fn breaches<'a>(state: &'a State, person: &PersonId) -> Vec<BreachView<'a>> {
    let mut views: Vec<BreachView<'a>> = Vec::new();
    for entry in state.person(person) {
        let Fact::BreachRecorded(breach) = &entry.payload.fact else {
            continue;
        };
        if views
            .iter()
            .any(|known| known.breach.breach == breach.breach)
        {
            continue;
        }
        let same_as = views
            .iter()
            .find(|known| {
                known.breach.enrolment == breach.enrolment && known.event() == event(breach)
            })
            .map(|known| &known.breach.breach);
        views.push(BreachView {
            breach,
            said: Said::of(state, entry),
            told: None,
            annulled: None,
            same_as,
            place: views.len(),
        });
    }
    for entry in state.person(person) {
        let find = |views: &mut Vec<BreachView<'a>>, id: &BreachId| {
            views.iter().position(|view| view.breach.breach == *id)
        };
        if let Fact::BreachTold(told) = &entry.payload.fact
            && let Some(at) = find(&mut views, &told.breach)
            && let Some(view) = views.get_mut(at)
            && view
                .told
                .as_ref()
                .is_none_or(|known| told.confirmed && !known.confirmed)
        {
            view.told = Some(Told {
                confirmed: told.confirmed,
                otherwise: told.otherwise,
                said: Said::of(state, entry),
            });
        }
        if let Fact::BreachAnnulled(annulled) = &entry.payload.fact
            && let Some(at) = find(&mut views, &annulled.breach)
            && let Some(view) = views.get_mut(at)
            && view.annulled.is_none()
        {
            view.annulled = Some(Annulled {
                reason: &annulled.reason,
                said: Said::of(state, entry),
            });
        }
    }
    views
}

/// One breach.
pub fn breach<'a>(state: &'a State, person: &PersonId, id: &BreachId) -> Option<BreachView<'a>> {
    breaches(state, person)
        .into_iter()
        .find(|view| view.breach.breach == *id)
}

/// The strikes of an enrolment, by the day of the breach: breaches that stand, each event once. Breaches during
/// orientation are recorded and are no strikes (docs/domain.md section 2b); a new enrolment begins without any.
pub fn strikes<'a>(
    state: &'a State,
    person: &PersonId,
    enrolment: &EnrolmentId,
) -> Vec<BreachView<'a>> {
    strikes_among(state, person, enrolment, breaches(state, person))
}

/// [`strikes`] among breaches that are known already.
pub(crate) fn strikes_among<'a>(
    state: &State,
    person: &PersonId,
    enrolment: &EnrolmentId,
    breaches: Vec<BreachView<'a>>,
) -> Vec<BreachView<'a>> {
    let counts = people::started(state, person)
        .iter()
        .any(|view| view.enrolment == *enrolment && view.service == Service::TemporaryEmployment);
    if !counts {
        return Vec::new();
    }
    let mut strikes: Vec<BreachView<'a>> = Vec::new();
    for view in breaches {
        let again = strikes.iter().any(|known| known.event() == view.event());
        if view.breach.enrolment == *enrolment && view.stands() && !again {
            strikes.push(view);
        }
    }
    // The sort is stable: within a day the order of recording stays.
    strikes.sort_by_key(|view| view.breach.day);
    strikes
}

/// What one breach counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts<'a> {
    /// One of the strikes that stand.
    Strike {
        /// Which of them, in the order in which they were recorded: 1, 2, 3 or more. The day of a breach does not matter:
        /// one that is recorded late is told as what it is, the newest.
        nth: usize,
        /// How many stand: what the participant is told, whichever of them is told of.
        standing: usize,
    },
    /// Nothing of its own: the same lateness, or absence, was recorded twice, and this is the breach that counts.
    Same(&'a BreachId),
    /// Nothing: it was annulled.
    Annulled,
    /// Nothing: in orientation, or in no known enrolment, breaches are recorded and do not count.
    Uncounted,
}

/// What a breach counts as, among the strikes of its enrolment (docs/domain.md section 2.6).
pub fn counts<'a>(strikes: &[BreachView<'a>], view: &BreachView<'_>) -> Counts<'a> {
    if !view.stands() {
        return Counts::Annulled;
    }
    let counted = strikes.iter().find(|strike| {
        strike.breach.enrolment == view.breach.enrolment && strike.event() == view.event()
    });
    match counted {
        None => Counts::Uncounted,
        Some(counted) if counted.breach.breach == view.breach.breach => Counts::Strike {
            nth: 1 + strikes
                .iter()
                .filter(|strike| strike.place < counted.place)
                .count(),
            standing: strikes.len(),
        },
        Some(counted) => Counts::Same(&counted.breach.breach),
    }
}

/// What was said about a breach, where this holder may know it: a kiosk does not. The last in order.
pub fn described<'a>(
    state: &'a State,
    person: &PersonId,
    id: &BreachId,
) -> Option<&'a BreachDescribed> {
    state
        .person(person)
        .filter_map(|entry| BreachDescribed::of(&entry.payload.fact))
        .rfind(|described| described.breach == *id)
}

/// What attendance proposed and staff let be, in order.
pub fn let_be<'a>(
    state: &'a State,
    person: &PersonId,
) -> Vec<(&'a BreachProposalDeclined, Said<'a>)> {
    state
        .person(person)
        .filter_map(|entry| {
            let declined = BreachProposalDeclined::of(&entry.payload.fact)?;
            Some((declined, Said::of(state, entry)))
        })
        .collect()
}

/// Praise of a person, in order. Told twice under one id it counts once.
pub fn praise<'a>(state: &'a State, person: &PersonId) -> Vec<(&'a PraiseRecorded, Said<'a>)> {
    let mut found: Vec<(&PraiseRecorded, Said<'_>)> = Vec::new();
    for entry in state.person(person) {
        if let Some(new) = PraiseRecorded::of(&entry.payload.fact)
            && (new.praise.is_none() || found.iter().all(|(known, _)| known.praise != new.praise))
        {
            found.push((new, Said::of(state, entry)));
        }
    }
    found
}

/// So many of the last things praised stand on the participant's own page **\[D\]** (docs/domain.md section 2.6): one row
/// that is known without its words, and is heard to the end. Staff read all.
pub const OWN_PRAISE: usize = 4;

/// What a person sees of their praise on their own page, the last first.
pub fn own_praise<'a>(state: &'a State, person: &PersonId) -> Vec<(&'a PraiseRecorded, Said<'a>)> {
    let mut found = praise(state, person);
    found.reverse();
    found.truncate(OWN_PRAISE);
    found
}

/// A breach that the log proposes: staff record it, or let it be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Who.
    pub person: PersonId,
    /// Within which enrolment.
    pub enrolment: EnrolmentId,
    /// The workshop day; of an absence that went on, the first.
    pub day: NaiveDate,
    /// The last day of it; the same, unless an absence went on.
    pub until: NaiveDate,
    /// What for.
    pub cause: BreachCause,
    /// Minutes late; `None` for an absence.
    pub late_min: Option<u32>,
}

impl Proposal {
    /// The last day, where it is another than the first: as what answers it says.
    pub fn last(&self) -> Option<NaiveDate> {
        (self.until > self.day).then_some(self.until)
    }
}

/// Working days of a workshop, today among them, for which breaches are still proposed: two weeks, as between two
/// assessments; an older lateness is no longer worth one **\[D\]** (docs/domain.md section 2.6).
const PROPOSED_WORKING_DAYS: usize = 10;
/// Days back at most, and so the longest absence that is one proposal: a workshop without hours, or after long holidays,
/// does not look back for ever.
const PROPOSED_DAYS_MAX: usize = 31;

/// The days for which breaches are proposed, at kiosk and office alike: the last ten on which the workshop worked, by its
/// week and the production calendar.
pub fn proposed_days(
    state: &State,
    workshop: &WorkshopId,
    today: NaiveDate,
) -> RangeInclusive<NaiveDate> {
    let back = || core::iter::successors(Some(today), NaiveDate::pred_opt).take(PROPOSED_DAYS_MAX);
    let first = back()
        .filter(|day| *day == today || schedule::is_working_day(state, workshop, None, *day))
        .take(PROPOSED_WORKING_DAYS)
        .last();
    first.unwrap_or(today)..=today
}

/// The days that [`proposal`] looks at for a day: they must be open. Those of [`proposed_days`]; for a day that they reach
/// no more, that day and what one proposal may go on for.
pub fn looked_at(
    state: &State,
    workshop: &WorkshopId,
    day: NaiveDate,
    today: NaiveDate,
) -> RangeInclusive<NaiveDate> {
    let proposed = proposed_days(state, workshop, today);
    if day < *proposed.start() {
        days(day, Some(today))
    } else {
        proposed
    }
}

/// What the log proposes for a cause and a day as it stands now: of an absence, all of it that [`proposed_days`] reach,
/// wherever in it the day lies. A day that they reach no more is looked at from that day on: what was offered until
/// yesterday may still be answered.
pub fn proposal(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    day: NaiveDate,
    cause: BreachCause,
    now: Moment,
) -> Option<Proposal> {
    let all = looked_at(state, workshop, day, workshop_day(now));
    proposals(state, workshop, Some(person), all, now)
        .into_iter()
        .find(|found| found.cause == cause && (found.day..=found.until).contains(&day))
}

/// What the log proposes for one person, or for everybody of a workshop, by (last) day and person: who came late, and who
/// did not come and is not explained, on days that staff have not answered. Nothing of it counts by itself.
///
/// An absence that goes on is one proposal, from its first day to its last: days off between, and days on which nobody
/// came, do not end it; any other does, one that was answered too **\[D\]**.
///
/// An answer is a breach recorded for it (annulled or not), or that it was let be. A day that is excused afterwards
/// proposes nothing any more; nor does one on which the person was at an external site, nor a lateness that rests on a
/// doubtful clock (docs/domain.md sections 2.6 and 11.1). A day on which nobody at all came proposes no absence: the
/// kiosk was off, or the workshop was closed. The days must be open.
pub fn proposals(
    state: &State,
    workshop: &WorkshopId,
    person: Option<&PersonId>,
    days: RangeInclusive<NaiveDate>,
    now: Moment,
) -> Vec<Proposal> {
    let everybody: Vec<PersonId> = match person {
        Some(person) => Vec::from([person.clone()]),
        None => people::everybody(state)
            .iter()
            .filter(|view| view.staff_role().is_none())
            .map(|view| view.person.person.clone())
            .collect(),
    };
    // Asked once a day, and only of days on which somebody is missing.
    let mut known: BTreeMap<NaiveDate, bool> = BTreeMap::new();
    let mut anybody_came = |day: NaiveDate| {
        *known
            .entry(day)
            .or_insert_with(|| attendance::anybody_came(state, workshop, day))
    };
    let mut found: Vec<Proposal> = everybody
        .iter()
        .flat_map(|person| of_person(state, workshop, person, &days, now, &mut anybody_came))
        .collect();
    // An absence that goes on is today's news, not that of the day on which it began.
    found.sort_by(|a, b| (a.until, &a.person).cmp(&(b.until, &b.person)));
    found
}

fn of_person(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    days: &RangeInclusive<NaiveDate>,
    now: Moment,
    anybody_came: &mut impl FnMut(NaiveDate) -> bool,
) -> Vec<Proposal> {
    let enrolments = people::enrolments(state, person);
    let last = (*days.end()).min(workshop_day(now));
    let mut found: Vec<Proposal> = Vec::new();
    // Whether the last of them is an absence that may go on.
    let mut goes_on = false;
    for day in days.start().iter_days().take_while(|day| *day <= last) {
        let Some(enrolment) = enrolments
            .iter()
            .rfind(|view| view.workshop == *workshop && view.holds_on(day))
            // No breach is told of an enrolment that is over: it is not asked for one.
            .filter(|view| !view.is_over(workshop_day(now)))
        else {
            goes_on = false;
            continue;
        };
        let (cause, late_min) = match said(state, workshop, person, day, now) {
            Day::Late(minutes) => (BreachCause::Late, Some(minutes)),
            Day::Absent if anybody_came(day) => (BreachCause::Absent, None),
            Day::Absent | Day::Off => continue,
            Day::Other => {
                goes_on = false;
                continue;
            }
        };
        if is_answered(state, person, day, cause) {
            goes_on = false;
            continue;
        }
        let absent = cause == BreachCause::Absent;
        match found.last_mut() {
            Some(run) if absent && goes_on && run.enrolment == enrolment.enrolment => {
                run.until = day;
            }
            _ => found.push(Proposal {
                person: person.clone(),
                enrolment: enrolment.enrolment.clone(),
                day,
                until: day,
                cause,
                late_min,
            }),
        }
        goes_on = absent;
    }
    found
}

/// What a day says of somebody, answered or not.
enum Day {
    /// They came so many minutes late.
    Late(u32),
    /// They did not come, and nobody knows why.
    Absent,
    /// There were no hours for them.
    Off,
    /// Nothing that could be a breach.
    Other,
}

fn said(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    day: NaiveDate,
    now: Moment,
) -> Day {
    if people::absence_on(state, person, day) == Some(true)
        || placements::at(state, person, day).is_some()
    {
        return Day::Other;
    }
    let view = attendance::day(state, workshop, person, day, now);
    // Who came is not known while somebody else's mark, or one by a dead badge, waits to be settled: it is not guessed.
    let unknown = |mark: &attendance::MarkView| mark.by_somebody_else || mark.by_revoked_badge;
    if view.marks.iter().any(unknown) {
        return Day::Other;
    }
    match view.mark {
        DayMark::Unexplained => Day::Absent,
        DayMark::DayOff => Day::Off,
        DayMark::Present => {
            let (Some(late_min), Some(first)) = (view.late_min, view.marks.first()) else {
                return Day::Other;
            };
            let doubtful = view.questions.iter().any(
                |question| matches!(question, Question::DoubtfulClock { entry } if *entry == first.entry),
            );
            if doubtful {
                Day::Other
            } else {
                Day::Late(late_min)
            }
        }
        DayMark::NotEnrolled | DayMark::AtSite | DayMark::Expected | DayMark::Excused => Day::Other,
    }
}

/// Whether staff answered what a day proposes: recorded a breach for it, or let it be.
fn is_answered(state: &State, person: &PersonId, day: NaiveDate, cause: BreachCause) -> bool {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "two of many kinds answer a proposal"
    )]
    state
        .standing(person)
        .any(|entry| match &entry.payload.fact {
            Fact::BreachRecorded(f) => {
                f.cause == Some(cause) && days(f.day, f.until).contains(&day)
            }
            Fact::BreachProposalDeclined(f) => {
                f.cause == cause && days(f.day, f.until).contains(&day)
            }
            _ => false,
        })
}

/// The people of a workshop with the strikes of the enrolment that holds on a day, those without any left out.
pub fn with_strikes<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: NaiveDate,
) -> Vec<(PersonId, EnrolmentId, Vec<BreachView<'a>>)> {
    people::everybody(state)
        .iter()
        .filter_map(|view| {
            let person = &view.person.person;
            let enrolment = people::member(state, person, workshop, day)?.enrolment;
            let strikes = strikes(state, person, &enrolment);
            (!strikes.is_empty()).then(|| (person.clone(), enrolment, strikes))
        })
        .collect()
}
