//! Limits of working time: how near everybody is today, and who has none although the law sets some.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::board::board;
use stupen_domain::facts::Limit;
use stupen_domain::limits::{self, LimitView, Nearness};
use stupen_domain::wire::ids::PersonId;
use stupen_domain::{State, people};
use stupen_ledger::{Ledger, ViewsError};

use super::board::Standing;
use super::breaches::By;
use super::reasons;
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// One limit of somebody today.
#[derive(Clone, Debug, Serialize)]
pub struct LimitLine {
    /// Which.
    pub limit: Limit,
    /// Minutes worked of what it counts.
    pub worked_min: u32,
    /// Minutes left.
    pub left_min: u32,
    /// `fine`, `near`, `reached`.
    pub nearness: &'static str,
    /// They were told today.
    pub noticed: bool,
    /// What staff did.
    pub answered: Option<(String, By)>,
}

impl LimitLine {
    /// From the rules.
    pub fn of(state: &State, view: &LimitView<'_>) -> Self {
        Self {
            limit: view.limit,
            worked_min: view.worked_min,
            left_min: view.left_min,
            nearness: match view.nearness {
                Nearness::Fine => "fine",
                Nearness::Near => "near",
                Nearness::Reached => "reached",
            },
            noticed: view.noticed.is_some(),
            answered: view.answered.as_ref().map(|(answer, said)| {
                let done = reasons::told(state, (*answer).clone(), said);
                (done, By::of(state, said))
            }),
        }
    }

    /// Which, in words, as a msgid.
    pub fn label(&self) -> &'static str {
        match self.limit {
            Limit::Daily => msg("hours of the day"),
            Limit::Weekly => msg("hours of the week"),
            Limit::Night => msg("no work at night"),
        }
    }

    /// How near, in words, as a msgid.
    pub fn nearness_label(&self) -> &'static str {
        match self.nearness {
            "reached" => msg("reached: time to go home"),
            "near" => msg("near"),
            _ => msg("far enough"),
        }
    }

    /// What was worked, as a msgid.
    pub fn worked_label(&self) -> &'static str {
        match self.limit {
            Limit::Daily | Limit::Weekly => msg("Worked"),
            Limit::Night => msg("Worked at night"),
        }
    }

    /// What is left, as a msgid: of the hours, or of the day until night begins.
    pub fn left_label(&self) -> &'static str {
        match self.limit {
            Limit::Daily | Limit::Weekly => msg("left"),
            Limit::Night => msg("until the night"),
        }
    }

    /// The colour of its tag.
    pub fn colour(&self) -> &'static str {
        match self.nearness {
            "reached" => "help",
            "near" => "pause",
            _ => "done",
        }
    }

    /// The word of the limit in forms.
    pub fn word(&self) -> &'static str {
        match self.limit {
            Limit::Daily => "daily",
            Limit::Weekly => "weekly",
            Limit::Night => "night",
        }
    }
}

/// The limits of one person today; the days of the week must be open.
pub fn limit_lines(
    state: &State,
    room: &Room,
    person: &PersonId,
    now: chrono::DateTime<chrono::FixedOffset>,
) -> Vec<LimitLine> {
    limits::near(state, &room.id, person, now)
        .iter()
        .map(|view| LimitLine::of(state, view))
        .collect()
}

/// Everybody of a workshop who has limits, or should have.
#[derive(Clone, Debug, Serialize)]
pub struct LimitList {
    /// Which workshop.
    pub workshop: Room,
    /// The day.
    pub day: NaiveDate,
    /// Who has limits, by name, with how near they are today.
    pub people: Vec<LimitPerson>,
    /// Who has none although the law sets some by their birth date, by name.
    pub missing: Vec<Name>,
}

/// One person with limits.
#[derive(Clone, Debug, Serialize)]
pub struct LimitPerson {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Where they are.
    pub standing: Standing,
    /// Each limit.
    pub limits: Vec<LimitLine>,
}

impl LimitList {
    /// Reads the list.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(ledger: &mut Ledger, room: Room, moment: Moment) -> Result<Self, ViewsError> {
        let day = room.day(moment);
        let now = room.at(moment, day);
        for day in limits::days(day) {
            ledger.open_day(day)?;
        }
        let state = ledger.state();
        let (mut with, mut missing) = (Vec::new(), Vec::new());
        for row in board(state, &room.id, day, now) {
            let person = &row.person.person;
            let lines = limit_lines(state, &room, person, now);
            if !lines.is_empty() {
                with.push(LimitPerson {
                    name: Name::from(row.person),
                    standing: Standing::of(&row.day),
                    limits: lines,
                });
                continue;
            }
            let by_law = people::identity(state, person)
                .and_then(|known| known.born)
                .and_then(|born| limits::from_birth(born, day, false, None));
            if by_law.is_some_and(|law| law.limits.daily_min.is_some()) {
                missing.push(Name::from(row.person));
            }
        }
        Ok(Self {
            day,
            people: with,
            missing,
            workshop: room,
        })
    }
}
