//! Keeping house: backup and restore, verification, entries out and in as text.

pub mod backup;
pub mod check;
pub mod events;
pub mod redact;
pub mod restore;
mod sums;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use stupen_domain::wire::ids::OrganisationId;
use stupen_journal::Head;

use sums::Sum;

/// Name of the description in a backup. It is written last: a folder without it is no backup.
const MANIFEST: &str = "backup.json";

/// What a backup is made of, apart from keys.
const FILES: [&str; 3] = ["log.db", "media.db", "office.db"];

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// RFC 3339, with the offset of the organisation's zone.
    made_at: chrono::DateTime<chrono::FixedOffset>,
    organisation: OrganisationId,
    /// The program that made it.
    program: String,
    /// True when it holds invented people.
    demonstration: bool,
    /// How far each stream reaches in it.
    heads: Vec<Head>,
    /// Length and hash of every other file, by its name in the folder. Backups of before have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    files: Option<BTreeMap<String, Sum>>,
}

/// The regular files of a folder.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Makes the names in a folder durable.
fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("cannot sync {}", folder.display()))
}

#[cfg(test)]
mod tests;
