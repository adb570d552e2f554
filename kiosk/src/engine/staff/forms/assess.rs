//! The biweekly assessment, goals, readiness, and the trial task.
//!
//! The participant marks first and privately; then the consultant, with what the log can tell beside each criterion;
//! then both stand side by side and it is signed.

use chrono::NaiveDate;
use stupen_domain::decide::{Command, Now};
use stupen_domain::evidence::{self, Evidence};
use stupen_domain::facts::{
    AssessmentShown, AssessmentSigned, CriterionMark, GoalAgreed, GoalOutcome, GoalSettled,
    ReadinessAnswered, SelfRatingGiven, ShownMark, TrialResult, TrialTaskDescribed, TrialTaskDone,
};
use stupen_domain::readiness::{self, Readiness};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::forms::{Assessment, Choice, Criterion, EvidenceKind, Form as _, Trial};
use stupen_domain::wire::ids::{AssessmentId, GoalId, OperationId, PersonId, PictureRef, TrialId};
use stupen_domain::{assessments, forms, goals};

use super::super::StaffScene;
use super::super::form::{Answer, Finished, Form, FormKind};
use super::super::page::{Act, Acts, Page, action, line, pictogram, tell};
use super::super::sections::Section;
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{
    Counted, Level, Line, MarkView, Named, Pair, PairsView, Picture, Say, StaffScreen, StaffTone,
    TellView, Tile, TileStyle, Word,
};

impl Engine {
    pub(super) fn assessment_steps(&self, form: &Form) -> Vec<String> {
        let criteria = self
            .assessment_form()
            .map_or_else(Vec::new, |found| found.form.criteria);
        let mut steps = vec!["hand".to_string()];
        if form.choice("hand") != Some("none") {
            steps.extend(
                criteria
                    .iter()
                    .map(|criterion| format!("own:{}", criterion.id)),
            );
            steps.push("thanks".to_string());
        }
        steps.extend(
            criteria
                .iter()
                .map(|criterion| format!("mark:{}", criterion.id)),
        );
        steps.push("goal".to_string());
        if form.choice("goal").is_some_and(|goal| goal != "same") {
            steps.push("until".to_string());
            steps.push("measure".to_string());
        }
        steps.push("notes".to_string());
        steps.push("advice".to_string());
        steps.push("sheet".to_string());
        steps
    }

    pub(super) fn trial_steps(&self) -> Vec<String> {
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

    fn trial_form(&self) -> Option<forms::Versioned<Trial>> {
        forms::current(self.ledger().state(), &self.setup.workshop)
    }

    pub(super) fn assess_page(&self, form: &Form, page: usize, now: &Now) -> Page {
        let lang = self.form_language(form);
        match (form.kind, form.step.as_str()) {
            (FormKind::Goal | FormKind::Assessment, "goal") => self.goal_page(form, page, &lang),
            (FormKind::Goal | FormKind::Assessment, "until") => self
                .set_day(
                    form,
                    page,
                    Word::GoalUntil,
                    self.days_ahead(now).skip(1),
                    now,
                )
                .page(),
            (FormKind::Goal | FormKind::Assessment, "measure") => {
                self.write(form, page, Word::GoalMeasure, Vec::new(), true)
            }
            (FormKind::GoalEnd, _) => self.one_of(
                form,
                page,
                Word::WhatBecame,
                &[
                    (Word::GoalReached, "goal-reached", "reached"),
                    (Word::GoalChanged, "switch-tasks", "changed"),
                    (Word::GoalDropped, "close", "dropped"),
                ],
            ),
            (FormKind::Readiness, "again") => self
                .set_day(
                    form,
                    page,
                    Word::LookAgain,
                    self.days_ahead(now).skip(1),
                    now,
                )
                .page(),
            (FormKind::Readiness, _) => self.yes_or_no(
                form,
                Word::Readiness,
                (Word::ReadyYes, "going-out"),
                (Word::ReadyNotYet, "wait"),
            ),
            (FormKind::Result, _) => self.result_page(form, page, &lang),
            (FormKind::Trial, step) => self.trial_page(form, page, step, &lang),
            (_, "hand") => tell(
                TellView {
                    person: self.person_view(&form.of),
                    tone: StaffTone::Now,
                    picture: pictogram("self-rating"),
                    title: Word::GiveToParticipant.into(),
                    words: vec![Word::HandOver.into()],
                    ..TellView::default()
                },
                vec![
                    (
                        action(Word::Continue, "next", StaffTone::Now, true),
                        choose("own"),
                    ),
                    (
                        action(Word::NoOwnMarks, "close", StaffTone::Plain, false),
                        choose("none"),
                    ),
                ],
                Act::Nothing,
            ),
            (_, "thanks") => tell(
                TellView {
                    person: self.person_view(&form.of),
                    tone: StaffTone::Done,
                    picture: pictogram("done"),
                    title: Word::ThanksMarked.into(),
                    ..TellView::default()
                },
                vec![(
                    action(Word::BackToStaff, "key", StaffTone::Now, true),
                    choose("yes"),
                )],
                Act::Nothing,
            ),
            (_, "notes") => self.write(form, page, Word::Notes, self.form_phrases(form), true),
            (_, "advice") => self.write(
                form,
                page,
                Word::Recommendations,
                self.form_phrases(form),
                true,
            ),
            (_, "sheet") => self.pairs_page(form, page, &lang),
            (_, step) => {
                let Some(found) = self.assessment_form() else {
                    return self.no_form(form);
                };
                if let Some(id) = step.strip_prefix("own:") {
                    self.own_page(form, &found.form, id, page, &lang)
                } else {
                    let id = step.strip_prefix("mark:").unwrap_or_default();
                    self.mark_page(form, &found.form, id, now, &lang)
                }
            }
        }
    }

    fn goal_page(&self, form: &Form, page: usize, lang: &str) -> Page {
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

    /// The participant marks one criterion, by picture.
    fn own_page(
        &self,
        form: &Form,
        assessment: &Assessment,
        id: &str,
        page: usize,
        lang: &str,
    ) -> Page {
        let Some((at, criterion)) = place(&assessment.criteria, id) else {
            return self.no_form(form);
        };
        let options = criterion
            .levels
            .iter()
            .map(|level| {
                let shown = assessment.levels.iter().find(|shown| shown.id == level.id);
                let tile = Tile {
                    picture: level_picture(self, &assessment.levels, &level.id),
                    label: shown
                        .map_or_else(
                            || in_language(&level.title, lang),
                            |shown| in_language(&shown.title, lang),
                        )
                        .into(),
                    ..Tile::default()
                };
                (tile, level.id.clone())
            })
            .collect();
        let mut tiles = self.choose(form, page, Say::Nothing, TileStyle::Large, options);
        tiles.view.head = self.participant_head(
            self.media.picture(&criterion.picture),
            in_language(&criterion.asked, lang),
            Say::Plain(format!("{at} / {}", assessment.criteria.len())),
        );
        tiles.page()
    }

    /// The consultant marks one criterion, with what the log can tell of it.
    fn mark_page(
        &self,
        form: &Form,
        assessment: &Assessment,
        id: &str,
        now: &Now,
        lang: &str,
    ) -> Page {
        let Some((at, criterion)) = place(&assessment.criteria, id) else {
            return self.no_form(form);
        };
        let (from, last, aimed) = self.looked_back(&form.of, now);
        let found = {
            let norm = |operation: &OperationId| {
                self.media
                    .operation(operation)
                    .map(|found| u64::from(found.norm_s) * 1000)
            };
            let ledger = self.ledger();
            let days = from..=workshop_day(now.at);
            evidence::evidence(
                ledger.state(),
                &self.setup.workshop,
                &form.of,
                days,
                now.at,
                norm,
            )
        };
        let mut lines = evidence_lines(&found, criterion.evidence);
        let last_mark = last.and_then(|last| {
            last.marks
                .into_iter()
                .find(|mark| mark.criterion == criterion.id)
        });
        if let Some(mark) = last_mark {
            lines.push(Line {
                picture: level_picture(self, &assessment.levels, &mark.level),
                tone: StaffTone::Now,
                ..line("history", Word::LastMark, Say::Nothing, Say::Nothing)
            });
        }
        if let Some((picture, words)) = aimed {
            lines.push(Line {
                picture,
                ..line("goal", words, Say::Nothing, Say::Nothing)
            });
        }
        let mut acts = Acts::default();
        let levels = criterion
            .levels
            .iter()
            .map(|level| {
                acts.levels
                    .push(Act::Answer(Answer::Choice(level.id.clone())));
                Level {
                    picture: level_picture(self, &assessment.levels, &level.id),
                    label: in_language(&level.title, lang).into(),
                    chosen: form.choice(&form.step) == Some(&level.id),
                }
            })
            .collect();
        Page {
            screen: StaffScreen::Mark(MarkView {
                head: self.participant_head(
                    self.media.picture(&criterion.picture),
                    in_language(&criterion.title, lang),
                    Say::row([
                        self.person_view(&form.of).name.into(),
                        Say::Plain(format!("{at} / {}", assessment.criteria.len())),
                    ]),
                ),
                levels,
                evidence: lines,
            }),
            acts,
        }
    }

    /// Since when an assessment looks back, the last one, and what is aimed at.
    fn looked_back(
        &self,
        of: &PersonId,
        now: &Now,
    ) -> (
        NaiveDate,
        Option<AssessmentShown>,
        Option<(Picture, String)>,
    ) {
        let today = workshop_day(now.at);
        let enrolment = self.enrolment_here(of, now);
        let ledger = self.ledger();
        let state = ledger.state();
        let last = enrolment.as_ref().and_then(|enrolment| {
            assessments::inside(state, of, &enrolment.enrolment)
                .last()
                .map(|view| view.shown.clone())
        });
        let two_weeks = today
            .checked_sub_days(chrono::Days::new(13))
            .unwrap_or(today);
        let started = enrolment.map_or(two_weeks, |enrolment| enrolment.from);
        let from = match &last {
            Some(shown) => shown.on.succ_opt().unwrap_or(shown.on).min(today),
            None => started.min(today),
        };
        let aimed = goals::current(state, of).last().map(|view| {
            (
                self.media.picture(view.goal.picture.as_str()),
                view.goal.words.clone(),
            )
        });
        (from.max(two_weeks), last, aimed)
    }

    fn pairs(&self, form: &Assessment, marks: &[ShownMark], lang: &str, asked: bool) -> Vec<Pair> {
        marks
            .iter()
            .filter_map(|mark| {
                let criterion = form
                    .criteria
                    .iter()
                    .find(|known| known.id == mark.criterion)?;
                Some(Pair {
                    picture: self.media.picture(&criterion.picture),
                    label: if asked {
                        Say::Nothing
                    } else {
                        in_language(&criterion.title, lang).into()
                    },
                    own: mark
                        .own
                        .as_ref()
                        .map(|level| level_picture(self, &form.levels, level)),
                    staff: Some(level_picture(self, &form.levels, &mark.level)),
                })
            })
            .collect()
    }

    /// Both marks side by side, to be signed.
    fn pairs_page(&self, form: &Form, page: usize, lang: &str) -> Page {
        let Some(found) = self.assessment_form() else {
            return self.no_form(form);
        };
        let marks = shown_marks(form, &found.form);
        let staff = match &self.scene {
            crate::engine::scene::Scene::Staff { person, .. } => self.person_picture(person),
            _ => pictogram("staff"),
        };
        let (key, act) = Self::drop_key();
        Page {
            screen: StaffScreen::Pairs(PairsView {
                head: self.ask_of(&form.of, Word::SideBySide),
                people: (self.person_picture(&form.of), staff),
                pairs: self.pairs(&found.form, &marks, lang, false),
                page,
                actions: vec![action(Word::Sign, "sign", StaffTone::Now, true), key],
                participant: false,
            }),
            acts: Acts {
                actions: vec![Act::Submit, act],
                ..Acts::default()
            },
        }
    }

    /// The result in pictures, for the participant.
    fn result_page(&self, form: &Form, page: usize, lang: &str) -> Page {
        let id = AssessmentId::new(form.choice("assessment").unwrap_or_default());
        let found = {
            let ledger = self.ledger();
            let state = ledger.state();
            assessments::one(state, &form.of, &id).and_then(|view| {
                let form =
                    forms::version::<Assessment>(state, &self.setup.workshop, view.shown.version)?;
                Some((view.shown.clone(), view.said.by.cloned(), form))
            })
        };
        let Some((shown, by, assessment)) = found else {
            return self.no_form(form);
        };
        let staff = by.map_or_else(|| pictogram("staff"), |by| self.person_picture(&by));
        Page {
            screen: StaffScreen::Pairs(PairsView {
                head: self.head(&form.of, self.person_view(&form.of).name, Say::Nothing),
                people: (self.person_picture(&form.of), staff),
                pairs: self.pairs(&assessment, &shown.marks, lang, false),
                page,
                actions: vec![action(Word::Understood, "tick", StaffTone::Now, true)],
                participant: true,
            }),
            acts: Acts {
                actions: vec![choose("yes")],
                ..Acts::default()
            },
        }
    }

    fn trial_page(&self, form: &Form, page: usize, step: &str, lang: &str) -> Page {
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
                    (Word::TrialPractise, "learning-speed", "practise"),
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
                        head: self.participant_head(
                            self.media.picture(&criterion.picture),
                            in_language(&criterion.title, lang),
                            Say::row([
                                self.person_view(&form.of).name.into(),
                                Say::Plain(format!("{at} / {}", trial.criteria.len())),
                            ]),
                        ),
                        levels,
                        evidence: Vec::new(),
                    }),
                    acts,
                }
            }
        }
    }

    pub(super) fn finish_assess(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        let to = |section| StaffScene::Section {
            of: of.clone(),
            section,
            page: 0,
        };
        match form.kind {
            FormKind::Result => Finished::To(to(Section::Assessments)),
            FormKind::Goal => {
                let commands = self.goal_agreed(form, false);
                self.recorded(staff, commands, to(Section::Goals), now)
            }
            FormKind::GoalEnd => {
                let settled = GoalSettled {
                    goal: GoalId::new(form.choice("goal-id").unwrap_or_default()),
                    person: of.clone(),
                    outcome: match form.choice("outcome") {
                        Some("reached") => GoalOutcome::Reached,
                        Some("changed") => GoalOutcome::Changed,
                        _ => GoalOutcome::Dropped,
                    },
                };
                self.recorded(staff, vec![settled.into()], to(Section::Goals), now)
            }
            FormKind::Readiness => self.answer_readiness(staff, form, now),
            FormKind::Trial => {
                let version = self.trial_form().map_or(0, |found| found.version);
                let marks = self
                    .trial_form()
                    .map_or_else(Vec::new, |found| marks(form, "mark:", &found.form.criteria));
                let trial = TrialId::new(form.id.clone());
                let done = TrialTaskDone {
                    trial: trial.clone(),
                    person: of.clone(),
                    operation: form.choice("operation").map(OperationId::new),
                    result: match form.choice("result") {
                        Some("ready") => TrialResult::Ready,
                        Some("practise") => TrialResult::Practise,
                        _ => TrialResult::OtherWay,
                    },
                };
                let mut commands: Vec<Command> = vec![done.into()];
                if !marks.is_empty() {
                    commands.push(
                        TrialTaskDescribed {
                            trial,
                            person: of.clone(),
                            form: Trial::NAME.to_string(),
                            version,
                            marks,
                            remarks: form.text("remarks"),
                        }
                        .into(),
                    );
                }
                self.recorded(
                    staff,
                    commands,
                    StaffScene::Card {
                        of: of.clone(),
                        page: 0,
                    },
                    now,
                )
            }
            _ => self.sign(staff, form, now),
        }
    }

    /// What is agreed to aim at; `replaces` lets what was aimed at before be another one now.
    fn goal_agreed(&self, form: &Form, replaces: bool) -> Vec<Command> {
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

    /// Everything in one act: the participant's own marks, what is signed, what the floor may show, the goal.
    fn sign(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        let (Some(found), Some(enrolment)) =
            (self.assessment_form(), self.enrolment_here(&of, now))
        else {
            return Finished::To(StaffScene::Card { of, page: 0 });
        };
        let today = workshop_day(now.at);
        let (from, ..) = self.looked_back(&of, now);
        let assessment = AssessmentId::new(form.id.clone());
        let name = Assessment::NAME.to_string();
        let own = marks(form, "own:", &found.form.criteria);
        let mut commands: Vec<Command> = Vec::new();
        if !own.is_empty() {
            commands.push(
                SelfRatingGiven {
                    assessment: assessment.clone(),
                    person: of.clone(),
                    form: name.clone(),
                    version: found.version,
                    marks: own.clone(),
                }
                .into(),
            );
        }
        commands.push(
            AssessmentSigned {
                assessment: assessment.clone(),
                person: of.clone(),
                enrolment: enrolment.enrolment.clone(),
                placement: None,
                form: name.clone(),
                version: found.version,
                from: from.min(today),
                until: today,
                marks: marks(form, "mark:", &found.form.criteria),
                own,
                notes: form.text("notes"),
                recommendations: form.text("advice"),
            }
            .into(),
        );
        commands.push(
            AssessmentShown {
                assessment: assessment.clone(),
                person: of,
                enrolment: enrolment.enrolment,
                placement: None,
                form: name,
                version: found.version,
                on: today,
                marks: shown_marks(form, &found.form),
            }
            .into(),
        );
        if form.choice("goal").is_some_and(|goal| goal != "same") {
            commands.extend(self.goal_agreed(form, true));
        }
        if self.record(staff, commands, now) {
            Finished::Begin(
                FormKind::Result,
                vec![("assessment", Answer::Choice(assessment.to_string()))],
            )
        } else {
            Finished::Failed
        }
    }

    fn answer_readiness(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        let then = StaffScene::Section {
            of: of.clone(),
            section: Section::Assessments,
            page: 0,
        };
        let weighed = {
            let ledger = self.ledger();
            match readiness::readiness(
                ledger.state(),
                &self.setup.workshop,
                &of,
                workshop_day(now.at),
            ) {
                Readiness::Proposed(growth) => {
                    Some((growth.enrolment.clone(), growth.weighs.clone()))
                }
                Readiness::Ready(_) | Readiness::NotYet(_) => None,
            }
        };
        let Some((enrolment, weighs)) = weighed else {
            return Finished::To(then);
        };
        let ready = form.choice("ready") == Some("yes");
        let answered = ReadinessAnswered {
            person: of,
            enrolment,
            weighs,
            ready,
            again_on: form.day("again").filter(|_| !ready),
        };
        self.recorded(staff, vec![answered.into()], then, now)
    }
}

fn choose(id: &str) -> Act {
    Act::Answer(Answer::Choice(id.to_string()))
}

/// A criterion and its place, counted from 1.
fn place<'a>(criteria: &'a [Criterion], id: &str) -> Option<(usize, &'a Criterion)> {
    let at = criteria.iter().position(|criterion| criterion.id == id)?;
    Some((at + 1, criteria.get(at)?))
}

fn level_picture(engine: &Engine, levels: &[Choice], id: &str) -> Picture {
    levels
        .iter()
        .find(|level| level.id == id)
        .map(|level| engine.media.picture(&level.picture))
        .unwrap_or_default()
}

/// The marks of one side, in the form's order.
fn marks(form: &Form, side: &str, criteria: &[Criterion]) -> Vec<CriterionMark> {
    criteria
        .iter()
        .filter_map(|criterion| {
            let level = form.choice(&format!("{side}{}", criterion.id))?;
            Some(CriterionMark {
                criterion: criterion.id.clone(),
                level: level.to_string(),
                note: String::new(),
            })
        })
        .collect()
}

fn shown_marks(form: &Form, assessment: &Assessment) -> Vec<ShownMark> {
    marks(form, "mark:", &assessment.criteria)
        .into_iter()
        .map(|mark| ShownMark {
            own: form
                .choice(&format!("own:{}", mark.criterion))
                .map(str::to_string),
            criterion: mark.criterion,
            level: mark.level,
        })
        .collect()
}

/// What the log can tell beside a criterion.
fn evidence_lines(found: &Evidence, kind: EvidenceKind) -> Vec<Line> {
    let say = |picture: &str, counted: Counted, n: u32| {
        line(picture, Say::Count(counted, n), Say::Nothing, Say::Nothing)
    };
    if !found.has(kind) {
        return Vec::new();
    }
    match kind {
        EvidenceKind::None => Vec::new(),
        EvidenceKind::Attendance => vec![
            say("on-time", Counted::OnTimeDays, found.days.on_time),
            say("late-arrival", Counted::LateDays, found.days.late),
            say("absent", Counted::AbsentDays, found.days.absent),
        ],
        EvidenceKind::Conduct => vec![
            say("praise", Counted::PraiseCount, found.praise),
            say("rules", Counted::BreachCount, found.breaches),
        ],
        EvidenceKind::Process => vec![
            say("count", Counted::Pieces, found.pieces),
            say("defect", Counted::Defects, found.defects),
            say("back", Counted::StepsBack, found.back),
        ],
        EvidenceKind::Help => vec![
            say("count", Counted::Pieces, found.pieces),
            say("help", Counted::HelpCount, found.help),
        ],
        EvidenceKind::Variety => vec![say(
            "work",
            Counted::OperationCount,
            count(found.paces.len()),
        )],
        EvidenceKind::Pace | EvidenceKind::Learning => found
            .paces
            .iter()
            .filter_map(|pace| {
                let seconds = |ms: u64| u32::try_from(ms / 1000).unwrap_or(u32::MAX);
                let whole = seconds(pace.all().piece_ms()?);
                let norm = pace.norm_ms.map_or(Say::Nothing, |ms| {
                    Say::Name(Named::Norm, seconds(ms).to_string())
                });
                let way = match (kind, pace.earlier.piece_ms(), pace.later.piece_ms()) {
                    (EvidenceKind::Learning, Some(earlier), Some(later)) => Say::Name(
                        Named::SecondsWay,
                        format!("{} → {}", seconds(earlier), seconds(later)),
                    ),
                    _ => Say::row([Say::Count(Counted::SecondsPiece, whole), norm]),
                };
                Some(line("time-norm", way, Say::Nothing, Say::Nothing))
            })
            .collect(),
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
