//! `office.db`: accounts, sessions, login attempts, who looked at what, one-time codes, kiosk PINs, imported pictograms,
//! files that kiosks cannot use.
//!
//! None of it may stand in the log, which is replicated and for ever. The file is small and written rarely,
//! so one connection behind a lock serves it; no caller may hash a password while holding that lock.

pub mod attempts;
pub mod codes;
pub mod looked;
pub mod pins;
mod schema;
pub mod sessions;
pub mod sets;
pub mod settings;
pub mod unusable;
pub mod users;

pub use schema::{examine, is_blank, knows_place};

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::DateTime;
use rusqlite::Connection;
use thiserror::Error;

use crate::clock::Moment;

/// Why the office's own database could not answer.
#[derive(Debug, Error)]
pub enum OfficeError {
    /// SQLite refused; the text is for the log.
    #[error("office.db: {0}")]
    Database(#[from] rusqlite::Error),
    /// A newer program wrote this file.
    #[error(
        "office.db has schema {found}, this program knows up to {known}: start the newer stupen-server that wrote it"
    )]
    Newer {
        /// Number in the file.
        found: u32,
        /// Highest number of this program.
        known: u32,
    },
    /// The file does not hold together.
    #[error(
        "office.db is damaged ({0}): keep the file aside and restore it from a backup, or move it away and begin with new accounts (`user add --help`, --new-accounts)"
    )]
    Damaged(String),
    /// A file beside the database could not be handled.
    #[error("office.db: {0}")]
    File(#[from] std::io::Error),
    /// A stored value is none that this program writes.
    #[error("office.db holds an unknown {what}: {value}")]
    Unknown {
        /// What kind of value.
        what: &'static str,
        /// The value found.
        value: String,
    },
    /// Background work was stopped, which happens only while the server goes down.
    #[error("the server is stopping")]
    Stopping,
    /// No randomness or no memory for a hash.
    #[error(transparent)]
    Secret(#[from] anyhow::Error),
}

/// The office's own database.
#[derive(Clone, Debug)]
pub struct Office {
    connection: Arc<Mutex<Connection>>,
}

impl Office {
    /// Opens the file, creating or upgrading it.
    ///
    /// # Errors
    /// When it cannot be opened, is damaged, or was written by a newer program.
    pub fn open(path: &Path) -> Result<Self, OfficeError> {
        Ok(Self {
            connection: Arc::new(Mutex::new(schema::open(path)?)),
        })
    }

    /// Runs `work` on the database, waiting for its turn. For commands; handlers use [`Office::run`].
    ///
    /// # Errors
    /// Whatever `work` answers.
    pub fn with<R, E>(&self, work: impl FnOnce(&mut Connection) -> Result<R, E>) -> Result<R, E> {
        // A panic inside `work` rolled its transaction back: the connection is sound.
        work(
            &mut self
                .connection
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Runs `work` on the database beside the web server's threads.
    ///
    /// # Errors
    /// Whatever `work` answers, or [`OfficeError::Stopping`].
    pub async fn run<R, E, W>(&self, work: W) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<OfficeError> + Send + 'static,
        W: FnOnce(&mut Connection) -> Result<R, E> + Send + 'static,
    {
        let office = self.clone();
        match tokio::task::spawn_blocking(move || office.with(work)).await {
            Ok(answer) => answer,
            Err(_stopped) => Err(OfficeError::Stopping.into()),
        }
    }
}

/// Milliseconds since 1970, as stored.
pub(crate) fn ms(moment: Moment) -> i64 {
    moment.timestamp_millis()
}

/// Back from [`ms`]; a number outside the calendar reads as 1970, which expires everything.
pub(crate) fn moment(ms: i64) -> Moment {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod testing {
    //! A database in memory and a fixed moment, for the tests of this room.

    use super::*;

    pub(crate) fn at(text: &str) -> Moment {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    pub(crate) fn office() -> Connection {
        schema::open(Path::new(":memory:")).unwrap()
    }
}
