//! `check`: is everything what it should be? Reads all of it, changes nothing.

use std::fs;

use anyhow::{Context as _, Result};
use serde::Serialize;
use stupen_journal::{Log, OpenError, StoreError, ViewStore};
use stupen_ledger::{Files, Ledger, ViewsError};

use crate::begun::{self, Needed};
use crate::book::Book;
use crate::book::damage::Damage;
use crate::book::media::MediaDamage;
use crate::commands::Context;
use crate::office::{Office, is_blank};
use crate::tls::Identity;

/// What was found.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Entries in the log.
    pub entries: u64,
    /// Streams in the log.
    pub streams: u64,
    /// Entries that wait for staff.
    pub quarantined: u64,
    /// Entries of other branches, kept apart.
    pub divergent: u64,
    /// Pictures and packs.
    pub blobs: u64,
    /// What is wrong; empty when all is well.
    pub faults: Vec<String>,
}

/// Verifies the log and its signatures, the views against the log folded anew, pictures, and the office's database.
///
/// # Errors
/// When a file cannot even be read; what is wrong inside is in the report.
pub fn run(context: &Context) -> Result<Report> {
    begun::ensure_restored(&context.data)?;
    let mut report = Report::default();
    let log = context.data.log_db();
    for kept in Log::set_aside_files(&log)? {
        report.faults.push(format!(
            "log: a damaged one is kept as {}, and what only it holds is missing here. Where the log began empty, restore the last backup; where it lost its newest entries, it went on without them, and they have to be entered again. Delete the kept file when nothing of it is needed any more: what is erased here may stay in it",
            kept.display()
        ));
    }
    let lost = begun::lost(&context.data);
    report.faults.extend(lost.iter().map(ToString::to_string));
    if context.data.tls_key().exists()
        && Needed::Key.lost(&context.data).is_none()
        && let Err(error) = Identity::pin_of(&context.data)
    {
        report.faults.push(format!("{error:#}"));
    }
    if Needed::Writer.lost(&context.data).is_some() {
        // Without it nothing in the log can be believed.
        return Ok(report);
    }
    // Before it is opened for work, which may change it. Views before the log: it is never behind them.
    let known = ViewStore::known_heads(&context.data.views_db(), None);
    if log.exists()
        && let Err(error @ OpenError::Lost { .. }) = Log::open_to_look(&log, None, &known)
    {
        report.faults.push(format!(
            "log: {error}. Nothing was changed. Copy the directory away, then start the server: it keeps the log as it lies under another name and goes on with what can be read. What kiosks wrote comes back with their next exchange"
        ));
        return Ok(report);
    }
    let book = match context.book() {
        Ok(book) => book,
        Err(error) => {
            let said = match error.downcast::<Damage>() {
                Ok(damage) => format!("log: {damage}"),
                Err(error) => format!("media: {}", error.downcast::<MediaDamage>()?),
            };
            report.faults.push(said);
            return Ok(report);
        }
    };
    let scratch = context.data.root().join("check.tmp");
    let compared = book.with(|ledger| {
        let found = ledger.log().verify()?;
        report.entries = found.entries;
        report.streams = found.streams;
        report.quarantined = found.quarantined;
        report.divergent = found.divergent;
        let import = book.import_author();
        let signed = ledger.log().verify_signatures(&|writer| {
            if *writer == import.writer.id {
                return Some(import.key.public());
            }
            ledger.trusted(*writer).map(|trusted| trusted.key)
        })?;
        for fault in found.faults.iter().chain(&signed) {
            report.faults.push(format!(
                "log: {} #{}: {}",
                fault.stream, fault.seq, fault.what
            ));
        }
        for (entry, why) in ledger.unopened()? {
            report.faults.push(format!(
                "log: {entry}: {why}; restore the keys of the backup that has its key"
            ));
        }
        // A copy is folded anew: the views themselves stay as they are.
        if scratch.exists() {
            fs::remove_dir_all(&scratch)?;
        }
        fs::create_dir(&scratch)?;
        ledger.log().backup_to(&scratch.join("log.db"))?;
        let files = Files {
            dir: scratch.clone(),
            key: None,
            seals: ledger.seals().clone(),
        };
        let opened = Ledger::open(
            &files,
            ledger.author().clone(),
            book.organisation().clone(),
            Vec::new(),
        )?;
        let unlike = ledger.views_unlike(&opened.ledger)?;
        report.faults.extend(
            unlike
                .into_iter()
                .map(|key| format!("views: {key} is not what the log says; run `rebuild`")),
        );
        Ok::<_, anyhow::Error>(())
    });
    if scratch.exists() {
        fs::remove_dir_all(&scratch)
            .with_context(|| format!("cannot remove {}", scratch.display()))?;
    }
    compared??;
    media(&book, &mut report)?;
    if Needed::Accounts.lost(&context.data).is_none() {
        match context.office() {
            Ok(office) => accounts(&office, &mut report)?,
            Err(error) => report.faults.push(format!("{error:#}")),
        }
    }
    Ok(report)
}

fn accounts(office: &Office, report: &mut Report) -> Result<()> {
    let sound: Vec<String> = office
        .with(|db| {
            let mut found = db.prepare("PRAGMA integrity_check")?;
            let rows = found.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()
        })
        .map_err(StoreError::from)?;
    report.faults.extend(
        sound
            .into_iter()
            .filter(|line| line != "ok")
            .map(|line| format!("office.db: {line}")),
    );
    if office.with(|db| is_blank(db))? {
        report.faults.push(
            "office.db: it knows neither an account nor the organisation, as if it had been made in the place of a lost one; stop the server, move it away, and put the one of the last backup there".to_owned(),
        );
    }
    Ok(())
}

fn media(book: &Book, report: &mut Report) -> Result<()> {
    let lost = book.look_for_lost_media()?;
    for kept in &lost.kept {
        let kept = kept.display();
        report.faults.push(if lost.is_nothing() {
            format!(
                "media: a damaged file was set aside as {kept}; of portraits in use and the newest versions of packs nothing is missing: delete it, since what is erased here stays in it"
            )
        } else {
            format!(
                "media: a damaged file was set aside as {kept}; `media take FILE` brings back what is missing, from a backup's media.db and from that file as far as it can be read"
            )
        });
    }
    // Of a file that cannot be read nothing is known by name; what is wrong with it stands below.
    let missing = lost.missing.iter().filter(|_| lost.unreadable.is_none());
    for missing in missing {
        report.faults.push(format!(
            "media: {} is missing, which {} names",
            missing.hash, missing.named_by
        ));
    }
    match book.blobs(|blobs| {
        blobs
            .structure()
            .and_then(|what| Ok((what, blobs.verify()?)))
    }) {
        Ok((what, (blobs, damaged))) => {
            report.blobs = blobs;
            let torn = what.map(|what| MediaDamage {
                file: book.media_file().to_owned(),
                what,
            });
            report
                .faults
                .extend(torn.map(|damage| format!("media: {damage}")));
            report.faults.extend(
                damaged
                    .into_iter()
                    .map(|hash| format!("media: blob {hash} is not what its hash says; `media take FILE` brings it back from a backup's media.db, or give it anew (`import` with the portraits, `pack publish`)")),
            );
        }
        Err(StoreError::Damaged(what)) => {
            let file = book.media_file().to_owned();
            report
                .faults
                .push(format!("media: {}", MediaDamage { file, what }));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Folds all views anew; returns how many entries were folded.
///
/// # Errors
/// When the log or the views cannot be used.
pub fn rebuild(context: &Context) -> Result<u64> {
    let folded = context
        .book()?
        .with(|ledger| ledger.rebuild())?
        .map_err(|error: ViewsError| anyhow::Error::new(error))?;
    Ok(folded)
}
