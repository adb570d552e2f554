//! What was acknowledged is on the disk. A process that takes scans is killed at random moments, again and again; and
//! because a kill leaves the system's own memory whole, the order of its system calls is watched, too.
//!
//! `STUPEN_KILLS=N` kills N times instead of 50.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use fastrand::Rng;
use stupen_domain::EntryRef;
use stupen_domain::time::workshop_day;
use stupen_journal::{Log, StreamId};
use stupen_tests::load;
use stupen_tests::views::{difference, floor};

const KILLS: u64 = 50;
/// Scans that are taken at most before a kill.
const SCANS_MAX: usize = 40;

#[test]
fn nothing_acknowledged_is_lost_by_a_kill() {
    let kills = std::env::var("STUPEN_KILLS").map_or(KILLS, |text| {
        let number: Option<u64> = text.parse().ok().filter(|number| *number > 0);
        number.unwrap_or_else(|| panic!("STUPEN_KILLS={text}: write a number, 1 or more"))
    });
    let dir = tempfile::tempdir().unwrap();
    load::prepare(dir.path());
    let mut rng = Rng::with_seed(7);
    let mut acknowledged: Vec<(EntryRef, String)> = Vec::new();
    for round in 0..kills {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scanner_load"))
            .arg(dir.path())
            .arg(u64::MAX.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for _ in 0..rng.usize(1..=SCANS_MAX) {
            acknowledged.push(read(&lines.next().expect("the load ended").unwrap()));
        }
        // A little later than the last line, so that it happens anywhere in the next scan.
        (0..rng.u32(0..200_000)).for_each(|n| {
            std::hint::black_box(n);
        });
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died counts; only the last line may be cut off.
        let rest: Vec<String> = lines.map_while(Result::ok).collect();
        acknowledged.extend(
            rest.iter()
                .filter(|line| line.ends_with("Arrived") || line.ends_with("Left"))
                .map(|line| read(line)),
        );
        all_are_there(dir.path(), &acknowledged, round);
    }
    let least = usize::try_from(kills).unwrap();
    assert!(acknowledged.len() > least, "hardly anything was under load");
}

fn read(line: &str) -> (EntryRef, String) {
    let (place, kind) = line.split_once(' ').unwrap();
    (EntryRef::parse(place).unwrap(), kind.to_owned())
}

/// Every acknowledged scan is in the log, the log verifies, and the views are those of a rebuild.
fn all_are_there(dir: &Path, acknowledged: &[(EntryRef, String)], round: u64) {
    {
        let log = Log::open(&dir.join("log.db"), Some(load::KEY)).unwrap();
        let report = log.verify().unwrap();
        assert!(report.is_sound(), "after kill {round}: {:?}", report.faults);
        for (place, kind) in acknowledged {
            let stream: StreamId = place.stream.parse().unwrap();
            let entry = log.entry(&stream, place.seq).unwrap();
            let entry = entry.unwrap_or_else(|| panic!("after kill {round}: {place} is lost"));
            assert_eq!(entry.header.kind, *kind);
            assert!(entry.payload.is_some() && entry.payload_matches());
        }
    }
    let mut ledger = load::open(dir);
    let now = ledger.log().newest_recorded_at(None).unwrap().unwrap();
    let days = [workshop_day(now)];
    ledger.open_day(days[0]).unwrap();
    ledger.open_practice().unwrap();
    let opened = floor(ledger.state(), &load::workshop(), &days, now);
    ledger.rebuild().unwrap();
    ledger.open_day(days[0]).unwrap();
    ledger.open_practice().unwrap();
    let rebuilt = floor(ledger.state(), &load::workshop(), &days, now);
    if let Some(difference) = difference(&opened, &rebuilt) {
        panic!("after kill {round}, the views are not those of a rebuild: {difference}");
    }
}

/// One system call of the traced process that matters.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    /// Bytes go to the log's write-ahead file.
    Write,
    /// That file is synced.
    Sync,
    /// A scan is acknowledged.
    Acknowledge,
}

/// Reads a line of `strace -f -y`.
fn call(line: &str) -> Option<Call> {
    // An unfinished call has not done anything yet; where it is resumed, it has.
    if line.contains("<unfinished") {
        return None;
    }
    let on_wal = line.contains("/log.db-wal>");
    let name = |name: &str| {
        line.contains(&format!("{name}(")) || line.contains(&format!("<... {name} resumed"))
    };
    if on_wal && (name("pwrite64") || name("write")) {
        Some(Call::Write)
    } else if on_wal && (name("fdatasync") || name("fsync")) {
        assert!(line.ends_with("= 0"), "a sync failed: {line}");
        Some(Call::Sync)
    } else if line.contains("write(1<") {
        Some(Call::Acknowledge)
    } else {
        None
    }
}

#[test]
fn each_scan_is_synced_before_it_is_acknowledged() {
    const SCANS: usize = 60;
    let dir = tempfile::tempdir().unwrap();
    load::prepare(dir.path());
    let trace = dir.path().join("trace");
    let status = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-e",
            "trace=fdatasync,fsync,write,pwrite64",
            "-o",
        ])
        .arg(&trace)
        .arg(env!("CARGO_BIN_EXE_scanner_load"))
        .arg(dir.path())
        .arg(SCANS.to_string())
        .stdout(Stdio::piped())
        .status()
        .expect("strace is missing: `apt-get install strace` (./test does it)");
    assert!(status.success(), "strace could not run the load: {status}");
    let text = String::from_utf8_lossy(&std::fs::read(&trace).unwrap()).into_owned();
    let calls: Vec<Call> = text.lines().filter_map(call).collect();
    let mut acknowledged = 0;
    let (mut written, mut synced) = (false, false);
    for (number, call) in calls.iter().enumerate() {
        match call {
            Call::Write => (written, synced) = (true, false),
            Call::Sync => synced = true,
            Call::Acknowledge => {
                acknowledged += 1;
                assert!(
                    written,
                    "scan {acknowledged} was acknowledged before it was written (call {number})"
                );
                assert!(
                    synced,
                    "scan {acknowledged} was acknowledged before it was synced (call {number})"
                );
                (written, synced) = (false, false);
            }
        }
    }
    assert_eq!(acknowledged, SCANS, "{text}");
}
