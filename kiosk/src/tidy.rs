//! What must not stay on a kiosk once the log says that it is erased: portraits that nobody's entry names any more, and
//! payloads in logs that were set aside.

use std::collections::BTreeSet;
use std::path::PathBuf;

use stupen_domain::State;
use stupen_domain::facts::{PackPublished, PersonSet};
use stupen_domain::wire::Kind;
use stupen_domain::wire::pack::read_manifest;
use stupen_journal::blobs::BlobStore;
use stupen_journal::store::StoreError;
use stupen_journal::{Hash, Log};
use stupen_ledger::{Ledger, erase_set_aside};

/// What was done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Pictures and packs that went.
    pub forgotten: usize,
    /// Logs set aside that cannot be read, in which nothing could be erased.
    pub unread: Vec<PathBuf>,
}

/// Drops what is erased. Does nothing while the log is being filled: what names a picture may not be here yet.
///
/// # Errors
/// [`StoreError`]; what was dropped until then is gone.
pub fn tidy(
    ledger: &Ledger,
    blobs: &BlobStore,
    key: Option<[u8; 32]>,
) -> Result<Tidied, StoreError> {
    let mut done = Tidied::default();
    if ledger.is_filling() {
        return Ok(done);
    }
    if let Some(named) = named(ledger.state(), blobs)? {
        for hash in blobs.hashes()? {
            if !named.contains(&hash) && blobs.forget(&hash)? {
                done.forgotten += 1;
            }
        }
    }
    if done.forgotten > 0 {
        drop_copies(ledger);
    }
    done.unread = erase_set_aside(ledger, key)?;
    Ok(done)
}

/// Every blob that some entry names, directly or by a pack; `None` while a pack's manifest is not here to say.
fn named(state: &State, blobs: &BlobStore) -> Result<Option<BTreeSet<Hash>>, StoreError> {
    let mut named = BTreeSet::new();
    for (_, part) in state.parts("p/") {
        let sets = part
            .values()
            .filter_map(|entry| PersonSet::of(&entry.payload.fact));
        let hashes = sets.filter_map(|set| set.picture.as_str().strip_prefix("blob:"));
        named.extend(hashes.filter_map(|hash| hash.parse::<Hash>().ok()));
    }
    for entry in state.part("w") {
        let Some(pack) = PackPublished::of(&entry.payload.fact) else {
            continue;
        };
        let Ok(hash) = pack.manifest.as_str().parse::<Hash>() else {
            continue;
        };
        let Some(manifest) = blobs.get(&hash)? else {
            return Ok(None);
        };
        named.insert(hash);
        let Ok(manifest) = read_manifest(&manifest) else {
            return Ok(None);
        };
        let media = manifest.media.into_values();
        named.extend(media.filter_map(|hash| hash.as_str().parse::<Hash>().ok()));
    }
    Ok(Some(named))
}

/// A damaged file of pictures is kept when it is found; on a kiosk it holds copies of what the office has, portraits
/// among them.
fn drop_copies(ledger: &Ledger) {
    let media = ledger.log().path().with_file_name("media.db");
    for copy in Log::set_aside_files(&media).unwrap_or_default() {
        for suffix in ["", "-wal", "-shm"] {
            let mut name = copy.clone().into_os_string();
            name.push(suffix);
            match std::fs::remove_file(&name) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    tracing::error!(file = %copy.display(), %error, "a copy of erased pictures could not be deleted");
                }
            }
        }
    }
}
