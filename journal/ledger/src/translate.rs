//! From the log's entries to what the rules see, and back.

use std::borrow::Cow;

use stupen_domain as domain;
use stupen_domain::entry::{Clock, EntryRef, Order, Role};
use stupen_domain::wire::ids::DeviceId;
use stupen_domain::wire::{Fact, WireError};
use stupen_domain::{NewEntry, Now};
use stupen_journal::{Audience, ClockHealth, ClockState, Entry, SealError, StreamId, WriterId};

use crate::{Author, Seals};

/// Why an entry is not folded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotFolded {
    /// Erased, pruned or not here yet.
    #[error("its payload is not here")]
    NoPayload,
    /// Sealed to the office's key, and this is not the office.
    #[error("its payload is sealed")]
    Sealed,
    /// Sealed, and the office cannot open it.
    #[error("its payload cannot be opened: {0}")]
    Unopened(SealError),
    /// A role of the future.
    #[error("unknown role {0}")]
    Role(String),
    /// A kind of the future, or a payload that has not its form.
    #[error(transparent)]
    Payload(#[from] WireError),
}

/// What all entries of a stream have in common, in the rules' words.
pub(crate) struct Named {
    stream: String,
    device: DeviceId,
    audience: domain::Audience,
}

impl Named {
    pub(crate) fn of(stream: &StreamId) -> Self {
        Self {
            stream: stream.to_string(),
            device: device_id(stream.writer),
            audience: domain_audience(stream.audience),
        }
    }
}

/// An entry as the rules see it.
pub(crate) fn entry(entry: &Entry, seals: &Seals) -> Result<domain::Entry, NotFolded> {
    entry_of(entry, &Named::of(&entry.header.stream), seals)
}

/// As [`entry`], where many of one stream are read.
pub(crate) fn entry_of(
    entry: &Entry,
    named: &Named,
    seals: &Seals,
) -> Result<domain::Entry, NotFolded> {
    let header = &entry.header;
    let payload = entry.payload.as_deref().ok_or(NotFolded::NoPayload)?;
    let unsealed = |payload| {
        seals.unseal(payload).map_err(|error| match seals.opens() {
            true => NotFolded::Unopened(error),
            false => NotFolded::Sealed,
        })
    };
    let payload = unsealed(payload)?;
    let role = Role::from_word(&header.role).ok_or_else(|| NotFolded::Role(header.role.clone()))?;
    Ok(domain::Entry {
        order: Order {
            lamport: header.lamport,
            entry: EntryRef {
                stream: named.stream.clone(),
                seq: header.seq,
            },
        },
        occurred_at: header.occurred_at,
        recorded_at: header.recorded_at,
        clock: Clock {
            suspect: header.clock.state == ClockHealth::Suspect,
            boot: header.clock.boot.clone(),
            mono_ms: header.clock.mono_ms,
        },
        device: named.device.clone(),
        role,
        audience: named.audience,
        payload: {
            let mut said = domain::wire::decode(&header.kind, &payload)?;
            // What was sealed when it was first said is sealed when it is told again.
            if let Fact::EntryReadmitted(told) = &mut said.fact
                && let Cow::Owned(plain) = unsealed(told.payload.as_bytes())?
            {
                told.payload = String::from_utf8_lossy(&plain).into_owned();
            }
            said
        },
    })
}

/// A decided entry at the place where it was stored. For what this device wrote and cannot read any more.
pub(crate) fn placed(decided: domain::Entry, stored: &Entry) -> domain::Entry {
    let header = &stored.header;
    domain::Entry {
        order: Order {
            lamport: header.lamport,
            entry: place(&header.stream, header.seq),
        },
        occurred_at: header.occurred_at,
        recorded_at: header.recorded_at,
        ..decided
    }
}

/// An entry that is decided but not stored; its place is beyond all stored ones.
pub(crate) fn provisional(
    new: NewEntry,
    author: &Author,
    now: &Now,
    number: usize,
) -> domain::Entry {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    let audience = audience(new.audience);
    domain::Entry {
        order: Order {
            lamport: u64::MAX / 2 + number,
            entry: EntryRef {
                stream: format!(
                    "{}.{}/{}/{audience}",
                    author.writer.id, author.writer.epoch, new.scope
                ),
                seq: u64::MAX / 2 + number,
            },
        },
        occurred_at: new.occurred_at,
        recorded_at: now.at,
        clock: now.clock.clone(),
        device: device_id(author.writer.id),
        role: new.role,
        audience: new.audience,
        payload: new.payload,
    }
}

pub(crate) fn place(stream: &StreamId, seq: u64) -> EntryRef {
    EntryRef {
        stream: stream.to_string(),
        seq,
    }
}

pub(crate) fn audience(audience: domain::Audience) -> Audience {
    match audience {
        domain::Audience::Floor => Audience::Floor,
        domain::Audience::Case => Audience::Case,
        domain::Audience::Confidential => Audience::Confidential,
    }
}

pub(crate) fn domain_audience(audience: Audience) -> domain::Audience {
    match audience {
        Audience::Floor => domain::Audience::Floor,
        Audience::Case => domain::Audience::Case,
        Audience::Confidential => domain::Audience::Confidential,
    }
}

pub(crate) fn clock_state(clock: &Clock) -> ClockState {
    ClockState {
        state: if clock.suspect {
            ClockHealth::Suspect
        } else {
            ClockHealth::Ok
        },
        boot: clock.boot.clone(),
        mono_ms: clock.mono_ms,
    }
}

/// The rules' name of a writer.
pub fn device_id(writer: WriterId) -> DeviceId {
    DeviceId::new(writer.to_string())
}

/// The log's name of a device; `None` where the text is not one.
pub fn writer_id(device: &DeviceId) -> Option<WriterId> {
    device.as_str().parse().ok()
}
