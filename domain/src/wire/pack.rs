//! The pack format: a product's operations and steps, as a workshop writes it (`pack.toml`) and as kiosks get it
//! (a JSON manifest of the same shape, with media by content hash).

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::facts::Bilingual;
use super::ids::BlobHash;

/// A product pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// Raised with every change that people will see.
    pub version: u32,
    /// The product.
    pub title: Bilingual,
    /// `pictogram:<id>` or a path beside the pack file.
    pub picture: String,
    /// Licence of the pack's pictures and texts.
    pub licence: String,
    /// Operations in the order of the conveyor.
    #[serde(rename = "operation")]
    pub operations: Vec<Operation>,
}

/// One divided piece of the work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Unique within the pack.
    pub id: String,
    /// What is done.
    pub title: Bilingual,
    /// Its picture.
    pub picture: String,
    /// Where.
    pub station: String,
    /// Time norm for one piece, seconds.
    pub norm_s: u32,
    /// Skills it asks for.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Tools it needs.
    #[serde(default)]
    pub tools: Vec<String>,
    /// One screen each.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// One screen of an operation's instruction: one action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique within the operation.
    pub id: String,
    /// The action, one verb.
    pub verb: Bilingual,
    /// The rest of the sentence; verb and words together at most ten words.
    pub words: Bilingual,
    /// Its picture.
    pub picture: String,
    /// What is spoken; by default verb and words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<Bilingual>,
    /// Safety signs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub safety: Vec<String>,
    /// Finishing this step counts one piece.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub counts: bool,
}

/// What a kiosk gets: the pack, and for each of its own pictures the hash of the bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The pack.
    pub pack: Pack,
    /// Path in the pack → hash of the file's bytes.
    pub media: BTreeMap<String, BlobHash>,
}

/// Reads a manifest.
///
/// # Errors
/// The JSON problem, with its place.
pub fn read_manifest(bytes: &[u8]) -> Result<Manifest, String> {
    use alloc::string::ToString;
    serde_json::from_slice(bytes).map_err(|e| e.to_string())
}

/// Writes a manifest: the bytes whose hash `PackPublished` names.
///
/// # Errors
/// The JSON problem.
pub fn write_manifest(manifest: &Manifest) -> Result<Vec<u8>, String> {
    use alloc::string::ToString;
    serde_json::to_vec(manifest).map_err(|e| e.to_string())
}
