//! The biweekly assessment, goals, readiness, and the trial task.
//!
//! The participant marks first and privately; then the consultant, with what the log can tell beside each criterion;
//! then both stand side by side and it is signed.

mod amend;
mod goals;
pub(in crate::engine::staff) mod marks;
mod own;
mod sides;
mod trial;

use stupen_domain::assessments;
use stupen_domain::decide::{Command, Now};
use stupen_domain::facts::{
    AssessmentShown, AssessmentSigned, CaseNoted, GoalOutcome, GoalSettled, NoteAbout,
    ReadinessAnswered, TrialResult, TrialTaskDescribed, TrialTaskDone,
};
use stupen_domain::readiness::{self, Readiness};
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::forms::{Assessment, Form as _, Trial};
use stupen_domain::wire::ids::{AssessmentId, EnrolmentId, GoalId, OperationId, PersonId, TrialId};

use super::super::form::{Answer, Finished, Form, FormKind, Ground};
use super::super::page::{Act, Page, action, pictogram, tell};
use super::super::sections::Section;
use super::super::{StaffScene, go};
use super::not_stated;
use crate::engine::Engine;
use crate::ui::{Say, StaffTone, TellView, Word};
use sides::{marks_of, shown_marks};

/// Where a form keeps that it is signed although another of the same days was.
const TWICE: &str = "twice";

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

    pub(super) fn assess_page(&self, form: &Form, page: usize, now: &Now) -> Page {
        let lang = self.form_language(form);
        match (form.kind, form.step.as_str()) {
            (FormKind::Goal | FormKind::Assessment, "goal") => self.goal_page(form, page, &lang),
            (FormKind::Goal | FormKind::Assessment, "until") => self
                .set_day(
                    form,
                    page,
                    Word::GoalUntil,
                    self.days_ahead(form, now).skip(1),
                    now,
                )
                .page(),
            (FormKind::Goal | FormKind::Assessment, "measure") => {
                self.write(form, page, Word::GoalMeasure, self.form_phrases(form), true)
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
                    self.days_ahead(form, now).skip(1),
                    now,
                )
                .page(),
            (FormKind::Readiness, "why") => {
                self.write(form, page, Word::Why, self.form_phrases(form), false)
            }
            (FormKind::Amend, step) => self.amend_page(form, page, step, &lang),
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
                        action(Word::GiveScreen, "next", StaffTone::Now, true),
                        choose("own"),
                    ),
                    (
                        action(Word::NoOwnMarks, "close", StaffTone::Plain, false),
                        choose("none"),
                    ),
                ],
                Act::Nothing,
            ),
            (_, "thanks") => {
                let mut keys = vec![(
                    action(Word::GoBack, "back", StaffTone::Plain, false),
                    Act::BackInForm,
                )];
                keys.extend(self.calling_keys());
                tell(
                    TellView {
                        person: self.person_view(&form.of),
                        tone: StaffTone::Done,
                        picture: pictogram("done"),
                        title: Word::ThanksMarked.into(),
                        words: vec![Word::GiveBack.into()],
                        agreed: Some(Self::shows_badge()),
                        participant: true,
                        ..TellView::default()
                    },
                    keys,
                    Act::Nothing,
                )
            }
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
            FormKind::Amend => self.amend(staff, form, now),
            FormKind::Trial => {
                let version = self.trial_form().map_or(0, |found| found.version);
                let marks = self.trial_form().map_or_else(Vec::new, |found| {
                    marks_of(form, "mark:", &found.form.criteria)
                });
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

    /// Everything in one act: what is signed, what the floor may show, the goal. The participant's own marks were stated
    /// before; what is signed holds them too.
    fn sign(&mut self, staff: &PersonId, form: &Form, now: &Now) -> Finished {
        let of = form.of.clone();
        let card = StaffScene::Card {
            of: of.clone(),
            page: 0,
        };
        let Some(found) = self.assessment_form() else {
            return Finished::Moved(Ground::NoForms, card);
        };
        let Some(enrolment) = self.enrolment_here(&of, now) else {
            return Finished::Moved(Ground::Ended, card);
        };
        let today = workshop_day(now.at);
        let assessment = AssessmentId::new(form.id.clone());
        if form.choice(TWICE).is_none()
            && let Some(asked) = self.signed_meanwhile(form, &enrolment.enrolment, &assessment)
        {
            return Finished::Ask(asked);
        }
        let (from, ..) = self.looked_back(&of, now);
        let name = Assessment::NAME.to_string();
        let own = own::given(form, &found.form.criteria);
        let mut commands: Vec<Command> = vec![
            AssessmentSigned {
                assessment: assessment.clone(),
                person: of.clone(),
                enrolment: enrolment.enrolment.clone(),
                placement: None,
                form: name.clone(),
                version: found.version,
                from: from.min(today),
                until: today,
                marks: marks_of(form, "mark:", &found.form.criteria),
                own,
                notes: form.text("notes"),
                recommendations: form.text("advice"),
            }
            .into(),
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
        ];
        if form.choice("goal").is_some_and(|goal| goal != "same") {
            commands.extend(self.goal_agreed(form, true));
        }
        match self.state_by(staff, staff, commands, now) {
            Ok(()) => Finished::Begin(
                FormKind::Result,
                vec![("assessment", Answer::Choice(assessment.to_string()))],
            ),
            Err(not) => not_stated(not, card),
        }
    }

    /// Where another assessment of the same days was signed since this one was begun: staff decide what becomes of theirs.
    fn signed_meanwhile(
        &self,
        form: &Form,
        enrolment: &EnrolmentId,
        id: &AssessmentId,
    ) -> Option<StaffScene> {
        let ledger = self.ledger();
        let other =
            assessments::signed_since(ledger.state(), &form.of, enrolment, form.begun_on(), id)?;
        Some(StaffScene::Twice {
            form: form.clone(),
            assessment: other.shown.assessment.clone(),
            by: other.said.by.cloned(),
            at: other.said.at,
        })
    }

    /// That another was signed, by whom and when; it may be amended instead, or this one signed all the same.
    pub(in crate::engine::staff) fn twice_page(
        &self,
        form: &Form,
        other: &AssessmentId,
        by: Option<&PersonId>,
        at: Moment,
        now: &Now,
    ) -> Page {
        let by = by.map_or(Say::Nothing, |by| self.person_view(by).name.into());
        let mut again = form.clone();
        again
            .answers
            .insert(TWICE.to_string(), Answer::Choice("yes".to_string()));
        tell(
            TellView {
                person: self.person_view(&form.of),
                tone: StaffTone::Rest,
                picture: pictogram("assess"),
                title: Word::AssessedMeanwhile.into(),
                words: vec![
                    Say::row([by, self.begun_words(at, now)]),
                    Word::SameDays.into(),
                ],
                ..TellView::default()
            },
            vec![
                (
                    action(Word::AmendThat, "edit", StaffTone::Now, true),
                    Act::AmendInstead(form.of.clone(), other.clone()),
                ),
                (
                    action(Word::SignTwice, "sign", StaffTone::Plain, false),
                    Act::SignTwice(Box::new(again)),
                ),
            ],
            go(StaffScene::Form {
                form: form.clone(),
                page: 0,
            }),
        )
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
            return Finished::Moved(Ground::Settled, then);
        };
        let ready = form.choice("ready") == Some("yes");
        let noted = weighs.last().map(|newest| CaseNoted {
            person: of.clone(),
            about: NoteAbout::Readiness,
            id: newest.to_string(),
            words: form.text("why"),
            conditions: String::new(),
        });
        let answered = ReadinessAnswered {
            person: of,
            enrolment,
            weighs,
            ready,
            again_on: form.day("again").filter(|_| !ready),
        };
        let mut commands: Vec<Command> = vec![answered.into()];
        commands.extend(
            noted
                .filter(|noted| !noted.words.is_empty())
                .map(Into::into),
        );
        self.recorded(staff, commands, then, now)
    }
}

fn choose(id: &str) -> Act {
    Act::Answer(Answer::Choice(id.to_string()))
}
