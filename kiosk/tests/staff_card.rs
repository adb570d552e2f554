//! The board and a person's card, through the window: how each one stands, one touch to the person, and all that the
//! floor may know of them.

use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_domain::{Command, Role, attendance, help as calls};
use stupen_kiosk::ui::{Say, Screen, StaffScreen, StaffTone, Tile, Word};

use crate::staff_rig::Kiosk;
use crate::staff_ways::*;

/// What stands on a tile, words of the face as they are called in the code.
fn said(say: &Say) -> String {
    match say {
        Say::Row(parts) => parts.iter().map(said).collect::<Vec<_>>().join(", "),
        Say::Plain(text) => text.clone(),
        Say::Word(word) => format!("{word:?}"),
        Say::Count(what, n) => format!("{what:?} {n}"),
        Say::Name(what, name) => format!("{what:?} {name}"),
        Say::Nothing => String::new(),
    }
}

fn tile_of<'a>(kiosk: &'a Kiosk, label: &str) -> &'a Tile {
    kiosk
        .tiles_view()
        .tiles
        .iter()
        .find(|tile| said(&tile.label) == label)
        .unwrap_or_else(|| panic!("no {label} among {:?}", kiosk.tiles_view().tiles))
}

fn request(what: RequestKind) -> Command {
    RequestMade {
        request: RequestId::new("r-1"),
        person: denis(),
        what,
        activity: None,
    }
    .into()
}

fn help() -> Command {
    HelpAsked {
        help: HelpId::new("h-1"),
        person: Some(denis()),
        operation: None,
        step: None,
    }
    .into()
}

fn arrived() -> Command {
    Arrived {
        person: denis(),
        badge: None,
    }
    .into()
}

/// The schedule is nine to three, and the tests begin on a Monday at ten.
const MINUTE_MS: u64 = 60_000;
const NEXT_DAY_8_50: u64 = (24 * 60 - 70) * MINUTE_MS;
const TODAY_16_00: u64 = 6 * 60 * MINUTE_MS;

/// What happened, how somebody stands on the board, with which sign, and in which of the smaller boards (who waits for
/// staff, who is not here, who is on a break) they stand too.
#[test]
fn everybody_on_the_board_stands_as_they_are() {
    type Happens = fn(&mut Kiosk);
    #[rustfmt::skip]
    let rows: [(&str, Happens, &str, Option<&str>, &str); 10] = [
        ("expected", |k| k.ms = NEXT_DAY_8_50, "Expected", Some("expected"), "not here"),
        ("late, not here yet", |_| {}, "Late", Some("late-arrival"), "not here"),
        ("absent", |k| k.ms = TODAY_16_00, "Absent", Some("absent"), "not here"),
        ("in", |k| {
            k.happened("denis", Role::Participant, 65, arrived());
        }, "Since 8:55", None, ""),
        ("in, came late", |k| {
            k.happened("denis", Role::Participant, 30, arrived());
        }, "Late, Since 9:30", Some("late"), ""),
        ("on a break", |k| {
            k.happened("denis", Role::Participant, 65, arrived());
            k.happened("denis", Role::Participant, 5, BreakStarted { person: denis() }.into());
        }, "Since 9:55", Some("break"), "on a break"),
        ("went home", |k| {
            k.happened("denis", Role::Participant, 65, arrived());
            k.happened("denis", Role::Participant, 5, Left { person: denis() }.into());
        }, "9:55", Some("home"), ""),
        ("excused", |k| {
            k.happened("olga", Role::Lead, 30, AbsenceNoted { person: denis(), from: day("2026-11-23"), until: day("2026-11-25"), excused: true }.into());
        }, "Excused, Until 25 ноября", Some("excused"), ""),
        ("asked for help", |k| {
            k.happened("denis", Role::Participant, 65, arrived());
            k.happened("denis", Role::Participant, 10, help());
        }, "Help, 9:50", Some("help"), "waiting"),
        ("asked for something", |k| {
            k.happened("denis", Role::Participant, 65, arrived());
            k.happened("denis", Role::Participant, 10, request(RequestKind::Talk));
        }, "WantsTalk", Some("want-talk"), "waiting"),
    ];
    for (row, happens, note, sign, also) in rows {
        let mut kiosk = Kiosk::new();
        happens(&mut kiosk);
        kiosk.enter(2);
        let tile = tile_of(&kiosk, "Денис").clone();
        assert_eq!(said(&tile.note), note, "{row}");
        let shown = tile.sign.as_ref().map(|sign| format!("{sign:?}"));
        let wanted = sign.map(|sign| format!("{:?}", stupen_kiosk::ui::Picture::pictogram(sign)));
        assert_eq!(shown, wanted, "{row}");
        for (label, which) in [
            ("Ждут", "waiting"),
            ("Нет на месте", "not here"),
            ("На перерыве", "on a break"),
        ] {
            let chip = kiosk
                .labels()
                .into_iter()
                .find(|found| found.starts_with(label))
                .unwrap_or_else(|| panic!("{label} among {:?}", kiosk.labels()));
            kiosk.touch(&chip);
            let stands = kiosk
                .tiles_view()
                .tiles
                .iter()
                .any(|tile| said(&tile.label) == "Денис");
            assert_eq!(stands, also == which, "{row}: {which}");
        }
        // One touch to the person, from wherever they stand.
        let all = kiosk
            .labels()
            .into_iter()
            .find(|found| found.starts_with("Все"))
            .expect("everybody");
        kiosk.touch(&all);
        kiosk.touch("Денис");
        assert_eq!(said(&kiosk.tiles_view().head.title), "Денис", "{row}");
    }
}

#[test]
fn a_limit_of_working_time_that_is_near_stands_on_the_board_and_first_on_the_card() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(4);
    kiosk.ms += 50 * MINUTE_MS;
    kiosk.enter(2);
    let vera = tile_of(&kiosk, "Вера");
    assert_eq!(
        (vera.note.clone(), vera.tone),
        (Word::NearLimit.into(), StaffTone::Rest)
    );
    kiosk.touch("Вера");
    let place = kiosk
        .tiles_view()
        .tiles
        .iter()
        .position(|tile| tile.label == Say::Word(Word::WorkTime));
    assert_eq!(place, Some(1), "after the day alone");
}

#[test]
fn people_stand_by_what_they_work_on() {
    let mut kiosk = Kiosk::new();
    let station = StationSet {
        station: StationId::new("table"),
        name: Bilingual {
            ru: "Стол".into(),
            en: "Table".into(),
        },
        picture: PictureRef::new("pictogram:table"),
        operations: vec![OperationId::new("gift/fold")],
        active: true,
    };
    kiosk.happened("olga", Role::Lead, 60, station.into());
    let assigned = OperationAssigned {
        person: PersonId::new("vera"),
        from: day("2026-11-23"),
        operation: Some(OperationId::new("gift/fold")),
    };
    kiosk.happened("olga", Role::Lead, 60, assigned.into());
    kiosk.enter(2);
    let chip = kiosk
        .labels()
        .into_iter()
        .find(|label| label.starts_with("По рабочим местам"))
        .unwrap_or_else(|| panic!("{:?}", kiosk.labels()));
    kiosk.touch(&chip);
    let shown: Vec<String> = kiosk
        .tiles_view()
        .tiles
        .iter()
        .map(|tile| format!("{}: {}", said(&tile.label), said(&tile.note)))
        .collect();
    assert!(shown[0].starts_with("Вера: Стол"), "{shown:?}");
    assert_eq!(shown[1], "Денис: NoStation", "who has none comes last");
    kiosk.touch("Вера");
    assert_eq!(said(&kiosk.tiles_view().head.title), "Вера");
}

/// What stands on the card after what happened, by tile.
#[test]
fn the_card_says_what_the_floor_may_know() {
    type Happens = fn(&mut Kiosk);
    #[rustfmt::skip]
    let rows: [(&str, Happens, Word, &str); 6] = [
        ("excused until", |k| {
            k.happened("olga", Role::Lead, 30, AbsenceNoted { person: denis(), from: day("2026-11-23"), until: day("2026-11-25"), excused: true }.into());
        }, Word::Absence, "Explained, Until 25 ноября"),
        ("away, not explained", |k| {
            k.happened("olga", Role::Lead, 30, AbsenceNoted { person: denis(), from: day("2026-11-23"), until: day("2026-11-24"), excused: false }.into());
        }, Word::Absence, "NotExcused, Until 24 ноября"),
        ("here every day", |_| {}, Word::Absence, ""),
        ("a trial task", |k| {
            k.happened("olga", Role::Lead, 30, TrialTaskDone { trial: TrialId::new("t-1"), person: denis(), operation: None, result: TrialResult::Practise }.into());
        }, Word::TrialTask, "TrialPractise"),
        ("how the day was", |k| {
            k.happened("denis", Role::Participant, 65, arrived());
            k.happened("denis", Role::Participant, 5, Left { person: denis() }.into());
            k.happened("denis", Role::Participant, 4, MoodSaid { person: denis(), mood: 4 }.into());
        }, Word::HowDays, "MoodFour, Today"),
        ("nothing said", |_| {}, Word::HowDays, ""),
    ];
    for (row, happens, which, note) in rows {
        let mut kiosk = Kiosk::new();
        happens(&mut kiosk);
        kiosk.enter(2);
        kiosk.touch("Денис");
        let tile = tile_of(&kiosk, &format!("{which:?}"));
        assert_eq!(said(&tile.note), note, "{row}");
    }
}

#[test]
fn the_nine_months_stand_beside_the_term() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch_tile(Word::Term);
    let lines = &kiosk.lines_view().lines;
    let note = said(&lines.first().expect("the enrolment").note);
    assert!(note.contains("NineMonths"), "{note}");
}

#[test]
fn a_mark_that_did_not_happen_stays_readable_and_may_come_back() {
    let mut kiosk = Kiosk::new();
    kiosk.happened("denis", Role::Participant, 30, arrived());
    let mark = {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let now = kiosk.reading().wall;
        let soap = WorkshopId::new("soap");
        let view = attendance::day(ledger.state(), &soap, &denis(), day("2026-11-23"), now);
        view.marks[0].entry.clone()
    };
    let gone = AttendanceCorrected {
        person: denis(),
        day: day("2026-11-23"),
        corrects: Some(mark),
        becomes: None,
        reason: "marked_by_mistake".into(),
    };
    kiosk.happened("olga", Role::Lead, 10, gone.into());
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch_tile(Word::Today);
    let line = kiosk.lines_view().lines.first().expect("a line").clone();
    assert_eq!(line.label, Say::Word(Word::Came));
    assert_eq!(
        said(&line.note),
        "NotCountedMark, Отметка сделана по ошибке"
    );
    assert_eq!(said(&line.value), "WasAt 9:30");
    assert_eq!(line.tone, StaffTone::Past);
    // It did happen after all: when, and why it is said now.
    kiosk.touch_line(0);
    kiosk.touch("9:30");
    let why = kiosk.first_phrase();
    kiosk.touch(&why);
    let lines = &kiosk.lines_view().lines;
    let shown: Vec<_> = lines
        .iter()
        .map(|line| format!("{} {}", said(&line.value), said(&line.note)))
        .collect();
    assert_eq!(shown, [format!("9:30 WasAt 9:30, {why}")]);
}

#[test]
fn a_decided_dismissal_stays_on_the_card_until_its_end_is_recorded() {
    let mut kiosk = Kiosk::new();
    dismissed(&mut kiosk);
    kiosk.enter(2);
    kiosk.touch("Денис");
    let tile = tile_of(&kiosk, "Review");
    assert_eq!(
        (said(&tile.note).as_str(), tile.tone),
        ("Decided", StaffTone::Help)
    );
}

#[test]
fn a_trial_task_comes_before_any_enrolment() {
    let mut kiosk = Kiosk::new();
    let newcomer = PersonSet {
        person: PersonId::new("gosha"),
        called: "Гоша".into(),
        picture: PictureRef::new("pictogram:soap"),
        language: "ru".into(),
        staff_role: None,
        active: true,
    };
    kiosk.happened("olga", Role::Lead, 30, newcomer.into());
    kiosk.enter(2);
    assert!(
        kiosk
            .tiles_view()
            .tiles
            .iter()
            .all(|tile| said(&tile.label) != "Гоша"),
        "who is not enrolled does not stand on the board"
    );
    let menu = kiosk
        .labels()
        .into_iter()
        .find(|label| label.starts_with("Ещё"))
        .expect("the menu");
    kiosk.touch(&menu);
    kiosk.touch_tile(Word::Newcomers);
    kiosk.touch("Гоша");
    kiosk.touch_tile(Word::TrialTask);
    assert_eq!(kiosk.lines_view().lines.len(), 0);
    kiosk.touch("Пробное задание");
    // Which operation: none need be named. Then every criterion, the result, remarks.
    kiosk.touch("Пропустить");
    while matches!(&kiosk.shown, Some(Screen::Staff(StaffScreen::Mark(_)))) {
        let level = kiosk.first_level();
        kiosk.touch(&level);
    }
    kiosk.touch("Можно начинать");
    kiosk.touch("Дальше");
    kiosk.touch_tile(Word::TrialTask);
    let line = kiosk.lines_view().lines.first().expect("the trial").clone();
    assert_eq!(line.label, Say::Word(Word::TrialReady));
    assert!(said(&line.note).contains("Ольга"), "{}", said(&line.note));
}

/// Away for a week: one form, and card, board and plan say until when, on each of its days and not a day longer.
#[test]
fn an_absence_of_several_days_is_noted_once_and_stands_everywhere() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    find(&mut kiosk, "Отсутствие");
    let before = kiosk.touches;
    kiosk.touch("Отсутствие");
    kiosk.touch("пт, 27 ноября");
    kiosk.touch("С объяснением");
    record(&mut kiosk);
    assert_eq!(kiosk.touches - before, 4);
    #[rustfmt::skip]
    let rows = [
        ("Monday",    0, "Excused, Until 27 ноября"),
        ("Wednesday", 2, "Excused, Until 27 ноября"),
        // The day itself needs no date.
        ("Friday",    4, "Excused"),
        ("Monday",    7, "Late"),
    ];
    let mut past = 0;
    for (row, days, expected) in rows {
        kiosk.ms += (days - past) * 24 * 3_600_000;
        past = days;
        let effects = kiosk.engine.tick(&kiosk.reading());
        kiosk.carry_out(effects);
        kiosk.enter(2);
        assert_eq!(
            said(&tile_of(&kiosk, "Денис").note),
            expected,
            "board, {row}"
        );
        kiosk.touch("Ещё");
        kiosk.touch_tile(Word::Stations);
        let lines = &kiosk.lines_view().lines;
        let denis = lines.iter().find(|line| said(&line.label) == "Денис");
        let value = said(&denis.expect("in the plan").value);
        let away = expected.starts_with("Excused");
        assert_eq!(value, if away { expected } else { "" }, "plan, {row}");
        kiosk.touch("Назад");
        kiosk.touch("Назад");
        kiosk.touch("Денис");
        let today = said(&tile_of(&kiosk, "Today").note);
        let card = if away { expected } else { "NotHere" };
        assert_eq!(today, card, "card, {row}");
        assert!(
            said(&kiosk.tiles_view().head.note).contains(card),
            "head, {row}"
        );
    }
}

/// Whoever left today, at their own wish or by a review, stands on no list of today any more, at once.
#[test]
fn who_left_today_is_gone_from_every_list_of_staff() {
    let denis_named = |kiosk: &Kiosk| format!("{:?}", kiosk.shown).contains("Денис");
    for here in [false, true] {
        let mut kiosk = Kiosk::new();
        if here {
            kiosk.scan(1);
            kiosk.happened(
                "denis",
                Role::Participant,
                1,
                HelpAsked {
                    help: HelpId::new("h-1"),
                    person: Some(PersonId::new("denis")),
                    operation: None,
                    step: None,
                }
                .into(),
            );
        }
        kiosk.happened(
            "olga",
            Role::Lead,
            0,
            EnrolmentEnded {
                enrolment: EnrolmentId::new("e-1"),
                person: PersonId::new("denis"),
                on: "2026-11-23".parse().expect("a day"),
                because: EndReason::OwnWish,
                decision: None,
            }
            .into(),
        );
        kiosk.enter(2);
        assert!(!denis_named(&kiosk), "here {here}: {:?}", kiosk.shown);
        for list in [
            Word::Assessments,
            Word::Stations,
            Word::SkillMatrix,
            Word::Help,
            Word::Proposals,
            Word::Newcomers,
        ] {
            kiosk.touch("Ещё");
            kiosk.touch_tile(list);
            // Found where those stand who may begin anew.
            let expected = list == Word::Newcomers;
            assert_eq!(
                denis_named(&kiosk),
                expected,
                "{list:?}, here {here}: {:?}",
                kiosk.shown
            );
            kiosk.touch("Назад");
            kiosk.touch("Назад");
        }
    }
}

/// Whoever opens the card because of a call answers it there.
#[test]
fn a_call_is_answered_on_the_card() {
    let mut kiosk = Kiosk::new();
    kiosk.happened("denis", Role::Participant, 65, arrived());
    kiosk.enter(2);
    kiosk.touch("Денис");
    let labels = |kiosk: &Kiosk| -> Vec<String> {
        let tiles = &kiosk.tiles_view().tiles;
        tiles.iter().map(|tile| said(&tile.label)).collect()
    };
    assert!(!labels(&kiosk).contains(&"ComingToHelp".to_string()));
    kiosk.happened("denis", Role::Participant, 10, help());
    kiosk.touch("Назад");
    kiosk.touch("Денис");
    let tile = tile_of(&kiosk, "ComingToHelp");
    assert_eq!(said(&tile.note), "WaitsSince 9:50");
    assert_eq!(tile.tone, StaffTone::Help);
    kiosk.touch("Иду");
    assert!(!labels(&kiosk).contains(&"ComingToHelp".to_string()));
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let workshop = WorkshopId::new("soap");
    let found = calls::calls(ledger.state(), &workshop, day("2026-11-23"));
    let by = found
        .first()
        .and_then(|call| call.answered.clone())
        .and_then(|(by, _)| by);
    assert_eq!(by, Some(PersonId::new("olga")));
}

/// The card says of today what the board says: not "not here" of somebody who works at an external site.
#[test]
fn the_card_says_where_somebody_is_as_the_board_does() {
    type Happens = fn(&mut Kiosk);
    #[rustfmt::skip]
    let rows: [(&str, Happens, &str); 3] = [
        ("late", |_| {}, "NotHere"),
        ("at a site", is_out, "AtSite"),
        ("excused", |k| {
            k.happened("olga", Role::Lead, 30, AbsenceNoted { person: denis(), from: day("2026-11-23"), until: day("2026-11-25"), excused: true }.into());
        }, "Excused, Until 25 ноября"),
    ];
    for (row, happens, expected) in rows {
        let mut kiosk = Kiosk::new();
        happens(&mut kiosk);
        kiosk.enter(2);
        kiosk.touch("Денис");
        assert_eq!(said(&tile_of(&kiosk, "Today").note), expected, "{row}");
        let head = said(&kiosk.tiles_view().head.note);
        assert!(head.starts_with(expected), "{row}: {head}");
    }
}

/// Whose work ends today has no months left any more.
#[test]
fn the_card_tells_the_last_day_of_work() {
    for (on, expected) in [
        ("2026-11-23", "LastDay, Today"),
        ("2026-11-30", "LastDay, "),
    ] {
        let mut kiosk = Kiosk::new();
        let ended = EnrolmentEnded {
            enrolment: EnrolmentId::new("e-1"),
            person: denis(),
            on: day(on),
            because: EndReason::OwnWish,
            decision: None,
        };
        // Told before: until then they work.
        kiosk.happened("ilya", Role::Consultant, 3 * 24 * 60, ended.into());
        kiosk.enter(2);
        kiosk.touch("Денис");
        let note = said(&tile_of(&kiosk, "Term").note);
        assert!(note.starts_with(expected), "{on}: {note}");
    }
}

/// Breaches of an earlier enrolment stay readable, and are told from those that count.
#[test]
fn breaches_of_an_earlier_term_are_told_apart() {
    let mut kiosk = Kiosk::new();
    one_breach(&mut kiosk, "b-1");
    let ended = EnrolmentEnded {
        enrolment: EnrolmentId::new("e-1"),
        person: denis(),
        on: day("2026-11-22"),
        because: EndReason::OwnWish,
        decision: None,
    };
    kiosk.office_states(vec![ended.into()]);
    let again = EnrolmentStarted {
        enrolment: EnrolmentId::new("e-2"),
        person: denis(),
        service: Service::TemporaryEmployment,
        from: day("2026-11-23"),
        until: None,
    };
    kiosk.office_states(vec![again.into()]);
    kiosk.enter(2);
    kiosk.touch("Денис");
    assert_eq!(said(&tile_of(&kiosk, "Breaches").note), "OfThree 0");
    kiosk.touch("Нарушения");
    let lines = &kiosk.lines_view().lines;
    let earlier: Vec<_> = lines
        .iter()
        .filter(|line| said(&line.note).ends_with("EarlierTerm"))
        .map(|line| line.tone)
        .collect();
    assert_eq!(earlier, [StaffTone::Past], "{lines:?}");
}
