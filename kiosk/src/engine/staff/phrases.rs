//! Ready reasons, and dates in words. Those of acts that the floor keeps go into the entry as a word that every reader
//! says in their own language; the others become part of a note for the case, in the language in which they were chosen.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use stupen_domain::facts::Bilingual;
use stupen_domain::reasons::{Reason, ReasonFor};
use stupen_domain::wire::forms::Phrases;

use crate::engine::day::day_and_month;
use crate::ui::{Say, Word};

/// The product's own phrases, where a workshop has published none of a list.
static OWN: LazyLock<Phrases> = LazyLock::new(|| {
    let text = include_str!("../../../../assets/sample/forms/phrases.toml");
    toml::from_str(text).unwrap_or_else(|error| {
        // A test reads the file: it is the program's own.
        tracing::error!(%error, "the ready phrases cannot be read");
        Phrases::default()
    })
});

/// One list of the phrases that a workshop has published, or of the product's own.
pub(super) fn listed(
    published: &Phrases,
    list: impl Fn(&Phrases) -> &Vec<Bilingual>,
) -> &[Bilingual] {
    let theirs = list(published);
    if theirs.is_empty() {
        list(&OWN)
    } else {
        theirs
    }
}

/// The ready reasons of the floor, in Russian and in English.
const READY: [(&str, &str, &str); 14] = [
    (
        "good_reason",
        "Причина уважительная, подтверждена",
        "A good reason, confirmed",
    ),
    (
        "no_transport",
        "Транспорт не ходил",
        "There was no transport",
    ),
    (
        "recorded_by_mistake",
        "Записано по ошибке",
        "Recorded by mistake",
    ),
    (
        "agreed_before",
        "Было договорено заранее",
        "It was agreed beforehand",
    ),
    (
        "rule_not_explained",
        "Правило не было объяснено",
        "The rule had not been explained",
    ),
    (
        "badge_at_home",
        "Бейдж забыт дома",
        "The badge was left at home",
    ),
    ("nobody_marked", "Отметка забыта", "Nobody marked it"),
    (
        "marked_by_mistake",
        "Отметка сделана по ошибке",
        "Marked by mistake",
    ),
    ("kiosk_off", "Киоск не работал", "The kiosk did not work"),
    (
        "kiosk_clock_wrong",
        "Время киоска было неверным",
        "The kiosk’s clock was wrong",
    ),
    ("goes_home", "Идёт домой", "Is going home"),
    (
        "finishes_piece",
        "Заканчивает это изделие и идёт домой",
        "Finishes this piece and goes home",
    ),
    (
        "waits_to_be_fetched",
        "Ждёт, пока заберут",
        "Waits to be fetched",
    ),
    (
        "rests_until_bus",
        "Больше не работает, отдыхает здесь до автобуса",
        "Works no more, rests here until the bus",
    ),
];

/// The ready reasons for something, as they are offered.
pub(super) fn ready(what_for: ReasonFor, lang: &str) -> Vec<String> {
    let words = what_for.ready().iter();
    words
        .filter_map(|reason| of_ready(reason, lang))
        .map(str::to_string)
        .collect()
}

/// A ready reason in words.
pub(super) fn of_ready(reason: &str, lang: &str) -> Option<&'static str> {
    let mut known = READY.iter();
    let (_, ru, en) = known.find(|(known, ..)| *known == reason)?;
    Some(if lang == "ru" { ru } else { en })
}

/// A reason as the floor keeps it, in words: which one, or that it is at the office.
pub(super) fn reason(what_for: ReasonFor, said: &str, lang: &str) -> Say {
    match what_for.read(said) {
        Reason::Ready(ready) => of_ready(ready, lang).unwrap_or(ready).into(),
        Reason::AtOffice if what_for == ReasonFor::Homeward => Word::AgreedAtOffice.into(),
        Reason::AtOffice => Word::ReasonAtOffice.into(),
        Reason::Words(words) => words.into(),
    }
}

/// The ready reason that says just this, in either language; none, where staff wrote words of their own.
pub(super) fn said_ready(what_for: ReasonFor, said: &str) -> Option<&'static str> {
    let mut offered = what_for.ready().iter();
    offered
        .find(|reason| {
            ["ru", "en"]
                .iter()
                .any(|lang| of_ready(reason, lang) == Some(said))
        })
        .copied()
}

/// What is answered to somebody's request.
pub(super) fn answers(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            ("Поговорили, всё понятно", "We talked, all is clear"),
            ("Договорились о встрече", "A meeting is arranged"),
            ("Передано тьютору", "Passed to the tutor"),
            ("Участник передумал", "The participant thought better of it"),
        ],
    )
}

/// Why a request is not met at present.
pub(super) fn refusals(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            (
                "Сейчас нет места, вернёмся к этому",
                "There is no room now, we come back to it",
            ),
            (
                "Сначала заканчиваем начатое",
                "What was begun is finished first",
            ),
            ("Решаем вместе с тьютором", "We decide it with the tutor"),
            ("Договорились подождать", "We agreed to wait"),
        ],
    )
}

/// Reasons of a review's outcome: those that fit it.
pub(super) fn reviews(lang: &str, keeps: bool) -> Vec<String> {
    if keeps {
        return words(
            lang,
            &[
                (
                    "Видно старание, нужна ещё попытка",
                    "There is effort, one more try is needed",
                ),
                (
                    "Причины вне работы, подключаем тьютора",
                    "The causes lie outside work, a tutor joins in",
                ),
            ],
        );
    }
    words(
        lang,
        &[
            (
                "Нарушения повторяются, договорённости не помогли",
                "Breaches come again, what was agreed did not help",
            ),
            (
                "Нужна другая форма занятости",
                "Another form of work is needed",
            ),
        ],
    )
}

/// Reasons of an end.
pub(super) fn endings(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            (
                "Своё желание, сказано в разговоре",
                "Own wish, said in a talk",
            ),
            ("Найдена работа", "Found a job"),
            ("Переезд", "Moved away"),
            ("Здоровье", "Health"),
            ("Срок договора закончился", "The contract’s term is over"),
        ],
    )
}

fn words(lang: &str, all: &[(&str, &str)]) -> Vec<String> {
    all.iter()
        .map(|(ru, en)| if lang == "ru" { ru } else { en })
        .map(|text| (*text).to_string())
        .collect()
}

/// `чт, 12 ноября`.
pub(super) fn date(day: NaiveDate, lang: &str) -> String {
    let weekdays = if lang == "ru" {
        ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    } else {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    };
    let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
    let weekday = weekdays.get(weekday).copied().unwrap_or_default();
    format!("{weekday}, {}", day_and_month(day, lang))
}

/// `12 ноября 2026`: where a day may lie in another year.
pub(super) fn with_year(day: NaiveDate, lang: &str) -> String {
    format!("{} {}", day_and_month(day, lang), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ready_reason_has_words_that_say_nothing_else() {
        for what_for in ReasonFor::ALL {
            for reason in what_for.ready() {
                for lang in ["ru", "en"] {
                    let said = of_ready(reason, lang).unwrap_or_else(|| panic!("{reason} {lang}"));
                    assert_eq!(said_ready(what_for, said), Some(*reason), "{said}");
                }
            }
            assert_eq!(
                said_ready(what_for, "Транспорт не ходил. Звонила мама"),
                None
            );
        }
    }

    #[test]
    fn a_reason_is_read_in_ones_own_language_and_an_old_one_as_it_was_written() {
        let cases = [
            ("no_transport", "ru", Say::from("Транспорт не ходил")),
            ("no_transport", "en", Say::from("There was no transport")),
            ("at_office", "ru", Say::from(Word::ReasonAtOffice)),
            ("Автобус сломался", "en", Say::from("Автобус сломался")),
        ];
        for (said, lang, expected) in cases {
            assert_eq!(
                reason(ReasonFor::Mercy, said, lang),
                expected,
                "{said} {lang}"
            );
        }
        let agreed = reason(ReasonFor::Homeward, "at_office", "ru");
        assert_eq!(agreed, Say::from(Word::AgreedAtOffice));
    }
}
