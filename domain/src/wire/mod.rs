//! The wire form of facts: JSON payloads, and the only place that knows serde.
//!
//! A payload is one JSON object: the fact's own fields, `by` (the actor) and `over` (for registers: the value
//! that the writer saw and replaced). Unknown fields are passed over; unknown kinds stay opaque.

pub mod facts;
pub mod forms;
pub mod ids;
pub mod pack;
mod partition;
mod practice;
pub mod unusable;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::entry::EntryRef;
use facts::*;
use ids::PersonId;
pub use partition::{decode_partition, encode_partition};
pub(crate) use practice::{decode_practice, encode_practice};

/// What an entry says, by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    /// The actor; absent when the device itself acted.
    pub by: Option<PersonId>,
    /// The values of the register that this one replaces: the one that held and those that disputed it. Of a proposed
    /// review: what the same person takes back with it. Empty for the first, and for other merges.
    pub over: Vec<EntryRef>,
    /// The fact.
    pub fact: Fact,
}

/// Why a payload could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// A kind that this version does not know: stored and relayed, not folded.
    #[error("unknown kind {0}")]
    UnknownKind(String),
    /// A known kind whose payload has not its form.
    #[error("payload of {kind}: {problem}")]
    Malformed {
        /// The kind.
        kind: String,
        /// What was wrong, by field.
        problem: String,
    },
}

/// One kind of fact, picked out of many.
pub trait Kind: Sized {
    /// The fact, when it is of this kind.
    fn of(fact: &Fact) -> Option<&Self>;
}

macro_rules! kinds {
    ($($kind:ident)+) => {
        /// A fact of a known kind.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, reason = "each variant is documented at its struct")]
        pub enum Fact { $($kind($kind)),+ }

        impl Fact {
            /// Names of all known kinds.
            pub const KINDS: &'static [&'static str] = &[$(stringify!($kind)),+];

            /// The kind's name, as in the header.
            pub fn kind(&self) -> &'static str {
                match self { $(Fact::$kind(_) => stringify!($kind)),+ }
            }
        }

        $(impl From<$kind> for Fact {
            fn from(fact: $kind) -> Self { Fact::$kind(fact) }
        }

        impl Kind for $kind {
            fn of(fact: &Fact) -> Option<&Self> {
                if let Fact::$kind(fact) = fact { Some(fact) } else { None }
            }
        })+

        fn read(kind: &str, bytes: &[u8]) -> Result<Fact, WireError> {
            match kind {
                $(stringify!($kind) => serde_json::from_slice::<$kind>(bytes)
                    .map(Fact::$kind)
                    .map_err(|e| malformed(kind, &e)),)+
                _ => Err(WireError::UnknownKind(kind.into())),
            }
        }

        fn write(fact: &Fact) -> serde_json::Result<serde_json::Value> {
            match fact { $(Fact::$kind(fact) => serde_json::to_value(fact)),+ }
        }

        /// The fact alone, without actor.
        struct Bare<'a>(&'a Fact);

        impl Serialize for Bare<'_> {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                match self.0 { $(Fact::$kind(fact) => fact.serialize(out)),+ }
            }
        }
    };
}

kinds! {
    OrganisationSet WorkshopSet CalendarSet FormSet
    DeviceEnrolled DeviceRevoked EpochBegun
    PersonSet PersonIdentified
    EnrolmentStarted ContractRecorded EnrolmentEnded
    ScheduleSet BadgeIssued BadgeRevoked
    Arrived BreakStarted BreakEnded Left MoodSaid AttendanceCorrected AbsenceNoted ClockMended
    PackPublished OperationAssigned RunRecorded
    HelpAsked HelpAcknowledged
    BreachRecorded BreachDescribed BreachTold BreachProposalDeclined BreachAnnulled PraiseRecorded
    ReviewProposed ReviewConfirmed FurtherWayChosen FurtherWaysOffered
    RequestMade RequestAnswered RequestAnswerSeen GoalAgreed GoalSettled TrialTaskDone TrialTaskDescribed CaseNoted
    PictureProposed NotMeSaid
    SelfRatingGiven AssessmentSigned AssessmentShown AssessmentAmended ReadinessAnswered
    StationSet PromptLadderSet PromptProposalAnswered PersonSettingsSet OperationsBarred
    WorkLimitsSet LimitNoticed LimitAnswered
    PlacementStarted PlacementDescribed PlacementEnded ContactMade DifficultyRaised
    Redacted QuarantineReleased EntryReadmitted
}

#[derive(Deserialize)]
struct Common {
    #[serde(default)]
    by: Option<PersonId>,
    #[serde(default, with = "entry_refs::many")]
    over: Vec<EntryRef>,
}

fn malformed(kind: &str, problem: &serde_json::Error) -> WireError {
    WireError::Malformed {
        kind: kind.into(),
        problem: problem.to_string(),
    }
}

/// Reads a payload.
///
/// # Errors
/// [`WireError::UnknownKind`] for a kind of the future, [`WireError::Malformed`] naming the field otherwise.
pub fn decode(kind: &str, bytes: &[u8]) -> Result<Payload, WireError> {
    let fact = read(kind, bytes)?;
    let common: Common = serde_json::from_slice(bytes).map_err(|e| malformed(kind, &e))?;
    Ok(Payload {
        by: common.by,
        over: common.over,
        fact,
    })
}

/// Writes a payload: the bytes that are stored, hashed and sent from then on.
///
/// # Errors
/// [`WireError::Malformed`] should a fact not be expressible in JSON.
pub fn encode(payload: &Payload) -> Result<Vec<u8>, WireError> {
    let kind = payload.fact.kind();
    let mut value = write(&payload.fact).map_err(|e| malformed(kind, &e))?;
    if let Some(object) = value.as_object_mut() {
        if let Some(by) = &payload.by {
            object.insert("by".into(), by.as_str().into());
        }
        if !payload.over.is_empty() {
            let over: Vec<String> = payload.over.iter().map(ToString::to_string).collect();
            object.insert("over".into(), over.into());
        }
    }
    serde_json::to_vec(&value).map_err(|e| malformed(kind, &e))
}

/// What a payload has to do with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// It is about them: it has to go when they are erased.
    About,
    /// It names them beside others, or they stated it about something else.
    Names,
    /// Nothing.
    Nothing,
}

/// What a payload has to do with a person: by the field `person` that all kinds share, so that kinds of the future are
/// recognised too. `own_act` says that its actor acted as a participant, for nobody but themselves.
pub fn concern(payload: &[u8], person: &PersonId, own_act: bool) -> Concern {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(payload) else {
        return Concern::Nothing;
    };
    let is = |field: &str| value.get(field).and_then(|id| id.as_str()) == Some(person.as_str());
    // What is told again is about whom it was about the first time.
    let told = value
        .get("hash")
        .and_then(|_| value.get("payload"))
        .and_then(|told| told.as_str())
        .map_or(Concern::Nothing, |told| {
            let own = value.get("role").and_then(|role| role.as_str()) == Some("participant");
            concern(told.as_bytes(), person, own)
        });
    if is("person") || (own_act && is("by")) || told == Concern::About {
        Concern::About
    } else if told == Concern::Names || names(&value, person) {
        Concern::Names
    } else {
        Concern::Nothing
    }
}

fn names(value: &serde_json::Value, person: &PersonId) -> bool {
    use serde_json::Value;
    match value {
        Value::String(text) => text == person.as_str(),
        Value::Array(items) => items.iter().any(|item| names(item, person)),
        Value::Object(fields) => fields.values().any(|field| names(field, person)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Times of day as `HH:MM`.
mod clock_time {
    use super::*;
    use chrono::NaiveTime;

    pub(super) fn serialize<S: serde::Serializer>(
        time: &NaiveTime,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.collect_str(&time.format("%H:%M"))
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<NaiveTime, D::Error> {
        let text = String::deserialize(from)?;
        NaiveTime::parse_from_str(&text, "%H:%M").map_err(|_| {
            serde::de::Error::custom(alloc::format!("{text:?} is not a time of day HH:MM"))
        })
    }
}

/// A time of day as `HH:MM`, or none.
mod optional_clock_time {
    use super::*;
    use chrono::NaiveTime;

    pub(super) fn serialize<S: serde::Serializer>(
        time: &Option<NaiveTime>,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => clock_time::serialize(time, out),
            None => out.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<Option<NaiveTime>, D::Error> {
        #[derive(Deserialize)]
        struct Time(#[serde(with = "clock_time")] NaiveTime);
        Ok(Option::<Time>::deserialize(from)?.map(|time| time.0))
    }
}

/// References to entries as `<stream>#<seq>`.
mod entry_refs {
    use super::*;

    fn parse<E: serde::de::Error>(text: &str) -> Result<EntryRef, E> {
        EntryRef::parse(text)
            .ok_or_else(|| E::custom(alloc::format!("{text:?} is not an entry <stream>#<seq>")))
    }

    pub(super) mod one {
        use super::*;
        pub(in crate::wire) fn serialize<S: serde::Serializer>(
            entry: &EntryRef,
            out: S,
        ) -> Result<S::Ok, S::Error> {
            out.collect_str(entry)
        }
        pub(in crate::wire) fn deserialize<'de, D: serde::Deserializer<'de>>(
            from: D,
        ) -> Result<EntryRef, D::Error> {
            parse(&String::deserialize(from)?)
        }
    }

    pub(super) mod optional {
        use super::*;
        pub(in crate::wire) fn serialize<S: serde::Serializer>(
            entry: &Option<EntryRef>,
            out: S,
        ) -> Result<S::Ok, S::Error> {
            entry.as_ref().map(ToString::to_string).serialize(out)
        }
        pub(in crate::wire) fn deserialize<'de, D: serde::Deserializer<'de>>(
            from: D,
        ) -> Result<Option<EntryRef>, D::Error> {
            Option::<String>::deserialize(from)?
                .map(|text| parse(&text))
                .transpose()
        }
    }

    pub(super) mod many {
        use super::*;
        pub(in crate::wire) fn serialize<S: serde::Serializer>(
            entries: &[EntryRef],
            out: S,
        ) -> Result<S::Ok, S::Error> {
            out.collect_seq(entries.iter().map(ToString::to_string))
        }
        pub(in crate::wire) fn deserialize<'de, D: serde::Deserializer<'de>>(
            from: D,
        ) -> Result<Vec<EntryRef>, D::Error> {
            Vec::<String>::deserialize(from)?
                .iter()
                .map(|text| parse(text))
                .collect()
        }
    }
}
