//! The forms of the sample workshop are read as the domain reads them, whole, with pictures that exist and words
//! that can be followed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use stupen_domain::wire::facts::Bilingual;
use stupen_domain::wire::forms::{
    Activities, Assessment, Choice, Criterion, EvidenceKind, Form, Phrases, Praise, Regulations,
    Rules, Trial,
};

use crate::pictograms;

/// Reads a form and proves that no field of its file was passed over.
fn form<F: Form>() -> F {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assets/sample/forms")
        .join(format!("{}.toml", F::NAME));
    let text = fs::read_to_string(&path).unwrap();
    let form: F =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let written: toml::Table = toml::from_str(&text).unwrap();
    let kept = toml::Table::try_from(&form).unwrap();
    assert_eq!(written, kept, "{}", path.display());
    form
}

fn picture(place: &str, source: &str) {
    let id = source
        .strip_prefix("pictogram:")
        .unwrap_or_else(|| panic!("{place}: {source}"));
    assert!(pictograms::get(id).is_some(), "{place}: {source}");
}

fn texts(place: &str, texts: &Bilingual) {
    assert!(!texts.ru.is_empty() && !texts.en.is_empty(), "{place}");
    assert_ne!(texts.ru, texts.en, "{place}");
}

/// Ids are unique; pictures exist, and no two things to choose from look the same.
fn choices(place: &str, list: &[Choice]) {
    assert!(list.len() > 1, "{place}");
    for choice in list {
        picture(place, &choice.picture);
        texts(place, &choice.title);
    }
    let unique = |of: fn(&Choice) -> &str| list.iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!(unique(|c| &c.id), list.len(), "{place}: an id twice");
    assert_eq!(
        unique(|c| &c.picture),
        list.len(),
        "{place}: a picture twice"
    );
}

/// A criterion describes every level of its form, in that order.
fn criteria(place: &str, levels: &[Choice], list: &[Criterion]) {
    choices(place, levels);
    let order: Vec<&str> = levels.iter().map(|level| level.id.as_str()).collect();
    assert_eq!(order, ["alone", "reminder", "picture", "help"], "{place}");
    for criterion in list {
        let place = format!("{place}, {}", criterion.id);
        picture(&place, &criterion.picture);
        texts(&place, &criterion.title);
        texts(&place, &criterion.asked);
        let described: Vec<&str> = criterion.levels.iter().map(|l| l.id.as_str()).collect();
        assert_eq!(described, order, "{place}");
        for level in &criterion.levels {
            texts(&place, &level.title);
        }
    }
}

/// What a participant hears: sentences of at most ten words.
fn followed(place: &str, words: &Bilingual) {
    for text in [&words.ru, &words.en] {
        for sentence in text.split_inclusive(['.', '?', '!']) {
            let count = sentence
                .split_whitespace()
                .filter(|word| word.chars().any(char::is_alphanumeric))
                .count();
            assert!(count <= 10, "{place}: {sentence:?} has {count} words");
        }
    }
}

#[test]
fn the_regulations_can_be_seen_and_followed() {
    let form: Regulations = form();
    assert!((8..=10).contains(&form.regulations.len()));
    for regulation in &form.regulations {
        picture(&regulation.id, &regulation.picture);
        texts(&regulation.id, &regulation.title);
        texts(&regulation.id, &regulation.told);
        followed(&regulation.id, &regulation.told);
    }
    let ids: BTreeSet<&str> = form.regulations.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids.len(), form.regulations.len());
    assert_eq!(form.regulations.iter().filter(|r| r.late).count(), 1);
    assert_eq!(form.regulations.iter().filter(|r| r.absent).count(), 1);
    choices("agreed", &form.agreed);
    choices("said", &form.said);
    choices("places", &form.places);
    for choice in form.agreed.iter().chain(&form.said) {
        followed(&choice.id, &choice.title);
    }
    assert!(!form.phrases.is_empty());
    for phrase in &form.phrases {
        texts("phrases", phrase);
    }
}

#[test]
fn praise_and_activities_can_be_chosen_by_picture() {
    choices("praise", &form::<Praise>().items);
    choices("activities", &form::<Activities>().items);
}

#[test]
fn the_assessment_has_the_four_skills_and_those_of_production() {
    let form: Assessment = form();
    criteria("assessment", &form.levels, &form.criteria);
    // docs/domain.md section 2.4.
    let ids: Vec<&str> = form.criteria.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "discipline",
            "communication",
            "instructions",
            "team-norms",
            "process",
            "time-norm",
            "switching",
            "learning"
        ]
    );
    for criterion in &form.criteria {
        followed(&criterion.id, &criterion.asked);
        assert_ne!(criterion.evidence, EvidenceKind::None, "{}", criterion.id);
    }
    choices("goals", &form.goals);
    let notes: Vec<&Bilingual> = form.phrases.iter().collect();
    let advice: Vec<&Bilingual> = form.advice.iter().collect();
    assert!(notes.len() >= 6 && advice.len() >= 6);
    for phrase in notes.iter().chain(&advice) {
        texts("phrases", phrase);
    }
    // What was seen is another thing than what to do next.
    assert!(notes.iter().all(|note| !advice.contains(note)));
}

#[test]
fn every_list_of_phrases_has_its_own() {
    let form: Phrases = form();
    let mut seen: Vec<&Bilingual> = Vec::new();
    for (list, phrases) in form.lists() {
        assert!(phrases.len() >= 3, "{list}");
        for phrase in phrases {
            texts(list, phrase);
            // A contact that needs attention may name what is difficult.
            let shared = seen.contains(&phrase);
            assert!(!shared || list == "difficulty", "{list}: {phrase:?}");
            seen.push(phrase);
        }
    }
}

#[test]
fn the_trial_is_marked_like_an_assessment() {
    let form: Trial = form();
    criteria("trial", &form.levels, &form.criteria);
    for criterion in &form.criteria {
        followed(&criterion.id, &criterion.asked);
    }
}

/// The file shows a workshop what holds where it says nothing.
#[test]
fn the_rules_in_the_sample_are_the_products_own() {
    assert_eq!(form::<Rules>(), Rules::default());
}
