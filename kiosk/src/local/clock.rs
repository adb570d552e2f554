//! The last reading of the clocks, to compare the next one with.

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use stupen_domain::clock::Reading;
use stupen_domain::time::Moment;

use super::{Local, LocalError};
use crate::engine::Kept;

/// A reading of the clocks is kept at most this often, to spare the card.
const KEEP_CLOCK_MS: u64 = 30_000;

impl Local {
    pub(crate) fn clock(&self) -> Option<Kept> {
        let body: String = self
            .conn
            .query_row("SELECT body FROM clock", [], |row| row.get(0))
            .optional()
            .ok()
            .flatten()?;
        let kept: KeptRow = serde_json::from_str(&body).ok()?;
        Some(Kept {
            trusted: kept.trusted.map(|(wall, boot, mono_ms)| Reading {
                wall,
                boot,
                mono_ms,
            }),
            doubted: kept.doubted,
            mended: kept.mended,
            boot_day: kept.boot_day,
        })
    }

    pub(crate) fn keep_clock(&self, kept: &Kept, mono_ms: u64) -> Result<(), LocalError> {
        let due = self
            .clock_kept_ms
            .get()
            .is_none_or(|last| mono_ms.saturating_sub(last) >= KEEP_CLOCK_MS);
        if !due {
            return Ok(());
        }
        let row = KeptRow {
            trusted: kept
                .trusted
                .as_ref()
                .map(|r| (r.wall, r.boot.clone(), r.mono_ms)),
            doubted: kept.doubted.clone(),
            mended: kept.mended.clone(),
            boot_day: kept.boot_day.clone(),
        };
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO clock(one, body) VALUES (1, ?1)")?
            .execute([serde_json::to_string(&row)?])?;
        self.clock_kept_ms.set(Some(mono_ms));
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
struct KeptRow {
    trusted: Option<(Moment, String, u64)>,
    doubted: Option<String>,
    mended: Option<(String, Moment)>,
    boot_day: Option<(String, chrono::NaiveDate)>,
}
