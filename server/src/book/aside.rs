//! The file of pictures and packs, where it is damaged: it is kept under another name, once nobody has it open. Whoever
//! went on writing into it would lose what he writes.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::PoisonError;

use anyhow::{Context, Result, bail};
use stupen_journal::OpenError;
use stupen_journal::blobs::BlobStore;

use super::{Book, open_blobs};
use crate::data::DataDir;

/// What reading the file through came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// It is whole.
    Sound,
    /// It was damaged and is kept under this name; an empty one took its place.
    Kept(PathBuf),
    /// It is damaged, and a command has it open still: look again when that is done.
    InUse,
}

/// The lock that everybody shares who has the file open.
pub(super) struct InUse(File);

impl InUse {
    /// Says that this process has the file open; waits while it is exchanged.
    pub(super) fn share(data: &DataDir) -> Result<Self> {
        let lock = open(data)?;
        lock.lock_shared()
            .with_context(|| format!("cannot lock {}", data.media_lock().display()))?;
        Ok(Self(lock))
    }

    /// Runs `work` where nobody else has the file open; else answers nothing.
    fn alone<R>(&self, work: impl FnOnce() -> Result<R>) -> Result<Option<R>> {
        let done = match self.0.try_lock() {
            Ok(()) => work().map(Some),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        };
        // Whether it could be had alone or not, the lock that was shared before is given up.
        self.0.lock_shared()?;
        done
    }
}

fn open(data: &DataDir) -> Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(data.media_lock())
        .with_context(|| format!("cannot open {}", data.media_lock().display()))
}

/// Keeps a file that cannot even be opened under another name, and tells which.
///
/// # Errors
/// When a command has it open, or it cannot be renamed.
pub fn keep_damaged(data: &DataDir, what: &str) -> Result<PathBuf> {
    let lock = open(data)?;
    match lock.try_lock() {
        Ok(()) => Ok(BlobStore::set_aside(&data.media_db(), what)?),
        Err(TryLockError::WouldBlock) => bail!(
            "{} is damaged ({what}), and a command has it open: start the server when that is done",
            data.media_db().display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", data.media_lock().display()))
        }
    }
}

impl Book {
    /// Reads the file of pictures and packs through, beside everybody who uses it; a damaged one is kept under another name,
    /// and an empty one takes its place. Waits for the disk: half a gigabyte that was not read lately takes a second.
    ///
    /// # Errors
    /// When the file cannot be read for another reason, or not be renamed. It is tried again with the next call.
    pub fn look_media_through(&self) -> Result<Through> {
        let file = &self.inner.media;
        if !file.exists() {
            // Deleted, or put away by a try that could not go on.
            return self.exchange_media(|| Ok(())).map(|()| Through::Sound);
        }
        let what = match BlobStore::open_to_take(file, None) {
            Ok(other) => other.structure()?,
            Err(OpenError::Damaged { what, .. }) => Some(what),
            Err(error) => return Err(error.into()),
        };
        let Some(what) = what else {
            if self.lost_media().unreadable.is_some() {
                // It is whole, and yet cannot be read here: it was brought back, or could not be opened before.
                self.exchange_media(|| Ok(()))?;
            }
            return Ok(Through::Sound);
        };
        let kept = self
            .inner
            .media_in_use
            .alone(|| self.exchange_media(|| Ok(BlobStore::set_aside(file, &what)?)))?;
        let Some(kept) = kept else {
            tracing::warn!(
                reason = what,
                "the file of pictures and packs is damaged; a command has it open"
            );
            return Ok(Through::InUse);
        };
        tracing::error!(kept = %kept.display(), reason = what, "a damaged file of pictures and packs was set aside");
        Ok(Through::Kept(kept))
    }

    /// Closes the file, does away with it, and opens what then lies there, or an empty one.
    pub(super) fn exchange_media<R>(&self, do_away: impl FnOnce() -> Result<R>) -> Result<R> {
        let mut blobs = self
            .inner
            .blobs
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Closed before it is renamed: SQLite finds the files beside a database by its name.
        *blobs = BlobStore::nowhere()?;
        let done = do_away();
        match open_blobs(&self.inner.media) {
            Ok(opened) => *blobs = opened,
            // Why it could not be done away with is the better reason.
            Err(error) if done.is_ok() => return Err(error),
            Err(_damaged_still) => {}
        }
        done
    }
}
