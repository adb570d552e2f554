//! What the organisation provides: calendars, packs, devices.

use chrono::Datelike;

use super::{Asking, Refusal, filled};
use crate::wire::facts::{CalendarSet, DeviceRevoked, FormSet, PackPublished};
use crate::wire::forms;
use crate::workshop;

pub(super) fn calendar_set(f: &CalendarSet) -> Result<(), Refusal> {
    if f.days.iter().any(|day| day.date.year() != f.year) {
        return Err(Refusal::Invalid {
            field: "days",
            problem: "a day of another year",
        });
    }
    Ok(())
}

pub(super) fn form_set(f: &FormSet) -> Result<(), Refusal> {
    filled("form", &f.form)?;
    forms::check(&f.form, &f.body).map_err(|problem| Refusal::Form {
        form: f.form.clone(),
        problem,
    })
}

impl Asking<'_> {
    pub(super) fn device_revoked(&self, f: &DeviceRevoked) -> Result<(), Refusal> {
        filled("reason", &f.reason)?;
        workshop::device(self.state, &f.device)
            .map(|_| ())
            .ok_or(Refusal::Invalid {
                field: "device",
                problem: "is not known",
            })
    }

    pub(super) fn pack_published(&self, f: &PackPublished) -> Result<(), Refusal> {
        let newest = workshop::packs(self.state, &self.here.workshop)
            .iter()
            .any(|known| known.pack == f.pack && known.version >= f.version);
        if newest {
            return Err(Refusal::Invalid {
                field: "version",
                problem: "this or a newer version is published already; raise it",
            });
        }
        filled("pack", &f.pack)
    }
}
