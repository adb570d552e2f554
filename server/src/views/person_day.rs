//! One person's day with every mark and every correction, so that staff can settle it.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use stupen_domain::Said;
use stupen_domain::attendance;
use stupen_domain::facts::{AttendanceCorrected, MarkKind};
use stupen_domain::people;
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::PersonId;
use stupen_ledger::{Ledger, ViewsError};

use super::day::Line;
use super::reasons;
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// A mark in words, as a msgid.
pub fn mark_label(what: MarkKind) -> &'static str {
    match what {
        MarkKind::Arrived => msg("arrival"),
        MarkKind::BreakStarted => msg("break begins"),
        MarkKind::BreakEnded => msg("break ends"),
        MarkKind::Left => msg("going home"),
    }
}

/// A mark's word in forms.
pub fn mark_word(what: MarkKind) -> &'static str {
    match what {
        MarkKind::Arrived => "arrived",
        MarkKind::BreakStarted => "break_started",
        MarkKind::BreakEnded => "break_ended",
        MarkKind::Left => "left",
    }
}

/// Every kind of mark, as forms offer them.
pub static MARKS: [MarkKind; 4] = [
    MarkKind::Arrived,
    MarkKind::BreakStarted,
    MarkKind::BreakEnded,
    MarkKind::Left,
];

/// A mark that counts.
#[derive(Clone, Debug, Serialize)]
pub struct MarkLine {
    /// The entry that says so.
    pub entry: String,
    /// What.
    pub what: MarkKind,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// As first written, where it was corrected.
    pub was: Option<(MarkKind, DateTime<FixedOffset>)>,
    /// True when somebody else showed the badge and said so: it counts nothing until it is corrected.
    pub by_somebody_else: bool,
    /// True when it was made with a badge that was revoked before: it counts, and staff say who it was.
    pub by_revoked_badge: bool,
    /// True while its clock is in doubt.
    pub doubtful: bool,
}

/// A correction that was made.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionLine {
    /// When it was written.
    pub written_at: DateTime<FixedOffset>,
    /// By whom, where that is known.
    pub by: Option<String>,
    /// The mark that counts instead; `None` when the corrected one did not happen.
    pub becomes: Option<(MarkKind, DateTime<FixedOffset>)>,
    /// True when it corrects something, false when it adds what was missing.
    pub corrects: bool,
    /// Why.
    pub reason: String,
}

/// A person's day.
#[derive(Clone, Debug, Serialize)]
pub struct PersonDay {
    /// In which workshop.
    pub workshop: Room,
    /// The day.
    pub day: NaiveDate,
    /// The line of the day's list.
    pub line: Line,
    /// How they said that the day was: 1 very bad … 5 very good.
    pub mood: Option<u8>,
    /// Marks by time, also those that do not count.
    pub marks: Vec<MarkLine>,
    /// Corrections, in the order in which they hold.
    pub corrections: Vec<CorrectionLine>,
}

impl PersonDay {
    /// Reads the day; `None` when nobody of this id is known.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        day: NaiveDate,
        person: &PersonId,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        ledger.open_day(day)?;
        let state = ledger.state();
        let Some(known) = people::person(state, person) else {
            return Ok(None);
        };
        let view = attendance::day(state, &room.id, person, day, room.at(moment, day));
        let mood = attendance::mood(state, person, day);
        let entries = state.day(person, day);
        let marks = view
            .marks
            .iter()
            .map(|mark| MarkLine {
                entry: mark.entry.to_string(),
                what: mark.what,
                at: mark.at,
                was: mark.corrected_from,
                by_somebody_else: mark.by_somebody_else,
                by_revoked_badge: mark.by_revoked_badge,
                doubtful: entries
                    .iter()
                    .any(|(_, entry)| entry.order.entry == mark.entry && state.is_doubtful(entry)),
            })
            .collect();
        let mut corrected: Vec<_> = entries
            .iter()
            .filter_map(|(_, entry)| {
                AttendanceCorrected::of(&entry.payload.fact).map(|fact| (*entry, fact))
            })
            .collect();
        corrected.sort_by(|(a, _), (b, _)| a.order.cmp(&b.order));
        let corrections = corrected
            .into_iter()
            .map(|(entry, fact)| CorrectionLine {
                written_at: entry.recorded_at,
                by: entry
                    .payload
                    .by
                    .as_ref()
                    .map(|by| Name::of(state, by).called),
                becomes: fact.becomes.as_ref().map(|mark| (mark.what, mark.at)),
                corrects: fact.corrects.is_some(),
                reason: reasons::told(state, fact.clone(), &Said::of(state, entry)),
            })
            .collect();
        let full_name = people::identity(state, person)
            .map(|known| format!("{} {}", known.surname, known.given_name));
        Ok(Some(Self {
            line: Line::of(Name::from(known.person), full_name, &view),
            workshop: room,
            day,
            mood,
            marks,
            corrections,
        }))
    }
}
