//! The engine: turns scans, taps and the passing of time into facts and screens.
//!
//! It reads no clock, draws nothing and plays nothing: every call brings a [`Reading`] of the clocks, and answers
//! with [`Effect`]s. Rules are asked of `stupen-domain`; what happened is on the disk before an effect shows it.

mod answers;
mod clock;
mod day;
mod forgot;
mod idle;
mod limits;
mod mine;
mod packs;
mod people;
mod said;
mod scan;
mod scene;
mod settings;
mod staff;
mod work;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use stupen_domain::board::days_told;
use stupen_domain::clock::Reading;
use stupen_domain::decide::{Actor, Command, Here, Now};
use stupen_domain::entry::{EntryRef, WriterKind};
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::ids::{BadgeHash, OperationId, OrganisationId, PersonId, WorkshopId};
use stupen_domain::wire::unusable::{FILES_MAX, Trouble, Unusable};
use stupen_hardware::{Button, Device, Fault, Input, Lamp, Voices};
use stupen_journal::AppendError;
use stupen_ledger::{CommitError, Ledger};

use crate::local::{Local, Loudness, OpenRun, REVOKED};
use crate::media::{Media, in_language, trouble_words};
use crate::ui::{
    Expected, Look, MessageKind, Notice, NoticeKind, Screen, Soon, Tap, UnreadablePicture,
    WaitingView,
};
pub(crate) use clock::Kept;
pub use clock::WallClock;
use scene::Scene;
pub use settings::Quiet;
pub(crate) use work::card_of;

/// Milliseconds in which a touch was meant for the screen before one that came by itself.
const EARLY_TOUCH_MS: u64 = 1_000;

/// What the engine wants done, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Change the words of all screens.
    Language(String),
    /// Change how all screens look.
    Look(Look),
    /// Change how loud everything is, in per cent of what the devices can.
    Volume(u8),
    /// Show this.
    Show(Box<Screen>),
    /// Make these pictures ready: a touch may bring them.
    Expect(Vec<Expected>),
    /// Play this sound.
    Sound(&'static str),
    /// Light the lamp.
    Lamp(Lamp),
    /// Buzz once, for staff in another room.
    Buzz,
    /// Say the screen that is shown.
    Speak,
    /// Say this.
    Say(String),
    /// Play recorded speech.
    Recording(Arc<[u8]>),
    /// Say no more: another screen came.
    Hush,
    /// Say that a change of the day comes soon.
    Remind(Soon),
    /// Tell the office now.
    Sync,
    /// Tell the office which files cannot be used here.
    TellUnusable(Vec<Unusable>),
    /// End the program.
    Close,
    /// End the program, and begin it anew.
    Restart,
}

/// What a kiosk is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// At the door: attendance only.
    Entrance,
    /// At a workplace: step cards; attendance too.
    Station,
    /// One kiosk for all.
    #[default]
    Both,
}

/// How a kiosk is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The workshop.
    pub workshop: WorkshopId,
    /// What it is for.
    pub mode: Mode,
    /// Language of the screens that belong to nobody.
    pub lang: String,
    /// The clock was set by hand: the screen says so.
    pub clock_is_set: bool,
    /// What can be heard of speech.
    pub voices: Voices,
    /// How loud, in per cent of what the devices can.
    pub volume_percent: u16,
    /// Hours without any sound.
    pub quiet: Vec<Quiet>,
}

/// How the office is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeState {
    /// The last try succeeded.
    pub online: bool,
    /// When it last succeeded.
    pub last: Option<Moment>,
    /// What is wrong beyond being away.
    pub trouble: Option<Notice>,
}

/// A participant's badge that was shown.
struct Shown {
    holder: PersonId,
    badge: BadgeHash,
    /// The mark that came of it, once there is one.
    mark: Option<EntryRef>,
}

/// The engine of one kiosk.
pub struct Engine {
    ledger: Arc<Mutex<Ledger>>,
    local: Local,
    media: Media,
    setup: Setup,
    clock: WallClock,
    scene: Scene,
    /// When the scene was entered, milliseconds since boot.
    entered_ms: u64,
    shown: Option<Screen>,
    lang: String,
    office: OfficeState,
    notices: Vec<Notice>,
    /// Unfinished output of the call under way.
    effects: Vec<Effect>,
    lamp: Lamp,
    look: Look,
    volume: u8,
    /// The badge that was shown last, while its holder's scene is on.
    badge: Option<Shown>,
    /// The last touch that counted, milliseconds since boot.
    tapped_ms: Option<u64>,
    /// When a screen came that no hand had asked for, milliseconds since boot.
    came_ms: Option<u64>,
    /// The change of the day that was told last: whose, when it is, whether it was time already.
    reminded: Option<(PersonId, Moment, bool)>,
    /// Who was last called home aloud, and on which day.
    called_home: Option<(PersonId, chrono::NaiveDate)>,
    desk: staff::Desk,
    /// The one operation of this place, where it has one.
    only: Option<OperationId>,
    packs: packs::Told,
    /// The files that cannot be used, as the office was told last.
    unusable: Option<Vec<Unusable>>,
    cable: Cable,
    /// The run as it was before the piece that was counted last, for a hand that pressed once too often.
    slipped: Option<OpenRun>,
    /// Who began a break here and has not come back to this kiosk, and what they were told of its end.
    resting: Vec<day::Resting>,
    /// How loud this kiosk is, where staff have said so at it.
    loudness: Loudness,
    /// The workshop day of which all open runs are.
    runs_of: Option<chrono::NaiveDate>,
    /// The workshop day for which all that staff's pages look at is open.
    ahead_of: Option<chrono::NaiveDate>,
}

/// The scanner's cable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cable {
    /// Plugged in, as far as is known.
    In,
    /// Pulled out or not there from the beginning, and whether the screen has said so.
    Out { told: bool },
}

impl Engine {
    /// An engine that waits. `notices` are what opening the files had to mend.
    pub fn new(
        ledger: Arc<Mutex<Ledger>>,
        local: Local,
        media: Media,
        setup: Setup,
        notices: Vec<Notice>,
    ) -> Self {
        let lang = setup.lang.clone();
        let clock = WallClock::open(&lock(&ledger), &local);
        let loudness = local.loudness().unwrap_or_else(|error| {
            tracing::error!(%error, "how loud this kiosk is could not be read");
            Loudness::default()
        });
        Engine {
            clock,
            ledger,
            local,
            media,
            setup,
            scene: Scene::Waiting,
            entered_ms: 0,
            shown: None,
            lang,
            office: OfficeState::default(),
            notices,
            effects: Vec::new(),
            lamp: Lamp::Off,
            look: Look::default(),
            volume: 100,
            badge: None,
            tapped_ms: None,
            came_ms: None,
            reminded: None,
            called_home: None,
            desk: staff::Desk::default(),
            only: None,
            packs: packs::Told::default(),
            unusable: None,
            cable: Cable::In,
            slipped: None,
            resting: Vec::new(),
            loudness,
            runs_of: None,
            ahead_of: None,
        }
    }

    /// At a place for one operation everybody who may works on that, whatever is planned for them.
    pub fn works_only_on(&mut self, operation: Option<OperationId>) {
        self.only = operation;
    }

    /// The first screen.
    pub fn start(&mut self, reading: &Reading) -> Vec<Effect> {
        self.refresh_media();
        self.effects.push(Effect::Language(self.lang.clone()));
        // The power may have gone before runs were mended with the clock.
        self.mend_runs();
        self.remember_revocation();
        self.turn(reading, |engine, now| {
            engine.tell_packs(now);
            engine.tidy_what_is_begun(now);
            engine.enter(Scene::Waiting, now);
        })
    }

    /// A device perceived something.
    pub fn input(&mut self, input: &Input, reading: &Reading) -> Vec<Effect> {
        self.turn(reading, |engine, now| {
            engine.came_ms = None;
            engine.perceived(input, now);
            engine.tell_limit(now);
        })
    }

    fn perceived(&mut self, input: &Input, now: &Now) {
        let engine = self;
        match input {
            Input::Scan(text) => engine.scanned(text, now),
            // No badge is that long.
            Input::ScanTooLong => engine.opens_nothing(MessageKind::OtherCode, now),
            Input::Unreadable => engine.opens_nothing(MessageKind::Unreadable, now),
            Input::Press(Button::Help) => engine.call_help(now),
            // A foot or a hand that trembles presses twice like a finger does.
            Input::Press(Button::Pedal | Button::Next | Button::Back)
                if engine.is_same_touch(Tap::Next, now) => {}
            Input::Press(Button::Pedal | Button::Next) => {
                engine.tapped_ms = Some(now.clock.mono_ms);
                engine.step_on(now);
            }
            Input::Press(Button::Back) => {
                engine.tapped_ms = Some(now.clock.mono_ms);
                engine.step_back(now);
            }
            Input::Unplugged(device) => {
                let name = said::device(*device, &engine.setup.lang);
                engine.notice(notice_of(*device), name.to_owned());
                if *device == Device::Scanner {
                    engine.scanner_gone(now);
                }
            }
            Input::Plugged(device) => {
                engine
                    .notices
                    .retain(|notice| notice.kind != notice_of(*device));
                if *device == Device::Scanner {
                    engine.cable = Cable::In;
                    // Only what was told of the scanner: another device mends nothing of that.
                    let told_of_it = Scene::Message {
                        kind: MessageKind::ScannerAway,
                        person: None,
                    };
                    if engine.scene == told_of_it {
                        engine.enter(Scene::Waiting, now);
                    }
                }
                engine.refresh(now);
            }
            // A scanner that was not there at the start is told like this.
            Input::Fault(fault) => {
                engine.fault(fault);
                if fault.device == Device::Scanner {
                    engine.scanner_gone(now);
                }
            }
        }
    }

    /// A hand touched something.
    pub fn tap(&mut self, tap: Tap, reading: &Reading) -> Vec<Effect> {
        self.turn(reading, |engine, now| {
            if engine.is_same_touch(tap, now) || engine.was_on_its_way(tap, now) {
                return;
            }
            engine.tapped_ms = Some(now.clock.mono_ms);
            engine.tapped(tap, now);
            engine.tell_limit(now);
        })
    }

    /// Time passed; called about once a second.
    pub fn tick(&mut self, reading: &Reading) -> Vec<Effect> {
        self.turn(reading, |engine, now| {
            let before = engine.scene.clone();
            engine.ask_who_is_idle(now);
            engine.close_idle_staff(now);
            engine.close_earlier_runs(now);
            engine.tidy_what_is_begun(now);
            engine.sum_up_if_due(now);
            engine.refresh(now);
            engine.tell_limit(now);
            engine.remind(now);
            engine.open_ahead(now);
            if engine.scene != before {
                engine.came_ms = Some(now.clock.mono_ms);
            }
            if let Err(error) = engine.ledger().settle() {
                tracing::error!(%error, "views could not be written");
            }
        })
    }

    /// Opens one of the days that staff's pages look at, then a portion of what everybody has practised: they are there
    /// when somebody of staff comes, and no touch waits for all of them.
    fn open_ahead(&mut self, now: &Now) {
        let today = workshop_day(now.at);
        if self.ahead_of == Some(today) {
            return;
        }
        let mut ledger = self.ledger();
        let days = days_told(ledger.state(), &self.setup.workshop, today);
        let (first, last) = days.into_inner();
        let mut days = first.iter_days().take_while(|day| *day <= last);
        let next = days.find(|day| !ledger.is_open(*day));
        let is_open = match next {
            Some(day) => ledger.open_day(day).map(|()| false),
            None => ledger.open_practice_ahead(),
        };
        drop(ledger);
        match is_open {
            Ok(true) => self.ahead_of = Some(today),
            Ok(false) => {}
            // The page that asks for it says so again.
            Err(error) => {
                tracing::error!(%error, "what staff look at could not be opened");
                self.ahead_of = Some(today);
            }
        }
    }

    /// The office was tried; entries may have come. `servers_time` is its clock, when it answered.
    pub fn office(
        &mut self,
        state: OfficeState,
        servers_time: Option<stupen_domain::time::Moment>,
        reading: &Reading,
    ) -> Vec<Effect> {
        self.turn(reading, |engine, now| {
            if let Some(servers) = servers_time {
                engine.compare_clocks(servers, now);
            }
            let last = state.last.or(engine.office.last);
            engine.office = OfficeState { last, ..state };
            engine.remember_revocation();
            engine.refresh_media();
            engine.tell_packs(now);
            engine.tidy_what_is_begun(now);
            engine.refresh(now);
        })
    }

    /// What the office said of this kiosk holds until it says otherwise: over a restart, and where nobody answers.
    fn remember_revocation(&mut self) {
        let said = self.office.trouble.as_ref();
        let revoked = said.is_some_and(|trouble| trouble.kind == NoticeKind::Revoked);
        let known = if revoked || self.office.online {
            if let Err(error) = self.local.remember(REVOKED, revoked) {
                tracing::error!(%error, "whether this kiosk is revoked could not be kept");
            }
            revoked
        } else {
            self.is_revoked()
        };
        if known && self.office.trouble.is_none() {
            self.office.trouble = Some(Notice {
                kind: NoticeKind::Revoked,
                detail: String::new(),
            });
        }
    }

    /// Whether the office has revoked this kiosk, as far as it is known here. It goes on recording all the same.
    fn is_revoked(&self) -> bool {
        self.local.holds(REVOKED).unwrap_or_else(|error| {
            tracing::error!(%error, "whether this kiosk is revoked could not be read");
            false
        })
    }

    /// Packs were looked at, beside this thread.
    pub fn looked_at_packs(&mut self, reading: &Reading) -> Vec<Effect> {
        self.turn(reading, |engine, now| {
            engine.refresh_media();
            engine.tell_packs(now);
            engine.refresh(now);
        })
    }

    /// Pictures of the store could not be shown: the screens say so instead, and staff are told.
    pub fn cannot_show(
        &mut self,
        pictures: &[UnreadablePicture],
        reading: &Reading,
    ) -> Vec<Effect> {
        self.turn(reading, |engine, now| {
            let was_broken = engine.shown.as_ref().is_some_and(Screen::is_broken);
            let mut fetched_again = false;
            for picture in pictures {
                fetched_again |= engine.media.cannot_show(&picture.hash, &picture.problem);
            }
            engine.tell_bad_media();
            engine.refresh(now);
            // Whoever stands before it hears at once that help is to be called.
            if !was_broken && engine.shown.as_ref().is_some_and(Screen::is_broken) {
                engine.say();
            }
            if fetched_again {
                engine.effects.push(Effect::Sync);
            }
        })
    }

    /// Ends what is open, for a restart: an open run is recorded.
    pub fn stop(&mut self, reading: &Reading) -> Vec<Effect> {
        self.turn(reading, |engine, now| {
            engine.sum_up(now);
            if let Err(error) = engine.ledger().settle() {
                tracing::error!(%error, "views could not be written");
            }
        })
    }

    /// IANA name of the workshop's time zone, once the office has told it.
    pub fn time_zone(&self) -> Option<String> {
        let ledger = self.ledger();
        stupen_domain::workshop::settings(ledger.state(), &self.setup.workshop)
            .map(|settings| settings.time_zone.clone())
    }

    /// What staff should know.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// A second touch within the time that the person needs between two: the same finger, not a second wish. It counts
    /// from the touch that was taken, so that a trembling hand is not kept out for ever. Staff have their own pace, and
    /// help is never kept waiting: it is called once, however often it is touched.
    fn is_same_touch(&self, tap: Tap, now: &Now) -> bool {
        !matches!(tap, Tap::Staff(_) | Tap::Help)
            && self.tapped_ms.is_some_and(|before| {
                now.clock.mono_ms.saturating_sub(before) < self.same_touch_ms()
            })
    }

    /// A touch that was meant for the screen before: another came by itself while the finger was on its way. A call for
    /// help is never kept waiting.
    fn was_on_its_way(&self, tap: Tap, now: &Now) -> bool {
        tap != Tap::Help
            && self
                .came_ms
                .is_some_and(|came| now.clock.mono_ms.saturating_sub(came) < EARLY_TOUCH_MS)
    }

    fn turn(&mut self, reading: &Reading, act: impl FnOnce(&mut Self, &Now)) -> Vec<Effect> {
        let now = self.clock.now(reading);
        act(self, &now);
        self.clock.remember(reading, &self.local);
        self.show_lamp(&now);
        std::mem::take(&mut self.effects)
    }

    /// Looks which packs are published; their pictures may have come meanwhile.
    fn refresh_media(&mut self) {
        let published = crate::media::published(self.ledger().state(), &self.setup.workshop);
        self.media.refresh(published, &self.local);
        self.tell_bad_media();
    }

    /// Staff read which files cannot be shown or played, each by itself; after all else, since there may be many.
    fn tell_bad_media(&mut self) {
        self.notices.retain(|notice| !notice.kind.is_of_bad_media());
        let of_packs = self.media.bad_files().into_iter().map(|bad| Notice {
            kind: NoticeKind::BadMedia {
                step: u32::try_from(bad.step).unwrap_or(u32::MAX),
            },
            detail: {
                let (file, why) = (bad.name(), trouble_words(bad.trouble, &self.setup.lang));
                match &bad.operation {
                    Some(title) => {
                        let title = in_language(title, &self.setup.lang);
                        format!("{title} · {file}: {why}")
                    }
                    None => format!("{file}: {why}"),
                }
            },
        });
        let of_people = self.media.worn().into_iter().map(|hash| Notice {
            kind: NoticeKind::WornPortrait,
            detail: self.whose_picture(&hash),
        });
        let bad_portraits = self.media.bad_portraits().into_iter();
        let bad_portraits = bad_portraits.map(|(hash, _)| Notice {
            kind: NoticeKind::BadMedia { step: 0 },
            detail: format!(
                "{}: {}",
                self.whose_picture(&hash),
                trouble_words(Trouble::Portrait, &self.setup.lang)
            ),
        });
        let told: Vec<Notice> = of_packs.chain(bad_portraits).chain(of_people).collect();
        self.notices.extend(told);
        let unusable = self.unusable_files();
        if self.unusable.as_ref() != Some(&unusable) {
            self.unusable = Some(unusable.clone());
            self.effects.push(Effect::TellUnusable(unusable));
        }
    }

    /// The same for the office, which replaces them.
    fn unusable_files(&self) -> Vec<Unusable> {
        let of_packs = self.media.bad_files().into_iter().map(|bad| Unusable {
            what: bad.trouble,
            operation: bad.operation,
            pack: bad.pack,
            version: bad.version,
            file: bad.file,
            step: u32::try_from(bad.step).unwrap_or(u32::MAX),
        });
        let portrait = |what, file| Unusable {
            what,
            pack: String::new(),
            version: 0,
            file,
            operation: None,
            step: 0,
        };
        let bad = self.media.bad_portraits().into_iter();
        let bad = bad.map(|(hash, _)| portrait(Trouble::Portrait, hash));
        let worn = self.media.worn().into_iter();
        let worn = worn.map(|hash| portrait(Trouble::Worn, hash));
        of_packs.chain(bad).chain(worn).take(FILES_MAX).collect()
    }

    /// The names of those whose picture this is.
    fn whose_picture(&self, hash: &str) -> String {
        let ledger = self.ledger();
        let names: Vec<String> = stupen_domain::people::everybody(ledger.state())
            .into_iter()
            .map(|view| view.person)
            .filter(|person| person.picture.as_str().strip_prefix("blob:") == Some(hash))
            .map(|person| person.called.clone())
            .collect();
        names.join(", ")
    }

    /// How many files staff are told cannot be shown or played, with those that come again from the office by themselves.
    fn bad_media(&self) -> u32 {
        let told = self.notices.iter();
        let bad = told.filter(|notice| notice.kind.is_of_bad_media()).count();
        u32::try_from(bad).unwrap_or(u32::MAX)
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.ledger)
    }

    fn here(&self) -> Here {
        Here {
            writer: WriterKind::Kiosk,
            organisation: self.setup.organisation.clone(),
            workshop: self.setup.workshop.clone(),
        }
    }

    /// States a fact; it is on the disk when this returns true. A refusal or a full disk is shown.
    fn state(&mut self, command: impl Into<Command>, actor: &Actor, now: &Now) -> bool {
        self.stated(command, actor, now).is_some()
    }

    /// The same, and where what was stated stands in the log; nowhere, where that is not known.
    fn stated(
        &mut self,
        command: impl Into<Command>,
        actor: &Actor,
        now: &Now,
    ) -> Option<Option<EntryRef>> {
        let here = self.here();
        let result = self
            .ledger()
            .commit(vec![command.into()], actor, &here, now);
        match result {
            Ok(entries) => {
                self.effects.push(Effect::Sync);
                Some(entries.into_iter().next().map(|entry| entry.order.entry))
            }
            Err(CommitError::NotStored(AppendError::DiskFull)) => {
                self.notice(NoticeKind::DiskFull, String::new());
                self.message(MessageKind::DiskFull, actor.person.clone(), now);
                None
            }
            Err(CommitError::NotStored(error)) => {
                tracing::error!(%error, "an entry could not be stored");
                self.notice(NoticeKind::DiskFull, String::new());
                self.message(MessageKind::DiskFull, actor.person.clone(), now);
                None
            }
            Err(CommitError::Refused(refusal)) => {
                // Nothing that a screen offers should be refused: what it offered is out of date.
                tracing::warn!(%refusal, "a wish was refused");
                self.enter(Scene::Waiting, now);
                None
            }
            Err(CommitError::NotSealed(error)) => {
                // Only staff state facts for the case: behind their door they find out why it did not happen.
                tracing::error!(%error, "a fact for the case could not be sealed");
                self.notice(NoticeKind::NeverSynced, String::new());
                self.refresh(now);
                None
            }
            Err(CommitError::Views(error)) => {
                // The fact is stored; only its view is not. The next start folds it anew.
                tracing::error!(%error, "views could not be written");
                Some(None)
            }
        }
    }

    /// The scanner does nothing any more. Who works, asks or waits at the kiosk goes on, since they need no badge for
    /// that, and somebody who is called comes all the same; it is told once nobody is there.
    fn scanner_gone(&mut self, now: &Now) {
        if self.cable == Cable::In {
            self.cable = Cable::Out { told: false };
        }
        if self.scene == Scene::Waiting {
            self.enter(Scene::Waiting, now);
        }
    }

    /// Goes to a scene and shows it.
    fn enter(&mut self, scene: Scene, now: &Now) {
        if scene == Scene::Waiting && self.cable == (Cable::Out { told: false }) {
            self.cable = Cable::Out { told: true };
            return self.message(MessageKind::ScannerAway, None, now);
        }
        if scene == Scene::Waiting {
            self.desk.said = None;
        }
        self.scene = scene;
        self.entered_ms = now.clock.mono_ms;
        self.refresh(now);
    }

    /// Shows the scene where it looks different from what is shown.
    fn refresh(&mut self, now: &Now) {
        self.tune(now);
        let screen = self.screen(now);
        if self.shown.as_ref() == Some(&screen) {
            return;
        }
        let lang = self.scene_language();
        if lang != self.lang {
            self.lang.clone_from(&lang);
            self.effects.push(Effect::Language(lang));
        }
        let now_seen = is_seen_now(self.shown.as_ref(), &screen);
        // What is being said of a screen is said to its end while only its clock or its count moves on.
        let goes_on = self
            .shown
            .as_ref()
            .is_some_and(|before| scene::says_the_same(before, &screen));
        self.shown = Some(screen.clone());
        self.effects.push(Effect::Show(Box::new(screen)));
        if !goes_on {
            self.effects.push(Effect::Hush);
        }
        let expected = self.expected(now);
        if !expected.is_empty() {
            self.effects.push(Effect::Expect(expected));
        }
        if now_seen {
            self.say();
        }
    }

    /// Tells something with picture, colour, sound and speech, and records nothing.
    fn message(&mut self, kind: MessageKind, person: Option<PersonId>, now: &Now) {
        self.enter(Scene::Message { kind, person }, now);
        let sound = match kind {
            kind if kind.tells() => "done",
            _ => "error",
        };
        self.effects.push(Effect::Sound(sound));
        self.say();
    }

    fn notice(&mut self, kind: NoticeKind, detail: String) {
        self.notices.retain(|notice| notice.kind != kind);
        self.notices.push(Notice { kind, detail });
    }

    fn fault(&mut self, fault: &Fault) {
        // What exactly the system said stands in the log, which is in English; the device wrote it there.
        let detail = said::fault(fault, &self.setup.lang);
        self.notice(notice_of(fault.device), detail);
    }

    /// The lamp tells across the room what the screen tells near by: help is wanted, or somebody was greeted.
    fn show_lamp(&mut self, now: &Now) {
        let lamp = if self.open_calls(now) > 0 {
            Lamp::Rust
        } else {
            self.scene.lamp()
        };
        if lamp != self.lamp {
            self.lamp = lamp;
            self.effects.push(Effect::Lamp(lamp));
        }
    }

    fn waiting_view(&self, now: &Now) -> WaitingView {
        use chrono::Datelike;
        WaitingView {
            clock: day::clock_time(now.at),
            weekday: u8::try_from(now.at.weekday().number_from_monday()).unwrap_or(0),
            cards: self.day_cards(None, now),
            offline: !self.office.online,
            clock_is_set: self.setup.clock_is_set,
            unread: matches!(self.cable, Cable::Out { .. }),
        }
    }
}

/// Whether a call for help was answered between two screens: whoever waits is told that somebody comes.
fn is_seen_now(before: Option<&Screen>, after: &Screen) -> bool {
    matches!(
        (before, after),
        (Some(Screen::HelpComing(before)), Screen::HelpComing(after)) if !before.seen && after.seen
    )
}

/// A panic elsewhere must not turn people away: the data behind the lock is guarded by transactions.
pub(crate) fn lock(ledger: &Arc<Mutex<Ledger>>) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

fn notice_of(device: Device) -> NoticeKind {
    match device {
        Device::Scanner | Device::Simulator => NoticeKind::ScannerMissing,
        Device::Speaker | Device::Voice => NoticeKind::SoundMissing,
        Device::Lamp | Device::Buzzer | Device::Buttons | Device::Pins => NoticeKind::LampMissing,
    }
}
