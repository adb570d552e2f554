//! Ready reasons, and dates in words. Reasons become part of an entry, in the language in which they were chosen.

use chrono::{Datelike, NaiveDate};

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

/// By what one sees that a goal is reached.
pub(super) fn measures(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            ("Пять дней подряд", "Five days in a row"),
            ("Две недели без напоминаний", "Two weeks without a reminder"),
            ("Десять штук без ошибки", "Ten pieces without a mistake"),
            (
                "Вся операция без помощи",
                "The whole operation without help",
            ),
            ("Успевает за норму времени", "Keeps the time norm"),
            (
                "Решим вместе на оценке",
                "We decide it together at the assessment",
            ),
        ],
    )
}

/// Why a signed mark is amended.
pub(super) fn amendments(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            ("Отметка поставлена по ошибке", "Marked by mistake"),
            (
                "Обсудили вместе и решили иначе",
                "Talked it over and decided otherwise",
            ),
            (
                "Стало известно больше о работе",
                "More became known about the work",
            ),
        ],
    )
}

/// Why a readiness is answered so.
pub(super) fn readiness(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            (
                "Работает самостоятельно, место подобрано",
                "Works independently, a place is found",
            ),
            (
                "Хочет попробовать, договорились вместе",
                "Wants to try, agreed together",
            ),
            (
                "Нужно ещё закрепить навыки",
                "Skills need to become steadier",
            ),
            ("Сейчас не хочет сам(а)", "Does not want to at present"),
            (
                "Подходящего места пока нет",
                "There is no fitting place yet",
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

/// Notes of a trial task: what was seen.
pub(super) fn trials(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            ("Задание выполнено до конца", "The task was finished"),
            ("Выполнена часть задания", "A part of the task was done"),
            (
                "Помогла картинка или образец",
                "A picture or a sample helped",
            ),
            (
                "Нужно больше времени на объяснение",
                "More time to explain is needed",
            ),
            ("Был интерес к работе", "There was interest in the work"),
            ("Понадобился перерыв", "A break was needed"),
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

/// What can be said of a contact or a difficulty.
pub(super) fn contacts(lang: &str) -> Vec<String> {
    words(
        lang,
        &[
            ("Работа идёт спокойно", "Work goes calmly"),
            ("Нужна помощь с заданием", "Help with the task is needed"),
            ("Трудно с дорогой", "The way there is difficult"),
            ("Трудно с людьми", "It is difficult with people"),
            ("Усталость", "Tired"),
            ("Наставник доволен", "The mentor is content"),
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
