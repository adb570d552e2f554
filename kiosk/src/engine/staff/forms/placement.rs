//! Internship from the floor: going out, a contact, a difficulty, coming back; one short form each.

use stupen_domain::decide::Now;
use stupen_domain::facts::{
    ContactHow, ContactMade, ContactWith, DifficultyRaised, PlacementDescribed, PlacementEnd,
    PlacementEnded, PlacementKind, PlacementStarted,
};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::Employers;
use stupen_domain::wire::ids::{ContactId, DifficultyId, PersonId, PlacementId};
use stupen_domain::{forms, placements};

use super::super::StaffScene;
use super::super::form::{Finished, Form, FormKind, Ground};
use super::super::page::Page;
use super::super::sections::Section;
use crate::engine::Engine;
use crate::ui::Word;

impl Engine {
    pub(super) fn placement_page(&self, form: &Form, page: usize, now: &Now) -> Page {
        let shown = self.placement_question(form, page, now);
        match form.kind {
            FormKind::Contact | FormKind::Difficulty if form.step != "day" => {
                self.naming_day(shown, form, told_of(form), now)
            }
            _ => shown,
        }
    }

    /// The employers that the office lets kiosks offer, by name.
    pub(super) fn employers(&self) -> Vec<String> {
        let ledger = self.ledger();
        forms::current::<Employers>(ledger.state(), &self.setup.workshop)
            .map_or_else(Vec::new, |found| found.form.employers)
    }

    fn placement_question(&self, form: &Form, page: usize, now: &Now) -> Page {
        match (form.kind, form.step.as_str()) {
            (FormKind::GoOut, "what") => self.one_of(
                form,
                page,
                Word::WhatKind,
                &[
                    (Word::KindInternship, "internship", "internship"),
                    (Word::KindJob, "employer", "job"),
                ],
            ),
            (FormKind::GoOut, "from") => self
                .set_day(form, page, Word::FromDay, self.days_around(form, now), now)
                .page(),
            (FormKind::Contact | FormKind::Difficulty, "day") => {
                // Of a contact those days on which somebody was out.
                let out = {
                    let ledger = self.ledger();
                    placements::of(ledger.state(), &form.of)
                };
                let days = self.days_back(now).filter(|day| {
                    form.kind == FormKind::Difficulty || out.iter().any(|stay| stay.holds_on(*day))
                });
                self.set_day(form, page, Word::WhenDay, days, now).page()
            }
            (FormKind::CallOff, _) => self.one_of(
                form,
                page,
                Word::CallOff,
                &[
                    (Word::EndOwn, "want-leave", "own_wish"),
                    (Word::EndLost, "work-ended", "lost"),
                    (Word::EndReturned, "difficulty", "returned"),
                ],
            ),
            (FormKind::GoOut, "employer") => {
                self.write(form, page, Word::Employer, self.form_phrases(form), false)
            }
            (FormKind::GoOut, _) => self.write(form, page, Word::Mentor, Vec::new(), true),
            (FormKind::Contact, "with") => self.one_of(
                form,
                page,
                Word::WithWhom,
                &[
                    (Word::WithParticipant, "person", "participant"),
                    (Word::WithMentor, "mentor", "mentor"),
                    (Word::WithEmployer, "employer", "employer"),
                ],
            ),
            (FormKind::Contact, "how") => self.one_of(
                form,
                page,
                Word::HowContact,
                &[
                    (Word::HowVisit, "going-out", "visit"),
                    (Word::HowCall, "phone", "call"),
                    (Word::HowMessage, "sending", "message"),
                ],
            ),
            (FormKind::Contact, "well") => self.yes_or_no(
                form,
                Word::IsWell,
                (Word::AllWell, "mood-4"),
                (Word::NeedsCare, "difficulty"),
            ),
            (FormKind::Contact, _) => {
                self.write(form, page, Word::WhatWasSaid, self.form_phrases(form), true)
            }
            (FormKind::Difficulty, "return") => self.yes_or_no(
                form,
                Word::ReturnNeeded,
                (Word::Yes, "coming-back"),
                (Word::No, "internship"),
            ),
            (FormKind::Difficulty, _) => self.write(
                form,
                page,
                Word::WhatDifficult,
                self.form_phrases(form),
                false,
            ),
            (_, "because") => self.one_of(
                form,
                page,
                Word::HowPlacementEnds,
                &[
                    (Word::EndCompleted, "done", "completed"),
                    (Word::EndReturned, "coming-back", "returned"),
                    (Word::EndHired, "promise", "hired"),
                    (Word::EndLost, "work-ended", "lost"),
                    (Word::EndOwn, "want-leave", "own_wish"),
                ],
            ),
            _ => self
                .set_day(form, page, Word::LastDay, self.days_back(now), now)
                .page(),
        }
    }

    pub(super) fn finish_placement(
        &mut self,
        staff: &PersonId,
        form: &Form,
        now: &Now,
    ) -> Finished {
        let of = form.of.clone();
        let today = workshop_day(now.at);
        let then = StaffScene::Section {
            of: of.clone(),
            section: Section::Internship,
            page: 0,
        };
        // A contact is of the day on which it was made, and of the stay that held then.
        let day = match form.kind {
            FormKind::Contact | FormKind::Difficulty => told_of(form),
            _ => today,
        };
        let out = {
            let ledger = self.ledger();
            placements::at(ledger.state(), &of, day).map(|stay| stay.placement)
        };
        let commands = match form.kind {
            FormKind::GoOut => {
                let placement = PlacementId::new(form.id.clone());
                let enrolment = self.enrolment_here(&of, now).map(|view| view.enrolment);
                let started = PlacementStarted {
                    placement: placement.clone(),
                    person: of.clone(),
                    enrolment,
                    what: if form.choice("what") == Some("job") {
                        PlacementKind::Job
                    } else {
                        PlacementKind::Internship
                    },
                    from: form.day("from").unwrap_or(today),
                    until: None,
                };
                let described = PlacementDescribed {
                    placement,
                    person: of,
                    employer: form.text("employer"),
                    mentor: form.text("mentor"),
                    functions: String::new(),
                    remarks: String::new(),
                };
                vec![started.into(), described.into()]
            }
            FormKind::Difficulty => {
                let raised = DifficultyRaised {
                    difficulty: DifficultyId::new(form.id.clone()),
                    person: of,
                    placement: out,
                    on: Some(day),
                    words: form.text("words"),
                    return_needed: form.choice("return") == Some("yes"),
                };
                vec![raised.into()]
            }
            FormKind::CallOff => {
                let ahead = {
                    let ledger = self.ledger();
                    let id = form.choice("placement").map(PlacementId::new);
                    id.and_then(|id| placements::one(ledger.state(), &of, &id))
                        .filter(|stay| stay.ended.is_none())
                };
                let Some(stay) = ahead else {
                    return Finished::Moved(Ground::StayOver, then);
                };
                let ended = PlacementEnded {
                    on: stay.from.pred_opt().unwrap_or(stay.from),
                    placement: stay.placement,
                    person: of,
                    because: end_of(form),
                };
                vec![ended.into()]
            }
            FormKind::Contact => {
                let Some(placement) = out else {
                    return Finished::Moved(Ground::StayOver, then);
                };
                let made = ContactMade {
                    contact: Some(ContactId::new(form.id.clone())),
                    placement,
                    person: of,
                    on: day,
                    with: match form.choice("with") {
                        Some("mentor") => ContactWith::Mentor,
                        Some("employer") => ContactWith::Employer,
                        _ => ContactWith::Participant,
                    },
                    how: match form.choice("how") {
                        Some("visit") => ContactHow::Visit,
                        Some("message") => ContactHow::Message,
                        _ => ContactHow::Call,
                    },
                    well: form.choice("well") == Some("yes"),
                    words: form.text("words"),
                };
                vec![made.into()]
            }
            _ => {
                let Some(placement) = out else {
                    return Finished::Moved(Ground::StayOver, then);
                };
                let ended = PlacementEnded {
                    placement,
                    person: of,
                    on: form.day("day").unwrap_or(today),
                    because: end_of(form),
                };
                vec![ended.into()]
            }
        };
        self.recorded(staff, commands, then, now)
    }
}

/// The day that is told of: the one that was chosen; where an earlier version of the program kept the form, the one on
/// which it was begun.
fn told_of(form: &Form) -> chrono::NaiveDate {
    form.day("day").unwrap_or_else(|| form.begun_on())
}

fn end_of(form: &Form) -> PlacementEnd {
    match form.choice("because") {
        Some("returned") => PlacementEnd::Returned,
        Some("hired") => PlacementEnd::Hired,
        Some("lost") => PlacementEnd::Lost,
        Some("own_wish") => PlacementEnd::OwnWish,
        _ => PlacementEnd::Completed,
    }
}
