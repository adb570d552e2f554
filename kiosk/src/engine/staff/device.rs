//! This machine: what waits to be sent, what is broken, and the way out. Nowhere else.

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
