//! This machine: what waits to be sent, what is broken, and the way out. Nowhere else.

use chrono::{Duration, Timelike};
use stupen_domain::decide::Now;
use stupen_domain::help;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{HelpId, PersonId};

use super::phrases;
use crate::engine::Engine;
use crate::engine::day::clock_time;
use crate::ui::{DeviceView, HelpCall, Notice, NoticeKind};

impl Engine {
    /// The view, and the calls on it in their order.
    pub(super) fn device_view(&self, person: &PersonId, now: &Now) -> (DeviceView, Vec<HelpId>) {
        let (unsent, calls) = {
            let ledger = self.ledger();
            let unsent = ledger.log().unsent(ledger.author().writer.id).unwrap_or(0);
            let calls: Vec<_> =
                help::calls(ledger.state(), &self.setup.workshop, workshop_day(now.at))
                    .into_iter()
                    .filter(|call| call.is_open())
                    .map(|call| (call.asked.clone(), call.at))
                    .collect();
            (unsent, calls)
        };
        let lang = self.scene_language();
        // What the office says of this kiosk goes before a device that is unplugged.
        let mut notices: Vec<Notice> = self.office.trouble.clone().into_iter().collect();
        notices.extend(self.notices.clone());
        notices.extend(self.pack_notices(now));
        if now.clock.suspect {
            notices.push(Notice {
                kind: NoticeKind::ClockSuspect,
                detail: String::new(),
            });
        }
        let ids = calls.iter().map(|(asked, _)| asked.help.clone()).collect();
        let view = DeviceView {
            person: self.person_view(person),
            unsent: u32::try_from(unsent).unwrap_or(u32::MAX),
            online: self.office.online,
            last_sync: self.office.last.map(|at| Self::when(at, now, &lang)),
            calls: calls
                .into_iter()
                .map(|(asked, at)| HelpCall {
                    person: asked
                        .person
                        .map(|person| self.person_view(&person))
                        .unwrap_or_default(),
                    since: clock_time(at),
                    place: asked
                        .operation
                        .map(|operation| self.operation_title(&operation, &lang))
                        .unwrap_or_default(),
                })
                .collect(),
            notices,
            volume_percent: self.kiosk_volume(),
            quiet_until: self.quiet_until(now).map(clock_time),
        };
        (view, ids)
    }

    /// A time of today, or the day with it.
    fn when(at: Moment, now: &Now, lang: &str) -> String {
        let (day, time) = (workshop_day(at), clock_time(at));
        match day == workshop_day(now.at) {
            true => time,
            false => format!("{}, {time}", phrases::date(day, lang)),
        }
    }
}

/// The next of the ways in which a kiosk may be loud: quarters of all, and not at all.
pub(super) fn next_volume(percent: u16) -> u16 {
    match percent {
        0 => 100,
        1..=25 => 0,
        26..=50 => 25,
        51..=75 => 50,
        _ => 75,
    }
}

/// The next of the times until which a kiosk may be quiet: half an hour, an hour, two, four, and not at all.
pub(super) fn next_quiet(until: Option<Moment>, now: Moment) -> Option<Moment> {
    let minutes = until.map_or(0, |until| (until - now).num_minutes());
    let next = match minutes {
        ..=0 if until.is_none() => 30,
        ..=30 => 60,
        31..=60 => 120,
        61..=120 => 240,
        _ => return None,
    };
    // To a whole minute, as it is shown.
    let whole = now.with_second(0).and_then(|now| now.with_nanosecond(0));
    Some(whole.unwrap_or(now) + Duration::minutes(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_touch_leads_to_the_next_way_and_round_again() {
        let mut percent = 80;
        let mut volumes = Vec::new();
        for _ in 0..6 {
            percent = next_volume(percent);
            volumes.push(percent);
        }
        assert_eq!(volumes, [75, 50, 25, 0, 100, 75]);

        let now: Moment = "2026-03-02T09:10:30+03:00".parse().expect("a moment");
        let mut until = None;
        let mut shown = Vec::new();
        for _ in 0..6 {
            until = next_quiet(until, now);
            shown.push(until.map(clock_time));
        }
        let shown: Vec<_> = shown.iter().map(|time| time.as_deref()).collect();
        #[rustfmt::skip]
        assert_eq!(shown, [Some("9:40"), Some("10:10"), Some("11:10"), Some("13:10"), None, Some("9:40")]);
    }
}
