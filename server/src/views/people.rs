//! The participants of a workshop, and one with everything that staff may know, gathered.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use stupen_domain::attendance;
use stupen_domain::facts::{
    ContractRecorded, EndReason, NoteAbout, PersonSet, Service, SpeechMode, TimerShape, TrialResult,
};
use stupen_domain::people::{self, EnrolmentView};
use stupen_domain::reviews;
use stupen_domain::settings::{self, PersonSettings};
use stupen_domain::wire::Kind;
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::{EnrolmentId, PersonId, WorkshopId};
use stupen_domain::{
    State, assessments, breaches, forms, placements, requests, schedule, stations, terms, trials,
};
use stupen_ledger::{Ledger, ViewsError};

use super::assessments::DueLine;
use super::board::Standing;
use super::breaches::By;
use super::goals::GoalLine;
use super::operations::{OperationName, Operations};
use super::past::{Past, Shown};
use super::requests::RequestLine;
use super::{Name, Room, reviews as review_views};
use crate::book::Book;
use crate::clock::Moment;
use crate::i18n::msg;

/// How an enrolment's term stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Begins later.
    ToCome,
    /// Runs.
    Runs,
    /// More than eight months are over.
    EndsSoon,
    /// The agreed last day has passed.
    Past,
    /// More than nine months are over.
    Overdue,
    /// Ended.
    Ended,
}

impl Term {
    fn of(enrolment: &EnrolmentView, today: NaiveDate) -> Self {
        match terms::term(enrolment, today) {
            terms::Term::ToCome => Self::ToCome,
            terms::Term::Open | terms::Term::Runs(_) => Self::Runs,
            terms::Term::EndsSoon(_) => Self::EndsSoon,
            terms::Term::Past => Self::Past,
            terms::Term::Overdue => Self::Overdue,
            terms::Term::Ended => Self::Ended,
        }
    }

    /// In words, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::ToCome => msg("begins later"),
            Self::Runs => msg("runs"),
            Self::EndsSoon => msg("the term ends soon"),
            Self::Past => msg("the agreed term has passed"),
            Self::Overdue => msg("more than nine months"),
            Self::Ended => msg("ended"),
        }
    }

    /// The colour of its tag.
    pub fn colour(self) -> &'static str {
        match self {
            Self::ToCome => "now",
            Self::Runs => "done",
            Self::EndsSoon | Self::Past => "pause",
            Self::Overdue => "help",
            Self::Ended => "past",
        }
    }
}

/// One enrolment.
#[derive(Clone, Debug, Serialize)]
pub struct EnrolmentLine {
    /// Which.
    pub enrolment: EnrolmentId,
    /// What for.
    pub service: Service,
    /// First day.
    pub from: NaiveDate,
    /// Agreed last day.
    pub until: Option<NaiveDate>,
    /// Last day and why.
    pub ended: Option<(NaiveDate, EndReason)>,
    /// The dismissal fell, and the enrolment stays ended because a newer one began.
    pub dismissal_fell: bool,
    /// It is not over, and an end, or an earlier one, may be told.
    #[serde(skip)]
    pub may_end: bool,
    /// How its term stands.
    pub term: Term,
    /// The day after which temporary employment has lasted nine months.
    pub nine_months: Option<NaiveDate>,
    /// Number of the contract.
    pub contract: Option<String>,
    /// Breaches that count.
    pub strikes: usize,
    /// What was noted for the case with its end, on the person's own page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub noted: Vec<String>,
}

impl EnrolmentLine {
    fn of(state: &State, person: &PersonId, enrolment: &EnrolmentView, today: NaiveDate) -> Self {
        let contract = state
            .person(person)
            .filter_map(|entry| ContractRecorded::of(&entry.payload.fact))
            .rfind(|contract| contract.enrolment == enrolment.enrolment)
            .map(|contract| contract.number.clone());
        Self {
            enrolment: enrolment.enrolment.clone(),
            service: enrolment.service,
            from: enrolment.from,
            until: enrolment.until,
            ended: enrolment.ended,
            dismissal_fell: enrolment.dismissal_fell,
            may_end: !enrolment.is_over(today),
            term: Term::of(enrolment, today),
            nine_months: terms::overdue_after(enrolment),
            contract,
            strikes: breaches::strikes(state, person, &enrolment.enrolment).len(),
            noted: Vec::new(),
        }
    }

    /// With what was noted for the case when it ended.
    fn with_notes(self, state: &State, person: &PersonId) -> Self {
        let id = self.enrolment.as_str();
        let notes = requests::notes(state, person, NoteAbout::Ending, id);
        Self {
            noted: notes.iter().map(|(note, _)| note.words.clone()).collect(),
            ..self
        }
    }
}

/// One participant in the list.
#[derive(Clone, Debug, Serialize)]
pub struct PersonLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// The enrolment that holds, else the last one.
    pub enrolment: EnrolmentLine,
    /// The next assessment.
    pub due: DueLine,
    /// Requests that wait.
    pub requests: usize,
    /// At an external site today.
    pub at_site: bool,
}

impl PersonLine {
    fn of(
        state: &State,
        rules: &Rules,
        workshop: &WorkshopId,
        set: &PersonSet,
        enrolment: &EnrolmentView,
        today: NaiveDate,
    ) -> Self {
        let person = &set.person;
        Self {
            name: Name::from(set),
            full_name: super::full_name(state, person),
            enrolment: EnrolmentLine::of(state, person, enrolment, today),
            due: DueLine::of(
                state,
                person,
                &assessments::due_by(rules, state, workshop, person, today),
            ),
            requests: requests::requests(state, person)
                .iter()
                .filter(|request| request.is_open())
                .count(),
            at_site: placements::at(state, person, today).is_some(),
        }
    }
}

/// The participants of a workshop.
#[derive(Clone, Debug, Serialize)]
pub struct PeopleList {
    /// Which workshop.
    pub workshop: Room,
    /// Who is enrolled today, by name.
    pub here: Vec<PersonLine>,
    /// Who was or will be, by name, as far as was asked for.
    pub others: Vec<PersonLine>,
    /// How far that is.
    pub past: Shown,
}

impl PeopleList {
    /// Reads the list.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        past: Past,
        moment: Moment,
    ) -> Result<Self, ViewsError> {
        let today = room.day(moment);
        ledger.open_day(today)?;
        let state = ledger.state();
        let (mut here, mut others) = (Vec::new(), Vec::new());
        for view in people::everybody(state) {
            if view.staff_role().is_some() {
                continue;
            }
            let mut enrolments = people::enrolments(state, &view.person.person);
            enrolments.retain(|enrolment| enrolment.workshop == room.id);
            let holds = enrolments.iter().position(|view| view.runs_on(today));
            let last = enrolments.len().checked_sub(1);
            let Some(at) = holds.or(last) else {
                continue;
            };
            let enrolment = enrolments.swap_remove(at);
            if holds.is_some() {
                here.push((view.person, enrolment));
            } else if past.shows(enrolment.ended.map(|(on, _)| on), today) {
                others.push((view.person, enrolment));
            }
        }
        for lines in [&mut here, &mut others] {
            lines.sort_by(|(a, _), (b, _)| (&a.called, &a.person).cmp(&(&b.called, &b.person)));
        }
        let (others, past) = past.cut(others, today);
        let rules = forms::rules(state, &room.id);
        let lines = |people: Vec<(&PersonSet, EnrolmentView)>| {
            people
                .iter()
                .map(|(person, enrolment)| {
                    PersonLine::of(state, &rules, &room.id, person, enrolment, today)
                })
                .collect()
        };
        Ok(Self {
            here: lines(here),
            others: lines(others),
            past,
            workshop: room,
        })
    }
}

/// A trial task.
#[derive(Clone, Debug, Serialize)]
pub struct TrialLine {
    /// How it went.
    pub result: TrialResult,
    /// On which operation.
    pub operation: Option<OperationName>,
    /// By whom, when.
    pub said: By,
    /// What was seen, for the case.
    pub remarks: String,
}

impl TrialLine {
    /// How it went, in words, as a msgid.
    pub fn label(&self) -> &'static str {
        match self.result {
            TrialResult::Ready => msg("work may start"),
            TrialResult::Practise => msg("more practice first"),
            TrialResult::OtherWay => msg("another way fits better"),
        }
    }
}

/// How the kiosk is set for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingsLine {
    /// `ru` or `en`.
    pub language: &'static str,
    /// Size of the text in per cent.
    pub text_percent: u16,
    /// When it speaks.
    pub speech: SpeechMode,
    /// Loudness in per cent.
    pub volume_percent: u16,
    /// Darker ink, thicker outlines.
    pub high_contrast: bool,
    /// The main action stands at the left.
    pub left_handed: bool,
    /// Nothing moves.
    pub calm: bool,
    /// Tenths of a second within which a second touch means nothing.
    pub debounce_ds: u16,
    /// The timer of a break.
    pub break_timer: TimerShape,
    /// The timer of a piece.
    pub work_timer: TimerShape,
}

impl From<PersonSettings> for SettingsLine {
    fn from(set: PersonSettings) -> Self {
        Self {
            language: set.language,
            text_percent: set.text_percent,
            speech: set.speech,
            volume_percent: set.volume_percent,
            high_contrast: set.high_contrast,
            left_handed: set.left_handed,
            calm: set.calm,
            debounce_ds: set.debounce_ds,
            break_timer: set.break_timer,
            work_timer: set.work_timer,
        }
    }
}

/// One participant, gathered.
#[derive(Clone, Debug, Serialize)]
pub struct PersonPage {
    /// In which workshop.
    pub workshop: Room,
    /// Who.
    pub name: Name,
    /// Surname, given name, patronymic.
    pub full_name: Option<String>,
    /// The roster's key.
    pub roster_key: Option<String>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// Where they are today.
    pub standing: Standing,
    /// Since when, or when the day begins.
    pub came: Option<DateTime<FixedOffset>>,
    /// Minutes worked today.
    pub worked_min: u32,
    /// What they work on today.
    pub operation: Option<OperationName>,
    /// Enrolments here, the newest first.
    pub enrolments: Vec<EnrolmentLine>,
    /// How the review of the newest enrolment stands.
    pub review: review_views::Standing,
    /// The next assessment.
    pub due: DueLine,
    /// Days of the last assessments, the newest first.
    pub assessed: Vec<NaiveDate>,
    /// Goals, those aimed at first.
    pub goals: Vec<GoalLine>,
    /// Requests, the newest first.
    pub requests: Vec<RequestLine>,
    /// Trial tasks, the newest first.
    pub trials: Vec<TrialLine>,
    /// The stay at an external site that holds today, its last day.
    pub at_site: Option<Option<NaiveDate>>,
    /// How many stays there were.
    pub stays: usize,
    /// How the kiosk is set.
    pub settings: SettingsLine,
    /// Badges that work today, spares that are lent for the day too.
    pub badges: usize,
    /// Whoever holds the only badge they were given.
    pub badge_went_to: Option<Name>,
    /// They have hours of their own.
    pub own_hours: bool,
    /// Today.
    pub today: NaiveDate,
}

impl PersonPage {
    /// Reads a participant; `None` when nobody of this id is known, or it is one of the staff.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        book: &Book,
        room: Room,
        person: &PersonId,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        let today = room.day(moment);
        ledger.open_day(today)?;
        let state = ledger.state();
        let Some(known) = people::person(state, person).filter(|v| v.staff_role().is_none()) else {
            return Ok(None);
        };
        let day = attendance::day(state, &room.id, person, today, room.at(moment, today));
        let operations = Operations::of(book, state, &room.id);
        let mut enrolments: Vec<EnrolmentLine> = Vec::new();
        let mut review = review_views::Standing::NotDue;
        for enrolment in people::enrolments(state, person) {
            if enrolment.workshop != room.id {
                continue;
            }
            let found = reviews::review(state, person, &enrolment.enrolment);
            review = review_views::Standing::of(&found.status);
            let line = EnrolmentLine::of(state, person, &enrolment, today);
            enrolments.push(line.with_notes(state, person));
        }
        enrolments.reverse();
        let identity = people::identity(state, person);
        let mut assessed: Vec<NaiveDate> = assessments::shown(state, person)
            .iter()
            .map(|view| view.shown.on)
            .collect();
        assessed.reverse();
        assessed.truncate(3);
        let mut trials: Vec<TrialLine> = trials::trials(state, person)
            .into_iter()
            .map(|view| TrialLine {
                result: view.trial.result,
                operation: view.trial.operation.as_ref().map(|id| operations.name(id)),
                said: By::of(state, &view.said),
                remarks: view
                    .described
                    .map_or_else(String::new, |described| described.remarks.clone()),
            })
            .collect();
        trials.reverse();
        Ok(Some(Self {
            name: Name::from(known.person),
            full_name: identity.map(|known| {
                [
                    Some(known.surname.as_str()),
                    Some(known.given_name.as_str()),
                    known.patronymic.as_deref(),
                ]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
            }),
            roster_key: identity.and_then(|known| known.roster_key.clone()),
            born: identity.and_then(|known| known.born),
            standing: Standing::of(&day),
            came: day.presence.first().map(|stretch| stretch.from),
            worked_min: day.worked_min,
            operation: stations::assigned(state, person, today).map(|id| operations.name(id)),
            enrolments,
            review,
            due: DueLine::of(
                state,
                person,
                &assessments::due(state, &room.id, person, today),
            ),
            assessed,
            goals: GoalLine::all(state, person),
            requests: super::requests::of_person(state, &room, person),
            trials,
            at_site: placements::at(state, person, today).map(|stay| stay.until),
            stays: placements::of(state, person).len(),
            settings: settings::of(state, person).into(),
            badge_went_to: people::badge_went_to(state, person, today)
                .map(|other| Name::of(state, &other)),
            badges: people::badges(state, person).len()
                + people::day_badges(state, person, today).len(),
            own_hours: !schedule::patterns(state, &room.id, Some(person)).is_empty(),
            today,
            workshop: room,
        }))
    }
}
