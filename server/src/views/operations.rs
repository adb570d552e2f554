//! Titles of operations and steps, from the packs that a workshop works by.

use std::collections::BTreeMap;

use serde::Serialize;
use stupen_domain::facts::Bilingual;
use stupen_domain::wire::ids::{OperationId, WorkshopId};
use stupen_domain::wire::pack::{Manifest, read_manifest};
use stupen_domain::{State, workshop};

use crate::book::Book;

/// An operation as lists name it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OperationName {
    /// `<pack>/<operation>`.
    pub id: OperationId,
    /// Its title; absent while its pack is not here.
    pub title: Option<Bilingual>,
}

/// The packs of a workshop.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    packs: BTreeMap<String, Manifest>,
}

impl Operations {
    /// Reads the published packs; one that cannot be read is left out, and its operations show their ids.
    pub fn of(book: &Book, state: &State, workshop: &WorkshopId) -> Self {
        let mut packs = BTreeMap::new();
        for published in workshop::packs(state, workshop) {
            let manifest = published
                .manifest
                .as_str()
                .parse()
                .ok()
                .and_then(|hash| book.blobs(|blobs| blobs.get(&hash)).ok().flatten())
                .and_then(|bytes| read_manifest(&bytes).ok());
            match manifest {
                Some(manifest) => drop(packs.insert(published.pack.clone(), manifest)),
                None => tracing::warn!(pack = published.pack, "a published pack cannot be read"),
            }
        }
        Self { packs }
    }

    fn operation(&self, id: &OperationId) -> Option<&stupen_domain::pack::Operation> {
        let (pack, operation) = id.as_str().split_once('/')?;
        self.packs
            .get(pack)?
            .pack
            .operations
            .iter()
            .find(|known| known.id == operation)
    }

    /// Every operation, pack by pack in the order of the conveyor.
    pub fn all(&self) -> Vec<OperationName> {
        self.packs
            .values()
            .flat_map(|manifest| {
                let pack = &manifest.pack;
                pack.operations.iter().map(|operation| OperationName {
                    id: OperationId::new(format!("{}/{}", pack.id, operation.id)),
                    title: Some(operation.title.clone()),
                })
            })
            .collect()
    }

    /// Where an operation is done.
    pub fn station(&self, id: &OperationId) -> Option<&str> {
        self.operation(id)
            .map(|operation| operation.station.as_str())
            .filter(|station| !station.is_empty())
    }

    /// Seconds for one piece.
    pub fn norm_s(&self, id: &OperationId) -> Option<u32> {
        self.operation(id).map(|operation| operation.norm_s)
    }

    /// The ids of an operation's steps.
    pub fn steps(&self, id: &OperationId) -> Vec<String> {
        self.operation(id)
            .map(|operation| operation.steps.iter().map(|step| step.id.clone()).collect())
            .unwrap_or_default()
    }

    /// The version of the pack of an operation.
    pub fn version(&self, id: &OperationId) -> Option<u32> {
        let (pack, _) = id.as_str().split_once('/')?;
        self.packs.get(pack).map(|manifest| manifest.pack.version)
    }

    /// An operation with its title.
    pub fn name(&self, id: &OperationId) -> OperationName {
        OperationName {
            id: id.clone(),
            title: self.operation(id).map(|operation| operation.title.clone()),
        }
    }

    /// The words of a step: verb and the rest.
    pub fn step(&self, id: &OperationId, step: &str) -> Option<Bilingual> {
        let step = self
            .operation(id)?
            .steps
            .iter()
            .find(|known| known.id == step)?;
        let both = |verb: &str, words: &str| format!("{verb} {words}").trim().to_owned();
        Some(Bilingual {
            ru: both(&step.verb.ru, &step.words.ru),
            en: both(&step.verb.en, &step.words.en),
        })
    }
}
