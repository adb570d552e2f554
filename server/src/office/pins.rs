//! Six-digit PINs of the staff, for kiosks only: a bundle beside the log, replaced whole.

use rusqlite::{Connection, params};
use serde::Serialize;

use super::{OfficeError, ms};
use crate::clock::Moment;

/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;

/// One member of staff in the bundle that kiosks pull.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PinEntry {
    /// Who.
    pub staff_id: String,
    /// Argon2id, PHC string: what a kiosk compares with.
    pub hash: String,
}

/// True for six digits that are neither all the same nor a plain run up or down.
pub fn is_usable(pin: &str) -> bool {
    let digits: Vec<i32> = pin
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|digit| i32::try_from(digit).ok())
        .collect();
    let steps: Vec<i32> = digits
        .iter()
        .zip(digits.iter().skip(1))
        .map(|(a, b)| b - a)
        .collect();
    let is_run = [-1, 0, 1]
        .iter()
        .any(|step| steps.iter().all(|found| found == step));
    pin.len() == PIN_DIGITS && digits.len() == PIN_DIGITS && !is_run
}

/// A new random PIN that is usable.
///
/// # Errors
/// When the system gives no random numbers.
pub fn make() -> anyhow::Result<String> {
    loop {
        let number = u32::from_be_bytes(crate::secrets::random()?) % 1_000_000;
        let pin = format!("{number:06}");
        if is_usable(&pin) {
            return Ok(pin);
        }
    }
}

/// Sets a PIN, already hashed with [`crate::secrets::hash_password`].
///
/// # Errors
/// When the database refuses.
pub fn set(db: &Connection, staff_id: &str, phc: &str, now: Moment) -> Result<(), OfficeError> {
    db.execute(
        "INSERT INTO kiosk_pins (staff_id, hash, set_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (staff_id) DO UPDATE SET hash = ?2, set_at = ?3, reset_at = NULL",
        params![staff_id, phc, ms(now)],
    )?;
    Ok(())
}

/// The bundle: every PIN that is in force. Whose account is closed has none that is, whether or not the kiosks' log says
/// that they are gone.
///
/// # Errors
/// When the database refuses.
pub fn bundle(db: &Connection) -> Result<Vec<PinEntry>, OfficeError> {
    let mut statement = db.prepare_cached(
        "SELECT staff_id, hash FROM kiosk_pins p WHERE reset_at IS NULL
           AND (NOT EXISTS (SELECT 1 FROM users u WHERE u.staff_id = p.staff_id)
             OR EXISTS (SELECT 1 FROM users u WHERE u.staff_id = p.staff_id AND u.disabled_at IS NULL))
         ORDER BY staff_id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(PinEntry {
            staff_id: row.get(0)?,
            hash: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts every PIN out of force: a kiosk was revoked, and a million PINs are soon tried against stolen hashes.
///
/// # Errors
/// When the database refuses.
pub fn reset_all(db: &Connection, now: Moment) -> Result<usize, OfficeError> {
    Ok(db.execute(
        "UPDATE kiosk_pins SET reset_at = ?1 WHERE reset_at IS NULL",
        [ms(now)],
    )?)
}

/// Staff whose PIN is out of force and who have to choose a new one.
///
/// # Errors
/// When the database refuses.
pub fn to_renew(db: &Connection) -> Result<Vec<String>, OfficeError> {
    let mut statement = db.prepare_cached(
        "SELECT staff_id FROM kiosk_pins WHERE reset_at IS NOT NULL ORDER BY staff_id",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::testing::{at, office};
    use crate::office::users::tests::someone;
    use crate::office::users::{self, Role};

    #[test]
    fn six_digits_that_are_not_the_first_guess() {
        let table = [
            ("194727", true),
            ("112233", true),
            ("000000", false),
            ("123456", false),
            ("987654", false),
            ("19472", false),
            ("1947272", false),
            ("19472a", false),
            ("१९४७२७", false),
        ];
        for (pin, expected) in table {
            assert_eq!(is_usable(pin), expected, "{pin}");
        }
    }

    #[test]
    fn whose_account_is_closed_has_no_pin_in_force() {
        let mut db = office();
        let now = at("2026-11-22T10:00:00Z");
        // Two accounts of one person: the second goes on.
        for (login, staff) in [("olga", "lead-1"), ("olga-2", "lead-1"), ("nina", "lead-2")] {
            let mut user = someone(login, Role::Lead);
            user.staff_id = Some(staff.to_owned());
            users::add(&db, &user, now).unwrap();
        }
        for staff in ["lead-1", "lead-2", "without-account"] {
            set(&db, staff, "$one", now).unwrap();
        }
        let table: [(&str, &[&str]); 3] = [
            ("nina", &["lead-1", "without-account"]),
            ("olga", &["lead-1", "without-account"]),
            ("olga-2", &["without-account"]),
        ];
        for (closed, expected) in table {
            let id = users::by_login(&db, closed).unwrap().unwrap().id;
            users::disable(&mut db, id, now).unwrap();
            let bundle = bundle(&db).unwrap();
            let left: Vec<&str> = bundle.iter().map(|pin| pin.staff_id.as_str()).collect();
            assert_eq!(left, expected, "without {closed}");
        }
    }

    #[test]
    fn after_a_revoked_kiosk_everybody_chooses_anew() {
        let db = office();
        let now = at("2026-11-22T10:00:00Z");
        set(&db, "lead-1", "$one", now).unwrap();
        set(&db, "lead-2", "$two", now).unwrap();
        assert_eq!(reset_all(&db, now).unwrap(), 2);
        assert!(bundle(&db).unwrap().is_empty());
        set(&db, "lead-1", "$new", now).unwrap();
        assert_eq!(
            bundle(&db).unwrap(),
            [PinEntry {
                staff_id: "lead-1".to_owned(),
                hash: "$new".to_owned()
            }]
        );
        assert_eq!(to_renew(&db).unwrap(), ["lead-2"]);
    }
}
