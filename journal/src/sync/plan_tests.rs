//! The plan as a table, and two stores that really exchange.

use std::convert::Infallible;

use super::*;
use crate::Log;
use crate::store::{IngestLimits, Verdict};
use crate::sync::{Body, parse};
use crate::testing::{filled, floor, grow, key, writer};

/// Chains of letters: entry n of writer 1 hashes to (letter of branch, n).
fn head(branch: u8, seq: u64) -> Head {
    let shared = if seq <= 3 { b'a' } else { branch };
    Head {
        stream: floor(1),
        seq,
        hash: Hash([shared ^ u8::try_from(seq).unwrap(); 32]),
    }
}

fn message(heads: &[Head], apart: &[Head]) -> HeadsMessage {
    HeadsMessage {
        heads: heads.to_vec(),
        apart: apart.to_vec(),
    }
}

#[test]
fn each_standing_has_its_plan() {
    let a = |seq| head(b'a', seq);
    let b = |seq| head(b'b', seq);
    // mine, mine apart, theirs, theirs apart -> push after, want after, own stream needs
    type Row = (
        Option<Head>,
        Vec<Head>,
        Option<Head>,
        Vec<Head>,
        Option<u64>,
        Option<u64>,
        Option<NewEpochReason>,
    );
    use NewEpochReason::{Forked, RolledBack};
    let rows: Vec<Row> = vec![
        (Some(a(5)), vec![], Some(a(5)), vec![], None, None, None),
        (Some(a(5)), vec![], None, vec![], Some(0), None, None),
        (
            None,
            vec![],
            Some(a(5)),
            vec![],
            None,
            Some(0),
            Some(RolledBack),
        ),
        (Some(a(5)), vec![], Some(a(2)), vec![], Some(2), None, None),
        (
            Some(a(2)),
            vec![],
            Some(a(5)),
            vec![],
            None,
            Some(2),
            Some(RolledBack),
        ),
        (
            Some(a(5)),
            vec![],
            Some(b(5)),
            vec![],
            Some(0),
            Some(0),
            Some(Forked),
        ),
        (
            Some(a(7)),
            vec![],
            Some(b(5)),
            vec![],
            Some(0),
            Some(0),
            Some(Forked),
        ),
        (
            Some(a(7)),
            vec![b(5)],
            Some(b(5)),
            vec![],
            Some(0),
            None,
            Some(Forked),
        ),
        (
            Some(a(7)),
            vec![b(5)],
            Some(b(5)),
            vec![a(7)],
            None,
            None,
            Some(Forked),
        ),
        (
            Some(a(7)),
            vec![b(5)],
            Some(b(5)),
            vec![a(5)],
            Some(5),
            None,
            Some(Forked),
        ),
        (
            Some(a(5)),
            vec![b(7)],
            Some(b(7)),
            vec![],
            Some(0),
            None,
            Some(Forked),
        ),
        (
            Some(a(5)),
            vec![b(6)],
            Some(b(7)),
            vec![],
            None,
            Some(5),
            Some(RolledBack),
        ),
    ];
    for (n, (my, my_apart, their, their_apart, push, want, needs)) in rows.into_iter().enumerate() {
        let hash_at = |_: &StreamId, seq: u64| -> Result<_, Infallible> {
            Ok(my
                .as_ref()
                .filter(|my| seq <= my.seq)
                .map(|_| head(b'a', seq).hash))
        };
        let mine = message(my.as_slice(), &my_apart);
        let theirs = message(their.as_slice(), &their_apart);
        let plan_for = |own, may: bool| plan(own, &mine, &theirs, &hash_at, &|_| may).unwrap();
        let own = plan_for(Some(writer(1)), true);
        assert_eq!(own.push.first().map(|w| w.after), push, "push of row {n}");
        assert_eq!(own.want.first().map(|w| w.after), want, "want of row {n}");
        assert_eq!(
            own.new_epoch.first().map(|e| e.reason),
            needs,
            "epoch of row {n}"
        );
        let foreign = plan_for(Some(writer(2)), false);
        assert!(foreign.push.is_empty(), "row {n} may not be relayed");
        assert!(foreign.new_epoch.is_empty(), "row {n} is not ours");
        assert_eq!(foreign.want, own.want);
    }
}

/// One exchange led by `left`; returns how many entries travelled.
fn exchange(left: &mut Log, right: &mut Log, own: Option<Writer>) -> (u64, Plan) {
    let mine = HeadsMessage::of(left, &|_| true).unwrap();
    let theirs = HeadsMessage::of(right, &|_| true).unwrap();
    let plan = plan(own, &mine, &theirs, &|s, n| left.hash_at(s, n), &|_| true).unwrap();
    let push = Body::from_log(left, &plan.push, 10_000).unwrap();
    let pull = Body::from_log(right, &plan.want, 10_000).unwrap();
    for (to, body) in [(right, &push), (left, &pull)] {
        for batch in parse(&body.bytes).unwrap() {
            let public = key(batch.stream.writer.as_bytes()[0]).public();
            let mut accept = |_: &crate::Entry| Verdict::Accept;
            to.ingest(batch, &public, &IngestLimits::default(), &mut accept)
                .unwrap();
        }
    }
    (push.entries + pull.entries, plan)
}

#[test]
fn two_stores_hold_the_same_after_one_exchange() {
    let (_a, mut left) = filled(1, 700);
    let (_b, mut right) = filled(2, 30);
    assert_eq!(exchange(&mut left, &mut right, Some(writer(1))).0, 730);
    assert_eq!(left.heads().unwrap(), right.heads().unwrap());
    assert_eq!(exchange(&mut left, &mut right, Some(writer(1))).0, 0);
    grow(&mut left, 1, 2);
    assert_eq!(exchange(&mut right, &mut left, Some(writer(2))).0, 2);
    assert_eq!(
        left.in_order(None, 999).unwrap(),
        right.in_order(None, 999).unwrap()
    );
}

#[test]
fn a_rolled_back_device_gets_its_entries_back_and_must_begin_anew() {
    let (dir, mut kiosk) = filled(1, 5);
    let image = dir.path().join("card-image.db");
    kiosk.backup_to(&image).unwrap();
    grow(&mut kiosk, 1, 3);
    let (_b, mut server) = filled(2, 0);
    exchange(&mut kiosk, &mut server, Some(writer(1)));

    let mut restored = Log::open(&image, None).unwrap();
    let (_, plan) = exchange(&mut restored, &mut server, Some(writer(1)));
    assert_eq!(plan.new_epoch[0].reason, NewEpochReason::RolledBack);
    assert_eq!(restored.heads().unwrap(), kiosk.heads().unwrap());
}

#[test]
fn a_cloned_device_is_noticed_and_both_branches_are_kept_everywhere() {
    let (dir, mut kiosk) = filled(1, 5);
    let image = dir.path().join("card-image.db");
    kiosk.backup_to(&image).unwrap();
    let mut clone = Log::open(&image, None).unwrap();
    grow(&mut kiosk, 1, 3);
    grow(&mut clone, 1, 2);
    let (_b, mut server) = filled(2, 0);
    exchange(&mut kiosk, &mut server, Some(writer(1)));
    // The clone is shorter, so it first looks as if it was rolled back.
    let (_, plan) = exchange(&mut clone, &mut server, Some(writer(1)));
    assert_eq!(plan.new_epoch.len(), 1);
    let (_, plan) = exchange(&mut clone, &mut server, Some(writer(1)));
    assert_eq!(plan.new_epoch[0].reason, NewEpochReason::Forked);
    assert_eq!(plan.forks, [floor(1)]);
    let apart = |log: &Log| {
        log.divergent()
            .unwrap()
            .into_iter()
            .map(|d| d.entry.hash())
            .collect::<Vec<_>>()
    };
    let branch = |log: &Log| {
        log.since(&floor(1), 5, 99)
            .unwrap()
            .iter()
            .map(|e| e.hash())
            .collect::<Vec<_>>()
    };
    assert_eq!(apart(&server), branch(&clone));
    // The clone asked from its own head on: it holds what it was given, and the rest when asked.
    assert!(!apart(&clone).is_empty());
    let (travelled, _) = exchange(&mut clone, &mut server, Some(writer(1)));
    assert_eq!(travelled, 0, "nothing is sent twice");
}
