//! Properties of chains: no byte changes unseen, and no way of sending changes the outcome.
#![allow(clippy::unwrap_used, reason = "in a test an impossible state panics")]
#![allow(
    clippy::indexing_slicing,
    reason = "in a test an impossible state panics"
)]

use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::DateTime;
use proptest::prelude::*;
use stupen_journal::{
    Audience, Batch, ClockHealth, ClockState, DeviceKey, Draft, Entry, Epoch, IngestLimits, Log,
    Stamp, StreamId, Verdict, Writer, WriterId,
};

const SECRET: [u8; 32] = [1; 32];
const WRITER: Writer = Writer {
    id: WriterId::from_bytes([7; 16]),
    epoch: Epoch(7),
};
const ENTRIES: u64 = 12;

/// One writer's log of [`ENTRIES`] entries, each signed for itself, made once and only copied.
struct Source {
    dir: tempfile::TempDir,
    batches: Vec<Batch>,
}

static SOURCE: LazyLock<Source> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Log::open(&dir.path().join("log.db"), None).unwrap();
    let key = DeviceKey::from_bytes(&SECRET);
    let at = DateTime::parse_from_rfc3339("2026-03-02T08:41:00+03:00").unwrap();
    let mut batches = Vec::new();
    for n in 0..ENTRIES {
        let draft = Draft {
            scope: "w:soap".into(),
            audience: Audience::Floor,
            kind: "arrived".into(),
            role: "participant".into(),
            occurred_at: at,
            payload: format!("{{\"person\":\"p-{n}\"}}").into_bytes(),
        };
        let clock = ClockState {
            state: ClockHealth::Ok,
            boot: "b".into(),
            mono_ms: n,
        };
        log.append(
            &WRITER,
            &[draft],
            &Stamp {
                recorded_at: at,
                clock,
            },
        )
        .unwrap();
        log.sign_heads(&key, WRITER.id).unwrap();
        batches.push(log.batch_after(&stream(), n, 1).unwrap().unwrap());
    }
    Source { dir, batches }
});

fn stream() -> StreamId {
    StreamId::new(WRITER, "w:soap", Audience::Floor).unwrap()
}

/// Entries `from` to `to`, both counted from 0, `to` excluded, with the head signed there.
fn part(from: usize, to: usize) -> Batch {
    let parts = &SOURCE.batches[from..to];
    Batch {
        stream: stream(),
        entries: parts
            .iter()
            .flat_map(|batch| batch.entries.clone())
            .collect(),
        head: parts[parts.len() - 1].head.clone(),
    }
}

fn fresh() -> (tempfile::TempDir, Log) {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::open(&dir.path().join("log.db"), None).unwrap();
    (dir, log)
}

fn ingest(log: &mut Log, batch: Batch) -> bool {
    let key = DeviceKey::from_bytes(&SECRET).public();
    let mut accept = |_: &Entry| Verdict::Accept;
    log.ingest(batch, &key, &IngestLimits::default(), &mut accept)
        .is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_changed_byte_on_the_disk_is_found(
        table in prop::sample::select(vec![("entry", "header"), ("payload", "body"), ("payload", "salt")]),
        seq in 1..=ENTRIES,
        at in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
    ) {
        let (table, column) = table;
        let dir = tempfile::tempdir().unwrap();
        let path: PathBuf = dir.path().join("log.db");
        // Copied with its write-ahead log folded in: the source was closed when it was made.
        std::fs::copy(SOURCE.dir.path().join("log.db"), &path).unwrap();
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.execute_batch("DROP TRIGGER entry_update; DROP TRIGGER payload_update").unwrap();
        let mut bytes: Vec<u8> = conn
            .query_row(&format!("SELECT {column} FROM {table} WHERE seq = ?1"), [seq.cast_signed()],
                |row| row.get(0))
            .unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        conn.execute(
            &format!("UPDATE {table} SET {column} = ?1 WHERE seq = ?2"),
            rusqlite::params![bytes, seq.cast_signed()],
        )
        .unwrap();
        drop(conn);
        // The tail is checked at opening; the whole by `verify`.
        match Log::open(&path, None) {
            Ok(log) => prop_assert!(!log.verify().unwrap().is_sound()),
            Err(error) => prop_assert!(error.to_string().contains("damaged"), "{error}"),
        }
    }

    #[test]
    fn a_changed_byte_on_the_way_is_refused(
        part_of in 0..3_u8,
        index in 0..ENTRIES,
        at in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
    ) {
        let mut batch = part(0, SOURCE.batches.len());
        let index = usize::try_from(index).unwrap();
        let entry = &mut batch.entries[index];
        let bytes: &mut [u8] = match part_of {
            0 => &mut entry.header_bytes,
            1 => entry.payload.as_mut().unwrap(),
            _ => &mut entry.salt,
        };
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let body = entry.payload.clone().map(|body| (entry.salt, body));
        if let Ok(read) = Entry::from_parts(entry.header_bytes.clone(), body) {
            *entry = read;
            let (_dir, mut log) = fresh();
            prop_assert!(!ingest(&mut log, batch));
            prop_assert_eq!(log.count().unwrap(), 0);
        }
    }

    #[test]
    fn however_it_is_sent_the_outcome_is_the_same(
        sends in prop::collection::vec((0..12_usize, 1..6_usize), 0..20),
    ) {
        let (_dir, mut log) = fresh();
        for (from, count) in sends {
            let to = (from + count).min(SOURCE.batches.len());
            // Gaps are refused, everything else is taken: neither may leave a trace of the order.
            ingest(&mut log, part(from, to));
            prop_assert!(log.verify().unwrap().is_sound());
        }
        prop_assert!(ingest(&mut log, part(0, SOURCE.batches.len())));
        let last = SOURCE.batches.last().unwrap();
        prop_assert_eq!(log.heads().unwrap(), vec![last.head.head()]);
        prop_assert_eq!(log.signed_head(&stream()).unwrap(), Some(last.head.clone()));
        let held: Vec<Entry> = log.in_order(None, 99).unwrap();
        prop_assert_eq!(held, part(0, SOURCE.batches.len()).entries);
    }
}
