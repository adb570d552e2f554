//! Looks at packs before anybody works by them, beside the window's thread: every file is here, its bytes are those
//! that its hash names, and it can be shown or played.
//!
//! A pack with a file missing or damaged is not offered, and the former version stays; the damaged bytes are dropped,
//! so that the office sends them again. A file that *is* the published one and yet cannot be shown keeps nobody from
//! working: the step shows a placeholder, and staff read the file's name.

use std::collections::BTreeMap;

use stupen_domain::facts::PackPublished;
use stupen_domain::pack::{self, Manifest, Picture};
use stupen_domain::wire::pack::read_manifest;
use stupen_journal::Hash;
use stupen_journal::blobs::{BlobStore, blob_hash};
use stupen_journal::store::StoreError;

use super::trouble::{NOT_HERE, NOT_SENT};
use crate::local::{Local, LocalError, LookedAt};
use crate::ui;

/// Why packs could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The pictures.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The local tables.
    #[error(transparent)]
    Local(#[from] LocalError),
}

/// Looks at the packs that were not looked at yet, or (`again`) at all: after a start, since a worn card may have
/// changed what lay on it. True when something is otherwise than before.
///
/// # Errors
/// [`VerifyError`]; what was seen until then is kept.
pub fn verify(
    blobs: &BlobStore,
    local: &Local,
    published: &[PackPublished],
    again: bool,
) -> Result<bool, VerifyError> {
    let mut changed = false;
    for pack in published {
        let manifest = pack.manifest.as_str();
        let before = local.pack(manifest)?;
        if before.is_some() && !again {
            continue;
        }
        match look_at(blobs, manifest)? {
            Some(looked_at) if before.as_ref() == Some(&looked_at) => {}
            Some(looked_at) => {
                for (file, problem) in &looked_at.bad {
                    tracing::warn!(pack = %pack.pack, version = pack.version, file, problem, "a file of a pack cannot be used");
                }
                if let Some(problem) = &looked_at.unreadable {
                    tracing::error!(pack = %pack.pack, version = pack.version, problem, "a pack's manifest cannot be read");
                }
                local.keep_pack(manifest, &looked_at)?;
                changed = true;
            }
            None => {
                if before.is_some() {
                    tracing::error!(pack = %pack.pack, version = pack.version, "a file of a pack was lost or damaged; it is fetched again");
                    local.forget_pack(manifest)?;
                    changed = true;
                }
            }
        }
    }
    Ok(changed)
}

/// Looks at one pack; `None` while a file is missing.
fn look_at(blobs: &BlobStore, manifest: &str) -> Result<Option<LookedAt>, StoreError> {
    let Some(bytes) = whole(blobs, manifest)? else {
        return Ok(None);
    };
    let manifest = match read_manifest(&bytes) {
        Ok(manifest) => manifest,
        Err(problem) => {
            return Ok(Some(LookedAt {
                unreadable: Some(problem),
                ..LookedAt::default()
            }));
        }
    };
    let sounds = pack::sounds(&manifest.pack);
    let mut bad = BTreeMap::new();
    let mut is_whole = true;
    for (path, hash) in &manifest.media {
        // All of them, also behind the first that is missing: what is damaged is dropped and comes again.
        let Some(bytes) = whole(blobs, hash.as_str())? else {
            is_whole = false;
            continue;
        };
        let checked = if sounds.contains(path.as_str()) {
            stupen_media::check_sound(&bytes).map(drop)
        } else {
            stupen_media::check_picture_within(&bytes, stupen_media::KIOSK_PIXELS_MAX).map(drop)
        };
        if let Err(problem) = checked {
            bad.insert(path.clone(), problem);
        }
    }
    if !is_whole {
        return Ok(None);
    }
    bad.extend(unnamed(&manifest));
    Ok(Some(LookedAt {
        bad,
        unreadable: None,
    }))
}

/// What the pack shows and nobody sent: a slip of whoever made the manifest, or a pictogram of a newer program.
fn unnamed(manifest: &Manifest) -> Vec<(String, String)> {
    pack::media(&manifest.pack)
        .into_iter()
        .filter(|reference| !manifest.media.contains_key(reference.text))
        .filter_map(|reference| {
            let problem = match (reference.file(), pack::picture(reference.text)) {
                (None, Picture::Pictogram(id)) if ui::has_pictogram(id) => return None,
                (None, _) => NOT_HERE,
                (Some(_), _) => NOT_SENT,
            };
            Some((reference.text.to_owned(), problem.to_owned()))
        })
        .collect()
}

/// A blob whose bytes are those of its hash. Others are dropped: the next exchange asks for what is not here.
fn whole(blobs: &BlobStore, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let Ok(hash) = hash.parse::<Hash>() else {
        return Ok(None);
    };
    let Some(bytes) = blobs.get(&hash)? else {
        return Ok(None);
    };
    if blob_hash(&bytes) == hash {
        return Ok(Some(bytes));
    }
    tracing::error!(%hash, "a file is not what its hash says; it is fetched again");
    blobs.forget(&hash)?;
    Ok(None)
}
