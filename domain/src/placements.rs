//! Stays at external sites: who is out where, and what was said of it (docs/domain.md sections 2.8 and 13.2).

use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::entry::{Entry, EntryRef, Order};
use crate::said::Said;
use crate::state::State;
use crate::wire::facts::{
    ContactMade, DifficultyRaised, PlacementDescribed, PlacementEnd, PlacementKind,
    PlacementStarted,
};
use crate::wire::ids::{EnrolmentId, PersonId, PlacementId};
use crate::wire::{Fact, Kind};

/// One stay at an external site.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacementView {
    /// Which.
    pub placement: PlacementId,
    /// Whose.
    pub person: PersonId,
    /// Out of which enrolment, where there is one. It goes on during the stay.
    pub enrolment: Option<EnrolmentId>,
    /// Internship or job.
    pub what: PlacementKind,
    /// First day at the site.
    pub from: NaiveDate,
    /// Agreed last day; it ends nothing by itself.
    pub until: Option<NaiveDate>,
    /// Last day and how, once it was recorded.
    pub ended: Option<(NaiveDate, PlacementEnd)>,
    /// The entry that began it.
    pub entry: EntryRef,
}

impl PlacementView {
    /// Whether the person is out at the site on a day: from the first day until the recorded last one.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.ended.is_none_or(|(last, _)| day <= last)
    }

    /// Whether it was called off: it ended before its first day.
    pub fn is_called_off(&self) -> bool {
        self.ended.is_some_and(|(last, _)| last < self.from)
    }

    /// Whether the agreed last day has passed and nobody has recorded an end.
    pub fn is_overdue(&self, day: NaiveDate) -> bool {
        self.ended.is_none() && self.until.is_some_and(|until| until < day)
    }

    /// A day on which both stays hold, where there is one.
    fn meets(&self, other: &PlacementView) -> Option<NaiveDate> {
        let first = self.from.max(other.from);
        (self.holds_on(first) && other.holds_on(first)).then_some(first)
    }
}

/// All stays of a person, by first day. A stay that is told twice counts once, as the log had it first; of several
/// ends the earliest day counts, and of those the first in the log.
pub fn of(state: &State, person: &PersonId) -> Vec<PlacementView> {
    let mut views: Vec<(&Order, PlacementView)> = Vec::new();
    for entry in state.standing(person) {
        if let Fact::PlacementStarted(started) = &entry.payload.fact
            && views.iter().all(|(_, v)| v.placement != started.placement)
        {
            views.push((&entry.order, begun(started, entry)));
        }
    }
    for entry in state.standing(person) {
        if let Fact::PlacementEnded(ended) = &entry.payload.fact
            && let Some((_, view)) = views
                .iter_mut()
                .find(|(_, view)| view.placement == ended.placement)
            && view.ended.is_none_or(|(on, _)| ended.on < on)
        {
            view.ended = Some((ended.on, ended.because));
        }
    }
    views.sort_by(|(a, x), (b, y)| (x.from, a).cmp(&(y.from, b)));
    views.into_iter().map(|(_, view)| view).collect()
}

fn begun(started: &PlacementStarted, entry: &Entry) -> PlacementView {
    PlacementView {
        placement: started.placement.clone(),
        person: started.person.clone(),
        enrolment: started.enrolment.clone(),
        what: started.what,
        from: started.from,
        until: started.until,
        ended: None,
        entry: entry.order.entry.clone(),
    }
}

/// One stay of a person.
pub fn one(state: &State, person: &PersonId, placement: &PlacementId) -> Option<PlacementView> {
    of(state, person)
        .into_iter()
        .find(|view| view.placement == *placement)
}

/// The stay that holds on a day; where two kiosks began one each, the one that began last.
pub fn at(state: &State, person: &PersonId, day: NaiveDate) -> Option<PlacementView> {
    of(state, person)
        .into_iter()
        .rfind(|view| view.holds_on(day))
}

/// Pairs of stays that hold on the same day, because two devices began them without knowing of each other: a
/// question for staff, who end one.
pub fn rivals(state: &State, person: &PersonId) -> Vec<(PlacementId, PlacementId)> {
    let stays = of(state, person);
    let mut pairs = Vec::new();
    for (n, stay) in stays.iter().enumerate() {
        for other in stays.iter().skip(n + 1) {
            if stay.meets(other).is_some() {
                pairs.push((stay.placement.clone(), other.placement.clone()));
            }
        }
    }
    pairs
}

/// The stays among `stays` that would hold on a day of the given one, and that day.
pub(crate) fn overlap(stays: &[PlacementView], new: &PlacementStarted) -> Option<NaiveDate> {
    stays
        .iter()
        .filter(|stay| stay.placement != new.placement)
        .find_map(|stay| {
            let first = stay.from.max(new.from);
            let apart = new.until.is_some_and(|until| until < first) || !stay.holds_on(first);
            (!apart).then_some(first)
        })
}

/// Where somebody went, at a holder that may know: the last description in the log's order; earlier ones stay readable
/// as entries.
pub fn described<'a>(
    state: &'a State,
    person: &PersonId,
    placement: &PlacementId,
) -> Option<&'a PlacementDescribed> {
    state
        .person(person)
        .filter_map(|entry| PlacementDescribed::of(&entry.payload.fact))
        .rfind(|described| described.placement == *placement)
}

/// Contacts made during a person's stays, by the day of the contact, at a holder that may know. One told twice under
/// one id counts once.
pub fn contacts<'a>(state: &'a State, person: &PersonId) -> Vec<(&'a ContactMade, Said<'a>)> {
    let mut found: Vec<(&ContactMade, Said<'_>)> = Vec::new();
    for entry in state.person(person) {
        if let Some(new) = ContactMade::of(&entry.payload.fact)
            && (new.contact.is_none()
                || found.iter().all(|(known, _)| known.contact != new.contact))
        {
            found.push((new, Said::of(state, entry)));
        }
    }
    found.sort_by_key(|(contact, _)| contact.on);
    found
}

/// Difficulties raised for a person, in the log's order, at a holder that may know. One told twice counts once.
pub fn difficulties<'a>(
    state: &'a State,
    person: &PersonId,
) -> Vec<(&'a DifficultyRaised, Said<'a>)> {
    let mut found: Vec<(&DifficultyRaised, Said<'_>)> = Vec::new();
    for entry in state.person(person) {
        if let Some(new) = DifficultyRaised::of(&entry.payload.fact)
            && found
                .iter()
                .all(|(known, _)| known.difficulty != new.difficulty)
        {
            found.push((new, Said::of(state, entry)));
        }
    }
    found
}
