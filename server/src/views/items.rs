//! Names of what was chosen on forms: each on the version on which it was filled in.

use std::collections::BTreeMap;

use serde::Serialize;
use stupen_domain::facts::{Bilingual, CriterionMark};
use stupen_domain::wire::forms::{
    Activities, Assessment, Choice, Criterion, Form, Praise, Regulation, Regulations,
};
use stupen_domain::wire::ids::WorkshopId;
use stupen_domain::{State, forms};

/// Something that was chosen, as lists name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id on the form.
    pub id: String,
    /// Its name; absent where its form is not here.
    pub title: Option<Bilingual>,
    /// `pictogram:<id>`.
    pub picture: Option<String>,
}

impl Item {
    fn unknown(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: None,
            picture: None,
        }
    }
}

impl From<&Choice> for Item {
    fn from(choice: &Choice) -> Self {
        Self {
            id: choice.id.clone(),
            title: Some(choice.title.clone()),
            picture: Some(choice.picture.clone()),
        }
    }
}

impl From<&Regulation> for Item {
    fn from(regulation: &Regulation) -> Self {
        Self {
            id: regulation.id.clone(),
            title: Some(regulation.title.clone()),
            picture: Some(regulation.picture.clone()),
        }
    }
}

impl From<&Criterion> for Item {
    fn from(criterion: &Criterion) -> Self {
        Self {
            id: criterion.id.clone(),
            title: Some(criterion.title.clone()),
            picture: Some(criterion.picture.clone()),
        }
    }
}

/// Forms that were read once for a page.
pub struct Forms<'a> {
    state: &'a State,
    workshop: &'a WorkshopId,
    regulations: BTreeMap<u32, Option<Regulations>>,
    praise: BTreeMap<u32, Option<Praise>>,
    assessments: BTreeMap<u32, Option<Assessment>>,
    activities: Option<Option<Activities>>,
}

impl<'a> Forms<'a> {
    /// Reads nothing yet.
    pub fn of(state: &'a State, workshop: &'a WorkshopId) -> Self {
        Self {
            state,
            workshop,
            regulations: BTreeMap::new(),
            praise: BTreeMap::new(),
            assessments: BTreeMap::new(),
            activities: None,
        }
    }

    fn regulations(&mut self, version: u32) -> Option<&Regulations> {
        let (state, workshop) = (self.state, self.workshop);
        kept(&mut self.regulations, state, workshop, version)
    }

    /// The form of an assessment.
    pub fn assessment(&mut self, version: u32) -> Option<&Assessment> {
        let (state, workshop) = (self.state, self.workshop);
        kept(&mut self.assessments, state, workshop, version)
    }

    /// A regulation.
    pub fn regulation(&mut self, version: u32, id: &str) -> Item {
        self.regulations(version)
            .and_then(|form| form.regulations.iter().find(|item| item.id == id))
            .map_or_else(|| Item::unknown(id), Item::from)
    }

    /// An agreed step.
    pub fn agreed(&mut self, version: u32, id: &str) -> Item {
        self.regulations(version)
            .and_then(|form| choice(&form.agreed, id))
            .unwrap_or_else(|| Item::unknown(id))
    }

    /// What the participant said by picture.
    pub fn said(&mut self, version: u32, id: &str) -> Item {
        self.regulations(version)
            .and_then(|form| choice(&form.said, id))
            .unwrap_or_else(|| Item::unknown(id))
    }

    /// A place.
    pub fn place(&mut self, version: u32, id: &str) -> Item {
        self.regulations(version)
            .and_then(|form| choice(&form.places, id))
            .unwrap_or_else(|| Item::unknown(id))
    }

    /// What praise was for.
    pub fn praise(&mut self, version: u32, id: &str) -> Item {
        let (state, workshop) = (self.state, self.workshop);
        kept(&mut self.praise, state, workshop, version)
            .and_then(|form| choice(&form.items, id))
            .unwrap_or_else(|| Item::unknown(id))
    }

    /// An activity, on the form that holds now: a request names no version.
    pub fn activity(&mut self, id: &str) -> Item {
        let (state, workshop) = (self.state, self.workshop);
        self.activities
            .get_or_insert_with(|| {
                forms::current::<Activities>(state, workshop).map(|found| found.form)
            })
            .as_ref()
            .and_then(|form| choice(&form.items, id))
            .unwrap_or_else(|| Item::unknown(id))
    }

    /// A mark in words: criterion, level, and how independent the level is (0 the most).
    pub fn mark(&mut self, version: u32, criterion: &str, level: &str) -> MarkWords {
        let form = self.assessment(version);
        let found = form.and_then(|form| form.criteria.iter().find(|c| c.id == criterion));
        let place = found.and_then(|c| c.levels.iter().position(|known| known.id == level));
        MarkWords {
            criterion: found.map_or_else(|| Item::unknown(criterion), Item::from),
            level: form
                .and_then(|form| choice(&form.levels, level))
                .unwrap_or_else(|| Item::unknown(level)),
            described: found
                .zip(place)
                .and_then(|(c, at)| c.levels.get(at))
                .map(|level| level.title.clone()),
            place,
            of: found.map_or(0, |c| c.levels.len()),
        }
    }

    /// Marks in words, in the order of the form; those of unknown criteria last.
    pub fn marks(&mut self, version: u32, marks: &[CriterionMark]) -> Vec<(MarkWords, String)> {
        let order: Vec<String> = self
            .assessment(version)
            .map(|form| form.criteria.iter().map(|c| c.id.clone()).collect())
            .unwrap_or_default();
        let mut marks: Vec<&CriterionMark> = marks.iter().collect();
        marks.sort_by_key(|mark| {
            order
                .iter()
                .position(|id| *id == mark.criterion)
                .unwrap_or(usize::MAX)
        });
        marks
            .into_iter()
            .map(|mark| {
                (
                    self.mark(version, &mark.criterion, &mark.level),
                    mark.note.clone(),
                )
            })
            .collect()
    }
}

/// A mark in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MarkWords {
    /// The criterion.
    pub criterion: Item,
    /// The level: alone, with a reminder, ...
    pub level: Item,
    /// What the level looks like in this criterion.
    pub described: Option<Bilingual>,
    /// 0 the most independent; absent where the form is not here.
    pub place: Option<usize>,
    /// How many levels there are.
    pub of: usize,
}

fn choice(choices: &[Choice], id: &str) -> Option<Item> {
    choices
        .iter()
        .find(|choice| choice.id == id)
        .map(Item::from)
}

fn kept<'m, F: Form>(
    known: &'m mut BTreeMap<u32, Option<F>>,
    state: &State,
    workshop: &WorkshopId,
    version: u32,
) -> Option<&'m F> {
    known
        .entry(version)
        .or_insert_with(|| forms::version::<F>(state, workshop, version))
        .as_ref()
}
