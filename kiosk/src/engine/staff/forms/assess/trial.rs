//! The trial task at entry.

use stupen_domain::forms;
use stupen_domain::wire::forms::{Assessment, Trial};

use super::super::super::form::{Answer, Form};
use super::super::super::page::{Act, Acts, Page, action};
use super::marks::{level_picture, place};
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Level, MarkView, StaffScreen, StaffTone, Tile, TileStyle, Word};

impl Engine {
    pub(in crate::engine::staff::forms) fn trial_steps(&self) -> Vec<String> {
        let criteria = self
            .trial_form()
            .map_or_else(Vec::new, |found| found.form.criteria);
        let mut steps = vec!["operation".to_string()];
        steps.extend(
            criteria
                .iter()
                .map(|criterion| format!("mark:{}", criterion.id)),
        );
        steps.push("result".to_string());
        steps.push("remarks".to_string());
        steps
    }

    pub(super) fn trial_form(&self) -> Option<forms::Versioned<Trial>> {
        forms::current(self.ledger().state(), &self.setup.workshop)
    }

    pub(super) fn trial_page(&self, form: &Form, page: usize, step: &str, lang: &str) -> Page {
        match step {
            "operation" => {
                let options = self
                    .media
                    .operations()
                    .into_iter()
                    .map(|(id, _)| {
                        let tile = Tile {
                            picture: self.operation_picture(&id),
                            label: self.operation_title(&id, lang).into(),
                            ..Tile::default()
                        };
                        (tile, id.to_string())
                    })
                    .collect();
                let mut tiles =
                    self.choose(form, page, Word::WhichOperation, TileStyle::Tall, options);
                tiles.action(
                    action(Word::Skip, "next", StaffTone::Plain, false),
                    Act::Answer(Answer::Skipped),
                );
                tiles.page()
            }
            "result" => self.one_of(
                form,
                page,
                Word::HowTrial,
                &[
                    (Word::TrialReady, "work", "ready"),
                    (Word::TrialPractise, "again", "practise"),
                    (Word::TrialOther, "branch", "other_way"),
                ],
            ),
            "remarks" => self.write(form, page, Word::Notes, self.form_phrases(form), true),
            step => {
                let Some(found) = self.trial_form() else {
                    return self.no_form(form);
                };
                let trial = Assessment {
                    levels: found.form.levels,
                    criteria: found.form.criteria,
                    ..Assessment::default()
                };
                let id = step.strip_prefix("mark:").unwrap_or_default();
                let Some((at, criterion)) = place(&trial.criteria, id) else {
                    return self.no_form(form);
                };
                let mut acts = Acts::default();
                let levels = criterion
                    .levels
                    .iter()
                    .map(|level| {
                        acts.levels
                            .push(Act::Answer(Answer::Choice(level.id.clone())));
                        Level {
                            picture: level_picture(self, &trial.levels, &level.id),
                            label: in_language(&level.title, lang).into(),
                            chosen: form.choice(&form.step) == Some(&level.id),
                        }
                    })
                    .collect();
                Page {
                    screen: StaffScreen::Mark(MarkView {
                        head: self.criterion_head(
                            form,
                            criterion,
                            (at, trial.criteria.len()),
                            lang,
                        ),
                        levels,
                        evidence: Vec::new(),
                    }),
                    acts,
                }
            }
        }
    }
}
