//! What was practised is told alike whether days are in memory, in the file, folded anew, or partly erased.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a ledger that cannot be made fails its test"
)]

mod common;

use common::*;
use stupen_domain::entry::{EntryRef, Role};
use stupen_domain::facts::*;
use stupen_domain::practice::Totals;
use stupen_domain::wire::ids::*;
use stupen_domain::{Actor, Command, Here, WriterKind};

fn fold() -> OperationId {
    OperationId::new("soap-set/fold")
}

/// A run of five pieces on a day of February, stated afterwards.
fn run(kiosk: &mut Device, day: u32) -> EntryRef {
    run_on(kiosk, day, &fold(), 5)
}

fn run_on(kiosk: &mut Device, day: u32, operation: &OperationId, counted: u32) -> EntryRef {
    let date = chrono::NaiveDate::from_ymd_opt(2026, 2, day).unwrap();
    run_at(kiosk, date, operation, counted)
}

fn run_at(
    kiosk: &mut Device,
    date: chrono::NaiveDate,
    operation: &OperationId,
    counted: u32,
) -> EntryRef {
    let ended = format!("{date}T10:10:00+03:00");
    let ended = chrono::DateTime::parse_from_rfc3339(&ended).unwrap();
    let run = RunRecorded {
        run: RunId::new(format!("{operation}-{date}")),
        person: anna(),
        operation: operation.clone(),
        version: 1,
        began: ended - chrono::Duration::minutes(10),
        ended,
        counted,
        defects: 0,
        help: 0,
        steps: vec![],
        part: None,
        away: None,
    };
    let here = Here {
        writer: WriterKind::Kiosk,
        organisation: OrganisationId::new("ngo"),
        workshop: WorkshopId::new("soap"),
    };
    let command = Command {
        fact: run.into(),
        occurred_at: Some(ended),
    };
    let entries = kiosk
        .ledger
        .commit(vec![command], &Actor::participant(&anna()), &here, &now())
        .unwrap();
    entries[0].order.entry.clone()
}

/// Pieces and days of the sums; runs of the whole history; runs of one that needs two.
fn told(device: &mut Device) -> (u32, u32, usize, usize) {
    let runs = device.ledger.history(&anna()).unwrap().runs(&fold()).len();
    let recent = device.ledger.recent_history(&anna(), 2).unwrap();
    let recent = recent.runs(&fold()).len();
    device.ledger.open_practice().unwrap();
    let sums = Totals::of(device.ledger.state()).person(&anna());
    let sum = sums.get(&fold()).cloned().unwrap_or_default();
    (sum.pieces, sum.days, runs, recent)
}

#[test]
fn practice_is_told_alike_from_memory_and_from_files() {
    let (mut server, mut kiosk) = workshop();
    assert_eq!(told(&mut kiosk), (0, 0, 0, 0));
    let first = run(&mut kiosk, 9);
    for day in 10..16 {
        run(&mut kiosk, day);
    }
    assert_eq!(told(&mut kiosk), (35, 7, 7, 2), "all days are in memory");
    assert_eq!(kiosk.reopen(), 0);
    assert_eq!(told(&mut kiosk), (35, 7, 7, 2), "from the file");
    run(&mut kiosk, 16);
    assert_eq!(told(&mut kiosk), (40, 8, 8, 2), "from both");
    for taken in kiosk.send_all(&mut server) {
        taken.unwrap();
    }
    assert_eq!(told(&mut server).0, 40);
    kiosk.ledger.settle().unwrap();
    std::fs::remove_file(kiosk.dir.path().join("views.db")).unwrap();
    assert!(kiosk.reopen() > 0);
    assert_eq!(told(&mut kiosk), (40, 8, 8, 2), "folded anew");
    kiosk.crash();
    assert_eq!(told(&mut kiosk).0, 40, "after a power cut");

    let erased = Redacted {
        entries: vec![first],
        exact: Vec::new(),
        because: None,
    };
    server.reopen();
    server.commit(Role::Manager, erased).unwrap();
    assert_eq!(told(&mut server), (35, 7, 7, 2), "one was erased");
    server.reopen();
    assert_eq!(told(&mut server).0, 35, "and stays away");
    assert_eq!(told(&mut server).2, 7);
}

#[test]
fn as_many_runs_are_read_as_tell_how_long_a_piece_takes() {
    let (_, mut kiosk) = workshop();
    for day in 9..13 {
        run(&mut kiosk, day);
    }
    // Begun and left: neither a piece nor a time.
    for day in 13..16 {
        run_on(&mut kiosk, day, &fold(), 0);
    }
    assert_eq!(kiosk.reopen(), 0);
    let recent = kiosk.ledger.recent_history(&anna(), 2).unwrap();
    assert_eq!(recent.timed(&fold()), 2);
    assert_eq!(recent.runs(&fold()).len(), 5);
}

#[test]
fn what_is_read_of_one_operation_is_whole() {
    let (_, mut kiosk) = workshop();
    let wrap = OperationId::new("soap-set/wrap");
    run(&mut kiosk, 9);
    run_on(&mut kiosk, 10, &wrap, 2);
    run(&mut kiosk, 11);
    run_on(&mut kiosk, 11, &wrap, 2);
    assert_eq!(kiosk.reopen(), 0);
    let folded = kiosk.ledger.history_on(&anna(), Some(&fold())).unwrap();
    assert_eq!(folded.runs(&fold()).len(), 2);
    assert_eq!(folded.runs(&wrap).len(), 1, "that of a day of folding");
    let wrapped = kiosk.ledger.history_on(&anna(), Some(&wrap)).unwrap();
    assert_eq!(wrapped.runs(&wrap).len(), 2);
    let all = kiosk.ledger.history(&anna()).unwrap();
    assert_eq!((all.runs(&fold()).len(), all.runs(&wrap).len()), (2, 2));
}

#[test]
fn no_run_is_left_out_between_those_that_are_read() {
    let (_, mut kiosk) = workshop();
    let wrap = OperationId::new("soap-set/wrap");
    // Long ago folding too, then wrapping alone: what was read for folding says nothing of wrapping.
    for day in 2..4 {
        run(&mut kiosk, day);
        run_on(&mut kiosk, day, &wrap, 2);
    }
    for day in 4..16 {
        run_on(&mut kiosk, day, &wrap, 2);
    }
    assert_eq!(kiosk.reopen(), 0);
    let all = kiosk.ledger.history(&anna()).unwrap();
    let recent = kiosk.ledger.recent_history(&anna(), 3).unwrap();
    assert_eq!(recent.runs(&fold()).len(), 2);
    assert_eq!(recent.runs(&wrap), all.runs(&wrap)[11..]);
}

#[test]
fn whoever_leaves_no_time_of_a_piece_costs_no_year() {
    let (_, mut kiosk) = workshop();
    let last = chrono::NaiveDate::from_ymd_opt(2026, 2, 15).unwrap();
    for back in 0..70 {
        run_at(&mut kiosk, last - chrono::Days::new(back), &fold(), 0);
    }
    let recent = kiosk.ledger.recent_history(&anna(), 2).unwrap();
    assert_eq!(recent.runs(&fold()).len(), 60);
}
