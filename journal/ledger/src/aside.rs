//! Logs that were set aside are kept for what nobody else may have. What is erased has to go from them as well.

use std::path::PathBuf;

use stupen_journal::Log;
use stupen_journal::store::{Redactions, StoreError};

use crate::Ledger;

/// Erases in the logs set aside beside this ledger's what was erased in it; says which of them cannot be read, and so
/// may hold it still.
///
/// # Errors
/// [`StoreError`], when this ledger's own log cannot be read.
pub fn erase_set_aside(ledger: &Ledger, key: Option<[u8; 32]>) -> Result<Vec<PathBuf>, StoreError> {
    let path = ledger.log().path();
    let files = Log::set_aside_files(path)
        .map_err(|error| StoreError::Refused(format!("{}: {error}", path.display())))?;
    if files.is_empty() {
        return Ok(files);
    }
    let erased = ledger.log().redactions()?;
    if erased == Redactions::default() {
        return Ok(Vec::new());
    }
    let mut unread = Vec::new();
    for file in files {
        // Of one whose write-ahead log is spoilt, only a part can be read: writing there would lose the rest, and leave
        // what was to be erased in it.
        let is_done = !Log::is_spoilt(&file)
            && Log::open_set_aside(&file, key).is_ok_and(|mut log| log.erase_like(&erased).is_ok());
        if !is_done {
            unread.push(file);
        }
    }
    Ok(unread)
}
