//! Staff plan the day and set prompts at the kiosk: proposals are taken by a touch, what is barred says so, calls for
//! help are answered (docs/domain.md sections 13.3 to 13.8).

use crate::day::Day;
use stupen_domain::Command;
use stupen_domain::facts::*;
use stupen_domain::time::Moment;
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::*;
use stupen_domain::{help, ladder, stations};
use stupen_hardware::{Button, Input, Lamp};
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{Say, Screen, StaffScreen, Word};

fn denis() -> PersonId {
    PersonId::new("p-denis")
}

fn fold() -> OperationId {
    OperationId::new("gift/fold")
}

fn today() -> chrono::NaiveDate {
    "2026-03-02".parse().expect("a day")
}

fn table() -> Command {
    StationSet {
        station: StationId::new("table-1"),
        name: Bilingual {
            ru: "Стол 1".into(),
            en: "Table 1".into(),
        },
        picture: PictureRef::new("pictogram:table"),
        operations: vec![fold()],
        active: true,
    }
    .into()
}

fn labels(day: &Day) -> Vec<(Say, Say)> {
    match day.screen() {
        Screen::Staff(StaffScreen::Tiles(view)) => view
            .tiles
            .into_iter()
            .map(|tile| (tile.label, tile.note))
            .collect(),
        Screen::Staff(StaffScreen::Lines(view)) => view
            .lines
            .into_iter()
            .map(|line| (line.label, line.note))
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn plain(text: &str) -> Say {
    Say::Plain(text.into())
}

#[test]
fn the_board_by_station_says_where_everybody_is() {
    let mut day = Day::begin_with(vec![table()]);
    day.staff_at("9:30");
    day.touch("По рабочим местам");
    assert_eq!(
        labels(&day),
        [(
            plain("Денис"),
            Say::Row(vec![plain("Стол 1"), plain("Складываем")])
        )]
    );
}

#[test]
fn what_is_proposed_for_the_day_is_taken_by_one_touch_and_then_stands_as_the_plan() {
    let mut day = Day::begin_with(vec![table()]);
    day.scan("9:00");
    day.staff_at("9:30");
    day.touch("Ещё");
    day.touch("Рабочие места");
    day.touch("Предложено на сегодня");
    day.touch("Принять всё");
    day.asks(|state| {
        let planned = stations::planned(state, &denis(), today()).expect("a plan");
        assert_eq!(planned.assigned.from, today());
        assert_eq!(planned.operation(), Some(&fold()));
    });
    // What staff planned for the day is not proposed again.
    day.touch("Предложено на сегодня");
    let Screen::Staff(StaffScreen::Lines(view)) = day.screen() else {
        panic!("{:?}", day.screen());
    };
    assert!(view.actions.is_empty(), "nothing is left to take");
    assert_eq!(view.lines.len(), 1);
}

#[test]
fn what_somebody_may_not_do_says_so_and_is_not_planned() {
    let barred = OperationsBarred {
        person: denis(),
        operations: vec![fold()],
    };
    let mut day = Day::begin_with(vec![barred.into()]);
    day.staff_at("9:30");
    day.touch("Ещё");
    day.touch("Рабочие места");
    day.touch("Денис");
    day.touch("Складываем");
    let Screen::Staff(StaffScreen::Tell(view)) = day.screen() else {
        panic!("{:?}", day.screen());
    };
    assert_eq!(view.title, Say::Word(Word::NotAllowed));
    day.touch("Понятно");
    assert_eq!(labels(&day).len(), 1, "back at the question");
    day.asks(|state| assert_eq!(stations::assigned(state, &denis(), today()), None));
}

/// Three runs of five pieces without an error, on the Friday before.
fn clean_runs() -> Vec<Command> {
    (0..3)
        .map(|n| {
            let at = |minute: u32| -> Moment {
                format!("2026-02-27T1{n}:{minute:02}:00+03:00")
                    .parse()
                    .expect("a moment")
            };
            let run = RunRecorded {
                run: RunId::new(format!("r-{n}")),
                person: denis(),
                operation: fold(),
                version: 1,
                began: at(0),
                ended: at(4),
                counted: 5,
                defects: 0,
                help: 0,
                steps: Vec::new(),
                part: None,
                away: None,
            };
            Command {
                occurred_at: Some(at(5)),
                ..Command::from(run)
            }
        })
        .collect()
}

#[test]
fn fewer_prompts_are_proposed_with_the_evidence_and_taken_or_let_be_by_a_touch() {
    for (key, level, again) in [
        ("Принять", PromptLevel::Grouped, false),
        ("Оставить", PromptLevel::Full, false),
    ] {
        let mut day = Day::begin_as_worked(clean_runs());
        day.staff_at("9:30");
        day.touch("Денис");
        day.touch("Обучение");
        let (_, note) = labels(&day).remove(0);
        assert_eq!(
            note,
            Say::Row(vec![
                Say::Word(Word::LessPrompts),
                Say::Count(stupen_kiosk::ui::Counted::CleanRuns, 3)
            ])
        );
        day.touch("Складываем");
        day.touch(key);
        day.asks(|state| {
            assert_eq!(
                ladder::current(state, &denis(), &fold()).level,
                level,
                "{key}"
            );
        });
        let asked = labels(&day)
            .iter()
            .any(|(label, _)| *label == Say::Word(Word::LessPrompts));
        assert_eq!(asked, again, "{key}: it is settled");
    }
}

#[test]
fn prompts_are_set_in_two_touches() {
    let mut day = Day::begin_as_worked(clean_runs());
    day.staff_at("9:30");
    day.touch("Денис");
    day.touch("Обучение");
    day.touch("Складываем");
    day.touch("Подсказки");
    day.touch("Список с отметками");
    // Who always hears every step hears it beside a picture alone, too: what it comes to is offered, once.
    let offered: Vec<Say> = labels(&day).into_iter().map(|(label, _)| label).collect();
    assert_eq!(
        offered,
        [Say::Word(Word::SupportSpeech), Say::Word(Word::SupportClip)]
    );
    day.touch("Картинка и речь");
    day.asks(|state| {
        let prompts = ladder::current(state, &denis(), &fold());
        assert_eq!(
            (prompts.level, prompts.support),
            (PromptLevel::Checklist, PromptSupport::Picture)
        );
    });
}

#[test]
fn a_call_for_help_lights_the_lamp_until_staff_say_they_come_and_it_is_written_who_and_after_how_long()
 {
    let mut day = Day::begin();
    day.scan("9:00");
    day.touch("Дальше");
    day.touch("Готово, начинаю");
    day.heard();
    day.input(&Input::Press(Button::Help));
    let heard = day.heard();
    assert!(heard.contains(&Effect::Lamp(Lamp::Rust)), "{heard:?}");
    assert!(heard.contains(&Effect::Sound("help")), "{heard:?}");
    day.staff_at("9:07");
    day.touch("Ещё");
    day.touch("Помощь");
    day.heard();
    day.touch("Денис");
    let heard = day.heard();
    assert!(heard.contains(&Effect::Lamp(Lamp::Off)), "{heard:?}");
    assert!(!heard.contains(&Effect::Sound("help")), "{heard:?}");
    let at: Moment = "2026-03-02T09:08:00+03:00".parse().expect("a moment");
    day.asks(|state| {
        let calls = help::calls(state, &WorkshopId::new("soap"), today());
        let (by, answered) = calls[0].answered.clone().expect("an answer");
        assert_eq!(by, Some(PersonId::new("s-lead")));
        assert!(answered < at);
        assert_eq!(help::open(state, &WorkshopId::new("soap"), at), []);
    });
    assert!(
        day.facts()
            .iter()
            .any(|fact| matches!(fact, Fact::HelpAcknowledged(_)))
    );
}
