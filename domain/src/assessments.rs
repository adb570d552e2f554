//! Assessments at the internal site: when one is due, what the last ones said, where each criterion goes
//! (docs/domain.md section 2.5).
//!
//! What is due rests on what the floor holds ([`AssessmentShown`]); notes, amendments and the participant's own marks
//! are for the case, where this holder may know them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use chrono::{Days, NaiveDate, Offset, Utc};

use crate::attendance;
use crate::entry::{Entry, Order};
use crate::forms;
use crate::people::{self, EnrolmentView};
use crate::placements::{self, PlacementView};
use crate::said::Said;
use crate::schedule;
use crate::state::State;
use crate::wire::Kind;
use crate::wire::facts::{
    AbsenceNoted, AssessmentAmended, AssessmentShown, AssessmentSigned, CriterionMark,
    SelfRatingGiven, Service, ShownMark,
};
use crate::wire::forms::{Assessment, Rules};
use crate::wire::ids::{AssessmentId, EnrolmentId, PersonId, WorkshopId};

/// Days beyond which the next due day is not looked for: nobody is away without end.
const LOOK_AHEAD_DAYS: usize = 400;

/// When the next assessment of a person is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Today, or since.
    Due {
        /// The day on which it fell due.
        on: NaiveDate,
    },
    /// In a few days.
    Soon {
        /// The day on which it falls due.
        on: NaiveDate,
    },
    /// It should have been made.
    Overdue {
        /// The day on which it fell due.
        on: NaiveDate,
        /// Working days of the person since then, on which they were here.
        days: u32,
    },
    /// Not yet, and why.
    NotYet {
        /// Why.
        because: NotYet,
        /// Until when that is so, as far as it is known.
        until: Option<NaiveDate>,
    },
}

/// Why no assessment is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// Not enrolled here; `until` is the first day of the next enrolment.
    NotEnrolled,
    /// In orientation, which ends with an exam and a reference letter instead; `until` is its agreed last day.
    Orientation,
    /// Away, and staff accepted it; `until` is the last such day.
    Excused,
    /// At an external site; `until` is the agreed last day there.
    AtExternalSite,
    /// The time since the last one, or since the start, is not over; `until` is the day on which it falls due.
    TooEarly,
}

/// Days on which a person is away and why: the count of days stands still.
struct Away {
    stays: Vec<PlacementView>,
    /// First day, last day, accepted or not, in the order of the log.
    notes: Vec<(NaiveDate, NaiveDate, bool)>,
    /// Today, where they came all the same: there is something to see.
    came: Option<NaiveDate>,
}

impl Away {
    fn of(state: &State, person: &PersonId, today: NaiveDate) -> Self {
        let mut away = Away {
            stays: placements::of(state, person),
            notes: state
                .person(person)
                .filter_map(|entry| AbsenceNoted::of(&entry.payload.fact))
                .map(|note| (note.from, note.until, note.excused))
                .collect(),
            came: None,
        };
        if away.is_excused(today) && attendance::came(state, person, today) {
            away.came = Some(today);
        }
        away
    }

    fn is_excused(&self, day: NaiveDate) -> bool {
        if self.came == Some(day) {
            return false;
        }
        self.notes
            .iter()
            .rfind(|(from, until, _)| *from <= day && day <= *until)
            .is_some_and(|(_, _, excused)| *excused)
    }

    /// Why the person is away on a day, and until when.
    fn on(&self, day: NaiveDate) -> Option<(NotYet, Option<NaiveDate>)> {
        if let Some(stay) = self.stays.iter().rfind(|stay| stay.holds_on(day)) {
            let until = stay.ended.map(|(last, _)| last).or(stay.until);
            return Some((NotYet::AtExternalSite, until));
        }
        let last = day
            .iter_days()
            .take(LOOK_AHEAD_DAYS)
            .take_while(|day| self.is_excused(*day))
            .last()?;
        Some((NotYet::Excused, Some(last)))
    }

    fn is_away(&self, day: NaiveDate) -> bool {
        self.is_excused(day) || self.stays.iter().any(|stay| stay.holds_on(day))
    }
}

/// Whether an assessment of a person is due in a workshop on a day.
///
/// The two weeks (data: `assess_every_days`) run from the first day of the enrolment, and anew from each assessment
/// that was shown at the internal site within it. Days at an external site and excused days do not count: there was
/// nothing to see. What falls on a day on which the person does not work, or is away, moves to the next one on which
/// they do. Overdue is counted in such days too. Today must be open: whoever is excused and came all the same is seen.
pub fn due(state: &State, workshop: &WorkshopId, person: &PersonId, today: NaiveDate) -> Due {
    due_by(
        &forms::rules(state, workshop),
        state,
        workshop,
        person,
        today,
    )
}

/// [`due`] by rules that were read already, for lists of many.
pub fn due_by(
    rules: &Rules,
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    today: NaiveDate,
) -> Due {
    let not_yet = |because, until| Due::NotYet { because, until };
    let Some(enrolment) = people::member(state, person, workshop, today) else {
        let next = people::enrolments(state, person)
            .into_iter()
            .find(|view| view.workshop == *workshop && view.from > today);
        return not_yet(NotYet::NotEnrolled, next.map(|view| view.from));
    };
    if enrolment.service == Service::Orientation {
        return not_yet(NotYet::Orientation, enrolment.until);
    }
    let away = Away::of(state, person, today);
    if let Some((because, until)) = away.on(today) {
        return not_yet(because, until);
    }
    // Which hours does not matter, only whether there are any.
    let works = |day: NaiveDate| {
        !away.is_away(day)
            && schedule::plan(state, workshop, Some(person), day, Utc.fix()).is_some()
    };
    let Some(on) = falls_due(rules, state, &enrolment, person, &away, &works) else {
        return not_yet(NotYet::TooEarly, None);
    };
    if today < on {
        let days = u32::try_from((on - today).num_days()).unwrap_or(u32::MAX);
        return if days <= rules.assess_soon_days {
            Due::Soon { on }
        } else {
            not_yet(NotYet::TooEarly, Some(on))
        };
    }
    let since = on
        .iter_days()
        .skip(1)
        .take_while(|day| *day <= today)
        .take(LOOK_AHEAD_DAYS)
        .filter(|day| works(*day))
        .count();
    let days = u32::try_from(since).unwrap_or(u32::MAX);
    if days >= rules.assess_overdue_days.max(1) {
        Due::Overdue { on, days }
    } else {
        Due::Due { on }
    }
}

/// The day on which the next assessment falls due; `None` while the person is away without a known end.
fn falls_due(
    rules: &Rules,
    state: &State,
    enrolment: &EnrolmentView,
    person: &PersonId,
    away: &Away,
    works: &impl Fn(NaiveDate) -> bool,
) -> Option<NaiveDate> {
    let every = usize::try_from(rules.assess_every_days.max(1)).ok()?;
    let since = inside(state, person, &enrolment.enrolment)
        .last()
        .map_or(enrolment.from, |view| view.shown.on.max(enrolment.from));
    let here = |day: &NaiveDate| !away.is_away(*day);
    let nominal = since
        .iter_days()
        .skip(1)
        .take(every.saturating_add(LOOK_AHEAD_DAYS))
        .filter(here)
        .nth(every - 1)?;
    let next = nominal
        .iter_days()
        .take(LOOK_AHEAD_DAYS)
        .find(|day| works(*day));
    // Who has no hours at all is assessed all the same.
    Some(next.unwrap_or(nominal))
}

/// The days that an assessment made today looks back on: those after the last one at the internal site, or since the
/// enrolment began, and no more than lie between two assessments (`assess_every_days`; docs/domain.md section 2.5).
pub fn looked_back(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    today: NaiveDate,
) -> RangeInclusive<NaiveDate> {
    let every = u64::from(forms::rules(state, workshop).assess_every_days.max(1));
    let most = today
        .checked_sub_days(Days::new(every - 1))
        .unwrap_or(today);
    let enrolment = people::enrolment_on(state, person, workshop, today);
    let since = enrolment.map_or(most, |enrolment| {
        let last = inside(state, person, &enrolment.enrolment);
        let after = last.last().and_then(|view| view.shown.on.succ_opt());
        after.unwrap_or(enrolment.from)
    });
    since.clamp(most, today)..=today
}

/// What is due of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct DueView {
    /// Who.
    pub person: PersonId,
    /// Within which enrolment.
    pub enrolment: EnrolmentId,
    /// Whether, and why not.
    pub due: Due,
}

/// What is due in a workshop on a day, of everybody enrolled there: overdue first, then by the day on which it falls
/// due, then those of whom none is due yet, by the day until which that is so, those without a known one last. Today must
/// be open ([`due`]).
pub fn due_list(state: &State, workshop: &WorkshopId, today: NaiveDate) -> Vec<DueView> {
    let rules = forms::rules(state, workshop);
    let mut list: Vec<DueView> = people::everybody(state)
        .iter()
        .filter(|view| view.staff_role().is_none())
        .filter_map(|view| {
            let person = &view.person.person;
            let enrolment = people::member(state, person, workshop, today)?.enrolment;
            Some(DueView {
                person: person.clone(),
                enrolment,
                due: due_by(&rules, state, workshop, person, today),
            })
        })
        .collect();
    let place = |due: &Due| match due {
        Due::Overdue { on, .. } => (0, Some(*on)),
        Due::Due { on } => (1, Some(*on)),
        Due::Soon { on } => (2, Some(*on)),
        Due::NotYet { until, .. } => (3, Some(until.unwrap_or(NaiveDate::MAX))),
    };
    list.sort_by(|a, b| (place(&a.due), &a.person).cmp(&(place(&b.due), &b.person)));
    list
}

/// One assessment as the floor may show it.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownView<'a> {
    /// What was shown last. Its marks are those that its writer knew; [`ShownView::marks`] are those that hold.
    pub shown: &'a AssessmentShown,
    /// The marks that hold, criterion by criterion: amendments of different criteria, made apart, all count.
    pub marks: Vec<&'a ShownMark>,
    /// When, and by whom that was written.
    pub said: Said<'a>,
    /// Other values, written elsewhere without knowing of this one, that say otherwise of the same criterion.
    pub disputed: Vec<&'a AssessmentShown>,
    order: &'a Order,
}

impl ShownView<'_> {
    /// What the floor is shown now, with the marks that hold.
    pub fn now(&self) -> AssessmentShown {
        AssessmentShown {
            marks: self.marks.iter().map(|mark| (*mark).clone()).collect(),
            ..self.shown.clone()
        }
    }
}

/// All assessments of a person, inside and outside, over all enrolments, by the day on which they were signed; those of
/// one day in the log's order of their signing, whenever their forms were begun. A later amendment moves none.
pub fn shown<'a>(state: &'a State, person: &PersonId) -> Vec<ShownView<'a>> {
    let mut told: BTreeMap<&AssessmentId, Vec<&Entry>> = BTreeMap::new();
    for entry in state.person(person) {
        if let Some(shown) = AssessmentShown::of(&entry.payload.fact) {
            told.entry(&shown.assessment).or_default().push(entry);
        }
    }
    let mut views: Vec<(&Order, ShownView<'a>)> = told
        .into_values()
        .filter_map(|entries| {
            let signed = &entries.first()?.order;
            Some((signed, view_of(state, entries.into_iter())?))
        })
        .collect();
    views.sort_by(|(first, a), (second, b)| (a.shown.on, *first).cmp(&(b.shown.on, *second)));
    views.into_iter().map(|(_, view)| view).collect()
}

/// The assessments at the internal site within an enrolment, by the day on which they were signed.
pub fn inside<'a>(
    state: &'a State,
    person: &PersonId,
    enrolment: &EnrolmentId,
) -> Vec<ShownView<'a>> {
    let mut views = shown(state, person);
    views.retain(|view| view.shown.enrolment == *enrolment && view.shown.placement.is_none());
    views
}

/// The newest assessment at the internal site that was signed since the day on which another was begun, which is not
/// signed yet: by somebody else, or elsewhere. Both would look back on the same days, so what is seen otherwise is an
/// amendment of it (docs/domain.md section 2.5).
pub fn signed_since<'a>(
    state: &'a State,
    person: &PersonId,
    enrolment: &EnrolmentId,
    begun: NaiveDate,
    id: &AssessmentId,
) -> Option<ShownView<'a>> {
    inside(state, person, enrolment)
        .into_iter()
        .rfind(|view| view.shown.on >= begun && view.shown.assessment != *id)
}

/// One assessment as the floor may show it.
pub fn one<'a>(state: &'a State, person: &PersonId, id: &AssessmentId) -> Option<ShownView<'a>> {
    let entries = state.person(person).filter(|entry| {
        AssessmentShown::of(&entry.payload.fact).is_some_and(|shown| shown.assessment == *id)
    });
    view_of(state, entries)
}

/// From everything that was shown of one assessment.
fn view_of<'a>(state: &State, entries: impl Iterator<Item = &'a Entry>) -> Option<ShownView<'a>> {
    let entries: Vec<&Entry> = entries.collect();
    let told = Told::of(&entries)?;
    Some(ShownView {
        shown: told.last.shown,
        marks: told.marks().map(|(mark, _)| mark).collect(),
        said: Said::of(state, told.last.entry),
        disputed: told.disputing().map(|version| version.shown).collect(),
        order: &told.last.entry.order,
    })
}

/// Of values of one register of what is shown: those that dispute what holds.
pub(crate) fn disputing<'a>(entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let told = Told::of(entries);
    told.iter()
        .flat_map(|told| told.disputing().map(|version| version.entry))
        .collect()
}

/// One value of what is shown of an assessment.
#[derive(Clone)]
struct Version<'a> {
    entry: &'a Entry,
    shown: &'a AssessmentShown,
    /// Places of the values that its writer knew.
    knew: BTreeSet<usize>,
    /// The marks that its writer set otherwise than they stood there.
    set: Vec<&'a ShownMark>,
}

/// Everything that was shown of one assessment. Each value states all marks; what counts of it are those that it
/// changed, as with amendments ([`amend`]). So of two that were written apart none undoes what the other is silent of.
struct Told<'a> {
    /// In the order of the log.
    versions: Vec<Version<'a>>,
    last: Version<'a>,
}

impl<'a> Told<'a> {
    /// `None` where nothing was shown.
    fn of(entries: &[&'a Entry]) -> Option<Self> {
        let mut entries: Vec<(&Entry, &AssessmentShown)> = entries
            .iter()
            .filter_map(|entry| Some((*entry, AssessmentShown::of(&entry.payload.fact)?)))
            .collect();
        entries.sort_by(|(a, _), (b, _)| a.order.cmp(&b.order));
        let mut versions: Vec<Version<'a>> = Vec::with_capacity(entries.len());
        for (entry, shown) in entries {
            let mut knew = BTreeSet::new();
            for (at, earlier) in versions.iter().enumerate() {
                if entry.payload.over.contains(&earlier.entry.order.entry) {
                    knew.insert(at);
                    knew.extend(&earlier.knew);
                }
            }
            // Whoever knows what was shown knows it of everybody who showed the same and knew no more: what led somebody
            // back to it was weighed by them, and by nobody who did not hear of it.
            let same: Vec<usize> = versions
                .iter()
                .enumerate()
                .filter(|(_, version)| version.knew.is_subset(&knew))
                .filter(|(at, _)| {
                    knew.iter()
                        .any(|known| shows_the_same(&versions, *known, *at))
                })
                .map(|(at, _)| at)
                .collect();
            knew.extend(same);
            let stood = marks(&versions, |at| knew.contains(&at));
            let is_new = |mark: &&ShownMark| stood.iter().all(|(stood, _)| *stood != *mark);
            let set = shown.marks.iter().filter(is_new).collect();
            versions.push(Version {
                entry,
                shown,
                knew,
                set,
            });
        }
        let last = versions.last()?.clone();
        Some(Told { versions, last })
    }

    /// Whether a value is of the same form and day as the one that holds: only then its marks can be taken over.
    fn fits(&self, at: usize) -> bool {
        self.versions.get(at).is_some_and(|version| {
            let (one, last) = (version.shown, self.last.shown);
            one.enrolment == last.enrolment
                && one.placement == last.placement
                && one.form == last.form
                && one.version == last.version
                && one.on == last.on
        })
    }

    /// The marks that hold, each with the place of the value that set it.
    fn marks(&self) -> impl Iterator<Item = (&'a ShownMark, usize)> {
        marks(&self.versions, |at| self.fits(at)).into_iter()
    }

    /// Values that nobody who wrote later knew, and that say otherwise of what holds: they are for staff to settle.
    fn disputing(&self) -> impl Iterator<Item = &Version<'a>> {
        let holds: Vec<(&ShownMark, usize)> = self.marks().collect();
        self.versions
            .iter()
            .enumerate()
            .filter(move |(at, version)| {
                let is_head = self.versions.iter().all(|one| !one.knew.contains(at));
                let is_last = *at + 1 == self.versions.len();
                if is_last || !is_head {
                    return false;
                }
                // What it says of a criterion was known to whoever set it otherwise, or it was not.
                let theirs = marks(&self.versions, |one| {
                    one == *at || version.knew.contains(&one)
                });
                let clashes = theirs.iter().any(|(mark, set_by)| {
                    holds.iter().any(|(held, held_by)| {
                        held.criterion == mark.criterion
                            && held != mark
                            && set_by != held_by
                            && self
                                .versions
                                .get(*held_by)
                                .is_some_and(|holder| !holder.knew.contains(set_by))
                    })
                });
                clashes || !self.fits(*at)
            })
            .map(|(_, version)| version)
    }
}

fn shows_the_same(versions: &[Version<'_>], one: usize, other: usize) -> bool {
    versions
        .get(one)
        .zip(versions.get(other))
        .is_some_and(|(one, other)| one.shown == other.shown)
}

/// The marks as some of the values leave them, each with the place of the value that set it.
fn marks<'a>(
    versions: &[Version<'a>],
    counts: impl Fn(usize) -> bool,
) -> Vec<(&'a ShownMark, usize)> {
    let mut marks: Vec<(&ShownMark, usize)> = Vec::new();
    for (at, version) in versions.iter().enumerate().filter(|(at, _)| counts(*at)) {
        for mark in &version.set {
            let known = marks
                .iter_mut()
                .find(|(known, _)| known.criterion == mark.criterion);
            match known {
                Some(known) => *known = (*mark, at),
                None => marks.push((*mark, at)),
            }
        }
    }
    marks
}

/// What is to be shown of an assessment: what was signed, with all amendments, where this holder may know them; else
/// the marks that hold, with what was amended since they were shown. `None` while it was never shown.
pub fn to_show(state: &State, person: &PersonId, id: &AssessmentId) -> Option<AssessmentShown> {
    let view = one(state, person, id)?;
    let mut shown = view.now();
    let signed = signed(state, person, id);
    let amended: Vec<CriterionMark> = match &signed {
        Some(signed) => signed.marks.clone(),
        None => state
            .person(person)
            .filter(|entry| entry.order > *view.order)
            .filter_map(|entry| AssessmentAmended::of(&entry.payload.fact))
            .filter(|amended| amended.assessment == *id)
            .flat_map(|amended| amended.marks.iter().cloned())
            .collect(),
    };
    for mark in &mut shown.marks {
        let now = amended
            .iter()
            .rfind(|amended| amended.criterion == mark.criterion);
        if let Some(now) = now {
            mark.level.clone_from(&now.level);
        }
    }
    Some(shown)
}

/// What was shown of an assessment, in order: first as it was signed, then after each amendment.
pub fn versions<'a>(
    state: &'a State,
    person: &PersonId,
    id: &AssessmentId,
) -> Vec<(&'a AssessmentShown, Said<'a>)> {
    state
        .person(person)
        .filter_map(|entry| Some((AssessmentShown::of(&entry.payload.fact)?, entry)))
        .filter(|(shown, _)| shown.assessment == *id)
        .map(|(shown, entry)| (shown, Said::of(state, entry)))
        .collect()
}

/// An assessment as it was signed, where this holder may know it: a kiosk does not.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedView<'a> {
    /// As it was signed: the first in order of those that share an id.
    pub signed: &'a AssessmentSigned,
    /// By whom.
    pub said: Said<'a>,
    /// What was changed since, in order.
    pub amendments: Vec<(&'a AssessmentAmended, Said<'a>)>,
    /// The marks as they are now.
    pub marks: Vec<CriterionMark>,
}

/// One signed assessment with its amendments.
pub fn signed<'a>(
    state: &'a State,
    person: &PersonId,
    id: &AssessmentId,
) -> Option<SignedView<'a>> {
    let (signed, said) = state
        .person(person)
        .filter_map(|entry| Some((AssessmentSigned::of(&entry.payload.fact)?, entry)))
        .find(|(signed, _)| signed.assessment == *id)
        .map(|(signed, entry)| (signed, Said::of(state, entry)))?;
    let amendments = amendments(state, person, id);
    let mut marks = signed.marks.clone();
    for (amended, _) in &amendments {
        amend(&mut marks, &amended.marks);
    }
    Some(SignedView {
        signed,
        said,
        amendments,
        marks,
    })
}

/// What was changed of an assessment, in order, where this holder may know it.
pub fn amendments<'a>(
    state: &'a State,
    person: &PersonId,
    id: &AssessmentId,
) -> Vec<(&'a AssessmentAmended, Said<'a>)> {
    state
        .person(person)
        .filter_map(|entry| Some((AssessmentAmended::of(&entry.payload.fact)?, entry)))
        .filter(|(amended, _)| amended.assessment == *id)
        .map(|(amended, entry)| (amended, Said::of(state, entry)))
        .collect()
}

/// Marks after a change: what it names is replaced, the others stay.
pub(crate) fn amend(marks: &mut [CriterionMark], changed: &[CriterionMark]) {
    for mark in marks {
        if let Some(new) = changed.iter().rfind(|new| new.criterion == mark.criterion) {
            *mark = new.clone();
        }
    }
}

/// The participant's own marks for an assessment, where this holder may know them: the last in order.
pub fn own_marks<'a>(
    state: &'a State,
    person: &PersonId,
    id: &AssessmentId,
) -> Option<(&'a SelfRatingGiven, Said<'a>)> {
    state
        .person(person)
        .filter_map(|entry| Some((SelfRatingGiven::of(&entry.payload.fact)?, entry)))
        .rfind(|(given, _)| given.assessment == *id)
        .map(|(given, entry)| (given, Said::of(state, entry)))
}

/// Where a criterion goes from one assessment to a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Marked for the first time.
    First,
    /// More independent than before.
    Growing,
    /// As before.
    Same,
    /// Less independent than before.
    Falling,
    /// The levels cannot be compared: the form does not know one of them any more.
    Unknown,
}

/// One criterion of an assessment beside the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionTrend<'a> {
    /// The criterion's id.
    pub criterion: &'a str,
    /// The level now.
    pub level: &'a str,
    /// The level before; `None` where it was not marked then.
    pub before: Option<&'a str>,
    /// From then to now.
    pub trend: Trend,
}

/// Each criterion of an assessment beside an earlier one, in the order of the later. Levels are ordered by the form
/// that the later one was filled in on, the most independent first.
pub fn trends<'a>(
    state: &State,
    workshop: &WorkshopId,
    earlier: Option<&ShownView<'a>>,
    later: &ShownView<'a>,
) -> Vec<CriterionTrend<'a>> {
    Scales::of(state, workshop).trends(earlier, later)
}

/// The forms on which assessments were filled in, each read once: what compares many of them needs no more.
pub struct Scales<'s> {
    state: &'s State,
    workshop: &'s WorkshopId,
    read: BTreeMap<u32, Assessment>,
}

impl<'s> Scales<'s> {
    /// Reads nothing yet.
    pub fn of(state: &'s State, workshop: &'s WorkshopId) -> Self {
        Scales {
            state,
            workshop,
            read: BTreeMap::new(),
        }
    }

    /// The form of a version; one without criteria where it is not here.
    pub fn form(&mut self, version: u32) -> &Assessment {
        let (state, workshop) = (self.state, self.workshop);
        self.read
            .entry(version)
            .or_insert_with(|| forms::version(state, workshop, version).unwrap_or_default())
    }

    /// As [`trends`].
    pub fn trends<'a>(
        &mut self,
        earlier: Option<&ShownView<'a>>,
        later: &ShownView<'a>,
    ) -> Vec<CriterionTrend<'a>> {
        compared(self.form(later.shown.version), earlier, later)
    }
}

fn compared<'a>(
    form: &Assessment,
    earlier: Option<&ShownView<'a>>,
    later: &ShownView<'a>,
) -> Vec<CriterionTrend<'a>> {
    later
        .marks
        .iter()
        .map(|mark| {
            let before = earlier
                .and_then(|e| e.marks.iter().find(|m| m.criterion == mark.criterion))
                .map(|mark| mark.level.as_str());
            CriterionTrend {
                criterion: &mark.criterion,
                level: &mark.level,
                before,
                trend: trend(form, &mark.criterion, before, &mark.level),
            }
        })
        .collect()
}

fn trend(form: &Assessment, criterion: &str, before: Option<&str>, now: &str) -> Trend {
    let Some(before) = before else {
        return Trend::First;
    };
    match (rank(form, criterion, before), rank(form, criterion, now)) {
        _ if before == now => Trend::Same,
        (Some(before), Some(now)) if now < before => Trend::Growing,
        (Some(_), Some(_)) => Trend::Falling,
        (None, _) | (_, None) => Trend::Unknown,
    }
}

/// A level's place in its criterion: 0 is the most independent.
pub fn rank(form: &Assessment, criterion: &str, level: &str) -> Option<usize> {
    form.criteria
        .iter()
        .find(|known| known.id == criterion)?
        .levels
        .iter()
        .position(|known| known.id == level)
}
