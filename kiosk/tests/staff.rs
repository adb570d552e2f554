//! Staff's pages are made of few kinds of view: every control of each has a name, and touching it says its place.

use crate::face;
use std::cell::RefCell;
use std::rc::Rc;

use crate::face::{SEVEN_INCH, samples};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::platform::PointerEventButton;
use stupen_kiosk::ui::{Face, LANGUAGES, StaffTap, Tap};

/// Sample, Russian label, English label, what it means.
const CONTROLS: &[(&str, &str, &str, StaffTap)] = &[
    (
        "staff-board",
        "Денис, Помощь",
        "Denis, Help",
        StaffTap::Tile(0),
    ),
    (
        "staff-board",
        "Тимур, Нет",
        "Timur, Absent",
        StaffTap::Tile(3),
    ),
    (
        "staff-board",
        "На перерыве: 7",
        "On a break: 7",
        StaffTap::Chip(3),
    ),
    ("staff-board", "Ещё: 4", "More: 4", StaffTap::Chip(5)),
    (
        "staff-board",
        "Страница ниже",
        "Page down",
        StaffTap::Page(1),
    ),
    ("staff-board", "Страница выше", "Page up", StaffTap::Page(4)),
    ("staff-board", "Назад", "Back", StaffTap::Back),
    (
        "staff-card",
        "Нарушения, 2 из 3",
        "Breaches, 2 of 3",
        StaffTap::Tile(1),
    ),
    ("staff-card", "Похвала", "Praise", StaffTap::Action(1)),
    (
        "staff-rules",
        "Моем руки",
        "We wash our hands",
        StaffTap::Tile(6),
    ),
    ("staff-rules-few", "Пропустить", "Skip", StaffTap::Action(0)),
    (
        "staff-phrases",
        "четверг, 12 ноября",
        "Thursday, 12 November",
        StaffTap::Tile(3),
    ),
    (
        "staff-own-words",
        "Меня отвлекли",
        "Somebody disturbed me",
        StaffTap::Tile(2),
    ),
    (
        "staff-lines",
        "Приход, 8:52, было 9:17",
        "Came, 8:52, was 9:17",
        StaffTap::Line(0),
    ),
    (
        "staff-lines",
        "Добавить отметку",
        "Add a mark",
        StaffTap::Action(0),
    ),
    ("staff-write", "Стереть", "Erase", StaffTap::Erase),
    ("staff-write", "Пробел", "Space", StaffTap::Type(' ')),
    (
        "staff-write",
        "Цифры и знаки",
        "Digits and signs",
        StaffTap::Signs,
    ),
    (
        "staff-write",
        "Готовые фразы",
        "Ready phrases",
        StaffTap::Keyboard,
    ),
    ("staff-write", "Дальше", "Go on", StaffTap::Ready),
    ("staff-write-signs", "7", "7", StaffTap::Type('7')),
    (
        "staff-write-signs",
        "Другие буквы",
        "Other letters",
        StaffTap::Letters,
    ),
    ("staff-write-signs", "Буквы", "Letters", StaffTap::Signs),
    (
        "staff-write-signs",
        "Большая буква",
        "Capital letter",
        StaffTap::Capital,
    ),
    ("staff-write-signs", "ё", "ё", StaffTap::Type('Ё')),
    (
        "staff-write-phrases",
        "Телефон за столом",
        "Phone at the table",
        StaffTap::Phrase(0),
    ),
    (
        "staff-write-phrases",
        "Клавиатура",
        "Keyboard",
        StaffTap::Keyboard,
    ),
    (
        "staff-time",
        "На час позже",
        "An hour later",
        StaffTap::Minutes(60),
    ),
    (
        "staff-time",
        "На пять минут раньше",
        "Five minutes earlier",
        StaffTap::Minutes(-5),
    ),
    ("staff-time", "Взять 15:05", "Take 15:05", StaffTap::Ready),
    (
        "staff-time",
        "15:42, Сейчас",
        "15:42, Now",
        StaffTap::Tile(1),
    ),
    (
        "staff-mark",
        "Держится расписания с картинкой перед глазами",
        "Keeps to the schedule with a picture at hand",
        StaffTap::Level(2),
    ),
    ("staff-pairs", "Подписать", "Sign", StaffTap::Action(0)),
    ("staff-result", "Понятно", "All right", StaffTap::Action(0)),
    (
        "staff-told",
        "Мне сказали",
        "I was told",
        StaffTap::Action(0),
    ),
    (
        "staff-told",
        "Без ответа",
        "Would not confirm",
        StaffTap::Action(2),
    ),
    ("staff-scan", "Назад", "Back", StaffTap::Back),
    (
        "staff-matrix",
        "Страница ниже",
        "Page down",
        StaffTap::Page(1),
    ),
];

/// What an element does when it is chosen.
fn control(face: &Face, label: &str) -> ElementHandle {
    ElementHandle::find_by_accessible_label(face.component(), label)
        .find(|element| element.accessible_role() == Some(AccessibleRole::Button))
        .unwrap_or_else(|| panic!("no control is called {label:?}"))
}

#[test]
fn every_control_says_its_place() {
    for lang in LANGUAGES {
        let face = face::face(SEVEN_INCH, lang);
        let heard = Rc::new(RefCell::new(Vec::new()));
        let ear = Rc::clone(&heard);
        face.on_tap(move |tap| ear.borrow_mut().push(tap));
        let samples = samples(lang);
        for (name, ru, en, tap) in CONTROLS {
            let (_, screen) = samples
                .iter()
                .find(|(known, _)| known == name)
                .expect("a sample of this name");
            face.show(screen);
            let label = if lang == "ru" { ru } else { en };
            let control = control(&face, label);
            control.mock_single_click(PointerEventButton::Left);
            assert_eq!(
                heard.take(),
                [Tap::Staff(*tap)],
                "touching {label:?} on {name}"
            );
            control.invoke_accessible_default_action();
            assert_eq!(
                heard.take(),
                [Tap::Staff(*tap)],
                "choosing {label:?} on {name}"
            );
        }
    }
}

/// Whatever a page shows: nothing to touch is nameless, and no touch means nothing.
#[test]
fn no_control_is_nameless_or_dumb() {
    for lang in LANGUAGES {
        let face = face::face(SEVEN_INCH, lang);
        let heard = Rc::new(RefCell::new(0));
        let ear = Rc::clone(&heard);
        face.on_tap(move |_| *ear.borrow_mut() += 1);
        for (name, screen) in samples(lang) {
            if !name.starts_with("staff-") {
                continue;
            }
            face.show(&screen);
            let buttons = ElementQuery::from_root(face.component())
                .match_descendants()
                .match_accessible_role(AccessibleRole::Button)
                .find_all();
            assert!(!buttons.is_empty(), "{name}");
            for button in buttons {
                let label = button.accessible_label().unwrap_or_default();
                assert!(
                    !label.trim().is_empty(),
                    "a control of {name} in {lang} has no name"
                );
                heard.replace(0);
                button.invoke_accessible_default_action();
                assert_eq!(heard.take(), 1, "{label:?} on {name} in {lang}");
            }
        }
    }
}
