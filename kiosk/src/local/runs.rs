//! Open runs: where a person stands among the steps.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use stupen_domain::decide::Now;
use stupen_domain::facts::{AwaySum, RunRecorded, StepSum};
use stupen_domain::pace;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{OperationId, PersonId, RunId};

use super::{Local, LocalError};
use crate::engine::WallClock;

/// A run that is under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenRun {
    /// Who.
    pub person: PersonId,
    /// On what.
    pub operation: OperationId,
    /// In which version.
    pub version: u32,
    /// Seconds that one piece takes by its norm.
    #[serde(default)]
    norm_s: u32,
    /// The run.
    pub run: RunId,
    /// The step, from 0.
    pub step: usize,
    /// Pieces since the last record.
    pub counted: u32,
    /// Pieces of the run on the day that it was last gone on with.
    pub counted_all: u32,
    /// Faulty pieces since the last record.
    pub defects: u32,
    /// The same of the day, as `counted_all`.
    #[serde(default)]
    pub defects_all: u32,
    /// Calls for help since the last record.
    pub help: u32,
    /// Sums by step since the last record.
    pub steps: Vec<StepSum>,
    /// The steps of this piece that led to the present one, for going back.
    #[serde(default)]
    pub trail: Vec<usize>,
    /// The present step's question stands on the screen.
    #[serde(default)]
    pub asking: bool,
    /// Lines of the checklist that are ticked for this piece.
    #[serde(default)]
    pub ticked: Vec<usize>,
    /// The page of the checklist that is open, from 0.
    #[serde(default)]
    pub page: usize,
    /// Steps that are in the sums for this piece: a tick that was taken back and set again is one step still.
    #[serde(default)]
    summed: Vec<String>,
    /// They were asked, and have said that a piece is done without a tick.
    #[serde(default)]
    unticked: bool,
    /// The day that `counted_all` is about.
    #[serde(default)]
    day: Option<NaiveDate>,
    /// Milliseconds on this piece before the present step was shown.
    #[serde(default)]
    piece_ms: u64,
    began: Moment,
    /// When the present step was shown: boot and milliseconds; absent while nobody works.
    shown: Option<(String, u64)>,
    /// Milliseconds of this showing that are in the sums already.
    #[serde(default)]
    taken_ms: u64,
    /// When a hand last did something for it.
    #[serde(default)]
    touched: Option<Moment>,
    /// The same by the clock that no hand sets: boot and milliseconds.
    #[serde(default)]
    touched_by: Option<(String, u64)>,
    /// The same of `began`.
    #[serde(default)]
    began_by: Option<(String, u64)>,
    /// Records of this run that are stored.
    #[serde(default)]
    parts: u32,
    /// Somebody walked away from this piece.
    #[serde(default)]
    walked_away: bool,
    /// What belongs to pieces that somebody walked away from, since the last record.
    #[serde(default)]
    away: AwaySum,
    /// Pieces are counted as one likes, not each when it is done: a long time without a touch is no time away from one.
    #[serde(default)]
    freely: bool,
}

/// A moment of the clock that no hand sets.
fn by(now: &Now) -> Option<(String, u64)> {
    Some((now.clock.boot.clone(), now.clock.mono_ms))
}

impl OpenRun {
    /// A new run of somebody, on an operation in a version of its pack, at its first step.
    pub fn begin(
        (person, operation, version): (&PersonId, &OperationId, u32),
        norm_s: u32,
        run: RunId,
        now: &Now,
    ) -> Self {
        OpenRun {
            person: person.clone(),
            operation: operation.clone(),
            version,
            norm_s,
            run,
            step: 0,
            counted: 0,
            counted_all: 0,
            defects: 0,
            defects_all: 0,
            help: 0,
            steps: Vec::new(),
            trail: Vec::new(),
            asking: false,
            ticked: Vec::new(),
            page: 0,
            summed: Vec::new(),
            unticked: false,
            day: Some(workshop_day(now.at)),
            piece_ms: 0,
            began: now.at,
            shown: Some((now.clock.boot.clone(), now.clock.mono_ms)),
            taken_ms: 0,
            touched: Some(now.at),
            touched_by: by(now),
            began_by: by(now),
            parts: 0,
            walked_away: false,
            away: AwaySum::default(),
            freely: false,
        }
    }

    /// Whether it is the same run as before, and nothing of it was recorded since.
    pub fn follows(&self, before: &OpenRun) -> bool {
        (&self.run, self.parts) == (&before.run, before.parts)
    }

    /// A hand did something for it: the present step is shown anew.
    fn show(&mut self, now: &Now) {
        self.shown = by(now);
        self.taken_ms = 0;
        self.touched = Some(now.at);
        self.touched_by = by(now);
    }

    fn sum(&mut self, step: &str) -> Option<&mut StepSum> {
        if !self.steps.iter().any(|sum| sum.step == step) {
            self.steps.push(StepSum {
                step: step.to_string(),
                times: 0,
                total_ms: 0,
                replays: 0,
                back: 0,
            });
        }
        self.steps.iter_mut().find(|sum| sum.step == step)
    }

    /// Milliseconds at the present step since a hand last touched it, but for those that are in the sums.
    fn shown_ms(&self, now: &Now) -> u64 {
        match &self.shown {
            Some((boot, ms)) if *boot == now.clock.boot => {
                let shown_ms = now.clock.mono_ms.saturating_sub(*ms);
                pace::at_step_ms(shown_ms, self.norm_s).saturating_sub(self.taken_ms)
            }
            _ => 0,
        }
    }

    /// Whether nobody has touched the present step for longer than work at it takes.
    fn has_walked_away(&self, now: &Now) -> bool {
        self.shown.as_ref().is_some_and(|(boot, ms)| {
            *boot == now.clock.boot
                && pace::is_away(now.clock.mono_ms.saturating_sub(*ms), self.norm_s)
        })
    }

    /// Whether pieces are counted freely from now on, as the level of prompting says.
    pub fn counts_freely(&mut self, freely: bool) {
        self.freely = freely;
    }

    /// The time at the step so far goes into the sums, while the step stays on the screen.
    pub fn take_time(&mut self, step: &str, now: &Now) {
        let spent = self.shown_ms(now);
        let is_away = !self.freely && self.has_walked_away(now);
        self.taken_ms = self.taken_ms.saturating_add(spent);
        if is_away && !self.walked_away {
            // The whole piece tells nothing any more, from its first step on.
            self.walked_away = true;
            self.away.ms = self.away.ms.saturating_add(self.piece_ms);
        }
        if self.walked_away {
            self.away.ms = self.away.ms.saturating_add(spent);
        }
        self.piece_ms = self.piece_ms.saturating_add(spent);
        if let Some(sum) = self.sum(step) {
            sum.total_ms += spent;
        }
    }

    /// The step is done; the next one is shown.
    pub fn leave_step(&mut self, step: &str, now: &Now) {
        self.take_time(step, now);
        if let Some(sum) = self.sum(step) {
            sum.times += 1;
        }
        self.show(now);
    }

    /// The step is done, by a tick or with the whole piece: it counts once a piece, however often it is ticked.
    pub fn leave_step_once(&mut self, step: &str, now: &Now) {
        if !self.summed.iter().any(|summed| summed == step) {
            self.summed.push(step.to_string());
            self.leave_step(step, now);
        }
    }

    /// Time went into the step, which is not done by that.
    pub fn stay_at_step(&mut self, step: &str, now: &Now) {
        self.take_time(step, now);
        self.show(now);
    }

    /// Back to the step before.
    pub fn went_back(&mut self, step: &str, now: &Now) {
        self.leave_step(step, now);
        if let Some(sum) = self.sum(step) {
            sum.back += 1;
        }
    }

    /// The next piece, from the first step.
    pub fn begin_piece(&mut self) {
        self.step = 0;
        self.trail.clear();
        self.asking = false;
        self.ticked.clear();
        self.page = 0;
        self.summed.clear();
        self.piece_ms = 0;
        self.walked_away = false;
    }

    /// The piece is good and counts, and the next one begins.
    pub fn count(&mut self) {
        self.counted += 1;
        self.counted_all += 1;
        if self.walked_away {
            self.away.pieces += 1;
        }
        self.begin_piece();
    }

    /// The piece is faulty, and the next one begins.
    pub fn put_aside(&mut self) {
        self.defects += 1;
        self.defects_all += 1;
        self.begin_piece();
    }

    /// Whether a list without a tick is asked about before it counts as a piece: at first, and whenever that comes so
    /// early that no piece can have been made.
    pub fn asks_whether_done(&self, now: &Now) -> bool {
        let early = pace::is_too_early(self.piece_ms(now), self.norm_s);
        self.ticked.is_empty() && (early || !self.unticked)
    }

    /// Pieces of this run are made without ticking: that was said once.
    pub fn counts_unticked(&mut self) {
        self.unticked = true;
    }

    /// Milliseconds of work on this piece so far.
    pub fn piece_ms(&self, now: &Now) -> u64 {
        self.piece_ms.saturating_add(self.shown_ms(now))
    }

    /// Nobody stands before the step for a while: the time stops.
    pub fn pause_step(&mut self, step: &str, now: &Now) {
        self.take_time(step, now);
        self.shown = None;
    }

    /// Whether it was last gone on with on a workshop day before today's.
    pub fn is_of_earlier_day(&self, now: &Now) -> bool {
        let day = self.day.unwrap_or_else(|| workshop_day(self.began));
        day < workshop_day(now.at)
    }

    /// When a hand last did something for it.
    pub fn touched(&self) -> Moment {
        self.touched.map_or(self.began, |at| at.max(self.began))
    }

    /// The step was said again.
    pub fn replayed(&mut self, step: &str) {
        if let Some(sum) = self.sum(step) {
            sum.replays += 1;
        }
    }

    /// Milliseconds that this record has been open, by the wall clock.
    pub fn ms_since_recorded(&self, now: &Now) -> u64 {
        u64::try_from((now.at - self.began).num_milliseconds()).unwrap_or(0)
    }

    /// Whether nothing was done since the last record. Time alone is nothing: a step that was left open over night
    /// is no run.
    pub fn is_idle(&self) -> bool {
        let moved = |sum: &StepSum| sum.times > 0 || sum.replays > 0 || sum.back > 0;
        !self.steps.iter().any(moved) && self.counted == 0 && self.defects == 0 && self.help == 0
    }

    /// What is to be recorded until a moment; nothing when nothing was done since the last record.
    pub fn record(&self, person: &PersonId, until: Moment) -> Option<RunRecorded> {
        if self.is_idle() {
            return None;
        }
        Some(RunRecorded {
            run: self.run.clone(),
            person: person.clone(),
            operation: self.operation.clone(),
            version: self.version,
            began: self.began.min(until),
            ended: until,
            counted: self.counted,
            defects: self.defects,
            help: self.help,
            steps: self.steps.clone(),
            part: Some(self.parts),
            away: Some(self.away).filter(|away| *away != AwaySum::default()),
        })
    }

    /// The record is stored: the next begins here.
    pub fn recorded(&mut self, now: &Now) {
        self.began = now.at;
        self.began_by = by(now);
        self.counted = 0;
        self.defects = 0;
        self.help = 0;
        self.steps.clear();
        self.away = AwaySum::default();
        self.parts = self.parts.saturating_add(1);
    }

    /// Whether a record is the one that this run would write next: it was stored, and this row could not tell it.
    pub fn is_next(&self, record: &RunRecorded) -> bool {
        record.run == self.run && record.part == Some(self.parts)
    }

    /// Takes out what a record holds already; what was done since stays to be recorded.
    pub fn take_out(&mut self, record: &RunRecorded) {
        self.counted = self.counted.saturating_sub(record.counted);
        self.defects = self.defects.saturating_sub(record.defects);
        self.help = self.help.saturating_sub(record.help);
        for stored in &record.steps {
            if let Some(sum) = self.steps.iter_mut().find(|sum| sum.step == stored.step) {
                sum.times = sum.times.saturating_sub(stored.times);
                sum.total_ms = sum.total_ms.saturating_sub(stored.total_ms);
                sum.replays = sum.replays.saturating_sub(stored.replays);
                sum.back = sum.back.saturating_sub(stored.back);
            }
        }
        let away = record.away.unwrap_or_default();
        self.away.pieces = self.away.pieces.saturating_sub(away.pieces);
        self.away.ms = self.away.ms.saturating_sub(away.ms);
        if self.began < record.ended {
            self.began = record.ended;
            self.began_by = None;
        }
        self.parts = self.parts.saturating_add(1);
    }

    /// The workshop days on which a record of this run may lie.
    pub fn days(&self, now: &Now) -> BTreeSet<NaiveDate> {
        [self.began, self.touched(), now.at]
            .map(workshop_day)
            .into()
    }

    /// What was noted by a clock that is mended now moves to its true time, which the clock that no hand sets tells.
    /// Whether anything moved.
    pub fn mend_by(&mut self, clock: &WallClock) -> bool {
        let mended = |noted: &Option<(String, u64)>| {
            let (boot, ms) = noted.as_ref()?;
            clock.true_time(boot, *ms)
        };
        let mut moved = false;
        if let (Some(at), Some(noted)) = (mended(&self.touched_by), self.touched)
            && noted != at
        {
            if self.day == Some(workshop_day(noted)) {
                self.day = Some(workshop_day(at));
            }
            self.touched = Some(at);
            moved = true;
        }
        if let Some(at) = mended(&self.began_by)
            && self.began != at
        {
            self.began = at;
            moved = true;
        }
        moved
    }
}

impl Local {
    /// The open run of a person.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn run(&self, person: &PersonId) -> Result<Option<OpenRun>, LocalError> {
        if let Some(run) = self.run.borrow().as_ref()
            && run.person == *person
        {
            return Ok(Some(run.clone()));
        }
        let body: Option<String> = self
            .conn
            .prepare_cached("SELECT body FROM run WHERE person = ?1")?
            .query_row([person.as_str()], |row| row.get(0))
            .optional()?;
        let Some(body) = body else { return Ok(None) };
        let run: OpenRun = serde_json::from_str(&body)?;
        *self.run.borrow_mut() = Some(run.clone());
        Ok(Some(run))
    }

    /// Everybody who has a run open here.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn people_at_work(&self) -> Result<Vec<PersonId>, LocalError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT person FROM run ORDER BY person")?;
        let people = found.query_map([], |row| Ok(PersonId::new(row.get::<_, String>(0)?)))?;
        Ok(people.collect::<Result<_, _>>()?)
    }

    /// Keeps a run; the step survives a power cut.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn keep_run(&self, run: &OpenRun) -> Result<(), LocalError> {
        // What could not be kept is not what counts.
        self.run.take();
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO run(person, body) VALUES (?1, ?2)")?
            .execute(params![run.person.as_str(), serde_json::to_string(run)?])?;
        *self.run.borrow_mut() = Some(run.clone());
        Ok(())
    }

    /// The person stands before their step again: its time runs.
    pub fn resume(&self, person: &PersonId, now: &Now) {
        if let Ok(Some(mut run)) = self.run(person) {
            let today = Some(workshop_day(now.at));
            if run.day != today {
                // What is shown as counted is the day's.
                run.day = today;
                run.counted_all = 0;
                run.defects_all = 0;
            }
            if run.steps.is_empty() && run.counted == 0 {
                run.began = now.at;
                run.began_by = by(now);
            }
            run.show(now);
            if let Err(error) = self.keep_run(&run) {
                tracing::error!(%error, "the step could not be kept");
            }
        }
    }

    /// The run is over.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn forget_run(&self, person: &PersonId) -> Result<(), LocalError> {
        self.run.take();
        self.conn
            .prepare_cached("DELETE FROM run WHERE person = ?1")?
            .execute([person.as_str()])?;
        Ok(())
    }
}
