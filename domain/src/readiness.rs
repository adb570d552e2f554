//! Readiness for an external site: proposed from growth that lasts, never decided (docs/domain.md section 2.8).

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::assessments::{self, CriterionTrend, Scales, ShownView, Trend};
use crate::forms;
use crate::people;
use crate::placements;
use crate::said::Said;
use crate::state::State;
use crate::wire::Kind;
use crate::wire::facts::{PlacementStarted, ReadinessAnswered, Service};
use crate::wire::forms::{Assessment, Rules};
use crate::wire::ids::{AssessmentId, EnrolmentId, PersonId, WorkshopId};

/// What counts as independent: this many of a criterion's levels, from the most independent.
const INDEPENDENT_LEVELS: usize = 2;

/// Whether somebody is ready for an external site, as far as the log can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Readiness<'a> {
    /// It is time to talk about it: staff answer.
    Proposed(Growth<'a>),
    /// Staff said that the person is ready, and nobody went out since.
    Ready(Said<'a>),
    /// Not proposed, and why.
    NotYet(Why<'a>),
}

/// Why no readiness is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Why<'a> {
    /// Not in temporary employment here.
    NotEnrolled,
    /// Out already.
    AtExternalSite,
    /// Too few assessments to see growth.
    TooFew {
        /// So many there are.
        have: u32,
        /// So many are needed.
        need: u32,
    },
    /// A criterion fell, or cannot be compared.
    Falling(Growth<'a>),
    /// Nothing grew, and not everything is at the top.
    NotGrowing(Growth<'a>),
    /// Too few criteria stand at the independent levels.
    TooLittle(Growth<'a>),
    /// Staff looked at the newest assessment and said: not yet.
    Answered(Said<'a>),
    /// Staff said when to look again.
    Until(NaiveDate, Said<'a>),
}

/// What the proposal rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth<'a> {
    /// Within which enrolment.
    pub enrolment: EnrolmentId,
    /// The assessments that were looked at, oldest first: what an answer weighs.
    pub weighs: Vec<AssessmentId>,
    /// Each criterion from the first of them to the last.
    pub criteria: Vec<CriterionTrend<'a>>,
    /// Criteria that fell from one of them to the next, or cannot be compared.
    pub falling: Vec<String>,
    /// Criteria of the last one that stand at the two most independent levels.
    pub independent: u32,
    /// Criteria of the last one.
    pub all: u32,
}

impl Growth<'_> {
    /// Hundredths of all criteria that stand at the two most independent levels, rounded down.
    pub fn independent_per_100(&self) -> u32 {
        self.independent
            .saturating_mul(100)
            .checked_div(self.all)
            .unwrap_or(0)
    }
}

/// Whether readiness for an external site is to be proposed.
///
/// The last assessments of the enrolment (data: `ready_assessments`) are compared: from one to the next no criterion
/// falls, from the first to the last at least one grows (or all stand at the top), and in the last enough criteria
/// (data: `ready_share_per_100`) stand at the two most independent levels. An answer that weighed the newest one
/// settles it until the next assessment; `again_on` puts it off until that day; "ready" holds until the person goes
/// out.
pub fn readiness<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    person: &PersonId,
    today: NaiveDate,
) -> Readiness<'a> {
    let rules = forms::rules(state, workshop);
    let mut scales = Scales::of(state, workshop);
    by(&rules, &mut scales, state, workshop, person, today)
}

/// [`readiness`] by rules and forms that lists of many read once.
fn by<'a>(
    rules: &Rules,
    scales: &mut Scales<'_>,
    state: &'a State,
    workshop: &WorkshopId,
    person: &PersonId,
    today: NaiveDate,
) -> Readiness<'a> {
    let enrolment = people::member(state, person, workshop, today)
        .filter(|view| view.service == Service::TemporaryEmployment);
    let Some(enrolment) = enrolment else {
        return Readiness::NotYet(Why::NotEnrolled);
    };
    if placements::at(state, person, today).is_some() {
        return Readiness::NotYet(Why::AtExternalSite);
    }
    let all = assessments::inside(state, person, &enrolment.enrolment);
    if let Some(answered) = answered(state, person, &enrolment.enrolment, &all, today) {
        return answered;
    }
    let need = usize::try_from(rules.ready_assessments.max(1)).unwrap_or(usize::MAX);
    let Some(looked) = all
        .len()
        .checked_sub(need)
        .and_then(|first| all.get(first..))
    else {
        return Readiness::NotYet(Why::TooFew {
            have: u32::try_from(all.len()).unwrap_or(u32::MAX),
            need: rules.ready_assessments.max(1),
        });
    };
    let growth = growth(scales, enrolment.enrolment, looked);
    let grows = growth
        .criteria
        .iter()
        .any(|criterion| criterion.trend == Trend::Growing);
    let enough = u64::from(growth.independent) * 100
        >= u64::from(rules.ready_share_per_100) * u64::from(growth.all);
    if !growth.falling.is_empty() {
        Readiness::NotYet(Why::Falling(growth))
    } else if !grows && !at_the_top(scales, looked) {
        Readiness::NotYet(Why::NotGrowing(growth))
    } else if growth.all == 0 || !enough {
        Readiness::NotYet(Why::TooLittle(growth))
    } else {
        Readiness::Proposed(growth)
    }
}

/// What staff answered last within an enrolment, whether or not it holds still.
pub fn last_answer<'a>(
    state: &'a State,
    person: &PersonId,
    enrolment: &EnrolmentId,
) -> Option<(&'a ReadinessAnswered, Said<'a>)> {
    state
        .person(person)
        .filter_map(|entry| Some((ReadinessAnswered::of(&entry.payload.fact)?, entry)))
        .rfind(|(answer, _)| answer.enrolment == *enrolment)
        .map(|(answer, entry)| (answer, Said::of(state, entry)))
}

/// What staff answered, while it holds.
fn answered<'a>(
    state: &'a State,
    person: &PersonId,
    enrolment: &EnrolmentId,
    all: &[ShownView<'a>],
    today: NaiveDate,
) -> Option<Readiness<'a>> {
    let (answer, entry) = state
        .person(person)
        .filter_map(|entry| Some((ReadinessAnswered::of(&entry.payload.fact)?, entry)))
        .rfind(|(answer, _)| answer.enrolment == *enrolment)?;
    let said = Said::of(state, entry);
    if answer.ready {
        let went_out = state
            .person(person)
            .filter(|later| later.order > entry.order)
            .any(|later| PlacementStarted::of(&later.payload.fact).is_some());
        // Who came back is looked at anew, once there is something new to look at.
        let newest_weighed = weighed_newest(answer, all);
        return match (went_out, newest_weighed) {
            (false, _) => Some(Readiness::Ready(said)),
            (true, true) => Some(Readiness::NotYet(Why::Answered(said))),
            (true, false) => None,
        };
    }
    match answer.again_on {
        Some(again_on) if today < again_on => Some(Readiness::NotYet(Why::Until(again_on, said))),
        Some(_) => None,
        None => weighed_newest(answer, all).then_some(Readiness::NotYet(Why::Answered(said))),
    }
}

fn weighed_newest(answer: &ReadinessAnswered, all: &[ShownView<'_>]) -> bool {
    all.last()
        .is_some_and(|newest| answer.weighs.contains(&newest.shown.assessment))
}

fn growth<'a>(
    scales: &mut Scales<'_>,
    enrolment: EnrolmentId,
    looked: &[ShownView<'a>],
) -> Growth<'a> {
    let (first, last) = (looked.first(), looked.last());
    let criteria = last.map_or_else(Vec::new, |last| {
        scales.trends(first.filter(|_| looked.len() > 1), last)
    });
    let mut falling: Vec<String> = Vec::new();
    for pair in looked.windows(2) {
        let [earlier, later] = pair else { continue };
        for criterion in scales.trends(Some(earlier), later) {
            let fell = matches!(criterion.trend, Trend::Falling | Trend::Unknown);
            if fell && falling.iter().all(|known| known != criterion.criterion) {
                falling.push(criterion.criterion.into());
            }
        }
    }
    let ranks = last.map_or_else(Vec::new, |last| ranks(scales, last));
    Growth {
        enrolment,
        weighs: looked
            .iter()
            .map(|view| view.shown.assessment.clone())
            .collect(),
        criteria,
        falling,
        independent: count(
            ranks
                .iter()
                .filter(|rank| rank.is_some_and(|rank| rank < INDEPENDENT_LEVELS)),
        ),
        all: count(ranks.iter()),
    }
}

/// Whether a level of a criterion is one of the two most independent.
pub fn is_independent(form: &Assessment, criterion: &str, level: &str) -> bool {
    assessments::rank(form, criterion, level).is_some_and(|rank| rank < INDEPENDENT_LEVELS)
}

/// The place of each mark among its criterion's levels.
fn ranks(scales: &mut Scales<'_>, view: &ShownView<'_>) -> Vec<Option<usize>> {
    let form = scales.form(view.shown.version);
    view.marks
        .iter()
        .map(|mark| assessments::rank(form, &mark.criterion, &mark.level))
        .collect()
}

/// Whether everything stands at the top in the last one: there is no room to grow.
fn at_the_top(scales: &mut Scales<'_>, looked: &[ShownView<'_>]) -> bool {
    looked
        .last()
        .is_some_and(|last| ranks(scales, last).iter().all(|rank| *rank == Some(0)))
}

fn count<T>(of: impl Iterator<Item = T>) -> u32 {
    u32::try_from(of.count()).unwrap_or(u32::MAX)
}

/// A proposal of a workshop.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed<'a> {
    /// Who.
    pub person: PersonId,
    /// What it rests on.
    pub growth: Growth<'a>,
}

/// Everybody of a workshop for whom readiness is proposed on a day, by person.
pub fn proposals<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    today: NaiveDate,
) -> Vec<Proposed<'a>> {
    let rules = forms::rules(state, workshop);
    let mut scales = Scales::of(state, workshop);
    people::everybody(state)
        .iter()
        .filter_map(|view| {
            let person = &view.person.person;
            match by(&rules, &mut scales, state, workshop, person, today) {
                Readiness::Proposed(growth) => Some(Proposed {
                    person: person.clone(),
                    growth,
                }),
                Readiness::Ready(_) | Readiness::NotYet(_) => None,
            }
        })
        .collect()
}
