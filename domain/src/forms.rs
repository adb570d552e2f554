//! Forms that hold now, and those that something was filled in on.

pub mod check;

use crate::state::{State, register};
use crate::wire::Kind;
use crate::wire::facts::FormSet;
use crate::wire::forms::{Form, Rules, read};
use crate::wire::ids::WorkshopId;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

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

/// The numbers of a workshop, the product's own where it has none.
pub fn rules(state: &State, workshop: &WorkshopId) -> Rules {
    current::<Rules>(state, workshop).map_or_else(Rules::default, |found| found.form)
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

/// What holds under a name, whether or not its body can be read.
pub fn set<'a>(state: &'a State, name: &str) -> Option<&'a FormSet> {
    let entries = state
        .part("w")
        .filter(|e| FormSet::of(&e.payload.fact).is_some_and(|set| set.form == name));
    FormSet::of(&register(entries)?.value.payload.fact)
}

/// What holds under every name, by name: the organisation's forms and the workshops' own.
pub fn all(state: &State) -> Vec<&FormSet> {
    let names: BTreeSet<&str> = state
        .part("w")
        .filter_map(|e| FormSet::of(&e.payload.fact).map(|set| set.form.as_str()))
        .collect();
    names
        .into_iter()
        .filter_map(|name| set(state, name))
        .collect()
}

/// The version that a form gets when it is published next. Versions go through the organisation's form and all
/// workshops' own of it, so that a number always means one text ([`version`]).
pub fn next_version(state: &State, name: &str) -> u32 {
    fn base(name: &str) -> &str {
        name.split('@').next().unwrap_or_default()
    }
    state
        .part("w")
        .filter_map(|e| FormSet::of(&e.payload.fact))
        .filter(|set| base(&set.form) == base(name))
        .map(|set| set.version)
        .max()
        .map_or(1, |last| last.saturating_add(1))
}

fn parsed<F: Form>(set: &FormSet) -> Option<Versioned<F>> {
    Some(Versioned {
        version: set.version,
        form: read(&set.body).ok()?,
    })
}
