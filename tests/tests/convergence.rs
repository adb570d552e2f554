//! Random histories converge: whatever a link loses, repeats and reorders, after two good exchanges everybody who
//! holds the same entries sees the same, and so does who folds them anew.
//!
//! `STUPEN_HISTORIES=N` plays N histories in memory instead of 1,000; a failure names its seed.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use stupen_domain::State;
use stupen_tests::history::{History, days, workshop};
use stupen_tests::views::{difference, floor};

/// Histories in memory where nobody asked for another number.
const HISTORIES: u64 = 1_000;
/// What each round of histories must have written often enough to say something.
const KINDS: &[&str] = &[
    "Arrived",
    "BreakStarted",
    "BreakEnded",
    "Left",
    "MoodSaid",
    "HelpAsked",
    "HelpAcknowledged",
    "RunRecorded",
    "AttendanceCorrected",
    "PersonSet",
    "OperationAssigned",
    "AbsenceNoted",
    "BadgeIssued",
    "BadgeRevoked",
    "ScheduleSet",
    "EnrolmentStarted",
    "EnrolmentEnded",
    "EntryReadmitted",
    "ClockMended",
];
/// What happens in one of them.
const STEPS: usize = 120;

#[test]
fn histories_in_memory_converge() {
    let histories = std::env::var("STUPEN_HISTORIES").map_or(HISTORIES, |text| {
        text.parse().expect("STUPEN_HISTORIES is a number")
    });
    let (next, kinds) = (AtomicU64::new(0), Mutex::new(BTreeMap::<&str, u64>::new()));
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            threads.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= histories {
                        break;
                    }
                    for (kind, count) in converges(seed) {
                        *kinds.lock().unwrap().entry(kind).or_default() += count;
                    }
                }
            });
        }
    });
    // A generator whose wishes are all refused would prove nothing.
    let kinds = kinds.into_inner().unwrap();
    let rare: Vec<&&str> = KINDS
        .iter()
        .filter(|kind| kinds.get(*kind) < Some(&(histories / 10)))
        .collect();
    assert!(
        rare.is_empty(),
        "hardly ever written: {rare:?} of {kinds:?}"
    );
}

/// Plays a history and compares; returns what was written.
fn converges(seed: u64) -> BTreeMap<&'static str, u64> {
    let mut history = History::begin(seed);
    for _ in 0..STEPS {
        history.step();
    }
    history.good_sync();
    history.good_sync();
    let now = history.now();
    let views = |state: &State| floor(state, &workshop(), &days(), now);
    let office = views(&history.holders[0].state);
    for (number, holder) in history.holders.iter().enumerate().skip(1) {
        if let Some(difference) = difference(&office, &views(&holder.state)) {
            panic!("seed {seed}: office and kiosk {number} differ: {difference}");
        }
    }
    if let Some(difference) = difference(&office, &views(&history.stranger())) {
        panic!("seed {seed}: folded in another order it differs: {difference}");
    }
    // And what a file would hold is what memory holds.
    let mut kept = State::default();
    for (key, body) in history.holders[0].state.take_changed().unwrap() {
        kept.load(&key, Some(&body)).unwrap();
    }
    if let Some(difference) = difference(&office, &views(&kept)) {
        panic!("seed {seed}: read back from its stored form it differs: {difference}");
    }
    history.kinds()
}
