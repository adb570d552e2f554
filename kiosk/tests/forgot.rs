//! A forgotten badge: one's own picture is found among those expected, and staff alone let somebody in
//! (docs/domain.md section 3.13). And screens that nobody touches: nothing times out on a participant without asking.

use crate::rig::{DENIS, MARINA, OLGA, Rig};
use stupen_domain::Role;
use stupen_domain::facts::{
    Arrived, BreakEnded, BreakStarted, HelpAcknowledged, HelpAsked, Left, MoodSaid,
    PersonSettingsSet, SpeechMode, WorkLimitsSet,
};
use stupen_domain::wire::ids::PersonId;
use stupen_hardware::{Button, Device, Fault, Input, Trouble};
use stupen_kiosk::engine::Effect;
use stupen_kiosk::ui::{
    Asking, MessageKind, MineCard, Picking, Say, Screen, StaffScreen, StaffTap, Tap, Word,
};

const PACK: &str = r#"{"id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"}, "picture": "pictogram:box",
    "licence": "CC0-1.0",
    "operation": [{"id": "fold", "title": {"ru": "Складываем", "en": "Folding"}, "picture": "pictogram:box", "station": "table", "norm_s": 45,
    "step": [{"id": "take", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a box"},
    "picture": "pictogram:take"}]}]}"#;

/// What happens, or is done, at the kiosk.
type Step = fn(&mut Rig);

fn rig() -> Rig {
    let mut rig = Rig::new(PACK, &[]);
    rig.at("9:05");
    rig.done();
    rig
}

fn seen(rig: &Rig) -> String {
    match rig.screen() {
        Screen::Waiting(_) => "waiting".into(),
        Screen::Hello(view) => format!("hello {}", view.person.name),
        Screen::HelpComing(_) => "help".into(),
        Screen::Pick(view) => {
            let names: Vec<_> = view
                .things
                .iter()
                .map(|thing| thing.name.as_str())
                .collect();
            format!("{:?}: {}", view.what, names.join(" "))
        }
        Screen::Ask(view) => match &view.asking {
            Asking::Myself(who) => format!("is it {}?", who.name),
            Asking::StillHere => "still here?".into(),
            other => format!("{other:?}"),
        },
        Screen::Message(view) => format!("{:?}", view.kind),
        Screen::StaffDoor(_) => "door".into(),
        Screen::Staff(StaffScreen::Tell(view)) => format!("staff: {:?}", view.title),
        Screen::Staff(StaffScreen::Tiles(_)) => "board".into(),
        other => format!("{other:?}"),
    }
}

fn pin(rig: &mut Rig) {
    for digit in [1, 2, 3, 4, 5, 6] {
        rig.tap_after(300, Tap::Staff(StaffTap::PinDigit(digit)));
    }
}

/// As far as waiting for staff.
fn says_to_be(rig: &mut Rig, place: usize) {
    rig.tap(Tap::Forgot);
    rig.tap(Tap::Pick(place));
    rig.tap(Tap::Yes);
}

#[test]
fn nobody_is_let_in_before_staff_have_looked() {
    let mut rig = rig();
    // Before the key is touched nobody is shown.
    assert_eq!(seen(&rig), "waiting");
    rig.tap(Tap::Forgot);
    assert_eq!(seen(&rig), "Myself: Денис Марина");
    rig.tap(Tap::Pick(0));
    assert_eq!(seen(&rig), "is it Денис?");
    rig.tap(Tap::No);
    assert_eq!(seen(&rig), "Myself: Денис Марина");
    rig.tap(Tap::Pick(0));
    rig.tap(Tap::Yes);
    assert_eq!(seen(&rig), "BadgeForgotten");
    assert!(rig.facts::<Arrived>().is_empty(), "a word is no mark");
    let calls = rig.facts::<HelpAsked>();
    assert_eq!(calls.len(), 1, "staff are called");
    assert_eq!(
        calls[0].person, None,
        "of nobody in particular: it is not known who it is"
    );
    rig.scan(OLGA);
    assert_eq!(seen(&rig), "door");
    assert!(
        rig.facts::<Arrived>().is_empty(),
        "a badge without its PIN lets nobody in"
    );
    pin(&mut rig);
    assert_eq!(seen(&rig), "staff: Plain(\"Денис\")");
    let answered = rig.facts::<HelpAcknowledged>();
    assert_eq!(answered.len(), 1, "who opened the door has come");
    assert_eq!(answered[0].help, calls[0].help);
    rig.tap(Tap::Staff(StaffTap::Action(1)));
    let arrived = rig.facts::<Arrived>();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].badge, None);
    // The usual way goes on: a spare for the day.
    let Screen::Staff(StaffScreen::Tell(view)) = rig.screen() else {
        panic!("{:?}", rig.screen());
    };
    assert_eq!(view.person.name, "Денис");
    // Who came is no longer to be found.
    rig.tap(Tap::Staff(StaffTap::Back));
    while seen(&rig) != "waiting" {
        rig.tap(Tap::Staff(StaffTap::Back));
    }
    rig.tap(Tap::Forgot);
    assert_eq!(seen(&rig), "Myself: Марина");
}

/// The whole way without one's own badge: let in, a spare for the day, work, a break, home; tomorrow the spare is
/// nobody's, and the badge from home opens again.
#[test]
fn a_day_is_lived_on_a_lent_spare() {
    let mut rig = rig();
    says_to_be(&mut rig, 0);
    rig.scan(OLGA);
    pin(&mut rig);
    rig.tap(Tap::Staff(StaffTap::Action(1)));
    rig.scan("a spare");
    while seen(&rig) != "waiting" {
        let tap = match rig.screen() {
            Screen::Staff(StaffScreen::Tell(view)) if !view.actions.is_empty() => {
                StaffTap::Action(0)
            }
            _ => StaffTap::Back,
        };
        rig.tap(Tap::Staff(tap));
    }
    rig.scan("a spare");
    assert!(matches!(rig.screen(), Screen::Choice(view) if view.person.name == "Денис"));
    rig.tap(Tap::Work);
    assert!(
        matches!(rig.screen(), Screen::Step(_)),
        "{:?}",
        rig.screen()
    );
    rig.at("10:30");
    rig.scan("a spare");
    rig.tap(Tap::Break);
    rig.at("10:44");
    rig.scan("a spare");
    assert_eq!(seen(&rig), "hello Денис");
    rig.tap(Tap::GoOn);
    assert!(
        matches!(rig.screen(), Screen::Step(_)),
        "{:?}",
        rig.screen()
    );
    rig.at("15:00");
    rig.scan("a spare");
    rig.tap(Tap::Home);
    rig.tap(Tap::Mood(4));
    let counts = [
        rig.facts::<Arrived>().len(),
        rig.facts::<BreakStarted>().len(),
        rig.facts::<BreakEnded>().len(),
        rig.facts::<Left>().len(),
        rig.facts::<MoodSaid>().len(),
    ];
    assert_eq!(counts, [1; 5]);
    rig.next_day("8:55");
    rig.scan("a spare");
    assert_eq!(seen(&rig), "UnknownBadge", "lent for one day");
    rig.scan(DENIS);
    assert_eq!(seen(&rig), "hello Денис", "the own badge never died");
}

#[test]
fn who_is_somebody_else_is_refused_and_nothing_stays_of_it() {
    for refuse in [StaffTap::Action(0), StaffTap::Back] {
        let mut rig = rig();
        says_to_be(&mut rig, 1);
        rig.scan(OLGA);
        pin(&mut rig);
        assert_eq!(seen(&rig), "staff: Plain(\"Марина\")");
        rig.tap(Tap::Staff(refuse));
        assert_eq!(seen(&rig), "waiting");
        // The next member of staff at the door finds the board.
        rig.scan(OLGA);
        pin(&mut rig);
        assert_eq!(seen(&rig), "board");
        assert!(rig.facts::<Arrived>().is_empty());
    }
}

#[test]
fn a_wrong_pin_lets_nobody_in_and_a_participants_badge_is_no_staffs() {
    let mut rig = rig();
    says_to_be(&mut rig, 0);
    rig.scan(OLGA);
    for _ in 0..6 {
        rig.tap_after(300, Tap::Staff(StaffTap::PinDigit(9)));
    }
    assert_eq!(seen(&rig), "door");
    assert!(rig.facts::<Arrived>().is_empty());
    rig.tap(Tap::Leave);
    assert_eq!(seen(&rig), "BadgeForgotten", "they wait on");
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "waiting");
    // Somebody else comes meanwhile with their own badge: it is theirs alone.
    says_to_be(&mut rig, 0);
    rig.scan(MARINA);
    assert_eq!(seen(&rig), "hello Марина");
    assert!(
        rig.facts::<Arrived>().is_empty(),
        "of Denis nothing is recorded"
    );
}

/// The calls that nobody has answered.
fn open_calls(rig: &Rig) -> usize {
    let answered = rig.facts::<HelpAcknowledged>();
    rig.facts::<HelpAsked>()
        .iter()
        .filter(|call| answered.iter().all(|answer| answer.help != call.help))
        .count()
}

#[test]
fn who_says_it_again_calls_nobody_a_second_time() {
    let mut rig = rig();
    says_to_be(&mut rig, 0);
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "waiting");
    says_to_be(&mut rig, 0);
    // Nobody is there for a minute, and for another one after the question.
    rig.wait_s(125);
    assert_eq!(seen(&rig), "waiting");
    says_to_be(&mut rig, 1);
    assert_eq!(rig.facts::<HelpAsked>().len(), 1);
    assert_eq!(open_calls(&rig), 1);
    rig.staff();
    assert_eq!(seen(&rig), "staff: Plain(\"Марина\")");
    assert_eq!(open_calls(&rig), 0, "who opened the door has come");
    // The next one calls anew.
    rig.tap(Tap::Staff(StaffTap::Back));
    says_to_be(&mut rig, 0);
    assert_eq!(rig.facts::<HelpAsked>().len(), 2);
    assert_eq!(open_calls(&rig), 1);
}

#[test]
fn the_help_button_says_again_that_somebody_comes() {
    let mut rig = rig();
    says_to_be(&mut rig, 0);
    // While they wait, and while they are asked whether they still do.
    for waited_s in [1, 65] {
        rig.wait_s(waited_s);
        rig.done();
        rig.press_after(2_000, Button::Help);
        assert_eq!(seen(&rig), "BadgeForgotten", "after {waited_s} s");
        assert!(rig.done().contains(&Effect::Sound("help")));
        assert_eq!(rig.facts::<HelpAsked>().len(), 1, "after {waited_s} s");
    }
    rig.staff();
    assert_eq!(seen(&rig), "staff: Plain(\"Денис\")");
    assert_eq!(open_calls(&rig), 0);
}

/// Help pressed where nobody is known, and pressed again.
#[test]
fn a_call_of_nobody_in_particular_is_one_call_until_it_is_answered() {
    let ways: [(&str, Step); 4] = [
        ("the waiting screen", |_| {}),
        ("the pictures", |rig| rig.tap(Tap::Forgot)),
        ("after saying who one is", |rig| {
            says_to_be(rig, 0);
            rig.tap(Tap::GoOn);
        }),
        ("an unknown badge", |rig| rig.scan("nobody's")),
    ];
    for (place, there) in ways {
        let mut rig = rig();
        there(&mut rig);
        for press in 1..=3 {
            rig.press_after(2_000, Button::Help);
            let Screen::HelpComing(view) = rig.screen() else {
                panic!("{place}: {:?}", rig.screen());
            };
            assert!(!view.seen, "{place}, press {press}");
            rig.tap(Tap::GoOn);
            assert_eq!(rig.facts::<HelpAsked>().len(), 1, "{place}, press {press}");
        }
        // Staff find it, without a name, and come.
        rig.press_after(2_000, Button::Help);
        let call = rig.facts::<HelpAsked>().remove(0);
        rig.answered_elsewhere(call.help);
        let Screen::HelpComing(view) = rig.screen() else {
            panic!("{place}: {:?}", rig.screen());
        };
        let helper = view.helper.as_ref().map(|person| person.name.as_str());
        assert_eq!((view.seen, helper), (true, Some("Ольга")), "{place}");
        // The next press is a new need.
        rig.tap(Tap::GoOn);
        rig.press_after(2_000, Button::Help);
        assert!(
            matches!(rig.screen(), Screen::HelpComing(view) if !view.seen),
            "{place}: {:?}",
            rig.screen()
        );
        assert_eq!(rig.facts::<HelpAsked>().len(), 2, "{place}");
        assert_eq!(open_calls(&rig), 1, "{place}");
    }
}

/// Who came at nine touched no screen: whoever calls later calls anew, and the office sees it.
#[test]
fn an_old_call_of_nobody_in_particular_swallows_no_later_one() {
    let ways: [(&str, Step); 3] = [
        ("the button", |rig| rig.press_after(2_000, Button::Help)),
        ("the pictures", |rig| {
            rig.tap(Tap::Forgot);
            rig.tap(Tap::Help);
        }),
        ("saying who one is", |rig| says_to_be(rig, 0)),
    ];
    for (way, call) in ways {
        let mut rig = rig();
        rig.press_after(2_000, Button::Help);
        rig.tap(Tap::GoOn);
        rig.at("9:09");
        call(&mut rig);
        assert_eq!(rig.facts::<HelpAsked>().len(), 1, "{way}, after 4 minutes");
        rig.tap(Tap::GoOn);
        assert_eq!(seen(&rig), "waiting", "{way}");
        rig.at("9:12");
        call(&mut rig);
        assert_eq!(rig.facts::<HelpAsked>().len(), 2, "{way}, after 6 minutes");
        rig.tap(Tap::GoOn);
        call(&mut rig);
        assert_eq!(rig.facts::<HelpAsked>().len(), 2, "{way}, at once again");
    }
}

#[test]
fn whoever_is_greeted_as_somebody_else_makes_a_call_of_their_own() {
    let mut rig = rig();
    rig.press_after(2_000, Button::Help);
    rig.tap(Tap::GoOn);
    rig.scan(DENIS);
    rig.tap(Tap::NotMe);
    rig.tap(Tap::Yes);
    assert_eq!(seen(&rig), "NotMeTold");
    let calls = rig.facts::<HelpAsked>();
    assert_eq!(calls.len(), 2);
    assert!(calls.iter().all(|call| call.person.is_none()));
    assert_ne!(calls[0].help, calls[1].help);
}

#[test]
fn staff_find_a_call_of_nobody_in_particular_on_the_board() {
    let mut rig = rig();
    rig.press_after(2_000, Button::Help);
    rig.tap(Tap::GoOn);
    rig.staff();
    let opens = |rig: &Rig, word| match rig.screen() {
        Screen::Staff(StaffScreen::Tiles(view)) => view
            .tiles
            .iter()
            .position(|tile| tile.label == Say::from(word)),
        _ => None,
    };
    let more = match rig.screen() {
        Screen::Staff(StaffScreen::Tiles(view)) => view
            .chips
            .iter()
            .position(|chip| chip.label == Say::from(Word::Menu) && chip.count == 1),
        other => panic!("{other:?}"),
    };
    rig.tap(Tap::Staff(StaffTap::Chip(more.expect("one waits"))));
    let help = opens(&rig, Word::Help).expect("calls for help");
    rig.tap(Tap::Staff(StaffTap::Tile(help)));
    assert!(
        matches!(rig.screen(), Screen::Staff(StaffScreen::Lines(view)) if view.lines.len() == 1),
        "{:?}",
        rig.screen()
    );
    rig.tap(Tap::Staff(StaffTap::Line(0)));
    assert_eq!(open_calls(&rig), 0);
}

/// How a scanner is told to be away: pulled out while the kiosk runs, or not there when it began.
fn scanner_away() -> [(&'static str, Input); 2] {
    let missing = Fault {
        device: Device::Scanner,
        trouble: Trouble::Missing,
        detail: "/dev/ttyACM0".into(),
    };
    [
        ("pulled out", Input::Unplugged(Device::Scanner)),
        ("missing at the start", Input::Fault(missing)),
    ]
}

/// What stands on the screen when the scanner goes, and what when it is back.
#[test]
fn a_scanner_that_goes_takes_no_screen_away() {
    let at_work: Step = |rig| rig.begin_work(DENIS);
    let rows: [(&str, Step, &str, &str); 5] = [
        ("nobody is here", |_| {}, "ScannerAway", "waiting"),
        (
            "somebody waits for staff",
            |rig| says_to_be(rig, 0),
            "BadgeForgotten",
            "BadgeForgotten",
        ),
        (
            "the pictures",
            |rig| rig.tap(Tap::Forgot),
            "Myself: Денис Марина",
            "Myself: Денис Марина",
        ),
        ("staff at the door", |rig| rig.scan(OLGA), "door", "door"),
        ("a step", at_work, "step", "step"),
    ];
    let seen = |rig: &Rig| match rig.screen() {
        Screen::Step(_) => "step".to_owned(),
        _ => seen(rig),
    };
    for (how, away) in scanner_away() {
        for (case, before, gone, back) in rows {
            let mut rig = rig();
            before(&mut rig);
            rig.device(&away);
            assert_eq!(seen(&rig), gone, "{case}, {how}");
            // Another device that works again mends nothing of it.
            for other in [
                Device::Speaker,
                Device::Voice,
                Device::Lamp,
                Device::Buttons,
            ] {
                rig.device(&Input::Plugged(other));
                assert_eq!(seen(&rig), gone, "{case}, {how}, {other:?}");
            }
            rig.cable(true);
            assert_eq!(seen(&rig), back, "{case}, {how}");
        }
    }
    // A fault of another device is no matter of badges.
    let mut rig = rig();
    rig.device(&Input::Fault(Fault {
        device: Device::Speaker,
        trouble: Trouble::Missing,
        detail: String::new(),
    }));
    assert_eq!(seen(&rig), "waiting");
    // Once nobody is there it is said, and said once.
    rig.begin_work(DENIS);
    rig.cable(false);
    assert_eq!(seen(&rig), "step");
    rig.scan(OLGA);
    rig.tap(Tap::Leave);
    assert_eq!(seen(&rig), "ScannerAway");
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "waiting");
}

/// Where no badge can be read, whoever comes finds themselves by picture, from the message as from the waiting screen, and
/// staff are called; nobody is let in by that.
#[test]
fn who_comes_while_the_scanner_is_away_finds_themselves() {
    let unread = |rig: &Rig| match rig.screen() {
        Screen::Waiting(view) => Some(view.unread),
        _ => None,
    };
    for (how, away) in scanner_away() {
        for from_waiting in [false, true] {
            let case = format!("{how}, from the waiting screen: {from_waiting}");
            let mut rig = rig();
            assert_eq!(unread(&rig), Some(false), "{case}");
            rig.device(&away);
            assert_eq!(seen(&rig), "ScannerAway", "{case}");
            if from_waiting {
                rig.tap(Tap::GoOn);
                assert_eq!(unread(&rig), Some(true), "{case}");
            }
            rig.tap(Tap::Forgot);
            assert_eq!(seen(&rig), "Myself: Денис Марина", "{case}");
            rig.tap(Tap::Leave);
            assert_eq!(unread(&rig), Some(true), "{case}");
            says_to_be(&mut rig, 0);
            assert_eq!(seen(&rig), "BadgeForgotten", "{case}");
            assert_eq!(rig.facts::<HelpAsked>().len(), 1, "{case}");
            assert!(rig.facts::<Arrived>().is_empty(), "{case}");
            // Whoever comes pushes the cable in, and then opens the door as ever.
            rig.cable(true);
            rig.staff();
            assert_eq!(seen(&rig), "staff: Plain(\"Денис\")", "{case}");
            rig.tap(Tap::Staff(StaffTap::Action(1)));
            assert_eq!(rig.facts::<Arrived>().len(), 1, "{case}");
        }
        // Plugged in again, the waiting screen asks for badges at once.
        let mut rig = rig();
        rig.device(&away);
        rig.tap(Tap::GoOn);
        rig.cable(true);
        assert_eq!(unread(&rig), Some(false), "{how}");
    }
}

/// Who is in takes no badge to a break or home while none can be read: they find themselves like the others, and staff,
/// whose badge is read again once they have pushed the cable in, give them the kiosk for their turn.
#[test]
fn who_is_in_while_the_scanner_is_away_finds_themselves() {
    type Before = fn(&mut Rig);
    let rows: [(&str, Before, &str, &str); 4] = [
        (
            "in",
            |rig| rig.scan(DENIS),
            "Myself: Денис Марина",
            "choice",
        ),
        (
            "on a break",
            |rig| {
                rig.scan(DENIS);
                rig.scan(DENIS);
                rig.tap(Tap::Break);
            },
            "Myself: Денис Марина",
            "hello",
        ),
        (
            "not yet",
            |_| {},
            "Myself: Денис Марина",
            "staff: Word(ScanSpare)",
        ),
        (
            "gone home",
            |rig| {
                rig.scan(DENIS);
                rig.scan(DENIS);
                rig.tap(Tap::Home);
                rig.tap(Tap::Mood(3));
            },
            "Myself: Марина",
            "staff: Word(ScanSpare)",
        ),
    ];
    let standing = |rig: &Rig| match rig.screen() {
        Screen::Choice(_) => "choice".to_owned(),
        Screen::Hello(_) => "hello".to_owned(),
        _ => seen(rig),
    };
    for (how, away) in scanner_away() {
        for (name, before, faces, then) in rows {
            let case = format!("{name}, {how}");
            let mut rig = self::rig();
            before(&mut rig);
            // Nobody stands there any more.
            rig.wait_s(200);
            rig.device(&away);
            rig.wait_s(200);
            rig.tap(Tap::Forgot);
            assert_eq!(seen(&rig), faces, "{case}");
            let marks = rig.facts::<Left>().len() + rig.facts::<BreakEnded>().len();
            rig.tap(Tap::Pick(0));
            rig.tap(Tap::Yes);
            assert_eq!(seen(&rig), "BadgeForgotten", "{case}");
            let now = rig.facts::<Left>().len() + rig.facts::<BreakEnded>().len();
            assert_eq!(now, marks, "{case}: nobody is marked by that");
            rig.cable(true);
            rig.staff();
            rig.tap(Tap::Staff(StaffTap::Action(1)));
            assert_eq!(standing(&rig), then, "{case}");
        }
        // Without a face among them there is a key for help.
        let mut rig = self::rig();
        rig.device(&away);
        rig.tap(Tap::GoOn);
        rig.tap(Tap::Help);
        assert_eq!(rig.facts::<HelpAsked>().len(), 1, "{how}");
        // A scanner that reads shows nobody's face who is in.
        let mut rig = self::rig();
        rig.scan(DENIS);
        rig.wait_s(200);
        rig.tap(Tap::Forgot);
        assert_eq!(seen(&rig), "Myself: Марина", "{how}");
    }
}

#[test]
fn who_waits_for_staff_keeps_the_wait_while_the_scanner_is_away() {
    for (how, away) in scanner_away() {
        for known_before in [false, true] {
            let case = format!("{how}, known before: {known_before}");
            let mut rig = rig();
            if known_before {
                rig.device(&away);
                assert_eq!(seen(&rig), "ScannerAway", "{case}");
                rig.tap(Tap::GoOn);
            }
            says_to_be(&mut rig, 0);
            rig.done();
            rig.device(&away);
            assert_eq!(seen(&rig), "BadgeForgotten", "{case}");
            assert!(
                !rig.done().contains(&Effect::Sound("error")),
                "{case}: they did nothing wrong"
            );
            rig.press_after(2_000, Button::Help);
            assert_eq!(seen(&rig), "BadgeForgotten", "{case}");
            assert_eq!(rig.facts::<HelpAsked>().len(), 1, "{case}");
            // Whoever came is told why their badge does nothing.
            rig.tap(Tap::GoOn);
            assert_eq!(seen(&rig), "ScannerAway", "{case}");
            rig.tap(Tap::GoOn);
            assert_eq!(seen(&rig), "waiting", "{case}");
        }
        // Plugged in again: who waits is still known to staff.
        let mut rig = rig();
        says_to_be(&mut rig, 0);
        rig.device(&away);
        rig.cable(true);
        rig.staff();
        assert_eq!(seen(&rig), "staff: Plain(\"Денис\")", "{how}");
        assert_eq!(open_calls(&rig), 0, "{how}");
    }
}

#[test]
fn who_waits_for_staff_waits_on_whatever_the_scanner_and_the_door_do() {
    let cases: [(&str, Step, &str); 8] = [
        ("nothing", |_| {}, "BadgeForgotten"),
        ("staff's badge read", |rig| rig.scan(OLGA), "door"),
        (
            "the door closed by itself",
            |rig| {
                rig.scan(OLGA);
                rig.wait_s(21);
            },
            "BadgeForgotten",
        ),
        (
            "the door left",
            |rig| {
                rig.scan(OLGA);
                rig.tap(Tap::Leave);
            },
            "BadgeForgotten",
        ),
        ("a badge misread", Rig::misread, "Unreadable"),
        ("nobody's badge", |rig| rig.scan("nobody's"), "UnknownBadge"),
        (
            "misread at the door",
            |rig| {
                rig.scan(OLGA);
                rig.misread();
            },
            "door",
        ),
        (
            "misread while asked",
            |rig| {
                rig.wait_s(61);
                rig.misread();
            },
            "Unreadable",
        ),
    ];
    for (case, meanwhile, then) in cases {
        let mut rig = rig();
        says_to_be(&mut rig, 0);
        meanwhile(&mut rig);
        assert_eq!(seen(&rig), then, "{case}");
        // Where the door stands open already, this reads the badge a second time.
        rig.staff();
        assert_eq!(seen(&rig), "staff: Plain(\"Денис\")", "{case}");
        assert_eq!(open_calls(&rig), 0, "{case}");
        assert_eq!(rig.facts::<HelpAsked>().len(), 1, "{case}");
    }
}

#[test]
fn a_badge_that_opens_nothing_is_seen_and_heard_by_who_waits_for_staff() {
    let mut rig = rig();
    rig.misread();
    assert_eq!(seen(&rig), "Unreadable", "where nobody waits it is shown");
    rig.tap(Tap::GoOn);
    says_to_be(&mut rig, 0);
    rig.done();
    rig.misread();
    assert!(rig.done().contains(&Effect::Sound("error")));
    assert_eq!(seen(&rig), "Unreadable");
    rig.scan("nobody's");
    assert!(rig.done().contains(&Effect::Sound("error")));
    assert_eq!(seen(&rig), "UnknownBadge");
    rig.wait_s(9);
    assert_eq!(seen(&rig), "BadgeForgotten");
}

#[test]
fn the_first_board_behind_the_door_knows_the_whole_week() {
    let mut rig = rig();
    rig.scan(DENIS);
    rig.at("15:00");
    rig.scan(DENIS);
    rig.tap(Tap::Home);
    assert_eq!(rig.facts::<Left>().len(), 1);
    rig.next_day("9:00");
    rig.next_day("9:00");
    let limits = WorkLimitsSet {
        person: PersonId::new(DENIS),
        from: "2026-03-02".parse().expect("a day"),
        daily_min: None,
        weekly_min: Some(240),
        no_night: false,
    };
    rig.state_as("manager", Role::Manager, vec![limits.into()]);
    // Monday is not in memory after that.
    rig.power_cut(60);
    rig.scan(DENIS);
    rig.staff();
    let Screen::Staff(StaffScreen::Tiles(view)) = rig.screen() else {
        panic!("{:?}", rig.screen());
    };
    let notes: Vec<_> = view.tiles.iter().map(|tile| &tile.note).collect();
    let past = Say::from(Word::PastLimit);
    assert!(notes.contains(&&past), "{notes:?}");
}

#[test]
fn who_is_not_among_them_calls_somebody() {
    let mut rig = rig();
    rig.tap(Tap::Forgot);
    rig.tap(Tap::Help);
    assert_eq!(seen(&rig), "help");
    rig.tap(Tap::GoOn);
    assert_eq!(seen(&rig), "waiting");
    // On a free day nobody is expected: there is nobody to show, and somebody is called at once.
    for _ in 0..5 {
        rig.next_day("9:00");
    }
    rig.tap(Tap::Forgot);
    assert_eq!(seen(&rig), "help");
}

#[test]
fn faces_do_not_stay_on_a_screen_that_nobody_touches() {
    let mut rig = rig();
    rig.tap(Tap::Forgot);
    rig.wait_s(59);
    assert_eq!(seen(&rig), "Myself: Денис Марина");
    rig.wait_s(2);
    assert_eq!(seen(&rig), "still here?");
    rig.tap(Tap::Yes);
    assert_eq!(seen(&rig), "Myself: Денис Марина");
    rig.wait_s(125);
    assert_eq!(seen(&rig), "waiting");
    // Who waits for staff is asked too, and staff find them meanwhile.
    says_to_be(&mut rig, 0);
    rig.wait_s(65);
    assert_eq!(seen(&rig), "still here?");
    rig.scan(OLGA);
    pin(&mut rig);
    assert_eq!(seen(&rig), "staff: Plain(\"Денис\")");
}

/// The page of pictures, or of a card, that stands open.
fn page(rig: &Rig) -> Option<usize> {
    match rig.screen() {
        Screen::Pick(view) => Some(view.page),
        Screen::MineCard(view) => Some(view.page),
        _ => None,
    }
}

/// Whoever looks through pages is there, however long that takes.
#[test]
fn turning_pages_is_a_touch() {
    let own_page: Step = |rig| {
        rig.begin_work(DENIS);
        rig.scan(DENIS);
        rig.tap(Tap::Mine);
    };
    let rows: [(&str, Step, Tap); 3] = [
        ("faces", |_| {}, Tap::Forgot),
        ("own pictures", own_page, Tap::ChoosePicture),
        ("a card", own_page, Tap::MineCard(MineCard::Day)),
    ];
    for (case, there, opens) in rows {
        let mut rig = rig();
        there(&mut rig);
        rig.tap(opens);
        assert_eq!(page(&rig), Some(0), "{case}");
        // Two minutes of looking, half a minute a page.
        for to in [1, 2, 1, 2] {
            rig.wait_s(30);
            rig.tap(Tap::Page(to));
            assert_eq!(page(&rig), Some(to), "{case}");
        }
        // A trembling finger turns one page.
        rig.tap_after(100, Tap::Page(0));
        assert_eq!(page(&rig), Some(2), "{case}");
        // Who was asked meanwhile is on the same page again.
        rig.wait_s(61);
        assert_eq!(seen(&rig), "still here?", "{case}");
        rig.tap(Tap::Yes);
        assert_eq!(page(&rig), Some(2), "{case}");
        rig.tap(Tap::Leave);
        assert_eq!(page(&rig), None, "{case}: left at once");
        if opens == Tap::Forgot {
            rig.tap(opens);
            assert_eq!(page(&rig), Some(0), "{case}: the next one begins in front");
        }
    }
    // Who is somebody else after all looks on where they were.
    let mut rig = rig();
    rig.tap(Tap::Forgot);
    rig.tap(Tap::Page(1));
    rig.tap(Tap::Pick(0));
    rig.tap(Tap::No);
    assert_eq!(page(&rig), Some(1));
}

#[test]
fn a_screen_that_only_tells_waits_for_a_slow_reader() {
    let mut rig = rig();
    rig.settings(|set: &mut PersonSettingsSet| set.speech = SpeechMode::Always);
    rig.scan(DENIS);
    rig.done();
    rig.wait_s(19);
    assert_eq!(seen(&rig), "hello Денис");
    // Hearing it again is reading on: its time begins anew.
    rig.tap(Tap::Speak);
    rig.wait_s(18);
    assert_eq!(seen(&rig), "hello Денис");
    rig.done();
    rig.wait_s(3);
    assert_eq!(seen(&rig), "still here?");
    assert!(
        !rig.done().contains(&Effect::Speak),
        "most people have gone: nobody calls after them"
    );
    rig.tap(Tap::Yes);
    assert_eq!(seen(&rig), "hello Денис");
    rig.wait_s(81);
    assert_eq!(seen(&rig), "waiting");
    let kind = |rig: &Rig| match rig.screen() {
        Screen::Message(view) => Some(view.kind),
        _ => None,
    };
    rig.tap(Tap::Forgot);
    assert!(matches!(rig.screen(), Screen::Pick(view) if view.what == Picking::Myself));
    rig.tap(Tap::Pick(0));
    rig.tap(Tap::Yes);
    assert_eq!(kind(&rig), Some(MessageKind::BadgeForgotten));
    rig.wait_s(59);
    assert_eq!(kind(&rig), Some(MessageKind::BadgeForgotten));
}
