//! An engine without a window: an office that states facts, a pack of files, one participant, and time that goes on
//! as the test says.
use crate::ground;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use stupen_domain::clock::Reading;
use stupen_domain::facts::*;
use stupen_domain::time::{Moment, workshop_day};
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::*;
use stupen_domain::wire::pack::{Credit, Manifest, Pack, write_manifest};
use stupen_domain::{Actor, Clock, Command, Now, Role, WriterKind};
use stupen_hardware::{Button, Device, Input};
use stupen_journal::blobs::BlobStore;
use stupen_kiosk::engine::{Effect, Engine, Mode, OfficeState, Quiet, Setup};
use stupen_kiosk::local::Local;
use stupen_kiosk::media::{self, Media};
use stupen_kiosk::ui::{Say, Screen, StaffScreen, StaffTap, Tap, Word};
use stupen_ledger::{Ledger, Seals};

/// As on a kiosk, everything lies encrypted.
const KEY: [u8; 32] = [9; 32];

/// The participant.
pub(crate) const DENIS: &str = "p-denis";
/// Somebody else.
pub(crate) const MARINA: &str = "p-marina";
/// A lead; the PIN is 123456.
pub(crate) const OLGA: &str = "s-olga";

/// The badge of a person of the tests.
pub(crate) fn badge(person: &str) -> String {
    let byte = person
        .bytes()
        .fold(7_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    stupen_domain::badge::text([byte; 13])
}

pub(crate) fn both(ru: &str, en: &str) -> Bilingual {
    Bilingual {
        ru: ru.into(),
        en: en.into(),
    }
}

fn time(text: &str) -> chrono::NaiveTime {
    chrono::NaiveTime::parse_from_str(text, "%H:%M").expect("a time")
}

fn stored(blobs: &BlobStore, files: &[(&str, Vec<u8>)]) -> BTreeMap<String, BlobHash> {
    files
        .iter()
        .map(|(path, bytes)| {
            let hash = blobs.put(bytes).expect("stored").to_string();
            ((*path).to_owned(), BlobHash::new(hash))
        })
        .collect()
}

/// Hours of quiet.
pub(crate) fn quiet(from: &str, until: &str) -> Quiet {
    Quiet {
        from: time(from),
        until: time(until),
    }
}

fn person(id: &str, called: &str, staff: Option<&str>) -> Command {
    PersonSet {
        person: PersonId::new(id),
        called: called.into(),
        picture: PictureRef::new("pictogram:soap"),
        language: "ru".into(),
        staff_role: staff.map(Into::into),
        active: true,
    }
    .into()
}

/// An engine, what it stands on, and what it did.
pub(crate) struct Rig {
    pub(crate) engine: Option<Engine>,
    pub(crate) setup: Setup,
    pub(crate) effects: Vec<Effect>,
    office: Ledger,
    ledger: Option<Arc<Mutex<Ledger>>>,
    screen: Option<Screen>,
    ms: u64,
    boot: u32,
    boot_ms: u64,
    /// How far the clock that is read is ahead of the true one.
    wrong_ms: i64,
    dir: tempfile::TempDir,
}

impl Rig {
    /// A kiosk on a Monday at nine, with this pack (`{}` without its version) and these files in it.
    pub(crate) fn new(pack: &str, files: &[(&str, Vec<u8>)]) -> Self {
        Self::with(pack, files, |_| {})
    }

    /// The same, set up otherwise.
    pub(crate) fn with(
        pack: &str,
        files: &[(&str, Vec<u8>)],
        set_up: impl FnOnce(&mut Setup),
    ) -> Self {
        Self::prepared(pack, |blobs| stored(blobs, files), set_up)
    }

    /// The same, the pack's files stored one by one by the caller.
    pub(crate) fn prepared(
        pack: &str,
        store: impl FnOnce(&BlobStore) -> BTreeMap<String, BlobHash>,
        set_up: impl FnOnce(&mut Setup),
    ) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let mut setup = ground::setup(Mode::Both);
        set_up(&mut setup);
        let office = ground::office(&dir.path().join("server"), Some(KEY));
        let mut rig = Rig {
            engine: None,
            setup,
            effects: Vec::new(),
            office,
            ledger: None,
            screen: None,
            ms: 9 * 3_600_000,
            boot: 1,
            boot_ms: 0,
            wrong_ms: 0,
            dir,
        };
        rig.set_pins();
        let media = store(&rig.blobs());
        let published = rig.publish(pack, 1, media);
        rig.state(rig.who_is_who());
        rig.state(vec![published]);
        rig.start();
        rig
    }

    fn home(&self) -> std::path::PathBuf {
        self.dir.path().join("kiosk")
    }

    pub(crate) fn blobs(&self) -> BlobStore {
        std::fs::create_dir_all(self.home()).expect("a folder");
        BlobStore::open(&self.home().join("media.db"), Some(KEY)).expect("a store")
    }

    fn local(&self) -> Local {
        std::fs::create_dir_all(self.home()).expect("a folder");
        Local::open(&self.home().join("local.db"), Some(KEY)).expect("tables")
    }

    fn set_pins(&self) {
        let pin = ground::pin(OLGA);
        self.local().replace_pins(&[pin]).expect("a PIN");
    }

    fn who_is_who(&self) -> Vec<Command> {
        let mut commands: Vec<Command> = vec![
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
                    pauses: vec![
                        Pause {
                            kind: PauseKind::Break,
                            start: time("10:30"),
                            end: time("10:45"),
                        },
                        Pause {
                            kind: PauseKind::Lunch,
                            start: time("12:00"),
                            end: time("12:30"),
                        },
                    ],
                }],
            }
            .into(),
            person(DENIS, "Денис", None),
            person(MARINA, "Марина", None),
            person(OLGA, "Ольга", Some("lead")),
        ];
        for id in [DENIS, MARINA] {
            commands.extend([
                EnrolmentStarted {
                    enrolment: EnrolmentId::new(format!("e-{id}")),
                    person: PersonId::new(id),
                    service: Service::TemporaryEmployment,
                    from: "2026-02-02".parse().expect("a day"),
                    until: None,
                }
                .into(),
                OperationAssigned {
                    person: PersonId::new(id),
                    from: "2026-02-02".parse().expect("a day"),
                    operation: Some(OperationId::new("gift/fold")),
                }
                .into(),
            ]);
        }
        for id in [DENIS, MARINA, OLGA] {
            commands.push(
                BadgeIssued {
                    badge: stupen_domain::badge::hash(&badge(id)).expect("a badge"),
                    person: PersonId::new(id),
                    until: None,
                }
                .into(),
            );
        }
        commands
    }

    /// Stores a version's files and tells its announcement.
    pub(crate) fn publish_files(
        &self,
        pack: &str,
        version: u32,
        files: &[(&str, Vec<u8>)],
    ) -> Command {
        self.publish(pack, version, stored(&self.blobs(), files))
    }

    /// The same, with whom to name for the pictures of imported sets.
    pub(crate) fn publish_crediting(
        &self,
        pack: &str,
        version: u32,
        files: &[(&str, Vec<u8>)],
        credits: Vec<Credit>,
    ) -> Command {
        self.announce(pack, version, stored(&self.blobs(), files), credits)
    }

    pub(crate) fn publish(
        &self,
        pack: &str,
        version: u32,
        media: BTreeMap<String, BlobHash>,
    ) -> Command {
        self.announce(pack, version, media, Vec::new())
    }

    fn announce(
        &self,
        pack: &str,
        version: u32,
        media: BTreeMap<String, BlobHash>,
        credits: Vec<Credit>,
    ) -> Command {
        let blobs = self.blobs();
        let mut pack: Pack = serde_json::from_str(pack).expect("a pack");
        pack.version = version;
        let manifest = Manifest {
            pack,
            media,
            credits,
        };
        let bytes = write_manifest(&manifest).expect("a manifest");
        let manifest = blobs.put(&bytes).expect("stored");
        PackPublished {
            pack: "gift".into(),
            version,
            title: both("Подарок", "A gift"),
            manifest: BlobHash::new(manifest.to_string()),
        }
        .into()
    }

    /// The office states facts, and the kiosk takes them in.
    pub(crate) fn state(&mut self, commands: Vec<Command>) {
        self.state_as("admin", Role::Administrator, commands);
    }

    pub(crate) fn state_as(&mut self, who: &str, role: Role, commands: Vec<Command>) {
        let at = "2026-03-01T12:00:00+03:00";
        ground::state(&mut self.office, (who, role), commands, at);
        if self.ledger.is_none() {
            return;
        }
        self.take_in();
        self.look_at_packs();
        let (state, reading) = (OfficeState::default(), self.reading());
        let effects = self.running().office(state, None, &reading);
        self.carry_out(effects);
    }

    /// What somebody did at this kiosk on an earlier day.
    pub(crate) fn happened(&mut self, who: &str, at: &str, command: Command) {
        let here = ground::here(WriterKind::Kiosk);
        let now = Now {
            at: at.parse().expect("a moment"),
            clock: Clock {
                suspect: false,
                boot: "earlier".into(),
                mono_ms: 1,
            },
        };
        let ledger = self.ledger.as_ref().expect("a ledger");
        ledger
            .lock()
            .expect("the ledger")
            .commit(
                vec![command],
                &Actor::participant(&PersonId::new(who)),
                &here,
                &now,
            )
            .expect("it happened");
    }

    fn take_in(&mut self) {
        if let Some(kiosk) = &self.ledger {
            let mut kiosk = kiosk.lock().expect("the ledger");
            ground::take_in(&self.office, &mut kiosk);
            // That was all that the office holds.
            kiosk.filled().expect("remembered");
        }
    }

    fn look_at_packs(&self) {
        let Some(ledger) = &self.ledger else { return };
        let published = media::published(
            ledger.lock().expect("the ledger").state(),
            &WorkshopId::new("soap"),
        );
        media::verify(&self.blobs(), &self.local(), &published, false).expect("packs");
    }

    fn start(&mut self) {
        let kiosk = ground::kiosk(&self.home(), Some(KEY), Seals::default());
        let ledger = Arc::new(Mutex::new(kiosk));
        self.ledger = Some(Arc::clone(&ledger));
        self.take_in();
        self.look_at_packs();
        let media = Media::new(self.blobs());
        let engine = Engine::new(ledger, self.local(), media, self.setup.clone(), vec![]);
        self.engine = Some(engine);
        let reading = self.reading();
        let effects = self.running().start(&reading);
        self.carry_out(effects);
    }

    /// The kiosk's own tables as they lie on the disk now.
    pub(crate) fn local_files(&self) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        ["local.db", "local.db-wal"]
            .map(|name| self.home().join(name))
            .into_iter()
            .filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?)))
            .collect()
    }

    /// The power goes before anything after these files was written, but not the log.
    pub(crate) fn power_cut_before(&mut self, files: Vec<(std::path::PathBuf, Vec<u8>)>) {
        self.engine = None;
        self.ledger = None;
        for name in ["local.db-wal", "local.db-shm"] {
            let _gone = std::fs::remove_file(self.home().join(name));
        }
        for (path, bytes) in files {
            std::fs::write(path, bytes).expect("written back");
        }
        self.power_cut(60);
    }

    /// The table of open runs takes this (`INSERT`, `DELETE`) no more, or again.
    pub(crate) fn runs_refuse(&self, what: &str, refuses: bool) {
        let path = self.home().join("local.db");
        let conn = stupen_journal::open_private(&path, Some(KEY)).expect("the tables");
        let told = if refuses {
            format!(
                "CREATE TRIGGER full_{what} BEFORE {what} ON run
                 BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
        } else {
            format!("DROP TRIGGER full_{what}")
        };
        conn.execute_batch(&told).expect("told");
    }

    /// The power goes, and comes back with a clock that is so many hours ahead of the true one.
    pub(crate) fn power_cut_with_clock(&mut self, hours: i64) {
        self.wrong_ms = hours * 3_600_000;
        self.power_cut(60);
    }

    /// The office is reached, and says what time it is.
    pub(crate) fn told_the_time(&mut self) {
        let (state, reading) = (OfficeState::default(), self.reading());
        let servers = Some(self.true_now());
        let effects = self.running().office(state, servers, &reading);
        self.carry_out(effects);
        self.wait_s(1);
    }

    /// What staff would read of this machine.
    pub(crate) fn notices(&self) -> Vec<stupen_kiosk::ui::NoticeKind> {
        let engine = self.engine.as_ref().expect("an engine");
        engine.notices().iter().map(|notice| notice.kind).collect()
    }

    /// The power goes without a word, and comes back after so many seconds.
    pub(crate) fn power_cut(&mut self, seconds: u64) {
        self.engine = None;
        self.ledger = None;
        self.ms += seconds * 1_000;
        self.boot += 1;
        self.boot_ms = self.ms;
        self.start();
    }

    fn running(&mut self) -> &mut Engine {
        self.engine.as_mut().expect("an engine")
    }

    /// What the clocks say.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            wall: self.true_now() + chrono::Duration::milliseconds(self.wrong_ms),
            boot: format!("boot-{}", self.boot),
            mono_ms: self.ms - self.boot_ms + 1_000,
        }
    }

    fn true_now(&self) -> Moment {
        let midnight: Moment = "2026-03-02T00:00:00+03:00".parse().expect("a Monday");
        midnight + Duration::from_millis(self.ms)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in &effects {
            if let Effect::Show(screen) = effect {
                self.screen = Some((**screen).clone());
            }
        }
        self.effects.extend(effects);
    }

    /// What was done since this was asked last.
    pub(crate) fn done(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    pub(crate) fn screen(&self) -> &Screen {
        self.screen.as_ref().expect("a screen")
    }

    /// Seconds pass and are noticed one by one.
    pub(crate) fn wait_s(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.ms += 1_000;
            let reading = self.reading();
            let effects = self.running().tick(&reading);
            self.carry_out(effects);
        }
    }

    /// It is this time of the day, at once.
    pub(crate) fn at(&mut self, clock: &str) {
        let since = time(clock) - chrono::NaiveTime::MIN;
        let day = 86_400_000;
        let ms = u64::try_from(since.num_milliseconds()).expect("a time") + self.ms / day * day;
        assert!(ms >= self.ms, "time goes on");
        self.ms = ms;
        let reading = self.reading();
        let effects = self.running().tick(&reading);
        self.carry_out(effects);
    }

    /// The next day at this time, the kiosk running all night.
    pub(crate) fn next_day(&mut self, clock: &str) {
        self.ms = (self.ms / 86_400_000 + 1) * 86_400_000;
        self.at(clock);
    }

    /// The kiosk is set up for one operation.
    pub(crate) fn only(&mut self, operation: &str) {
        self.running()
            .works_only_on(Some(OperationId::new(operation)));
    }

    /// Somebody holds their badge to it, half a minute later.
    pub(crate) fn scan(&mut self, person: &str) {
        self.scan_after(30_000, person);
    }

    /// The same, so many milliseconds later.
    pub(crate) fn scan_after(&mut self, ms: u64, person: &str) {
        self.ms += ms;
        let reading = self.reading();
        let effects = self.running().input(&Input::Scan(badge(person)), &reading);
        self.carry_out(effects);
    }

    /// A code that is no badge's, two seconds later.
    pub(crate) fn misread(&mut self) {
        self.ms += 2_000;
        let reading = self.reading();
        let effects = self.running().input(&Input::Unreadable, &reading);
        self.carry_out(effects);
    }

    /// Staff answer a call away from this screen. The fact stands in the kiosk's own log, as one taken in would.
    pub(crate) fn answered_elsewhere(&mut self, help: HelpId) {
        let reading = self.reading();
        let here = ground::here(WriterKind::Kiosk);
        let actor = Actor {
            person: Some(PersonId::new(OLGA)),
            role: Role::Lead,
        };
        let now = Now {
            at: reading.wall,
            clock: Clock {
                suspect: false,
                boot: "kiosk".into(),
                mono_ms: 1,
            },
        };
        let day = workshop_day(reading.wall);
        let answer = HelpAcknowledged { help, day };
        let ledger = self.ledger.as_ref().expect("a ledger");
        let mut ledger = ledger.lock().expect("the ledger");
        ledger
            .commit(vec![answer.into()], &actor, &here, &now)
            .expect("said");
        drop(ledger);
        self.wait_s(1);
    }

    /// The scanner's cable is pulled out, or plugged in again.
    pub(crate) fn cable(&mut self, plugged: bool) {
        let device = Device::Scanner;
        self.device(&if plugged {
            Input::Plugged(device)
        } else {
            Input::Unplugged(device)
        });
    }

    /// A device says something of itself, two seconds later.
    pub(crate) fn device(&mut self, input: &Input) {
        self.ms += 2_000;
        let reading = self.reading();
        let effects = self.running().input(input, &reading);
        self.carry_out(effects);
    }

    /// A touch two seconds after the last.
    pub(crate) fn tap(&mut self, tap: Tap) {
        self.tap_after(2_000, tap);
    }

    /// Touches what is called so on a page of tiles.
    pub(crate) fn touch_word(&mut self, word: Word) {
        let label = Say::from(word);
        let Screen::Staff(StaffScreen::Tiles(view)) = self.screen() else {
            panic!("{:?}", self.screen())
        };
        let chip = view.chips.iter().position(|chip| chip.label == label);
        let tile = view.tiles.iter().position(|tile| tile.label == label);
        let tap = match (chip, tile) {
            (Some(place), _) => StaffTap::Chip(place),
            (None, Some(place)) => StaffTap::Tile(place),
            (None, None) => panic!("no {word:?} on {view:?}"),
        };
        self.tap(Tap::Staff(tap));
    }

    /// A touch so many milliseconds after the last.
    pub(crate) fn tap_after(&mut self, ms: u64, tap: Tap) {
        self.ms += ms;
        let reading = self.reading();
        let effects = self.running().tap(tap, &reading);
        self.carry_out(effects);
    }

    /// A button or the pedal, so many milliseconds after the last.
    pub(crate) fn press_after(&mut self, ms: u64, button: Button) {
        self.ms += ms;
        let reading = self.reading();
        let effects = self.running().input(&Input::Press(button), &reading);
        self.carry_out(effects);
    }

    /// Comes and goes to work, as far as the first step.
    pub(crate) fn begin_work(&mut self, person: &str) {
        self.scan(person);
        match self.screen() {
            Screen::Hello(_) => self.tap(Tap::GoOn),
            Screen::Choice(_) => self.tap(Tap::Work),
            other => panic!("{other:?}"),
        }
        if matches!(self.screen(), Screen::Tools(_)) {
            self.tap(Tap::GoOn);
        }
    }

    /// Staff's door and PIN.
    pub(crate) fn staff(&mut self) {
        self.scan(OLGA);
        for digit in [1, 2, 3, 4, 5, 6] {
            self.tap_after(300, Tap::Staff(StaffTap::PinDigit(digit)));
        }
    }

    /// How somebody is prompted from now on.
    pub(crate) fn prompts(&mut self, level: PromptLevel, support: PromptSupport) {
        let set = PromptLadderSet {
            person: PersonId::new(DENIS),
            operation: OperationId::new("gift/fold"),
            level,
            support,
        };
        self.state_as(OLGA, Role::Lead, vec![set.into()]);
    }

    /// How the kiosk behaves for the participant from now on.
    pub(crate) fn settings(&mut self, change: impl FnOnce(&mut PersonSettingsSet)) {
        let person = PersonId::new(DENIS);
        let mut set = stupen_domain::settings::PersonSettings::default().fact(&person);
        change(&mut set);
        self.state_as(OLGA, Role::Lead, vec![set.into()]);
    }

    /// All facts of one kind about the participant on the day that it is.
    pub(crate) fn facts<K: Kind + Clone>(&self) -> Vec<K> {
        self.facts_on(workshop_day(self.true_now()))
    }

    /// The same of another day.
    pub(crate) fn facts_on<K: Kind + Clone>(&self, day: chrono::NaiveDate) -> Vec<K> {
        let ledger = self.ledger.as_ref().expect("a ledger");
        let mut ledger = ledger.lock().expect("the ledger");
        ledger.open_day(day).expect("the day");
        let person = PersonId::new(DENIS);
        let state = ledger.state();
        state
            .day(&person, day)
            .into_iter()
            .map(|(_, entry)| entry)
            .chain(state.part(&format!("h/{day}")))
            .chain(state.person(&person))
            .filter_map(|entry| K::of(&entry.payload.fact).cloned())
            .collect()
    }
}
