//! The screens of work: steps, checklists, work without steps, questions, tools.

use super::{Person, Picture, TimeLeft};

/// What comes soon, shown small beside the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soon {
    /// Break, lunch, work again or home.
    pub what: SoonKind,
    /// Minutes until then, rounded up; 0 when it is now.
    pub minutes: u32,
}

/// The changes of a day that are told beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoonKind {
    /// A short rest.
    Break,
    /// Lunch.
    Lunch,
    /// The end of either.
    Work,
    /// The end of the day.
    Home,
}

/// One step of an operation, or one card with a group of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepView {
    /// Who works.
    pub person: Person,
    /// Which card, from 0.
    pub index: usize,
    /// How many cards there are.
    pub steps: usize,
    /// This card ends the piece: it shows "Done".
    pub last: bool,
    /// The pictures that lead, in their order.
    pub pictures: Vec<Picture>,
    /// Milliseconds of each picture when they are a clip; several pictures side by side otherwise.
    pub clip_ms: Option<Vec<u32>>,
    /// A picture or a safety sign is not there or cannot be read: the card says to ask, and a sign stands in its place.
    pub broken: bool,
    /// One verb.
    pub verb: String,
    /// At most nine more words.
    pub words: String,
    /// How many things the step is about, as dots; 0 shows none.
    pub quantity: u32,
    /// What is said aloud; empty says verb and words.
    pub speech: String,
    /// A voice is there and wanted: the key that repeats it is shown.
    pub speaks: bool,
    /// The first step has nothing to go back to.
    pub back_allowed: bool,
    /// The key for a broken piece: on every card but that of putting it aside.
    pub defect_allowed: bool,
    /// Help was called already.
    pub help_called: bool,
    /// Pieces counted so far.
    pub count: u32,
    /// Pictures of the safety slot (up to four).
    pub safety: Vec<Picture>,
    /// The visual timer, only for whoever has chosen one: what is left of the norm.
    pub timer: Option<TimeLeft>,
    /// What comes soon.
    pub soon: Option<Soon>,
}

/// A row of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// The step's picture.
    pub picture: Picture,
    /// Verb and words.
    pub label: String,
    /// Ticked.
    pub done: bool,
}

/// All steps on one screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChecklistView {
    /// Who works.
    pub person: Person,
    /// The operation's title.
    pub title: String,
    /// The steps in order.
    pub ticks: Vec<Tick>,
    /// The page that is open, from 0; the last where there are fewer.
    pub page: usize,
    /// A picture or a safety sign is not there or cannot be read.
    pub broken: bool,
    /// A voice is there and wanted.
    pub speaks: bool,
    /// The key for a broken piece.
    pub defect_allowed: bool,
    /// Help was called already.
    pub help_called: bool,
    /// Pieces counted so far.
    pub count: u32,
    /// Pictures of the safety slot.
    pub safety: Vec<Picture>,
    /// What is left of the norm, for whoever has chosen to see it.
    pub timer: Option<TimeLeft>,
    /// What comes soon.
    pub soon: Option<Soon>,
}

/// Work without steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FreeView {
    /// Who works.
    pub person: Person,
    /// The operation's picture.
    pub picture: Picture,
    /// The picture or a safety sign is not there or cannot be read.
    pub broken: bool,
    /// The operation's title.
    pub title: String,
    /// A voice is there and wanted.
    pub speaks: bool,
    /// The key for a broken piece.
    pub defect_allowed: bool,
    /// The last piece may be taken back.
    pub back_allowed: bool,
    /// Help was called already.
    pub help_called: bool,
    /// Pieces counted so far.
    pub count: u32,
    /// Pictures of the safety slot.
    pub safety: Vec<Picture>,
    /// What is left of the norm, for whoever has chosen to see it.
    pub timer: Option<TimeLeft>,
    /// What comes soon.
    pub soon: Option<Soon>,
}

/// A thing with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thing {
    /// Its picture.
    pub picture: Picture,
    /// Its name.
    pub name: String,
}

/// What is needed before an operation begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolsView {
    /// Who works.
    pub person: Person,
    /// The operation's title.
    pub title: String,
    /// The tools.
    pub tools: Vec<Thing>,
    /// A picture is not there or cannot be read.
    pub broken: bool,
    /// A voice is there and wanted.
    pub speaks: bool,
    /// Help was called already.
    pub help_called: bool,
    /// What comes soon.
    pub soon: Option<Soon>,
}

/// A question that a pack asks, answered by picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionView {
    /// Who works.
    pub person: Person,
    /// What it is about.
    pub picture: Picture,
    /// A picture or a safety sign is not there or cannot be read.
    pub broken: bool,
    /// The question.
    pub words: String,
    /// What is said aloud; empty says the words.
    pub speech: String,
    /// Two to four. Two without pictures of their own are yes and no.
    pub answers: Vec<Thing>,
    /// The answers are yes and no, in this order.
    pub yes_no: bool,
    /// A voice is there and wanted.
    pub speaks: bool,
    /// Back to the step that it is about.
    pub back_allowed: bool,
    /// The key for a broken piece.
    pub defect_allowed: bool,
    /// Pictures of the safety slot.
    pub safety: Vec<Picture>,
    /// Help was called already.
    pub help_called: bool,
    /// What comes soon.
    pub soon: Option<Soon>,
}

/// One more piece is done and counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FinishedView {
    /// Who.
    pub person: Person,
    /// The operation's picture.
    pub picture: Picture,
    /// The operation's title.
    pub title: String,
    /// Pieces counted today.
    pub count: u32,
    /// A break may be taken now.
    pub break_offered: bool,
    /// Help was called already.
    pub help_called: bool,
    /// The piece may be taken back: a press too much.
    pub back_allowed: bool,
    /// What comes soon.
    pub soon: Option<Soon>,
}
