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

/// Steps that one card of the grouped prompts stands for.
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

/// A move through an operation: the steps left behind by it, in their order, and where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Steps that were done.
    pub left: Vec<usize>,
    /// The step where it ends; where a question is asked or the piece ends, the step that does so.
    pub at: usize,
    /// What is there.
    pub next: Next,
}

/// What an answer at a step leads to. Where the steps of a group stand on one card (`together`), it goes on to the next
/// card or to the first question on the way; a way back is always shown.
pub fn advance(operation: &Operation, step: usize, answer: Answer, together: bool) -> Move {
    let cards = stretches(operation);
    let card_of = |step: usize| cards.iter().position(|card| card.steps.contains(&step));
    let mut left = Vec::new();
    let mut here = step;
    let mut answer = answer;
    loop {
        let next = next(operation, here, answer);
        match next {
            Next::Asks => {
                return Move {
                    left,
                    at: here,
                    next,
                };
            }
            Next::Step(there) => {
                left.push(here);
                if !(together && there > here && card_of(there) == card_of(here)) {
                    return Move {
                        left,
                        at: there,
                        next,
                    };
                }
                here = there;
                answer = Answer::Done;
            }
            Next::Counted | Next::PutAside => {
                left.push(here);
                return Move {
                    left,
                    at: here,
                    next,
                };
            }
        }
    }
}

/// The way of a good piece, for whoever works without step by step: every check is passed, every choice takes its first
/// way. Steps that only another way or a faulty piece leads to are not on it.
pub fn good_way(operation: &Operation) -> Vec<usize> {
    let mut way = Vec::new();
    let mut at = start_of(operation);
    while let Some((index, step)) = at.and_then(|index| Some((index, operation.steps.get(index)?)))
    {
        if way.contains(&index) {
            // A pack that runs in circles: nobody may be stuck because of it.
            break;
        }
        way.push(index);
        let answer = if step.check.is_some() {
            Answer::Good
        } else if step.branch.is_empty() {
            Answer::Done
        } else {
            Answer::Chose(0)
        };
        at = match next(operation, index, answer) {
            Next::Step(there) => Some(there),
            Next::Asks | Next::Counted | Next::PutAside => None,
        };
    }
    way
}

/// A line of the checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct ListLine<'a> {
    /// The group that it names; a step without one stands alone.
    pub group: Option<&'a Group>,
    /// The steps of the good way that it stands for, in the order of that way.
    pub steps: Vec<usize>,
}

/// The lines of the checklist: the good way as its groups join it. What only another way or a faulty piece leads to is
/// not to be ticked before a good piece is done.
pub fn checklist(operation: &Operation) -> Vec<ListLine<'_>> {
    let cards = stretches(operation);
    let mut lines: Vec<(usize, ListLine<'_>)> = Vec::new();
    for index in good_way(operation) {
        let Some((at, card)) = cards
            .iter()
            .enumerate()
            .find(|(_, card)| card.steps.contains(&index))
        else {
            continue;
        };
        match lines.iter_mut().find(|(known, _)| *known == at) {
            Some((_, line)) => line.steps.push(index),
            None => lines.push((
                at,
                ListLine {
                    group: card.group,
                    steps: Vec::from([index]),
                },
            )),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;

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

    #[test]
    fn the_good_way_takes_the_first_way_everywhere() {
        let named = |operation: &Operation| -> (Vec<String>, Vec<String>) {
            let name = |index: &usize| operation.steps[*index].id.clone();
            let lines = checklist(operation).into_iter().map(|line| {
                let steps: Vec<String> = line.steps.iter().map(name).collect();
                let steps = steps.join("+");
                line.group
                    .map_or(steps.clone(), |group| format!("{}({steps})", group.id))
            });
            (
                good_way(operation).iter().map(name).collect(),
                lines.collect(),
            )
        };
        /// What it is, groups, steps, the good way, the lines of the checklist.
        type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a str, &'a str);
        #[rustfmt::skip]
        let table: &[Row<'_>] = &[
            ("straight on", &[], &[r#""id": "a""#, r#""id": "b", "counts": true"#], "a b", "a b"),
            ("ways and a faulty piece", &[r#""id": "prepare""#, r#""id": "place""#], STEPS,
                "take look kind left put", "prepare(take+look) kind place(left+put)"),
            ("put aside in the middle", &[], &[
                r#""id": "look", "check": {"question": {"ru": "Целая?", "en": "Whole?"}, "ok": "put", "not_ok": "aside"}"#,
                r#""id": "aside", "defect": true"#, r#""id": "put", "counts": true"#], "look put", "look put"),
            ("a group only of another way", &[r#""id": "place""#], &[
                r#""id": "kind", "branch": [
                    {"label": {"ru": "Белая", "en": "White"}, "picture": "pictogram:box", "to": "put"},
                    {"label": {"ru": "Серая", "en": "Grey"}, "picture": "pictogram:box", "to": "left"}]"#,
                r#""id": "left", "group": "place""#, r#""id": "right", "group": "place""#, r#""id": "put", "counts": true"#],
                "kind put", "kind put"),
            ("back to a group", &[r#""id": "place""#], &[
                r#""id": "a", "then": "c""#, r#""id": "b", "group": "place", "counts": true"#, r#""id": "c", "group": "place", "then": "b""#],
                "a c b", "a place(c+b)"),
            ("in circles", &[], &[r#""id": "a""#, r#""id": "b", "then": "a""#], "a b", "a b"),
            ("nothing", &[], &[], "", ""),
        ];
        for (what, groups, steps, way, lines) in table {
            let (found, listed) = named(&operation(groups, steps));
            assert_eq!(found.join(" "), *way, "{what}");
            assert_eq!(listed.join(" "), *lines, "{what}");
        }
    }

    #[test]
    fn cards_of_several_steps_are_left_together_up_to_a_question() {
        let operation = operation(&[r#""id": "prepare""#, r#""id": "place""#], STEPS);
        let at = |id: &str| index_of(&operation, id).unwrap_or(usize::MAX);
        #[rustfmt::skip]
        let table = [
            // Where, answer, one card for a group: steps left, where it ends, what is there.
            ("take",  Answer::Done,     false, "take",     "look",  Next::Step(1)),
            ("take",  Answer::Done,     true,  "take",     "look",  Next::Asks),
            ("look",  Answer::Done,     true,  "",         "look",  Next::Asks),
            ("look",  Answer::Good,     true,  "look",     "kind",  Next::Step(3)),
            ("look",  Answer::NotGood,  true,  "look",     "aside", Next::Step(2)),
            ("aside", Answer::Done,     true,  "aside",    "aside", Next::PutAside),
            ("kind",  Answer::Chose(0), true,  "kind",     "left",  Next::Step(4)),
            ("left",  Answer::Done,     true,  "left put", "put",   Next::Counted),
            ("left",  Answer::Done,     false, "left",     "put",   Next::Step(6)),
        ];
        for (step, answer, together, left, end, expected) in table {
            let moved = advance(&operation, at(step), answer, together);
            let names: Vec<&str> = moved
                .left
                .iter()
                .map(|index| operation.steps[*index].id.as_str())
                .collect();
            assert_eq!(
                (names.join(" ").as_str(), moved.at, moved.next),
                (left, at(end), expected),
                "{step} {answer:?} {together}"
            );
        }
    }
}
