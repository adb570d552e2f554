//! Stations, prompts, settings of a person at the kiosk, and limits of working time.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Bilingual;
use crate::wire::ids::{OperationId, PersonId, PictureRef, RunId, StationId};

/// A place to work at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationSet {
    /// This station.
    pub station: StationId,
    /// Its name.
    pub name: Bilingual,
    /// Its picture.
    pub picture: PictureRef,
    /// Operations that are done there; none means any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<OperationId>,
    /// False once it is there no more.
    pub active: bool,
}

/// How much of an operation is shown step by step (docs/domain.md, "Prompts").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptLevel {
    /// Every step on a screen of its own.
    #[default]
    Full,
    /// One screen a group of steps.
    Grouped,
    /// All on one screen, to be ticked.
    Checklist,
    /// The piece alone.
    Free,
}

/// What supports a step beside its picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptSupport {
    /// The picture alone.
    #[default]
    Picture,
    /// It is spoken too.
    Speech,
    /// A clip is shown too.
    Clip,
}

/// How somebody is prompted on one operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptLadderSet {
    /// Who.
    pub person: PersonId,
    /// On which operation.
    pub operation: OperationId,
    /// How much is shown.
    pub level: PromptLevel,
    /// What supports it.
    pub support: PromptSupport,
}

/// Staff answered a proposal to change somebody's prompts. Accepting goes with a [`PromptLadderSet`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptProposalAnswered {
    /// Who.
    pub person: PersonId,
    /// On which operation.
    pub operation: OperationId,
    /// The level that was proposed.
    pub level: PromptLevel,
    /// The last run that the proposal rested on; what comes later may propose anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// Taken; false when it was let be.
    pub accepted: bool,
}

/// When the kiosk speaks to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeechMode {
    /// Every screen.
    #[default]
    Always,
    /// When the key is touched.
    OnRequest,
    /// Never.
    Off,
}

/// How time is shown to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerShape {
    /// Not at all.
    Off,
    /// A disc that grows smaller.
    #[default]
    Disc,
    /// A bar that grows shorter.
    Bar,
}

/// How the kiosk is set for one person; the language is in `PersonSet`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonSettingsSet {
    /// Who.
    pub person: PersonId,
    /// Size of the text in per cent: 100, 125 or 150.
    pub text_percent: u16,
    /// When it speaks.
    pub speech: SpeechMode,
    /// Loudness in per cent of the kiosk's own: 0 to 100.
    pub volume_percent: u16,
    /// Darker ink, thicker outlines.
    pub high_contrast: bool,
    /// The main action stands at the left.
    pub left_handed: bool,
    /// Nothing moves.
    pub calm: bool,
    /// Tenths of a second within which a second touch means nothing: 5 to 100.
    pub debounce_ds: u16,
    /// The timer of a break.
    pub break_timer: TimerShape,
    /// The timer of a piece beside its norm.
    pub work_timer: TimerShape,
}

/// Operations that a person may not do; never why (docs/domain.md section 2.14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperationsBarred {
    /// Who.
    pub person: PersonId,
    /// Which operations; none lifts the bar.
    pub operations: Vec<OperationId>,
}

/// The limits of somebody's working time, as minutes; never age or diagnosis (docs/domain.md section 3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkLimitsSet {
    /// Whose.
    pub person: PersonId,
    /// First day that they hold.
    pub from: NaiveDate,
    /// Minutes a day at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_min: Option<u32>,
    /// Minutes a week at most, Monday to Sunday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_min: Option<u32>,
    /// No work between 22:00 and 6:00.
    #[serde(default)]
    pub no_night: bool,
}

/// Which limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Of the day.
    Daily,
    /// Of the week.
    Weekly,
    /// Night work.
    Night,
}

/// A limit was reached, and the person was told that it is time to go home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitNoticed {
    /// Who.
    pub person: PersonId,
    /// The workshop day.
    pub day: NaiveDate,
    /// Which limit.
    pub limit: Limit,
    /// Minutes worked by then, of what the limit counts.
    pub worked_min: u32,
}

/// What staff did about a limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitAnswered {
    /// Who.
    pub person: PersonId,
    /// The workshop day.
    pub day: NaiveDate,
    /// Which limit.
    pub limit: Limit,
    /// What was done: a ready agreement, or that it is at the office ([`crate::reasons`]).
    pub done: String,
}
