//! What happened before the demonstration begins, so that every page shows something: attendance and runs, breaches
//! and a review that is due, assessments, requests, goals, stays, limits. All invented, counted back from today.

mod assessed;
mod conduct;
mod days;
mod former;
mod stays;
mod wishes;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use chrono::{Days, NaiveDate, NaiveTime};
use stupen_domain::facts::{
    OperationsBarred, PersonSettingsSet, PromptLadderSet, PromptLevel, PromptSupport, SpeechMode,
    TimerShape, WorkLimitsSet,
};
use stupen_domain::time::{Moment, at_time};
use stupen_domain::wire::ids::{EnrolmentId, OperationId, PersonId, WorkshopId};
use stupen_domain::{Actor, Command, Role, people, schedule};

use crate::book::{Book, local};

/// Who may not do which operation.
const BARRED: (&str, &str) = ("p-07", "soap-set/close");

/// Who is told of: the sample's roster by key.
struct Told<'a> {
    book: &'a Book,
    workshop: &'a WorkshopId,
    people: &'a BTreeMap<String, PersonId>,
    enrolments: BTreeMap<PersonId, EnrolmentId>,
    today: NaiveDate,
    now: Moment,
}

/// Tells the history. Forms that the sample does not bring leave out what rests on them.
///
/// # Errors
/// When the book cannot be written.
pub(super) fn tell(
    book: &Book,
    workshop: &WorkshopId,
    people: &BTreeMap<String, PersonId>,
    today: NaiveDate,
) -> Result<()> {
    let now = local(book.clock().now(), chrono_tz::Europe::Moscow);
    let enrolments = book.with(|ledger| {
        people
            .values()
            .filter_map(|id| {
                let held = people::enrolment_on(ledger.state(), id, workshop, today)?;
                Some((id.clone(), held.enrolment))
            })
            .collect()
    })?;
    let told = Told {
        book,
        workshop,
        people,
        enrolments,
        today,
        now,
    };
    told.stays()?;
    told.days()?;
    told.conduct()?;
    told.assessments()?;
    told.goals()?;
    told.trials()?;
    told.wishes()?;
    told.settings()?;
    told.former()
}

fn clock(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

/// Numbers that look unplanned and are always the same.
fn some(seed: usize, below: usize) -> usize {
    seed.wrapping_mul(2_654_435_761)
        .rotate_right(7)
        .wrapping_mul(97)
        % below.max(1)
}

impl Told<'_> {
    fn person(&self, key: &str) -> Result<PersonId> {
        self.people
            .get(key)
            .cloned()
            .with_context(|| format!("roster.csv: nobody has the key `{key}`"))
    }

    fn enrolment(&self, person: &PersonId) -> Result<EnrolmentId> {
        self.enrolments
            .get(person)
            .cloned()
            .with_context(|| format!("{person} is not enrolled today"))
    }

    fn ago(&self, days: u64) -> NaiveDate {
        self.today
            .checked_sub_days(Days::new(days))
            .unwrap_or(self.today)
    }

    /// A working day of the workshop, at least so many days ago.
    fn workday(&self, days: u64) -> Result<NaiveDate> {
        let offset = *self.now.offset();
        let first = self.ago(days);
        Ok(self.book.with(|ledger| {
            let is_work = |day: &NaiveDate| {
                schedule::plan(ledger.state(), self.workshop, None, *day, offset).is_some()
            };
            std::iter::successors(Some(first), NaiveDate::pred_opt)
                .take(14)
                .find(is_work)
                .unwrap_or(first)
        })?)
    }

    /// A command that says when it happened.
    fn at<F>(&self, day: NaiveDate, time: NaiveTime, fact: F) -> Command
    where
        F: Into<stupen_domain::wire::Fact>,
    {
        Command {
            fact: fact.into(),
            occurred_at: Some(at_time(day, time, *self.now.offset()).min(self.now)),
        }
    }

    fn office(&self, staff: &str, role: Role, commands: Vec<Command>) -> Result<()> {
        if commands.is_empty() {
            return Ok(());
        }
        let actor = Actor {
            person: Some(PersonId::new(staff)),
            role,
        };
        self.book.commit_now(self.workshop, &actor, commands)?;
        Ok(())
    }

    fn consultant(&self, commands: Vec<Command>) -> Result<()> {
        self.office("consultant-1", Role::Consultant, commands)
    }

    fn lead(&self, commands: Vec<Command>) -> Result<()> {
        self.office("lead-1", Role::Lead, commands)
    }

    /// Limits of a minor who studies, an operation that is barred, settings of the kiosk, prompts.
    fn settings(&self) -> Result<()> {
        let (minor, calm, strong) = (
            self.person(BARRED.0)?,
            self.person("p-04")?,
            self.person("p-05")?,
        );
        let prompted = self.person("p-02")?;
        let settings = |person: &PersonId| PersonSettingsSet {
            person: person.clone(),
            text_percent: 100,
            speech: SpeechMode::Always,
            volume_percent: 100,
            high_contrast: false,
            left_handed: false,
            calm: false,
            debounce_ds: 5,
            break_timer: TimerShape::Disc,
            work_timer: TimerShape::Off,
        };
        self.consultant(vec![
            WorkLimitsSet {
                person: minor.clone(),
                from: self.ago(30),
                daily_min: Some(4 * 60),
                weekly_min: Some(17 * 60 + 30),
                no_night: true,
            }
            .into(),
            OperationsBarred {
                person: minor,
                operations: vec![OperationId::new(BARRED.1)],
            }
            .into(),
            PersonSettingsSet {
                text_percent: 150,
                calm: true,
                ..settings(&calm)
            }
            .into(),
            PersonSettingsSet {
                high_contrast: true,
                speech: SpeechMode::OnRequest,
                ..settings(&strong)
            }
            .into(),
            PromptLadderSet {
                person: prompted,
                operation: OperationId::new("soap-set/fill"),
                level: PromptLevel::Grouped,
                support: PromptSupport::Picture,
            }
            .into(),
        ])
    }
}
