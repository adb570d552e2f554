//! How loud this kiosk is, as staff set it at the kiosk itself. It survives a restart; without it the configuration
//! holds.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use stupen_domain::time::Moment;

use super::{Local, LocalError};

/// What staff have said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loudness {
    /// In per cent of what the devices can; absent as it is configured.
    #[serde(default)]
    pub volume_percent: Option<u16>,
    /// Nothing sounds until then.
    #[serde(default)]
    pub quiet_until: Option<Moment>,
}

impl Local {
    /// What staff said last; nothing where they never did.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn loudness(&self) -> Result<Loudness, LocalError> {
        let body: Option<String> = self
            .conn
            .query_row("SELECT body FROM loudness WHERE one = 1", [], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(match body {
            Some(body) => serde_json::from_str(&body)?,
            None => Loudness::default(),
        })
    }

    /// Keeps it.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn keep_loudness(&self, loudness: &Loudness) -> Result<(), LocalError> {
        let body = serde_json::to_string(loudness)?;
        self.conn.execute(
            "INSERT OR REPLACE INTO loudness(one, body) VALUES (1, ?1)",
            params![body],
        )?;
        Ok(())
    }
}
