//! A log that cannot be read. Nobody but an administrator may decide to go on without it: until then nothing is
//! written, neither to it nor in its place.

use std::fs;
use std::path::{Path, PathBuf};

use stupen_journal::{OpenError, StoreError};
use thiserror::Error;

use crate::data::DataDir;
use crate::office;

/// A file that is broken does not mend itself, and reading all of it costs: seconds between two looks.
pub const LOOKS_APART_S: i64 = 60;

/// What is wrong with the log, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "the log is damaged: {} {what}. Nothing was written to it. Stop the server and restore the last backup into an empty directory (`stupen-server restore --help`); kiosks keep what they record, and hand it over afterwards", file.display()
)]
pub struct Damage {
    /// The log's file.
    pub file: PathBuf,
    /// What was found, after the file's name.
    pub what: String,
}

impl Damage {
    /// Damage with the database's own words.
    pub fn new(file: &Path, what: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            what: format!("cannot be read ({})", what.into()),
        }
    }

    /// The log of a directory that had one, and has none any more: SQLite would quietly begin another.
    pub fn gone(data: &DataDir) -> Option<Self> {
        let file = data.log_db();
        let what = match fs::metadata(&file) {
            Err(_missing) => "is not there any more",
            Ok(about) if about.len() == 0 => "is empty",
            Ok(_) => return None,
        };
        // Views are made right after the log, and then the organisation is written down among the accounts; a directory
        // that never had a log has neither.
        let had_one = data.views_db().exists() || office::knows_place(&data.office_db());
        had_one.then(|| Self {
            file,
            what: what.to_owned(),
        })
    }

    /// What opening said, where it speaks of damage.
    pub fn of(error: &OpenError) -> Option<Self> {
        match error {
            OpenError::Damaged { path, what } => Some(Self::new(path, what)),
            OpenError::Store { path, source } => Self::in_store(path, source),
            OpenError::Newer { .. }
            | OpenError::Older { .. }
            | OpenError::Lost { .. }
            | OpenError::Io { .. } => None,
        }
    }

    /// What reading said, where it speaks of damage.
    pub fn in_store(file: &Path, error: &StoreError) -> Option<Self> {
        match error {
            StoreError::Damaged(what) => Some(Self::new(file, what)),
            _ => None,
        }
    }
}
