//! The clocks of this machine: the only place of the kiosk that reads them.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use chrono::{DateTime, FixedOffset, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use stupen_domain::clock::Reading;
use stupen_domain::time::Moment;

/// The clocks of this machine. Clones are the same clocks: what one is told of the time zone, all know.
#[derive(Clone, Debug)]
pub struct Wall {
    started: Instant,
    uptime_ms: u64,
    boot: String,
    /// A clock set by hand, for demonstrations: where it stood when the program started.
    set: Option<Moment>,
    zone: Arc<RwLock<Option<Tz>>>,
}

impl Wall {
    /// The machine's clocks, or one set by hand.
    pub fn new(set: Option<Moment>) -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let uptime = read("/proc/uptime");
        let seconds: f64 = uptime
            .split_whitespace()
            .next()
            .and_then(|s| s.parse().ok())
            .unwrap_or(0.0);
        let boot = read("/proc/sys/kernel/random/boot_id")
            .trim()
            .replace('-', "");
        // A clock set by hand belongs to no real boot: its readings must not be compared with true ones.
        let boot = if set.is_some() || boot.is_empty() {
            uuid::Uuid::new_v4().simple().to_string()
        } else {
            boot
        };
        Wall {
            started: Instant::now(),
            uptime_ms: (seconds * 1000.0) as u64,
            boot,
            set,
            zone: Arc::default(),
        }
    }

    /// The workshop's time zone, once it is known. A name that is not known changes nothing.
    pub fn set_zone(&self, name: &str) {
        match name.parse() {
            Ok(zone) => *self.zone.write().unwrap_or_else(PoisonError::into_inner) = Some(zone),
            Err(_) => tracing::error!(
                name,
                "the workshop's time zone is not known; it is left as it was"
            ),
        }
    }

    /// Reads them.
    #[allow(
        clippy::disallowed_methods,
        reason = "the composition root reads the clock for everybody else"
    )]
    pub fn read(&self) -> Reading {
        let passed = self.started.elapsed();
        let passed_ms = u64::try_from(passed.as_millis()).unwrap_or(u64::MAX);
        let wall = match self.set {
            Some(set) => set + passed,
            None => {
                let now = Utc::now();
                let zone = *self.zone.read().unwrap_or_else(PoisonError::into_inner);
                let offset: FixedOffset = match zone {
                    Some(zone) => zone.offset_from_utc_datetime(&now.naive_utc()).fix(),
                    None => *chrono::Local::now().offset(),
                };
                DateTime::from_naive_utc_and_offset(now.naive_utc(), offset)
            }
        };
        Reading {
            wall,
            boot: self.boot.clone(),
            mono_ms: self.uptime_ms.saturating_add(passed_ms),
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a moment that cannot be read fails its test, and what is tested is the reading of clocks"
)]
mod tests {
    use super::*;

    const HOUR: i32 = 3600;

    #[test]
    fn the_workshops_zone_holds_whatever_the_machines_is() {
        let wall = Wall::new(None);
        // What the office's thread was given before the office had told the zone.
        let other_thread = wall.clone();
        let machines = chrono::Local::now().offset().local_minus_utc();
        assert_eq!(wall.read().wall.offset().local_minus_utc(), machines);
        for (name, offset) in [
            ("Europe/Moscow", 3 * HOUR),
            ("Asia/Yekaterinburg", 5 * HOUR),
            ("Asia/Kamchatka", 12 * HOUR),
            // Not half a zone and not this machine's: the one before.
            ("Europe/Nowhere", 12 * HOUR),
            ("", 12 * HOUR),
            ("UTC", 0),
        ] {
            wall.set_zone(name);
            for (whose, wall) in [("own", &wall), ("the office's thread's", &other_thread)] {
                let read = wall.read().wall;
                assert_eq!(read.offset().local_minus_utc(), offset, "{name}, {whose}");
                // Another zone is another way to write the same moment.
                let apart = (read.to_utc() - Utc::now()).num_seconds().abs();
                assert!(apart <= 1, "{name}, {whose}: {apart} s off");
            }
        }
    }

    #[test]
    fn a_clock_set_by_hand_keeps_its_own_zone() {
        let set: Moment = "2026-11-23T08:41:00+07:00".parse().unwrap();
        let wall = Wall::new(Some(set));
        wall.set_zone("Europe/Moscow");
        assert_eq!(wall.read().wall.offset().local_minus_utc(), 7 * HOUR);
    }
}
