//! Forms: one question after the other, answered by picture, by phrase or by keyboard.
//!
//! A form is kept at every answer, so that nothing is lost when the power goes or somebody calls. It has an id from its
//! first moment: what was recorded once is not recorded twice, however often it is sent.

mod ground;
mod kinds;
mod questions;

use chrono::{Duration, NaiveTime};
use std::collections::BTreeMap;
use stupen_domain::breaches;
use stupen_domain::decide::Now;
use stupen_domain::time::{Moment, at_time, workshop_day};
use stupen_domain::wire::ids::{BadgeHash, PersonId};

use super::page::{Act, Page, action, cause_of, pictogram, tell};
use super::{Keys, StaffScene};
use crate::engine::day::clock_time;
use crate::engine::scene::Scene;
use crate::engine::{Effect, Engine};
use crate::ui::{Named, Say, StaffTap, StaffTone, TellView, Word};

pub(in crate::engine::staff) use ground::Ground;
pub(in crate::engine) use kinds::{Answer, Form, FormKind};

/// Most signs of a text: a payload has room for much more, a person's patience has not.
const TEXT_MAX: usize = 600;

/// Minutes after which a form that was begun is taken up again only by who says so: until then whoever was called away
/// is still in the middle of it.
const OLD_DRAFT_MIN: i64 = 30;

/// What a form does after its last question.
pub(super) enum Finished {
    /// Back to this page.
    To(StaffScene),
    /// On with another form.
    Begin(FormKind, Vec<(&'static str, Answer)>),
    /// Nothing is recorded yet: first this page asks something.
    Ask(StaffScene),
    /// What it rests on was settled meanwhile: nothing is recorded; and the page where it can be seen.
    Moved(Ground, StaffScene),
    /// It was not stored, and that is shown.
    Failed,
}

impl Engine {
    pub(super) fn begin_form(
        &mut self,
        staff: &PersonId,
        kind: FormKind,
        of: &PersonId,
        known: Vec<(&'static str, Answer)>,
        now: &Now,
    ) {
        let answers: BTreeMap<String, Answer> = known
            .into_iter()
            .map(|(field, answer)| (field.to_string(), answer))
            .collect();
        let mut new = Form {
            kind,
            of: of.clone(),
            by: Some(staff.clone()),
            id: uuid::Uuid::now_v7().simple().to_string(),
            began: now.at,
            step: String::new(),
            answers,
            about: String::new(),
            participant: false,
            keys: Keys {
                // Whoever writes Russian finds its letters first, everybody else those of the Latin alphabet.
                latin: self.language_of(staff).is_some_and(|lang| lang != "ru"),
                ..Keys::default()
            },
        }
        .named();
        if let Some(rule) = self.only_rule(&new) {
            let (field, next) = ("rule", "happened");
            new.answers.insert(field.to_string(), Answer::Choice(rule));
            new.step = next.to_string();
        }
        let begun: Vec<Form> = self
            .drafts()
            .into_iter()
            .filter(|begun| begun.is_like(&new))
            .collect();
        let kept = begun
            .iter()
            .filter(|begun| begun.by.as_ref() == Some(staff))
            // Not one that an earlier version kept, where there is a younger of just this.
            .max_by_key(|begun| begun.key() == new.key());
        if let Some(mut form) = kept.cloned() {
            self.follow_absence(&mut form, now);
            let same_day = form.begun_on() == workshop_day(now.at);
            let just_now = same_day && now.at - form.began < Duration::minutes(OLD_DRAFT_MIN);
            if just_now {
                return self.resume_form(staff, form, now);
            }
            // What lay for a while is taken up by who wants it, never silently. Nothing is dropped unasked; where nothing
            // was answered, there is nothing to ask.
            if form.answers != new.answers {
                let anew = Some(Box::new(new));
                return self.go(staff, StaffScene::Left { form, anew }, now);
            }
            // What is begun today is meant of today.
            if same_day || !kind.is_of_its_day() {
                return self.resume_form(staff, form, now);
            }
        }
        let begun = begun
            .into_iter()
            .find(|begun| begun.by.as_ref().is_some_and(|by| by != staff));
        match begun.and_then(|begun| Some((begun.by?, begun.began))) {
            // Two may write of the same: the second knows of it, and writes their own.
            Some((by, at)) => {
                let form = new;
                self.go(staff, StaffScene::Begun { form, by, at }, now);
            }
            None => {
                let mut form = new;
                if form.kind == FormKind::Review {
                    self.reason_again(&mut form, now);
                }
                self.resume_form(staff, form, now);
            }
        }
    }

    /// Shows a form that was begun, at the question at which it was left.
    pub(super) fn resume_form(&mut self, staff: &PersonId, form: Form, now: &Now) {
        let mut form = self.entered(form);
        if form.by.is_none() {
            self.forget_form(&form);
            form.by = Some(staff.clone());
        }
        if form.kind == FormKind::Review {
            self.remember_seen(&mut form, now);
        }
        self.follow_absence(&mut form, now);
        let steps = self.form_steps(&form);
        if !steps.contains(&form.step) {
            form.step = steps.first().cloned().unwrap_or_default();
        }
        self.show_form(staff, form, now);
    }

    /// An absence that is answered has the days that it has now: it may have gone on since the form was begun.
    fn follow_absence(&self, form: &mut Form, now: &Now) {
        let cause = form.choice("cause").and_then(cause_of);
        let (Some(day), Some(cause)) = (form.day("day"), cause) else {
            return;
        };
        let proposal = {
            let ledger = self.ledger();
            let workshop = &self.setup.workshop;
            breaches::proposal(ledger.state(), workshop, &form.of, day, cause, now.at)
        };
        // Answered meanwhile, it is told so when it is recorded.
        let Some(proposal) = proposal else {
            return;
        };
        let last = proposal.last().map(Answer::Day);
        form.answers
            .insert("day".to_string(), Answer::Day(proposal.day));
        match last {
            Some(last) => form.answers.insert("until".to_string(), last),
            None => form.answers.remove("until"),
        };
    }

    /// The forms that are begun, whoever began them.
    pub(super) fn drafts(&self) -> Vec<Form> {
        let bodies = self.local.drafts().unwrap_or_else(|error| {
            tracing::error!(%error, "unfinished forms could not be read");
            Vec::new()
        });
        bodies
            .iter()
            .filter_map(|body| serde_json::from_str(body).ok())
            .collect()
    }

    /// That another member of staff has begun the same.
    pub(super) fn begun_page(&self, form: &Form, by: &PersonId, at: Moment, now: &Now) -> Page {
        let name = self.person_view(by).name;
        tell(
            TellView {
                person: self.person_view(&form.of),
                tone: StaffTone::Rest,
                picture: pictogram("draft"),
                title: Say::row([form.kind.word().into(), Say::Name(Named::BegunBy, name)]),
                words: vec![self.begun_words(at, now), Word::OwnApart.into()],
                ..TellView::default()
            },
            vec![(
                action(Word::BeginOwn, "edit", StaffTone::Now, true),
                Act::Resume(Box::new(form.clone())),
            )],
            Self::card_of(form),
        )
    }

    /// A form that is left, or about somebody who has left: it may be dropped, gone on with (where the end may fall again,
    /// too), or lie. Where the way led to the same form once more, that one is begun instead of the one that is dropped.
    pub(super) fn left_page(&self, form: &Form, anew: Option<&Form>, now: &Now) -> Page {
        let by = form.by.as_ref().map_or(Say::Nothing, |by| {
            Say::Name(Named::BegunBy, self.person_view(by).name)
        });
        let begun = Say::row([self.begun_words(form.began, now), by]);
        let has_left = self.has_left(&form.of, now);
        // What is of no use any more is most likely dropped; what was just left, gone on with.
        let other_day = form.begun_on() != workshop_day(now.at);
        let stale = has_left
            || match anew {
                // Begun today, it is meant of today; what tells of no day is most likely gone on with.
                Some(_) => other_day && form.kind.is_of_its_day(),
                None => other_day,
            };
        let (title, mut words): (Word, Vec<Say>) = if has_left {
            let words = Say::row([form.kind.word().into(), begun]);
            (Word::WorksHereNoMore, vec![words])
        } else {
            (form.kind.word(), vec![begun])
        };
        if !stale {
            words.push(Word::DraftKept.into());
        }
        let tone = |main| {
            if main {
                StaffTone::Now
            } else {
                StaffTone::Plain
            }
        };
        let drop = match anew {
            Some(anew) => (
                action(Word::BeginAnew, "again", tone(stale), stale),
                Act::Anew(Box::new(anew.clone())),
            ),
            None => (action(Word::DropForm, "bin", tone(stale), stale), Act::Drop),
        };
        let go_on = (
            action(Word::Continue, "edit", tone(!stale), !stale),
            Act::Resume(Box::new(form.clone())),
        );
        tell(
            TellView {
                person: self.person_view(&form.of),
                tone: StaffTone::Rest,
                picture: pictogram("draft"),
                title: title.into(),
                words,
                ..TellView::default()
            },
            if stale {
                vec![drop, go_on]
            } else {
                vec![go_on, drop]
            },
            Self::card_of(form),
        )
    }

    /// When a form was begun: the hour, and the day where it was another.
    pub(super) fn begun_words(&self, at: Moment, now: &Now) -> Say {
        let day = workshop_day(at);
        let day = if day == workshop_day(now.at) {
            Say::Nothing
        } else {
            self.day_words(day, now, &self.scene_language())
        };
        Say::row([day, clock_time(at).into()])
    }

    /// Shows a form at its question, and keeps it.
    pub(super) fn show_form(&mut self, staff: &PersonId, mut form: Form, now: &Now) {
        form.participant = self.is_for_participant(&form);
        self.desk.heard = None;
        // A time begins where it most likely was.
        if form.step == "time" && form.moment("time").is_none() {
            let likely = self.likely_times(&form, now);
            let noon = |day| at_time(day, NaiveTime::MIN + Duration::hours(12), *now.at.offset());
            let at = match (likely.first(), form.day("on")) {
                (Some((at, ..)), _) => *at,
                (None, Some(day)) => noon(day),
                (None, None) => now.at,
            };
            form.answers.insert(form.step.clone(), Answer::At(at));
        }
        form.keys = Keys {
            // The first letter is a capital; without ready phrases there is but the keyboard.
            capital: self.form_text(&form).is_empty() || form.keys.capital,
            keyboard: form.keys.keyboard || self.form_phrases(&form).is_empty(),
            ..form.keys
        };
        self.keep_form(&form);
        let speaks = form.participant;
        self.go(staff, StaffScene::Form { form, page: 0 }, now);
        if speaks {
            // Nobody reads it to them; who wants no voice hears none.
            self.say_on_request();
        }
    }

    /// Whether anything of a form was answered: what was only opened is not begun, and lies nowhere.
    pub(super) fn is_filled(&self, form: &Form) -> bool {
        let preset = self.only_rule(form).map(Answer::Choice);
        self.form_steps(form).iter().any(|step| {
            let answer = form.answers.get(step);
            // A time begins where it likely was.
            let likely = step == "time" && form.step == "time";
            let given = answer.is_some() && !likely;
            given && !(step == "rule" && answer == preset.as_ref())
        })
    }

    pub(super) fn keep_form(&self, form: &Form) {
        if !self.is_filled(form) && !form.kind.goes_on_from_what_is_recorded() {
            return self.forget_form(form);
        }
        let kept = serde_json::to_string(form)
            .map_err(crate::local::LocalError::from)
            .and_then(|body| self.local.keep_draft(&form.key(), &body));
        if let Err(error) = kept {
            tracing::error!(%error, "a form could not be kept");
        }
    }

    pub(super) fn forget_form(&self, form: &Form) {
        if let Err(error) = self.local.forget_draft(&form.key()) {
            tracing::error!(%error, "a finished form could not be forgotten");
        }
    }

    fn form_text(&self, form: &Form) -> String {
        match form.answers.get(&form.step) {
            Some(Answer::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// The participant has marked, and staff have the screen again. Their own marks are theirs from the moment they are
    /// given: they are stated before staff see them.
    pub(super) fn own_marks_taken(&mut self, staff: &PersonId, mut form: Form, now: &Now) {
        let yes = Answer::Choice("yes".to_string());
        form.answers.insert(form.step.clone(), yes);
        if self.own_marks_given(staff, &mut form, now) {
            form.participant = false;
            self.next_question(staff, form, now);
        }
    }

    /// The question after this one, or the end.
    fn next_question(&mut self, staff: &PersonId, mut form: Form, now: &Now) {
        let asked = form.clone();
        let steps = self.form_steps(&form);
        let at = steps.iter().position(|step| *step == form.step);
        let next = match at {
            Some(at) => steps.get(at + 1).cloned(),
            // A question beside the way leads back to the sheet.
            None => steps.last().cloned(),
        };
        form.keys = Keys {
            latin: form.keys.latin,
            ..Keys::default()
        };
        match next {
            Some(step) => {
                form.step = step;
                // What is asked next is staff's: the participant gives the screen back first.
                if asked.participant && !self.is_for_participant(&form) {
                    form.participant = false;
                    self.keep_form(&form);
                    let of = form.of.clone();
                    let back = StaffScene::Form {
                        form: asked,
                        page: 0,
                    };
                    let then = StaffScene::Form { form, page: 0 };
                    return self.give_back(staff, &of, Some(back), then, now);
                }
                self.show_form(staff, form, now);
            }
            None => self.submit(staff, form, now),
        }
    }

    pub(super) fn submit(&mut self, staff: &PersonId, form: Form, now: &Now) {
        let finished = self.finish_form(staff, &form, now);
        self.finished(staff, &form, finished, now);
    }

    /// What was recorded needs no draft any more; then the way goes on.
    pub(super) fn finished(
        &mut self,
        staff: &PersonId,
        form: &Form,
        finished: Finished,
        now: &Now,
    ) {
        match finished {
            Finished::Failed => {}
            Finished::Moved(ground, then) => self.moved(staff, form, ground, then, now),
            Finished::Ask(scene) => {
                self.keep_form(form);
                self.go(staff, scene, now);
                self.effects.push(Effect::Sound("error"));
            }
            Finished::To(scene) => {
                self.forget_form(form);
                self.effects.push(Effect::Sound("done"));
                if form.participant {
                    return self.give_back(staff, &form.of, None, scene, now);
                }
                self.go(staff, scene, now);
            }
            Finished::Begin(kind, known) => {
                self.forget_form(form);
                self.effects.push(Effect::Sound("done"));
                self.begin_form(staff, kind, &form.of, known, now);
            }
        }
    }

    /// A touch that means something of the form itself.
    pub(super) fn form_act(&mut self, staff: &PersonId, mut form: Form, act: Act, now: &Now) {
        match act {
            Act::Answer(answer) => {
                let before = form.answers.insert(form.step.clone(), answer);
                // What another mark is of happened at another time.
                if form.step == "what" && before.as_ref() != form.answers.get("what") {
                    form.answers.remove("time");
                }
                if form.kind == FormKind::Assessment {
                    if form.step == "hand" && self.hand_over(&mut form) {
                        return self.show_form(staff, form, now);
                    }
                    // Nobody's touch leads on from there.
                    if form.step == "thanks" {
                        return;
                    }
                }
                self.next_question(staff, form, now);
            }
            Act::BackInForm => self.step_form_back(staff, form, now),
            Act::Jump(step) => {
                form.step = step.to_string();
                self.show_form(staff, form, now);
            }
            Act::Submit => self.submit(staff, form, now),
            Act::Drop => {
                self.forget_form(&form);
                self.back_to_card(staff, form.of, now);
            }
            Act::Anew(new) => {
                self.forget_form(&form);
                let mut new = *new;
                if new.kind == FormKind::Review {
                    self.reason_again(&mut new, now);
                }
                self.resume_form(staff, new, now);
            }
            Act::Nothing
            | Act::Leave
            | Act::Go(_)
            | Act::Hear(_)
            | Act::Speak
            | Act::Help(_)
            | Act::CallHelp
            | Act::Pin
            | Act::Begin(..)
            | Act::Resume(_)
            | Act::SignTwice(_)
            | Act::AmendInstead(..)
            | Act::LetIn(_)
            | Act::Stand(_)
            | Act::Language(_)
            | Act::Set(_)
            | Act::TakePicture(_)
            | Act::Plan(_)
            | Act::Volume(_)
            | Act::Quiet(_)
            | Act::Prompts(..) => {}
        }
    }

    /// An answer was touched: it is chosen, and heard. Nobody goes on by it.
    pub(super) fn hear_answer(
        &mut self,
        staff: &PersonId,
        mut form: Form,
        page: usize,
        id: String,
        now: &Now,
    ) {
        let chosen = Answer::Choice(id.clone());
        form.answers.insert(form.step.clone(), chosen);
        self.keep_form(&form);
        self.desk.heard = Some(id);
        self.go(staff, StaffScene::Form { form, page }, now);
        self.say_on_request();
    }

    /// A touch on the keyboard, the time, or Back.
    pub(super) fn form_tapped(
        &mut self,
        staff: &PersonId,
        mut form: Form,
        page: usize,
        tap: StaffTap,
        now: &Now,
    ) {
        let mut text = self.form_text(&form);
        match tap {
            StaffTap::Back => return self.step_form_back(staff, form, now),
            StaffTap::Type(sign) if text.chars().count() < TEXT_MAX => {
                text.push(sign);
                form.keys.capital =
                    matches!(sign, '.' | '!' | '?') || (sign == ' ' && form.keys.capital);
            }
            StaffTap::Erase => {
                text.pop();
                form.keys.capital = text.is_empty();
            }
            StaffTap::Phrase(at) => {
                let Some(phrase) = self.form_phrases(&form).get(at).cloned() else {
                    return;
                };
                // Whoever came back to choose another phrase does not add it to the first, where one is asked for.
                if form.asks_for_one() && self.form_phrases(&form).contains(&text) {
                    text.clear();
                }
                let begun = !text.is_empty();
                if begun {
                    text.push_str(". ");
                }
                text.push_str(&phrase);
                if !begun {
                    // One phrase says it: the next question comes at once.
                    form.answers.insert(form.step.clone(), Answer::Text(text));
                    self.next_question(staff, form, now);
                    // A finger that falls twice takes nothing from the page that came under it.
                    self.came_ms = Some(now.clock.mono_ms);
                    return;
                }
            }
            StaffTap::Keyboard => form.keys.keyboard = !form.keys.keyboard,
            StaffTap::Letters => form.keys.latin = !form.keys.latin,
            StaffTap::Signs => form.keys.signs = !form.keys.signs,
            StaffTap::Capital => form.keys.capital = !form.keys.capital,
            StaffTap::Ready => {
                if form.moment(&form.step).is_some() || !text.trim().is_empty() {
                    return self.next_question(staff, form, now);
                }
                form.answers.insert(form.step.clone(), Answer::Skipped);
                return self.next_question(staff, form, now);
            }
            StaffTap::Minutes(minutes) => {
                let step = form.step.clone();
                if let Some(at) = form.moment(&step) {
                    let moved = at + Duration::minutes(i64::from(minutes));
                    if workshop_day(moved) == workshop_day(at) {
                        form.answers.insert(step, Answer::At(moved));
                    }
                }
                self.keep_form(&form);
                return self.go(staff, StaffScene::Form { form, page }, now);
            }
            _ => return,
        }
        if text.is_empty() {
            form.answers.remove(&form.step);
        } else {
            form.answers.insert(form.step.clone(), Answer::Text(text));
        }
        self.keep_form(&form);
        self.go(staff, StaffScene::Form { form, page }, now);
    }

    fn step_form_back(&mut self, staff: &PersonId, mut form: Form, now: &Now) {
        let steps = self.form_steps(&form);
        let at = steps.iter().position(|step| *step == form.step);
        let before = match at {
            Some(0) => None,
            Some(at) => steps.get(at - 1).cloned(),
            None => steps.last().cloned(),
        };
        match before.and_then(|before| self.may_go_back(&form, before)) {
            Some(step) => {
                let here = form.clone();
                form.step = step;
                if here.participant && !self.is_for_participant(&form) {
                    return self.leaves_form(staff, here, now);
                }
                self.show_form(staff, form, now);
            }
            None if form.participant => self.leaves_form(staff, form, now),
            None => {
                // Nothing was answered: there is nothing to keep.
                if !self.is_filled(&form) {
                    self.forget_form(&form);
                    return self.back_to_card(staff, form.of, now);
                }
                // Not every form has a sheet with the key that drops it: whoever goes back out of one may do it here.
                self.go(staff, StaffScene::Left { form, anew: None }, now);
            }
        }
    }

    /// Back out of the participant's first question leads to the page on which they give the screen back, and to nothing
    /// of staff's.
    fn leaves_form(&mut self, staff: &PersonId, form: Form, now: &Now) {
        let then = self.behind(&form);
        let of = form.of.clone();
        let back = StaffScene::Form { form, page: 0 };
        self.give_back(staff, &of, Some(back), then, now);
    }

    /// To the page of the card from which the way began.
    fn back_to_card(&mut self, staff: &PersonId, of: PersonId, now: &Now) {
        let card = self.as_it_was(StaffScene::Card { of, page: 0 });
        self.go(staff, card, now);
    }

    /// A badge was shown while the form waits for one.
    pub(super) fn form_scanned(
        &mut self,
        staff: &PersonId,
        form: Form,
        badge: BadgeHash,
        now: &Now,
    ) {
        if matches!(form.kind, FormKind::Badge | FormKind::DayBadge) {
            self.rebind(staff, form, badge, now);
        } else {
            self.second_badge(staff, form, &badge, now);
        }
    }

    /// In whose language a form is at the moment.
    pub(super) fn form_language(&self, form: &Form) -> String {
        if form.participant
            && let Some(lang) = self.language_of(&form.of)
        {
            return lang;
        }
        match &self.scene {
            Scene::Staff { person, .. } => self.language_of(person),
            _ => None,
        }
        .unwrap_or_else(|| self.setup.lang.clone())
    }
}
