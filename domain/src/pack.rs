//! What a product pack must fulfil before people work by it, and how its steps follow each other.

mod check;
mod flow;
mod language;
#[cfg(test)]
mod testing;

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub use crate::wire::pack::{
    Branch, Check, Credit, Frame, Group, Manifest, Named, Operation, Pack, Recorded, Step,
};
pub use check::{
    CLIP_FRAMES_MAX, DOTS_MAX, FRAME_MS_MAX, FRAME_MS_MIN, QUANTITY_MAX, SIGNS_MAX, WORDS_MAX,
    asks_for_naming, check, is_id,
};
pub use flow::{
    Answer, ListLine, Move, Next, Stretch, advance, checklist, good_way, next, start_of, stretches,
};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The pack is not published like this.
    Error,
    /// Somebody should look: rules of thumb about language and pictures err now and then.
    Advice,
}

impl Severity {
    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Advice => "advice",
        }
    }
}

/// Something wrong in a pack: where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// The place, such as `operation fold, step take, words.ru`.
    pub place: String,
    /// What is wrong and the way out.
    pub advice: String,
}

/// A picture: one of a set, or a file of the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture<'a> {
    /// Id in the pictogram set; `<set>/<id>` in an imported one.
    Pictogram(&'a str),
    /// Path beside the pack file.
    File(&'a str),
}

/// Reads a `picture` field.
pub fn picture(text: &str) -> Picture<'_> {
    match text.strip_prefix("pictogram:") {
        Some(id) => Picture::Pictogram(id),
        None => Picture::File(text),
    }
}

/// What a file of the pack is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// Looked at.
    Picture,
    /// Listened to.
    Sound,
}

/// Something that a pack names and that lies outside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The place that names it.
    pub place: String,
    /// What it is for.
    pub kind: MediaKind,
    /// As the pack writes it: a picture source, or the path of a sound.
    pub text: &'a str,
}

impl<'a> Reference<'a> {
    /// The path of a file of the pack; `None` for pictograms.
    pub fn file(&self) -> Option<&'a str> {
        match (self.kind, picture(self.text)) {
            (MediaKind::Sound, _) => Some(self.text),
            (MediaKind::Picture, Picture::File(path)) => Some(path),
            (MediaKind::Picture, Picture::Pictogram(_)) => None,
        }
    }
}

/// The safety signs that some steps ask for, each once, in the order of the steps.
pub fn signs(steps: &[Step]) -> Vec<&str> {
    let mut signs: Vec<&str> = Vec::new();
    for sign in steps.iter().flat_map(|step| &step.safety) {
        if !signs.contains(&sign.as_str()) {
            signs.push(sign);
        }
    }
    signs
}

/// Every picture and sound that a pack names, in its order, with the place that names it.
pub fn media(pack: &Pack) -> Vec<Reference<'_>> {
    let mut all = Vec::new();
    let mut named = Gather(&mut all);
    named.picture("picture".to_string(), &pack.picture);
    for (list, things) in [
        ("tool", &pack.tools),
        ("skill", &pack.skills),
        ("station", &pack.stations),
    ] {
        for thing in things {
            if let Some(picture) = &thing.picture {
                named.picture(format!("{list} {}, picture", thing.id), picture);
            }
        }
    }
    for operation in &pack.operations {
        let here = format!("operation {}", operation.id);
        named.picture(format!("{here}, picture"), &operation.picture);
        for group in &operation.groups {
            named.picture(
                format!("{here}, group {}, picture", group.id),
                &group.picture,
            );
        }
        for step in &operation.steps {
            named.step(&format!("{here}, step {}", step.id), step);
        }
    }
    all
}

/// The files of a pack that are listened to.
pub fn sounds(pack: &Pack) -> BTreeSet<&str> {
    media(pack)
        .into_iter()
        .filter(|reference| reference.kind == MediaKind::Sound)
        .map(|reference| reference.text)
        .collect()
}

/// Every picture and sound that one step names.
pub fn media_of_step(step: &Step) -> Vec<Reference<'_>> {
    let mut all = Vec::new();
    Gather(&mut all).step("step", step);
    all
}

struct Gather<'a, 'b>(&'b mut Vec<Reference<'a>>);

impl<'a> Gather<'a, '_> {
    fn picture(&mut self, place: String, text: &'a str) {
        self.0.push(Reference {
            place,
            kind: MediaKind::Picture,
            text,
        });
    }

    fn sounds(&mut self, place: &str, recorded: Option<&'a Recorded>) {
        let Some(recorded) = recorded else { return };
        for (language, path) in [("ru", &recorded.ru), ("en", &recorded.en)] {
            if let Some(text) = path {
                self.0.push(Reference {
                    place: format!("{place}.{language}"),
                    kind: MediaKind::Sound,
                    text,
                });
            }
        }
    }

    fn step(&mut self, here: &str, step: &'a Step) {
        self.picture(format!("{here}, picture"), &step.picture);
        for frame in &step.clip {
            self.picture(format!("{here}, clip"), &frame.picture);
        }
        self.sounds(&format!("{here}, recorded"), step.recorded.as_ref());
        for sign in &step.safety {
            self.picture(format!("{here}, safety"), sign);
        }
        if let Some(check) = &step.check {
            if let Some(picture) = &check.picture {
                self.picture(format!("{here}, check.picture"), picture);
            }
            if let Some(picture) = &check.picture_not_ok {
                self.picture(format!("{here}, check.picture_not_ok"), picture);
            }
            self.sounds(&format!("{here}, check.recorded"), check.recorded.as_ref());
        }
        for branch in &step.branch {
            self.picture(format!("{here}, branch"), &branch.picture);
        }
    }
}
