//! The drawn screens before eyes: words and keys stand out from what they stand on, and states that differ are told
//! apart without their colours.

use crate::eyes::{
    GRAPHICS, Rgb, Shot, WORDS, buttons, contrast, deuteranopia, ground, luminance, part, shot,
};
use crate::face;
use crate::face::{SEVEN_INCH, TEN_INCH, looks, samples};
use i_slint_backend_testing::ElementHandle;
use stupen_kiosk::ui::*;

/// Runs over every sample on the two smaller panels, in every look; collects what is wrong.
fn everywhere(check: impl Fn(&Face, &Shot, &Screen, &Look) -> Vec<String>) -> usize {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (panel, lang) in [(SEVEN_INCH, "ru"), (TEN_INCH, "en")] {
        let face = face::face(panel, lang);
        for (look_name, look) in looks() {
            face.set_look(&look);
            for (name, screen) in samples(lang) {
                if look != Look::default() && !face::is_somebodys(&screen) {
                    continue;
                }
                face.show(&screen);
                let looked = shot(&face);
                seen += 1;
                for what in check(&face, &looked, &screen, &look) {
                    wrong.push(format!("{name} {} {lang} {look_name}: {what}", panel.name));
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    seen
}

/// The strongest contrast with the ground among some pixels.
fn strongest(pixels: &[Rgb], ground: Rgb) -> f64 {
    pixels
        .iter()
        .map(|pixel| contrast(*pixel, ground))
        .fold(1.0, f64::max)
}

/// The theme's inks are tested by themselves; here what is drawn is looked at: a word on the wrong ground, or in a
/// paled ink, is found.
#[test]
fn drawn_words_stand_out() {
    let seen = everywhere(|face, looked, _, _| {
        let mut wrong = Vec::new();
        for id in ["OneLine::shown", "Flow::shown"] {
            for element in ElementHandle::find_by_element_id(face.component(), id) {
                let (at, size) = (element.absolute_position(), element.size());
                let label = element.accessible_label().unwrap_or_default();
                if label.trim().is_empty() || size.width < 2.0 || size.height < 2.0 {
                    continue;
                }
                let (_, pixels) = part(looked, at.x, at.y, at.x + size.width, at.y + size.height);
                if pixels.is_empty() {
                    continue;
                }
                let ratio = strongest(&pixels, ground(&pixels));
                if ratio < WORDS {
                    wrong.push(format!("{label:?} has {ratio:.2}"));
                }
            }
        }
        wrong
    });
    assert!(seen > 200, "only {seen} screens were looked at");
}

/// Where a key ends is seen by every eye: along its edge something stands out from what is around it.
#[test]
fn drawn_keys_stand_out() {
    everywhere(|face, looked, _, _| {
        let mut wrong = Vec::new();
        for key in buttons(face) {
            let (at, size) = (key.absolute_position(), key.size());
            let label = key.accessible_label().unwrap_or_default();
            let middle = at.y + size.height / 2.0;
            for (eye, see) in [
                ("every eye", (|colour| colour) as fn(Rgb) -> Rgb),
                ("deuteranopia", deuteranopia),
            ] {
                let (_, around) = part(looked, at.x - 4.0, middle, at.x - 2.0, middle + 1.0);
                let (_, edge) = part(looked, at.x, middle, at.x + 9.0, middle + 1.0);
                let Some(around) = around.first().map(|colour| see(*colour)) else {
                    continue;
                };
                let edge: Vec<Rgb> = edge.into_iter().map(see).collect();
                let ratio = strongest(&edge, around);
                if ratio < GRAPHICS {
                    wrong.push(format!("the edge of {label:?} has {ratio:.2} for {eye}"));
                }
            }
        }
        wrong
    });
}

/// How much of the picture tells two screens apart by lightness alone, in pixels.
fn told_apart(one: &Shot, other: &Shot) -> usize {
    one.as_slice()
        .iter()
        .zip(other.as_slice())
        .filter(|(a, b)| {
            let [a, b] = [[a.r, a.g, a.b], [b.r, b.g, b.b]].map(deuteranopia);
            a != b && contrast(a, b) >= GRAPHICS
        })
        .count()
}

fn sample(name: &str) -> Screen {
    let (_, screen) = samples("ru")
        .into_iter()
        .find(|(known, _)| *known == name)
        .expect("a sample of this name");
    screen
}

macro_rules! with {
    ($name:literal, $kind:ident, $field:ident $(. $more:ident)* = $value:expr) => {{
        let Screen::$kind(mut view) = sample($name) else {
            panic!("another screen is called {}", $name);
        };
        view.$field $(. $more)* = $value;
        Screen::$kind(view)
    }};
}

/// The strip with its third card in this state, and all else alike.
fn strip(state: CardState) -> Screen {
    let Screen::Waiting(mut view) = sample("waiting") else {
        panic!("another screen is called waiting");
    };
    for (at, card) in view.cards.iter_mut().enumerate() {
        card.state = if at == 2 { state } else { CardState::Next };
    }
    Screen::Waiting(view)
}

fn ticked(done: usize) -> Screen {
    let Screen::Checklist(mut view) = sample("checklist") else {
        panic!("another screen is called checklist");
    };
    for (at, tick) in view.ticks.iter_mut().enumerate() {
        tick.done = at < done;
    }
    Screen::Checklist(view)
}

fn rest_left(left: f32, shape: TimerShape) -> Screen {
    let Screen::Break(mut view) = sample("break") else {
        panic!("another screen is called break");
    };
    if let Some(timer) = &mut view.timer {
        timer.time = Some(TimeLeft { left, shape });
    }
    Screen::Break(view)
}

fn marked(level: u8) -> Screen {
    let Screen::MineCard(mut view) = sample("mine-assessment") else {
        panic!("another screen is called mine-assessment");
    };
    if let Some(thing) = view.things.first_mut() {
        thing.level = (level, 4);
    }
    Screen::MineCard(view)
}

fn message(kind: MessageKind) -> Screen {
    Screen::Message(MessageView {
        kind,
        ..MessageView::default()
    })
}

fn soon(what: SoonKind) -> Option<Soon> {
    Some(Soon { what, minutes: 5 })
}

/// With all words and numbers hidden, and to an eye without green cones: states that stand beside each other or follow
/// each other differ in lightness, so in shape or in dark and light, never in hue alone.
#[test]
fn states_are_told_apart_without_words_and_without_colour() {
    let late = Picture::pictogram("late");
    let pairs: Vec<(&str, Screen, Screen)> = vec![
        (
            "a card past or now",
            strip(CardState::Past),
            strip(CardState::Now),
        ),
        (
            "a card now or next",
            strip(CardState::Now),
            strip(CardState::Next),
        ),
        (
            "a card past or next",
            strip(CardState::Past),
            strip(CardState::Next),
        ),
        (
            "at the second or third step",
            with!("step", Step, index = 1),
            with!("step", Step, index = 2),
        ),
        (
            "next or done",
            with!("step", Step, last = false),
            with!("step", Step, last = true),
        ),
        (
            "help called or not",
            with!("step", Step, help_called = true),
            with!("step", Step, help_called = false),
        ),
        (
            "three things or four",
            with!("step-last", Step, quantity = 3),
            with!("step-last", Step, quantity = 4),
        ),
        (
            "a break soon or none",
            with!("step", Step, soon = soon(SoonKind::Break)),
            with!("step", Step, soon = None),
        ),
        (
            "a break soon or lunch",
            with!("step", Step, soon = soon(SoonKind::Break)),
            with!("step", Step, soon = soon(SoonKind::Lunch)),
        ),
        ("two ticked or three", ticked(2), ticked(3)),
        ("all ticked or one open", ticked(6), ticked(5)),
        (
            "fourteen pieces or fifteen",
            with!("finished", Finished, count = 14),
            with!("finished", Finished, count = 15),
        ),
        (
            "ten pieces or eleven",
            with!("finished", Finished, count = 10),
            with!("finished", Finished, count = 11),
        ),
        (
            "free: twenty or thirty",
            with!("free", Free, count = 20),
            with!("free", Free, count = 30),
        ),
        (
            "half a break or a third",
            rest_left(0.5, TimerShape::Disc),
            rest_left(0.33, TimerShape::Disc),
        ),
        (
            "half a bar or a third",
            rest_left(0.5, TimerShape::Bar),
            rest_left(0.33, TimerShape::Bar),
        ),
        (
            "a wish told or not",
            with!("mine", Mine, open = vec![Wish::Talk]),
            with!("mine", Mine, open = vec![]),
        ),
        (
            "one breach or two",
            with!("mine", Mine, breaches = vec![late.clone()]),
            with!("mine", Mine, breaches = vec![late.clone(), late]),
        ),
        (
            "praised or not",
            with!("mine", Mine, praise = None),
            sample("mine"),
        ),
        ("level two or three", marked(2), marked(3)),
        (
            "a goal or none",
            with!("mine", Mine, goal = None),
            sample("mine"),
        ),
        (
            "an internship or none",
            with!("mine", Mine, internship = None),
            sample("mine"),
        ),
        (
            "nothing counted or one piece",
            with!("mine", Mine, count = 0),
            with!("mine", Mine, count = 1),
        ),
        (
            "no breach or no praise",
            sample("mine-nothing"),
            sample("mine-nothing-praise"),
        ),
        (
            "no praise or no goal",
            sample("mine-nothing-praise"),
            sample("mine-nothing-goal"),
        ),
        (
            "no goal or no internship",
            sample("mine-nothing-goal"),
            sample("mine-nothing-internship"),
        ),
        (
            "a break without a timer, or its end",
            sample("break-quiet"),
            sample("break-over"),
        ),
        (
            "mood two or four",
            with!("goodbye-mood", Goodbye, mood = Some(2)),
            with!("goodbye-mood", Goodbye, mood = Some(4)),
        ),
        ("asked or said", sample("goodbye"), sample("goodbye-mood")),
        (
            "lunch or break",
            with!("break-untimed", Break, lunch = true),
            with!("break-untimed", Break, lunch = false),
        ),
        ("is it over", sample("break"), sample("break-over")),
        (
            "online or not",
            with!("waiting", Waiting, offline = false),
            with!("waiting", Waiting, offline = true),
        ),
        ("talk or join", sample("talk-told"), sample("join-told")),
        ("join or leave", sample("join-told"), sample("leave-told")),
        (
            "ask: leave or not me",
            sample("ask-leave"),
            sample("ask-not-me"),
        ),
        (
            "ask: not me or still here",
            sample("ask-not-me"),
            sample("ask-still-here"),
        ),
        (
            "somebody's badge or nobody's",
            message(MessageKind::UnknownBadge),
            message(MessageKind::RevokedBadge),
        ),
        (
            "unknown or unreadable",
            message(MessageKind::UnknownBadge),
            message(MessageKind::Unreadable),
        ),
        (
            "unreadable or something else",
            message(MessageKind::Unreadable),
            message(MessageKind::OtherCode),
        ),
        (
            "unreadable or read already",
            message(MessageKind::Unreadable),
            message(MessageKind::DoubleScan),
        ),
        (
            "not on the list or no task",
            message(MessageKind::NotEnrolled),
            message(MessageKind::NoTask),
        ),
        (
            "not on the list or work has ended",
            message(MessageKind::NotEnrolled),
            message(MessageKind::WorkEnded),
        ),
        (
            "disk or device",
            message(MessageKind::DiskFull),
            message(MessageKind::DeviceBroken),
        ),
        (
            "this device or the scanner",
            message(MessageKind::DeviceBroken),
            message(MessageKind::ScannerAway),
        ),
        (
            "badges are read or not",
            with!("waiting", Waiting, unread = false),
            with!("waiting", Waiting, unread = true),
        ),
        (
            "one moment or clock lost",
            message(MessageKind::OneMoment),
            message(MessageKind::ClockAsks),
        ),
    ];
    let face = face::face(SEVEN_INCH, "ru");
    face.hide_text(true);
    let looked = |screen: &Screen| {
        face.show(screen);
        shot(&face)
    };
    let mut wrong = Vec::new();
    for (what, one, other) in &pairs {
        let pixels = told_apart(&looked(one), &looked(other));
        // The smallest thing that changes is a thin tick of five millimetres.
        if pixels < 75 {
            wrong.push(format!("{what}: {pixels} pixels differ in lightness"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_filter_is_the_known_one() {
    // Grey stays grey, and red and green of one lightness fall together.
    for grey in [0, 64, 128, 200, 255] {
        let seen = deuteranopia([grey; 3]);
        assert!(seen.iter().all(|part| part.abs_diff(grey) <= 1), "{seen:?}");
    }
    for colour in [[190, 90, 60], [118, 118, 60], [60, 160, 60]] {
        let [r, g, _] = deuteranopia(colour);
        assert!(
            r.abs_diff(g) < 24,
            "{colour:?} keeps red and green apart: {r} {g}"
        );
    }
    assert!((luminance([255, 255, 255]) - 1.0).abs() < 0.001);
}
