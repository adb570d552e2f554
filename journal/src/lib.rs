//! The one log that kiosk and server share: signed hash chains of entries, their SQLite store,
//! the exchange between two stores, and the disposable store of views.
//!
//! Payloads are opaque bytes here: what they mean is the domain's business. Nothing in this crate
//! reads the clock; times come in with every call.

pub mod blobs;
pub mod envelope;
pub mod keys;
pub mod seal;
pub mod store;
pub mod sync;
#[cfg(test)]
mod testing;
pub mod views;
mod wire;

pub use envelope::{
    Audience, ClockHealth, ClockState, Entry, Epoch, Hash, Head, Header, MAX_HEADER_BYTES,
    MAX_LINE_BYTES, MAX_PAYLOAD_BYTES, StreamId, Writer, WriterId,
};
pub use keys::{DeviceKey, PublicKey, RequestSignature, SignedHead};
pub use seal::{SealError, SealKey, SealPublicKey};
pub use store::{
    AppendError, Batch, Checked, Draft, IngestLimits, IngestRefusal, Ingested, Log, OpenError,
    Order, Stamp, StoreError, Verdict,
};
pub use views::ViewStore;

/// Sets a small file of the caller's own aside as `<name>.damaged-<n>` where the error says that it cannot be read;
/// returns where it lies then. `None` for any other error.
///
/// # Errors
/// [`OpenError`] when it cannot be renamed.
pub fn set_aside_if_damaged(
    path: &std::path::Path,
    error: &rusqlite::Error,
) -> Result<Option<std::path::PathBuf>, OpenError> {
    store::is_damage(error)
        .then(|| store::set_aside(path, error.to_string()).map(|aside| aside.path))
        .transpose()
}

/// Opens a small file of the caller's own beside the log, encrypted alike and as durable.
///
/// # Errors
/// SQLite's; a wrong key and a damaged file show as `NotADatabase`.
pub fn open_private(
    path: &std::path::Path,
    key: Option<[u8; 32]>,
) -> rusqlite::Result<rusqlite::Connection> {
    use rusqlite::OpenFlags;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = store::connect(path, key, flags)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    Ok(conn)
}
