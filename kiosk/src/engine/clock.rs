//! The wall clock as far as it is trusted, and mending it when the office says what time it is.

use chrono::{FixedOffset, NaiveDate};
use stupen_domain::clock::{self, Reading};
use stupen_domain::decide::{Actor, Now};
use stupen_domain::entry::Clock;
use stupen_domain::facts::ClockMended;
use stupen_domain::time::{Moment, workshop_day};
use stupen_ledger::Ledger;

use super::Engine;
use crate::local::Local;
use crate::ui::NoticeKind;

/// What is known of this device's clocks.
#[derive(Debug)]
pub struct WallClock {
    trusted: Option<Reading>,
    /// The boot whose wall clock is doubted.
    doubted: Option<String>,
    /// The boot whose true beginning is known.
    mended: Option<(String, Moment)>,
    /// First raw day of this boot.
    boot_day: Option<(String, NaiveDate)>,
}

impl WallClock {
    /// Recalls what was known before the restart.
    pub(super) fn open(ledger: &Ledger, local: &Local) -> Self {
        let newest = ledger
            .log()
            .newest_recorded_at(Some(ledger.author().writer.id))
            .ok()
            .flatten();
        let mut clock = local.clock().unwrap_or_default();
        // The log may know a later moment than the last reading that was kept.
        if let Some(newest) = newest
            && clock
                .trusted
                .as_ref()
                .is_none_or(|trusted| trusted.wall < newest)
        {
            let before = clock.trusted.take();
            clock.trusted = Some(Reading {
                wall: newest,
                boot: before
                    .as_ref()
                    .map_or_else(|| "unknown".to_string(), |r| r.boot.clone()),
                mono_ms: 0,
            });
            // Its monotonic time is unknown: only running backwards can be noticed against it.
            if let Some(trusted) = clock.trusted.as_mut() {
                trusted.boot = "unknown".to_string();
            }
        }
        WallClock {
            trusted: clock.trusted,
            doubted: clock.doubted,
            mended: clock.mended,
            boot_day: clock.boot_day,
        }
    }

    /// The moment, as far as it is known: by the mended boot, else by the wall.
    pub(super) fn now(&mut self, reading: &Reading) -> Now {
        let raw_day = workshop_day(reading.wall);
        if self
            .boot_day
            .as_ref()
            .is_none_or(|(boot, _)| *boot != reading.boot)
        {
            self.boot_day = Some((reading.boot.clone(), raw_day));
        }
        let clock = |suspect| Clock {
            suspect,
            boot: reading.boot.clone(),
            mono_ms: reading.mono_ms,
        };
        if let Some((boot, began)) = &self.mended
            && *boot == reading.boot
        {
            let at = since(*began, reading.mono_ms).unwrap_or(reading.wall);
            return Now {
                at,
                clock: clock(false),
            };
        }
        if self.doubted.as_ref() != Some(&reading.boot)
            && clock::is_doubtful(self.trusted.as_ref(), reading)
        {
            tracing::warn!(
                "the clock contradicts what was recorded before: it is doubted until it is mended"
            );
            self.doubted = Some(reading.boot.clone());
        }
        Now {
            at: reading.wall,
            clock: clock(self.doubted.as_ref() == Some(&reading.boot)),
        }
    }

    /// Keeps a reading to compare the next one with.
    pub(super) fn remember(&mut self, reading: &Reading, local: &Local) {
        let doubted = self.doubted.as_ref() == Some(&reading.boot);
        if !doubted {
            self.trusted = Some(reading.clone());
        }
        let kept = Kept {
            trusted: self.trusted.clone(),
            doubted: self.doubted.clone(),
            mended: self.mended.clone(),
            boot_day: self.boot_day.clone(),
        };
        if let Err(error) = local.keep_clock(&kept, reading.mono_ms) {
            tracing::warn!(%error, "the clock's reading could not be kept");
        }
    }

    /// The true time of a moment of a boot whose clock is mended.
    pub fn true_time(&self, boot: &str, mono_ms: u64) -> Option<Moment> {
        let (mended, began) = self.mended.as_ref()?;
        (mended == boot).then(|| since(*began, mono_ms))?
    }

    fn is_doubted(&self, boot: &str) -> bool {
        self.doubted.as_deref() == Some(boot)
    }

    fn is_mended(&self, boot: &str) -> bool {
        self.mended
            .as_ref()
            .is_some_and(|(mended, _)| mended == boot)
    }
}

fn since(began: Moment, mono_ms: u64) -> Option<Moment> {
    let since = i64::try_from(mono_ms)
        .ok()
        .and_then(chrono::Duration::try_milliseconds)?;
    began.checked_add_signed(since)
}

/// What survives a restart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept {
    pub(crate) trusted: Option<Reading>,
    pub(crate) doubted: Option<String>,
    pub(crate) mended: Option<(String, Moment)>,
    pub(crate) boot_day: Option<(String, NaiveDate)>,
}

impl Engine {
    /// The office told the time. Where ours is doubted or disagrees, this boot's entries are mended by an entry, and
    /// the true time is used from now on; the entries themselves stay as they were written.
    pub(super) fn compare_clocks(&mut self, servers: Moment, now: &Now) {
        let boot = now.clock.boot.clone();
        let wrong = self.clock.is_doubted(&boot) || clock::disagrees(now.at, servers);
        if !wrong || self.clock.is_mended(&boot) {
            return;
        }
        let Some(began) = clock::boot_began_at(servers, &now.clock) else {
            return;
        };
        let began = began.with_timezone(&offset_of(now, servers));
        let written_until = workshop_day(now.at);
        let written_from = self
            .clock
            .boot_day
            .as_ref()
            .map_or(written_until, |(_, day)| (*day).min(written_until));
        let true_until = workshop_day(servers);
        let mend = ClockMended {
            device: stupen_ledger::device_id(self.ledger().author().writer.id),
            boot: boot.clone(),
            boot_began_at: began,
            written_from,
            written_until: written_until.max(written_from),
            true_from: workshop_day(began).min(true_until),
            true_until,
            source: "server_time".to_string(),
        };
        if self.state(mend, &Actor::device(), now) {
            self.clock.mended = Some((boot, began));
            self.clock.doubted = None;
            self.mend_runs();
            self.notices
                .retain(|notice| notice.kind != NoticeKind::ClockSuspect);
        }
    }
}

/// The workshop's offset: the server answers in it.
fn offset_of(_now: &Now, servers: Moment) -> FixedOffset {
    *servers.offset()
}
