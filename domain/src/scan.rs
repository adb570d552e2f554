//! What a scanned badge means at this moment, before anybody chose anything.

use crate::attendance::{self, Whereabouts};
use crate::decide::Now;
use crate::people::{self, BadgeStatus};
use crate::state::State;
use crate::time::workshop_day;
use crate::wire::ids::{BadgeHash, DeviceId, PersonId, WorkshopId};
use crate::workshop;

/// The meaning of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nobody's badge.
    Unknown,
    /// A badge that opens nothing any more.
    Revoked(PersonId),
    /// A person who does not belong to this workshop today.
    NotEnrolled(PersonId),
    /// A person whose work in this workshop has ended: nothing is marked, and staff come and talk with them.
    Ended(PersonId),
    /// A member of staff: the staff door, behind the PIN.
    Staff(PersonId),
    /// The same badge again within seconds: nothing happens.
    Double(PersonId),
    /// The first scan of the day, or back after having gone: an arrival.
    Arrival(PersonId),
    /// Back from a break.
    BackFromBreak(PersonId),
    /// Already in: work, break or home?
    Choice(PersonId),
    /// The clock is doubtful, so the person is asked what this is.
    Ask(PersonId),
}

/// What a badge means here and now (docs/domain.md section 3, design of the check-in).
pub fn meaning(
    state: &State,
    workshop: &WorkshopId,
    device: &DeviceId,
    badge: &BadgeHash,
    now: &Now,
) -> Meaning {
    let today = workshop_day(now.at);
    let person = match people::badge_status(state, badge, today) {
        BadgeStatus::Unknown => return Meaning::Unknown,
        BadgeStatus::Revoked(person) => return Meaning::Revoked(person),
        BadgeStatus::Held(person) => person,
    };
    let Some(view) = people::person(state, &person) else {
        return Meaning::Unknown;
    };
    if view.person.active && view.staff_role().is_some() {
        return Meaning::Staff(person);
    }
    // A doubtful clock tells nobody that a day is over.
    let ended = !now.clock.suspect
        && view.staff_role().is_none()
        && people::work_has_ended(state, &person, workshop, today);
    let enrolled =
        view.person.active && people::enrolment_on(state, &person, workshop, today).is_some();
    if !enrolled {
        return if ended {
            Meaning::Ended(person)
        } else {
            Meaning::NotEnrolled(person)
        };
    }
    if is_double(state, workshop, device, &person, now) {
        return Meaning::Double(person);
    }
    if now.clock.suspect {
        return Meaning::Ask(person);
    }
    match attendance::day(state, workshop, &person, today, now.at).whereabouts {
        // Whose work ended today may still mark that they went home; nobody welcomes them anew.
        Whereabouts::Out | Whereabouts::Gone(_) if ended => Meaning::Ended(person),
        Whereabouts::Out | Whereabouts::Gone(_) => Meaning::Arrival(person),
        Whereabouts::OnBreak(_) => Meaning::BackFromBreak(person),
        Whereabouts::In(_) => Meaning::Choice(person),
    }
}

/// Whether the person's last mark is only seconds old. Within one boot of this device its monotonic clock
/// decides, so that a jump of the wall clock neither hides nor invents a double scan.
fn is_double(
    state: &State,
    workshop: &WorkshopId,
    device: &DeviceId,
    person: &PersonId,
    now: &Now,
) -> bool {
    let window_s = i64::from(
        workshop::settings(state, workshop)
            .map_or(workshop::DOUBLE_SCAN_S, |settings| settings.double_scan_s),
    );
    let today = workshop_day(now.at);
    let days = [
        today,
        today.pred_opt().unwrap_or(today),
        today.succ_opt().unwrap_or(today),
    ];
    days.iter().any(|day| {
        let entries = state.day(person, *day);
        // The owner may come right after somebody who showed this badge by mistake.
        let somebody_elses = attendance::by_somebody_else(&entries);
        entries.iter().any(|(at, entry)| {
            if attendance::mark_kind(&entry.payload.fact).is_none()
                || somebody_elses.contains(&&entry.order.entry)
            {
                return false;
            }
            let same_boot = entry.device == *device && entry.clock.boot == now.clock.boot;
            if same_boot {
                let ms = now.clock.mono_ms.checked_sub(entry.clock.mono_ms);
                ms.is_some_and(|ms| i64::try_from(ms / 1000).is_ok_and(|s| s < window_s))
            } else {
                (0..window_s).contains(&(now.at - *at).num_seconds())
            }
        })
    })
}
