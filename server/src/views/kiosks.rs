//! The devices that write: kiosks, and the office's own writers.

use serde::Serialize;
use stupen_domain::facts::Bilingual;
use stupen_domain::wire::ids::{DeviceId, WorkshopId};
use stupen_domain::wire::unusable::Trouble;
use stupen_domain::{State, people, workshop};
use stupen_journal::StoreError;
use stupen_ledger::{Ledger, writer_id};

use crate::clock::Moment;
use crate::i18n::msg;
use crate::office::unusable::Told;

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
    /// Files that it cannot show or play.
    pub unusable: Vec<UnusableLine>,
}

/// A file that a kiosk cannot show or play.
#[derive(Clone, Debug, Serialize)]
pub struct UnusableLine {
    /// Which, why, and since when.
    #[serde(flatten)]
    pub told: Told,
    /// Whose portrait it is.
    pub people: Vec<String>,
}

impl UnusableLine {
    /// Which file it is: `soap-set 2: pictures/take.png`, or whose portrait.
    pub fn name(&self) -> String {
        let file = &self.told.file;
        match (file.pack.as_str(), file.file.as_str()) {
            ("", _) => self.people.join(", "),
            (pack, "") => format!("{pack} {}", file.version),
            (pack, name) => format!("{pack} {}: {name}", file.version),
        }
    }

    /// What is wrong and what to do, as a msgid.
    pub fn label(&self) -> &'static str {
        match self.told.file.what {
            Trouble::Picture => msg(
                "The picture cannot be opened. Save it anew as PNG or JPEG and publish the pack again.",
            ),
            Trouble::LargePicture => {
                msg("The picture is too large. Make it smaller and publish the pack again.")
            }
            Trouble::Sound => msg(
                "The recording cannot be played. Record it anew (WAV or Ogg Vorbis) and publish the pack again.",
            ),
            Trouble::LongSound => {
                msg("The recording is too long. Shorten it and publish the pack again.")
            }
            Trouble::NotSent => msg("The file did not reach the kiosk. Publish the pack again."),
            Trouble::NotHere => {
                msg("The kiosk's program does not have this picture. Update the kiosk.")
            }
            Trouble::Pack => msg("The pack cannot be read at the kiosk. Publish it again."),
            Trouble::Damaged => msg("The file was damaged at the kiosk. Start the kiosk again."),
            Trouble::Portrait => msg("The portrait cannot be opened. Choose another one."),
            Trouble::Worn => {
                msg("The portrait was damaged at the kiosk. It is sent again by itself.")
            }
            Trouble::Other => msg("The file cannot be used at the kiosk."),
        }
    }
}

/// Every kiosk, the revoked ones last.
///
/// # Errors
/// When the log cannot be read.
pub fn kiosks(ledger: &Ledger, unusable: &[Told]) -> Result<Vec<Device>, StoreError> {
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
            unusable: unusable
                .iter()
                .filter(|told| told.device == view.device.device.as_str())
                .map(|told| UnusableLine {
                    people: portrayed(ledger.state(), told),
                    told: told.clone(),
                })
                // A portrait that is nobody's any more is nobody's trouble.
                .filter(|line| !line.told.file.pack.is_empty() || !line.people.is_empty())
                .collect(),
        });
    }
    devices.sort_by(|a, b| (a.revoked.is_some(), &a.name).cmp(&(b.revoked.is_some(), &b.name)));
    Ok(devices)
}

/// Whose portrait a file is.
fn portrayed(state: &State, told: &Told) -> Vec<String> {
    if !told.file.pack.is_empty() {
        return Vec::new();
    }
    people::everybody(state)
        .into_iter()
        .filter(|view| {
            view.person.picture.as_str().strip_prefix("blob:") == Some(told.file.file.as_str())
        })
        .map(|view| view.person.called.clone())
        .collect()
}
