//! Stays at external sites (docs/domain.md section 2.8).

use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::state::State;
use crate::wire::Fact;
use crate::wire::facts::{PlacementEnded, PlacementStarted};
use crate::wire::ids::PersonId;

/// One stay at an external site.
#[derive(Clone, Debug, PartialEq)]
pub struct StayView<'a> {
    /// What was stated when it began.
    pub stay: &'a PlacementStarted,
    /// Its end: told twice, the earlier day counts.
    pub ended: Option<&'a PlacementEnded>,
}

impl StayView<'_> {
    /// Whether the person is at the site on a day: from the first day until staff end the stay, that day included.
    /// The agreed last day ends nothing by itself.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.stay.from <= day && self.ended.is_none_or(|ended| day <= ended.on)
    }
}

/// The stays of a person, by first day.
pub fn stays<'a>(state: &'a State, person: &PersonId) -> Vec<StayView<'a>> {
    let mut stays: Vec<StayView<'a>> = Vec::new();
    for entry in state.person(person) {
        if let Fact::PlacementStarted(stay) = &entry.payload.fact
            && stays
                .iter()
                .all(|known| known.stay.placement != stay.placement)
        {
            stays.push(StayView { stay, ended: None });
        }
    }
    for entry in state.person(person) {
        if let Fact::PlacementEnded(ended) = &entry.payload.fact
            && let Some(view) = stays
                .iter_mut()
                .find(|view| view.stay.placement == ended.placement)
            && view.ended.is_none_or(|known| ended.on < known.on)
        {
            view.ended = Some(ended);
        }
    }
    stays.sort_by(|a, b| (a.stay.from, &a.stay.placement).cmp(&(b.stay.from, &b.stay.placement)));
    stays
}

/// The stay on a day, where there is one.
pub fn at<'a>(state: &'a State, person: &PersonId, day: NaiveDate) -> Option<StayView<'a>> {
    stays(state, person)
        .into_iter()
        .find(|view| view.holds_on(day))
}
