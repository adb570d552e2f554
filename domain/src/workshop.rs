//! Settings of workshops and what the organisation provides: names, calendars, packs, devices.

use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::state::{State, register, workshop_of};
use crate::wire::facts::{
    CalendarDayKind, CalendarSet, DeviceEnrolled, DeviceRevoked, OrganisationSet, PackPublished,
    WorkshopSet,
};
use crate::wire::ids::{DeviceId, WorkshopId};
use crate::wire::{Fact, Kind};

/// Grace where a workshop has not said otherwise, minutes.
pub const LATE_GRACE_MIN: u16 = 10;
/// Window of a double scan where a workshop has not said otherwise, seconds.
pub const DOUBLE_SCAN_S: u16 = 20;

/// The workshop's settings.
pub fn settings<'a>(state: &'a State, workshop: &WorkshopId) -> Option<&'a WorkshopSet> {
    let entries = state
        .part("w")
        .filter(|e| WorkshopSet::of(&e.payload.fact).is_some_and(|set| set.workshop == *workshop));
    WorkshopSet::of(&register(entries)?.value.payload.fact)
}

/// All workshops, by id.
pub fn workshops(state: &State) -> Vec<&WorkshopSet> {
    let mut ids: Vec<WorkshopId> = state
        .part("w")
        .filter_map(|e| WorkshopSet::of(&e.payload.fact).map(|set| set.workshop.clone()))
        .collect();
    ids.sort();
    ids.dedup();
    ids.iter().filter_map(|id| settings(state, id)).collect()
}

/// The organisation, the last named where several were.
pub fn organisation(state: &State) -> Option<&OrganisationSet> {
    let entries = state
        .part("w")
        .filter(|e| OrganisationSet::of(&e.payload.fact).is_some());
    OrganisationSet::of(&register(entries)?.value.payload.fact)
}

/// What the production calendar says of a day, where it says anything.
pub fn calendar_day(state: &State, day: NaiveDate) -> Option<CalendarDayKind> {
    use chrono::Datelike;
    let entries = state
        .part("w")
        .filter(|e| CalendarSet::of(&e.payload.fact).is_some_and(|set| set.year == day.year()));
    let set = CalendarSet::of(&register(entries)?.value.payload.fact)?;
    set.days.iter().find(|d| d.date == day).map(|d| d.kind)
}

/// Whether the production calendar of a year is known.
pub fn has_calendar(state: &State, year: i32) -> bool {
    state
        .part("w")
        .any(|e| CalendarSet::of(&e.payload.fact).is_some_and(|set| set.year == year))
}

/// The newest published version of each pack of a workshop.
pub fn packs<'a>(state: &'a State, workshop: &WorkshopId) -> Vec<&'a PackPublished> {
    let mut newest: Vec<&PackPublished> = Vec::new();
    for entry in state.part("w") {
        let Fact::PackPublished(pack) = &entry.payload.fact else {
            continue;
        };
        if workshop_of(entry).as_ref() != Some(workshop) {
            continue;
        }
        match newest.iter_mut().find(|known| known.pack == pack.pack) {
            Some(known) if known.version <= pack.version => *known = pack,
            Some(_) => {}
            None => newest.push(pack),
        }
    }
    newest
}

/// A device as the log knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceView<'a> {
    /// Its enrolment.
    pub device: &'a DeviceEnrolled,
    /// Its revocation, where there is one: the first in order holds.
    pub revoked: Option<&'a DeviceRevoked>,
}

/// All devices, in the order in which they came.
pub fn devices(state: &State) -> Vec<DeviceView<'_>> {
    let mut views: Vec<DeviceView<'_>> = Vec::new();
    for entry in state.part("dev") {
        if let Fact::DeviceEnrolled(device) = &entry.payload.fact {
            views.retain(|view| view.device.device != device.device);
            views.push(DeviceView {
                device,
                revoked: None,
            });
        }
    }
    for entry in state.part("dev") {
        if let Fact::DeviceRevoked(revoked) = &entry.payload.fact
            && let Some(view) = views
                .iter_mut()
                .find(|view| view.device.device == revoked.device && view.revoked.is_none())
        {
            view.revoked = Some(revoked);
        }
    }
    views
}

/// One device.
pub fn device<'a>(state: &'a State, id: &DeviceId) -> Option<DeviceView<'a>> {
    devices(state)
        .into_iter()
        .find(|view| view.device.device == *id)
}
