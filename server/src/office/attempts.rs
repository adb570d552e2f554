//! Lockout per account: guessing passwords must be slow, a forgotten capital must not.

use chrono::Duration;
use rusqlite::{Connection, OptionalExtension, params};

use super::users::fold_login;
use super::{OfficeError, moment, ms};
use crate::clock::Moment;

/// Wrong passwords in a row that cost nothing (OWASP Authentication: small numbers, then wait).
pub const FAILURES_FREE: u32 = 5;

/// The first wait; each further failure doubles it up to [`LOCK_MIN_MAX`].
pub const LOCK_MIN_FIRST: i64 = 1;

/// The longest wait: long enough against guessing, short enough that locking somebody out on purpose is no harm.
pub const LOCK_MIN_MAX: i64 = 15;

/// Failures older than this are forgotten.
const FORGET_HOURS: i64 = 24;

/// Until when the login is locked, if it is.
///
/// # Errors
/// When the database refuses.
pub fn locked_until(
    db: &Connection,
    login: &str,
    now: Moment,
) -> Result<Option<Moment>, OfficeError> {
    let until: Option<i64> = db
        .prepare_cached("SELECT locked_until FROM login_attempts WHERE login = ?1")?
        .query_row([fold_login(login)], |row| row.get(0))
        .optional()?;
    Ok(until.map(moment).filter(|until| is_in_force(*until, now)))
}

/// Counts a wrong password; returns until when the login is locked now, if it is.
///
/// # Errors
/// When the database refuses.
pub fn failed(
    db: &mut Connection,
    login: &str,
    now: Moment,
) -> Result<Option<Moment>, OfficeError> {
    let login = fold_login(login);
    let change = db.transaction()?;
    change.execute(
        "DELETE FROM login_attempts WHERE last_at <= ?1",
        [ms(now - Duration::hours(FORGET_HOURS))],
    )?;
    let before: u32 = change
        .query_row(
            "SELECT failures FROM login_attempts WHERE login = ?1",
            [&login],
            |row| row.get(0),
        )
        .optional()?
        .unwrap_or(0);
    let failures = before.saturating_add(1);
    let until = wait_min(failures).map(|minutes| now + Duration::minutes(minutes));
    change.execute(
        "INSERT INTO login_attempts (login, failures, last_at, locked_until) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (login) DO UPDATE SET failures = ?2, last_at = ?3, locked_until = ?4",
        params![login, failures, ms(now), until.map_or(0, ms)],
    )?;
    change.commit()?;
    Ok(until)
}

/// Forgets the failures after a right password.
///
/// # Errors
/// When the database refuses.
pub fn succeeded(db: &Connection, login: &str) -> Result<(), OfficeError> {
    db.execute(
        "DELETE FROM login_attempts WHERE login = ?1",
        [fold_login(login)],
    )?;
    Ok(())
}

/// Logins that are locked now, for the list of accounts.
///
/// # Errors
/// When the database refuses.
pub fn locked(db: &Connection, now: Moment) -> Result<Vec<(String, Moment)>, OfficeError> {
    let mut statement = db
        .prepare_cached("SELECT login, locked_until FROM login_attempts WHERE locked_until > ?1")?;
    let rows = statement.query_map([ms(now)], |row| Ok((row.get(0)?, moment(row.get(1)?))))?;
    let mut locked: Vec<(String, Moment)> = rows.collect::<Result<_, _>>()?;
    locked.retain(|(_, until)| is_in_force(*until, now));
    Ok(locked)
}

/// A lock from beyond the longest wait was set while the clock was wrong: it must not last until that day.
fn is_in_force(until: Moment, now: Moment) -> bool {
    until > now && until <= now + Duration::minutes(LOCK_MIN_MAX)
}

/// Minutes to wait after so many failures in a row.
fn wait_min(failures: u32) -> Option<i64> {
    let beyond = failures.checked_sub(FAILURES_FREE)?;
    Some(
        LOCK_MIN_FIRST
            .checked_shl(beyond)
            .filter(|min| *min > 0)
            .unwrap_or(LOCK_MIN_MAX)
            .min(LOCK_MIN_MAX),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::testing::{at, office};

    #[test]
    fn waiting_begins_at_the_fifth_failure_doubles_and_stops_growing() {
        let table = [
            (1, None),
            (4, None),
            (5, Some(1)),
            (6, Some(2)),
            (8, Some(8)),
            (9, Some(15)),
            (70, Some(15)),
            (4000, Some(15)),
        ];
        for (failures, expected) in table {
            assert_eq!(wait_min(failures), expected, "{failures} failures");
        }
    }

    #[test]
    fn a_lock_ends_by_itself_and_a_right_password_forgets() {
        let mut db = office();
        let now = at("2026-11-22T10:00:00Z");
        for _ in 0..4 {
            assert_eq!(failed(&mut db, "Lead", now).unwrap(), None);
        }
        assert_eq!(
            failed(&mut db, "lead ", now).unwrap(),
            Some(at("2026-11-22T10:01:00Z"))
        );
        assert!(
            locked_until(&db, "LEAD", at("2026-11-22T10:00:59Z"))
                .unwrap()
                .is_some()
        );
        assert!(
            locked_until(&db, "LEAD", at("2026-11-22T10:01:00Z"))
                .unwrap()
                .is_none()
        );
        let clock_mended = at("2026-03-02T05:30:00Z");
        assert!(
            locked_until(&db, "LEAD", clock_mended).unwrap().is_none(),
            "the clock was months ahead"
        );
        assert!(locked(&db, clock_mended).unwrap().is_empty());
        succeeded(&db, "lead").unwrap();
        assert_eq!(failed(&mut db, "lead", now).unwrap(), None);
    }
}
