//! How steps follow each other: questions, choices, the end of a piece; and which steps stand together when a person
//! no longer needs each by itself.

use alloc::vec::Vec;
use core::ops::Range;

use super::{Group, Operation, Step};

/// What the person did at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Did the action: "next", the pedal.
    Done,
    /// Answered the check question: it is good.
    Good,
    /// Answered the check question: it is not.
    NotGood,
    /// Chose one of the ways, by its place in the list.
    Chose(usize),
}

/// What follows a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The step with this index.
    Step(usize),
    /// The step asks first: its check question or its choice is to be shown.
    Asks,
    /// The piece is finished and counts; the operation begins anew.
    Counted,
    /// The piece was put aside as faulty; the operation begins anew.
    PutAside,
}

/// The index of an operation's first step, for every new piece.
pub fn start_of(operation: &Operation) -> Option<usize> {
    (!operation.steps.is_empty()).then_some(0)
}

/// What follows the step with this index. Total: an index or an answer that does not fit the step goes on as if the
/// question had not been there, since nobody may be stuck because of a pack.
pub fn next(operation: &Operation, step: usize, answer: Answer) -> Next {
    let Some(here) = operation.steps.get(step) else {
        return Next::Counted;
    };
    let asks = here.check.is_some() || !here.branch.is_empty();
    if asks && answer == Answer::Done {
        return Next::Asks;
    }
    let target = match (answer, &here.check) {
        (Answer::Good, Some(check)) => check.ok.as_deref(),
        (Answer::NotGood, Some(check)) => Some(check.not_ok.as_str()),
        (Answer::Chose(way), _) => here.branch.get(way).map(|branch| branch.to.as_str()),
        (Answer::Done | Answer::Good | Answer::NotGood, _) => None,
    };
    target
        .and_then(|id| index_of(operation, id))
        .map_or_else(|| onward(operation, step, here), Next::Step)
}

/// Where a step leads without an answer of its own.
fn onward(operation: &Operation, step: usize, here: &Step) -> Next {
    if here.defect {
        return Next::PutAside;
    }
    if here.counts {
        return Next::Counted;
    }
    if let Some(then) = here.then.as_deref().and_then(|id| index_of(operation, id)) {
        return Next::Step(then);
    }
    let after = step.saturating_add(1);
    if after < operation.steps.len() {
        Next::Step(after)
    } else {
        Next::Counted
    }
}

pub(super) fn index_of(operation: &Operation, id: &str) -> Option<usize> {
    operation.steps.iter().position(|step| step.id == id)
}

/// Every way on from a step that a person can be led.
pub(super) fn ways(operation: &Operation, step: usize) -> Vec<Next> {
    let Some(here) = operation.steps.get(step) else {
        return Vec::new();
    };
    let answers: Vec<Answer> = if here.check.is_some() {
        Vec::from([Answer::Good, Answer::NotGood])
    } else if here.branch.is_empty() {
        Vec::from([Answer::Done])
    } else {
        (0..here.branch.len()).map(Answer::Chose).collect()
    };
    answers
        .into_iter()
        .map(|answer| next(operation, step, answer))
        .collect()
}

/// Steps that one card of the grouped prompts, one line of the checklist, stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch<'a> {
    /// Their group; a step without one stands alone.
    pub group: Option<&'a Group>,
    /// Their indices.
    pub steps: Range<usize>,
}

/// An operation's steps as its groups join them, in order.
pub fn stretches(operation: &Operation) -> Vec<Stretch<'_>> {
    let mut all: Vec<Stretch<'_>> = Vec::new();
    for (index, step) in operation.steps.iter().enumerate() {
        let group = step
            .group
            .as_deref()
            .and_then(|id| operation.groups.iter().find(|group| group.id == id));
        match all.last_mut() {
            Some(last) if group.is_some() && last.group == group => last.steps.end = index + 1,
            _ => all.push(Stretch {
                group,
                steps: index..index + 1,
            }),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::testing::operation;

    const STEPS: &[&str] = &[
        r#""id": "take", "group": "prepare""#,
        r#""id": "look", "group": "prepare", "check": {"question": {"ru": "Целая?", "en": "Whole?"}, "ok": "kind", "not_ok": "aside"}"#,
        r#""id": "aside", "defect": true"#,
        r#""id": "kind", "branch": [
            {"label": {"ru": "Белая", "en": "White"}, "picture": "pictogram:box", "to": "left"},
            {"label": {"ru": "Серая", "en": "Grey"}, "picture": "pictogram:box", "to": "right"},
            {"label": {"ru": "Синяя", "en": "Blue"}, "picture": "pictogram:box", "to": "gone"}]"#,
        r#""id": "left", "then": "put", "group": "place""#,
        r#""id": "right", "group": "place""#,
        r#""id": "put", "counts": true, "group": "place""#,
    ];

    #[test]
    fn answers_lead_on() {
        let operation = operation(&[], STEPS);
        let at = |id: &str| index_of(&operation, id).unwrap_or(usize::MAX);
        #[rustfmt::skip]
        let table = [
            ("take",  Answer::Done,     Next::Step(at("look"))),
            ("look",  Answer::Done,     Next::Asks),
            ("look",  Answer::Good,     Next::Step(at("kind"))),
            ("look",  Answer::NotGood,  Next::Step(at("aside"))),
            ("aside", Answer::Done,     Next::PutAside),
            ("kind",  Answer::Done,     Next::Asks),
            ("kind",  Answer::Chose(0), Next::Step(at("left"))),
            ("kind",  Answer::Chose(1), Next::Step(at("right"))),
            // Ways that lead nowhere are refused before publishing; should one come nevertheless, nobody is stuck.
            ("kind",  Answer::Chose(2), Next::Step(at("left"))),
            ("kind",  Answer::Chose(9), Next::Step(at("left"))),
            ("left",  Answer::Done,     Next::Step(at("put"))),
            ("right", Answer::Done,     Next::Step(at("put"))),
            ("put",   Answer::Done,     Next::Counted),
            ("take",  Answer::NotGood,  Next::Step(at("look"))),
            ("gone",  Answer::Done,     Next::Counted),
        ];
        for (step, answer, expected) in table {
            assert_eq!(
                next(&operation, at(step), answer),
                expected,
                "{step} {answer:?}"
            );
        }
        assert_eq!(start_of(&operation), Some(0));
    }

    #[test]
    fn an_operation_without_questions_goes_on_step_by_step() {
        let operation = operation(&[], &[r#""id": "take""#, r#""id": "put", "counts": true"#]);
        assert_eq!(next(&operation, 0, Answer::Done), Next::Step(1));
        assert_eq!(next(&operation, 1, Answer::Done), Next::Counted);
    }

    #[test]
    fn neighbours_of_one_group_stand_together() {
        let operation = operation(&[r#""id": "prepare""#, r#""id": "place""#], STEPS);
        let found: Vec<(Option<&str>, Range<usize>)> = stretches(&operation)
            .into_iter()
            .map(|stretch| (stretch.group.map(|group| group.id.as_str()), stretch.steps))
            .collect();
        assert_eq!(
            found,
            [
                (Some("prepare"), 0..2),
                (None, 2..3),
                (None, 3..4),
                (Some("place"), 4..7)
            ]
        );
    }
}
