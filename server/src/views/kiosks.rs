//! The devices that write: kiosks, and the office's own writers.

use serde::Serialize;
use stupen_domain::facts::Bilingual;
use stupen_domain::wire::ids::{DeviceId, WorkshopId};
use stupen_domain::workshop;
use stupen_journal::StoreError;
use stupen_ledger::{Ledger, writer_id};

use crate::clock::Moment;

/// One device.
#[derive(Clone, Debug, Serialize)]
pub struct Device {
    /// Its id.
    pub device: DeviceId,
    /// What staff call it.
    pub name: String,
    /// Where it stands.
    pub workshop: Option<WorkshopId>,
    /// Its name.
    pub workshop_name: Option<Bilingual>,
    /// When the newest of its entries that is here was written, by its own clock.
    pub newest_entry_at: Option<Moment>,
    /// Entries of it that wait for review.
    pub waiting: usize,
    /// Why it was revoked, where it was.
    pub revoked: Option<String>,
}

/// Every kiosk, the revoked ones last.
///
/// # Errors
/// When the log cannot be read.
pub fn kiosks(ledger: &Ledger) -> Result<Vec<Device>, StoreError> {
    let waiting = ledger.log().quarantine()?;
    let mut devices = Vec::new();
    for view in workshop::devices(ledger.state()) {
        if view.device.kind != "kiosk" {
            continue;
        }
        let writer = writer_id(&view.device.device);
        devices.push(Device {
            device: view.device.device.clone(),
            name: view.device.name.clone(),
            workshop: view.device.workshop.clone(),
            workshop_name: view
                .device
                .workshop
                .as_ref()
                .and_then(|id| workshop::settings(ledger.state(), id))
                .map(|set| set.name.clone()),
            newest_entry_at: match writer {
                Some(writer) => ledger
                    .log()
                    .newest_recorded_at(Some(writer))?
                    .map(|at| at.to_utc()),
                None => None,
            },
            waiting: waiting
                .iter()
                .filter(|held| writer == Some(held.entry.header.stream.writer))
                .count(),
            revoked: view.revoked.map(|revoked| revoked.reason.clone()),
        });
    }
    devices.sort_by(|a, b| (a.revoked.is_some(), &a.name).cmp(&(b.revoked.is_some(), &b.name)));
    Ok(devices)
}
