//! Why staff annulled, let be, corrected, or sent somebody home: on the floor a word that was chosen among ready ones;
//! what was written in words is for the case, and there the floor only says that it is at the office (docs/entries.md,
//! "Reasons").

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::decide::Refusal;
use crate::requests;
use crate::said::Said;
use crate::state::State;
use crate::wire::Fact;
use crate::wire::facts::{BreachCause, CaseNoted, Limit, MarkKind, NoteAbout};
use crate::wire::ids::PersonId;

/// The reason was written in words, and lies with the case.
pub const AT_OFFICE: &str = "at_office";

/// What a reason is given for: each has its own ready ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonFor {
    /// A breach is annulled, or a proposed one let be.
    Mercy,
    /// A mark of attendance is corrected.
    Correction,
    /// What was agreed with somebody whose working time is over.
    Homeward,
}

impl ReasonFor {
    /// Everything that a reason is given for.
    pub const ALL: [ReasonFor; 3] = [ReasonFor::Mercy, ReasonFor::Correction, ReasonFor::Homeward];

    /// The ready reasons, in the order in which they are offered. A word that was in use stays: entries have it.
    pub const fn ready(self) -> &'static [&'static str] {
        match self {
            ReasonFor::Mercy => &[
                "good_reason",
                "no_transport",
                "recorded_by_mistake",
                "agreed_before",
                "rule_not_explained",
            ],
            ReasonFor::Correction => &[
                "badge_at_home",
                "nobody_marked",
                "marked_by_mistake",
                "kiosk_off",
                "kiosk_clock_wrong",
            ],
            ReasonFor::Homeward => &[
                "goes_home",
                "finishes_piece",
                "waits_to_be_fetched",
                "rests_until_bus",
            ],
        }
    }

    /// What an entry of the floor says.
    pub fn read(self, said: &str) -> Reason<'_> {
        if said == AT_OFFICE {
            return Reason::AtOffice;
        }
        match self.ready().iter().find(|ready| **ready == said) {
            Some(ready) => Reason::Ready(ready),
            None => Reason::Words(said),
        }
    }
}

/// A reason as an entry of the floor has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason<'a> {
    /// One of the ready ones.
    Ready(&'static str),
    /// Written for the case.
    AtOffice,
    /// In words: as earlier versions of the program and imports have it.
    Words(&'a str),
}

/// The reason that a fact of the floor gives: what for, in which field, which.
pub fn given(fact: &Fact) -> Option<(ReasonFor, &'static str, &str)> {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "a few of many kinds give a reason on the floor"
    )]
    match fact {
        Fact::BreachAnnulled(f) => Some((ReasonFor::Mercy, "reason", &f.reason)),
        Fact::BreachProposalDeclined(f) => Some((ReasonFor::Mercy, "reason", &f.reason)),
        Fact::AttendanceCorrected(f) => Some((ReasonFor::Correction, "reason", &f.reason)),
        Fact::LimitAnswered(f) => Some((ReasonFor::Homeward, "done", &f.done)),
        _ => None,
    }
}

/// Whether a kiosk may state this: what is written in words never lies readable on a floor.
pub(crate) fn keeps_words_off_the_floor(fact: &Fact) -> Result<(), Refusal> {
    match given(fact) {
        Some((what_for, field, said)) => match what_for.read(said) {
            Reason::Ready(_) | Reason::AtOffice => Ok(()),
            Reason::Words(_) => Err(Refusal::Invalid {
                field,
                problem: "is in words of one's own: they are noted for the case",
            }),
        },
        None => Ok(()),
    }
}

/// Under what the words of a fact's reason are noted, and whose case it is.
fn noted_under(fact: &Fact) -> Option<(&PersonId, NoteAbout, String)> {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "a few of many kinds give a reason on the floor"
    )]
    match fact {
        Fact::BreachAnnulled(f) => Some((&f.person, NoteAbout::Annulment, f.breach.to_string())),
        Fact::BreachProposalDeclined(f) => Some((
            &f.person,
            NoteAbout::LetBe,
            format!("{} {}", cause(f.cause), f.day),
        )),
        Fact::AttendanceCorrected(f) => {
            let id = match (&f.corrects, &f.becomes) {
                (Some(corrects), _) => corrects.to_string(),
                (None, Some(mark)) => format!("{} {}", marked(mark.what), mark.at.to_rfc3339()),
                (None, None) => f.day.to_string(),
            };
            Some((&f.person, NoteAbout::Correction, id))
        }
        Fact::LimitAnswered(f) => Some((
            &f.person,
            NoteAbout::Limit,
            format!("{} {}", limit(f.limit), f.day),
        )),
        _ => None,
    }
}

fn cause(of: BreachCause) -> &'static str {
    match of {
        BreachCause::Late => "late",
        BreachCause::Absent => "absent",
    }
}

fn marked(what: MarkKind) -> &'static str {
    match what {
        MarkKind::Arrived => "arrived",
        MarkKind::BreakStarted => "break_started",
        MarkKind::BreakEnded => "break_ended",
        MarkKind::Left => "left",
    }
}

fn limit(which: Limit) -> &'static str {
    match which {
        Limit::Daily => "daily",
        Limit::Weekly => "weekly",
        Limit::Night => "night",
    }
}

/// The note for the case that belongs to a fact whose reason was written in words; `None` for a fact that gives none.
pub fn note(fact: &Fact, words: &str) -> Option<CaseNoted> {
    let (person, about, id) = noted_under(fact)?;
    Some(CaseNoted {
        person: person.clone(),
        about,
        id,
        words: words.to_string(),
        conditions: String::new(),
    })
}

/// What was written for the case with this fact, where this holder may know it: a kiosk does not. Two may have written of
/// one thing without knowing of each other: the words are those that who stated the fact gave with it.
pub fn written<'a>(state: &'a State, fact: &Fact, said: &Said<'_>) -> Vec<&'a str> {
    let Some((person, about, id)) = noted_under(fact) else {
        return Vec::new();
    };
    let notes = requests::notes(state, person, about, &id);
    let words = notes
        .into_iter()
        .filter(|(_, by)| by.by == said.by && by.at == said.at)
        .map(|(note, _)| note.words.as_str());
    words.collect()
}
