//! The numbered upgrades of `office.db`. Append only: a number that was ever released is never edited.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::OfficeError;

/// Upgrade n brings the file from schema n to n + 1.
const UPGRADES: &[&str] = &[
    // 1: accounts, sessions, attempts, looks, codes, PINs, settings
    "CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        login TEXT NOT NULL UNIQUE,          -- case-folded in Rust: lower() of SQLite knows no Cyrillic
        name TEXT NOT NULL,
        password TEXT NOT NULL,              -- Argon2id, PHC string
        role TEXT NOT NULL,
        staff_id TEXT,                       -- this person among the log's people, once known there
        lang TEXT CHECK (lang IN ('ru', 'en')),
        created_at INTEGER NOT NULL,
        password_set_at INTEGER NOT NULL,
        disabled_at INTEGER
    ) STRICT;
    CREATE TABLE sessions (
        token_hash BLOB PRIMARY KEY,
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        started_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_of_user ON sessions (user_id);
    CREATE TABLE login_attempts (
        login TEXT PRIMARY KEY,              -- also logins that nobody has: an answer must not tell them apart
        failures INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        locked_until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE looked_at (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        page TEXT NOT NULL,
        subject TEXT NOT NULL
    ) STRICT;
    CREATE INDEX looked_at_subject ON looked_at (subject, at);
    CREATE INDEX looked_at_time ON looked_at (at);
    CREATE TABLE enrolment_codes (
        code_hash BLOB PRIMARY KEY,
        workshop TEXT NOT NULL,
        name TEXT NOT NULL,
        mode TEXT NOT NULL CHECK (mode IN ('entrance', 'station', 'both')),
        issued_by TEXT NOT NULL,
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        used_at INTEGER,
        device TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE kiosk_pins (
        staff_id TEXT PRIMARY KEY,
        hash TEXT NOT NULL,                  -- Argon2id, PHC string
        set_at INTEGER NOT NULL,
        reset_at INTEGER                     -- a revoked kiosk may have leaked the bundle: choose a new PIN
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;",
    // 2: imported sets of pictograms
    "CREATE TABLE pictogram_sets (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        licence TEXT NOT NULL,
        attribution TEXT NOT NULL,
        source TEXT,
        imported_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE pictograms (
        set_id TEXT NOT NULL REFERENCES pictogram_sets (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        ru TEXT NOT NULL,
        en TEXT NOT NULL,
        category TEXT NOT NULL,
        licence TEXT,
        author TEXT,
        source TEXT,
        bytes BLOB NOT NULL,
        PRIMARY KEY (set_id, id)
    ) STRICT;",
    // 3: files that kiosks cannot use
    "CREATE TABLE unusable_files (
        device TEXT NOT NULL,
        pack TEXT NOT NULL,                  -- empty for a portrait
        version INTEGER NOT NULL,
        file TEXT NOT NULL,
        told TEXT NOT NULL,                  -- as the kiosk told it, JSON
        since INTEGER NOT NULL,
        PRIMARY KEY (device, pack, version, file)
    ) STRICT, WITHOUT ROWID;",
];

/// Opens, upgrades and checks the file. Before an upgrade it is copied; the copy goes once the new schema is up.
pub(super) fn open(path: &Path) -> Result<Connection, OfficeError> {
    if path != Path::new(":memory:") {
        // SQLite would make it as the machine's habit (umask) is. What else is wrong, opening says below.
        let _there_already = OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(path);
    }
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let found: u32 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|error| damaged(&error))?;
    let known = u32::try_from(UPGRADES.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(OfficeError::Newer { found, known });
    }
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
    )?;
    let sound: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| damaged(&error))?;
    if sound != "ok" {
        return Err(OfficeError::Damaged(sound));
    }
    if found < known {
        let copy = (found > 0).then(|| copy_path(path, found));
        if let Some(copy) = &copy
            && !copy.exists()
        {
            connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
        }
        let upgrade = connection.transaction()?;
        for (sql, number) in UPGRADES
            .iter()
            .zip(1u32..)
            .skip_while(|(_, number)| *number <= found)
        {
            upgrade.execute_batch(sql)?;
            upgrade.pragma_update(None, "user_version", number)?;
        }
        upgrade.commit()?;
        if let Some(copy) = copy {
            fs::remove_file(copy)?;
        }
    }
    Ok(connection)
}

/// What is wrong with a file that an office is said to have written: nothing, where it holds together, has its tables, and
/// holds an account or at least the organisation's name. Only looks.
///
/// # Errors
/// When a newer program wrote it.
pub fn examine(path: &Path) -> Result<Option<String>, OfficeError> {
    match look_inside(path) {
        Err(OfficeError::Database(error)) => Ok(Some(format!("cannot be read ({error})"))),
        found => found,
    }
}

fn look_inside(path: &Path) -> Result<Option<String>, OfficeError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sound: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Ok(Some(format!("is damaged ({sound})")));
    }
    let found: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = u32::try_from(UPGRADES.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(OfficeError::Newer { found, known });
    }
    // What a file of this schema must have, its own upgrades say.
    let model = Connection::open_in_memory()?;
    for (sql, _) in UPGRADES.iter().zip(0..found) {
        model.execute_batch(sql)?;
    }
    let here = tables(&db)?;
    if let Some(missing) = tables(&model)?.iter().find(|name| !here.contains(name)) {
        return Ok(Some(format!("has no table {missing}")));
    }
    if found == 0 || is_blank(&db)? {
        return Ok(Some(
            "knows neither an account nor the organisation".to_owned(),
        ));
    }
    Ok(None)
}

/// True when the organisation was written into the file, whatever else is the matter with it. Only looks.
pub fn knows_place(path: &Path) -> bool {
    let count = "SELECT count(*) FROM settings WHERE key = 'organisation.ru'";
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|db| db.query_row(count, [], |row| row.get::<_, i64>(0)))
        .is_ok_and(|found| found > 0)
}

/// True of a file as it was made, before anybody wrote into it.
///
/// # Errors
/// When it cannot be read.
pub fn is_blank(db: &Connection) -> Result<bool, OfficeError> {
    let count = "SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM settings)";
    Ok(db.query_row(count, [], |row| row.get::<_, i64>(0))? == 0)
}

fn tables(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut found = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
    found.query_map([], |row| row.get(0))?.collect()
}

fn copy_path(path: &Path, found: u32) -> PathBuf {
    path.with_extension(format!("db.before-{}", found + 1))
}

fn damaged(error: &rusqlite::Error) -> OfficeError {
    OfficeError::Damaged(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_newer_program_is_refused_and_a_torn_one_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("office.db");
        open(&path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        assert!(matches!(
            open(&path).unwrap_err(),
            OfficeError::Newer { found: 99, .. }
        ));

        let torn = dir.path().join("torn.db");
        fs::write(&torn, "this is no database, it is a torn file ".repeat(50)).unwrap();
        assert!(matches!(open(&torn).unwrap_err(), OfficeError::Damaged(_)));
        assert!(
            fs::read_to_string(&torn)
                .unwrap()
                .starts_with("this is no database")
        );
    }

    #[test]
    fn opening_twice_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("office.db");
        open(&path)
            .unwrap()
            .execute("INSERT INTO settings VALUES ('a', 'b')", [])
            .unwrap();
        let value: String = open(&path)
            .unwrap()
            .query_row("SELECT value FROM settings", [], |row| row.get(0))
            .unwrap();
        assert_eq!(value, "b");
    }
}
