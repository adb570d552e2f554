//! One kiosk with its window, an invented participant and a small pack: a day that is walked by pictures, and listened to.

use crate::ground;
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime};
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
use stupen_kiosk::ui::{Face, Screen, Tap};
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
    }, {
        "id": "sort", "title": {"ru": "Раскладываем", "en": "Sorting"}, "picture": "pictogram:sort",
        "station": "table-1", "norm_s": 60,
        "group": [{"id": "look", "title": {"ru": "Находим коробку", "en": "Finding the box"},
                   "picture": "pictogram:sort"}],
        "step": [
            {"id": "take", "group": "look", "verb": {"ru": "Возьми", "en": "Take"},
             "words": {"ru": "три коробки", "en": "three boxes"}, "picture": "pictogram:take", "quantity": 3,
             "safety": ["pictogram:gloves"],
             "clip": [{"picture": "pictogram:take", "ms": 800}, {"picture": "pictogram:carry", "ms": 800}]},
            {"id": "turn", "group": "look", "verb": {"ru": "Поверни", "en": "Turn"},
             "words": {"ru": "коробку", "en": "the box"}, "picture": "pictogram:turn"},
            {"id": "which", "verb": {"ru": "Найди", "en": "Find"}, "words": {"ru": "такую же", "en": "the same"},
             "picture": "pictogram:box-open",
             "branch": [
                {"label": {"ru": "маленькая", "en": "small"}, "picture": "pictogram:box", "to": "put"},
                {"label": {"ru": "открытая", "en": "open"}, "picture": "pictogram:box-open", "to": "put"},
                {"label": {"ru": "мыло", "en": "soap"}, "picture": "pictogram:soap", "to": "put"}]},
            {"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "picture": "pictogram:place", "counts": true}
        ]
    }]
}"#;

const BADGE: [u8; 13] = [7; 13];

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .expect("a time")
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

pub(crate) type Heard = Rc<RefCell<Vec<Effect>>>;

/// The kiosk, its window and its clock.
pub(crate) struct Day {
    pub(crate) face: Rc<Face>,
    engine: Rc<RefCell<Engine>>,
    ledger: Arc<Mutex<Ledger>>,
    screen: Rc<RefCell<Option<Screen>>>,
    /// What was played, said and lit, in its order.
    pub(crate) heard: Heard,
    now_ms: Rc<RefCell<u64>>,
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
    /// A Monday, half past eight; one kiosk for all.
    #[allow(dead_code, reason = "not every test looks at seven inches")]
    pub(crate) fn begin() -> Self {
        Self::begin_at(Mode::Both)
    }

    /// The same at a kiosk for this.
    #[allow(dead_code, reason = "not every test looks at seven inches")]
    pub(crate) fn begin_at(mode: Mode) -> Self {
        Self::begin_at_on(mode, face::SEVEN_INCH)
    }

    /// The same on another panel.
    #[allow(dead_code, reason = "not every test looks at several panels")]
    pub(crate) fn begin_on(panel: face::Panel) -> Self {
        Self::begin_at_on(Mode::Both, panel)
    }

    fn begin_at_on(mode: Mode, panel: face::Panel) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let home = dir.path().join("kiosk");
        std::fs::create_dir_all(&home).expect("a folder");
        let blobs = BlobStore::open(&home.join("media.db"), None).expect("a store");
        let commands = told(&blobs, &badge());
        let ledger = Arc::new(Mutex::new(ledgers(dir.path(), commands)));
        let local = Local::open(&home.join("local.db"), None).expect("local tables");
        let published = media::published(
            ledger.lock().expect("the ledger").state(),
            &WorkshopId::new("soap"),
        );
        media::verify(&blobs, &local, &published, false).expect("packs that were looked at");
        let setup = ground::setup(mode);
        let engine = Engine::new(Arc::clone(&ledger), local, Media::new(blobs), setup, vec![]);
        let day = Day {
            face: Rc::new(face::face(panel, "ru")),
            engine: Rc::new(RefCell::new(engine)),
            ledger,
            screen: Rc::default(),
            heard: Rc::default(),
            now_ms: Rc::new(RefCell::new(8 * 3_600_000 + 30 * 60_000)),
            _dir: dir,
        };
        let effects = day
            .engine
            .borrow_mut()
            .start(&reading(*day.now_ms.borrow()));
        show(&day.face, &day.screen, &day.heard, effects);
        let (face, engine) = (Rc::downgrade(&day.face), Rc::clone(&day.engine));
        let (screen, now_ms) = (Rc::clone(&day.screen), Rc::clone(&day.now_ms));
        let heard = Rc::clone(&day.heard);
        day.face.on_tap(move |tap| {
            let effects = engine.borrow_mut().tap(tap, &reading(*now_ms.borrow()));
            show(&face.upgrade().expect("a face"), &screen, &heard, effects);
        });
        day
    }

    /// The badge is shown at this time of day.
    pub(crate) fn scan(&mut self, at: &str) {
        let at = time(at);
        let ms = u64::try_from((at - NaiveTime::MIN).num_milliseconds()).expect("a time");
        assert!(ms > *self.now_ms.borrow(), "time goes on");
        *self.now_ms.borrow_mut() = ms;
        let input = Input::Scan(badge());
        let effects = self.engine.borrow_mut().input(&input, &reading(ms));
        show(&self.face, &self.screen, &self.heard, effects);
    }

    /// Seconds pass, ticked one by one.
    pub(crate) fn wait_s(&mut self, seconds: u64) {
        for _ in 0..seconds {
            let ms = *self.now_ms.borrow() + 1_000;
            *self.now_ms.borrow_mut() = ms;
            let effects = self.engine.borrow_mut().tick(&reading(ms));
            show(&self.face, &self.screen, &self.heard, effects);
        }
    }

    /// A hand touches what means this.
    #[allow(dead_code, reason = "not every test touches by meaning")]
    pub(crate) fn tap(&mut self, tap: Tap) {
        let effects = self
            .engine
            .borrow_mut()
            .tap(tap, &reading(*self.now_ms.borrow()));
        show(&self.face, &self.screen, &self.heard, effects);
    }

    /// Seconds pass until this time of day.
    #[allow(dead_code, reason = "not every test waits so long")]
    pub(crate) fn wait_until(&mut self, at: &str) {
        let at = u64::try_from((time(at) - NaiveTime::MIN).num_seconds()).expect("a time");
        let now = *self.now_ms.borrow() / 1_000;
        self.wait_s(at.checked_sub(now).expect("time goes on"));
    }

    /// The lead says something at this kiosk.
    pub(crate) fn staff_say(&mut self, commands: Vec<Command>) {
        let now = reading(*self.now_ms.borrow());
        let here = ground::here(WriterKind::Kiosk);
        let actor = Actor {
            person: Some(PersonId::new("s-lead")),
            role: Role::Lead,
        };
        let now = Now {
            at: now.wall,
            clock: Clock {
                suspect: false,
                boot: now.boot,
                mono_ms: now.mono_ms,
            },
        };
        let mut ledger = self.ledger.lock().expect("the ledger");
        ledger.commit(commands, &actor, &here, &now).expect("said");
    }

    /// The lead gives other work, prompted like this.
    #[allow(dead_code, reason = "not every test changes the work")]
    pub(crate) fn staff_assign(
        &mut self,
        operation: &str,
        level: PromptLevel,
        support: PromptSupport,
    ) {
        let person = PersonId::new("p-denis");
        let operation = OperationId::new(operation);
        self.staff_say(vec![
            OperationAssigned {
                person: person.clone(),
                from: day(),
                operation: Some(operation.clone()),
            }
            .into(),
            PromptLadderSet {
                person,
                operation,
                level,
                support,
            }
            .into(),
        ]);
    }

    /// Whether a voice was asked to speak since `heard` was cleared.
    #[allow(dead_code, reason = "not every test listens")]
    pub(crate) fn spoke(&self) -> bool {
        self.heard.borrow().iter().any(|effect| {
            matches!(
                effect,
                Effect::Speak | Effect::Say(_) | Effect::Recording(_) | Effect::Remind(_)
            )
        })
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

fn show(face: &Face, shown: &RefCell<Option<Screen>>, heard: &Heard, effects: Vec<Effect>) {
    for effect in effects {
        match effect {
            Effect::Show(screen) => {
                face.show(&screen);
                *shown.borrow_mut() = Some(*screen);
            }
            Effect::Look(look) => {
                face.set_look(&look);
                heard.borrow_mut().push(Effect::Look(look));
            }
            Effect::Language(lang) => face.set_language(&lang).expect("a language"),
            other => heard.borrow_mut().push(other),
        }
    }
}
