//! `restore`: a backup in an empty data directory. The writer begins another epoch, so that nothing written since
//! the backup is ever contradicted, and the log says what may be missing.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, FixedOffset};
use stupen_journal::Log;

use super::{FILES, MANIFEST, Manifest, files_of, sync_folder};
use crate::book::{Begun, Book, begin_epoch, local};
use crate::commands::Context;
use crate::data::DataDir;

/// The span of time that the backup does not cover.
#[derive(Debug, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made.
    pub made_at: DateTime<FixedOffset>,
    /// When it was restored.
    pub restored_at: DateTime<FixedOffset>,
    /// Entries that are back.
    pub entries: u64,
}

impl Restored {
    /// What staff must know, in words.
    pub fn lost(&self) -> String {
        let time = |at: DateTime<FixedOffset>| at.format("%Y-%m-%d %H:%M %:z").to_string();
        format!(
            "Restored from the backup of {}. What was entered only at the office between then and {} may be missing; what kiosks wrote comes back with their next exchange.",
            time(self.made_at),
            time(self.restored_at)
        )
    }
}

/// Restores `from` into the context's directory, which must be empty.
///
/// # Errors
/// When the directory is not empty, the backup is incomplete, or its log does not verify; nothing stays behind then.
pub fn read(context: &Context, from: &Path) -> Result<Restored> {
    let manifest_path = from.join(MANIFEST);
    let manifest = fs::read(&manifest_path).with_context(|| {
        format!(
            "{} cannot be read: {} is no whole backup",
            manifest_path.display(),
            from.display()
        )
    })?;
    let manifest: Manifest = serde_json::from_slice(&manifest)
        .with_context(|| format!("{} is damaged", manifest_path.display()))?;
    let data = &context.data;
    ensure!(
        is_empty(data)?,
        "--data: {} is not empty: restore into a new directory, then move it where the old one was",
        data.root().display()
    );
    let restored = bring(context, from, &manifest);
    if restored.is_err() {
        clean(data);
    }
    restored
}

fn bring(context: &Context, from: &Path, manifest: &Manifest) -> Result<Restored> {
    let data = &context.data;
    let mut files: Vec<_> = FILES
        .iter()
        .map(|name| (from.join(name), data.root().join(name)))
        .collect();
    for key in files_of(&from.join("keys"))? {
        let name = key.file_name().unwrap_or_default().to_owned();
        files.push((key, data.keys().join(name)));
    }
    for (source, copy) in &files {
        fs::copy(source, copy)
            .and_then(|_bytes| File::open(copy)?.sync_all())
            .with_context(|| format!("cannot copy {}", source.display()))?;
    }
    let log = Log::open(&data.root().join("log.db"), None)?;
    let report = log.verify()?;
    if let Some(fault) = report.faults.first() {
        anyhow::bail!(
            "the backup's log does not verify ({} #{}: {}): use another backup",
            fault.stream,
            fault.seq,
            fault.what
        );
    }
    ensure!(
        log.heads()? == manifest.heads,
        "the backup's log is not the one that {MANIFEST} describes: use another backup"
    );
    drop(log);
    if manifest.demonstration {
        data.mark_demonstration()?;
    }
    let restored = Restored {
        made_at: manifest.made_at,
        restored_at: local(context.clock.now(), chrono_tz::UTC)
            .with_timezone(manifest.made_at.offset()),
        entries: report.entries,
    };
    begin_epoch(
        data,
        Begun {
            because: "restored".to_owned(),
            lost: Some(restored.lost()),
        },
    )?;
    // Opening folds the views and tells of the epoch in every workshop.
    Book::open(data, &context.clock)?;
    sync_folder(&data.keys())?;
    sync_folder(data.root())?;
    Ok(restored)
}

/// True when nothing lies there but the folder for keys.
fn is_empty(data: &DataDir) -> Result<bool> {
    let others = fs::read_dir(data.root())?
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .any(|entry| entry.path() != data.keys());
    Ok(!others && fs::read_dir(data.keys())?.next().is_none())
}

fn clean(data: &DataDir) {
    for folder in [data.keys(), data.root().to_path_buf()] {
        for file in files_of(&folder).unwrap_or_default() {
            let _left_behind = fs::remove_file(file);
        }
    }
}
