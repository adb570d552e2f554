//! Requests, goals, trial tasks, and words for the case (docs/domain.md sections 2.2 and 2.13).

use super::breaches::among;
use super::{Asking, Refusal, filled};
use crate::forms;
use crate::goals::{self, GoalView};
use crate::requests;
use crate::state::workshop_of;
use crate::trials;
use crate::wire::Kind;
use crate::wire::facts::{
    CaseNoted, GoalAgreed, GoalSettled, RequestAnswerSeen, RequestAnswered, RequestKind,
    RequestMade, TrialTaskDescribed, TrialTaskDone,
};
use crate::wire::forms::{Activities, Form, Trial};
use crate::wire::ids::{GoalId, PersonId};

impl Asking<'_> {
    pub(super) fn request_made(&self, f: &RequestMade) -> Result<(), Refusal> {
        self.own(&f.person)?;
        match (f.what, &f.activity) {
            (RequestKind::Talk | RequestKind::Leave, Some(_)) => {
                return Err(Refusal::Invalid {
                    field: "activity",
                    problem: "belongs to joining an activity",
                });
            }
            (RequestKind::Join, Some(activity)) => {
                let form = forms::current::<Activities>(self.state, &self.here.workshop);
                if let Some(form) = form {
                    among("activity", &form.form.items, Some(activity))?;
                }
            }
            (RequestKind::Talk | RequestKind::Leave | RequestKind::Join, None) => {}
        }
        for known in requests::requests(self.state, &f.person) {
            if known.request.request == f.request {
                return Err(Refusal::AlreadyRecorded);
            }
            if known.is_open()
                && known.request.what == f.what
                && known.request.activity == f.activity
            {
                return Err(Refusal::AlreadyAsked);
            }
        }
        Ok(())
    }

    pub(super) fn request_answered(&self, f: &RequestAnswered) -> Result<(), Refusal> {
        self.known(&f.person)?;
        if f.on.is_some() && !f.answer.grants() {
            return Err(Refusal::Invalid {
                field: "on",
                problem: "belongs to an answer that grants what was asked for",
            });
        }
        let here = self
            .state
            .person(&f.person)
            .filter(|entry| {
                RequestMade::of(&entry.payload.fact).is_some_and(|made| made.request == f.request)
            })
            .any(|entry| workshop_of(entry).as_ref() == Some(&self.here.workshop));
        requests::request(self.state, &f.person, &f.request)
            .filter(|view| here && view.is_open())
            .map(|_| ())
            .ok_or(Refusal::NoSuchRequest)
    }

    pub(super) fn request_answer_seen(&self, f: &RequestAnswerSeen) -> Result<(), Refusal> {
        self.own(&f.person)?;
        let view = requests::request(self.state, &f.person, &f.request)
            .filter(|view| view.answers.iter().any(|(_, said)| *said.entry == f.answer))
            .ok_or(Refusal::NoSuchRequest)?;
        if view.seen.iter().any(|(seen, _)| seen.answer == f.answer) {
            return Err(Refusal::AlreadyRecorded);
        }
        Ok(())
    }

    pub(super) fn goal_agreed(&self, f: &GoalAgreed) -> Result<(), Refusal> {
        self.own(&f.person)?;
        filled("words", &f.words)?;
        filled("picture", f.picture.as_str())?;
        match goals::goal(self.state, &f.person, &f.goal) {
            Some(known) if known.settled.is_some() => Err(Refusal::NoSuchGoal),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn goal_settled(&self, f: &GoalSettled) -> Result<(), Refusal> {
        self.own(&f.person)?;
        self.open_goal(&f.person, &f.goal).map(|_| ())
    }

    fn open_goal(&self, person: &PersonId, goal: &GoalId) -> Result<GoalView<'_>, Refusal> {
        goals::goal(self.state, person, goal)
            .filter(|view| view.settled.is_none())
            .ok_or(Refusal::NoSuchGoal)
    }

    pub(super) fn trial_task_done(&self, f: &TrialTaskDone) -> Result<(), Refusal> {
        self.known(&f.person)?;
        match trials::trial(self.state, &f.person, &f.trial) {
            Some(_) => Err(Refusal::AlreadyRecorded),
            None => Ok(()),
        }
    }

    pub(super) fn trial_task_described(&self, f: &TrialTaskDescribed) -> Result<(), Refusal> {
        self.known(&f.person)?;
        trials::trial(self.state, &f.person, &f.trial).ok_or(Refusal::NoSuchTrial)?;
        super::assessments::of_form(&f.form, Trial::NAME)?;
        match forms::version::<Trial>(self.state, &self.here.workshop, f.version) {
            Some(form) => super::assessments::marks_fit("marks", &form.criteria, &f.marks),
            None => Ok(()),
        }
    }

    pub(super) fn case_noted(&self, f: &CaseNoted) -> Result<(), Refusal> {
        self.known(&f.person)?;
        filled("id", &f.id)?;
        filled("words", &f.words)
    }
}
