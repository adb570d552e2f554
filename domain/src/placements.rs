//! Stays at external sites (docs/domain.md section 2.8).

use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::entry::{Entry, EntryRef, Order};
use crate::state::State;
use crate::wire::Fact;
use crate::wire::facts::{PlacementEnd, PlacementKind, PlacementStarted};
use crate::wire::ids::{EnrolmentId, PersonId, PlacementId};

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
}

/// All stays of a person, by first day. A stay that is told twice counts once, as the log had it first; of several
/// ends the earliest day counts, and of those the first in the log.
pub fn of(state: &State, person: &PersonId) -> Vec<PlacementView> {
    let mut views: Vec<(&Order, PlacementView)> = Vec::new();
    for entry in state.person(person) {
        if let Fact::PlacementStarted(started) = &entry.payload.fact
            && views.iter().all(|(_, v)| v.placement != started.placement)
        {
            views.push((&entry.order, begun(started, entry)));
        }
    }
    for entry in state.person(person) {
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

/// The stay that holds on a day; where two kiosks began one each, the one that began last.
pub fn at(state: &State, person: &PersonId, day: NaiveDate) -> Option<PlacementView> {
    of(state, person)
        .into_iter()
        .rfind(|view| view.holds_on(day))
}
