//! Accounts of the staff.

use std::fmt;
use std::str::FromStr;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::{OfficeError, moment, ms};
use crate::clock::Moment;
use crate::i18n::{Lang, msg};

/// What a member of staff does in the office; decides which pages open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Accompanies participants, records assessments.
    Consultant,
    /// Runs the floor.
    Lead,
    /// First interviews, individual routes, vacancies.
    Recruiter,
    /// Socio-psychological services.
    Tutor,
    /// Rosters, badges, timesheets.
    Manager,
    /// Reads, changes nothing.
    Auditor,
    /// Accounts, kiosks, the server itself.
    Administrator,
}

impl Role {
    /// All of them, in the order of the lists.
    pub const ALL: [Self; 7] = [
        Self::Consultant,
        Self::Lead,
        Self::Recruiter,
        Self::Tutor,
        Self::Manager,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The name in commands, files and the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Consultant => "consultant",
            Self::Lead => "lead",
            Self::Recruiter => "recruiter",
            Self::Tutor => "tutor",
            Self::Manager => "manager",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// The name on pages, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::Consultant => msg("consultant"),
            Self::Lead => msg("workshop lead"),
            Self::Recruiter => msg("recruiter"),
            Self::Tutor => msg("tutor"),
            Self::Manager => msg("office manager"),
            Self::Auditor => msg("auditor"),
            Self::Administrator => msg("administrator"),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.code() == text)
            .ok_or_else(|| {
                format!(
                    "no role `{text}`: one of {}",
                    Self::ALL.map(Self::code).join(", ")
                )
            })
    }
}

/// Number of an account, for this file only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct UserId(pub i64);

/// One account.
#[derive(Clone, Debug, Serialize)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// The case-folded login.
    pub login: String,
    /// The name shown to colleagues.
    pub name: String,
    /// What the person does.
    pub role: Role,
    /// The same person in the log, once known there.
    pub staff_id: Option<String>,
    /// The language chosen by the person.
    pub lang: Option<Lang>,
    /// Since when the account is closed.
    pub disabled_at: Option<Moment>,
}

/// A new account; the password is already hashed.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The login as typed.
    pub login: String,
    /// The name shown to colleagues.
    pub name: String,
    /// What the person does.
    pub role: Role,
    /// The same person in the log.
    pub staff_id: Option<String>,
    /// The language, when chosen.
    pub lang: Option<Lang>,
    /// Argon2id, PHC string.
    pub password_phc: String,
}

/// The form of a login that is stored and compared: lower case, no blanks around.
pub fn fold_login(login: &str) -> String {
    login.trim().to_lowercase()
}

/// Adds an account; false when the login is taken.
///
/// # Errors
/// When the database refuses.
pub fn add(db: &Connection, user: &NewUser, now: Moment) -> Result<bool, OfficeError> {
    let added = db.execute(
        "INSERT INTO users (login, name, password, role, staff_id, lang, created_at, password_set_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (login) DO NOTHING",
        params![
            fold_login(&user.login),
            user.name,
            user.password_phc,
            user.role.code(),
            user.staff_id,
            user.lang.map(Lang::code),
            ms(now)
        ],
    )?;
    Ok(added == 1)
}

const COLUMNS: &str = "id, login, name, role, staff_id, lang, disabled_at";

/// The account of a login, closed ones too.
///
/// # Errors
/// When the database refuses.
pub fn by_login(db: &Connection, login: &str) -> Result<Option<User>, OfficeError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM users WHERE login = ?1"))?
        .query_row([fold_login(login)], read)
        .optional()?
        .transpose()
}

/// The account with this number, closed ones too.
///
/// # Errors
/// When the database refuses.
pub fn by_id(db: &Connection, id: UserId) -> Result<Option<User>, OfficeError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM users WHERE id = ?1"))?
        .query_row([id.0], read)
        .optional()?
        .transpose()
}

/// All accounts by login, closed ones last.
///
/// # Errors
/// When the database refuses.
pub fn list(db: &Connection) -> Result<Vec<User>, OfficeError> {
    let sql = format!("SELECT {COLUMNS} FROM users ORDER BY disabled_at IS NOT NULL, login");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([], read)?;
    rows.map(|row| row?).collect()
}

/// The stored hash of an open account.
///
/// # Errors
/// When the database refuses.
pub fn password_phc(db: &Connection, login: &str) -> Result<Option<(UserId, String)>, OfficeError> {
    Ok(db
        .prepare_cached("SELECT id, password FROM users WHERE login = ?1 AND disabled_at IS NULL")?
        .query_row([fold_login(login)], |row| {
            Ok((UserId(row.get(0)?), row.get(1)?))
        })
        .optional()?)
}

/// Sets another password and ends the account's sessions: whoever knew the old one is out.
///
/// # Errors
/// When the database refuses.
pub fn set_password(
    db: &mut Connection,
    id: UserId,
    phc: &str,
    now: Moment,
) -> Result<(), OfficeError> {
    let change = db.transaction()?;
    change.execute(
        "UPDATE users SET password = ?2, password_set_at = ?3 WHERE id = ?1",
        params![id.0, phc, ms(now)],
    )?;
    change.execute("DELETE FROM sessions WHERE user_id = ?1", [id.0])?;
    change.execute(
        "DELETE FROM login_attempts WHERE login = (SELECT login FROM users WHERE id = ?1)",
        [id.0],
    )?;
    Ok(change.commit()?)
}

/// How closing an account went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disabled {
    /// It is closed and its sessions are over.
    Done,
    /// It is the last open administrator: nobody could open it again.
    LastAdministrator,
}

/// Closes an account; it stays in the list, because records name it.
///
/// # Errors
/// When the database refuses.
pub fn disable(db: &mut Connection, id: UserId, now: Moment) -> Result<Disabled, OfficeError> {
    let change = db.transaction()?;
    let others: i64 = change.query_row(
        "SELECT count(*) FROM users WHERE role = 'administrator' AND disabled_at IS NULL AND id <> ?1",
        [id.0],
        |row| row.get(0),
    )?;
    let role: Option<String> = change
        .query_row("SELECT role FROM users WHERE id = ?1", [id.0], |row| {
            row.get(0)
        })
        .optional()?;
    if others == 0 && role.as_deref() == Some(Role::Administrator.code()) {
        return Ok(Disabled::LastAdministrator);
    }
    change.execute(
        "UPDATE users SET disabled_at = ?2 WHERE id = ?1 AND disabled_at IS NULL",
        params![id.0, ms(now)],
    )?;
    change.execute("DELETE FROM sessions WHERE user_id = ?1", [id.0])?;
    change.commit()?;
    Ok(Disabled::Done)
}

/// Says who the account's person is in the log, where that was not known yet.
///
/// # Errors
/// When the database refuses.
pub fn set_staff(db: &Connection, id: UserId, staff_id: &str) -> Result<(), OfficeError> {
    db.execute(
        "UPDATE users SET staff_id = ?2 WHERE id = ?1 AND staff_id IS NULL",
        params![id.0, staff_id],
    )?;
    Ok(())
}

/// Whether somebody has an account that is open.
///
/// # Errors
/// When the database refuses.
pub fn is_open(db: &Connection, staff_id: &str) -> Result<bool, OfficeError> {
    Ok(db
        .prepare_cached("SELECT 1 FROM users WHERE staff_id = ?1 AND disabled_at IS NULL")?
        .exists([staff_id])?)
}

/// Remembers the language that the person chose.
///
/// # Errors
/// When the database refuses.
pub fn set_lang(db: &Connection, id: UserId, lang: Lang) -> Result<(), OfficeError> {
    db.execute(
        "UPDATE users SET lang = ?2 WHERE id = ?1",
        params![id.0, lang.code()],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Result<User, OfficeError>> {
    let role: String = row.get("role")?;
    let lang: Option<String> = row.get("lang")?;
    let Ok(role) = role.parse() else {
        return Ok(Err(OfficeError::Unknown {
            what: "role",
            value: role,
        }));
    };
    Ok(Ok(User {
        id: UserId(row.get("id")?),
        login: row.get("login")?,
        name: row.get("name")?,
        role,
        staff_id: row.get("staff_id")?,
        lang: lang.as_deref().and_then(Lang::from_code),
        disabled_at: row.get::<_, Option<i64>>("disabled_at")?.map(moment),
    }))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::office::testing::{at, office};

    pub(crate) fn someone(login: &str, role: Role) -> NewUser {
        NewUser {
            login: login.to_owned(),
            name: "Вера".to_owned(),
            role,
            staff_id: None,
            lang: None,
            password_phc: String::new(),
        }
    }

    #[test]
    fn a_login_is_found_in_any_case_and_taken_once() {
        let db = office();
        let now = at("2026-11-22T10:00:00Z");
        assert!(add(&db, &someone("Мастер", Role::Lead), now).unwrap());
        assert!(!add(&db, &someone(" МАСТЕР ", Role::Lead), now).unwrap());
        assert_eq!(by_login(&db, "МаСтЕр").unwrap().unwrap().role, Role::Lead);
        assert_eq!(list(&db).unwrap().len(), 1);
    }

    #[test]
    fn the_last_administrator_cannot_be_closed() {
        let mut db = office();
        let now = at("2026-11-22T10:00:00Z");
        add(&db, &someone("a", Role::Administrator), now).unwrap();
        add(&db, &someone("b", Role::Administrator), now).unwrap();
        let ids: Vec<_> = list(&db).unwrap().into_iter().map(|user| user.id).collect();
        assert_eq!(disable(&mut db, ids[0], now).unwrap(), Disabled::Done);
        assert_eq!(
            disable(&mut db, ids[1], now).unwrap(),
            Disabled::LastAdministrator
        );
        assert!(by_id(&db, ids[0]).unwrap().unwrap().disabled_at.is_some());
        assert!(password_phc(&db, "a").unwrap().is_none());
    }

    #[test]
    fn every_role_reads_back() {
        for role in Role::ALL {
            assert_eq!(role.code().parse::<Role>().unwrap(), role);
        }
        assert!(
            "chief"
                .parse::<Role>()
                .unwrap_err()
                .contains("one of consultant")
        );
    }
}
