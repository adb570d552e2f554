//! The views behind the staff door, and what a hand may ask for there.

use super::Person;

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
    /// No step cards have arrived.
    NoPack,
    /// The office refuses this kiosk.
    ServerRefuses,
    /// The office shows another key than the pinned one.
    ServerKeyChanged,
    /// The office was never reached.
    NeverSynced,
}

/// A notice for staff with what the part itself said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is.
    pub kind: NoticeKind,
    /// A file, a device, a reason; may be empty.
    pub detail: String,
}

/// Behind the staff door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffView {
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
}

/// One screen behind the staff door.
#[derive(Clone, Debug, PartialEq)]
pub enum StaffScreen {
    /// This machine, and who calls for help.
    Device(StaffView),
}

/// What a member of staff asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffTap {
    /// A digit of the PIN.
    PinDigit(u8),
    /// Take the last digit back.
    PinErase,
    /// Try the PIN.
    PinEnter,
    /// "I am coming": acknowledge this call, by its place in [`StaffView::calls`].
    AcknowledgeHelp(usize),
}
