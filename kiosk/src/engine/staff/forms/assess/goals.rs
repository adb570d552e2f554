//! What is agreed to aim at.

use stupen_domain::decide::Command;
use stupen_domain::facts::{GoalAgreed, GoalOutcome, GoalSettled};
use stupen_domain::goals;
use stupen_domain::wire::ids::{GoalId, PictureRef};

use super::super::super::form::{Form, FormKind};
use super::super::super::page::{Page, action};
use super::choose;
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Say, StaffTone, Tile, TileStyle, Word};

impl Engine {
    pub(super) fn goal_page(&self, form: &Form, page: usize, lang: &str) -> Page {
        let Some(found) = self.assessment_form() else {
            return self.no_form(form);
        };
        let now_aimed = {
            let ledger = self.ledger();
            goals::current(ledger.state(), &form.of)
                .last()
                .map(|view| view.goal.clone())
        };
        let mut options: Vec<(Tile, String)> = Vec::new();
        if form.kind == FormKind::Assessment
            && let Some(goal) = now_aimed
        {
            let same = Tile {
                picture: self.media.picture(goal.picture.as_str()),
                label: Say::row([Word::SameGoal.into(), goal.words.into()]),
                tone: StaffTone::Now,
                ..Tile::default()
            };
            options.push((same, "same".to_string()));
        }
        options.extend(
            found
                .form
                .goals
                .iter()
                .map(|goal| (self.choice_tile(goal, lang), goal.id.clone())),
        );
        let mut tiles = self.choose(form, page, Word::ChooseGoal, TileStyle::Tall, options);
        if form.kind == FormKind::Assessment {
            tiles.action(
                action(Word::Skip, "next", StaffTone::Plain, false),
                choose("same"),
            );
        }
        tiles.page()
    }

    /// What is agreed to aim at; `replaces` lets what was aimed at before be another one now.
    pub(super) fn goal_agreed(&self, form: &Form, replaces: bool) -> Vec<Command> {
        let lang = self
            .language_of(&form.of)
            .unwrap_or_else(|| self.setup.lang.clone());
        let chosen = self.assessment_form().and_then(|found| {
            found
                .form
                .goals
                .into_iter()
                .find(|goal| Some(goal.id.as_str()) == form.choice("goal"))
        });
        let Some(chosen) = chosen else {
            return Vec::new();
        };
        let mut commands: Vec<Command> = Vec::new();
        if replaces {
            let ledger = self.ledger();
            commands.extend(goals::current(ledger.state(), &form.of).iter().map(|view| {
                Command::from(GoalSettled {
                    goal: view.goal.goal.clone(),
                    person: form.of.clone(),
                    outcome: GoalOutcome::Changed,
                })
            }));
        }
        commands.push(
            GoalAgreed {
                goal: GoalId::new(format!("{}-goal", form.id)),
                person: form.of.clone(),
                picture: PictureRef::new(chosen.picture.clone()),
                words: in_language(&chosen.title, &lang).to_string(),
                measure: form.text("measure"),
                until: form.day("until"),
            }
            .into(),
        );
        commands
    }
}
