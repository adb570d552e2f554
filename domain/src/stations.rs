//! Places to work at, and who works on what (docs/domain.md section 13.3).

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::state::{State, register, workshop_of};
use crate::wire::Kind;
use crate::wire::facts::{OperationAssigned, OperationsBarred, RunRecorded, StationSet};
use crate::wire::ids::{OperationId, PersonId, PictureRef, StationId, WorkshopId};
use crate::wire::pack::{Named, Pack};

/// A place to work at.
#[derive(Clone, Debug, PartialEq)]
pub struct StationView<'a> {
    /// What holds.
    pub station: &'a StationSet,
    /// Other values written at the same time elsewhere.
    pub disputed: Vec<&'a StationSet>,
}

/// All stations of a workshop that are still there, by name.
pub fn stations<'a>(state: &'a State, workshop: &WorkshopId) -> Vec<StationView<'a>> {
    let mut views = all(state, workshop);
    views.retain(|view| view.station.active);
    views.sort_by(|a, b| {
        (&a.station.name.ru, &a.station.station).cmp(&(&b.station.name.ru, &b.station.station))
    });
    views
}

/// All stations that there ever were, by id.
fn all<'a>(state: &'a State, workshop: &WorkshopId) -> Vec<StationView<'a>> {
    let ids: BTreeSet<&StationId> = of_workshop(state, workshop)
        .map(|(_, set)| &set.station)
        .collect();
    ids.into_iter()
        .filter_map(|id| {
            let entries = of_workshop(state, workshop)
                .filter(|(_, set)| set.station == *id)
                .map(|(entry, _)| entry);
            let found = register(entries)?;
            Some(StationView {
                station: StationSet::of(&found.value.payload.fact)?,
                disputed: found
                    .losers
                    .into_iter()
                    .filter_map(|entry| StationSet::of(&entry.payload.fact))
                    .collect(),
            })
        })
        .collect()
}

/// What has to be written for a workshop to have the places that a pack describes, and no other places for its
/// operations; nothing where it has them (docs/domain.md section 13.3). `picture` turns what the pack names, if it
/// names one, into a picture of the workshop's.
pub fn of_pack(
    state: &State,
    workshop: &WorkshopId,
    pack: &Pack,
    picture: impl Fn(Option<&str>) -> PictureRef,
) -> Vec<StationSet> {
    let known = all(state, workshop);
    let holds = |id: &str| {
        known
            .iter()
            .map(|view| view.station)
            .find(|station| station.station.as_str() == id)
    };
    let own = |operation: &&OperationId| {
        operation
            .as_str()
            .split_once('/')
            .is_some_and(|(of, _)| of == pack.id)
    };
    let others = |station: &StationSet| -> Vec<OperationId> {
        station
            .operations
            .iter()
            .filter(|operation| !own(operation))
            .cloned()
            .collect()
    };
    let here = |place: &Named| -> Vec<OperationId> {
        pack.operations
            .iter()
            .filter(|operation| operation.station == place.id)
            .map(|operation| OperationId::new(format!("{}/{}", pack.id, operation.id)))
            .collect()
    };
    let described: Vec<(&Named, Vec<OperationId>)> = pack
        .stations
        .iter()
        .map(|place| (place, here(place)))
        .filter(|(_, operations)| !operations.is_empty())
        .collect();
    let mut wanted: Vec<StationSet> = Vec::new();
    for (place, operations) in &described {
        // In the order that they stand in, so that packs that share a place do not turn it back and forth.
        let mut all_here: Vec<OperationId> = holds(&place.id)
            .map_or(&[][..], |station| station.operations.as_slice())
            .iter()
            .filter(|operation| !own(operation) || operations.contains(operation))
            .cloned()
            .collect();
        let new = operations.iter().filter(|one| !all_here.contains(one));
        let new: Vec<OperationId> = new.cloned().collect();
        all_here.extend(new);
        wanted.push(StationSet {
            station: StationId::new(place.id.as_str()),
            name: place.title.clone(),
            picture: picture(place.picture.as_deref()),
            operations: all_here,
            active: true,
        });
    }
    // Where the pack's operations were done before. One that describes no places says nothing of them: they were set up
    // otherwise.
    for station in known.iter().map(|view| view.station) {
        let is_left = !described
            .iter()
            .any(|(place, _)| place.id == station.station.as_str());
        if is_left
            && !pack.stations.is_empty()
            && station.active
            && station.operations.iter().any(|one| own(&one))
        {
            let operations = others(station);
            wanted.push(StationSet {
                // A place that names no operation would be for any.
                active: !operations.is_empty(),
                operations,
                ..station.clone()
            });
        }
    }
    // Nothing is said twice.
    wanted.retain(|set| holds(set.station.as_str()) != Some(set));
    wanted
}

fn of_workshop<'a, 'w>(
    state: &'a State,
    workshop: &'w WorkshopId,
) -> impl Iterator<Item = (&'a crate::entry::Entry, &'a StationSet)> + use<'a, 'w> {
    state.part("w").filter_map(move |entry| {
        let set = StationSet::of(&entry.payload.fact)?;
        (workshop_of(entry).as_ref() == Some(workshop)).then_some((entry, set))
    })
}

/// The station where an operation is done: the first by name that names it. Stations that name no operation are for
/// any, and are nobody's in particular.
pub fn station_for<'a>(
    stations: &[StationView<'a>],
    operation: &OperationId,
) -> Option<&'a StationSet> {
    stations
        .iter()
        .map(|view| view.station)
        .find(|station| station.operations.contains(operation))
}

/// Operations that a person may not do; never why (docs/domain.md section 2.14). Where two lists are in dispute, what
/// either of them bars is barred until staff settle it [D].
pub fn barred<'a>(state: &'a State, person: &PersonId) -> BTreeSet<&'a OperationId> {
    let entries = state
        .person(person)
        .filter(|e| OperationsBarred::of(&e.payload.fact).is_some());
    register(entries).map_or_else(BTreeSet::new, |found| {
        core::iter::once(found.value)
            .chain(found.losers)
            .filter_map(|entry| OperationsBarred::of(&entry.payload.fact))
            .flat_map(|set| &set.operations)
            .collect()
    })
}

/// Of all operations that the workshop's packs offer, those that a person may do, in the order given.
pub fn allowed(state: &State, person: &PersonId, operations: &[OperationId]) -> Vec<OperationId> {
    let barred = barred(state, person);
    operations
        .iter()
        .filter(|operation| !barred.contains(operation))
        .cloned()
        .collect()
}

/// What is planned for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned<'a> {
    /// The assignment that holds: the newest that has begun.
    pub assigned: &'a OperationAssigned,
    /// The person may not do it any more: it is planned, but nobody is sent there.
    pub barred: bool,
    /// Other assignments from the same day, made elsewhere at the same time.
    pub disputed: Vec<&'a OperationAssigned>,
}

impl<'a> Planned<'a> {
    /// The operation to work on.
    pub fn operation(&self) -> Option<&'a OperationId> {
        self.assigned.operation.as_ref().filter(|_| !self.barred)
    }
}

/// What is planned for a person on a day; `None` where nobody has planned anything.
pub fn planned<'a>(state: &'a State, person: &PersonId, day: NaiveDate) -> Option<Planned<'a>> {
    let begun = || {
        state.person(person).filter_map(|entry| {
            OperationAssigned::of(&entry.payload.fact)
                .filter(|set| set.from <= day)
                .map(|set| (entry, set))
        })
    };
    let from = begun().map(|(_, set)| set.from).max()?;
    let found = register(
        begun()
            .filter(|(_, set)| set.from == from)
            .map(|(entry, _)| entry),
    )?;
    let assigned = OperationAssigned::of(&found.value.payload.fact)?;
    Some(Planned {
        assigned,
        barred: assigned
            .operation
            .as_ref()
            .is_some_and(|operation| barred(state, person).contains(operation)),
        disputed: found
            .losers
            .into_iter()
            .filter_map(|entry| OperationAssigned::of(&entry.payload.fact))
            .collect(),
    })
}

/// The operation that a person works on, on a day: the newest assignment that has begun, unless the person may not do
/// it.
pub fn assigned<'a>(
    state: &'a State,
    person: &PersonId,
    day: NaiveDate,
) -> Option<&'a OperationId> {
    planned(state, person, day)?.operation()
}

/// The records of a person's runs on a day, by time.
pub fn runs<'a>(state: &'a State, person: &PersonId, day: NaiveDate) -> Vec<&'a RunRecorded> {
    state
        .day(person, day)
        .into_iter()
        .filter_map(|(_, entry)| RunRecorded::of(&entry.payload.fact))
        .collect()
}
