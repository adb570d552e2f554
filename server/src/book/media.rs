//! Pictures and packs that the log names and that are not here: their file was damaged, deleted, or is an old one. The
//! office goes on without them, and says so until they are back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use stupen_domain::wire::pack::read_manifest;
use stupen_domain::{State, people, workshop};
use stupen_journal::blobs::{BlobStore, blob_hash};
use stupen_journal::{Hash, Log, StoreError};
use thiserror::Error;

use super::{Book, BookError};

/// Seconds between two looks.
pub const LOOKS_APART_S: u64 = 60;

/// The file of pictures and packs is damaged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "the file of pictures and packs is damaged: {} cannot be read ({what}). Nothing was changed. Start the server, or restart it where it runs: it keeps the file under another name and goes on without what was in it; `stupen-server media take FILE` then brings it back from a backup", file.display()
)]
pub struct MediaDamage {
    /// The file.
    pub file: PathBuf,
    /// What was found.
    pub what: String,
}

/// Something that the log names and that is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its hash.
    pub hash: Hash,
    /// What names it: a person or a pack, by id.
    pub named_by: String,
}

/// What is to be said about pictures and packs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Damaged files that were set aside.
    pub kept: Vec<PathBuf>,
    /// What is missing; of a pack without its manifest only that. Where the file cannot be read, all that the log names.
    pub missing: Vec<Missing>,
    /// Why it could not be found out, where it could not.
    pub unreadable: Option<String>,
}

impl Lost {
    /// Whether all is well.
    pub fn is_nothing(&self) -> bool {
        self.missing.is_empty() && self.unreadable.is_none()
    }
}

/// What the log names: portraits that are in use, and manifests of packs.
fn named(state: &State) -> (Vec<Missing>, Vec<Missing>) {
    let portraits = people::everybody(state)
        .into_iter()
        .filter_map(|view| {
            let hash = view.person.picture.as_str().strip_prefix("blob:")?;
            Some(Missing {
                hash: hash.parse().ok()?,
                named_by: format!("person {}", view.person.person),
            })
        })
        .collect();
    let packs = workshop::workshops(state)
        .into_iter()
        .flat_map(|set| workshop::packs(state, &set.workshop))
        .filter_map(|pack| {
            Some(Missing {
                hash: pack.manifest.as_str().parse().ok()?,
                named_by: format!("pack {} version {}", pack.pack, pack.version),
            })
        })
        .collect();
    (portraits, packs)
}

fn missing(
    blobs: &BlobStore,
    portraits: &[Missing],
    packs: &[Missing],
) -> Result<Vec<Missing>, StoreError> {
    let mut all = portraits.to_vec();
    for pack in packs {
        let manifest = blobs.get(&pack.hash)?;
        if let Some(manifest) = manifest.and_then(|body| read_manifest(&body).ok()) {
            all.extend(manifest.media.values().filter_map(|media| {
                Some(Missing {
                    hash: media.as_str().parse().ok()?,
                    named_by: pack.named_by.clone(),
                })
            }));
        }
        all.push(pack.clone());
    }
    let mut missing: Vec<Missing> = Vec::new();
    for named in each_once(all) {
        if !blobs.has(&named.hash)? {
            missing.push(named);
        }
    }
    Ok(missing)
}

fn each_once(all: impl IntoIterator<Item = Missing>) -> Vec<Missing> {
    let mut seen = BTreeSet::new();
    all.into_iter()
        .filter(|named| seen.insert(named.hash))
        .collect()
}

/// What taking from another file came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Took {
    /// What is back.
    pub taken: usize,
    /// What is missing still.
    pub left: Vec<Missing>,
    /// What is here still without being what its hash says.
    pub rotten: Vec<Hash>,
}

impl Book {
    /// Compares what the log names with what is here, and remembers it for pages and programs. Waits for the disk.
    ///
    /// # Errors
    /// [`BookError`], where the log cannot be asked.
    pub fn look_for_lost_media(&self) -> Result<Lost, BookError> {
        let (portraits, packs) = self.with(|ledger| named(ledger.state()))?;
        let kept = Log::set_aside_files(&self.inner.media).unwrap_or_default();
        let found = self.blobs(|blobs| missing(blobs, &portraits, &packs));
        let lost = match found {
            Ok(missing) => Lost {
                kept,
                missing,
                unreadable: None,
            },
            // What cannot be read is nobody's portrait: whoever counts what is missing must not read that nothing is.
            Err(error) => Lost {
                kept,
                missing: each_once(portraits.into_iter().chain(packs)),
                unreadable: Some(error.to_string()),
            },
        };
        let mut known = self
            .inner
            .lost
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if *known != lost && !lost.is_nothing() {
            tracing::error!(
                missing = lost.missing.len(),
                unreadable = lost.unreadable,
                "pictures or packs that the log names are not here"
            );
        }
        known.clone_from(&lost);
        Ok(lost)
    }

    /// The file of pictures and packs.
    pub fn media_file(&self) -> &Path {
        &self.inner.media
    }

    /// What was found at the last look.
    pub fn lost_media(&self) -> Lost {
        self.inner
            .lost
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    /// Takes what is missing here, or is here and not what its hash says, out of another file, which may be damaged itself:
    /// what is not what its hash says stays there. Nothing else is taken: a backup may hold what was erased since.
    ///
    /// # Errors
    /// [`BookError`], where the log or the file here cannot be used.
    pub fn take_media(&self, from: &BlobStore) -> Result<Took, BookError> {
        let mut took = Took::default();
        // What is here in whatever state counts as here below; and a manifest has to be readable there.
        let (_count, rotten) = self.blobs(BlobStore::verify)?;
        for hash in rotten {
            if self.take_one(from, &hash)? {
                took.taken += 1;
            } else {
                took.rotten.push(hash);
            }
        }
        // A manifest that has come back names more.
        loop {
            let lost = self.look_for_lost_media()?;
            if let Some(what) = lost.unreadable {
                return Err(StoreError::Damaged(what).into());
            }
            let mut round = 0;
            for missing in &lost.missing {
                round += usize::from(self.take_one(from, &missing.hash)?);
            }
            took.taken += round;
            if round == 0 {
                took.left = lost.missing;
                return Ok(took);
            }
        }
    }

    /// Takes one, where the other file has it sound.
    fn take_one(&self, from: &BlobStore, hash: &Hash) -> Result<bool, BookError> {
        let Ok(Some(bytes)) = from.get(hash) else {
            return Ok(false);
        };
        if blob_hash(&bytes) != *hash {
            return Ok(false);
        }
        self.blobs(|blobs| blobs.put(&bytes))?;
        Ok(true)
    }
}
