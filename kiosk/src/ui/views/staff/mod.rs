//! The views behind the staff door, and what a hand may ask for there.
//!
//! Staff's many pages are made of few kinds of view: tiles to choose from, lines to read, a keyboard, a time, marks,
//! something to be told. What stands on them comes from the engine; their words are the face's own ([`Word`]).

mod words;

use super::{Person, Picture};
pub(in crate::ui) use words::each_word;
pub use words::{Counted, Named, Say, Word};

/// The staff door: badge shown, PIN wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffDoorView {
    /// Who stands before it.
    pub person: Person,
    /// How many digits are in (never which).
    pub entered: u8,
    /// How many digits a PIN has.
    pub digits: u8,
    /// The last PIN did not fit.
    pub wrong: bool,
    /// Minutes until the next try, rounded up; 0 when not locked.
    pub locked_minutes: u32,
    /// What is confirmed by it, one line each; nothing where the door is opened.
    pub about: Vec<Say>,
}

/// An open call for help.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelpCall {
    /// Who called.
    pub person: Person,
    /// Since when: `8:49`.
    pub since: String,
    /// At which station; may be empty.
    pub place: String,
}

/// What staff should know about this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// The scanner is unplugged.
    ScannerMissing,
    /// No sound comes out.
    SoundMissing,
    /// Lamp, buzzer or button do not answer.
    LampMissing,
    /// The disk is full.
    DiskFull,
    /// The clock is suspect.
    ClockSuspect,
    /// A damaged file was set aside and kept.
    SetAside,
    /// The log has lost its newest entries.
    EntriesLost,
    /// A picture or a recording of a pack cannot be used.
    BadMedia {
        /// The step that names it, from 1; 0 where none does.
        step: u32,
    },
    /// A portrait is damaged here, and is fetched again.
    WornPortrait,
    /// No step cards have arrived.
    NoPack,
    /// The office refuses what this kiosk asks; the detail is its code.
    ServerRefuses,
    /// The office has revoked this kiosk: it goes on recording, and what it records waits for review.
    Revoked,
    /// This kiosk is not enrolled at that office.
    OfficeKnowsNot,
    /// The office's disk is full.
    OfficeDiskFull,
    /// Something failed at the office.
    OfficeFailed,
    /// The office does not take some entries of this kiosk.
    EntriesRefused,
    /// The office shows another key than the pinned one.
    ServerKeyChanged,
    /// The office was never reached.
    NeverSynced,
    /// A pack is on its way.
    PackComing {
        /// Files that are still to come.
        files: u32,
    },
    /// A pack that was on its way is here, whole.
    PackReady,
}

impl NoticeKind {
    /// Whether it is about a file that cannot be shown or played.
    #[must_use]
    pub fn is_of_bad_media(self) -> bool {
        matches!(self, Self::BadMedia { .. } | Self::WornPortrait)
    }
}

/// A notice for staff with what the part itself said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is.
    pub kind: NoticeKind,
    /// A file, a device, a reason; may be empty.
    pub detail: String,
}

/// This machine: what waits to be sent, what is broken, and the way out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceView {
    /// Who is in.
    pub person: Person,
    /// Entries that the office does not have yet.
    pub unsent: u32,
    /// The office is reached now.
    pub online: bool,
    /// When it was last reached.
    pub last_sync: Option<String>,
    /// Open calls, oldest first; as many are shown as there is room for.
    pub calls: Vec<HelpCall>,
    /// Notices, gravest first; as many are shown as there is room for.
    pub notices: Vec<Notice>,
    /// How loud this kiosk is, in per cent of what the devices can.
    pub volume_percent: u16,
    /// Until when nothing sounds here; nothing where staff have not asked for that.
    pub quiet_until: Option<String>,
}

/// What stands above a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Whom or what the page is about.
    pub picture: Picture,
    /// Whether the picture is a person's.
    pub person: bool,
    /// The name, or the question.
    pub title: Say,
    /// A smaller line below; may be empty.
    pub note: Say,
    /// Whose page it is, where the picture shows a thing.
    pub owner: Option<Picture>,
}

/// What a colour means on staff's pages; never alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StaffTone {
    /// Nothing to say by colour.
    #[default]
    Plain,
    /// Go on, or under way.
    Now,
    /// In, done, good.
    Done,
    /// On a break, or soon.
    Rest,
    /// At home, away with leave.
    Home,
    /// Somebody or something waits for staff.
    Help,
    /// Over.
    Past,
}

/// How tiles look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TileStyle {
    /// A picture beside two lines: people, sections.
    #[default]
    Wide,
    /// A picture above its word: choosing by picture.
    Tall,
    /// Words alone: ready phrases, days.
    Words,
    /// A picture above its word, for a participant's hand.
    Large,
}

/// One thing to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    /// The picture that leads.
    pub picture: Picture,
    /// A small sign at the edge: where somebody is, what waits. None shows nothing.
    pub sign: Option<Picture>,
    /// Its name.
    pub label: Say,
    /// A smaller line; may be empty.
    pub note: Say,
    /// What it means.
    pub tone: StaffTone,
    /// It holds already.
    pub chosen: bool,
}

/// A key that filters a page, with how many it leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chip {
    /// What it leaves.
    pub picture: Picture,
    /// In words, for a screen reader.
    pub label: Say,
    /// How many.
    pub count: u32,
    /// It is on.
    pub chosen: bool,
}

/// A key below a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Action {
    /// What it does.
    pub label: Say,
    /// The same as a picture.
    pub picture: Picture,
    /// What it means.
    pub tone: StaffTone,
    /// The main one is filled.
    pub main: bool,
}

/// Tiles to choose from: the board, a person's card, every question that is answered by picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TilesView {
    /// What stands above.
    pub head: Head,
    /// Keys that filter; may be none.
    pub chips: Vec<Chip>,
    /// How the tiles look.
    pub style: TileStyle,
    /// All tiles; as many are shown as there is room for.
    pub tiles: Vec<Tile>,
    /// Which page of them, from 0.
    pub page: usize,
    /// Keys below; may be none. For a participant's hand they stand beside the question.
    pub actions: Vec<Action>,
    /// They stand below also for a participant's hand, the first of them in its corner.
    pub below: bool,
    /// What a voice says of the page instead of the question: the answer that was touched. Nothing says the question.
    pub heard: Say,
}

/// One line to read, or to touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub picture: Picture,
    /// What it says.
    pub label: Say,
    /// A smaller line; may be empty.
    pub note: Say,
    /// What stands at its end; may be empty.
    pub value: Say,
    /// What it means.
    pub tone: StaffTone,
    /// It may be touched.
    pub opens: bool,
    /// A touch opens nothing: it changes what stands here, at once.
    pub turns: bool,
}

/// One bar of a curve.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// How much: seconds for a piece.
    pub value: u32,
    /// When, short: `12.11`.
    pub day: String,
}

/// How the time for a piece went, run by run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// What is drawn.
    pub title: Say,
    /// The same in words, for whoever does not see it.
    pub told: Say,
    /// The oldest first.
    pub bars: Vec<Bar>,
    /// The norm, in the same measure, where there is one, and its words.
    pub norm: Option<(u32, Say)>,
}

/// Lines: what is known, what waits, what is about to be recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinesView {
    /// What stands above.
    pub head: Head,
    /// All lines; as many are shown as there is room for.
    pub lines: Vec<Line>,
    /// Which page of them, from 0.
    pub page: usize,
    /// What is said when there are none.
    pub nothing: Say,
    /// Keys below; may be none.
    pub actions: Vec<Action>,
    /// What is drawn beside the lines; may be nothing.
    pub curve: Option<Curve>,
    /// Each line takes two rows, though nothing of it is to touch.
    pub roomy: bool,
}

/// Words are written with the keyboard on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteView {
    /// What stands above: the question.
    pub head: Head,
    /// What is written so far.
    pub text: String,
    /// Ready phrases to begin with; may be none.
    pub phrases: Vec<String>,
    /// Which page of them, from 0.
    pub page: usize,
    /// The keyboard is shown rather than the phrases.
    pub keyboard: bool,
    /// Latin letters rather than Cyrillic.
    pub latin: bool,
    /// Digits and signs rather than letters.
    pub signs: bool,
    /// The next letter is a capital.
    pub capital: bool,
    /// What is written may be taken as it is.
    pub ready: bool,
}

/// A time of the day is set with large keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeView {
    /// What stands above: the question.
    pub head: Head,
    /// The hour.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
    /// Times that are likely: `15:00`, with their reason.
    pub likely: Vec<Tile>,
}

/// One described level of a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Its picture.
    pub picture: Picture,
    /// What it means.
    pub label: Say,
    /// It is the mark now.
    pub chosen: bool,
}

/// One criterion is marked by the consultant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkView {
    /// What stands above: the criterion.
    pub head: Head,
    /// The levels, best first.
    pub levels: Vec<Level>,
    /// What the last two weeks show, and the last mark.
    pub evidence: Vec<Line>,
}

/// One criterion with both marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// The criterion's picture.
    pub picture: Picture,
    /// Its name.
    pub label: Say,
    /// The participant's own mark; `None` when they did not wish to mark.
    pub own: Option<Picture>,
    /// The consultant's.
    pub staff: Option<Picture>,
}

/// Both marks side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairsView {
    /// What stands above.
    pub head: Head,
    /// The participant's picture above the first column, the consultant's above the second.
    pub people: (Picture, Picture),
    /// A line for each criterion.
    pub pairs: Vec<Pair>,
    /// Which page of them, from 0.
    pub page: usize,
    /// Keys below.
    pub actions: Vec<Action>,
    /// The participant looks at it: no words but the criterion's, keys for their hand.
    pub participant: bool,
}

/// Something is told, or waited for: a picture, words, keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TellView {
    /// Whose page it is.
    pub person: Person,
    /// What colour it has.
    pub tone: StaffTone,
    /// The picture that leads.
    pub picture: Picture,
    /// The largest words.
    pub title: Say,
    /// Words below, one line each.
    pub words: Vec<Say>,
    /// What belongs to it, by picture and in short words: when, where, what was said.
    pub facts: Vec<(Picture, Say)>,
    /// The same as a voice says it, where that is more than there is room for; else what is written is said.
    pub heard: Vec<Say>,
    /// A second picture with what was agreed.
    pub agreed: Option<(Picture, Say)>,
    /// Which one of how many: the first breach of three; more than that many: "3 and 1 more".
    pub count: Option<(u8, u8)>,
    /// What comes after it, by picture and in short words.
    pub follows: Option<(Picture, Say)>,
    /// The same as a voice says it.
    pub follows_heard: Say,
    /// Keys below.
    pub actions: Vec<Action>,
    /// The participant looks at it: keys for their hand.
    pub participant: bool,
}

/// Who can do what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixView {
    /// What stands above.
    pub head: Head,
    /// The operations, across.
    pub operations: Vec<(Picture, String)>,
    /// People, down, with how far they are on each operation.
    pub people: Vec<(Person, Vec<Skill>)>,
    /// Which page, from 0.
    pub page: usize,
    /// Keys below.
    pub actions: Vec<Action>,
}

/// How far somebody is with an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Skill {
    /// May not do it.
    Barred,
    /// Never tried.
    #[default]
    New,
    /// On the way.
    Learning,
    /// Has made many, or works without prompts.
    Experienced,
}

/// One screen behind the staff door.
#[derive(Clone, Debug, PartialEq)]
pub enum StaffScreen {
    /// This machine, and who calls for help.
    Device(DeviceView),
    /// Tiles to choose from.
    Tiles(TilesView),
    /// Lines to read or to touch.
    Lines(LinesView),
    /// Words to write.
    Write(WriteView),
    /// A time to set.
    Time(TimeView),
    /// A criterion to mark.
    Mark(MarkView),
    /// Both marks side by side.
    Pairs(PairsView),
    /// Something told, or waited for.
    Tell(TellView),
    /// Who can do what.
    Matrix(MatrixView),
}

impl StaffScreen {
    /// Whether a participant's hand touches it: its keys are as large as theirs.
    #[must_use]
    pub fn for_participant(&self) -> bool {
        match self {
            Self::Tiles(view) => view.style == TileStyle::Large,
            Self::Pairs(view) => view.participant,
            Self::Tell(view) => view.participant,
            Self::Device(_)
            | Self::Lines(_)
            | Self::Write(_)
            | Self::Time(_)
            | Self::Mark(_)
            | Self::Matrix(_) => false,
        }
    }
}

/// What a member of staff asked for. A number is a place on the page that is shown, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffTap {
    /// A digit of the PIN.
    PinDigit(u8),
    /// Take the last digit back.
    PinErase,
    /// "I am coming": acknowledge this call, by its place in [`DeviceView::calls`].
    AcknowledgeHelp(usize),
    /// One page back.
    Back,
    /// A tile.
    Tile(usize),
    /// A key that filters.
    Chip(usize),
    /// A line.
    Line(usize),
    /// A key below.
    Action(usize),
    /// Turn to this page.
    Page(usize),
    /// A described level.
    Level(usize),
    /// Write this.
    Type(char),
    /// Take the last sign back.
    Erase,
    /// A ready phrase.
    Phrase(usize),
    /// Between phrases and keyboard.
    Keyboard,
    /// Between Cyrillic and Latin.
    Letters,
    /// Between letters and signs.
    Signs,
    /// A capital, or not.
    Capital,
    /// What is written, or the time that is set, is right.
    Ready,
    /// So many minutes later or earlier.
    Minutes(i32),
}

impl StaffTap {
    /// Keys that a hand may strike quickly one after the other: each strike counts.
    #[must_use]
    pub fn is_struck(self) -> bool {
        matches!(
            self,
            Self::PinDigit(_)
                | Self::PinErase
                | Self::Type(_)
                | Self::Erase
                | Self::Signs
                | Self::Capital
                | Self::Minutes(_)
        )
    }
}
