//! Pictures and packs on this kiosk: by content hash in an encrypted file, manifests in memory.

use std::collections::HashMap;
use std::sync::Arc;

use stupen_domain::State;
use stupen_domain::facts::{Bilingual, PackPublished};
use stupen_domain::pack::{self, Manifest, Named, Operation};
use stupen_domain::state::workshop_of;
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::{OperationId, WorkshopId};
use stupen_journal::Hash;
use stupen_journal::blobs::BlobStore;

use crate::ui::Picture;

/// Packs and pictures of this kiosk.
pub struct Media {
    blobs: BlobStore,
    manifests: HashMap<(String, u32), Manifest>,
    newest: HashMap<String, u32>,
}

/// The packs of a workshop, all versions, in order.
pub fn published(state: &State, workshop: &WorkshopId) -> Vec<PackPublished> {
    state
        .part("w")
        .filter(|entry| workshop_of(entry).as_ref() == Some(workshop))
        .filter_map(|entry| PackPublished::of(&entry.payload.fact).cloned())
        .collect()
}

/// The text in a language; Russian where the language is another.
pub fn in_language<'a>(text: &'a Bilingual, lang: &str) -> &'a str {
    if lang == "en" { &text.en } else { &text.ru }
}

impl Media {
    /// Packs and pictures in this store.
    pub fn new(blobs: BlobStore) -> Self {
        Media {
            blobs,
            manifests: HashMap::new(),
            newest: HashMap::new(),
        }
    }

    /// Loads manifests that are here and not yet known. A pack whose media are not all here is not offered: a
    /// station is ready only when everything that it shows is.
    pub fn refresh(&mut self, published: Vec<PackPublished>) {
        for pack in published {
            let key = (pack.pack.clone(), pack.version);
            if !self.manifests.contains_key(&key) {
                let Some(bytes) = self.blob(pack.manifest.as_str()) else {
                    continue;
                };
                match stupen_domain::wire::pack::read_manifest(&bytes) {
                    Ok(manifest) if self.is_complete(&manifest) => {
                        self.manifests.insert(key.clone(), manifest);
                    }
                    Ok(_) => continue,
                    Err(error) => {
                        tracing::error!(pack = %pack.pack, %error, "a pack's manifest cannot be read");
                        continue;
                    }
                }
            }
            let newest = self.newest.entry(key.0).or_insert(key.1);
            *newest = (*newest).max(key.1);
        }
    }

    fn is_complete(&self, manifest: &Manifest) -> bool {
        manifest.media.values().all(|hash| {
            hash.as_str()
                .parse::<Hash>()
                .is_ok_and(|hash| self.blobs.has(&hash).unwrap_or(false))
        })
    }

    /// Whether any pack is ready.
    pub fn is_empty(&self) -> bool {
        self.manifests.is_empty()
    }

    /// The newest version of an operation's pack.
    pub fn version_of(&self, operation: &OperationId) -> Option<(u32, &Operation)> {
        let (pack, _) = operation.as_str().split_once('/')?;
        let version = *self.newest.get(pack)?;
        Some((version, self.operation_of_version(operation, version)?))
    }

    /// An operation in its newest version.
    pub fn operation(&self, operation: &OperationId) -> Option<&Operation> {
        self.version_of(operation).map(|(_, found)| found)
    }

    /// An operation in one version: an open run keeps the version it began with.
    pub fn operation_of_version(
        &self,
        operation: &OperationId,
        version: u32,
    ) -> Option<&Operation> {
        let (_, id) = operation.as_str().split_once('/')?;
        let manifest = self.manifest(operation, version)?;
        manifest
            .pack
            .operations
            .iter()
            .find(|operation| operation.id == id)
    }

    fn manifest(&self, operation: &OperationId, version: u32) -> Option<&Manifest> {
        let (pack, _) = operation.as_str().split_once('/')?;
        self.manifests.get(&(pack.to_string(), version))
    }

    /// A picture that a version of a pack names: an open run sees the pictures that it began with.
    pub fn pack_picture(&self, operation: &OperationId, version: u32, text: &str) -> Picture {
        let own = self
            .manifest(operation, version)
            .and_then(|manifest| manifest.media.get(text));
        match (own, pack::picture(text)) {
            (Some(hash), _) => self.blob(hash.as_str()).map_or(Picture::None, picture_of),
            (None, pack::Picture::Pictogram(id)) => Picture::pictogram(id),
            (None, pack::Picture::File(_)) => Picture::None,
        }
    }

    /// A sound that a version of a pack names.
    pub fn sound(&self, operation: &OperationId, version: u32, path: &str) -> Option<Arc<[u8]>> {
        let hash = self.manifest(operation, version)?.media.get(path)?;
        self.blob(hash.as_str()).map(Into::into)
    }

    /// What the tools of a version of a pack are called and look like.
    pub fn tools(&self, operation: &OperationId, version: u32) -> &[Named] {
        self.manifest(operation, version)
            .map_or(&[], |manifest| manifest.pack.tools.as_slice())
    }

    /// A picture that a person has: `pictogram:<id>` or `blob:<hash>`.
    pub fn picture(&self, reference: &str) -> Picture {
        match reference.split_once(':') {
            Some(("pictogram", id)) => Picture::pictogram(id),
            Some(("blob", hash)) => self.blob(hash).map_or(Picture::None, picture_of),
            _ => Picture::None,
        }
    }

    fn blob(&self, hash: &str) -> Option<Vec<u8>> {
        let hash: Hash = hash.parse().ok()?;
        match self.blobs.get(&hash) {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(%error, "a picture could not be read");
                None
            }
        }
    }
}

fn picture_of(bytes: Vec<u8>) -> Picture {
    const PNG: &[u8] = b"\x89PNG";
    let png = bytes.starts_with(PNG);
    let bytes: Arc<[u8]> = bytes.into();
    if png {
        Picture::Png(bytes)
    } else {
        Picture::Svg(bytes)
    }
}
