//! What staff agreed with somebody whose working time is over: one phrase, or words.

use stupen_domain::decide::Now;
use stupen_domain::facts::LimitAnswered;
use stupen_domain::wire::ids::PersonId;

use super::super::StaffScene;
use super::super::form::{Finished, Form, Ground};
use super::super::limits::limit_of;
use super::super::page::Page;
use super::super::sections::Section;
use super::{reason_said, with_reason};
use crate::engine::Engine;
use crate::ui::Word;

impl Engine {
    pub(super) fn limit_page(&self, form: &Form, page: usize) -> Page {
        self.write(form, page, Word::WhatAgreed, self.form_phrases(form), false)
    }

    pub(super) fn finish_limit(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let then = StaffScene::Section {
            of: form.of.clone(),
            section: Section::Limits,
            page: 0,
        };
        // A form that names no limit was never begun here.
        let Some(limit) = form.choice("limit").and_then(limit_of) else {
            return Finished::Moved(Ground::Settled, then);
        };
        let answered = LimitAnswered {
            person: form.of.clone(),
            day: form.begun_on(),
            limit,
            done: reason_said(form, "agreed"),
        };
        self.recorded(staff, with_reason(answered, form, "agreed"), then, now)
    }
}
