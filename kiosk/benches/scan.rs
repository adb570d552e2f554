//! From a scan to the changed screen, entry on the disk: `cargo bench -p stupen-kiosk --bench scan`.
//!
//! Target (docs/performance.md): p99 ≤ 25 ms for scan → durable → screen changed, drawn by the software renderer at
//! 1280×800. Beside it, in the same run and on the same disk: a bare synced insertion of one row. Without `--bench` a
//! few scans only show that it works.
#![allow(clippy::unwrap_used, reason = "a bench has nobody to report to")]
#![allow(clippy::indexing_slicing, reason = "a bench has nobody to report to")]
#![allow(clippy::print_stdout, reason = "printing is what a bench is for")]

mod panel;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use panel::Panel;
use stupen_domain::clock::Reading;
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Clock, Command, Here, Now, Role, WriterKind};
use stupen_hardware::Input;
use stupen_journal::blobs::BlobStore;
use stupen_journal::{DeviceKey, Epoch, Writer, WriterId, open_private};
use stupen_kiosk::engine::{Effect, Engine, Mode, Setup};
use stupen_kiosk::local::Local;
use stupen_kiosk::media::Media;
use stupen_kiosk::ui::Tap;
use stupen_ledger::{Author, Files, Ledger, Root, Seals};

const KEY: [u8; 32] = [9; 32];

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

fn badge(n: usize) -> String {
    let n = n.to_be_bytes();
    stupen_domain::badge::text(std::array::from_fn(|at| n.get(at).copied().unwrap_or(7)))
}

/// A kiosk's ledger with `people`, taken in from an office.
fn ledger(dir: &Path, people: usize) -> Ledger {
    let office = author(1, WriterKind::Server);
    let root = Root {
        writer: office.writer.id,
        key: office.key.public(),
        kind: WriterKind::Server,
    };
    let open = |name: &str, author: Author, key| {
        let dir = dir.join(name);
        std::fs::create_dir(&dir).unwrap();
        let files = Files {
            dir,
            key,
            seals: Seals::default(),
        };
        Ledger::open(
            &files,
            author,
            OrganisationId::new("ngo"),
            vec![root.clone()],
        )
        .unwrap()
        .ledger
    };
    let mut server = open("server", office, None);
    let here = Here {
        writer: WriterKind::Server,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    };
    let actor = Actor {
        person: Some(PersonId::new("admin")),
        role: Role::Administrator,
    };
    let clock = Clock {
        suspect: false,
        boot: "office".into(),
        mono_ms: 1,
    };
    let now = Now {
        at: "2026-03-01T12:00:00+03:00".parse().unwrap(),
        clock,
    };
    let mut commands: Vec<Command> = Vec::new();
    for n in 0..people {
        let person = PersonId::new(format!("p-{n}"));
        let set = PersonSet {
            person: person.clone(),
            called: format!("Участник {n}"),
            picture: PictureRef::new("pictogram:person"),
            language: "ru".into(),
            staff_role: None,
            active: true,
        };
        let started = EnrolmentStarted {
            enrolment: EnrolmentId::new(format!("e-{n}")),
            person: person.clone(),
            service: Service::TemporaryEmployment,
            from: "2026-02-02".parse().unwrap(),
            until: None,
        };
        let issued = BadgeIssued {
            badge: stupen_domain::badge::hash(&badge(n)).unwrap(),
            person,
            until: None,
        };
        commands.extend([Command::from(set), started.into(), issued.into()]);
    }
    server.commit(commands, &actor, &here, &now).unwrap();
    server.sign().unwrap();
    let mut kiosk = open("kiosk", author(2, WriterKind::Kiosk), Some(KEY));
    for head in server.log().heads().unwrap() {
        let mut after = 0;
        while let Some(batch) = server
            .log()
            .batch_after(&head.stream, after, 1_000)
            .unwrap()
        {
            after = batch.head.seq;
            kiosk.take_in(batch).unwrap();
        }
    }
    kiosk
}

/// One row, synced, in a file like the log's: what the disk itself takes.
fn bare_commit(dir: &Path, count: usize) -> Vec<Duration> {
    let conn = open_private(&dir.join("bare.db"), Some(KEY)).unwrap();
    conn.execute_batch("CREATE TABLE entry(seq INTEGER PRIMARY KEY, header BLOB NOT NULL) STRICT")
        .unwrap();
    (0..count)
        .map(|n| {
            let started = Instant::now();
            conn.prepare_cached("INSERT INTO entry VALUES (?1, ?2)")
                .unwrap()
                .execute((n as i64, [7u8; 700]))
                .unwrap();
            started.elapsed()
        })
        .collect()
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |per_cent: usize| times[(times.len() - 1) * per_cent / 100].as_secs_f64() * 1000.0;
    println!(
        "{what}: median {:.2} ms, p99 {:.2} ms, of {}",
        at(50),
        at(99),
        times.len()
    );
}

fn main() {
    let count = if std::env::args().any(|arg| arg == "--bench") {
        1_000
    } else {
        5
    };
    let dir = tempfile::tempdir().unwrap();
    let panel = Panel::open();
    let ledger = Arc::new(Mutex::new(ledger(dir.path(), count)));
    let home = dir.path().join("kiosk");
    let local = Local::open(&home.join("local.db"), Some(KEY)).unwrap();
    let media = Media::new(BlobStore::open(&home.join("media.db"), Some(KEY)).unwrap());
    let setup = Setup {
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
        mode: Mode::Both,
        lang: "ru".into(),
        clock_is_set: false,
        voices: stupen_hardware::Voices {
            speech: true,
            wav: true,
            ogg: true,
        },
        volume_percent: 100,
        quiet: Vec::new(),
    };
    let mut engine = Engine::new(Arc::clone(&ledger), local, media, setup, vec![]);
    let reading = |ms: u64| Reading {
        wall: "2026-03-02T08:00:00+03:00"
            .parse::<stupen_domain::time::Moment>()
            .unwrap()
            + Duration::from_millis(ms),
        boot: "boot".into(),
        mono_ms: ms,
    };
    let show = |effects: Vec<Effect>| {
        for effect in effects {
            if let Effect::Show(screen) = effect {
                panel.face.show(&screen);
            }
        }
        panel.draw()
    };
    show(engine.start(&reading(0)));
    let times: Vec<Duration> = (0..count)
        .map(|n| {
            let input = Input::Scan(badge(n));
            let now = reading(1_000 * (n as u64 + 1));
            let started = Instant::now();
            assert!(
                show(engine.input(&input, &now)),
                "every scan changes the screen"
            );
            started.elapsed()
        })
        .collect();
    let stored = ledger
        .lock()
        .unwrap()
        .log()
        .unsent(WriterId::from_bytes([2; 16]))
        .unwrap();
    assert_eq!(stored, count as u64, "every scan is an entry");
    told("scan → durable → screen drawn", times);
    // Somebody who is in already: a tap, and the next screen drawn.
    let mut at = 1_000 * (count as u64 + 60);
    show(engine.input(&Input::Scan(badge(0)), &reading(at)));
    let taps: Vec<Duration> = (0..count)
        .map(|n| {
            at += 1_000;
            let tap = if n % 2 == 0 { Tap::Mine } else { Tap::Leave };
            let started = Instant::now();
            assert!(
                show(engine.tap(tap, &reading(at))),
                "every touch changes the screen"
            );
            started.elapsed()
        })
        .collect();
    told("tap → screen drawn", taps);
    told("bare synced insertion", bare_commit(dir.path(), count));
}
