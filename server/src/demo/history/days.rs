//! Attendance and work: people come, pause, go, and learn one operation after the other. Of today only what is over by
//! now; while it runs, some have come and some are yet to. Calls for help are told by kiosks alone.

use anyhow::Result;
use chrono::{Datelike, Duration, NaiveDate};
use stupen_domain::facts::{Arrived, BreakEnded, BreakStarted, Left, RunRecorded, StepSum};
use stupen_domain::schedule::DayPlan;
use stupen_domain::time::Moment;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::{EnrolmentId, OperationId, PersonId, RunId};
use stupen_domain::{Actor, Command, State, people, placements, schedule, stations};

use super::{BARRED, Told, some};
use crate::views::operations::Operations;

/// Working days that are told of: as many as a review looks back on.
const DAYS: usize = 44;

/// Days that go back at most to find them.
const BACK_MAX: u64 = 64;

/// Minutes after the end of a day within which people go home.
const LINGER_MIN: i64 = 6;

/// Weeks after which somebody goes on to the next operation of the chain.
const WEEKS_ON_ONE: i64 = 2;

/// Who has come by now on a day that runs; the others can still be let in at the kiosk.
const HERE: [&str; 5] = ["p-02", "p-04", "p-05", "p-06", "p-07"];

/// Who came late, how many working days ago, by how many minutes.
const LATE: [(&str, usize, i64); 3] = [("p-05", 2, 23), ("p-02", 4, 17), ("p-09", 1, 14)];

/// Who did not come, how many working days ago; nobody has said why.
const AWAY: (&str, usize) = ("p-03", 5);

/// A working day of somebody: arrival, pauses and going home, a little beside the plan.
pub(super) fn coming_and_going(
    person: &PersonId,
    plan: &DayPlan,
    seed: usize,
    late_min: i64,
) -> Vec<Command> {
    let minutes = |n: usize| Duration::minutes(i64::try_from(n).unwrap_or_default());
    let came = if late_min > 0 {
        plan.start + Duration::minutes(late_min)
    } else {
        plan.start - minutes(some(seed, 15))
    };
    let who = || person.clone();
    let mut said: Vec<(Moment, Fact)> = vec![(
        came,
        Arrived {
            person: who(),
            badge: None,
        }
        .into(),
    )];
    for (at, pause) in plan.pauses.iter().enumerate() {
        let slip = minutes(some(seed + at, 3));
        said.push((pause.start + slip, BreakStarted { person: who() }.into()));
        said.push((pause.end + slip, BreakEnded { person: who() }.into()));
    }
    let left = plan.end + minutes(some(seed + 7, 6));
    said.push((left, Left { person: who() }.into()));
    said.into_iter()
        .map(|(at, fact)| Command {
            fact,
            occurred_at: Some(at),
        })
        .collect()
}

/// The operations that somebody went through, the one of now first: back along their chain.
fn chain(operations: &Operations, key: &str, planned: &OperationId) -> Vec<OperationId> {
    let pack = |id: &OperationId| id.as_str().split_once('/').map(|(pack, _)| pack.to_owned());
    let mut all: Vec<OperationId> = operations
        .all()
        .into_iter()
        .map(|name| name.id)
        .filter(|id| pack(id) == pack(planned))
        .filter(|id| key != BARRED.0 || id.as_str() != BARRED.1)
        .collect();
    let at = all.iter().position(|id| id == planned).unwrap_or_default();
    all.reverse();
    let skipped = all.len().saturating_sub(at + 1);
    all.rotate_left(skipped);
    all
}

impl Told<'_> {
    /// Whether everybody has gone home.
    fn is_over(&self, plan: &DayPlan) -> bool {
        plan.end + Duration::minutes(LINGER_MIN) <= self.now
    }

    /// The working days of somebody, the newest first: today too, once it is over.
    fn days_of(
        &self,
        state: &State,
        person: &PersonId,
        enrolment: &EnrolmentId,
    ) -> Vec<(NaiveDate, DayPlan)> {
        let offset = *self.now.offset();
        let from = people::enrolments(state, person)
            .into_iter()
            .find(|view| view.enrolment == *enrolment)
            .map_or(self.today, |view| view.from);
        (0..=BACK_MAX)
            .map(|back| self.ago(back))
            .filter(|day| *day >= from && placements::at(state, person, *day).is_none())
            .filter_map(|day| {
                let plan = schedule::plan(state, self.workshop, Some(person), day, offset)?;
                self.is_over(&plan).then_some((day, plan))
            })
            .take(DAYS)
            .collect()
    }

    /// Of each under their own name.
    pub(super) fn days(&self) -> Result<()> {
        for (n, (key, person)) in self.people.iter().enumerate() {
            let Some(enrolment) = self.enrolments.get(person) else {
                continue;
            };
            let commands = self.book.with(|ledger| {
                let state = ledger.state();
                let operations = Operations::of(self.book, state, self.workshop);
                let chain = stations::assigned(state, person, self.today)
                    .map(|planned| chain(&operations, key, planned))
                    .unwrap_or_default();
                let mut commands = self.this_morning(state, key, person, n);
                for (back, (day, plan)) in self.days_of(state, person, enrolment).iter().enumerate()
                {
                    if AWAY == (key.as_str(), back) {
                        continue;
                    }
                    let late = LATE
                        .iter()
                        .find(|(who, ago, _)| (*who, *ago) == (key.as_str(), back))
                        .map_or(0, |(_, _, minutes)| *minutes);
                    let seed = n * 31 + back;
                    commands.extend(coming_and_going(person, plan, seed, late));
                    let monday = |day: NaiveDate| {
                        i64::from(day.num_days_from_ce())
                            - i64::from(day.weekday().num_days_from_monday())
                    };
                    let weeks = (monday(self.today) - monday(*day)) / 7;
                    let on = usize::try_from(weeks / WEEKS_ON_ONE).unwrap_or_default();
                    let Some(operation) = chain.get(on % chain.len().max(1)) else {
                        continue;
                    };
                    // The longer ago they began it, the quicker: people learn.
                    let to_go = usize::try_from(weeks % WEEKS_ON_ONE * 5).unwrap_or_default()
                        + usize::try_from(4 - day.weekday().num_days_from_monday().min(4))
                            .unwrap_or_default();
                    let slow = 95 + 9 * to_go + 5 * some(seed, 4) + 8 * some(n, 4);
                    let began = plan.start + Duration::minutes(late + 5);
                    let run = RunId::new(format!("demo-run-{key}-{day}"));
                    let trouble = u32::from(some(seed + 3, 5) == 0);
                    commands.push(run_of(
                        &operations,
                        person,
                        operation,
                        run,
                        began,
                        slow,
                        trouble,
                    ));
                }
                commands
            })?;
            if !commands.is_empty() {
                let actor = Actor::participant(person);
                self.book.import_now(self.workshop, &actor, commands)?;
            }
        }
        Ok(())
    }

    /// What of a running day is over by now.
    fn this_morning(&self, state: &State, key: &str, person: &PersonId, n: usize) -> Vec<Command> {
        let offset = *self.now.offset();
        let plan = schedule::plan(state, self.workshop, Some(person), self.today, offset);
        match plan {
            Some(plan) if !self.is_over(&plan) && HERE.contains(&key) => {
                coming_and_going(person, &plan, n * 31, 0)
                    .into_iter()
                    .filter(|command| command.occurred_at.is_some_and(|at| at <= self.now))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// An hour on an operation, `slow` hundredths of its norm a piece.
fn run_of(
    operations: &Operations,
    person: &PersonId,
    operation: &OperationId,
    run: RunId,
    began: Moment,
    slow: usize,
    trouble: u32,
) -> Command {
    let norm = u64::from(operations.norm_s(operation).unwrap_or(45)) * 1000;
    let piece = norm * u64::try_from(slow).unwrap_or(100) / 100;
    let pieces = (60 * 60 * 1000 / piece.max(1)).clamp(1, 60);
    let counted = u32::try_from(pieces).unwrap_or(1);
    let steps = operations.steps(operation);
    let each = piece * pieces / u64::try_from(steps.len().max(1)).unwrap_or(1);
    let took = Duration::milliseconds(i64::try_from(piece * pieces).unwrap_or_default());
    let steps = steps
        .into_iter()
        .map(|step| StepSum {
            step,
            times: counted,
            total_ms: each,
            replays: trouble,
            back: trouble,
        })
        .collect();
    Command {
        fact: RunRecorded {
            run,
            person: person.clone(),
            operation: operation.clone(),
            version: operations.version(operation).unwrap_or(1),
            began,
            ended: began + took,
            counted,
            defects: trouble,
            help: trouble,
            steps,
            part: None,
            away: None,
        }
        .into(),
        occurred_at: Some(began + took),
    }
}
