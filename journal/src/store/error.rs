//! What can go wrong with the store, sorted by what the caller must do about it.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use super::Loss;
use crate::envelope::{EnvelopeError, StreamId};

/// A failure of the database itself.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No space left. Nothing was stored; what was stored before is safe.
    #[error("the disk is full: nothing was stored, earlier entries are safe")]
    DiskFull,
    /// The file is not readable as what it should be.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// Another process holds the database for too long.
    #[error("the database is in use by another process")]
    Busy,
    /// The operating system has no randomness to give.
    #[error("no randomness: {0}")]
    Random(getrandom::Error),
    /// The request contradicts what the store holds.
    #[error("{0}")]
    Refused(String),
    /// Anything else.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

/// Whether the error says that the file itself is broken (or was encrypted with another key,
/// which cannot be told apart).
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
    )
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Sqlite(error),
        }
    }
}

/// A stored header that no longer parses is damage: it did when it was stored.
impl From<EnvelopeError> for StoreError {
    fn from(error: EnvelopeError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Why a log could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A later version of the program wrote this file.
    #[error("{path}: schema {found} is newer than the {known} known here: upgrade this program", path = path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest schema known to this program.
        known: u32,
    },
    /// An earlier version of the program wrote this file; whoever opens it for work upgrades it.
    #[error("{path}: an earlier version of this program wrote it", path = path.display())]
    Older {
        /// The database.
        path: PathBuf,
    },
    /// The file is broken, or the key is not the one it was made with.
    #[error("{path}: damaged, or encrypted with another key: {what}", path = path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// It can be read, but ends earlier than it did.
    #[error("{path} {loss}", path = path.display())]
    Lost {
        /// The database.
        path: PathBuf,
        /// What is gone.
        loss: Loss,
    },
    /// The file system refused.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file at fault.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Anything else the database said.
    #[error("{path}: {source}", path = path.display())]
    Store {
        /// The database.
        path: PathBuf,
        /// What it said.
        source: StoreError,
    },
}

/// Why nothing was appended. No draft of the call is stored.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// No space left: refuse the person's action and say so; nothing earlier is lost.
    #[error("the disk is full: nothing was stored, earlier entries are safe")]
    DiskFull,
    /// A draft breaks a limit of the entry format.
    #[error("draft {index}: {source}")]
    Invalid {
        /// Which draft, from 0.
        index: usize,
        /// What is wrong with it.
        source: EnvelopeError,
    },
    /// Anything else.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AppendError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DiskFull => Self::DiskFull,
            other => Self::Store(other),
        }
    }
}

impl From<rusqlite::Error> for AppendError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// Why a batch was refused. Nothing of it is stored; the same batch may be sent again once the
/// reason is gone.
#[derive(Debug, thiserror::Error)]
pub enum IngestRefusal {
    /// The batch is empty, or an entry or the head belongs to another stream.
    #[error("the batch of {stream} holds what is not of this stream (entry {seq})")]
    ForeignEntry {
        /// The stream that the batch is for.
        stream: StreamId,
        /// The entry's number, 0 for the head.
        seq: u64,
    },
    /// The writer did not sign this head.
    #[error("{stream}: the head's signature does not verify")]
    BadSignature {
        /// The stream.
        stream: StreamId,
    },
    /// Entries before the batch are missing here; send from `have` on.
    #[error("{stream}: entries are missing: this side has {have}, the batch starts at {got}")]
    Gap {
        /// The stream.
        stream: StreamId,
        /// The last sequence number held here.
        have: u64,
        /// The first one of the batch.
        got: u64,
    },
    /// The entries are no chain.
    #[error("{stream}: the chain breaks at entry {seq}")]
    BrokenChain {
        /// The stream.
        stream: StreamId,
        /// The entry at fault.
        seq: u64,
    },
    /// The last entry is not the one that the head signs.
    #[error("{stream}: the batch ends at entry {last}, the signed head is at {head}")]
    HeadNotReached {
        /// The stream.
        stream: StreamId,
        /// The last entry of the batch, 0 when it is empty.
        last: u64,
        /// The entry that the head signs.
        head: u64,
    },
    /// A payload is not the one that its header promises.
    #[error("{stream}: the payload of entry {seq} is not the one its header promises")]
    WrongPayload {
        /// The stream.
        stream: StreamId,
        /// The entry at fault.
        seq: u64,
    },
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for IngestRefusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<rusqlite::Error> for IngestRefusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
