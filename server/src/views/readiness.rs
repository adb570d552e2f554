//! Readiness for an external site: what is proposed and what it rests on, why nothing is, and what staff answered.

use chrono::NaiveDate;
use serde::Serialize;
use stupen_domain::facts::{NoteAbout, ReadinessAnswered};
use stupen_domain::readiness::{Growth, Readiness, Why};
use stupen_domain::said::Said;
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::{AssessmentId, EnrolmentId, PersonId};
use stupen_domain::{State, assessments, requests};

use super::Name;
use super::assessments::Direction;
use super::breaches::By;
use super::items::{Forms, Item, MarkWords};

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
    /// From the rules.
    pub fn of(
        state: &State,
        forms: &mut Forms<'_>,
        person: &PersonId,
        growth: &Growth<'_>,
    ) -> Self {
        let version = version(state, person, growth);
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

/// The form of the newest assessment that was looked at.
fn version(state: &State, person: &PersonId, growth: &Growth<'_>) -> u32 {
    growth
        .weighs
        .last()
        .and_then(|id| assessments::one(state, person, id))
        .map_or(0, |view| view.shown.version)
}

/// What staff answered to a proposed readiness.
#[derive(Clone, Debug, Serialize)]
pub struct ReadinessAnswer {
    /// Ready, or not yet.
    pub ready: bool,
    /// When to look again.
    pub again_on: Option<NaiveDate>,
    /// By whom, when.
    pub said: By,
    /// Why.
    pub reasons: Vec<String>,
}

/// How readiness stands.
#[derive(Clone, Debug, Serialize)]
pub struct ReadinessNow {
    /// `proposed`, `ready`, or why nothing is proposed: `not_enrolled`, `at_external_site`, `too_few`, `falling`,
    /// `not_growing`, `too_little`, `answered`, `until`.
    pub standing: &'static str,
    /// Assessments there are, of those that are needed.
    pub of: Option<(u32, u32)>,
    /// The criteria that are in the way.
    pub criteria: Vec<Item>,
    /// Criteria at the two most independent levels, of all.
    pub independent: Option<(u32, u32)>,
    /// When to look again.
    pub until: Option<NaiveDate>,
    /// Everything that was answered, the newest first.
    pub answers: Vec<ReadinessAnswer>,
}

impl ReadinessNow {
    /// From the rules.
    pub fn of(
        state: &State,
        forms: &mut Forms<'_>,
        person: &PersonId,
        readiness: &Readiness<'_>,
    ) -> Self {
        let mut now = Self {
            standing: "proposed",
            of: None,
            criteria: Vec::new(),
            independent: None,
            until: None,
            answers: answers(state, person),
        };
        let why = match readiness {
            Readiness::Proposed(_) => return now,
            Readiness::Ready(_) => {
                now.standing = "ready";
                return now;
            }
            Readiness::NotYet(why) => why,
        };
        now.standing = match why {
            Why::NotEnrolled => "not_enrolled",
            Why::AtExternalSite => "at_external_site",
            Why::TooFew { have, need } => {
                now.of = Some((*have, *need));
                "too_few"
            }
            Why::Falling(growth) => {
                now.criteria = growth
                    .falling
                    .iter()
                    .map(|id| criterion(state, forms, person, growth, id))
                    .collect();
                "falling"
            }
            Why::NotGrowing(_) => "not_growing",
            Why::TooLittle(growth) => {
                now.independent = Some((growth.independent, growth.all));
                "too_little"
            }
            Why::Answered(_) => "answered",
            Why::Until(on, _) => {
                now.until = Some(*on);
                "until"
            }
        };
        now
    }
}

fn criterion(
    state: &State,
    forms: &mut Forms<'_>,
    person: &PersonId,
    growth: &Growth<'_>,
    id: &str,
) -> Item {
    forms.mark(version(state, person, growth), id, "").criterion
}

fn answers(state: &State, person: &PersonId) -> Vec<ReadinessAnswer> {
    let mut answers: Vec<ReadinessAnswer> = state
        .person(person)
        .filter_map(|entry| Some((ReadinessAnswered::of(&entry.payload.fact)?, entry)))
        .map(|(answer, entry)| {
            let about = answer.weighs.last().map_or("", AssessmentId::as_str);
            ReadinessAnswer {
                ready: answer.ready,
                again_on: answer.again_on,
                said: By::of(state, &Said::of(state, entry)),
                reasons: requests::notes(state, person, NoteAbout::Readiness, about)
                    .into_iter()
                    .filter(|(_, said)| said.at == entry.occurred_at)
                    .map(|(note, _)| note.words.clone())
                    .collect(),
            }
        })
        .collect();
    answers.reverse();
    answers
}
