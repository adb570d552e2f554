//! Who looked at what: pages that show a person's case leave a record here, with retention.

use chrono::Duration;
use rusqlite::{Connection, params};

use super::users::UserId;
use super::{OfficeError, moment, ms};
use crate::clock::Moment;

/// How long a look is remembered unless the organisation sets otherwise: [D] one year, the longest span
/// in which a participant is still accompanied and may ask.
pub const KEEP_DAYS: i64 = 366;

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Who looked.
    pub user: UserId,
    /// The page, by its route.
    pub page: String,
    /// Whose record, by id.
    pub subject: String,
}

/// Records a look at `subject` on `page` (the route, never the full address).
///
/// # Errors
/// When the database refuses; the page is not shown then, because an unrecorded look must not happen.
pub fn record(
    db: &Connection,
    user: UserId,
    page: &str,
    subject: &str,
    now: Moment,
) -> Result<(), OfficeError> {
    db.prepare_cached(
        "INSERT INTO looked_at (at, user_id, page, subject) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![ms(now), user.0, page, subject])?;
    Ok(())
}

/// Looks at one person's record, the latest first.
///
/// # Errors
/// When the database refuses.
pub fn at_subject(db: &Connection, subject: &str, limit: u32) -> Result<Vec<Look>, OfficeError> {
    let mut statement = db.prepare_cached(
        "SELECT at, user_id, page, subject FROM looked_at WHERE subject = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![subject, limit], |row| {
        Ok(Look {
            at: moment(row.get(0)?),
            user: UserId(row.get(1)?),
            page: row.get(2)?,
            subject: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets looks older than `keep_days`; returns how many.
///
/// # Errors
/// When the database refuses.
pub fn forget_old(db: &Connection, keep_days: i64, now: Moment) -> Result<usize, OfficeError> {
    Ok(db.execute(
        "DELETE FROM looked_at WHERE at < ?1",
        [ms(now - Duration::days(keep_days))],
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::testing::{at, office};

    #[test]
    fn looks_are_kept_for_their_time_and_then_forgotten() {
        let db = office();
        record(
            &db,
            UserId(1),
            "/people/{id}",
            "p-01",
            at("2025-01-01T10:00:00Z"),
        )
        .unwrap();
        record(
            &db,
            UserId(2),
            "/people/{id}",
            "p-01",
            at("2026-11-21T10:00:00Z"),
        )
        .unwrap();
        assert_eq!(
            forget_old(&db, KEEP_DAYS, at("2026-11-22T10:00:00Z")).unwrap(),
            1
        );
        let left = at_subject(&db, "p-01", 10).unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].user, UserId(2));
    }
}
