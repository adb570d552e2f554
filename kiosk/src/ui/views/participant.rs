//! The views of whoever works here: hello, choice, work, break, goodbye, and what is not as usual.

use super::{Person, Picture, Thing, TimeLeft};

/// Where a card of the day strip stands in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardState {
    /// Over: grey.
    Past,
    /// Under way: outlined.
    Now,
    /// Still to come.
    Next,
}

/// One card of the day strip; seven to nine make a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCard {
    /// What it is.
    pub picture: Picture,
    /// When it begins: `10:30`.
    pub time: String,
    /// Past, now or next.
    pub state: CardState,
    /// What it is, in words, for a screen reader.
    pub label: String,
}

/// Nobody is here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitingView {
    /// The time: `8:52`.
    pub clock: String,
    /// 1 = Monday … 7 = Sunday; 0 shows no day.
    pub weekday: u8,
    /// The day strip.
    pub cards: Vec<DayCard>,
    /// The office cannot be reached; shown small and calm.
    pub offline: bool,
    /// The clock was set by hand (`--clock`); said on the screen.
    pub clock_is_set: bool,
    /// No badge can be read: the scanner is pulled out or missing.
    pub unread: bool,
}

/// What comes next: a picture and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextThing {
    /// Picture of the operation.
    pub picture: Picture,
    /// Its title.
    pub title: String,
    /// The station where that is done, where one is set up.
    pub place: Option<Thing>,
}

/// Somebody has arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelloView {
    /// Who.
    pub person: Person,
    /// The time that was recorded.
    pub time: String,
    /// After the grace: greeted as kindly, in other words.
    pub late: bool,
    /// What comes next, when something is planned.
    pub next: Option<NextThing>,
    /// Help was called already.
    pub help_called: bool,
    /// The day strip.
    pub cards: Vec<DayCard>,
}

/// What a person may choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// "I have come": only asked when the clock is suspect.
    Arrive,
    /// Work.
    Work,
    /// A break.
    Break,
    /// Lunch (the same tap as a break, with its own picture).
    Lunch,
    /// Going home.
    Home,
    /// One's own page.
    Mine,
}

/// Already in: what now?
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoiceView {
    /// Who.
    pub person: Person,
    /// What is offered, two to four.
    pub offers: Vec<Offer>,
    /// "That is not me" can be said.
    pub doubt: bool,
    /// Help was called already.
    pub help_called: bool,
    /// The clock is suspect, so the kiosk asks rather than guesses.
    pub clock_unsure: bool,
    /// An answer to something that was asked for waits on the own page.
    pub answered: bool,
    /// The station where the work is, where one is set up.
    pub place: Option<Thing>,
    /// The day strip.
    pub cards: Vec<DayCard>,
}

/// A break or lunch is on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BreakView {
    /// Who.
    pub person: Person,
    /// Lunch rather than a break.
    pub lunch: bool,
    /// How the break goes, when its end is planned.
    pub timer: Option<BreakTimer>,
    /// Help was called already.
    pub help_called: bool,
}

/// A break with a planned end.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakTimer {
    /// When it ends: `10:45`.
    pub until: String,
    /// Minutes left, rounded up; 0 when it is over.
    pub minutes_left: u32,
    /// What is left of it, for whoever wants to see it.
    pub time: Option<TimeLeft>,
}

/// Going home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoodbyeView {
    /// Who.
    pub person: Person,
    /// The time that was recorded.
    pub time: String,
    /// When to come again (`завтра, 9:00`), when it is known.
    pub again: Option<String>,
    /// Ask how the day was.
    pub asks_mood: bool,
    /// The mood that was chosen, 1 to 5.
    pub mood: Option<u8>,
}

/// Help was called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelpView {
    /// Who called, when that is known.
    pub person: Option<Person>,
    /// Staff has acknowledged the call.
    pub seen: bool,
    /// Who comes, when that is known.
    pub helper: Option<Person>,
    /// Going on means working on.
    pub working: bool,
}

/// What did not go as usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageKind {
    /// A badge of this kind, but nobody's here.
    #[default]
    UnknownBadge,
    /// A badge that was replaced.
    RevokedBadge,
    /// A badge that was misread, or nothing that can be read.
    Unreadable,
    /// Some other code: a ticket, a shop's label, a web address.
    OtherCode,
    /// The same badge within seconds.
    DoubleScan,
    /// The entry could not be stored.
    DiskFull,
    /// A device does not work.
    DeviceBroken,
    /// No badge can be read: the scanner is pulled out or missing.
    ScannerAway,
    /// The person has no enrolment here today.
    NotEnrolled,
    /// The person's enrolment here has ended; staff were told that they are here.
    WorkEnded,
    /// No operation is assigned.
    NoTask,
    /// The clock is suspect and staff must set it.
    ClockAsks,
    /// What the office knows is still on its way here.
    OneMoment,
    /// The wish to talk was passed on.
    TalkTold,
    /// The wish to join in was passed on.
    JoinTold,
    /// The wish to leave was passed on.
    LeaveTold,
    /// "That is not me" was passed on.
    NotMeTold,
    /// The new picture waits for staff.
    PictureTold,
    /// The badge is at home, and staff are asked to come.
    BadgeForgotten,
    /// A limit of working time is reached: time to go home, if the person wants to.
    TimeHome,
    /// A piece was put aside as faulty.
    PutAside,
}

impl MessageKind {
    /// Nothing goes on before somebody has come: calling them is what to do, and there is time for it.
    #[must_use]
    pub fn needs_staff(self) -> bool {
        match self {
            Self::UnknownBadge
            | Self::RevokedBadge
            | Self::DiskFull
            | Self::DeviceBroken
            | Self::ScannerAway
            | Self::NotEnrolled
            | Self::WorkEnded
            | Self::NoTask
            | Self::ClockAsks
            | Self::BadgeForgotten => true,
            Self::Unreadable
            | Self::OtherCode
            | Self::DoubleScan
            | Self::OneMoment
            | Self::TalkTold
            | Self::JoinTold
            | Self::LeaveTold
            | Self::NotMeTold
            | Self::PictureTold
            | Self::TimeHome
            | Self::PutAside => false,
        }
    }

    /// Something was passed on to staff.
    #[must_use]
    pub fn tells(self) -> bool {
        matches!(
            self,
            Self::TalkTold
                | Self::JoinTold
                | Self::LeaveTold
                | Self::NotMeTold
                | Self::PictureTold
                | Self::WorkEnded
        )
    }
}

/// A picture, short words, and what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageView {
    /// What happened.
    pub kind: MessageKind,
    /// Whose screen it is, when that is known.
    pub person: Option<Person>,
    /// Offer to call for help.
    pub help_offered: bool,
    /// It was called already.
    pub help_called: bool,
    /// Pieces put aside today, where that is told.
    pub aside: u32,
    /// Who was told.
    pub to: Option<Person>,
}

/// How connecting to the office goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnrolState {
    /// Waits for the code.
    #[default]
    Waiting,
    /// Talks to the office.
    Connecting,
    /// The office does not know the code.
    CodeUnknown,
    /// The code was used, or is too old.
    CodeUsedUp,
    /// No answer.
    OfficeNotReached,
    /// The answer was signed by another key than the code names.
    KeyDoesNotFit,
    /// It was connected; who it is cannot be read any more, and it waits for a code as a new one does.
    Lost,
}

/// This kiosk belongs to no office yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnenrolledView {
    /// How it goes.
    pub state: EnrolState,
    /// What was typed so far on a keyboard.
    pub typed: String,
    /// What the machine says, for whoever looks after it.
    pub detail: String,
}

/// Why the kiosk cannot work at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StuckCause {
    /// Its files cannot be opened: the disk, or who may read them.
    #[default]
    Files,
    /// A newer version of the program wrote them.
    Newer,
    /// The disk is full.
    Full,
    /// The settings file has a mistake.
    Settings,
}

/// The kiosk cannot work at all: somebody has to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StuckView {
    /// Why.
    pub cause: StuckCause,
    /// What the machine says, for whoever looks after it.
    pub detail: String,
}
