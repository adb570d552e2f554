//! Forms that a member of staff has begun and not finished: they survive a power cut and an interruption.

use rusqlite::{OptionalExtension, params};

use super::{Local, LocalError};

impl Local {
    /// The form under this key, as it was kept.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn draft(&self, key: &str) -> Result<Option<String>, LocalError> {
        Ok(self
            .conn
            .prepare_cached("SELECT body FROM draft WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// All forms that are begun, by key.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn drafts(&self) -> Result<Vec<String>, LocalError> {
        let mut query = self
            .conn
            .prepare_cached("SELECT body FROM draft ORDER BY key")?;
        let rows = query.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a form at every answer.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn keep_draft(&self, key: &str, body: &str) -> Result<(), LocalError> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO draft(key, body) VALUES (?1, ?2)")?
            .execute(params![key, body])?;
        Ok(())
    }

    /// The form is recorded, or dropped.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn forget_draft(&self, key: &str) -> Result<(), LocalError> {
        self.conn
            .prepare_cached("DELETE FROM draft WHERE key = ?1")?
            .execute([key])?;
        Ok(())
    }
}
