//! What this kiosk remembers by name over a restart: that something holds, and no more.

use rusqlite::OptionalExtension;

use super::{Local, LocalError};

/// That the office has revoked this kiosk, as it said when it was last reached.
pub(crate) const REVOKED: &str = "revoked";

impl Local {
    /// Whether something is remembered.
    ///
    /// # Errors
    /// [`LocalError`].
    pub(crate) fn holds(&self, note: &str) -> Result<bool, LocalError> {
        let found: Option<String> = self
            .conn
            .query_row("SELECT name FROM note WHERE name = ?1", [note], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(found.is_some())
    }

    /// Remembers something, or forgets it.
    ///
    /// # Errors
    /// [`LocalError`].
    pub(crate) fn remember(&self, note: &str, holds: bool) -> Result<(), LocalError> {
        let how = if holds {
            "INSERT OR IGNORE INTO note(name) VALUES (?1)"
        } else {
            "DELETE FROM note WHERE name = ?1"
        };
        self.conn.execute(how, [note])?;
        Ok(())
    }
}
