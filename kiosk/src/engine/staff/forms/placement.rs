//! Internship from the floor: going out, a contact, a difficulty, coming back; one short form each.

use chrono::NaiveDate;
use stupen_domain::decide::Now;
use stupen_domain::facts::{
    ContactHow, ContactMade, ContactWith, DifficultyRaised, PlacementDescribed, PlacementEnd,
    PlacementEnded, PlacementKind, PlacementStarted,
};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::Employers;
use stupen_domain::wire::ids::{ContactId, DifficultyId, PersonId, PlacementId};
use stupen_domain::{contacts, forms, placements};

use super::super::StaffScene;
use super::super::form::{Finished, Form, FormKind, Ground};
use super::super::page::{Act, Lines, Page, action, line};
use super::super::phrases::date;
use super::super::sections::Section;
use crate::engine::Engine;
use crate::ui::{Named, Say, StaffTone, Word};

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
                // Those days on which somebody was out.
                let out = {
                    let ledger = self.ledger();
                    placements::of(ledger.state(), &form.of)
                };
                let days = self
                    .days_back(now)
                    .filter(|day| out.iter().any(|stay| stay.holds_on(*day)));
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
            (FormKind::GoOut, "mentor") => self.write(form, page, Word::Mentor, Vec::new(), true),
            (FormKind::GoOut, _) => self.going_out_sheet(form, page, now),
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
            _ => {
                // Nobody comes back before they went.
                let from = {
                    let ledger = self.ledger();
                    placements::at(ledger.state(), &form.of, workshop_day(now.at))
                        .map(|stay| stay.from)
                };
                let days = self
                    .days_back(now)
                    .filter(move |day| from.is_none_or(|from| from <= *day));
                self.set_day(form, page, Word::LastDay, days, now).page()
            }
        }
    }

    /// What is about to be recorded of a way out; each line leads back to its question.
    fn going_out_sheet(&self, form: &Form, page: usize, now: &Now) -> Page {
        let lang = self.form_language(form);
        let from = form.day("from").unwrap_or_else(|| workshop_day(now.at));
        let first = self.next_contact(form, from, None, now);
        let mut lines = Lines::new(
            self.ask_of(&form.of, Word::CheckAndRecord),
            page,
            Say::Nothing,
            Act::Nothing,
        );
        let (what, picture) = match form.choice("what") {
            Some("job") => (Word::KindJob, "employer"),
            _ => (Word::KindInternship, "internship"),
        };
        lines.line(
            line(picture, what, Say::Nothing, Say::Nothing),
            Act::Jump("what"),
        );
        lines.line(
            line(
                "calendar",
                Say::Name(Named::Since, date(from, &lang)),
                Say::Nothing,
                Say::Nothing,
            ),
            Act::Jump("from"),
        );
        lines.line(
            line(
                "employer",
                Word::Employer,
                form.text("employer"),
                Say::Nothing,
            ),
            Act::Jump("employer"),
        );
        let mentor: Say = match form.text("mentor") {
            text if text.is_empty() => Word::NotNamed.into(),
            text => text.into(),
        };
        lines.line(
            line("mentor", Word::Mentor, mentor, Say::Nothing),
            Act::Jump("mentor"),
        );
        if let Some(on) = first {
            lines.line(
                line(
                    "contact-made",
                    Word::NextContact,
                    self.day_words(on, now, &lang),
                    Say::Nothing,
                ),
                Act::Nothing,
            );
        }
        lines.action(
            action(Word::RecordIt, "going-out", StaffTone::Now, true),
            Act::Submit,
        );
        let (key, act) = Self::drop_key();
        lines.action(key, act);
        lines.page()
    }

    fn next_contact(
        &self,
        form: &Form,
        from: NaiveDate,
        made: Option<NaiveDate>,
        now: &Now,
    ) -> Option<NaiveDate> {
        let ledger = self.ledger();
        let workshop = &self.setup.workshop;
        contacts::next(
            ledger.state(),
            workshop,
            &form.of,
            from,
            made,
            // As at the office: one that was missed stands until it is made.
            made.unwrap_or(from).min(workshop_day(now.at)),
        )
    }

    /// What was recorded of a contact or a difficulty: the kiosk cannot read it again, so it is said now, with the day on
    /// which the next contact falls due.
    fn noted(
        &self,
        form: &Form,
        day: NaiveDate,
        from: NaiveDate,
        then: StaffScene,
        now: &Now,
    ) -> StaffScene {
        let lang = self.form_language(form);
        let mut words = Vec::new();
        let mut facts: Vec<(&'static str, Say)> =
            vec![("calendar", self.day_words(day, now, &lang))];
        if form.kind == FormKind::Contact {
            let (with, picture) = match form.choice("with") {
                Some("mentor") => (Word::WithMentor, "mentor"),
                Some("employer") => (Word::WithEmployer, "employer"),
                _ => (Word::WithParticipant, "person"),
            };
            let how = match form.choice("how") {
                Some("visit") => Word::HowVisit,
                Some("message") => Word::HowMessage,
                _ => Word::HowCall,
            };
            facts.push((picture, Say::row([with.into(), how.into()])));
            facts.push(match form.choice("well") {
                Some("yes") => ("mood-4", Word::AllWell.into()),
                _ => ("difficulty", Word::NeedsCare.into()),
            });
            if let Some(on) = self.next_contact(form, from, Some(day), now) {
                let on = self.day_words(on, now, &lang);
                words.push(Say::row([Word::NextContact.into(), on]));
            }
        } else {
            words.push(form.text("words").into());
            let back = form.choice("return") == Some("yes");
            facts.push(if back {
                ("coming-back", Word::ReturnWanted.into())
            } else {
                ("internship", Word::StayGoesOn.into())
            });
        }
        StaffScene::Noted {
            of: form.of.clone(),
            title: form.kind.word(),
            words,
            facts,
            then: Box::new(then),
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
        let stay = {
            let ledger = self.ledger();
            placements::at(ledger.state(), &of, day)
        };
        let began = stay.as_ref().map_or(day, |stay| stay.from);
        let out = stay.map(|stay| stay.placement);
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
                // What was called off has never been: of a stay that has begun that would be untrue.
                if stay.from <= today {
                    return Finished::Moved(Ground::StayBegan, then);
                }
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
        let then = match form.kind {
            FormKind::Contact | FormKind::Difficulty => self.noted(form, day, began, then, now),
            _ => then,
        };
        self.recorded(staff, commands, then, now)
    }
}

/// The day that is told of: the one that was chosen; where an earlier version of the program kept the form, the one on
/// which it was begun.
fn told_of(form: &Form) -> NaiveDate {
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
