//! A press too many and a press without an eye: what slipped is taken back, what is pressed by foot goes on, and
//! whoever waits is told by more than a sound.

use crate::rig;
use crate::rig::{DENIS, OLGA, Rig};
use stupen_domain::facts::*;
use stupen_domain::wire::ids::*;
use stupen_hardware::Button;
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{MineCard, Picking, Screen, Tap};

const PACK: &str = r#"{
    "id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"},
    "picture": "pictogram:box", "licence": "CC0-1.0",
    "operation": [{
        "id": "fold", "title": {"ru": "Складываем коробку", "en": "Folding"}, "picture": "pictogram:box",
        "station": "table-1", "norm_s": 45,
        "step": [
            {"id": "take", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a box"},
             "picture": "pictogram:box"},
            {"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "picture": "pictogram:place", "counts": true}
        ]
    }]
}"#;

fn rig() -> Rig {
    Rig::new(PACK, &[])
}

/// What stands on the screen, in a word.
fn seen(rig: &Rig) -> String {
    match rig.screen() {
        Screen::Step(step) => format!("step {}", step.index),
        Screen::Finished(view) => format!("finished {}", view.count),
        Screen::Free(view) => format!("free {}", view.count),
        Screen::Checklist(view) => {
            let done = view.ticks.iter().filter(|tick| tick.done).count();
            format!("checklist {done}")
        }
        Screen::Message(view) => format!("{:?}", view.kind),
        other => {
            let text = format!("{other:?}");
            text.split('(').next().unwrap_or_default().to_lowercase()
        }
    }
}

#[test]
fn a_piece_that_was_counted_by_a_press_too_many_is_taken_back() {
    use PromptLevel::{Checklist, Free, Full, Grouped};
    type Then = fn(&mut Rig);
    let back: Then = |rig| rig.tap(Tap::Back);
    type Row<'a> = (&'a str, PromptLevel, &'a [Tap], Then, &'a str, u32);
    #[rustfmt::skip]
    let table: &[Row<'_>] = &[
        // Touches, what then happens, what stands on the screen, pieces recorded at the end.
        ("by step", Full, &[Tap::Next, Tap::Done], back, "step 1", 0),
        ("by cards", Grouped, &[Tap::Next, Tap::Done], back, "step 1", 0),
        ("of a checklist", Checklist, &[Tap::Tick(0), Tap::Done], back, "checklist 1", 0),
        ("freely", Free, &[Tap::Done, Tap::Done], back, "free 1", 1),
        ("the last alone", Free, &[Tap::Done, Tap::Done, Tap::Back], back, "free 1", 1),
        ("by the button", Full, &[Tap::Next, Tap::Done], |rig| rig.press_after(2_000, Button::Back), "step 1", 0),
        ("a trembling finger", Full, &[Tap::Next, Tap::Done], |rig| rig.tap_after(700, Tap::Back), "finished 1", 1),
        ("once the next is begun", Full, &[Tap::Next, Tap::Done, Tap::GoOn], back, "step 0", 1),
        ("once a faulty one lies between", Free, &[Tap::Done, Tap::Defect, Tap::GoOn], back, "free 1", 1),
        ("once it is written down", Free, &[Tap::Done], |rig| { rig.wait_s(16 * 60); rig.tap(Tap::Back); }, "free 1", 1),
        ("once somebody else was here", Free, &[Tap::Done], |rig| {
            rig.scan(rig::MARINA); rig.scan(DENIS); rig.tap(Tap::Work); rig.tap(Tap::Back);
        }, "free 1", 1),
    ];
    for (name, level, taps, then, expected, counted) in table {
        let mut rig = rig();
        rig.prompts(*level, PromptSupport::Picture);
        rig.begin_work(DENIS);
        for tap in *taps {
            rig.tap(*tap);
        }
        then(&mut rig);
        assert_eq!(seen(&rig), *expected, "{name}");
        rig.scan(DENIS);
        rig.tap(Tap::Home);
        let runs = rig.facts::<RunRecorded>();
        let sum: u32 = runs.iter().map(|run| run.counted).sum();
        assert_eq!(sum, *counted, "{name}: {runs:?}");
        let steps = runs.iter().flat_map(|run| &run.steps);
        let times: u32 = steps
            .filter(|step| step.step == "put")
            .map(|step| step.times)
            .sum();
        assert_eq!(times, *counted, "{name}: {runs:?}");
    }
}

/// The key is there exactly as long as it does something, and it is another sound than that of a good piece.
#[test]
fn the_key_that_takes_back_stands_where_it_works() {
    let offered = |rig: &Rig| match rig.screen() {
        Screen::Finished(view) => view.back_allowed,
        Screen::Free(view) => view.back_allowed,
        other => panic!("{other:?}"),
    };
    let mut rig = rig();
    rig.prompts(PromptLevel::Free, PromptSupport::Picture);
    rig.begin_work(DENIS);
    assert!(!offered(&rig), "nothing is counted");
    rig.tap(Tap::Done);
    assert!(offered(&rig));
    rig.done();
    rig.tap(Tap::Back);
    assert!(rig.done().contains(&Effect::Sound("change")));
    assert!(!offered(&rig));
    rig.tap(Tap::Done);
    rig.wait_s(16 * 60);
    assert!(!offered(&rig), "it is written down");
}

/// A call for help is kept, also when the piece before it is taken back.
#[test]
fn what_was_asked_meanwhile_is_not_taken_back() {
    let mut rig = rig();
    rig.begin_work(DENIS);
    rig.tap(Tap::Next);
    rig.tap(Tap::Done);
    rig.press_after(2_000, Button::Help);
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "finished 1");
    rig.tap(Tap::Back);
    assert_eq!(seen(&rig), "step 1");
    rig.scan(DENIS);
    rig.tap(Tap::Home);
    let runs = rig.facts::<RunRecorded>();
    let sum = |what: fn(&RunRecorded) -> u32| runs.iter().map(what).sum::<u32>();
    assert_eq!((sum(|run| run.counted), sum(|run| run.help)), (0, 1));
}

/// Whoever works by foot calls for help and goes on by foot.
#[test]
fn pedal_and_buttons_go_on_after_help_and_the_greeting() {
    for button in [Button::Pedal, Button::Next] {
        let mut rig = rig();
        rig.scan(DENIS);
        assert_eq!(seen(&rig), "hello");
        rig.press_after(2_000, button);
        assert_eq!(seen(&rig), "step 0", "{button:?}");
        rig.press_after(2_000, Button::Help);
        assert_eq!(seen(&rig), "helpcoming", "{button:?}");
        rig.press_after(2_000, button);
        assert_eq!(seen(&rig), "step 0", "{button:?}");
        rig.press_after(2_000, button);
        assert_eq!(seen(&rig), "step 1", "{button:?}");
    }
}

/// Help costs nobody their place: what stood on the screen stands there again, without another badge.
#[test]
fn what_stood_on_the_screen_is_back_after_help() {
    type There = fn(&mut Rig);
    let choice: There = |rig| {
        rig.scan(DENIS);
        rig.scan(DENIS);
    };
    let mine: There = |rig| {
        rig.scan(DENIS);
        rig.scan(DENIS);
        rig.tap(Tap::Mine);
    };
    #[rustfmt::skip]
    let table: &[(&str, There)] = &[
        ("hello", |rig| rig.scan(DENIS)),
        ("choice", choice),
        ("break", |rig| { rig.scan(DENIS); rig.scan(DENIS); rig.tap(Tap::Break); }),
        ("mine", mine),
        ("minecard", |rig| { rig.scan(DENIS); rig.scan(DENIS); rig.tap(Tap::Mine); rig.tap(Tap::MineCard(MineCard::Day)); }),
        ("pick", |rig| { rig.scan(DENIS); rig.scan(DENIS); rig.tap(Tap::Mine); rig.tap(Tap::ChoosePicture); }),
        ("step 0", |rig| rig.begin_work(DENIS)),
    ];
    for (expected, there) in table {
        let mut rig = rig();
        there(&mut rig);
        assert_eq!(seen(&rig), *expected);
        rig.press_after(2_000, Button::Help);
        assert_eq!(seen(&rig), "helpcoming", "{expected}");
        rig.tap(Tap::GoOn);
        assert_eq!(seen(&rig), *expected);
        if expected.starts_with("step") {
            continue;
        }
        // Who does not come back leaves nothing of theirs to the next one.
        rig.press_after(2_000, Button::Help);
        rig.wait_s(61);
        assert_eq!(seen(&rig), "ask", "{expected}");
        rig.wait_s(61);
        assert_eq!(seen(&rig), "waiting", "{expected}");
    }
}

/// From the greeting, the choice, the break and the own page a touch calls somebody, once, in one's own name; that says
/// nothing of how difficult the work is.
#[test]
fn somebody_is_called_from_wherever_one_stands() {
    type There = fn(&mut Rig);
    #[rustfmt::skip]
    let table: &[(&str, There)] = &[
        ("hello", |rig| rig.scan(DENIS)),
        ("choice", |rig| { rig.begin_work(DENIS); rig.scan(DENIS); }),
        ("break", |rig| { rig.begin_work(DENIS); rig.scan(DENIS); rig.tap(Tap::Break); }),
        ("mine", |rig| { rig.begin_work(DENIS); rig.scan(DENIS); rig.tap(Tap::Mine); }),
    ];
    let called = |rig: &Rig| match rig.screen() {
        Screen::Hello(view) => view.help_called,
        Screen::Choice(view) => view.help_called,
        Screen::Break(view) => view.help_called,
        Screen::Mine(view) => view.help_called,
        other => panic!("{other:?}"),
    };
    for (expected, there) in table {
        let mut rig = rig();
        there(&mut rig);
        assert!(!called(&rig), "{expected}");
        for press in 1..=2 {
            rig.tap(Tap::Help);
            assert_eq!(seen(&rig), "helpcoming", "{expected}, press {press}");
            rig.tap(Tap::GoOn);
            assert_eq!(seen(&rig), *expected, "press {press}");
            assert!(
                called(&rig),
                "{expected}: it is seen that somebody was called"
            );
        }
        let calls = rig.facts::<HelpAsked>();
        assert_eq!(calls.len(), 1, "{expected}");
        for call in calls {
            assert_eq!(call.person, Some(PersonId::new(DENIS)), "{expected}");
            assert_eq!((call.operation, call.step), (None, None), "{expected}");
        }
        rig.wait_s(30);
        rig.scan(DENIS);
        if seen(&rig) == "break" {
            rig.tap(Tap::Work);
            rig.wait_s(30);
            rig.scan(DENIS);
        }
        rig.tap(Tap::Home);
        let help: u32 = rig.facts::<RunRecorded>().iter().map(|run| run.help).sum();
        assert_eq!(help, 0, "{expected}");
    }
}

/// Somebody waits for staff; a badge that opens nothing is told them by picture, too, and they wait on.
#[test]
fn a_badge_that_opens_nothing_is_seen_by_who_waits() {
    let waits = |rig: &mut Rig| {
        rig.tap(Tap::Forgot);
        assert!(matches!(rig.screen(), Screen::Pick(view) if view.what == Picking::Myself));
        rig.tap(Tap::Pick(0));
        rig.tap(Tap::Yes);
        assert_eq!(seen(rig), "BadgeForgotten");
    };
    let mut rig = rig();
    waits(&mut rig);
    rig.done();
    rig.misread();
    assert_eq!(seen(&rig), "Unreadable");
    match rig.screen() {
        Screen::Message(view) => {
            assert!(view.person.is_some(), "whose it is stays");
            assert!(!view.help_offered, "somebody is called already");
        }
        other => panic!("{other:?}"),
    }
    assert!(rig.done().contains(&Effect::Sound("error")));
    rig.wait_s(7);
    assert_eq!(seen(&rig), "Unreadable");
    rig.wait_s(2);
    assert_eq!(seen(&rig), "BadgeForgotten", "and they wait on");
    // A touch says that it was seen, and does not end the waiting.
    rig.misread();
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "BadgeForgotten");
    rig.misread();
    rig.scan(OLGA);
    assert!(matches!(rig.screen(), Screen::StaffDoor(_)));
    rig.tap(Tap::Leave);
    assert_eq!(seen(&rig), "BadgeForgotten");
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "waiting");
}

/// All pictures are taken: that is told, and somebody may be called.
#[test]
fn no_picture_left_is_told() {
    let mut rig = rig();
    rig.scan(DENIS);
    rig.scan(DENIS);
    rig.tap(Tap::Mine);
    rig.tap(Tap::ChoosePicture);
    let Screen::Pick(view) = rig.screen().clone() else {
        panic!("{:?}", rig.screen())
    };
    assert!(view.things.len() > 20, "{} pictures", view.things.len());
    let taken = view.things.iter().enumerate().map(|(n, thing)| {
        let stupen_kiosk::ui::Picture::Pictogram(id) = &thing.picture else {
            panic!("{thing:?}")
        };
        PersonSet {
            person: PersonId::new(format!("p-{n}")),
            called: format!("Имя {n}"),
            picture: PictureRef::new(format!("pictogram:{id}")),
            language: "ru".into(),
            staff_role: None,
            active: true,
        }
        .into()
    });
    let taken = taken.collect();
    rig.state(taken);
    match rig.screen() {
        Screen::Pick(view) => assert!(view.things.is_empty(), "{view:?}"),
        other => panic!("{other:?}"),
    }
    rig.tap(Tap::Pick(0));
    assert_eq!(seen(&rig), "pick");
    rig.tap(Tap::Help);
    assert_eq!(seen(&rig), "helpcoming");
    assert_eq!(rig.facts::<HelpAsked>().len(), 1);
}
