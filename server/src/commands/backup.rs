//! `backup --out DIR`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Context;
use crate::upkeep::backup;

/// Write a backup: log, pictures, accounts and keys. Works while the server runs.
#[derive(Debug, Args)]
pub struct Backup {
    /// A folder that does not exist yet. Whoever can read it can read everything: keep it as safe as the server
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs `backup`.
///
/// # Errors
/// When the folder exists or the disk refuses.
pub fn run(backup: Backup, context: &Context, out: &mut dyn Write) -> Result<()> {
    let done = backup::write(context, &backup.out)?;
    writeln!(
        out,
        "Backed up {} entries of {} streams, pictures, accounts and keys to {}.",
        done.entries,
        done.streams,
        backup.out.display()
    )?;
    Ok(())
}
