//! `media take FILE`: pictures and packs that are missing or rotten here, out of another file.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, Subcommand};
use stupen_journal::blobs::BlobStore;

use super::Context;

/// Pictures and packs, by what the log names. Works while the server runs.
#[derive(Debug, Args)]
pub struct Media {
    #[command(subcommand)]
    command: MediaCommand,
}

#[derive(Debug, Subcommand)]
enum MediaCommand {
    /// Take what is missing here, or no longer what its hash says, out of another media.db: of a backup, or one that was
    /// damaged and set aside
    Take {
        /// The other file; it is not changed
        file: PathBuf,
    },
}

/// Runs `media …`.
///
/// # Errors
/// When a file cannot be used, or something is missing or rotten still.
pub fn run(media: Media, context: &Context, out: &mut dyn Write) -> Result<()> {
    let MediaCommand::Take { file } = media.command;
    ensure!(file.is_file(), "{} is no file", file.display());
    let book = context.book()?;
    let from = BlobStore::open_to_take(&file, None)
        .with_context(|| format!("nothing can be taken out of {}", file.display()))?;
    let took = book.take_media(&from)?;
    writeln!(out, "{} taken out of {}.", took.taken, file.display())?;
    for missing in &took.left {
        writeln!(
            out,
            "{} is missing still, which {} names",
            missing.hash, missing.named_by
        )?;
    }
    for hash in &took.rotten {
        writeln!(out, "{hash} is here, but still not what its hash says")?;
    }
    match took.left.len() + took.rotten.len() {
        0 => Ok(()),
        n => bail!(
            "{n} missing still or not what their hash says: take them out of an older backup, or give them anew (`import` with the portraits, `pack publish`)"
        ),
    }
}
