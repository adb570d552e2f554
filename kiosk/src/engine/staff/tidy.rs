//! What lies begun on this kiosk about people who are not here any more, or about what is settled, goes.
//!
//! Whoever is erased leaves no form and no open run behind; nor does who has left, from the day after the last one: until
//! then an end may fall again, and what was begun be of use. What waits for the second goes once it is confirmed
//! elsewhere, with the reason that was remembered for it.

use std::collections::BTreeSet;

use stupen_domain::decide::Now;
use stupen_domain::people;
use stupen_domain::reviews::{self, Fate};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{PersonId, ReviewId};

use super::StaffScene;
use super::form::{Form, FormKind};
use crate::engine::Engine;
use crate::engine::scene::Scene;

impl Engine {
    /// Looks through what lies begun, where something may have come that settles it.
    pub(in crate::engine) fn tidy_what_is_begun(&mut self, now: &Now) {
        let today = workshop_day(now.at);
        let looked = {
            let ledger = self.ledger();
            // Who somebody is may not have come yet.
            if ledger.is_filling() {
                return;
            }
            (ledger.revision(), today)
        };
        if self.desk.looked_through == Some(looked) {
            return;
        }
        self.desk.looked_through = Some(looked);
        let drafts = self.drafts();
        let running = self.local.people_at_work().unwrap_or_else(|error| {
            tracing::error!(%error, "open runs could not be looked through");
            Vec::new()
        });
        let about: BTreeSet<&PersonId> = drafts
            .iter()
            .map(|form| &form.of)
            .chain(&running)
            .chain(self.desk.proposed.iter().map(|known| &known.of))
            .collect();
        let gone: BTreeSet<PersonId> = about
            .into_iter()
            .filter(|person| self.is_gone(person, now))
            .cloned()
            .collect();
        let settled = |form: &Form| {
            form.kind == FormKind::Second
                && form
                    .choice("review")
                    .is_some_and(|id| self.is_settled(&form.of, &ReviewId::new(id)))
        };
        for form in drafts
            .iter()
            .filter(|form| gone.contains(&form.of) || settled(form))
        {
            self.forget_form(form);
        }
        for person in running.iter().filter(|person| gone.contains(person)) {
            if let Err(error) = self.local.forget_run(person) {
                tracing::error!(%error, "an open run could not be forgotten");
            }
        }
        let mut proposed = std::mem::take(&mut self.desk.proposed);
        proposed.retain(|known| {
            !gone.contains(&known.of) && !self.is_settled(&known.of, &known.review)
        });
        self.desk.proposed = proposed;
        // Nor does a page stay open that would keep it again.
        if let Scene::Staff {
            scene: StaffScene::Form { form, .. } | StaffScene::Left { form },
            ..
        } = &self.scene
            && gone.contains(&form.of)
        {
            self.enter(Scene::Waiting, now);
        }
    }

    /// Whether somebody is erased, or has left and the last day is over.
    fn is_gone(&self, person: &PersonId, now: &Now) -> bool {
        let ledger = self.ledger();
        let state = ledger.state();
        if people::person(state, person).is_none() {
            return true;
        }
        let today = workshop_day(now.at);
        let terms = people::enrolments(state, person);
        // Who was never enrolled may be here for a trial task.
        !terms.is_empty()
            && terms
                .iter()
                .all(|term| term.ended.is_some_and(|(last, _)| last < today))
    }

    /// Whether a proposal waits for the second no more.
    fn is_settled(&self, person: &PersonId, id: &ReviewId) -> bool {
        let ledger = self.ledger();
        let state = ledger.state();
        let fate = people::enrolments(state, person)
            .iter()
            .flat_map(|term| reviews::review(state, person, &term.enrolment).proposals)
            .find(|view| view.proposal.review == *id)
            .map(|view| view.fate);
        matches!(fate, Some(Fate::Decided | Fate::Settled))
    }
}
