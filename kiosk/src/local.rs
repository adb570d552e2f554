//! What only this kiosk knows and no log needs: open runs, the last reading of the clocks, PINs and their locks.
//!
//! One encrypted file. Losing it loses the place in a step and nothing else.

use std::path::Path;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordVerifier};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use stupen_domain::clock::Reading;
use stupen_domain::decide::Now;
use stupen_domain::entry::Clock;
use stupen_domain::facts::{RunRecorded, StepSum};
use stupen_domain::time::Moment;
use stupen_domain::wire::ids::{OperationId, PersonId, RunId};

use crate::engine::Kept;

/// Wrong PINs before the pad is locked for a while.
const TRIES: u32 = 5;
/// The first lock, milliseconds; each further wrong PIN doubles it.
const LOCK_MS: u64 = 60_000;
/// The longest lock, milliseconds.
const LOCK_MS_MAX: u64 = 60 * 60_000;
/// A reading of the clocks is kept at most this often, to spare the card.
const KEEP_CLOCK_MS: u64 = 30_000;

/// The local tables.
#[derive(Debug)]
pub struct Local {
    conn: Connection,
    clock_kept_ms: std::cell::Cell<Option<u64>>,
}

/// The answer to a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinAnswer {
    /// It fits.
    Right,
    /// It does not.
    Wrong,
    /// Too many wrong ones: wait.
    Locked,
}

/// One staff PIN as the office sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Whose.
    pub person: PersonId,
    /// argon2 hash, PHC text.
    pub hash: String,
}

/// A run that is under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenRun {
    /// Who.
    pub person: PersonId,
    /// On what.
    pub operation: OperationId,
    /// In which version.
    pub version: u32,
    /// The run.
    pub run: RunId,
    /// The step, from 0.
    pub step: usize,
    /// Pieces since the last record.
    pub counted: u32,
    /// Pieces of the whole run.
    pub counted_all: u32,
    /// Faulty pieces since the last record.
    pub defects: u32,
    /// Calls for help since the last record.
    pub help: u32,
    /// Sums by step since the last record.
    pub steps: Vec<StepSum>,
    began: Moment,
    /// When the present step was shown: boot and milliseconds; absent while nobody works.
    shown: Option<(String, u64)>,
}

impl OpenRun {
    /// A new run at its first step.
    pub fn begin(
        person: &PersonId,
        operation: &OperationId,
        version: u32,
        run: RunId,
        now: &Now,
    ) -> Self {
        OpenRun {
            person: person.clone(),
            operation: operation.clone(),
            version,
            run,
            step: 0,
            counted: 0,
            counted_all: 0,
            defects: 0,
            help: 0,
            steps: Vec::new(),
            began: now.at,
            shown: Some((now.clock.boot.clone(), now.clock.mono_ms)),
        }
    }

    fn sum(&mut self, step: &str) -> Option<&mut StepSum> {
        if !self.steps.iter().any(|sum| sum.step == step) {
            self.steps.push(StepSum {
                step: step.to_string(),
                times: 0,
                total_ms: 0,
                replays: 0,
                back: 0,
            });
        }
        self.steps.iter_mut().find(|sum| sum.step == step)
    }

    fn spend(&mut self, step: &str, now: &Now) {
        let spent = match self.shown.take() {
            Some((boot, ms)) if boot == now.clock.boot => now.clock.mono_ms.saturating_sub(ms),
            _ => 0,
        };
        if let Some(sum) = self.sum(step) {
            sum.total_ms += spent;
        }
    }

    /// The step is done; the next one is shown.
    pub fn leave_step(&mut self, step: &str, now: &Now) {
        self.spend(step, now);
        if let Some(sum) = self.sum(step) {
            sum.times += 1;
        }
        self.shown = Some((now.clock.boot.clone(), now.clock.mono_ms));
    }

    /// Back to the step before.
    pub fn went_back(&mut self, step: &str, now: &Now) {
        self.leave_step(step, now);
        if let Some(sum) = self.sum(step) {
            sum.back += 1;
        }
    }

    /// Nobody stands before the step for a while: the time stops.
    pub fn pause_step(&mut self, step: &str, now: &Now) {
        self.spend(step, now);
    }

    /// The step was said again.
    pub fn replayed(&mut self, step: &str) {
        if let Some(sum) = self.sum(step) {
            sum.replays += 1;
        }
    }

    /// Milliseconds that this record has been open, by the wall clock.
    pub fn ms_since_recorded(&self, now: &Now) -> u64 {
        u64::try_from((now.at - self.began).num_milliseconds()).unwrap_or(0)
    }

    /// Whether nothing was done since the last record. Time alone is nothing: a step that was left open over night
    /// is no run.
    pub fn is_idle(&self) -> bool {
        let moved = |sum: &StepSum| sum.times > 0 || sum.replays > 0 || sum.back > 0;
        !self.steps.iter().any(moved) && self.counted == 0 && self.defects == 0 && self.help == 0
    }

    /// What is to be recorded; nothing when nothing was done since the last record.
    pub fn record(&self, person: &PersonId, now: &Now) -> Option<RunRecorded> {
        if self.is_idle() {
            return None;
        }
        Some(RunRecorded {
            run: self.run.clone(),
            person: person.clone(),
            operation: self.operation.clone(),
            version: self.version,
            began: self.began.min(now.at),
            ended: now.at,
            counted: self.counted,
            defects: self.defects,
            help: self.help,
            steps: self.steps.clone(),
        })
    }

    /// The record is stored: the next begins here.
    pub fn recorded(&mut self, now: &Now) {
        self.began = now.at;
        self.counted = 0;
        self.defects = 0;
        self.help = 0;
        self.steps.clear();
    }
}

/// Why the local tables cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// SQLite.
    #[error("the kiosk's local tables: {0}")]
    Sql(#[from] rusqlite::Error),
    /// A row that this version cannot read.
    #[error("the kiosk's local tables: {0}")]
    Row(#[from] serde_json::Error),
}

impl Local {
    /// Opens or makes the tables.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn open(path: &Path, key: Option<[u8; 32]>) -> Result<Self, LocalError> {
        let conn = stupen_journal::open_private(path, key)?;
        conn.execute_batch(
            "CREATE TABLE IF NOT EXISTS run(person TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS clock(one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS pin(person TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS pin_lock(
                 person TEXT PRIMARY KEY, wrong INTEGER NOT NULL, locked_ms INTEGER NOT NULL,
                 boot TEXT NOT NULL, mono_ms INTEGER NOT NULL
             ) STRICT;",
        )?;
        Ok(Local {
            conn,
            clock_kept_ms: std::cell::Cell::new(None),
        })
    }

    /// The open run of a person.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn run(&self, person: &PersonId) -> Result<Option<OpenRun>, LocalError> {
        let body: Option<String> = self
            .conn
            .prepare_cached("SELECT body FROM run WHERE person = ?1")?
            .query_row([person.as_str()], |row| row.get(0))
            .optional()?;
        Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
    }

    /// Keeps a run; the step survives a power cut.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn keep_run(&self, run: &OpenRun) -> Result<(), LocalError> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO run(person, body) VALUES (?1, ?2)")?
            .execute(params![run.person.as_str(), serde_json::to_string(run)?])?;
        Ok(())
    }

    /// The person stands before their step again: its time runs.
    pub fn resume(&self, person: &PersonId, now: &Now) {
        if let Ok(Some(mut run)) = self.run(person) {
            if run.steps.is_empty() && run.counted == 0 {
                run.began = now.at;
            }
            run.shown = Some((now.clock.boot.clone(), now.clock.mono_ms));
            if let Err(error) = self.keep_run(&run) {
                tracing::error!(%error, "the step could not be kept");
            }
        }
    }

    /// The run is over.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn forget_run(&self, person: &PersonId) -> Result<(), LocalError> {
        self.conn
            .prepare_cached("DELETE FROM run WHERE person = ?1")?
            .execute([person.as_str()])?;
        Ok(())
    }

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

    /// Replaces the PINs by those that the office sent.
    ///
    /// # Errors
    /// [`LocalError`]; the old ones stay then.
    pub fn replace_pins(&mut self, pins: &[Pin]) -> Result<(), LocalError> {
        let tx = self.conn.transaction()?;
        tx.execute("DELETE FROM pin", [])?;
        for pin in pins {
            tx.execute(
                "INSERT INTO pin(person, hash) VALUES (?1, ?2)",
                params![pin.person.as_str(), pin.hash],
            )?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Milliseconds until the next PIN may be tried. A restart does not shorten them: the time counts anew from it.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn locked_ms(&self, person: &PersonId, clock: &Clock) -> Result<u64, LocalError> {
        let row: Option<(i64, String, i64)> = self
            .conn
            .prepare_cached("SELECT locked_ms, boot, mono_ms FROM pin_lock WHERE person = ?1")?
            .query_row([person.as_str()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((locked, boot, since)) = row else {
            return Ok(0);
        };
        let locked = u64::try_from(locked).unwrap_or(0);
        if boot == clock.boot {
            let passed = clock
                .mono_ms
                .saturating_sub(u64::try_from(since).unwrap_or(0));
            return Ok(locked.saturating_sub(passed));
        }
        self.conn
            .prepare_cached("UPDATE pin_lock SET boot = ?2, mono_ms = ?3 WHERE person = ?1")?
            .execute(params![person.as_str(), clock.boot, to_sql(clock.mono_ms)])?;
        Ok(locked)
    }

    /// Tries a PIN. The wrong try is on the disk before the answer, so that pulling the plug gains nothing.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn try_pin(
        &self,
        person: &PersonId,
        digits: &str,
        clock: &Clock,
    ) -> Result<PinAnswer, LocalError> {
        if self.locked_ms(person, clock)? > 0 {
            return Ok(PinAnswer::Locked);
        }
        let wrong: u32 = self
            .conn
            .prepare_cached("SELECT wrong FROM pin_lock WHERE person = ?1")?
            .query_row([person.as_str()], |row| row.get(0))
            .optional()?
            .unwrap_or(0)
            + 1;
        let lock = match wrong.checked_sub(TRIES) {
            Some(over) => LOCK_MS
                .saturating_mul(1u64.checked_shl(over).unwrap_or(u64::MAX))
                .min(LOCK_MS_MAX),
            None => 0,
        };
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO pin_lock(person, wrong, locked_ms, boot, mono_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![person.as_str(), wrong, to_sql(lock), clock.boot, to_sql(clock.mono_ms)])?;
        let hash: Option<String> = self
            .conn
            .prepare_cached("SELECT hash FROM pin WHERE person = ?1")?
            .query_row([person.as_str()], |row| row.get(0))
            .optional()?;
        let fits = hash.is_some_and(|hash| {
            PasswordHash::new(&hash).is_ok_and(|hash| {
                Argon2::default()
                    .verify_password(digits.as_bytes(), &hash)
                    .is_ok()
            })
        });
        if !fits {
            return Ok(PinAnswer::Wrong);
        }
        self.conn
            .prepare_cached("DELETE FROM pin_lock WHERE person = ?1")?
            .execute([person.as_str()])?;
        Ok(PinAnswer::Right)
    }
}

#[derive(Serialize, Deserialize)]
struct KeptRow {
    trusted: Option<(Moment, String, u64)>,
    doubted: Option<String>,
    mended: Option<(String, Moment)>,
    boot_day: Option<(String, chrono::NaiveDate)>,
}

fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
