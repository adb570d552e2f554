//! The durable log: SQLite, one file, every stream that this device holds.
//!
//! Headers and payloads lie in separate tables. Triggers refuse any change to a header, so that not
//! even a bug in this program can rewrite history; a payload may go only when its removal was
//! recorded first.

mod append;
mod aside;
mod care;
mod error;
mod heads;
mod ingest;
mod loss;
mod open;
mod quarantine;
mod read;
mod schema;
mod verify;
mod wal;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use append::{Draft, Stamp};
pub use aside::Redactions;
pub use error::{AppendError, IngestRefusal, OpenError, StoreError};
pub use ingest::{
    Batch, Checked, Fork, IngestLimits, Ingested, REASON_LAMPORT_AHEAD, REASON_LAMPORT_BACK,
    REASON_OVERSIZE, Verdict,
};
pub use loss::{Gone, Loss, Lost};
pub use open::SetAside;
pub use quarantine::{Divergent, Quarantined};
pub use read::Order;
pub use verify::{Fault, VerifyReport};

pub(crate) use error::is_damage;
pub(crate) use open::{connect, copy_to, open_error, set_aside};

/// Signed heads are kept at least this densely, entries: a relay can only hand on whole batches
/// that end at a signed head, and this bounds how large such a batch becomes.
pub const CHECKPOINT_ENTRIES: u64 = 500;

/// The open log. One writer; more readers come from [`Log::open_reader`].
#[derive(Debug)]
pub struct Log {
    conn: Connection,
    path: PathBuf,
}

impl Log {
    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// SQLite's whole numbers are signed; everything stored here is below 2^53.
pub(crate) fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The way back; triggers and checks keep negative numbers out.
pub(crate) fn from_sql(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
