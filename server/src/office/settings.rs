//! Settings of this server that are no facts of the programme: what the pages' frame says.

use chrono_tz::Tz;
use rusqlite::{Connection, OptionalExtension, params};

use super::OfficeError;

/// The organisation as the frame of every page names it, and the zone in which its days begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Russian name; empty until the organisation is known.
    pub name_ru: String,
    /// English name.
    pub name_en: String,
    /// In which days begin and times are shown.
    pub time_zone: Tz,
}

impl Default for Place {
    /// Before an organisation is known: no name, Moscow time, the zone of most of its users.
    fn default() -> Self {
        Self {
            name_ru: String::new(),
            name_en: String::new(),
            time_zone: Tz::Europe__Moscow,
        }
    }
}

/// The stored place; what is missing is as in [`Place::default`].
///
/// # Errors
/// When the database refuses or the stored zone is none.
pub fn place(db: &Connection) -> Result<Place, OfficeError> {
    let mut place = Place::default();
    if let Some(name) = get(db, "organisation.ru")? {
        place.name_ru = name;
    }
    if let Some(name) = get(db, "organisation.en")? {
        place.name_en = name;
    }
    if let Some(zone) = get(db, "time_zone")? {
        place.time_zone = zone.parse().map_err(|_unknown| OfficeError::Unknown {
            what: "time zone",
            value: zone,
        })?;
    }
    Ok(place)
}

/// Stores the place.
///
/// # Errors
/// When the database refuses.
pub fn set_place(db: &mut Connection, place: &Place) -> Result<(), OfficeError> {
    let change = db.transaction()?;
    for (key, value) in [
        ("organisation.ru", place.name_ru.as_str()),
        ("organisation.en", place.name_en.as_str()),
        ("time_zone", place.time_zone.name()),
    ] {
        change.execute(
            "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            params![key, value],
        )?;
    }
    Ok(change.commit()?)
}

fn get(db: &Connection, key: &str) -> Result<Option<String>, OfficeError> {
    Ok(db
        .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::testing::office;

    #[test]
    fn the_place_reads_back() {
        let mut db = office();
        assert_eq!(place(&db).unwrap(), Place::default());
        let samara = Place {
            name_ru: "Ступени".to_owned(),
            name_en: "Steps".to_owned(),
            time_zone: Tz::Europe__Samara,
        };
        set_place(&mut db, &samara).unwrap();
        assert_eq!(place(&db).unwrap(), samara);
    }
}
