//! Texts in Russian and English: gettext catalogues with English msgids, built into the program.
//!
//! Templates and handlers say the English sentence; [`Lang::t`] gives the other language. A constant that
//! is translated later is wrapped in [`msg`], so that the check of the catalogue finds it.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Weekday};
use serde::Serialize;
use stupen_domain::facts::Bilingual;

/// A language of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Russian, the first language of everything here.
    Ru,
    /// English.
    En,
}

static RU_PO: &str = include_str!("../../assets/i18n/ru/LC_MESSAGES/stupen-server.po");

/// The Russian catalogue: msgid to its forms (one form for a plain text, three for a counted one).
static RU: LazyLock<HashMap<String, Vec<String>>> =
    LazyLock::new(
        || match polib::po_file::parse_from_reader(RU_PO.as_bytes()) {
            Ok(catalogue) => catalogue
                .messages()
                .filter(|message| message.is_translated())
                .map(|message| {
                    let forms = match message.msgstr() {
                        Ok(text) => vec![text.to_owned()],
                        Err(_counted) => message.msgstr_plural().cloned().unwrap_or_default(),
                    };
                    (message.msgid().to_owned(), forms)
                })
                .collect(),
            Err(error) => {
                // The catalogue is part of the program and a test reads it; on a desk, English beats no page.
                tracing::error!(%error, "the Russian catalogue cannot be read");
                HashMap::new()
            }
        },
    );

/// Marks a text that is translated later, where it is shown.
pub const fn msg(msgid: &'static str) -> &'static str {
    msgid
}

impl Lang {
    /// All languages, the first one first.
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// `ru` or `en`, as in HTML and in settings.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// The language of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The best language for an `Accept-Language` header; none when the header asks for others only.
    pub fn from_accept(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim();
            let quality = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |text| text.trim().parse().unwrap_or(0.0));
            let Some(lang) = tag
                .split('-')
                .next()
                .and_then(|code| Self::from_code(&code.to_lowercase()))
            else {
                continue;
            };
            if quality > 0.0 && best.is_none_or(|(_, so_far)| quality > so_far) {
                best = Some((lang, quality));
            }
        }
        best.map(|(lang, _)| lang)
    }

    /// This language's half of a text that stands in the log in both.
    pub fn of(self, text: &Bilingual) -> &str {
        match self {
            Self::Ru => &text.ru,
            Self::En => &text.en,
        }
    }

    /// The text in this language; a text without a translation stays English.
    pub fn t(self, msgid: &str) -> &str {
        match self {
            Self::En => msgid,
            Self::Ru => RU
                .get(msgid)
                .and_then(|forms| forms.first())
                .map_or(msgid, String::as_str),
        }
    }

    /// The text with `{name}` replaced by values.
    pub fn tf(self, msgid: &str, values: &[(&str, &dyn Display)]) -> String {
        fill(self.t(msgid), values)
    }

    /// The text for a count, with `{n}` replaced by it.
    pub fn tn(self, one: &str, many: &str, n: usize) -> String {
        let text = match self {
            Self::En => {
                if n == 1 {
                    one
                } else {
                    many
                }
            }
            Self::Ru => RU
                .get(one)
                .and_then(|forms| forms.get(russian_form(n)))
                .map_or(many, String::as_str),
        };
        fill(text, &[("n", &n)])
    }

    /// A length of time as people say it: "20 min", "1 h", "1 h 20 min".
    pub fn minutes(self, minutes: u32) -> String {
        let (hours, rest) = (minutes / 60, minutes % 60);
        match (hours, rest) {
            (0, _) => self.tf("{n} min", &[("n", &rest)]),
            (_, 0) => self.tf("{n} h", &[("n", &hours)]),
            (_, _) => self.tf("{hours} h {n} min", &[("hours", &hours), ("n", &rest)]),
        }
    }

    /// A day as lists show it: "02.03.2026", in English "2 Mar 2026".
    pub fn date(self, day: NaiveDate) -> String {
        match self {
            Self::Ru => day.format("%d.%m.%Y").to_string(),
            Self::En => day.format("%-d %b %Y").to_string(),
        }
    }

    /// A day of which the year is known: "02.03", in English "2 Mar".
    pub fn short_date(self, day: NaiveDate) -> String {
        match self {
            Self::Ru => day.format("%d.%m").to_string(),
            Self::En => day.format("%-d %b").to_string(),
        }
    }

    /// Day, hours and minutes of a moment, in its own zone.
    pub fn date_time<Z>(self, at: &DateTime<Z>) -> String
    where
        Z: TimeZone,
        Z::Offset: Display,
    {
        format!("{} {}", self.date(at.date_naive()), at.format("%H:%M"))
    }

    /// "Monday, 2 March 2026".
    pub fn long_date(self, day: NaiveDate) -> String {
        self.tf(
            "{weekday}, {day} {month} {year}",
            &[
                ("weekday", &self.t(weekday(day.weekday()))),
                ("day", &day.day()),
                ("month", &self.t(month(day.month0()))),
                ("year", &day.year()),
            ],
        )
    }
}

/// The gettext rule of Russian: 1 стол, 2 стола, 5 столов, 11 столов, 21 стол.
fn russian_form(n: usize) -> usize {
    match (n % 10, n % 100) {
        (1, tail) if tail != 11 => 0,
        (2..=4, tail) if !(12..=14).contains(&tail) => 1,
        _ => 2,
    }
}

fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    // One pass, so that a value that looks like a placeholder is never replaced itself.
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, tail)| {
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (value, tail))
        });
        match value {
            Some((value, tail)) => {
                filled.push_str(&value.to_string());
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => msg("Monday"),
        Weekday::Tue => msg("Tuesday"),
        Weekday::Wed => msg("Wednesday"),
        Weekday::Thu => msg("Thursday"),
        Weekday::Fri => msg("Friday"),
        Weekday::Sat => msg("Saturday"),
        Weekday::Sun => msg("Sunday"),
    }
}

/// Months as they stand after a day's number (in Russian: the genitive).
fn month(month0: u32) -> &'static str {
    const MONTHS: [&str; 12] = [
        msg("January"),
        msg("February"),
        msg("March"),
        msg("April"),
        msg("May"),
        msg("June"),
        msg("July"),
        msg("August"),
        msg("September"),
        msg("October"),
        msg("November"),
        msg("December"),
    ];
    usize::try_from(month0)
        .ok()
        .and_then(|index| MONTHS.get(index))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn an_hour_and_more_is_said_in_hours() {
        for (minutes, ru, en) in [
            (0, "0 мин", "0 min"),
            (59, "59 мин", "59 min"),
            (60, "1 ч", "1 h"),
            (80, "1 ч 20 мин", "1 h 20 min"),
            (125, "2 ч 5 мин", "2 h 5 min"),
            (480, "8 ч", "8 h"),
        ] {
            assert_eq!(Lang::Ru.minutes(minutes), ru);
            assert_eq!(Lang::En.minutes(minutes), en);
        }
    }

    /// Every msgid said in templates and sources, with the file that says it.
    fn said() -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        let mut folders = vec![root.join("src"), root.join("templates")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if !path.is_dir() {
                    files.push(path);
                } else if !path.ends_with("src/tests") {
                    folders.push(path);
                }
            }
        }
        let mut said = Vec::new();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let spoken = text.split("#[cfg(test)]").next().unwrap();
            for call in [".t(", ".t1(", ".tf(", ".tf2(", ".tn(", "msg("] {
                for after in spoken.split(call).skip(1) {
                    let Some(literal) = after.trim_start().strip_prefix('"') else {
                        continue;
                    };
                    let msgid = literal.split('"').next().unwrap().to_owned();
                    assert!(
                        !msgid.ends_with('\\'),
                        "{}: no quotes in msgids: {msgid}",
                        file.display()
                    );
                    said.push((msgid, file.display().to_string()));
                }
            }
        }
        said
    }

    #[test]
    fn the_russian_catalogue_has_every_text_and_no_stale_one() {
        let said = said();
        assert!(
            said.len() > 30,
            "the search for msgids found only {}",
            said.len()
        );
        for (msgid, file) in &said {
            assert!(RU.contains_key(msgid), "{file}: no Russian for {msgid:?}");
        }
        let known: BTreeSet<&str> = said.iter().map(|(msgid, _)| msgid.as_str()).collect();
        for msgid in RU.keys() {
            assert!(
                known.contains(msgid.as_str()),
                "nobody says {msgid:?} any more"
            );
        }
    }

    #[test]
    fn translations_keep_their_placeholders() {
        let names = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
                .collect()
        };
        for (msgid, forms) in RU.iter() {
            assert!(
                forms.len() == 1 || forms.len() == 3,
                "{msgid:?} has {} forms",
                forms.len()
            );
            for form in forms {
                assert_eq!(names(msgid), names(form), "{msgid:?}");
            }
        }
    }

    #[test]
    fn counting_in_russian() {
        for (n, form) in [
            (0, 2),
            (1, 0),
            (2, 1),
            (4, 1),
            (5, 2),
            (11, 2),
            (14, 2),
            (21, 0),
            (22, 1),
            (111, 2),
        ] {
            assert_eq!(russian_form(n), form, "{n}");
        }
    }

    #[test]
    fn the_language_a_browser_asks_for() {
        let table = [
            ("ru-RU,ru;q=0.9,en;q=0.8", Some(Lang::Ru)),
            ("en-GB", Some(Lang::En)),
            ("de, en;q=0.3, ru;q=0.5", Some(Lang::Ru)),
            ("de-DE", None),
            ("ru;q=0, en;q=0.1", Some(Lang::En)),
            ("*;;;=", None),
        ];
        for (header, expected) in table {
            assert_eq!(Lang::from_accept(header), expected, "{header}");
        }
    }

    #[test]
    fn dates_read_as_people_say_them() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        assert_eq!(Lang::En.long_date(day), "Monday, 2 March 2026");
        assert_eq!(Lang::Ru.long_date(day), "понедельник, 2 марта 2026 г.");
    }

    #[test]
    fn a_value_is_never_read_as_a_placeholder() {
        assert_eq!(
            fill("{a} and {b}, {c}", &[("a", &"{b}"), ("b", &1)]),
            "{b} and 1, {c}"
        );
    }
}
