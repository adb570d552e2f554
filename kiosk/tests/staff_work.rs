//! Staff work at the kiosk through the window: touches are counted, a form outlives a power cut, two decide together.

use std::path::Path;
use std::sync::{Arc, Mutex};

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::platform::PointerEventButton;
use stupen_domain::clock::Reading;
use stupen_domain::facts::*;
use stupen_domain::reviews::{self, Status};
use stupen_domain::wire::ids::*;
use stupen_domain::{
    Actor, Clock, Command, Here, Now, Role, WriterKind, assessments, breaches, people,
};
use stupen_hardware::Input;
use stupen_journal::blobs::BlobStore;
use stupen_journal::{DeviceKey, Epoch, Writer, WriterId};
use stupen_kiosk::engine::{Effect, Engine, Mode, Setup};
use stupen_kiosk::local::{Local, Pin};
use stupen_kiosk::media::Media;
use stupen_kiosk::ui::{Face, Say, Screen, StaffScreen, StaffTap, Tap, Word};
use stupen_ledger::{Author, Files, Ledger, Root, Seals};

mod face;

const KEY: [u8; 32] = [9; 32];
const START: &str = "2026-11-23T10:00:00+03:00";

fn author(n: u8, kind: WriterKind) -> Author {
    Author {
        writer: Writer {
            id: WriterId::from_bytes([n; 16]),
            epoch: Epoch(1),
        },
        key: DeviceKey::from_bytes(&[n; 32]),
        kind,
    }
}

fn badge(n: u8) -> String {
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

struct Kiosk {
    dir: tempfile::TempDir,
    face: Face,
    engine: Engine,
    ledger: Arc<Mutex<Ledger>>,
    ms: u64,
    touches: usize,
    shown: Option<Screen>,
}

impl Kiosk {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let office = author(1, WriterKind::Server);
        let root = Root {
            writer: office.writer.id,
            key: office.key.public(),
            kind: WriterKind::Server,
        };
        std::fs::create_dir(dir.path().join("server")).expect("a folder");
        let files = Files {
            dir: dir.path().join("server"),
            key: None,
            seals: Seals::default(),
        };
        let mut server = Ledger::open(&files, office, OrganisationId::new("ngo"), vec![root])
            .expect("a ledger")
            .ledger;
        let here = Here {
            writer: WriterKind::Server,
            organisation: OrganisationId::new("ngo"),
            workshop: WorkshopId::new("soap"),
        };
        let actor = Actor {
            person: Some(PersonId::new("admin")),
            role: Role::Manager,
        };
        let clock = Clock {
            suspect: false,
            boot: "office".into(),
            mono_ms: 1,
        };
        let now = Now {
            at: "2026-10-01T12:00:00+03:00".parse().expect("a moment"),
            clock,
        };
        server
            .commit(commands(), &actor, &here, &now)
            .expect("facts");
        server.sign().expect("signed");
        std::fs::create_dir(dir.path().join("kiosk")).expect("a folder");
        let mut kiosk = Self::open_ledger(dir.path());
        for head in server.log().heads().expect("heads") {
            let mut after = 0;
            while let Some(batch) = server
                .log()
                .batch_after(&head.stream, after, 1_000)
                .expect("a batch")
            {
                after = batch.head.seq;
                kiosk.take_in(batch).expect("taken in");
            }
        }
        let mut local = Local::open(&dir.path().join("kiosk/local.db"), Some(KEY)).expect("tables");
        let pins: Vec<Pin> = ["olga", "ilya"]
            .map(|id| Pin {
                person: PersonId::new(id),
                hash: hash("123456"),
            })
            .into();
        local.replace_pins(&pins).expect("PINs");
        drop(local);
        Self::start(dir, kiosk)
    }

    fn open_ledger(dir: &Path) -> Ledger {
        let office = author(1, WriterKind::Server);
        let root = Root {
            writer: office.writer.id,
            key: office.key.public(),
            kind: WriterKind::Server,
        };
        let seals = Seals::sealed_to(Some(
            stupen_journal::seal::SealKey::from_bytes([5; 32]).public(),
        ));
        let files = Files {
            dir: dir.join("kiosk"),
            key: Some(KEY),
            seals,
        };
        Ledger::open(
            &files,
            author(2, WriterKind::Kiosk),
            OrganisationId::new("ngo"),
            vec![root],
        )
        .expect("a ledger")
        .ledger
    }

    fn start(dir: tempfile::TempDir, ledger: Ledger) -> Self {
        let home = dir.path().join("kiosk");
        let local = Local::open(&home.join("local.db"), Some(KEY)).expect("tables");
        let media =
            Media::new(BlobStore::open(&home.join("media.db"), Some(KEY)).expect("pictures"));
        let setup = setup();
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
        };
        let effects = kiosk.engine.start(&kiosk.reading());
        kiosk.carry_out(effects);
        kiosk
    }

    /// The power goes, and comes back.
    fn restart(self) -> Self {
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

    fn reading(&self) -> Reading {
        let start: stupen_domain::time::Moment = START.parse().expect("a moment");
        Reading {
            wall: start + std::time::Duration::from_millis(self.ms),
            boot: "boot".into(),
            mono_ms: self.ms,
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Language(lang) => self.face.set_language(&lang).expect("a language"),
                Effect::Show(screen) => {
                    self.face.show(&screen);
                    self.shown = Some(*screen);
                }
                _ => {}
            }
        }
    }

    fn scan(&mut self, n: u8) {
        self.ms += 30_000;
        let effects = self.engine.input(&Input::Scan(badge(n)), &self.reading());
        self.carry_out(effects);
    }

    fn pin(&mut self) {
        for digit in [1, 2, 3, 4, 5, 6] {
            self.ms += 300;
            let effects = self
                .engine
                .tap(Tap::Staff(StaffTap::PinDigit(digit)), &self.reading());
            self.carry_out(effects);
        }
    }

    /// A finger in the middle of what is called so.
    fn touch(&mut self, label: &str) {
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
    }

    fn labels(&self) -> Vec<String> {
        ElementQuery::from_root(self.face.component())
            .match_descendants()
            .match_accessible_role(AccessibleRole::Button)
            .find_all()
            .iter()
            .filter_map(|button| button.accessible_label().map(Into::into))
            .collect()
    }

    fn control(&self, label: &str) -> ElementHandle {
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

    fn strikes(&self) -> usize {
        let ledger = self.ledger.lock().expect("a ledger");
        breaches::strikes(
            ledger.state(),
            &PersonId::new("denis"),
            &EnrolmentId::new("e-1"),
        )
        .len()
    }

    /// A breach, from the person's tile on the board until the participant was told.
    fn breach(&mut self) {
        self.touch("Денис");
        self.touch("Нарушение");
        self.touch("Телефон во время работы");
        let phrase = self.first_phrase();
        self.touch(&phrase);
        let said = self.first_tile();
        self.touch(&said);
        let agreed = self.first_tile();
        self.touch(&agreed);
        self.touch("Записать и показать");
        self.touch("Мне сказали");
    }

    fn first_phrase(&self) -> String {
        match &self.shown {
            Some(Screen::Staff(StaffScreen::Write(view))) => {
                view.phrases.first().expect("a phrase").clone()
            }
            other => panic!("{other:?}"),
        }
    }

    fn first_tile(&self) -> String {
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

    fn first_level(&self) -> String {
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

fn setup() -> Setup {
    Setup {
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
        mode: Mode::Both,
        lang: "ru".into(),
        clock_is_set: false,
        speaks: true,
        volume_percent: 100,
        quiet: Vec::new(),
    }
}

fn hash(pin: &str) -> String {
    use argon2::PasswordHasher;
    let params = argon2::Params::new(8, 1, 1, None).expect("cheap for a test");
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    hasher
        .hash_password(pin.as_bytes())
        .expect("a hash")
        .to_string()
}

#[test]
fn a_breach_takes_eight_touches_and_the_third_opens_the_review() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.breach();
    assert!(kiosk.touches <= 8, "{} touches", kiosk.touches);
    assert_eq!(kiosk.strikes(), 1);
    {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let breaches = breaches::breaches(ledger.state(), &PersonId::new("denis"));
        let breach = breaches.first().expect("a breach");
        assert_eq!(breach.said.by, Some(&PersonId::new("olga")), "who did it");
        assert!(breach.told.as_ref().is_some_and(|told| told.confirmed));
        assert!(breach.breach.agreed.is_some());
    }
    for expected in [2, 3] {
        kiosk.touch("Назад");
        kiosk.breach();
        assert_eq!(kiosk.strikes(), expected);
    }
    // Staff stand before the review already; the lead proposes, the consultant confirms here.
    kiosk.touch("Закончить работу здесь");
    let why = kiosk.first_phrase();
    kiosk.touch(&why);
    kiosk.touch("Предложить");
    kiosk.scan(2);
    assert!(
        matches!(&kiosk.shown, Some(Screen::Staff(_))),
        "the same person decides nothing twice"
    );
    kiosk.touch("Понятно");
    kiosk.scan(3);
    kiosk.pin();
    {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let state = ledger.state();
        let denis = PersonId::new("denis");
        let review = reviews::review(state, &denis, &EnrolmentId::new("e-1"));
        assert!(
            matches!(
                review.status,
                Status::Decided {
                    outcome: ReviewOutcome::Dismiss,
                    ..
                }
            ),
            "{:?}",
            review.status
        );
        let enrolments = people::enrolments(state, &denis);
        let ended = enrolments.first().and_then(|view| view.ended);
        assert_eq!(ended.map(|(_, why)| why), Some(EndReason::DismissalReview));
    }
    kiosk.touch("Помощь в поиске работы");
}

/// A touch more to turn a page would be the ninth: whatever rule it is, it stands on the first page, and so does what
/// is answered next.
#[test]
fn every_rule_of_the_sample_is_at_hand_without_turning_a_page() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    let rules = match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tiles(view))) => view.tiles.clone(),
        other => panic!("{other:?}"),
    };
    assert!(rules.len() >= 10, "{} rules", rules.len());
    for rule in rules {
        let Say::Plain(title) = rule.label else {
            panic!("a rule without a title");
        };
        kiosk.control(&title);
    }
}

#[test]
fn staff_are_warned_before_a_limit_of_working_time_is_passed() {
    // Minutes after coming, and what stands beside the name: the rules warn a quarter of an hour before.
    for (minutes, expected) in [
        (30, None),
        (50, Some(Word::NearLimit)),
        (61, Some(Word::PastLimit)),
    ] {
        let mut kiosk = Kiosk::new();
        kiosk.scan(4);
        kiosk.ms += minutes * 60_000;
        kiosk.scan(2);
        kiosk.pin();
        let Some(Screen::Staff(StaffScreen::Tiles(board))) = &kiosk.shown else {
            panic!("{:?}", kiosk.shown);
        };
        let vera = board
            .tiles
            .iter()
            .find(|tile| tile.label == Say::Plain("Вера".into()))
            .expect("she is on the board");
        match expected {
            Some(word) => assert_eq!(vera.note, Say::Word(word), "after {minutes} min"),
            None => assert!(
                !matches!(vera.note, Say::Word(Word::NearLimit | Word::PastLimit)),
                "after {minutes} min"
            ),
        }
    }
}

#[test]
fn a_day_that_was_worked_is_not_proposed_as_missed_after_a_restart() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(1);
    kiosk.ms += 3 * 3_600_000;
    kiosk.scan(1);
    kiosk.touch("Домой");
    kiosk.ms += 20 * 3_600_000;
    // Nothing of yesterday is in memory.
    let mut kiosk = kiosk.restart();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Ещё");
    kiosk.touch("Предложенные нарушения");
    let Some(Screen::Staff(StaffScreen::Lines(list))) = &kiosk.shown else {
        panic!("{:?}", kiosk.shown);
    };
    let of_denis: Vec<&Say> = list
        .lines
        .iter()
        .filter(|line| {
            line.label == Say::Plain("Денис".into()) && line.value == Say::Word(Word::Yesterday)
        })
        .map(|line| &line.note)
        .collect();
    assert_eq!(of_denis, [&Say::Word(Word::ProposalLate)]);
}

#[test]
fn a_form_outlives_a_power_cut_and_is_recorded_once() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    kiosk.touch("Клавиатура");
    kiosk.touch("у");
    kiosk.touch("Пробел");
    kiosk.touch("с");
    let mut kiosk = kiosk.restart();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Write(view))) => assert_eq!(view.text, "У с"),
        other => panic!("{other:?}"),
    }
    kiosk.touch("Дальше");
    kiosk.touch("Пропустить");
    kiosk.touch("Пропустить");
    kiosk.touch("Записать и показать");
    assert_eq!(kiosk.strikes(), 1);
    // Interrupted before the participant was told: the telling waits, the breach is not written twice.
    let mut kiosk = kiosk.restart();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Ещё");
    kiosk.touch("Незаконченное");
    kiosk.touch("Денис");
    kiosk.touch("Мне сказали");
    assert_eq!(kiosk.strikes(), 1);
}

#[test]
fn staffs_pages_close_by_themselves() {
    let mut kiosk = Kiosk::new();
    kiosk.engine.close_staff_after(60);
    kiosk.scan(2);
    kiosk.pin();
    for (ms, open) in [(59_000, true), (2_000, false)] {
        kiosk.ms += ms;
        let effects = kiosk.engine.tick(&kiosk.reading());
        kiosk.carry_out(effects);
        assert_eq!(
            matches!(&kiosk.shown, Some(Screen::Staff(_))),
            open,
            "after {ms} ms more"
        );
    }
}

#[test]
fn an_assessment_of_six_criteria_takes_at_most_twenty_five_touches() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(3);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Оценка");
    kiosk.touch("Продолжить");
    for _ in 0..6 {
        let level = kiosk.first_tile();
        kiosk.touch(&level);
    }
    kiosk.touch("Сотруднику");
    for _ in 0..6 {
        let level = kiosk.first_level();
        kiosk.touch(&level);
    }
    kiosk.touch("Прихожу вовремя");
    let day = match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tiles(view))) => view.tiles.len(),
        other => panic!("{other:?}"),
    };
    assert!(day > 10, "days to choose from");
    kiosk.touch("Завтра");
    kiosk.touch("Дальше");
    kiosk.touch("Дальше");
    kiosk.touch("Дальше");
    kiosk.touch("Подписать");
    kiosk.touch("Понятно");
    assert!(kiosk.touches <= 25, "{} touches", kiosk.touches);
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let denis = PersonId::new("denis");
    let shown = assessments::shown(ledger.state(), &denis);
    let shown = shown.first().expect("an assessment");
    assert_eq!(shown.shown.marks.len(), 6);
    assert!(shown.shown.marks.iter().all(|mark| mark.own.is_some()));
    let goals = stupen_domain::goals::current(ledger.state(), &denis);
    assert_eq!(goals.first().expect("a goal").goal.words, "Прихожу вовремя");
}

#[test]
fn a_spare_badge_takes_the_place_of_the_old_one_at_once() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Бейдж");
    kiosk.touch("Дать другой бейдж");
    kiosk.scan(3);
    kiosk.touch("Понятно");
    kiosk.scan(8);
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let badges = people::badges(ledger.state(), &PersonId::new("denis"));
    assert_eq!(
        badges,
        [stupen_domain::badge::hash(&badge(8)).expect("a badge")]
    );
}
