//! Somebody whose term is completed, and after whom no further way is recorded.

use anyhow::Result;
use stupen_domain::facts::{EndReason, EnrolmentEnded, EnrolmentStarted, PersonSet, Service};
use stupen_domain::wire::ids::{EnrolmentId, PersonId, PictureRef};
use stupen_domain::{Actor, Role, schedule};

use super::Told;
use super::days::coming_and_going;

/// How many days ago the last day was.
const ENDED: u64 = 21;

/// Days before it that attendance is told of: as many as a review looks back on.
const TOLD: u64 = 62;

impl Told<'_> {
    pub(super) fn former(&self) -> Result<()> {
        let person = PersonId::new("demo-former");
        let enrolment = EnrolmentId::new("demo-former-enrolment");
        let set = |active| PersonSet {
            person: person.clone(),
            called: "Рита".to_owned(),
            picture: PictureRef::new("pictogram:person"),
            language: "ru".to_owned(),
            staff_role: None,
            active,
        };
        let clerk = |commands| self.office("admin-1", Role::Administrator, commands);
        clerk(vec![
            set(true).into(),
            EnrolmentStarted {
                enrolment: enrolment.clone(),
                person: person.clone(),
                service: Service::TemporaryEmployment,
                from: self.ago(200),
                until: None,
            }
            .into(),
        ])?;
        let last = self.workday(ENDED)?;
        let offset = *self.now.offset();
        let mut came = Vec::new();
        self.book.with(|ledger| {
            let state = ledger.state();
            for back in 0..=TOLD {
                let Some(day) = last.checked_sub_days(chrono::Days::new(back)) else {
                    continue;
                };
                let seed = usize::try_from(back).unwrap_or_default() * 13;
                if let Some(plan) = schedule::plan(state, self.workshop, Some(&person), day, offset)
                {
                    came.extend(coming_and_going(&person, &plan, seed, 0));
                }
            }
        })?;
        self.book
            .import_now(self.workshop, &Actor::participant(&person), came)?;
        clerk(vec![
            EnrolmentEnded {
                enrolment,
                person: person.clone(),
                on: last,
                because: EndReason::TermCompleted,
                decision: None,
            }
            .into(),
            set(false).into(),
        ])
    }
}
