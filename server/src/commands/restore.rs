//! `restore FROM`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Context;
use crate::begun;
use crate::upkeep::restore::{self, Without};

/// Bring a backup back into an empty data directory (--data).
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup's folder
    from: PathBuf,
    /// Leave a part out that is damaged in the backup: its file must come from elsewhere, or be begun anew
    #[arg(long, value_name = "PART")]
    without: Vec<Without>,
}

/// Runs `restore`.
///
/// # Errors
/// When the directory is not empty or the backup is not whole.
pub fn run(restore: Restore, context: &Context, out: &mut dyn Write) -> Result<()> {
    let done = restore::read(context, &restore.from, &restore.without)?;
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
    if done.missing > 0 {
        writeln!(
            out,
            "{} pictures or files of packs that the log names are not here: `check` names them, `media take FILE` brings them back from another backup's media.db, or from a damaged one as far as it can be read; or give them anew (`import` with the portraits, `pack publish`).",
            done.missing
        )?;
    }
    for lost in begun::lost(&context.data) {
        writeln!(out, "{lost}")?;
    }
    Ok(())
}
