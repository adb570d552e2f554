//! Calls for help: asked, answered, by whom, after how long (docs/domain.md section 13.7).

use alloc::format;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::people;
use crate::state::{State, workshop_of};
use crate::time::{Moment, minutes_between, workshop_day};
use crate::wire::Fact;
use crate::wire::facts::HelpAsked;
use crate::wire::forms::Rules;
use crate::wire::ids::{DeviceId, PersonId, WorkshopId};

/// A call for help.
#[derive(Clone, Debug, PartialEq)]
pub struct HelpView<'a> {
    /// The call.
    pub asked: &'a HelpAsked,
    /// The workshop day under which it stands.
    pub day: NaiveDate,
    /// When.
    pub at: Moment,
    /// Where it was asked: the kiosk.
    pub device: &'a DeviceId,
    /// Who came, and when; `None` while it is open. The first answer counts.
    pub answered: Option<(Option<PersonId>, Moment)>,
    /// Who called has left the workshop since, and nobody had come.
    pub left: bool,
}

/// How a call stands.
#[derive(Clone, Debug, PartialEq)]
pub enum CallState {
    /// Somebody waits.
    Open {
        /// Minutes since they called.
        waited_min: u32,
        /// For so long that it stands out at the office.
        escalated: bool,
    },
    /// Staff came.
    Answered {
        /// Who, where that is known.
        by: Option<PersonId>,
        /// Minutes after the call.
        after_min: u32,
    },
    /// The workshop day ended, or who called left the workshop, and nobody had come: nobody waits any more, and it stays
    /// written.
    Lapsed,
}

impl HelpView<'_> {
    /// Whether somebody waits, as far as its day is concerned: nobody has come, and who called is still here.
    pub fn is_open(&self) -> bool {
        self.answered.is_none() && !self.left
    }

    /// How the call stands. A call is of its workshop day: over midnight it stays open, with the day it lapses.
    pub fn standing(&self, now: Moment, rules: &Rules) -> CallState {
        let waited_min = minutes_between(self.at, now);
        match &self.answered {
            Some((by, at)) => CallState::Answered {
                by: by.clone(),
                after_min: minutes_between(self.at, *at),
            },
            None if self.left || workshop_day(now) > self.day => CallState::Lapsed,
            None => CallState::Open {
                waited_min,
                escalated: waited_min >= rules.help_escalates_min,
            },
        }
    }
}

/// Whether a call stands out at the office: open, and for as long as the workshop's numbers say.
pub fn escalated(call: &HelpView<'_>, now: Moment, rules: &Rules) -> bool {
    matches!(
        call.standing(now, rules),
        CallState::Open {
            escalated: true,
            ..
        }
    )
}

/// The calls that are open now, the longest wait first.
pub fn open<'a>(state: &'a State, workshop: &WorkshopId, now: Moment) -> Vec<HelpView<'a>> {
    let mut open = calls(state, workshop, workshop_day(now));
    open.retain(HelpView::is_open);
    open.sort_by_key(|call| call.at);
    open
}

/// The call that one who presses again repeats, of those of nobody in particular at one kiosk: the latest, while it is
/// open and does not stand out yet. After that a press is a new need: whoever called first may have been helped by
/// somebody who touched no screen, and somebody else may stand there now (docs/domain.md section 13.7).
pub fn repeated<'c, 'a>(
    calls: &'c [HelpView<'a>],
    now: Moment,
    rules: &Rules,
) -> Option<&'c HelpView<'a>> {
    calls.last().filter(|call| {
        matches!(
            call.standing(now, rules),
            CallState::Open {
                escalated: false,
                ..
            }
        )
    })
}

/// The calls of a day of whoever stands at a kiosk, in order: their own, wherever they were made. Of who is not known
/// only what the kiosk itself asked for nobody in particular: at the next kiosk somebody else may wait.
pub fn calls_of<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    day: NaiveDate,
    person: Option<&PersonId>,
    here: &DeviceId,
) -> Vec<HelpView<'a>> {
    let mut calls = calls(state, workshop, day);
    calls.retain(|call| {
        call.asked.person.as_ref() == person && (person.is_some() || call.device == here)
    });
    calls
}

/// The calls of a day in a workshop, in order. One that is told twice counts once.
pub fn calls<'a>(state: &'a State, workshop: &WorkshopId, day: NaiveDate) -> Vec<HelpView<'a>> {
    let key = format!("h/{day}");
    let mut calls: Vec<HelpView<'a>> = Vec::new();
    let entries: Vec<_> = state
        .part(&key)
        .filter(|entry| workshop_of(entry).as_ref() == Some(workshop))
        .collect();
    for entry in &entries {
        if let Fact::HelpAsked(asked) = &entry.payload.fact
            && calls.iter().all(|call| call.asked.help != asked.help)
        {
            calls.push(HelpView {
                asked,
                day,
                at: state.effective_time(entry),
                device: &entry.device,
                answered: None,
                left: false,
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
    for call in calls.iter_mut().filter(|call| call.answered.is_none()) {
        let who = call.asked.person.as_ref();
        call.left = who.is_some_and(|who| left_after(state, workshop, who, day, call.at));
    }
    calls
}

/// Whether staff told on a day, after a moment of it, that somebody's work here is over.
fn left_after(
    state: &State,
    workshop: &WorkshopId,
    person: &PersonId,
    day: NaiveDate,
    at: Moment,
) -> bool {
    let enrolments = people::enrolments(state, person);
    let mut here = enrolments.iter().filter(|view| view.workshop == *workshop);
    let over = here.clone().any(|view| {
        view.holds_on(day) && view.is_over(day) && view.end_told.is_some_and(|told| told >= at)
    });
    over && !here.any(|view| view.runs_on(day))
}
