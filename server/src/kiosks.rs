//! Kiosks as the office handles them: the list, the revocation; how one joins is in [`joining`].

pub mod joining;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use stupen_domain::wire::facts::DeviceRevoked;
use stupen_domain::wire::ids::{DeviceId, WorkshopId};
use stupen_domain::{Actor, EntryRef, State, workshop};
use stupen_ledger::{Ledger, writer_id};

use crate::book::{Book, BookError};
use crate::clock::Moment;
use crate::office::{Office, pins};

/// A kiosk in the list.
#[derive(Debug, Serialize)]
pub struct KioskRow {
    /// The device's id.
    pub device: String,
    /// What staff call it.
    pub name: String,
    /// Where it stands.
    pub workshop: String,
    /// Why it was revoked, where it was.
    pub revoked: Option<String>,
    /// When it wrote the newest entry that is here, by its own clock.
    pub last_entry: Option<DateTime<FixedOffset>>,
    /// Its entries that wait for staff.
    pub waiting: usize,
}

/// Every kiosk, in the order in which they came.
///
/// # Errors
/// When the log cannot be read.
pub fn list(ledger: &Ledger) -> Result<Vec<KioskRow>, BookError> {
    let quarantine = ledger.log().quarantine()?;
    let mut rows = Vec::new();
    for view in workshop::devices(ledger.state()) {
        if view.device.kind != "kiosk" {
            continue;
        }
        let Some(writer) = writer_id(&view.device.device) else {
            continue;
        };
        rows.push(KioskRow {
            device: view.device.device.to_string(),
            name: view.device.name.clone(),
            workshop: view
                .device
                .workshop
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            revoked: view.revoked.map(|revoked| revoked.reason.clone()),
            last_entry: ledger.log().newest_recorded_at(Some(writer))?,
            waiting: quarantine
                .iter()
                .filter(|waiting| waiting.entry.header.stream.writer == writer)
                .count(),
        });
    }
    Ok(rows)
}

/// Revokes a kiosk and puts every PIN out of force: what is on its disk may be read at leisure. What it wrote and
/// handed over so far counts; whatever comes later waits for review.
///
/// # Errors
/// When no kiosk has this id or name, or it is revoked already.
pub fn revoke(
    book: &Book,
    office: &Office,
    wanted: &str,
    reason: &str,
    actor: &Actor,
    now: Moment,
) -> Result<(DeviceId, usize)> {
    let found = book.with(|ledger| {
        let (device, workshop) = find(ledger.state(), wanted)?;
        let writer = writer_id(&device).context("this device never wrote")?;
        let counted = ledger
            .log()
            .heads()?
            .into_iter()
            .filter(|head| head.stream.writer == writer)
            .map(|head| EntryRef {
                stream: head.stream.to_string(),
                seq: head.seq,
            })
            .collect();
        let revoked = DeviceRevoked {
            device: device.clone(),
            reason: reason.to_owned(),
            counted,
        };
        let now = book.now(now, crate::book::zone(ledger.state(), &workshop));
        // In the same turn: nothing may arrive between the count and the entry.
        ledger.commit(vec![revoked.into()], actor, &book.here(&workshop), &now)?;
        Ok::<_, anyhow::Error>(device)
    })?;
    let device = found?;
    let reset = office.with(|db| pins::reset_all(db, now))?;
    Ok((device, reset))
}

fn find(state: &State, wanted: &str) -> Result<(DeviceId, WorkshopId)> {
    let kiosks: Vec<_> = workshop::devices(state)
        .into_iter()
        .filter(|view| view.device.kind == "kiosk")
        .filter(|view| {
            view.device.device.as_str() == wanted
                || (wanted.len() >= 6 && view.device.device.as_str().starts_with(wanted))
                || view.device.name == wanted
        })
        .collect();
    let standing: Vec<_> = kiosks
        .iter()
        .filter(|view| view.revoked.is_none())
        .collect();
    match standing.as_slice() {
        [view] => Ok((
            view.device.device.clone(),
            view.device
                .workshop
                .clone()
                .context("this kiosk stands in no workshop")?,
        )),
        [] if kiosks.is_empty() => {
            bail!("no kiosk `{wanted}`: `kiosks list` shows ids and names")
        }
        [] => bail!("`{wanted}` is revoked already"),
        _ => bail!("several kiosks are called `{wanted}`: give the id that `kiosks list` shows"),
    }
}
