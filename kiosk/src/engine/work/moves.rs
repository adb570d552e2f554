//! What a touch, the pedal or a button does at work.

use stupen_domain::decide::Now;
use stupen_domain::facts::PromptLevel;
use stupen_domain::pack::{self, Answer, Next, Operation};
use stupen_domain::wire::ids::PersonId;

use super::super::limits::EARLY_PEDAL_MS;
use super::super::scene::{Asked, Scene};
use super::super::{Effect, Engine};
use crate::local::OpenRun;

/// Milliseconds in which a touch was meant for the screen before.
const SLIPPED_MS: u64 = 1_000;

/// Where a piece stands after a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moved {
    /// At another step, or at a question.
    On,
    /// The piece is finished and counts.
    Counted,
    /// The piece was put aside.
    PutAside,
}

impl Engine {
    /// Next, done, the pedal.
    pub(in crate::engine) fn step_on(&mut self, now: &Now) {
        match self.scene.clone() {
            Scene::Step { person } => self.answer(&person, Answer::Done, now),
            Scene::Finished { person } | Scene::PutAside { person, .. } => {
                self.next_piece(&person, now)
            }
            Scene::Tools { person } => self.tools_ready(&person, now),
            Scene::TimeHome { .. } => self.not_home_yet(true, now),
            Scene::Ask {
                person: Some(person),
                asked: Asked::Done,
                ..
            } => self.done_by_foot(&person, now),
            Scene::Answer { person } => self.answer_seen(&person, now),
            Scene::Twice { .. } => self.go_on_after_twice(now),
            Scene::Hello { person, .. } => self.go_to_work(&person, now),
            Scene::HelpComing { back, .. } => self.enter(*back, now),
            _ => {}
        }
    }

    /// A question of the pack was answered, by the answer's place on the screen.
    pub(in crate::engine) fn answered(&mut self, person: &PersonId, place: usize, now: &Now) {
        let Some((run, operation)) = self.open_run(person) else {
            return;
        };
        let Some(step) = operation.steps.get(run.step).filter(|_| run.asking) else {
            return;
        };
        let answer = match (&step.check, place) {
            (Some(_), 0) => Answer::Good,
            (Some(_), 1) => Answer::NotGood,
            (None, way) if way < step.branch.len() => Answer::Chose(way),
            _ => return,
        };
        self.answer(person, answer, now);
    }

    fn answer(&mut self, person: &PersonId, answer: Answer, now: &Now) {
        // Nothing is ticked: it may have been the finger that has just said "one more".
        let asks = self.open_run(person).is_some_and(|(run, _)| {
            self.prompts(person, &run.operation).level == PromptLevel::Checklist
                && run.asks_whether_done(now)
        });
        if asks {
            return self.ask_about(person, Asked::Done, now);
        }
        self.move_on(person, answer, now);
    }

    fn move_on(&mut self, person: &PersonId, answer: Answer, now: &Now) {
        self.slipped = None;
        let Some((mut run, operation)) = self.open_run(person) else {
            return;
        };
        let before = run.clone();
        let level = self.prompts(person, &run.operation).level;
        run.counts_freely(level == PromptLevel::Free);
        let by_steps = matches!(level, PromptLevel::Full | PromptLevel::Grouped);
        if by_steps && run.asking && answer == Answer::Done {
            // The pedal answers no question.
            return;
        }
        let moved = match level {
            PromptLevel::Full => advance(&mut run, operation, answer, false, now),
            PromptLevel::Grouped => advance(&mut run, operation, answer, true, now),
            PromptLevel::Checklist | PromptLevel::Free => {
                whole_piece(&mut run, operation, now);
                Moved::Counted
            }
        };
        match moved {
            Moved::On => {}
            Moved::Counted => run.count(),
            Moved::PutAside => run.put_aside(),
        }
        if !self.keep(&run) {
            return self.tell_not_kept(person, now);
        }
        if moved == Moved::Counted {
            self.slipped = Some(before.clone());
        }
        match moved {
            Moved::Counted if level != PromptLevel::Free => {
                let person = person.clone();
                self.enter(Scene::Finished { person }, now);
                self.effects.push(Effect::Sound("done"));
                self.say();
            }
            Moved::Counted => {
                self.refresh(now);
                self.effects.push(Effect::Sound("done"));
            }
            Moved::PutAside => self.tell_put_aside(before, now),
            Moved::On => {
                self.refresh(now);
                self.say();
            }
        }
    }

    /// "Is it done?" Yes. Who works so without ticking is not asked at every piece.
    pub(in crate::engine) fn done_unticked(&mut self, person: &PersonId, now: &Now) {
        if let Some((mut run, _)) = self.open_run(person) {
            run.counts_unticked();
            self.keep(&run);
        }
        self.scene = Scene::Step {
            person: person.clone(),
        };
        self.move_on(person, Answer::Done, now);
    }

    /// The pedal says yes too, but not with the step that asked.
    fn done_by_foot(&mut self, person: &PersonId, now: &Now) {
        let stood_ms = now.clock.mono_ms.saturating_sub(self.entered_ms);
        if stood_ms >= EARLY_PEDAL_MS {
            self.done_unticked(person, now);
        }
    }

    /// That a piece was put aside is to be seen until the next touch, and sounds otherwise than a good one.
    fn tell_put_aside(&mut self, before: OpenRun, now: &Now) {
        let scene = Scene::PutAside {
            person: before.person.clone(),
            before: Box::new(before),
        };
        self.enter(scene, now);
        self.effects.push(Effect::Sound("change"));
        self.say();
    }

    /// The hand slipped: the piece is where it was. Nothing of it has been told the office yet, unless the run was summed
    /// up meanwhile.
    fn take_back(&mut self, before: OpenRun, now: &Now) {
        let stood_ms = now.clock.mono_ms.saturating_sub(self.entered_ms);
        let person = before.person.clone();
        let written = match self.open_run(&person) {
            Some((run, _)) => run.defects == 0,
            None => true,
        };
        // A second touch on the key for a faulty piece takes nothing back.
        if stood_ms < SLIPPED_MS || written {
            return;
        }
        self.keep(&before);
        self.enter(Scene::Step { person }, now);
        self.say();
    }

    /// Whether the piece that was counted last may still be taken back: nothing of it is written down.
    pub(in crate::engine) fn may_take_back(&self, person: &PersonId) -> bool {
        self.slipped.as_ref().is_some_and(|before| {
            before.person == *person
                && self
                    .open_run(person)
                    .is_some_and(|(run, _)| run.follows(before))
        })
    }

    /// A press too much: the piece that was counted last is where it was, and counts no more.
    fn take_back_counted(&mut self, person: &PersonId, now: &Now) {
        if !self.may_take_back(person) {
            return;
        }
        let (Some(mut before), Some((run, _))) = (self.slipped.take(), self.open_run(person))
        else {
            return;
        };
        before.help = run.help;
        if !self.keep(&before) {
            return self.tell_not_kept(person, now);
        }
        let person = person.clone();
        self.enter(Scene::Step { person }, now);
        self.effects.push(Effect::Sound("change"));
        self.say();
    }

    pub(in crate::engine) fn put_aside_today(&self, person: &PersonId) -> u32 {
        self.open_run(person).map_or(0, |(run, _)| run.defects_all)
    }

    pub(in crate::engine) fn step_back(&mut self, now: &Now) {
        if let Scene::PutAside { before, .. } = self.scene.clone() {
            return self.take_back(*before, now);
        }
        if let Scene::Finished { person } = self.scene.clone() {
            let stood_ms = now.clock.mono_ms.saturating_sub(self.entered_ms);
            // A second touch on the key that counts takes nothing back.
            if stood_ms >= SLIPPED_MS {
                self.take_back_counted(&person, now);
            }
            return;
        }
        let Scene::Step { person } = self.scene.clone() else {
            return;
        };
        let Some((mut run, operation)) = self.open_run(&person) else {
            return;
        };
        match self.prompts(&person, &run.operation).level {
            PromptLevel::Checklist => {
                return self.turn_checklist(&person, run.page.saturating_sub(1), now);
            }
            PromptLevel::Free => return self.take_back_counted(&person, now),
            PromptLevel::Full | PromptLevel::Grouped => {}
        }
        let Some(step) = operation.steps.get(run.step) else {
            return;
        };
        if run.asking {
            // From a question back to the step that it is about.
            run.asking = false;
        } else if let Some(before) = run.trail.pop() {
            run.went_back(&step.id, now);
            run.step = before.min(operation.steps.len().saturating_sub(1));
        } else {
            return;
        }
        self.keep(&run);
        self.refresh(now);
        self.say();
    }

    /// A line of the checklist is ticked, or its tick taken back.
    pub(in crate::engine) fn tick_line(&mut self, person: &PersonId, line: usize, now: &Now) {
        let Some((mut run, operation)) = self.open_run(person) else {
            return;
        };
        let Some(listed) = pack::checklist(operation).into_iter().nth(line) else {
            return;
        };
        if let Some(at) = run.ticked.iter().position(|ticked| *ticked == line) {
            run.ticked.remove(at);
        } else {
            run.ticked.push(line);
            for index in listed.steps {
                if let Some(step) = operation.steps.get(index) {
                    run.leave_step_once(&step.id, now);
                }
            }
        }
        self.keep(&run);
        self.refresh(now);
        self.say_next_line(person);
    }

    /// Another page of the checklist: kept with the run, so that whoever comes back finds it again.
    pub(in crate::engine) fn turn_checklist(&mut self, person: &PersonId, page: usize, now: &Now) {
        let Some((mut run, operation)) = self.open_run(person) else {
            return;
        };
        // Never more pages than lines, however many of them a panel shows on one.
        run.page = page.min(pack::checklist(operation).len().saturating_sub(1));
        self.keep(&run);
        self.refresh(now);
    }

    pub(in crate::engine) fn repeat_step(&mut self, now: &Now) {
        if let Scene::Step { person } = self.scene.clone()
            && let Some((mut run, operation)) = self.open_run(&person)
            && let Some(step) = operation.steps.get(run.step)
        {
            run.counts_freely(self.is_free(&run));
            run.stay_at_step(&step.id, now);
            run.replayed(&step.id);
            self.keep(&run);
        }
        self.say_on_request();
    }

    /// The piece is faulty: put aside, and begun anew.
    pub(in crate::engine) fn defect(&mut self, person: &PersonId, now: &Now) {
        self.slipped = None;
        let Some((mut run, operation)) = self.open_run(person) else {
            return;
        };
        let before = run.clone();
        let level = self.prompts(person, &run.operation).level;
        run.counts_freely(level == PromptLevel::Free);
        if let Some(step) = operation.steps.get(run.step) {
            match level {
                PromptLevel::Full | PromptLevel::Grouped => run.leave_step(&step.id, now),
                // What was done is ticked, or not known.
                PromptLevel::Checklist | PromptLevel::Free => run.stay_at_step(&step.id, now),
            }
        }
        run.put_aside();
        if !self.keep(&run) {
            return self.tell_not_kept(person, now);
        }
        self.tell_put_aside(before, now);
    }

    pub(in crate::engine) fn next_piece(&mut self, person: &PersonId, now: &Now) {
        self.slipped = None;
        self.local.resume(person, now);
        self.enter(
            Scene::Step {
                person: person.clone(),
            },
            now,
        );
        self.say();
    }

    /// The tools lie ready: the first step.
    pub(in crate::engine) fn tools_ready(&mut self, person: &PersonId, now: &Now) {
        self.next_piece(person, now);
    }
}

/// One move by the pack's own rules of what follows what.
fn advance(
    run: &mut OpenRun,
    operation: &Operation,
    answer: Answer,
    grouped: bool,
    now: &Now,
) -> Moved {
    let first = if run.asking { None } else { Some(run.step) };
    let moved = pack::advance(operation, run.step, answer, grouped);
    for step in moved.left.iter().filter_map(|at| operation.steps.get(*at)) {
        run.leave_step(&step.id, now);
    }
    run.asking = moved.next == Next::Asks;
    run.step = moved.at;
    match moved.next {
        Next::Asks => Moved::On,
        Next::Step(_) => {
            run.trail.extend(first.or(moved.left.last().copied()));
            Moved::On
        }
        Next::Counted => Moved::Counted,
        Next::PutAside => Moved::PutAside,
    }
}

/// Without step by step: every step that counts towards a good piece was done; those not ticked before are summed now.
fn whole_piece(run: &mut OpenRun, operation: &Operation, now: &Now) {
    let way = pack::good_way(operation);
    for step in way.iter().filter_map(|at| operation.steps.get(*at)) {
        run.leave_step_once(&step.id, now);
    }
}
