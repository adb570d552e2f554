//! What the log costs over bare SQLite, with the same bytes, tables, indexes, key and durability,
//! in the same run: `cargo bench -p stupen-journal`.
//!
//! Targets (docs/performance.md): one append ≤ 1.5 × a bare synced insertion; ingest of 100,000
//! entries in batches of 1,000 ≥ 50 % of bare insertion. Without `--bench` (as `cargo test
//! --all-targets` starts it) a few entries only show that it works.
#![allow(clippy::unwrap_used, reason = "a bench has nobody to report to")]
#![allow(clippy::indexing_slicing, reason = "a bench has nobody to report to")]
#![allow(clippy::print_stdout, reason = "printing is what a bench is for")]

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::DateTime;
use rusqlite::{Connection, TransactionBehavior, params};
use stupen_journal::sync::{parse, write_batch};
use stupen_journal::{
    Audience, Batch, ClockHealth, ClockState, DeviceKey, Draft, Entry, Epoch, IngestLimits, Log,
    Stamp, StreamId, Verdict, Writer, WriterId,
};

const KEY: [u8; 32] = [7; 32];
const WRITER: Writer = Writer {
    id: WriterId::from_bytes([7; 16]),
    epoch: Epoch(7),
};
const BATCH: usize = 1000;

/// The log's tables and indexes for entries, without triggers, checks and foreign keys.
const BARE: &str = "
CREATE TABLE entry(stream INTEGER NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL,
    far INTEGER NOT NULL, header BLOB NOT NULL, PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX entry_order ON entry(lamport) WHERE far = 0;
CREATE TABLE payload(stream INTEGER NOT NULL, seq INTEGER NOT NULL, salt BLOB NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;
";

struct Bare(Connection);

impl Bare {
    fn open(path: &Path) -> Self {
        let conn = Connection::open(path).unwrap();
        conn.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))
            .unwrap();
        conn.pragma_update(None, "journal_mode", "WAL").unwrap();
        conn.pragma_update(None, "synchronous", "FULL").unwrap();
        conn.pragma_update(None, "cache_size", -8000).unwrap();
        conn.execute_batch(BARE).unwrap();
        Self(conn)
    }

    fn insert(&mut self, entries: &[Entry]) {
        let tx = self
            .0
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .unwrap();
        {
            let mut head = tx
                .prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5)")
                .unwrap();
            let mut body = tx
                .prepare_cached("INSERT INTO payload VALUES (?1, ?2, ?3, ?4)")
                .unwrap();
            for entry in entries {
                let (seq, lamport) = (
                    entry.header.seq.cast_signed(),
                    entry.header.lamport.cast_signed(),
                );
                head.execute(params![1, seq, lamport, false, entry.header_bytes])
                    .unwrap();
                body.execute(params![1, seq, entry.salt, entry.payload])
                    .unwrap();
            }
        }
        tx.commit().unwrap();
    }
}

fn draft(n: usize) -> Draft {
    Draft {
        scope: "w:soap".into(),
        audience: Audience::Floor,
        kind: "attendance.arrived".into(),
        role: "participant".into(),
        occurred_at: DateTime::parse_from_rfc3339("2026-03-02T08:41:00+03:00").unwrap(),
        payload: format!(
            "{{\"person\":\"0190a1b2-c3d4-7e5f-8a9b-{n:012}\",\"choice\":\"work\",\"station\":\"table-1\"}}"
        )
        .into_bytes(),
    }
}

fn stamp() -> Stamp {
    Stamp {
        recorded_at: DateTime::parse_from_rfc3339("2026-03-02T08:41:00.123+03:00").unwrap(),
        clock: ClockState {
            state: ClockHealth::Ok,
            boot: "6f1d2c3b4a59".into(),
            mono_ms: 123_456,
        },
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn append(dir: &Path, count: usize) {
    let mut log = Log::open(&dir.join("append.db"), Some(KEY)).unwrap();
    let mut bare = Bare::open(&dir.join("append-bare.db"));
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for n in 0..count {
        let drafts = [draft(n)];
        let start = Instant::now();
        let entries = log.append(&WRITER, &drafts, &stamp()).unwrap();
        ours.push(start.elapsed());
        let start = Instant::now();
        bare.insert(&entries);
        floor.push(start.elapsed());
    }
    let (ours_sum, floor_sum) = (
        ours.iter().sum::<Duration>(),
        floor.iter().sum::<Duration>(),
    );
    let (ours_mid, floor_mid) = (median(&mut ours), median(&mut floor));
    let p99 = |times: &[Duration]| times[times.len() * 99 / 100];
    println!("append, one entry a commit, {count} times:");
    println!("  log   median {ours_mid:?}, p99 {:?}", p99(&ours));
    println!("  bare  median {floor_mid:?}, p99 {:?}", p99(&floor));
    println!(
        "  log / bare = {:.2} by median, {:.2} by sum (target ≤ 1.5)",
        ours_mid.as_secs_f64() / floor_mid.as_secs_f64(),
        ours_sum.as_secs_f64() / floor_sum.as_secs_f64()
    );
}

fn ingest(dir: &Path, count: usize) {
    let key = DeviceKey::from_bytes(&[1; 32]);
    let stream = StreamId::new(WRITER, "w:soap", Audience::Floor).unwrap();
    let mut source = Log::open(&dir.join("source.db"), Some(KEY)).unwrap();
    let mut batches = Vec::new();
    for first in (0..count).step_by(BATCH) {
        let drafts: Vec<Draft> = (first..first + BATCH).map(draft).collect();
        let entries = source.append(&WRITER, &drafts, &stamp()).unwrap();
        let head = key.sign_head(source.head(&stream).unwrap().unwrap());
        batches.push(Batch {
            stream: stream.clone(),
            entries,
            head,
        });
    }
    let bodies: Vec<Vec<u8>> = batches
        .iter()
        .map(|batch| {
            let mut body = Vec::new();
            write_batch(&mut body, batch).unwrap();
            body
        })
        .collect();

    let rate = |time: Duration| count as f64 / time.as_secs_f64();
    for round in 1..=3 {
        let mut bare = Bare::open(&dir.join(format!("bare-{round}.db")));
        let start = Instant::now();
        for batch in &batches {
            bare.insert(&batch.entries);
        }
        let floor = start.elapsed();

        let mut log = Log::open(&dir.join(format!("ingest-{round}.db")), Some(KEY)).unwrap();
        let copies = batches.clone();
        let start = Instant::now();
        for batch in copies {
            take(&mut log, batch, &key);
        }
        let parsed = start.elapsed();

        let mut log = Log::open(&dir.join(format!("body-{round}.db")), Some(KEY)).unwrap();
        let start = Instant::now();
        for body in &bodies {
            for batch in parse(body).unwrap() {
                take(&mut log, batch, &key);
            }
        }
        let from_text = start.elapsed();
        println!("ingest of {count} in batches of {BATCH}, round {round}:");
        println!("  bare insertion       {:>9.0} entries/s", rate(floor));
        println!(
            "  ingest               {:>9.0} entries/s = {:.0} % of bare (target ≥ 50 %)",
            rate(parsed),
            100.0 * rate(parsed) / rate(floor)
        );
        println!(
            "  NDJSON read + ingest {:>9.0} entries/s = {:.0} % of bare",
            rate(from_text),
            100.0 * rate(from_text) / rate(floor)
        );
        if round == 3 {
            reading(&log, count);
        }
    }
}

fn take(log: &mut Log, batch: Batch, key: &DeviceKey) {
    let mut accept = |_: &Entry| Verdict::Accept;
    let done = log
        .ingest(batch, &key.public(), &IngestLimits::default(), &mut accept)
        .unwrap();
    assert_eq!(done.accepted.len(), BATCH);
}

fn reading(log: &Log, count: usize) {
    let start = Instant::now();
    let mut last = None;
    let mut seen = 0;
    loop {
        let page = log.in_order(last.as_ref(), 1000).unwrap();
        let Some(entry) = page.last() else { break };
        last = Some(stupen_journal::Order::of(&entry.header));
        seen += page.len();
    }
    assert_eq!(seen, count);
    let rate = count as f64 / start.elapsed().as_secs_f64();
    println!("read in order by pages of 1000: {rate:.0} entries/s");
    let start = Instant::now();
    assert!(log.verify().unwrap().is_sound());
    println!(
        "full verification: {:.0} entries/s",
        count as f64 / start.elapsed().as_secs_f64()
    );
}

fn main() {
    let measured = std::env::args().any(|arg| arg == "--bench");
    let (appends, entries) = if measured {
        (3000, 100_000)
    } else {
        (20, 2 * BATCH)
    };
    // Beside the build, not in /tmp: that may be memory, where a sync costs nothing.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    append(dir.path(), appends);
    ingest(dir.path(), entries);
}
