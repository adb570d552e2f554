//! Every control has a name in both languages, and touching it says what it means.

use crate::face;
use std::cell::RefCell;
use std::rc::Rc;

use crate::face::{SEVEN_INCH, samples};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition};
use stupen_kiosk::ui::{
    BreakTimer, BreakView, Face, LANGUAGES, MineCard, Screen, StaffScreen, StaffTap, Tap, TimeLeft,
    TimerShape, Wish,
};

/// Sample, Russian label, English label, what it means.
const CONTROLS: &[(&str, &str, &str, Tap)] = &[
    ("waiting", "Повтори вслух", "Say it again", Tap::Speak),
    (
        "hello",
        "Дальше: Складываем коробки",
        "Next: Folding boxes",
        Tap::GoOn,
    ),
    ("hello-late", "Дальше", "Next", Tap::GoOn),
    ("choice", "Работать, Стол 3", "Work, Table 3", Tap::Work),
    ("choice-clock", "Работать", "Work", Tap::Work),
    (
        "choice-answered",
        "Работать, Упаковочный стол",
        "Work, Packing table",
        Tap::Work,
    ),
    ("choice", "Перерыв", "Break", Tap::Break),
    ("choice", "Домой", "Home", Tap::Home),
    ("choice-clock", "На работу", "I have come", Tap::Arrive),
    ("choice-clock", "Обед", "Lunch", Tap::Break),
    ("break", "К работе", "Back to work", Tap::Work),
    ("hello", "Помощь", "Help", Tap::Help),
    ("hello-late", "Помощь идёт", "Help is coming", Tap::Help),
    ("choice", "Помощь", "Help", Tap::Help),
    ("choice-clock", "Помощь идёт", "Help is coming", Tap::Help),
    ("break", "Помощь", "Help", Tap::Help),
    ("break-over", "Помощь идёт", "Help is coming", Tap::Help),
    ("mine", "Помощь", "Help", Tap::Help),
    ("mine-new", "Помощь идёт", "Help is coming", Tap::Help),
    ("step", "Дальше", "Next", Tap::Next),
    ("step", "Назад", "Back", Tap::Back),
    ("step", "Помощь", "Help", Tap::Help),
    ("step", "Повтори вслух", "Say it again", Tap::Repeat),
    ("time-home", "Домой", "Home", Tap::Home),
    ("time-home", "Позже", "Later", Tap::GoOn),
    ("step-first", "Помощь идёт", "Help is coming", Tap::Help),
    ("step-last", "Готово", "Done", Tap::Done),
    ("step-last", "Брак", "This piece is broken", Tap::Defect),
    (
        "checklist",
        "Возьми картонку 1",
        "Take a flat box 1",
        Tap::Tick(0),
    ),
    ("checklist", "Готово", "Done", Tap::Done),
    ("checklist-long", "Дальше", "Next", Tap::Page(1)),
    ("checklist-later", "Назад", "Back", Tap::Page(0)),
    ("checklist-done", "Готово", "Done", Tap::Done),
    ("checklist", "Брак", "This piece is broken", Tap::Defect),
    ("put-aside", "Ещё одна", "One more", Tap::GoOn),
    ("put-aside", "Вернуть", "Take it back", Tap::Back),
    ("free", "Готово", "Done", Tap::Done),
    ("free", "Брак", "This piece is broken", Tap::Defect),
    ("free", "Повтори вслух", "Say it again", Tap::Repeat),
    ("question", "Да", "Yes", Tap::Answer(0)),
    ("question", "Нет", "No", Tap::Answer(1)),
    ("question-ways", "маленькая", "small", Tap::Answer(0)),
    ("question-ways", "большая", "large", Tap::Answer(1)),
    ("question-ways", "открытая", "open", Tap::Answer(2)),
    ("question-ways", "Брак", "This piece is broken", Tap::Defect),
    ("question-four", "малая", "small", Tap::Answer(0)),
    ("question-four", "большая", "large", Tap::Answer(1)),
    ("question-four", "открытая", "open", Tap::Answer(2)),
    ("question-four", "Брак", "This piece is broken", Tap::Defect),
    ("question-four", "другая", "another", Tap::Answer(3)),
    ("waiting", "Бейдж дома", "I forgot my badge", Tap::Forgot),
    ("waiting-unread", "Найди себя", "Find yourself", Tap::Forgot),
    ("scanner-away", "Найди себя", "Find yourself", Tap::Forgot),
    ("scanner-away", "Позвать", "Call for help", Tap::Help),
    ("pick-myself", "Позвать", "Call for help", Tap::Help),
    ("pick-myself", "Назад", "Back", Tap::Leave),
    ("pick-later", "Назад", "Back", Tap::Leave),
    (
        "pick-later",
        "Предыдущие картинки",
        "Previous pictures",
        Tap::Page(0),
    ),
    ("pick-myself", "Денис", "Denis", Tap::Pick(0)),
    ("ask-myself", "Да", "Yes", Tap::Yes),
    ("ask-myself", "Нет", "No", Tap::No),
    ("badge-forgotten", "Понятно", "All right", Tap::GoOn),
    ("tools", "Готово, начинаю", "I am ready", Tap::GoOn),
    ("hello", "Это не я", "That is not me", Tap::NotMe),
    ("choice", "Это не я", "That is not me", Tap::NotMe),
    ("choice", "Обо мне", "About me", Tap::Mine),
    ("mine", "Денис", "Denis", Tap::ChoosePicture),
    (
        "mine-new",
        "Александра Щ.",
        "Maximilian W.",
        Tap::ChoosePicture,
    ),
    ("mine", "Мой день", "My day", Tap::MineCard(MineCard::Day)),
    (
        "mine",
        "Моя работа",
        "My work",
        Tap::MineCard(MineCard::Count),
    ),
    ("mine", "Похвала", "Praise", Tap::MineCard(MineCard::Praise)),
    (
        "mine",
        "Нарушения",
        "Breaches",
        Tap::MineCard(MineCard::Breaches),
    ),
    (
        "mine",
        "Как получается",
        "How it goes",
        Tap::MineCard(MineCard::Assessment),
    ),
    ("mine", "Моя цель", "My goal", Tap::MineCard(MineCard::Goal)),
    (
        "mine",
        "Стажировка",
        "Internship",
        Tap::MineCard(MineCard::Internship),
    ),
    (
        "mine",
        "Хочу поговорить",
        "I want to talk",
        Tap::Wish(Wish::Talk),
    ),
    (
        "mine",
        "Хочу участвовать",
        "I want to join in",
        Tap::Wish(Wish::Join),
    ),
    (
        "mine",
        "Хочу уйти совсем",
        "I want to leave",
        Tap::Wish(Wish::Leave),
    ),
    ("mine", "Назад", "Back", Tap::Leave),
    ("mine", "Повтори вслух", "Say it again", Tap::Speak),
    (
        "mine-breaches",
        "Опоздание без звонка, 3 ноября",
        "Late without a call, 3 November",
        Tap::Hear(0),
    ),
    (
        "mine-breaches",
        "Работа без перчаток, 12 ноября",
        "Work without gloves, 12 November",
        Tap::Hear(1),
    ),
    (
        "mine-praise",
        "Аккуратная работа, 20 ноября",
        "Careful work, 20 November",
        Tap::Hear(0),
    ),
    (
        "mine-assessment",
        "Порядок и стандарты",
        "Order and standards",
        Tap::Hear(0),
    ),
    (
        "mine-goal",
        "Научиться упаковывать по десять, до 20 декабря",
        "Learn to pack by ten, until 20 December",
        Tap::Hear(0),
    ),
    ("ask-leave", "Да", "Yes", Tap::Yes),
    ("ask-leave", "Нет", "No", Tap::No),
    ("pick", "Картинка 1", "Picture 1", Tap::Pick(0)),
    ("pick", "Назад", "Back", Tap::Leave),
    ("pick", "Ещё картинки", "More pictures", Tap::Page(1)),
    (
        "pick-activity",
        "Пишем резюме",
        "Writing a CV",
        Tap::Pick(0),
    ),
    (
        "pick-activity",
        "Экскурсия на предприятие",
        "Visit to a company",
        Tap::Pick(2),
    ),
    ("finished", "Ещё одна", "One more", Tap::GoOn),
    ("finished", "Перерыв", "Break", Tap::Break),
    ("finished-soon", "Вернуть", "Take it back", Tap::Back),
    ("free-timed", "Вернуть", "Take it back", Tap::Back),
    ("pick-none", "Позвать", "Call for help", Tap::Help),
    ("pick-none", "Назад", "Back", Tap::Leave),
    (
        "staff",
        "Звук киоска: 75 %",
        "Sound of this kiosk: 75 %",
        Tap::Staff(StaffTap::Action(0)),
    ),
    (
        "staff",
        "Тишина: нет",
        "Quiet now: no",
        Tap::Staff(StaffTap::Action(1)),
    ),
    (
        "staff-calm",
        "Звук киоска выключен",
        "Sound of this kiosk: off",
        Tap::Staff(StaffTap::Action(0)),
    ),
    (
        "staff-calm",
        "Тихо до 13:10",
        "Quiet until 13:10",
        Tap::Staff(StaffTap::Action(1)),
    ),
    ("goodbye", "Очень плохо", "Very bad", Tap::Mood(1)),
    ("goodbye", "Плохо", "Bad", Tap::Mood(2)),
    ("goodbye", "Нормально", "So-so", Tap::Mood(3)),
    ("goodbye", "Хорошо", "Good", Tap::Mood(4)),
    ("goodbye", "Отлично", "Very good", Tap::Mood(5)),
    ("goodbye", "Домой", "Home", Tap::Leave),
    ("goodbye-quiet", "Домой", "Home", Tap::Leave),
    ("help", "Работать дальше", "Go on working", Tap::GoOn),
    ("help-seen", "Дальше", "Go on", Tap::GoOn),
    ("unknown-badge", "Позвать", "Call for help", Tap::Help),
    ("unknown-badge", "Понятно", "All right", Tap::GoOn),
    ("staff-door", "0", "0", Tap::Staff(StaffTap::PinDigit(0))),
    ("staff-door", "1", "1", Tap::Staff(StaffTap::PinDigit(1))),
    ("staff-door", "9", "9", Tap::Staff(StaffTap::PinDigit(9))),
    (
        "staff-door",
        "Стереть",
        "Erase",
        Tap::Staff(StaffTap::PinErase),
    ),
    ("work-ended", "Понятно", "All right", Tap::GoOn),
    ("staff-door", "Назад", "Back", Tap::Leave),
    (
        "staff",
        "Иду: Денис",
        "I am coming to Denis",
        Tap::Staff(StaffTap::AcknowledgeHelp(0)),
    ),
    (
        "staff",
        "Иду: Александра Щ.",
        "I am coming to Maximilian W.",
        Tap::Staff(StaffTap::AcknowledgeHelp(1)),
    ),
    (
        "staff",
        "Закрыть программу",
        "Close the program",
        Tap::CloseProgram,
    ),
    ("staff", "Перезапустить", "Restart", Tap::RestartProgram),
    ("staff", "Назад", "Back", Tap::Staff(StaffTap::Back)),
    (
        "stuck",
        "Попробовать ещё раз",
        "Try again",
        Tap::RestartProgram,
    ),
];

fn listened(face: &Face) -> Rc<RefCell<Vec<Tap>>> {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ear = Rc::clone(&heard);
    face.on_tap(move |tap| ear.borrow_mut().push(tap));
    heard
}

fn control(face: &Face, label: &str) -> ElementHandle {
    ElementHandle::find_by_accessible_label(face.component(), label)
        .find(|element| {
            let role = element.accessible_role();
            role == Some(AccessibleRole::Button) || role == Some(AccessibleRole::Checkbox)
        })
        .unwrap_or_else(|| panic!("no control is called {label:?}"))
}

fn buttons(face: &Face) -> Vec<ElementHandle> {
    ElementQuery::from_root(face.component())
        .match_descendants()
        .match_accessible_role(AccessibleRole::Button)
        .find_all()
}

fn label_of(button: &ElementHandle) -> String {
    let label = button.accessible_label();
    label.map(Into::into).unwrap_or_default()
}

fn finger(face: &Face, position: LogicalPosition) {
    let button = PointerEventButton::Left;
    for event in [
        WindowEvent::PointerPressed { position, button },
        WindowEvent::PointerReleased { position, button },
    ] {
        face.component().window().dispatch_event(event);
    }
}

#[test]
fn every_control_says_what_it_means() {
    for lang in LANGUAGES {
        let face = face::face(SEVEN_INCH, lang);
        let heard = listened(&face);
        let samples = samples(lang);
        for (name, ru, en, tap) in CONTROLS {
            let (_, screen) = samples
                .iter()
                .find(|(known, _)| known == name)
                .expect("a sample of this name");
            face.show(screen);
            let label = if lang == "ru" { ru } else { en };
            let control = control(&face, label);
            // A finger in the middle of it.
            control.mock_single_click(PointerEventButton::Left);
            assert_eq!(heard.take(), [*tap], "touching {label:?} on {name}");
            // A screen reader, or a switch that steps through the controls.
            control.invoke_accessible_default_action();
            assert_eq!(heard.take(), [*tap], "choosing {label:?} on {name}");
        }
    }
}

#[test]
fn no_control_is_missing_above_or_nameless() {
    for lang in LANGUAGES {
        let face = face::face(SEVEN_INCH, lang);
        for (name, screen) in samples(lang) {
            // What stands on staff's pages is data: `staff.rs` touches all of it.
            if matches!(&screen, Screen::Staff(screen) if !matches!(screen, StaffScreen::Device(_)))
            {
                continue;
            }
            face.show(&screen);
            // Names of what is offered come from data.
            let offered = match &screen {
                Screen::Pick(view) => view.things.iter().map(|thing| thing.name.clone()).collect(),
                Screen::MineCard(view) => view
                    .things
                    .iter()
                    .map(|thing| thing.said().trim_end_matches('.').to_owned())
                    .collect(),
                _ => Vec::new(),
            };
            let labels: Vec<String> = buttons(&face).iter().map(label_of).collect();
            for label in labels {
                assert!(
                    !label.trim().is_empty(),
                    "a control of {name} in {lang} has no name"
                );
                // Rows are told apart by their number.
                let known = label.len() == 1
                    || offered.contains(&label)
                    || label.starts_with("Картинка ")
                    || label.starts_with("Picture ")
                    || CONTROLS
                        .iter()
                        .any(|(_, ru, en, _)| label == if lang == "ru" { *ru } else { *en });
                assert!(known, "{label:?} of {name} in {lang} is not in the table");
            }
        }
    }
}

/// Where nobody can be recognised, nobody leads out of the program: neither by a key that is named nor by a finger
/// anywhere on the panel. A new try is all that is offered.
#[test]
fn what_knows_no_staff_has_no_way_out() {
    for lang in LANGUAGES {
        let face = face::face(SEVEN_INCH, lang);
        let heard = listened(&face);
        for (name, screen) in samples(lang) {
            let offered: &[&str] = match &screen {
                Screen::Unenrolled(_) => &[],
                Screen::Stuck(_) if lang == "ru" => &["Попробовать ещё раз"],
                Screen::Stuck(_) => &["Try again"],
                _ => continue,
            };
            face.show(&screen);
            let mut labels: Vec<String> = buttons(&face).iter().map(label_of).collect();
            labels.dedup();
            assert_eq!(labels, offered, "{name} in {lang}");
            for x in (10..800_u16).step_by(20) {
                for y in (10..480_u16).step_by(20) {
                    finger(&face, LogicalPosition::new(x.into(), y.into()));
                }
            }
            let heard = heard.take();
            let tries = heard.iter().all(|tap| *tap == Tap::RestartProgram);
            assert!(tries, "{name} in {lang}: {heard:?}");
            assert_eq!(heard.is_empty(), offered.is_empty(), "{name} in {lang}");
        }
    }
}

#[test]
fn a_scanner_that_types_is_heard_on_every_screen() {
    let face = face::face(SEVEN_INCH, "ru");
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ear = Rc::clone(&heard);
    face.on_key(move |text, shift| ear.borrow_mut().push((text.to_owned(), shift)));
    for (name, screen) in samples("ru") {
        face.show(&screen);
        // Whatever was touched last must not keep the keys for itself.
        if let Some(button) = buttons(&face).first() {
            button.mock_single_click(PointerEventButton::Left);
        }
        for text in ["S", "7", "ы", "\n"] {
            face.component()
                .window()
                .dispatch_event(WindowEvent::KeyPressed { text: text.into() });
            face.component()
                .window()
                .dispatch_event(WindowEvent::KeyReleased { text: text.into() });
        }
        let expected = ["S", "7", "ы", "\n"].map(|text| (text.to_owned(), false));
        assert_eq!(heard.take(), expected, "on {name}");
    }
    let shift: slint::SharedString = slint::platform::Key::Shift.into();
    let window = face.component().window();
    window.dispatch_event(WindowEvent::KeyPressed {
        text: shift.clone(),
    });
    window.dispatch_event(WindowEvent::KeyPressed { text: "A".into() });
    window.dispatch_event(WindowEvent::KeyReleased { text: "A".into() });
    window.dispatch_event(WindowEvent::KeyReleased { text: shift });
    assert_eq!(
        heard.take(),
        [("A".to_owned(), true)],
        "Shift is told with the letter, not alone"
    );
}

#[test]
fn every_screen_can_be_said_aloud() {
    for lang in LANGUAGES {
        let face = face::face(SEVEN_INCH, lang);
        assert_eq!(face.spoken(), "");
        for (name, screen) in samples(lang) {
            face.show(&screen);
            let spoken = face.spoken();
            let cyrillic = spoken.chars().any(|c| ('а'..='я').contains(&c));
            assert!(
                spoken.ends_with(['.', '!', '?', '…']),
                "{name} in {lang}: {spoken:?}"
            );
            assert_eq!(cyrillic, lang == "ru", "{name} in {lang}: {spoken:?}");
        }
    }
}

/// What a break says, in every style of its timer: how long still, or until when where nothing counts down.
#[test]
fn a_break_says_how_long_or_until_when() {
    let timer = |minutes_left, shape: Option<TimerShape>| {
        Some(BreakTimer {
            until: "10:45".into(),
            minutes_left,
            time: shape.map(|shape| TimeLeft { left: 0.5, shape }),
        })
    };
    for (timer, ru, en) in [
        (timer(7, Some(TimerShape::Disc)), "7 мин", "7 minutes left"),
        (
            timer(1, Some(TimerShape::Bar)),
            "ещё 1 мин",
            "1 minute left",
        ),
        (timer(7, None), "до 10:45", "until 10:45"),
        (None, "", ""),
    ] {
        for (lang, told, other) in [("ru", ru, "мин"), ("en", en, "minute")] {
            let face = face::face(SEVEN_INCH, lang);
            face.show(&Screen::Break(BreakView {
                person: face::person(lang),
                lunch: false,
                timer: timer.clone(),
                help_called: false,
            }));
            let spoken = face.spoken();
            assert!(spoken.contains(told), "{timer:?} {lang}: {spoken}");
            if !told.contains(other) {
                assert!(!spoken.contains(other), "nothing counts down: {spoken}");
            }
        }
    }
}

#[test]
fn a_listener_may_change_the_screen() {
    let face = Rc::new(face::face(SEVEN_INCH, "ru"));
    let mut samples = samples("ru")
        .into_iter()
        .filter(|(name, _)| ["hello", "step"].contains(name));
    let (_, hello) = samples.next().expect("hello");
    let (_, step) = samples.next().expect("step");
    face.show(&hello);
    let again = Rc::downgrade(&face);
    face.on_tap(move |_| again.upgrade().expect("a face").show(&step));
    control(&face, "Дальше: Складываем коробки").mock_single_click(PointerEventButton::Left);
    control(&face, "Назад");
}

#[test]
fn the_language_changes_at_once_and_an_unknown_one_changes_nothing() {
    let face = face::face(SEVEN_INCH, "ru");
    let (_, waiting) = samples("ru").into_iter().next().expect("waiting");
    face.show(&waiting);
    let russian = "Покажи бейдж. Нет бейджа? Нажми на картинку вверху.";
    let english = "Show your badge. No badge? Touch the picture above.";
    assert_eq!(face.spoken(), russian);
    face.set_language("en").expect("a language");
    assert_eq!(face.spoken(), english);
    assert!(face.set_language("xx").is_err());
    assert_eq!(face.spoken(), english);
    face.set_language("ru").expect("a language");
    assert_eq!(face.spoken(), russian);
}

#[test]
fn goodbye_says_when_to_come_again() {
    let face = face::face(SEVEN_INCH, "ru");
    for (again, asks_mood, expected) in [
        (
            Some("завтра, 9:00"),
            true,
            "До свидания, Денис! До встречи: завтра, 9:00. Как прошёл день?",
        ),
        (
            Some("завтра, 9:00"),
            false,
            "До свидания, Денис! До встречи: завтра, 9:00.",
        ),
        (None, false, "До свидания, Денис!"),
    ] {
        face.show(&stupen_kiosk::ui::Screen::Goodbye(
            stupen_kiosk::ui::GoodbyeView {
                person: face::person("ru"),
                again: again.map(Into::into),
                asks_mood,
                ..Default::default()
            },
        ));
        assert_eq!(face.spoken(), expected);
    }
}

#[test]
fn russian_counts_as_russian_does() {
    let face = face::face(SEVEN_INCH, "ru");
    for (count, expected) in [
        (1, "Готово! 1 штука."),
        (2, "Готово! 2 штуки."),
        (5, "Готово! 5 штук."),
        (11, "Готово! 11 штук."),
        (21, "Готово! 21 штука."),
        (112, "Готово! 112 штук."),
    ] {
        face.show(&stupen_kiosk::ui::Screen::Finished(
            stupen_kiosk::ui::FinishedView {
                count,
                ..Default::default()
            },
        ));
        assert_eq!(face.spoken(), expected);
    }
}
