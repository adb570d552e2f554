//! `doctor`: what works on this machine and what does not, with the way out.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use stupen_hardware::Choice;
use stupen_journal::sync::HeadsMessage;
use stupen_journal::{Log, OpenError};

use super::{Refused, what_comes_of_damage, what_comes_of_loss};
use crate::config::Config;
use crate::density::density;
use crate::identity::{DataDir, Identity};
use crate::office::{HttpOffice, Office};

/// Looks at devices, files and the way to the office.
///
/// # Errors
/// [`Refused`] when something needs a hand.
pub fn doctor(
    dir: &DataDir,
    config: &Config,
    hardware: &Choice,
    out: &mut dyn Write,
) -> Result<()> {
    let mut wrong: u32 = 0;
    // What is wrong is found by the opening.
    let (_devices, faults) = stupen_hardware::open(&config.hardware, hardware);
    if faults.is_empty() {
        writeln!(out, "devices  in order")?;
    }
    for fault in &faults {
        wrong += 1;
        writeln!(out, "devices  {fault}")?;
    }
    let displays = stupen_hardware::displays(Path::new(stupen_hardware::DRM));
    let (screen, is_well) = density(&config.screen, &displays).said();
    wrong += u32::from(!is_well);
    writeln!(out, "screen   {screen}")?;
    match Identity::load(dir)? {
        None => {
            wrong += 1;
            writeln!(
                out,
                "office   not enrolled: ask the office for a code, then `stupen-kiosk enrol CODE`"
            )?;
        }
        Some(identity) => {
            let (files, in_order) = files(dir, &identity)?;
            wrong += u32::from(!in_order);
            writeln!(out, "files    {files}")?;
            let office = &identity.office;
            let answer =
                HttpOffice::new(&office.url, &office.pin, identity.device, identity.key()?)
                    .and_then(|mut office| office.heads(&HeadsMessage::default()));
            match answer {
                Ok(answer) => writeln!(
                    out,
                    "office   {} answers, its time is {}",
                    office.url, answer.time
                )?,
                Err(error) => {
                    wrong += 1;
                    writeln!(out, "office   {}: {error}", office.url)?;
                }
            }
        }
    }
    if wrong > 0 {
        return Err(Refused(format!("{wrong} of these need a hand")).into());
    }
    Ok(())
}

/// What is to be said of the log, and whether that is well. Only looked at: the kiosk may be running, and what becomes
/// of a damaged log is told by whoever starts a new one.
fn files(dir: &DataDir, identity: &Identity) -> Result<(String, bool)> {
    let path = dir.file("log.db");
    // Before the log: it is never behind them.
    let known = super::files(dir, identity)?.known_heads();
    if !path.exists() && known.is_empty() {
        return Ok(("nothing was written yet".to_owned(), true));
    }
    Ok(
        match Log::open_to_look(&path, Some(identity.storage_key()?), &known) {
            Ok(log) => (
                format!(
                    "in order, {} entries, {} not at the office yet",
                    log.count()?,
                    log.unsent(identity.device)?
                ),
                true,
            ),
            Err(error @ OpenError::Older { .. }) => {
                (format!("{error}; the next start upgrades it"), true)
            }
            Err(OpenError::Lost { path, loss }) => (what_comes_of_loss(dir, &path, &loss), false),
            Err(OpenError::Damaged { path, what }) => {
                (what_comes_of_damage(dir, &path, &what), false)
            }
            Err(error) => (error.to_string(), false),
        },
    )
}
