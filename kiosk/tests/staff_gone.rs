//! What staff had begun to write of somebody who is here no more does not stay on the kiosk.

use stupen_domain::Role;
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_kiosk::engine::OfficeState;
use stupen_kiosk::local::Local;

use crate::staff_rig::Kiosk;
use crate::staff_ways::*;

/// A kiosk to which the office has given all that it holds: who is not known there is known nowhere.
fn filled() -> Kiosk {
    let kiosk = Kiosk::new();
    let told = kiosk.ledger.lock().expect("a ledger").filled();
    told.expect("remembered");
    kiosk
}

fn office_was_asked(kiosk: &mut Kiosk) {
    let effects = kiosk
        .engine
        .office(OfficeState::default(), None, &kiosk.reading());
    kiosk.carry_out(effects);
}

fn time_passed(kiosk: &mut Kiosk) {
    let effects = kiosk.engine.tick(&kiosk.reading());
    kiosk.carry_out(effects);
}

fn ends_on(kiosk: &mut Kiosk, on: &str) {
    let ended = EnrolmentEnded {
        enrolment: EnrolmentId::new("e-1"),
        person: denis(),
        on: day(on),
        because: EndReason::OwnWish,
        decision: None,
    };
    kiosk.happened("ilya", Role::Consultant, 0, ended.into());
}

#[test]
fn what_was_begun_about_who_has_left_goes_after_the_last_day() {
    // The last day; whether what was begun goes.
    for (on, goes) in [("2026-11-22", true), ("2026-11-23", false)] {
        for by_restart in [true, false] {
            let mut kiosk = filled();
            kiosk.enter(2);
            kiosk.touch("Денис");
            to_the_sheet_of_a_breach(&mut kiosk);
            kiosk.touch("Назад");
            kiosk.scan(2);
            kiosk.pin();
            kiosk.touch("Вера");
            to_the_sheet_of_a_breach(&mut kiosk);
            assert_eq!(kiosk.drafts().len(), 2);
            ends_on(&mut kiosk, on);
            if by_restart {
                // It begins before what it remembers: by a doubtful clock nothing goes.
                kiosk = kiosk.restart();
                time_passed(&mut kiosk);
                assert_eq!(kiosk.drafts().len(), 2, "{on}");
                let reading = kiosk.reading();
                let office = OfficeState::default();
                let effects = kiosk.engine.office(office, Some(reading.wall), &reading);
                kiosk.carry_out(effects);
                time_passed(&mut kiosk);
            } else {
                office_was_asked(&mut kiosk);
            }
            let left = kiosk.drafts();
            assert_eq!(left.len(), if goes { 1 } else { 2 }, "{on}: {left:?}");
            assert!(left.iter().any(|body| body.contains("vera")), "{left:?}");
        }
    }
}

/// Nobody fills in a form to hear at its end that the enrolment has ended.
#[test]
fn after_an_end_is_told_no_breach_and_no_assessment_is_offered() {
    for (on, offered) in [(None, true), (Some("2026-11-23"), false)] {
        let mut kiosk = filled();
        if let Some(on) = on {
            ends_on(&mut kiosk, on);
        }
        kiosk.enter(3);
        if !offered {
            // Who has left is on the board no more.
            kiosk.touch("Ещё");
            find(&mut kiosk, "Сейчас не зачислены");
            kiosk.touch("Сейчас не зачислены");
        }
        kiosk.touch("Денис");
        for label in ["Нарушение", "Оценка", "Похвала"] {
            let found = kiosk.labels().iter().any(|known| known == label);
            assert_eq!(found, offered, "{label} {on:?}");
        }
    }
}

/// Who was never enrolled may be here for a trial task.
#[test]
fn what_was_begun_about_a_newcomer_stays() {
    let mut kiosk = filled();
    let newcomer = PersonSet {
        person: PersonId::new("gosha"),
        called: "Гоша".into(),
        picture: PictureRef::new("pictogram:person"),
        language: "ru".into(),
        staff_role: None,
        active: true,
    };
    kiosk.office_states(vec![newcomer.into()]);
    let of = |person: &str| {
        serde_json::json!({
            "kind": "Trial", "of": person, "by": "olga", "id": "f-1",
            "began": "2026-11-23T09:00:00+03:00", "step": "operation", "answers": {},
        })
    };
    kiosk.keep_draft(&of("gosha"));
    kiosk.keep_draft(&of("nobody-of-this-id"));
    let kiosk = kiosk.restart();
    let left = kiosk.drafts();
    assert!(left.len() == 1 && left[0].contains("gosha"), "{left:?}");
}

fn typed_reason(kiosk: &mut Kiosk) {
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Рассмотрение");
    kiosk.touch("Закончить работу здесь");
    kiosk.touch("Клавиатура");
    for key in ["з", "в", "о", "н"] {
        kiosk.touch(key);
    }
    kiosk.touch("Дальше");
    kiosk.touch("Предложить");
}

/// A reason that is sealed to the office lies on no disk of the kiosk's: not with what waits for the second either.
#[test]
fn a_sealed_reason_is_no_part_of_what_waits_for_the_second() {
    let mut kiosk = filled();
    three_breaches(&mut kiosk);
    typed_reason(&mut kiosk);
    let drafts = kiosk.drafts();
    assert_eq!(drafts.len(), 1, "{drafts:?}");
    assert!(drafts[0].contains("Second"), "{drafts:?}");
    assert!(!drafts.concat().contains("Звон"), "{drafts:?}");
}

/// What is confirmed elsewhere waits here no more, nor is its reason known any longer.
#[test]
fn what_was_confirmed_elsewhere_waits_no_more() {
    for confirmed in [true, false] {
        let mut kiosk = filled();
        three_breaches(&mut kiosk);
        typed_reason(&mut kiosk);
        let id = {
            let ledger = kiosk.ledger.lock().expect("a ledger");
            let enrolment = EnrolmentId::new("e-1");
            let review = stupen_domain::reviews::review(ledger.state(), &denis(), &enrolment);
            let pending = review.pending().expect("it is proposed");
            pending.proposal.review.to_string()
        };
        if confirmed {
            confirms(&mut kiosk, &id);
        }
        office_was_asked(&mut kiosk);
        assert_eq!(kiosk.drafts().len(), usize::from(!confirmed));
    }
}

/// An open run of somebody who is erased goes as well.
#[test]
fn the_open_run_of_who_is_not_known_any_more_goes() {
    let kiosk = filled();
    let home = kiosk.dir.path().join("kiosk/local.db");
    let run = |person: &str| {
        let now = stupen_domain::Now {
            at: kiosk.reading().wall,
            clock: stupen_domain::Clock {
                suspect: false,
                boot: "boot".into(),
                mono_ms: 0,
            },
        };
        stupen_kiosk::local::OpenRun::begin(
            (&PersonId::new(person), &OperationId::new("gift/fold"), 1),
            45,
            RunId::new(format!("run-{person}")),
            &now,
        )
    };
    {
        let local = Local::open(&home, Some([9; 32])).expect("tables");
        for person in ["denis", "erased"] {
            local.keep_run(&run(person)).expect("kept");
        }
    }
    let _kiosk = kiosk.restart();
    let local = Local::open(&home, Some([9; 32])).expect("tables");
    for (person, stays) in [("denis", true), ("erased", false)] {
        let run = local.run(&PersonId::new(person)).expect("runs");
        assert_eq!(run.is_some(), stays, "{person}");
    }
}

/// Pieces that somebody counted on the last day, and that no scan summed up, are work of that day.
#[test]
fn the_open_run_of_who_has_left_is_recorded_first() {
    let mut kiosk = filled();
    let home = kiosk.dir.path().join("kiosk/local.db");
    let last = day("2026-11-22");
    let at = |time: &str| stupen_domain::Now {
        at: format!("2026-11-22T{time}:00+03:00")
            .parse()
            .expect("a time"),
        clock: stupen_domain::Clock {
            suspect: false,
            boot: "before".into(),
            mono_ms: 0,
        },
    };
    {
        let local = Local::open(&home, Some([9; 32])).expect("tables");
        let mut run = stupen_kiosk::local::OpenRun::begin(
            (&denis(), &OperationId::new("gift/fold"), 1),
            45,
            RunId::new("run-denis"),
            &at("12:00"),
        );
        run.leave_step("fold", &at("12:01"));
        run.count();
        local.keep_run(&run).expect("kept");
    }
    ends_on(&mut kiosk, "2026-11-22");
    let mut kiosk = kiosk.restart();
    office_was_asked(&mut kiosk);
    time_passed(&mut kiosk);
    let mut ledger = kiosk.ledger.lock().expect("a ledger");
    ledger.open_day(last).expect("the day");
    let runs = stupen_domain::stations::runs(ledger.state(), &denis(), last);
    let counted: u32 = runs.iter().map(|run| run.counted).sum();
    assert_eq!(counted, 1, "{runs:?}");
    let local = Local::open(&home, Some([9; 32])).expect("tables");
    assert!(local.run(&denis()).expect("runs").is_none());
}
