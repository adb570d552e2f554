//! What only this kiosk knows and no log needs: open runs, staff's unfinished forms, packs looked at, the last
//! reading of the clocks, PINs and their locks.
//!
//! One encrypted file. Losing it loses the place in a step and what staff had begun to write, nothing else.

mod clock;
mod drafts;
mod packs;
mod pins;
mod runs;

use std::path::Path;

use rusqlite::Connection;

pub use packs::LookedAt;
pub use pins::{Pin, PinAnswer};
pub use runs::OpenRun;

/// The local tables.
#[derive(Debug)]
pub struct Local {
    conn: Connection,
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
}

impl Local {
    /// Opens or makes the tables.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn open(path: &Path, key: Option<[u8; 32]>) -> Result<Self, LocalError> {
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
             CREATE TABLE IF NOT EXISTS draft(key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;",
        )?;
        Ok(Local {
            conn,
            clock_kept_ms: std::cell::Cell::new(None),
            run: std::cell::RefCell::default(),
        })
    }
}

fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
