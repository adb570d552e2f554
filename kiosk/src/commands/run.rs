//! `run`: the kiosk itself. Window, devices and engine on one thread; the office on another.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};
use stupen_domain::clock::Reading;
use stupen_domain::time::Moment;
use stupen_domain::wire::ids::OrganisationId;
use stupen_domain::wire::unusable::Unusable;
use stupen_hardware::{Choice, Devices, Input, Output, Wedge};
use stupen_journal::Epoch;
use stupen_journal::blobs::BlobStore;
use stupen_ledger::Ledger;

use super::stuck::{self, WrongSettings};
use super::{Wall, begin_ledger, enrol, here, open_blobs, unjudged, workshop};
use crate::config::Config;
use crate::density::density;
use crate::engine::{Effect, Engine, OfficeState, Setup, lock};
use crate::exchange::{ExchangeError, Exchanged, Sides, drop_erased, exchange};
use crate::hand::Hand;
use crate::identity::{DataDir, Identity, Known};
use crate::local::Local;
use crate::media::{self, Media, StoredPictures};
use crate::office::{HttpOffice, Office, OfficeError};
use crate::ui::{
    self, EnrolState, Face, FaceOptions, Notice, NoticeKind, Screen, StuckView, Tap, UnenrolledView,
};

/// Between two exchanges while the office answers.
const EXCHANGE_EVERY: Duration = Duration::from_secs(2);
/// Between two quiet looks whether what kept the kiosk from starting is gone: a disk may come back by itself.
const LOOK_AGAIN_S: u32 = 20;
/// Between two tries while it does not.
const RETRY_EVERY: Duration = Duration::from_secs(5);
/// How long a screen waits for a picture before it is shown without: a photograph that was made ready costs nothing,
/// and one that was not must not keep a touch waiting.
pub const PATIENCE: Duration = Duration::from_millis(8);

/// How the kiosk is to run.
pub struct Options {
    /// Folder of its data, made where it is missing.
    pub data: PathBuf,
    /// The configuration, with what the command line changed.
    pub config: Config,
    /// What is wrong with the configuration: it is shown instead of working by another one than was meant.
    pub wrong_config: Option<anyhow::Error>,
    /// Devices.
    pub hardware: Choice,
    /// A clock set by hand.
    pub clock: Option<Moment>,
    /// Draw no word and no number.
    pub hide_text: bool,
}

/// What lives on the window's thread.
struct App {
    face: Face,
    devices: RefCell<Box<dyn Devices>>,
    engine: RefCell<Option<Engine>>,
    /// Reads the window's keys, where the scanner is one that types.
    wedge: RefCell<Option<Wedge>>,
    typed: RefCell<String>,
    /// What is shown while the kiosk waits for a code: that it was never enrolled, or how it lost what it knew.
    resting: RefCell<(EnrolState, String)>,
    /// Why it cannot work at all.
    stuck: RefCell<Option<Stuck>>,
    wall: Wall,
    lang: RefCell<String>,
    office: RefCell<Option<Sender<Wake>>>,
    dir: RefCell<Option<DataDir>>,
    /// For commands that must not change what a running kiosk holds.
    held: RefCell<Option<std::fs::File>>,
    options: Options,
    faults: RefCell<Vec<stupen_hardware::Fault>>,
    /// What staff is to be told of files that were set aside, also by a start that came to nothing afterwards.
    set_aside: RefCell<Vec<Notice>>,
    hand: RefCell<Hand>,
    ended: std::cell::Cell<Ended>,
}

/// A kiosk that cannot work.
struct Stuck {
    view: StuckView,
    /// Seconds until it is looked again by itself; nothing where only a new start can help.
    look_again_s: Option<u32>,
}

/// What the office's thread is told.
enum Wake {
    /// There is something to send.
    Now,
    /// These are the files that this kiosk cannot use.
    Unusable(Vec<Unusable>),
    /// The kiosk ends.
    Stop,
}

thread_local! {
    /// The application, for work that other threads hand to the window's thread.
    static APP: RefCell<Option<Rc<App>>> = const { RefCell::new(None) };
}

/// How the program ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ended {
    /// Staff closed it.
    #[default]
    Closed,
    /// Staff asked for a new start.
    ToRestart,
}

/// Runs until staff closes it.
///
/// # Errors
/// When the window cannot be opened. Whatever else keeps the kiosk from its work is shown on it.
pub fn run(mut options: Options) -> Result<Ended> {
    let wrong_config = options.wrong_config.take();
    let screen = &options.config.screen;
    let displays = stupen_hardware::displays(Path::new(stupen_hardware::DRM));
    let face = Face::new(&FaceOptions {
        size: screen.size,
        px_per_mm: density(screen, &displays).for_the_window(),
        lang: screen.lang.clone(),
        fullscreen: screen.fullscreen,
    })?;
    face.hide_text(options.hide_text);
    let (mut devices, faults) = stupen_hardware::open(&options.config.hardware, &options.hardware);
    if let Choice::Sim(path) = &options.hardware
        && faults
            .iter()
            .any(|fault| fault.device == stupen_hardware::Device::Simulator)
    {
        anyhow::bail!("the simulator's socket {} cannot be made", path.display());
    }
    let (inputs, perceived) = channel();
    devices.listen(inputs);
    let app = Rc::new(App {
        face,
        devices: RefCell::new(devices),
        engine: RefCell::new(None),
        wedge: RefCell::new(options.config.hardware.wedge()),
        typed: RefCell::default(),
        resting: RefCell::default(),
        stuck: RefCell::default(),
        dir: RefCell::default(),
        held: RefCell::default(),
        wall: Wall::new(options.clock),
        lang: RefCell::new(screen.lang.clone()),
        office: RefCell::new(None),
        options,
        faults: RefCell::new(faults),
        set_aside: RefCell::default(),
        hand: RefCell::default(),
        ended: std::cell::Cell::default(),
    });
    APP.with(|slot| *slot.borrow_mut() = Some(Rc::clone(&app)));
    forward(perceived);
    match wrong_config {
        Some(error) => app.cannot_start(&WrongSettings(error).into(), None),
        None => app.start(),
    }
    let taps = Rc::clone(&app);
    app.face.on_tap(move |tap| taps.tapped(tap));
    let keys = Rc::clone(&app);
    app.face.on_key(move |text, _shift| keys.key(text));
    let ticks = Rc::clone(&app);
    app.face.every(Duration::from_secs(1), move || {
        ticks.look_again();
        ticks.with_engine(|engine, now| engine.tick(now));
    });
    let ran = app.face.run();
    app.with_engine(|engine, now| engine.stop(now));
    if let Some(office) = app.office.borrow().as_ref() {
        let _ = office.send(Wake::Stop);
    }
    APP.with(|slot| slot.borrow_mut().take());
    ran?;
    Ok(app.ended.get())
}

/// Hands what devices perceive to the window's thread, in order.
fn forward(perceived: Receiver<Input>) {
    std::thread::spawn(move || {
        for input in perceived {
            let handed = ui::on_face_thread(move || with_app(|app| app.perceived(&input)));
            if handed.is_err() {
                return;
            }
        }
    });
}

fn with_app(work: impl FnOnce(&Rc<App>)) {
    let app = APP.with(|slot| slot.borrow().clone());
    if let Some(app) = app {
        work(&app);
    }
}

impl App {
    /// Finds out who this kiosk is and begins its work, or shows why it cannot.
    fn start(self: &Rc<Self>) {
        let began = self.dir().and_then(|dir| match Identity::recover(&dir)? {
            Known::Enrolled { identity, kept } => self.begin(*identity, &kept),
            Known::Nobody => {
                self.rest();
                Ok(())
            }
            Known::Lost(lost) => {
                *self.resting.borrow_mut() = (EnrolState::Lost, lost.to_string());
                self.rest();
                Ok(())
            }
        });
        match began {
            Ok(()) => *self.stuck.borrow_mut() = None,
            Err(error) => self.cannot_start(&error, Some(LOOK_AGAIN_S)),
        }
    }

    /// The data folder, opened and taken once. A kiosk that cannot take it runs all the same.
    fn dir(&self) -> Result<DataDir> {
        if let Some(dir) = self.dir.borrow().as_ref() {
            return Ok(dir.clone());
        }
        let dir = DataDir::open(&self.options.data)?;
        match dir.take() {
            Ok(Some(held)) => *self.held.borrow_mut() = Some(held),
            held => tracing::warn!(
                ?held,
                "the data folder cannot be taken: does another kiosk run on it?"
            ),
        }
        *self.dir.borrow_mut() = Some(dir.clone());
        Ok(dir)
    }

    /// Shows and says that the kiosk does not work: once, and again to whoever shows a badge.
    fn cannot_start(&self, error: &anyhow::Error, look_again_s: Option<u32>) {
        let view = stuck::view(error);
        *self.engine.borrow_mut() = None;
        let known = self.stuck.borrow().as_ref().map(|stuck| stuck.view.clone());
        let is_news = known.as_ref() != Some(&view);
        *self.stuck.borrow_mut() = Some(Stuck {
            view: view.clone(),
            look_again_s,
        });
        // Also where it is no news: a start that came to nothing may have shown something else meanwhile.
        self.face.show(&Screen::Stuck(view.clone()));
        if is_news {
            tracing::error!(reason = view.detail, "the kiosk cannot start");
            self.carry_out(vec![Effect::Speak]);
        }
    }

    /// Once a second, while it cannot work.
    fn look_again(self: &Rc<Self>) {
        let is_time = match self.stuck.borrow_mut().as_mut() {
            Some(Stuck {
                look_again_s: Some(left),
                ..
            }) => {
                *left = left.saturating_sub(1);
                *left == 0
            }
            _ => false,
        };
        if is_time {
            self.start();
        }
    }

    /// Opens the files and shows the first screen. `kept` are files of the identity that were damaged.
    fn begin(self: &Rc<Self>, identity: Identity, kept: &[PathBuf]) -> Result<()> {
        let dir = &self.dir()?;
        let mut identity = identity;
        let key = Some(identity.storage_key()?);
        let reading = self.wall.read();
        self.remember_set_aside(kept);
        let (opened, notices) = begin_ledger(dir, &mut identity, &reading)?;
        self.set_aside.borrow_mut().extend(notices);
        let ledger = Arc::new(Mutex::new(opened));
        if let Some(settings) =
            stupen_domain::workshop::settings(lock(&ledger).state(), &workshop(&identity))
        {
            self.wall.set_zone(&settings.time_zone);
        }
        let local = Local::open(&dir.file("local.db"), key)?;
        self.remember_set_aside(local.set_aside());
        let media = Media::new(open_blobs(dir, &identity)?);
        let files = Box::new(StoredPictures(open_blobs(dir, &identity)?));
        let told = self.face.pictures_from(files, PATIENCE, || {
            // Before the window is up nobody listens; the next screen takes what is done.
            if let Err(error) = ui::on_face_thread(|| with_app(App::pictures_came)) {
                tracing::debug!(%error, "nobody was told that a picture has come");
            }
        });
        if let Err(error) = told {
            tracing::error!(%error, "pictures cannot be read beside the window");
        }
        let setup = Setup {
            organisation: OrganisationId::new(identity.organisation.clone()),
            workshop: workshop(&identity),
            mode: identity.mode,
            lang: self.options.config.screen.lang.clone(),
            clock_is_set: self.options.clock.is_some(),
            voices: stupen_hardware::voices(&self.options.config.hardware, &self.options.hardware),
            volume_percent: self.options.config.sound.volume_percent,
            quiet: self.options.config.sound.quiet(),
        };
        // The last thing that can fail: from here on the kiosk works.
        self.start_office(dir, identity, Arc::clone(&ledger))?;
        let notices = self.set_aside.take();
        let mut engine = Engine::new(ledger, local, media, setup, notices);
        engine.close_staff_after(self.options.config.staff.idle_s);
        let only = self.options.config.work.operation.as_ref();
        engine.works_only_on(only.map(|only| only.0.clone()));
        let reading = self.wall.read();
        let effects = engine.start(&reading);
        *self.engine.borrow_mut() = Some(engine);
        self.carry_out(effects);
        for fault in self.faults.take() {
            self.perceived(&Input::Fault(fault));
        }
        Ok(())
    }

    fn remember_set_aside<P: AsRef<Path>>(&self, files: impl IntoIterator<Item = P>) {
        let notices = files.into_iter().map(|file| Notice {
            kind: NoticeKind::SetAside,
            detail: file.as_ref().display().to_string(),
        });
        self.set_aside.borrow_mut().extend(notices);
    }

    fn start_office(
        &self,
        dir: &DataDir,
        identity: Identity,
        ledger: Arc<Mutex<Ledger>>,
    ) -> Result<()> {
        let (wake, woken) = channel();
        *self.office.borrow_mut() = Some(wake);
        let dir = dir.clone();
        let wall = self.wall.clone();
        std::thread::Builder::new()
            .name("office".into())
            .spawn(move || {
                if let Err(error) = keep_exchanging(&dir, identity, &ledger, wall, &woken) {
                    tracing::error!(error = format!("{error:#}"), "the office's thread ended");
                }
            })
            .context("the office's thread cannot be started")?;
        Ok(())
    }

    fn with_engine(&self, act: impl FnOnce(&mut Engine, &Reading) -> Vec<Effect>) {
        let reading = self.wall.read();
        let effects = match self.engine.borrow_mut().as_mut() {
            Some(engine) => act(engine, &reading),
            None => return,
        };
        self.carry_out(effects);
    }

    fn carry_out(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Language(lang) => {
                    if let Err(error) = self.face.set_language(&lang) {
                        tracing::error!(%error, "the language could not be changed");
                    }
                    *self.lang.borrow_mut() = lang;
                }
                Effect::Look(look) => self.face.set_look(&look),
                Effect::Volume(percent) => self.devices.borrow_mut().act(&Output::Volume(percent)),
                Effect::Show(screen) => self.face.show(&screen),
                Effect::Hush => self.devices.borrow_mut().act(&Output::StopSaying),
                Effect::Expect(pictures) => self.face.expect(&pictures),
                Effect::Sound(name) => self
                    .devices
                    .borrow_mut()
                    .act(&Output::Sound(name.to_string())),
                Effect::Lamp(lamp) => self.devices.borrow_mut().act(&Output::Lamp(lamp)),
                Effect::Buzz => self.devices.borrow_mut().act(&Output::Buzz),
                Effect::Speak => self.say(self.face.spoken()),
                Effect::Say(text) => self.say(text),
                Effect::Remind(soon) => self.say(self.face.reminder(&soon)),
                Effect::Recording(sound) => {
                    let (text, lang) = (self.face.spoken(), self.lang.borrow().clone());
                    self.devices
                        .borrow_mut()
                        .act(&Output::Recording { sound, text, lang });
                }
                Effect::Sync => {
                    if let Some(office) = self.office.borrow().as_ref() {
                        let _ = office.send(Wake::Now);
                    }
                }
                Effect::TellUnusable(files) => {
                    if let Some(office) = self.office.borrow().as_ref() {
                        let _ = office.send(Wake::Unusable(files));
                    }
                }
                Effect::Close => self.close(Ended::Closed),
                Effect::Restart => self.close(Ended::ToRestart),
            }
        }
    }

    fn pictures_came(self: &Rc<Self>) {
        self.face.pictures_came();
        let unreadable = self.face.unreadable_pictures();
        if !unreadable.is_empty() {
            self.with_engine(|engine, now| engine.cannot_show(&unreadable, now));
        }
    }

    fn close(&self, how: Ended) {
        self.ended.set(how);
        if let Err(error) = ui::close_faces() {
            tracing::error!(%error, "the window could not be closed");
        }
    }

    fn say(&self, text: String) {
        if text.is_empty() {
            return;
        }
        let lang = self.lang.borrow().clone();
        self.devices.borrow_mut().act(&Output::Say {
            text,
            lang,
            voice: None,
        });
    }

    fn perceived(self: &Rc<Self>, input: &Input) {
        if self.engine.borrow().is_some() {
            self.with_engine(|engine, now| engine.input(input, now));
        } else if self.stuck.borrow().is_some() {
            self.say_again(input);
        } else if let Input::Scan(text) = input {
            self.try_enrol(text);
        }
    }

    /// Whoever shows a badge or presses a button hears why nothing happens.
    fn say_again(&self, input: &Input) {
        if matches!(
            input,
            Input::Scan(_) | Input::ScanTooLong | Input::Unreadable | Input::Press(_)
        ) {
            self.carry_out(vec![Effect::Speak]);
        }
    }

    fn tapped(self: &Rc<Self>, tap: Tap) {
        let at_ms = self.wall.read().mono_ms;
        if !self.hand.borrow_mut().counts(tap, at_ms) {
            return;
        }
        if self.engine.borrow().is_some() {
            self.with_engine(|engine, now| engine.tap(tap, now));
        } else if tap == Tap::RestartProgram {
            self.try_again();
        }
    }

    /// Somebody does not wait until it is looked again. Within this program, which knows what was set aside; a wrong
    /// setting is only read by a new one.
    fn try_again(self: &Rc<Self>) {
        match self.stuck.take() {
            Some(Stuck {
                look_again_s: Some(_),
                ..
            }) => self.start(),
            stuck => {
                *self.stuck.borrow_mut() = stuck;
                self.carry_out(vec![Effect::Restart]);
            }
        }
    }

    /// A key of the window: a scanner that types, or, before enrolment, a person who does.
    fn key(self: &Rc<Self>, text: &str) {
        if self.engine.borrow().is_none() && self.stuck.borrow().is_none() {
            return self.typed_key(text);
        }
        let at_ms = self.wall.read().mono_ms;
        let scanned = match self.wedge.borrow_mut().as_mut() {
            Some(wedge) => wedge.key(text, at_ms),
            None => return,
        };
        if let Some(input) = scanned {
            self.perceived(&input);
        }
    }

    fn typed_key(self: &Rc<Self>, text: &str) {
        let mut typed = self.typed.borrow().clone();
        match text {
            "\n" | "\r" => {
                self.typed.borrow_mut().clear();
                return self.try_enrol(&typed);
            }
            "\u{8}" => {
                typed.pop();
            }
            _ if typed.len() < 600 => typed.extend(text.chars().filter(|c| !c.is_control())),
            _ => {}
        }
        *self.typed.borrow_mut() = typed;
        self.rest();
    }

    fn rest(&self) {
        let (state, detail) = self.resting.borrow().clone();
        self.unenrolled(state, detail);
    }

    fn unenrolled(&self, state: EnrolState, detail: String) {
        let typed = self.typed.borrow().clone();
        self.face.show(&Screen::Unenrolled(UnenrolledView {
            state,
            typed,
            detail,
        }));
    }

    fn try_enrol(self: &Rc<Self>, text: &str) {
        let Ok(ticket) = text.parse::<enrol::Ticket>() else {
            return self.unenrolled(EnrolState::CodeUnknown, String::new());
        };
        self.unenrolled(EnrolState::Connecting, String::new());
        let dir = match self.dir() {
            Ok(dir) => dir,
            Err(error) => return self.cannot_start(&error, Some(LOOK_AGAIN_S)),
        };
        std::thread::spawn(move || {
            let result = enrol::enrol(&dir, &ticket);
            let _ = ui::on_face_thread(move || with_app(|app| app.enrolled(result)));
        });
    }

    fn enrolled(self: &Rc<Self>, result: Result<Identity, enrol::EnrolError>) {
        use enrol::EnrolError;
        let failed = match result {
            Ok(identity) => {
                // Known to the office from now on: what fails here is no matter of the code.
                if let Err(error) = self.begin(identity, &[]) {
                    self.cannot_start(&error, Some(LOOK_AGAIN_S));
                }
                return;
            }
            Err(EnrolError::Office(OfficeError::OtherKey)) => {
                (EnrolState::KeyDoesNotFit, String::new())
            }
            Err(EnrolError::Office(OfficeError::Refused {
                status: 410, what, ..
            })) => (EnrolState::CodeUsedUp, what),
            Err(EnrolError::Office(OfficeError::Refused { what, .. })) => {
                (EnrolState::CodeUnknown, what)
            }
            Err(error) => (EnrolState::OfficeNotReached, error.to_string()),
        };
        tracing::warn!(reason = failed.1, "enrolling failed");
        self.unenrolled(failed.0, failed.1);
    }

    fn exchanged(&self, result: Result<Exchanged, ExchangeError>) {
        let reading = self.wall.read();
        let zone_known = result.as_ref().is_ok_and(|exchanged| exchanged.changed);
        let told = result.as_ref().ok().and_then(|done| done.servers_time);
        let mut servers_time = told.map(|(time, told_at)| time + told_at.elapsed());
        let state = OfficeState::after(&result, &reading);
        if self.options.clock.is_some() {
            // A clock set by hand is not wrong: nobody mends it.
            servers_time = None;
        }
        if zone_known
            && let Some(engine) = self.engine.borrow().as_ref()
            && let Some(zone) = engine.time_zone()
        {
            self.wall.set_zone(&zone);
        }
        self.with_engine(|engine, now| engine.office(state, servers_time, now));
    }
}

/// The office's thread: exchanges when woken, and every few seconds.
fn keep_exchanging(
    dir: &DataDir,
    mut identity: Identity,
    ledger: &Arc<Mutex<Ledger>>,
    wall: Wall,
    woken: &Receiver<Wake>,
) -> Result<()> {
    let blobs = open_blobs(dir, &identity)?;
    let mut office = HttpOffice::new(
        &identity.office.url,
        &identity.office.pin,
        identity.device,
        identity.key()?,
    )?;
    let mut local = Local::open(&dir.file("local.db"), Some(identity.storage_key()?))?;
    let mut pins = String::new();
    look_at_packs(ledger, &identity, &blobs, &local, true);
    let mut is_tidy = false;
    let mut unusable: Vec<Unusable> = Vec::new();
    // The office may have forgotten it while it was away: restored, or another one.
    let mut is_told = true;
    loop {
        let now = unjudged(&wall.read());
        let here = here(&identity);
        let mut sides = Sides {
            ledger,
            blobs: &blobs,
            office: &mut office,
            pins: &pins,
            here: &here,
            key: Some(identity.storage_key()?),
        };
        let mut save_epoch = |epoch: Epoch| {
            identity.epoch = epoch;
            identity.save(dir).map_err(|error| format!("{error:#}"))
        };
        let mut result = exchange(&mut sides, &now, &mut save_epoch);
        if result.is_ok() && !is_tidy {
            // Once after a start: what was erased while an exchange was cut off.
            match drop_erased(&sides) {
                Ok(()) => is_tidy = true,
                Err(error) => tracing::error!(%error, "what is erased could not be dropped"),
            }
        }
        if let Ok(done) = &mut result
            && let Some((bundle, hash)) = done.pins.take()
        {
            match local.replace_pins(&bundle) {
                Ok(()) => pins = hash,
                Err(error) => tracing::error!(%error, "the PINs could not be kept"),
            }
        }
        if let Err(error) = identity.keep_seal_key(dir, lock(ledger).seals().to()) {
            tracing::error!(
                error = format!("{error:#}"),
                "the office's sealing key could not be kept"
            );
        }
        look_at_packs(ledger, &identity, &blobs, &local, false);
        match &result {
            Err(_) => is_told = false,
            Ok(_) if is_told => {}
            Ok(_) => match office.tell_unusable(&unusable) {
                Ok(()) => is_told = true,
                // What it refuses it refuses again: until there is something else to tell.
                Err(error @ OfficeError::Refused { .. }) => {
                    tracing::warn!(%error, "the office does not take which files cannot be used");
                    is_told = true;
                }
                Err(error) => {
                    tracing::debug!(%error, "the office was not told which files cannot be used")
                }
            },
        }
        let wait = if result.is_ok() {
            EXCHANGE_EVERY
        } else {
            RETRY_EVERY
        };
        if let Err(error) = &result {
            tracing::debug!(%error, "no exchange");
        }
        if ui::on_face_thread(move || with_app(|app| app.exchanged(result))).is_err() {
            return Ok(());
        }
        let first = match woken.recv_timeout(wait) {
            Ok(first) => Some(first),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        // One exchange serves all that was written meanwhile.
        for wake in first.into_iter().chain(woken.try_iter()) {
            match wake {
                Wake::Stop => return Ok(()),
                Wake::Now => {}
                Wake::Unusable(files) => (unusable, is_told) = (files, false),
            }
        }
    }
}

/// Looks at the packs that are published, and tells the window's thread when something is otherwise than before.
fn look_at_packs(
    ledger: &Arc<Mutex<Ledger>>,
    identity: &Identity,
    blobs: &BlobStore,
    local: &Local,
    again: bool,
) {
    let published = media::published(lock(ledger).state(), &workshop(identity));
    match media::verify(blobs, local, &published, again) {
        Ok(false) => {}
        Ok(true) => {
            // Before the window is up nobody listens; the next exchange brings the same.
            let told = ui::on_face_thread(|| {
                with_app(|app| app.with_engine(|engine, now| engine.looked_at_packs(now)));
            });
            if let Err(error) = told {
                tracing::debug!(%error, "nobody was told that packs were looked at");
            }
        }
        Err(error) => tracing::error!(%error, "packs could not be looked at"),
    }
}
