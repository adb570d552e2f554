//! Whatever people may do and have done, a rotation covers the chain as far as that is possible at all
//! (docs/domain.md section 13.5).

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a story that cannot be told fails its test"
)]

use crate::common;
use std::collections::BTreeSet;

use crate::common::*;
use proptest::prelude::*;
use stupen_domain::entry::Role;
use stupen_domain::facts::*;
use stupen_domain::practice::Totals;
use stupen_domain::rotation::{self, Because};
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::*;

/// Of one person: pieces and whether it is barred, by operation.
type Hands = Vec<Vec<(u32, bool)>>;

fn operation(n: usize) -> OperationId {
    OperationId::new(format!("soap-set/o{n}"))
}

fn person(n: usize) -> PersonId {
    PersonId::new(format!("p{n}"))
}

fn tell(hands: &Hands) -> Story {
    let mut story = Story::workshop();
    for (who, cells) in hands.iter().enumerate() {
        let barred: Vec<usize> = (0..cells.len()).filter(|at| cells[*at].1).collect();
        story.office(OperationsBarred {
            person: person(who),
            operations: barred.into_iter().map(operation).collect(),
        });
        for (at, (pieces, _)) in cells.iter().enumerate() {
            let run = RunRecorded {
                run: RunId::new(format!("r{who}-{at}")),
                person: person(who),
                operation: operation(at),
                version: 1,
                began: common::at("09:00"),
                ended: common::at("09:10"),
                counted: *pieces,
                defects: 0,
                help: 0,
                steps: vec![],
                part: None,
                away: None,
            };
            story.write("k1.01", "09:10", run.into(), Role::Participant);
        }
    }
    story
}

/// How many operations can have somebody at once, by trying everything.
fn coverable(hands: &Hands, who: usize, taken: &mut BTreeSet<usize>) -> usize {
    let Some(cells) = hands.get(who) else {
        return taken.len();
    };
    let mut best = coverable(hands, who + 1, taken);
    for (at, (_, barred)) in cells.iter().enumerate() {
        if !barred && taken.insert(at) {
            best = best.max(coverable(hands, who + 1, taken));
            taken.remove(&at);
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_rotation_covers_what_can_be_covered(
        hands in (1usize..5).prop_flat_map(|operations| {
            let cell = (0u32..4, any::<bool>()).prop_map(|(pieces, barred)| (pieces * 60, barred));
            prop::collection::vec(prop::collection::vec(cell, operations), 1..6)
        })
    ) {
        let story = tell(&hands);
        let totals = Totals::of(&story.state);
        let chain: Vec<OperationId> = (0..hands[0].len()).map(operation).collect();
        let people: Vec<PersonId> = (0..hands.len()).map(person).collect();
        let propose = |people: &[PersonId]| {
            let day = date("2026-03-02");
            rotation::propose(&totals, &story.state, people, &chain, &Rules::default(), day)
        };
        let turns = propose(&people);
        let mut backwards = people.clone();
        backwards.reverse();
        prop_assert_eq!(&propose(&backwards), &turns);
        let mut covered = BTreeSet::new();
        for (who, turn) in turns.iter().enumerate() {
            prop_assert_eq!(&turn.person, &person(who));
            let allowed: Vec<OperationId> = (0..chain.len())
                .filter(|at| !hands[who][*at].1)
                .map(operation)
                .collect();
            match &turn.operation {
                Some(operation) => {
                    prop_assert!(allowed.contains(operation));
                    covered.insert(operation.clone());
                }
                None => prop_assert!(allowed.is_empty()),
            }
            prop_assert_eq!(turn.operation.is_none(), turn.because == Because::NothingAllowed);
        }
        prop_assert_eq!(covered.len(), coverable(&hands, 0, &mut BTreeSet::new()));
    }
}

#[test]
fn people_stay_with_the_product_that_they_work_on() {
    let mut story = Story::workshop();
    let gift = OperationId::new("gift/wrap");
    for (who, operation) in [(0, Some(&gift)), (1, None), (2, Some(&operation(1)))] {
        if let Some(operation) = operation {
            story.office(OperationAssigned {
                person: person(who),
                from: date("2026-02-02"),
                operation: Some(operation.clone()),
            });
        }
    }
    let all = [gift.clone(), operation(0), operation(1)];
    let here: Vec<PersonId> = (0..3).map(person).collect();
    let turns = rotation::by_product(
        &Totals::of(&story.state),
        &story.state,
        &here,
        &all,
        &Rules::default(),
        date("2026-03-02"),
    );
    let at = |who: usize| {
        let turn = turns.iter().find(|turn| turn.person == person(who));
        turn.and_then(|turn| turn.operation.clone()).unwrap()
    };
    assert_eq!(at(0), gift, "planned there");
    let soap: BTreeSet<OperationId> = [at(1), at(2)].into();
    assert_eq!(
        soap,
        [operation(0), operation(1)].into(),
        "who has no plan joins the product with most operations"
    );
    assert_eq!(turns.len(), 3);
}
