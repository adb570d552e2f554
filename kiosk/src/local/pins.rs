//! PINs as the office sends them, and the lock after wrong ones.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordVerifier};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use stupen_domain::entry::Clock;
use stupen_domain::wire::ids::PersonId;

use super::{Local, LocalError, to_sql};

/// Wrong PINs before the pad is locked for a while.
const TRIES: u32 = 5;
/// The first lock, milliseconds; each further wrong PIN doubles it.
const LOCK_MS: u64 = 60_000;
/// The longest lock, milliseconds.
const LOCK_MS_MAX: u64 = 60 * 60_000;
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

impl Local {
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
