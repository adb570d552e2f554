//! Legal limits of working time at the kiosk: who reaches one is told kindly that it is time to go home, once, and
//! staff write down what was agreed (docs/domain.md section 3.11).

use crate::day::Day;
use stupen_domain::Command;
use stupen_domain::facts::{Limit, LimitNoticed, WorkLimitsSet};
use stupen_domain::limits;
use stupen_domain::time::Moment;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_hardware::{Button, Input};
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{MessageKind, Screen, StaffScreen};

fn limited(daily_min: u32) -> Vec<Command> {
    vec![
        WorkLimitsSet {
            person: PersonId::new("p-denis"),
            from: "2026-02-02".parse().expect("a day"),
            daily_min: Some(daily_min),
            weekly_min: None,
            no_night: false,
        }
        .into(),
    ]
}

fn is_told(day: &Day) -> bool {
    matches!(day.screen(), Screen::Message(view) if view.kind == MessageKind::TimeHome)
}

fn notices(day: &Day) -> Vec<LimitNoticed> {
    day.facts()
        .into_iter()
        .filter_map(|fact| match fact {
            Fact::LimitNoticed(notice) => Some(notice),
            _ => None,
        })
        .collect()
}

/// Denis is at his first step from nine on; he may work an hour.
fn at_work() -> Day {
    let mut day = Day::begin_with(limited(60));
    day.scan("9:00");
    day.touch("Дальше");
    day.touch("Готово, начинаю");
    assert!(
        matches!(day.screen(), Screen::Step(_)),
        "{:?}",
        day.screen()
    );
    day
}

#[test]
fn who_works_is_told_once_when_the_limit_is_reached_and_may_stay() {
    let mut day = at_work();
    day.tick_at("9:59");
    assert!(!is_told(&day), "a minute is left");
    assert_eq!(notices(&day), []);
    day.heard();
    day.tick_at("10:01");
    assert!(is_told(&day), "{:?}", day.screen());
    assert_eq!(
        day.face.spoken(),
        "Пора домой. На сегодня работы достаточно. Спасибо!"
    );
    let heard = day.heard();
    assert!(heard.contains(&Effect::Sound("change")) && heard.contains(&Effect::Speak));
    assert_eq!(
        notices(&day).len(),
        1,
        "it is written as soon as it is said"
    );
    assert_eq!(notices(&day)[0].limit, Limit::Daily);
    // It is nobody's order: later is an answer too, and the step is where it was.
    day.touch("Позже");
    assert!(
        matches!(day.screen(), Screen::Step(_)),
        "{:?}",
        day.screen()
    );
    day.wait_s(120);
    day.touch("Дальше");
    assert!(matches!(day.screen(), Screen::Step(_)), "once is enough");
    assert_eq!(notices(&day).len(), 1);
}

#[test]
fn going_home_is_one_touch_away_but_not_for_a_finger_that_meant_the_step() {
    let mut day = at_work();
    day.tick_at("10:01");
    day.touch_at_once("Домой");
    assert!(is_told(&day), "that finger was on its way to the step");
    // Nor for a foot that keeps its beat.
    day.input(&Input::Press(Button::Pedal));
    assert!(is_told(&day));
    day.touch("Домой");
    assert!(
        matches!(day.screen(), Screen::Goodbye(_)),
        "{:?}",
        day.screen()
    );
    assert!(day.facts().iter().any(|fact| matches!(fact, Fact::Left(_))));
}

/// It comes over the step: whoever only looks at the work touches where they touched before.
#[test]
fn where_the_next_step_was_nothing_sends_anybody_home() {
    let mut day = at_work();
    let [left, top, right, bottom] = day.place("Дальше");
    let (x, y) = (left.midpoint(right), top.midpoint(bottom));
    day.tick_at("10:01");
    let lies_there = |[left, top, right, bottom]: [f32; 4]| {
        (left..right).contains(&x) && (top..bottom).contains(&y)
    };
    assert!(lies_there(day.place("Позже")), "later");
    assert!(!lies_there(day.place("Домой")), "not home");
}

#[test]
fn a_badge_a_finished_piece_and_a_greeting_are_touch_points() {
    // The badge.
    let mut day = Day::begin_with(limited(60));
    day.scan("9:00");
    day.scan("10:05");
    assert!(is_told(&day), "{:?}", day.screen());
    day.touch("Позже");
    assert!(
        matches!(day.screen(), Screen::Choice(_)),
        "{:?}",
        day.screen()
    );
    day.scan("10:20");
    assert!(matches!(day.screen(), Screen::Choice(_)), "once is enough");
    assert_eq!(notices(&day).len(), 1);

    // Back from a break: greeted first.
    let mut day = Day::begin_with(limited(60));
    day.scan("9:00");
    day.scan("9:50");
    day.touch("Перерыв");
    day.scan("10:20");
    assert!(
        matches!(day.screen(), Screen::Hello(_)),
        "{:?}",
        day.screen()
    );
    day.wait_s(3);
    assert!(matches!(day.screen(), Screen::Hello(_)));
    day.wait_s(2);
    assert!(is_told(&day), "{:?}", day.screen());

    // Who is gone is told nothing, nor who has no limit.
    let mut day = Day::begin_with(limited(60));
    day.scan("9:00");
    day.scan("9:40");
    day.touch("Домой");
    day.tick_at("10:30");
    assert_eq!(notices(&day), []);
    let mut day = Day::begin();
    day.scan("9:00");
    day.scan("14:00");
    assert!(matches!(day.screen(), Screen::Choice(_)));
}

#[test]
fn whose_work_lies_open_is_called_from_the_waiting_screen_and_counts_as_told_when_a_hand_answers() {
    let mut day = at_work();
    // Somebody else's badge put the step away.
    day.scan_badge("9:30", [3; 13]);
    // It asks whether somebody is still there, and gives way.
    day.tick_at("9:31");
    day.wait_s(61);
    assert!(
        matches!(day.screen(), Screen::Waiting(_)),
        "{:?}",
        day.screen()
    );
    day.tick_at("10:02");
    assert!(is_told(&day), "{:?}", day.screen());
    assert_eq!(notices(&day), [], "perhaps nobody stands there");
    // Another badge goes first, and the call comes again without sound.
    day.scan_badge("10:03", [3; 13]);
    day.heard();
    day.tick_at("10:04");
    day.wait_s(61);
    assert!(is_told(&day), "{:?}", day.screen());
    assert!(!day.heard().contains(&Effect::Sound("change")));
    day.wait_s(2);
    day.touch("Домой");
    assert!(
        matches!(day.screen(), Screen::Goodbye(_)),
        "{:?}",
        day.screen()
    );
    assert_eq!(notices(&day).len(), 1);
}

#[test]
fn staff_write_down_what_was_agreed_in_four_touches() {
    let mut day = at_work();
    day.tick_at("10:01");
    day.staff_at("10:05");
    day.touch("Денис");
    day.touch("Время работы");
    let Screen::Staff(StaffScreen::Lines(view)) = day.screen() else {
        panic!("{:?}", day.screen());
    };
    assert_eq!(view.lines.len(), 1, "one limit is set");
    day.touch("Записать, что решили");
    day.touch("Идёт домой");
    let at: Moment = "2026-03-02T10:06:00+03:00".parse().expect("a moment");
    day.asks(|state| {
        let denis = PersonId::new("p-denis");
        let views = limits::near(state, &WorkshopId::new("soap"), &denis, at);
        let (answer, said) = views[0].answered.as_ref().expect("an answer");
        assert_eq!(answer.done, "goes_home");
        assert_eq!(said.by, Some(&PersonId::new("s-lead")), "who did it");
    });
    assert!(
        matches!(day.screen(), Screen::Staff(StaffScreen::Lines(_))),
        "{:?}",
        day.screen()
    );
}
