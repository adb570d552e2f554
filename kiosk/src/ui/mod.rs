//! The face of the kiosk: what people see and touch. It decides nothing: it shows a [`Screen`]
//! and says which [`Tap`] a hand made. The words are its own (English in `ui/*.slint`, Russian in
//! `assets/i18n`); names, titles and step words come with the views.

mod adapters;
mod disc;
mod gallery;
mod memory;
mod taps;
mod views;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use slint::platform::Key;
use slint::{ComponentHandle, PhysicalSize, PlatformError, SharedString, Timer, TimerMode};

use gallery::Gallery;
pub use gallery::PictureFiles;
pub(crate) use gallery::has_pictogram;
pub use memory::Drawn;
use stupen_window::{KioskWindow, Measure, Shown, Theme, Voice};
use taps::Taps;
pub use views::{
    Action, AnswerView, Answered, AskView, Asking, Bar, BreakTimer, BreakView, CardState,
    ChecklistView, Chip, ChoiceView, Counted, Curve, DayCard, DeviceView, EnrolState, Expected,
    FinishedView, FreeView, GoodbyeView, Head, HelloView, HelpCall, HelpView, Level, Line,
    LinesView, Look, Mark, MarkView, MatrixView, MessageKind, MessageView, MineCard, MineCardView,
    MineThing, MineView, Named, NextThing, Notice, NoticeKind, Offer, Pair, PairsView, Person,
    PickView, Picking, Picture, Place, QuestionView, Say, Screen, Skill, Soon, SoonKind,
    StaffDoorView, StaffScreen, StaffTap, StaffTone, StepView, StuckCause, StuckView, Tap,
    TellView, Thing, Tick, Tile, TileStyle, TilesView, TimeLeft, TimeView, TimerShape, ToolsView,
    UnenrolledView, UnreadablePicture, WaitingView, Wish, Word, WriteView,
};

/// The languages of the screens; the first is the default.
pub const LANGUAGES: [&str; 2] = ["ru", "en"];

/// Type made for beginning readers comes first, then the one that every Debian workshop has.
/// Without either the system's own sans-serif stands in. Beside each the part of its own line
/// height that short lines need: Andika leaves room for accents that Russian does not have.
const FAMILIES: [(&str, f32); 2] = [("Andika", 0.78), ("PT Sans", 0.96)];

/// Keys that only change others: a scanner's Shift is told with the letter that it changes.
const MODIFIERS: [Key; 9] = [
    Key::Shift,
    Key::ShiftR,
    Key::Control,
    Key::ControlR,
    Key::Alt,
    Key::AltGr,
    Key::Meta,
    Key::MetaR,
    Key::CapsLock,
];

/// How the window is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct FaceOptions {
    /// Width and height in pixels; a full screen has its own.
    pub size: (u32, u32),
    /// Pixels of one millimetre: 5.25 on the official 7" panel (800×480), 5.88 on 10.1" (1280×800). Where it is not
    /// known, that of the usual panel that is as wide as the window turns out to be.
    pub px_per_mm: Option<f32>,
    /// `ru` or `en`.
    pub lang: String,
    /// The whole screen, without a frame.
    pub fullscreen: bool,
}

/// Why there is no face.
#[derive(Debug, thiserror::Error)]
pub enum FaceError {
    /// The window system or the panel said no.
    #[error("the screen cannot be opened: {0}")]
    Screen(#[from] PlatformError),
    /// A language without a catalogue.
    #[error("there are no screens in the language {0:?}; there are ru and en")]
    Language(String),
    /// The event loop could not take a message.
    #[error("the screen is gone: {0}")]
    Gone(#[from] slint::EventLoopError),
}

type KeyListener = Rc<dyn Fn(&str, bool)>;

/// The window. Lives on the main thread; other threads reach it through [`on_face_thread`].
pub struct Face {
    window: KioskWindow,
    gallery: RefCell<Gallery>,
    taps: Taps,
    keys: Rc<RefCell<Option<KeyListener>>>,
    timers: RefCell<Vec<Timer>>,
    shown: Cell<Shown>,
    /// What is shown while a picture of it is still to come.
    incomplete: RefCell<Option<Screen>>,
    /// As it is to be, until the window has a size.
    size: (u32, u32),
}

impl Face {
    /// Makes the window; [`Face::open`] shows it.
    ///
    /// # Errors
    /// [`FaceError::Screen`] when there is no screen to draw on, [`FaceError::Language`] when the
    /// language has no catalogue.
    pub fn new(options: &FaceOptions) -> Result<Self, FaceError> {
        let window = KioskWindow::new()?;
        let (width, height) = options.size;
        let theme = window.global::<Theme>();
        theme.set_mm(
            options
                .px_per_mm
                .unwrap_or_else(|| usual_density(width as f32)),
        );
        theme.set_window_width(width as f32);
        theme.set_window_height(height as f32);
        let (family, leading) = family();
        theme.set_family(family.into());
        theme.set_leading(leading);
        window.window().set_size(PhysicalSize::new(width, height));
        window.window().set_fullscreen(options.fullscreen);

        let face = Self {
            gallery: RefCell::default(),
            taps: Taps::default(),
            keys: Rc::default(),
            timers: RefCell::default(),
            shown: Cell::new(Shown::Nothing),
            incomplete: RefCell::default(),
            size: options.size,
            window,
        };
        face.connect();
        if options.px_per_mm.is_none() {
            face.measure_by_width();
        }
        face.set_language(&options.lang)?;
        Ok(face)
    }

    /// A full screen has the width that it has, whatever was configured: a hand's millimetres follow it.
    fn measure_by_width(&self) {
        let weak = self.window.as_weak();
        self.window.on_resized(move |width| {
            if let Some(window) = weak.upgrade() {
                window.global::<Theme>().set_mm(usual_density(width));
            }
        });
    }

    fn connect(&self) {
        adapters::connect(&self.window, &self.taps);
        self.window
            .global::<Measure>()
            .on_longest_word(|text| longest_word(&text).into());
        let keys = Rc::clone(&self.keys);
        self.window.on_key_typed(move |text: SharedString, shift| {
            if MODIFIERS
                .into_iter()
                .any(|key| SharedString::from(key) == text)
            {
                return;
            }
            let listener = keys.borrow().clone();
            if let Some(listener) = listener {
                listener(&text, shift);
            }
        });
    }

    /// Where pictures of the store come from: read and decoded on a thread of their own. A screen waits for one as
    /// long as `patience`, then it is shown without; `wake` is called, on that thread, when the picture has come, and
    /// [`Face::pictures_came`] is to be called on this one.
    ///
    /// # Errors
    /// When no thread can be started: then pictures of the store show their placeholders.
    pub fn pictures_from(
        &self,
        files: Box<dyn PictureFiles>,
        patience: Duration,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<()> {
        let darkroom = gallery::Darkroom::open(files, wake)?;
        self.gallery.borrow_mut().develop_in(darkroom, patience);
        Ok(())
    }

    /// Shows a screen, or brings the one that is shown up to date.
    pub fn show(&self, screen: &Screen) {
        let window = &self.window;
        let mut gallery = self.gallery.borrow_mut();
        let gallery = &mut *gallery;
        let size = match window.window().size() {
            size if size.width > 0 && size.height > 0 => (size.width, size.height),
            _ => self.size,
        };
        gallery.begin(size);
        let shown = adapters::show(window, gallery, screen);
        gallery.finish();
        let incomplete = gallery.waits().then(|| screen.clone());
        *self.incomplete.borrow_mut() = incomplete;
        window.set_shown(shown);
        let before = self.shown.replace(shown);
        if before != shown {
            adapters::clear(window, before);
        }
    }

    /// A picture that the screen went without is there.
    pub fn pictures_came(&self) {
        let screen = self.incomplete.take();
        if let Some(screen) = screen {
            self.show(&screen);
        }
    }

    /// Has pictures made ready that a touch may bring.
    pub fn expect(&self, expected: &[Expected]) {
        self.gallery.borrow_mut().expect(expected);
    }

    /// The pictures of the store that turned out unfit to be shown since this was asked last.
    #[must_use]
    pub fn unreadable_pictures(&self) -> Vec<UnreadablePicture> {
        self.gallery.borrow_mut().unreadable()
    }

    /// What a voice says for the screen that is shown, in its language; empty before the first.
    #[must_use]
    pub fn spoken(&self) -> String {
        adapters::spoken(&self.window, self.shown.get()).into()
    }

    /// What a voice says of a change that comes soon.
    #[must_use]
    pub fn reminder(&self, soon: &Soon) -> String {
        adapters::reminder(&self.window, soon).into()
    }

    /// How screens look from now on.
    pub fn set_look(&self, look: &Look) {
        let theme = self.window.global::<Theme>();
        theme.set_text_scale(f32::from(look.text_percent.clamp(100, 150)) / 100.0);
        theme.set_high_contrast(look.high_contrast);
        theme.set_left_handed(look.left_handed);
        theme.set_still(look.still);
        self.window.global::<Voice>().set_speaks(look.speaks);
    }

    /// For designers and tests: no word and no number is drawn, and everything must still be found.
    pub fn hide_text(&self, hide: bool) {
        self.window.global::<Theme>().set_hide_text(hide);
    }

    /// For tests: every text has a ruler beside it, as high as its letters are drawn.
    pub fn show_rulers(&self, show: bool) {
        self.window.global::<Theme>().set_rulers(show);
    }

    /// Who is told about every tap. A later listener takes the place of the earlier one.
    pub fn on_tap(&self, listener: impl Fn(Tap) + 'static) {
        self.taps.listen(listener);
    }

    /// Who is told about every key: its text as the keyboard layout makes it, and whether Shift
    /// was held. A scanner that types arrives here, whatever was touched last.
    pub fn on_key(&self, listener: impl Fn(&str, bool) + 'static) {
        *self.keys.borrow_mut() = Some(Rc::new(listener));
    }

    /// Changes the language of every word at once.
    ///
    /// # Errors
    /// [`FaceError::Language`] when there is no catalogue; the language stays as it was.
    pub fn set_language(&self, lang: &str) -> Result<(), FaceError> {
        if !LANGUAGES.contains(&lang) {
            return Err(FaceError::Language(lang.to_owned()));
        }
        slint::select_bundled_translation(lang).map_err(|_| FaceError::Language(lang.to_owned()))
    }

    /// Calls `tick` every `period`, on this thread, as long as the face lives.
    pub fn every(&self, period: Duration, tick: impl FnMut() + 'static) {
        let timer = Timer::default();
        timer.start(TimerMode::Repeated, period, tick);
        self.timers.borrow_mut().push(timer);
    }

    /// Opens the window and stays until [`close_faces`] or the window's own end.
    ///
    /// # Errors
    /// [`FaceError::Screen`] when the screen cannot be opened or is lost.
    pub fn run(&self) -> Result<(), FaceError> {
        Ok(self.window.run()?)
    }

    /// Opens the window without waiting; somebody else runs the event loop.
    ///
    /// # Errors
    /// [`FaceError::Screen`] when the screen cannot be opened.
    pub fn open(&self) -> Result<(), FaceError> {
        Ok(self.window.show()?)
    }

    /// The window of the toolkit, for tests that look for elements or take pictures.
    #[doc(hidden)]
    #[must_use]
    pub fn component(&self) -> &impl ComponentHandle {
        &self.window
    }
}

/// Ends [`Face::run`] after what is under way.
///
/// # Errors
/// [`FaceError::Gone`] when no face runs.
pub fn close_faces() -> Result<(), FaceError> {
    Ok(slint::quit_event_loop()?)
}

/// Lets another thread do something on the face's thread, at its next turn.
///
/// # Errors
/// [`FaceError::Gone`] when no face runs.
pub fn on_face_thread(work: impl FnOnce() + Send + 'static) -> Result<(), FaceError> {
    Ok(slint::invoke_from_event_loop(work)?)
}

/// Pixels of one millimetre of the usual panel of a width: 800 px on 152.4 mm (7"), 1280 px on 217.6 mm (10.1"), 1920 px
/// on 344 mm (15.6").
pub(crate) fn usual_density(width: f32) -> f32 {
    if width < 1024.0 {
        5.25
    } else if width < 1600.0 {
        5.88
    } else {
        5.58
    }
}

/// The longest word, as far as it is kept together: a hyphen ends one.
fn longest_word(text: &str) -> &str {
    text.split([' ', '-', '\u{a0}', '\n'])
        .max_by_key(|word| word.chars().count())
        .unwrap_or_default()
}

/// The first family that this machine has, and its leading; empty lets the toolkit choose.
fn family() -> (&'static str, f32) {
    let mut fonts = slint::fontique_011::shared_collection();
    FAMILIES
        .into_iter()
        .find(|(family, _)| fonts.family_id(family).is_some())
        .unwrap_or(("", 1.0))
}
