//! What a form said, field by field: pages with many small forms ask for what they need and say what is missing.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use chrono::{NaiveDate, NaiveTime};

use super::fault::Fault;
use crate::i18n::msg;

/// Longest reason taken, in characters; a sentence or two.
pub const REASON_CHARS_MAX: usize = 500;

/// Longest text taken where things are told: half a page.
pub const WORDS_CHARS_MAX: usize = 3000;

/// The fields of a form, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent(Vec<(String, String)>);

impl Sent {
    /// Reads a body.
    pub fn parse(body: &[u8]) -> Self {
        Self(
            form_urlencoded::parse(body)
                .map(|(name, value)| (name.into_owned(), value.trim().replace('\0', "")))
                .collect(),
        )
    }

    /// The first value of a field, without the space around it; empty where there is none.
    pub fn get<'a>(&'a self, name: &str) -> &'a str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field: one for each box that was ticked.
    pub fn all<'a>(&'a self, name: &str) -> Vec<&'a str> {
        self.0
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// True when a field says this.
    pub fn says(&self, name: &str, value: &str) -> bool {
        self.0
            .iter()
            .any(|(known, said)| known == name && said == value)
    }

    /// True when nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Words that must be there.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn reason(&self, name: &str) -> Result<String, &'static str> {
        let words = self.words(name)?;
        if words.is_empty() {
            Err(msg("Say why: the reason stays with the decision."))
        } else if words.chars().count() > REASON_CHARS_MAX {
            Err(msg("The reason is too long: two sentences are enough."))
        } else {
            Ok(words)
        }
    }

    /// Words that may be missing.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn words(&self, name: &str) -> Result<String, &'static str> {
        let words = self.get(name).replace('\r', "");
        if words.chars().count() > WORDS_CHARS_MAX {
            Err(msg("This text is too long: half a page is enough."))
        } else {
            Ok(words)
        }
    }

    /// A date that must be there.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn date(&self, name: &str) -> Result<NaiveDate, &'static str> {
        self.optional_date(name)?.ok_or(msg("Enter the date."))
    }

    /// A date, where one was entered.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn optional_date(&self, name: &str) -> Result<Option<NaiveDate>, &'static str> {
        let text = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        // Browsers send dates so; who types one in Russian writes it the other way.
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .or_else(|_other_way| NaiveDate::parse_from_str(text, "%d.%m.%Y"))
            .ok()
            .filter(|day| (2000..2100).contains(&chrono::Datelike::year(day)))
            .map(Some)
            .ok_or(msg("Enter the date as day, month and year."))
    }

    /// A time of day, where one was entered.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn optional_time(&self, name: &str) -> Result<Option<NaiveTime>, &'static str> {
        time_of(self.get(name))
    }

    /// A stretch of time as minutes, where one was entered: `4:00`, or `4` for four hours.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn optional_time_span(&self, name: &str) -> Result<Option<u32>, &'static str> {
        let text = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
        let minutes = minutes.parse::<u32>().ok().filter(|minutes| *minutes < 60);
        hours
            .parse::<u32>()
            .ok()
            .filter(|hours| *hours <= 168)
            .zip(minutes)
            .map(|(hours, minutes)| Some(hours * 60 + minutes))
            .ok_or(msg("Enter hours and minutes, such as 4:00."))
    }

    /// Seconds as tenths of a second, where some were entered: `0.8`, or `0,8`.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn optional_tenths(&self, name: &str) -> Result<Option<u16>, &'static str> {
        let text = self.get(name).replace(',', ".");
        if text.is_empty() {
            return Ok(None);
        }
        let (seconds, tenth) = text.split_once('.').unwrap_or((text.as_str(), "0"));
        let tenth = tenth.parse::<u16>().ok().filter(|_| tenth.len() == 1);
        seconds
            .parse::<u16>()
            .ok()
            .and_then(|seconds| seconds.checked_mul(10)?.checked_add(tenth?))
            .map(Some)
            .ok_or(msg("Enter seconds, such as 0.8."))
    }

    /// A whole number, where one was entered.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn optional_number(&self, name: &str) -> Result<Option<u32>, &'static str> {
        let text = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse()
            .map(Some)
            .map_err(|_no_number| msg("Enter a whole number."))
    }

    /// One of a few words.
    ///
    /// # Errors
    /// What to do, as a msgid.
    pub fn choice<T: Copy>(&self, name: &str, of: &[(&str, T)]) -> Result<T, &'static str> {
        let said = self.get(name);
        of.iter()
            .find(|(word, _)| *word == said)
            .map(|(_, choice)| *choice)
            .ok_or(msg("Choose one of the answers."))
    }
}

/// A time of day, where the text is not empty.
///
/// # Errors
/// What to do, as a msgid.
pub fn time_of(text: &str) -> Result<Option<NaiveTime>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    NaiveTime::parse_from_str(text, "%H:%M")
        .map(Some)
        .map_err(|_no_time| msg("Enter the time as hours and minutes, such as 15:00."))
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Fault::of(rejection.status()))?;
        Ok(Self::parse(&body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Result<Option<NaiveDate>, &'static str> {
        Sent::parse(format!("on={text}").as_bytes()).optional_date("on")
    }

    #[test]
    fn fields_are_read_and_what_is_wrong_is_said() {
        let sent = Sent::parse("a=+x+&box=1&box=2&n=12&t=07%3A30&w=%00".as_bytes());
        assert_eq!((sent.get("a"), sent.get("none")), ("x", ""));
        assert_eq!(sent.all("box"), ["1", "2"]);
        assert!(sent.says("box", "2") && !sent.says("box", "3"));
        assert_eq!(sent.optional_number("n"), Ok(Some(12)));
        assert!(sent.optional_number("a").is_err());
        assert_eq!(
            sent.optional_time("t"),
            Ok(NaiveTime::from_hms_opt(7, 30, 0))
        );
        assert!(sent.optional_time("a").is_err());
        let span = |text: &str| Sent::parse(format!("s={text}").as_bytes()).optional_time_span("s");
        for (text, expected) in [("", None), ("4", Some(240)), ("17:30", Some(1050))] {
            assert_eq!(span(text), Ok(expected), "{text}");
        }
        for text in ["4:60", "four", "169", "4:"] {
            assert!(span(text).is_err(), "{text}");
        }
        let tenths = |text: &str| Sent::parse(format!("s={text}").as_bytes()).optional_tenths("s");
        for (text, expected) in [
            ("", None),
            ("2", Some(20)),
            ("0.8", Some(8)),
            ("0,5", Some(5)),
        ] {
            assert_eq!(tenths(text), Ok(expected), "{text}");
        }
        for text in ["0.85", ".5", "1.", "6554", "-1", "soon"] {
            assert!(tenths(text).is_err(), "{text}");
        }
        assert!(sent.reason("w").is_err(), "nothing but a zero byte");
        assert!(sent.date("none").is_err());
        let long = Sent::parse(format!("r={}", "я".repeat(501)).as_bytes());
        assert!(long.reason("r").is_err() && long.words("r").is_ok());
        assert_eq!(sent.choice("n", &[("11", 1), ("12", 2)]), Ok(2));
        assert!(sent.choice("n", &[("11", 1)]).is_err());
    }

    #[test]
    fn dates_as_browsers_and_as_people_write_them() {
        let second = NaiveDate::from_ymd_opt(2026, 3, 2);
        for (text, expected) in [
            ("", Ok(None)),
            ("2026-03-02", Ok(second)),
            ("02.03.2026", Ok(second)),
        ] {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in ["1026-03-02", "2026-02-30", "soon"] {
            assert!(day(text).is_err(), "{text}");
        }
    }
}
