//! The commands of `stupen-kiosk`.

pub mod check;
pub mod doctor;
pub mod enrol;
pub mod render;
pub mod rescue;
pub mod run;
mod wall;

use stupen_domain::decide::{Actor, Here, Now};
use stupen_domain::entry::{Clock, WriterKind};
use stupen_domain::facts::EpochBegun;
use stupen_domain::wire::ids::{OrganisationId, WorkshopId};
use stupen_journal::Epoch;
use stupen_journal::blobs::BlobStore;
use stupen_ledger::{Author, Files, Ledger, Opened, Root, Seals};

use crate::identity::{DataDir, Identity};
use crate::ui::{Notice, NoticeKind};
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
        seals: Seals::sealed_to(identity.office.seal_key),
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

/// Opens a kiosk's ledger for work. A damaged log is kept, the new one goes on in an epoch of its own, and staff
/// is told by the notice.
///
/// # Errors
/// When log, views or identity cannot be opened or written.
pub fn begin_ledger(
    dir: &DataDir,
    identity: &mut Identity,
    reading: &stupen_domain::clock::Reading,
) -> anyhow::Result<(Ledger, Vec<Notice>)> {
    let mut opened = open_ledger(dir, identity)?;
    let mut notices = Vec::new();
    if let Some(aside) = opened.set_aside.take() {
        tracing::error!(kept = %aside.path.display(), reason = %aside.reason, "a damaged log was set aside");
        let kept = aside.path.display().to_string();
        notices.push(Notice {
            kind: NoticeKind::SetAside,
            detail: kept.clone(),
        });
        // What was written before is in another life: the new log continues in an epoch of its own.
        identity.epoch = Epoch::random()?;
        identity.save(dir)?;
        opened.ledger.begin_epoch(identity.writer());
        let fact = EpochBegun {
            device: stupen_ledger::device_id(identity.device),
            because: "set_aside".into(),
            lost: Some(format!("what was not sent before lies in {kept}")),
        };
        let (here, now) = (here(identity), unjudged(reading));
        opened
            .ledger
            .commit(vec![fact.into()], &Actor::device(), &here, &now)?;
    }
    Ok((opened.ledger, notices))
}

/// Where a kiosk stands.
pub fn here(identity: &Identity) -> Here {
    Here {
        writer: WriterKind::Kiosk,
        organisation: OrganisationId::new(identity.organisation.clone()),
        workshop: workshop(identity),
    }
}

/// A moment whose clock nobody has judged.
pub fn unjudged(reading: &stupen_domain::clock::Reading) -> Now {
    Now {
        at: reading.wall,
        clock: Clock {
            suspect: true,
            boot: reading.boot.clone(),
            mono_ms: reading.mono_ms,
        },
    }
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
