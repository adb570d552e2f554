//! The staff door: badge and PIN; behind it what only staff may do here.

use stupen_domain::decide::{Actor, Now};
use stupen_domain::facts::HelpAcknowledged;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::PersonId;
use stupen_domain::{Role, help, people};

use super::day::clock_time;
use super::scene::{PIN_DIGITS, Scene};
use super::{Effect, Engine};
use crate::local::PinAnswer;
use crate::ui::{DeviceView, HelpCall, StaffScreen, StaffTap};

/// Where a member of staff stands behind the door.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum StaffScene {
    /// At the page of this machine.
    Device,
}

impl Engine {
    pub(super) fn locked_minutes(&self, person: &PersonId, now: &Now) -> u32 {
        let ms = self.local.locked_ms(person, &now.clock).unwrap_or(0);
        u32::try_from(ms.div_ceil(60_000)).unwrap_or(u32::MAX)
    }

    /// A touch on the PIN pad.
    pub(super) fn pin(&mut self, tap: StaffTap, now: &Now) {
        let Scene::StaffDoor {
            person, mut digits, ..
        } = self.scene.clone()
        else {
            return;
        };
        let full = usize::from(PIN_DIGITS);
        match tap {
            StaffTap::PinDigit(digit) if digits.len() < full && digit <= 9 => {
                digits.push(char::from(b'0' + digit))
            }
            StaffTap::PinErase => {
                digits.pop();
            }
            StaffTap::PinEnter if digits.len() == full => {
                return self.try_pin(&person, &digits, now);
            }
            _ => {}
        }
        // The last digit opens: gloves hit no small key twice.
        if digits.len() == full && matches!(tap, StaffTap::PinDigit(_)) {
            return self.try_pin(&person, &digits, now);
        }
        self.enter(
            Scene::StaffDoor {
                person,
                digits,
                wrong: false,
            },
            now,
        );
    }

    fn try_pin(&mut self, person: &PersonId, digits: &str, now: &Now) {
        match self.local.try_pin(person, digits, &now.clock) {
            Ok(PinAnswer::Right) => {
                self.enter(
                    Scene::Staff {
                        person: person.clone(),
                        scene: StaffScene::Device,
                    },
                    now,
                );
                self.effects.push(Effect::Sound("done"));
            }
            Ok(PinAnswer::Wrong | PinAnswer::Locked) => {
                self.enter(
                    Scene::StaffDoor {
                        person: person.clone(),
                        digits: String::new(),
                        wrong: true,
                    },
                    now,
                );
                self.effects.push(Effect::Sound("error"));
            }
            Err(error) => {
                tracing::error!(%error, "the PIN could not be checked");
                self.enter(
                    Scene::StaffDoor {
                        person: person.clone(),
                        digits: String::new(),
                        wrong: true,
                    },
                    now,
                );
            }
        }
    }

    fn actor(&self, person: &PersonId) -> Actor {
        let ledger = self.ledger();
        let role = people::person(ledger.state(), person).and_then(|view| view.staff_role());
        Actor {
            person: Some(person.clone()),
            role: role.unwrap_or(Role::Participant),
        }
    }

    /// Staff comes: the lamp goes off, the office sees who answered.
    fn acknowledge(&mut self, person: &PersonId, place: usize, now: &Now) {
        let day = workshop_day(now.at);
        let call = {
            let ledger = self.ledger();
            help::calls(ledger.state(), &self.setup.workshop, day)
                .into_iter()
                .filter(|call| call.answered.is_none())
                .nth(place)
                .map(|call| call.asked.help.clone())
        };
        let Some(call) = call else { return };
        let actor = self.actor(person);
        if self.state(HelpAcknowledged { help: call, day }, &actor, now) {
            self.effects.push(Effect::Sound("done"));
            self.refresh(now);
        }
    }

    /// The screen of a scene behind the door.
    pub(super) fn staff_screen(
        &self,
        person: &PersonId,
        scene: &StaffScene,
        now: &Now,
    ) -> StaffScreen {
        match scene {
            StaffScene::Device => StaffScreen::Device(self.staff_view(person, now)),
        }
    }

    /// A touch behind the door.
    pub(super) fn staff_tapped(
        &mut self,
        person: &PersonId,
        scene: &StaffScene,
        tap: StaffTap,
        now: &Now,
    ) {
        match (scene, tap) {
            (StaffScene::Device, StaffTap::AcknowledgeHelp(place)) => {
                self.acknowledge(person, place, now)
            }
            (scene, tap) => tracing::debug!(?tap, ?scene, "a tap came late"),
        }
    }

    fn staff_view(&self, person: &PersonId, now: &Now) -> DeviceView {
        let (unsent, calls) = {
            let ledger = self.ledger();
            let unsent = ledger.log().unsent(ledger.author().writer.id).unwrap_or(0);
            let calls: Vec<_> =
                help::calls(ledger.state(), &self.setup.workshop, workshop_day(now.at))
                    .into_iter()
                    .filter(|call| call.answered.is_none())
                    .map(|call| {
                        (
                            call.asked.person.clone(),
                            call.at,
                            call.asked.operation.clone(),
                        )
                    })
                    .collect();
            (unsent, calls)
        };
        let lang = self.scene_language();
        let mut notices = self.notices.clone();
        notices.extend(self.office.trouble.clone());
        if now.clock.suspect {
            notices.push(crate::ui::Notice {
                kind: crate::ui::NoticeKind::ClockSuspect,
                detail: String::new(),
            });
        }
        DeviceView {
            person: self.person_view(person),
            unsent: u32::try_from(unsent).unwrap_or(u32::MAX),
            online: self.office.online,
            last_sync: self.office.last.clone(),
            calls: calls
                .into_iter()
                .map(|(person, at, operation)| HelpCall {
                    person: person
                        .map(|person| self.person_view(&person))
                        .unwrap_or_default(),
                    since: clock_time(at),
                    place: operation
                        .and_then(|operation| self.media.operation(&operation))
                        .map(|found| crate::media::in_language(&found.title, &lang).to_string())
                        .unwrap_or_default(),
                })
                .collect(),
            notices,
        }
    }
}
