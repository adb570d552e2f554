//! Adapted language: what makes an instruction hard for somebody who reads little or hears it once.
//!
//! Rules of thumb over word forms, no dictionary: what is certain is an error, what may be a mistake of the rule is
//! advice. Sources: docs/domain.md section 2.11.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Severity;

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
        let after_number = index
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .is_some_and(|before| before.raw.chars().all(|c| c.is_ascii_digit()));
        if is_abbreviation(lang, word, after_number) {
            let advice = format!("{:?} is an abbreviation: write the word out", word.shown);
            found.push((Severity::Error, advice));
        }
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
                if is_participle(lower) {
                    advise(format!(
                        "{:?} looks like a participle: say it with a plain verb",
                        word.shown
                    ));
                }
                if is_gerund(lower) {
                    advise(format!(
                        "{:?} looks like a gerund: make it a step of its own",
                        word.shown
                    ));
                }
                if is_passive_ru(before, lower) {
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
                if is_passive_en(before, lower) {
                    advise(format!(
                        "\"{before} {}\" looks passive: say who does what, in the imperative",
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

/// More than one thing to do.
fn actions(lang: Lang, words_of_step: &str, found: &mut Vec<(Severity, String)>) {
    let split = "one action a step: make two steps";
    let mut advise = |advice: String| found.push((Severity::Advice, advice));
    if words_of_step.trim_end().trim_end_matches(',').contains(',') || words_of_step.contains(';') {
        advise(format!("a comma often joins two things to do: {split}"));
    }
    let words = words(words_of_step);
    for (index, word) in words.iter().enumerate() {
        let lower = word.lower.as_str();
        let then = match lang {
            Lang::Ru => {
                ["затем", "потом", "после", "сначала", "пока", "одновременно"].contains(&lower)
            }
            Lang::En => {
                ["then", "after", "afterwards", "before", "while", "until"].contains(&lower)
            }
        };
        if then {
            advise(format!("{:?} joins two things to do: {split}", word.shown));
        }
        let joins = match lang {
            Lang::Ru => ["и", "а", "или"].contains(&lower),
            Lang::En => ["and", "or"].contains(&lower),
        };
        let (doing, shown) = match words.get(index + 1) {
            Some(next) if joins => (next.lower.as_str(), next.shown),
            _ => (lower, word.shown),
        };
        let second = match lang {
            Lang::Ru => is_verb_ru(doing) || joins && looks_imperative(doing),
            Lang::En => joins && VERBS_EN.contains(&doing),
        };
        // A verb behind its conjunction was told with the conjunction.
        let told = index
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .is_some_and(|before| ["и", "а", "или", "and", "or"].contains(&before.lower.as_str()));
        if second && (joins || !told) {
            advise(format!("{shown:?} is a second thing to do: {split}"));
        }
    }
}

struct Word<'a> {
    /// With the dots that belong to it.
    raw: &'a str,
    /// Without signs around it.
    shown: &'a str,
    lower: String,
}

fn words(text: &str) -> Vec<Word<'_>> {
    text.split_whitespace()
        .map(|raw| {
            let shown = raw.trim_matches(|c: char| !c.is_alphanumeric());
            Word {
                raw: raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '.'),
                shown,
                lower: shown.to_lowercase(),
            }
        })
        .filter(|word| !word.shown.is_empty())
        .collect()
}

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
const ALSO_WORDS: &[&str] = &["пр", "ед", "уп", "max", "min"];

fn is_abbreviation(lang: Lang, word: &Word<'_>, after_number: bool) -> bool {
    let digits = |c: char| c.is_ascii_digit();
    let glued = word.shown.starts_with(digits);
    let letters = word.lower.trim_start_matches(digits);
    if letters.is_empty() {
        return false;
    }
    let dotted = word.raw.ends_with('.');
    // т.д., e.g.
    let inner = word.shown.split('.').count() > 1
        && word
            .shown
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(char::is_alphabetic));
    let (short, units) = match lang {
        Lang::Ru => (SHORT_RU, UNITS_RU),
        Lang::En => (SHORT_EN, UNITS_EN),
    };
    // ОТК, СИЗ: one word all in capitals.
    let capitals =
        (2..=5).contains(&word.shown.chars().count()) && word.shown.chars().all(char::is_uppercase);
    let number = glued || after_number;
    let known = short.contains(&letters) && (dotted || number || !ALSO_WORDS.contains(&letters));
    inner || capitals || known || number && units.contains(&letters)
}

/// Endings of adjectives and full participles.
const ADJECTIVE_ENDINGS: &[&str] = &[
    "ий", "ый", "ой", "ая", "яя", "ое", "ее", "ие", "ые", "ого", "его", "ому", "ему", "ую", "юю",
    "ым", "им", "ом", "ем", "ых", "их", "ыми", "ими", "ей",
];

/// Adjectives that look like participles, by their beginnings.
const NO_PARTICIPLES: &[&str] = &[
    "настоящ",
    "следующ",
    "будущ",
    "предыдущ",
    "подходящ",
    "общ",
    "ведущ",
    "блестящ",
    "деревянн",
    "стеклянн",
    "оловянн",
    "странн",
    "постоянн",
    "первозданн",
    "данн",
    "ванн",
    "обеденн",
    "временн",
    "современн",
    "ценн",
    "военн",
    "отменн",
    "письменн",
    "медленн",
    "одновременн",
    "обыкновенн",
    "каменн",
    "пшенн",
    "именн",
    "мгновенн",
    "откровенн",
    "совершенн",
    "низменн",
    "племенн",
    "безукоризненн",
    "болезненн",
    "священн",
    "карманн",
    "диванн",
    "экранн",
    "сменн",
    "стенн",
    "туманн",
    "плащ",
    "хрящ",
];

fn is_participle(word: &str) -> bool {
    if NO_PARTICIPLES.iter().any(|known| word.starts_with(known)) {
        return false;
    }
    let word = word.strip_suffix("ся").unwrap_or(word);
    ADJECTIVE_ENDINGS.iter().any(|ending| {
        let Some(stem) = word.strip_suffix(ending) else {
            return false;
        };
        // At least two letters before the suffix: "вещей", "щей" and "нашей" are no participles.
        let suffix = |text: &str| {
            stem.strip_suffix(text)
                .is_some_and(|rest| rest.chars().count() >= 2)
        };
        let passive = ["анн", "янн", "енн", "ённ"].iter().any(|text| suffix(text));
        // "утренний", "последнее": soft endings are none of a participle's.
        let soft = [
            "ий", "яя", "ее", "его", "ему", "юю", "им", "их", "ими", "ие",
        ]
        .contains(ending);
        let active = ["вш", "ющ", "ящ", "ущ", "ащ"]
            .iter()
            .any(|text| suffix(text));
        active || passive && !soft && !stem.ends_with("ственн")
    })
}

/// Words that look like gerunds.
const NO_GERUNDS: &[&str] = &[
    "рукав",
    "состав",
    "устав",
    "сплав",
    "нрав",
    "прав",
    "лав",
    "глав",
    "слав",
    "направ",
    "архив",
    "мотив",
    "актив",
    "коллектив",
    "пассив",
    "прилив",
    "отлив",
    "разлив",
    "налив",
    "обрыв",
    "перерыв",
    "взрыв",
    "призыв",
    "отзыв",
    "вызов",
    "красивая",
    "кривая",
    "крив",
    "справ",
    "удав",
    "роспись",
    "лекарств",
    "перелив",
    "залив",
    "порыв",
    "надрыв",
    "разрыв",
    "позыв",
    "жив",
    "лив",
    "штатив",
    "норматив",
    "канав",
    "олив",
    "оправ",
    "застав",
    "приправ",
    "отрав",
    "держав",
];
/// Gerunds that no ending tells.
const GERUNDS: &[&str] = &[
    "держа",
    "глядя",
    "сидя",
    "лёжа",
    "лежа",
    "стоя",
    "спеша",
    "торопясь",
    "придерживая",
    "нажимая",
    "прижимая",
    "поднимая",
    "вынимая",
    "снимая",
    "двигая",
    "проверяя",
    "используя",
    "соблюдая",
    "помогая",
];

fn is_gerund(word: &str) -> bool {
    if GERUNDS.contains(&word) {
        return true;
    }
    if NO_GERUNDS.contains(&word) || word.chars().count() < 5 {
        return false;
    }
    let tail = ["ав", "ив", "ыв", "яв", "ув"]
        .iter()
        .any(|end| word.ends_with(end));
    let reflexive = word.ends_with("вшись") || word.ends_with("вши");
    let imperfect = word.ends_with("ывая") || word.ends_with("ивая") && !word.ends_with("ливая");
    tail || reflexive || imperfect
}

fn is_passive_ru(before: &str, word: &str) -> bool {
    const BEING: &[&str] = &["быть", "был", "была", "было", "были", "будет", "будут"];
    const SHORT: &[&str] = &[
        "ан", "ана", "ано", "аны", "ен", "ена", "ено", "ены", "ён", "ята", "ято", "яты", "ыт",
        "ыта", "ыто", "ыты", "ута", "уто", "уты",
    ];
    const REFLEXIVE: &[&str] = &["ется", "ются", "ится", "ятся", "атся", "утся"];
    // "становится", "находится", "остаётся" say how things are, not what is done to them.
    const STATES: &[&str] = &[
        "находится",
        "находятся",
        "остаётся",
        "остается",
        "получится",
        "кончится",
        "начнётся",
    ];
    let short = BEING.contains(&before) && SHORT.iter().any(|end| word.ends_with(end));
    let reflexive = REFLEXIVE.iter().any(|end| word.ends_with(end))
        && !STATES.contains(&word)
        && word.chars().count() > 5;
    short || reflexive
}

fn is_passive_en(before: &str, word: &str) -> bool {
    const BEING: &[&str] = &["is", "are", "was", "were", "be", "been", "being"];
    const DONE: &[&str] = &[
        "done", "made", "put", "cut", "taken", "given", "shown", "held", "hung", "laid", "left",
        "stuck", "torn", "worn", "sewn", "kept", "sent", "brought",
    ];
    let done = DONE.contains(&word) || word.ends_with("ed") && word.len() > 4 && word != "need";
    BEING.contains(&before) && done
}

fn is_negation(lang: Lang, word: &str) -> bool {
    match lang {
        Lang::Ru => ["не", "ни", "нельзя", "никогда"].contains(&word),
        Lang::En => ["not", "don't", "don’t", "never", "cannot", "can't", "can’t"].contains(&word),
    }
}

/// Verbs of workshops, in the imperative; with the polite plural they are the same beginnings.
const VERBS_RU: &[&str] = &[
    "возьми",
    "бери",
    "положи",
    "клади",
    "поставь",
    "ставь",
    "вставь",
    "вложи",
    "сложи",
    "разложи",
    "уложи",
    "выложи",
    "отложи",
    "загни",
    "отогни",
    "согни",
    "разогни",
    "сверни",
    "разверни",
    "заверни",
    "поверни",
    "переверни",
    "закрути",
    "открути",
    "крути",
    "закрой",
    "открой",
    "раскрой",
    "накрой",
    "нажми",
    "прижми",
    "отожми",
    "заклей",
    "приклей",
    "наклей",
    "отклей",
    "клей",
    "отрежь",
    "разрежь",
    "режь",
    "обрежь",
    "вырежь",
    "сними",
    "надень",
    "достань",
    "вынь",
    "вытащи",
    "потяни",
    "натяни",
    "толкни",
    "подвинь",
    "отодвинь",
    "придвинь",
    "сдвинь",
    "передай",
    "дай",
    "отдай",
    "отнеси",
    "принеси",
    "неси",
    "унеси",
    "насыпь",
    "высыпь",
    "налей",
    "вылей",
    "смешай",
    "размешай",
    "взвесь",
    "измерь",
    "посчитай",
    "сосчитай",
    "проверь",
    "посмотри",
    "найди",
    "выбери",
    "разгладь",
    "разровняй",
    "вытри",
    "протри",
    "помой",
    "вымой",
    "подмети",
    "собери",
    "разбери",
    "упакуй",
    "завяжи",
    "развяжи",
    "привяжи",
    "обвяжи",
    "перевяжи",
    "запечатай",
    "напечатай",
    "распечатай",
    "включи",
    "выключи",
    "подними",
    "опусти",
    "держи",
    "отметь",
    "запиши",
    "позови",
    "подожди",
    "повтори",
    "пришей",
    "зашей",
    "сшей",
    "погладь",
    "окуни",
    "намажь",
    "смажь",
    "покрась",
    "убери",
    "выкинь",
    "выбрось",
    "заполни",
    "добавь",
    "отсчитай",
    "отмерь",
    "иди",
    "подойди",
    "сядь",
    "встань",
    "надави",
    "закрепи",
    "соедини",
    "скрепи",
    "сканируй",
    "отсканируй",
];

fn is_verb_ru(word: &str) -> bool {
    VERBS_RU.contains(&word.strip_suffix("те").unwrap_or(word))
}

/// The form of an imperative, behind a conjunction, where a noun or an adverb could stand as well.
fn looks_imperative(word: &str) -> bool {
    const NOUNS: &[&str] = &[
        "край",
        "чай",
        "ткань",
        "пыль",
        "соль",
        "дверь",
        "часть",
        "пить",
        "сеть",
        "нить",
    ];
    let word = word.strip_suffix("те").unwrap_or(word);
    let ends = [
        "ай", "уй", "ей", "ой", "ажь", "ежь", "ань", "ень", "ись", "авь", "оди",
    ];
    word.chars().count() > 3 && !NOUNS.contains(&word) && ends.iter().any(|end| word.ends_with(end))
}

/// Verbs of workshops; only told behind "and", since most are nouns as well.
const VERBS_EN: &[&str] = &[
    "take", "put", "place", "lay", "fold", "unfold", "open", "close", "turn", "tape", "glue",
    "stick", "peel", "cut", "press", "push", "pull", "pass", "give", "carry", "bring", "fill",
    "pour", "weigh", "measure", "count", "check", "look", "find", "choose", "smooth", "level",
    "wipe", "wash", "sweep", "pack", "wrap", "tie", "untie", "seal", "print", "switch", "lift",
    "lower", "hold", "mark", "write", "call", "wait", "repeat", "sew", "iron", "dip", "spread",
    "paint", "throw", "add", "screw", "unscrew", "insert", "remove", "move", "set", "scan", "sort",
    "label", "stack",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lang: Lang, sentence: Sentence<'_>) -> String {
        let found: Vec<String> = lint(lang, sentence)
            .into_iter()
            .map(|(severity, advice)| format!("{}: {advice}", severity.as_str()))
            .collect();
        found.join(" | ")
    }

    #[test]
    fn instructions_are_plain() {
        #[rustfmt::skip]
        let table = [
            // What people say.
            (Lang::Ru, "Возьми", "одну картонку", ""),
            (Lang::Ru, "Загни", "края слева и справа", ""),
            (Lang::Ru, "Положи", "мыло и бумагу", ""),
            (Lang::Ru, "Положи", "деревянную лопатку на последнюю полку", ""),
            (Lang::Ru, "Поставь", "следующую коробку", ""),
            (Lang::Ru, "Подожди", "один час", ""),
            (Lang::Ru, "Закрой", "правый рукав", ""),
            (Lang::Ru, "Поставь", "ящик с вещами", ""),
            (Lang::Ru, "Собери", "карандаши и ручки", ""),
            (Lang::En, "Take", "one flat box", ""),
            (Lang::En, "Fold in", "the left and right edges", ""),
            (Lang::En, "Close", "the lid", ""),
            // More than one action.
            (Lang::Ru, "Возьми", "картонку и раскрой", "раскрой"),
            (Lang::Ru, "Возьми", "картонку и прошнуруй", "прошнуруй"),
            (Lang::Ru, "Возьми", "картонку положи на стол", "положи"),
            (Lang::Ru, "Возьми", "мыло, потом бумагу", "потом"),
            (Lang::Ru, "Возьми", "мыло, бумагу", "comma"),
            (Lang::Ru, "Заклей", "затем край", "затем"),
            (Lang::En, "Take", "the box and close the lid", "close"),
            (Lang::En, "Take", "soap then paper", "then"),
            (Lang::En, "Put", "the box, bottom down", "comma"),
            (Lang::Ru, "Возьми и положи", "мыло", "more than a verb"),
            // Percents and abbreviations.
            (Lang::Ru, "Наполни", "коробку на 50 %", "error: percents"),
            (Lang::En, "Fill", "fifty percent", "error: percents"),
            (Lang::Ru, "Возьми", "5 шт.", "error: \"шт\""),
            (Lang::Ru, "Возьми", "5шт", "error: \"5шт\""),
            (Lang::Ru, "Возьми", "мыло, бумагу и т.д.", "error: \"т.д\""),
            (Lang::Ru, "Взвесь", "2 кг муки", "error: \"кг\""),
            (Lang::Ru, "Взвесь", "200 г муки", "error: \"г\""),
            (Lang::Ru, "Отнеси", "коробку в ОТК", "error: \"ОТК\""),
            (Lang::En, "Take", "5 pcs", "error: \"pcs\""),
            (Lang::En, "Take", "200 g of flour", "error: \"g\""),
            (Lang::En, "Take", "soap etc.", "error: \"etc\""),
            // Participles, gerunds, passive, clauses, negation.
            (Lang::Ru, "Возьми", "склеенную коробку", "participle"),
            (Lang::Ru, "Возьми", "упавшую коробку", "participle"),
            (Lang::Ru, "Возьми", "стоящую коробку", "participle"),
            (Lang::Ru, "Найди", "открывающуюся крышку", "participle"),
            (Lang::Ru, "Заклей", "край прижав ладонью", "gerund"),
            (Lang::Ru, "Заклей", "край придерживая коробку", "gerund"),
            (Lang::Ru, "Поверни", "держа за край", "gerund"),
            (Lang::Ru, "Иди", "не торопясь", "gerund"),
            (Lang::Ru, "Проверь", "что крышка должна быть закрыта", "passive"),
            (Lang::Ru, "Смотри", "как складывается коробка", "passive"),
            (Lang::En, "See", "that the lid is closed", "passive"),
            (Lang::Ru, "Найди", "банку которая стоит криво", "sentence within"),
            (Lang::Ru, "Держи", "не за край", "rather than what is not"),
            (Lang::En, "Do", "not press", "rather than what is not"),
        ];
        for (lang, verb, words, expected) in table {
            let said = said(lang, Sentence::Action { verb, words });
            if expected.is_empty() {
                assert_eq!(said, "", "{verb} {words}");
            } else {
                assert!(
                    said.contains(expected),
                    "{verb} {words}: {expected}\n=> {said}"
                );
            }
        }
    }

    #[test]
    fn a_second_action_is_told_once() {
        let words = "картонку и раскрой";
        let found = lint(
            Lang::Ru,
            Sentence::Action {
                verb: "Возьми",
                words,
            },
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn other_texts_have_their_own_measure() {
        #[rustfmt::skip]
        let table = [
            // Titles name work; only what cannot be read out is wrong with them.
            (Lang::Ru, Sentence::Title("Складываем и заклеиваем"), ""),
            (Lang::En, Sentence::Title("Folding and closing"), ""),
            (Lang::Ru, Sentence::Title("Укладка по 10 шт."), "error: \"шт\""),
            (Lang::Ru, Sentence::Question("Крышка закрыта?"), ""),
            (Lang::Ru, Sentence::Question("Наклейка приклеена прижатой стороной?"), ""),
            (Lang::Ru, Sentence::Question("Коробка, которая стоит слева, целая?"), "sentence within"),
            (Lang::En, Sentence::Question("Is the lid closed?"), ""),
            // Several sentences may be spoken.
            (Lang::Ru, Sentence::Spoken("Отрежь скотч ножницами. Осторожно, пальцы."), ""),
            (Lang::Ru, Sentence::Spoken("Отрежь 5 см скотча."), "error: \"см\""),
        ];
        for (lang, sentence, expected) in table {
            let said = said(lang, sentence);
            if expected.is_empty() {
                assert_eq!(said, "", "{sentence:?}");
            } else {
                assert!(said.contains(expected), "{sentence:?}: {said}");
            }
        }
    }
}
