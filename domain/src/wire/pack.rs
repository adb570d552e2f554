//! The pack format: a product's operations and steps, as a workshop writes it (`pack.toml`) and as kiosks get it
//! (a JSON manifest of the same shape, with media by content hash).
//!
//! Readers are tolerant: a manifest of a newer office may have fields that this program does not know, and is worked
//! by nevertheless. Whoever *publishes* a pack refuses unknown fields, since there they are slips of the pen.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::facts::Bilingual;
use super::ids::BlobHash;

fn is_false(flag: &bool) -> bool {
    !flag
}

/// A product pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// Raised with every change that people will see.
    pub version: u32,
    /// The product.
    pub title: Bilingual,
    /// A picture source: `pictogram:<id>`, `pictogram:<set>/<id>`, or a path beside the pack file.
    pub picture: String,
    /// Licence of the pack's pictures and texts.
    pub licence: String,
    /// Whom to name where its pictures are shown, where the licence asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    /// Trials of the professional orientation (docs/domain.md, section 2b): its operations have levels.
    #[serde(default, skip_serializing_if = "is_false")]
    pub orientation: bool,
    /// Names and pictures of the tools that operations need.
    #[serde(default, rename = "tool", skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Named>,
    /// Names of the skills that operations ask for.
    #[serde(default, rename = "skill", skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Named>,
    /// Names and pictures of the places where operations are done.
    #[serde(default, rename = "station", skip_serializing_if = "Vec::is_empty")]
    pub stations: Vec<Named>,
    /// Operations in the order of the conveyor.
    #[serde(rename = "operation")]
    pub operations: Vec<Operation>,
}

/// A tool, a skill or a place: what an id stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// Unique among its like in the pack.
    pub id: String,
    /// What it is called.
    pub title: Bilingual,
    /// How it looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// One divided piece of the work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Unique within the pack.
    pub id: String,
    /// What is done.
    pub title: Bilingual,
    /// Its picture.
    pub picture: String,
    /// Where: the id of a station of the pack, or any word.
    pub station: String,
    /// Time norm for one piece, seconds.
    pub norm_s: u32,
    /// How difficult a trial is, from 1; in packs of orientation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// Ids of the skills that it asks for.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Ids of the tools that it needs.
    #[serde(default)]
    pub tools: Vec<String>,
    /// Steps that belong together, for people who no longer need each by itself.
    #[serde(default, rename = "group", skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// One screen each.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// Steps that belong together: one card of the grouped prompts, one line of the checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Unique within the operation.
    pub id: String,
    /// What its steps do together.
    pub title: Bilingual,
    /// Its picture.
    pub picture: String,
    /// Its line in the checklist; by default the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checklist: Option<Bilingual>,
}

/// One screen of an operation's instruction: one action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Unique within the operation.
    pub id: String,
    /// The action, one verb.
    pub verb: Bilingual,
    /// The rest of the sentence; verb and words together at most ten words.
    pub words: Bilingual,
    /// Its picture: a pictogram, a drawing or a photograph. Also what is shown of a clip where nothing moves.
    pub picture: String,
    /// The action in motion, frame by frame, over and over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clip: Vec<Frame>,
    /// What is spoken; by default verb and words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<Bilingual>,
    /// Recorded speech; a language without a recording is spoken by machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Recorded>,
    /// Safety signs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub safety: Vec<String>,
    /// How many things the step is about ("five boxes"), for people who do not read numbers: shown as so many dots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// The group that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A question after the action, answered with "good" or "not good".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// A choice after the action.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branch: Vec<Branch>,
    /// The step that follows; by default the next one in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// Finishing this step counts one piece.
    #[serde(default, skip_serializing_if = "is_false")]
    pub counts: bool,
    /// Finishing this step puts the piece aside as faulty.
    #[serde(default, skip_serializing_if = "is_false")]
    pub defect: bool,
}

/// One picture of a clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// A picture source.
    pub picture: String,
    /// How long it stands, milliseconds.
    pub ms: u32,
}

/// Recorded speech, one file a language: WAV or Ogg Vorbis, paths beside the pack file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Russian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ru: Option<String>,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

/// A check question: is it good?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The question, at most ten words.
    pub question: Bilingual,
    /// What a good piece looks like; by default the step's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What a piece that is not good looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture_not_ok: Option<String>,
    /// Recorded question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Recorded>,
    /// The step that follows when it is good; by default what follows without a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<String>,
    /// The step that follows when it is not.
    pub not_ok: String,
}

/// One way on from a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// When this way is taken.
    pub label: Bilingual,
    /// Its picture.
    pub picture: String,
    /// The step that follows.
    pub to: String,
}

/// What a kiosk gets: the pack, and for each of its own pictures and sounds the hash of the bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The pack.
    pub pack: Pack,
    /// Path in the pack, or `pictogram:<set>/<id>` of an imported set → hash of the file's bytes.
    pub media: BTreeMap<String, BlobHash>,
    /// Whom to name for the pictures of imported sets in `media`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<Credit>,
}

/// Whose pictures an imported set are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Id of the set.
    pub set: String,
    /// Its name.
    pub title: String,
    /// Who made it, as the licence wants them named.
    pub attribution: String,
    /// Its licence.
    pub licence: String,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
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
