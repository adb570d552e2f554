//! Calls for help: asked, answered, by whom, after how long.

use alloc::format;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::state::{State, workshop_of};
use crate::time::Moment;
use crate::wire::Fact;
use crate::wire::facts::HelpAsked;
use crate::wire::ids::{PersonId, WorkshopId};

/// A call for help.
#[derive(Clone, Debug, PartialEq)]
pub struct HelpView<'a> {
    /// The call.
    pub asked: &'a HelpAsked,
    /// The workshop day under which it stands.
    pub day: NaiveDate,
    /// When.
    pub at: Moment,
    /// Who came, and when; `None` while it is open. The first answer counts.
    pub answered: Option<(Option<PersonId>, Moment)>,
}

/// The calls of a day in a workshop, in order.
pub fn calls<'a>(state: &'a State, workshop: &WorkshopId, day: NaiveDate) -> Vec<HelpView<'a>> {
    let key = format!("h/{day}");
    let mut calls: Vec<HelpView<'a>> = Vec::new();
    let entries: Vec<_> = state
        .part(&key)
        .filter(|entry| workshop_of(entry).as_ref() == Some(workshop))
        .collect();
    for entry in &entries {
        if let Fact::HelpAsked(asked) = &entry.payload.fact {
            calls.push(HelpView {
                asked,
                day,
                at: state.effective_time(entry),
                answered: None,
            });
        }
    }
    for entry in &entries {
        if let Fact::HelpAcknowledged(answer) = &entry.payload.fact
            && let Some(call) = calls.iter_mut().find(|call| call.asked.help == answer.help)
            && call.answered.is_none()
        {
            call.answered = Some((entry.payload.by.clone(), state.effective_time(entry)));
        }
    }
    calls
}
