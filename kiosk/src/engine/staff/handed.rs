//! The screen in a participant's hands.
//!
//! Where a page asks the participant's hand, no key leads to staff's pages: whoever holds the screen is not the one who
//! opened them. The badge of that member of staff leads back; where no badge can be read, their PIN. Which of staff is to
//! come stands there as a picture.

use stupen_domain::decide::Now;
use stupen_domain::people::{self, BadgeStatus};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{BadgeHash, PersonId};

use super::StaffScene;
use super::form::Form;
use super::page::{Act, Page, action, pictogram, tell};
use crate::engine::scene::Scene;
use crate::engine::{Cable, Effect, Engine};
use crate::ui::{Action, Picture, Say, StaffTap, StaffTone, TellView, Word};

/// So long the badge that led back is read again without meaning anything: a hand holds it a moment.
const SAME_BADGE_MS: u64 = 4_000;

impl Engine {
    /// The page on which the participant gives the screen back: whom to, and what that one has to show.
    pub(super) fn return_page(
        &self,
        staff: &PersonId,
        of: &PersonId,
        back: Option<&StaffScene>,
    ) -> Page {
        let mut keys = Vec::new();
        if let Some(back) = back {
            keys.push((
                action(Word::GoBack, "back", StaffTone::Plain, false),
                Act::Go(Box::new(back.clone())),
            ));
        }
        keys.extend(self.calling_keys());
        let who = self.person_view(staff);
        let picture = match who.picture {
            Picture::None => pictogram("staff"),
            picture => picture,
        };
        tell(
            TellView {
                person: self.person_view(of),
                tone: StaffTone::Now,
                picture,
                title: Word::GiveBack.into(),
                words: vec![who.name.into()],
                agreed: Some(Self::shows_badge()),
                participant: true,
                ..TellView::default()
            },
            keys,
            Act::Nothing,
        )
    }

    /// What leads back, as picture and words.
    pub(super) fn shows_badge() -> (Picture, Say) {
        (pictogram("show-badge"), Word::StaffShowsBadge.into())
    }

    /// The keys of a page that waits for staff: to call them, and the way without a badge where none can be read.
    pub(super) fn calling_keys(&self) -> Vec<(Action, Act)> {
        let mut keys = vec![(
            action(Word::Help, "help", StaffTone::Help, false),
            Act::CallHelp,
        )];
        if matches!(self.cable, Cable::Out { .. }) {
            keys.push((
                action(Word::ByPin, "pin", StaffTone::Plain, false),
                Act::Pin,
            ));
        }
        keys
    }

    /// Out of the participant's hands into those of staff, by way of the page that asks for the badge.
    pub(super) fn give_back(
        &mut self,
        staff: &PersonId,
        of: &PersonId,
        back: Option<StaffScene>,
        then: StaffScene,
        now: &Now,
    ) {
        let scene = StaffScene::Return {
            of: of.clone(),
            back: back.map(Box::new),
            then: Box::new(then),
        };
        self.go(staff, scene, now);
        self.say_on_request();
    }

    /// Where staff stand when they take the screen out of a form: at their own question before it, or where it may be
    /// dropped or gone on with.
    pub(super) fn behind(&self, form: &Form) -> StaffScene {
        let mut form = form.clone();
        form.drop_heard();
        let mut steps = self.form_steps(&form);
        let at = steps.iter().position(|step| *step == form.step);
        steps.truncate(at.unwrap_or(0));
        while let Some(step) = steps.pop() {
            form.step = step;
            if !self.is_for_participant(&form) {
                return StaffScene::Form { form, page: 0 };
            }
        }
        StaffScene::Left { form, anew: None }
    }

    /// A badge was shown while the participant holds the screen: true where it is the one that leads back.
    pub(super) fn taken_back_by(
        &mut self,
        staff: &PersonId,
        scene: &StaffScene,
        badge: &BadgeHash,
        now: &Now,
    ) -> bool {
        if !self.is_badge_of(staff, badge, now) {
            return false;
        }
        self.staff_take(staff, scene.clone(), now);
        true
    }

    /// The badge that has just led back, read once more.
    pub(super) fn is_same_badge(&self, staff: &PersonId, badge: &BadgeHash, now: &Now) -> bool {
        let since = self
            .desk
            .taken_ms
            .map(|taken| now.clock.mono_ms.saturating_sub(taken));
        since.is_some_and(|since| since < SAME_BADGE_MS) && self.is_badge_of(staff, badge, now)
    }

    fn is_badge_of(&self, staff: &PersonId, badge: &BadgeHash, now: &Now) -> bool {
        let ledger = self.ledger();
        let status = people::badge_status(ledger.state(), badge, workshop_day(now.at));
        matches!(status, BadgeStatus::Held(holder) if holder == *staff)
    }

    /// Staff have the screen again. Who held it may have called: whoever takes it has come.
    fn staff_take(&mut self, staff: &PersonId, scene: StaffScene, now: &Now) {
        let called = scene.participant().and_then(|of| self.open_call(of, now));
        self.go_behind(staff, scene, now);
        if let Some(help) = called {
            self.came_to(staff, help, now);
        }
    }

    fn go_behind(&mut self, staff: &PersonId, scene: StaffScene, now: &Now) {
        self.desk.touched_ms = now.clock.mono_ms;
        self.desk.taken_ms = Some(now.clock.mono_ms);
        self.effects.push(Effect::Sound("done"));
        let then = match scene {
            StaffScene::Return { then, .. } => *then,
            StaffScene::Form { form, .. } if form.step == "thanks" => {
                return self.own_marks_taken(staff, form, now);
            }
            StaffScene::Form { form, .. } => self.behind(&form),
            other => other,
        };
        match then {
            StaffScene::Form { form, .. } => self.show_form(staff, form, now),
            then => self.go(staff, then, now),
        }
    }

    /// A touch on the PIN pad that stands there where no badge can be read.
    pub(super) fn return_pin(
        &mut self,
        staff: &PersonId,
        from: Box<StaffScene>,
        mut digits: String,
        tap: StaffTap,
        now: &Now,
    ) {
        let wrong = match self.pin_touched(staff, &mut digits, tap, now) {
            Some(true) => return self.staff_take(staff, *from, now),
            Some(false) => true,
            None => false,
        };
        if wrong {
            digits.clear();
            self.effects.push(Effect::Sound("error"));
        }
        self.enter(
            Scene::Staff {
                person: staff.clone(),
                scene: StaffScene::ReturnPin {
                    from,
                    digits,
                    wrong,
                },
            },
            now,
        );
    }
}
