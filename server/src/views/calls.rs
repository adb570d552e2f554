//! Calls for help: who asked, who came, after how long.

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::Serialize;
use stupen_domain::facts::Bilingual;
use stupen_domain::help::{self, CallState, HelpView};
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::HelpId;
use stupen_domain::{State, forms, workshop};
use stupen_ledger::{Ledger, ViewsError};

use super::operations::{OperationName, Operations};
use super::{Name, Room};
use crate::book::Book;
use crate::clock::Moment;

/// Days back whose calls are shown.
const SHOWN_DAYS: u64 = 14;

/// The numbers that hold in a workshop.
pub(super) fn rules(state: &State, room: &Room) -> Rules {
    forms::rules(state, &room.id)
}

/// One call.
#[derive(Clone, Debug, Serialize)]
pub struct CallLine {
    /// The call.
    pub help: HelpId,
    /// The workshop day.
    pub day: NaiveDate,
    /// Who asked, where that is known.
    pub who: Option<Name>,
    /// The kiosk where it was asked.
    pub kiosk: Option<String>,
    /// On which operation.
    pub operation: Option<OperationName>,
    /// The words of the step.
    pub step: Option<Bilingual>,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Somebody came.
    pub answered: bool,
    /// Who came, where that is known.
    pub by: Option<String>,
    /// Minutes until somebody came, or until now.
    pub waited_min: u32,
    /// Nobody has come for too long.
    pub escalated: bool,
    /// The day ended and nobody had come.
    pub lapsed: bool,
}

/// Minutes until somebody came; of an open call, until now.
pub(super) fn waited_min(call: &HelpView<'_>, now: DateTime<FixedOffset>, rules: &Rules) -> u32 {
    match call.standing(now, rules) {
        CallState::Open { waited_min, .. } => waited_min,
        CallState::Answered { after_min, .. } => after_min,
        CallState::Lapsed => 0,
    }
}

/// What staff call the kiosk where a call was made: who called without a name is found there.
pub(super) fn kiosk(state: &State, call: &HelpView<'_>) -> Option<String> {
    workshop::device(state, call.device).map(|view| view.device.name.clone())
}

/// The calls of a workshop.
#[derive(Clone, Debug, Serialize)]
pub struct CallList {
    /// Which workshop.
    pub workshop: Room,
    /// First day shown.
    pub since: NaiveDate,
    /// Minutes after which an unanswered call stands out.
    pub escalates_after_min: u32,
    /// Calls that nobody answered, the longest first.
    pub open: Vec<CallLine>,
    /// Calls that were answered or lapsed, the latest first.
    pub answered: Vec<CallLine>,
    /// Minutes in the middle of all waits: half were answered sooner.
    pub median_min: Option<u32>,
}

impl CallList {
    /// Reads the list.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        book: &Book,
        room: Room,
        moment: Moment,
    ) -> Result<Self, ViewsError> {
        let today = room.day(moment);
        let since = today - Days::new(SHOWN_DAYS - 1);
        let days: Vec<NaiveDate> = since.iter_days().take_while(|day| *day <= today).collect();
        for day in &days {
            ledger.open_day(*day)?;
        }
        let state = ledger.state();
        let now = room.at(moment, today);
        let rules = rules(state, &room);
        let operations = Operations::of(book, state, &room.id);
        let (mut open, mut answered) = (Vec::new(), Vec::new());
        for day in days {
            for call in help::calls(state, &room.id, day) {
                let asked = call.asked;
                let line = CallLine {
                    help: asked.help.clone(),
                    day,
                    who: asked.person.as_ref().map(|id| Name::of(state, id)),
                    kiosk: kiosk(state, &call),
                    operation: asked.operation.as_ref().map(|id| operations.name(id)),
                    step: asked
                        .operation
                        .as_ref()
                        .zip(asked.step.as_ref())
                        .and_then(|(operation, step)| operations.step(operation, step)),
                    at: call.at,
                    answered: call.answered.is_some(),
                    by: call
                        .answered
                        .as_ref()
                        .and_then(|(by, _)| by.as_ref())
                        .map(|id| Name::of(state, id).called),
                    waited_min: waited_min(&call, now, &rules),
                    escalated: help::escalated(&call, now, &rules),
                    lapsed: call.standing(now, &rules) == CallState::Lapsed,
                };
                if line.answered || line.lapsed {
                    answered.push(line);
                } else {
                    open.push(line);
                }
            }
        }
        open.sort_by_key(|line| line.at);
        answered.sort_by_key(|line| std::cmp::Reverse(line.at));
        let mut waits: Vec<u32> = answered
            .iter()
            .filter(|line| line.answered)
            .map(|line| line.waited_min)
            .collect();
        waits.sort_unstable();
        Ok(Self {
            workshop: room,
            since,
            escalates_after_min: rules.help_escalates_min,
            median_min: waits.get(waits.len() / 2).copied(),
            open,
            answered,
        })
    }
}
