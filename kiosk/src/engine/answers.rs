//! What staff answered to what one asked for: it waits before the own page until whoever asked has taken note of it.

use stupen_domain::decide::{Actor, Now};
use stupen_domain::facts::{RequestAnswer, RequestAnswerSeen, RequestKind};
use stupen_domain::requests;
use stupen_domain::wire::ids::PersonId;

use super::Engine;
use super::day::day_and_month;
use super::scene::Scene;
use crate::ui::{AnswerView, Answered, Person, Wish};

impl Engine {
    /// Whether an answer waits to be seen.
    pub(super) fn answer_waits(&self, person: &PersonId) -> bool {
        !requests::unseen(self.ledger().state(), person).is_empty()
    }

    /// The answer that is shown first.
    pub(super) fn answer_view(&self, person: &PersonId) -> Option<AnswerView> {
        let (asked, answered, by) = {
            let ledger = self.ledger();
            let view = requests::unseen(ledger.state(), person)
                .into_iter()
                .next()?;
            let (answered, said) = view.answer()?;
            (view.request.clone(), (*answered).clone(), said.by.cloned())
        };
        // The office may answer by somebody who is not known on the floor.
        let by = by
            .map(|by| self.person_view(&by))
            .filter(|by| *by != Person::default());
        Some(AnswerView {
            person: self.person_view(person),
            wish: wish_of(asked.what),
            thing: asked
                .activity
                .as_deref()
                .and_then(|activity| self.thing_to_join(activity)),
            answer: match answered.answer {
                RequestAnswer::Agreed => Answered::Agreed,
                RequestAnswer::Done => Answered::Done,
                RequestAnswer::NotNow => Answered::NotNow,
                RequestAnswer::TakenBack => Answered::TakenBack,
            },
            day: answered
                .on
                .map(|on| day_and_month(on, &self.scene_language()))
                .unwrap_or_default(),
            by,
            speaks: self.speaks(),
        })
    }

    /// To the own page; an answer stands before it.
    pub(super) fn open_mine(&mut self, person: &PersonId, now: &Now) {
        let person = person.clone();
        let scene = if self.answer_waits(&person) {
            Scene::Answer { person }
        } else {
            Scene::Mine { person }
        };
        self.enter(scene, now);
        self.say();
    }

    /// Who stands before their page instead of an answer: it was seen at another kiosk meanwhile.
    pub(super) fn answers_told(&self) -> Option<PersonId> {
        match &self.scene {
            Scene::Answer { person } if !self.answer_waits(person) => Some(person.clone()),
            _ => None,
        }
    }

    /// The answer that is shown was seen: written down, so that it is shown nowhere again, and staff know.
    pub(super) fn answer_seen(&mut self, person: &PersonId, now: &Now) {
        let seen = {
            let ledger = self.ledger();
            let unseen = requests::unseen(ledger.state(), person);
            unseen.first().and_then(|view| {
                let (_, said) = view.answer()?;
                Some(RequestAnswerSeen {
                    request: view.request.request.clone(),
                    person: person.clone(),
                    answer: said.entry.clone(),
                })
            })
        };
        let told = seen.is_none_or(|seen| self.state(seen, &Actor::participant(person), now));
        if told {
            self.open_mine(person, now);
        }
    }
}

pub(super) fn wish_of(request: RequestKind) -> Wish {
    match request {
        RequestKind::Talk => Wish::Talk,
        RequestKind::Join => Wish::Join,
        RequestKind::Leave => Wish::Leave,
    }
}
