//! Assessments: what is due, and how each criterion went over time.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::assessments::{self, Due, NotYet, Scales, ShownView, Trend};
use stupen_domain::readiness;
use stupen_domain::wire::ids::{AssessmentId, PersonId};
use stupen_domain::{State, people};
use stupen_ledger::{Ledger, ViewsError};

use super::breaches::By;
use super::goals::GoalLine;
use super::items::{Forms, Item, MarkWords};
use super::readiness::{ReadinessLine, ReadinessNow};
use super::{Name, Room};
use crate::clock::Moment;
use crate::i18n::msg;

/// Assessments shown beside each other: about four months.
const COLUMNS_MAX: usize = 8;

/// Whether an assessment is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// It should have been made.
    Overdue,
    /// Today, or since.
    Due,
    /// In a few days.
    Soon,
    /// Not yet, and why.
    NotYet,
}

impl DueState {
    /// In words, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => msg("overdue"),
            Self::Due => msg("due"),
            Self::Soon => msg("soon"),
            Self::NotYet => msg("not yet"),
        }
    }

    /// The colour of its tag.
    pub fn colour(self) -> &'static str {
        match self {
            Self::Overdue => "help",
            Self::Due => "pause",
            Self::Soon => "now",
            Self::NotYet => "past",
        }
    }
}

/// When the next assessment of somebody is due.
#[derive(Clone, Debug, Serialize)]
pub struct DueLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Whether.
    pub due: DueState,
    /// The day on which it falls due; of one that is not due, until when that is so.
    pub on: Option<NaiveDate>,
    /// Working days since then.
    pub days: Option<u32>,
    /// Why not yet, as a code.
    pub because: Option<&'static str>,
    /// When the last one was signed.
    pub last: Option<NaiveDate>,
}

impl DueLine {
    /// Of one person.
    pub fn of(state: &State, person: &PersonId, due: &Due) -> Self {
        let (standing, on, days, because) = match *due {
            Due::Due { on } => (DueState::Due, Some(on), None, None),
            Due::Soon { on } => (DueState::Soon, Some(on), None, None),
            Due::Overdue { on, days } => (DueState::Overdue, Some(on), Some(days), None),
            Due::NotYet { because, until } => {
                let because = match because {
                    NotYet::NotEnrolled => "not_enrolled",
                    NotYet::Orientation => "orientation",
                    NotYet::Excused => "excused",
                    NotYet::AtExternalSite => "at_external_site",
                    NotYet::TooEarly => "too_early",
                };
                (DueState::NotYet, until, None, Some(because))
            }
        };
        Self {
            name: Name::of(state, person),
            due: standing,
            on,
            days,
            because,
            last: assessments::shown(state, person)
                .last()
                .map(|view| view.shown.on),
        }
    }

    /// Why not yet, in words, as a msgid.
    pub fn because_label(&self) -> Option<&'static str> {
        Some(match self.because? {
            "not_enrolled" => msg("not enrolled"),
            "orientation" => msg("in orientation: it ends with an exam"),
            "excused" => msg("away, excused"),
            "at_external_site" => msg("at an external site"),
            _ => msg("the time is not over"),
        })
    }
}

/// Where a criterion went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Marked for the first time.
    First,
    /// More independent.
    Growing,
    /// As before.
    Same,
    /// Less independent.
    Falling,
    /// Not comparable.
    Unknown,
}

impl From<Trend> for Direction {
    fn from(trend: Trend) -> Self {
        match trend {
            Trend::First => Self::First,
            Trend::Growing => Self::Growing,
            Trend::Same => Self::Same,
            Trend::Falling => Self::Falling,
            Trend::Unknown => Self::Unknown,
        }
    }
}

impl Direction {
    /// In words, as a msgid.
    pub fn label(self) -> &'static str {
        match self {
            Self::First => msg("for the first time"),
            Self::Growing => msg("more independent"),
            Self::Same => msg("as before"),
            Self::Falling => msg("needs more support"),
            Self::Unknown => msg("cannot be compared"),
        }
    }

    /// A sign beside the words.
    pub fn sign(self) -> &'static str {
        match self {
            Self::First => "•",
            Self::Growing => "↗",
            Self::Same => "→",
            Self::Falling => "↘",
            Self::Unknown => "?",
        }
    }
}

/// How many criteria went where from the assessment before to the last one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Course {
    /// More independent.
    pub growing: usize,
    /// As before.
    pub same: usize,
    /// With more support.
    pub falling: usize,
}

impl Course {
    /// Of somebody's last two assessments; `None` while there are fewer.
    fn of(state: &State, scales: &mut Scales<'_>, person: &PersonId) -> Option<Self> {
        let shown = assessments::shown(state, person);
        let [.., before, last] = shown.as_slice() else {
            return None;
        };
        let mut course = Self::default();
        for criterion in scales.trends(Some(before), last) {
            match criterion.trend {
                Trend::Growing => course.growing += 1,
                Trend::Same => course.same += 1,
                Trend::Falling => course.falling += 1,
                Trend::First | Trend::Unknown => {}
            }
        }
        Some(course)
    }
}

/// One person in the list of what is due.
#[derive(Clone, Debug, Serialize)]
pub struct DueRow {
    /// When the next is due.
    #[serde(flatten)]
    pub line: DueLine,
    /// How the skills went lately.
    pub course: Option<Course>,
}

/// The lists of assessments.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentList {
    /// Of which workshop.
    pub workshop: Room,
    /// Overdue first, then by day.
    pub due: Vec<DueRow>,
    /// Readiness for an external site, to be answered.
    pub readiness: Vec<ReadinessLine>,
}

impl AssessmentList {
    /// Reads the lists.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(ledger: &mut Ledger, room: Room, moment: Moment) -> Result<Self, ViewsError> {
        let today = room.day(moment);
        ledger.open_day(today)?;
        let state = ledger.state();
        let mut scales = Scales::of(state, &room.id);
        let due = assessments::due_list(state, &room.id, today)
            .into_iter()
            .map(|view| DueRow {
                line: DueLine::of(state, &view.person, &view.due),
                course: Course::of(state, &mut scales, &view.person),
            })
            .collect();
        let id = room.id.clone();
        let mut forms = Forms::of(state, &id);
        let readiness = readiness::proposals(state, &room.id, today)
            .into_iter()
            .map(|proposed| {
                ReadinessLine::of(state, &mut forms, &proposed.person, &proposed.growth)
            })
            .collect();
        Ok(Self {
            workshop: room,
            due,
            readiness,
        })
    }
}

/// One criterion over time.
#[derive(Clone, Debug, Serialize)]
pub struct TrendRow {
    /// The criterion.
    pub criterion: Item,
    /// The level at each assessment, oldest first; absent where it was not marked.
    pub marks: Vec<Option<MarkWords>>,
    /// From the one before to the last.
    pub direction: Direction,
}

/// One assessment in a person's list.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentLine {
    /// Its id.
    pub id: AssessmentId,
    /// When it was signed.
    pub on: NaiveDate,
    /// By whom.
    pub by: By,
    /// At an external site.
    pub at_site: bool,
    /// Other values, written elsewhere at the same time.
    pub disputed: bool,
}

/// One person's assessments.
#[derive(Clone, Debug, Serialize)]
pub struct PersonAssessments {
    /// In which workshop.
    pub workshop: Room,
    /// Who.
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// When the next is due.
    pub due: DueLine,
    /// All, the newest first.
    pub all: Vec<AssessmentLine>,
    /// Days of the columns of `rows`, oldest first.
    pub columns: Vec<(AssessmentId, NaiveDate)>,
    /// Each criterion over time.
    pub rows: Vec<TrendRow>,
    /// Readiness, where it is proposed.
    pub readiness: Option<ReadinessLine>,
    /// How readiness stands, and what staff answered.
    pub ready: ReadinessNow,
    /// Goals, those aimed at first.
    pub goals: Vec<GoalLine>,
}

impl PersonAssessments {
    /// Reads a person's assessments; `None` when nobody of this id is known.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        person: &PersonId,
        moment: Moment,
    ) -> Result<Option<Self>, ViewsError> {
        let today = room.day(moment);
        ledger.open_day(today)?;
        let state = ledger.state();
        if people::person(state, person).is_none() {
            return Ok(None);
        }
        let id = room.id.clone();
        let mut forms = Forms::of(state, &id);
        let shown = assessments::shown(state, person);
        let mut all: Vec<AssessmentLine> = shown
            .iter()
            .map(|view| AssessmentLine {
                id: view.shown.assessment.clone(),
                on: view.shown.on,
                by: By::of(state, &view.said),
                at_site: view.shown.placement.is_some(),
                disputed: !view.disputed.is_empty(),
            })
            .collect();
        all.reverse();
        let latest = shown
            .get(shown.len().saturating_sub(COLUMNS_MAX)..)
            .unwrap_or_default();
        let standing = readiness::readiness(state, &room.id, person, today);
        let readiness = match &standing {
            readiness::Readiness::Proposed(growth) => {
                Some(ReadinessLine::of(state, &mut forms, person, growth))
            }
            readiness::Readiness::Ready(_) | readiness::Readiness::NotYet(_) => None,
        };
        let ready = ReadinessNow::of(state, &mut forms, person, &standing);
        Ok(Some(Self {
            name: Name::of(state, person),
            full_name: super::full_name(state, person),
            due: DueLine::of(
                state,
                person,
                &assessments::due(state, &room.id, person, today),
            ),
            all,
            columns: latest
                .iter()
                .map(|view| (view.shown.assessment.clone(), view.shown.on))
                .collect(),
            rows: rows(state, &room, &mut forms, latest),
            readiness,
            ready,
            goals: GoalLine::all(state, person),
            workshop: room,
        }))
    }
}

fn rows(
    state: &State,
    room: &Room,
    forms: &mut Forms<'_>,
    latest: &[ShownView<'_>],
) -> Vec<TrendRow> {
    let Some(newest) = latest.last() else {
        return Vec::new();
    };
    let before = latest.len().checked_sub(2).and_then(|at| latest.get(at));
    // The criteria of the newest form, then those that only older ones had.
    let mut criteria: Vec<&str> = newest.marks.iter().map(|m| m.criterion.as_str()).collect();
    for view in latest.iter().rev() {
        for mark in &view.marks {
            if !criteria.contains(&mark.criterion.as_str()) {
                criteria.push(&mark.criterion);
            }
        }
    }
    let trends = assessments::trends(state, &room.id, before, newest);
    criteria
        .into_iter()
        .map(|criterion| {
            let marks: Vec<Option<MarkWords>> = latest
                .iter()
                .map(|view| {
                    let mark = view.marks.iter().find(|m| m.criterion == criterion)?;
                    Some(forms.mark(view.shown.version, criterion, &mark.level))
                })
                .collect();
            TrendRow {
                criterion: marks.iter().flatten().next_back().map_or_else(
                    || forms.mark(0, criterion, "").criterion,
                    |mark| mark.criterion.clone(),
                ),
                marks,
                direction: trends
                    .iter()
                    .find(|trend| trend.criterion == criterion)
                    .map_or(Direction::Unknown, |trend| trend.trend.into()),
            }
        })
        .collect()
}
