//! What only this kiosk knows and no log needs: open runs, staff's unfinished forms, packs looked at, the last
//! reading of the clocks, PINs and their locks, whether the office revoked it, how loud it is.
//!
//! One encrypted file. Losing it loses the place in a step and what staff had begun to write, nothing else.

mod clock;
mod drafts;
mod loudness;
mod notes;
mod packs;
mod pins;
mod runs;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use stupen_journal::OpenError;

pub use loudness::Loudness;
pub(crate) use notes::REVOKED;
pub use packs::LookedAt;
pub use pins::{Pin, PinAnswer};
pub use runs::OpenRun;

/// The local tables.
#[derive(Debug)]
pub struct Local {
    conn: Connection,
    aside: Option<PathBuf>,
    clock_kept_ms: std::cell::Cell<Option<u64>>,
    /// The open run that was used last, as it is kept: one connection alone writes runs, and a touch asks for it often.
    run: std::cell::RefCell<Option<OpenRun>>,
}

/// Why the local tables cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// SQLite.
    #[error("the kiosk's local tables: {0}")]
    Sql(#[from] rusqlite::Error),
    /// A row that this version cannot read.
    #[error("the kiosk's local tables: {0}")]
    Row(#[from] serde_json::Error),
    /// A damaged file that could not be set aside.
    #[error("the kiosk's local tables: {0}")]
    Open(#[from] OpenError),
}

impl Local {
    /// Opens or makes the tables. A file that cannot be read is kept beside under another name, and new tables take
    /// its place: a kiosk must come up without it.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn open(path: &Path, key: Option<[u8; 32]>) -> Result<Self, LocalError> {
        let error = match Self::try_open(path, key) {
            Ok(local) => return Ok(local),
            Err(error) => error,
        };
        let Some(kept) = stupen_journal::set_aside_if_damaged(path, &error)? else {
            return Err(error.into());
        };
        tracing::error!(kept = %kept.display(), %error, "damaged local tables were set aside");
        let mut local = Self::try_open(path, key)?;
        local.aside = Some(kept);
        Ok(local)
    }

    /// Where the damaged file lies that these tables replaced when they were opened.
    pub fn set_aside(&self) -> Option<&Path> {
        self.aside.as_deref()
    }

    fn try_open(path: &Path, key: Option<[u8; 32]>) -> rusqlite::Result<Self> {
        let conn = stupen_journal::open_private(path, key)?;
        conn.execute_batch(
            "CREATE TABLE IF NOT EXISTS run(person TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS clock(one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS pack(manifest TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS pin(person TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS pin_lock(
                 person TEXT PRIMARY KEY, wrong INTEGER NOT NULL, locked_ms INTEGER NOT NULL,
                 boot TEXT NOT NULL, mono_ms INTEGER NOT NULL
             ) STRICT;
             CREATE TABLE IF NOT EXISTS draft(key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
             CREATE TABLE IF NOT EXISTS note(name TEXT PRIMARY KEY) STRICT;
             CREATE TABLE IF NOT EXISTS loudness(one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL) STRICT;",
        )?;
        Ok(Local {
            conn,
            aside: None,
            clock_kept_ms: std::cell::Cell::new(None),
            run: std::cell::RefCell::default(),
        })
    }
}

fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a file that cannot be made fails its test"
)]
mod tests {
    use super::*;

    #[test]
    fn damaged_tables_are_kept_beside_and_begun_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("local.db");
        for key in [None, Some([7; 32])] {
            drop(Local::open(&path, key).unwrap());
            assert_eq!(Local::open(&path, key).unwrap().set_aside(), None);
            let rubbish = vec![0xa5_u8; 8192];
            std::fs::write(&path, &rubbish).unwrap();
            let opened = Local::open(&path, key).unwrap();
            let kept = opened.set_aside().expect("kept").to_owned();
            assert_eq!(std::fs::read(&kept).unwrap(), rubbish);
            drop(opened);
            assert_eq!(Local::open(&path, key).unwrap().set_aside(), None);
            std::fs::remove_file(&path).unwrap();
        }
        // What is no damage is told, not renamed.
        std::fs::create_dir(&path).unwrap();
        assert!(matches!(Local::open(&path, None), Err(LocalError::Sql(_))));
        assert!(path.is_dir());
    }
}
