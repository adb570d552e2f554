//! Everything that can be wrong with a pack's text: names, places, ways between steps, language.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::flow::{Next, index_of, stretches, ways};
use super::language::{Lang, Sentence, lint};
use super::{
    Finding, MediaKind, Named, Operation, Pack, Picture, Reference, Severity, Step, media, picture,
    signs,
};
use crate::wire::facts::Bilingual;

/// Words a step's sentence may have (adapted language, docs/domain.md section 2.11).
pub const WORDS_MAX: usize = 10;
/// More dots than this are not seen at a glance.
pub const QUANTITY_MAX: u32 = 20;
/// Steps of which each is a dot, on the screen and on paper: of more, none would be seen, and a number stands there.
pub const DOTS_MAX: usize = 28;
/// A clip is one short movement, over and over.
pub const CLIP_FRAMES_MAX: usize = 24;
/// Pictures change less than three times a second, so that nothing can flash faster (WCAG 2.3.1).
pub const FRAME_MS_MIN: u32 = 350;
/// A picture that stands longer is a step of its own.
pub const FRAME_MS_MAX: u32 = 10_000;
/// Safety signs of an operation: where its steps stand together, all are seen at once, and more would be too small.
pub const SIGNS_MAX: usize = 4;
/// As many ways as fit the screen with keys for gloved hands.
const BRANCHES_MAX: usize = 4;
/// Trials have few levels: shown as so many marks.
const LEVEL_MAX: u32 = 5;

const ID_ADVICE: &str = "use lower-case letters, digits and hyphens";

/// Checks a pack; `has` tells whether what a reference names exists. No error among the findings means that it may
/// be published.
pub fn check(pack: &Pack, has: impl Fn(&Reference<'_>) -> bool) -> Vec<Finding> {
    let mut say = Say(Vec::new());
    if !is_id(&pack.id) {
        say.error("id", format!("{:?}: {ID_ADVICE}", pack.id));
    }
    if pack.version == 0 {
        say.error("version", "versions begin with 1".to_string());
    }
    if pack.operations.is_empty() {
        say.error(
            "operation",
            "a pack needs at least one operation".to_string(),
        );
    }
    title(&mut say, "title", &pack.title);
    licence(&mut say, pack);
    for reference in media(pack) {
        if !has(&reference) {
            say.error(&reference.place, missing(&reference));
        }
    }
    for (list, things) in [
        ("tool", &pack.tools),
        ("skill", &pack.skills),
        ("station", &pack.stations),
    ] {
        let mut seen = BTreeSet::new();
        for thing in things {
            let here = format!("{list} {}", thing.id);
            if !is_id(&thing.id) || !seen.insert(&thing.id) {
                say.error(
                    &here,
                    format!("ids are unique among each other: {ID_ADVICE}"),
                );
            }
            title(&mut say, &format!("{here}, title"), &thing.title);
        }
    }
    let mut seen = BTreeSet::new();
    for operation in &pack.operations {
        check_operation(&mut say, pack, operation, seen.insert(&operation.id));
    }
    say.0
}

fn missing(reference: &Reference<'_>) -> String {
    match (reference.kind, picture(reference.text)) {
        (MediaKind::Picture, Picture::Pictogram(id)) => match id.split_once('/') {
            Some((set, id)) => format!(
                "there is no pictogram {id:?} in a set {set:?}: import the set, or choose another"
            ),
            None => format!("there is no pictogram {id:?} in the set"),
        },
        (MediaKind::Picture, Picture::File(path)) | (MediaKind::Sound, Picture::File(path)) => {
            format!("the file {path:?} is missing, or lies outside the pack's folder")
        }
        (MediaKind::Sound, Picture::Pictogram(_)) => {
            "a recording is a file beside the pack file".to_string()
        }
    }
}

fn licence(say: &mut Say, pack: &Pack) {
    if pack.licence.trim().is_empty() {
        say.error(
            "licence",
            "must be filled, for instance with CC0-1.0 for what you drew yourselves".to_string(),
        );
    }
    let named = pack
        .attribution
        .as_deref()
        .is_some_and(|who| !who.trim().is_empty());
    if asks_for_naming(&pack.licence) && !named {
        say.error(
            "licence",
            format!(
                "{} asks for naming the author: write attribution = \"…\"",
                pack.licence.trim()
            ),
        );
    }
}

/// Licences of the "BY" family ask for naming the author wherever the picture is shown.
pub fn asks_for_naming(licence: &str) -> bool {
    licence
        .to_uppercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|part| part == "BY")
}

fn check_operation(say: &mut Say, pack: &Pack, operation: &Operation, unique: bool) {
    let here = format!("operation {}", operation.id);
    if !is_id(&operation.id) || !unique {
        say.error(
            &here,
            format!("ids are unique among each other: {ID_ADVICE}"),
        );
    }
    title(say, &format!("{here}, title"), &operation.title);
    if operation.norm_s == 0 {
        say.error(
            &format!("{here}, norm_s"),
            "the time norm is at least one second".to_string(),
        );
    }
    for (field, list, ids, things) in [
        ("skills", "skill", operation.skills.as_slice(), &pack.skills),
        ("tools", "tool", operation.tools.as_slice(), &pack.tools),
        (
            "station",
            "station",
            core::slice::from_ref(&operation.station),
            &pack.stations,
        ),
    ] {
        described(say, &format!("{here}, {field}"), list, ids, things);
    }
    match operation.level {
        Some(level) if level == 0 || level > LEVEL_MAX => say.error(
            &format!("{here}, level"),
            format!("levels of difficulty go from 1 to {LEVEL_MAX}"),
        ),
        None if pack.orientation => say.advice(
            &here,
            format!("a trial has a difficulty: write level = 1 … {LEVEL_MAX}"),
        ),
        Some(_) if !pack.orientation => say.advice(
            &format!("{here}, level"),
            "levels are for packs of trials: write orientation = true at the top".to_string(),
        ),
        Some(_) | None => {}
    }
    let signs = signs(&operation.steps).len();
    if signs > SIGNS_MAX {
        say.error(
            &format!("{here}, safety"),
            format!(
                "{signs} different signs: at most {SIGNS_MAX} are seen together; keep those that this work needs most, or split the operation"
            ),
        );
    }
    let steps = operation.steps.len();
    if steps > DOTS_MAX {
        say.advice(
            &here,
            format!(
                "{steps} steps: more than {DOTS_MAX} are no longer seen one by one, a bar only says about how far one is; split the operation"
            ),
        );
    }
    check_groups(say, operation, &here);
    let mut seen = BTreeSet::new();
    for step in &operation.steps {
        check_step(say, operation, step, &here, seen.insert(&step.id));
    }
    check_ways(say, operation, &here);
}

/// Where a pack describes things of a list at all, every id has to be among them.
fn described(say: &mut Say, place: &str, list: &str, ids: &[String], things: &[Named]) {
    for id in ids {
        if things.iter().any(|thing| &thing.id == id) {
            continue;
        }
        let way_out = format!("describe it with [[{list}]] id = {id:?} and title");
        if things.is_empty() {
            say.advice(
                place,
                format!("{id:?} has no name that people can be shown: {way_out}"),
            );
        } else {
            say.error(place, format!("the pack has no {list} {id:?}: {way_out}"));
        }
    }
}

fn check_groups(say: &mut Say, operation: &Operation, here: &str) {
    let mut seen = BTreeSet::new();
    for group in &operation.groups {
        let here = format!("{here}, group {}", group.id);
        if !is_id(&group.id) || !seen.insert(&group.id) {
            say.error(
                &here,
                format!("ids are unique within the operation: {ID_ADVICE}"),
            );
        }
        title(say, &format!("{here}, title"), &group.title);
        if let Some(line) = &group.checklist {
            title(say, &format!("{here}, checklist"), line);
        }
        match stretches(operation)
            .iter()
            .filter(|stretch| stretch.group == Some(group))
            .count()
        {
            0 => say.advice(&here, "no step belongs to it: remove it".to_string()),
            1 => {}
            _ => say.error(
                &here,
                "its steps do not follow one another: give the later ones a group of their own"
                    .to_string(),
            ),
        }
    }
}

fn check_step(say: &mut Say, operation: &Operation, step: &Step, here: &str, unique: bool) {
    let here = format!("{here}, step {}", step.id);
    let at = |field: &str| format!("{here}, {field}");
    if !is_id(&step.id) || !unique {
        say.error(
            &here,
            format!("ids are unique within the operation: {ID_ADVICE}"),
        );
    }
    sentences(say, step, &here);
    if let Some(group) = &step.group
        && !operation.groups.iter().any(|known| &known.id == group)
    {
        say.error(
            &at("group"),
            format!("the operation has no group {group:?}: describe it with [[operation.group]]"),
        );
    }
    if step
        .quantity
        .is_some_and(|quantity| quantity == 0 || quantity > QUANTITY_MAX)
    {
        say.error(
            &at("quantity"),
            format!("1 to {QUANTITY_MAX}: more is not seen at a glance"),
        );
    }
    check_clip(say, step, &at("clip"));
    check_ends(say, step, &here);
    let targets = [
        ("then", step.then.as_ref()),
        (
            "check.ok",
            step.check.as_ref().and_then(|check| check.ok.as_ref()),
        ),
        (
            "check.not_ok",
            step.check.as_ref().map(|check| &check.not_ok),
        ),
    ];
    let branches = step
        .branch
        .iter()
        .map(|branch| ("branch", Some(&branch.to)));
    for (field, target) in targets.into_iter().chain(branches) {
        if let Some(target) = target
            && index_of(operation, target).is_none()
        {
            say.error(
                &at(field),
                format!("leads to the step {target:?}, which the operation does not have"),
            );
        }
    }
}

fn check_clip(say: &mut Say, step: &Step, place: &str) {
    let frames = step.clip.len();
    if frames == 1 || frames > CLIP_FRAMES_MAX {
        say.error(
            place,
            format!("{frames} frames: a clip has 2 to {CLIP_FRAMES_MAX}"),
        );
    }
    for frame in &step.clip {
        if !(FRAME_MS_MIN..=FRAME_MS_MAX).contains(&frame.ms) {
            say.error(
                place,
                format!(
                    "a frame of {} ms: {FRAME_MS_MIN} to {FRAME_MS_MAX}, so that nothing flashes",
                    frame.ms
                ),
            );
        }
    }
}

/// Fields that exclude each other.
fn check_ends(say: &mut Say, step: &Step, here: &str) {
    let ends = step.counts || step.defect;
    if step.counts && step.defect {
        say.error(
            here,
            "counts a piece or puts it aside as faulty: not both".to_string(),
        );
    }
    if ends && (!step.branch.is_empty() || step.then.is_some()) {
        say.error(
            here,
            "ends the piece, so nothing can follow: remove branch and then".to_string(),
        );
    }
    if step.check.is_some() && !step.branch.is_empty() {
        say.error(
            here,
            "has a check question and a choice: one question a step, make two steps".to_string(),
        );
    }
    if step.then.is_some() && !step.branch.is_empty() {
        say.error(
            &format!("{here}, then"),
            "the choice says what follows: remove then".to_string(),
        );
    }
    if step.branch.len() == 1 || step.branch.len() > BRANCHES_MAX {
        say.error(
            &format!("{here}, branch"),
            format!(
                "{} ways: a choice has 2 to {BRANCHES_MAX}",
                step.branch.len()
            ),
        );
    }
}

/// Every step can be reached, and from every step the piece can be finished.
fn check_ways(say: &mut Say, operation: &Operation, here: &str) {
    let Some(last) = operation.steps.last() else {
        return say.error(here, "an operation needs at least one step".to_string());
    };
    if !operation.steps.iter().any(|step| step.counts) {
        return say.error(
            here,
            "no step counts a piece: write counts = true at the last one".to_string(),
        );
    }
    let leads_on = last.then.is_some() || !last.branch.is_empty();
    if !(last.counts || last.defect || leads_on) {
        say.error(
            &format!("{here}, step {}", last.id),
            "the last step ends the piece: write counts = true there, or defect = true".to_string(),
        );
    }
    let count = operation.steps.len();
    let onward: Vec<Vec<Next>> = (0..count).map(|step| ways(operation, step)).collect();
    let mut reached = BTreeSet::from([0]);
    let mut ends: BTreeSet<usize> = BTreeSet::new();
    // Both sets only grow, at most by one a round.
    for _ in 0..count {
        for (step, ways) in onward.iter().enumerate() {
            for way in ways {
                match way {
                    Next::Step(to) => {
                        if reached.contains(&step) {
                            reached.insert(*to);
                        }
                        if ends.contains(to) {
                            ends.insert(step);
                        }
                    }
                    Next::Counted | Next::PutAside => drop(ends.insert(step)),
                    Next::Asks => {}
                }
            }
        }
    }
    for (index, step) in operation.steps.iter().enumerate() {
        let place = format!("{here}, step {}", step.id);
        if !reached.contains(&index) {
            say.error(
                &place,
                "no way leads to this step: mend counts, then, check or branch before it"
                    .to_string(),
            );
        } else if !ends.contains(&index) {
            say.error(
                &place,
                "from here the piece is never finished: let a way lead to a step that counts"
                    .to_string(),
            );
        }
    }
}

fn sentences(say: &mut Say, step: &Step, here: &str) {
    for (lang, verb, words) in [
        (Lang::Ru, &step.verb.ru, &step.words.ru),
        (Lang::En, &step.verb.en, &step.words.en),
    ] {
        let tag = lang.tag();
        if verb.trim().is_empty() {
            say.error(
                &format!("{here}, verb.{tag}"),
                "must be filled: one verb".to_string(),
            );
        }
        let place = format!("{here}, words.{tag}");
        counted(say, &place, &format!("{verb} {words}"));
        say.lint(&place, lang, Sentence::Action { verb, words });
    }
    if let Some(speech) = &step.speech {
        for (lang, text) in both(speech) {
            let place = format!("{here}, speech.{}", lang.tag());
            for sentence in text.split(['.', '!', '?']) {
                let words = sentence.split_whitespace().count();
                if words > WORDS_MAX {
                    say.advice(
                        &place,
                        format!(
                            "a spoken sentence of {words} words; at most {WORDS_MAX}: make two of it"
                        ),
                    );
                }
            }
            say.lint(&place, lang, Sentence::Spoken(text));
        }
    }
    if let Some(check) = &step.check {
        for (lang, text) in both(&check.question) {
            let place = format!("{here}, check.question.{}", lang.tag());
            filled(say, &place, text);
            counted(say, &place, text);
            say.lint(&place, lang, Sentence::Question(text));
        }
    }
    for branch in &step.branch {
        for (lang, text) in both(&branch.label) {
            let place = format!("{here}, branch.label.{}", lang.tag());
            filled(say, &place, text);
            counted(say, &place, text);
            say.lint(&place, lang, Sentence::Title(text));
        }
    }
}

fn title(say: &mut Say, place: &str, text: &Bilingual) {
    for (lang, text) in both(text) {
        let place = format!("{place}.{}", lang.tag());
        filled(say, &place, text);
        counted(say, &place, text);
        say.lint(&place, lang, Sentence::Title(text));
    }
}

fn filled(say: &mut Say, place: &str, text: &str) {
    if text.trim().is_empty() {
        say.error(place, "must be filled".to_string());
    }
}

fn counted(say: &mut Say, place: &str, text: &str) {
    let count = text.split_whitespace().count();
    if count > WORDS_MAX {
        say.error(
            place,
            format!("{count} words; at most {WORDS_MAX}, one action a screen: split the step"),
        );
    }
}

fn both(text: &Bilingual) -> [(Lang, &str); 2] {
    [(Lang::Ru, text.ru.as_str()), (Lang::En, text.en.as_str())]
}

/// An id as packs, operations, steps and sets have them.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

struct Say(Vec<Finding>);

impl Say {
    fn error(&mut self, place: &str, advice: String) {
        self.push(Severity::Error, place, advice);
    }

    fn advice(&mut self, place: &str, advice: String) {
        self.push(Severity::Advice, place, advice);
    }

    fn lint(&mut self, place: &str, lang: Lang, sentence: Sentence<'_>) {
        for (severity, advice) in lint(lang, sentence) {
            self.push(severity, place, advice);
        }
    }

    fn push(&mut self, severity: Severity, place: &str, advice: String) {
        self.0.push(Finding {
            severity,
            place: place.to_string(),
            advice,
        });
    }
}

#[cfg(test)]
mod tests;
