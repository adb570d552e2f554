//! The stored form of a partition: its entries, self-contained, so that a view opens without the log.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{WireError, decode, encode};
use crate::entry::{Audience, Clock, Entry, EntryRef, Order, Role};
use crate::time::Moment;
use crate::wire::ids::DeviceId;

#[derive(Serialize, Deserialize)]
struct Row<'a> {
    l: u64,
    s: String,
    n: u64,
    o: Moment,
    r: Moment,
    c: (bool, String, u64),
    d: DeviceId,
    a: char,
    w: String,
    k: String,
    #[serde(borrow)]
    p: &'a RawValue,
}

/// Writes entries as one body.
///
/// # Errors
/// [`WireError`] should a fact not be expressible.
pub fn encode_partition<'a>(
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<Vec<u8>, WireError> {
    let bad = |e: &dyn ToString| WireError::Malformed {
        kind: "partition".into(),
        problem: e.to_string(),
    };
    let mut out = Vec::new();
    for entry in entries {
        let bytes = encode(&entry.payload)?;
        let text = String::from_utf8(bytes).map_err(|e| bad(&e))?;
        let raw = RawValue::from_string(text).map_err(|e| bad(&e))?;
        let row = Row {
            l: entry.order.lamport,
            s: entry.order.entry.stream.clone(),
            n: entry.order.entry.seq,
            o: entry.occurred_at,
            r: entry.recorded_at,
            c: (
                entry.clock.suspect,
                entry.clock.boot.clone(),
                entry.clock.mono_ms,
            ),
            d: entry.device.clone(),
            a: match entry.audience {
                Audience::Floor => 'f',
                Audience::Case => 'c',
                Audience::Confidential => 's',
            },
            w: entry.role.word().into(),
            k: entry.payload.fact.kind().into(),
            p: &raw,
        };
        out.extend(serde_json::to_vec(&row).map_err(|e| bad(&e))?);
        out.push(b'\n');
    }
    Ok(out)
}

/// Reads what [`encode_partition`] wrote.
///
/// # Errors
/// [`WireError::Malformed`] for anything else: the views are then rebuilt from the log.
pub fn decode_partition(body: &[u8]) -> Result<Vec<Entry>, WireError> {
    let bad = |e: &dyn ToString| WireError::Malformed {
        kind: "partition".into(),
        problem: e.to_string(),
    };
    let mut entries = Vec::new();
    for line in body.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
        let row: Row<'_> = serde_json::from_slice(line).map_err(|e| bad(&e))?;
        entries.push(Entry {
            order: Order {
                lamport: row.l,
                entry: EntryRef {
                    stream: row.s,
                    seq: row.n,
                },
            },
            occurred_at: row.o,
            recorded_at: row.r,
            clock: Clock {
                suspect: row.c.0,
                boot: row.c.1,
                mono_ms: row.c.2,
            },
            device: row.d,
            role: Role::from_word(&row.w).ok_or_else(|| bad(&"unknown role"))?,
            audience: match row.a {
                'f' => Audience::Floor,
                'c' => Audience::Case,
                _ => Audience::Confidential,
            },
            payload: decode(&row.k, row.p.get().as_bytes())?,
        });
    }
    Ok(entries)
}
