//! One kiosk with its window, an invented participant and a small pack: a day that tests walk by touch.

use crate::ground;
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::platform::PointerEventButton;
use stupen_domain::clock::Reading;
use stupen_domain::facts::*;
use stupen_domain::time::Moment;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::wire::pack::{Manifest, write_manifest};
use stupen_domain::{Actor, Clock, Command, Now, Role, WriterKind};
use stupen_hardware::Input;
use stupen_journal::blobs::BlobStore;
use stupen_kiosk::engine::{Effect, Engine, Mode};
use stupen_kiosk::local::Local;
use stupen_kiosk::media::{self, Media};
use stupen_kiosk::ui::{Face, Screen, StaffTap, Tap};
use stupen_ledger::{Ledger, Seals};

use crate::face;

const PACK: &str = r#"{
    "id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"},
    "picture": "pictogram:box", "licence": "CC0-1.0",
    "tool": [{"id": "tape", "title": {"ru": "скотч", "en": "tape"}, "picture": "pictogram:tape"}],
    "operation": [{
        "id": "fold", "title": {"ru": "Складываем", "en": "Folding"}, "picture": "pictogram:fold-box",
        "station": "table-1", "norm_s": 45, "tools": ["tape"],
        "step": [
            {"id": "take", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a flat box"},
             "picture": "pictogram:take"},
            {"id": "look", "verb": {"ru": "Проверь", "en": "Check"}, "words": {"ru": "края", "en": "the edges"},
             "picture": "broken.png",
             "check": {"question": {"ru": "Целая?", "en": "Is it whole?"}, "not_ok": "take"}},
            {"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "picture": "pictogram:place", "counts": true}
        ]
    }]
}"#;

const BADGE: [u8; 13] = [7; 13];
/// The lead's, who is called Olga; her PIN is 123456.
const LEADS_BADGE: [u8; 13] = [8; 13];

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").expect("a time")
}

fn day() -> NaiveDate {
    "2026-03-02".parse().expect("a Monday")
}

/// What the office has told this kiosk.
fn told(media: &BlobStore, badge: &str) -> Vec<Command> {
    let torn = media.put(b"\x89PNG\r\n\x1a\n cut short").expect("stored");
    let manifest = Manifest {
        pack: serde_json::from_str(PACK).expect("a pack"),
        media: [("broken.png".to_owned(), BlobHash::new(torn.to_string()))].into(),
        credits: Vec::new(),
    };
    let manifest = write_manifest(&manifest).expect("a manifest");
    let manifest = media.put(&manifest).expect("stored");
    let person = PersonId::new("p-denis");
    let both = |ru: &str, en: &str| Bilingual {
        ru: ru.into(),
        en: en.into(),
    };
    vec![
        WorkshopSet {
            workshop: WorkshopId::new("soap"),
            organisation: OrganisationId::new("ngo"),
            name: both("Цех", "Workshop"),
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
                start: time("9:00"),
                end: time("15:00"),
                pauses: vec![Pause {
                    kind: PauseKind::Break,
                    start: time("10:30"),
                    end: time("10:45"),
                }],
            }],
        }
        .into(),
        PersonSet {
            person: person.clone(),
            called: "Денис".into(),
            picture: PictureRef::new("pictogram:soap"),
            language: "ru".into(),
            staff_role: None,
            active: true,
        }
        .into(),
        PersonSet {
            person: PersonId::new("s-lead"),
            called: "Ольга".into(),
            picture: PictureRef::new("pictogram:staff"),
            language: "ru".into(),
            staff_role: Some("lead".into()),
            active: true,
        }
        .into(),
        BadgeIssued {
            badge: stupen_domain::badge::hash(&stupen_domain::badge::text(LEADS_BADGE))
                .expect("a badge"),
            person: PersonId::new("s-lead"),
            until: None,
        }
        .into(),
        EnrolmentStarted {
            enrolment: EnrolmentId::new("e-1"),
            person: person.clone(),
            service: Service::TemporaryEmployment,
            from: "2026-02-02".parse().expect("a day"),
            until: None,
        }
        .into(),
        BadgeIssued {
            badge: stupen_domain::badge::hash(badge).expect("a badge"),
            person: person.clone(),
            until: None,
        }
        .into(),
        PackPublished {
            pack: "gift".into(),
            version: 1,
            title: both("Подарок", "A gift"),
            manifest: BlobHash::new(manifest.to_string()),
        }
        .into(),
        OperationAssigned {
            person,
            from: "2026-02-02".parse().expect("a day"),
            operation: Some(OperationId::new("gift/fold")),
        }
        .into(),
    ]
}

fn ledgers(dir: &Path, commands: Vec<Command>) -> Ledger {
    let mut office = ground::office(&dir.join("server"), None);
    let at = "2026-03-01T12:00:00+03:00";
    ground::state(&mut office, ("admin", Role::Manager), commands, at);
    let mut kiosk = ground::kiosk(&dir.join("kiosk"), None, Seals::default());
    ground::take_in(&office, &mut kiosk);
    kiosk
}

/// The kiosk, its window and its clock.
pub(crate) struct Day {
    pub(crate) face: Rc<Face>,
    engine: Rc<RefCell<Engine>>,
    ledger: Arc<Mutex<Ledger>>,
    screen: Rc<RefCell<Option<Screen>>>,
    now_ms: Rc<RefCell<u64>>,
    heard: Rc<RefCell<Vec<Effect>>>,
    _dir: tempfile::TempDir,
}

fn reading(ms: u64) -> Reading {
    let midnight: Moment = "2026-03-02T00:00:00+03:00".parse().expect("a moment");
    Reading {
        wall: midnight + Duration::from_millis(ms),
        boot: "boot".into(),
        mono_ms: ms,
    }
}

impl Day {
    /// A Monday, half past eight.
    pub(crate) fn begin() -> Self {
        Self::begin_with(Vec::new())
    }

    /// The same, where the office has told more.
    pub(crate) fn begin_with(more: Vec<Command>) -> Self {
        Self::begin_after(more, Vec::new())
    }

    /// The same, where the participant has worked here on the Friday before.
    #[allow(dead_code, reason = "not every test has a past")]
    pub(crate) fn begin_as_worked(runs: Vec<Command>) -> Self {
        Self::begin_after(Vec::new(), runs)
    }

    fn begin_after(more: Vec<Command>, runs: Vec<Command>) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let home = dir.path().join("kiosk");
        std::fs::create_dir_all(&home).expect("a folder");
        let blobs = BlobStore::open(&home.join("media.db"), None).expect("a store");
        let mut commands = told(&blobs, &badge());
        commands.extend(more);
        let mut ledger = ledgers(dir.path(), commands);
        if !runs.is_empty() {
            let here = ground::here(WriterKind::Kiosk);
            let now = Now {
                at: "2026-02-27T15:00:00+03:00".parse().expect("a moment"),
                clock: Clock {
                    suspect: false,
                    boot: "friday".into(),
                    mono_ms: 1,
                },
            };
            let denis = Actor::participant(&PersonId::new("p-denis"));
            ledger.commit(runs, &denis, &here, &now).expect("worked");
        }
        let ledger = Arc::new(Mutex::new(ledger));
        let mut local = Local::open(&home.join("local.db"), None).expect("local tables");
        local.replace_pins(&[ground::pin("s-lead")]).expect("a PIN");
        let published = media::published(
            ledger.lock().expect("the ledger").state(),
            &WorkshopId::new("soap"),
        );
        media::verify(&blobs, &local, &published, false).expect("packs that were looked at");
        let setup = ground::setup(Mode::Both);
        let engine = Engine::new(Arc::clone(&ledger), local, Media::new(blobs), setup, vec![]);
        let day = Day {
            face: Rc::new(face::face(face::SEVEN_INCH, "ru")),
            engine: Rc::new(RefCell::new(engine)),
            ledger,
            screen: Rc::default(),
            now_ms: Rc::new(RefCell::new(8 * 3_600_000 + 30 * 60_000)),
            heard: Rc::default(),
            _dir: dir,
        };
        let effects = day
            .engine
            .borrow_mut()
            .start(&reading(*day.now_ms.borrow()));
        show(&day.face, &day.screen, effects);
        let (face, engine) = (Rc::downgrade(&day.face), Rc::clone(&day.engine));
        let (screen, now_ms) = (Rc::clone(&day.screen), Rc::clone(&day.now_ms));
        let heard = Rc::clone(&day.heard);
        day.face.on_tap(move |tap| {
            let effects = engine.borrow_mut().tap(tap, &reading(*now_ms.borrow()));
            heard.borrow_mut().extend(effects.clone());
            show(&face.upgrade().expect("a face"), &screen, effects);
        });
        day
    }

    /// The badge is shown at this time of day.
    pub(crate) fn scan(&mut self, at: &str) {
        self.scan_badge(at, BADGE);
    }

    /// Some badge is shown.
    pub(crate) fn scan_badge(&mut self, at: &str, badge: [u8; 13]) {
        self.pass_to(at);
        self.input(&Input::Scan(stupen_domain::badge::text(badge)));
    }

    fn pass_to(&mut self, at: &str) {
        let at = time(at);
        let ms = u64::try_from((at - NaiveTime::MIN).num_milliseconds()).expect("a time");
        assert!(ms > *self.now_ms.borrow(), "time goes on");
        *self.now_ms.borrow_mut() = ms;
    }

    /// A device perceives something.
    pub(crate) fn input(&mut self, input: &Input) {
        let reading = reading(*self.now_ms.borrow());
        let effects = self.engine.borrow_mut().input(input, &reading);
        self.heard.borrow_mut().extend(effects.clone());
        show(&self.face, &self.screen, effects);
    }

    /// The time is this, and the kiosk notices.
    #[allow(dead_code, reason = "not every test waits")]
    pub(crate) fn tick_at(&mut self, at: &str) {
        self.pass_to(at);
        self.wait_s(1);
    }

    /// The lead is behind the staff door.
    #[allow(dead_code, reason = "not every test has staff in it")]
    pub(crate) fn staff_at(&mut self, at: &str) {
        self.scan_badge(at, LEADS_BADGE);
        for digit in [1, 2, 3, 4, 5, 6] {
            let reading = reading(*self.now_ms.borrow());
            let tap = Tap::Staff(StaffTap::PinDigit(digit));
            let effects = self.engine.borrow_mut().tap(tap, &reading);
            show(&self.face, &self.screen, effects);
        }
    }

    /// A finger on what is called so, two seconds after whatever was before.
    #[allow(dead_code, reason = "not every test knows names")]
    pub(crate) fn touch(&mut self, label: &str) {
        *self.now_ms.borrow_mut() += 2_000;
        self.control(label)
            .mock_single_click(PointerEventButton::Left);
    }

    /// The same finger, at once.
    #[allow(dead_code, reason = "not every test knows names")]
    pub(crate) fn touch_at_once(&mut self, label: &str) {
        *self.now_ms.borrow_mut() += 600;
        self.control(label)
            .mock_single_click(PointerEventButton::Left);
    }

    /// Where something lies that is called so: left, top, right, bottom.
    #[allow(dead_code, reason = "not every test looks where")]
    pub(crate) fn place(&self, label: &str) -> [f32; 4] {
        let control = self.control(label);
        let (at, size) = (control.absolute_position(), control.size());
        [at.x, at.y, at.x + size.width, at.y + size.height]
    }

    #[allow(dead_code, reason = "not every test knows names")]
    fn control(&self, label: &str) -> ElementHandle {
        let all = ElementQuery::from_root(self.face.component())
            .match_descendants()
            .match_accessible_role(AccessibleRole::Button)
            .find_all();
        let named = |name: &str| {
            all.iter().find(|button| {
                button
                    .accessible_label()
                    .is_some_and(|found| found.starts_with(name))
            })
        };
        let names: Vec<_> = all.iter().map(ElementHandle::accessible_label).collect();
        named(label)
            .unwrap_or_else(|| panic!("nothing is called {label:?}: {names:?}"))
            .clone()
    }

    /// What inputs, touches and ticks did since this was asked last.
    #[allow(dead_code, reason = "not every test listens")]
    pub(crate) fn heard(&mut self) -> Vec<Effect> {
        self.heard.take()
    }

    /// Asks what is known.
    #[allow(dead_code, reason = "not every test asks")]
    pub(crate) fn asks<T>(&self, ask: impl FnOnce(&stupen_domain::State) -> T) -> T {
        ask(self.ledger.lock().expect("the ledger").state())
    }

    /// Seconds pass, ticked one by one.
    pub(crate) fn wait_s(&mut self, seconds: u64) {
        for _ in 0..seconds {
            let ms = *self.now_ms.borrow() + 1_000;
            *self.now_ms.borrow_mut() = ms;
            let effects = self.engine.borrow_mut().tick(&reading(ms));
            self.heard.borrow_mut().extend(effects.clone());
            show(&self.face, &self.screen, effects);
        }
    }

    pub(crate) fn screen(&self) -> Screen {
        self.screen.borrow().clone().expect("a screen")
    }

    /// What staff would be told about the machine.
    #[allow(dead_code, reason = "not every test asks")]
    pub(crate) fn notices(&self) -> Vec<stupen_kiosk::ui::Notice> {
        self.engine.borrow().notices().to_vec()
    }

    /// Everything that was recorded of the participant on this day.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        let ledger = self.ledger.lock().expect("the ledger");
        let person = PersonId::new("p-denis");
        let help = format!("h/{}", day());
        let state = ledger.state();
        state
            .day(&person, day())
            .into_iter()
            .map(|(_, entry)| entry)
            .chain(state.part(&help))
            .chain(state.person(&person))
            .map(|entry| entry.payload.fact.clone())
            .collect()
    }
}

fn badge() -> String {
    stupen_domain::badge::text(BADGE)
}

fn show(face: &Face, shown: &RefCell<Option<Screen>>, effects: Vec<Effect>) {
    for effect in effects {
        match effect {
            Effect::Show(screen) => {
                face.show(&screen);
                *shown.borrow_mut() = Some(*screen);
            }
            Effect::Look(look) => face.set_look(&look),
            Effect::Language(lang) => face.set_language(&lang).expect("a language"),
            _ => {}
        }
    }
}
