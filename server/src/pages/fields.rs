//! Values in dispute as pages say them: the fields of a fact in words, never their names on the wire.

use crate::i18n::{Lang, msg};

/// A field in words, as a msgid; the fields of every kind whose values may contradict each other.
fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "called" => msg("Name"),
        "picture" => msg("Picture"),
        "language" => msg("Language"),
        "staff_role" => msg("Role"),
        "active" => msg("In use"),
        "surname" => msg("Surname"),
        "given_name" => msg("Given name"),
        "patronymic" => msg("Patronymic"),
        "born" => msg("Date of birth"),
        "roster_key" => msg("Key in the roster"),
        "number" => msg("Number"),
        "from" => msg("From this day on"),
        "until" => msg("Until"),
        "on" | "day" => msg("Day"),
        "week" => msg("Working hours"),
        "operation" => msg("Operation"),
        "operations" => msg("Operations"),
        "words" => msg("What it is"),
        "measure" => msg("How it is seen"),
        "marks" => msg("Marks"),
        "level" => msg("Prompts"),
        "support" => msg("What supports a step"),
        "text_percent" => msg("Size of the text"),
        "speech" => msg("Speaks"),
        "volume_percent" => msg("Loudness, per cent of the kiosk's"),
        "high_contrast" => msg("high contrast"),
        "left_handed" => msg("for the left hand"),
        "calm" => msg("nothing moves"),
        "debounce_ds" => msg("A second touch counts after (in tenths of a second)"),
        "break_timer" => msg("Timer of a break"),
        "work_timer" => msg("Timer of a piece"),
        "daily_min" => msg("Minutes a day at most"),
        "weekly_min" => msg("Minutes a week at most"),
        "no_night" => msg("no work at night"),
        "name" => msg("Title"),
        _ => return None,
    })
}

/// A device in words: the office's own is named in the log in English.
pub(super) fn device<'a>(lang: &Lang, name: &'a str) -> &'a str {
    match name {
        "Office" => lang.t(msg("Office")),
        _ => name,
    }
}

/// A field in words; of a kind that came later, that something else differs.
pub(super) fn words(lang: &Lang, field: &str) -> &'static str {
    let said = label(field).unwrap_or(msg("Something else"));
    lang.t(said)
}

/// A value in words: what is a list or a table on the wire is only said to differ.
pub(super) fn value(lang: &Lang, text: &str) -> String {
    match text {
        "true" => lang.t(msg("yes")).to_owned(),
        "false" => lang.t(msg("no")).to_owned(),
        "null" => lang.t(msg("not set")).to_owned(),
        _ if text.starts_with(['{', '[']) => lang.t(msg("differs in its parts")).to_owned(),
        _ => match text.parse::<chrono::NaiveDate>() {
            Ok(day) => lang.date(day),
            Err(_a_text) => text.to_owned(),
        },
    }
}
