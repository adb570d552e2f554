//! Redaction, pruning, marks, backup, verification, the order of reading.

use super::*;
use crate::envelope::{Audience, Epoch, Writer};
use crate::store::{Draft, IngestLimits, Order, Verdict};
use crate::testing::{at, batch, draft, drafts, filled, floor, grow, key, stamp, writer};

#[test]
fn redaction_removes_the_bytes_from_the_file() {
    let (dir, mut log) = filled(1, 2);
    log.append(&writer(1), &[draft("{\"name\":\"Zebulon\"}")], &stamp())
        .unwrap();
    let holds = || {
        std::fs::read_dir(dir.path()).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(7).any(|w| w == b"Zebulon")
        })
    };
    assert!(holds());
    log.redact(&[(floor(1), 3)]).unwrap();
    assert!(!holds());
    assert_eq!(log.entry(&floor(1), 3).unwrap().unwrap().payload, None);
    log.redact(&[(floor(1), 3)]).unwrap();
    assert!(log.verify().unwrap().is_sound());
}

#[test]
fn payloads_are_pruned_only_when_backed_up() {
    let (_dir, mut log) = filled(1, 4);
    let both = [(floor(1), 1), (floor(1), 3)];
    assert!(log.prune_payloads(&both).is_err());
    log.set_backed_up(&floor(1), 2).unwrap();
    assert!(log.prune_payloads(&both).is_err());
    assert_eq!(log.verify().unwrap().payloads, 4, "nothing half done");
    assert!(log.prune_payloads(&[(floor(8), 1)]).is_err());
    log.set_backed_up(&floor(1), 3).unwrap();
    log.prune_payloads(&both).unwrap();
    let report = log.verify().unwrap();
    assert_eq!(
        (report.payloads, report.pruned, report.is_sound()),
        (2, 2, true)
    );
    log.set_backed_up(&floor(1), 1).unwrap();
    assert_eq!(
        log.backed_up(&floor(1)).unwrap(),
        1,
        "a restored server reports less"
    );
    assert_eq!(log.backed_up(&floor(8)).unwrap(), 0);
}

#[test]
fn unsent_counts_every_epoch_of_the_device() {
    let (_dir, mut log) = filled(1, 4);
    let reborn = Writer {
        epoch: Epoch(77),
        ..writer(1)
    };
    let case = Draft {
        audience: Audience::Case,
        ..draft("{}")
    };
    log.append(&reborn, &[draft("{}"), case], &stamp()).unwrap();
    log.append(&writer(2), &drafts(9), &stamp()).unwrap();
    assert_eq!(log.unsent(writer(1).id).unwrap(), 6);
    log.set_sent(&floor(1), 3).unwrap();
    assert_eq!(log.unsent(writer(1).id).unwrap(), 3);
    log.set_sent(&floor(1), 1).unwrap();
    assert_eq!(
        log.unsent(writer(1).id).unwrap(),
        5,
        "a restored server has less"
    );
    assert!(log.set_sent(&floor(9), 1).is_err());
}

#[test]
fn a_backup_is_whole_and_encrypted_with_the_same_key() {
    let dir = tempfile::tempdir().unwrap();
    let secret = Some([9; 32]);
    let mut log = Log::open(&dir.path().join("log.db"), secret).unwrap();
    grow(&mut log, 1, 20);
    let copy = dir.path().join("copy.db");
    log.backup_to(&copy).unwrap();
    assert!(log.backup_to(&copy).is_err(), "never overwrites");
    assert!(Log::open(&copy, None).is_err());
    let restored = Log::open(&copy, secret).unwrap();
    assert_eq!(restored.heads().unwrap(), log.heads().unwrap());
    assert!(restored.verify().unwrap().is_sound());
}

#[test]
fn verification_finds_what_was_tampered_with() {
    for (sql, says) in [
        (
            "DROP TRIGGER payload_update; UPDATE payload SET body = x'7b7d' WHERE seq = 2",
            "promises",
        ),
        (
            "DROP TRIGGER payload_delete; DELETE FROM payload WHERE seq = 2",
            "without a reason",
        ),
        (
            "DROP TRIGGER entry_update; UPDATE entry SET header = CAST(replace(CAST(header AS TEXT), '08:41', '08:40') AS BLOB) WHERE seq = 2",
            "chain breaks",
        ),
        (
            "DROP TRIGGER entry_update; UPDATE entry SET header = x'00' WHERE seq = 2",
            "does not parse",
        ),
        (
            "DROP TRIGGER entry_update; UPDATE entry SET lamport = 9 WHERE seq = 2",
            "belong here",
        ),
        (
            "PRAGMA foreign_keys = OFF; DROP TRIGGER entry_delete; DELETE FROM entry WHERE seq = 2",
            "missing",
        ),
        ("UPDATE signed_head SET hash = zeroblob(32)", "signed head"),
    ] {
        let (dir, log) = filled(1, 4);
        assert!(log.verify().unwrap().is_sound());
        let conn = rusqlite::Connection::open(dir.path().join("log.db")).unwrap();
        conn.execute_batch(sql).unwrap();
        let report = log.verify().unwrap();
        assert!(
            report.faults.iter().any(|fault| fault.what.contains(says)),
            "{sql}: {report:?}"
        );
    }
}

#[test]
fn signatures_are_checked_against_the_writers_keys() {
    let (_dir, log) = filled(1, 4);
    let check = |n: Option<u8>| {
        log.verify_signatures(&|_| n.map(|n| key(n).public()))
            .unwrap()
    };
    assert!(check(Some(1)).is_empty());
    assert!(check(Some(2))[0].what.contains("does not verify"));
    assert!(check(None)[0].what.contains("not known"));
}

#[test]
fn the_order_is_the_same_wherever_and_however_it_is_read() {
    // Five writers work offline from the same point: many entries share a lamport.
    let sources: Vec<_> = (1..=5).map(|n| filled(n, 12)).collect();
    let read = |order: &[u8], limit: usize| -> Vec<Order> {
        let (_dir, mut log) = filled(9, 0);
        for n in order {
            let (_, from) = &sources[usize::from(*n) - 1];
            let all = batch(from, &floor(*n), 0);
            let mut accept = |_: &crate::envelope::Entry| Verdict::Accept;
            log.ingest(
                all,
                &key(*n).public(),
                &IngestLimits::default(),
                &mut accept,
            )
            .unwrap();
        }
        let mut seen: Vec<Order> = Vec::new();
        loop {
            let page = log.in_order(seen.last(), limit).unwrap();
            assert!(page.len() <= limit);
            if page.is_empty() {
                return seen;
            }
            seen.extend(page.iter().map(|entry| Order::of(&entry.header)));
        }
    };
    let whole = read(&[1, 2, 3, 4, 5], 1000);
    assert_eq!(whole.len(), 60);
    assert!(whole.is_sorted());
    for limit in [1, 2, 3, 7, 60] {
        assert_eq!(read(&[5, 3, 1, 4, 2], limit), whole, "limit {limit}");
    }
}

#[test]
fn a_reader_sees_commits_and_cannot_write() {
    let (dir, mut log) = filled(1, 2);
    let mut reader = Log::open_reader(&dir.path().join("log.db"), None).unwrap();
    grow(&mut log, 1, 1);
    assert_eq!(reader.count().unwrap(), 3);
    assert!(reader.append(&writer(1), &[draft("{}")], &stamp()).is_err());
}

#[test]
fn the_newest_time_is_found_by_instant() {
    let (_dir, mut log) = filled(1, 1);
    assert_eq!(log.newest_recorded_at(None).unwrap(), Some(at()));
    let mut later = stamp();
    later.recorded_at = at() + chrono::TimeDelta::seconds(90);
    log.append(&writer(2), &[draft("{}")], &later).unwrap();
    assert_eq!(
        log.newest_recorded_at(None).unwrap(),
        Some(later.recorded_at)
    );
    assert_eq!(
        log.newest_recorded_at(Some(writer(1).id)).unwrap(),
        Some(at())
    );
    assert_eq!(log.newest_recorded_at(Some(writer(8).id)).unwrap(), None);
}
