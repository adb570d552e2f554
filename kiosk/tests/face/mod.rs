//! What the tests of the face share: a window without a screen, and one sample of every view.
//! All people are invented.

pub(crate) mod staff;

use std::sync::Arc;

use i_slint_backend_testing::{TestingBackend, TestingBackendOptions};
use stupen_kiosk::ui::*;

/// A panel that the kiosk is made for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panel {
    pub(crate) name: &'static str,
    pub(crate) size: (u32, u32),
    pub(crate) px_per_mm: f32,
}

/// The official 7" display.
pub(crate) const SEVEN_INCH: Panel = Panel {
    name: "800x480",
    size: (800, 480),
    px_per_mm: 5.25,
};
/// A 10.1" panel.
pub(crate) const TEN_INCH: Panel = Panel {
    name: "1280x800",
    size: (1280, 800),
    px_per_mm: 5.88,
};
/// A 15.6" monitor.
pub(crate) const MONITOR: Panel = Panel {
    name: "1920x1080",
    size: (1920, 1080),
    px_per_mm: 5.56,
};

/// A face drawn by the software renderer into memory, with a clock that stands still.
pub(crate) fn face(panel: Panel, lang: &str) -> Face {
    let backend = TestingBackend::new(TestingBackendOptions {
        mock_time: true,
        threading: false,
        renderer_name: Some("software".into()),
    });
    // Each test has a thread, and each thread its own platform; a second face shares it.
    let _ = slint::platform::set_platform(Box::new(backend));
    let options = FaceOptions {
        size: panel.size,
        px_per_mm: Some(panel.px_per_mm),
        lang: lang.to_owned(),
        fullscreen: false,
    };
    let face = Face::new(&options).expect("a face without a screen");
    face.open().expect("a window in memory");
    face
}

fn svg(bytes: &'static [u8]) -> Picture {
    Picture::Svg(Arc::from(bytes))
}

pub(crate) fn person(lang: &str) -> Person {
    Person {
        name: if lang == "ru" { "Денис" } else { "Denis" }.to_owned(),
        picture: svg(include_bytes!("../pictures/portrait.svg")),
    }
}

/// Four pages of people who are expected, on the smallest panel.
fn faces(lang: &str, page: usize) -> PickView {
    PickView {
        person: None,
        things: [person(lang), long_name(lang), lead(lang)]
            .into_iter()
            .cycle()
            .take(14)
            .map(|who| Thing {
                picture: who.picture,
                name: who.name,
            })
            .collect(),
        what: Picking::Myself,
        page,
        speaks: true,
    }
}

/// The longest name that is called across a workshop.
fn long_name(lang: &str) -> Person {
    Person {
        name: if lang == "ru" {
            "Александра Щ."
        } else {
            "Maximilian W."
        }
        .to_owned(),
        picture: Picture::None,
    }
}

fn lead(lang: &str) -> Person {
    Person {
        name: if lang == "ru" {
            "Марина Олеговна"
        } else {
            "Marina Olegovna"
        }
        .to_owned(),
        picture: svg(include_bytes!("../pictures/portrait.svg")),
    }
}

fn word(lang: &str, ru: &str, en: &str) -> String {
    if lang == "ru" { ru } else { en }.to_owned()
}

/// A day of seven or nine cards as it stands at a time of the day.
pub(crate) fn day(lang: &str, count: usize, at: &str) -> Vec<DayCard> {
    let minutes = |time: &str| {
        let (hours, minutes) = time.split_once(':').expect("a time");
        let part = |text: &str| text.parse::<u32>().expect("a number");
        part(hours) * 60 + part(minutes)
    };
    let at = minutes(at);
    let all = [
        ("arrived", "8:45", "приход", "arrive"),
        ("work", "9:00", "работа", "work"),
        ("break", "10:30", "перерыв", "break"),
        ("work", "10:45", "работа", "work"),
        ("lunch", "12:30", "обед", "lunch"),
        ("work", "13:15", "работа", "work"),
        ("home", "15:00", "домой", "home"),
    ];
    let longer = [
        ("arrived", "8:45", "приход", "arrive"),
        ("work", "9:00", "работа", "work"),
        ("break", "10:30", "перерыв", "break"),
        ("work", "10:45", "работа", "work"),
        ("lunch", "12:30", "обед", "lunch"),
        ("work", "13:15", "работа", "work"),
        ("break", "14:30", "перерыв", "break"),
        ("work", "14:45", "работа", "work"),
        ("home", "16:00", "домой", "home"),
    ];
    let cards: &[_] = if count > all.len() { &longer } else { &all };
    cards
        .iter()
        .enumerate()
        .map(|(i, (picture, time, ru, en))| DayCard {
            picture: Picture::pictogram(picture),
            time: (*time).to_owned(),
            state: if minutes(time) > at {
                CardState::Next
            } else if cards
                .get(i + 1)
                .is_some_and(|(_, end, ..)| minutes(end) <= at)
            {
                CardState::Past
            } else {
                CardState::Now
            },
            label: word(lang, ru, en),
        })
        .collect()
}

pub(crate) fn step(lang: &str) -> StepView {
    StepView {
        person: person(lang),
        index: 2,
        steps: 6,
        pictures: vec![svg(include_bytes!("../pictures/step.svg"))],
        verb: word(lang, "Загни", "Fold"),
        words: word(lang, "верхний край от себя", "the upper edge away from you"),
        speaks: true,
        back_allowed: true,
        defect_allowed: true,
        count: 14,
        ..StepView::default()
    }
}

fn signs(count: usize) -> Vec<Picture> {
    let signs = ["gloves", "hair", "sharp", "hot"].into_iter().take(count);
    signs.map(Picture::pictogram).collect()
}

fn thing(lang: &str, id: &str, ru: &str, en: &str) -> Thing {
    Thing {
        picture: Picture::pictogram(id),
        name: word(lang, ru, en),
    }
}

fn checklist(lang: &str, count: usize, done: usize) -> ChecklistView {
    let steps = [
        ("take", "Возьми картонку", "Take a flat box"),
        ("fold-box", "Раскрой картонку", "Open the box"),
        ("close-box", "Загни края", "Fold in the edges"),
        ("tape", "Заклей края", "Tape the edges"),
        ("turn", "Переверни коробку", "Turn the box over"),
        ("place", "Поставь направо", "Put it on the right"),
        ("fill", "Насыпь стружку", "Fill with shreds"),
    ];
    ChecklistView {
        person: person(lang),
        title: word(lang, "Складываем коробки", "Folding boxes"),
        ticks: steps
            .iter()
            .cycle()
            .take(count)
            .enumerate()
            .map(|(at, (id, ru, en))| Tick {
                picture: Picture::pictogram(id),
                label: format!("{} {}", word(lang, ru, en), at + 1),
                done: at < done,
            })
            .collect(),
        speaks: true,
        defect_allowed: true,
        count: 14,
        ..ChecklistView::default()
    }
}

fn mine_thing(id: &str, title: String, note: String) -> MineThing {
    MineThing {
        picture: Picture::pictogram(id),
        title,
        note,
        ..MineThing::default()
    }
}

fn praised(lang: &str) -> MineThing {
    mine_thing(
        "careful-work",
        word(lang, "Аккуратная работа", "Careful work"),
        word(lang, "20 ноября", "20 November"),
    )
}

fn mine(lang: &str) -> MineView {
    let day = day(lang, 7, "10:31");
    MineView {
        person: person(lang),
        now: day.get(2).cloned(),
        next: day.get(3).cloned(),
        count: 14,
        praise: Some(praised(lang)),
        breaches: vec![Picture::pictogram("late")],
        marks: ["clock", "people", "check", "listen", "wait"]
            .iter()
            .zip(1u8..)
            .map(|(id, level)| Mark {
                picture: Picture::pictogram(id),
                name: word(lang, "Порядок", "Order"),
                level: level.min(4),
                levels: 4,
                sign: Picture::pictogram("level-alone"),
                said: String::new(),
            })
            .collect(),
        goal: Some(Picture::pictogram("pack-ten")),
        internship: Some(Picture::pictogram("shop")),
        open: vec![Wish::Talk],
        help_called: false,
        speaks: true,
    }
}

/// Screens that follow a participant's settings; the others have one look for all.
pub(crate) fn is_somebodys(screen: &Screen) -> bool {
    match screen {
        Screen::Waiting(_) | Screen::StaffDoor(_) | Screen::Unenrolled(_) | Screen::Stuck(_) => {
            false
        }
        Screen::Staff(screen) => screen.for_participant(),
        _ => true,
    }
}

/// How screens may be wanted, by a name for files and messages.
pub(crate) fn looks() -> [(&'static str, Look); 5] {
    [
        ("", Look::default()),
        (
            "large",
            Look {
                text_percent: 150,
                high_contrast: true,
                ..Look::default()
            },
        ),
        (
            "left",
            Look {
                text_percent: 125,
                left_handed: true,
                still: true,
                ..Look::default()
            },
        ),
        (
            "large-left",
            Look {
                text_percent: 150,
                high_contrast: true,
                left_handed: true,
                ..Look::default()
            },
        ),
        (
            "large-soft",
            Look {
                text_percent: 150,
                ..Look::default()
            },
        ),
    ]
}

/// Every view at least once, by a name for files and messages.
pub(crate) fn samples(lang: &str) -> Vec<(&'static str, Screen)> {
    let message = |kind, person, help_offered| {
        Screen::Message(MessageView {
            kind,
            person,
            help_offered,
            help_called: false,
            aside: 0,
            to: None,
        })
    };
    let me = || Some(person(lang));
    let mut all = vec![
        (
            "waiting",
            Screen::Waiting(WaitingView {
                clock: "8:52".into(),
                weekday: 1,
                cards: day(lang, 7, "8:52"),
                ..WaitingView::default()
            }),
        ),
        (
            "waiting-offline",
            Screen::Waiting(WaitingView {
                clock: "12:48".into(),
                weekday: 7,
                cards: day(lang, 9, "12:48"),
                offline: true,
                clock_is_set: true,
                ..WaitingView::default()
            }),
        ),
        (
            "waiting-unread",
            Screen::Waiting(WaitingView {
                clock: "8:52".into(),
                weekday: 4,
                cards: day(lang, 7, "8:52"),
                unread: true,
                ..WaitingView::default()
            }),
        ),
        (
            "hello",
            Screen::Hello(HelloView {
                person: person(lang),
                time: "8:52".into(),
                late: false,
                next: Some(NextThing {
                    picture: Picture::pictogram("fold-box"),
                    title: word(lang, "Складываем коробки", "Folding boxes"),
                    place: Some(thing(lang, "table", "Стол 3", "Table 3")),
                }),
                help_called: false,
                cards: day(lang, 7, "8:52"),
            }),
        ),
        (
            "hello-late",
            Screen::Hello(HelloView {
                person: long_name(lang),
                time: "9:17".into(),
                late: true,
                next: None,
                help_called: true,
                cards: day(lang, 9, "9:17"),
            }),
        ),
        (
            "choice",
            Screen::Choice(ChoiceView {
                person: person(lang),
                offers: vec![Offer::Work, Offer::Break, Offer::Home, Offer::Mine],
                doubt: true,
                help_called: false,
                clock_unsure: false,
                answered: false,
                place: Some(thing(lang, "table", "Стол 3", "Table 3")),
                cards: day(lang, 7, "10:31"),
            }),
        ),
        (
            "choice-answered",
            Screen::Choice(ChoiceView {
                person: person(lang),
                offers: vec![Offer::Work, Offer::Break, Offer::Home, Offer::Mine],
                doubt: true,
                help_called: false,
                clock_unsure: false,
                answered: true,
                place: Some(thing(lang, "table", "Упаковочный стол", "Packing table")),
                cards: day(lang, 7, "10:31"),
            }),
        ),
        (
            "choice-clock",
            Screen::Choice(ChoiceView {
                person: long_name(lang),
                offers: vec![Offer::Arrive, Offer::Work, Offer::Lunch, Offer::Home],
                doubt: true,
                help_called: true,
                clock_unsure: true,
                answered: false,
                place: None,
                cards: day(lang, 9, "12:48"),
            }),
        ),
        (
            "break",
            Screen::Break(BreakView {
                help_called: false,
                person: person(lang),
                lunch: false,
                timer: Some(BreakTimer {
                    until: "10:45".into(),
                    minutes_left: 7,
                    time: Some(TimeLeft {
                        left: 7.0 / 15.0,
                        shape: TimerShape::Disc,
                    }),
                }),
            }),
        ),
        (
            "break-over",
            Screen::Break(BreakView {
                help_called: true,
                person: long_name(lang),
                lunch: true,
                timer: Some(BreakTimer {
                    until: "13:15".into(),
                    minutes_left: 0,
                    time: Some(TimeLeft {
                        left: 0.0,
                        shape: TimerShape::Bar,
                    }),
                }),
            }),
        ),
        (
            "break-untimed",
            Screen::Break(BreakView {
                help_called: false,
                person: person(lang),
                lunch: true,
                timer: None,
            }),
        ),
        // Whoever wants no timer sees until when, and nothing that gets less.
        (
            "break-quiet",
            Screen::Break(BreakView {
                help_called: false,
                person: person(lang),
                lunch: false,
                timer: Some(BreakTimer {
                    until: "10:45".into(),
                    minutes_left: 7,
                    time: None,
                }),
            }),
        ),
        ("step", Screen::Step(step(lang))),
        (
            "step-first",
            Screen::Step(StepView {
                person: long_name(lang),
                index: 0,
                steps: 12,
                verb: word(lang, "Переворачивай", "Turn over"),
                words: word(
                    lang,
                    "каждую коробку надписью вверх и складывай рядом с весами",
                    "each box with the letters upwards beside the scales",
                ),
                pictures: vec![Picture::None],
                broken: true,
                back_allowed: false,
                safety: vec![Picture::pictogram("gloves"), Picture::pictogram("hair")],
                timer: Some(TimeLeft {
                    left: 0.6,
                    shape: TimerShape::Disc,
                }),
                count: 128,
                help_called: true,
                ..step(lang)
            }),
        ),
        (
            "step-last",
            Screen::Step(StepView {
                index: 5,
                last: true,
                quantity: 7,
                ..step(lang)
            }),
        ),
        (
            "step-group",
            Screen::Step(StepView {
                index: 0,
                steps: 2,
                pictures: ["take", "fold-box", "turn"]
                    .map(Picture::pictogram)
                    .to_vec(),
                back_allowed: false,
                words: word(
                    lang,
                    "коробку и поставь её дном вниз",
                    "the box and put it bottom down",
                ),
                soon: Some(Soon {
                    what: SoonKind::Break,
                    minutes: 5,
                }),
                timer: Some(TimeLeft {
                    left: 0.7,
                    shape: TimerShape::Bar,
                }),
                defect_allowed: false,
                ..step(lang)
            }),
        ),
        (
            "step-signs",
            Screen::Step(StepView {
                index: 0,
                steps: 2,
                pictures: ["take", "fold-box", "turn"]
                    .map(Picture::pictogram)
                    .to_vec(),
                back_allowed: false,
                words: word(
                    lang,
                    "коробку и поставь её дном вниз",
                    "the box and put it bottom down",
                ),
                soon: Some(Soon {
                    what: SoonKind::Break,
                    minutes: 5,
                }),
                timer: Some(TimeLeft {
                    left: 0.7,
                    shape: TimerShape::Bar,
                }),
                safety: signs(4),
                ..step(lang)
            }),
        ),
        // Sixty steps are no row of dots any more.
        (
            "step-many",
            Screen::Step(StepView {
                person: long_name(lang),
                index: 22,
                steps: 60,
                soon: Some(Soon {
                    what: SoonKind::Break,
                    minutes: 5,
                }),
                count: 128,
                ..step(lang)
            }),
        ),
        (
            "step-clip",
            Screen::Step(StepView {
                pictures: ["box", "turn", "box-open", "fill"]
                    .map(Picture::pictogram)
                    .to_vec(),
                clip_ms: Some(vec![800; 4]),
                soon: Some(Soon {
                    what: SoonKind::Lunch,
                    minutes: 0,
                }),
                ..step(lang)
            }),
        ),
        ("checklist", Screen::Checklist(checklist(lang, 6, 2))),
        ("checklist-done", Screen::Checklist(checklist(lang, 6, 6))),
        ("checklist-few", Screen::Checklist(checklist(lang, 3, 1))),
        ("checklist-few-done", Screen::Checklist(checklist(lang, 3, 3))),
        (
            "checklist-few-timed",
            Screen::Checklist(ChecklistView {
                timer: Some(TimeLeft {
                    left: 0.4,
                    shape: TimerShape::Bar,
                }),
                ..checklist(lang, 2, 0)
            }),
        ),
        (
            "checklist-long",
            Screen::Checklist(ChecklistView {
                person: long_name(lang),
                help_called: true,
                soon: Some(Soon {
                    what: SoonKind::Home,
                    minutes: 12,
                }),
                timer: Some(TimeLeft {
                    left: 0.4,
                    shape: TimerShape::Bar,
                }),
                safety: signs(4),
                ..checklist(lang, 14, 5)
            }),
        ),
        (
            "checklist-later",
            Screen::Checklist(ChecklistView {
                page: 1,
                ..checklist(lang, 14, 12)
            }),
        ),
        (
            "free",
            Screen::Free(FreeView {
                person: person(lang),
                picture: svg(include_bytes!("../pictures/step.svg")),
                title: word(lang, "Складываем коробки", "Folding boxes"),
                speaks: true,
                defect_allowed: true,
                count: 14,
                ..FreeView::default()
            }),
        ),
        (
            "free-broken",
            Screen::Free(FreeView {
                person: person(lang),
                broken: true,
                title: word(lang, "Складываем коробки", "Folding boxes"),
                speaks: true,
                defect_allowed: true,
                count: 14,
                safety: signs(2),
                ..FreeView::default()
            }),
        ),
        (
            "free-timed",
            Screen::Free(FreeView {
                person: long_name(lang),
                broken: false,
                picture: Picture::pictogram("pack-ten"),
                title: word(lang, "Складываем коробки", "Folding boxes"),
                speaks: true,
                defect_allowed: true,
                back_allowed: true,
                help_called: true,
                count: 128,
                safety: signs(3),
                timer: Some(TimeLeft {
                    left: 0.6,
                    shape: TimerShape::Disc,
                }),
                soon: Some(Soon {
                    what: SoonKind::Home,
                    minutes: 3,
                }),
            }),
        ),
        (
            "question",
            Screen::Question(QuestionView {
                person: person(lang),
                picture: Picture::pictogram("box"),
                words: word(lang, "Коробка целая?", "Is the box whole?"),
                answers: vec![Thing::default(), Thing::default()],
                yes_no: true,
                speaks: true,
                back_allowed: true,
                safety: signs(4),
                ..QuestionView::default()
            }),
        ),
        (
            "question-broken",
            Screen::Question(QuestionView {
                person: person(lang),
                broken: true,
                words: word(lang, "Коробка целая?", "Is the box whole?"),
                answers: vec![Thing::default(), Thing::default()],
                yes_no: true,
                speaks: true,
                safety: signs(1),
                ..QuestionView::default()
            }),
        ),
        (
            "question-ways",
            Screen::Question(QuestionView {
                person: long_name(lang),
                picture: Picture::pictogram("sort"),
                words: word(
                    lang,
                    "Какая коробка стоит перед тобой на столе?",
                    "Which box stands before you on the table?",
                ),
                answers: [
                    ("box", "маленькая", "small"),
                    ("carton", "большая", "large"),
                    ("box-open", "открытая", "open"),
                ]
                .map(|(id, ru, en)| thing(lang, id, ru, en))
                .to_vec(),
                yes_no: false,
                speaks: true,
                back_allowed: true,
                defect_allowed: true,
                help_called: true,
                safety: signs(1),
                ..QuestionView::default()
            }),
        ),
        (
            "question-four",
            Screen::Question(QuestionView {
                person: person(lang),
                picture: Picture::pictogram("sort"),
                words: word(lang, "Какая это коробка?", "Which box is this?"),
                answers: [
                    ("box", "малая", "small"),
                    ("carton", "большая", "large"),
                    ("box-open", "открытая", "open"),
                    ("question", "другая", "another"),
                ]
                .map(|(id, ru, en)| thing(lang, id, ru, en))
                .to_vec(),
                yes_no: false,
                speaks: true,
                back_allowed: true,
                defect_allowed: true,
                safety: signs(1),
                soon: Some(Soon {
                    what: SoonKind::Lunch,
                    minutes: 5,
                }),
                ..QuestionView::default()
            }),
        ),
        (
            "tools",
            Screen::Tools(ToolsView {
                person: person(lang),
                title: word(lang, "Складываем коробки", "Folding boxes"),
                tools: [
                    ("tape", "скотч", "tape"),
                    ("scissors-careful", "ножницы", "scissors"),
                    ("carton", "коробка", "carton"),
                ]
                .map(|(id, ru, en)| thing(lang, id, ru, en))
                .to_vec(),
                speaks: true,
                broken: false,
                help_called: false,
                soon: Some(Soon {
                    what: SoonKind::Home,
                    minutes: 0,
                }),
            }),
        ),
        ("mine", Screen::Mine(mine(lang))),
        (
            "mine-new",
            Screen::Mine(MineView {
                person: long_name(lang),
                help_called: true,
                speaks: false,
                ..MineView::default()
            }),
        ),
        (
            "mine-breaches",
            Screen::MineCard(MineCardView {
                person: person(lang),
                card: MineCard::Breaches,
                things: vec![
                    mine_thing(
                        "late",
                        word(lang, "Опоздание без звонка", "Late without a call"),
                        word(lang, "3 ноября", "3 November"),
                    ),
                    mine_thing(
                        "gloves",
                        word(lang, "Работа без перчаток", "Work without gloves"),
                        word(lang, "12 ноября", "12 November"),
                    ),
                ],
                page: 0,
                speaks: true,
            }),
        ),
        (
            "mine-praise",
            Screen::MineCard(MineCardView {
                person: person(lang),
                card: MineCard::Praise,
                things: vec![
                    praised(lang),
                    mine_thing(
                        "gloves",
                        word(
                            lang,
                            "Бережёт себя: перчатки и фартук",
                            "Working safely: gloves and apron",
                        ),
                        word(lang, "18 ноября", "18 November"),
                    ),
                    mine_thing(
                        "helped-colleague",
                        word(lang, "Помощь товарищу", "Helping a colleague"),
                        word(lang, "12 ноября", "12 November"),
                    ),
                    mine_thing(
                        "ask-help",
                        word(
                            lang,
                            "Просьба о помощи вовремя",
                            "Asking for help in time",
                        ),
                        word(lang, "30 октября", "30 October"),
                    ),
                ],
                page: 0,
                speaks: true,
            }),
        ),
        (
            "mine-assessment",
            Screen::MineCard(MineCardView {
                person: long_name(lang),
                card: MineCard::Assessment,
                things: [
                    ("discipline", "level-alone", 4),
                    ("communication", "level-reminder", 3),
                    ("instructions", "level-alone", 4),
                    ("team-norms", "level-picture", 2),
                    ("process", "level-help", 1),
                    ("time-norm", "level-reminder", 3),
                    ("switch-tasks", "level-help", 1),
                    ("learning-speed", "level-alone", 4),
                ]
                .iter()
                .map(|(id, sign, level)| MineThing {
                    level: (*level, 4),
                    sign: Picture::pictogram(sign),
                    ..mine_thing(
                        id,
                        word(lang, "Порядок и стандарты", "Order and standards"),
                        String::new(),
                    )
                })
                .collect(),
                page: 0,
                speaks: true,
            }),
        ),
        (
            "mine-goal",
            Screen::MineCard(MineCardView {
                person: person(lang),
                card: MineCard::Goal,
                things: vec![mine_thing(
                    "pack-ten",
                    word(
                        lang,
                        "Научиться упаковывать по десять",
                        "Learn to pack by ten",
                    ),
                    word(lang, "до 20 декабря", "until 20 December"),
                )],
                page: 0,
                speaks: true,
            }),
        ),
        (
            "mine-day",
            Screen::MineCard(MineCardView {
                person: long_name(lang),
                card: MineCard::Day,
                things: day(lang, 9, "12:48")
                    .into_iter()
                    .map(|card| MineThing {
                        picture: card.picture,
                        title: card.label,
                        note: card.time,
                        now: card.state == CardState::Now,
                        ..MineThing::default()
                    })
                    .collect(),
                page: 0,
                speaks: true,
            }),
        ),
        (
            "mine-count",
            Screen::MineCard(MineCardView {
                person: person(lang),
                card: MineCard::Count,
                things: vec![
                    mine_thing(
                        "fold-box",
                        word(lang, "Складываем коробки", "Folding boxes"),
                        "14".to_owned(),
                    ),
                    mine_thing(
                        "sort",
                        word(lang, "Раскладываем", "Sorting"),
                        "128".to_owned(),
                    ),
                ],
                page: 0,
                speaks: true,
            }),
        ),
        (
            "mine-internship",
            Screen::MineCard(MineCardView {
                person: person(lang),
                card: MineCard::Internship,
                things: vec![mine_thing(
                    "internship",
                    word(lang, "Стажировка", "Internship"),
                    word(lang, "1 декабря – 31 декабря", "1 December – 31 December"),
                )],
                page: 0,
                speaks: false,
            }),
        ),
        (
            "mine-nothing",
            Screen::MineCard(MineCardView {
                person: person(lang),
                card: MineCard::Breaches,
                things: vec![],
                page: 0,
                speaks: false,
            }),
        ),
        ("mine-nothing-count", nothing(lang, MineCard::Count)),
        ("mine-nothing-praise", nothing(lang, MineCard::Praise)),
        (
            "mine-nothing-assessment",
            nothing(lang, MineCard::Assessment),
        ),
        ("mine-nothing-goal", nothing(lang, MineCard::Goal)),
        (
            "mine-nothing-internship",
            nothing(lang, MineCard::Internship),
        ),
        (
            "ask-leave",
            Screen::Ask(AskView {
                person: Some(person(lang)),
                asking: Asking::Wish(Wish::Leave),
                speaks: true,
            }),
        ),
        (
            "ask-not-me",
            Screen::Ask(AskView {
                person: Some(long_name(lang)),
                asking: Asking::NotMe,
                speaks: true,
            }),
        ),
        (
            "ask-picture",
            Screen::Ask(AskView {
                person: Some(person(lang)),
                asking: Asking::Picture(Picture::pictogram("soap")),
                speaks: false,
            }),
        ),
        (
            "ask-still-here",
            Screen::Ask(AskView {
                person: Some(person(lang)),
                asking: Asking::StillHere,
                speaks: true,
            }),
        ),
        (
            "pick",
            Screen::Pick(PickView {
                person: Some(person(lang)),
                things: [
                    "soap", "bus", "goal", "morning", "trolley", "shop", "phone", "photo", "box",
                    "carton", "table", "shelf", "home", "lunch", "break", "key", "clock", "apron",
                    "hair", "look",
                ]
                .map(|id| Thing {
                    picture: Picture::pictogram(id),
                    name: String::new(),
                })
                .to_vec(),
                what: Picking::Picture,
                page: 0,
                speaks: true,
            }),
        ),
        (
            "pick-activity",
            Screen::Pick(PickView {
                person: Some(person(lang)),
                things: [
                    ("resume", "Пишем резюме", "Writing a CV"),
                    (
                        "interview",
                        "Учимся собеседованию",
                        "Practising the interview",
                    ),
                    (
                        "excursion",
                        "Экскурсия на предприятие",
                        "Visit to a company",
                    ),
                    ("law", "Права на работе", "Rights at work"),
                    ("computer", "Компьютер", "Computer"),
                    ("sport", "Спорт", "Sport"),
                    ("cooking", "Готовим вместе", "Cooking together"),
                    ("art", "Рисуем", "Drawing"),
                    ("support-talk", "Разговор в группе", "Talk in a group"),
                ]
                .map(|(id, ru, en)| thing(lang, id, ru, en))
                .to_vec(),
                what: Picking::Activity,
                page: 0,
                speaks: true,
            }),
        ),
        (
            "pick-none",
            Screen::Pick(PickView {
                person: Some(person(lang)),
                things: Vec::new(),
                what: Picking::Picture,
                page: 0,
                speaks: true,
            }),
        ),
        ("pick-myself", Screen::Pick(faces(lang, 0))),
        ("pick-later", Screen::Pick(faces(lang, 1))),
        (
            "ask-myself",
            Screen::Ask(AskView {
                person: None,
                asking: Asking::Myself(long_name(lang)),
                speaks: true,
            }),
        ),
        (
            "ask-done",
            Screen::Ask(AskView {
                person: Some(long_name(lang)),
                asking: Asking::Done(Picture::pictogram("fold-box")),
                speaks: true,
            }),
        ),
        (
            "badge-forgotten-unreadable",
            Screen::Message(MessageView {
                kind: MessageKind::Unreadable,
                person: me(),
                help_offered: false,
                help_called: false,
                aside: 0,
                to: Some(lead(lang)),
            }),
        ),
        (
            "badge-forgotten",
            Screen::Message(MessageView {
                kind: MessageKind::BadgeForgotten,
                person: me(),
                help_offered: false,
                help_called: false,
                aside: 0,
                to: Some(lead(lang)),
            }),
        ),
        (
            "talk-told",
            Screen::Message(MessageView {
                kind: MessageKind::TalkTold,
                person: me(),
                help_offered: false,
                help_called: false,
                aside: 0,
                to: Some(lead(lang)),
            }),
        ),
        ("join-told", message(MessageKind::JoinTold, me(), false)),
        ("leave-told", message(MessageKind::LeaveTold, me(), false)),
        ("not-me-told", message(MessageKind::NotMeTold, None, false)),
        (
            "picture-told",
            message(MessageKind::PictureTold, me(), false),
        ),
        (
            "finished",
            Screen::Finished(FinishedView {
                person: person(lang),
                picture: Picture::pictogram("fold-box"),
                title: word(lang, "Складываем коробки", "Folding boxes"),
                count: 14,
                break_offered: true,
                help_called: false,
                back_allowed: false,
                soon: None,
            }),
        ),
        (
            "finished-soon",
            Screen::Finished(FinishedView {
                person: long_name(lang),
                picture: Picture::pictogram("fold-box"),
                title: word(lang, "Складываем коробки", "Folding boxes"),
                count: 3,
                break_offered: true,
                help_called: true,
                back_allowed: true,
                soon: Some(Soon {
                    what: SoonKind::Break,
                    minutes: 0,
                }),
            }),
        ),
        (
            "put-aside",
            Screen::Message(MessageView {
                kind: MessageKind::PutAside,
                person: me(),
                help_offered: true,
                aside: 2,
                ..MessageView::default()
            }),
        ),
        (
            "goodbye",
            Screen::Goodbye(GoodbyeView {
                person: person(lang),
                time: "15:02".into(),
                again: Some(word(lang, "завтра, 9:00", "tomorrow, 9:00")),
                asks_mood: true,
                mood: None,
            }),
        ),
        (
            "goodbye-mood",
            Screen::Goodbye(GoodbyeView {
                person: long_name(lang),
                time: "15:02".into(),
                again: None,
                asks_mood: false,
                mood: Some(4),
            }),
        ),
        (
            "goodbye-quiet",
            Screen::Goodbye(GoodbyeView {
                person: person(lang),
                time: "15:02".into(),
                again: Some(word(lang, "понедельник, 9:00", "Monday, 9:00")),
                asks_mood: false,
                mood: None,
            }),
        ),
        (
            "help",
            Screen::HelpComing(HelpView {
                person: me(),
                working: true,
                ..HelpView::default()
            }),
        ),
        (
            "help-seen",
            Screen::HelpComing(HelpView {
                person: None,
                seen: true,
                helper: Some(lead(lang)),
                working: false,
            }),
        ),
        (
            "unknown-badge",
            message(MessageKind::UnknownBadge, None, true),
        ),
        (
            "revoked-badge",
            message(MessageKind::RevokedBadge, None, true),
        ),
        ("unreadable", message(MessageKind::Unreadable, None, false)),
        ("other-code", message(MessageKind::OtherCode, None, false)),
        ("double-scan", message(MessageKind::DoubleScan, me(), false)),
        ("disk-full", message(MessageKind::DiskFull, me(), true)),
        ("time-home", message(MessageKind::TimeHome, me(), false)),
        (
            "device-broken",
            message(MessageKind::DeviceBroken, None, true),
        ),
        (
            "scanner-away",
            message(MessageKind::ScannerAway, None, true),
        ),
        (
            "not-enrolled",
            message(MessageKind::NotEnrolled, me(), true),
        ),
        (
            "work-ended",
            Screen::Message(MessageView {
                kind: MessageKind::WorkEnded,
                person: me(),
                help_offered: false,
                aside: 0,
                to: Some(lead(lang)),
                help_called: false,
            }),
        ),
        ("no-task", message(MessageKind::NoTask, me(), true)),
        ("clock-asks", message(MessageKind::ClockAsks, None, true)),
        ("one-moment", message(MessageKind::OneMoment, None, true)),
        (
            "staff-door",
            Screen::StaffDoor(StaffDoorView {
                person: lead(lang),
                entered: 2,
                digits: 6,
                ..StaffDoorView::default()
            }),
        ),
        (
            "staff-door-locked",
            Screen::StaffDoor(StaffDoorView {
                person: lead(lang),
                entered: 0,
                digits: 6,
                wrong: true,
                locked_minutes: 5,
                ..StaffDoorView::default()
            }),
        ),
        (
            "staff-door-second",
            Screen::StaffDoor(StaffDoorView {
                person: lead(lang),
                entered: 1,
                digits: 6,
                about: staff::proposed_words(lang),
                ..StaffDoorView::default()
            }),
        ),
        (
            "staff",
            Screen::Staff(StaffScreen::Device(DeviceView {
                person: lead(lang),
                unsent: 23,
                online: false,
                last_sync: Some("8:51".into()),
                calls: vec![
                    HelpCall {
                        person: person(lang),
                        since: "8:49".into(),
                        place: word(lang, "Стол 1", "Table 1"),
                    },
                    HelpCall {
                        person: long_name(lang),
                        since: "8:51".into(),
                        place: word(lang, "Упаковочный стол", "Packing table"),
                    },
                ],
                notices: vec![
                    Notice {
                        kind: NoticeKind::SetAside,
                        detail: "views-2026-11-02.db".into(),
                    },
                    Notice {
                        kind: NoticeKind::ScannerMissing,
                        detail: String::new(),
                    },
                ],
                volume_percent: 75,
                quiet_until: None,
            })),
        ),
        (
            "staff-revoked",
            Screen::Staff(StaffScreen::Device(DeviceView {
                person: lead(lang),
                unsent: 3,
                last_sync: Some("8:51".into()),
                notices: [
                    NoticeKind::Revoked,
                    NoticeKind::EntriesRefused,
                    NoticeKind::OfficeDiskFull,
                ]
                .map(|kind| Notice {
                    kind,
                    detail: String::new(),
                })
                .into(),
                ..DeviceView::default()
            })),
        ),
        (
            "staff-calm",
            Screen::Staff(StaffScreen::Device(DeviceView {
                person: lead(lang),
                online: true,
                last_sync: Some("8:51".into()),
                quiet_until: Some("13:10".into()),
                ..DeviceView::default()
            })),
        ),
        ("unenrolled", Screen::Unenrolled(UnenrolledView::default())),
        (
            "unenrolled-refused",
            Screen::Unenrolled(UnenrolledView {
                state: EnrolState::OfficeNotReached,
                typed: "SK1ABCDEFGH".into(),
                detail: "connection refused (192.0.2.7:8443)".into(),
            }),
        ),
        (
            "unenrolled-lost",
            Screen::Unenrolled(UnenrolledView {
                state: EnrolState::Lost,
                typed: String::new(),
                detail: "identity.json: it is empty; identity.copy.json: it breaks off or is no JSON at line 9, column 4; kept as /var/lib/stupen-kiosk/identity.json.damaged-1; kept as /var/lib/stupen-kiosk/identity.copy.json.damaged-1".into(),
            }),
        ),
    ];
    for (name, state) in [
        ("unenrolled-connecting", EnrolState::Connecting),
        ("unenrolled-unknown", EnrolState::CodeUnknown),
        ("unenrolled-used-up", EnrolState::CodeUsedUp),
        ("unenrolled-other-key", EnrolState::KeyDoesNotFit),
    ] {
        let view = UnenrolledView {
            state,
            ..UnenrolledView::default()
        };
        all.push((name, Screen::Unenrolled(view)));
    }
    for (name, cause, detail) in [
        (
            "stuck",
            StuckCause::Newer,
            "the log: /var/lib/stupen-kiosk/log.db: schema 4 is newer than the 2 known here: upgrade this program",
        ),
        (
            "stuck-files",
            StuckCause::Files,
            "the log: /var/lib/stupen-kiosk/log.db: unable to open database file: /var/lib/stupen-kiosk/log.db",
        ),
        (
            "stuck-full",
            StuckCause::Full,
            "the log: /var/lib/stupen-kiosk/log.db: the disk is full: nothing was stored, earlier entries are safe",
        ),
        (
            "stuck-settings",
            StuckCause::Settings,
            "/etc/stupen/kiosk.toml: TOML parse error at line 3, column 1: unknown field `szie`, expected one of `size`, `px_per_mm`, `lang`, `fullscreen`",
        ),
    ] {
        let detail = detail.to_owned();
        all.push((name, Screen::Stuck(StuckView { cause, detail })));
    }
    for (name, asking) in [
        ("ask-talk", Asking::Wish(Wish::Talk)),
        ("ask-join", Asking::Wish(Wish::Join)),
        (
            "ask-join-thing",
            Asking::Join(Thing {
                picture: Picture::pictogram("sport"),
                name: if lang == "en" {
                    "Swimming on Saturdays".into()
                } else {
                    "Плавание по субботам".into()
                },
            }),
        ),
    ] {
        let view = AskView {
            person: Some(long_name(lang)),
            asking,
            speaks: true,
        };
        all.push((name, Screen::Ask(view)));
    }
    all.extend(answers(lang));
    all.extend(staff::samples(lang));
    all
}

/// A card of the own page on which nothing stands yet.
pub(crate) fn nothing(lang: &str, card: MineCard) -> Screen {
    Screen::MineCard(MineCardView {
        person: person(lang),
        card,
        things: vec![],
        page: 0,
        speaks: true,
    })
}

/// What staff answered to each wish.
fn answers(lang: &str) -> Vec<(&'static str, Screen)> {
    let thing = || Thing {
        picture: Picture::pictogram("sport"),
        name: word(lang, "Плавание по субботам", "Swimming on Saturdays"),
    };
    let view = |wish, answer, day: &str| AnswerView {
        person: person(lang),
        wish,
        thing: None,
        answer,
        day: day.to_owned(),
        by: Some(Person {
            name: word(lang, "Ольга", "Olga"),
            picture: Picture::pictogram("staff"),
        }),
        speaks: true,
    };
    let day = word(lang, "24 ноября", "24 November");
    [
        ("answer-talk", view(Wish::Talk, Answered::Agreed, &day)),
        ("answer-talk-soon", view(Wish::Talk, Answered::Agreed, "")),
        ("answer-talk-done", view(Wish::Talk, Answered::Done, "")),
        (
            "answer-join",
            AnswerView {
                person: long_name(lang),
                thing: Some(thing()),
                by: Some(long_name(lang)),
                ..view(Wish::Join, Answered::Agreed, &day)
            },
        ),
        (
            "answer-join-done",
            AnswerView {
                thing: Some(thing()),
                by: None,
                ..view(Wish::Join, Answered::Done, "")
            },
        ),
        (
            "answer-join-not-now",
            AnswerView {
                speaks: false,
                ..view(Wish::Join, Answered::NotNow, "")
            },
        ),
        ("answer-leave", view(Wish::Leave, Answered::Agreed, &day)),
        ("answer-leave-soon", view(Wish::Leave, Answered::Agreed, "")),
        (
            "answer-leave-not-now",
            view(Wish::Leave, Answered::NotNow, ""),
        ),
        (
            "answer-taken-back",
            view(Wish::Leave, Answered::TakenBack, ""),
        ),
    ]
    .map(|(name, view)| (name, Screen::Answer(view)))
    .into()
}
