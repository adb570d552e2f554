//! What lies begun on this kiosk about people who are not here any more, or about what is settled, goes.
//!
//! Whoever is erased leaves no form and no open run behind; who has left leaves no form, from the day after the last one:
//! until then an end may fall again, and what was begun be of use. Their open runs are recorded as work of their day. What waits for the second goes once it is confirmed
//! elsewhere, with the reason that was remembered for it; and so do the three ways once they are answered.

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
        // By a doubtful clock nobody has left.
        if now.clock.suspect {
            return;
        }
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
            // Who was never enrolled may be here for a trial task.
            .filter(|person| self.is_erased(person) || self.has_left(person, now))
            .cloned()
            .collect();
        let settled = |form: &Form| match form.kind {
            FormKind::Second | FormKind::Confirm => form
                .choice("review")
                .is_some_and(|id| self.is_settled(&form.of, &ReviewId::new(id))),
            // Answered elsewhere, or before the power went: nobody is asked twice.
            FormKind::Ways => self.ways_offered(&form.of).is_some(),
            _ => false,
        };
        for form in drafts
            .iter()
            .filter(|form| gone.contains(&form.of) || settled(form))
        {
            self.forget_form(form);
        }
        // The work of who has left is recorded first, with all runs of earlier days.
        for person in running.iter().filter(|person| self.is_erased(person)) {
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
            scene: StaffScene::Form { form, .. } | StaffScene::Left { form, .. },
            ..
        } = &self.scene
            && gone.contains(&form.of)
        {
            self.enter(Scene::Waiting, now);
        }
    }

    /// Whether nobody knows somebody any more: what they did here is nobody's.
    fn is_erased(&self, person: &PersonId) -> bool {
        people::person(self.ledger().state(), person).is_none()
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
