//! The facts: one struct a kind, as it stands in a payload.
//!
//! A struct here is a promise for ever: fields are only added, and only as optional ones. What must change
//! otherwise becomes a new kind. docs/entries.md describes each for strangers.

mod assessments;
mod breaches;
mod floor;
mod placements;
mod requests;

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::ids::{
    BadgeHash, BlobHash, DeviceId, EnrolmentId, HelpId, OperationId, OrganisationId, PersonId,
    PictureRef, RunId, WorkshopId,
};
use super::{clock_time, entry_refs};
use crate::entry::EntryRef;
use crate::time::Moment;

pub use assessments::*;
pub use breaches::*;
pub use floor::*;
pub use placements::*;
pub use requests::*;

/// A text in both languages of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// Name of the organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganisationSet {
    /// Which organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: Bilingual,
}

/// A workshop and its rules of attendance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkshopSet {
    /// Which workshop.
    pub workshop: WorkshopId,
    /// The organisation it belongs to.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: Bilingual,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Minutes after the start that still count as on time.
    pub late_grace_min: u16,
    /// Seconds within which a second scan of the same badge means nothing.
    pub double_scan_s: u16,
}

/// What a day of the production calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarDayKind {
    /// A public holiday.
    Holiday,
    /// A working day that was moved away and is free.
    MovedOff,
    /// A day off that became a working day.
    MovedWork,
    /// The day before a holiday: one hour shorter by law.
    Short,
}

/// A day that differs from the week's pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The date.
    pub date: NaiveDate,
    /// What it is.
    pub kind: CalendarDayKind,
}

/// The production calendar of one year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarSet {
    /// The year.
    pub year: i32,
    /// Its exceptional days.
    pub days: Vec<CalendarDay>,
}

/// A form or template as data: an assessment scale, the list of regulations, a contact schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormSet {
    /// Which form.
    pub form: String,
    /// Its version; what was filled in names the version it was filled in on.
    pub version: u32,
    /// The form itself, JSON text.
    pub body: String,
}

/// A device may write from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceEnrolled {
    /// The device.
    pub device: DeviceId,
    /// `kiosk`, `server` or `import`.
    pub kind: String,
    /// What staff call it.
    pub name: String,
    /// Ed25519 key, hex.
    pub public_key: String,
    /// Where it stands; absent for the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workshop: Option<WorkshopId>,
}

/// What the device writes from now on waits for review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceRevoked {
    /// The device.
    pub device: DeviceId,
    /// Why: lost, stolen, replaced.
    pub reason: String,
    /// The last entry that counts of each of its streams; what comes later, or in other streams, waits for review,
    /// at every holder alike.
    #[serde(with = "entry_refs::many")]
    pub counted: Vec<EntryRef>,
}

/// A writer begins a new epoch: its store was restored, cloned or set aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochBegun {
    /// The device.
    pub device: DeviceId,
    /// `new`, `restored`, `cloned` or `set_aside`.
    pub because: String,
    /// What could not be recovered, in words for staff; absent when nothing is known to be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
}

/// What the floor may know of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonSet {
    /// Who.
    pub person: PersonId,
    /// The name to be called by.
    pub called: String,
    /// Portrait or chosen pictogram.
    pub picture: PictureRef,
    /// `ru` or `en`.
    pub language: String,
    /// The staff role; absent for a participant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_role: Option<String>,
    /// False once the person is here no more.
    pub active: bool,
}

/// Full name and birth date: never on the floor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonIdentified {
    /// Who.
    pub person: PersonId,
    /// Фамилия.
    pub surname: String,
    /// Имя.
    pub given_name: String,
    /// Отчество, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<String>,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<NaiveDate>,
    /// The organisation's own key of the person: what a roster calls them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster_key: Option<String>,
}

/// Which service an enrolment is for, as far as the kiosk serves it (docs/domain.md section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Professional orientation with trials.
    Orientation,
    /// Temporary employment at the internal site.
    TemporaryEmployment,
}

/// A term of a service begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnrolmentStarted {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// Who.
    pub person: PersonId,
    /// What for.
    pub service: Service,
    /// First day.
    pub from: NaiveDate,
    /// Last agreed day, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// The fixed-term contract behind an enrolment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContractRecorded {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// Who; so that the fact stands with the person.
    pub person: PersonId,
    /// Contract number.
    pub number: String,
    /// First day by contract.
    pub from: NaiveDate,
    /// Last day by contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// Why an enrolment ended: nothing else ends one (docs/domain.md section 2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The participant's own wish.
    OwnWish,
    /// The term is completed.
    TermCompleted,
    /// The dismissal review decided so.
    DismissalReview,
}

/// A term ended, by a person's act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnrolmentEnded {
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// Who; so that the fact stands with the person.
    pub person: PersonId,
    /// Last day.
    pub on: NaiveDate,
    /// Why.
    pub because: EndReason,
    /// The review's decision, where it was one.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "entry_refs::optional"
    )]
    pub decision: Option<EntryRef>,
}

/// A pause of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseKind {
    /// A short rest: counts as working time.
    Break,
    /// Lunch: does not (docs/domain.md section 3).
    Lunch,
}

/// A scheduled pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Break or lunch.
    pub kind: PauseKind,
    /// Local time of its beginning.
    #[serde(with = "clock_time")]
    pub start: NaiveTime,
    /// Local time of its end.
    #[serde(with = "clock_time")]
    pub end: NaiveTime,
}

/// Working hours of some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkHours {
    /// 1 Monday … 7 Sunday.
    pub days: Vec<u8>,
    /// Local time of the start.
    #[serde(with = "clock_time")]
    pub start: NaiveTime,
    /// Local time of the end.
    #[serde(with = "clock_time")]
    pub end: NaiveTime,
    /// Pauses in order.
    #[serde(default)]
    pub pauses: Vec<Pause>,
}

/// A week's pattern, from a date on: of the workshop, or of one person in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleSet {
    /// Whose; absent for the workshop's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// First day it holds.
    pub from: NaiveDate,
    /// The week; a day that no row names is free.
    pub week: Vec<WorkHours>,
}

/// A badge belongs to a person from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BadgeIssued {
    /// Hash of its text.
    pub badge: BadgeHash,
    /// Whose.
    pub person: PersonId,
    /// The last workshop day on which it opens anything, for a spare that is lent; absent where it is theirs for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// A badge opens nothing any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BadgeRevoked {
    /// Hash of its text.
    pub badge: BadgeHash,
    /// Whose it was.
    pub person: PersonId,
    /// `lost`, `replaced`, `left` or words.
    pub reason: String,
}

/// The person came to the workshop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrived {
    /// Who.
    pub person: PersonId,
    /// The badge that was shown; absent when staff let the person in without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<BadgeHash>,
}

/// A break or lunch begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreakStarted {
    /// Who.
    pub person: PersonId,
}

/// Back from a break.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreakEnded {
    /// Who.
    pub person: PersonId,
}

/// The person went home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// Who.
    pub person: PersonId,
}

/// How the day was, said with one of five pictograms when going home. A fact of its own: the going home is
/// recorded first and waits for nobody's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MoodSaid {
    /// Who.
    pub person: PersonId,
    /// 1 very bad … 5 very good.
    pub mood: u8,
}

/// What an attendance mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// Came.
    Arrived,
    /// Went on a break.
    BreakStarted,
    /// Came back from it.
    BreakEnded,
    /// Went home.
    Left,
}

/// A mark of attendance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What happened.
    pub what: MarkKind,
    /// When.
    pub at: Moment,
}

/// A correction: names what it corrects, never overwrites. Also closes a forgotten check-out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttendanceCorrected {
    /// Who.
    pub person: PersonId,
    /// The workshop day that it corrects.
    pub day: NaiveDate,
    /// The entry that does not count any more; absent when a missing mark is added.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "entry_refs::optional"
    )]
    pub corrects: Option<EntryRef>,
    /// The mark that counts instead; absent when the corrected one simply did not happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<Mark>,
    /// Why: a ready reason, or that it is at the office ([`crate::reasons`]).
    pub reason: String,
}

/// Days on which the person is away; the code and the document are for the office alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AbsenceNoted {
    /// Who.
    pub person: PersonId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Whether staff accept it as explained.
    pub excused: bool,
}

/// True time of one boot of a device whose clock was wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockMended {
    /// The device whose entries are mended.
    pub device: DeviceId,
    /// The boot.
    pub boot: String,
    /// The true moment at which that boot's monotonic clock stood at zero.
    pub boot_began_at: Moment,
    /// First workshop day under which the wrong clock wrote.
    pub written_from: NaiveDate,
    /// Last such day.
    pub written_until: NaiveDate,
    /// First workshop day on which those entries truly happened.
    pub true_from: NaiveDate,
    /// Last such day.
    pub true_until: NaiveDate,
    /// How it is known: `server_time` or the words of staff.
    pub source: String,
}

/// A version of a product pack is there to work by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackPublished {
    /// The pack's id.
    pub pack: String,
    /// Its version.
    pub version: u32,
    /// The pack's title.
    pub title: Bilingual,
    /// Hash of its manifest (docs/entries.md, "Packs").
    pub manifest: BlobHash,
}

/// Who works on what, until changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperationAssigned {
    /// Who.
    pub person: PersonId,
    /// From this day on.
    pub from: NaiveDate,
    /// The operation; absent when none is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationId>,
}

/// What one step took in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepSum {
    /// The step's id in its operation.
    pub step: String,
    /// How often it was shown.
    pub times: u32,
    /// Milliseconds on it, all together.
    pub total_ms: u64,
    /// How often its speech was repeated.
    pub replays: u32,
    /// How often the person went back from it.
    pub back: u32,
}

/// What belongs to pieces that somebody walked away from, whether they became good, faulty or nothing yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaySum {
    /// Pieces finished of them.
    pub pieces: u32,
    /// Milliseconds on them, from their first step on.
    pub ms: u64,
}

/// One run on one operation, or a quarter of an hour of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecorded {
    /// The run; several records of one run add up.
    pub run: RunId,
    /// Who.
    pub person: PersonId,
    /// The operation.
    pub operation: OperationId,
    /// Version of its pack.
    pub version: u32,
    /// Beginning of what this record sums up.
    pub began: Moment,
    /// End of it.
    pub ended: Moment,
    /// Pieces finished.
    pub counted: u32,
    /// Pieces put aside as faulty.
    pub defects: u32,
    /// Calls for help.
    pub help: u32,
    /// Sums by step.
    pub steps: Vec<StepSum>,
    /// Which record of the run it is, from 0: a kiosk tells by it what it has stored already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// What of it says nothing about how long a piece takes; absent where nobody walked away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away: Option<AwaySum>,
}

/// Somebody asks for help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HelpAsked {
    /// This call.
    pub help: HelpId,
    /// Who, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// On which operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationId>,
    /// At which step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
}

/// Staff came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HelpAcknowledged {
    /// The call.
    pub help: HelpId,
    /// The workshop day of the call.
    pub day: NaiveDate,
}

/// The payloads of these entries are erased (right to erasure).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Redacted {
    /// What was erased.
    #[serde(with = "entry_refs::many")]
    pub entries: Vec<EntryRef>,
    /// Exactly these entries as well, in whichever branch of their stream a holder keeps them: where a stream forked,
    /// a place alone names two entries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exact: Vec<ExactEntry>,
    /// Why, in one of [`Redacted::REASONS`]. A word and no sentence: it stands where everybody reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

impl Redacted {
    /// The person asked for it; the time to keep it is over; it should never have been recorded; an authority
    /// ordered it.
    pub const REASONS: &'static [&'static str] = &["request", "retention", "mistake", "order"];
}

/// One entry by its place and by its header's hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExactEntry {
    /// The place.
    #[serde(with = "entry_refs::one")]
    pub entry: EntryRef,
    /// The hash, hex.
    pub hash: String,
}

/// Staff let quarantined entries count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuarantineReleased {
    /// Which.
    #[serde(with = "entry_refs::many")]
    pub entries: Vec<EntryRef>,
    /// Why.
    pub reason: String,
}

/// Staff let an entry of a diverged chain count: its own words, told again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryReadmitted {
    /// Where it stood in the diverged chain.
    #[serde(with = "entry_refs::one")]
    pub entry: EntryRef,
    /// Hash of its header, hex: the same entry readmitted twice counts once.
    pub hash: String,
    /// Its kind.
    pub kind: String,
    /// When it happened.
    pub occurred_at: Moment,
    /// The actor's role in it.
    pub role: String,
    /// Its payload, JSON text.
    pub payload: String,
    /// Why.
    pub reason: String,
}
