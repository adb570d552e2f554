//! What forms there are, and what one is under way.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::PersonId;

use super::super::Keys;
use crate::ui::Word;

/// What a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::engine) enum FormKind {
    /// A breach is recorded.
    Breach,
    /// A breach is told to the participant.
    Tell,
    /// A breach is annulled.
    Annul,
    /// A proposed breach is let be.
    Decline,
    /// Praise.
    Praise,
    /// A review's outcome is proposed.
    Review,
    /// The other confirms at this kiosk.
    Second,
    /// The member of staff who is in confirms.
    Confirm,
    /// An enrolment ends.
    End,
    /// Where to go on.
    Ways,
    /// The biweekly assessment.
    Assessment,
    /// The result of an assessment is shown to the participant.
    Result,
    /// A mark of a signed assessment is amended.
    Amend,
    /// A goal is agreed.
    Goal,
    /// What became of a goal.
    GoalEnd,
    /// Readiness is answered.
    Readiness,
    /// A mark of attendance is corrected.
    Correct,
    /// A missing mark is added.
    AddMark,
    /// Somebody is away.
    Absence,
    /// Another badge.
    Badge,
    /// A spare badge is lent for the day.
    DayBadge,
    /// A badge is lost.
    BadgeLost,
    /// A request is answered.
    Request,
    /// Another operation.
    Operation,
    /// A trial task.
    Trial,
    /// Going out to an external site.
    GoOut,
    /// A contact.
    Contact,
    /// A difficulty.
    Difficulty,
    /// Coming back.
    ComeBack,
    /// A stay that is still to begin does not take place.
    CallOff,
    /// What was agreed when working time is over.
    Limit,
    /// How much is shown of an operation.
    Prompts,
}

impl FormKind {
    /// Whether it tells, most likely, of the day on which it was begun.
    pub(super) fn is_of_its_day(self) -> bool {
        matches!(
            self,
            FormKind::Breach | FormKind::Absence | FormKind::Contact | FormKind::Limit
        )
    }

    /// Whether something was recorded that waits for it: it lies there also while nothing of it is answered.
    pub(super) fn goes_on_from_what_is_recorded(self) -> bool {
        matches!(
            self,
            FormKind::Tell
                | FormKind::Second
                | FormKind::Confirm
                | FormKind::Result
                | FormKind::Ways
        )
    }

    /// Its name among unfinished forms.
    pub(in crate::engine::staff) fn word(self) -> Word {
        match self {
            FormKind::Breach | FormKind::Tell | FormKind::Annul | FormKind::Decline => Word::Breach,
            FormKind::Praise => Word::Praise,
            FormKind::Review | FormKind::Second | FormKind::Confirm => Word::Review,
            FormKind::End => Word::EndWork,
            FormKind::Ways => Word::ThreeWays,
            FormKind::Assessment | FormKind::Result | FormKind::Amend => Word::Assessment,
            FormKind::Goal | FormKind::GoalEnd => Word::Goal,
            FormKind::Readiness => Word::Readiness,
            FormKind::Correct | FormKind::AddMark => Word::Today,
            FormKind::Absence => Word::Absence,
            FormKind::Badge | FormKind::DayBadge | FormKind::BadgeLost => Word::Badge,
            FormKind::Request => Word::Requests,
            FormKind::Operation => Word::Station,
            FormKind::Trial => Word::TrialTask,
            FormKind::GoOut | FormKind::ComeBack | FormKind::CallOff => Word::Internship,
            FormKind::Contact => Word::Contact,
            FormKind::Difficulty => Word::Difficulty,
            FormKind::Limit => Word::WorkTime,
            FormKind::Prompts => Word::Prompts,
        }
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::engine) enum Answer {
    /// One of several.
    Choice(String),
    /// Words.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A moment.
    At(Moment),
    /// Passed over.
    Skipped,
}

/// A form under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::engine) struct Form {
    pub(in crate::engine::staff) kind: FormKind,
    pub(in crate::engine::staff) of: PersonId,
    /// Who began it, and goes on with it; nobody where an earlier version of the program kept it.
    #[serde(default)]
    pub(in crate::engine::staff) by: Option<PersonId>,
    /// The id of what it records.
    pub(in crate::engine::staff) id: String,
    /// When it was begun.
    pub(in crate::engine::staff) began: Moment,
    /// The question that is shown.
    pub(in crate::engine::staff) step: String,
    pub(in crate::engine::staff) answers: BTreeMap<String, Answer>,
    /// What it was begun about, of all that a form of its kind may be about; nothing where a form is but of the person,
    /// and where an earlier version of the program kept it.
    #[serde(default)]
    pub(super) about: String,
    /// The participant's hand is asked for by the question that is shown.
    #[serde(default)]
    pub(super) participant: bool,
    #[serde(default)]
    pub(super) keys: Keys,
}

impl Form {
    pub(in crate::engine::staff) fn choice(&self, field: &str) -> Option<&str> {
        match self.answers.get(field) {
            Some(Answer::Choice(id)) => Some(id),
            _ => None,
        }
    }

    pub(in crate::engine::staff) fn text(&self, field: &str) -> String {
        match self.answers.get(field) {
            Some(Answer::Text(text)) => text.trim().to_string(),
            _ => String::new(),
        }
    }

    pub(in crate::engine::staff) fn day(&self, field: &str) -> Option<NaiveDate> {
        match self.answers.get(field) {
            Some(Answer::Day(day)) => Some(*day),
            _ => None,
        }
    }

    pub(in crate::engine::staff) fn moment(&self, field: &str) -> Option<Moment> {
        match self.answers.get(field) {
            Some(Answer::At(at)) => Some(*at),
            _ => None,
        }
    }

    /// The workshop day on which it was begun. What it tells without naming a day is of that one, also where it was left
    /// lying over night.
    pub(in crate::engine::staff) fn begun_on(&self) -> NaiveDate {
        workshop_day(self.began)
    }

    pub(in crate::engine::staff) fn asks_participant(&self) -> bool {
        self.participant
    }

    /// Under which it is kept: one form of a kind about one thing for a person, to each member of staff their own. So
    /// a lateness that is answered takes no place from another breach that was begun, nor one telling from another.
    pub(super) fn key(&self) -> String {
        let mut key = format!("{:?}/{}", self.kind, self.of);
        let parts = [self.by.as_ref().map(PersonId::as_str), Some(&self.about)];
        for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
            key.push('/');
            key.push_str(part);
        }
        key
    }

    /// Names what it is about, by what is known before the first question. How far an absence went is not among it: it
    /// goes on.
    pub(super) fn named(mut self) -> Self {
        let known = self.answers.iter().filter(|(field, _)| *field != "until");
        self.about = known
            .map(|(field, answer)| match answer {
                Answer::Choice(said) | Answer::Text(said) => format!("{field}={said}"),
                Answer::Day(day) => format!("{field}={day}"),
                Answer::At(at) => format!("{field}={}", at.to_rfc3339()),
                Answer::Skipped => field.clone(),
            })
            .collect::<Vec<_>>()
            .join("&");
        self
    }

    /// What the second was to confirm, as a proposal that may be made anew.
    pub(in crate::engine::staff) fn proposed_anew(
        &self,
        answers: BTreeMap<String, Answer>,
    ) -> Form {
        Form {
            kind: FormKind::Review,
            id: uuid::Uuid::now_v7().simple().to_string(),
            step: "sheet".to_string(),
            answers,
            about: String::new(),
            ..self.clone()
        }
    }

    /// Whether it is a form of this kind about this person, and what it is about is the same: another breach is
    /// another form, but an absence that went on meanwhile is the same absence.
    pub(super) fn is_like(&self, new: &Form) -> bool {
        let about_it = || {
            // As an earlier version of the program kept it: what it is about stands among its answers alone.
            self.about.is_empty()
                && new
                    .answers
                    .iter()
                    .filter(|(field, _)| *field != "until")
                    .all(|(field, answer)| self.answers.get(field) == Some(answer))
        };
        self.kind == new.kind && self.of == new.of && (self.about == new.about || about_it())
    }
}
