//! What the whole ledger costs over bare SQLite in the same run: `cargo bench -p stupen-ledger`.
//!
//! 100,000 entries of a year and a half of a workshop are pushed into an empty server: bytes parsed, chain and heads
//! verified, authority asked, entries stored, views kept. Target (docs/performance.md): ≥ 50 % of bare insertion of
//! the same bytes with the same indexes and durability, in batches of 1,000; rebuild of all views ≥ 100,000
//! entries/s. Without `--bench` a few entries only show that it works.
#![allow(clippy::unwrap_used, reason = "a bench has nobody to report to")]
#![allow(clippy::indexing_slicing, reason = "a bench has nobody to report to")]
#![allow(clippy::print_stdout, reason = "printing is what a bench is for")]

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset};
use rusqlite::{Connection, TransactionBehavior, params};
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::wire::{Fact, Payload, encode};
use stupen_domain::{Actor, Clock, Command, Here, Now, Role, WriterKind};
use stupen_journal::sync::{Body, Want, batches, parse};
use stupen_journal::{
    Audience, ClockHealth, ClockState, DeviceKey, Draft, Entry, Epoch, Log, Stamp, Writer, WriterId,
};
use stupen_ledger::{Author, Files, Ledger, Root, Seals, TakeInError, device_id, prepare_ahead};

const PEOPLE: usize = 60;

/// The log's tables and indexes for entries, without triggers, checks and foreign keys.
const BARE: &str = "
CREATE TABLE entry(stream INTEGER NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL,
    far INTEGER NOT NULL, header BLOB NOT NULL, PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX entry_order ON entry(lamport) WHERE far = 0;
CREATE TABLE payload(stream INTEGER NOT NULL, seq INTEGER NOT NULL, salt BLOB NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;
";

fn author(n: u8, kind: WriterKind) -> Author {
    let writer = Writer {
        id: WriterId::from_bytes([n; 16]),
        epoch: Epoch(1),
    };
    Author {
        writer,
        key: DeviceKey::from_bytes(&[n; 32]),
        kind,
    }
}

fn morning(day: usize) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2025-01-13T08:40:00+03:00").unwrap()
        + Duration::from_secs(86_400 * day as u64)
}

/// The facts of one day of the workshop, in order of time.
fn facts_of(day: usize) -> Vec<(DateTime<FixedOffset>, Fact)> {
    let mut facts = Vec::new();
    for n in 0..PEOPLE {
        let person = PersonId::new(format!("p-{n:02}"));
        let at = |minutes: u64| morning(day) + Duration::from_secs(60 * minutes + n as u64);
        facts.push((
            at(10),
            Arrived {
                person: person.clone(),
                badge: Some(BadgeHash::new("ab".repeat(32))),
            }
            .into(),
        ));
        facts.push((
            at(230),
            BreakStarted {
                person: person.clone(),
            }
            .into(),
        ));
        facts.push((
            at(275),
            BreakEnded {
                person: person.clone(),
            }
            .into(),
        ));
        let run = RunRecorded {
            run: RunId::new(format!("r-{day}-{n}")),
            person: person.clone(),
            operation: OperationId::new("soap-set/fold"),
            version: 1,
            began: at(20),
            ended: at(35),
            counted: 14,
            defects: 1,
            help: 0,
            steps: vec![],
            part: None,
            away: None,
        };
        facts.push((at(35), run.into()));
        facts.push((at(380), Left { person }.into()));
    }
    facts.sort_by_key(|(at, _)| *at);
    facts
}

/// A kiosk's log with `count` entries.
fn kiosk_log(path: &Path, author: &Author, count: usize) -> Log {
    let mut log = Log::open(path, None).unwrap();
    let mut written = 0;
    for day in 0.. {
        let mut facts = facts_of(day);
        facts.truncate(count - written);
        let drafts: Vec<Draft> = facts
            .into_iter()
            .map(|(at, fact)| Draft {
                scope: "w:soap".into(),
                audience: Audience::Floor,
                kind: fact.kind().into(),
                role: "participant".into(),
                occurred_at: at,
                payload: encode(&Payload {
                    by: Some(PersonId::new("p-00")),
                    over: vec![],
                    fact,
                })
                .unwrap(),
            })
            .collect();
        written += drafts.len();
        let clock = ClockState {
            state: ClockHealth::Ok,
            boot: "5c1f".repeat(8),
            mono_ms: 1,
        };
        log.append(
            &author.writer,
            &drafts,
            &Stamp {
                recorded_at: morning(day),
                clock,
            },
        )
        .unwrap();
        log.sign_heads(&author.key, author.writer.id).unwrap();
        if written >= count {
            return log;
        }
    }
    log
}

fn server(dir: &Path, kiosk: &Author) -> Ledger {
    let me = author(1, WriterKind::Server);
    let root = Root {
        writer: me.writer.id,
        key: me.key.public(),
        kind: WriterKind::Server,
    };
    let files = Files {
        dir: dir.to_owned(),
        key: None,
        seals: Seals::default(),
    };
    let mut ledger = Ledger::open(&files, me, OrganisationId::new("ngo"), vec![root])
        .unwrap()
        .ledger;
    let here = Here {
        writer: WriterKind::Server,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    };
    let actor = Actor {
        person: None,
        role: Role::System,
    };
    let now = Now {
        at: morning(0),
        clock: Clock {
            suspect: false,
            boot: "b".into(),
            mono_ms: 1,
        },
    };
    let enrolled = DeviceEnrolled {
        device: device_id(kiosk.writer.id),
        kind: "kiosk".into(),
        name: "Вход".into(),
        public_key: kiosk.key.public().to_string(),
        workshop: Some(WorkshopId::new("soap")),
    };
    ledger
        .commit(vec![Command::from(enrolled)], &actor, &here, &now)
        .unwrap();
    ledger
}

/// What a kiosk sends: batches of 1,000, and a new body after 4 MiB.
fn bodies(log: &Log) -> Vec<Vec<u8>> {
    let mut bodies = Vec::new();
    for head in log.heads().unwrap() {
        let mut after = 0;
        loop {
            let stream = head.stream.clone();
            let body = Body::from_log(log, &[Want { stream, after }], u64::MAX).unwrap();
            if body.entries == 0 {
                break;
            }
            after += body.entries;
            bodies.push(body.bytes);
        }
    }
    bodies
}

/// A body is taken in as the server's `POST /sync/v1/push` does.
fn push(ledger: &mut Ledger, body: &[u8]) {
    let seals = ledger.seals().clone();
    let batches = batches(body).unwrap().map(|batch| Ok(batch.unwrap()));
    prepare_ahead(batches, &seals, |batch| {
        let taken = ledger.take_in_prepared(batch)?;
        assert!(taken.report.quarantined.is_empty());
        Ok::<_, TakeInError>(())
    })
    .unwrap();
}

fn bare(path: &Path, batches: &[Vec<Entry>]) -> Duration {
    let mut conn = Connection::open(path).unwrap();
    conn.pragma_update(None, "journal_mode", "WAL").unwrap();
    conn.pragma_update(None, "synchronous", "FULL").unwrap();
    conn.pragma_update(None, "cache_size", -8000).unwrap();
    conn.execute_batch(BARE).unwrap();
    let started = Instant::now();
    for entries in batches {
        let tx = conn
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
    started.elapsed()
}

fn main() {
    let whole = std::env::args().any(|arg| arg == "--bench");
    let count = if whole { 100_000 } else { 2_000 };
    let dir = tempfile::tempdir().unwrap();
    let kiosk = author(2, WriterKind::Kiosk);
    let log = kiosk_log(&dir.path().join("kiosk.db"), &kiosk, count);
    let bodies = bodies(&log);
    let rounds = if whole { 5 } else { 1 };
    let mut shares = Vec::new();
    for round in 1..=rounds {
        let batches: Vec<Vec<Entry>> = bodies
            .iter()
            .flat_map(|body| parse(body).unwrap())
            .map(|batch| batch.entries)
            .collect();
        let floor = bare(&dir.path().join(format!("bare-{round}.db")), &batches);
        let home = dir.path().join(format!("server-{round}"));
        std::fs::create_dir(&home).unwrap();
        let mut ledger = server(&home, &kiosk);
        let started = Instant::now();
        for body in &bodies {
            push(&mut ledger, body);
        }
        // What a server does when there is time belongs to the work as well.
        ledger.settle().unwrap();
        let push = started.elapsed();
        let started = Instant::now();
        let folded = ledger.rebuild().unwrap();
        let rebuild = started.elapsed();
        assert_eq!(folded, count as u64 + 1);
        let rate = |took: Duration| count as f64 / took.as_secs_f64();
        shares.push(100.0 * floor.as_secs_f64() / push.as_secs_f64());
        println!(
            "round {round}: bare {:.0}/s, push into an empty server {:.0}/s = {:.0} % of bare, rebuild {:.0}/s",
            rate(floor),
            rate(push),
            100.0 * floor.as_secs_f64() / push.as_secs_f64(),
            rate(rebuild),
        );
    }
    shares.sort_by(f64::total_cmp);
    println!(
        "median: {:.0} % of bare (target ≥ 50)",
        shares[shares.len() / 2]
    );
}
