//! Assessments: what is due, how each criterion went over time, one whole, and readiness that is proposed.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::assessments::{self, Due, NotYet, Trend};
use stupen_domain::facts::{AssessmentShown, CriterionMark};
use stupen_domain::readiness::{self, Growth};
use stupen_domain::wire::ids::{AssessmentId, EnrolmentId, PersonId};
use stupen_domain::{State, goals, people};
use stupen_ledger::{Ledger, ViewsError};

use super::breaches::By;
use super::items::{Forms, Item, MarkWords};
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

/// Readiness that the log proposes, with what it rests on.
#[derive(Clone, Debug, Serialize)]
pub struct ReadinessLine {
    /// Who.
    #[serde(flatten)]
    pub name: Name,
    /// Within which enrolment.
    pub enrolment: EnrolmentId,
    /// The assessments that were looked at.
    pub weighs: Vec<AssessmentId>,
    /// Each criterion: before, now, direction.
    pub criteria: Vec<GrowthLine>,
    /// Criteria at the two most independent levels.
    pub independent: u32,
    /// All criteria.
    pub all: u32,
}

/// One criterion of a proposed readiness.
#[derive(Clone, Debug, Serialize)]
pub struct GrowthLine {
    /// Now.
    pub mark: MarkWords,
    /// At the first of the assessments looked at.
    pub before: Option<Item>,
    /// From then to now.
    pub direction: Direction,
}

impl ReadinessLine {
    fn of(state: &State, forms: &mut Forms<'_>, person: &PersonId, growth: &Growth<'_>) -> Self {
        let version = growth
            .weighs
            .last()
            .and_then(|id| assessments::one(state, person, id))
            .map_or(0, |view| view.shown.version);
        Self {
            name: Name::of(state, person),
            enrolment: growth.enrolment.clone(),
            weighs: growth.weighs.clone(),
            criteria: growth
                .criteria
                .iter()
                .map(|criterion| GrowthLine {
                    mark: forms.mark(version, criterion.criterion, criterion.level),
                    before: criterion
                        .before
                        .map(|level| forms.mark(version, criterion.criterion, level).level),
                    direction: criterion.trend.into(),
                })
                .collect(),
            independent: growth.independent,
            all: growth.all,
        }
    }
}

/// The lists of assessments.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentList {
    /// Of which workshop.
    pub workshop: Room,
    /// Overdue first, then by day.
    pub due: Vec<DueLine>,
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
        let state = ledger.state();
        let due = assessments::due_list(state, &room.id, today)
            .into_iter()
            .map(|view| DueLine::of(state, &view.person, &view.due))
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

/// A goal.
#[derive(Clone, Debug, Serialize)]
pub struct GoalLine {
    /// Its picture.
    pub picture: String,
    /// What it is.
    pub words: String,
    /// How it is seen that it is reached.
    pub measure: String,
    /// By when.
    pub until: Option<NaiveDate>,
    /// What became of it, as a msgid.
    #[serde(skip)]
    pub settled: Option<&'static str>,
    /// When it was agreed, by whom.
    pub agreed: By,
}

impl GoalLine {
    /// All goals of a person, those aimed at first.
    pub fn all(state: &State, person: &PersonId) -> Vec<Self> {
        use stupen_domain::facts::GoalOutcome;
        let mut lines: Vec<Self> = goals::goals(state, person)
            .into_iter()
            .map(|view| Self {
                picture: view.goal.picture.as_str().to_owned(),
                words: view.goal.words.clone(),
                measure: view.goal.measure.clone(),
                until: view.goal.until,
                settled: view.settled.as_ref().map(|(outcome, _)| match outcome {
                    GoalOutcome::Reached => msg("reached"),
                    GoalOutcome::Changed => msg("another took its place"),
                    GoalOutcome::Dropped => msg("let be"),
                }),
                agreed: By::of(state, &view.said),
            })
            .collect();
        lines.reverse();
        lines.sort_by_key(|line| line.settled.is_some());
        lines
    }
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
        let latest: Vec<&AssessmentShown> = shown
            .iter()
            .skip(shown.len().saturating_sub(COLUMNS_MAX))
            .map(|view| view.shown)
            .collect();
        let readiness = match readiness::readiness(state, &room.id, person, today) {
            readiness::Readiness::Proposed(growth) => {
                Some(ReadinessLine::of(state, &mut forms, person, &growth))
            }
            readiness::Readiness::Ready(_) | readiness::Readiness::NotYet(_) => None,
        };
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
                .map(|shown| (shown.assessment.clone(), shown.on))
                .collect(),
            rows: rows(state, &room, &mut forms, &latest),
            readiness,
            goals: GoalLine::all(state, person),
            workshop: room,
        }))
    }
}

fn rows(
    state: &State,
    room: &Room,
    forms: &mut Forms<'_>,
    latest: &[&AssessmentShown],
) -> Vec<TrendRow> {
    let Some(newest) = latest.last() else {
        return Vec::new();
    };
    let before = latest
        .len()
        .checked_sub(2)
        .and_then(|at| latest.get(at))
        .copied();
    // The criteria of the newest form, then those that only older ones had.
    let mut criteria: Vec<&str> = newest.marks.iter().map(|m| m.criterion.as_str()).collect();
    for shown in latest.iter().rev() {
        for mark in &shown.marks {
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
                .map(|shown| {
                    let mark = shown.marks.iter().find(|m| m.criterion == criterion)?;
                    Some(forms.mark(shown.version, criterion, &mark.level))
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

/// One criterion of an assessment.
#[derive(Clone, Debug, Serialize)]
pub struct CriterionLine {
    /// Criterion and the consultant's level now.
    pub mark: MarkWords,
    /// The consultant's remark, where the office may read it.
    pub note: String,
    /// As it was signed, where it was amended.
    pub was: Option<Item>,
    /// The participant's own level.
    pub own: Option<Item>,
    /// Levels to choose from, for an amendment.
    #[serde(skip)]
    pub levels: Vec<(String, stupen_domain::facts::Bilingual)>,
}

/// A change of a signed assessment.
#[derive(Clone, Debug, Serialize)]
pub struct AmendmentLine {
    /// By whom.
    pub by: By,
    /// Why.
    pub reason: String,
    /// Notes that were added.
    pub notes: String,
    /// The marks that changed.
    pub marks: Vec<(MarkWords, String)>,
}

/// One assessment whole.
#[derive(Clone, Debug, Serialize)]
pub struct AssessmentPage {
    /// In which workshop.
    pub workshop: Room,
    /// Who was assessed.
    pub name: Name,
    /// Surname and given name, where the office knows them.
    pub full_name: Option<String>,
    /// Which.
    pub id: AssessmentId,
    /// When it was signed.
    pub on: NaiveDate,
    /// By whom.
    pub by: By,
    /// The days that it looks back on, where the office may read it.
    pub looks_at: Option<(NaiveDate, NaiveDate)>,
    /// Each criterion.
    pub criteria: Vec<CriterionLine>,
    /// Notes.
    pub notes: String,
    /// Recommendations.
    pub recommendations: String,
    /// Changes, in order.
    pub amendments: Vec<AmendmentLine>,
    /// At an external site.
    pub at_site: bool,
    /// What the floor is shown now.
    #[serde(skip)]
    pub shown: AssessmentShown,
    /// The marks now, with remarks.
    #[serde(skip)]
    pub marks: Vec<CriterionMark>,
}

impl AssessmentPage {
    /// Reads one assessment; `None` when there is none of this id.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub fn read(
        ledger: &mut Ledger,
        room: Room,
        person: &PersonId,
        id: &AssessmentId,
    ) -> Result<Option<Self>, ViewsError> {
        let state = ledger.state();
        let Some(view) = assessments::one(state, person, id) else {
            return Ok(None);
        };
        let shown = view.shown.clone();
        let workshop = room.id.clone();
        let mut forms = Forms::of(state, &workshop);
        let signed = assessments::signed(state, person, id);
        let own = assessments::own_marks(state, person, id);
        let own_of = |criterion: &str| {
            let of_signed = signed
                .as_ref()
                .and_then(|signed| signed.signed.own.iter().find(|m| m.criterion == criterion));
            let of_rating = own
                .as_ref()
                .and_then(|(given, _)| given.marks.iter().find(|m| m.criterion == criterion));
            let of_shown = shown.marks.iter().find(|m| m.criterion == criterion);
            of_signed
                .or(of_rating)
                .map(|mark| mark.level.clone())
                .or_else(|| of_shown.and_then(|mark| mark.own.clone()))
        };
        let marks: Vec<CriterionMark> = match &signed {
            Some(signed) => signed.marks.clone(),
            None => shown
                .marks
                .iter()
                .map(|mark| CriterionMark {
                    criterion: mark.criterion.clone(),
                    level: mark.level.clone(),
                    note: String::new(),
                })
                .collect(),
        };
        let version = shown.version;
        let criteria = forms
            .marks(version, &marks)
            .into_iter()
            .map(|(mark, note)| {
                let criterion = mark.criterion.id.clone();
                let first = signed
                    .as_ref()
                    .and_then(|s| s.signed.marks.iter().find(|m| m.criterion == criterion))
                    .filter(|first| first.level != mark.level.id)
                    .map(|first| forms.mark(version, &criterion, &first.level).level);
                CriterionLine {
                    note,
                    was: first,
                    own: own_of(&criterion)
                        .map(|level| forms.mark(version, &criterion, &level).level),
                    levels: forms
                        .assessment(version)
                        .and_then(|form| form.criteria.iter().find(|c| c.id == criterion))
                        .map(|c| {
                            c.levels
                                .iter()
                                .map(|level| (level.id.clone(), level.title.clone()))
                                .collect()
                        })
                        .unwrap_or_default(),
                    mark,
                }
            })
            .collect();
        let amendments = assessments::amendments(state, person, id)
            .into_iter()
            .map(|(amended, said)| AmendmentLine {
                by: By::of(state, &said),
                reason: amended.reason.clone(),
                notes: amended.notes.clone(),
                marks: forms.marks(version, &amended.marks),
            })
            .collect();
        Ok(Some(Self {
            name: Name::of(state, person),
            full_name: super::full_name(state, person),
            id: id.clone(),
            on: shown.on,
            by: By::of(
                state,
                signed.as_ref().map_or(&view.said, |signed| &signed.said),
            ),
            looks_at: signed
                .as_ref()
                .map(|signed| (signed.signed.from, signed.signed.until)),
            criteria,
            notes: signed
                .as_ref()
                .map_or_else(String::new, |signed| signed.signed.notes.clone()),
            recommendations: signed
                .as_ref()
                .map_or_else(String::new, |signed| signed.signed.recommendations.clone()),
            amendments,
            at_site: shown.placement.is_some(),
            shown,
            marks,
            workshop: room,
        }))
    }
}
