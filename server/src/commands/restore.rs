//! `restore FROM`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Context;
use crate::upkeep::restore;

/// Bring a backup back into an empty data directory (--data).
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup's folder
    from: PathBuf,
}

/// Runs `restore`.
///
/// # Errors
/// When the directory is not empty or the backup is not whole.
pub fn run(restore: Restore, context: &Context, out: &mut dyn Write) -> Result<()> {
    let done = restore::read(context, &restore.from)?;
    writeln!(
        out,
        "{} entries are back in {}.",
        done.entries,
        context.data.root().display()
    )?;
    writeln!(out, "{}", done.lost())?;
    writeln!(
        out,
        "Passwords, PINs, codes and revocations since the backup are missing, too: revoke lost kiosks again (`kiosks revoke`)."
    )?;
    Ok(())
}
