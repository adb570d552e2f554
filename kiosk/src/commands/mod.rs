//! The commands of `stupen-kiosk`.

pub mod check;
pub mod doctor;
pub mod enrol;
pub mod readdress;
pub mod render;
pub mod rescue;
pub mod run;
mod stuck;
mod wall;

use std::path::{Path, PathBuf};

use stupen_domain::decide::{Actor, Here, Now};
use stupen_domain::entry::{Clock, WriterKind};
use stupen_domain::facts::EpochBegun;
use stupen_domain::wire::ids::{OrganisationId, WorkshopId};
use stupen_journal::blobs::BlobStore;
use stupen_journal::store::{Loss, Lost};
use stupen_journal::{Epoch, Log};
use stupen_ledger::{Author, Files, Ledger, Opened, Root, Seals};

use crate::identity::{DataDir, Identity};
use crate::ui::{Notice, NoticeKind};
pub use wall::Wall;

/// A finding that ends a command with exit code 1: already put into words for people.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Where a kiosk's ledger lies.
pub(crate) fn files(dir: &DataDir, identity: &Identity) -> anyhow::Result<Files> {
    Ok(Files {
        dir: dir.path().to_owned(),
        key: Some(identity.storage_key()?),
        seals: Seals::sealed_to(identity.office.seal_key),
    })
}

/// Opens a kiosk's ledger; a damaged log is set aside, and the caller has to go on in another epoch.
fn open_ledger(dir: &DataDir, identity: &Identity) -> anyhow::Result<Opened> {
    let author = Author {
        writer: identity.writer(),
        key: identity.key()?,
        kind: WriterKind::Kiosk,
    };
    let files = files(dir, identity)?;
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

/// The damaged log in whose place this one stands, where nothing was written since: set aside just now, or by a start
/// that ended before it could say so.
fn left_behind(dir: &DataDir, opened: &Opened) -> anyhow::Result<Option<PathBuf>> {
    if let Some(aside) = &opened.set_aside {
        return Ok(Some(aside.path.clone()));
    }
    if opened.ledger.log().count()? > 0 {
        return Ok(None);
    }
    let kept = Log::set_aside_files(&dir.file("log.db"))?;
    Ok(kept.into_iter().rfind(|file| {
        let name = file.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.contains(".damaged-"))
    }))
}

/// Opens a kiosk's ledger for work. A damaged log is kept, the new one, or what is left of one that lost its end, goes on
/// in an epoch of its own, and staff is told by the notice.
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
    if let Some(aside) = &opened.set_aside {
        tracing::error!(kept = %aside.path.display(), reason = %aside.reason, "a damaged log was set aside");
    }
    let begun = if let Some(Lost {
        is_mended: true,
        kept: Some(kept),
        ..
    }) = &opened.lost
    {
        let kept = kept.display().to_string();
        tracing::error!(kept, "the log's end was damaged, and could be mended");
        notices.push(Notice {
            kind: NoticeKind::SetAside,
            detail: kept,
        });
        Some(("restored", None))
    } else if let Some(lost) = &opened.lost {
        let words = what_was_lost(lost);
        tracing::error!("{words}");
        notices.push(Notice {
            kind: NoticeKind::EntriesLost,
            detail: how_many_and_where(lost),
        });
        Some(("restored", Some(words)))
    } else if let Some(kept) = left_behind(dir, &opened)? {
        let kept = kept.display().to_string();
        notices.push(Notice {
            kind: NoticeKind::SetAside,
            detail: kept.clone(),
        });
        Some((
            "set_aside",
            Some(format!("what was not sent before lies in {kept}")),
        ))
    } else {
        None
    };
    if let Some((because, lost)) = begun {
        // What was written before is in another life: the log continues in an epoch of its own.
        identity.epoch = Epoch::random()?;
        identity.save(dir)?;
        opened.ledger.begin_epoch(identity.writer());
        let fact = EpochBegun {
            device: stupen_ledger::device_id(identity.device),
            because: because.into(),
            lost,
        };
        let (here, now) = (here(identity), unjudged(reading));
        opened
            .ledger
            .commit(vec![fact.into()], &Actor::device(), &here, &now)?;
        opened.ledger.log().loss_told()?;
    }
    Ok((opened.ledger, notices))
}

/// For the staff screen, which says the rest in its language.
fn how_many_and_where(lost: &Lost) -> String {
    let kept = lost.kept.as_ref().map(|kept| kept.display().to_string());
    let count = Some(lost.loss.entries()).filter(|count| *count > 0);
    let count = count.map(|count| format!("≥ {count}"));
    count.into_iter().chain(kept).collect::<Vec<_>>().join(", ")
}

/// For the log, which the office reads.
fn what_was_lost(lost: &Lost) -> String {
    let kept = match &lost.kept {
        Some(kept) => format!("; the log as it lay is kept as {}", kept.display()),
        None => String::new(),
    };
    format!(
        "The kiosk's log {}{kept}. What the office has comes back with the next exchange.",
        lost.loss
    )
}

/// What is said of a log that lost its end by those who only look at it.
pub(crate) fn what_comes_of_loss(dir: &DataDir, path: &Path, loss: &Loss) -> String {
    format!(
        "{} {loss}. Nothing was changed. Copy the folder {} away before anything else. At its next start the kiosk keeps the log as it lies under another name, says so to staff and goes on with what can be read; what the office has comes back with the next exchange",
        path.display(),
        dir.path().display()
    )
}

/// What is said of a damaged log by those who only look at it.
pub(crate) fn what_comes_of_damage(dir: &DataDir, path: &Path, what: &str) -> String {
    format!(
        "{} is damaged, or encrypted with another key ({what}). Nothing was changed. At its next start the kiosk keeps it under another name, says so to staff and begins an empty one, into which everything comes back that the office has; take out what was not sent with `stupen-kiosk --data {} rescue FOLDER`",
        path.display(),
        dir.path().display()
    )
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
