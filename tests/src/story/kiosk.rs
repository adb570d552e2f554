//! A kiosk of a story: the real engine on encrypted files in a folder of its own, with a clock that may be wrong.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::Duration;
use stupen_domain::clock::Reading;
use stupen_domain::time::Moment;
use stupen_domain::wire::ids::OrganisationId;
use stupen_domain::wire::unusable::Unusable;
use stupen_hardware::Input;
use stupen_journal::Epoch;
use stupen_kiosk::commands::{begin_ledger, here, open_blobs, unjudged};
use stupen_kiosk::engine::{Effect, Engine, OfficeState, Setup};
use stupen_kiosk::exchange::{ExchangeError, Exchanged, Sides, exchange};
use stupen_kiosk::identity::{DataDir, Identity};
use stupen_kiosk::local::Local;
use stupen_kiosk::media::Media;
use stupen_kiosk::office::{Office, OfficeError};
use stupen_kiosk::ui::{Screen, StaffTap, Tap};
use stupen_ledger::Ledger;

static BOOTS: AtomicU32 = AtomicU32::new(1);

/// A kiosk.
pub struct Kiosk {
    /// Its folder: gone with the story.
    pub folder: Arc<tempfile::TempDir>,
    /// Who it is.
    pub identity: Identity,
    /// Whether its cable is in.
    pub on_the_net: bool,
    /// How far its wall clock is ahead of the truth.
    pub ahead: Duration,
    /// What it shows.
    pub screen: Option<Screen>,
    booted_at: Moment,
    boot: u32,
    running: Option<Running>,
    /// Files that it cannot use, which the office is not told yet.
    unusable: Option<Vec<Unusable>>,
    pins: String,
}

struct Running {
    engine: Engine,
    ledger: Arc<Mutex<Ledger>>,
    /// The office's thread of the kiosk has its own connections to the files.
    blobs: stupen_journal::blobs::BlobStore,
    local: Local,
}

impl Kiosk {
    /// A kiosk that is off.
    pub fn new(identity: Identity, folder: tempfile::TempDir, now: Moment) -> Self {
        let kiosk = Self {
            folder: Arc::new(folder),
            identity,
            on_the_net: true,
            ahead: Duration::zero(),
            screen: None,
            booted_at: now,
            boot: 0,
            running: None,
            unusable: None,
            pins: String::new(),
        };
        kiosk.identity.save(&kiosk.dir()).unwrap();
        kiosk
    }

    fn dir(&self) -> DataDir {
        DataDir::open(self.folder.path()).unwrap()
    }

    /// What its clocks say.
    pub fn reading(&self, now: Moment) -> Reading {
        let since_boot = (now - self.booted_at).num_milliseconds();
        Reading {
            wall: now + self.ahead,
            boot: format!("boot-{}", self.boot),
            mono_ms: u64::try_from(since_boot).unwrap() + 8_000,
        }
    }

    /// Switches it on.
    pub fn start(&mut self, now: Moment) -> Vec<Effect> {
        assert!(self.running.is_none(), "it is on already");
        self.booted_at = now;
        // No two boots of any machine are called alike, also those of a copied card.
        self.boot = BOOTS.fetch_add(1, Ordering::Relaxed);
        let dir = self.dir();
        // As the program does: who it is, is read anew at every start.
        self.identity = Identity::load(&dir).unwrap().unwrap();
        let reading = self.reading(now);
        let (ledger, notices) = begin_ledger(&dir, &mut self.identity, &reading).unwrap();
        let ledger = Arc::new(Mutex::new(ledger));
        let key = Some(self.identity.storage_key().unwrap());
        let local = || Local::open(&dir.file("local.db"), key).unwrap();
        let here = here(&self.identity);
        let setup = Setup {
            organisation: OrganisationId::new(&self.identity.organisation),
            workshop: here.workshop,
            mode: self.identity.mode,
            lang: "ru".to_owned(),
            clock_is_set: false,
            voices: stupen_hardware::Voices {
                speech: true,
                wav: true,
                ogg: true,
            },
            volume_percent: 100,
            quiet: Vec::new(),
        };
        let media = Media::new(open_blobs(&dir, &self.identity).unwrap());
        let mut engine = Engine::new(Arc::clone(&ledger), local(), media, setup, notices);
        let effects = engine.start(&reading);
        self.pins.clear();
        self.running = Some(Running {
            engine,
            ledger,
            blobs: open_blobs(&dir, &self.identity).unwrap(),
            local: local(),
        });
        self.seen(effects)
    }

    /// Switches it off; `politely` as staff does, else as a power cut.
    pub fn stop(&mut self, politely: bool, now: Moment) {
        let reading = self.reading(now);
        if let Some(mut running) = self.running.take()
            && politely
        {
            running.engine.stop(&reading);
        }
        self.screen = None;
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.running.is_some()
    }

    /// A worn card: the middle of the log's file reads as something else.
    pub fn damage_log(&self) {
        super::damage_middle(&self.folder.path().join("log.db"));
    }

    fn running(&mut self) -> &mut Running {
        self.running.as_mut().expect("this kiosk is off")
    }

    /// What it holds.
    pub fn ledger(&mut self) -> MutexGuard<'_, Ledger> {
        self.running().ledger.lock().unwrap()
    }

    /// A device perceived something.
    pub fn input(&mut self, input: &Input, now: Moment) -> Vec<Effect> {
        let reading = self.reading(now);
        let effects = self.running().engine.input(input, &reading);
        self.seen(effects)
    }

    /// A hand touched the screen.
    pub fn tap(&mut self, tap: Tap, now: Moment) -> Vec<Effect> {
        let reading = self.reading(now);
        let effects = self.running().engine.tap(tap, &reading);
        self.seen(effects)
    }

    /// Hands touch the PIN pad; told is what the last digit led to.
    pub fn enter_pin(&mut self, digits: &str, now: Moment) -> Vec<Effect> {
        let mut effects = Vec::new();
        for digit in digits.bytes() {
            effects = self.tap(Tap::Staff(StaffTap::PinDigit(digit - b'0')), now);
        }
        effects
    }

    /// Time passed.
    pub fn tick(&mut self, now: Moment) {
        let reading = self.reading(now);
        let effects = self.running().engine.tick(&reading);
        self.seen(effects);
    }

    /// Tries the office once, as the kiosk's own thread does every few seconds. Says whether anything came.
    pub fn sync(&mut self, office: &mut dyn Office, now: Moment) -> (bool, Vec<Effect>) {
        let reading = self.reading(now);
        let result = if self.on_the_net {
            self.exchange(office, &reading)
        } else {
            Err(OfficeError::Away("the cable is out".to_owned()).into())
        };
        if result.is_ok()
            && let Some(files) = self.unusable.take()
        {
            office.tell_unusable(&files).unwrap();
        }
        let moved = result.as_ref().is_ok_and(|done| done.changed);
        let told = result.as_ref().ok().and_then(|done| done.servers_time);
        let servers_time = told.map(|(time, _just_now)| time);
        let state = OfficeState::after(&result, &reading);
        let effects = self.running().engine.office(state, servers_time, &reading);
        (moved, self.seen(effects))
    }

    fn exchange(
        &mut self,
        office: &mut dyn Office,
        reading: &Reading,
    ) -> Result<Exchanged, ExchangeError> {
        let (dir, here) = (self.dir(), here(&self.identity));
        let identity = &mut self.identity;
        let running = self.running.as_mut().expect("this kiosk is off");
        let mut sides = Sides {
            ledger: &running.ledger,
            blobs: &running.blobs,
            office,
            pins: &self.pins,
            here: &here,
            key: Some(identity.storage_key().unwrap()),
        };
        let mut save_epoch = |epoch: Epoch| {
            identity.epoch = epoch;
            identity.save(&dir).map_err(|error| format!("{error:#}"))
        };
        let mut done = exchange(&mut sides, &unjudged(reading), &mut save_epoch)?;
        if let Some((bundle, hash)) = done.pins.take() {
            running.local.replace_pins(&bundle).unwrap();
            self.pins = hash;
        }
        let told = running.ledger.lock().unwrap().seals().to();
        identity.keep_seal_key(&dir, told).unwrap();
        Ok(done)
    }

    fn seen(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        for effect in &effects {
            match effect {
                Effect::Show(screen) => self.screen = Some((**screen).clone()),
                Effect::TellUnusable(files) => self.unusable = Some(files.clone()),
                _ => {}
            }
        }
        effects
    }
}
