//! When a device should doubt its own clock. Workshops' clocks are wrong: batteries die, dates jump.

use alloc::string::String;

use chrono::Duration;

use crate::entry::Clock;
use crate::time::Moment;

/// Drift that nobody notices on the floor; more is doubted.
const TOLERANCE: Duration = Duration::minutes(2);

/// A reading of a device's clocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Wall clock.
    pub wall: Moment,
    /// Boot of the device.
    pub boot: String,
    /// Milliseconds since that boot.
    pub mono_ms: u64,
}

/// Whether a reading contradicts what the device has seen before: wall time that runs backwards, or that moved
/// otherwise than the monotonic clock within one boot. Once doubted, a boot stays doubted until it is mended.
pub fn is_doubtful(trusted: Option<&Reading>, now: &Reading) -> bool {
    let Some(before) = trusted else { return false };
    if now.wall < before.wall - TOLERANCE {
        return true;
    }
    if now.boot != before.boot {
        return false;
    }
    let mono_ms =
        i64::try_from(now.mono_ms).unwrap_or(i64::MAX) - i64::try_from(before.mono_ms).unwrap_or(0);
    let Some(expected) = Duration::try_milliseconds(mono_ms) else {
        return true;
    };
    ((now.wall - before.wall) - expected).abs() > TOLERANCE
}

/// Whether a server's time contradicts ours.
pub fn disagrees(ours: Moment, servers: Moment) -> bool {
    (ours - servers).abs() > TOLERANCE
}

/// The true moment at which this boot began, by a time that is trusted now.
pub fn boot_began_at(true_now: Moment, clock: &Clock) -> Option<Moment> {
    let since = i64::try_from(clock.mono_ms)
        .ok()
        .and_then(Duration::try_milliseconds)?;
    true_now.checked_sub_signed(since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn a_clock_is_doubted_when_it_contradicts_itself() {
        let reading = |wall: &str, boot: &str, mono_s: u64| Reading {
            wall: DateTime::parse_from_rfc3339(wall).unwrap(),
            boot: boot.into(),
            mono_ms: mono_s * 1000,
        };
        let before = reading("2026-03-02T09:00:00+03:00", "a", 100);
        #[rustfmt::skip]
        let rows = [
            ("a minute later",             reading("2026-03-02T09:01:00+03:00", "a", 160), false),
            ("the next day, another boot", reading("2026-03-03T08:58:00+03:00", "b", 5), false),
            ("a day back, another boot",   reading("2026-03-01T09:00:00+03:00", "b", 5), true),
            ("an hour ahead in mid-day",   reading("2026-03-02T10:01:00+03:00", "a", 160), true),
            ("an hour back in mid-day",    reading("2026-03-02T08:01:00+03:00", "a", 160), true),
            ("a small step by a server",   reading("2026-03-02T09:02:30+03:00", "a", 160), false),
            ("another offset, same time",  reading("2026-03-02T11:01:00+05:00", "a", 160), false),
        ];
        for (what, now, expected) in rows {
            assert_eq!(is_doubtful(Some(&before), &now), expected, "{what}");
        }
        assert!(!is_doubtful(None, &before));
    }
}
