//! What a kiosk tells its office of files that it cannot show or play. They are no facts of the programme, so they do not
//! stand in the log; both ends read and write this form (docs/protocol.md).

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::facts::Bilingual;

/// Most files that are told of one kiosk: more tell nobody more.
pub const FILES_MAX: usize = 200;

/// Why a file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// A picture that cannot be shown.
    Picture,
    /// A picture that is too large for a kiosk.
    LargePicture,
    /// A recording that cannot be played.
    Sound,
    /// A recording that is too long or too large.
    LongSound,
    /// The pack names it, and it did not come.
    NotSent,
    /// A pictogram of a newer program.
    NotHere,
    /// The whole pack cannot be read.
    Pack,
    /// A file of a pack that was damaged at the kiosk: it is fetched again after a start.
    Damaged,
    /// Somebody's portrait that cannot be shown.
    Portrait,
    /// Somebody's portrait that was damaged at the kiosk and comes again.
    Worn,
    /// What only a newer program knows.
    #[serde(other)]
    Other,
}

/// A file that a kiosk cannot use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusable {
    /// Why.
    pub what: Trouble,
    /// Id of its pack; empty for a portrait.
    pub pack: String,
    /// The pack's version.
    pub version: u32,
    /// The file; the hash of a portrait; empty where the whole pack cannot be read.
    pub file: String,
    /// The operation that names it first.
    pub operation: Option<Bilingual>,
    /// That step, from 1; 0 where none names it.
    pub step: u32,
}
