//! How much somebody is prompted on an operation: two questions answered by picture.

use stupen_domain::decide::Now;
use stupen_domain::facts::{PromptLadderSet, PromptLevel, PromptSupport};
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::{ladder, settings};

use super::super::StaffScene;
use super::super::form::{Finished, Form};
use super::super::page::Page;
use super::super::sections::{Section, level_words, support_words};
use crate::engine::Engine;
use crate::ui::Word;

const LEVELS: [(PromptLevel, &str); 4] = [
    (PromptLevel::Full, "full"),
    (PromptLevel::Grouped, "grouped"),
    (PromptLevel::Checklist, "checklist"),
    (PromptLevel::Free, "free"),
];
const SUPPORTS: [(PromptSupport, &str); 3] = [
    (PromptSupport::Picture, "picture"),
    (PromptSupport::Speech, "speech"),
    (PromptSupport::Clip, "clip"),
];

impl Engine {
    pub(super) fn prompts_page(&self, form: &Form, page: usize) -> Page {
        if form.step == "level" {
            let all = LEVELS.map(|(level, id)| {
                let (word, picture) = level_words(level);
                (word, picture, id)
            });
            self.one_of(form, page, Word::HowMuchShown, &all)
        } else {
            // Only what differs for this person, as it comes to them.
            let speech = settings::of(self.ledger().state(), &form.of).speech;
            let all: Vec<_> = ladder::supports(speech)
                .into_iter()
                .filter_map(|(support, comes_to)| {
                    let (word, picture) = support_words(comes_to);
                    let (_, id) = SUPPORTS.iter().find(|(known, _)| *known == support)?;
                    Some((word, picture, *id))
                })
                .collect();
            self.one_of(form, page, Word::WhatSupports, &all)
        }
    }

    pub(super) fn finish_prompts(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let operation = OperationId::new(form.choice("operation").unwrap_or_default());
        let level = LEVELS
            .iter()
            .find(|(_, id)| form.choice("level") == Some(id))
            .map_or_else(PromptLevel::default, |(level, _)| *level);
        let support = SUPPORTS
            .iter()
            .find(|(_, id)| form.choice("support") == Some(id))
            .map_or_else(PromptSupport::default, |(support, _)| *support);
        let set = PromptLadderSet {
            person: form.of.clone(),
            operation: operation.clone(),
            level,
            support,
        };
        let then = StaffScene::Section {
            of: form.of.clone(),
            section: Section::Operation(operation),
            page: 0,
        };
        self.recorded(staff, vec![set.into()], then, now)
    }
}
