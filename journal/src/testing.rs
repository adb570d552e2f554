//! Small makers for unit tests.

use chrono::{DateTime, FixedOffset};

use crate::envelope::{Audience, ClockHealth, ClockState, Epoch, StreamId, Writer, WriterId};
use crate::keys::DeviceKey;
use crate::store::{Batch, Draft, Log, Stamp};

pub(crate) fn writer(n: u8) -> Writer {
    Writer {
        id: WriterId::from_bytes([n; 16]),
        epoch: Epoch(u32::from(n)),
    }
}

pub(crate) fn floor(n: u8) -> StreamId {
    StreamId::new(writer(n), "w:soap", Audience::Floor).unwrap()
}

pub(crate) fn key(n: u8) -> DeviceKey {
    DeviceKey::from_bytes(&[n; 32])
}

pub(crate) fn at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-03-02T08:41:00.000+03:00").unwrap()
}

pub(crate) fn stamp() -> Stamp {
    Stamp {
        recorded_at: at(),
        clock: ClockState {
            state: ClockHealth::Ok,
            boot: "boot-1".into(),
            mono_ms: 1,
        },
    }
}

pub(crate) fn draft(payload: &str) -> Draft {
    Draft {
        scope: "w:soap".into(),
        audience: Audience::Floor,
        kind: "arrived".into(),
        role: "participant".into(),
        occurred_at: at(),
        payload: payload.as_bytes().to_vec(),
    }
}

pub(crate) fn drafts(count: usize) -> Vec<Draft> {
    (0..count)
        .map(|n| draft(&format!("{{\"person\":\"p-{n:02}\"}}")))
        .collect()
}

/// A log in a fresh folder with `count` signed entries of writer `n`.
pub(crate) fn filled(n: u8, count: usize) -> (tempfile::TempDir, Log) {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Log::open(&dir.path().join("log.db"), None).unwrap();
    grow(&mut log, n, count);
    (dir, log)
}

/// Appends and signs `count` more entries.
pub(crate) fn grow(log: &mut Log, n: u8, count: usize) {
    log.append(&writer(n), &drafts(count), &stamp()).unwrap();
    log.sign_heads(&key(n), writer(n).id).unwrap();
}

/// Everything after `after`, up to the newest signed head.
pub(crate) fn batch(log: &Log, stream: &StreamId, after: u64) -> Batch {
    log.batch_after(stream, after, u64::MAX).unwrap().unwrap()
}
