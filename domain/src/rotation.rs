//! Who could work on what today: a proposal that staff change by tap (docs/domain.md section 13.5).
//!
//! Through the whole chain, the least practised first, newcomers beside somebody who can show them (docs/domain.md
//! section 2.3). Everything follows from what is known, so that every device proposes the same.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use chrono::NaiveDate;

use crate::practice::{self, Skill, Totals};
use crate::state::State;
use crate::stations;
use crate::wire::forms::Rules;
use crate::wire::ids::{OperationId, PersonId};

/// Why somebody is proposed for an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// Of all that they may do here, they have practised none less.
    LeastPractised,
    /// They are new, and the one named can show them there.
    Beside(PersonId),
    /// They can show the one named, who is new.
    Shows(PersonId),
    /// So that every operation has somebody, and none too many.
    Covers,
    /// They may do none of the operations.
    NothingAllowed,
}

/// What is proposed for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who.
    pub person: PersonId,
    /// The operation; `None` where they may do none.
    pub operation: Option<OperationId>,
    /// Why.
    pub because: Because,
    /// Pieces they have made there so far.
    pub pieces: u32,
    /// For a newcomer: who beside them is experienced in what they are to do.
    pub beside: Option<PersonId>,
}

/// Proposes an operation for everybody present, by person. `operations` is the chain in its order.
///
/// Everybody gets one that they may do. In this order of importance: as many operations as possible have somebody;
/// people are spread evenly; newcomers have an experienced person on the same operation or the one before or after;
/// people do what they have practised least; and who has practised several equally little goes on along the chain.
pub fn propose(
    totals: &Totals<'_>,
    state: &State,
    present: &[PersonId],
    operations: &[OperationId],
    rules: &Rules,
    day: NaiveDate,
) -> Vec<Turn> {
    let mut people: Vec<&PersonId> = present.iter().collect();
    people.sort();
    people.dedup();
    let mut chain: Vec<OperationId> = Vec::new();
    for operation in operations {
        if !chain.contains(operation) {
            chain.push(operation.clone());
        }
    }
    let hands: Vec<Hand> = people
        .iter()
        .map(|person| Hand::of(totals, state, person, &chain, rules, day))
        .collect();
    let mut floor = Floor::new(&hands, chain.len());
    floor.cover();
    floor.place_the_rest();
    floor.improve();
    floor.turns(&people, &chain)
}

/// Proposals product by product, where a workshop makes several: people stay with the product that they work on; who has
/// no plan yet joins the one with most operations, the first of them where there are several [D].
pub fn by_product(
    totals: &Totals<'_>,
    state: &State,
    present: &[PersonId],
    operations: &[OperationId],
    rules: &Rules,
    day: NaiveDate,
) -> Vec<Turn> {
    let product = |id: &'_ OperationId| -> alloc::string::String {
        id.as_str().split('/').next().unwrap_or_default().into()
    };
    let mut chains: Vec<(alloc::string::String, Vec<OperationId>)> = Vec::new();
    for operation in operations {
        let name = product(operation);
        match chains.iter_mut().find(|(known, _)| *known == name) {
            Some((_, chain)) => chain.push(operation.clone()),
            None => chains.push((name, vec![operation.clone()])),
        }
    }
    let largest = chains.iter().map(|(_, chain)| chain.len()).max();
    let main = chains
        .iter()
        .find(|(_, chain)| Some(chain.len()) == largest)
        .map(|(name, _)| name.clone());
    let of = |person: &PersonId| {
        stations::planned(state, person, day)
            .and_then(|planned| planned.assigned.operation.as_ref())
            .map(product)
            .filter(|name| chains.iter().any(|(known, _)| known == name))
            .or_else(|| main.clone())
    };
    chains
        .iter()
        .flat_map(|(name, chain)| {
            let here: Vec<PersonId> = present
                .iter()
                .filter(|person| of(person).as_ref() == Some(name))
                .cloned()
                .collect();
            propose(totals, state, &here, chain, rules, day)
        })
        .collect()
}

/// What matters of one person on one operation.
#[derive(Clone, Copy, Debug)]
struct Cell {
    allowed: bool,
    pieces: u32,
    experienced: bool,
    /// How many allowed operations they have practised less.
    rank: u32,
    /// Operations to pass along the chain from where they are planned now.
    along: u32,
}

/// One person.
struct Hand {
    cells: Vec<Cell>,
    /// Experienced nowhere in this chain.
    newcomer: bool,
}

impl Hand {
    fn of(
        totals: &Totals<'_>,
        state: &State,
        person: &PersonId,
        chain: &[OperationId],
        rules: &Rules,
        day: NaiveDate,
    ) -> Hand {
        let skills = practice::skills(totals, person, chain, rules);
        let now = stations::assigned(state, person, day)
            .and_then(|now| chain.iter().position(|operation| operation == now));
        let len = chain.len();
        let cells: Vec<Cell> = skills
            .iter()
            .enumerate()
            .map(|(at, skill)| {
                let less = |other: &&practice::SkillCell| {
                    !other.barred && other.practised.pieces < skill.practised.pieces
                };
                let along = now.map_or(at, |now| (at + len - now + len - 1) % len.max(1));
                Cell {
                    allowed: !skill.barred,
                    pieces: skill.practised.pieces,
                    experienced: skill.skill == Skill::Experienced,
                    rank: small(skills.iter().filter(less).count()),
                    along: small(along),
                }
            })
            .collect();
        Hand {
            newcomer: cells.iter().all(|cell| !cell.experienced),
            cells,
        }
    }

    fn cell(&self, operation: usize) -> Cell {
        self.cells.get(operation).copied().unwrap_or(Cell {
            allowed: false,
            pieces: 0,
            experienced: false,
            rank: u32::MAX,
            along: u32::MAX,
        })
    }

    /// Their operations, the least practised first.
    fn wishes(&self) -> Vec<usize> {
        let mut wishes: Vec<usize> = (0..self.cells.len())
            .filter(|at| self.cell(*at).allowed)
            .collect();
        wishes.sort_by_key(|at| (self.cell(*at).rank, self.cell(*at).along, *at));
        wishes
    }
}

/// What a distribution costs, the most important first: operations without anybody, unevenness, newcomers without
/// anybody beside them, practice passed over, way along the chain.
type Cost = (usize, usize, usize, u64, u64);

/// People at operations.
struct Floor<'a> {
    hands: &'a [Hand],
    at: Vec<Option<usize>>,
    operations: usize,
    /// People at each operation, and the sums of what they cost there: kept with every change of place, since
    /// thousands of distributions are compared.
    loads: Vec<usize>,
    rank: u64,
    along: u64,
    newcomers: Vec<usize>,
}

impl<'a> Floor<'a> {
    fn new(hands: &'a [Hand], operations: usize) -> Self {
        let is_newcomer = |at: &usize| hands.get(*at).is_some_and(|hand| hand.newcomer);
        Floor {
            hands,
            at: vec![None; hands.len()],
            operations,
            loads: vec![0; operations],
            rank: 0,
            along: 0,
            newcomers: (0..hands.len()).filter(is_newcomer).collect(),
        }
    }

    fn place(&mut self, person: usize, operation: Option<usize>) {
        let before = self.place_of(person);
        let Some(place) = self.at.get_mut(person) else {
            return;
        };
        *place = operation;
        if let Some(before) = before {
            let cell = self.cell(person, before);
            self.rank -= u64::from(cell.rank);
            self.along -= u64::from(cell.along);
            if let Some(load) = self.loads.get_mut(before) {
                *load -= 1;
            }
        }
        if let Some(operation) = operation {
            let cell = self.cell(person, operation);
            self.rank += u64::from(cell.rank);
            self.along += u64::from(cell.along);
            if let Some(load) = self.loads.get_mut(operation) {
                *load += 1;
            }
        }
    }

    fn place_of(&self, person: usize) -> Option<usize> {
        self.at.get(person).copied().flatten()
    }

    fn load(&self, operation: usize) -> usize {
        self.loads.get(operation).copied().unwrap_or(0)
    }

    /// Gives as many operations as possible one person each, by augmenting paths.
    fn cover(&mut self) {
        for operation in 0..self.operations {
            let mut asked = vec![false; self.hands.len()];
            self.fill(operation, &mut asked);
        }
    }

    /// Finds somebody for an operation; who has one already goes only where another takes their place.
    fn fill(&mut self, operation: usize, asked: &mut [bool]) -> bool {
        let mut able: Vec<usize> = (0..self.hands.len())
            .filter(|person| self.cell(*person, operation).allowed)
            .collect();
        able.sort_by_key(|person| {
            let cell = self.cell(*person, operation);
            let free = self.place_of(*person).is_none();
            (!free, cell.rank, cell.along, *person)
        });
        for person in able {
            match asked.get_mut(person) {
                Some(asked) if !*asked => *asked = true,
                Some(_) | None => continue,
            }
            let before = self.place_of(person);
            self.place(person, Some(operation));
            match before {
                None => return true,
                Some(left) if self.fill(left, asked) => return true,
                Some(_) => self.place(person, before),
            }
        }
        false
    }

    fn place_the_rest(&mut self) {
        for person in 0..self.hands.len() {
            if self.place_of(person).is_some() {
                continue;
            }
            let wishes = self.hands.get(person).map(Hand::wishes).unwrap_or_default();
            let least = wishes.iter().copied().min_by_key(|at| self.load(*at));
            self.place(person, least);
        }
    }

    /// Exchanges and moves while they make it better.
    fn improve(&mut self) {
        // Each improvement lowers the cost, which is bounded; the bound here only keeps a large workshop quick.
        for _ in 0..self.hands.len() * 4 {
            if !self.improve_once() {
                return;
            }
        }
    }

    fn improve_once(&mut self) -> bool {
        let cost = self.cost();
        for person in 0..self.hands.len() {
            let Some(here) = self.place_of(person) else {
                continue;
            };
            for there in 0..self.operations {
                if there == here || !self.cell(person, there).allowed {
                    continue;
                }
                self.place(person, Some(there));
                if self.is_cheaper(&cost) {
                    return true;
                }
                // In exchange for somebody who is there.
                for other in 0..self.hands.len() {
                    if other == person
                        || self.place_of(other) != Some(there)
                        || !self.cell(other, here).allowed
                    {
                        continue;
                    }
                    self.place(other, Some(here));
                    if self.is_cheaper(&cost) {
                        return true;
                    }
                    self.place(other, Some(there));
                }
                self.place(person, Some(here));
            }
        }
        false
    }

    fn cell(&self, person: usize, operation: usize) -> Cell {
        match self.hands.get(person) {
            Some(hand) => hand.cell(operation),
            None => Hand {
                cells: Vec::new(),
                newcomer: false,
            }
            .cell(operation),
        }
    }

    fn cost(&self) -> Cost {
        let (empty, uneven) = self.spread();
        (empty, uneven, self.lonely(), self.rank, self.along)
    }

    /// Whether it costs less; what is dear to find out is asked last.
    fn is_cheaper(&self, than: &Cost) -> bool {
        let (empty, uneven, lonely, rank, along) = *than;
        let spread = self.spread();
        if spread != (empty, uneven) {
            return spread < (empty, uneven);
        }
        (self.lonely(), self.rank, self.along) < (lonely, rank, along)
    }

    /// Operations without anybody, and unevenness.
    fn spread(&self) -> (usize, usize) {
        let empty = self.loads.iter().filter(|load| **load == 0).count();
        (empty, self.loads.iter().map(|load| load * load).sum())
    }

    /// Newcomers without anybody beside them.
    fn lonely(&self) -> usize {
        self.newcomers
            .iter()
            .filter(|person| {
                self.place_of(**person)
                    .is_some_and(|operation| self.beside(**person, operation).is_none())
            })
            .count()
    }

    fn is_newcomer(&self, person: usize) -> bool {
        self.hands.get(person).is_some_and(|hand| hand.newcomer)
    }

    /// Who can show a person an operation: somebody experienced in it, on the same one before those beside it.
    fn beside(&self, person: usize, operation: usize) -> Option<usize> {
        (0..self.hands.len())
            .filter(|other| *other != person && self.cell(*other, operation).experienced)
            .filter_map(|other| {
                let away = self.place_of(other)?.abs_diff(operation);
                (away <= 1).then_some((away, other))
            })
            .min()
            .map(|(_, other)| other)
    }

    fn turns(&self, people: &[&PersonId], chain: &[OperationId]) -> Vec<Turn> {
        let id = |at: usize| people.get(at).map(|id| (*id).clone());
        let beside: Vec<Option<usize>> = (0..self.hands.len())
            .map(|person| {
                let operation = self.place_of(person).filter(|_| self.is_newcomer(person))?;
                self.beside(person, operation)
            })
            .collect();
        let shows: BTreeMap<usize, usize> = beside
            .iter()
            .enumerate()
            .filter_map(|(new, shower)| shower.map(|shower| (shower, new)))
            .rev()
            .collect();
        people
            .iter()
            .enumerate()
            .map(|(at, person)| {
                let place = self.place_of(at);
                let cell = place.map(|place| self.cell(at, place));
                let beside = beside.get(at).copied().flatten().and_then(id);
                let because = match (cell, &beside, shows.get(&at).copied().and_then(id)) {
                    (None, _, _) => Because::NothingAllowed,
                    (Some(cell), _, _) if cell.rank == 0 => Because::LeastPractised,
                    (Some(_), Some(with), _) => Because::Beside(with.clone()),
                    (Some(_), None, Some(whom)) => Because::Shows(whom),
                    (Some(_), None, None) => Because::Covers,
                };
                Turn {
                    person: (*person).clone(),
                    operation: place.and_then(|place| chain.get(place)).cloned(),
                    because,
                    pieces: cell.map_or(0, |cell| cell.pieces),
                    beside,
                }
            })
            .collect()
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
