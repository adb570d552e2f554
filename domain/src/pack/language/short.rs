//! Short forms that are not read out as they are written, and words all in capitals.

use super::{Lang, Severity, Word};

/// Short forms, also without their dot.
const SHORT_RU: &[&str] = &[
    "шт",
    "кг",
    "мл",
    "см",
    "мм",
    "км",
    "гр",
    "руб",
    "коп",
    "тыс",
    "млн",
    "мин",
    "сек",
    "напр",
    "макс",
    "пр",
    "др",
    "рис",
    "табл",
    "стр",
    "упак",
    "уп",
    "кол-во",
    "к-во",
    "к-т",
    "компл",
    "ед",
    "экз",
];
const SHORT_EN: &[&str] = &[
    "pcs", "pc", "kg", "ml", "cm", "mm", "km", "oz", "lb", "lbs", "etc", "eg", "ie", "approx",
    "qty", "max", "min", "sec", "hrs", "fig", "incl", "vs",
];
/// Short forms only behind a number.
const UNITS_RU: &[&str] = &["г", "л", "м", "ч"];
const UNITS_EN: &[&str] = &["g", "l", "m", "h"];
/// Of the short forms above, those that are words of their own unless a dot or a number stands beside them.
const ALSO_WORDS: &[&str] = &["пр", "ед", "уп", "min"];
/// Of them, names that a sentence may end with as well: Макс, Max.
const ALSO_NAMES: &[&str] = &["макс", "max"];
/// Written like a name within a sentence, these are one: "Ask Max 3 times".
const NAMES: &[&str] = &["макс", "max", "min"];
/// Food as much as a figure: a figure has its number behind it.
const ALSO_FOOD: &[&str] = &["рис", "fig"];
/// What workshops write in capitals and nobody reads out like a word.
const IN_CAPITALS: &[&str] = &["отк", "сиз", "тб", "гост", "тмц", "чп", "ppe", "qa", "qc"];
/// What everybody says as it is written, and a unit that is a word in capitals.
const SAID_SO: &[&str] = &[
    "tv", "тв", "usb", "cd", "dvd", "led", "ok", "ок", "смс", "sms", "pc",
];

/// What is short about the word at `index`, and how much it weighs.
pub(super) fn shortened(lang: Lang, words: &[Word<'_>], index: usize) -> Option<Severity> {
    let word = words.get(index)?;
    let before = index.checked_sub(1).and_then(|before| words.get(before));
    let after = words.get(index + 1);
    let is_number = |word: Option<&Word<'_>>| {
        word.is_some_and(|word| word.raw.chars().all(|c| c.is_ascii_digit()))
    };
    let digits = |c: char| c.is_ascii_digit();
    let letters = word.lower.trim_start_matches(digits);
    if letters.is_empty() {
        return None;
    }
    let measured = word.shown.starts_with(digits) || is_number(before);
    let numbered = is_number(after.filter(|_| !word.ends));
    let dotted = word.raw.ends_with('.');
    // A dot with a small letter or a number behind it ends no sentence.
    let goes_on =
        dotted && after.is_some_and(|next| next.shown.starts_with(|c: char| !c.is_uppercase()));
    let (short, units) = match lang {
        Lang::Ru => (SHORT_RU, UNITS_RU),
        Lang::En => (SHORT_EN, UNITS_EN),
    };
    let in_capitals = word.shown.chars().count() > 1
        && word
            .shown
            .chars()
            .all(|c| c.is_alphabetic() && c.is_uppercase());
    let within = before.is_some_and(|before| !before.ends && !before.raw.ends_with('.'));
    let named = within
        && !measured
        && !in_capitals
        && NAMES.contains(&letters)
        && word.shown.starts_with(char::is_uppercase);
    let known = short.contains(&letters)
        && !named
        && if ALSO_FOOD.contains(&letters) {
            goes_on && numbered
        } else if ALSO_NAMES.contains(&letters) {
            goes_on || measured || numbered
        } else if ALSO_WORDS.contains(&letters) {
            dotted || measured || numbered
        } else {
            measured || !in_capitals
        };
    let parts = || word.shown.split('.');
    let small = |c: char| c.is_alphabetic() && c.is_lowercase();
    // т.д, e.g; and written apart: т. д.
    let inner = parts().count() > 1
        && parts().all(|part| {
            (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
        });
    let apart = goes_on && word.shown.chars().count() == 1 && word.shown.chars().all(small);
    // б/у, х/б, w/o.
    let slashed = word.shown.split('/').count() == 2
        && word
            .shown
            .split('/')
            .all(|part| part.chars().count() == 1 && part.chars().all(small));
    if known
        || inner
        || apart
        || slashed
        || measured && units.contains(&letters)
        || in_capitals && IN_CAPITALS.contains(&letters)
    {
        return Some(Severity::Error);
    }
    (in_capitals && !SAID_SO.contains(&letters)).then_some(Severity::Advice)
}
