//! Screens that nobody touches: nothing times out on a participant without asking (docs/domain.md section 3.15), and
//! nobody finds the page of whoever stood here before.

use stupen_domain::decide::Now;
use stupen_domain::pace::{self, Wants};

use super::scene::{Asked, Scene};
use super::{Engine, Mode};

/// What becomes of a scene that nobody touches.
enum Idle {
    /// It stays.
    Stays,
    /// After so many milliseconds it asks, aloud or only to be seen.
    Asks { after_ms: u64, aloud: bool },
    /// After so many it gives way: it has asked, or staff stand before it.
    Leaves { after_ms: u64 },
    /// After so many what stood there before is back.
    Returns { after_ms: u64 },
}

impl Engine {
    fn idle(&self) -> Idle {
        let asks = |wants| Idle::Asks {
            after_ms: pace::asks_after_ms(wants),
            aloud: wants == Wants::Answer,
        };
        match &self.scene {
            Scene::Ask {
                asked: Asked::StillHere,
                ..
            } => Idle::Leaves {
                after_ms: pace::LEAVES_MS,
            },
            // The work lies under it.
            Scene::Ask {
                asked: Asked::Done, ..
            } => Idle::Stays,
            // Staff have a pace of their own; a door that nobody opens closes.
            Scene::StaffDoor { .. } => Idle::Leaves {
                after_ms: pace::asks_after_ms(Wants::Nothing),
            },
            Scene::Staff { scene, .. } if scene.participant().is_some() => Idle::Asks {
                after_ms: self.desk.idle_ms,
                aloud: true,
            },
            Scene::Staff { .. } => Idle::Stays,
            // At a workplace of one's own the break's shape stays, for who looks up from the cup.
            Scene::Break { .. } if self.setup.mode == Mode::Station => Idle::Stays,
            Scene::Twice { .. } => Idle::Returns {
                after_ms: pace::asks_after_ms(Wants::Nothing),
            },
            Scene::Hello { .. } | Scene::Break { .. } | Scene::Goodbye { mood: Some(_), .. } => {
                asks(Wants::Nothing)
            }
            Scene::Message { kind, .. } if kind.needs_staff() => Idle::Asks {
                after_ms: pace::asks_after_ms(Wants::Staff),
                aloud: false,
            },
            Scene::Message { .. } => asks(Wants::Nothing),
            Scene::Vouch { .. } => Idle::Asks {
                after_ms: pace::asks_after_ms(Wants::Staff),
                aloud: false,
            },
            // Behind it lies what is nobody else's business.
            Scene::HelpComing { back, .. } if back.is_private() => Idle::Asks {
                after_ms: pace::asks_after_ms(Wants::Staff),
                aloud: false,
            },
            Scene::Choice { unsure: false, .. }
            | Scene::Mine { .. }
            | Scene::MineCard { .. }
            | Scene::Pick { .. }
            | Scene::Forgot { .. }
            | Scene::Answer { .. }
            | Scene::Ask { .. }
            | Scene::Goodbye { mood: None, .. } => asks(Wants::Answer),
            // Nothing private is offered while the clock is lost.
            Scene::Choice { unsure: true, .. }
            | Scene::Waiting
            | Scene::Tools { .. }
            | Scene::Step { .. }
            | Scene::Finished { .. }
            | Scene::PutAside { .. }
            | Scene::HelpComing { .. }
            | Scene::TimeHome { .. } => Idle::Stays,
        }
    }

    /// A screen that nobody touches asks whether somebody is still there, and then gives way.
    pub(super) fn ask_who_is_idle(&mut self, now: &Now) {
        let touched_ms = match &self.scene {
            Scene::Staff { .. } => self.desk.touched_ms,
            _ => self.tapped_ms.unwrap_or(0),
        };
        let since = self.entered_ms.max(touched_ms);
        let idle_ms = now.clock.mono_ms.saturating_sub(since);
        match self.idle() {
            Idle::Asks { after_ms, aloud } if idle_ms >= after_ms => {
                let back = Box::new(self.scene.clone());
                let person = match &self.scene {
                    Scene::Staff { scene, .. } => scene.participant().cloned(),
                    scene => scene.person().cloned(),
                };
                let asked = Asked::StillHere;
                self.enter(
                    Scene::Ask {
                        person,
                        asked,
                        back,
                    },
                    now,
                );
                if aloud {
                    self.say();
                }
            }
            Idle::Leaves { after_ms } if idle_ms >= after_ms => match &self.scene {
                Scene::StaffDoor { .. } => self.close_door(now),
                _ => self.enter(Scene::Waiting, now),
            },
            Idle::Returns { after_ms } if idle_ms >= after_ms => self.go_on_after_twice(now),
            Idle::Asks { .. } | Idle::Leaves { .. } | Idle::Returns { .. } | Idle::Stays => {}
        }
    }

    /// Somebody is still there: where they were, with all its time anew.
    pub(super) fn go_on_after_asking(&mut self, back: Scene, now: &Now) {
        self.desk.touched_ms = now.clock.mono_ms;
        self.enter(back, now);
    }
}
