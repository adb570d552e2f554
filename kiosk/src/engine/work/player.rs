//! What is shown of the work, by how much prompting somebody needs on it.

use std::sync::Arc;

use stupen_domain::decide::Now;
use stupen_domain::facts::{PromptLevel, PromptSupport};
use stupen_domain::ladder::{self, Prompts};
use stupen_domain::pack::{self, ListLine, Operation, Step};
use stupen_domain::wire::facts::Bilingual;
use stupen_domain::wire::ids::{OperationId, PersonId};
use stupen_domain::wire::pack::Recorded;

use super::super::scene::Scene;
use super::super::settings::time_left;
use super::super::{Effect, Engine};
use crate::local::OpenRun;
use crate::media::in_language;
use crate::ui::{
    ChecklistView, FinishedView, FreeView, Picture, QuestionView, Screen, StepView, Thing, Tick,
    TimeLeft, ToolsView,
};

/// Pictures of one card: more would be too small to lead. Those of a clip take turns, so there may be more of them.
pub(super) const PICTURES_MAX: usize = 6;

/// What the screens of one run have in common.
struct Shown<'a> {
    person: &'a PersonId,
    run: &'a OpenRun,
    operation: &'a Operation,
    lang: String,
}

impl Shown<'_> {
    fn text(&self, both: &Bilingual) -> String {
        in_language(both, &self.lang).to_string()
    }
}

/// The card of a step, without what belongs to whoever works: what a preview shows, too. `place` is which card, from 0,
/// of how many.
pub(crate) fn card_of(
    step: &Step,
    place: (usize, usize),
    lang: &str,
    moves: bool,
    picture: &dyn Fn(&str) -> Picture,
) -> StepView {
    let text = |both: &Bilingual| in_language(both, lang).to_string();
    let clip = moves && !step.clip.is_empty();
    let pictures: Vec<Picture> = if clip {
        let frames = step.clip.iter().take(pack::CLIP_FRAMES_MAX);
        frames.map(|frame| picture(&frame.picture)).collect()
    } else {
        vec![picture(&step.picture)]
    };
    let safety = signs_of(std::slice::from_ref(step), picture);
    StepView {
        index: place.0,
        steps: place.1,
        last: step.counts || step.defect,
        broken: lacks(pictures.iter().chain(&safety)),
        pictures,
        clip_ms: clip.then(|| {
            let frames = step.clip.iter().take(pack::CLIP_FRAMES_MAX);
            frames.map(|frame| frame.ms).collect()
        }),
        verb: text(&step.verb),
        words: text(&step.words),
        speech: step.speech.as_ref().map(text).unwrap_or_default(),
        quantity: step.quantity.unwrap_or(0),
        // Where a piece is put aside anyway, "done" says it.
        defect_allowed: !step.defect,
        safety,
        ..StepView::default()
    }
}

/// Whether one of these is not there.
fn lacks<'a>(mut pictures: impl Iterator<Item = &'a Picture>) -> bool {
    pictures.any(|picture| *picture == Picture::None)
}

/// The signs that some steps ask for, each once.
fn signs_of(steps: &[Step], picture: &dyn Fn(&str) -> Picture) -> Vec<Picture> {
    let signs = pack::signs(steps).into_iter().take(pack::SIGNS_MAX);
    signs.map(picture).collect()
}

/// Whether a check that is not passed puts the piece aside.
fn leads_to_defect(operation: &Operation, step: &Step) -> bool {
    step.check.as_ref().is_some_and(|check| {
        let mut steps = operation.steps.iter();
        steps.any(|there| there.id == check.not_ok && there.defect)
    })
}

impl Engine {
    /// The prompts of the work on the screen; nothing elsewhere.
    pub(in crate::engine) fn prompts_support(&self) -> Option<PromptSupport> {
        let Scene::Step { person } = &self.scene else {
            return None;
        };
        let (run, _) = self.open_run(person)?;
        Some(self.prompts(person, &run.operation).support)
    }

    pub(in crate::engine) fn prompts(&self, person: &PersonId, operation: &OperationId) -> Prompts {
        ladder::current(self.ledger().state(), person, operation)
    }

    pub(in crate::engine) fn step_screen(&self, person: &PersonId, now: &Now) -> Screen {
        let Some((run, operation)) = self.open_run(person) else {
            return Screen::Waiting(self.waiting_view(now));
        };
        let shown = Shown {
            person,
            run: &run,
            operation,
            lang: self.scene_language(),
        };
        let prompts = self.prompts(person, &run.operation);
        match prompts.level {
            PromptLevel::Full | PromptLevel::Grouped => {
                let index = run.step.min(operation.steps.len().saturating_sub(1));
                let Some(step) = operation.steps.get(index) else {
                    return Screen::Waiting(self.waiting_view(now));
                };
                if run.asking
                    && let Some(question) = self.question(&shown, step, now)
                {
                    return Screen::Question(question);
                }
                if prompts.level == PromptLevel::Full {
                    Screen::Step(self.step(&shown, step, index, prompts.support, now))
                } else {
                    Screen::Step(self.group(&shown, index, prompts.support, now))
                }
            }
            PromptLevel::Checklist => Screen::Checklist(self.checklist(&shown, now)),
            PromptLevel::Free => Screen::Free(self.free(&shown, now)),
        }
    }

    /// Whether a step's clip is shown. Where nothing shall move, its frames stand side by side, and the step's own picture
    /// for a clip of more than can lead.
    pub(super) fn films(&self, support: PromptSupport, step: &Step) -> bool {
        let still = self.settings().calm;
        support == PromptSupport::Clip && !(still && step.clip.len() > PICTURES_MAX)
    }

    fn picture(&self, run: &OpenRun, text: &str) -> Picture {
        self.media.pack_picture(&run.operation, run.version, text)
    }

    fn step(
        &self,
        shown: &Shown<'_>,
        step: &Step,
        index: usize,
        support: PromptSupport,
        now: &Now,
    ) -> StepView {
        let base = self.card(shown, now);
        StepView {
            person: base.person,
            speaks: base.speaks,
            back_allowed: base.back_allowed,
            help_called: base.help_called,
            count: base.count,
            timer: base.timer,
            soon: base.soon,
            ..card_of(
                step,
                (index, shown.operation.steps.len()),
                &shown.lang,
                self.films(support, step),
                &|text| self.picture(shown.run, text),
            )
        }
    }

    /// The steps of a group on one card: the group's picture, else those of its steps in order.
    fn group(
        &self,
        shown: &Shown<'_>,
        index: usize,
        support: PromptSupport,
        now: &Now,
    ) -> StepView {
        let run = shown.run;
        let cards = pack::stretches(shown.operation);
        let at = cards
            .iter()
            .position(|card| card.steps.contains(&index))
            .unwrap_or(0);
        let Some(card) = cards.get(at) else {
            return StepView::default();
        };
        let steps = shown
            .operation
            .steps
            .get(card.steps.clone())
            .unwrap_or_default();
        let Some(first) = steps.first() else {
            return StepView::default();
        };
        let counts = steps.iter().any(|step| step.counts);
        let last = counts || steps.last().is_some_and(|step| step.defect);
        let Some(group) = card.group else {
            return StepView {
                index: at,
                steps: cards.len(),
                ..self.step(shown, first, index, support, now)
            };
        };
        let pictures: Vec<Picture> = steps
            .iter()
            .take(PICTURES_MAX)
            .map(|step| self.picture(run, &step.picture))
            .collect();
        let safety = self.signs(run, steps);
        let title = shown.text(&group.title);
        let (verb, words) = title.split_once(' ').unwrap_or((title.as_str(), ""));
        StepView {
            index: at,
            steps: cards.len(),
            last,
            broken: lacks(pictures.iter().chain(&safety)),
            pictures,
            verb: verb.to_string(),
            words: words.to_string(),
            speech: group_speech(shown, steps, &title),
            defect_allowed: !steps.iter().all(|step| step.defect),
            safety,
            ..self.card(shown, now)
        }
    }

    /// What every card has.
    fn card(&self, shown: &Shown<'_>, now: &Now) -> StepView {
        StepView {
            person: self.person_view(shown.person),
            speaks: self.speaks(),
            back_allowed: !shown.run.trail.is_empty(),
            help_called: self.has_open_call(shown.person, now),
            count: shown.run.counted_all,
            timer: self.norm_left(shown, now),
            soon: self.soon(shown.person, now),
            ..StepView::default()
        }
    }

    fn checklist(&self, shown: &Shown<'_>, now: &Now) -> ChecklistView {
        let run = shown.run;
        let ticks: Vec<Tick> = pack::checklist(shown.operation)
            .iter()
            .enumerate()
            .map(|(line, listed)| {
                let (picture, label) = self.line(shown, listed);
                Tick {
                    picture,
                    label,
                    done: run.ticked.contains(&line),
                }
            })
            .collect();
        let safety = self.signs(run, &shown.operation.steps);
        ChecklistView {
            broken: lacks(ticks.iter().map(|tick| &tick.picture).chain(&safety)),
            person: self.person_view(shown.person),
            title: shown.text(&shown.operation.title),
            ticks,
            page: run.page,
            speaks: self.speaks(),
            defect_allowed: true,
            help_called: self.has_open_call(shown.person, now),
            count: run.counted_all,
            safety,
            timer: self.norm_left(shown, now),
            soon: self.soon(shown.person, now),
        }
    }

    fn line(&self, shown: &Shown<'_>, listed: &ListLine<'_>) -> (Picture, String) {
        if let Some(group) = listed.group {
            let label = group.checklist.as_ref().unwrap_or(&group.title);
            return (self.picture(shown.run, &group.picture), shown.text(label));
        }
        let first = listed.steps.first();
        let Some(step) = first.and_then(|at| shown.operation.steps.get(*at)) else {
            return (Picture::None, String::new());
        };
        let words = format!("{} {}", shown.text(&step.verb), shown.text(&step.words));
        (
            self.picture(shown.run, &step.picture),
            words.trim().to_string(),
        )
    }

    fn free(&self, shown: &Shown<'_>, now: &Now) -> FreeView {
        let picture = self.picture(shown.run, &shown.operation.picture);
        let safety = self.signs(shown.run, &shown.operation.steps);
        FreeView {
            person: self.person_view(shown.person),
            broken: lacks([&picture].into_iter().chain(&safety)),
            picture,
            title: shown.text(&shown.operation.title),
            speaks: self.speaks(),
            defect_allowed: true,
            back_allowed: self.may_take_back(shown.person),
            help_called: self.has_open_call(shown.person, now),
            count: shown.run.counted_all,
            safety,
            timer: self.norm_left(shown, now),
            soon: self.soon(shown.person, now),
        }
    }

    fn question(&self, shown: &Shown<'_>, step: &Step, now: &Now) -> Option<QuestionView> {
        let run = shown.run;
        let picture = self.picture(run, &step.picture);
        let safety = self.signs(run, std::slice::from_ref(step));
        let base = QuestionView {
            person: self.person_view(shown.person),
            broken: lacks([&picture].into_iter().chain(&safety)),
            picture,
            speaks: self.speaks(),
            back_allowed: true,
            // Where "no" puts the piece aside, one key for it is enough.
            defect_allowed: !leads_to_defect(shown.operation, step),
            help_called: self.has_open_call(shown.person, now),
            safety,
            soon: self.soon(shown.person, now),
            ..QuestionView::default()
        };
        if let Some(check) = &step.check {
            let answer = |picture: &Option<String>| Thing {
                picture: picture
                    .as_ref()
                    .map(|text| self.picture(run, text))
                    .unwrap_or_default(),
                name: String::new(),
            };
            let answers = vec![answer(&check.picture), answer(&check.picture_not_ok)];
            // Without a picture of its own, an answer has that of yes or no.
            let named = [&check.picture, &check.picture_not_ok];
            let mut pairs = answers.iter().zip(named);
            let lost =
                pairs.any(|(answer, named)| named.is_some() && answer.picture == Picture::None);
            return Some(QuestionView {
                words: shown.text(&check.question),
                broken: base.broken || lost,
                answers,
                yes_no: true,
                ..base
            });
        }
        if step.branch.is_empty() {
            return None;
        }
        let answers: Vec<Thing> = step
            .branch
            .iter()
            .map(|way| Thing {
                picture: self.picture(run, &way.picture),
                name: shown.text(&way.label),
            })
            .collect();
        Some(QuestionView {
            words: format!("{} {}", shown.text(&step.verb), shown.text(&step.words)),
            broken: base.broken || lacks(answers.iter().map(|answer| &answer.picture)),
            answers,
            yes_no: false,
            ..base
        })
    }

    fn signs(&self, run: &OpenRun, steps: &[Step]) -> Vec<Picture> {
        signs_of(steps, &|text| self.picture(run, text))
    }

    /// What is left of the norm for this piece, for whoever wants to see it. It stays empty when the norm is over:
    /// nobody is hurried.
    fn norm_left(&self, shown: &Shown<'_>, now: &Now) -> Option<TimeLeft> {
        let wanted = self.settings().work_timer;
        let norm_ms = u64::from(shown.operation.norm_s) * 1000;
        let spent = shown.run.piece_ms(now).min(norm_ms);
        let left = 1.0 - spent as f32 / norm_ms.max(1) as f32;
        time_left(left, wanted)
    }

    /// Whether an operation begins with getting ready: not for whoever works freely.
    pub(in crate::engine) fn needs_tools(&self, person: &PersonId) -> bool {
        self.open_run(person).is_some_and(|(run, operation)| {
            let named = self.media.tools(&run.operation, run.version);
            named.iter().any(|tool| operation.tools.contains(&tool.id))
                && self.prompts(person, &run.operation).level != PromptLevel::Free
        })
    }

    pub(in crate::engine) fn tools_screen(&self, person: &PersonId, now: &Now) -> Screen {
        let Some((run, operation)) = self.open_run(person) else {
            return Screen::Waiting(self.waiting_view(now));
        };
        let lang = self.scene_language();
        let names = self.media.tools(&run.operation, run.version);
        let tools: Vec<Thing> = operation
            .tools
            .iter()
            .filter_map(|id| names.iter().find(|tool| tool.id == *id))
            .map(|tool| Thing {
                picture: tool.picture.as_ref().map_or_else(
                    || Picture::pictogram("tools"),
                    |text| self.picture(&run, text),
                ),
                name: in_language(&tool.title, &lang).to_string(),
            })
            .collect();
        Screen::Tools(ToolsView {
            person: self.person_view(person),
            title: in_language(&operation.title, &lang).to_string(),
            broken: lacks(tools.iter().map(|tool| &tool.picture)),
            tools,
            speaks: self.speaks(),
            help_called: self.has_open_call(person, now),
            soon: self.soon(person, now),
        })
    }

    /// The picture of what somebody works on.
    pub(in crate::engine) fn work_picture(&self, person: &PersonId) -> Picture {
        self.open_run(person)
            .map(|(run, operation)| self.picture(&run, &operation.picture))
            .unwrap_or_default()
    }

    pub(in crate::engine) fn finished_screen(&self, person: &PersonId, now: &Now) -> Screen {
        let lang = self.scene_language();
        match self.open_run(person) {
            Some((run, operation)) => Screen::Finished(FinishedView {
                person: self.person_view(person),
                picture: self.picture(&run, &operation.picture),
                title: in_language(&operation.title, &lang).to_string(),
                count: run.counted_all,
                break_offered: true,
                help_called: self.has_open_call(person, now),
                back_allowed: self.may_take_back(person),
                soon: self.soon(person, now),
            }),
            None => Screen::Waiting(self.waiting_view(now)),
        }
    }

    /// The recorded speech of the step or question on the screen, in the person's language; of several steps on one card
    /// one after the other, where each has one.
    pub(in crate::engine) fn recording(&self) -> Option<Arc<[u8]>> {
        let Scene::Step { person } = &self.scene else {
            return None;
        };
        let (run, operation) = self.open_run(person)?;
        let step = operation.steps.get(run.step)?;
        match self.prompts(person, &run.operation).level {
            PromptLevel::Full => {}
            PromptLevel::Grouped if run.asking || step.group.is_none() => {}
            PromptLevel::Grouped => return self.recordings_of_card(&run, operation),
            PromptLevel::Checklist | PromptLevel::Free => return None,
        }
        let recorded = if run.asking {
            step.check.as_ref()?.recorded.as_ref()
        } else {
            step.recorded.as_ref()
        };
        self.playable(&run, recorded)
    }

    /// What was recorded of the steps on the card that is shown, as one.
    fn recordings_of_card(&self, run: &OpenRun, operation: &Operation) -> Option<Arc<[u8]>> {
        let cards = pack::stretches(operation);
        let card = cards.iter().find(|card| card.steps.contains(&run.step))?;
        let steps = operation.steps.get(card.steps.clone())?;
        let sounds: Vec<Arc<[u8]>> = steps
            .iter()
            .map(|step| self.playable(run, step.recorded.as_ref()))
            .collect::<Option<_>>()?;
        stupen_media::joined(&sounds).map(Into::into)
    }

    /// A recording in the language of whose hand it is, where it can be played here.
    fn playable(&self, run: &OpenRun, recorded: Option<&Recorded>) -> Option<Arc<[u8]>> {
        let recorded = recorded?;
        let path = if self.scene_language() == "en" {
            recorded.en.as_ref()
        } else {
            recorded.ru.as_ref()
        }?;
        let sound = self.media.sound(&run.operation, run.version, path)?;
        self.setup.voices.plays(&sound).then_some(sound)
    }

    /// Says what is to be done next on a checklist, where every screen is said: the first line that is open, or that
    /// there is none.
    pub(in crate::engine) fn say_next_line(&mut self, person: &PersonId) {
        if !self.says_unasked() {
            return;
        }
        let Some((words, sound)) = self.next_line(person) else {
            return self.say_on_request();
        };
        match sound {
            Some(sound) if self.is_heard() => self.effects.push(Effect::Recording(sound)),
            _ => self.say_words(words),
        }
    }

    /// The first open line of a checklist as it is said, and its recording.
    fn next_line(&self, person: &PersonId) -> Option<(String, Option<Arc<[u8]>>)> {
        let (run, operation) = self.open_run(person)?;
        let lines = pack::checklist(operation);
        let mut open = lines.iter().enumerate();
        let (_, next) = open.find(|(at, _)| !run.ticked.contains(at))?;
        let shown = Shown {
            person,
            run: &run,
            operation,
            lang: self.scene_language(),
        };
        let step = next.steps.first().and_then(|at| operation.steps.get(*at));
        if let (None, Some(step)) = (next.group, step) {
            let sound = self.playable(&run, step.recorded.as_ref());
            return Some((step_speech(&shown, step), sound));
        }
        let (_, label) = self.line(&shown, next);
        Some((format!("{label}."), None))
    }
}

/// What is said of a step.
fn step_speech(shown: &Shown<'_>, step: &Step) -> String {
    match &step.speech {
        Some(speech) => shown.text(speech),
        None => {
            let words = format!("{} {}", shown.text(&step.verb), shown.text(&step.words));
            format!("{}.", words.trim())
        }
    }
}

/// What is said of a group: its title, then its steps in their order.
fn group_speech(shown: &Shown<'_>, steps: &[Step], title: &str) -> String {
    let mut said = format!("{title}.");
    for step in steps {
        said.push(' ');
        said.push_str(&step_speech(shown, step));
    }
    said
}
