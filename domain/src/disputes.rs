//! Values of registers that were written at the same time elsewhere: the last in order holds, the others are for staff
//! to look at (docs/entries.md, "Merge").

use alloc::vec::Vec;

use crate::assessments;
use crate::catalogue::{self, Merge};
use crate::decide::registers::same;
use crate::entry::Entry;
use crate::state::{State, register};
use crate::wire::Kind;
use crate::wire::facts::AssessmentShown;

/// One register in dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute<'a> {
    /// The value that holds.
    pub holds: &'a Entry,
    /// Values that nobody who wrote later had seen.
    pub others: Vec<&'a Entry>,
}

/// Every register in dispute, of the organisation, its workshops and people. Saying one of the values again settles it:
/// the new entry names all of them.
pub fn all(state: &State) -> Vec<Dispute<'_>> {
    ["w", "p/", "m/"]
        .into_iter()
        .flat_map(|prefix| state.parts(prefix))
        .flat_map(|(_, part)| in_part(part.values().map(AsRef::as_ref)))
        .collect()
}

fn in_part<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<Dispute<'a>> {
    let mut registers: Vec<Vec<&'a Entry>> = Vec::new();
    for entry in entries {
        let fact = &entry.payload.fact;
        let is_register =
            catalogue::row(fact.kind()).is_some_and(|row| row.merge == Merge::Register);
        if !is_register {
            continue;
        }
        let known = registers.iter_mut().find(|values| {
            values.last().is_some_and(|last| {
                same(fact, &last.payload.fact)
                    && last.order.entry.scope() == entry.order.entry.scope()
            })
        });
        match known {
            Some(values) => values.push(entry),
            None => registers.push(Vec::from([entry])),
        }
    }
    registers
        .into_iter()
        .filter_map(|values| {
            let found = register(values.iter().copied())?;
            let is_shown = AssessmentShown::of(&found.value.payload.fact).is_some();
            let others = if is_shown {
                assessments::disputing(&values)
            } else {
                found.losers
            };
            (!others.is_empty()).then_some(Dispute {
                holds: found.value,
                others,
            })
        })
        .collect()
}
