//! A USB scanner that types like a keyboard, told from a human by its speed, whatever the keyboard layout.
//!
//! The window feeds every key here. The badge alphabet is A–Z and 2–7, so each key gives back the Latin capital or the
//! digit printed on it: the Russian layout and caps lock change what the window sees, not which key was meant.

use serde::{Deserialize, Serialize};

use crate::Input;
use crate::code::{CODE_BYTES_MAX, input_of_text};

/// What counts as a scanner's typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WedgeConfig {
    /// A pause longer than this begins anew, in milliseconds. Long enough for a window that was busy drawing.
    pub gap_ms_max: u64,
    /// Mean time from key to key, Enter included, in milliseconds. Scanners type a key in 1–20 ms; the fastest
    /// typists need about 60.
    pub mean_ms_max: u64,
    /// Fewer characters than this are a human's: two keys may well fall together.
    pub chars_min: usize,
}

impl Default for WedgeConfig {
    fn default() -> WedgeConfig {
        WedgeConfig {
            gap_ms_max: 150,
            mean_ms_max: 40,
            chars_min: 4,
        }
    }
}

/// Assembles fast bursts of keys that end with Enter.
#[derive(Debug)]
pub struct Wedge {
    config: WedgeConfig,
    burst: Option<Burst>,
}

struct Burst {
    text: String,
    chars: u64,
    overflow: bool,
    first_ms: u64,
    last_ms: u64,
}

/// Hides the text, which may be a badge.
impl std::fmt::Debug for Burst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Burst(<{} characters>)", self.chars)
    }
}

impl Default for Wedge {
    fn default() -> Wedge {
        Wedge::new(WedgeConfig::default())
    }
}

impl Wedge {
    /// A decoder with nothing typed yet.
    #[must_use]
    pub fn new(config: WedgeConfig) -> Wedge {
        Wedge {
            config,
            burst: None,
        }
    }

    /// Takes the text of one key press and when it came, in milliseconds of a clock that does not run backwards;
    /// the code, when this key is the Enter that ends one.
    ///
    /// Enter is `"\n"` or `"\r"`. Keys without a character (Shift, arrows: control and private-use characters) are
    /// passed over. The result is [`Input::Scan`] in capitals, or [`Input::ScanTooLong`].
    pub fn key(&mut self, text: &str, at_ms: u64) -> Option<Input> {
        if matches!(text, "\n" | "\r" | "\r\n") {
            let burst = self.burst.take()?;
            return self.judge(&burst, at_ms);
        }
        for typed in text.chars().filter(|c| !c.is_control() && !is_private(*c)) {
            if self
                .burst
                .as_ref()
                .is_some_and(|burst| at_ms.saturating_sub(burst.last_ms) > self.config.gap_ms_max)
            {
                self.burst = None;
            }
            let burst = self.burst.get_or_insert_with(|| Burst {
                text: String::new(),
                chars: 0,
                overflow: false,
                first_ms: at_ms,
                last_ms: at_ms,
            });
            burst.chars += 1;
            burst.last_ms = at_ms;
            if burst.text.len() + typed.len_utf8() <= CODE_BYTES_MAX {
                burst.text.push(typed);
            } else {
                burst.overflow = true;
            }
        }
        None
    }

    fn judge(&self, burst: &Burst, at_ms: u64) -> Option<Input> {
        let in_time = at_ms.saturating_sub(burst.last_ms) <= self.config.gap_ms_max;
        let fast = at_ms.saturating_sub(burst.first_ms)
            <= self.config.mean_ms_max.saturating_mul(burst.chars);
        let enough = usize::try_from(burst.chars).unwrap_or(usize::MAX) >= self.config.chars_min;
        if !(in_time && fast && enough) {
            return None;
        }
        if burst.overflow {
            return Some(Input::ScanTooLong);
        }
        input_of_text(&keys_of(&burst.text))
    }
}

/// Function and arrow keys come as characters of this area.
fn is_private(c: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&c)
}

/// The Latin capitals and digits of the keys that typed `text`.
fn keys_of(text: &str) -> String {
    // `;` and `:` are shifted digits on the Russian layout and keys of their own on the Latin one, so the letters
    // beside them decide.
    let russian = text
        .chars()
        .any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | '№'));
    text.chars().map(|c| key_of(c, russian)).collect()
}

/// The Latin capital or digit of the key that typed `c`; other characters stay as they are.
fn key_of(c: char, russian: bool) -> char {
    const LETTERS: [(&str, &str); 3] = [
        ("йцукенгшщзхъ", "QWERTYUIOP[]"),
        ("фывапролджэ", "ASDFGHJKL;'"),
        ("ячсмитьбюё", "ZXCVBNM,.`"),
    ];
    let shifted = if russian {
        "!\"№;%:?*()"
    } else {
        "!@#$%^&*()"
    };
    if let Some(digit) = at_same_place(shifted, "1234567890", c) {
        return digit;
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    for (russian, latin) in LETTERS {
        if let Some(key) = at_same_place(russian, latin, lower) {
            return key;
        }
    }
    c.to_ascii_uppercase()
}

fn at_same_place(from: &str, to: &str, c: char) -> Option<char> {
    from.chars()
        .zip(to.chars())
        .find(|(from, _)| *from == c)
        .map(|(_, to)| to)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types every character of `text` with `pause_ms` between them, from `start_ms`; the last result and the time.
    fn burst(wedge: &mut Wedge, text: &str, start_ms: u64, pause_ms: u64) -> (Option<Input>, u64) {
        let mut now = start_ms;
        let mut heard = None;
        for c in text.chars() {
            heard = wedge.key(&c.to_string(), now);
            now += pause_ms;
        }
        (heard, now)
    }

    fn check(text: &str, pause_ms: u64, expected: Option<&str>) {
        let (heard, _) = burst(&mut Wedge::default(), text, 1000, pause_ms);
        assert_eq!(
            heard,
            expected.map(|text| Input::Scan(text.into())),
            "{text:?} every {pause_ms} ms"
        );
    }

    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    #[test]
    fn every_layout_gives_the_same_badge() {
        for typed in [
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            "abcdefghijklmnopqrstuvwxyz234567",
            "ФИСВУАПРШОЛДЬТЩЗЙКЫЕГМЦЧНЯ234567",
            "фисвуапршолдьтщзйкыегмцчня234567",
            // Shift held down over the digits too.
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ@#$%^&",
            "ФИСВУАПРШОЛДЬТЩЗЙКЫЕГМЦЧНЯ\"№;%:?",
            // Caps lock with a scanner that holds Shift for capitals.
            "фисвуапршолдьтщзйкыегмцчня\"№;%:?",
        ] {
            check(&format!("{typed}\n"), 5, Some(ALPHABET));
        }
    }

    #[test]
    fn speed_tells_a_scanner_from_a_human() {
        check("ABCDEFGH\n", 0, Some("ABCDEFGH"));
        check("ABCDEFGH\n", 1, Some("ABCDEFGH"));
        check("ABCDEFGH\r", 20, Some("ABCDEFGH"));
        check("ABCDEFGH\n", 40, Some("ABCDEFGH"));
        check("ABCDEFGH\n", 60, None);
        check("ABCDEFGH\n", 180, None);
        check("ABC\n", 5, None);
        check("ABCD\n", 5, Some("ABCD"));
        check("\n", 5, None);
        check("    \n", 5, None);
        // Without Enter nothing is told.
        check("ABCDEFGH", 5, None);
    }

    #[test]
    fn other_codes_pass_through_in_capitals() {
        check("http://x.y\n", 5, Some("HTTP://X.Y"));
        check("ящик;\n", 5, Some("ZOBR4"));
    }

    #[test]
    fn keys_without_a_character_are_passed_over() {
        let mut wedge = Wedge::default();
        let keys = [
            "\u{10}", "A", "\u{14}", "B", "\u{F700}", "C", "D", "", "\u{1b}",
        ];
        for (at, key) in (0..).zip(keys) {
            assert_eq!(wedge.key(key, at), None);
        }
        assert_eq!(wedge.key("\n", 12), Some(Input::Scan("ABCD".into())));
    }

    #[test]
    fn a_pause_begins_anew() {
        let mut wedge = Wedge::default();
        let (_, now) = burst(&mut wedge, "human", 0, 200);
        let (heard, now) = burst(&mut wedge, "BADGE234\n", now, 5);
        assert_eq!(heard, Some(Input::Scan("BADGE234".into())));
        // Half a code, then Enter by hand a second later: not a scan, and nothing is left of it.
        let (_, now) = burst(&mut wedge, "BADGE234", now, 5);
        assert_eq!(wedge.key("\n", now + 1000), None);
        assert_eq!(wedge.key("\n", now + 1001), None);
        // One slow frame in the middle of a burst is forgiven.
        let (_, now) = burst(&mut wedge, "BADGE234", now + 2000, 5);
        let (heard, _) = burst(&mut wedge, "BADGE567\n", now + 120, 5);
        assert_eq!(heard, Some(Input::Scan("BADGE234BADGE567".into())));
    }

    #[test]
    fn two_scans_follow_each_other_at_once() {
        let mut wedge = Wedge::default();
        let (first, now) = burst(&mut wedge, "AAAA2\n", 0, 5);
        let (second, _) = burst(&mut wedge, "BBBB3\n", now, 5);
        assert_eq!(
            (first, second),
            (
                Some(Input::Scan("AAAA2".into())),
                Some(Input::Scan("BBBB3".into()))
            )
        );
    }

    #[test]
    fn garbage_is_bounded() {
        let mut wedge = Wedge::default();
        for at in 0..100_000 {
            assert_eq!(wedge.key("Я", at), None);
        }
        assert!(wedge.burst.as_ref().unwrap().text.len() <= CODE_BYTES_MAX);
        assert_eq!(wedge.key("\n", 100_000), Some(Input::ScanTooLong));
        let (heard, _) = burst(&mut wedge, "BADGE234\n", 100_005, 5);
        assert_eq!(heard, Some(Input::Scan("BADGE234".into())));
        assert!(!format!("{wedge:?}").contains("BADGE"));
    }

    #[test]
    fn a_clock_that_jumps_back_is_survived() {
        let mut wedge = Wedge::default();
        assert_eq!(wedge.key("A", 1000), None);
        assert_eq!(wedge.key("B", 10), None);
        assert_eq!(wedge.key("\n", 0), None);
    }
}
