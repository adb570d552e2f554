//! Work: runs on operations, counted pieces, calls for help. What is shown of it stands in `player`, what a touch
//! does in `moves`.
//!
//! Where a person stands is kept in a local table at every step, so that a break, a power cut or another person's
//! turn changes nothing. The log gets one `RunRecorded` when work is left, or every quarter of an hour. A run is of
//! one workshop day: who forgot to scan out begins anew the next morning.

mod ahead;
mod moves;
mod player;

pub(crate) use player::card_of;

use stupen_domain::Role;
use stupen_domain::decide::{Actor, Command, Now};
use stupen_domain::facts::{HelpAsked, PromptLevel};
use stupen_domain::forms;
use stupen_domain::help::{self, HelpView};
use stupen_domain::pack::Operation;
use stupen_domain::stations;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{HelpId, OperationId, PersonId, RunId};
use stupen_ledger::CommitError;

use super::scene::{Asked, Scene};
use super::{Effect, Engine, Mode};
use crate::local::OpenRun;
use crate::ui::{MessageKind, NextThing, NoticeKind, Thing};

/// A long run is summed up at least this often, so that a lost device loses little.
const SUM_UP_MS: u64 = 15 * 60 * 1000;

/// Whoever has touched something within this time is at work still, though a new day has begun.
const AT_WORK_MS: u64 = 30 * 60 * 1000;

/// What became of a run of an earlier day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Earlier {
    /// There was none.
    None,
    /// It is summed up and closed.
    Closed,
    /// It could not be summed up, and is still open.
    Stays,
}

/// Who calls where it is not known who stands there.
const NOBODY: Actor = Actor {
    person: None,
    role: Role::Participant,
};

impl Engine {
    pub(super) fn assigned(&self, person: &PersonId, now: &Now) -> Option<OperationId> {
        let ledger = self.ledger();
        let state = ledger.state();
        match &self.only {
            Some(only) => (!stations::barred(state, person).contains(&only)).then(|| only.clone()),
            None => stations::assigned(state, person, workshop_day(now.at)).cloned(),
        }
    }

    /// What comes next for a person: the operation planned, or that of this place.
    pub(super) fn next_thing(&self, person: &PersonId, now: &Now) -> Option<NextThing> {
        let operation = self.assigned(person, now)?;
        let (version, found) = self.media.version_of(&operation)?;
        let lang = self.scene_language();
        let place = {
            let ledger = self.ledger();
            let all = stations::stations(ledger.state(), &self.setup.workshop);
            stations::station_for(&all, &operation).map(|station| Thing {
                picture: self.media.picture(station.picture.as_str()),
                name: crate::media::in_language(&station.name, &lang).to_string(),
            })
        };
        Some(NextThing {
            picture: self.media.pack_picture(&operation, version, &found.picture),
            title: crate::media::in_language(&found.title, &lang).to_string(),
            place,
        })
    }

    /// Goes on with the open run, or begins one on the planned operation.
    pub(super) fn go_to_work(&mut self, person: &PersonId, now: &Now) {
        if self.setup.mode == Mode::Entrance {
            return self.enter(Scene::Waiting, now);
        }
        let Some(operation) = self.assigned(person, now) else {
            return self.message(MessageKind::NoTask, Some(person.clone()), now);
        };
        let Some((version, norm_s)) = self
            .media
            .version_of(&operation)
            .map(|it| (it.0, it.1.norm_s))
        else {
            return self.message(MessageKind::NoTask, Some(person.clone()), now);
        };
        if self.close_run_of_earlier_day(person, now) == Earlier::Stays {
            return self.tell_not_kept(person, now);
        }
        let open = self.local.run(person).ok().flatten();
        let begins = !open.as_ref().is_some_and(|run| {
            // A version that is here no more cannot be gone on with.
            run.operation == operation
                && self
                    .media
                    .operation_of_version(&run.operation, run.version)
                    .is_some()
        });
        if begins {
            if open.is_some() && !self.record_run(person, true, now) {
                // What it holds is nowhere else: nothing may take its place.
                return;
            }
            let run = RunId::new(new_id());
            let run = OpenRun::begin((person, &operation, version), norm_s, run, now);
            if !self.keep(&run) {
                return self.tell_not_kept(person, now);
            }
        } else {
            self.local.resume(person, now);
        }
        let person = person.clone();
        let scene = if begins && self.needs_tools(&person) {
            Scene::Tools { person }
        } else {
            Scene::Step { person }
        };
        self.enter(scene, now);
        self.say();
    }

    /// Keeps where a run stands; it is on the disk when this returns true. Staff read it when not.
    fn keep(&mut self, run: &OpenRun) -> bool {
        let kept = self.local.keep_run(run);
        if let Err(error) = &kept {
            tracing::error!(%error, "the step could not be kept");
            self.notice(NoticeKind::DiskFull, String::new());
        }
        kept.is_ok()
    }

    /// Nothing sounds as if it counted that is not on the disk.
    fn tell_not_kept(&mut self, person: &PersonId, now: &Now) {
        self.message(MessageKind::DiskFull, Some(person.clone()), now);
    }

    /// A run is closed. Where its row stays, nothing of it counts twice: its records tell that they are stored.
    fn forget(&mut self, person: &PersonId) {
        if let Err(error) = self.local.forget_run(person) {
            tracing::error!(%error, "a finished run could not be closed");
            self.notice(NoticeKind::DiskFull, String::new());
        }
    }

    /// Takes out of a run what the log holds of it already. Log and row are two files: the power may go between the two
    /// writes, and the second may be refused.
    fn take_out_stored(&self, run: &mut OpenRun, now: &Now) -> bool {
        let mut ledger = self.ledger();
        let days = run.days(now);
        for day in &days {
            if let Err(error) = ledger.open_day(*day) {
                tracing::error!(%error, "a day could not be opened");
            }
        }
        let mut found = false;
        loop {
            let stored = days.iter().find_map(|day| {
                stations::runs(ledger.state(), &run.person, *day)
                    .into_iter()
                    .find(|record| run.is_next(record))
            });
            let Some(stored) = stored else { return found };
            run.take_out(stored);
            found = true;
        }
    }

    /// The clock of this boot is mended: what open runs noted by it moves with it, so that nobody's work is of a day on
    /// which it was not done. Again and again it comes to the same.
    pub(super) fn mend_runs(&mut self) {
        for person in self.local.people_at_work().unwrap_or_default() {
            if let Ok(Some(mut run)) = self.local.run(&person)
                && run.mend_by(&self.clock)
            {
                self.keep(&run);
            }
        }
        self.runs_of = None;
    }

    fn open_run(&self, person: &PersonId) -> Option<(OpenRun, &Operation)> {
        let run = self.local.run(person).ok().flatten()?;
        let operation = self
            .media
            .operation_of_version(&run.operation, run.version)?;
        Some((run, operation))
    }

    /// Somebody else's turn: the run is summed up and stays open where it is.
    pub(super) fn leave_work(&mut self, now: &Now) {
        self.sum_up(now);
    }

    /// The day's work is over: the run is recorded and closed.
    pub(super) fn finish_work(&mut self, person: &PersonId, now: &Now) {
        self.record_run(person, true, now);
    }

    /// The screen of work, also where another one lies over it for a moment.
    fn work_scene(&self) -> &Scene {
        let mut scene = &self.scene;
        while let Scene::HelpComing { back, .. }
        | Scene::TimeHome { back, .. }
        | Scene::Twice { back, .. }
        | Scene::Ask {
            asked: Asked::Done,
            back,
            ..
        } = scene
        {
            scene = back;
        }
        scene
    }

    /// Who works here, also while help is on its way or going home is offered; and whether a step is before them.
    fn worker(&self) -> Option<(PersonId, bool)> {
        match self.work_scene() {
            Scene::Step { person } => Some((person.clone(), true)),
            Scene::Finished { person } | Scene::PutAside { person, .. } => {
                Some((person.clone(), false))
            }
            _ => None,
        }
    }

    fn is_free(&self, run: &OpenRun) -> bool {
        self.prompts(&run.person, &run.operation).level == PromptLevel::Free
    }

    /// Records what the person before the kiosk has done since the last record.
    pub(super) fn sum_up(&mut self, now: &Now) {
        let Some((person, at_a_step)) = self.worker() else {
            return;
        };
        if at_a_step
            && let Some((mut run, operation)) = self.open_run(&person)
            && let Some(step) = operation.steps.get(run.step)
        {
            run.counts_freely(self.is_free(&run));
            run.pause_step(&step.id, now);
            self.keep(&run);
        }
        self.record_run(&person, false, now);
    }

    pub(super) fn sum_up_if_due(&mut self, now: &Now) {
        // What may still be taken back is not written yet.
        if matches!(self.work_scene(), Scene::PutAside { .. }) {
            return;
        }
        let Some((person, at_a_step)) = self.worker() else {
            return;
        };
        let due = self
            .local
            .run(&person)
            .ok()
            .flatten()
            .is_some_and(|run| !run.is_idle() && run.ms_since_recorded(now) >= SUM_UP_MS);
        if !due {
            return;
        }
        // The step stays on the screen: nobody has touched it, and its showing goes on.
        if at_a_step
            && let Some((mut run, operation)) = self.open_run(&person)
            && let Some(step) = operation.steps.get(run.step)
        {
            run.counts_freely(self.is_free(&run));
            run.take_time(&step.id, now);
            self.keep(&run);
        }
        self.record_run(&person, false, now);
    }

    /// A new workshop day: runs that were left open on an earlier one are summed up for that day, and whoever forgot
    /// to scan out begins anew (docs/domain.md section 13.4). Who is at work while the day changes is left alone.
    pub(super) fn close_earlier_runs(&mut self, now: &Now) {
        let today = workshop_day(now.at);
        // A doubtful clock begins no day.
        if now.clock.suspect || self.runs_of == Some(today) {
            return;
        }
        let touched_ms = self.entered_ms.max(self.tapped_ms.unwrap_or(0));
        let busy = now.clock.mono_ms.saturating_sub(touched_ms) < AT_WORK_MS;
        let here = self.worker().map(|(person, _)| person).or_else(|| {
            let scene = self.work_scene();
            let at_tools = matches!(scene, Scene::Tools { .. });
            scene.person().filter(|_| at_tools).cloned()
        });
        let mut all = true;
        for person in self.local.people_at_work().unwrap_or_default() {
            let stands_here = here.as_ref() == Some(&person);
            if stands_here && busy {
                all = false;
            } else if self.close_run_of_earlier_day(&person, now) == Earlier::Closed && stands_here
            {
                self.enter(Scene::Waiting, now);
            }
        }
        if all {
            self.runs_of = Some(today);
        }
    }

    /// Sums up a run of an earlier day as work of that day, and closes it. The time at the step that nobody finished is
    /// nobody's work.
    fn close_run_of_earlier_day(&mut self, person: &PersonId, now: &Now) -> Earlier {
        let Ok(Some(mut run)) = self.local.run(person) else {
            return Earlier::None;
        };
        if now.clock.suspect || !run.is_of_earlier_day(now) {
            return Earlier::None;
        }
        self.take_out_stored(&mut run, now);
        if let Some(command) = self.record_of(&run, now) {
            let here = self.here();
            let actor = Actor::participant(person);
            let stored = self.ledger().commit(vec![command], &actor, &here, now);
            match stored {
                // Stored is what counts; its view is folded anew at the next start.
                Ok(_) | Err(CommitError::Views(_)) => self.effects.push(Effect::Sync),
                Err(error) => {
                    // It is tried again when the person comes.
                    tracing::error!(%error, "a run of an earlier day could not be summed up");
                    self.notice(NoticeKind::DiskFull, String::new());
                    return Earlier::Stays;
                }
            }
        }
        self.forget(person);
        Earlier::Closed
    }

    /// What is to be recorded of a run: until now, or until a hand last did something for it on an earlier day.
    fn record_of(&self, run: &OpenRun, now: &Now) -> Option<Command> {
        if now.clock.suspect || !run.is_of_earlier_day(now) {
            return run.record(&run.person, now.at).map(Command::from);
        }
        let until = run.touched().min(now.at);
        let record = run.record(&run.person, until)?;
        if let Err(error) = self.ledger().open_day(workshop_day(until)) {
            tracing::error!(%error, "a day could not be opened");
        }
        Some(Command {
            occurred_at: Some(until),
            ..Command::from(record)
        })
    }

    /// Records what was done since the last record; whether that is safe.
    fn record_run(&mut self, person: &PersonId, close: bool, now: &Now) -> bool {
        let Ok(Some(mut run)) = self.local.run(person) else {
            return true;
        };
        if !run.is_idle() && self.take_out_stored(&mut run, now) {
            self.keep(&run);
        }
        if let Some(record) = self.record_of(&run, now) {
            let actor = Actor::participant(person);
            if !self.state(record, &actor, now) {
                return false;
            }
            run.recorded(now);
            self.keep(&run);
        }
        if close {
            self.forget(person);
        }
        true
    }

    /// Calls staff to somebody who does no work here, where they have not been called yet; whether they know.
    pub(super) fn call_staff_to(&mut self, person: &PersonId, now: &Now) -> bool {
        if self.has_open_call(person, now) {
            return true;
        }
        let asked = HelpAsked {
            help: HelpId::new(new_id()),
            person: Some(person.clone()),
            operation: None,
            step: None,
        };
        let known = self.state(asked, &Actor::participant(person), now);
        if known {
            self.buzz(now);
        }
        known
    }

    /// Calls staff: the button, the touch, the pedal of the next station; an open call is not made twice, one of nobody
    /// in particular not as long as it is young.
    pub(super) fn call_help(&mut self, now: &Now) {
        self.go_on_after_twice(now);
        // Behind the staff door staff are there already, but where a participant holds the screen.
        let holds = match &self.scene {
            Scene::HelpComing { .. } | Scene::StaffDoor { .. } => return,
            Scene::Staff { scene, .. } => match scene.participant() {
                None => return,
                some => some.cloned(),
            },
            _ => None,
        };
        // Who waits for staff to vouch for them waits on, and is told again that somebody comes.
        if let Some((of, _)) = self.waits_for_staff() {
            return self.says_to_be(&of, now);
        }
        let person = holds.or_else(|| self.scene.person().cloned());
        let already = match &person {
            Some(person) => self.has_open_call(person, now),
            None => self.nobodys_open_call(now).is_some(),
        };
        if !already {
            let run = person.as_ref().and_then(|person| self.open_run(person));
            let (operation, step) = match (&self.scene, run) {
                (Scene::Step { .. }, Some((run, found))) => (
                    Some(run.operation),
                    found.steps.get(run.step).map(|step| step.id.clone()),
                ),
                _ => (None, None),
            };
            let asked = HelpAsked {
                help: HelpId::new(new_id()),
                person: person.clone(),
                operation,
                step,
            };
            let actor = person.as_ref().map_or(NOBODY, Actor::participant);
            if !self.state(asked, &actor, now) {
                return;
            }
            self.buzz(now);
            // On a break or on one's own page it says nothing of how difficult the work is.
            let at_work = matches!(
                self.scene,
                Scene::Step { .. }
                    | Scene::Tools { .. }
                    | Scene::Finished { .. }
                    | Scene::PutAside { .. }
            );
            if let Some(person) = person.as_ref().filter(|_| at_work)
                && let Ok(Some(mut run)) = self.local.run(person)
            {
                run.help += 1;
                self.keep(&run);
            }
            // A piece that is taken back later takes back no call.
            if let Scene::PutAside { before, .. } = &mut self.scene {
                before.help += 1;
            }
        }
        let back = match self.scene.clone() {
            // What it told is told, and nobody is known to stand before the others.
            Scene::Message { .. } | Scene::Goodbye { .. } | Scene::Forgot { .. } => Scene::Waiting,
            // Nobody has said that they are still here.
            Scene::Ask {
                asked: Asked::StillHere | Asked::Myself(_),
                ..
            } => Scene::Waiting,
            back => back,
        };
        self.enter(
            Scene::HelpComing {
                person,
                back: Box::new(back),
            },
            now,
        );
        self.effects.push(Effect::Sound("help"));
        self.say();
    }

    pub(super) fn has_open_call(&self, person: &PersonId, now: &Now) -> bool {
        self.open_call(person, now).is_some()
    }

    /// The call of somebody that nobody has answered yet.
    pub(super) fn open_call(&self, person: &PersonId, now: &Now) -> Option<HelpId> {
        self.calls_of(Some(person), now, |calls| {
            let open = calls.iter().find(|call| call.is_open())?;
            Some(open.asked.help.clone())
        })
    }

    /// The call to this kiosk that names nobody, where calling once more says the same.
    fn nobodys_open_call(&self, now: &Now) -> Option<HelpId> {
        let rules = forms::rules(self.ledger().state(), &self.setup.workshop);
        self.calls_of(None, now, |calls| {
            let open = help::repeated(calls, now.at, &rules)?;
            Some(open.asked.help.clone())
        })
    }

    /// Calls staff to the kiosk without saying who stands there: the call that is open already, or a new one. Nothing
    /// where it could not be kept.
    pub(super) fn call_for_nobody(&mut self, now: &Now) -> Option<HelpId> {
        self.nobodys_open_call(now)
            .or_else(|| self.call_anew_for_nobody(now))
    }

    /// The same, and always a new call.
    pub(super) fn call_anew_for_nobody(&mut self, now: &Now) -> Option<HelpId> {
        let help = HelpId::new(new_id());
        let asked = HelpAsked {
            help: help.clone(),
            person: None,
            operation: None,
            step: None,
        };
        if !self.state(asked, &NOBODY, now) {
            return None;
        }
        self.buzz(now);
        Some(help)
    }

    /// Who has answered the latest call of whoever stands here, where somebody has; and by whom, where that is known.
    pub(super) fn helper(&self, person: Option<&PersonId>, now: &Now) -> Option<Option<PersonId>> {
        self.calls_of(person, now, |calls| {
            let (by, _) = calls.last()?.answered.as_ref()?;
            Some(by.clone())
        })
    }

    fn calls_of<T>(
        &self,
        person: Option<&PersonId>,
        now: &Now,
        ask: impl FnOnce(&[HelpView<'_>]) -> T,
    ) -> T {
        let ledger = self.ledger();
        let here = stupen_ledger::device_id(ledger.author().writer.id);
        let today = workshop_day(now.at);
        ask(&help::calls_of(
            ledger.state(),
            &self.setup.workshop,
            today,
            person,
            &here,
        ))
    }

    pub(super) fn open_calls(&self, now: &Now) -> usize {
        let ledger = self.ledger();
        help::calls(ledger.state(), &self.setup.workshop, workshop_day(now.at))
            .iter()
            .filter(|call| call.is_open())
            .count()
    }
}

/// An id that sorts by its making.
pub(super) fn new_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
