//! What the engine hands to the face: plain facts of one screen each, without a toolkit's types.
//!
//! Names, titles and step words come from data in the person's language; every other word on a
//! screen is the face's own (catalogue `assets/i18n`). Times are ready to be read: `8:52`.

mod look;
mod mine;
mod participant;
mod staff;
mod work;

use std::sync::Arc;

use stupen_media::PictureKind;

pub use look::{Look, TimeLeft, TimerShape};
pub use mine::{
    AnswerView, Answered, AskView, Asking, Mark, MineCard, MineCardView, MineThing, MineView,
    PickView, Picking, Wish,
};
pub use participant::{
    BreakTimer, BreakView, CardState, ChoiceView, DayCard, EnrolState, GoodbyeView, HelloView,
    HelpView, MessageKind, MessageView, NextThing, Offer, StuckCause, StuckView, UnenrolledView,
    WaitingView,
};
pub(in crate::ui) use staff::each_word;
pub use staff::{
    Action, Bar, Chip, Counted, Curve, DeviceView, Head, HelpCall, Level, Line, LinesView,
    MarkView, MatrixView, Named, Notice, NoticeKind, Pair, PairsView, Say, Skill, StaffDoorView,
    StaffScreen, StaffTap, StaffTone, TellView, Tile, TileStyle, TilesView, TimeView, Word,
    WriteView,
};

pub use work::{
    ChecklistView, FinishedView, FreeView, QuestionView, Soon, SoonKind, StepView, Thing, Tick,
    ToolsView,
};

/// A picture from wherever it lies. One that cannot be read shows a placeholder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Picture {
    /// Nothing to show: people get the outline of a person, things a question mark.
    #[default]
    None,
    /// An id of `pictograms/index.toml`; those travel inside the program.
    Pictogram(String),
    /// The bytes of an SVG file (drawings of packs, drawn portraits).
    Svg(Arc<[u8]>),
    /// The bytes of a PNG file (photographs).
    Png(Arc<[u8]>),
    /// The bytes of a JPEG file (photographs).
    Jpeg(Arc<[u8]>),
    /// A file of the kiosk's store, by its hash: read and decoded beside the window's thread.
    Stored(Arc<str>),
}

impl Picture {
    /// A pictogram of the set by its id.
    #[must_use]
    pub fn pictogram(id: &str) -> Self {
        Self::Pictogram(id.to_owned())
    }

    /// A picture from a file's bytes, whatever it is; nothing where there are none.
    #[must_use]
    pub fn of_file(bytes: Arc<[u8]>) -> Self {
        if bytes.is_empty() {
            return Self::None;
        }
        match PictureKind::of(&bytes) {
            PictureKind::Svg => Self::Svg(bytes),
            PictureKind::Png => Self::Png(bytes),
            PictureKind::Jpeg => Self::Jpeg(bytes),
        }
    }
}

/// How large a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It leads the screen, alone or as one of so many.
    Lead(usize),
    /// A card: a person, an answer, a tool.
    Card,
    /// A small one among others.
    Tile,
}

impl Place {
    /// Where the pictures of a clip take turns: each leads alone; those of a long one are made smaller, so that a film
    /// of photographs does not fill the memory.
    pub fn of_clip(frames: usize) -> Self {
        Place::Lead(if frames > CLIP_FRAMES_LARGE { 2 } else { 1 })
    }
}

/// Frames of a clip that are kept as large as they are shown.
const CLIP_FRAMES_LARGE: usize = 6;

/// A picture that a touch may bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The picture.
    pub picture: Picture,
    /// Where it will be.
    pub place: Place,
}

/// A picture of the store that turned out not to be fit to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadablePicture {
    /// Its hash.
    pub hash: String,
    /// What is wrong.
    pub problem: String,
}

/// Whose screen it is: the name to be called by, and the own picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Name to be called by.
    pub name: String,
    /// Portrait, or the pictogram that the person chose instead.
    pub picture: Picture,
}

/// One screen with all that stands on it.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// Nobody is here.
    Waiting(WaitingView),
    /// Somebody has arrived.
    Hello(HelloView),
    /// Work, break or home?
    Choice(ChoiceView),
    /// A break is on.
    Break(BreakView),
    /// One step of an operation, or a group of steps.
    Step(StepView),
    /// All steps at once.
    Checklist(ChecklistView),
    /// Work without steps.
    Free(FreeView),
    /// A question of the pack.
    Question(QuestionView),
    /// What has to lie ready.
    Tools(ToolsView),
    /// Done and counted.
    Finished(FinishedView),
    /// One's own page.
    Mine(MineView),
    /// One card of it.
    MineCard(MineCardView),
    /// Really?
    Ask(AskView),
    /// Choosing one's own picture.
    Pick(PickView),
    /// What staff answered.
    Answer(AnswerView),
    /// Going home.
    Goodbye(GoodbyeView),
    /// Help was called.
    HelpComing(HelpView),
    /// Something did not go as usual.
    Message(MessageView),
    /// The PIN pad.
    StaffDoor(StaffDoorView),
    /// Behind the staff door.
    Staff(StaffScreen),
    /// Not connected to an office.
    Unenrolled(UnenrolledView),
    /// It cannot work at all.
    Stuck(StuckView),
}

/// What a hand asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// "I have come" (choice, when the clock is suspect).
    Arrive,
    /// Work (choice), back to work (break).
    Work,
    /// A break or lunch (choice, finished).
    Break,
    /// Going home (choice).
    Home,
    /// The next step.
    Next,
    /// The step before.
    Back,
    /// Call for help (step, message).
    Help,
    /// The last step is done: count.
    Done,
    /// Say the step again.
    Repeat,
    /// This piece is broken.
    Defect,
    /// Tick a row of the checklist, or take the tick back, by its place in [`ChecklistView::ticks`].
    Tick(usize),
    /// Answer the pack's question, by the place in [`QuestionView::answers`].
    Answer(usize),
    /// The own page (choice).
    Mine,
    /// A card of it.
    MineCard(MineCard),
    /// Say one thing of a card, by its place in [`MineCardView::things`].
    Hear(usize),
    /// A wish.
    Wish(Wish),
    /// "I forgot my badge" (waiting).
    Forgot,
    /// "That is not me" (hello, choice).
    NotMe,
    /// Another picture of one's own (own page).
    ChoosePicture,
    /// This one, by its place in [`PickView::things`].
    Pick(usize),
    /// This page of pictures, of a card or of a checklist, from 0.
    Page(usize),
    /// Yes (ask).
    Yes,
    /// No (ask).
    No,
    /// How the day was, 1 to 5.
    Mood(u8),
    /// On from hello, finished, help and messages.
    GoOn,
    /// Leave this screen (goodbye, staff door, staff page).
    Leave,
    /// Whatever only staff may ask for.
    Staff(StaffTap),
    /// End the program (staff's page of the machine).
    CloseProgram,
    /// End the program and begin it anew (staff's page of the machine, stuck).
    RestartProgram,
    /// Say the screen aloud.
    Speak,
}

impl Screen {
    /// Whether something that should be seen is not there, so that the screen says to ask for help.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        match self {
            Self::Step(view) => view.broken,
            Self::Checklist(view) => view.broken,
            Self::Free(view) => view.broken,
            Self::Question(view) => view.broken,
            Self::Tools(view) => view.broken,
            _ => false,
        }
    }
}
