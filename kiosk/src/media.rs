//! Pictures and packs on this kiosk: by content hash in an encrypted file, manifests in memory.
//!
//! A pack is offered once it was looked at, whole ([`verify`]); until then the former version stays, and an open run
//! keeps the version and the pictures that it began with.

mod trouble;
mod verify;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use stupen_domain::State;
use stupen_domain::facts::{Bilingual, PackPublished};
use stupen_domain::orientation::Trial;
use stupen_domain::pack::{self, Credit, Manifest, Named, Operation, Pack};
use stupen_domain::state::workshop_of;
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::{OperationId, WorkshopId};
use stupen_journal::Hash;
use stupen_journal::blobs::{BlobStore, blob_hash};

use crate::local::{Local, LookedAt};
use crate::ui::{Picture, PictureFiles};
use stupen_domain::wire::unusable::Trouble;
pub(crate) use trouble::words as trouble_words;
pub use verify::{VerifyError, verify};

/// Packs and pictures of this kiosk.
pub struct Media {
    blobs: BlobStore,
    offered: HashMap<(String, u32), Offered>,
    newest: HashMap<String, u32>,
    unreadable: Vec<BadFile>,
    /// Packs that are newer than what is worked by and not whole yet.
    coming: Vec<Coming>,
    /// Files that turned out unfit to be shown after they had been looked at, by hash, with the reason.
    failed: BTreeMap<String, String>,
    /// Portraits whose bytes were no longer those of their hash: dropped, so that the office sends them again.
    worn: BTreeSet<String>,
    /// Portraits that are here.
    portraits: RefCell<HashSet<String>>,
}

/// A version of a pack that is on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Coming {
    /// Its id.
    pub pack: String,
    /// Which version.
    pub version: u32,
    /// What it is called.
    pub title: Bilingual,
    /// Files that are not here yet; one where it is not known yet which there are.
    pub files: usize,
}

/// A file of a pack that cannot be shown or played. In words: `soap-set 2: pictures/take.png: …`.
#[derive(Clone, Debug, PartialEq)]
pub struct BadFile {
    /// Id of the pack.
    pub pack: String,
    /// Its version.
    pub version: u32,
    /// The operation that names the file first, where one of its steps does.
    pub operation: Option<Bilingual>,
    /// That step, from 1; 0 where no step names it.
    pub step: usize,
    /// The file; empty where the whole pack cannot be read.
    pub file: String,
    /// What is wrong with it.
    pub problem: String,
    /// Of which kind that is.
    pub trouble: Trouble,
}

impl BadFile {
    /// Which file it is: `soap-set 2: pictures/take.png`.
    pub fn name(&self) -> String {
        match self.file.as_str() {
            "" => format!("{} {}", self.pack, self.version),
            file => format!("{} {}: {file}", self.pack, self.version),
        }
    }
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.problem)
    }
}

/// A version of a pack that people may work by.
struct Offered {
    manifest: Manifest,
    /// Files that cannot be shown or played, with the reason.
    bad: BTreeMap<String, String>,
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
            offered: HashMap::new(),
            newest: HashMap::new(),
            unreadable: Vec::new(),
            coming: Vec::new(),
            failed: BTreeMap::new(),
            worn: BTreeSet::new(),
            portraits: RefCell::default(),
        }
    }

    /// Offers the packs that were looked at and are whole, and no longer those of which a file was lost. Versions in
    /// use stay in memory: nothing changes under the hands of whoever works.
    pub fn refresh(&mut self, published: Vec<PackPublished>, local: &Local) {
        let blobs = &self.blobs;
        self.worn.retain(|hash| {
            !hash
                .parse::<Hash>()
                .is_ok_and(|hash| blobs.has(&hash).unwrap_or(false))
        });
        self.newest.clear();
        self.unreadable.clear();
        self.coming.clear();
        for pack in published {
            let looked_at = match self.looked_at(&pack, local) {
                Ok(Some(looked_at)) => looked_at,
                Ok(None) => {
                    self.coming.push(Coming {
                        files: self.missing(pack.manifest.as_str()),
                        pack: pack.pack,
                        version: pack.version,
                        title: pack.title,
                    });
                    continue;
                }
                Err(error) => {
                    tracing::error!(pack = %pack.pack, %error, "a pack cannot be looked at");
                    continue;
                }
            };
            if let Some(problem) = looked_at.unreadable {
                self.unreadable.push(BadFile {
                    pack: pack.pack,
                    version: pack.version,
                    operation: None,
                    step: 0,
                    file: String::new(),
                    problem,
                    trouble: Trouble::Pack,
                });
                continue;
            }
            let key = (pack.pack, pack.version);
            if let Some(offered) = self.offered.get_mut(&key) {
                offered.bad = looked_at.bad;
            } else {
                let manifest = self
                    .blob(pack.manifest.as_str())
                    .and_then(|bytes| stupen_domain::wire::pack::read_manifest(&bytes).ok());
                let Some(manifest) = manifest else {
                    continue;
                };
                let bad = looked_at.bad;
                self.offered.insert(key.clone(), Offered { manifest, bad });
            }
            let newest = self.newest.entry(key.0).or_insert(key.1);
            *newest = (*newest).max(key.1);
        }
        // What a newer version has replaced is nothing to wait for, and nothing to mend.
        let is_open = |pack: &str, version| {
            let have = self.newest.get(pack);
            have.is_none_or(|have| *have < version)
        };
        self.coming
            .retain(|coming| is_open(&coming.pack, coming.version));
        self.unreadable
            .retain(|bad| is_open(&bad.pack, bad.version));
    }

    /// The packs that are on their way, each with the files that are still to come.
    pub fn coming(&self) -> &[Coming] {
        &self.coming
    }

    /// Files of a manifest that are not here; one where the manifest itself is not, and while a file is looked at anew.
    fn missing(&self, manifest: &str) -> usize {
        let known = self
            .blob(manifest)
            .and_then(|bytes| stupen_domain::wire::pack::read_manifest(&bytes).ok());
        let hashes: HashSet<String> = known
            .into_iter()
            .flat_map(|manifest| manifest.media.into_values())
            .map(|hash| hash.as_str().to_owned())
            .collect();
        let missing = hashes.iter().filter(|hash| {
            !hash
                .parse::<Hash>()
                .is_ok_and(|hash| self.blobs.has(&hash).unwrap_or(false))
        });
        missing.count().max(1)
    }

    /// What is known of a pack. The office's thread looks at packs as they come; one that came otherwise (with an
    /// older program, whose tables knew nothing of it) is looked at here, once, when all its files are there.
    fn looked_at(
        &self,
        pack: &PackPublished,
        local: &Local,
    ) -> Result<Option<LookedAt>, VerifyError> {
        let manifest = pack.manifest.as_str();
        let known = local.pack(manifest)?;
        if known.is_some() || !self.is_here(manifest) {
            return Ok(known);
        }
        verify(&self.blobs, local, std::slice::from_ref(pack), false)?;
        Ok(local.pack(manifest)?)
    }

    /// Whether manifest and files are there; says nothing about their bytes.
    fn is_here(&self, manifest: &str) -> bool {
        let Some(bytes) = self.blob(manifest) else {
            return false;
        };
        let Ok(manifest) = stupen_domain::wire::pack::read_manifest(&bytes) else {
            // Looking at it says what is wrong.
            return true;
        };
        manifest.media.values().all(|hash| {
            hash.as_str()
                .parse::<Hash>()
                .is_ok_and(|hash| self.blobs.has(&hash).unwrap_or(false))
        })
    }

    /// Files that cannot be shown or played, in the packs that are worked by. For staff, who tell the office.
    pub fn bad_files(&self) -> Vec<BadFile> {
        let mut all = self.unreadable.clone();
        for (pack, version) in &self.newest {
            let Some(offered) = self.offered.get(&(pack.clone(), *version)) else {
                continue;
            };
            let failed = offered.manifest.media.iter().filter_map(|(file, hash)| {
                let problem = self.failed.get(hash.as_str())?;
                (!offered.bad.contains_key(file)).then_some((file, problem))
            });
            let sounds = pack::sounds(&offered.manifest.pack);
            all.extend(offered.bad.iter().chain(failed).map(|(file, problem)| {
                let (operation, step) = first_step(&offered.manifest.pack, file);
                BadFile {
                    pack: pack.clone(),
                    version: *version,
                    operation,
                    step,
                    file: file.clone(),
                    problem: problem.clone(),
                    trouble: trouble::of(sounds.contains(file.as_str()), problem),
                }
            }));
        }
        all.sort_by(|a, b| (&a.pack, a.version, &a.file).cmp(&(&b.pack, b.version, &b.file)));
        all
    }

    /// Portraits that were damaged here and have not come again yet, by hash.
    pub fn worn(&self) -> Vec<String> {
        self.worn.iter().cloned().collect()
    }

    /// Portraits that are as the office sent them and yet cannot be shown: hash and reason.
    pub fn bad_portraits(&self) -> Vec<(String, String)> {
        let portraits = self.portraits.borrow();
        let bad = self.failed.iter();
        bad.filter(|(hash, _)| portraits.contains(*hash) && !self.is_of_a_pack(hash))
            .map(|(hash, problem)| (hash.clone(), problem.clone()))
            .collect()
    }

    /// Whether this is the version that people work by.
    pub fn has_version(&self, pack: &str, version: u32) -> bool {
        self.newest.get(pack).is_some_and(|have| *have == version)
    }

    /// Whether any pack is ready.
    pub fn is_empty(&self) -> bool {
        self.newest.is_empty()
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

    /// Every operation of the newest packs, by pack, those for trying out last.
    pub fn operations(&self) -> Vec<(OperationId, &Operation)> {
        let mut all: Vec<(bool, OperationId, &Operation)> = self
            .newest
            .iter()
            .filter_map(|(pack, version)| {
                Some((pack, &self.offered.get(&(pack.clone(), *version))?.manifest))
            })
            .flat_map(|(pack, manifest)| {
                let id = move |operation: &Operation| {
                    OperationId::new(format!("{pack}/{}", operation.id))
                };
                manifest
                    .pack
                    .operations
                    .iter()
                    .map(move |operation| (manifest.pack.orientation, id(operation), operation))
            })
            .collect();
        // By pack; within one the order of the conveyor stays, and trials go from the easy to the difficult.
        all.sort_by_cached_key(|(tried, id, operation)| {
            let pack = id.as_str().split_once('/');
            let level = operation.level.filter(|_| *tried);
            (*tried, pack.map(|(pack, _)| pack.to_string()), level)
        });
        all.into_iter()
            .map(|(_, id, operation)| (id, operation))
            .collect()
    }

    /// The trials of every pack of orientation, apart.
    pub fn trials(&self) -> Vec<Vec<Trial>> {
        self.newest
            .iter()
            .filter_map(|(pack, version)| {
                let offered = self.offered.get(&(pack.clone(), *version))?;
                let manifest = &offered.manifest;
                let trial = |operation: &Operation| {
                    Some(Trial {
                        operation: OperationId::new(format!("{pack}/{}", operation.id)),
                        level: operation.level?,
                    })
                };
                let operations = manifest.pack.operations.iter();
                let trials = manifest.pack.orientation;
                trials.then(|| operations.filter_map(trial).collect())
            })
            .collect()
    }

    /// An operation in one version: an open run keeps the version it began with.
    pub fn operation_of_version(
        &self,
        operation: &OperationId,
        version: u32,
    ) -> Option<&Operation> {
        let (_, id) = operation.as_str().split_once('/')?;
        self.offered(operation, version)?
            .manifest
            .pack
            .operations
            .iter()
            .find(|operation| operation.id == id)
    }

    fn offered(&self, operation: &OperationId, version: u32) -> Option<&Offered> {
        let (pack, _) = operation.as_str().split_once('/')?;
        self.offered.get(&(pack.to_string(), version))
    }

    /// A picture that a version of a pack names: an open run sees the pictures that it began with. [`Picture::None`]
    /// where it cannot be shown: the screen then says to ask for help.
    pub fn pack_picture(&self, operation: &OperationId, version: u32, text: &str) -> Picture {
        let offered = self.offered(operation, version);
        if offered.is_some_and(|offered| offered.bad.contains_key(text)) {
            return Picture::None;
        }
        let own = offered.and_then(|offered| offered.manifest.media.get(text));
        match (own, pack::picture(text)) {
            (Some(hash), _) if self.failed.contains_key(hash.as_str()) => Picture::None,
            (Some(hash), _) => Picture::Stored(hash.as_str().into()),
            (None, pack::Picture::Pictogram(id)) => Picture::pictogram(id),
            (None, pack::Picture::File(_)) => Picture::None,
        }
    }

    /// A sound that a version of a pack names; `None` where it cannot be played: then a voice speaks.
    pub fn sound(&self, operation: &OperationId, version: u32, path: &str) -> Option<Arc<[u8]>> {
        let offered = self.offered(operation, version)?;
        if offered.bad.contains_key(path) {
            return None;
        }
        self.blob(offered.manifest.media.get(path)?.as_str())
            .map(Into::into)
    }

    /// A file was looked at and yet could not be shown: the card's worn since, or a decoder gave up. Steps show a
    /// placeholder, and staff read the file's name. A portrait that is no longer what its hash says is dropped: true,
    /// since the next exchange brings it again. (A pack's files are looked at and fetched as a whole, after a start.)
    pub fn cannot_show(&mut self, hash: &str, problem: &str) -> bool {
        let is_whole = self.is_whole(hash);
        let is_portrait = self.portraits.borrow().contains(hash) && !self.is_of_a_pack(hash);
        if is_portrait && !is_whole && self.drops(hash) {
            self.portraits.borrow_mut().remove(hash);
            self.worn.insert(hash.to_owned());
            return true;
        }
        let problem = if is_whole { problem } else { trouble::DAMAGED };
        self.failed.insert(hash.to_owned(), problem.to_owned());
        false
    }

    fn is_of_a_pack(&self, hash: &str) -> bool {
        self.offered.values().any(|offered| {
            let mut files = offered.manifest.media.values();
            files.any(|file| file.as_str() == hash)
        })
    }

    /// Whether the bytes of a blob are still those of its hash.
    fn is_whole(&self, hash: &str) -> bool {
        hash.parse::<Hash>().is_ok_and(
            |hash| matches!(self.blobs.get(&hash), Ok(Some(bytes)) if blob_hash(&bytes) == hash),
        )
    }

    /// Drops a blob that is not whole; false where it cannot be dropped.
    fn drops(&self, hash: &str) -> bool {
        let Ok(parsed) = hash.parse::<Hash>() else {
            return false;
        };
        match self.blobs.forget(&parsed) {
            Ok(_) => {
                tracing::error!(hash, "a portrait was damaged here; it is fetched again");
                true
            }
            Err(error) => {
                tracing::error!(hash, %error, "a damaged portrait could not be dropped");
                false
            }
        }
    }

    /// What the tools of a version of a pack are called and look like.
    pub fn tools(&self, operation: &OperationId, version: u32) -> &[Named] {
        self.offered(operation, version)
            .map_or(&[], |offered| offered.manifest.pack.tools.as_slice())
    }

    /// The packs that are worked by, with their licence and whom to name, in order.
    pub fn packs(&self) -> Vec<&Pack> {
        let mut all: Vec<&Pack> = self
            .newest
            .iter()
            .filter_map(|(pack, version)| self.offered.get(&(pack.clone(), *version)))
            .map(|offered| &offered.manifest.pack)
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// Whom to name for the pictures of imported sets, in the packs that are worked by.
    pub fn credits(&self) -> Vec<Credit> {
        let mut all: Vec<Credit> = Vec::new();
        for (pack, version) in &self.newest {
            let credits = self
                .offered
                .get(&(pack.clone(), *version))
                .map_or(&[][..], |offered| offered.manifest.credits.as_slice());
            for credit in credits {
                if !all.contains(credit) {
                    all.push(credit.clone());
                }
            }
        }
        all.sort_by(|a, b| a.set.cmp(&b.set));
        all
    }

    /// A picture that a person has: `pictogram:<id>` or `blob:<hash>`.
    pub fn picture(&self, reference: &str) -> Picture {
        match reference.split_once(':') {
            Some(("pictogram", id)) => Picture::pictogram(id),
            Some(("blob", hash)) => self.portrait(hash),
            _ => Picture::None,
        }
    }

    /// A picture of a person. It may come later than the person, so it is asked for until it is here.
    fn portrait(&self, hash: &str) -> Picture {
        if self.failed.contains_key(hash) {
            return Picture::None;
        }
        let mut portraits = self.portraits.borrow_mut();
        if !portraits.contains(hash) {
            let is_here = hash
                .parse::<Hash>()
                .is_ok_and(|parsed| self.blobs.has(&parsed).unwrap_or(false));
            if !is_here {
                return Picture::None;
            }
            portraits.insert(hash.to_owned());
        }
        Picture::Stored(hash.into())
    }

    fn blob(&self, hash: &str) -> Option<Vec<u8>> {
        read(&self.blobs, hash)
    }
}

/// The operation whose step is the first to name a file, and that step, from 1.
fn first_step(pack: &Pack, file: &str) -> (Option<Bilingual>, usize) {
    for operation in &pack.operations {
        let mut steps = operation.steps.iter();
        let named = steps.position(|step| {
            let mut named = pack::media_of_step(step).into_iter();
            named.any(|reference| reference.text == file)
        });
        if let Some(at) = named {
            return (Some(operation.title.clone()), at + 1);
        }
    }
    (None, 0)
}

fn read(blobs: &BlobStore, hash: &str) -> Option<Vec<u8>> {
    let hash: Hash = hash.parse().ok()?;
    match blobs.get(&hash) {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, "a picture could not be read");
            None
        }
    }
}

/// The store as the face reads pictures from it, over a connection of its own.
pub struct StoredPictures(pub BlobStore);

impl PictureFiles for StoredPictures {
    fn read(&self, hash: &str) -> Option<Vec<u8>> {
        read(&self.0, hash)
    }
}

#[cfg(test)]
mod tests;
