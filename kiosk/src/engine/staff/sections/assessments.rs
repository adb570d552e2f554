//! Assessments and goals.

use stupen_domain::decide::Now;
use stupen_domain::facts::GoalOutcome;
use stupen_domain::readiness::{self, Readiness};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::PersonId;
use stupen_domain::{Role, assessments, goals};

use super::super::form::{Answer, FormKind};
use super::super::lists::due_words;
use super::super::page::{Act, Page, action, line};
use crate::engine::Engine;
use crate::ui::{Line, Say, StaffTone, Word};

impl Engine {
    pub(super) fn assessments_section(
        &self,
        staff: &PersonId,
        of: &PersonId,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let consultant = self.staff_actor(staff).role == Role::Consultant;
        let today = workshop_day(now.at);
        let workshop = &self.setup.workshop;
        let (due, shown, ready) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let shown: Vec<_> = assessments::shown(state, of)
                .into_iter()
                .rev()
                .map(|view| (view.shown.clone(), view.said.by.cloned()))
                .collect();
            let ready = match readiness::readiness(state, workshop, of, today) {
                Readiness::Proposed(growth) => Some((growth.independent, growth.all)),
                Readiness::Ready(_) | Readiness::NotYet(_) => None,
            };
            (assessments::due(state, workshop, of, today), shown, ready)
        };
        let (words, tone) = due_words(due, now);
        let mut lines = self.lines_of(of, Word::Assessments, page, Word::NoAssessments);
        lines.line(
            Line {
                tone,
                ..line("assess", Word::Assessment, words, Say::Nothing)
            },
            Act::Nothing,
        );
        if let Some((independent, all)) = ready {
            lines.line(
                Line {
                    tone: StaffTone::Now,
                    ..line(
                        "going-out",
                        Word::Readiness,
                        Say::Plain(format!("{independent} / {all}")),
                        Say::Nothing,
                    )
                },
                if consultant {
                    Act::Begin(FormKind::Readiness, of.clone(), Vec::new())
                } else {
                    Act::Nothing
                },
            );
        }
        for (shown, by) in shown {
            let by = by.map(|by| self.person_view(&by).name).unwrap_or_default();
            lines.line(
                line(
                    "assess",
                    self.day_words(shown.on, now, &lang),
                    by,
                    Say::Nothing,
                ),
                Act::Begin(
                    FormKind::Result,
                    of.clone(),
                    vec![("assessment", Answer::Choice(shown.assessment.to_string()))],
                ),
            );
        }
        if consultant {
            lines.action(
                action(Word::BeginAssess, "assess", StaffTone::Now, true),
                Act::Begin(FormKind::Assessment, of.clone(), Vec::new()),
            );
        }
        lines.page()
    }

    pub(super) fn goals_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let goals: Vec<_> = {
            let ledger = self.ledger();
            goals::goals(ledger.state(), of)
                .into_iter()
                .rev()
                .map(|view| (view.goal.clone(), view.settled.map(|(outcome, _)| outcome)))
                .collect()
        };
        let mut lines = self.lines_of(of, Word::Goals, page, Word::NoGoal);
        for (goal, settled) in goals {
            let until = goal
                .until
                .map_or(Say::Nothing, |until| self.day_words(until, now, &lang));
            let value: Say = match settled {
                Some(GoalOutcome::Reached) => Word::GoalReached.into(),
                Some(GoalOutcome::Changed) => Word::GoalChanged.into(),
                Some(GoalOutcome::Dropped) => Word::GoalDropped.into(),
                None => until,
            };
            lines.line(
                Line {
                    picture: self.media.picture(goal.picture.as_str()),
                    tone: if settled.is_some() {
                        StaffTone::Past
                    } else {
                        StaffTone::Plain
                    },
                    ..line("goal", goal.words.clone(), goal.measure.clone(), value)
                },
                if settled.is_none() {
                    Act::Begin(
                        FormKind::GoalEnd,
                        of.clone(),
                        vec![("goal-id", Answer::Choice(goal.goal.to_string()))],
                    )
                } else {
                    Act::Nothing
                },
            );
        }
        lines.action(
            action(Word::NewGoal, "goal", StaffTone::Now, true),
            Act::Begin(FormKind::Goal, of.clone(), Vec::new()),
        );
        lines.page()
    }
}
