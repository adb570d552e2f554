//! Ingest: repeats, gaps, forks, hostile entries, quarantine.

use super::*;
use crate::envelope::{Header, payload_hash};
use crate::keys::DeviceKey;
use crate::testing::{at, batch, draft, filled, floor, grow, key, stamp, writer};

fn accept(_: &Entry) -> Verdict {
    Verdict::Accept
}

fn take(log: &mut Log, batch: Batch, n: u8) -> Result<Ingested, IngestRefusal> {
    log.ingest(
        batch,
        &key(n).public(),
        &IngestLimits::default(),
        &mut accept,
    )
}

fn part(log: &Log, n: u8, after: u64, to: u64) -> Batch {
    let hash = log.hash_at(&floor(n), to).unwrap().unwrap();
    let head = crate::envelope::Head {
        stream: floor(n),
        seq: to,
        hash,
    };
    let mut entries = log.since(&floor(n), after, usize::MAX).unwrap();
    entries.truncate(usize::try_from(to - after).unwrap());
    Batch {
        stream: floor(n),
        entries,
        head: key(n).sign_head(head),
    }
}

/// A chain made by hand, so that it can be hostile.
fn forged(n: u8, headers: &[(u64, u64)], body: &[u8]) -> Batch {
    let mut prev = Hash::ZERO;
    let mut entries = Vec::new();
    for (seq, lamport) in headers {
        let header = Header {
            stream: floor(n),
            seq: *seq,
            lamport: *lamport,
            recorded_at: at(),
            occurred_at: at(),
            clock: stamp().clock,
            kind: "unheard-of".into(),
            role: "participant".into(),
            prev,
            payload: payload_hash(&[1; 16], body),
        };
        let bytes = header.to_bytes().unwrap();
        let entry = Entry::from_parts(bytes, Some(([1; 16], body.to_vec()))).unwrap();
        prev = entry.hash();
        entries.push(entry);
    }
    let seq = headers.last().unwrap().0;
    let head = key(n).sign_head(crate::envelope::Head {
        stream: floor(n),
        seq,
        hash: prev,
    });
    Batch {
        stream: floor(n),
        entries,
        head,
    }
}

#[test]
fn a_batch_arrives_whole_and_repeats_change_nothing() {
    let (_a, from) = filled(1, 7);
    let (_b, mut to) = filled(2, 2);
    let done = take(&mut to, batch(&from, &floor(1), 0), 1).unwrap();
    assert_eq!((done.accepted.len(), done.skipped, done.have), (7, 0, 7));
    assert_eq!(done.accepted, from.since(&floor(1), 0, 99).unwrap());
    for (after, upto, skipped) in [(0, 7, 7), (2, 5, 3), (6, 7, 1)] {
        let done = take(&mut to, part(&from, 1, after, upto), 1).unwrap();
        assert_eq!(
            (done.accepted.len(), done.skipped, done.have),
            (0, skipped, 7)
        );
        assert!(done.fork.is_none());
    }
    assert_eq!(to.count().unwrap(), 9);
    assert!(to.verify().unwrap().is_sound());
    assert_eq!(
        to.signed_head(&floor(1)).unwrap(),
        from.signed_head(&floor(1)).unwrap()
    );
    let next = to.append(&writer(2), &[draft("{}")], &stamp()).unwrap();
    assert_eq!(
        next[0].header.lamport, 8,
        "what was taken in raises our lamport"
    );
}

#[test]
fn overlap_and_growth_in_one_batch() {
    let (_a, mut from) = filled(1, 4);
    let (_b, mut to) = filled(2, 0);
    take(&mut to, batch(&from, &floor(1), 0), 1).unwrap();
    grow(&mut from, 1, 3);
    let done = take(&mut to, batch(&from, &floor(1), 2), 1).unwrap();
    assert_eq!((done.accepted.len(), done.skipped, done.have), (3, 2, 7));
}

#[test]
fn a_newer_signature_alone_is_taken_but_proves_nothing_missing() {
    let (_a, from) = filled(1, 3);
    let (_b, mut to) = filled(2, 0);
    let alone = Batch {
        entries: Vec::new(),
        ..batch(&from, &floor(1), 0)
    };
    assert!(matches!(
        take(&mut to, alone.clone(), 1),
        Err(IngestRefusal::HeadNotReached {
            last: 0,
            head: 3,
            ..
        })
    ));
    take(&mut to, part(&from, 1, 0, 3), 1).unwrap();
    assert_eq!(take(&mut to, alone, 1).unwrap().have, 3);
}

#[test]
fn wrong_batches_are_refused_whole() {
    let (_a, from) = filled(1, 6);
    let good = || batch(&from, &floor(1), 0);
    type Says = fn(&IngestRefusal) -> bool;
    let cases: Vec<(&str, Batch, Says)> = vec![
        ("gap", part(&from, 1, 3, 6), |r| {
            matches!(
                r,
                IngestRefusal::Gap {
                    have: 0,
                    got: 4,
                    ..
                }
            )
        }),
        (
            "hole",
            {
                let mut b = good();
                b.entries.remove(2);
                b
            },
            |r| matches!(r, IngestRefusal::BrokenChain { seq: 4, .. }),
        ),
        (
            "swapped",
            {
                let mut b = good();
                b.entries.swap(2, 3);
                b
            },
            |r| matches!(r, IngestRefusal::BrokenChain { seq: 4, .. }),
        ),
        (
            "cut",
            {
                let mut b = good();
                b.entries.pop();
                b
            },
            |r| {
                matches!(
                    r,
                    IngestRefusal::HeadNotReached {
                        last: 5,
                        head: 6,
                        ..
                    }
                )
            },
        ),
        (
            "other payload",
            {
                let mut b = good();
                b.entries[1].payload = Some(b"{}".to_vec());
                b
            },
            |r| matches!(r, IngestRefusal::WrongPayload { seq: 2, .. }),
        ),
        (
            "other salt",
            {
                let mut b = good();
                b.entries[1].salt[0] ^= 1;
                b
            },
            |r| matches!(r, IngestRefusal::WrongPayload { seq: 2, .. }),
        ),
        (
            "other stream",
            Batch {
                stream: floor(3),
                ..good()
            },
            |r| matches!(r, IngestRefusal::ForeignEntry { seq: 0, .. }),
        ),
        (
            "other signer",
            {
                let b = good();
                Batch {
                    head: DeviceKey::from_bytes(&[9; 32]).sign_head(b.head.head()),
                    ..b
                }
            },
            |r| matches!(r, IngestRefusal::BadSignature { .. }),
        ),
        (
            "first with prev",
            {
                let mut b = good();
                b.entries[0].header.prev = Hash([1; 32]);
                b
            },
            |r| matches!(r, IngestRefusal::BrokenChain { seq: 1, .. }),
        ),
    ];
    for (name, bad, says) in cases {
        let (_b, mut to) = filled(2, 1);
        let refusal = take(&mut to, bad, 1).unwrap_err();
        assert!(says(&refusal), "{name}: {refusal}");
        assert_eq!(to.count().unwrap(), 1, "{name}");
        assert_eq!(
            take(&mut to, good(), 1).unwrap().accepted.len(),
            6,
            "{name}: may be retried"
        );
    }
}

#[test]
fn a_fork_is_kept_apart_once_and_the_chain_stays() {
    // A restored clone of writer 1: the same first three entries, then two histories.
    let (dir, mut mine) = filled(1, 3);
    let copy = dir.path().join("clone.db");
    mine.backup_to(&copy).unwrap();
    let mut clone = Log::open(&copy, None).unwrap();
    grow(&mut mine, 1, 2);
    grow(&mut clone, 1, 5);

    let (_b, mut server) = filled(2, 0);
    take(&mut server, batch(&mine, &floor(1), 0), 1).unwrap();
    let before = server.heads().unwrap();
    for (after, to, kept) in [(0, 6, 3), (2, 6, 0), (6, 8, 2), (7, 8, 0)] {
        let done = take(&mut server, part(&clone, 1, after, to), 1).unwrap();
        assert_eq!(
            done.fork,
            Some(Fork {
                at: 4,
                kept,
                needs_earlier: false
            }),
            "{after}..{to}"
        );
        assert!(done.accepted.is_empty());
    }
    assert_eq!(server.heads().unwrap(), before);
    let apart: Vec<_> = server
        .divergent()
        .unwrap()
        .into_iter()
        .map(|d| d.entry)
        .collect();
    assert_eq!(
        apart,
        clone.since(&floor(1), 3, 99).unwrap(),
        "nothing lost"
    );
    assert_eq!(server.divergent_heads().unwrap().len(), 2);
    let handed_over: Vec<Vec<u64>> = server
        .divergent_batches()
        .unwrap()
        .iter()
        .map(|batch| {
            assert_eq!(batch.entries.last().unwrap().hash(), batch.head.hash);
            let seqs = batch.entries.iter().map(|entry| entry.header.seq);
            seqs.collect()
        })
        .collect();
    assert_eq!(handed_over, [vec![4, 5, 6], vec![7, 8]]);
    grow(&mut mine, 1, 1);
    assert_eq!(
        take(&mut server, batch(&mine, &floor(1), 5), 1)
            .unwrap()
            .accepted
            .len(),
        1
    );
    let report = server.verify().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.divergent, 5);
}

#[test]
fn a_fork_seen_from_its_middle_asks_for_its_beginning() {
    let (dir, mut mine) = filled(1, 3);
    let copy = dir.path().join("clone.db");
    mine.backup_to(&copy).unwrap();
    let mut clone = Log::open(&copy, None).unwrap();
    grow(&mut mine, 1, 3);
    grow(&mut clone, 1, 6);
    let (_b, mut server) = filled(2, 0);
    take(&mut server, batch(&mine, &floor(1), 0), 1).unwrap();
    let done = take(&mut server, part(&clone, 1, 6, 9), 1).unwrap();
    assert_eq!(
        done.fork,
        Some(Fork {
            at: 7,
            kept: 3,
            needs_earlier: true
        })
    );
    let done = take(&mut server, part(&clone, 1, 0, 9), 1).unwrap();
    assert_eq!(
        done.fork,
        Some(Fork {
            at: 4,
            kept: 3,
            needs_earlier: false
        })
    );
    assert_eq!(server.divergent().unwrap().len(), 6);
}

#[test]
fn the_judge_quarantines_and_holds_without_stopping_the_chain() {
    let (_a, from) = filled(1, 6);
    let (_b, mut to) = filled(2, 0);
    let mut judge = |entry: &Entry| match entry.header.seq {
        2 => Verdict::Quarantine {
            reason: "not-authorised".into(),
        },
        5 => Verdict::Hold {
            reason: "revoked".into(),
        },
        _ => Verdict::Accept,
    };
    let limits = IngestLimits::default();
    let done = to
        .ingest(
            batch(&from, &floor(1), 0),
            &key(1).public(),
            &limits,
            &mut judge,
        )
        .unwrap();
    assert_eq!(
        (done.accepted.len(), done.quarantined.len(), done.have),
        (4, 2, 6)
    );
    assert_eq!(to.quarantine().unwrap(), done.quarantined);
    assert!(done.quarantined[1].held && !done.quarantined[0].held);
    let counting = |log: &Log| -> Vec<u64> {
        log.in_order(None, 99)
            .unwrap()
            .iter()
            .map(|e| e.header.seq)
            .collect()
    };
    assert_eq!(counting(&to), [1, 3, 4, 6]);
    assert_eq!(
        to.since(&floor(1), 0, 99).unwrap().len(),
        6,
        "handed on whole"
    );
    let released = to.release(&floor(1), 2).unwrap().unwrap();
    assert_eq!(released, from.entry(&floor(1), 2).unwrap().unwrap());
    assert_eq!(to.release(&floor(1), 2).unwrap(), None);
    assert_eq!(to.release(&floor(7), 2).unwrap(), None);
    assert_eq!(counting(&to), [1, 2, 3, 4, 6]);
    assert_eq!(to.quarantine_count().unwrap(), 1);
}

#[test]
fn an_oversize_payload_is_set_apart_and_the_chain_goes_on() {
    let body = format!("\"{}\"", "x".repeat(MAX_PAYLOAD_BYTES)).into_bytes();
    let bad = forged(1, &[(1, 1), (2, 2)], &body);
    let (_b, mut to) = filled(2, 0);
    for round in 0..2 {
        let done = take(&mut to, bad.clone(), 1).unwrap();
        assert_eq!(done.have, 2);
        assert_eq!(done.quarantined.len(), if round == 0 { 2 } else { 0 });
        assert!(done.quarantined.iter().all(|q| {
            q.reason == REASON_OVERSIZE && q.entry.payload.is_none() && q.entry.salt == [0; 16]
        }));
    }
    assert_eq!(to.entry(&floor(1), 1).unwrap().unwrap().payload, None);
    assert!(to.verify().unwrap().is_sound());
    let released = to.release(&floor(1), 1).unwrap().unwrap();
    assert_eq!(released.payload.as_deref(), Some(body.as_slice()));
    assert!(to.verify().unwrap().is_sound());
}

#[test]
fn a_lamport_far_ahead_waits_and_does_not_drag_ours_along() {
    let (_b, mut to) = filled(2, 3);
    let far = 5_000_000;
    let done = take(
        &mut to,
        forged(1, &[(1, 4), (2, far), (3, far + 1), (4, 7)], b"{}"),
        1,
    )
    .unwrap();
    let reasons: Vec<_> = done.quarantined.iter().map(|q| q.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            REASON_LAMPORT_AHEAD,
            REASON_LAMPORT_AHEAD,
            REASON_LAMPORT_BACK
        ]
    );
    let lamport = |log: &mut Log| {
        log.append(&writer(2), &[draft("{}")], &stamp()).unwrap()[0]
            .header
            .lamport
    };
    assert_eq!(
        lamport(&mut to),
        8,
        "the entry that went back is within bounds"
    );
    to.release(&floor(1), 2).unwrap().unwrap();
    assert_eq!(lamport(&mut to), far + 1, "staff let it count");
    let order: Vec<_> = to
        .in_order(None, 99)
        .unwrap()
        .iter()
        .map(|e| e.header.lamport)
        .collect();
    assert_eq!(order, [1, 2, 3, 4, 8, far, far + 1]);
}

#[test]
fn a_redacted_entry_does_not_come_back() {
    let (_a, from) = filled(1, 4);
    let (_b, mut to) = filled(2, 0);
    to.redact(&[(floor(1), 2)]).unwrap();
    let done = take(&mut to, batch(&from, &floor(1), 0), 1).unwrap();
    assert_eq!(
        (done.accepted[1].payload.clone(), done.accepted[1].salt),
        (None, [0; 16])
    );
    to.redact(&[(floor(1), 3)]).unwrap();
    let done = take(&mut to, batch(&from, &floor(1), 0), 1).unwrap();
    assert_eq!((done.skipped, done.completed.len()), (4, 0));
    let held: Vec<_> = to
        .since(&floor(1), 0, 9)
        .unwrap()
        .iter()
        .map(|e| e.payload.is_some())
        .collect();
    assert_eq!(held, [true, false, false, true]);
    let report = to.verify().unwrap();
    assert!(report.is_sound());
    assert_eq!((report.redacted, report.payloads), (2, 2));
}

#[test]
fn a_payload_that_came_late_completes_its_entry() {
    let (_a, from) = filled(1, 3);
    let (_b, mut to) = filled(2, 0);
    let mut poor = batch(&from, &floor(1), 0);
    poor.entries[1].payload = None;
    poor.entries[1].salt = [0; 16];
    take(&mut to, poor, 1).unwrap();
    assert_eq!(to.verify().unwrap().absent, 1);
    let done = take(&mut to, batch(&from, &floor(1), 0), 1).unwrap();
    assert_eq!(done.completed, [from.entry(&floor(1), 2).unwrap().unwrap()]);
    let report = to.verify().unwrap();
    assert_eq!((report.absent, report.is_sound()), (0, true));
}

#[test]
fn relayed_batches_end_at_signed_heads() {
    let (_a, mut from) = filled(1, 0);
    for _ in 0..3 {
        grow(&mut from, 1, 400);
    }
    grow(&mut from, 1, 5);
    from.append(&writer(1), &[draft("{}")], &stamp()).unwrap();
    let (_b, mut relay) = filled(2, 0);
    let (_c, mut last) = filled(3, 0);
    take(&mut relay, batch(&from, &floor(1), 0), 1).unwrap();
    let mut after = 0;
    while let Some(next) = from.batch_after(&floor(1), after, 450).unwrap() {
        assert!(next.entries.len() <= 500);
        after = take(&mut last, next, 1).unwrap().have;
    }
    assert_eq!(after, 1205, "the unsigned one stays");
    assert_eq!(last.heads().unwrap(), relay.heads().unwrap());
    assert_eq!(
        from.batch_after(&floor(9), 0, 10).unwrap().map(|b| b.head),
        None
    );
}
