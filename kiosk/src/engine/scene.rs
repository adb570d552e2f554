//! Scenes: where the conversation with the person before the kiosk stands.

use stupen_domain::Now;
use stupen_domain::wire::ids::{HelpId, PersonId, PictureRef};
use stupen_hardware::Lamp;

use super::Engine;
use super::staff::StaffScene;
use crate::local::OpenRun;
use crate::ui::{
    ChoiceView, GoodbyeView, HelloView, HelpView, MessageKind, MessageView, MineCard, Offer,
    Screen, Tap, Wish,
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
    /// Before an operation: what has to lie ready.
    Tools { person: PersonId },
    /// At the open run: a step, a group, a checklist, a question, or work without any.
    Step { person: PersonId },
    /// A piece was counted.
    Finished { person: PersonId },
    /// A piece was put aside; and the run as it was before, for a hand that slipped.
    PutAside {
        person: PersonId,
        before: Box<OpenRun>,
    },
    /// The own page.
    Mine { person: PersonId },
    /// Before it: staff have answered what was asked for.
    Answer { person: PersonId },
    /// A card of it, and which page of that.
    MineCard {
        person: PersonId,
        card: MineCard,
        page: usize,
    },
    /// Choosing among pictures, and which page of them.
    Pick {
        person: PersonId,
        picked: Picked,
        page: usize,
    },
    /// Asked once more; of nobody in particular where it is not known who stands here.
    Ask {
        person: Option<PersonId>,
        asked: Asked,
        back: Box<Scene>,
    },
    /// The badge is at home: choosing one's own picture among those expected, and which page of them.
    Forgot { page: usize },
    /// Somebody says to be this one, and waits for staff, who are called.
    /// `nothing` is what became of a badge meanwhile, and until when that is told: milliseconds since boot.
    Vouch {
        of: PersonId,
        help: HelpId,
        nothing: Option<(MessageKind, u64)>,
    },
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
    /// A limit of working time is reached; `told` once that is recorded.
    TimeHome {
        person: PersonId,
        back: Box<Scene>,
        told: bool,
    },
    /// The same badge again within seconds; and what stood on the screen, which it changes nothing of.
    Twice { person: PersonId, back: Box<Scene> },
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
        /// Who waits to be vouched for, and the call that it made.
        of: Option<(PersonId, HelpId)>,
    },
    /// Behind it; `person` is the member of staff.
    Staff { person: PersonId, scene: StaffScene },
}

/// What is chosen among pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picked {
    /// One's own picture.
    Picture,
    /// What to join.
    Activity,
}

/// What is asked once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Really this wish?
    Wish {
        wish: Wish,
        activity: Option<String>,
    },
    /// Really somebody else?
    NotMe,
    /// Still here?
    StillHere,
    /// Really this picture?
    Picture(PictureRef),
    /// Really this one, who left the badge at home?
    Myself(PersonId),
    /// Nothing on the list is ticked: is the piece done?
    Done,
}

impl Scene {
    /// Whose scene it is.
    pub(super) fn person(&self) -> Option<&PersonId> {
        match self {
            // Who only says to be somebody is not known yet.
            Scene::Waiting | Scene::Forgot { .. } | Scene::Vouch { .. } => None,
            Scene::Hello { person, .. }
            | Scene::Choice { person, .. }
            | Scene::Break { person }
            | Scene::Tools { person }
            | Scene::Step { person }
            | Scene::Finished { person }
            | Scene::PutAside { person, .. }
            | Scene::Mine { person }
            | Scene::Answer { person }
            | Scene::MineCard { person, .. }
            | Scene::Pick { person, .. }
            | Scene::Goodbye { person, .. }
            | Scene::TimeHome { person, .. }
            | Scene::Twice { person, .. }
            | Scene::StaffDoor { person, .. }
            | Scene::Staff { person, .. } => Some(person),
            Scene::HelpComing { person, .. }
            | Scene::Message { person, .. }
            | Scene::Ask { person, .. } => person.as_ref(),
        }
    }

    /// Whether it shows, or is a touch away from, what is nobody else's business.
    pub(super) fn is_private(&self) -> bool {
        matches!(
            self,
            Scene::Hello { .. }
                | Scene::Choice { .. }
                | Scene::Break { .. }
                | Scene::Mine { .. }
                | Scene::Answer { .. }
                | Scene::MineCard { .. }
                | Scene::Pick { .. }
        ) || matches!(self, Scene::Ask { asked, .. } if *asked != Asked::Done)
            || matches!(self, Scene::Staff { scene, .. } if scene.participant().is_some())
    }

    /// The lamp that goes with it.
    pub(super) fn lamp(&self) -> Lamp {
        match self {
            Scene::Hello { .. } | Scene::Finished { .. } => Lamp::Green,
            Scene::Choice { .. }
            | Scene::Tools { .. }
            | Scene::Step { .. }
            | Scene::PutAside { .. } => Lamp::Blue,
            Scene::Break { .. } => Lamp::Amber,
            Scene::Goodbye { .. } | Scene::TimeHome { .. } => Lamp::Violet,
            // The lamp calls for help as long as a call is open; once somebody has said that they come it is as before.
            Scene::HelpComing { back, .. } => back.lamp(),
            Scene::Waiting
            | Scene::Vouch { .. }
            | Scene::Mine { .. }
            | Scene::Answer { .. }
            | Scene::MineCard { .. }
            | Scene::Pick { .. }
            | Scene::Forgot { .. }
            | Scene::Ask { .. }
            | Scene::Twice { .. }
            | Scene::Message { .. }
            | Scene::StaffDoor { .. }
            | Scene::Staff { .. } => Lamp::Off,
        }
    }
}

/// What is told of a badge to who waits for staff, as long as it is told.
fn told_now(nothing: Option<(MessageKind, u64)>, now: &Now) -> Option<MessageKind> {
    let (kind, until_ms) = nothing?;
    (now.clock.mono_ms < until_ms).then_some(kind)
}

/// Whether the same is said of two screens: one is the other, a little later.
pub(super) fn says_the_same(before: &Screen, after: &Screen) -> bool {
    match (before, after) {
        (Screen::Step(a), Screen::Step(b)) => {
            (a.index, &a.verb, &a.words, &a.person, a.broken)
                == (b.index, &b.verb, &b.words, &b.person, b.broken)
        }
        (Screen::Question(a), Screen::Question(b)) => {
            (&a.words, &a.person, a.broken) == (&b.words, &b.person, b.broken)
        }
        (Screen::Checklist(a), Screen::Checklist(b)) => {
            (&a.title, &a.person, a.broken) == (&b.title, &b.person, b.broken)
        }
        (Screen::Free(a), Screen::Free(b)) => {
            (&a.title, &a.person, a.broken) == (&b.title, &b.person, b.broken)
        }
        (Screen::Tools(a), Screen::Tools(b)) => a.broken == b.broken,
        (Screen::MineCard(a), Screen::MineCard(b)) => a.card == b.card && a.person == b.person,
        (Screen::Message(a), Screen::Message(b)) => a.kind == b.kind,
        (Screen::HelpComing(a), Screen::HelpComing(b)) => a.seen == b.seen,
        (Screen::Goodbye(a), Screen::Goodbye(b)) => a.mood == b.mood && a.person == b.person,
        (Screen::Ask(a), Screen::Ask(b)) => a == b,
        (Screen::Answer(a), Screen::Answer(b)) => a == b,
        (Screen::Staff(a), Screen::Staff(b)) => a == b,
        _ => std::mem::discriminant(before) == std::mem::discriminant(after),
    }
}

impl Engine {
    /// The language of the person whose scene it is.
    pub(super) fn scene_language(&self) -> String {
        if let Scene::Staff { scene, .. } = &self.scene
            && let Some(lang) = self.staff_language(scene)
        {
            return lang;
        }
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
                help_called: self.has_open_call(person, now),
                cards: self.day_cards(Some(person), now),
            }),
            Scene::Choice { person, unsure } => Screen::Choice(ChoiceView {
                person: self.person_view(person),
                offers: self.offers(person, *unsure, now),
                doubt: true,
                help_called: self.has_open_call(person, now),
                clock_unsure: *unsure,
                answered: !unsure && self.answer_waits(person),
                place: self.next_thing(person, now).and_then(|next| next.place),
                cards: self.day_cards(Some(person), now),
            }),
            Scene::Break { person } => Screen::Break(self.break_view(person, now)),
            Scene::Tools { person } => self.tools_screen(person, now),
            Scene::Step { person } => self.step_screen(person, now),
            Scene::Finished { person } => self.finished_screen(person, now),
            Scene::PutAside { person, .. } => Screen::Message(MessageView {
                kind: MessageKind::PutAside,
                person: Some(self.person_view(person)),
                aside: self.put_aside_today(person),
                help_offered: true,
                help_called: self.has_open_call(person, now),
                ..MessageView::default()
            }),
            Scene::Answer { person } => match self.answer_view(person) {
                Some(view) => Screen::Answer(view),
                // Seen at another kiosk meanwhile.
                None => Screen::Mine(self.mine_view(person, now)),
            },
            Scene::Mine { person } => Screen::Mine(self.mine_view(person, now)),
            Scene::MineCard { person, card, page } => {
                Screen::MineCard(self.mine_card(person, *card, *page, now))
            }
            Scene::Pick {
                person,
                picked,
                page,
            } => Screen::Pick(self.pick_view(person, *picked, *page)),
            Scene::Ask { person, asked, .. } => Screen::Ask(self.ask_view(person.as_ref(), asked)),
            Scene::Forgot { page } => Screen::Pick(self.forgot_view(*page, now)),
            Scene::Vouch { of, nothing, .. } => Screen::Message(MessageView {
                kind: told_now(*nothing, now).unwrap_or(MessageKind::BadgeForgotten),
                person: Some(self.person_view(of)),
                help_offered: false,
                help_called: false,
                aside: 0,
                to: self.lead(),
            }),
            Scene::Goodbye { person, time, mood } => Screen::Goodbye(GoodbyeView {
                person: self.person_view(person),
                time: time.clone(),
                again: self.next_start(person, now),
                asks_mood: mood.is_none(),
                mood: *mood,
            }),
            Scene::HelpComing { person, back } => {
                let helper = self.helper(person.as_ref(), now);
                Screen::HelpComing(HelpView {
                    person: person.as_ref().map(|person| self.person_view(person)),
                    seen: helper.is_some(),
                    helper: helper.flatten().map(|by| self.person_view(&by)),
                    working: matches!(**back, Scene::Step { .. }),
                })
            }
            Scene::TimeHome { person, .. } => Screen::Message(MessageView {
                kind: MessageKind::TimeHome,
                person: Some(self.person_view(person)),
                ..MessageView::default()
            }),
            Scene::Twice { person, .. } => Screen::Message(MessageView {
                kind: MessageKind::DoubleScan,
                person: Some(self.person_view(person)),
                ..MessageView::default()
            }),
            Scene::Message { kind, person } => Screen::Message(MessageView {
                kind: *kind,
                person: person.as_ref().map(|person| self.person_view(person)),
                help_offered: !kind.tells(),
                help_called: false,
                aside: 0,
                to: if kind.tells() { self.lead() } else { None },
            }),
            Scene::StaffDoor {
                person,
                digits,
                wrong,
                ..
            } => Screen::StaffDoor(self.door_view(person, digits, *wrong, now)),
            Scene::Staff { person, scene } => self.staff_screen(person, scene, now),
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
            vec![Offer::Work, pause, Offer::Home, Offer::Mine]
        }
    }

    /// A hand touched something. A tap that the scene does not know is left alone: it was meant for a screen that
    /// has gone.
    pub(super) fn tapped(&mut self, tap: Tap, now: &Now) {
        if tap == Tap::Speak {
            return self.say_on_request();
        }
        if let Some(person) = self.answers_told() {
            self.scene = Scene::Mine { person };
        }
        match (self.scene.clone(), tap) {
            (
                Scene::Waiting
                | Scene::Message {
                    kind: MessageKind::ScannerAway,
                    ..
                },
                Tap::Forgot,
            ) => self.forgot_badge(now),
            (Scene::Forgot { page }, Tap::Pick(place)) => self.picked_myself(place, page, now),
            (Scene::Forgot { .. }, Tap::Page(page)) => self.enter(Scene::Forgot { page }, now),
            (Scene::Forgot { .. }, Tap::Help) => self.call_help(now),
            (Scene::Vouch { of, help, nothing }, Tap::GoOn) if told_now(nothing, now).is_some() => {
                let nothing = None;
                self.enter(Scene::Vouch { of, help, nothing }, now);
            }
            (Scene::Forgot { .. }, Tap::Leave) | (Scene::Vouch { .. }, Tap::GoOn) => {
                self.enter(Scene::Waiting, now)
            }
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
            (Scene::Choice { person, .. }, Tap::Mine) => self.open_mine(&person, now),
            (Scene::Answer { person }, Tap::GoOn) => self.answer_seen(&person, now),
            (Scene::Hello { person, .. } | Scene::Choice { person, .. }, Tap::NotMe) => {
                self.ask_about(&person, Asked::NotMe, now)
            }
            (Scene::Mine { person }, Tap::MineCard(card)) => {
                let page = 0;
                self.enter(Scene::MineCard { person, card, page }, now);
                self.say();
            }
            (Scene::Mine { person }, Tap::ChoosePicture) => {
                let (picked, page) = (Picked::Picture, 0);
                self.enter(
                    Scene::Pick {
                        person,
                        picked,
                        page,
                    },
                    now,
                );
                self.say();
            }
            (Scene::Mine { person }, Tap::Wish(wish)) => self.wish(&person, wish, now),
            (Scene::Mine { person }, Tap::Leave) => self.enter(
                Scene::Choice {
                    person,
                    unsure: false,
                },
                now,
            ),
            (Scene::MineCard { person, card, .. }, Tap::Hear(place)) => {
                self.hear(&person, card, place, now)
            }
            (Scene::MineCard { person, card, .. }, Tap::Page(page)) => {
                self.enter(Scene::MineCard { person, card, page }, now)
            }
            (Scene::MineCard { person, .. } | Scene::Pick { person, .. }, Tap::Leave) => {
                self.enter(Scene::Mine { person }, now)
            }
            (Scene::Pick { person, picked, .. }, Tap::Pick(place)) => {
                self.picked(&person, picked, place, now)
            }
            (Scene::Pick { person, picked, .. }, Tap::Page(page)) => self.enter(
                Scene::Pick {
                    person,
                    picked,
                    page,
                },
                now,
            ),
            (
                Scene::Ask {
                    person,
                    asked,
                    back,
                },
                Tap::Yes,
            ) => self.confirmed(person.as_ref(), asked, *back, now),
            (Scene::Ask { asked, back, .. }, Tap::No) => self.declined(&asked, *back, now),
            (Scene::Tools { person }, Tap::GoOn) => self.tools_ready(&person, now),
            (Scene::Tools { .. }, Tap::Repeat) => self.say_on_request(),
            (Scene::Step { person }, Tap::Answer(place)) => self.answered(&person, place, now),
            (Scene::Step { person }, Tap::Tick(line)) => self.tick_line(&person, line, now),
            (Scene::Step { person }, Tap::Page(page)) => self.turn_checklist(&person, page, now),
            (Scene::PutAside { person, .. }, Tap::GoOn) => self.next_piece(&person, now),
            (Scene::PutAside { .. }, Tap::Back) => self.step_back(now),
            (Scene::Finished { person }, Tap::GoOn) => self.next_piece(&person, now),
            (Scene::Step { .. }, Tap::Next) => self.step_on(now),
            (Scene::Step { .. }, Tap::Done) => self.step_on(now),
            (Scene::Step { .. } | Scene::Finished { .. }, Tap::Back) => self.step_back(now),
            (Scene::Step { .. }, Tap::Repeat) => self.repeat_step(now),
            (Scene::Step { person }, Tap::Defect) => self.defect(&person, now),
            (
                Scene::Step { .. }
                | Scene::Tools { .. }
                | Scene::Finished { .. }
                | Scene::PutAside { .. }
                | Scene::Hello { .. }
                | Scene::Choice { .. }
                | Scene::Break { .. }
                | Scene::Mine { .. }
                | Scene::Waiting
                | Scene::Message { .. }
                | Scene::Pick { .. },
                Tap::Help,
            ) => self.call_help(now),
            (Scene::TimeHome { .. }, Tap::Home) => self.homeward(now),
            (Scene::TimeHome { .. }, Tap::GoOn) => self.not_home_yet(false, now),
            (Scene::HelpComing { back, .. }, Tap::GoOn) => self.enter(*back, now),
            (Scene::Twice { .. }, Tap::GoOn | Tap::Leave) => self.go_on_after_twice(now),
            (Scene::StaffDoor { .. }, Tap::Staff(tap)) => self.pin(tap, now),
            (Scene::Staff { person, scene }, Tap::Staff(tap)) => {
                self.staff_tapped(&person, &scene, tap, now)
            }
            (
                Scene::Staff {
                    scene: super::staff::StaffScene::Device,
                    ..
                },
                Tap::CloseProgram,
            ) => {
                self.sum_up(now);
                self.effects.push(super::Effect::Close);
            }
            (
                Scene::Staff {
                    scene: super::staff::StaffScene::Device,
                    ..
                },
                Tap::RestartProgram,
            ) => {
                self.sum_up(now);
                self.effects.push(super::Effect::Restart);
            }
            (Scene::StaffDoor { .. }, Tap::Leave | Tap::GoOn) => self.close_door(now),
            // The participant holds the screen on.
            (
                Scene::Staff {
                    person,
                    scene: super::staff::StaffScene::ReturnPin { from, .. },
                },
                Tap::Leave | Tap::GoOn,
            ) => self.go(&person, *from, now),
            (
                Scene::Goodbye { .. } | Scene::Staff { .. } | Scene::Message { .. },
                Tap::Leave | Tap::GoOn,
            ) => self.enter(Scene::Waiting, now),
            (scene, tap) => tracing::debug!(?tap, ?scene, "a tap came late"),
        }
    }
}
