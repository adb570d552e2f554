//! A kiosk for tests of staff's work: its engine, its ledger, and a window that is touched. All people are invented.

use crate::ground;
use std::path::Path;
use std::sync::{Arc, Mutex};

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::platform::PointerEventButton;
use stupen_domain::clock::Reading;
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Clock, Command, Now, Role, WriterKind, breaches};
use stupen_hardware::Input;
use stupen_journal::blobs::BlobStore;
use stupen_journal::seal::SealKey;
use stupen_kiosk::engine::{Effect, Engine, Mode};
use stupen_kiosk::hand::Hand;
use stupen_kiosk::local::Local;
use stupen_kiosk::media::Media;
use stupen_kiosk::ui::{Face, Look, Screen, StaffScreen, StaffTap, Tap, TileStyle};
use stupen_ledger::{Ledger, Seals};

use crate::face;

const KEY: [u8; 32] = [9; 32];
const START: &str = "2026-11-23T10:00:00+03:00";

pub(crate) fn badge(n: u8) -> String {
    stupen_domain::badge::text([n; 13])
}

fn sample_form(name: &str) -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../assets/sample/forms/{name}.toml"));
    let text = std::fs::read_to_string(path).expect("the sample's form");
    let mut value: toml::Value = toml::from_str(&text).expect("a form");
    if name == "assessment" {
        // Touches are counted on a form of six criteria.
        let criteria = value
            .get_mut("criteria")
            .and_then(toml::Value::as_array_mut)
            .expect("criteria");
        criteria.truncate(6);
    }
    serde_json::to_string(&value).expect("JSON")
}

/// Denis, who works here, and a lead and a consultant.
fn commands() -> Vec<Command> {
    let person = |id: &str, called: &str, role: Option<&str>| PersonSet {
        person: PersonId::new(id),
        called: called.into(),
        picture: PictureRef::new("pictogram:person"),
        language: "ru".into(),
        staff_role: role.map(Into::into),
        active: true,
    };
    let issued = |id: &str, n: u8| BadgeIssued {
        badge: stupen_domain::badge::hash(&badge(n)).expect("a badge"),
        person: PersonId::new(id),
        until: None,
    };
    let name = |text: &str| Bilingual {
        ru: text.into(),
        en: text.into(),
    };
    let mut all: Vec<Command> = vec![
        WorkshopSet {
            workshop: WorkshopId::new("soap"),
            organisation: OrganisationId::new("ngo"),
            name: name("Мыло"),
            time_zone: "Europe/Moscow".into(),
            late_grace_min: 10,
            double_scan_s: 20,
        }
        .into(),
        ScheduleSet {
            person: None,
            from: "2026-01-01".parse().expect("a day"),
            week: vec![WorkHours {
                days: vec![1, 2, 3, 4, 5],
                start: "09:00:00".parse().expect("a time"),
                end: "15:00:00".parse().expect("a time"),
                pauses: Vec::new(),
            }],
        }
        .into(),
        person("denis", "Денис", None).into(),
        person("olga", "Ольга", Some("lead")).into(),
        person("ilya", "Илья", Some("consultant")).into(),
        issued("denis", 1).into(),
        issued("olga", 2).into(),
        issued("ilya", 3).into(),
        EnrolmentStarted {
            enrolment: EnrolmentId::new("e-1"),
            person: PersonId::new("denis"),
            service: Service::TemporaryEmployment,
            from: "2026-10-01".parse().expect("a day"),
            until: None,
        }
        .into(),
    ];
    // Vera may work an hour a day.
    all.extend([
        Command::from(person("vera", "Вера", None)),
        issued("vera", 4).into(),
        EnrolmentStarted {
            enrolment: EnrolmentId::new("e-2"),
            person: PersonId::new("vera"),
            service: Service::TemporaryEmployment,
            from: "2026-10-01".parse().expect("a day"),
            until: None,
        }
        .into(),
        WorkLimitsSet {
            person: PersonId::new("vera"),
            from: "2026-10-01".parse().expect("a day"),
            daily_min: Some(60),
            weekly_min: None,
            no_night: false,
        }
        .into(),
    ]);
    for form in ["regulations", "praise", "assessment", "trial"] {
        all.push(
            FormSet {
                form: form.into(),
                version: 1,
                body: sample_form(form),
            }
            .into(),
        );
    }
    all
}

pub(crate) struct Kiosk {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) face: Face,
    pub(crate) engine: Engine,
    pub(crate) ledger: Arc<Mutex<Ledger>>,
    pub(crate) ms: u64,
    pub(crate) touches: usize,
    pub(crate) shown: Option<Screen>,
    pub(crate) look: Look,
    pub(crate) lang: String,
    pub(crate) spoken: usize,
    /// Whose badge opened staff's pages last.
    pub(crate) staff: u8,
    /// What lay begun after each touch, and what was asked then, where a test looks.
    pub(crate) trail: Option<Vec<(Vec<String>, String)>>,
    /// The last sound.
    pub(crate) sound: Option<&'static str>,
}

impl Kiosk {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let mut kiosk = Self::open_ledger(dir.path());
        Self::stated(
            dir.path(),
            &mut kiosk,
            commands(),
            "2026-10-01T12:00:00+03:00",
        );
        let mut local = Local::open(&dir.path().join("kiosk/local.db"), Some(KEY)).expect("tables");
        local
            .replace_pins(&["olga", "ilya"].map(ground::pin))
            .expect("PINs");
        drop(local);
        Self::start(dir, kiosk)
    }

    /// The office, which knows nothing of this kiosk, states something, and the kiosk takes it in.
    fn stated(dir: &Path, kiosk: &mut Ledger, commands: Vec<Command>, at: &str) {
        let mut office = ground::office(&dir.join("server"), None);
        ground::state(&mut office, ("admin", Role::Manager), commands, at);
        ground::take_in(&office, kiosk);
    }

    /// The office states something now.
    pub(crate) fn office_states(&mut self, commands: Vec<Command>) {
        let at = self.reading().wall.to_rfc3339();
        let mut kiosk = self.ledger.lock().expect("a ledger");
        Self::stated(self.dir.path(), &mut kiosk, commands, &at);
    }

    fn open_ledger(dir: &Path) -> Ledger {
        let seals = Seals::sealed_to(Some(seal_key().public()));
        ground::kiosk(&dir.join("kiosk"), Some(KEY), seals)
    }

    fn start(dir: tempfile::TempDir, ledger: Ledger) -> Self {
        let home = dir.path().join("kiosk");
        let local = Local::open(&home.join("local.db"), Some(KEY)).expect("tables");
        let media =
            Media::new(BlobStore::open(&home.join("media.db"), Some(KEY)).expect("pictures"));
        let setup = ground::setup(Mode::Both);
        let ledger = Arc::new(Mutex::new(ledger));
        let engine = Engine::new(Arc::clone(&ledger), local, media, setup, vec![]);
        let mut kiosk = Kiosk {
            dir,
            face: face::face(face::SEVEN_INCH, "ru"),
            engine,
            ledger,
            ms: 0,
            touches: 0,
            shown: None,
            look: Look::default(),
            lang: "ru".into(),
            spoken: 0,
            staff: 0,
            trail: None,
            sound: None,
        };
        let effects = kiosk.engine.start(&kiosk.reading());
        kiosk.carry_out(effects);
        kiosk
    }

    /// The power goes, and comes back.
    pub(crate) fn restart(self) -> Self {
        let ms = self.ms;
        let Kiosk {
            dir,
            engine,
            ledger,
            ..
        } = self;
        drop(engine);
        drop(ledger);
        let opened = Self::open_ledger(dir.path());
        let mut again = Self::start(dir, opened);
        again.ms = ms;
        again
    }

    fn local(dir: &Path) -> Local {
        Local::open(&dir.join("kiosk/local.db"), Some(KEY)).expect("tables")
    }

    /// The forms that lie begun on this kiosk.
    pub(crate) fn drafts(&self) -> Vec<String> {
        Self::local(self.dir.path()).drafts().expect("drafts")
    }

    /// The power goes after something was recorded and before its form was forgotten: these forms lie there again.
    pub(crate) fn power_cut(self, drafts: &[String]) -> Self {
        let key = |body: &str| {
            let form: serde_json::Value = serde_json::from_str(body).expect("a form");
            let part = |name: &str| {
                let part = form.get(name).and_then(serde_json::Value::as_str);
                part.unwrap_or_default().to_string()
            };
            let key = format!("{}/{}/{}", part("kind"), part("of"), part("by"));
            match part("about").as_str() {
                "" => key,
                about => format!("{key}/{about}"),
            }
        };
        let local = Self::local(self.dir.path());
        for body in local.drafts().expect("drafts") {
            local.forget_draft(&key(&body)).expect("forgotten");
        }
        for body in drafts {
            local.keep_draft(&key(body), body).expect("kept");
        }
        assert_eq!(local.drafts().expect("drafts"), drafts);
        drop(local);
        self.restart()
    }

    pub(crate) fn reading(&self) -> Reading {
        let start: stupen_domain::time::Moment = START.parse().expect("a moment");
        Reading {
            wall: start + std::time::Duration::from_millis(self.ms),
            boot: "boot".into(),
            mono_ms: self.ms,
        }
    }

    pub(crate) fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Language(lang) => {
                    self.face.set_language(&lang).expect("a language");
                    self.lang = lang;
                }
                Effect::Speak => self.spoken += 1,
                Effect::Sound(sound) => self.sound = Some(sound),
                Effect::Look(look) => {
                    self.face.set_look(&look);
                    self.look = look;
                }
                Effect::Show(screen) => {
                    self.face.show(&screen);
                    self.shown = Some(*screen);
                }
                _ => {}
            }
        }
    }

    pub(crate) fn scan(&mut self, n: u8) {
        self.ms += 30_000;
        let inside = matches!(&self.shown, Some(Screen::Staff(_)));
        let effects = self.engine.input(&Input::Scan(badge(n)), &self.reading());
        self.carry_out(effects);
        if !inside && matches!(&self.shown, Some(Screen::StaffDoor(_))) {
            self.staff = n;
        }
    }

    pub(crate) fn pin(&mut self) {
        for digit in [1, 2, 3, 4, 5, 6] {
            self.ms += 300;
            let effects = self
                .engine
                .tap(Tap::Staff(StaffTap::PinDigit(digit)), &self.reading());
            self.carry_out(effects);
        }
    }

    /// A touch on the tile of this word, on whichever page of the tiles it stands.
    pub(crate) fn touch_tile(&mut self, word: stupen_kiosk::ui::Word) {
        let label = stupen_kiosk::ui::Say::Word(word);
        let tiles = &self.tiles_view().tiles;
        let at = tiles.iter().position(|tile| tile.label == label);
        let at = at.unwrap_or_else(|| panic!("no {word:?} among {tiles:?}"));
        self.tap(StaffTap::Tile(at));
    }

    /// A touch on a tile by its place.
    pub(crate) fn tap_tile(&mut self, at: usize) {
        self.tap(StaffTap::Tile(at));
    }

    /// A touch on a line of the page.
    pub(crate) fn touch_line(&mut self, at: usize) {
        self.tap(StaffTap::Line(at));
    }

    fn tap(&mut self, tap: StaffTap) {
        self.touches += 1;
        self.ms += 1_000;
        let effects = self.engine.tap(Tap::Staff(tap), &self.reading());
        self.carry_out(effects);
    }

    /// A finger in the middle of what is called so.
    pub(crate) fn touch(&mut self, label: &str) {
        let heard = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let ear = std::rc::Rc::clone(&heard);
        self.face.on_tap(move |tap| ear.borrow_mut().push(tap));
        self.control(label)
            .mock_single_click(PointerEventButton::Left);
        let taps = heard.take();
        assert_eq!(taps.len(), 1, "touching {label:?} on {:?}", self.labels());
        self.touches += 1;
        for tap in taps {
            self.ms += 1_000;
            let effects = self.engine.tap(tap, &self.reading());
            self.carry_out(effects);
        }
        if self.trail.is_some() {
            let stop = (self.drafts(), asked(self));
            self.trail.get_or_insert_default().push(stop);
        }
    }

    /// A glove that rubs the key: two touches a moment apart.
    pub(crate) fn touch_twice(&mut self, label: &str) {
        let heard = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let ear = std::rc::Rc::clone(&heard);
        self.face.on_tap(move |tap| ear.borrow_mut().push(tap));
        self.control(label)
            .mock_single_click(PointerEventButton::Left);
        let tap: Tap = *heard.take().first().expect("a touch");
        self.ms += 1_000;
        let mut hand = Hand::default();
        for later in [0, 300] {
            self.ms += later;
            if hand.counts(tap, self.ms) {
                let effects = self.engine.tap(tap, &self.reading());
                self.carry_out(effects);
            }
        }
    }

    /// Something that happened elsewhere on this kiosk, so many minutes ago.
    pub(crate) fn happened(&mut self, by: &str, role: Role, ago_min: u64, command: Command) {
        self.happened_together(by, role, ago_min, vec![command]);
    }

    /// The same, of one act that states several facts.
    pub(crate) fn happened_together(
        &mut self,
        by: &str,
        role: Role,
        ago_min: u64,
        commands: Vec<Command>,
    ) {
        let reading = self.reading();
        let now = Now {
            at: reading.wall - std::time::Duration::from_secs(ago_min * 60),
            clock: Clock {
                suspect: false,
                boot: reading.boot,
                mono_ms: reading.mono_ms,
            },
        };
        let actor = Actor {
            person: Some(PersonId::new(by)),
            role,
        };
        let here = ground::here(WriterKind::Kiosk);
        self.ledger
            .lock()
            .expect("a ledger")
            .commit(commands, &actor, &here, &now)
            .expect("it happened");
    }

    /// Entries of this kiosk, those among them that are sealed for the case.
    pub(crate) fn written(&self) -> u64 {
        let ledger = self.ledger.lock().expect("a ledger");
        ledger
            .log()
            .unsent(ledger.author().writer.id)
            .expect("a count")
    }

    /// What this kiosk wrote, as it lies on its disk for whoever holds the kiosk: one line an entry.
    pub(crate) fn as_it_lies(&self) -> String {
        let mut ledger = self.ledger.lock().expect("a ledger");
        ledger.sign().expect("signed");
        let own = ledger.author().writer.id;
        let mut lies = String::new();
        for head in ledger.log().heads().expect("heads") {
            let log = ledger.log();
            let batch = log.batch_after(&head.stream, 0, 1_000).expect("a batch");
            let Some(batch) = batch.filter(|batch| batch.stream.writer == own) else {
                continue;
            };
            for entry in batch.entries {
                let payload = entry.payload.expect("a payload");
                let text = String::from_utf8_lossy(&payload).into_owned();
                lies.push_str(&format!("{} {text}\n", entry.header.kind));
            }
        }
        lies
    }

    /// What this kiosk wrote of a kind, as the office reads it: opened where it is sealed for the case.
    pub(crate) fn as_the_office_reads(&self, kind: &str) -> Vec<serde_json::Value> {
        let office = Seals::opened_by(vec![seal_key()]);
        let mut ledger = self.ledger.lock().expect("a ledger");
        ledger.sign().expect("signed");
        let own = ledger.author().writer.id;
        let mut found = Vec::new();
        for head in ledger.log().heads().expect("heads") {
            let mut after = 0;
            while let Some(batch) = ledger
                .log()
                .batch_after(&head.stream, after, 1_000)
                .expect("a batch")
            {
                after = batch.head.seq;
                let mine = batch.stream.writer == own;
                let all = batch.entries.into_iter();
                for entry in all.filter(|entry| mine && entry.header.kind == kind) {
                    let payload = entry.payload.expect("a payload");
                    let opened = office.unseal(&payload).expect("opened");
                    found.push(serde_json::from_slice(&opened).expect("JSON"));
                }
            }
        }
        found
    }

    /// Lays a form there as if it had been begun.
    pub(crate) fn keep_draft(&self, body: &serde_json::Value) {
        let part = |name: &str| body[name].as_str().unwrap_or_default();
        let key = format!("{}/{}/{}", part("kind"), part("of"), part("by"));
        Self::local(self.dir.path())
            .keep_draft(&key, &body.to_string())
            .expect("kept");
    }

    /// The words of the keyboard's page, and whether they may be taken as they are.
    pub(crate) fn write_view(&self) -> &stupen_kiosk::ui::WriteView {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Write(view))) => view,
            other => panic!("{other:?}"),
        }
    }

    /// The lines of the page.
    pub(crate) fn lines_view(&self) -> &stupen_kiosk::ui::LinesView {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Lines(view))) => view,
            other => panic!("{other:?}"),
        }
    }

    /// The tiles of the page.
    pub(crate) fn tiles_view(&self) -> &stupen_kiosk::ui::TilesView {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Tiles(view))) => view,
            other => panic!("{other:?}"),
        }
    }

    /// A member of staff at the board: 2 is the lead, 3 the consultant.
    pub(crate) fn enter(&mut self, n: u8) {
        self.scan(n);
        self.pin();
        self.staff = n;
    }

    /// The participant holds the screen; whoever opened staff's pages takes it back with their badge, without a touch.
    pub(crate) fn given_back(&mut self) {
        assert!(
            self.is_for_a_hand(),
            "nobody holds the screen: {:?}",
            self.shown
        );
        self.scan(self.staff);
    }

    /// Whether the page is for a participant's hand.
    pub(crate) fn is_for_a_hand(&self) -> bool {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Tell(view))) => view.participant,
            Some(Screen::Staff(StaffScreen::Pairs(view))) => view.participant,
            Some(Screen::Staff(StaffScreen::Tiles(view))) => view.style == TileStyle::Large,
            _ => false,
        }
    }

    pub(crate) fn labels(&self) -> Vec<String> {
        ElementQuery::from_root(self.face.component())
            .match_descendants()
            .match_accessible_role(AccessibleRole::Button)
            .find_all()
            .iter()
            .filter_map(|button| button.accessible_label().map(Into::into))
            .collect()
    }

    pub(crate) fn control(&self, label: &str) -> ElementHandle {
        ElementQuery::from_root(self.face.component())
            .match_descendants()
            .match_accessible_role(AccessibleRole::Button)
            .find_all()
            .into_iter()
            .find(|button| {
                button
                    .accessible_label()
                    .is_some_and(|found| found.starts_with(label))
            })
            .unwrap_or_else(|| {
                panic!(
                    "nothing is called {label:?} among {:?}; {:?}",
                    self.labels(),
                    self.shown
                )
            })
    }

    pub(crate) fn strikes(&self) -> usize {
        let ledger = self.ledger.lock().expect("a ledger");
        breaches::strikes(
            ledger.state(),
            &PersonId::new("denis"),
            &EnrolmentId::new("e-1"),
        )
        .len()
    }

    /// A breach, from the person's tile on the board until the participant was told.
    pub(crate) fn breach(&mut self) {
        self.touch("Денис");
        self.touch("Нарушение");
        self.touch("Телефон во время работы");
        let phrase = self.first_phrase();
        self.touch(&phrase);
        let said = self.first_tile();
        self.touch(&said);
        self.given_back();
        let agreed = self.first_tile();
        self.touch(&agreed);
        self.touch("Записать и показать");
        self.touch("Мне сказали");
        self.given_back();
    }

    pub(crate) fn first_phrase(&self) -> String {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Write(view))) => {
                view.phrases.first().expect("a phrase").clone()
            }
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn first_tile(&self) -> String {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Tiles(view))) => {
                match &view.tiles.first().expect("a tile").label {
                    stupen_kiosk::ui::Say::Plain(text) => text.clone(),
                    other => panic!("{other:?}"),
                }
            }
            other => panic!("{other:?}"),
        }
    }

    /// The participant marks what is asked: the first level, then on.
    pub(crate) fn marks_own(&mut self) {
        let level = self.first_tile();
        self.touch(&level);
        self.touch("Дальше");
    }

    /// A level that is not the one that stands.
    pub(crate) fn other_level(&self) -> String {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Mark(view))) => {
                let other = view.levels.iter().find(|level| !level.chosen);
                match &other.expect("another level").label {
                    stupen_kiosk::ui::Say::Plain(text) => text.clone(),
                    other => panic!("{other:?}"),
                }
            }
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn first_level(&self) -> String {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Mark(view))) => {
                match &view.levels.first().expect("a level").label {
                    stupen_kiosk::ui::Say::Plain(text) => text.clone(),
                    other => panic!("{other:?}"),
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

/// What is asked and answered on the page; the likely times beside go on with the clock.
pub(crate) fn asked(kiosk: &Kiosk) -> String {
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Time(view))) => {
            format!("{:?} {}:{}", view.head, view.hour, view.minute)
        }
        other => format!("{other:?}"),
    }
}

/// The office's key, to which what is written for the case is sealed.
fn seal_key() -> SealKey {
    SealKey::from_bytes([5; 32])
}
