//! "It is time to go home": somebody who is here has reached a limit of working time (docs/domain.md section 3.11).
//!
//! It is told at the next touch point and once, as something to choose: nobody is sent home by a machine.

use stupen_domain::decide::{Actor, Now};
use stupen_domain::limits;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::PersonId;

use super::scene::Scene;
use super::{EARLY_TOUCH_MS, Effect, Engine};

/// Milliseconds for which a greeting stands before it gives way.
const GREETED_MS: u64 = 4_000;
/// Milliseconds in which the pedal was meant for the screen before: a foot keeps its beat.
pub(super) const EARLY_PEDAL_MS: u64 = 4_000;

impl Engine {
    /// Tells whoever stands here, or whose work waits here, that it is time to go home; records that they were told.
    pub(super) fn tell_limit(&mut self, now: &Now) {
        // A doubtful clock counts no minutes against anybody.
        if now.clock.suspect {
            return;
        }
        let here = match &self.scene {
            Scene::Step { person }
            | Scene::Tools { person }
            | Scene::Finished { person }
            | Scene::PutAside { person, .. }
            | Scene::Choice {
                person,
                unsure: false,
            } => Some(person.clone()),
            Scene::Hello { person, .. } => {
                let stood = now.clock.mono_ms.saturating_sub(self.entered_ms);
                (stood >= GREETED_MS).then(|| person.clone())
            }
            _ => None,
        };
        if let Some(person) = here {
            if self.is_to_go_home(&person, now) {
                let back = Box::new(self.scene.clone());
                if self.note_told(&person, now) {
                    self.show_time_home(person, back, true, now);
                }
            }
        } else if matches!(self.scene, Scene::Waiting) {
            let open = self.local.people_at_work().unwrap_or_default();
            let found = open
                .into_iter()
                .find(|person| self.is_to_go_home(person, now));
            if let Some(person) = found {
                // Nobody may stand here: that they were told is written when a hand has answered.
                self.show_time_home(person, Box::new(Scene::Waiting), false, now);
            }
        }
    }

    fn show_time_home(&mut self, person: PersonId, back: Box<Scene>, told: bool, now: &Now) {
        let called = Some((person.clone(), workshop_day(now.at)));
        let again = !told && self.called_home == called;
        self.called_home = called;
        self.enter(Scene::TimeHome { person, back, told }, now);
        if !again {
            self.effects.push(Effect::Sound("change"));
            self.say();
        }
    }

    fn is_to_go_home(&self, person: &PersonId, now: &Now) -> bool {
        let mut ledger = self.ledger();
        let today = workshop_day(now.at);
        if limits::of(ledger.state(), person, today)
            .weekly_min
            .is_some()
        {
            for day in limits::days(today) {
                if let Err(error) = ledger.open_day(day) {
                    tracing::error!(%error, "a day could not be opened");
                    return false;
                }
            }
        }
        !limits::to_tell(ledger.state(), &self.setup.workshop, person, now.at).is_empty()
    }

    /// That the person was told is on the disk when this returns true.
    fn note_told(&mut self, person: &PersonId, now: &Now) -> bool {
        let today = workshop_day(now.at);
        let notices: Vec<_> = {
            let ledger = self.ledger();
            limits::to_tell(ledger.state(), &self.setup.workshop, person, now.at)
                .iter()
                .map(|view| view.notice(person, today))
                .collect()
        };
        notices
            .into_iter()
            .all(|notice| self.state(notice, &Actor::device(), now))
    }

    /// Home: the day ends here.
    pub(super) fn homeward(&mut self, now: &Now) {
        if let Some((person, _)) = self.answered_time_home(EARLY_TOUCH_MS, now) {
            self.sum_up(now);
            self.go_home(&person, now);
        }
    }

    /// Later: back to where they were.
    pub(super) fn not_home_yet(&mut self, pedal: bool, now: &Now) {
        let early = if pedal {
            EARLY_PEDAL_MS
        } else {
            EARLY_TOUCH_MS
        };
        if let Some((_, back)) = self.answered_time_home(early, now) {
            self.enter(back, now);
        }
    }

    /// Who answered, and where they were; nothing where the touch was meant for the screen before.
    fn answered_time_home(&mut self, early_ms: u64, now: &Now) -> Option<(PersonId, Scene)> {
        let Scene::TimeHome { person, back, told } = self.scene.clone() else {
            return None;
        };
        let stood = now.clock.mono_ms.saturating_sub(self.entered_ms);
        if stood < early_ms || (!told && !self.note_told(&person, now)) {
            return None;
        }
        Some((person, *back))
    }
}
