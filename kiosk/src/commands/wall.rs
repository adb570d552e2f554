//! The clocks of this machine: the only place of the kiosk that reads them.

use std::time::Instant;

use chrono::{DateTime, FixedOffset, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use stupen_domain::clock::Reading;
use stupen_domain::time::Moment;

/// The clocks of this machine.
#[derive(Clone, Debug)]
pub struct Wall {
    started: Instant,
    uptime_ms: u64,
    boot: String,
    /// A clock set by hand, for demonstrations: where it stood when the program started.
    set: Option<Moment>,
    zone: Option<Tz>,
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
            zone: None,
        }
    }

    /// The workshop's time zone, once it is known.
    pub fn set_zone(&mut self, name: &str) {
        match name.parse() {
            Ok(zone) => self.zone = Some(zone),
            Err(_) => tracing::error!(
                name,
                "the workshop's time zone is not known; using this machine's"
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
                let offset: FixedOffset = match self.zone {
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
