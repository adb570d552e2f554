//! Adapted language: what makes an instruction hard for somebody who reads little or hears it once.
//!
//! Rules of thumb over word forms, no dictionary: what is certain is an error, what may be a mistake of the rule is
//! advice. Sources: docs/domain.md section 2.11.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Severity;

mod english;
mod russian;
mod short;
#[cfg(test)]
mod tests;

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lang {
    Ru,
    En,
}

impl Lang {
    pub(super) fn tag(self) -> &'static str {
        match self {
            Lang::Ru => "ru",
            Lang::En => "en",
        }
    }
}

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sentence<'a> {
    /// A step: one verb, and the rest.
    Action { verb: &'a str, words: &'a str },
    /// What is spoken at a step; may be longer, in several sentences.
    Spoken(&'a str),
    /// A check question.
    Question(&'a str),
    /// A title, a label, a line of a checklist.
    Title(&'a str),
}

/// What is wrong with a text.
pub(super) fn lint(lang: Lang, sentence: Sentence<'_>) -> Vec<(Severity, String)> {
    let mut found = Vec::new();
    match sentence {
        Sentence::Action { verb, words } => {
            if verb.split_whitespace().count() > 2 {
                found.push((
                    Severity::Advice,
                    "the verb is more than a verb: move the rest to words".to_string(),
                ));
            }
            let text = format!("{verb} {words}");
            everywhere(lang, &text, &mut found);
            instruction(lang, &text, &mut found);
            actions(lang, words, &mut found);
        }
        Sentence::Spoken(text) => {
            everywhere(lang, text, &mut found);
            instruction(lang, text, &mut found);
        }
        Sentence::Question(text) => {
            everywhere(lang, text, &mut found);
            instruction(lang, text, &mut found);
        }
        Sentence::Title(text) => everywhere(lang, text, &mut found),
    }
    found
}

/// Signs and short forms that are not read out as they are written.
fn everywhere(lang: Lang, text: &str, found: &mut Vec<(Severity, String)>) {
    let words = words(text);
    if text.contains('%')
        || words
            .iter()
            .any(|word| word.lower.starts_with("процент") || word.lower.starts_with("percent"))
    {
        let advice = "percents say little: name a number of pieces, or \"half\"".to_string();
        found.push((Severity::Error, advice));
    }
    for (index, word) in words.iter().enumerate() {
        let Some(severity) = short::shortened(lang, &words, index) else {
            continue;
        };
        let what = match severity {
            Severity::Error => "is an abbreviation: write the word out",
            Severity::Advice => {
                "is all in capitals: write an abbreviation out, and a word in small letters, which are easier to read"
            }
        };
        found.push((severity, format!("{:?} {what}", word.shown)));
    }
}

/// Grammar that has to be unfolded in the head.
fn instruction(lang: Lang, text: &str, found: &mut Vec<(Severity, String)>) {
    let mut advise = |advice: String| found.push((Severity::Advice, advice));
    let words = words(text);
    for (index, word) in words.iter().enumerate() {
        let lower = word.lower.as_str();
        let before = index
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .map_or("", |before| before.lower.as_str());
        match lang {
            Lang::Ru => {
                if russian::is_participle(lower) {
                    advise(format!(
                        "{:?} looks like a participle: say it with a plain verb",
                        word.shown
                    ));
                }
                if russian::is_gerund(lower) {
                    advise(format!(
                        "{:?} looks like a gerund: make it a step of its own",
                        word.shown
                    ));
                }
                if russian::is_passive(before, lower) {
                    advise(format!(
                        "{:?} looks passive: say who does what, in the imperative",
                        word.shown
                    ));
                }
                if lower.starts_with("котор") {
                    advise(format!(
                        "{:?} begins a sentence within the sentence: say it more simply",
                        word.shown
                    ));
                }
            }
            Lang::En => {
                if english::is_passive(before, lower) {
                    advise(format!(
                        "\"{before} {}\" looks passive: say who does what, in the imperative",
                        word.shown
                    ));
                }
                if english::is_participle(before, lower, words.get(index + 1)) {
                    advise(format!(
                        "{:?} looks like a participle: say it with a plain verb, or leave it out",
                        word.shown
                    ));
                }
                if ["which", "whose"].contains(&lower) {
                    advise(format!(
                        "{:?} begins a sentence within the sentence: say it more simply",
                        word.shown
                    ));
                }
            }
        }
        if is_negation(lang, lower) {
            advise(format!(
                "{:?}: say what is to be done rather than what is not; where it is about danger, a safety sign shows it",
                word.shown
            ));
        }
    }
}

/// More than one thing to do. Things may stand in a row, with commas and "and"; a second verb may not.
fn actions(lang: Lang, words_of_step: &str, found: &mut Vec<(Severity, String)>) {
    let split = "one action a step: make two steps";
    let mut advise = |advice: String| found.push((Severity::Advice, advice));
    if words_of_step.contains(';') {
        advise(format!("a semicolon joins two things to do: {split}"));
    }
    let words = words(words_of_step);
    let behind = |index: usize| words.get(index..).unwrap_or_default();
    for (index, word) in words.iter().enumerate() {
        let lower = word.lower.as_str();
        if joins_in_time(lang, lower) && !is_time(lang, lower, behind(index + 1)) {
            advise(format!("{:?} joins two things to do: {split}", word.shown));
        }
        let before = index.checked_sub(1).and_then(|before| words.get(before));
        let joined = before.is_some_and(|before| before.comma || joins(lang, &before.lower));
        let second = match lang {
            Lang::Ru => {
                let after = words.get(index + 1).map(|next| next.lower.as_str());
                russian::is_verb(lower)
                    || joined && (russian::looks_imperative(lower) || russian::glues(lower, after))
            }
            Lang::En => joined && english::is_second_action(word, words.get(index + 1)),
        };
        if second {
            advise(format!("{:?} is a second thing to do: {split}", word.shown));
        }
    }
}

fn joins(lang: Lang, word: &str) -> bool {
    match lang {
        Lang::Ru => ["и", "а", "или"].contains(&word),
        Lang::En => ["and", "or"].contains(&word),
    }
}

fn joins_in_time(lang: Lang, word: &str) -> bool {
    match lang {
        Lang::Ru => ["затем", "потом", "после", "сначала", "пока", "одновременно"].contains(&word),
        Lang::En => ["then", "after", "afterwards", "before", "while", "until"].contains(&word),
    }
}

/// "After lunch" says when, and is nothing to do.
fn is_time(lang: Lang, word: &str, behind: &[Word<'_>]) -> bool {
    match lang {
        Lang::Ru => {
            word == "после"
                && behind
                    .first()
                    .is_some_and(|next| russian::is_time(&next.lower))
        }
        Lang::En => ["after", "before", "until"].contains(&word) && english::is_time(behind),
    }
}

struct Word<'a> {
    /// With the dots that belong to it.
    raw: &'a str,
    /// Without signs around it.
    shown: &'a str,
    lower: String,
    /// A comma stands behind it.
    comma: bool,
    /// Something stands behind it that ends a sentence, or its part.
    ends: bool,
}

fn words(text: &str) -> Vec<Word<'_>> {
    text.split_whitespace()
        .map(|raw| {
            let shown = raw.trim_matches(|c: char| !c.is_alphanumeric());
            Word {
                raw: raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '.'),
                shown,
                lower: shown.to_lowercase(),
                comma: raw.ends_with(','),
                ends: raw.ends_with([',', ';', ':', '!', '?']),
            }
        })
        .filter(|word| !word.shown.is_empty())
        .collect()
}

fn is_negation(lang: Lang, word: &str) -> bool {
    match lang {
        Lang::Ru => ["не", "ни", "нельзя", "никогда"].contains(&word),
        Lang::En => ["not", "don't", "don’t", "never", "cannot", "can't", "can’t"].contains(&word),
    }
}
