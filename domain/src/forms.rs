//! Forms that hold now, and those that something was filled in on.

use crate::state::{State, register};
use crate::wire::Kind;
use crate::wire::facts::FormSet;
use crate::wire::forms::{Form, read};
use crate::wire::ids::WorkshopId;

/// A form with its version.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned<F> {
    /// The version.
    pub version: u32,
    /// The form.
    pub form: F,
}

/// The form that holds in a workshop: its own (`<name>@<workshop>`), else the organisation's. `None` where there is
/// none that can be read.
pub fn current<F: Form>(state: &State, workshop: &WorkshopId) -> Option<Versioned<F>> {
    let own = alloc::format!("{}@{workshop}", F::NAME);
    [own.as_str(), F::NAME].into_iter().find_map(|name| {
        let entries = state
            .part("w")
            .filter(|e| FormSet::of(&e.payload.fact).is_some_and(|set| set.form == name));
        let set = FormSet::of(&register(entries)?.value.payload.fact)?;
        parsed(set)
    })
}

/// A version of a form, for what was filled in on it: the workshop's own, else the organisation's.
pub fn version<F: Form>(state: &State, workshop: &WorkshopId, version: u32) -> Option<F> {
    let own = alloc::format!("{}@{workshop}", F::NAME);
    [own.as_str(), F::NAME].into_iter().find_map(|name| {
        state
            .part("w")
            .filter_map(|e| FormSet::of(&e.payload.fact))
            .filter(|set| set.form == name && set.version == version)
            .find_map(parsed)
            .map(|found: Versioned<F>| found.form)
    })
}

fn parsed<F: Form>(set: &FormSet) -> Option<Versioned<F>> {
    Some(Versioned {
        version: set.version,
        form: read(&set.body).ok()?,
    })
}
