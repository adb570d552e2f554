//! Whose a page behind the staff door is: the participant's own marks are theirs, a form that was begun is whose who
//! began it, and Back leads to the page that was left.

use stupen_domain::assessments;
use stupen_domain::wire::ids::*;
use stupen_kiosk::ui::{Named, Say, Screen, StaffScreen, StaffTap, Tap, Word};

use crate::staff_rig::Kiosk;

fn denis() -> PersonId {
    PersonId::new("denis")
}

/// Nobody touches staff's pages any more.
fn left_alone(kiosk: &mut Kiosk) {
    kiosk.ms += 130_000;
    let effects = kiosk.engine.tick(&kiosk.reading());
    kiosk.carry_out(effects);
    assert!(!matches!(&kiosk.shown, Some(Screen::Staff(_))));
}

fn titled(kiosk: &Kiosk, title: Word) -> bool {
    matches!(
        &kiosk.shown,
        Some(Screen::Staff(StaffScreen::Tell(view))) if view.title == Say::Word(title)
    )
}

/// Which criterion the participant is asked for; nothing of what was marked is shown with it.
fn asked_own(kiosk: &Kiosk) -> String {
    let view = kiosk.tiles_view();
    assert!(view.head.owner.is_some(), "{view:?}");
    assert!(view.tiles.iter().all(|tile| !tile.chosen), "{view:?}");
    format!("{:?}", view.head.note)
}

fn is_marked_by_staff(kiosk: &Kiosk, place: &str) -> bool {
    matches!(
        &kiosk.shown,
        Some(Screen::Staff(StaffScreen::Mark(view))) if format!("{:?}", view.head.note).contains(place)
    )
}

/// How somebody comes back to an assessment that was begun.
#[derive(Clone, Copy, Debug)]
enum Way {
    PowerCutThenList,
    PowerCutThenCard,
    IdleThenList,
    IdleThenCard,
}

fn comes_back(mut kiosk: Kiosk, way: Way) -> Kiosk {
    match way {
        Way::PowerCutThenList | Way::PowerCutThenCard => kiosk = kiosk.restart(),
        Way::IdleThenList | Way::IdleThenCard => left_alone(&mut kiosk),
    }
    kiosk.enter(3);
    match way {
        Way::PowerCutThenList | Way::IdleThenList => {
            kiosk.touch("Ещё");
            kiosk.touch("Незаконченное");
            kiosk.touch("Денис");
        }
        Way::PowerCutThenCard | Way::IdleThenCard => {
            kiosk.touch("Денис");
            kiosk.touch("Оценка");
        }
    }
    kiosk
}

#[test]
fn the_participants_marks_are_entered_only_through_the_page_that_hands_the_screen_over() {
    for way in [
        Way::PowerCutThenList,
        Way::PowerCutThenCard,
        Way::IdleThenList,
        Way::IdleThenCard,
    ] {
        // So many of six are marked when it breaks off; what is asked when the screen is handed over again.
        for (marked, next) in [(0, "1 / 6"), (1, "2 / 6"), (5, "6 / 6"), (6, "")] {
            let mut kiosk = Kiosk::new();
            kiosk.enter(3);
            kiosk.touch("Денис");
            kiosk.touch("Оценка");
            kiosk.touch("Передать экран");
            for _ in 0..marked {
                kiosk.marks_own();
            }
            let mut kiosk = comes_back(kiosk, way);
            let row = format!("{way:?} after {marked}");
            assert!(titled(&kiosk, Word::GiveToParticipant), "{row}");
            for _ in 0..2 {
                kiosk.touch("Передать экран");
                if next.is_empty() {
                    assert!(titled(&kiosk, Word::ThanksMarked), "{row}");
                } else {
                    assert!(asked_own(&kiosk).contains(next), "{row}");
                }
                // What was marked before stays covered: Back leads out, not into it.
                kiosk.touch(if next.is_empty() {
                    "Вернуться"
                } else {
                    "Назад"
                });
                assert!(titled(&kiosk, Word::GiveBack), "{row}");
                kiosk.given_back();
                assert!(titled(&kiosk, Word::GiveToParticipant), "{row}");
            }
            kiosk.touch("Передать экран");
            for _ in marked..6 {
                kiosk.marks_own();
            }
            kiosk.given_back();
            assert!(is_marked_by_staff(&kiosk, "1 / 6"), "{row}");
        }
    }
}

#[test]
fn the_participant_may_still_change_what_they_marked_just_now() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Оценка");
    kiosk.touch("Передать экран");
    kiosk.marks_own();
    kiosk.touch("Назад");
    let view = kiosk.tiles_view();
    assert!(format!("{:?}", view.head.note).contains("1 / 6"));
    assert_eq!(view.tiles.iter().filter(|tile| tile.chosen).count(), 1);
    kiosk.touch("Назад");
    assert!(titled(&kiosk, Word::GiveBack));
    kiosk.touch("Вернуться");
    assert!(format!("{:?}", kiosk.tiles_view().head.note).contains("1 / 6"));
    kiosk.touch("Назад");
    kiosk.given_back();
    assert!(titled(&kiosk, Word::GiveToParticipant));
}

#[test]
fn staff_see_the_own_marks_first_beside_their_own() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Оценка");
    kiosk.touch("Передать экран");
    for _ in 0..6 {
        kiosk.marks_own();
    }
    kiosk.given_back();
    // Back from the first mark of staff leads to the card, whatever lay between.
    kiosk.touch("Назад");
    kiosk.control("Продолжить");
    kiosk.touch("Назад");
    assert!(kiosk.tiles_view().head.owner.is_none(), "{:?}", kiosk.shown);
    kiosk.control("Похвала");
    for way in [Way::IdleThenList, Way::PowerCutThenCard] {
        kiosk = comes_back(kiosk, way);
        assert!(is_marked_by_staff(&kiosk, "1 / 6"), "{way:?}");
    }
    for _ in 0..6 {
        let level = kiosk.first_level();
        kiosk.touch(&level);
    }
    kiosk.touch("Пропустить");
    kiosk.touch("Дальше");
    kiosk.touch("Дальше");
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Pairs(view))) => {
            assert!(view.pairs.iter().all(|pair| pair.own.is_some()));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn marks_that_the_participant_did_not_give_are_nobodys() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Оценка");
    kiosk.touch("Передать экран");
    kiosk.marks_own();
    kiosk.touch("Назад");
    kiosk.touch("Назад");
    kiosk.given_back();
    kiosk.touch("Без своих отметок");
    for _ in 0..6 {
        let level = kiosk.first_level();
        kiosk.touch(&level);
    }
    kiosk.touch("Пропустить");
    kiosk.touch("Дальше");
    kiosk.touch("Дальше");
    kiosk.touch("Подписать");
    let ledger = kiosk.ledger.lock().expect("a ledger");
    let shown = assessments::shown(ledger.state(), &denis());
    let marks = &shown.first().expect("an assessment").shown.marks;
    assert_eq!(marks.len(), 6);
    assert!(marks.iter().all(|mark| mark.own.is_none()), "{marks:?}");
}

#[test]
fn each_member_of_staff_goes_on_with_their_own_form() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.touch("Телефон во время работы");
    left_alone(&mut kiosk);
    // Another one sees that there is one, not what is in it, and writes their own.
    kiosk.enter(3);
    kiosk.touch("Ещё");
    kiosk.touch("Незаконченное");
    let begun = Say::Name(Named::BegunBy, "Ольга".into());
    let line = kiosk.lines_view().lines.first().expect("a form").clone();
    assert_eq!(
        line.note,
        Say::row([Say::Word(Word::Breach), begun.clone()])
    );
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    match &kiosk.shown {
        Some(Screen::Staff(StaffScreen::Tell(view))) => {
            assert_eq!(
                view.title,
                Say::row([Say::Word(Word::Breach), begun.clone()])
            );
        }
        other => panic!("{other:?}"),
    }
    kiosk.touch("Назад");
    kiosk.control("Похвала");
    kiosk.touch("Нарушение");
    kiosk.touch("Начать своё");
    assert!(kiosk.tiles_view().tiles.iter().all(|tile| !tile.chosen));
    kiosk.touch("Телефон во время работы");
    let mut kiosk = kiosk.restart();
    // Each finds theirs where they left it.
    for (who, mine, theirs) in [(2, "Ольга", "Илья"), (3, "Илья", "Ольга")] {
        kiosk.enter(who);
        kiosk.touch("Ещё");
        kiosk.control("Незаконченное, ждёт 1");
        kiosk.touch("Незаконченное");
        let notes: Vec<&Say> = kiosk.lines_view().lines.iter().map(|l| &l.note).collect();
        let begun = Say::row([
            Say::Word(Word::Breach),
            Say::Name(Named::BegunBy, theirs.into()),
        ]);
        assert_eq!(notes, [&Say::Word(Word::Breach), &begun], "{mine}");
        kiosk.touch("Назад");
        kiosk.touch("Назад");
        kiosk.touch("Денис");
        kiosk.touch("Нарушение");
        kiosk.write_view();
        left_alone(&mut kiosk);
    }
    // One is recorded; the other waits for who began it.
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    let phrase = kiosk.first_phrase();
    kiosk.touch(&phrase);
    kiosk.touch("Пропустить");
    kiosk.given_back();
    kiosk.touch("Пропустить");
    kiosk.touch("Записать и показать");
    kiosk.touch("Мне сказали");
    kiosk.given_back();
    assert_eq!(kiosk.strikes(), 1);
    left_alone(&mut kiosk);
    kiosk.enter(2);
    kiosk.touch("Денис");
    kiosk.touch("Нарушение");
    kiosk.write_view();
}

#[test]
fn a_form_of_an_earlier_version_is_gone_on_with_by_who_takes_it() {
    let kiosk = Kiosk::new();
    let home = kiosk.dir.path().join("kiosk/local.db");
    let body = serde_json::json!({
        "kind": "Absence", "of": "denis", "id": "f-1", "began": "2026-11-23T09:00:00+03:00",
        "step": "explained", "answers": { "until": { "Day": "2026-11-24" } },
    });
    let local = stupen_kiosk::local::Local::open(&home, Some([9; 32])).expect("tables");
    local
        .keep_draft("Absence/denis", &body.to_string())
        .expect("kept");
    drop(local);
    let mut kiosk = kiosk;
    kiosk.enter(2);
    kiosk.touch("Ещё");
    kiosk.touch("Незаконченное");
    kiosk.touch("Денис");
    assert!(!kiosk.tiles_view().tiles.is_empty());
    left_alone(&mut kiosk);
    kiosk.enter(3);
    kiosk.touch("Ещё");
    kiosk.touch("Незаконченное");
    let [line] = kiosk.lines_view().lines.as_slice() else {
        panic!("{:?}", kiosk.lines_view());
    };
    assert!(format!("{:?}", line.note).contains("Ольга"), "{line:?}");
}

#[test]
fn the_pages_of_the_menu_are_turned_and_found_again() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    kiosk.touch("Ещё");
    // Where the tiles have no room on one page, the window asks for the next.
    kiosk.ms += 1_000;
    let effects = kiosk
        .engine
        .tap(Tap::Staff(StaffTap::Page(1)), &kiosk.reading());
    kiosk.carry_out(effects);
    assert_eq!(kiosk.tiles_view().page, 1);
    for tile in ["Этот киоск", "О программе", "Просьбы"] {
        kiosk.touch(tile);
        kiosk.touch("Назад");
        assert_eq!(kiosk.tiles_view().page, 1, "from {tile}");
    }
}

#[test]
fn back_leads_to_the_page_that_was_left() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    // The board keeps who is left on it.
    kiosk.touch("Нет на месте");
    kiosk.touch("Денис");
    kiosk.touch("Страница ниже");
    let page = kiosk.tiles_view().page;
    assert_eq!(page, 1);
    // A section, and a form that is left at its first question.
    for tile in ["Стажировка", "Отсутствие"] {
        kiosk.touch(tile);
        kiosk.touch("Назад");
        assert_eq!(kiosk.tiles_view().page, page, "from {tile}");
    }
    kiosk.touch("Назад");
    let chosen: Vec<bool> = kiosk.tiles_view().chips.iter().map(|c| c.chosen).collect();
    assert_eq!(chosen, [false, false, true, false, false, false]);
    // Who comes to the card anew begins at its first page.
    kiosk.touch("Вера");
    assert_eq!(kiosk.tiles_view().page, 0);
    kiosk.touch("Назад");
    kiosk.touch("Денис");
    assert_eq!(kiosk.tiles_view().page, 0);
}

#[test]
fn the_board_says_whose_review_waits() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(2);
    for strike in 1..=3 {
        let tile = kiosk
            .tiles_view()
            .tiles
            .iter()
            .find(|tile| tile.label == Say::Plain("Денис".into()))
            .expect("he is on the board")
            .clone();
        assert!(!format!("{:?}", tile.note).contains("ToDecide"), "{tile:?}");
        kiosk.breach();
        assert_eq!(kiosk.strikes(), strike);
        left_alone(&mut kiosk);
        kiosk.enter(2);
    }
    // In words, by a picture of its own, and first among all: not by colour alone.
    let tile = kiosk.tiles_view().tiles.first().expect("somebody").clone();
    assert_eq!(tile.label, Say::Plain("Денис".into()));
    assert!(format!("{:?}", tile.note).contains("ToDecide"), "{tile:?}");
    assert_eq!(
        tile.sign,
        Some(stupen_kiosk::ui::Picture::pictogram("review"))
    );
    kiosk.control("Денис, Решить");
    kiosk.touch("Ждут тебя");
    kiosk.control("Денис, Решить");
}

/// A touch on an answer is heard and chooses it; another goes on. The question is said again by its key, and as long as
/// nothing is chosen by the one that goes on.
#[test]
fn an_answer_is_heard_when_it_is_touched_and_the_question_when_it_is_asked_for() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Оценка");
    kiosk.touch("Передать экран");
    let question = kiosk.tiles_view().head.title.clone();
    let asked = kiosk.face.spoken();
    assert!(question == Say::Plain(asked.clone()), "{asked}");
    // What is touched, what is heard then, how many answers are chosen.
    let rows = [
        ("Дальше", asked.as_str(), 0),
        ("Делаю без помощи", "Делаю без помощи.", 1),
        ("Делаю по картинке", "Делаю по картинке.", 1),
        ("Повтори вслух", asked.as_str(), 1),
        ("Делаю по картинке", "Делаю по картинке.", 1),
    ];
    for (key, heard, chosen) in rows {
        let before = kiosk.spoken;
        kiosk.touch(key);
        assert_eq!(kiosk.spoken - before, 1, "{key}");
        assert_eq!(kiosk.face.spoken(), heard, "{key}");
        let view = kiosk.tiles_view();
        assert!(format!("{:?}", view.head.note).contains("1 / 6"), "{key}");
        let marked = view.tiles.iter().filter(|tile| tile.chosen).count();
        assert_eq!(marked, chosen, "{key}");
    }
    kiosk.touch("Дальше");
    assert!(format!("{:?}", kiosk.tiles_view().head.note).contains("2 / 6"));
    assert_ne!(kiosk.face.spoken(), asked);
}

/// Whoever does not know leaves a question out; side by side that is to be seen where their mark would stand, and nothing
/// is recorded in its place. What is signed does not tell who knew nothing to say from who wished for no marks.
#[test]
fn a_mark_that_was_left_out_is_seen_side_by_side() {
    let unknown = Some(stupen_kiosk::ui::Picture::pictogram("did-not-know"));
    // Which of six are left out.
    for (left_out, result) in [(vec![1, 4], 2), (vec![0, 1, 2, 3, 4, 5], 0)] {
        let mut kiosk = Kiosk::new();
        kiosk.enter(3);
        kiosk.touch("Денис");
        kiosk.touch("Оценка");
        kiosk.touch("Передать экран");
        for at in 0..6 {
            if left_out.contains(&at) {
                kiosk.touch("Не знаю");
            } else {
                kiosk.marks_own();
            }
        }
        assert!(titled(&kiosk, Word::ThanksMarked));
        kiosk.given_back();
        for _ in 0..6 {
            let level = kiosk.first_level();
            kiosk.touch(&level);
        }
        kiosk.touch("Пропустить");
        kiosk.touch("Дальше");
        kiosk.touch("Дальше");
        for (page, signs) in [("the sheet", left_out.len()), ("the result", result)] {
            match &kiosk.shown {
                Some(Screen::Staff(StaffScreen::Pairs(view))) => {
                    let seen = view.pairs.iter().filter(|pair| pair.own == unknown).count();
                    assert_eq!(seen, signs, "{page}: {left_out:?}");
                }
                other => panic!("{other:?}"),
            }
            if page == "the sheet" {
                kiosk.touch("Подписать");
            }
        }
        let ledger = kiosk.ledger.lock().expect("a ledger");
        let shown = assessments::shown(ledger.state(), &denis());
        let marks = &shown.first().expect("an assessment").shown.marks;
        let own = marks.iter().filter(|mark| mark.own.is_some()).count();
        assert_eq!(own, 6 - left_out.len(), "{left_out:?}");
    }
}

/// What was touched and only heard is no mark: nobody went on by it, and the question comes again.
#[test]
fn a_mark_that_was_only_heard_is_asked_again() {
    let mut kiosk = Kiosk::new();
    kiosk.enter(3);
    kiosk.touch("Денис");
    kiosk.touch("Оценка");
    for at in ["by the badge", "once more"] {
        kiosk.touch("Передать экран");
        let view = kiosk.tiles_view();
        assert!(format!("{:?}", view.head.note).contains("1 / 6"), "{at}");
        assert!(view.tiles.iter().all(|tile| !tile.chosen), "{at}");
        let level = kiosk.first_tile();
        kiosk.touch(&level);
        assert!(kiosk.tiles_view().tiles.iter().any(|tile| tile.chosen));
        kiosk.given_back();
    }
}
