//! Which packs were looked at, whole: every file here, every file the one that its hash names.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Local, LocalError};

/// What looking at a pack showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedAt {
    /// Files that cannot be shown or played, with the reason. The pack is worked by nevertheless.
    #[serde(default)]
    pub bad: BTreeMap<String, String>,
    /// Why the manifest itself cannot be read: such a pack is not worked by.
    #[serde(default)]
    pub unreadable: Option<String>,
}

impl Local {
    /// What looking at the pack with this manifest showed, where it was looked at and is whole.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn pack(&self, manifest: &str) -> Result<Option<LookedAt>, LocalError> {
        let body: Option<String> = self
            .conn
            .prepare_cached("SELECT body FROM pack WHERE manifest = ?1")?
            .query_row([manifest], |row| row.get(0))
            .optional()?;
        Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
    }

    /// Keeps what was seen.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn keep_pack(&self, manifest: &str, looked_at: &LookedAt) -> Result<(), LocalError> {
        self.conn.execute(
            "INSERT INTO pack(manifest, body) VALUES (?1, ?2)
             ON CONFLICT (manifest) DO UPDATE SET body = excluded.body",
            params![manifest, serde_json::to_string(looked_at)?],
        )?;
        Ok(())
    }

    /// A file of the pack is gone or damaged: it is to be looked at anew.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn forget_pack(&self, manifest: &str) -> Result<(), LocalError> {
        self.conn
            .execute("DELETE FROM pack WHERE manifest = ?1", [manifest])?;
        Ok(())
    }
}
