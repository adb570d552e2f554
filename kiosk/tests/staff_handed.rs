//! The screen in a participant's hands: whatever they touch, no page of staff's comes up; the badge of whoever opened
//! staff's pages leads back, or their PIN where no badge can be read.

use crate::staff_rig;
use stupen_domain::help;
use stupen_domain::time::workshop_day;
use stupen_domain::wire::ids::*;
use stupen_hardware::{Button, Device, Input};
use stupen_kiosk::ui::{Screen, StaffScreen, StaffTap, Tap, Word};

use crate::staff_rig::Kiosk;
use crate::staff_ways::*;

/// A page that is for the participant's hand, from the card of Denis.
struct Row {
    name: &'static str,
    /// 2 is the lead, 3 the consultant.
    staff: u8,
    ground: fn(&mut Kiosk),
    way: fn(&mut Kiosk),
}

fn nothing(_: &mut Kiosk) {}

fn to_the_own_marks(kiosk: &mut Kiosk) {
    kiosk.touch("Оценка");
    kiosk.touch("Передать экран");
}

fn marks_of_their_own(kiosk: &mut Kiosk, how_many: usize) {
    to_the_own_marks(kiosk);
    for _ in 0..how_many {
        kiosk.marks_own();
    }
}

const ROWS: &[Row] = &[
    Row {
        name: "what they say of a breach",
        staff: 2,
        ground: nothing,
        way: |kiosk| {
            kiosk.touch("Нарушение");
            kiosk.touch("Телефон во время работы");
            first_phrase(kiosk);
        },
    },
    Row {
        name: "being told of a breach",
        staff: 2,
        ground: |kiosk| one_breach(kiosk, "b1"),
        way: |kiosk| {
            kiosk.touch("Нарушения");
            kiosk.touch("Телефон");
            kiosk.touch("Сказать сейчас");
        },
    },
    Row {
        name: "the first own mark",
        staff: 3,
        ground: nothing,
        way: to_the_own_marks,
    },
    Row {
        name: "the third own mark",
        staff: 3,
        ground: nothing,
        way: |kiosk| marks_of_their_own(kiosk, 2),
    },
    Row {
        name: "all own marks",
        staff: 3,
        ground: nothing,
        way: |kiosk| marks_of_their_own(kiosk, 6),
    },
    Row {
        name: "the result",
        staff: 3,
        ground: ready,
        way: |kiosk| {
            kiosk.touch("Оценки");
            kiosk.touch("Сегодня");
            kiosk.touch("Показать участнику");
        },
    },
    Row {
        name: "where to go on",
        staff: 3,
        ground: |kiosk| {
            three_breaches(kiosk);
            proposed(kiosk);
        },
        way: |kiosk| {
            kiosk.touch("Рассмотрение");
            kiosk.touch("Подтвердить");
            kiosk.touch("Подтвердить");
        },
    },
];

fn handed(row: &Row) -> Kiosk {
    let mut kiosk = Kiosk::new();
    (row.ground)(&mut kiosk);
    kiosk.enter(row.staff);
    kiosk.touch("Денис");
    (row.way)(&mut kiosk);
    assert!(kiosk.is_for_a_hand(), "{}: {:?}", row.name, kiosk.shown);
    kiosk
}

fn press_help(kiosk: &mut Kiosk) {
    let effects = kiosk
        .engine
        .input(&Input::Press(Button::Help), &kiosk.reading());
    kiosk.carry_out(effects);
    assert!(
        matches!(&kiosk.shown, Some(Screen::HelpComing(_))),
        "{:?}",
        kiosk.shown
    );
}

/// Nothing of staff's: a page for the hand, that help comes, or nobody's screen.
/// Whether a call waits for somebody.
fn is_called(kiosk: &Kiosk) -> bool {
    let at = kiosk.reading().wall;
    let ledger = kiosk.ledger.lock().expect("a ledger");
    !help::open(ledger.state(), &WorkshopId::new("soap"), at).is_empty()
}

fn is_no_page_of_staffs(kiosk: &Kiosk) -> bool {
    kiosk.is_for_a_hand()
        || matches!(
            &kiosk.shown,
            Some(Screen::HelpComing(_) | Screen::Waiting(_))
        )
}

#[test]
fn no_key_in_a_participants_hands_leads_to_staffs_pages() {
    for row in ROWS {
        // Several hands, each with a gait of its own through the keys.
        for gait in [1, 2, 3, 5, 7] {
            let mut kiosk = handed(row);
            for step in 0..24 {
                let labels = kiosk.labels();
                let Some(label) = labels.get(step * gait % labels.len().max(1)) else {
                    break;
                };
                let label = label.clone();
                if matches!(&kiosk.shown, Some(Screen::Waiting(_))) {
                    break;
                }
                kiosk.touch(&label);
                assert!(
                    is_no_page_of_staffs(&kiosk),
                    "{}, {gait}: {label:?} leads to {:?}",
                    row.name,
                    kiosk.shown
                );
            }
        }
    }
}

/// Nor a touch that no key of the page sends, late or from a page before.
#[test]
fn no_late_touch_leads_there_either() {
    let all = [
        StaffTap::Back,
        StaffTap::Chip(0),
        StaffTap::Line(0),
        StaffTap::Level(0),
        StaffTap::Phrase(0),
        StaffTap::Page(1),
        StaffTap::Type('я'),
        StaffTap::Ready,
        StaffTap::Keyboard,
        StaffTap::PinErase,
        StaffTap::PinDigit(1),
        StaffTap::Minutes(5),
        StaffTap::Action(5),
        StaffTap::Tile(40),
    ];
    for row in ROWS {
        for tap in all {
            let mut kiosk = handed(row);
            for _ in 0..2 {
                kiosk.ms += 1_000;
                let effects = kiosk.engine.tap(Tap::Staff(tap), &kiosk.reading());
                kiosk.carry_out(effects);
                assert!(
                    is_no_page_of_staffs(&kiosk),
                    "{}: {tap:?} leads to {:?}",
                    row.name,
                    kiosk.shown
                );
            }
        }
    }
}

#[test]
fn the_badge_of_whoever_opened_the_pages_leads_back_and_no_other() {
    for row in ROWS {
        let mut kiosk = handed(row);
        kiosk.given_back();
        assert!(!kiosk.is_for_a_hand(), "{}: {:?}", row.name, kiosk.shown);
        assert!(
            matches!(&kiosk.shown, Some(Screen::Staff(_))),
            "{}",
            row.name
        );
        // Held before the scanner a moment longer, it means nothing more.
        let before = kiosk.shown.clone();
        kiosk.ms += 1_000;
        let again = Input::Scan(staff_rig::badge(row.staff));
        let effects = kiosk.engine.input(&again, &kiosk.reading());
        kiosk.carry_out(effects);
        assert_eq!(kiosk.shown, before, "{}", row.name);
        // Another member of staff stands before their own door; a participant before what is theirs.
        for other in [5 - row.staff, 1, 9] {
            let mut kiosk = handed(row);
            kiosk.scan(other);
            assert!(
                !matches!(&kiosk.shown, Some(Screen::Staff(_))),
                "{}: {other} leads to {:?}",
                row.name,
                kiosk.shown
            );
        }
    }
}

#[test]
fn where_no_badge_can_be_read_the_pin_leads_back() {
    let mut waited = 0;
    for row in ROWS {
        let mut kiosk = handed(row);
        press_help(&mut kiosk);
        let on = kiosk.labels().last().expect("a key").clone();
        kiosk.touch(&on);
        let unplugged = kiosk
            .engine
            .input(&Input::Unplugged(Device::Scanner), &kiosk.reading());
        kiosk.carry_out(unplugged);
        // To the page that gives the screen back.
        while !kiosk.labels().iter().any(|label| label == "ПИН-код") {
            kiosk.ms += 1_000;
            let back = Tap::Staff(StaffTap::Back);
            let effects = kiosk.engine.tap(back, &kiosk.reading());
            kiosk.carry_out(effects);
            assert!(kiosk.is_for_a_hand(), "{}: {:?}", row.name, kiosk.shown);
        }
        kiosk.touch("ПИН-код");
        assert!(
            matches!(&kiosk.shown, Some(Screen::StaffDoor(_))),
            "{}",
            row.name
        );
        kiosk.touch("Назад");
        assert!(kiosk.is_for_a_hand(), "{}: {:?}", row.name, kiosk.shown);
        kiosk.touch("ПИН-код");
        for _ in 0..6 {
            kiosk.touch("9");
        }
        assert!(
            matches!(&kiosk.shown, Some(Screen::StaffDoor(view)) if view.wrong),
            "{}",
            row.name
        );
        // The call of who has left meanwhile waits for nobody.
        waited += usize::from(is_called(&kiosk));
        kiosk.pin();
        assert!(
            matches!(&kiosk.shown, Some(Screen::Staff(_))) && !kiosk.is_for_a_hand(),
            "{}: {:?}",
            row.name,
            kiosk.shown
        );
        assert!(
            !is_called(&kiosk),
            "{}: who takes the screen has come",
            row.name
        );
    }
    assert!(waited > 5, "{waited}");
}

/// Who holds the screen may call, by the button or on the page, and goes on where they were.
#[test]
fn who_holds_the_screen_may_call_for_help() {
    for row in ROWS {
        for by_button in [true, false] {
            let mut kiosk = handed(row);
            if by_button {
                press_help(&mut kiosk);
            } else {
                kiosk.ms += 1_000;
                let back = Tap::Staff(StaffTap::Back);
                if !kiosk.labels().iter().any(|label| label == "Помощь") {
                    let effects = kiosk.engine.tap(back, &kiosk.reading());
                    kiosk.carry_out(effects);
                }
                kiosk.touch("Помощь");
            }
            assert!(
                matches!(&kiosk.shown, Some(Screen::HelpComing(_))),
                "{}: {:?}",
                row.name,
                kiosk.shown
            );
            {
                let at = kiosk.reading().wall;
                let ledger = kiosk.ledger.lock().expect("a ledger");
                let workshop = WorkshopId::new("soap");
                let calls = help::calls(ledger.state(), &workshop, workshop_day(at));
                let whose: Vec<_> = calls.iter().map(|call| call.asked.person.clone()).collect();
                assert_eq!(whose, [Some(denis())], "{}", row.name);
            }
            let on = kiosk.labels().last().expect("a key").clone();
            kiosk.touch(&on);
            assert!(kiosk.is_for_a_hand(), "{}: {:?}", row.name, kiosk.shown);
        }
    }
}

/// Who is to come stands there: their picture and name, and the badge that they show.
#[test]
fn who_is_to_come_stands_on_the_page() {
    let mut kiosk = handed(&ROWS[2]);
    kiosk.touch("Назад");
    let Some(Screen::Staff(StaffScreen::Tell(view))) = &kiosk.shown else {
        panic!("{:?}", kiosk.shown);
    };
    assert_eq!(view.title, Word::GiveBack.into());
    assert_eq!(view.words, ["Илья".into()]);
    let (picture, words) = view.agreed.as_ref().expect("what they show");
    assert_eq!(*picture, stupen_kiosk::ui::Picture::pictogram("show-badge"));
    assert_eq!(*words, Word::StaffShowsBadge.into());
    assert!(kiosk.spoken > 0, "and it is said");
    assert!(kiosk.face.spoken().contains("Илья"));
}

/// Whoever called from such a page and walked off leaves it to nobody.
#[test]
fn what_lies_behind_a_call_for_help_gives_way() {
    for row in ROWS {
        let mut kiosk = handed(row);
        press_help(&mut kiosk);
        let mut asked = false;
        for _ in 0..60 {
            kiosk.ms += 60_000;
            let effects = kiosk.engine.tick(&kiosk.reading());
            kiosk.carry_out(effects);
            asked |= matches!(&kiosk.shown, Some(Screen::Ask(_)));
        }
        assert!(asked, "{}: nobody was asked", row.name);
        assert!(
            matches!(&kiosk.shown, Some(Screen::Waiting(_))),
            "{}: {:?}",
            row.name,
            kiosk.shown
        );
    }
}

/// The badge leads back from there as well, and answers the call; read badly it changes nothing.
#[test]
fn whoever_is_called_takes_the_screen_by_the_badge() {
    for row in ROWS {
        for calls in [false, true] {
            let mut kiosk = handed(row);
            if calls {
                press_help(&mut kiosk);
            }
            let before = kiosk.shown.clone();
            kiosk.ms += 30_000;
            let mut misread = staff_rig::badge(row.staff);
            let last = if misread.ends_with('A') { 'B' } else { 'A' };
            misread.pop();
            misread.push(last);
            let effects = kiosk.engine.input(&Input::Scan(misread), &kiosk.reading());
            kiosk.carry_out(effects);
            assert_eq!(kiosk.shown, before, "{}: misread", row.name);
            kiosk.scan(row.staff);
            assert!(
                matches!(&kiosk.shown, Some(Screen::Staff(_))) && !kiosk.is_for_a_hand(),
                "{}: {:?}",
                row.name,
                kiosk.shown
            );
            assert!(!is_called(&kiosk), "{}", row.name);
        }
    }
}
