//! What a product pack must fulfil before people work by it.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::wire::facts::Bilingual;
pub use crate::wire::pack::{Manifest, Operation, Pack, Step};

/// Words a step's sentence may have (adapted language, docs/domain.md section 2.11).
pub const WORDS_MAX: usize = 10;

/// Something wrong in a pack: where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place, such as `operation fold, step take, words.ru`.
    pub place: String,
    /// What is wrong and the way out.
    pub advice: String,
}

/// A picture: one of the set, or a file of the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture<'a> {
    /// Id in the pictogram set.
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

/// Every picture a pack names, with the place that names it.
pub fn pictures(pack: &Pack) -> Vec<(String, &str)> {
    let mut all = Vec::from([("picture".to_string(), pack.picture.as_str())]);
    for operation in &pack.operations {
        let here = format!("operation {}", operation.id);
        all.push((format!("{here}, picture"), operation.picture.as_str()));
        for step in &operation.steps {
            all.push((
                format!("{here}, step {}, picture", step.id),
                step.picture.as_str(),
            ));
            all.extend(
                step.safety
                    .iter()
                    .map(|sign| (format!("{here}, step {}, safety", step.id), sign.as_str())),
            );
        }
    }
    all
}

/// Checks a pack; `has` tells whether a picture exists. No finding means that it may be published.
pub fn check(pack: &Pack, has: impl Fn(Picture<'_>) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |place: &str, advice: String| {
        findings.push(Finding {
            place: place.to_string(),
            advice,
        })
    };
    if !is_id(&pack.id) {
        say(
            "id",
            format!("{:?}: use lower-case letters, digits and hyphens", pack.id),
        );
    }
    if pack.version == 0 {
        say("version", "versions begin with 1".to_string());
    }
    if pack.operations.is_empty() {
        say(
            "operation",
            "a pack needs at least one operation".to_string(),
        );
    }
    for (place, text) in both("title", &pack.title) {
        if text.trim().is_empty() {
            say(&place, "must be filled".to_string());
        }
    }
    for (place, text) in pictures(pack) {
        let found = picture(text);
        if !has(found) {
            let advice = match found {
                Picture::Pictogram(id) => format!("there is no pictogram {id:?} in the set"),
                Picture::File(path) => {
                    format!("the file {path:?} is missing, or lies outside the pack's folder")
                }
            };
            say(&place, advice);
        }
    }
    let mut operations = BTreeSet::new();
    for operation in &pack.operations {
        let here = format!("operation {}", operation.id);
        if !is_id(&operation.id) || !operations.insert(&operation.id) {
            say(
                &here,
                "ids are unique, of lower-case letters, digits and hyphens".to_string(),
            );
        }
        for (place, text) in both("title", &operation.title) {
            if text.trim().is_empty() {
                say(&format!("{here}, {place}"), "must be filled".to_string());
            }
        }
        if operation.norm_s == 0 {
            say(
                &format!("{here}, norm_s"),
                "the time norm is at least one second".to_string(),
            );
        }
        if operation.steps.is_empty() {
            say(&here, "an operation needs at least one step".to_string());
        }
        if operation.steps.iter().filter(|step| step.counts).count() != 1
            || operation.steps.last().is_some_and(|step| !step.counts)
        {
            say(
                &here,
                "exactly the last step counts a piece: write counts = true there".to_string(),
            );
        }
        let mut steps = BTreeSet::new();
        for step in &operation.steps {
            check_step(step, &here, steps.insert(&step.id), &mut say);
        }
    }
    findings
}

fn check_step(step: &Step, operation: &str, unique: bool, say: &mut impl FnMut(&str, String)) {
    let here = format!("{operation}, step {}", step.id);
    if !is_id(&step.id) || !unique {
        say(
            &here,
            "ids are unique within the operation, of lower-case letters, digits and hyphens"
                .to_string(),
        );
    }
    for (language, verb, words) in [
        ("ru", &step.verb.ru, &step.words.ru),
        ("en", &step.verb.en, &step.words.en),
    ] {
        if verb.trim().is_empty() {
            say(
                &format!("{here}, verb.{language}"),
                "must be filled: one verb".to_string(),
            );
        }
        let count = verb.split_whitespace().count() + words.split_whitespace().count();
        if count > WORDS_MAX {
            say(
                &format!("{here}, words.{language}"),
                format!("{count} words; at most {WORDS_MAX}, one action a screen: split the step"),
            );
        }
    }
}

fn both<'a>(field: &str, text: &'a Bilingual) -> [(String, &'a str); 2] {
    [
        (format!("{field}.ru"), text.ru.as_str()),
        (format!("{field}.en"), text.en.as_str()),
    ]
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
