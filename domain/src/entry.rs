//! What the rules see of an entry of the log: its place, its time, who wrote it, and the fact.

use alloc::string::String;
use core::fmt;

use crate::time::Moment;
use crate::wire::Payload;
use crate::wire::ids::DeviceId;

/// Place of an entry in the one order in which every holder folds (docs/entries.md, "Order").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Order {
    /// Lamport time: larger than that of every entry the writer had seen.
    pub lamport: u64,
    /// Where the entry stands.
    pub entry: EntryRef,
}

/// Identity of an entry: its stream (text form of docs/entries.md) and its number there, from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRef {
    /// The stream's text form, `<writer>.<epoch>/<scope>/<audience>`.
    pub stream: String,
    /// Number within the stream, from 1.
    pub seq: u64,
}

impl fmt::Display for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.stream, self.seq)
    }
}

impl EntryRef {
    /// The scope of its stream, `w:…` or `o:…`.
    pub fn scope(&self) -> Option<&str> {
        self.stream.split('/').nth(1)
    }

    /// Scope and audience of its stream.
    pub fn place(&self) -> Option<(String, Audience)> {
        let audience = match self.stream.split('/').nth(2)? {
            "floor" => Audience::Floor,
            "case" => Audience::Case,
            "confidential" => Audience::Confidential,
            _ => return None,
        };
        Some((self.scope()?.into(), audience))
    }

    /// Reads the text form `<stream>#<seq>`; `None` where it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (stream, seq) = text.rsplit_once('#')?;
        let seq: u64 = seq.parse().ok()?;
        (!stream.is_empty() && seq > 0).then(|| EntryRef {
            stream: stream.into(),
            seq,
        })
    }
}

/// Who may hold a stream (docs/entries.md, "Streams").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Kiosks of the scope, too.
    Floor,
    /// Office staff with access.
    Case,
    /// Author, tutors, curator.
    Confidential,
}

/// What kind of writer a device is; half of what [`crate::authority`] asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WriterKind {
    /// A kiosk on the floor.
    Kiosk,
    /// The office server.
    Server,
    /// Facts brought from elsewhere by `import`.
    Import,
}

/// The part in which an actor acted (docs/domain.md section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Участник.
    Participant,
    /// Мастер цеха.
    Lead,
    /// Консультант.
    Consultant,
    /// Рекрутер.
    Recruiter,
    /// Тьютор.
    Tutor,
    /// Office manager.
    Manager,
    /// Reads, never writes.
    Auditor,
    /// Keeps accounts, kiosks and data.
    Administrator,
    /// The device itself, when no person acted.
    System,
}

impl Role {
    /// Every role with its word in headers and accounts.
    pub const ALL: [(Role, &'static str); 9] = [
        (Role::Participant, "participant"),
        (Role::Lead, "lead"),
        (Role::Consultant, "consultant"),
        (Role::Recruiter, "recruiter"),
        (Role::Tutor, "tutor"),
        (Role::Manager, "manager"),
        (Role::Auditor, "auditor"),
        (Role::Administrator, "administrator"),
        (Role::System, "system"),
    ];

    /// The word for this role in headers and accounts.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(role, _)| *role == self)
            .map_or("system", |(_, word)| word)
    }

    /// The role of a word; `None` for an unknown one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, w)| *w == word)
            .map(|(role, _)| *role)
    }

    /// Whether this is a person of the staff (who may open the staff door).
    pub fn is_staff(self) -> bool {
        !matches!(self, Role::Participant | Role::System)
    }
}

/// How far the writer trusted its clock when it wrote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock {
    /// The writer doubted its wall clock.
    pub suspect: bool,
    /// Boot of the device; monotonic times compare only within one.
    pub boot: String,
    /// Milliseconds since that boot.
    pub mono_ms: u64,
}

/// One entry, decoded: header and fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Place in the order.
    pub order: Order,
    /// When it happened, by the writer's clock.
    pub occurred_at: Moment,
    /// When it was written, by the writer's clock.
    pub recorded_at: Moment,
    /// The writer's clock.
    pub clock: Clock,
    /// The device that wrote it.
    pub device: DeviceId,
    /// The part in which the actor acted.
    pub role: Role,
    /// Who may hold it.
    pub audience: Audience,
    /// What it says.
    pub payload: Payload,
}
