//! The badge is at home: somebody finds their own picture among those who are expected, and staff vouch for them. Until
//! then nothing is recorded of anybody, and nothing of anybody is shown but picture and name.

use stupen_domain::board;
use stupen_domain::decide::Now;
use stupen_domain::pace;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{HelpId, PersonId};

use super::scene::{Asked, Scene};
use super::{Cable, Effect, Engine};
use crate::ui::{MessageKind, PickView, Picking, Thing};

impl Engine {
    /// "I forgot my badge": the pictures to choose from; where nobody is expected any more, staff are called.
    pub(super) fn forgot_badge(&mut self, now: &Now) {
        if self.expected_people(now).is_empty() {
            return self.call_help(now);
        }
        self.ask(Scene::Forgot { page: 0 }, now);
    }

    fn expected_people(&self, now: &Now) -> Vec<PersonId> {
        let today = workshop_day(now.at);
        let mut ledger = self.ledger();
        if let Err(error) = ledger.open_day(today) {
            tracing::error!(%error, "a day could not be opened");
        }
        let find = if matches!(self.cable, Cable::Out { .. }) {
            board::findable
        } else {
            board::expected
        };
        find(ledger.state(), &self.setup.workshop, today, now.at)
            .into_iter()
            .map(|set| set.person.clone())
            .collect()
    }

    /// Everybody who is expected and has not come; where no badge can be read, also who is in.
    pub(super) fn forgot_view(&self, page: usize, now: &Now) -> PickView {
        PickView {
            person: None,
            things: self
                .expected_people(now)
                .iter()
                .map(|id| {
                    let person = self.person_view(id);
                    Thing {
                        picture: person.picture,
                        name: person.name,
                    }
                })
                .collect(),
            what: Picking::Myself,
            page,
            speaks: self.speaks(),
        }
    }

    /// A picture was chosen: asked once more, and who says no is on the same page again.
    pub(super) fn picked_myself(&mut self, place: usize, page: usize, now: &Now) {
        let Some(of) = self.expected_people(now).get(place).cloned() else {
            return;
        };
        let back = Box::new(Scene::Forgot { page });
        let asked = Asked::Myself(of);
        self.ask(
            Scene::Ask {
                person: None,
                asked,
                back,
            },
            now,
        );
    }

    /// "Yes, that is me": a word, not a mark. Staff are called; they alone let somebody in. Who has called them to this
    /// kiosk already, and nobody has come, calls them no second time.
    pub(super) fn says_to_be(&mut self, of: &PersonId, now: &Now) {
        let Some(help) = self.call_for_nobody(now) else {
            return;
        };
        // Whoever comes has to be told why their badge does nothing, once this one waits no longer.
        if matches!(self.cable, Cable::Out { .. }) {
            self.cable = Cable::Out { told: false };
        }
        let of = of.clone();
        let nothing = None;
        self.enter(Scene::Vouch { of, help, nothing }, now);
        self.effects.push(Effect::Sound("help"));
        self.say();
    }

    /// For whom staff are to vouch, where somebody waits for that, and the call that it made. Whoever stands at staff's
    /// door meanwhile, they wait behind it; a badge that is read twice opens it once.
    pub(super) fn waits_for_staff(&self) -> Option<(PersonId, HelpId)> {
        let mut scene = &self.scene;
        while let Scene::Ask { back, .. } | Scene::Twice { back, .. } = scene {
            scene = back;
        }
        match scene {
            Scene::Vouch { of, help, .. } => Some((of.clone(), help.clone())),
            Scene::StaffDoor { of, .. } => of.clone(),
            _ => None,
        }
    }

    /// Staff's door closes unopened: who waits for staff waits on.
    pub(super) fn close_door(&mut self, now: &Now) {
        let scene = match self.waits_for_staff() {
            Some((of, help)) => Scene::Vouch {
                of,
                help,
                nothing: None,
            },
            None => Scene::Waiting,
        };
        self.enter(scene, now);
    }

    /// A badge could not be read, or opens nothing. Who waits for staff sees and hears it for some seconds, and waits on;
    /// whoever of staff stands at the door meanwhile only hears it, and is not sent away from their PIN.
    pub(super) fn opens_nothing(&mut self, kind: MessageKind, now: &Now) {
        let Some((of, help)) = self.waits_for_staff() else {
            return self.message(kind, None, now);
        };
        if matches!(self.scene, Scene::StaffDoor { .. }) {
            self.effects.push(Effect::Sound("error"));
            return;
        }
        let until_ms = now.clock.mono_ms.saturating_add(pace::TELLS_BRIEFLY_MS);
        let nothing = Some((kind, until_ms));
        self.enter(Scene::Vouch { of, help, nothing }, now);
        self.effects.push(Effect::Sound("error"));
        self.say();
    }
}
