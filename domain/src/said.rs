//! Who said something, in which part, when.

use crate::entry::{Entry, EntryRef, Role};
use crate::state::State;
use crate::time::Moment;
use crate::wire::ids::PersonId;

/// Who wrote something, in which part, when.
#[derive(Clone, Debug, PartialEq)]
pub struct Said<'a> {
    /// The person; `None` where nobody is named.
    pub by: Option<&'a PersonId>,
    /// In which part.
    pub role: Role,
    /// When it happened, by the mended clock where there is one.
    pub at: Moment,
    /// The entry.
    pub entry: &'a EntryRef,
}

impl<'a> Said<'a> {
    /// Who wrote this entry.
    pub fn of(state: &State, entry: &'a Entry) -> Self {
        Said {
            by: entry.payload.by.as_ref(),
            role: entry.role,
            at: state.effective_time(entry),
            entry: &entry.order.entry,
        }
    }
}
