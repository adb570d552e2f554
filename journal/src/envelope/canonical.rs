//! The form in which this product writes headers and lines, read without a general JSON reader.
//!
//! They are read again and again: from the wire, from the disk, at every rebuild. Nearly all are in this one form;
//! whatever is not is left to serde, which alone decides what is refused. So this reader may only ever say the same
//! as serde, or nothing. Why it exists: docs/adr/0009-a-reader-for-our-own-form.md.

use std::borrow::Cow;

use super::entry::{ClockHealth, ClockState, HeaderWire, LineWire};

/// A line's parts; `None` when it has another form.
pub(super) fn line(text: &str) -> Option<LineWire<'_>> {
    let mut rest = Rest::new(text)?;
    rest.token("{\"h\":\"")?;
    let h = rest.escaped()?;
    if rest.token("}").is_some() {
        return rest.0.is_empty().then_some(LineWire {
            h,
            s: None,
            p: None,
        });
    }
    rest.token(",\"s\":\"")?;
    let s = rest.text()?;
    rest.token(",\"p\":\"")?;
    let p = rest.escaped()?;
    rest.token("}")?;
    rest.0.is_empty().then_some(LineWire {
        h,
        s: Some(s.into()),
        p: Some(p),
    })
}

/// The header's fields; `None` when its bytes have another form.
pub(super) fn header(bytes: &[u8]) -> Option<HeaderWire<'_>> {
    let mut rest = Rest::new(std::str::from_utf8(bytes).ok()?)?;
    rest.token("{\"v\":1,\"stream\":\"")?;
    let stream = rest.text()?.parse().ok()?;
    rest.token(",\"seq\":")?;
    let seq = rest.number()?;
    rest.token(",\"lamport\":")?;
    let lamport = rest.number()?;
    rest.token(",\"recorded_at\":\"")?;
    let recorded_at = rest.text()?;
    rest.token(",\"occurred_at\":\"")?;
    let occurred_at = rest.text()?;
    rest.token(",\"clock\":{\"state\":\"")?;
    let state = match rest.text()? {
        "ok" => ClockHealth::Ok,
        "suspect" => ClockHealth::Suspect,
        _ => return None,
    };
    rest.token(",\"boot\":\"")?;
    let boot = rest.text()?;
    rest.token(",\"mono_ms\":")?;
    let mono_ms = rest.number()?;
    rest.token("},\"kind\":\"")?;
    let kind = rest.text()?;
    rest.token(",\"role\":\"")?;
    let role = rest.text()?;
    rest.token(",\"prev\":\"")?;
    let prev = rest.text()?.parse().ok()?;
    rest.token(",\"payload\":\"")?;
    let payload = rest.text()?.parse().ok()?;
    rest.token("}")?;
    rest.0.is_empty().then(|| HeaderWire {
        v: 1,
        stream: Cow::Owned(stream),
        seq,
        lamport,
        recorded_at: recorded_at.into(),
        occurred_at: occurred_at.into(),
        clock: Cow::Owned(ClockState {
            state,
            boot: boot.to_owned(),
            mono_ms,
        }),
        kind: kind.into(),
        role: role.into(),
        prev,
        payload,
    })
}

/// What is not read yet.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// `None` where something stands bare in the text that JSON wants escaped.
    fn new(text: &'a str) -> Option<Self> {
        // All of them are looked at, which compilers turn into a few wide comparisons.
        let is_fine = text.bytes().fold(true, |fine, byte| fine & (byte >= b' '));
        is_fine.then_some(Self(text))
    }

    fn token(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    /// A string's text and its closing quote; `None` where something in it is escaped.
    fn text(&mut self) -> Option<&'a str> {
        let end = memchr::memchr2(b'"', b'\\', self.0.as_bytes())?;
        let (text, rest) = self.0.split_at_checked(end)?;
        self.0 = rest.strip_prefix('"')?;
        Some(text)
    }

    /// As [`Rest::text`], where quotes and backslashes may be escaped, and nothing else is.
    fn escaped(&mut self) -> Option<Cow<'a, str>> {
        // Quotes in JSON inside JSON: about one in eight characters is escaped.
        let mut text = String::with_capacity(self.0.len());
        loop {
            let end = memchr::memchr2(b'"', b'\\', self.0.as_bytes())?;
            let (plain, rest) = self.0.split_at_checked(end)?;
            text.push_str(plain);
            if let Some(rest) = rest.strip_prefix('"') {
                self.0 = rest;
                return Some(Cow::Owned(text));
            }
            let (quoted, rest) = rest.split_at_checked(2)?;
            text.push(match quoted {
                "\\\"" => '"',
                "\\\\" => '\\',
                _ => return None,
            });
            self.0 = rest;
        }
    }

    /// A whole number in the only way to write it, short enough to fit.
    fn number(&mut self) -> Option<u64> {
        let end = self.0.bytes().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.0.split_at_checked(end)?;
        let is_plain = (1..=18).contains(&end) && (end == 1 || !digits.starts_with('0'));
        self.0 = rest;
        is_plain.then(|| digits.parse().ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{draft, filled, stamp, writer};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    fn by_serde(bytes: &[u8]) -> Option<String> {
        let wire: HeaderWire<'_> = serde_json::from_slice(bytes).ok()?;
        serde_json::to_string(&wire).ok()
    }

    fn by_us(bytes: &[u8]) -> Option<String> {
        serde_json::to_string(&header(bytes)?).ok()
    }

    static WRITTEN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let (_dir, mut log) = filled(1, 2);
        let mut doubted = stamp();
        doubted.clock.state = ClockHealth::Suspect;
        let made = log
            .append(&writer(1), &[draft("{}"), draft("[]")], &doubted)
            .unwrap();
        made.into_iter().map(|entry| entry.header_bytes).collect()
    });

    #[test]
    fn what_is_written_here_is_read_here() {
        for bytes in WRITTEN.iter() {
            assert!(by_us(bytes).is_some());
            assert_eq!(by_us(bytes), by_serde(bytes));
        }
    }

    #[test]
    fn other_forms_are_left_to_serde() {
        let text = String::from_utf8(WRITTEN[0].clone()).unwrap();
        for (from, to) in [
            ("{\"v\":1,", "{ \"v\":1,"),
            ("\"v\":1", "\"v\":2"),
            ("\"seq\":3", "\"seq\":03"),
            ("\"seq\":3", "\"seq\":3.0"),
            ("\"seq\":3", "\"seq\":"),
            ("\"seq\":3", "\"seq\":9999999999999999999"),
            ("arrived", "arr\\u0069ved"),
            ("arrived", "arr\tived"),
            ("suspect", "fine"),
            ("w:soap", "w:SOAP"),
            ("\"}", "\",\"more\":1}"),
            ("\"}", "\"} "),
            ("\"}", "\""),
        ] {
            let other = text.replacen(from, to, 1);
            assert_ne!(other, text, "{from}");
            assert_eq!(by_us(other.as_bytes()), None, "{other}");
        }
    }

    static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let (_dir, mut log) = filled(1, 1);
        let payloads = ["{\"a\":\"b\"}", "\"\\\\ \\\" Ля\"", "{}"];
        let mut made = log
            .append(&writer(1), &payloads.map(draft), &stamp())
            .unwrap();
        made[2].payload = None;
        made.iter().map(|entry| entry.to_line().unwrap()).collect()
    });

    fn parts(wire: LineWire<'_>) -> (String, Option<String>, Option<String>) {
        (
            wire.h.into_owned(),
            wire.s.map(Cow::into_owned),
            wire.p.map(Cow::into_owned),
        )
    }

    fn line_by_serde(text: &str) -> Option<(String, Option<String>, Option<String>)> {
        serde_json::from_str(text).ok().map(parts)
    }

    #[test]
    fn lines_that_are_written_here_are_read_here() {
        for text in LINES.iter() {
            assert!(line(text).is_some(), "{text}");
            assert_eq!(line(text).map(parts), line_by_serde(text));
        }
        let text = &LINES[0];
        for (from, to) in [
            ("\\\"v\\\"", "\\u0022v\\\""),
            ("{\"h\"", "{ \"h\""),
            ("\",\"s\"", "\", \"s\""),
            (",\"s\"", ",\"t\":1,\"s\""),
            ("floor", "fl\tor"),
            ("floor", "fl\\tor"),
        ] {
            let other = text.replacen(from, to, 1);
            assert_ne!(&other, text, "{from}");
            assert!(line(&other).is_none(), "{other}");
        }
        for other in [format!("{text} "), format!("{text}}}")] {
            assert!(line(&other).is_none(), "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_read_otherwise_than_by_serde(
            which in any::<prop::sample::Index>(),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), 0x20u8..0x7f), 0..4),
        ) {
            let mut text: Vec<char> = which.get(&LINES).chars().collect();
            for (at, byte) in changes {
                let at = at.index(text.len());
                text[at] = char::from(byte);
            }
            let text: String = text.into_iter().collect();
            if let Some(ours) = line(&text) {
                prop_assert_eq!(Some(parts(ours)), line_by_serde(&text));
            }
        }

        #[test]
        fn nothing_is_read_otherwise_than_by_serde(
            which in any::<prop::sample::Index>(),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), 0x20u8..0x7f), 0..4),
        ) {
            let mut bytes = which.get(&WRITTEN).clone();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Some(ours) = by_us(&bytes) {
                prop_assert_eq!(Some(ours), by_serde(&bytes));
            }
        }
    }
}
