//! The commands of `stupen-kiosk`.

pub mod check;
pub mod doctor;
pub mod enrol;
pub mod run;
mod wall;

use stupen_domain::entry::WriterKind;
use stupen_domain::wire::ids::{OrganisationId, WorkshopId};
use stupen_journal::blobs::BlobStore;
use stupen_ledger::{Author, Files, Ledger, Opened, Root};

use crate::identity::{DataDir, Identity};
pub use wall::Wall;

/// A finding that ends a command with exit code 1: already put into words for people.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Opens a kiosk's ledger.
///
/// # Errors
/// When log or views cannot be opened.
pub fn open_ledger(dir: &DataDir, identity: &Identity) -> anyhow::Result<Opened> {
    let author = Author {
        writer: identity.writer(),
        key: identity.key()?,
        kind: WriterKind::Kiosk,
    };
    let files = Files {
        dir: dir.path().to_owned(),
        key: Some(identity.storage_key()?),
    };
    let root = Root {
        writer: identity.office.device,
        key: identity.office.public_key,
        kind: WriterKind::Server,
    };
    Ok(Ledger::open(
        &files,
        author,
        OrganisationId::new(identity.organisation.clone()),
        vec![root],
    )?)
}

/// Opens a kiosk's pictures.
///
/// # Errors
/// When the file cannot be made.
pub fn open_blobs(dir: &DataDir, identity: &Identity) -> anyhow::Result<BlobStore> {
    Ok(BlobStore::open(
        &dir.file("media.db"),
        Some(identity.storage_key()?),
    )?)
}

pub(crate) fn workshop(identity: &Identity) -> WorkshopId {
    WorkshopId::new(identity.workshop.clone())
}

/// Says one line.
///
/// # Errors
/// When nobody can hear it.
pub fn say(out: &mut dyn std::io::Write, line: &str) -> anyhow::Result<()> {
    Ok(writeln!(out, "{line}")?)
}
