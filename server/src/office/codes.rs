//! One-time codes by which a new kiosk is let in.

use chrono::Duration;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::{OfficeError, moment, ms};
use crate::clock::Moment;
use crate::secrets::{SecretHash, fold_code, hash_secret, spoken_code};

/// How long a code waits for its kiosk: the walk from the office to the workshop and the set-up there.
pub const CODE_HOURS: i64 = 24;

/// What a kiosk is for (docs/install.md, "A kiosk").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KioskMode {
    /// Arrivals, breaks, goodbyes.
    Entrance,
    /// Step cards at a place of the conveyor.
    Station,
    /// Everything on one screen.
    Both,
}

impl KioskMode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Entrance, Self::Station, Self::Both];

    /// The name in commands, files and the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Entrance => "entrance",
            Self::Station => "station",
            Self::Both => "both",
        }
    }
}

impl std::str::FromStr for KioskMode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.code() == text)
            .ok_or_else(|| {
                format!(
                    "no kiosk mode `{text}`: one of {}",
                    Self::ALL.map(Self::code).join(", ")
                )
            })
    }
}

/// What a code lets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ticket {
    /// The workshop's id.
    pub workshop: String,
    /// What the kiosk is called in the office.
    pub name: String,
    /// What it is for.
    pub mode: KioskMode,
}

/// Why a code lets nothing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// Nobody issued it.
    Unknown,
    /// Its time is over.
    Expired,
    /// Another kiosk came in with it.
    Used,
}

/// Issues a code; the returned text is the only time that it is readable.
///
/// # Errors
/// When the database refuses or there is no randomness.
pub fn issue(
    db: &Connection,
    ticket: &Ticket,
    issued_by: &str,
    now: Moment,
) -> Result<String, OfficeError> {
    let code = spoken_code()?;
    db.execute(
        "INSERT INTO enrolment_codes (code_hash, workshop, name, mode, issued_by, issued_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            hash(&code),
            ticket.workshop,
            ticket.name,
            ticket.mode.code(),
            issued_by,
            ms(now),
            ms(now + Duration::hours(CODE_HOURS))
        ],
    )?;
    Ok(code)
}

/// Lets `device` in with a code as typed or scanned, once. The same device repeating it (its answer was
/// lost on the way) is let in again; another one is not.
///
/// # Errors
/// When the database refuses.
pub fn redeem(
    db: &mut Connection,
    typed: &str,
    device: &str,
    now: Moment,
) -> Result<Result<Ticket, CodeRefusal>, OfficeError> {
    let code_hash = hash(typed);
    let change = db.transaction()?;
    let found = change
        .query_row(
            "SELECT workshop, name, mode, expires_at, device FROM enrolment_codes WHERE code_hash = ?1",
            params![code_hash],
            |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    moment(row.get(3)?),
                    row.get::<_, Option<String>>(4)?,
                ))
            },
        )
        .optional()?;
    let Some((workshop, name, mode, expires_at, used_by)) = found else {
        return Ok(Err(CodeRefusal::Unknown));
    };
    let mode = mode.parse().map_err(|_unknown| OfficeError::Unknown {
        what: "kiosk mode",
        value: mode,
    })?;
    if now >= expires_at {
        return Ok(Err(CodeRefusal::Expired));
    }
    match used_by {
        Some(other) if other != device => return Ok(Err(CodeRefusal::Used)),
        Some(_same) => {}
        None => {
            change.execute(
                "UPDATE enrolment_codes SET used_at = ?2, device = ?3 WHERE code_hash = ?1",
                params![code_hash, ms(now), device],
            )?;
            change.commit()?;
        }
    }
    Ok(Ok(Ticket {
        workshop,
        name,
        mode,
    }))
}

fn hash(code: &str) -> SecretHash {
    hash_secret("kiosk-enrolment", &fold_code(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::testing::{at, office};

    #[test]
    fn a_code_lets_one_device_in_within_its_time() {
        let mut db = office();
        let ticket = Ticket {
            workshop: "soap".to_owned(),
            name: "Вход".to_owned(),
            mode: KioskMode::Entrance,
        };
        let now = at("2026-11-22T10:00:00Z");
        let code = issue(&db, &ticket, "lead", now).unwrap();
        let late = issue(&db, &ticket, "lead", now).unwrap();
        // (code as typed, device, when, answer), one after another on the same database
        let table = [
            (
                "AAAA-AAAA-AAAA-AAAA".to_owned(),
                "k1",
                "2026-11-22T10:00:01Z",
                Err(CodeRefusal::Unknown),
            ),
            (
                code.to_lowercase().replace('-', ""),
                "k1",
                "2026-11-22T10:00:02Z",
                Ok(ticket.clone()),
            ),
            (
                code.clone(),
                "k2",
                "2026-11-22T10:00:03Z",
                Err(CodeRefusal::Used),
            ),
            (code, "k1", "2026-11-22T10:00:04Z", Ok(ticket)),
            (
                late,
                "k3",
                "2026-11-23T10:00:00Z",
                Err(CodeRefusal::Expired),
            ),
        ];
        for (typed, device, when, expected) in table {
            assert_eq!(
                redeem(&mut db, &typed, device, at(when)).unwrap(),
                expected,
                "{device} at {when}"
            );
        }
    }
}
