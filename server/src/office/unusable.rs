//! Files that kiosks cannot show or play, as each kiosk told last. They are no facts of the programme, so they do not stand
//! in the log.

use rusqlite::{Connection, params};
use serde::Serialize;
use stupen_domain::wire::unusable::Unusable;

use super::{OfficeError, moment, ms};
use crate::clock::Moment;

/// A file with the kiosk that cannot use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The kiosk.
    pub device: String,
    /// Which, and why.
    #[serde(flatten)]
    pub file: Unusable,
    /// When the kiosk told it first.
    pub since: Moment,
}

/// Takes what a kiosk tells in place of what it told before. What it told already keeps its time. True when anything is
/// otherwise than before.
///
/// # Errors
/// When the database refuses.
pub fn replace(
    db: &mut Connection,
    device: &str,
    files: &[Unusable],
    now: Moment,
) -> Result<bool, OfficeError> {
    let before = of(db, device)?;
    let known: Vec<&Unusable> = before.iter().map(|told| &told.file).collect();
    if known.len() == files.len() && files.iter().all(|file| known.contains(&file)) {
        return Ok(false);
    }
    let turn = db.transaction()?;
    turn.execute("DELETE FROM unusable_files WHERE device = ?1", [device])?;
    for file in files {
        let told = before.iter().find(|told| {
            (&told.file.pack, told.file.version, &told.file.file)
                == (&file.pack, file.version, &file.file)
        });
        let since = told.map_or(now, |told| told.since);
        let text = serde_json::to_string(file).unwrap_or_default();
        turn.execute(
            "INSERT OR REPLACE INTO unusable_files (device, pack, version, file, told, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![device, file.pack, file.version, file.file, text, ms(since)],
        )?;
    }
    turn.commit()?;
    Ok(true)
}

/// What all kiosks told, by kiosk, pack and file.
///
/// # Errors
/// When the database refuses.
pub fn all(db: &Connection) -> Result<Vec<Told>, OfficeError> {
    read(db, None)
}

fn of(db: &Connection, device: &str) -> Result<Vec<Told>, OfficeError> {
    read(db, Some(device))
}

fn read(db: &Connection, device: Option<&str>) -> Result<Vec<Told>, OfficeError> {
    let mut rows = db.prepare_cached(
        "SELECT device, told, since FROM unusable_files WHERE ?1 IS NULL OR device = ?1
         ORDER BY device, pack, version, file",
    )?;
    let found = rows.query_map([device], |row| {
        let told: String = row.get(1)?;
        Ok((row.get(0)?, told, moment(row.get(2)?)))
    })?;
    let mut all = Vec::new();
    for row in found {
        let (device, told, since) = row?;
        // Written above, in this form; what a newer program wrote otherwise is passed over.
        if let Ok(file) = serde_json::from_str(&told) {
            all.push(Told {
                device,
                file,
                since,
            });
        }
    }
    Ok(all)
}
