//! A signed assessment is locked: what changes later is an amendment, with a reason, and the old mark stays readable.

use stupen_domain::assessments;
use stupen_domain::decide::Now;
use stupen_domain::facts::{AssessmentAmended, AssessmentShown, CriterionMark};
use stupen_domain::forms;
use stupen_domain::wire::forms::Assessment;
use stupen_domain::wire::ids::{AssessmentId, PersonId};

use super::super::super::StaffScene;
use super::super::super::form::{Finished, Form, Ground};
use super::super::super::page::{Act, Acts, Lines, Page, action, line};
use super::super::super::sections::Section;
use super::choose;
use super::marks::{level_picture, level_title, place};
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Level, Line, MarkView, Say, StaffScreen, StaffTone, Tile, TileStyle, Word};

impl Engine {
    /// An assessment as it is shown now, with the form on which it was filled in.
    pub(in crate::engine::staff) fn shown_assessment(
        &self,
        of: &PersonId,
        id: &AssessmentId,
    ) -> Option<(AssessmentShown, Assessment)> {
        let ledger = self.ledger();
        let state = ledger.state();
        let shown = assessments::to_show(state, of, id)?;
        let form = forms::version::<Assessment>(state, &self.setup.workshop, shown.version)?;
        Some((shown, form))
    }

    pub(super) fn amend_page(&self, form: &Form, page: usize, step: &str, lang: &str) -> Page {
        let id = AssessmentId::new(form.choice("assessment").unwrap_or_default());
        let Some((shown, assessment)) = self.shown_assessment(&form.of, &id) else {
            return self.no_form(form);
        };
        let level_of = |criterion: &str| {
            shown
                .marks
                .iter()
                .find(|mark| mark.criterion == criterion)
                .map(|mark| mark.level.as_str())
                .unwrap_or_default()
        };
        if step == "why" {
            return self.write(form, page, Word::WhyCorrect, self.form_phrases(form), false);
        }
        if step == "criterion" {
            let options = assessment
                .criteria
                .iter()
                .map(|criterion| {
                    let tile = Tile {
                        picture: self.media.picture(&criterion.picture),
                        label: in_language(&criterion.title, lang).into(),
                        ..Tile::default()
                    };
                    (tile, criterion.id.clone())
                })
                .collect();
            return self
                .choose(form, page, Word::WhichCriterion, TileStyle::Tall, options)
                .page();
        }
        let chosen = form.choice("criterion").unwrap_or_default();
        let Some((at, criterion)) = place(&assessment.criteria, chosen) else {
            return self.no_form(form);
        };
        let was = level_of(chosen);
        if step == "level" {
            let mut acts = Acts::default();
            let levels = criterion
                .levels
                .iter()
                .map(|level| {
                    // What it is already is no amendment.
                    acts.levels.push(if level.id == was {
                        Act::Nothing
                    } else {
                        choose(&level.id)
                    });
                    Level {
                        picture: level_picture(self, &assessment.levels, &level.id),
                        label: in_language(&level.title, lang).into(),
                        chosen: level.id == was,
                    }
                })
                .collect();
            return Page {
                screen: StaffScreen::Mark(MarkView {
                    head: self.criterion_head(
                        form,
                        criterion,
                        (at, assessment.criteria.len()),
                        lang,
                    ),
                    levels,
                    evidence: vec![Line {
                        picture: level_picture(self, &assessment.levels, was),
                        tone: StaffTone::Now,
                        ..line("history", Word::WasWord, Say::Nothing, Say::Nothing)
                    }],
                }),
                acts,
            };
        }
        let new = form.choice("level").unwrap_or_default();
        let mut lines = Lines::new(
            self.ask_of(&form.of, Word::CheckAndRecord),
            page,
            Say::Nothing,
            Act::Nothing,
        );
        let title = |level: &str| level_title(&assessment, chosen, level, lang).to_string();
        lines.line(
            Line {
                picture: self.media.picture(&criterion.picture),
                ..line(
                    "assess",
                    in_language(&criterion.title, lang),
                    Say::row([Word::WasWord.into(), title(was).into()]),
                    title(new),
                )
            },
            Act::Nothing,
        );
        lines.line(
            line("talk", Word::Reason, form.text("why"), Say::Nothing),
            Act::Nothing,
        );
        lines.action(
            action(Word::Amend, "sign", StaffTone::Now, true),
            Act::Submit,
        );
        let (key, act) = Self::drop_key();
        lines.action(key, act);
        lines.page()
    }

    /// What is amended for the case, and what the floor may show of it, in one act.
    pub(super) fn amend(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let id = AssessmentId::new(form.choice("assessment").unwrap_or_default());
        let then = StaffScene::Section {
            of: form.of.clone(),
            section: Section::Assessment(id.clone()),
            page: 0,
        };
        let (Some((mut shown, _)), Some(criterion), Some(level)) = (
            self.shown_assessment(&form.of, &id),
            form.choice("criterion"),
            form.choice("level"),
        ) else {
            return Finished::Moved(Ground::Settled, then);
        };
        let amended = AssessmentAmended {
            assessment: id,
            person: form.of.clone(),
            marks: vec![CriterionMark {
                criterion: criterion.to_string(),
                level: level.to_string(),
                note: String::new(),
            }],
            notes: String::new(),
            reason: form.text("why"),
        };
        for mark in &mut shown.marks {
            if mark.criterion == criterion {
                mark.level = level.to_string();
            }
        }
        self.recorded(staff, vec![amended.into(), shown.into()], then, now)
    }
}
