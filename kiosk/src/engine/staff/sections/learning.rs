//! Operations tried: how far somebody has come, how they are prompted, what the system proposes and why, and how the
//! time for a piece went. For staff, about one person; nothing here compares people.

use stupen_domain::decide::Now;
use stupen_domain::facts::{PromptLevel, PromptSupport};
use stupen_domain::ladder::{self, Because, Prompts, Proposal};
use stupen_domain::learning::{self, History, Learning, RunSum, Trend};
use stupen_domain::orientation::{self, NextTrial};
use stupen_domain::practice::{self, Practised, Skill, Totals};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::{forms, settings, stations};

use super::super::form::{Answer, FormKind};
use super::super::page::{Act, Lines, Page, action, line};
use super::super::{Looked, StaffScene, go};
use super::Section;
use crate::engine::Engine;
use crate::media::in_language;
use crate::ui::{Bar, Counted, Curve, Line, Named, Say, StaffTone, Word};

/// Runs that a page tells one by one, the newest first.
const RUNS_SHOWN: usize = 10;
/// Runs that are drawn as a curve.
const RUNS_DRAWN: usize = 12;

/// How much is shown, as a word and a picture.
pub(in crate::engine::staff) fn level_words(level: PromptLevel) -> (Word, &'static str) {
    match level {
        PromptLevel::Full => (Word::LevelFull, "prompt-full"),
        PromptLevel::Grouped => (Word::LevelGrouped, "prompt-grouped"),
        PromptLevel::Checklist => (Word::LevelChecklist, "prompt-checklist"),
        PromptLevel::Free => (Word::LevelFree, "prompt-free"),
    }
}

/// What supports it, as a word and a picture.
pub(in crate::engine::staff) fn support_words(support: PromptSupport) -> (Word, &'static str) {
    match support {
        PromptSupport::Picture => (Word::SupportPicture, "photo"),
        PromptSupport::Speech => (Word::SupportSpeech, "speak"),
        PromptSupport::Clip => (Word::SupportClip, "clip"),
    }
}

fn prompt_words(prompts: Prompts) -> Say {
    Say::row([
        level_words(prompts.level).0.into(),
        support_words(prompts.support).0.into(),
    ])
}

/// More or less, as a question.
pub(in crate::engine::staff) fn proposal_word(proposal: &Proposal) -> Word {
    if proposal.is_more() {
        Word::MorePrompts
    } else {
        Word::LessPrompts
    }
}

fn evidence_words(because: &Because) -> Say {
    match because {
        Because::CleanRuns { runs } => Say::Count(Counted::CleanRuns, *runs),
        Because::Errors { errors, pieces } => Say::row([
            Say::Count(Counted::Errors, *errors),
            Say::Count(Counted::Pieces, *pieces),
        ]),
        Because::HelpCalls { calls, pieces } => Say::row([
            Say::Count(Counted::HelpCount, *calls),
            Say::Count(Counted::Pieces, *pieces),
        ]),
        Because::Away { days } => Say::Count(Counted::DaysAway, *days),
    }
}

fn trend_word(trend: Trend) -> Word {
    match trend {
        Trend::Quicker => Word::Quicker,
        Trend::Steady => Word::Steady,
        Trend::Slower => Word::Slower,
    }
}

fn skill_word(skill: Skill) -> Word {
    match skill {
        Skill::New => Word::SkillNew,
        Skill::Learning => Word::SkillLearning,
        Skill::Experienced => Word::SkillExperienced,
    }
}

fn seconds(ms: u64) -> String {
    (ms / 1000).to_string()
}

impl Engine {
    fn norm_ms(&self, operation: &OperationId) -> Option<u64> {
        self.media
            .operation(operation)
            .map(|found| u64::from(found.norm_s) * 1000)
    }

    /// What is proposed of somebody's prompts now.
    pub(in crate::engine::staff) fn prompt_proposals(
        &self,
        of: &PersonId,
        now: &Now,
    ) -> Vec<Proposal> {
        let history = self.history(of, &self.lately());
        let ledger = self.ledger();
        let state = ledger.state();
        let rules = forms::rules(state, &self.setup.workshop);
        ladder::proposals(state, &history, &rules, workshop_day(now.at))
    }

    /// As many of the last runs as proposals and trends look at.
    fn lately(&self) -> Looked {
        let rules = forms::rules(self.ledger().state(), &self.setup.workshop);
        Looked::Last(ladder::runs_read(&rules).max(learning::TREND_READ))
    }

    /// The trials that are proposed next: of each pack the first that is more difficult than what went well, and that they
    /// may do.
    fn next_trials(&self, of: &PersonId, history: &History) -> Vec<NextTrial> {
        let ledger = self.ledger();
        let state = ledger.state();
        let rules = forms::rules(state, &self.setup.workshop);
        let barred = stations::barred(state, of);
        self.media
            .trials()
            .into_iter()
            .filter_map(|mut trials| {
                trials.retain(|trial| !barred.contains(&&trial.operation));
                orientation::next(history, &trials, &rules)
            })
            .collect()
    }

    pub(super) fn learning_section(&self, of: &PersonId, page: usize, now: &Now) -> Page {
        let lang = self.scene_language();
        let today = workshop_day(now.at);
        let history = self.history(of, &self.lately());
        let proposals = self.prompt_proposals(of, now);
        let all: Vec<OperationId> = self
            .media
            .operations()
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        let cells: Vec<practice::SkillCell> = {
            let ledger = self.ledger();
            let state = ledger.state();
            let rules = forms::rules(state, &self.setup.workshop);
            let planned = stations::assigned(state, of, today);
            let set = ladder::all(state, of);
            practice::skills(&Totals::of(state), of, &all, &rules)
                .into_iter()
                // What was worked on, is planned, or was set.
                .filter(|cell| {
                    cell.practised.days > 0
                        || planned == Some(&cell.operation)
                        || set.contains_key(&cell.operation)
                })
                .collect()
        };
        let mut lines = self.lines_of(of, Word::Learning, page, Word::NoRuns);
        for next in self.next_trials(of, &history) {
            let runs = u32::try_from(next.evidence.len()).unwrap_or(u32::MAX);
            lines.line(
                Line {
                    picture: self.operation_picture(&next.next.operation),
                    tone: StaffTone::Now,
                    ..line(
                        "trial-task",
                        Say::row([
                            Word::NextTrial.into(),
                            self.operation_title(&next.next.operation, &lang).into(),
                        ]),
                        Say::row([
                            self.operation_title(&next.done, &lang).into(),
                            Say::Count(Counted::CleanRuns, runs),
                        ]),
                        Say::Nothing,
                    )
                },
                Act::Begin(FormKind::Operation, of.clone(), Vec::new()),
            );
        }
        for cell in cells {
            let proposed = proposals
                .iter()
                .find(|proposal| proposal.operation == cell.operation);
            let norm = self.norm_ms(&cell.operation);
            let learned = learning::learning(&history, &cell.operation, None, norm);
            let note = match proposed {
                Some(proposal) => Say::row([
                    proposal_word(proposal).into(),
                    evidence_words(&proposal.because),
                ]),
                None => Say::row([
                    level_words(cell.prompts.level).0.into(),
                    learned
                        .trend
                        .map_or(Say::Nothing, |trend| trend_word(trend).into()),
                ]),
            };
            lines.line(
                Line {
                    picture: self.operation_picture(&cell.operation),
                    tone: if proposed.is_some() {
                        StaffTone::Now
                    } else {
                        StaffTone::Plain
                    },
                    ..line(
                        "work",
                        self.operation_title(&cell.operation, &lang),
                        note,
                        Say::Count(Counted::Pieces, cell.practised.pieces),
                    )
                },
                go(StaffScene::Section {
                    of: of.clone(),
                    section: Section::Operation(cell.operation.clone()),
                    page: 0,
                }),
            );
        }
        lines.page()
    }

    /// One operation: how it is prompted, what is proposed, and how it is learnt.
    pub(super) fn operation_section(
        &self,
        of: &PersonId,
        operation: &OperationId,
        page: usize,
        now: &Now,
    ) -> Page {
        let lang = self.scene_language();
        let history = self.history(of, &Looked::All(operation.clone()));
        let norm = self.norm_ms(operation);
        let learned = learning::learning(&history, operation, None, norm);
        let proposal = self
            .prompt_proposals(of, now)
            .into_iter()
            .find(|proposal| proposal.operation == *operation);
        let (prompts, practised, skill, speech) = {
            let ledger = self.ledger();
            let state = ledger.state();
            let rules = forms::rules(state, &self.setup.workshop);
            let prompts = ladder::current(state, of, operation);
            let practised = Totals::of(state)
                .person(of)
                .remove(operation)
                .unwrap_or_default();
            let skill = practice::skill(practised.pieces, &prompts, &rules);
            let speech = settings::of(state, of).speech;
            (prompts, practised, skill, speech)
        };
        let back = go(StaffScene::Section {
            of: of.clone(),
            section: Section::Learning,
            page: 0,
        });
        let title = self.operation_title(operation, &lang);
        let mut lines = Lines::new(self.ask_of(of, title), page, Word::NoRuns, back);
        if let Some(proposal) = &proposal {
            lines.line(
                Line {
                    tone: StaffTone::Now,
                    ..line(
                        level_words(proposal.to.level).1,
                        proposal_word(proposal),
                        evidence_words(&proposal.because),
                        prompt_words(proposal.to.perceived(speech)),
                    )
                },
                Act::Nothing,
            );
        }
        lines.line(
            line(
                level_words(prompts.level).1,
                Word::Prompts,
                prompt_words(prompts.perceived(speech)),
                Say::Nothing,
            ),
            Act::Begin(
                FormKind::Prompts,
                of.clone(),
                vec![("operation", Answer::Choice(operation.to_string()))],
            ),
        );
        tell_learning(&mut lines, &learned, &practised, skill);
        self.tell_hardest(&mut lines, &history, operation, &lang);
        lines.view.curve = curve(&learned);
        for run in learned.runs.iter().rev().take(RUNS_SHOWN) {
            let day = self.day_words(run.day(), now, &lang);
            lines.line(run_line(day, run), Act::Nothing);
        }
        if let Some(proposal) = proposal {
            let proposal = Box::new(proposal);
            lines.action(
                action(Word::TakeIt, "tick", StaffTone::Done, true),
                Act::Prompts(proposal.clone(), true),
            );
            lines.action(
                action(Word::LeaveIt, "close", StaffTone::Plain, false),
                Act::Prompts(proposal, false),
            );
        }
        lines.page()
    }
}

impl Engine {
    /// Where somebody needs most, of the steps by which people work now.
    fn tell_hardest(
        &self,
        lines: &mut Lines,
        history: &History,
        operation: &OperationId,
        lang: &str,
    ) {
        let Some((version, found)) = self.media.version_of(operation) else {
            return;
        };
        let learned = learning::learning(history, operation, Some(version), None);
        let many = |which, n| match n {
            0 => Say::Nothing,
            n => Say::Count(which, n),
        };
        let hardest = learned.hardest();
        for step in &found.steps {
            let Some(time) = learned.steps.get(step.id.as_str()) else {
                continue;
            };
            if !hardest.contains(&step.id.as_str()) {
                continue;
            }
            let words = format!(
                "{} {}",
                in_language(&step.verb, lang),
                in_language(&step.words, lang)
            );
            lines.line(
                line(
                    "difficulty",
                    Word::WhatDifficult,
                    words,
                    Say::row([
                        many(Counted::HelpCount, time.help),
                        many(Counted::StepsBack, time.back),
                    ]),
                ),
                Act::Nothing,
            );
        }
    }
}

fn tell_learning(lines: &mut Lines, learned: &Learning<'_>, practised: &Practised, skill: Skill) {
    if let Some(ms) = learned.lately.piece_ms() {
        let norm = learned
            .norm_ms
            .map_or(Say::Nothing, |ms| Say::Name(Named::Norm, seconds(ms)));
        lines.line(
            line(
                "clock",
                Word::OfLate,
                Say::row([Say::Name(Named::SecondsWay, seconds(ms)), norm]),
                learned
                    .trend
                    .map_or(Say::Nothing, |trend| trend_word(trend).into()),
            ),
            Act::Nothing,
        );
    }
    let speed = &learned.speed;
    if let (Some(first), Some(later)) = (speed.first_ms, speed.later_ms)
        && speed.runs > 1
    {
        let way = format!("{} → {}", seconds(first), seconds(later));
        lines.line(
            line(
                "learning-speed",
                Word::SpeedLearning,
                Say::Name(Named::SecondsWay, way),
                speed.pieces_to_norm.map_or(Say::Nothing, |pieces| {
                    Say::Count(Counted::PiecesToNorm, pieces)
                }),
            ),
            Act::Nothing,
        );
    }
    if practised.days > 0 {
        let many = |which, n| match n {
            0 => Say::Nothing,
            n => Say::Count(which, n),
        };
        lines.line(
            line(
                "skill-matrix",
                skill_word(skill),
                Say::row([
                    Say::Count(Counted::Days, practised.days),
                    many(Counted::Defects, practised.defects),
                    many(Counted::HelpCount, learned.help),
                    many(Counted::StepsBack, learned.back),
                ]),
                Say::Count(Counted::Pieces, practised.pieces),
            ),
            Act::Nothing,
        );
    }
}

/// How the time for a piece went over the last runs that finished one. One run is no curve.
fn curve(learned: &Learning<'_>) -> Option<Curve> {
    let timed: Vec<(&RunSum, u64)> = learned
        .runs
        .iter()
        .filter_map(|run| Some((*run, run.work.piece_ms()?)))
        .collect();
    let last = timed.get(timed.len().saturating_sub(RUNS_DRAWN)..)?;
    if last.len() < 2 {
        return None;
    }
    let whole = |ms: u64| u32::try_from(ms / 1000).unwrap_or(u32::MAX);
    let bars: Vec<Bar> = last
        .iter()
        .map(|(run, ms)| Bar {
            value: whole(*ms),
            day: run.day().format("%-d.%m").to_string(),
        })
        .collect();
    let norm = learned
        .norm_ms
        .map(|ms| (whole(ms), Say::Name(Named::Norm, seconds(ms))));
    let values: Vec<String> = bars.iter().map(|bar| bar.value.to_string()).collect();
    Some(Curve {
        title: Word::TimePiece.into(),
        told: Say::row([
            Word::TimePiece.into(),
            Say::Name(Named::SecondsWay, values.join(", ")),
            norm.as_ref()
                .map_or(Say::Nothing, |(_, words)| words.clone()),
        ]),
        bars,
        norm,
    })
}

fn run_line(day: Say, run: &RunSum) -> Line {
    let piece = run
        .work
        .piece_ms()
        .map_or(Say::Nothing, |ms| Say::Name(Named::SecondsWay, seconds(ms)));
    // Each by its own name: to ask for help is no error.
    let some = |counted, n| match n {
        0 => Say::Nothing,
        n => Say::Count(counted, n),
    };
    line(
        "history",
        day,
        Say::row([
            piece,
            some(Counted::Defects, run.defects),
            some(Counted::StepsBack, run.back),
            some(Counted::HelpCount, run.help),
        ]),
        Say::Count(Counted::Pieces, run.work.pieces),
    )
}
