//! The staff door: badge and PIN.

use stupen_domain::decide::Now;
use stupen_domain::wire::ids::PersonId;

use super::StaffScene;
use super::board::Only;
use crate::engine::scene::{PIN_DIGITS, Scene};
use crate::engine::{Effect, Engine};
use crate::local::PinAnswer;
use crate::ui::{StaffDoorView, StaffTap};

impl Engine {
    fn locked_minutes(&self, person: &PersonId, now: &Now) -> u32 {
        let ms = self.local.locked_ms(person, &now.clock).unwrap_or(0);
        u32::try_from(ms.div_ceil(60_000)).unwrap_or(u32::MAX)
    }

    /// The PIN pad of somebody, with what was entered.
    pub(in crate::engine) fn door_view(
        &self,
        person: &PersonId,
        digits: &str,
        wrong: bool,
        now: &Now,
    ) -> StaffDoorView {
        StaffDoorView {
            person: self.person_view(person),
            entered: u8::try_from(digits.len()).unwrap_or(PIN_DIGITS),
            digits: PIN_DIGITS,
            wrong,
            locked_minutes: self.locked_minutes(person, now),
            about: Vec::new(),
        }
    }

    /// A touch on the PIN pad of the door.
    pub(in crate::engine) fn pin(&mut self, tap: StaffTap, now: &Now) {
        let Scene::StaffDoor {
            person,
            mut digits,
            of,
            ..
        } = self.scene.clone()
        else {
            return;
        };
        match self.pin_touched(&person, &mut digits, tap, now) {
            None => self.enter(
                Scene::StaffDoor {
                    person,
                    digits,
                    wrong: false,
                    of,
                },
                now,
            ),
            Some(true) => {
                self.desk.touched_ms = now.clock.mono_ms;
                // Who waits before the door comes first.
                let (scene, call) = match of {
                    Some((of, help)) => (StaffScene::Vouch { of }, Some(help)),
                    None => (
                        StaffScene::Board {
                            only: Only::Everybody,
                            page: 0,
                        },
                        None,
                    ),
                };
                // The first page, too, looks at days that may not be in memory.
                self.go(&person, scene, now);
                if let Some(help) = call {
                    self.came_to(&person, help, now);
                }
                self.effects.push(Effect::Sound("done"));
            }
            Some(false) => {
                self.enter(
                    Scene::StaffDoor {
                        person,
                        digits: String::new(),
                        wrong: true,
                        of,
                    },
                    now,
                );
                self.effects.push(Effect::Sound("error"));
            }
        }
    }

    /// Whether the PIN fits, once it was tried.
    pub(super) fn pin_touched(
        &self,
        person: &PersonId,
        digits: &mut String,
        tap: StaffTap,
        now: &Now,
    ) -> Option<bool> {
        let full = usize::from(PIN_DIGITS);
        #[allow(
            clippy::wildcard_enum_match_arm,
            reason = "other touches mean nothing on a PIN pad"
        )]
        match tap {
            StaffTap::PinDigit(digit) if digits.len() < full && digit <= 9 => {
                digits.push(char::from(b'0' + digit));
                // The last digit opens: gloves hit no small key twice.
                (digits.len() == full).then(|| self.pin_fits(person, digits, now))
            }
            StaffTap::PinErase => {
                digits.pop();
                None
            }
            _ => None,
        }
    }

    fn pin_fits(&self, person: &PersonId, digits: &str, now: &Now) -> bool {
        match self.local.try_pin(person, digits, &now.clock) {
            Ok(answer) => answer == PinAnswer::Right,
            Err(error) => {
                tracing::error!(%error, "the PIN could not be checked");
                false
            }
        }
    }
}
