//! Staff work at the kiosk through the window: touches are counted, a form outlives a power cut, two decide together.

use stupen_domain::facts::*;
use stupen_domain::reviews::{self, Status};
use stupen_domain::wire::ids::*;
use stupen_domain::{Role, assessments, breaches, people};
use stupen_kiosk::ui::{Say, Screen, StaffScreen, Word};

use crate::staff_rig::{Kiosk, badge};

#[test]
fn a_breach_takes_eight_touches_and_the_third_opens_the_review() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.breach();
    assert!(kiosk.touches <= 8, "{} touches", kiosk.touches);
    assert_eq!(kiosk.strikes(), 1);
    {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let breaches = breaches::breaches(ledger.state(), &PersonId::new("denis"));
        let breach = breaches.first().expect("a breach");
        assert_eq!(breach.said.by, Some(&PersonId::new("olga")), "who did it");
        assert!(breach.told.as_ref().is_some_and(|told| told.confirmed));
        assert!(breach.breach.agreed.is_some());
    }
    for expected in [2, 3] {
        kiosk.touch("Назад");
        kiosk.breach();
        assert_eq!(kiosk.strikes(), expected);
    }
    // Staff stand before the review already; the lead proposes, the consultant confirms here.
    kiosk.touch("Закончить работу здесь");
    let why = kiosk.first_phrase();
    kiosk.touch(&why);
    kiosk.touch("Предложить");
    kiosk.scan(2);
    assert!(
        matches!(&kiosk.shown, Some(Screen::Staff(_))),
        "the same person decides nothing twice"
    );
    kiosk.touch("Понятно");
    kiosk.scan(3);
    kiosk.pin();
    {
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let state = ledger.state();
        let denis = PersonId::new("denis");
        let review = reviews::review(state, &denis, &EnrolmentId::new("e-1"));
        assert!(
            matches!(
                review.status,
                Status::Decided {
                    outcome: ReviewOutcome::Dismiss,
                    ..
                }
            ),
            "{:?}",
            review.status
        );
        let enrolments = people::enrolments(state, &denis);
        let ended = enrolments.first().and_then(|view| view.ended);
        assert_eq!(ended.map(|(_, why)| why), Some(EndReason::DismissalReview));
    }
    kiosk.touch("Помощь в поиске работы");
}

/// A touch more to turn a page would be the ninth: whatever rule it is, it stands on the first page, and so does what
/// is answered next.
#[test]
fn every_rule_of_the_sample_is_at_hand_without_turning_a_page() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    let rules = match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tiles(view))) => view.tiles.clone(),
        other => panic!("{other:?}"),
    };
    assert!(rules.len() >= 10, "{} rules", rules.len());
    for rule in rules {
        let Say::Plain(title) = rule.label else {
            panic!("a rule without a title");
        };
        kiosk.control(&title);
    }
}

#[test]
fn staff_are_warned_before_a_limit_of_working_time_is_passed() {
    // Minutes after coming, and what stands beside the name: the rules warn a quarter of an hour before.
    for (minutes, expected) in [
        (30, None),
        (50, Some(Word::NearLimit)),
        (61, Some(Word::PastLimit)),
    ] {
        let mut kiosk = Kiosk::new();
        kiosk.scan(4);
        kiosk.ms += minutes * 60_000;
        kiosk.scan(2);
        kiosk.pin();
        let Some(Screen::Staff(StaffScreen::Tiles(board))) = &kiosk.shown else {
            panic!("{:?}", kiosk.shown);
        };
        let vera = board
            .tiles
            .iter()
            .find(|tile| tile.label == Say::Plain("Вера".into()))
            .expect("she is on the board");
        match expected {
            Some(word) => assert_eq!(vera.note, Say::Word(word), "after {minutes} min"),
            None => assert!(
                !matches!(vera.note, Say::Word(Word::NearLimit | Word::PastLimit)),
                "after {minutes} min"
            ),
        }
    }
}

#[test]
fn a_day_that_was_worked_is_not_proposed_as_missed_after_a_restart() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(1);
    kiosk.ms += 3 * 3_600_000;
    kiosk.scan(1);
    kiosk.touch("Домой");
    kiosk.ms += 20 * 3_600_000;
    // Nothing of yesterday is in memory.
    let mut kiosk = kiosk.restart();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Ещё");
    kiosk.touch("Нарушения?");
    let Some(Screen::Staff(StaffScreen::Lines(list))) = &kiosk.shown else {
        panic!("{:?}", kiosk.shown);
    };
    let of_denis: Vec<&Say> = list
        .lines
        .iter()
        .filter(|line| {
            line.label == Say::Plain("Денис".into()) && line.value == Say::Word(Word::Yesterday)
        })
        .map(|line| &line.note)
        .collect();
    assert_eq!(of_denis, [&Say::Word(Word::ProposalLate)]);
}

#[test]
fn a_form_outlives_a_power_cut_and_is_recorded_once() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    kiosk.touch("Клавиатура");
    kiosk.touch("у");
    kiosk.touch("Пробел");
    kiosk.touch("с");
    let mut kiosk = kiosk.restart();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Write(view))) => assert_eq!(view.text, "У с"),
        other => panic!("{other:?}"),
    }
    kiosk.touch("Дальше");
    kiosk.touch("Пропустить");
    kiosk.given_back();
    kiosk.touch("Пропустить");
    kiosk.touch("Записать и показать");
    assert_eq!(kiosk.strikes(), 1);
    // Interrupted before the participant was told: the telling waits, the breach is not written twice.
    let mut kiosk = kiosk.restart();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Ещё");
    kiosk.touch("Незаконченное");
    kiosk.touch("Денис");
    kiosk.touch("Мне сказали");
    kiosk.given_back();
    assert_eq!(kiosk.strikes(), 1);
}

/// The office has revoked this kiosk: it goes on recording, and staff are told, on the board, before its page and there,
/// over a restart and while nobody answers, until the office takes it again.
#[test]
fn a_revoked_kiosk_records_on_and_tells_staff() {
    use stupen_kiosk::engine::OfficeState;
    use stupen_kiosk::ui::{Notice, NoticeKind, StaffTone};

    let office = |kiosk: &mut Kiosk, online: bool, trouble: Option<NoticeKind>| {
        let state = OfficeState {
            online,
            last: None,
            trouble: trouble.map(|kind| Notice {
                kind,
                detail: String::new(),
            }),
        };
        let effects = kiosk.engine.office(state, None, &kiosk.reading());
        kiosk.carry_out(effects);
    };
    let told = |kiosk: &mut Kiosk| -> (bool, bool, bool) {
        kiosk.enter(2);
        let revoked = Say::Word(Word::KioskRevoked);
        let board = kiosk.tiles_view().head.note == revoked;
        kiosk.touch("Ещё");
        let tiles = &kiosk.tiles_view().tiles;
        let page = tiles.iter().any(|tile| {
            tile.label == Say::Word(Word::Device)
                && tile.note == revoked
                && tile.tone == StaffTone::Help
        });
        kiosk.touch_tile(Word::Device);
        let Some(Screen::Staff(StaffScreen::Device(view))) = &kiosk.shown else {
            panic!("{:?}", kiosk.shown);
        };
        let first = view.notices.first().map(|notice| notice.kind);
        let there = first == Some(NoticeKind::Revoked);
        kiosk.touch("Назад");
        kiosk.touch("Назад");
        kiosk.touch("Назад");
        (board, page, there)
    };
    let all = |is: bool| (is, is, is);

    let mut kiosk = Kiosk::new();
    office(&mut kiosk, true, None);
    assert_eq!(told(&mut kiosk), all(false));
    office(&mut kiosk, false, Some(NoticeKind::Revoked));
    assert_eq!(told(&mut kiosk), all(true));
    let before = kiosk.written();
    kiosk.scan(1);
    assert_eq!(kiosk.written(), before + 1, "it goes on recording");
    let mut kiosk = kiosk.restart();
    assert_eq!(told(&mut kiosk), all(true), "after a restart");
    office(&mut kiosk, false, None);
    assert_eq!(told(&mut kiosk), all(true), "nobody answers");
    office(&mut kiosk, true, None);
    assert_eq!(told(&mut kiosk), all(false), "the office takes it again");
    let mut kiosk = kiosk.restart();
    assert_eq!(told(&mut kiosk), all(false));
}

#[test]
fn staffs_pages_close_by_themselves() {
    let mut kiosk = Kiosk::new();
    kiosk.engine.close_staff_after(60);
    kiosk.scan(2);
    kiosk.pin();
    for (ms, open) in [(59_000, true), (2_000, false)] {
        kiosk.ms += ms;
        let effects = kiosk.engine.tick(&kiosk.reading());
        kiosk.carry_out(effects);
        assert_eq!(
            matches!(&kiosk.shown, Some(Screen::Staff(_))),
            open,
            "after {ms} ms more"
        );
    }
}

/// Touches of staff and of the participant, who needs two for each criterion: one hears and chooses, one goes on. With
/// the goal kept it is signed with at most 25 in all; to agree on a new one takes two more.
#[test]
fn an_assessment_of_six_criteria_takes_at_most_twenty_five_touches() {
    for (goal, most) in [("", 25), ("Прихожу вовремя", 27)] {
        let mut kiosk = Kiosk::new();
        let agreed = GoalAgreed {
            goal: GoalId::new("g-1"),
            person: PersonId::new("denis"),
            picture: PictureRef::new("pictogram:calm"),
            words: "Говорю спокойно".into(),
            measure: String::new(),
            until: None,
        };
        kiosk.happened("ilya", Role::Consultant, 60, agreed.into());
        kiosk.scan(3);
        kiosk.pin();
        kiosk.touch("Денис");
        kiosk.touch("Оценка");
        kiosk.touch("Передать экран");
        let before = kiosk.touches;
        for _ in 0..6 {
            kiosk.marks_own();
        }
        assert_eq!(kiosk.touches - before, 12, "two for each criterion");
        kiosk.given_back();
        for _ in 0..6 {
            let level = kiosk.first_level();
            kiosk.touch(&level);
        }
        let kept = most == 25;
        if kept {
            kiosk.tap_tile(0);
        } else {
            kiosk.touch(goal);
            let day = match &kiosk.shown {
                Some(Screen::Staff(StaffScreen::Tiles(view))) => view.tiles.len(),
                other => panic!("{other:?}"),
            };
            assert!(day > 10, "days to choose from");
            kiosk.touch("Завтра");
            kiosk.touch("Дальше");
        }
        kiosk.touch("Дальше");
        kiosk.touch("Дальше");
        kiosk.touch("Подписать");
        assert!(kiosk.touches <= most, "{} touches", kiosk.touches);
        kiosk.touch("Понятно");
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let denis = PersonId::new("denis");
        let shown = assessments::shown(ledger.state(), &denis);
        let shown = shown.first().expect("an assessment");
        assert_eq!(shown.shown.marks.len(), 6);
        assert!(shown.shown.marks.iter().all(|mark| mark.own.is_some()));
        let goals = stupen_domain::goals::current(ledger.state(), &denis);
        let words = if kept {
            "Говорю спокойно"
        } else {
            goal
        };
        assert_eq!(goals.first().expect("a goal").goal.words, words);
    }
}

#[test]
fn a_spare_badge_takes_the_place_of_the_old_one_at_once() {
    let mut kiosk = Kiosk::new();
    kiosk.scan(2);
    kiosk.pin();
    kiosk.touch("Денис");
    kiosk.touch("Бейдж");
    kiosk.touch("Дать другой бейдж");
    kiosk.scan(3);
    kiosk.touch("Понятно");
    kiosk.scan(8);
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let badges = people::badges(ledger.state(), &PersonId::new("denis"));
    assert_eq!(
        badges,
        [stupen_domain::badge::hash(&badge(8)).expect("a badge")]
    );
}

#[test]
fn a_spare_is_lent_for_the_day_and_the_old_badge_goes_on() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Бейдж");
    kiosk.touch("Запасной на сегодня");
    kiosk.scan(8);
    kiosk.touch("Понятно");
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let denis = PersonId::new("denis");
    let lent = stupen_domain::badge::hash(&badge(8)).expect("a badge");
    let today = stupen_domain::time::workshop_day(kiosk.reading().wall);
    let opens = |day| people::badge_status(ledger.state(), &lent, day);
    assert_eq!(people::badges(ledger.state(), &denis).len(), 1);
    assert_eq!(
        people::day_badges(ledger.state(), &denis, today),
        std::slice::from_ref(&lent)
    );
    assert_eq!(opens(today), people::BadgeStatus::Held(denis));
    let tomorrow = today.succ_opt().expect("a day");
    assert_eq!(
        opens(tomorrow),
        people::BadgeStatus::Unknown,
        "a spare again"
    );
}

#[test]
fn a_lost_badge_dies_without_a_spare() {
    for (answer, left) in [("Нет", 1), ("Потерян", 0)] {
        let mut kiosk = Kiosk::new();
        kiosk.enter(2);
        kiosk.touch("Денис");
        kiosk.touch("Бейдж");
        kiosk.touch("Бейдж");
        kiosk.touch(answer);
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let badges = people::badges(ledger.state(), &PersonId::new("denis"));
        assert_eq!(badges.len(), left, "{answer}");
    }
}
