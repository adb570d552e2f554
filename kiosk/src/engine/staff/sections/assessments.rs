//! Assessments and goals.

use stupen_domain::decide::Now;
use stupen_domain::facts::GoalOutcome;
use stupen_domain::readiness::{self, Readiness};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{AssessmentId, PersonId};
use stupen_domain::{Role, assessments, goals};

use super::super::form::{Answer, FormKind};
use super::super::forms::assess::marks::{level_title, level_way};
use super::super::lists::due_words;
use super::super::page::{Act, Lines, Page, action, line};
use super::super::{StaffScene, go};
use super::Section;
use crate::engine::Engine;
use crate::engine::day::days_and_month;
use crate::media::in_language;
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
                .map(|view| {
                    let id = &view.shown.assessment;
                    let amended = assessments::versions(state, of, id).len() > 1;
                    (view.shown.clone(), view.said.by.cloned(), amended)
                })
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
                go(StaffScene::Section {
                    of: of.clone(),
                    section: Section::Readiness,
                    page: 0,
                }),
            );
        } else if let Some((word, by_and_day)) = self.readiness_answered(of, now) {
            lines.line(
                Line {
                    tone: StaffTone::Past,
                    ..line("going-out", Word::Readiness, by_and_day, word)
                },
                Act::Nothing,
            );
        }
        for (shown, by, amended) in shown {
            let by = by.map(|by| self.person_view(&by).name).unwrap_or_default();
            lines.line(
                line(
                    "assess",
                    self.day_words(shown.on, now, &lang),
                    by,
                    if amended {
                        Say::from(Word::Amended)
                    } else {
                        Say::Nothing
                    },
                ),
                go(StaffScene::Section {
                    of: of.clone(),
                    section: Section::Assessment(shown.assessment.clone()),
                    page: 0,
                }),
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

    /// What was answered to the last readiness that was proposed, and by whom and when; with "not yet" the day on which to
    /// look again.
    pub(in crate::engine::staff) fn readiness_answered(
        &self,
        of: &PersonId,
        now: &Now,
    ) -> Option<(Word, Say)> {
        let lang = self.scene_language();
        let enrolment = self.enrolment_here(of, now)?;
        let (answer, at, by) = {
            let ledger = self.ledger();
            let (answer, said) = readiness::last_answer(ledger.state(), of, &enrolment.enrolment)?;
            (answer.clone(), said.at, said.by.cloned())
        };
        let by = by.map_or(Say::Nothing, |by| self.person_view(&by).name.into());
        let again = answer.again_on.map_or(Say::Nothing, |on| {
            Say::row([Word::LookAgain.into(), self.day_words(on, now, &lang)])
        });
        let word = if answer.ready {
            Word::ReadyYes
        } else {
            Word::ReadyNotYet
        };
        let day = self.day_words(workshop_day(at), now, &lang);
        Some((word, Say::row([by, day, again])))
    }

    /// What a proposed readiness rests on: which assessments, and where each criterion came from and went in them.
    pub(super) fn readiness_section(
        &self,
        staff: &PersonId,
        of: &PersonId,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let consultant = self.staff_actor(staff).role == Role::Consultant;
        let back = go(StaffScene::Section {
            of: of.clone(),
            section: Section::Assessments,
            page: 0,
        });
        let mut lines = Lines::new(
            self.ask_of(of, Word::Readiness),
            page,
            Word::SettledMeanwhile,
            back,
        );
        let found = {
            let ledger = self.ledger();
            let state = ledger.state();
            match readiness::readiness(state, &self.setup.workshop, of, workshop_day(now.at)) {
                Readiness::Proposed(growth) => {
                    let inside = assessments::inside(state, of, &growth.enrolment);
                    let looked: Vec<_> = inside
                        .iter()
                        .filter(|view| growth.weighs.contains(&view.shown.assessment))
                        .map(assessments::ShownView::now)
                        .collect();
                    Some((looked, (growth.independent, growth.all)))
                }
                Readiness::Ready(_) | Readiness::NotYet(_) => None,
            }
        };
        let Some((looked, (independent, all))) = found else {
            return lines.page();
        };
        let (Some(first), Some(last)) = (looked.first(), looked.last()) else {
            return lines.page();
        };
        let Some((_, form)) = self.shown_assessment(of, &last.assessment) else {
            return lines.page();
        };
        let days: Say = days_and_month(&(first.on..=last.on), &lang).into();
        lines.view.head.note = Say::row([
            self.person_view(of).name.into(),
            days,
            Say::Plain(format!("{independent} / {all}")),
        ]);
        for mark in &last.marks {
            let Some(criterion) = form
                .criteria
                .iter()
                .find(|known| known.id == mark.criterion)
            else {
                continue;
            };
            let levels: Vec<&str> = looked
                .iter()
                .filter_map(|shown| {
                    let mut marks = shown.marks.iter();
                    let mark = marks.find(|mark| mark.criterion == criterion.id)?;
                    Some(mark.level.as_str())
                })
                .collect();
            let independent = readiness::is_independent(&form, &criterion.id, &mark.level);
            lines.line(
                Line {
                    picture: self.media.picture(&criterion.picture),
                    tone: if independent {
                        StaffTone::Done
                    } else {
                        StaffTone::Plain
                    },
                    ..line(
                        "assess",
                        in_language(&criterion.title, &lang),
                        level_way(&form, &criterion.id, &levels, &lang),
                        if independent {
                            Word::Independent.into()
                        } else {
                            Say::Nothing
                        },
                    )
                },
                Act::Nothing,
            );
        }
        if consultant {
            lines.action(
                action(Word::AnswerReadiness, "going-out", StaffTone::Now, true),
                Act::Begin(FormKind::Readiness, of.clone(), Vec::new()),
            );
        }
        lines.page()
    }

    /// One assessment: where each criterion came from and went, what was amended; to be shown again, or amended.
    pub(super) fn assessment_section(
        &self,
        staff: &PersonId,
        of: &PersonId,
        id: &AssessmentId,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let consultant = self.staff_actor(staff).role == Role::Consultant;
        let back = go(StaffScene::Section {
            of: of.clone(),
            section: Section::Assessments,
            page: 0,
        });
        let head = self.ask_of(of, Word::Assessment);
        let mut lines = Lines::new(head, page, Word::NoAssessments, back);
        let Some((shown, form)) = self.shown_assessment(of, id) else {
            return lines.page();
        };
        let (first, by, ways) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let versions = assessments::versions(state, of, id);
            let first = versions.first().map(|(shown, _)| (*shown).clone());
            let by = versions.last().and_then(|(_, said)| said.by.cloned());
            let inside = assessments::inside(state, of, &shown.enrolment);
            // Up to the one that is looked at: what came later is not its way.
            let until = inside
                .iter()
                .position(|view| view.shown.assessment == *id)
                .map_or(inside.len(), |at| at + 1);
            let way = |criterion: &str| {
                let levels: Vec<&str> = inside
                    .iter()
                    .take(until)
                    .filter_map(|view| {
                        let mut marks = view.marks.iter();
                        let mark = marks.find(|mark| mark.criterion == criterion)?;
                        Some(mark.level.as_str())
                    })
                    .collect();
                level_way(&form, criterion, &levels, &lang)
            };
            let ways: Vec<String> = shown
                .marks
                .iter()
                .map(|mark| way(&mark.criterion))
                .collect();
            (first, by, ways)
        };
        let was = |criterion: &str| {
            let first = first.as_ref()?;
            let mark = first
                .marks
                .iter()
                .find(|mark| mark.criterion == criterion)?;
            Some(mark.level.clone())
        };
        let changed = shown
            .marks
            .iter()
            .any(|mark| was(&mark.criterion).is_some_and(|was| was != mark.level));
        lines.view.head.note = Say::row([
            self.person_view(of).name.into(),
            self.day_words(shown.on, now, &lang),
            by.map_or(Say::Nothing, |by| self.person_view(&by).name.into()),
            if changed {
                Word::Amended.into()
            } else {
                Say::Nothing
            },
        ]);
        for (mark, way) in shown.marks.iter().zip(ways) {
            let Some(criterion) = form
                .criteria
                .iter()
                .find(|known| known.id == mark.criterion)
            else {
                continue;
            };
            // As it was signed stays readable beside what it was amended to.
            let old = was(&mark.criterion)
                .filter(|was| *was != mark.level)
                .map_or(Say::Nothing, |was| {
                    let title = level_title(&form, &mark.criterion, &was, &lang);
                    Say::row([Word::WasWord.into(), title.into()])
                });
            lines.line(
                Line {
                    picture: self.media.picture(&criterion.picture),
                    tone: if old.is_nothing() {
                        StaffTone::Plain
                    } else {
                        StaffTone::Rest
                    },
                    ..line("assess", in_language(&criterion.title, &lang), way, old)
                },
                Act::Nothing,
            );
        }
        let of_this = || vec![("assessment", Answer::Choice(id.to_string()))];
        lines.action(
            action(Word::ShowResult, "told", StaffTone::Now, true),
            Act::Begin(FormKind::Result, of.clone(), of_this()),
        );
        if consultant {
            lines.action(
                action(Word::Amend, "edit", StaffTone::Plain, false),
                Act::Begin(FormKind::Amend, of.clone(), of_this()),
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
