//! Behind the staff door: the board, people's cards, forms, and this machine. Every act carries who did it.

mod allowed;
mod board;
mod card;
mod device;
mod door;
mod form;
mod forms;
mod handed;
mod limits;
mod lists;
mod page;
mod phrases;
mod plan;
mod sections;
mod tidy;

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use stupen_domain::attendance::{self, Whereabouts};
use stupen_domain::badge::NotABadge;
use stupen_domain::board::days_told;
use stupen_domain::decide::{Actor, Command, Now, Refusal};
use stupen_domain::facts::{Arrived, HelpAcknowledged, PersonSet};
use stupen_domain::learning::History;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::forms::Choice;
use stupen_domain::wire::ids::{AssessmentId, HelpId, OperationId, PersonId, WorkshopId};
use stupen_domain::{Role, State, assessments, badge, help, people, reviews, settings};
use stupen_journal::AppendError;
use stupen_ledger::CommitError;

use super::day::days_and_month;
use super::scene::Scene;
use super::{Effect, Engine};
use crate::local::Loudness;
use crate::ui::{
    Head, MessageKind, NoticeKind, Picture, Say, Screen, StaffDoorView, StaffScreen, StaffTap,
    StaffTone, TellView, Tile, Word,
};
use board::Only;
use form::{Form, FormKind, Ground};
use page::{Act, Acts, Page, action, pictogram, tell};
use sections::Section;

/// Milliseconds without a touch after which staff's pages close, where the configuration does not say otherwise.
const IDLE_MS: u64 = 120_000;

/// Where a member of staff stands behind the door.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum StaffScene {
    /// At the board.
    Board { only: Only, page: usize },
    /// What is not about one person.
    Menu { page: usize },
    /// A list for the whole workshop.
    List { list: lists::List, page: usize },
    /// At the page of this machine.
    Device,
    /// At a person's card.
    Card { of: PersonId, page: usize },
    /// Asked whether the one who stands here without a badge is this one.
    Vouch { of: PersonId },
    /// At one section of it.
    Section {
        of: PersonId,
        section: Section,
        page: usize,
    },
    /// At a form.
    Form { form: Form, page: usize },
    /// Another member of staff has begun the same form.
    Begun {
        form: Form,
        by: PersonId,
        at: Moment,
    },
    /// Another assessment of the same days was signed while this one was filled in.
    Twice {
        form: Form,
        assessment: AssessmentId,
        by: Option<PersonId>,
        at: Moment,
    },
    /// At a form that was begun about somebody who has left since, or a while ago: `anew` is what would be begun instead.
    Left { form: Form, anew: Option<Box<Form>> },
    /// The other of lead and consultant stands before the PIN pad, to confirm.
    Second {
        form: Form,
        person: PersonId,
        digits: String,
        wrong: bool,
    },
    /// A participant gives the screen back: `back` is where they may go on themselves, `then` where staff do.
    Return {
        of: PersonId,
        back: Option<Box<StaffScene>>,
        then: Box<StaffScene>,
    },
    /// Whoever opened staff's pages stands before the PIN pad, where no badge can be read.
    ReturnPin {
        from: Box<StaffScene>,
        digits: String,
        wrong: bool,
    },
    /// Something is said, and the way goes on from there.
    Said {
        of: PersonId,
        title: Word,
        words: Vec<Word>,
        picture: &'static str,
        then: Box<StaffScene>,
    },
    /// What was recorded is shown once, because it is sealed and cannot be read here again; then the way goes on.
    Noted {
        of: PersonId,
        title: Word,
        words: Vec<Say>,
        facts: Vec<(&'static str, Say)>,
        then: Box<StaffScene>,
    },
}

/// What staff's pages need beside the scene.
#[derive(Debug)]
pub(super) struct Desk {
    /// What touches on the page that is shown do.
    acts: RefCell<Acts>,
    /// The last touch, milliseconds since boot.
    pub(super) touched_ms: u64,
    /// After so many without a touch the pages close.
    pub(super) idle_ms: u64,
    /// When staff took the screen out of a participant's hands last, milliseconds since boot.
    taken_ms: Option<u64>,
    /// What the participant said of the breach that is being told. It is sealed: it lies on no disk of the kiosk's, and is
    /// forgotten with staff's pages.
    pub(super) said: Option<forms::SaidOfBreach>,
    /// Why was proposed what waits for the second.
    proposed: Vec<forms::WhyProposed>,
    /// Of which state of the views, and on which day, what lies begun was looked through last.
    looked_through: Option<(u64, NaiveDate)>,
    /// Somebody's runs as they were read last: a page is drawn every second.
    runs: RefCell<Vec<Runs>>,
    /// The pages from which the way led deeper, each as it was left: Back leads to them again.
    left: Vec<StaffScene>,
    /// The answer that the participant touched last and heard, while its question is shown.
    heard: Option<String>,
}

/// Runs that were read.
#[derive(Debug)]
struct Runs {
    /// Of which state of the views.
    revision: u64,
    looked: Looked,
    history: Arc<History>,
}

/// Which of somebody's runs are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Looked {
    /// The last so many on each operation that tell how long a piece takes, and what lies between them.
    Last(usize),
    /// All on one operation.
    All(OperationId),
}

impl Default for Desk {
    fn default() -> Self {
        Desk {
            acts: RefCell::default(),
            touched_ms: 0,
            idle_ms: IDLE_MS,
            taken_ms: None,
            said: None,
            proposed: Vec::new(),
            looked_through: None,
            runs: RefCell::default(),
            left: Vec::new(),
            heard: None,
        }
    }
}

/// What the keyboard shows; it changes with every letter and is kept with the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Keys {
    keyboard: bool,
    latin: bool,
    signs: bool,
    capital: bool,
}

/// Why nothing was stated.
enum NotStated {
    /// The rules say no; that is not shown yet.
    Refused(Refusal),
    /// It could not be stored, and that is shown.
    Shown,
}

impl Engine {
    /// Whether staff's pages close by themselves after so many seconds.
    pub fn close_staff_after(&mut self, idle_s: u64) {
        self.desk.idle_ms = idle_s.saturating_mul(1000);
    }

    /// Nobody touched staff's pages for a while: they close. A form that was begun is kept.
    pub(super) fn close_idle_staff(&mut self, now: &Now) {
        let idle = now.clock.mono_ms.saturating_sub(self.desk.touched_ms);
        let staffs =
            matches!(&self.scene, Scene::Staff { scene, .. } if scene.participant().is_none());
        // While a participant's hand is asked for, nothing closes unasked.
        if staffs && idle >= self.desk.idle_ms {
            self.enter(Scene::Waiting, now);
        }
    }

    /// In whose language the page is: a participant's where their hand is asked for.
    pub(super) fn staff_language(&self, scene: &StaffScene) -> Option<String> {
        self.language_of(scene.participant()?)
    }

    /// The screen of a scene behind the door; what its touches do is kept beside.
    pub(super) fn staff_screen(&self, person: &PersonId, scene: &StaffScene, now: &Now) -> Screen {
        if let StaffScene::Second {
            form,
            person,
            digits,
            wrong,
        } = scene
        {
            // Whoever confirms sees what: also while the PIN is entered.
            let lang = self
                .language_of(person)
                .unwrap_or_else(|| self.scene_language());
            let proposed = self.to_confirm(form, now);
            let about = match proposed {
                Some(proposed) => {
                    let whose = Say::from(self.person_view(&form.of).name);
                    let words = self.proposed_words(&proposed, &lang);
                    std::iter::once(whose).chain(words).collect()
                }
                None => vec![Word::ReviewChanged.into()],
            };
            return Screen::StaffDoor(StaffDoorView {
                about,
                ..self.door_view(person, digits, *wrong, now)
            });
        }
        if let StaffScene::ReturnPin { digits, wrong, .. } = scene {
            return Screen::StaffDoor(self.door_view(person, digits, *wrong, now));
        }
        let page = self.staff_page(person, scene, now);
        let page = self.as_allowed(person, scene, page);
        self.desk.acts.replace(page.acts);
        Screen::Staff(page.screen)
    }

    fn staff_page(&self, person: &PersonId, scene: &StaffScene, now: &Now) -> Page {
        match scene {
            StaffScene::Board { only, page } => self.board_page(person, *only, *page, now),
            StaffScene::Menu { page } => self.menu_page(person, *page, now),
            StaffScene::List { list, page } => self.list_page(person, *list, *page, now),
            StaffScene::Device => {
                let (view, calls) = self.device_view(person, now);
                let volume = device::next_volume(view.volume_percent);
                let quiet = device::next_quiet(self.quiet_until(now), now.at);
                Page {
                    screen: StaffScreen::Device(view),
                    acts: Acts {
                        back: go(StaffScene::Menu { page: 0 }),
                        lines: calls.into_iter().map(Act::Help).collect(),
                        actions: vec![Act::Volume(volume), Act::Quiet(quiet)],
                        ..Acts::default()
                    },
                }
            }
            StaffScene::Card { of, page } => self.card_page(person, of, *page, now),
            StaffScene::Vouch { of } => self.vouch_page(of, now),
            StaffScene::Section { of, section, page } => {
                self.section_page(person, of, section, *page, now)
            }
            StaffScene::Form { form, page } => self.form_page(form, *page, now),
            StaffScene::Begun { form, by, at } => self.begun_page(form, by, *at, now),
            StaffScene::Twice {
                form,
                assessment,
                by,
                at,
            } => self.twice_page(form, assessment, by.as_ref(), *at, now),
            StaffScene::Left { form, anew } => self.left_page(form, anew.as_deref(), now),
            // Shown as a PIN pad.
            StaffScene::Second { .. } | StaffScene::ReturnPin { .. } => {
                self.board_page(person, Only::Everybody, 0, now)
            }
            StaffScene::Return { of, back, .. } => self.return_page(person, of, back.as_deref()),
            StaffScene::Said {
                of,
                title,
                words,
                picture,
                then,
            } => tell(
                TellView {
                    person: self.person_view(of),
                    tone: StaffTone::Now,
                    picture: pictogram(picture),
                    title: (*title).into(),
                    words: words.iter().map(|word| (*word).into()).collect(),
                    ..TellView::default()
                },
                vec![(
                    action(Word::Understood, "tick", StaffTone::Now, true),
                    Act::Go(then.clone()),
                )],
                Act::Go(then.clone()),
            ),
            StaffScene::Noted {
                of,
                title,
                words,
                facts,
                then,
            } => tell(
                TellView {
                    person: self.person_view(of),
                    tone: StaffTone::Done,
                    picture: pictogram("done"),
                    title: Say::row([(*title).into(), Word::Recorded.into()]),
                    words: words.clone(),
                    facts: facts
                        .iter()
                        .map(|(picture, said)| (pictogram(picture), said.clone()))
                        .collect(),
                    ..TellView::default()
                },
                vec![(
                    action(Word::Understood, "tick", StaffTone::Now, true),
                    Act::Go(then.clone()),
                )],
                Act::Go(then.clone()),
            ),
        }
    }

    /// A touch behind the door.
    pub(super) fn staff_tapped(
        &mut self,
        person: &PersonId,
        scene: &StaffScene,
        tap: StaffTap,
        now: &Now,
    ) {
        self.desk.touched_ms = now.clock.mono_ms;
        if let StaffScene::Second {
            form,
            person: second,
            digits,
            ..
        } = scene
        {
            return self.second_pin(
                person,
                form.clone(),
                second.clone(),
                digits.clone(),
                tap,
                now,
            );
        }
        if let StaffScene::ReturnPin { from, digits, .. } = scene {
            return self.return_pin(person, from.clone(), digits.clone(), tap, now);
        }
        let place = |acts: &[Act], at: usize| acts.get(at).cloned().unwrap_or_default();
        let act = {
            let acts = self.desk.acts.borrow();
            match tap {
                StaffTap::Back => acts.back.clone(),
                StaffTap::Tile(at) => place(&acts.tiles, at),
                StaffTap::Chip(at) => place(&acts.chips, at),
                StaffTap::Line(at) | StaffTap::AcknowledgeHelp(at) => place(&acts.lines, at),
                StaffTap::Action(at) => place(&acts.actions, at),
                StaffTap::Level(at) => place(&acts.levels, at),
                StaffTap::Page(_)
                | StaffTap::PinDigit(_)
                | StaffTap::PinErase
                | StaffTap::Type(_)
                | StaffTap::Erase
                | StaffTap::Phrase(_)
                | StaffTap::Keyboard
                | StaffTap::Letters
                | StaffTap::Signs
                | StaffTap::Capital
                | StaffTap::Ready
                | StaffTap::Minutes(_) => Act::Nothing,
            }
        };
        self.leave(scene);
        let act = match (tap, act) {
            (StaffTap::Back, Act::Go(to)) => go(self.as_it_was(*to)),
            (_, act) => act,
        };
        match (scene, tap) {
            (_, StaffTap::Page(page)) => {
                let turned = scene.clone().turned(page);
                self.go(person, turned, now);
            }
            (StaffScene::Form { form, page }, _) if act == Act::Nothing => {
                self.form_tapped(person, form.clone(), *page, tap, now);
            }
            _ => self.act(person, scene, act, now),
        }
    }

    /// Remembers a page from which the way may lead deeper.
    fn leave(&mut self, scene: &StaffScene) {
        if scene.is_hub() {
            self.desk.left.retain(|left| !left.is_same_place(scene));
            self.desk.left.push(scene.clone());
            // The board, its menu, and somebody's card.
            if self.desk.left.len() > 3 {
                self.desk.left.remove(0);
            }
        }
    }

    /// A page as it was left, where the way came from it.
    fn as_it_was(&self, scene: StaffScene) -> StaffScene {
        let mut left = self.desk.left.iter().rev();
        match left.find(|left| left.is_same_place(&scene)) {
            Some(left) => left.clone(),
            None => scene,
        }
    }

    /// Who opens the door where somebody waits for staff has come: the call is answered, unless somebody was quicker.
    pub(super) fn came_to(&mut self, staff: &PersonId, help: HelpId, now: &Now) {
        let day = workshop_day(now.at);
        let is_open = help::calls(self.ledger().state(), &self.setup.workshop, day)
            .iter()
            .any(|call| call.asked.help == help && call.is_open());
        let may = self.may_record(staff, "HelpAcknowledged");
        if is_open && may && self.record(staff, vec![HelpAcknowledged { help, day }.into()], now) {
            self.refresh(now);
        }
    }

    fn act(&mut self, staff: &PersonId, scene: &StaffScene, act: Act, now: &Now) {
        match act {
            Act::Nothing => tracing::debug!(?scene, "a touch came late"),
            Act::Leave => self.enter(Scene::Waiting, now),
            Act::Go(scene) => self.go(staff, *scene, now),
            Act::Help(help) => {
                let day = workshop_day(now.at);
                if self.record(staff, vec![HelpAcknowledged { help, day }.into()], now) {
                    self.effects.push(Effect::Sound("done"));
                    self.refresh(now);
                }
            }
            Act::CallHelp => self.call_help(now),
            Act::Pin => {
                let from = Box::new(scene.clone());
                let (digits, wrong) = (String::new(), false);
                let pad = StaffScene::ReturnPin {
                    from,
                    digits,
                    wrong,
                };
                self.go(staff, pad, now);
            }
            Act::Begin(kind, of, known) => self.begin_form(staff, kind, &of, known, now),
            Act::Resume(form) => self.resume_form(staff, *form, now),
            Act::SignTwice(form) => self.submit(staff, *form, now),
            // What was written stays among the unfinished forms: whoever wants it no more drops it there.
            Act::AmendInstead(of, assessment) => {
                let which = form::Answer::Choice(assessment.to_string());
                let known = vec![("assessment", which)];
                self.begin_form(staff, FormKind::Amend, &of, known, now);
            }
            Act::LetIn(of) => {
                let arrived = Arrived {
                    person: of.clone(),
                    badge: None,
                };
                if self.record(staff, vec![arrived.into()], now) {
                    self.effects.push(Effect::Sound("done"));
                    // With a spare for the day they go through it as with their own.
                    self.begin_form(staff, FormKind::DayBadge, &of, Vec::new(), now);
                }
            }
            Act::Stand(of) => self.stand(&of, now),
            Act::Set(set) => {
                if self.record(staff, vec![(*set).into()], now) {
                    self.refresh(now);
                }
            }
            Act::Language(of) => self.change_language(staff, &of, now),
            Act::TakePicture(of) => self.take_picture(staff, &of, now),
            Act::Plan(plan) => {
                let commands = plan.into_iter().map(Command::from).collect();
                if self.record(staff, commands, now) {
                    self.effects.push(Effect::Sound("done"));
                    let list = lists::List::Stations;
                    self.go(staff, StaffScene::List { list, page: 0 }, now);
                }
            }
            Act::Volume(percent) => {
                let volume_percent = Some(percent);
                let kept = self.loudness.clone();
                let loudness = Loudness {
                    volume_percent,
                    ..kept
                };
                self.set_loudness(loudness, now);
            }
            Act::Quiet(quiet_until) => {
                let kept = self.loudness.clone();
                let loudness = Loudness {
                    quiet_until,
                    ..kept
                };
                self.set_loudness(loudness, now);
            }
            Act::Prompts(proposal, taken) => {
                let mut commands = vec![Command::from(proposal.answer(taken))];
                if taken {
                    commands.insert(0, proposal.set().into());
                }
                if self.record(staff, commands, now) {
                    self.effects.push(Effect::Sound("done"));
                    self.refresh(now);
                }
            }
            Act::Hear(id) => {
                if let StaffScene::Form { form, page } = scene {
                    self.hear_answer(staff, form.clone(), *page, id, now);
                }
            }
            Act::Speak => {
                self.desk.heard = None;
                self.refresh(now);
                self.say_on_request();
            }
            Act::Answer(_)
            | Act::Jump(_)
            | Act::BackInForm
            | Act::Submit
            | Act::Drop
            | Act::Anew(_) => {
                if let StaffScene::Form { form, .. } | StaffScene::Left { form, .. } = scene {
                    self.form_act(staff, form.clone(), act, now);
                }
            }
        }
    }

    pub(super) fn go(&mut self, staff: &PersonId, scene: StaffScene, now: &Now) {
        // Days that a page looks at must be in memory before it is drawn.
        let today = workshop_day(now.at);
        let (looks_at, looks_back) = {
            let ledger = self.ledger();
            let workshop = &self.setup.workshop;
            (
                scene.looks_at(ledger.state(), workshop, today),
                scene.looks_back(ledger.state(), workshop, today),
            )
        };
        {
            let mut ledger = self.ledger();
            let tell = |error| tracing::error!(%error, "a day could not be opened");
            for day in looks_at.into_iter().flatten() {
                ledger.open_day(day).unwrap_or_else(tell);
            }
            if let Some((of, days)) = looks_back {
                for day in days {
                    ledger.open_day_of(&of, day).unwrap_or_else(tell);
                }
            }
        }
        self.enter(
            Scene::Staff {
                person: staff.clone(),
                scene,
            },
            now,
        );
    }

    /// Somebody says to be this one. Staff see who stands there: yes lets them in, no leaves everything as it was.
    fn vouch_page(&self, of: &PersonId, now: &Now) -> Page {
        let out = {
            let ledger = self.ledger();
            let today = workshop_day(now.at);
            let day = attendance::day(ledger.state(), &self.setup.workshop, of, today, now.at);
            day.whereabouts == Whereabouts::Out
        };
        // They may have come meanwhile, by another kiosk.
        let (word, act) = if out {
            (Word::LetIn, Act::LetIn(of.clone()))
        } else {
            (Word::StandWithout, Act::Stand(of.clone()))
        };
        let person = self.person_view(of);
        tell(
            TellView {
                title: person.name.clone().into(),
                picture: person.picture.clone(),
                person,
                tone: StaffTone::Now,
                words: vec![Word::StandWithout.into()],
                ..TellView::default()
            },
            vec![
                (
                    action(Word::No, "close", StaffTone::Plain, false),
                    Act::Leave,
                ),
                (action(word, "arrived", StaffTone::Done, true), act),
            ],
            Act::Leave,
        )
    }

    fn change_language(&mut self, staff: &PersonId, of: &PersonId, now: &Now) {
        let set = {
            let ledger = self.ledger();
            people::person(ledger.state(), of).map(|view| {
                let other = if view.person.language == "en" {
                    "ru"
                } else {
                    "en"
                };
                PersonSet {
                    language: other.to_string(),
                    ..view.person.clone()
                }
            })
        };
        if let Some(set) = set
            && self.record(staff, vec![set.into()], now)
        {
            self.refresh(now);
        }
    }

    fn take_picture(&mut self, staff: &PersonId, of: &PersonId, now: &Now) {
        let wish = {
            let ledger = self.ledger();
            let state = ledger.state();
            people::person(state, of).and_then(|view| {
                let wish = settings::picture_wish(state, of)?;
                Some(PersonSet {
                    picture: wish.picture.clone(),
                    ..view.person.clone()
                })
            })
        };
        if let Some(set) = wish
            && self.record(staff, vec![set.into()], now)
        {
            self.effects.push(Effect::Sound("done"));
            self.refresh(now);
        }
    }

    pub(super) fn staff_actor(&self, person: &PersonId) -> Actor {
        let ledger = self.ledger();
        let role = people::person(ledger.state(), person).and_then(|view| view.staff_role());
        Actor {
            person: Some(person.clone()),
            role: role.unwrap_or(Role::Participant),
        }
    }

    /// States what a member of staff did, all or nothing; it is on the disk when this returns true. What was recorded
    /// before is not recorded twice, and counts as done.
    pub(super) fn record(&mut self, staff: &PersonId, commands: Vec<Command>, now: &Now) -> bool {
        self.record_by(staff, staff, commands, now)
    }

    /// States what somebody said or did before the member of staff whose pages are open: a participant whose hand was
    /// asked for, or the second who confirms. Only `staff` gets to see what went wrong.
    pub(super) fn record_by(
        &mut self,
        staff: &PersonId,
        by: &PersonId,
        commands: Vec<Command>,
        now: &Now,
    ) -> bool {
        match self.state_by(staff, by, commands, now) {
            Ok(()) => true,
            Err(NotStated::Shown) => false,
            Err(NotStated::Refused(refusal)) => {
                let then = StaffScene::Board {
                    only: Only::Everybody,
                    page: 0,
                };
                let said = StaffScene::Said {
                    of: staff.clone(),
                    title: Word::NotRecorded,
                    words: vec![Ground::of(&refusal).word()],
                    picture: "question",
                    then: Box::new(then),
                };
                self.go(staff, said, now);
                self.effects.push(Effect::Sound("error"));
                false
            }
        }
    }

    /// As [`Self::record_by`]; what is refused is not shown yet, for a form knows better what happened.
    fn state_by(
        &mut self,
        staff: &PersonId,
        by: &PersonId,
        commands: Vec<Command>,
        now: &Now,
    ) -> Result<(), NotStated> {
        let actor = self.staff_actor(by);
        let here = self.here();
        let result = self.ledger().commit(commands, &actor, &here, now);
        match result {
            Ok(_) | Err(CommitError::Views(_)) => {
                self.effects.push(Effect::Sync);
                Ok(())
            }
            Err(CommitError::Refused(Refusal::AlreadyRecorded | Refusal::AlreadySigned)) => Ok(()),
            Err(CommitError::Refused(refusal)) => {
                tracing::warn!(%refusal, "what staff wrote was refused");
                Err(NotStated::Refused(refusal))
            }
            Err(CommitError::NotStored(error)) => {
                if !matches!(error, AppendError::DiskFull) {
                    tracing::error!(%error, "an entry could not be stored");
                }
                self.notice(NoticeKind::DiskFull, String::new());
                self.message(MessageKind::DiskFull, Some(staff.clone()), now);
                Err(NotStated::Shown)
            }
            Err(error) => {
                tracing::error!(%error, "an entry could not be stored");
                self.message(MessageKind::DeviceBroken, Some(staff.clone()), now);
                Err(NotStated::Shown)
            }
        }
    }

    /// The page of staff that stands here, also where a participant who holds it called for help.
    fn behind_the_door(&self) -> Option<(PersonId, StaffScene)> {
        let scene = match &self.scene {
            Scene::HelpComing { back, .. } => back.as_ref(),
            scene => scene,
        };
        match scene {
            Scene::Staff { person, scene } => Some((person.clone(), scene.clone())),
            _ => None,
        }
    }

    /// A badge was shown while staff's pages wait for one; false when they do not.
    pub(super) fn staff_scanned(&mut self, text: &str, now: &Now) -> bool {
        let Some((person, scene)) = self.behind_the_door() else {
            return false;
        };
        let badge = badge::hash(text);
        // In the participant's hands only one badge means something behind the door.
        if scene.participant().is_some() {
            return match &badge {
                Ok(badge) => self.taken_back_by(&person, &scene, badge, now),
                // Read once more it may be that one: what the participant holds is not to go for that.
                Err(NotABadge::Misread) => {
                    self.effects.push(Effect::Sound("error"));
                    true
                }
                Err(NotABadge::Foreign) => false,
            };
        }
        if let Ok(badge) = &badge
            && self.is_same_badge(&person, badge, now)
        {
            return true;
        }
        let StaffScene::Form { form, .. } = scene else {
            return false;
        };
        if form.step != "scan" {
            return false;
        }
        self.desk.touched_ms = now.clock.mono_ms;
        match badge {
            Ok(badge) => self.form_scanned(&person, form, badge, now),
            Err(_) => self.effects.push(Effect::Sound("error")),
        }
        true
    }

    /// Runs of somebody: all on one operation, or the last so many on each. What cannot be read is missing, and the log of the
    /// program says so.
    fn history(&self, of: &PersonId, looked: &Looked) -> Arc<History> {
        let mut ledger = self.ledger();
        let revision = ledger.revision();
        let mut read = self.desk.runs.borrow_mut();
        read.retain(|runs| runs.revision == revision && runs.history.person() == of);
        if let Some(runs) = read.iter().find(|runs| runs.looked == *looked) {
            return Arc::clone(&runs.history);
        }
        let found = match looked {
            Looked::Last(last) => ledger.recent_history(of, *last),
            Looked::All(operation) => ledger.history_on(of, Some(operation)),
        };
        let history = found.unwrap_or_else(|error| {
            tracing::error!(%error, "somebody's runs could not be read");
            History::new(of)
        });
        let history = Arc::new(history);
        read.push(Runs {
            revision,
            looked: looked.clone(),
            history: Arc::clone(&history),
        });
        history
    }

    // What pages share.

    fn head(&self, of: &PersonId, title: impl Into<Say>, note: impl Into<Say>) -> Head {
        Head {
            picture: self.person_view(of).picture,
            person: true,
            title: title.into(),
            note: note.into(),
            owner: None,
        }
    }

    /// A question about somebody: the question large, the name below.
    fn ask_of(&self, of: &PersonId, question: impl Into<Say>) -> Head {
        let person = self.person_view(of);
        Head {
            picture: person.picture,
            person: true,
            title: question.into(),
            note: person.name.into(),
            owner: None,
        }
    }

    fn choice_tile(&self, choice: &Choice, lang: &str) -> Tile {
        Tile {
            picture: self.media.picture(&choice.picture),
            label: crate::media::in_language(&choice.title, lang).into(),
            ..Tile::default()
        }
    }

    pub(super) fn operation_title(&self, operation: &OperationId, lang: &str) -> String {
        self.media
            .operation(operation)
            .map(|found| {
                let title = crate::media::in_language(&found.title, lang);
                match found.level {
                    // How difficult a trial is: so many marks.
                    Some(level) => format!(
                        "{title} {}",
                        "•".repeat(usize::try_from(level.min(5)).unwrap_or(0))
                    ),
                    None => title.to_string(),
                }
            })
            .unwrap_or_default()
    }

    pub(super) fn operation_picture(&self, operation: &OperationId) -> Picture {
        self.media
            .version_of(operation)
            .map(|(version, found)| self.media.pack_picture(operation, version, &found.picture))
            .unwrap_or_default()
    }

    /// `сегодня`, `вчера`, or the weekday and date.
    fn day_words(&self, day: NaiveDate, now: &Now, lang: &str) -> Say {
        let days = (day - workshop_day(now.at)).num_days();
        match days {
            0 => Word::Today.into(),
            1 => Word::Tomorrow.into(),
            -1 => Word::Yesterday.into(),
            _ => phrases::date(day, lang).into(),
        }
    }

    /// A day as [`Self::day_words`] has it, or the first and the last of several.
    fn days_words(&self, days: &RangeInclusive<NaiveDate>, now: &Now, lang: &str) -> Say {
        if days.start() == days.end() {
            self.day_words(*days.start(), now, lang)
        } else {
            days_and_month(days, lang).into()
        }
    }
}

impl StaffScene {
    /// The participant who stands before the page because their hand is asked for.
    pub(super) fn participant(&self) -> Option<&PersonId> {
        #[allow(
            clippy::wildcard_enum_match_arm,
            reason = "only forms ask a participant's hand, and what leads out of it"
        )]
        match self {
            StaffScene::Form { form, .. } if form.asks_participant() => Some(&form.of),
            StaffScene::Return { of, .. } => Some(of),
            _ => None,
        }
    }

    /// Whom the page is about, where it is about one person.
    fn about(&self) -> Option<&PersonId> {
        match self {
            StaffScene::Card { of, .. }
            | StaffScene::Vouch { of }
            | StaffScene::Section { of, .. }
            | StaffScene::Return { of, .. }
            | StaffScene::Said { of, .. }
            | StaffScene::Noted { of, .. } => Some(of),
            StaffScene::Form { form, .. }
            | StaffScene::Begun { form, .. }
            | StaffScene::Twice { form, .. }
            | StaffScene::Left { form, .. }
            | StaffScene::Second { form, .. } => Some(&form.of),
            StaffScene::Board { .. }
            | StaffScene::Menu { .. }
            | StaffScene::List { .. }
            | StaffScene::ReturnPin { .. }
            | StaffScene::Device => None,
        }
    }

    fn turned(self, to: usize) -> Self {
        match self {
            StaffScene::Board { only, .. } => StaffScene::Board { only, page: to },
            StaffScene::List { list, .. } => StaffScene::List { list, page: to },
            StaffScene::Card { of, .. } => StaffScene::Card { of, page: to },
            StaffScene::Section { of, section, .. } => StaffScene::Section {
                of,
                section,
                page: to,
            },
            StaffScene::Form { form, .. } => StaffScene::Form { form, page: to },
            StaffScene::Menu { .. } => StaffScene::Menu { page: to },
            other @ (StaffScene::Device
            | StaffScene::Vouch { .. }
            | StaffScene::Begun { .. }
            | StaffScene::Twice { .. }
            | StaffScene::Left { .. }
            | StaffScene::Second { .. }
            | StaffScene::Return { .. }
            | StaffScene::ReturnPin { .. }
            | StaffScene::Said { .. }
            | StaffScene::Noted { .. }) => other,
        }
    }

    /// Whether the way leads deeper from it, and back to it.
    fn is_hub(&self) -> bool {
        matches!(
            self,
            StaffScene::Board { .. } | StaffScene::Menu { .. } | StaffScene::Card { .. }
        )
    }

    /// Whether it is the same page, however it is turned and whoever is left on it.
    fn is_same_place(&self, other: &StaffScene) -> bool {
        match (self, other) {
            (StaffScene::Board { .. }, StaffScene::Board { .. })
            | (StaffScene::Menu { .. }, StaffScene::Menu { .. }) => true,
            (StaffScene::Card { of, .. }, StaffScene::Card { of: other, .. }) => of == other,
            _ => false,
        }
    }

    /// The days of one person that its page looks back at, beyond those of everybody.
    fn looks_back(
        &self,
        state: &State,
        workshop: &WorkshopId,
        today: NaiveDate,
    ) -> Option<(PersonId, impl Iterator<Item = NaiveDate> + use<>)> {
        let StaffScene::Section {
            of,
            section: Section::Review,
            ..
        } = self
        else {
            return None;
        };
        let enrolment = people::member(state, of, workshop, today)?;
        let (first, last) = reviews::grounds_days(&enrolment, today).into_inner();
        let days = first.iter_days().take_while(move |day| *day <= last);
        Some((of.clone(), days))
    }

    /// The days that its page asks of the log.
    fn looks_at(
        &self,
        state: &State,
        workshop: &WorkshopId,
        today: NaiveDate,
    ) -> Option<Vec<NaiveDate>> {
        let all = |days: RangeInclusive<NaiveDate>| {
            let (first, last) = days.into_inner();
            first.iter_days().take_while(|day| *day <= last).collect()
        };
        Some(match self {
            StaffScene::Section {
                section: Section::Day(day),
                ..
            } => vec![*day],
            StaffScene::Form { form, .. } if form.day("on").is_some() => {
                form.day("on").into_iter().collect()
            }
            StaffScene::Section {
                section: Section::Today | Section::Days | Section::Moods,
                ..
            } => attendance::days_at_kiosk(today).collect(),
            StaffScene::Form { form, .. } if form.kind == FormKind::Assessment => {
                all(assessments::looked_back(state, workshop, &form.of, today))
            }
            // Whose weekly hours near their limit stands on it.
            StaffScene::Board { .. } => stupen_domain::limits::days(today).collect(),
            StaffScene::Menu { .. }
            | StaffScene::List { .. }
            | StaffScene::Card { .. }
            | StaffScene::Vouch { .. }
            | StaffScene::Section { .. }
            | StaffScene::Form { .. } => all(days_told(state, workshop, today)),
            StaffScene::Device
            | StaffScene::Begun { .. }
            | StaffScene::Twice { .. }
            | StaffScene::Left { .. }
            | StaffScene::Second { .. }
            | StaffScene::Return { .. }
            | StaffScene::ReturnPin { .. }
            | StaffScene::Said { .. }
            | StaffScene::Noted { .. } => return None,
        })
    }
}

fn go(scene: StaffScene) -> Act {
    Act::Go(Box::new(scene))
}
