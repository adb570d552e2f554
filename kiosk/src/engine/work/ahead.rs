//! The pictures that the next touch may bring, so that they are ready before it comes.

use stupen_domain::Now;
use stupen_domain::facts::PromptLevel;
use stupen_domain::pack::{self, Answer, Next, Operation};

use super::super::scene::Scene;
use super::super::{Engine, Mode};
use super::player::PICTURES_MAX;
use crate::local::OpenRun;
use crate::ui::{Expected, Picture, Place};

/// More would be made ready in vain: some screens lead to many others.
const AHEAD_MAX: usize = 12;

impl Engine {
    /// What may come next, the likeliest first; nothing where no picture of the store can come.
    pub(in crate::engine) fn expected(&self, now: &Now) -> Vec<Expected> {
        let person = match &self.scene {
            Scene::Hello { person, .. }
            | Scene::Choice { person, .. }
            | Scene::Tools { person }
            | Scene::Step { person }
            | Scene::Finished { person }
            | Scene::PutAside { person, .. } => person,
            _ => return Vec::new(),
        };
        let run = self.open_run(person);
        let (id, version, operation) = match &run {
            Some((run, operation)) => (run.operation.clone(), run.version, *operation),
            None => {
                // Work is about to begin.
                let planned = self.assigned(person, now);
                let Some(id) = planned.filter(|_| self.setup.mode != Mode::Entrance) else {
                    return Vec::new();
                };
                let Some((version, operation)) = self.media.version_of(&id) else {
                    return Vec::new();
                };
                (id, version, operation)
            }
        };
        let prompts = self.prompts(person, &id);
        let ahead = Ahead {
            operation,
            films: &|step| self.films(prompts.support, step),
            grouped: prompts.level == PromptLevel::Grouped,
        };
        let at_step = run
            .as_ref()
            .map(|(run, _)| run)
            .filter(|_| matches!(self.scene, Scene::Step { .. }));
        let mut texts: Vec<(&str, Place)> = Vec::new();
        match (prompts.level, at_step) {
            (PromptLevel::Full | PromptLevel::Grouped, Some(run)) => {
                for step in steps_after(run, operation) {
                    texts.extend(ahead.card(step));
                }
                let step = operation.steps.get(run.step);
                if let Some(step) = step.filter(|_| !run.asking) {
                    texts.extend(answers(step));
                }
                texts.push((&operation.picture, Place::Lead(1)));
                if let Some(before) = run.trail.last() {
                    texts.extend(ahead.card(*before));
                }
            }
            (PromptLevel::Full | PromptLevel::Grouped, None) => {
                let step = run.as_ref().map_or(0, |(run, _)| run.step);
                texts.extend(ahead.card(step));
            }
            (PromptLevel::Checklist | PromptLevel::Free, _) => {
                texts.push((&operation.picture, Place::Lead(1)));
            }
        }
        let mut expected: Vec<Expected> = Vec::new();
        for (text, place) in texts {
            let picture = self.media.pack_picture(&id, version, text);
            let one = Expected { picture, place };
            if matches!(one.picture, Picture::Stored(_)) && !expected.contains(&one) {
                expected.push(one);
            }
        }
        expected.truncate(AHEAD_MAX);
        expected
    }
}

/// How the cards of this work look.
struct Ahead<'a, 'b> {
    operation: &'a Operation,
    films: &'b dyn Fn(&pack::Step) -> bool,
    grouped: bool,
}

impl<'a> Ahead<'a, '_> {
    /// What leads the card on which a step stands.
    fn card(&self, index: usize) -> Vec<(&'a str, Place)> {
        let cards = pack::stretches(self.operation);
        let card = cards
            .iter()
            .find(|card| self.grouped && card.group.is_some() && card.steps.contains(&index));
        if let Some(card) = card {
            let steps = self
                .operation
                .steps
                .get(card.steps.clone())
                .unwrap_or_default();
            let place = Place::Lead(steps.len().min(PICTURES_MAX));
            return steps
                .iter()
                .take(PICTURES_MAX)
                .map(|step| (step.picture.as_str(), place))
                .collect();
        }
        let Some(step) = self.operation.steps.get(index) else {
            return Vec::new();
        };
        if (self.films)(step) && !step.clip.is_empty() {
            let frames = step.clip.iter().take(pack::CLIP_FRAMES_MAX);
            let place = Place::of_clip(frames.len());
            return frames
                .map(|frame| (frame.picture.as_str(), place))
                .collect();
        }
        vec![(step.picture.as_str(), Place::Lead(1))]
    }
}

/// The steps to which the present one may lead.
fn steps_after(run: &OpenRun, operation: &Operation) -> Vec<usize> {
    let Some(step) = operation.steps.get(run.step) else {
        return Vec::new();
    };
    let mut given = vec![Answer::Done];
    if step.check.is_some() {
        given.extend([Answer::Good, Answer::NotGood]);
    }
    given.extend((0..step.branch.len()).map(Answer::Chose));
    let mut after: Vec<usize> = Vec::new();
    for answer in given {
        let there = match pack::next(operation, run.step, answer) {
            Next::Step(there) => there,
            // The next piece.
            Next::Counted | Next::PutAside => pack::start_of(operation).unwrap_or(0),
            Next::Asks => continue,
        };
        if !after.contains(&there) {
            after.push(there);
        }
    }
    after
}

/// The pictures among which a step's question lets one choose.
fn answers(step: &pack::Step) -> Vec<(&str, Place)> {
    let check = step
        .check
        .iter()
        .flat_map(|check| [&check.picture, &check.picture_not_ok])
        .flatten();
    let ways = step.branch.iter().map(|way| &way.picture);
    check
        .chain(ways)
        .map(|text| (text.as_str(), Place::Card))
        .collect()
}
