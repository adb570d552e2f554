//! `doctor`: what works on this machine and what does not, with the way out.

use std::io::Write;

use anyhow::Result;
use stupen_hardware::Choice;
use stupen_journal::sync::HeadsMessage;

use super::{Refused, open_ledger};
use crate::config::Config;
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
    let mut wrong = 0;
    let (mut devices, mut faults) = stupen_hardware::open(&config.hardware, hardware);
    faults.extend(devices.check());
    if faults.is_empty() {
        writeln!(out, "devices  in order")?;
    }
    for fault in &faults {
        wrong += 1;
        writeln!(out, "devices  {fault}")?;
    }
    match Identity::load(dir)? {
        None => {
            wrong += 1;
            writeln!(
                out,
                "office   not enrolled: ask the office for a code, then `stupen-kiosk enrol CODE`"
            )?;
        }
        Some(identity) => {
            match open_ledger(dir, &identity) {
                Ok(opened) => writeln!(
                    out,
                    "files    in order, {} entries, {} not at the office yet",
                    opened.ledger.log().count()?,
                    opened.ledger.log().unsent(identity.device)?
                )?,
                Err(error) => {
                    wrong += 1;
                    writeln!(out, "files    {error:#}")?;
                }
            }
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
