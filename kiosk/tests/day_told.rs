//! The day as a participant is told it: what is on now and next, a change that comes soon, a break that shrinks; and
//! that no screen leaves anybody without having asked.

use crate::told::Day;
use stupen_domain::facts::{
    OperationAssigned, PersonSettingsSet, SpeechMode, TimerShape as Wanted,
};
use stupen_domain::wire::Fact;
use stupen_domain::wire::ids::PersonId;
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{
    Asking, BreakTimer, CardState, DayCard, Look, MessageKind, MineCard, Screen, Soon, SoonKind,
    Tap, TimerShape,
};

fn settings() -> PersonSettingsSet {
    PersonSettingsSet {
        person: PersonId::new("p-denis"),
        text_percent: 100,
        speech: SpeechMode::Always,
        volume_percent: 100,
        high_contrast: false,
        left_handed: false,
        calm: false,
        debounce_ds: 5,
        break_timer: Wanted::Disc,
        work_timer: Wanted::Off,
    }
}

/// Somebody who has come at 8:52 and works at the first step, by these settings.
fn at_work(settings: PersonSettingsSet) -> Day {
    let mut day = Day::begin();
    day.staff_say(vec![settings.into()]);
    day.scan("8:52");
    day.tap(Tap::GoOn);
    day.wait_s(5);
    day.tap(Tap::GoOn);
    day.wait_s(5);
    assert!(matches!(day.screen(), Screen::Step(_)));
    day.heard.borrow_mut().clear();
    day
}

/// What was played and told of a change since the ear was last emptied.
fn told(day: &Day) -> (usize, Vec<Soon>) {
    let heard: Vec<Effect> = day.heard.borrow_mut().drain(..).collect();
    let sounds = heard
        .iter()
        .filter(|effect| **effect == Effect::Sound("change"))
        .count();
    let said = heard
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Remind(soon) => Some(soon),
            _ => None,
        })
        .collect();
    (sounds, said)
}

fn soon_shown(day: &Day) -> Option<Soon> {
    match day.screen() {
        Screen::Step(step) => step.soon,
        screen => panic!("a step, not {screen:?}"),
    }
}

#[test]
fn the_strip_says_what_is_now_and_what_is_next() {
    for (at, states) in [
        // Work, break, work, home.
        ("8:52", "nnnn"),
        ("9:00", "Nnnn"),
        ("10:29", "Nnnn"),
        ("10:30", "pNnn"),
        ("10:45", "ppNn"),
        ("15:00", "pppN"),
    ] {
        let mut day = Day::begin();
        day.wait_until(at);
        let Screen::Waiting(view) = day.screen() else {
            panic!("waiting, not {:?}", day.screen());
        };
        let shown: String = view
            .cards
            .iter()
            .map(|DayCard { state, .. }| match state {
                CardState::Past => 'p',
                CardState::Now => 'N',
                CardState::Next => 'n',
            })
            .collect();
        assert_eq!(shown, states, "at {at}");
        let times: Vec<&str> = view.cards.iter().map(|card| card.time.as_str()).collect();
        assert_eq!(times, ["9:00", "10:30", "10:45", "15:00"]);
    }
}

#[test]
fn a_change_is_told_gently_before_it_comes_and_when_it_is_time() {
    let mut day = at_work(settings());
    day.wait_until("10:24");
    assert_eq!(told(&day), (0, vec![]), "not too early");
    assert_eq!(soon_shown(&day), None);
    day.wait_until("10:26");
    let before = Soon {
        what: SoonKind::Break,
        minutes: 5,
    };
    assert_eq!(told(&day), (1, vec![before]), "once, five minutes before");
    assert_eq!(soon_shown(&day).map(|soon| soon.minutes), Some(4));
    day.wait_until("10:29");
    assert_eq!(told(&day), (0, vec![]), "and not again and again");
    day.wait_until("10:31");
    let now = Soon {
        what: SoonKind::Break,
        minutes: 0,
    };
    assert_eq!(told(&day), (1, vec![now.clone()]), "once when it is time");
    assert_eq!(
        soon_shown(&day),
        Some(now),
        "it is shown as long as it is on"
    );
    day.wait_until("10:44");
    assert_eq!(told(&day), (0, vec![]), "whoever works on is left alone");
    assert_eq!(soon_shown(&day), None);
    assert!(
        matches!(day.screen(), Screen::Step(_)),
        "nobody is taken from their work"
    );
}

#[test]
fn a_change_is_told_as_each_person_wants_it() {
    for (speech, sounds, said) in [
        (SpeechMode::Always, 1, 1),
        (SpeechMode::OnRequest, 1, 0),
        (SpeechMode::Off, 1, 0),
    ] {
        let mut day = at_work(PersonSettingsSet {
            speech,
            ..settings()
        });
        day.wait_until("10:26");
        let (played, spoken) = told(&day);
        assert_eq!((played, spoken.len()), (sounds, said), "{speech:?}");
        // Everything also without sound: it stands on the screen.
        assert!(soon_shown(&day).is_some(), "{speech:?}");
    }
}

#[test]
fn whoever_took_the_break_already_is_not_told_again() {
    let mut day = at_work(settings());
    day.scan("10:20");
    day.tap(Tap::Break);
    day.scan("10:24");
    day.wait_s(5);
    day.tap(Tap::GoOn);
    day.wait_s(5);
    told(&day);
    day.wait_until("10:32");
    assert_eq!(told(&day), (0, vec![]));
    assert_eq!(soon_shown(&day), None);
}

#[test]
fn going_home_is_told_too() {
    let mut day = at_work(settings());
    day.wait_until("14:50");
    told(&day);
    day.wait_until("15:01");
    let (sounds, said) = told(&day);
    assert_eq!(sounds, 2);
    assert_eq!(
        said.iter()
            .map(|soon| (soon.what, soon.minutes))
            .collect::<Vec<_>>(),
        [(SoonKind::Home, 5), (SoonKind::Home, 0)]
    );
}

fn break_timer(day: &Day) -> BreakTimer {
    match day.screen() {
        Screen::Break(view) => view.timer.expect("a break with an end"),
        screen => panic!("a break, not {screen:?}"),
    }
}

#[test]
fn a_break_shrinks_in_the_shape_that_somebody_wants() {
    for (wanted, shape) in [
        (Wanted::Disc, Some(TimerShape::Disc)),
        (Wanted::Bar, Some(TimerShape::Bar)),
        (Wanted::Off, None),
    ] {
        let mut day = at_work(PersonSettingsSet {
            break_timer: wanted,
            ..settings()
        });
        day.scan("10:30");
        day.tap(Tap::Break);
        let timer = break_timer(&day);
        assert_eq!(timer.until, "10:45", "{wanted:?}");
        assert_eq!(timer.minutes_left, 15, "{wanted:?}");
        assert_eq!(timer.time.map(|time| time.shape), shape, "{wanted:?}");
        assert_eq!(timer.time.map(|time| time.left), shape.map(|_| 1.0));
        day.wait_s(15);
        let later = break_timer(&day);
        if let Some(time) = later.time {
            assert!((0.9..1.0).contains(&time.left), "{wanted:?}: {time:?}");
        }
    }
}

/// At a workplace of one's own the break stays on the screen to its end and beyond; what is over hurries nobody.
#[test]
fn a_break_that_is_over_waits() {
    let mut day = Day::begin_at(stupen_kiosk::engine::Mode::Station);
    day.scan("8:52");
    day.wait_s(5);
    day.scan("10:30");
    day.tap(Tap::Break);
    day.wait_until("10:38");
    let half = break_timer(&day);
    assert_eq!(half.minutes_left, 7);
    assert!(
        half.time
            .is_some_and(|time| (0.4..0.55).contains(&time.left))
    );
    day.heard.borrow_mut().clear();
    day.wait_until("10:55");
    assert_eq!(break_timer(&day).minutes_left, 0);
    // Its end is told as gently as its beginning was.
    let (sounds, said) = told(&day);
    assert_eq!(sounds, 2);
    assert_eq!(
        said.iter()
            .map(|soon| (soon.what, soon.minutes))
            .collect::<Vec<_>>(),
        [(SoonKind::Work, 5), (SoonKind::Work, 0)]
    );
}

/// How to come to a screen that asks something, and what it shows.
type Asks = (&'static str, fn(&mut Day), fn(&Screen) -> bool);

#[test]
fn nothing_times_out_unasked() {
    let asks: [Asks; 5] = [
        (
            "choice",
            |_| {},
            |screen| matches!(screen, Screen::Choice(_)),
        ),
        (
            "mine",
            |day| day.tap(Tap::Mine),
            |screen| matches!(screen, Screen::Mine(_)),
        ),
        (
            "card",
            |day| {
                day.tap(Tap::Mine);
                day.wait_s(2);
                day.tap(Tap::MineCard(MineCard::Day));
            },
            |screen| matches!(screen, Screen::MineCard(_)),
        ),
        (
            "pick",
            |day| {
                day.tap(Tap::Mine);
                day.wait_s(2);
                day.tap(Tap::ChoosePicture);
            },
            |screen| matches!(screen, Screen::Pick(_)),
        ),
        (
            "goodbye",
            |day| day.tap(Tap::Home),
            |screen| matches!(screen, Screen::Goodbye(_)),
        ),
    ];
    for (name, go, is_there) in asks {
        let mut day = at_work(settings());
        day.scan("12:00");
        day.wait_s(2);
        go(&mut day);
        assert!(is_there(&day.screen()), "{name}: {:?}", day.screen());
        day.wait_s(54);
        assert!(is_there(&day.screen()), "{name}: not within a minute");
        day.heard.borrow_mut().clear();
        day.wait_s(8);
        let asked =
            |day: &Day| matches!(day.screen(), Screen::Ask(ask) if ask.asking == Asking::StillHere);
        assert!(asked(&day), "{name}: {:?}", day.screen());
        assert!(day.spoke(), "{name}: the question is said");
        // Yes: back to where it was.
        day.tap(Tap::Yes);
        assert!(is_there(&day.screen()), "{name}: {:?}", day.screen());
        // Asked again, and no answer: somebody has gone, and their page with them.
        day.wait_s(62);
        assert!(asked(&day), "{name}: {:?}", day.screen());
        day.wait_s(57);
        assert!(asked(&day), "{name}: a minute for the answer");
        day.wait_s(5);
        assert!(
            matches!(day.screen(), Screen::Waiting(_)),
            "{name}: {:?}",
            day.screen()
        );
    }
}

#[test]
fn work_waits_as_long_as_it_takes() {
    let mut day = at_work(settings());
    day.wait_until("10:10");
    assert!(matches!(day.screen(), Screen::Step(step) if step.index == 0));
    assert!(
        day.facts()
            .iter()
            .all(|fact| !matches!(fact, Fact::Left(_) | Fact::BreakStarted(_))),
        "and nothing is recorded of it"
    );
}

/// Who has to call staff, here for work to do, has time for it.
#[test]
fn a_message_that_needs_staff_stays_longer_than_one_that_only_tells() {
    let mut day = Day::begin();
    let nothing = OperationAssigned {
        person: PersonId::new("p-denis"),
        from: "2026-03-02".parse().expect("a day"),
        operation: None,
    };
    day.staff_say(vec![nothing.into()]);
    let asks =
        |day: &Day| matches!(day.screen(), Screen::Ask(ask) if ask.asking == Asking::StillHere);
    // The same badge twice only tells that once is enough.
    day.scan("8:52");
    day.wait_s(2);
    day.scan("8:52:05");
    let kind = |day: &Day| match day.screen() {
        Screen::Message(view) => Some(view.kind),
        _ => None,
    };
    assert_eq!(kind(&day), Some(MessageKind::DoubleScan));
    day.wait_s(21);
    assert!(
        matches!(day.screen(), Screen::Hello(_)),
        "what stood there is back"
    );
    day.wait_s(25);
    assert!(asks(&day), "nothing times out unasked");
    day.wait_s(60);
    assert!(matches!(day.screen(), Screen::Waiting(_)));
    day.scan("9:00");
    day.wait_s(2);
    day.tap(Tap::Work);
    assert_eq!(kind(&day), Some(MessageKind::NoTask));
    day.wait_s(55);
    assert_eq!(kind(&day), Some(MessageKind::NoTask));
    day.wait_s(10);
    assert!(asks(&day));
    day.tap(Tap::Yes);
    assert_eq!(
        kind(&day),
        Some(MessageKind::NoTask),
        "with all its time anew"
    );
    day.wait_s(125);
    assert!(matches!(day.screen(), Screen::Waiting(_)));
}

#[test]
fn each_person_sees_screens_in_their_own_way_and_nobody_in_anothers() {
    let wanted = PersonSettingsSet {
        text_percent: 150,
        high_contrast: true,
        left_handed: true,
        calm: true,
        ..settings()
    };
    let mut day = Day::begin();
    day.staff_say(vec![wanted.into()]);
    day.heard.borrow_mut().clear();
    let looks = |day: &Day| -> Vec<Look> {
        day.heard
            .borrow_mut()
            .drain(..)
            .filter_map(|effect| match effect {
                Effect::Look(look) => Some(look),
                _ => None,
            })
            .collect()
    };
    day.scan("8:52");
    let own = Look {
        text_percent: 150,
        high_contrast: true,
        left_handed: true,
        still: true,
        speaks: true,
    };
    assert_eq!(looks(&day), [own]);
    day.wait_s(85);
    assert!(matches!(day.screen(), Screen::Waiting(_)));
    assert_eq!(looks(&day), [Look::default()]);
}

/// A finger that was on its way to the screen before answers nothing on one that came by itself.
#[test]
fn a_screen_that_comes_by_itself_takes_no_touch_for_a_second() {
    let asks =
        |day: &Day| matches!(day.screen(), Screen::Ask(ask) if ask.asking == Asking::StillHere);
    let mut day = Day::begin();
    day.scan("8:52");
    for _ in 0..60 {
        if asks(&day) {
            break;
        }
        day.wait_s(1);
    }
    assert!(asks(&day), "{:?}", day.screen());
    day.tap(Tap::No);
    assert!(asks(&day), "that touch was meant for the greeting");
    day.wait_s(1);
    day.tap(Tap::No);
    assert!(!asks(&day), "{:?}", day.screen());
}
