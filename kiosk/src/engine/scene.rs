//! Scenes: where the conversation with the person before the kiosk stands.

use stupen_domain::Now;
use stupen_domain::wire::ids::PersonId;
use stupen_hardware::Lamp;

use super::Engine;
use super::staff::StaffScene;
use crate::ui::{
    ChoiceView, GoodbyeView, HelloView, HelpView, MessageKind, MessageView, Offer, Screen,
    StaffDoorView, Tap,
};

/// Digits of a PIN.
pub(super) const PIN_DIGITS: u8 = 6;

/// Where the conversation stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scene {
    /// Nobody is here.
    Waiting,
    /// Somebody arrived.
    Hello {
        person: PersonId,
        time: String,
        late: bool,
    },
    /// Already in, or the clock is doubtful: what is it?
    Choice { person: PersonId, unsure: bool },
    /// A break was begun here.
    Break { person: PersonId },
    /// At a step of the open run.
    Step { person: PersonId },
    /// A piece was counted.
    Finished { person: PersonId },
    /// Went home.
    Goodbye {
        person: PersonId,
        time: String,
        mood: Option<u8>,
    },
    /// Help was called.
    HelpComing {
        person: Option<PersonId>,
        back: Box<Scene>,
    },
    /// Something did not go as usual.
    Message {
        kind: MessageKind,
        person: Option<PersonId>,
    },
    /// A member of staff stands before the PIN pad.
    StaffDoor {
        person: PersonId,
        digits: String,
        wrong: bool,
    },
    /// Behind it; `person` is the member of staff.
    Staff { person: PersonId, scene: StaffScene },
}

impl Scene {
    /// Scenes that tell something and ask nothing: they may give way by themselves.
    pub(super) fn only_tells(&self) -> bool {
        match self {
            Scene::Hello { .. }
            | Scene::Break { .. }
            | Scene::Goodbye { .. }
            | Scene::Message { .. } => true,
            Scene::StaffDoor { .. } => true,
            Scene::Waiting
            | Scene::Choice { .. }
            | Scene::Step { .. }
            | Scene::Finished { .. }
            | Scene::HelpComing { .. }
            | Scene::Staff { .. } => false,
        }
    }

    /// Whose scene it is.
    pub(super) fn person(&self) -> Option<&PersonId> {
        match self {
            Scene::Waiting => None,
            Scene::Hello { person, .. }
            | Scene::Choice { person, .. }
            | Scene::Break { person }
            | Scene::Step { person }
            | Scene::Finished { person }
            | Scene::Goodbye { person, .. }
            | Scene::StaffDoor { person, .. }
            | Scene::Staff { person, .. } => Some(person),
            Scene::HelpComing { person, .. } | Scene::Message { person, .. } => person.as_ref(),
        }
    }

    /// The lamp that goes with it.
    pub(super) fn lamp(&self) -> Lamp {
        match self {
            Scene::Hello { .. } | Scene::Finished { .. } => Lamp::Green,
            Scene::Choice { .. } | Scene::Step { .. } => Lamp::Blue,
            Scene::Break { .. } => Lamp::Amber,
            Scene::Goodbye { .. } => Lamp::Violet,
            Scene::HelpComing { .. } => Lamp::Rust,
            Scene::Waiting
            | Scene::Message { .. }
            | Scene::StaffDoor { .. }
            | Scene::Staff { .. } => Lamp::Off,
        }
    }
}

impl Engine {
    /// The language of the person whose scene it is.
    pub(super) fn scene_language(&self) -> String {
        self.scene
            .person()
            .and_then(|person| self.language_of(person))
            .unwrap_or_else(|| self.setup.lang.clone())
    }

    /// The screen of the present scene.
    pub(super) fn screen(&self, now: &Now) -> Screen {
        match &self.scene {
            Scene::Waiting => Screen::Waiting(self.waiting_view(now)),
            Scene::Hello { person, time, late } => Screen::Hello(HelloView {
                person: self.person_view(person),
                time: time.clone(),
                late: *late,
                next: self.next_thing(person, now),
                cards: self.day_cards(Some(person), now),
            }),
            Scene::Choice { person, unsure } => Screen::Choice(ChoiceView {
                person: self.person_view(person),
                offers: self.offers(person, *unsure, now),
                clock_unsure: *unsure,
                cards: self.day_cards(Some(person), now),
            }),
            Scene::Break { person } => Screen::Break(self.break_view(person, now)),
            Scene::Step { person } => self.step_screen(person, now),
            Scene::Finished { person } => self.finished_screen(person, now),
            Scene::Goodbye { person, time, mood } => Screen::Goodbye(GoodbyeView {
                person: self.person_view(person),
                time: time.clone(),
                again: self.next_start(person, now),
                asks_mood: mood.is_none(),
                mood: *mood,
            }),
            Scene::HelpComing { person, back } => Screen::HelpComing(HelpView {
                person: person.as_ref().map(|person| self.person_view(person)),
                seen: self.help_seen(person.as_ref(), now),
                helper: None,
                working: matches!(**back, Scene::Step { .. }),
            }),
            Scene::Message { kind, person } => Screen::Message(MessageView {
                kind: *kind,
                person: person.as_ref().map(|person| self.person_view(person)),
                help_offered: !matches!(kind, MessageKind::DoubleScan),
            }),
            Scene::StaffDoor {
                person,
                digits,
                wrong,
            } => Screen::StaffDoor(StaffDoorView {
                person: self.person_view(person),
                entered: u8::try_from(digits.len()).unwrap_or(PIN_DIGITS),
                digits: PIN_DIGITS,
                wrong: *wrong,
                locked_minutes: self.locked_minutes(person, now),
            }),
            Scene::Staff { person, scene } => Screen::Staff(self.staff_screen(person, scene, now)),
        }
    }

    fn offers(&self, person: &PersonId, unsure: bool, now: &Now) -> Vec<Offer> {
        let pause = if self.is_lunch(person, now) {
            Offer::Lunch
        } else {
            Offer::Break
        };
        if unsure {
            vec![Offer::Arrive, pause, Offer::Home]
        } else {
            vec![Offer::Work, pause, Offer::Home]
        }
    }

    /// A hand touched something. A tap that the scene does not know is left alone: it was meant for a screen that
    /// has gone.
    pub(super) fn tapped(&mut self, tap: Tap, now: &Now) {
        if tap == Tap::Speak {
            self.effects.push(super::Effect::Speak);
            return;
        }
        match (self.scene.clone(), tap) {
            (Scene::Hello { person, .. }, Tap::GoOn) => self.go_to_work(&person, now),
            (Scene::Choice { person, .. }, Tap::Work) => self.go_to_work(&person, now),
            (Scene::Choice { person, .. }, Tap::Arrive) => self.arrive(&person, None, now),
            (Scene::Choice { person, .. } | Scene::Finished { person }, Tap::Break) => {
                self.take_break(&person, now)
            }
            (Scene::Choice { person, .. }, Tap::Home) => self.go_home(&person, now),
            (Scene::Break { person }, Tap::Work) => self.end_break(&person, now),
            (
                Scene::Goodbye {
                    person,
                    time,
                    mood: None,
                },
                Tap::Mood(mood),
            ) => {
                self.say_mood(&person, time, mood, now);
            }
            (Scene::Finished { person }, Tap::GoOn) => self.next_piece(&person, now),
            (Scene::Step { .. }, Tap::Next) => self.step_on(now),
            (Scene::Step { .. }, Tap::Done) => self.step_on(now),
            (Scene::Step { .. }, Tap::Back) => self.step_back(now),
            (Scene::Step { .. }, Tap::Repeat) => self.repeat_step(),
            (Scene::Step { person }, Tap::Defect) => self.defect(&person, now),
            (Scene::Step { .. } | Scene::Message { .. }, Tap::Help) => self.call_help(now),
            (Scene::HelpComing { back, .. }, Tap::GoOn) => self.enter(*back, now),
            (Scene::StaffDoor { .. }, Tap::Staff(tap)) => self.pin(tap, now),
            (Scene::Staff { person, scene }, Tap::Staff(tap)) => {
                self.staff_tapped(&person, &scene, tap, now)
            }
            (Scene::Staff { .. }, Tap::CloseProgram) => {
                self.sum_up(now);
                self.effects.push(super::Effect::Close);
            }
            (
                Scene::Goodbye { .. }
                | Scene::StaffDoor { .. }
                | Scene::Staff { .. }
                | Scene::Message { .. },
                Tap::Leave | Tap::GoOn,
            ) => self.enter(Scene::Waiting, now),
            (scene, tap) => tracing::debug!(?tap, ?scene, "a tap came late"),
        }
    }
}
