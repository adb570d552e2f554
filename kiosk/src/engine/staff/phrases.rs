//! Ready reasons, and dates in words. Reasons become part of an entry, in the language in which they were chosen.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use stupen_domain::facts::Bilingual;
use stupen_domain::wire::forms::Phrases;

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
pub(super) fn listed<'a>(
    published: &'a Phrases,
    list: impl Fn(&Phrases) -> &Vec<Bilingual>,
) -> &'a [Bilingual] {
    let theirs = list(published);
    if theirs.is_empty() {
        list(&OWN)
    } else {
        theirs
    }
}

use crate::engine::day::day_and_month;

/// Reasons of corrections.
pub(super) fn corrections(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            ("Бейдж забыт дома", "The badge was left at home"),
            ("Отметка забыта", "Nobody marked it"),
            ("Отметка сделана по ошибке", "Marked by mistake"),
            ("Киоск не работал", "The kiosk did not work"),
            ("Время киоска было неверным", "The kiosk’s clock was wrong"),
        ],
    )
}

/// Reasons to annul a breach, or to let a proposed one be.
pub(super) fn mercies(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            (
                "Причина уважительная, подтверждена",
                "A good reason, confirmed",
            ),
            ("Транспорт не ходил", "There was no transport"),
            ("Записано по ошибке", "Recorded by mistake"),
            ("Было договорено заранее", "It was agreed beforehand"),
            (
                "Правило не было объяснено",
                "The rule had not been explained",
            ),
        ],
    )
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

/// What is agreed when somebody's working time is over.
pub(super) fn homeward(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            ("Идёт домой", "Is going home"),
            (
                "Заканчивает это изделие и идёт домой",
                "Finishes this piece and goes home",
            ),
            ("Ждёт, пока заберут", "Waits to be fetched"),
            (
                "Больше не работает, отдыхает здесь до автобуса",
                "Works no more, rests here until the bus",
            ),
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
