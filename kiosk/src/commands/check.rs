//! `check`: whether everything that this kiosk holds is whole.

use std::io::Write;

use anyhow::Result;
use stupen_journal::{Log, OpenError};

use super::{Refused, what_comes_of_damage, what_comes_of_loss};
use crate::identity::{DataDir, Identity};

/// Verifies every chain, payload and signature, and reports. Nothing is changed: the kiosk may be running.
///
/// # Errors
/// [`Refused`] with the faults; others when the store cannot be opened.
pub fn check(dir: &DataDir, identity: &Identity, out: &mut dyn Write) -> Result<()> {
    let path = dir.file("log.db");
    // Before the log: it is never behind them.
    let known = super::files(dir, identity)?.known_heads();
    if !path.exists() && known.is_empty() {
        writeln!(out, "Nothing was written here yet.")?;
        return Ok(());
    }
    if !path.exists() {
        return Err(Refused(what_comes_of_damage(dir, &path, "it is not there any more")).into());
    }
    let log = match Log::open_to_look(&path, Some(identity.storage_key()?), &known) {
        Ok(log) => log,
        Err(OpenError::Lost { path, loss }) => {
            return Err(Refused(what_comes_of_loss(dir, &path, &loss)).into());
        }
        Err(OpenError::Damaged { path, what }) => {
            return Err(Refused(what_comes_of_damage(dir, &path, &what)).into());
        }
        Err(error @ OpenError::Older { .. }) => {
            return Err(Refused(format!(
                "{error}: start the kiosk once, which upgrades it, then check again"
            ))
            .into());
        }
        Err(error) => return Err(error.into()),
    };
    let report = log.verify()?;
    for kept in Log::set_aside_files(&path)? {
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
