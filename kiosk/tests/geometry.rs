//! Hands and eyes: nothing to touch overlaps, leaves the window or is too small; no word is cut.
//! Every sample, on every panel, in both languages.

use crate::face;
use std::cell::RefCell;
use std::rc::Rc;

use crate::face::{MONITOR, Panel, SEVEN_INCH, TEN_INCH, looks, samples};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::ComponentHandle;
use slint::platform::PointerEventButton;
use stupen_kiosk::ui::{
    Answered, Asking, EnrolState, LANGUAGES, Look, MessageKind, MineCard, Offer, PairsView, Say,
    Screen, SoonKind, StaffScreen, StaffTap, StuckCause, Tap, Wish, WriteView,
};

/// Participants: 20 mm; staff: 12 mm (docs/screens.md).
const TARGET_MM: f32 = 20.0;
const STAFF_TARGET_MM: f32 = 12.0;
/// The main action: 25 to 30 mm high.
const MAIN_MM: f32 = 25.0;
const MAIN_MM_MOST: f32 = 30.0;
const GAP_MM: f32 = 3.0;
/// Layouts round to whole pixels.
const ROUNDING_PX: f32 = 1.0;

#[derive(Clone, Debug, PartialEq)]
struct Rect {
    label: String,
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Rect {
    fn of(element: &ElementHandle) -> Self {
        let (at, size) = (element.absolute_position(), element.size());
        Self {
            label: element
                .accessible_label()
                .map(Into::into)
                .unwrap_or_default(),
            left: at.x,
            top: at.y,
            right: at.x + size.width,
            bottom: at.y + size.height,
        }
    }

    fn width(&self) -> f32 {
        self.right - self.left
    }

    fn height(&self) -> f32 {
        self.bottom - self.top
    }

    fn holds(&self, inner: &Self) -> bool {
        inner.left >= self.left - ROUNDING_PX
            && inner.top >= self.top - ROUNDING_PX
            && inner.right <= self.right + ROUNDING_PX
            && inner.bottom <= self.bottom + ROUNDING_PX
    }

    /// The clear space between two, negative when they overlap.
    fn space(&self, other: &Self) -> f32 {
        let across = (self.left - other.right).max(other.left - self.right);
        let down = (self.top - other.bottom).max(other.top - self.bottom);
        across.max(down)
    }
}

/// Collects what is wrong on every sample, so that one run tells all.
fn everywhere(check: impl Fn(&stupen_kiosk::ui::Face, Panel, &Screen, &Look) -> Vec<String>) {
    let mut wrong = Vec::new();
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for lang in LANGUAGES {
            let face = face::face(panel, lang);
            for (look_name, look) in looks() {
                face.set_look(&look);
                for (name, screen) in samples(lang) {
                    if look != Look::default() && !face::is_somebodys(&screen) {
                        continue;
                    }
                    face.show(&screen);
                    for what in check(&face, panel, &screen, &look) {
                        wrong.push(format!("{name} {} {lang} {look_name}: {what}", panel.name));
                    }
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn buttons(face: &stupen_kiosk::ui::Face) -> Vec<Rect> {
    let mut found: Vec<Rect> = [AccessibleRole::Button, AccessibleRole::Checkbox]
        .into_iter()
        .flat_map(|role| {
            ElementQuery::from_root(face.component())
                .match_descendants()
                .match_accessible_role(role)
                .find_all()
        })
        .map(|element| Rect::of(&element))
        .collect();
    // The search meets an element once for every layout around it.
    found.sort_by(|a, b| {
        (a.top, a.left)
            .partial_cmp(&(b.top, b.left))
            .expect("numbers")
    });
    found.dedup();
    found
}

fn window(panel: Panel) -> Rect {
    let (width, height) = panel.size;
    Rect {
        label: "window".into(),
        left: 0.0,
        top: 0.0,
        right: width as f32,
        bottom: height as f32,
    }
}

/// All variants of an enum by name, and which one a value is. The match names every variant, so a new one does not
/// compile until it stands here; then it wants a sample.
macro_rules! variants {
    ($all:ident, $name:ident, $of:ty, $($variant:ident),+ $(,)?) => {
        const $all: &[&str] = &[$(stringify!($variant)),+];
        fn $name(value: &$of) -> &'static str {
            type Of = $of;
            match value {
                $(Of::$variant { .. } => stringify!($variant),)+
            }
        }
    };
}

variants!(
    SCREENS,
    screen_name,
    Screen,
    Waiting,
    Hello,
    Choice,
    Break,
    Step,
    Checklist,
    Free,
    Question,
    Tools,
    Finished,
    Mine,
    MineCard,
    Ask,
    Pick,
    Answer,
    Goodbye,
    HelpComing,
    Message,
    StaffDoor,
    Staff,
    Unenrolled,
    Stuck,
);
variants!(
    STAFF_SCREENS,
    staff_name,
    StaffScreen,
    Device,
    Tiles,
    Lines,
    Write,
    Time,
    Mark,
    Pairs,
    Tell,
    Matrix,
);
variants!(
    MESSAGES,
    message_name,
    MessageKind,
    UnknownBadge,
    RevokedBadge,
    Unreadable,
    OtherCode,
    DoubleScan,
    DiskFull,
    DeviceBroken,
    ScannerAway,
    NotEnrolled,
    WorkEnded,
    NoTask,
    ClockAsks,
    OneMoment,
    TalkTold,
    JoinTold,
    LeaveTold,
    NotMeTold,
    PictureTold,
    BadgeForgotten,
    TimeHome,
    PutAside,
);
variants!(
    ASKINGS,
    asking_name,
    Asking,
    Wish,
    Join,
    NotMe,
    StillHere,
    Picture,
    Myself,
    Done
);
variants!(
    ANSWERS,
    answered_name,
    Answered,
    Agreed,
    Done,
    NotNow,
    TakenBack
);
variants!(WISHES, wish_name, Wish, Talk, Join, Leave);
variants!(
    MINE_CARDS, card_name, MineCard, Day, Count, Praise, Breaches, Assessment, Goal, Internship,
);
variants!(
    OFFERS, offer_name, Offer, Arrive, Work, Break, Lunch, Home, Mine
);
variants!(SOONS, soon_name, SoonKind, Break, Lunch, Home, Work);
variants!(
    ENROL_STATES,
    enrol_name,
    EnrolState,
    Waiting,
    Connecting,
    CodeUnknown,
    CodeUsedUp,
    OfficeNotReached,
    KeyDoesNotFit,
    Lost,
);
variants!(STUCKS, stuck_name, StuckCause, Files, Newer, Full, Settings,);

/// Every screen, and every kind of a screen whose words or pictures differ by kind, is among the samples that these
/// tests look at.
#[test]
fn no_screen_is_forgotten() {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (_, screen) in samples("ru") {
        seen.push(("screen", screen_name(&screen)));
        match &screen {
            Screen::Staff(screen) => seen.push(("staff", staff_name(screen))),
            Screen::Message(view) => seen.push(("message", message_name(&view.kind))),
            Screen::MineCard(view) => seen.push(("card", card_name(&view.card))),
            Screen::Unenrolled(view) => seen.push(("enrol", enrol_name(&view.state))),
            Screen::Stuck(view) => seen.push(("stuck", stuck_name(&view.cause))),
            Screen::Choice(view) => {
                seen.extend(view.offers.iter().map(|offer| ("offer", offer_name(offer))));
            }
            Screen::Step(view) => {
                seen.extend(view.soon.iter().map(|soon| ("soon", soon_name(&soon.what))));
            }
            Screen::Free(view) => {
                seen.extend(view.soon.iter().map(|soon| ("soon", soon_name(&soon.what))));
            }
            Screen::Answer(view) => {
                seen.push(("answer", answered_name(&view.answer)));
                seen.push(("answered wish", wish_name(&view.wish)));
            }
            Screen::Ask(view) => {
                seen.push(("asking", asking_name(&view.asking)));
                if let Asking::Wish(wish) = &view.asking {
                    seen.push(("wish", wish_name(wish)));
                }
            }
            _ => {}
        }
    }
    let missing: Vec<_> = [
        ("screen", SCREENS),
        ("staff", STAFF_SCREENS),
        ("message", MESSAGES),
        ("asking", ASKINGS),
        ("wish", WISHES),
        ("answer", ANSWERS),
        ("answered wish", WISHES),
        ("card", MINE_CARDS),
        ("offer", OFFERS),
        ("soon", SOONS),
        ("enrol", ENROL_STATES),
        ("stuck", STUCKS),
    ]
    .into_iter()
    .flat_map(|(kind, all)| all.iter().map(move |name| (kind, *name)))
    // The end of a break is said, and drawn nowhere.
    .filter(|wanted| *wanted != ("soon", "Work") && !seen.contains(wanted))
    .collect();
    assert!(missing.is_empty(), "no sample of {missing:?}");
}

/// For left-handed people everything to touch stands as in a mirror. Help alone keeps its place, top right on every
/// screen (it is looked for in haste), and with it what shares its row or column.
#[test]
fn left_handed_people_find_it_all_mirrored() {
    let help = ["Помощь", "Помощь идёт"];
    let mut wrong = Vec::new();
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        for (name, screen) in samples("ru") {
            if !face::is_somebodys(&screen) {
                continue;
            }
            let stand = |left_handed| {
                face.set_look(&Look {
                    left_handed,
                    ..Look::default()
                });
                face.show(&screen);
                let mut all = buttons(&face);
                let of_help = all.iter().find(|key| help.contains(&key.label.as_str()));
                let row = of_help.map(|key| (key.top, key.bottom));
                all.retain(|key| !help.contains(&key.label.as_str()));
                (all, row)
            };
            let ((right, row), (left, _)) = (stand(false), stand(true));
            let beside_help =
                |key: &Rect| row.is_some_and(|(top, bottom)| key.top < bottom && key.bottom > top);
            if let Screen::Checklist(_) = screen {
                // Its keys share the column with Help, so they change sides with the pictures and not one by one.
                let at = |all: &[Rect]| {
                    let main = all
                        .iter()
                        .find(|key| ["Готово", "Дальше"].contains(&key.label.as_str()));
                    main.map(|key| (key.left + key.right) / 2.0)
                        .expect("a main key")
                };
                let middle = panel.size.0 as f32 / 2.0;
                if at(&right) < middle || at(&left) > middle {
                    wrong.push(format!(
                        "{name} {}: the keys do not change sides",
                        panel.name
                    ));
                }
                continue;
            }
            // Things in a row keep their order, which is read or counted: so places are compared, not names.
            for key in &right {
                let width = panel.size.0 as f32;
                let mirrored = left.iter().any(|other| {
                    (other.left - (width - key.right)).abs() <= 2.0 * ROUNDING_PX
                        && (other.right - (width - key.left)).abs() <= 2.0 * ROUNDING_PX
                        && (other.top - key.top).abs() <= 2.0 * ROUNDING_PX
                        && (other.bottom - key.bottom).abs() <= 2.0 * ROUNDING_PX
                });
                // What a page of things has, stays where it is: a last row that is not full begins at the left.
                let in_place = matches!(screen, Screen::Pick(_) | Screen::MineCard(_))
                    && key.bottom < panel.size.1 as f32 * 0.85
                    && left.contains(key);
                let moved = left.iter().any(|other| {
                    other.label == key.label && (beside_help(key) || beside_help(other))
                });
                if !mirrored && !in_place && !moved {
                    wrong.push(format!("{name} {}: nothing mirrors {key:?}", panel.name));
                }
            }
            if right.len() != left.len() {
                wrong.push(format!("{name} {}: a key is missing", panel.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whoever needs somebody finds the same key, of the same size, at the same place, wherever they stand: at work, when they
/// come, before they choose, on a break and on their own page, for either hand.
#[test]
fn help_stands_where_it_stands_at_work() {
    let mut looked_at = 0;
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for (lang, names) in [
            ("ru", ["Помощь", "Помощь идёт"]),
            ("en", ["Help", "Help is coming"]),
        ] {
            let face = face::face(panel, lang);
            let help = |screen: &Screen| {
                face.show(screen);
                let mut all = buttons(&face);
                all.retain(|key| names.contains(&key.label.as_str()));
                all.iter_mut().for_each(|key| key.label.clear());
                all
            };
            let all = samples(lang);
            let step = all.iter().find(|(name, _)| *name == "step");
            let (_, step) = step.expect("a sample");
            face.set_look(&Look::default());
            let at_work = help(step);
            assert_eq!(at_work.len(), 1);
            for (look_name, look) in looks() {
                face.set_look(&look);
                for (name, screen) in &all {
                    if !matches!(
                        screen,
                        Screen::Hello(_) | Screen::Choice(_) | Screen::Break(_) | Screen::Mine(_)
                    ) {
                        continue;
                    }
                    looked_at += 1;
                    let place = format!("{name} {} {lang} {look_name}", panel.name);
                    let here = help(screen);
                    assert_eq!(here.len(), 1, "{place}");
                    for (here, there) in here.iter().zip(&at_work) {
                        assert!(
                            here.holds(there) && there.holds(here),
                            "{place}: {here:?}, at work {there:?}"
                        );
                    }
                }
            }
        }
    }
    assert!(looked_at > 200, "{looked_at} screens");
}

/// However many steps an operation has, where one is among them can be seen: by dots that are large enough, and where so
/// many have no room by a bar with its numbers.
#[test]
fn where_one_is_among_many_steps_can_be_seen() {
    /// Dots closer together than this run into a line.
    const DOT_MM: f32 = 2.4;
    const BAR_MM: f32 = 10.0;
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let (mut dotted, mut barred) = (0, 0);
        for lang in LANGUAGES {
            let face = face::face(panel, lang);
            for (look_name, look) in looks() {
                face.set_look(&look);
                let all = samples(lang);
                let many = all.iter().find(|(name, _)| *name == "step-many");
                let Some((_, Screen::Step(many))) = many else {
                    panic!("another screen is called step-many");
                };
                for steps in [2, 9, 12, 20, 28, 40, 60, 120] {
                    for soon in [many.soon.clone(), None] {
                        let mut view = many.clone();
                        view.steps = steps;
                        view.index = steps / 3;
                        view.soon = soon;
                        face.show(&Screen::Step(view));
                        let place = format!("{steps} steps {} {lang} {look_name}", panel.name);
                        let rects = |id: &str| -> Vec<Rect> {
                            let mut all: Vec<Rect> =
                                ElementHandle::find_by_element_id(face.component(), id)
                                    .map(|element| Rect::of(&element))
                                    .collect();
                            all.dedup();
                            all
                        };
                        let help = buttons(&face)
                            .into_iter()
                            .find(|key| ["Помощь", "Help"].contains(&key.label.as_str()))
                            .expect("Help");
                        // The first look lays out what changed.
                        rects("StepBar::bar");
                        let (dots, bars) = (rects("Dots::dot"), rects("StepBar::bar"));
                        match bars.as_slice() {
                            [] => {
                                dotted += 1;
                                assert_eq!(dots.len(), steps, "{place}");
                                let middle = |rect: &Rect| (rect.left + rect.right) / 2.0;
                                for (one, next) in dots.iter().zip(dots.iter().skip(1)) {
                                    let apart = middle(next) - middle(one);
                                    let least = DOT_MM * panel.px_per_mm - ROUNDING_PX;
                                    assert!(apart >= least, "{place}: {apart} px apart");
                                }
                                for dot in &dots {
                                    assert!(window(panel).holds(dot), "{place}: {dot:?}");
                                    assert!(dot.space(&help) > 0.0, "{place}: {dot:?}");
                                }
                            }
                            [bar] => {
                                barred += 1;
                                assert!(dots.is_empty(), "{place}: dots beside a bar");
                                let least = BAR_MM * panel.px_per_mm - ROUNDING_PX;
                                assert!(bar.width() >= least, "{place}: {bar:?}");
                                let says = format!("{} / {steps}", steps / 3 + 1);
                                let number = rects("OneLine::shown");
                                let number = number.iter().find(|text| text.label == says);
                                // Large numbers may have no room beside the bar, which says the same.
                                assert!(number.is_some() || look.text_percent > 100, "{place}");
                                if let Some(number) = number {
                                    assert!(number.left >= bar.right, "{place}: {number:?}");
                                    assert!(number.space(&help) > 0.0, "{place}: {number:?}");
                                }
                                // A third of the way is a third of the bar.
                                let now = rects("StepBar::now");
                                let [now] = now.as_slice() else {
                                    panic!("{place}: {now:?}");
                                };
                                assert!(
                                    bar.left <= now.left + ROUNDING_PX
                                        && now.right <= bar.right + ROUNDING_PX,
                                    "{place}: {now:?} on {bar:?}"
                                );
                                let share = (now.left - bar.left) / (bar.width() - now.width());
                                assert!((share - 1.0 / 3.0).abs() < 0.06, "{place}: {share}");
                            }
                            more => panic!("{place}: {more:?}"),
                        }
                    }
                }
            }
        }
        assert!(
            dotted > 10 && barred > 10,
            "{}: {dotted}, {barred}",
            panel.name
        );
    }
}

/// What each screen is there for, by the Russian name of its key: it is 25 mm high, and nothing to touch is larger.
const MAIN: &[(&str, &str)] = &[
    ("hello", "Дальше: Складываем коробки"),
    ("hello-late", "Дальше"),
    ("break", "К работе"),
    ("break-over", "К работе"),
    ("step", "Дальше"),
    ("step-last", "Готово"),
    ("step-group", "Дальше"),
    ("checklist", "Готово"),
    ("checklist-done", "Готово"),
    ("checklist-few", "Готово"),
    ("checklist-few-done", "Готово"),
    ("checklist-few-timed", "Готово"),
    ("free", "Готово"),
    ("tools", "Готово, начинаю"),
    ("finished", "Ещё одна"),
    ("help", "Работать дальше"),
    ("help-seen", "Дальше"),
    ("unknown-badge", "Позвать"),
    ("revoked-badge", "Позвать"),
    ("disk-full", "Позвать"),
    ("scanner-away", "Найди себя"),
    ("not-enrolled", "Позвать"),
    ("no-task", "Позвать"),
    ("work-ended", "Понятно"),
    ("unreadable", "Понятно"),
    ("double-scan", "Понятно"),
    ("one-moment", "Понятно"),
    ("talk-told", "Понятно"),
    ("ask-leave", "Да"),
    ("ask-not-me", "Да"),
    ("question", "Да"),
    ("goodbye", "Домой"),
    ("goodbye-mood", "Домой"),
];

#[test]
fn what_a_screen_is_for_is_the_largest_on_it() {
    let area = |rect: &Rect| rect.width() * rect.height();
    let mut wrong = Vec::new();
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        let all = samples("ru");
        for (name, main) in MAIN {
            let (_, screen) = all
                .iter()
                .find(|(known, _)| known == name)
                .expect("a sample of this name");
            face.show(screen);
            let keys = buttons(&face);
            let Some(main) = keys.iter().find(|key| key.label == *main) else {
                wrong.push(format!("{name} {}: no {main}", panel.name));
                continue;
            };
            if main.height() < MAIN_MM * panel.px_per_mm - ROUNDING_PX {
                wrong.push(format!("{name} {}: {main:?} is low", panel.name));
            }
            // What an open checklist is there for is its lines.
            let lines: Vec<&str> = match screen {
                Screen::Checklist(view) if view.ticks.iter().any(|tick| !tick.done) => {
                    view.ticks.iter().map(|tick| tick.label.as_str()).collect()
                }
                _ => Vec::new(),
            };
            for key in &keys {
                if area(key) > area(main) * 1.02 && !lines.contains(&key.label.as_str()) {
                    wrong.push(format!(
                        "{name} {}: {key:?} is larger than {main:?}",
                        panel.name
                    ));
                }
            }
        }
        // While lines of a checklist are open, what ends it is not yet as large as it becomes.
        let done = |name: &str| {
            let (_, screen) = all
                .iter()
                .find(|(known, _)| *known == name)
                .expect("a sample");
            face.show(screen);
            buttons(&face)
                .into_iter()
                .find(|key| key.label == "Готово")
                .expect("Done")
        };
        if panel.size != SEVEN_INCH.size
            && area(&done("checklist")) * 1.2 > area(&done("checklist-done"))
        {
            wrong.push(format!("{}: Done is as large before as after", panel.name));
        }
        if done("checklist").height() > MAIN_MM_MOST * panel.px_per_mm + ROUNDING_PX {
            wrong.push(format!("{}: Done dominates an open checklist", panel.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Few lines do not stand lost on a large screen: they fill the room, and their pictures with them.
#[test]
fn few_lines_of_a_checklist_fill_the_room() {
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        for (look_name, look) in looks() {
            face.set_look(&look);
            for (name, screen) in samples("ru") {
                if !["checklist-few", "checklist-few-done"].contains(&name) {
                    continue;
                }
                face.show(&screen);
                let mut lines: Vec<Rect> = ElementQuery::from_root(face.component())
                    .match_descendants()
                    .match_accessible_role(AccessibleRole::Checkbox)
                    .find_all()
                    .iter()
                    .map(Rect::of)
                    .collect();
                // The search meets an element once for every layout around it.
                lines.sort_by(|a, b| {
                    (a.top, a.left)
                        .partial_cmp(&(b.top, b.left))
                        .expect("numbers")
                });
                lines.dedup();
                assert_eq!(lines.len(), 3);
                let whole = window(panel);
                let filled: f32 = lines.iter().map(|line| line.width() * line.height()).sum();
                let share = filled / (whole.width() * whole.height());
                let place = format!("{name} {} {look_name}", panel.name);
                assert!(share > 0.3, "{place}: {share:.2} of the screen");
                for line in &lines {
                    let least = 1.3 * TARGET_MM * panel.px_per_mm;
                    assert!(
                        line.width() >= least && line.height() >= least,
                        "{place}: {line:?}"
                    );
                }
            }
        }
    }
}

/// Whoever ticks the second page of a checklist finds the way back to the first.
#[test]
fn a_checklist_of_several_pages_is_turned_both_ways() {
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        let heard = Rc::new(RefCell::new(Vec::new()));
        let ear = Rc::clone(&heard);
        face.on_tap(move |tap| ear.borrow_mut().push(tap));
        for (look_name, look) in looks() {
            face.set_look(&look);
            let all = samples("ru");
            let (_, screen) = all
                .iter()
                .find(|(name, _)| *name == "checklist-long")
                .expect("a sample");
            let Screen::Checklist(mut view) = screen.clone() else {
                panic!("another screen is called checklist-long");
            };
            face.show(screen);
            let place = format!("{} {look_name}", panel.name);
            // What a key asks for is shown: whether there was such a key.
            let mut press = |label: &str| {
                let key = ElementHandle::find_by_accessible_label(face.component(), label).next();
                let Some(key) = key else { return false };
                key.invoke_accessible_default_action();
                match heard.take().as_slice() {
                    [Tap::Page(to)] => view.page = *to,
                    other => panic!("{place}: {label} is {other:?}"),
                }
                face.show(&Screen::Checklist(view.clone()));
                true
            };
            let first = buttons(&face);
            assert!(
                !press("Назад"),
                "{place}: nothing lies before the first page"
            );
            let mut pages = 1;
            while press("Дальше") {
                pages += 1;
                assert!(pages < 20, "{place}: without end");
                for key in buttons(&face) {
                    assert!(window(panel).holds(&key), "{place}: {key:?}");
                    let least = TARGET_MM * panel.px_per_mm - ROUNDING_PX;
                    assert!(
                        key.width() >= least && key.height() >= least,
                        "{place}: {key:?}"
                    );
                }
            }
            for _ in 1..pages {
                assert!(press("Назад"), "{place}");
            }
            assert_eq!(buttons(&face), first, "{place}");
        }
    }
}

/// Whoever looks through pictures goes on and back, reaches every one, and leaves with one touch from any page.
#[test]
fn pictures_of_several_pages_are_turned_both_ways_and_left_at_once() {
    let mut turned = 0;
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        let heard = Rc::new(RefCell::new(Vec::new()));
        let ear = Rc::clone(&heard);
        face.on_tap(move |tap| ear.borrow_mut().push(tap));
        let mut shown: Vec<_> = samples("ru")
            .into_iter()
            .filter_map(|(name, screen)| match screen {
                Screen::Pick(view) if view.page == 0 && !view.things.is_empty() => {
                    Some((name, view))
                }
                _ => None,
            })
            .collect();
        for (_, view) in &mut shown {
            view.things = view.things.iter().cycle().take(40).cloned().collect();
        }
        for (look_name, look) in looks() {
            face.set_look(&look);
            for (name, view) in &shown {
                let mut view = view.clone();
                view.page = 0;
                let place = format!("{name} {} {look_name}", panel.name);
                let press = |label: &str| {
                    let key =
                        ElementHandle::find_by_accessible_label(face.component(), label).next();
                    if let Some(key) = key {
                        key.invoke_accessible_default_action();
                    }
                    heard.take()
                };
                let mut reached = Vec::new();
                let pages = loop {
                    face.show(&Screen::Pick(view.clone()));
                    let here = format!("{place}, page {}", view.page);
                    let keys = buttons(&face);
                    let least = TARGET_MM * panel.px_per_mm - ROUNDING_PX;
                    for (n, key) in keys.iter().enumerate() {
                        assert!(window(panel).holds(key), "{here}: {key:?}");
                        assert!(
                            key.width() >= least && key.height() >= least,
                            "{here}: {key:?}"
                        );
                        for other in keys.iter().skip(n + 1) {
                            assert!(
                                key.space(other) >= GAP_MM * panel.px_per_mm - ROUNDING_PX,
                                "{here}: {key:?} and {other:?}"
                            );
                        }
                    }
                    for key in ElementQuery::from_root(face.component())
                        .match_descendants()
                        .match_accessible_role(AccessibleRole::Button)
                        .find_all()
                    {
                        key.invoke_accessible_default_action();
                    }
                    for tap in heard.take() {
                        if let Tap::Pick(at) = tap {
                            reached.push(at);
                        }
                    }
                    assert_eq!(press("Назад"), [Tap::Leave], "{here}");
                    let before: Vec<_> = view
                        .page
                        .checked_sub(1)
                        .map(Tap::Page)
                        .into_iter()
                        .collect();
                    assert_eq!(press("Предыдущие картинки"), before, "{here}");
                    match press("Ещё картинки").as_slice() {
                        // Behind the last the first comes again.
                        [Tap::Page(0)] => break view.page + 1,
                        // On a large panel all stand on one page.
                        [] if view.page == 0 => break 1,
                        [Tap::Page(to)] if *to == view.page + 1 => view.page = *to,
                        other => panic!("{here}: {other:?}"),
                    }
                };
                turned += pages - 1;
                reached.sort_unstable();
                reached.dedup();
                assert_eq!(reached, (0..40).collect::<Vec<_>>(), "{place}");
                // Fewer than there were meanwhile: the last that there is.
                view.page = 99;
                face.show(&Screen::Pick(view));
                let first = if pages > 1 {
                    vec![Tap::Page(0)]
                } else {
                    vec![]
                };
                assert_eq!(press("Ещё картинки"), first, "{place}");
            }
        }
    }
    assert!(turned > 50, "only {turned} pages were turned");
}

/// Whose panel's density nobody has set, their keys follow the window's real width, not the configured one.
#[test]
fn without_a_density_millimetres_follow_the_real_window() {
    // Makes the place to draw.
    drop(face::face(SEVEN_INCH, "ru"));
    let face = stupen_kiosk::ui::Face::new(&stupen_kiosk::ui::FaceOptions {
        size: SEVEN_INCH.size,
        px_per_mm: None,
        lang: "ru".into(),
        fullscreen: false,
    })
    .expect("a face");
    face.open().expect("a window");
    let all = samples("ru");
    let (_, waiting) = all.first().expect("waiting");
    let key = || {
        face.show(waiting);
        let key = ElementHandle::find_by_accessible_label(face.component(), "Повтори вслух").next();
        Rect::of(&key.expect("a key")).width()
    };
    for (panel, px_per_mm) in [(SEVEN_INCH, 5.25), (TEN_INCH, 5.88), (MONITOR, 5.58)] {
        let (width, height) = panel.size;
        face.component()
            .window()
            .set_size(slint::PhysicalSize::new(width, height));
        i_slint_backend_testing::mock_elapsed_time(std::time::Duration::from_millis(20));
        let least = TARGET_MM * px_per_mm;
        assert!(key() >= least - ROUNDING_PX, "{}: {}", panel.name, key());
    }
    // Seven inches are not measured with the ten inches' ruler.
    face.component()
        .window()
        .set_size(slint::PhysicalSize::new(800, 480));
    i_slint_backend_testing::mock_elapsed_time(std::time::Duration::from_millis(20));
    assert!(key() <= TARGET_MM * 5.25 + ROUNDING_PX, "{}", key());
}

/// Letters that somebody wants larger are larger where the hand and eye need them most: the verb of a step.
#[test]
fn the_verb_of_a_step_grows_with_the_letters() {
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        let all = samples("ru");
        let (_, step) = all
            .iter()
            .find(|(name, _)| *name == "step")
            .expect("a sample");
        let height = |text_percent| {
            face.set_look(&Look {
                text_percent,
                ..Look::default()
            });
            face.show(step);
            ElementHandle::find_by_accessible_label(face.component(), "Загни")
                .map(|text| text.size().height)
                .fold(0.0, f32::max)
        };
        let (usual, large) = (height(100), height(150));
        assert!(usual > 0.0);
        assert!(
            large >= usual * 1.35,
            "{}: {usual} px at 100 %, {large} px at 150 %",
            panel.name
        );
    }
}

/// The result of an assessment in letters that somebody wants larger: on the smallest panel, too, they are.
#[test]
fn the_result_of_an_assessment_grows_with_the_letters() {
    const WORDS: [&str; 6] = [
        "Порядок",
        "Общение",
        "Карточки",
        "Команда",
        "Скорость",
        "Качество",
    ];
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        let all = samples("ru");
        let result = all.iter().find_map(|(name, screen)| match screen {
            Screen::Staff(StaffScreen::Pairs(view)) if *name == "staff-result" => Some(view),
            _ => None,
        });
        let mut view = result.expect("a sample").clone();
        // Of one word each, so that a line is a line however wide the room is.
        for (pair, word) in view.pairs.iter_mut().zip(WORDS) {
            pair.label = Say::from(word);
        }
        view.pairs.truncate(WORDS.len());
        let heights = |text_percent| -> Vec<f32> {
            face.set_look(&Look {
                text_percent,
                ..Look::default()
            });
            let mut found = vec![0.0; WORDS.len()];
            for page in 0..WORDS.len() {
                let screen = Screen::Staff(StaffScreen::Pairs(PairsView {
                    page,
                    ..view.clone()
                }));
                face.show(&screen);
                for (tallest, word) in found.iter_mut().zip(WORDS) {
                    *tallest = ElementHandle::find_by_accessible_label(face.component(), word)
                        .map(|text| text.size().height)
                        .fold(*tallest, f32::max);
                }
            }
            found
        };
        let (usual, large) = (heights(100), heights(150));
        for ((word, usual), large) in WORDS.iter().zip(usual).zip(large) {
            assert!(usual > 0.0, "{}: {word}", panel.name);
            assert!(
                large >= usual * 1.45,
                "{}: {word} is {usual} px high at 100 %, {large} px at 150 %",
                panel.name
            );
        }
    }
}

#[test]
fn hands_find_room() {
    everywhere(|face, panel, screen, _| {
        let mut wrong = Vec::new();
        let least = match screen {
            Screen::StaffDoor(_) => STAFF_TARGET_MM,
            Screen::Staff(screen) if !screen.for_participant() => STAFF_TARGET_MM,
            _ => TARGET_MM,
        } * panel.px_per_mm;
        let all = buttons(face);
        // A kiosk without an office is told by a code: it knows nobody who might touch anything.
        if all.is_empty() != matches!(screen, Screen::Unenrolled(_)) {
            wrong.push(format!("{} things to touch", all.len()));
        }
        for (i, one) in all.iter().enumerate() {
            if !window(panel).holds(one) {
                wrong.push(format!("{one:?} leaves the window"));
            }
            if one.width() < least - ROUNDING_PX || one.height() < least - ROUNDING_PX {
                wrong.push(format!("{one:?} is smaller than {least} px"));
            }
            for other in all.iter().skip(i + 1) {
                if one.space(other) < GAP_MM * panel.px_per_mm - ROUNDING_PX {
                    wrong.push(format!("{one:?} and {other:?} are too close"));
                }
            }
        }
        wrong
    });
}

/// Whoever cannot read hears every screen as often as they like: on each of them is one key, under one name, that says
/// it. Where nothing speaks there is none, and no room is left for it.
#[test]
fn every_screen_of_a_participant_can_be_heard_again() {
    let mut wrong = Vec::new();
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for (lang, label) in [("ru", "Повтори вслух"), ("en", "Say it again")] {
            let face = face::face(panel, lang);
            let heard = Rc::new(RefCell::new(Vec::new()));
            let ear = Rc::clone(&heard);
            face.on_tap(move |tap| ear.borrow_mut().push(tap));
            let keys = || -> Vec<(Rect, ElementHandle)> {
                let mut found: Vec<_> =
                    ElementHandle::find_by_accessible_label(face.component(), label)
                        .map(|key| (Rect::of(&key), key))
                        .collect();
                found.dedup_by(|(one, _), (other, _)| one == other);
                found
            };
            for (look_name, look) in looks() {
                for (name, screen) in samples(lang) {
                    if matches!(
                        screen,
                        Screen::StaffDoor(_)
                            | Screen::Staff(_)
                            | Screen::Unenrolled(_)
                            | Screen::Stuck(_)
                    ) {
                        continue;
                    }
                    let place = format!("{name} {} {lang} {look_name}", panel.name);
                    face.set_look(&look);
                    face.show(&screen);
                    let spoken = face.spoken();
                    if spoken.trim().is_empty() {
                        wrong.push(format!("{place}: nothing is said"));
                    }
                    match keys().as_slice() {
                        [(rect, key)] => {
                            let least = TARGET_MM * panel.px_per_mm - ROUNDING_PX;
                            if rect.width() < least || rect.height() < least {
                                wrong.push(format!("{place}: {rect:?} is smaller than {least} px"));
                            }
                            heard.borrow_mut().clear();
                            key.invoke_accessible_default_action();
                            if !matches!(heard.borrow().as_slice(), [Tap::Speak | Tap::Repeat]) {
                                wrong.push(format!("{place}: means {:?}", heard.borrow()));
                            }
                        }
                        // A view that says of itself that nothing speaks.
                        [] if says_nothing_speaks(&screen) => {}
                        found => wrong.push(format!("{place}: {} keys", found.len())),
                    }
                    face.set_look(&Look {
                        speaks: false,
                        ..look
                    });
                    let says_itself = says_of_speech(&screen);
                    if says_itself.is_none() && !keys().is_empty() {
                        wrong.push(format!("{place}: a key though nothing speaks"));
                    }
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where nothing speaks the things on one's own page are read and seen, and nothing is touched in vain.
#[test]
fn what_would_only_be_said_is_no_key_where_nothing_speaks() {
    let mut looked_at = 0;
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        for (name, screen) in samples("ru") {
            let Screen::MineCard(mut view) = screen else {
                continue;
            };
            for speaks in [true, false] {
                view.speaks = speaks;
                face.show(&Screen::MineCard(view.clone()));
                let keys: Vec<String> = buttons(&face).into_iter().map(|key| key.label).collect();
                for thing in &view.things {
                    let label = match thing.note.as_str() {
                        "" => thing.title.clone(),
                        note => format!("{}, {note}", thing.title),
                    };
                    let place = format!("{name} {}: {label}", panel.name);
                    let mut shown =
                        ElementHandle::find_by_accessible_label(face.component(), &label);
                    assert!(shown.next().is_some(), "{place} is gone");
                    assert_eq!(keys.contains(&label), speaks, "{place}");
                    looked_at += 1;
                }
            }
        }
    }
    assert!(looked_at > 30, "{looked_at} things");
}

/// What a view that carries it says about speech.
fn says_of_speech(screen: &Screen) -> Option<bool> {
    match screen {
        Screen::Step(view) => Some(view.speaks),
        Screen::Checklist(view) => Some(view.speaks),
        Screen::Free(view) => Some(view.speaks),
        Screen::Question(view) => Some(view.speaks),
        Screen::Tools(view) => Some(view.speaks),
        Screen::Mine(view) => Some(view.speaks),
        Screen::MineCard(view) => Some(view.speaks),
        Screen::Ask(view) => Some(view.speaks),
        Screen::Pick(view) => Some(view.speaks),
        Screen::Answer(view) => Some(view.speaks),
        _ => None,
    }
}

fn says_nothing_speaks(screen: &Screen) -> bool {
    says_of_speech(screen) == Some(false)
}

#[test]
fn the_main_action_is_the_largest() {
    everywhere(|face, panel, screen, look| {
        let Screen::Step(_) = screen else {
            return Vec::new();
        };
        let all = buttons(face);
        let area = |rect: &Rect| rect.width() * rect.height();
        let largest = all
            .iter()
            .max_by(|a, b| area(a).total_cmp(&area(b)))
            .expect("buttons");
        let mut wrong = Vec::new();
        if !["Дальше", "Готово", "Next", "Done"].contains(&largest.label.as_str()) {
            wrong.push(format!("the largest is {largest:?}"));
        }
        if largest.height() < MAIN_MM * panel.px_per_mm - ROUNDING_PX
            || largest.height() > MAIN_MM_MOST * panel.px_per_mm + ROUNDING_PX
        {
            wrong.push(format!(
                "{largest:?} is not {MAIN_MM} to {MAIN_MM_MOST} mm high"
            ));
        }
        let middle = panel.size.0 as f32 / 2.0;
        let centre = (largest.left + largest.right) / 2.0;
        if (centre < middle) != look.left_handed {
            wrong.push(format!("{largest:?} is on the other side"));
        }
        let help = all.iter().find(|rect| {
            ["Помощь", "Помощь идёт", "Help", "Help is coming"].contains(&rect.label.as_str())
        });
        if !help
            .is_some_and(|help| help.right > middle * 1.9 && help.top < panel.size.1 as f32 * 0.1)
        {
            wrong.push(format!("help is not at the top right: {help:?}"));
        }
        wrong
    });
}

fn parts(of: &ElementHandle, id: &str) -> Vec<Rect> {
    of.query_descendants()
        .match_id(id)
        .find_all()
        .iter()
        .map(Rect::of)
        .collect()
}

/// What has no room on one page stands on another: every tile and every line that may be touched is reached by keys of
/// the screen alone, also where people choose larger letters.
#[test]
fn everything_is_reached_by_turning_pages() {
    let mut turned = 0;
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for lang in LANGUAGES {
            for (look_name, look) in looks() {
                let face = face::face(panel, lang);
                face.set_look(&look);
                let heard = Rc::new(RefCell::new(Vec::new()));
                let ear = Rc::clone(&heard);
                face.on_tap(move |tap| ear.borrow_mut().push(tap));
                for (name, screen) in samples(lang) {
                    let expected: Vec<StaffTap> = match &screen {
                        Screen::Staff(StaffScreen::Tiles(view)) => {
                            (0..view.tiles.len()).map(StaffTap::Tile).collect()
                        }
                        Screen::Staff(StaffScreen::Lines(view)) => (0..view.lines.len())
                            .filter(|at| view.lines.get(*at).is_some_and(|line| line.opens))
                            .map(StaffTap::Line)
                            .collect(),
                        _ => continue,
                    };
                    let place = format!("{name} {} {lang} {look_name}", panel.name);
                    let mut reached: Vec<StaffTap> = Vec::new();
                    let mut seen = Vec::new();
                    let mut page = 0;
                    while !seen.contains(&page) {
                        seen.push(page);
                        let mut shown = screen.clone();
                        match &mut shown {
                            Screen::Staff(StaffScreen::Tiles(view)) => view.page = page,
                            Screen::Staff(StaffScreen::Lines(view)) => view.page = page,
                            _ => {}
                        }
                        face.show(&shown);
                        let window = window(panel);
                        for button in ElementQuery::from_root(face.component())
                            .match_descendants()
                            .match_accessible_role(AccessibleRole::Button)
                            .find_all()
                        {
                            assert!(window.holds(&Rect::of(&button)), "{place}");
                            button.invoke_accessible_default_action();
                        }
                        for tap in heard.take() {
                            match tap {
                                // The key that turns back is met before the one that turns on.
                                Tap::Staff(StaffTap::Page(to)) => page = to,
                                Tap::Staff(tap) if expected.contains(&tap) => reached.push(tap),
                                _ => {}
                            }
                        }
                    }
                    turned += seen.len() - 1;
                    for tap in expected {
                        assert!(reached.contains(&tap), "{tap:?} on {place}");
                    }
                }
            }
        }
    }
    assert!(turned > 10, "some pages have more than one");
}

#[test]
fn no_word_is_cut() {
    everywhere(|face, panel, _, _| {
        let mut wrong = Vec::new();
        let mut seen = 0;
        for (kind, inner) in [
            ("OneLine", "OneLine"),
            ("Words", "Flow"),
            ("Fitted", "Flow"),
        ] {
            let all = ElementQuery::from_root(face.component())
                .match_descendants()
                .match_inherits(kind)
                .find_all();
            for element in all {
                seen += 1;
                let room = Rect::of(&element);
                let shown = parts(&element, &format!("{inner}::shown"));
                let text = shown.first().expect("a text inside");
                if !room.holds(text) {
                    wrong.push(format!("{text:?} does not fit into {room:?}"));
                }
                if !window(panel).holds(text) {
                    wrong.push(format!("{text:?} leaves the window"));
                }
                // A text that fits leaves a little room (`OneLine` in `ui/widgets/words.slint`).
                if kind == "OneLine" && text.width() > 0.0 && text.width() >= room.width() {
                    wrong.push(format!("{text:?} had to be cut"));
                }
            }
        }
        if seen == 0 {
            wrong.push("no words at all".to_owned());
        }
        wrong
    });
}

/// The thickness of a key's outline in pixels, as `ui/theme/theme.slint` has it.
fn outline(panel: Panel, look: &Look) -> f32 {
    let (width, height) = panel.size;
    let unit = (width as f32 / 1280.0).min(height as f32 / 800.0);
    let stronger = if look.high_contrast { 1.5 } else { 1.0 };
    (0.7 * panel.px_per_mm).max(6.0 * unit) * stronger
}

/// A row of picture and word that is centred on its key may outgrow it without a word being cut: the rooms of the words,
/// and what is drawn in them, lie inside the outline.
#[test]
fn what_is_written_on_a_key_lies_inside_its_outline() {
    let seen = std::cell::Cell::new(0);
    everywhere(|face, panel, _, look| {
        let mut wrong = Vec::new();
        let keys = ElementQuery::from_root(face.component())
            .match_descendants()
            .match_inherits("BigButton")
            .find_all();
        for key in keys {
            let whole = Rect::of(&key);
            let inset = outline(panel, look);
            let inner = Rect {
                label: whole.label.clone(),
                left: whole.left + inset,
                top: whole.top + inset,
                right: whole.right - inset,
                bottom: whole.bottom - inset,
            };
            for kind in ["OneLine", "Flow"] {
                let mut rooms: Vec<Rect> = key
                    .query_descendants()
                    .match_inherits(kind)
                    .find_all()
                    .iter()
                    .map(Rect::of)
                    .collect();
                rooms.extend(parts(&key, &format!("{kind}::shown")));
                for room in rooms {
                    seen.set(seen.get() + 1);
                    if room.width() > 0.0 && !inner.holds(&room) {
                        wrong.push(format!("{room:?} leaves the inside of its key {inner:?}"));
                    }
                }
            }
        }
        wrong
    });
    let seen = seen.get();
    assert!(seen > 1000, "only {seen} words on keys were looked at");
}

/// What went wrong weighs no more on one's own page than praise, a goal or an internship.
#[test]
fn no_card_of_the_own_page_outweighs_its_neighbours() {
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for lang in LANGUAGES {
            let face = face::face(panel, lang);
            for (look_name, look) in looks() {
                face.set_look(&look);
                for (name, screen) in samples(lang) {
                    if !matches!(screen, Screen::Mine(_)) {
                        continue;
                    }
                    face.show(&screen);
                    let place = format!("{name} {} {lang} {look_name}", panel.name);
                    let mut tiles: Vec<Rect> = ElementQuery::from_root(face.component())
                        .match_descendants()
                        .match_inherits("Tile")
                        .find_all()
                        .iter()
                        .map(Rect::of)
                        .collect();
                    tiles.dedup();
                    let breaches = tiles
                        .iter()
                        .find(|tile| ["Нарушения", "Breaches"].contains(&tile.label.as_str()))
                        .expect("the breaches");
                    assert!(tiles.len() >= 7, "{place}: {tiles:?}");
                    for tile in &tiles {
                        assert!(
                            breaches.width() <= tile.width() + ROUNDING_PX
                                && breaches.height() <= tile.height() + ROUNDING_PX,
                            "{place}: {breaches:?} beside {tile:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn words_stay_on_their_card() {
    everywhere(|face, _, _, _| {
        let mut wrong = Vec::new();
        for holder in ["Card", "BigButton", "NextButton", "Tile", "Soon"] {
            let cards = ElementQuery::from_root(face.component())
                .match_descendants()
                .match_inherits(holder)
                .find_all();
            for card in cards {
                let room = Rect::of(&card);
                for id in ["OneLine::shown", "Flow::shown"] {
                    for text in parts(&card, id) {
                        if !room.holds(&text) {
                            wrong.push(format!("{text:?} leaves its {holder} {room:?}"));
                        }
                    }
                }
            }
        }
        wrong
    });
}

/// What is written beside a key does not lie on it.
#[test]
fn no_word_lies_on_a_key() {
    everywhere(|face, _, _, _| {
        let mut wrong = Vec::new();
        let texts = |ids: &[&str]| -> Vec<Rect> {
            ids.iter()
                .flat_map(|id| ElementHandle::find_by_element_id(face.component(), id))
                .map(|element| Rect::of(&element))
                .filter(|rect| !rect.label.is_empty() && rect.width() > 0.0)
                .collect()
        };
        for text in texts(&["OneLine::shown", "Flow::shown"]) {
            for key in buttons(face) {
                if !key.holds(&text) && key.space(&text) < -ROUNDING_PX {
                    wrong.push(format!("{text:?} lies on {key:?}"));
                }
            }
        }
        wrong
    });
}

/// Words of one card do not lie on each other, nor do words that stand side by side.
#[test]
fn words_do_not_overlap() {
    everywhere(|face, _, _, _| {
        let mut wrong = Vec::new();
        let look = || -> Vec<Rect> {
            ["OneLine::shown", "Flow::shown"]
                .iter()
                .flat_map(|id| ElementHandle::find_by_element_id(face.component(), id))
                .map(|element| Rect::of(&element))
                .collect()
        };
        // The first look lays out what changed, whereby a key may turn from one line to two.
        look();
        let texts = look();
        for (i, one) in texts.iter().enumerate() {
            for other in texts.iter().skip(i + 1) {
                if one.space(other) < -ROUNDING_PX
                    && !one.label.is_empty()
                    && !other.label.is_empty()
                {
                    wrong.push(format!("{one:?} lies on {other:?}"));
                }
            }
        }
        wrong
    });
}

/// A page of words with one layer of the keyboard.
fn layer(latin: bool, signs: bool, capital: bool) -> Screen {
    Screen::Staff(StaffScreen::Write(WriteView {
        keyboard: true,
        latin,
        signs,
        capital,
        phrases: vec!["—".into()],
        ready: true,
        ..WriteView::default()
    }))
}

/// Every layer of the keyboard on every panel, whatever the language of the face: keys for gloves, all in the window,
/// and what a key says is what it writes.
#[test]
fn every_key_is_large_enough_and_writes_what_it_says() {
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for lang in LANGUAGES {
            let face = face::face(panel, lang);
            let heard = Rc::new(RefCell::new(Vec::new()));
            let ear = Rc::clone(&heard);
            face.on_tap(move |tap| ear.borrow_mut().push(tap));
            for (latin, signs, capital) in [false, true].into_iter().flat_map(|latin| {
                [
                    (latin, false, false),
                    (latin, false, true),
                    (latin, true, false),
                ]
            }) {
                let what = format!("{} {lang} {latin} {signs} {capital}", panel.name);
                face.show(&layer(latin, signs, capital));
                let keys = buttons(&face);
                assert!(keys.len() > 25, "{what}: {keys:?}");
                for (i, key) in keys.iter().enumerate() {
                    let least = STAFF_TARGET_MM * panel.px_per_mm;
                    assert!(
                        key.width() >= least && key.height() >= least,
                        "{what}: {key:?} is smaller than {STAFF_TARGET_MM} mm"
                    );
                    assert!(window(panel).holds(key), "{what}: {key:?}");
                    for other in keys.iter().skip(i + 1) {
                        let space = key.space(other);
                        assert!(
                            space >= GAP_MM * panel.px_per_mm - ROUNDING_PX,
                            "{what}: {key:?} and {other:?}"
                        );
                    }
                }
                let letters = keys.iter().filter(|key| key.label.chars().count() == 1);
                for key in letters {
                    ElementHandle::find_by_accessible_label(face.component(), &key.label)
                        .find(|element| element.accessible_role() == Some(AccessibleRole::Button))
                        .expect("a key")
                        .mock_single_click(PointerEventButton::Left);
                    let written = match heard.take().as_slice() {
                        [Tap::Staff(StaffTap::Type(sign))] => *sign,
                        other => panic!("{what}: {key:?} means {other:?}"),
                    };
                    let expected = if capital {
                        key.label.to_uppercase()
                    } else {
                        key.label.clone()
                    };
                    assert_eq!(written.to_string(), expected, "{what}");
                }
            }
        }
    }
}

/// Both alphabets, digits and common signs can be written on every panel, and every layer leads to the others.
#[test]
fn every_letter_can_be_reached() {
    const RUSSIAN: &str = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
    const ENGLISH: &str = "abcdefghijklmnopqrstuvwxyz";
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        let face = face::face(panel, "ru");
        let labels = |screen: Screen| -> Vec<String> {
            face.show(&screen);
            buttons(&face).into_iter().map(|key| key.label).collect()
        };
        for (latin, alphabet) in [(false, RUSSIAN), (true, ENGLISH)] {
            let letters = labels(layer(latin, false, false));
            let signs = labels(layer(latin, true, false));
            for sign in alphabet.chars().chain("0123456789.,?!-".chars()) {
                let sign = sign.to_string();
                assert!(
                    letters.contains(&sign) || signs.contains(&sign),
                    "{}: {sign:?} is on no key of {letters:?} {signs:?}",
                    panel.name
                );
            }
            let both: Vec<&String> = letters.iter().chain(&signs).collect();
            for way in ["Другие буквы", "Большая буква", "Буквы", "Цифры и знаки"]
            {
                let known = both.iter().any(|label| *label == way);
                assert!(known, "{}: no key leads to {way:?}", panel.name);
            }
            for key in ["Пробел", "Стереть"] {
                for layer in [&letters, &signs] {
                    assert!(
                        layer.iter().any(|label| label == key),
                        "{}: {key}",
                        panel.name
                    );
                }
            }
        }
    }
}
