//! The stored form of a partition: its entries, self-contained, so that a view opens without the log.
//!
//! Views are disposable, so this form is free to change with [`crate::DOMAIN_VERSION`]. It is compact, because every
//! new entry of a day writes the day again: texts that repeat stand once, at the beginning.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Bare, Payload, WireError, read};
use crate::entry::{Audience, Clock, Entry, EntryRef, Order, Role};
use crate::time::Moment;
use crate::wire::ids::{DeviceId, PersonId};

/// Milliseconds since 1970 and the offset in seconds.
type Stamp = (i64, i32);

/// What stands once: streams with their devices, and boots.
#[derive(Default, Serialize, Deserialize)]
struct Texts {
    streams: Vec<(String, DeviceId)>,
    boots: Vec<String>,
}

/// One entry: lamport, stream, number, occurred, recorded where it differs, clock, audience, role, kind, fact, actor,
/// replaced values.
#[derive(Serialize)]
struct Written<'a>(
    u64,
    usize,
    u64,
    Stamp,
    Option<Stamp>,
    (bool, usize, u64),
    u8,
    u8,
    &'static str,
    Bare<'a>,
    Option<&'a PersonId>,
    Vec<String>,
);

/// The same, read.
#[derive(Deserialize)]
struct Row<'a>(
    u64,
    usize,
    u64,
    Stamp,
    Option<Stamp>,
    (bool, usize, u64),
    u8,
    u8,
    #[serde(borrow)] &'a str,
    #[serde(borrow)] &'a RawValue,
    Option<PersonId>,
    Vec<String>,
);

fn bad(problem: &dyn ToString) -> WireError {
    WireError::Malformed {
        kind: "partition".into(),
        problem: problem.to_string(),
    }
}

/// The place of a text among those that were written once; they are few.
fn intern<T: PartialEq>(
    texts: &mut Vec<T>,
    is: impl Fn(&T) -> bool,
    make: impl FnOnce() -> T,
) -> usize {
    texts.iter().position(is).unwrap_or_else(|| {
        texts.push(make());
        texts.len() - 1
    })
}

fn stamp(at: Moment) -> Stamp {
    (at.timestamp_millis(), at.offset().local_minus_utc())
}

fn moment((ms, offset): Stamp) -> Result<Moment, WireError> {
    let offset = FixedOffset::east_opt(offset).ok_or_else(|| bad(&"offset"))?;
    let utc = DateTime::from_timestamp_millis(ms).ok_or_else(|| bad(&"time"))?;
    Ok(utc.with_timezone(&offset))
}

fn audience_number(audience: Audience) -> u8 {
    match audience {
        Audience::Floor => 0,
        Audience::Case => 1,
        Audience::Confidential => 2,
    }
}

fn role_number(role: Role) -> u8 {
    let place = Role::ALL.iter().position(|(known, _)| *known == role);
    place
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX)
}

/// Writes entries as one body.
///
/// # Errors
/// [`WireError`] should a fact not be expressible.
pub fn encode_partition<'a>(
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<Vec<u8>, WireError> {
    let mut texts = Texts::default();
    let mut rows = Vec::new();
    for entry in entries {
        let name = &entry.order.entry.stream;
        let stream = intern(
            &mut texts.streams,
            |(known, device)| known == name && *device == entry.device,
            || (name.clone(), entry.device.clone()),
        );
        let boot = &entry.clock.boot;
        let boot = intern(&mut texts.boots, |known| known == boot, || boot.clone());
        let recorded = (entry.recorded_at != entry.occurred_at).then(|| stamp(entry.recorded_at));
        rows.push(Written(
            entry.order.lamport,
            stream,
            entry.order.entry.seq,
            stamp(entry.occurred_at),
            recorded,
            (entry.clock.suspect, boot, entry.clock.mono_ms),
            audience_number(entry.audience),
            role_number(entry.role),
            entry.payload.fact.kind(),
            Bare(&entry.payload.fact),
            entry.payload.by.as_ref(),
            entry.payload.over.iter().map(ToString::to_string).collect(),
        ));
    }
    serde_json::to_vec(&(texts, rows)).map_err(|e| bad(&e))
}

/// Reads what [`encode_partition`] wrote.
///
/// # Errors
/// [`WireError::Malformed`] for anything else: the views are then rebuilt from the log.
pub fn decode_partition(body: &[u8]) -> Result<Vec<Entry>, WireError> {
    let (texts, rows): (Texts, Vec<Row<'_>>) = serde_json::from_slice(body).map_err(|e| bad(&e))?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let Row(
            lamport,
            stream,
            seq,
            occurred,
            recorded,
            clock,
            audience,
            role,
            kind,
            raw,
            by,
            over,
        ) = row;
        let (suspect, boot, mono_ms) = clock;
        let (stream, device) = texts.streams.get(stream).ok_or_else(|| bad(&"stream"))?;
        let boot = texts.boots.get(boot).ok_or_else(|| bad(&"boot"))?;
        let (role, _) = Role::ALL
            .get(usize::from(role))
            .ok_or_else(|| bad(&"role"))?;
        let occurred_at = moment(occurred)?;
        entries.push(Entry {
            order: Order {
                lamport,
                entry: EntryRef {
                    stream: stream.clone(),
                    seq,
                },
            },
            occurred_at,
            recorded_at: recorded.map_or(Ok(occurred_at), moment)?,
            clock: Clock {
                suspect,
                boot: boot.clone(),
                mono_ms,
            },
            device: device.clone(),
            role: *role,
            audience: match audience {
                0 => Audience::Floor,
                1 => Audience::Case,
                _ => Audience::Confidential,
            },
            payload: Payload {
                by,
                over: over
                    .iter()
                    .filter_map(|text| EntryRef::parse(text))
                    .collect(),
                fact: read(kind, raw.get().as_bytes())?,
            },
        });
    }
    Ok(entries)
}
