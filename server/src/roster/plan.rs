//! From rows to commands: what is new, what changed, what the rules refuse.

use std::collections::HashMap;

use stupen_domain::decide::Command;
use stupen_domain::entry::Entry;
use stupen_domain::facts::{ContractRecorded, EnrolmentStarted, PersonIdentified, PersonSet};
use stupen_domain::state::{register, workshop_of};
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::{DeviceId, EnrolmentId, PersonId, PictureRef};
use stupen_domain::{Actor, Audience, EntryRef, Here, Now, Order, Refusal, State, decide, people};

use super::{Outcome, Problem, Row, RowReport};

/// Shown for a person of whom nobody gave a picture.
const NO_PORTRAIT: &str = "pictogram:person";

/// A row with its picture, already stored; `None` where the row names none.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// The row.
    pub row: Row,
    /// Its picture.
    pub picture: Option<PictureRef>,
}

/// What the rows are compared with, and who imports them.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// All that is known.
    pub state: &'a State,
    /// Who imports.
    pub actor: &'a Actor,
    /// Into which workshop.
    pub here: &'a Here,
    /// When.
    pub now: &'a Now,
}

/// What an import would write.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// To be committed together.
    pub commands: Vec<Command>,
    /// A line for every row.
    pub rows: Vec<RowReport>,
}

/// Ids that were never given before, from a random seed: 128 bits each, and nothing in them tells of the person.
#[derive(Clone, Debug)]
pub struct NewIds {
    seed: [u8; 32],
    next: u64,
}

impl NewIds {
    /// From 32 random bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed, next: 0 }
    }

    fn next(&mut self) -> String {
        let hash = blake3::keyed_hash(&self.seed, &self.next.to_le_bytes());
        self.next += 1;
        hash.to_hex().chars().take(32).collect()
    }
}

/// Compares rows with what is known. `ids` are for new people and enrolments.
///
/// # Errors
/// What the rules refuse, by line; then nothing is to be committed.
pub fn plan(
    setting: Setting<'_>,
    rows: &[Entrant],
    ids: &mut NewIds,
) -> Result<Plan, Vec<Problem>> {
    let known = Known::of(setting.state);
    // The rules see each row on top of those before it, as the commit will.
    let mut scratch = setting.state.clone();
    let mut plan = Plan {
        commands: Vec::new(),
        rows: Vec::with_capacity(rows.len()),
    };
    let mut problems = Vec::new();
    let mut trials = 0;
    for Entrant { row, picture } in rows {
        let (person, mut outcome) = match known.person(row) {
            Ok(Some(person)) => (person.clone(), Outcome::Unchanged),
            Ok(None) => (PersonId::new(ids.next()), Outcome::Added),
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if people::person(setting.state, &person).is_some_and(|view| view.staff_role().is_some()) {
            problems.push(Problem::of_cell(
                row.line,
                "key",
                "is that of a member of staff: participants need keys of their own",
            ));
            continue;
        }
        let wish = Wish {
            setting,
            row,
            person: &person,
        };
        let (facts, note) = wish.facts(picture.as_ref(), ids);
        let mut writes = Vec::with_capacity(facts.len());
        let before = problems.len();
        for (what, command) in facts {
            trials += 1;
            match attempt(&mut scratch, setting, &command, trials) {
                Ok(()) => {
                    writes.push(what);
                    plan.commands.push(command);
                }
                Err(refusal) => {
                    problems.push(Problem::of_cell(
                        row.line,
                        column(what, &refusal),
                        words(&refusal),
                    ));
                    break;
                }
            }
        }
        if outcome == Outcome::Unchanged && !writes.is_empty() {
            outcome = Outcome::Changed;
        }
        if problems.len() == before {
            plan.rows.push(RowReport {
                line: row.line,
                key: row.key.clone(),
                called: row.called.clone(),
                outcome,
                writes,
                note,
            });
        }
    }
    if problems.is_empty() {
        Ok(plan)
    } else {
        Err(problems)
    }
}

/// Who is known, by key and by name.
struct Known {
    by_key: HashMap<String, PersonId>,
    by_name: HashMap<Name, (PersonId, Option<String>)>,
}

type Name = (String, String, Option<String>, chrono::NaiveDate);

fn name(surname: &str, given: &str, patronymic: Option<&str>, born: chrono::NaiveDate) -> Name {
    (
        surname.to_lowercase(),
        given.to_lowercase(),
        patronymic.map(str::to_lowercase),
        born,
    )
}

impl Known {
    fn of(state: &State) -> Self {
        let mut known = Self {
            by_key: HashMap::new(),
            by_name: HashMap::new(),
        };
        for (id, _) in state.parts("p/") {
            let id = PersonId::new(id);
            let Some(identity) = people::identity(state, &id) else {
                continue;
            };
            if let Some(born) = identity.born {
                let name = name(
                    &identity.surname,
                    &identity.given_name,
                    identity.patronymic.as_deref(),
                    born,
                );
                known
                    .by_name
                    .insert(name, (id.clone(), identity.roster_key.clone()));
            }
            if let Some(key) = &identity.roster_key {
                known.by_key.insert(key.clone(), id);
            }
        }
        known
    }

    fn person(&self, row: &Row) -> Result<Option<&PersonId>, Problem> {
        if let Some(person) = self.by_key.get(&row.key) {
            return Ok(Some(person));
        }
        let Some(born) = row.born else {
            return Ok(None);
        };
        let same = name(
            &row.surname,
            &row.given_name,
            row.patronymic.as_deref(),
            born,
        );
        match self.by_name.get(&same) {
            None => Ok(None),
            // Somebody added by hand gets the roster's key now.
            Some((person, None)) => Ok(Some(person)),
            Some((_, Some(key))) => Err(Problem::of_cell(
                row.line,
                "key",
                format!("this person is known under the key {key:?}: write that one"),
            )),
        }
    }
}

/// One row against one person.
struct Wish<'a> {
    setting: Setting<'a>,
    row: &'a Row,
    person: &'a PersonId,
}

impl Wish<'_> {
    /// What has to be written, in the order in which the rules need it; and what is left as it is.
    fn facts(
        &self,
        picture: Option<&PictureRef>,
        ids: &mut NewIds,
    ) -> (Vec<(&'static str, Command)>, Option<String>) {
        let mut facts: Vec<(&'static str, Command)> = Vec::new();
        let mut note = None;
        if let Some(set) = self.person_set(picture) {
            facts.push(("person", set.into()));
        }
        if let Some(identified) = self.identified() {
            facts.push(("identity", identified.into()));
        }
        let Setting { state, here, .. } = self.setting;
        let row = self.row;
        let known = people::enrolments(state, self.person)
            .into_iter()
            .find(|view| {
                view.workshop == here.workshop
                    && view.service == row.service
                    && view.from == row.from
            });
        let (enrolment, ended) = match known {
            Some(view) => {
                if view.until != row.until && view.ended.is_none() {
                    note = Some(
                        "the agreed last day of an enrolment stays as it was: staff end it, and the contract says its own days"
                            .to_owned(),
                    );
                }
                (view.enrolment, view.ended.is_some())
            }
            None => {
                let enrolment = EnrolmentId::new(ids.next());
                let started = EnrolmentStarted {
                    enrolment: enrolment.clone(),
                    person: self.person.clone(),
                    service: row.service,
                    from: row.from,
                    until: row.until,
                };
                facts.push(("enrolment", started.into()));
                (enrolment, false)
            }
        };
        if ended {
            note = Some("this enrolment has ended".to_owned());
        } else if let Some(contract) = self.contract(enrolment) {
            facts.push(("contract", contract.into()));
        }
        (facts, note)
    }

    fn person_set(&self, picture: Option<&PictureRef>) -> Option<PersonSet> {
        let Setting { state, here, .. } = self.setting;
        let now = people::person(state, self.person).map(|view| view.person);
        let set = PersonSet {
            person: self.person.clone(),
            called: self.row.called.clone(),
            picture: picture
                .or(now.map(|known| &known.picture))
                .cloned()
                .unwrap_or_else(|| PictureRef::new(NO_PORTRAIT)),
            language: self.row.language.clone(),
            staff_role: None,
            active: true,
        };
        // A person of another workshop has to be told to the kiosks of this one.
        let is_told_here = state.person(self.person).any(|entry| {
            PersonSet::of(&entry.payload.fact).is_some()
                && workshop_of(entry).as_ref() == Some(&here.workshop)
        });
        (!is_told_here || now != Some(&set)).then_some(set)
    }

    fn identified(&self) -> Option<PersonIdentified> {
        let row = self.row;
        let identified = PersonIdentified {
            person: self.person.clone(),
            surname: row.surname.clone(),
            given_name: row.given_name.clone(),
            patronymic: row.patronymic.clone(),
            born: row.born,
            roster_key: Some(row.key.clone()),
        };
        let now = people::identity(self.setting.state, self.person);
        (now != Some(&identified)).then_some(identified)
    }

    fn contract(&self, enrolment: EnrolmentId) -> Option<ContractRecorded> {
        let row = self.row;
        let contract = ContractRecorded {
            enrolment,
            person: self.person.clone(),
            number: row.contract.clone()?,
            from: row.from,
            until: row.until,
        };
        let written = self.setting.state.person(self.person).filter(|entry| {
            ContractRecorded::of(&entry.payload.fact)
                .is_some_and(|known| known.enrolment == contract.enrolment)
        });
        let now =
            register(written).and_then(|found| ContractRecorded::of(&found.value.payload.fact));
        (now != Some(&contract)).then_some(contract)
    }
}

/// Decides a command and lets the following ones know of it.
fn attempt(
    scratch: &mut State,
    setting: Setting<'_>,
    command: &Command,
    trial: u64,
) -> Result<(), Refusal> {
    let Setting {
        actor, here, now, ..
    } = setting;
    for new in decide(scratch, command.clone(), actor, here, now)? {
        let audience = match new.audience {
            Audience::Floor => "floor",
            Audience::Case => "case",
            Audience::Confidential => "confidential",
        };
        scratch.apply(Entry {
            order: Order {
                lamport: u64::MAX,
                entry: EntryRef {
                    stream: format!("trial.1/{}/{audience}", new.scope),
                    seq: trial,
                },
            },
            occurred_at: new.occurred_at,
            recorded_at: now.at,
            clock: now.clock.clone(),
            device: DeviceId::new("trial"),
            role: new.role,
            audience: new.audience,
            payload: new.payload,
        });
    }
    Ok(())
}

/// The column to look at.
fn column(what: &'static str, refusal: &Refusal) -> &'static str {
    match (what, refusal) {
        (_, Refusal::InFuture("born")) => "born",
        (_, Refusal::TermTooLong | Refusal::OrientationLength) => "until",
        (_, Refusal::EnrolmentOverlaps(_) | Refusal::OrientationTooSoon(_)) => "from",
        ("person", _) => "called",
        ("identity", _) => "surname",
        ("contract", _) => "contract",
        _ => "service",
    }
}

fn words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::EnrolmentOverlaps(day) => format!(
            "another enrolment of this person holds on {day}: end it first, or mend the dates"
        ),
        refusal => refusal.to_string(),
    }
}
