//! `check`: whether everything that this kiosk holds is whole.

use std::io::Write;

use anyhow::Result;
use stupen_journal::Log;

use super::{Refused, open_ledger};
use crate::identity::{DataDir, Identity};

/// Verifies every chain, payload and signature, and reports.
///
/// # Errors
/// [`Refused`] with the faults; others when the store cannot be opened.
pub fn check(dir: &DataDir, identity: &Identity, out: &mut dyn Write) -> Result<()> {
    let opened = open_ledger(dir, identity)?;
    if let Some(aside) = opened.set_aside {
        return Err(Refused(format!(
            "the log was damaged ({}); it is kept as {}",
            aside.reason,
            aside.path.display()
        ))
        .into());
    }
    let log = opened.ledger.log();
    let report = log.verify()?;
    for kept in Log::set_aside_files(&dir.file("log.db"))? {
        writeln!(
            out,
            "A log that was set aside is kept as {}: `rescue` takes from it what can be read.",
            kept.display()
        )?;
    }
    writeln!(
        out,
        "{} streams, {} entries, {} payloads ({} redacted, {} pruned, {} absent), {} quarantined, {} divergent",
        report.streams,
        report.entries,
        report.payloads,
        report.redacted,
        report.pruned,
        report.absent,
        report.quarantined,
        report.divergent
    )?;
    writeln!(
        out,
        "{} entries are not at the office yet",
        log.unsent(identity.device)?
    )?;
    if report.is_sound() {
        writeln!(out, "Everything is whole.")?;
        return Ok(());
    }
    let faults: Vec<String> = report
        .faults
        .iter()
        .map(|fault| format!("{} #{}: {}", fault.stream, fault.seq, fault.what))
        .collect();
    Err(Refused(faults.join("\n")).into())
}
