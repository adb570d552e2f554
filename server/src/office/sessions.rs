//! Sessions: the browser holds a random token, the office its hash.

use chrono::Duration;
use rusqlite::{Connection, OptionalExtension, params};

use super::users::{self, User, UserId};
use super::{OfficeError, moment, ms};
use crate::clock::Moment;
use crate::secrets::{SecretHash, hash_secret, token};

/// A working day with its edges: nobody signs in twice a day, nobody stays signed in overnight.
pub const SESSION_HOURS_MAX: i64 = 12;

/// An office desk left alone (OWASP Session Management names 15–30 minutes for low-value pages; a workshop
/// lead on the floor comes back later than that, so two hours).
pub const SESSION_IDLE_MIN: i64 = 120;

/// `seen_at` is written at most this often, so that reading pages does not mean writing to the disk.
const SEEN_EVERY_S: i64 = 60;

/// A session from further in the future began while the clock was wrong; it would otherwise live until then.
const AHEAD_MIN_MAX: i64 = 60;

/// A living session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose it is.
    pub user: User,
    /// By which the office knows it.
    pub key: SecretHash,
    /// When the person signed in.
    pub started_at: Moment,
}

/// Starts a session and returns the token for the cookie: the only time that it is readable.
///
/// # Errors
/// When the database refuses or there is no randomness.
pub fn start(db: &Connection, user: UserId, now: Moment) -> Result<String, OfficeError> {
    let token = token()?;
    db.execute(
        "INSERT INTO sessions (token_hash, user_id, started_at, seen_at) VALUES (?1, ?2, ?3, ?3)",
        params![key(&token), user.0, ms(now)],
    )?;
    Ok(token)
}

/// The living session of a token, with its account; remembers that it was seen.
///
/// # Errors
/// When the database refuses.
pub fn find(db: &Connection, token: &str, now: Moment) -> Result<Option<Session>, OfficeError> {
    let key = key(token);
    let found = db
        .prepare_cached("SELECT user_id, started_at, seen_at FROM sessions WHERE token_hash = ?1")?
        .query_row([key], |row| {
            Ok((
                UserId(row.get(0)?),
                moment(row.get(1)?),
                moment(row.get(2)?),
            ))
        })
        .optional()?;
    let Some((user, started_at, seen_at)) = found else {
        return Ok(None);
    };
    let over = now >= started_at + Duration::hours(SESSION_HOURS_MAX)
        || now >= seen_at + Duration::minutes(SESSION_IDLE_MIN)
        || started_at > now + Duration::minutes(AHEAD_MIN_MAX);
    let user = users::by_id(db, user)?.filter(|user| user.disabled_at.is_none());
    let (false, Some(user)) = (over, user) else {
        end(db, key)?;
        return Ok(None);
    };
    if now >= seen_at + Duration::seconds(SEEN_EVERY_S) {
        db.execute(
            "UPDATE sessions SET seen_at = ?2 WHERE token_hash = ?1",
            params![key, ms(now)],
        )?;
    }
    Ok(Some(Session {
        user,
        key,
        started_at,
    }))
}

/// Ends one session.
///
/// # Errors
/// When the database refuses.
pub fn end(db: &Connection, key: SecretHash) -> Result<(), OfficeError> {
    db.execute("DELETE FROM sessions WHERE token_hash = ?1", params![key])?;
    Ok(())
}

/// Throws away what has run out; called when the server starts and at every sign-in.
///
/// # Errors
/// When the database refuses.
pub fn sweep(db: &Connection, now: Moment) -> Result<(), OfficeError> {
    db.execute(
        "DELETE FROM sessions WHERE started_at <= ?1 OR seen_at <= ?2",
        params![
            ms(now - Duration::hours(SESSION_HOURS_MAX)),
            ms(now - Duration::minutes(SESSION_IDLE_MIN))
        ],
    )?;
    Ok(())
}

/// When each account was last seen in a session that still lives, for the list of accounts.
///
/// # Errors
/// When the database refuses.
pub fn last_seen(db: &Connection) -> Result<Vec<(UserId, Moment)>, OfficeError> {
    let mut statement =
        db.prepare_cached("SELECT user_id, max(seen_at) FROM sessions GROUP BY user_id")?;
    let rows = statement.query_map([], |row| Ok((UserId(row.get(0)?), moment(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn key(token: &str) -> SecretHash {
    hash_secret("session", token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::testing::{at, office};
    use crate::office::users::Role;
    use crate::office::users::tests::someone;

    fn signed_in() -> (Connection, String) {
        let db = office();
        users::add(&db, &someone("a", Role::Lead), at("2026-11-22T08:00:00Z")).unwrap();
        let token = start(&db, UserId(1), at("2026-11-22T08:00:00Z")).unwrap();
        (db, token)
    }

    #[test]
    fn a_session_lives_while_used_and_ends_when_left_alone_or_at_the_days_end() {
        // (when it is looked at, one after another; does it live?)
        let cases: &[&[(&str, bool)]] = &[
            &[("2026-11-22T09:59:59Z", true)],
            &[("2026-11-22T10:00:00Z", false)],
            &[
                ("2026-11-22T07:30:00Z", true),
                ("2026-11-22T06:59:00Z", false),
            ],
            &[
                ("2026-11-22T09:30:00Z", true),
                ("2026-11-22T11:29:00Z", true),
                ("2026-11-22T13:29:00Z", false),
            ],
            &[
                ("2026-11-22T09:30:00Z", true),
                ("2026-11-22T11:00:00Z", true),
                ("2026-11-22T12:30:00Z", true),
                ("2026-11-22T14:00:00Z", true),
                ("2026-11-22T15:30:00Z", true),
                ("2026-11-22T17:00:00Z", true),
                ("2026-11-22T18:30:00Z", true),
                ("2026-11-22T20:00:00Z", false),
            ],
        ];
        for looks in cases {
            let (db, token) = signed_in();
            for (when, lives) in *looks {
                assert_eq!(
                    find(&db, &token, at(when)).unwrap().is_some(),
                    *lives,
                    "{looks:?} at {when}"
                );
            }
        }
    }

    #[test]
    fn the_token_itself_is_nowhere_in_the_database() {
        let (db, token) = signed_in();
        let stored: Vec<u8> = db
            .query_row("SELECT token_hash FROM sessions", [], |row| row.get(0))
            .unwrap();
        assert_ne!(stored, token.as_bytes());
        assert!(
            find(&db, "another", at("2026-11-22T08:00:00Z"))
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn closing_the_account_ends_its_sessions() {
        let (mut db, token) = signed_in();
        users::disable(&mut db, UserId(1), at("2026-11-22T08:00:00Z")).unwrap();
        assert!(
            find(&db, &token, at("2026-11-22T08:00:01Z"))
                .unwrap()
                .is_none()
        );
    }
}
