//! `check` and `rebuild`.

use std::io::Write;

use anyhow::{Result, bail};
use clap::Args;

use super::Context;
use crate::upkeep::check;

/// Verify everything: chains, signatures, views, pictures, accounts.
#[derive(Debug, Args)]
pub struct Check {
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Runs `check`.
///
/// # Errors
/// When something is wrong: it stands in the report.
pub fn run(check: Check, context: &Context, out: &mut dyn Write) -> Result<()> {
    let report = check::run(context)?;
    if check.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        for fault in &report.faults {
            writeln!(out, "{fault}")?;
        }
        writeln!(
            out,
            "{} entries in {} streams, {} blobs; {} entries wait for staff, {} are kept apart.",
            report.entries, report.streams, report.blobs, report.quarantined, report.divergent
        )?;
    }
    match report.faults.len() {
        0 => Ok(()),
        1 => bail!("1 thing is wrong"),
        n => bail!("{n} things are wrong"),
    }
}

/// Runs `rebuild`: folds all views anew from the log.
///
/// # Errors
/// When the log cannot be read.
pub fn rebuild(context: &Context, out: &mut dyn Write) -> Result<()> {
    let folded = check::rebuild(context)?;
    writeln!(out, "Folded {folded} entries anew.")?;
    Ok(())
}
