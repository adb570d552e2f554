//! Nothing needs reading: one participant's whole day is walked by touching pictures, with every word and number
//! hidden; and no control is known by its words or by its colour alone.

use crate::eyes;
use crate::eyes::{GRAPHICS, Rgb, buttons, contrast, deuteranopia, ground, inside, shot};
use crate::face;
use crate::face::{Panel, SEVEN_INCH, TEN_INCH, samples};
use crate::told::Day;
use i_slint_backend_testing::ElementHandle;
use slint::platform::PointerEventButton;
use stupen_domain::facts::{PromptLevel, PromptSupport, RequestKind};
use stupen_domain::wire::Fact;
use stupen_kiosk::ui::{Asking, Face, MessageKind, MineCard, Screen, Wish};

/// Cells of the grid on which shapes are compared.
const GRID: usize = 24;
/// By how much the control that is meant looks more like its picture than the next one: five faces share their outline.
const NEXT_LIKEST: f64 = 0.04;

fn differs(a: Rgb, b: Rgb) -> bool {
    a.iter()
        .zip(b)
        .map(|(a, b)| u32::from(a.abs_diff(b)))
        .sum::<u32>()
        > 120
}

/// A shape on the grid: what part of each cell is drawn, after cutting away the empty rim.
fn shape(width: usize, drawn: &[bool]) -> Option<Vec<bool>> {
    let marks: Vec<(usize, usize)> = drawn
        .iter()
        .enumerate()
        .filter(|(_, drawn)| **drawn)
        .map(|(at, _)| (at % width, at / width))
        .collect();
    let left = marks.iter().map(|(x, _)| *x).min()?;
    let right = marks.iter().map(|(x, _)| *x).max()?;
    let top = marks.iter().map(|(_, y)| *y).min()?;
    let bottom = marks.iter().map(|(_, y)| *y).max()?;
    // A square around it keeps the proportions.
    let side = (right - left + 1).max(bottom - top + 1);
    let (dx, dy) = (
        (side - (right - left + 1)) / 2,
        (side - (bottom - top + 1)) / 2,
    );
    let mut cells = vec![0usize; GRID * GRID];
    for (x, y) in &marks {
        let cell = |at: usize| (at * GRID / side).min(GRID - 1);
        let place = cell(y - top + dy) * GRID + cell(x - left + dx);
        if let Some(count) = cells.get_mut(place) {
            *count += 1;
        }
    }
    let full = (side as f64 / GRID as f64).powi(2);
    Some(
        cells
            .into_iter()
            .map(|count| count as f64 > full * 0.3)
            .collect(),
    )
}

fn likeness(a: &[bool], b: &[bool]) -> f64 {
    let both = a.iter().zip(b).filter(|(a, b)| **a && **b).count();
    let any = a.iter().zip(b).filter(|(a, b)| **a || **b).count();
    both as f64 / any.max(1) as f64
}

/// How a pictogram looks: as it is drawn, and with white parts seen as ground.
fn pictogram(id: &str) -> [Vec<bool>; 2] {
    let path = format!("{}/../pictograms/{id}.svg", env!("CARGO_MANIFEST_DIR"));
    let svg = std::fs::read(&path).expect("a pictogram");
    let image = slint::Image::load_from_svg_data(&svg).expect("a drawing");
    let pixels = image.to_rgba8().expect("pixels of a drawing");
    let width = pixels.width() as usize;
    let opaque: Vec<bool> = pixels.as_slice().iter().map(|p| p.a > 128).collect();
    let inked: Vec<bool> = pixels
        .as_slice()
        .iter()
        .map(|p| p.a > 128 && u32::from(p.r) + u32::from(p.g) + u32::from(p.b) < 600)
        .collect();
    [opaque, inked].map(|drawn| shape(width, &drawn).expect("a shape"))
}

/// What is drawn in a control, and how wide that is.
fn drawing(looked: &eyes::Shot, control: &ElementHandle) -> Option<(usize, Vec<bool>)> {
    let (width, pixels) = inside(looked, control);
    if width == 0 || pixels.is_empty() {
        return None;
    }
    let ground = ground(&pixels);
    let mut drawn: Vec<bool> = pixels.iter().map(|pixel| differs(*pixel, ground)).collect();
    let rows = drawn.len() / width;
    // Arcs of the outline reach in at the corners, a few pixels each.
    for part in connected(width, &drawn) {
        if part.len() < 120 && part.iter().any(|at| on_rim(*at, width, rows)) {
            for at in part {
                if let Some(place) = drawn.get_mut(at) {
                    *place = false;
                }
            }
        }
    }
    Some((width, drawn))
}

/// Everything that is drawn in a control, as one shape and, where gaps go from top to bottom, piece by piece.
fn shapes(looked: &eyes::Shot, control: &ElementHandle) -> (Option<Vec<bool>>, Vec<Vec<bool>>) {
    let Some((width, drawn)) = drawing(looked, control) else {
        return (None, Vec::new());
    };
    let rows = drawn.len() / width;
    let inked = |x: usize| (0..rows).any(|y| drawn.get(y * width + x) == Some(&true));
    let mut pieces = Vec::new();
    let mut begin = None;
    for x in 0..=width {
        match (x < width && inked(x), begin) {
            (true, None) => begin = Some(x),
            (false, Some(from)) => {
                let cut: Vec<bool> = (0..rows)
                    .flat_map(|y| (from..x).map(move |x| y * width + x))
                    .map(|place| drawn.get(place) == Some(&true))
                    .collect();
                pieces.extend(shape(x - from, &cut));
                begin = None;
            }
            _ => {}
        }
    }
    (shape(width, &drawn), pieces)
}

/// Touches the control that shows this picture, as somebody does who knows pictures and not letters.
fn touch(face: &Face, id: &str) {
    let looked = shot(face);
    let wanted = pictogram(id);
    touch_likest(face, id, |control| {
        let (whole, _) = shapes(&looked, control);
        whole.map(|seen| like_any(&wanted, &seen))
    });
}

/// The same where the picture is one of several on the control.
fn touch_part(face: &Face, id: &str) {
    let looked = shot(face);
    let wanted = pictogram(id);
    touch_likest(face, id, |control| {
        let (_, pieces) = shapes(&looked, control);
        pieces
            .iter()
            .map(|seen| like_any(&wanted, seen))
            .max_by(f64::total_cmp)
    });
}

/// Touches the line of a checklist that shows this picture: in its corner is the ring, or the tick, of every line.
fn touch_line(face: &Face, id: &str) {
    let looked = shot(face);
    let wanted = pictogram(id);
    touch_likest(face, id, |control| {
        let (width, pixels) = inside(&looked, control);
        let ground = ground(&pixels);
        let drawn: Vec<bool> = pixels.iter().map(|pixel| differs(*pixel, ground)).collect();
        let rows = drawn.len() / width.max(1);
        let mut picture = vec![false; drawn.len()];
        for part in connected(width, &drawn) {
            let middle = part
                .iter()
                .fold((0, 0), |(x, y), at| (x + at % width, y + at / width));
            let is_rim = part.iter().any(|at| on_rim(*at, width, rows));
            let in_corner =
                middle.0 > part.len() * width * 3 / 5 && middle.1 > part.len() * rows * 3 / 5;
            for at in part.iter().filter(|_| !in_corner && !is_rim) {
                if let Some(place) = picture.get_mut(*at) {
                    *place = true;
                }
            }
        }
        shape(width, &picture).map(|seen| like_any(&wanted, &seen))
    });
}

fn on_rim(at: usize, width: usize, rows: usize) -> bool {
    let (x, y) = (at % width, at / width);
    x == 0 || y == 0 || x + 1 == width || y + 1 == rows
}

/// What hangs together of what is drawn: places, counted along the rows.
fn connected(width: usize, drawn: &[bool]) -> Vec<Vec<usize>> {
    let mut left = drawn.to_vec();
    let mut parts = Vec::new();
    for begin in 0..left.len() {
        let mut part = Vec::new();
        let mut open = vec![begin];
        while let Some(at) = open.pop() {
            match left.get_mut(at) {
                Some(drawn) if *drawn => *drawn = false,
                _ => continue,
            }
            part.push(at);
            open.extend([at + width, at.wrapping_sub(width)]);
            if at % width > 0 {
                open.push(at - 1);
            }
            if at % width + 1 < width {
                open.push(at + 1);
            }
        }
        if !part.is_empty() {
            parts.push(part);
        }
    }
    parts
}

/// Touches the control with this many things of one shape, wherever they stand: the three places for breaches.
fn touch_alike(face: &Face, count: usize) {
    let looked = shot(face);
    touch_likest(face, "places of one shape", |control| {
        let (width, drawn) = drawing(&looked, control)?;
        let pieces: Vec<Vec<bool>> = connected(width, &drawn)
            .into_iter()
            .filter_map(|part| {
                let mut alone = vec![false; drawn.len()];
                for at in part {
                    if let Some(place) = alone.get_mut(at) {
                        *place = true;
                    }
                }
                shape(width, &alone)
            })
            .collect();
        let first = pieces.first()?;
        if pieces.len() != count {
            return None;
        }
        pieces
            .iter()
            .map(|piece| likeness(first, piece))
            .min_by(f64::total_cmp)
    });
}

fn like_any(wanted: &[Vec<bool>], seen: &[bool]) -> f64 {
    wanted
        .iter()
        .map(|shape| likeness(shape, seen))
        .fold(0.0, f64::max)
}

fn touch_likest(face: &Face, id: &str, like: impl Fn(&ElementHandle) -> Option<f64>) {
    let mut found: Vec<(f64, ElementHandle)> = buttons(face)
        .into_iter()
        .filter_map(|control| like(&control).map(|like| (like, control)))
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let label = |control: &ElementHandle| control.accessible_label().unwrap_or_default();
    let told: Vec<_> = found
        .iter()
        .map(|(like, control)| format!("{} {like:.2}", label(control)))
        .collect();
    let (like, control) = found.first().expect("a control with a picture");
    assert!(*like > 0.5, "nothing looks like {id}: {told:?}");
    if let Some((next, other)) = found
        .iter()
        .find(|(_, other)| label(other) != label(control))
    {
        assert!(
            like - next > NEXT_LIKEST,
            "{id} might be {}: {told:?}",
            label(other)
        );
    }
    control.mock_single_click(PointerEventButton::Left);
}

/// Touches the main action: the largest control.
fn touch_main(face: &Face) {
    let area = |control: &ElementHandle| control.size().width * control.size().height;
    buttons(face)
        .into_iter()
        .max_by(|a, b| area(a).total_cmp(&area(b)))
        .expect("a control")
        .mock_single_click(PointerEventButton::Left);
}

/// The screen is of this kind; says which one it is where it is not.
macro_rules! stands {
    ($day:expr, $pattern:pat $(if $guard:expr)?) => {
        let screen = $day.screen();
        assert!(
            matches!(&screen, $pattern $(if $guard)?),
            "expected {}, found {screen:?}",
            stringify!($pattern)
        );
    };
}

/// A participant's whole day, from "show your badge" to "how was it?", with no word and no number on any screen. What
/// is touched is found by its picture, by being the main action, or by how many of a thing it shows.
#[test]
fn a_whole_day_is_walked_without_a_word() {
    walk_a_whole_day(SEVEN_INCH);
}

#[test]
fn a_whole_day_is_walked_without_a_word_on_ten_inches() {
    walk_a_whole_day(TEN_INCH);
}

fn walk_a_whole_day(panel: Panel) {
    let mut day = Day::begin_on(panel);
    day.face.hide_text(true);

    arrive_and_fold(&mut day);
    rest(&mut day);
    // Staff change the work meanwhile: another operation, shown as clips; then with ever fewer prompts.
    sort_step_by_step(&mut day);
    sort_in_groups(&mut day);
    sort_by_checklist(&mut day);
    sort_freely(&mut day);
    look_at_the_own_page(&mut day);
    make_wishes(&mut day);
    choose_a_picture(&mut day);
    hold_a_friends_badge(&mut day);
    go_home(&mut day);

    let facts = day.facts();
    let count = |is: fn(&Fact) -> bool| facts.iter().filter(|fact| is(fact)).count();
    let asked = |kind: RequestKind| {
        facts
            .iter()
            .filter(|fact| matches!(fact, Fact::RequestMade(made) if made.what == kind))
            .count()
    };
    assert_eq!(count(|fact| matches!(fact, Fact::Arrived(_))), 1);
    assert_eq!(count(|fact| matches!(fact, Fact::BreakStarted(_))), 1);
    assert_eq!(count(|fact| matches!(fact, Fact::BreakEnded(_))), 1);
    // One at work, one because the badge was somebody else's.
    assert_eq!(count(|fact| matches!(fact, Fact::HelpAsked(_))), 2);
    assert_eq!(asked(RequestKind::Talk), 1);
    assert_eq!(asked(RequestKind::Join), 1);
    assert_eq!(asked(RequestKind::Leave), 1);
    assert_eq!(count(|fact| matches!(fact, Fact::PictureProposed(_))), 1);
    assert_eq!(count(|fact| matches!(fact, Fact::NotMeSaid(_))), 1);
    assert_eq!(count(|fact| matches!(fact, Fact::Left(_))), 1);
    assert_eq!(
        count(|fact| matches!(fact, Fact::MoodSaid(said) if said.mood == 5)),
        1
    );
    let sum = |of: fn(&stupen_domain::facts::RunRecorded) -> u32| -> u32 {
        facts
            .iter()
            .map(|fact| match fact {
                Fact::RunRecorded(run) => of(run),
                _ => 0,
            })
            .sum()
    };
    // One folded, and one sorted in each of the four ways of prompting.
    assert_eq!(sum(|run| run.counted), 5);
    // Of three that did not come out well, one at a step, one on the checklist, one without prompts.
    assert_eq!(sum(|run| run.defects), 3);
}

fn arrive_and_fold(day: &mut Day) {
    day.scan("8:52");
    stands!(day, Screen::Hello(_));
    touch_main(&day.face);
    day.wait_s(5);
    // What has to lie ready, then step by step to the end of the first piece.
    stands!(day, Screen::Tools(_));
    touch_main(&day.face);
    day.wait_s(5);
    touch(&day.face, "next");
    day.wait_s(5);
    touch(&day.face, "back");
    day.wait_s(5);
    // Once more aloud, for who looks and does not read.
    day.heard.borrow_mut().clear();
    touch(&day.face, "speak");
    assert!(day.spoke(), "the step is said again");
    day.wait_s(5);
    touch(&day.face, "next");
    day.wait_s(5);
    // Its picture is torn: the card asks for help, staff learn the file, and the work goes on.
    stands!(day, Screen::Step(step) if step.broken);
    assert!(
        day.notices()
            .iter()
            .any(|notice| notice.detail.contains("broken.png"))
    );
    touch(&day.face, "next");
    day.wait_s(5);
    // Is it whole? Yes.
    stands!(day, Screen::Question(_));
    touch(&day.face, "tick");
    day.wait_s(5);
    touch(&day.face, "tick");
    day.wait_s(5);
    stands!(day, Screen::Finished(_));
    touch(&day.face, "one-more");
    day.wait_s(5);
    touch(&day.face, "help");
    day.wait_s(5);
    stands!(day, Screen::HelpComing(_));
    touch_main(&day.face);
    stands!(day, Screen::Step(step) if step.help_called);
}

fn rest(day: &mut Day) {
    day.scan("10:30");
    stands!(day, Screen::Choice(_));
    // Nobody has come yet: also here they are called, and it is seen that they were.
    touch(&day.face, "staff-coming");
    day.wait_s(5);
    stands!(day, Screen::HelpComing(_));
    touch_main(&day.face);
    day.wait_s(5);
    stands!(day, Screen::Choice(_));
    touch(&day.face, "break");
    day.wait_s(5);
    stands!(day, Screen::Break(_));
    touch(&day.face, "staff-coming");
    day.wait_s(5);
    stands!(day, Screen::HelpComing(_));
    touch_main(&day.face);
    day.wait_s(5);
    stands!(day, Screen::Break(_));
    touch(&day.face, "work");
    day.wait_s(30);
}

fn sort_step_by_step(day: &mut Day) {
    day.staff_assign("gift/sort", PromptLevel::Full, PromptSupport::Clip);
    day.scan("10:50");
    touch(&day.face, "work");
    day.wait_s(5);
    stands!(day, Screen::Step(step) if step.clip_ms.is_some() && step.quantity == 3 && !step.safety.is_empty());
    // This one does not come out well; the next begins at the first step.
    touch(&day.face, "defect");
    day.wait_s(5);
    stands!(day, Screen::Message(message) if message.kind == MessageKind::PutAside && message.aside == 1);
    touch(&day.face, "one-more");
    day.wait_s(5);
    stands!(day, Screen::Step(step) if step.index == 0);
    for _ in 0..3 {
        touch(&day.face, "next");
        day.wait_s(5);
    }
    // Three ways, told apart by their pictures alone.
    stands!(day, Screen::Question(question) if question.answers.len() == 3);
    touch(&day.face, "box-open");
    day.wait_s(5);
    stands!(day, Screen::Step(step) if step.last);
    touch(&day.face, "tick");
    day.wait_s(5);
    stands!(day, Screen::Finished(_));
    touch(&day.face, "one-more");
    day.wait_s(5);
}

fn sort_in_groups(day: &mut Day) {
    day.staff_assign("gift/sort", PromptLevel::Grouped, PromptSupport::Picture);
    day.scan("11:10");
    touch(&day.face, "work");
    day.wait_s(5);
    stands!(day, Screen::Step(step) if step.pictures.len() > 1);
    for _ in 0..2 {
        touch(&day.face, "next");
        day.wait_s(5);
    }
    touch(&day.face, "box-open");
    day.wait_s(5);
    stands!(day, Screen::Step(step) if step.last);
    touch(&day.face, "tick");
    day.wait_s(5);
    touch(&day.face, "one-more");
    day.wait_s(5);
}

fn sort_by_checklist(day: &mut Day) {
    day.staff_assign("gift/sort", PromptLevel::Checklist, PromptSupport::Picture);
    day.scan("11:30");
    touch(&day.face, "work");
    day.wait_s(5);
    stands!(day, Screen::Checklist(_));
    // One that does not come out well is put aside.
    touch(&day.face, "defect");
    day.wait_s(5);
    stands!(day, Screen::Message(message) if message.kind == MessageKind::PutAside && message.aside == 2);
    // The hand slipped, and takes it back; then it is meant.
    touch(&day.face, "back");
    day.wait_s(5);
    stands!(day, Screen::Checklist(_));
    touch(&day.face, "defect");
    day.wait_s(5);
    touch(&day.face, "one-more");
    day.wait_s(5);
    let Screen::Checklist(list) = day.screen() else {
        panic!("a checklist, not {:?}", day.screen());
    };
    let ids = ["sort", "box-open", "place"];
    assert_eq!(list.ticks.len(), ids.len());
    for (at, id) in ids.into_iter().enumerate() {
        touch_line(&day.face, id);
        day.wait_s(5);
        stands!(day, Screen::Checklist(list) if list.ticks.iter().filter(|tick| tick.done).count() == at + 1);
    }
    // All is ticked: Done.
    touch(&day.face, "tick");
    day.wait_s(5);
    stands!(day, Screen::Finished(_));
    touch(&day.face, "one-more");
    day.wait_s(5);
}

fn sort_freely(day: &mut Day) {
    day.staff_assign("gift/sort", PromptLevel::Free, PromptSupport::Picture);
    day.scan("11:50");
    touch(&day.face, "work");
    day.wait_s(5);
    stands!(day, Screen::Free(_));
    touch(&day.face, "defect");
    day.wait_s(5);
    touch(&day.face, "one-more");
    day.wait_s(5);
    touch(&day.face, "tick");
    day.wait_s(5);
    stands!(day, Screen::Free(_));
}

/// The own page, behind the own picture, and what stands on it.
fn look_at_the_own_page(day: &mut Day) {
    day.scan("12:10");
    touch(&day.face, "soap");
    day.wait_s(5);
    stands!(day, Screen::Mine(_));
    for card in [
        MineCard::Day,
        MineCard::Count,
        MineCard::Praise,
        MineCard::Breaches,
        MineCard::Assessment,
        MineCard::Goal,
        MineCard::Internship,
    ] {
        match card {
            MineCard::Day => touch_part(&day.face, "home"),
            MineCard::Count => touch_part(&day.face, "done"),
            MineCard::Praise => touch_part(&day.face, "praise"),
            MineCard::Breaches => touch_alike(&day.face, 3),
            MineCard::Assessment => touch(&day.face, "assess"),
            MineCard::Goal => touch_part(&day.face, "goal"),
            MineCard::Internship => touch_part(&day.face, "internship"),
        }
        day.wait_s(5);
        stands!(day, Screen::MineCard(view) if view.card == card);
        touch(&day.face, "back");
        day.wait_s(5);
        stands!(day, Screen::Mine(_));
    }
    // A minute without a touch: still here? Yes, and nothing is lost.
    day.wait_s(61);
    stands!(day, Screen::Ask(ask) if ask.asking == Asking::StillHere);
    touch(&day.face, "tick");
    day.wait_s(5);
    stands!(day, Screen::Mine(_));
}

fn make_wishes(day: &mut Day) {
    for (at, wish, id) in [
        ("12:20", Wish::Talk, "want-talk"),
        ("12:30", Wish::Join, "want-join"),
        ("12:40", Wish::Leave, "want-leave"),
    ] {
        day.scan(at);
        touch(&day.face, "soap");
        day.wait_s(5);
        touch(&day.face, id);
        day.wait_s(5);
        stands!(day, Screen::Ask(ask) if ask.asking == Asking::Wish(wish));
        // Not yet; then after all.
        touch(&day.face, "close");
        day.wait_s(5);
        stands!(day, Screen::Mine(_));
        touch(&day.face, id);
        day.wait_s(5);
        touch(&day.face, "tick");
        day.wait_s(5);
        stands!(day, Screen::Message(message) if message.kind.tells());
        touch(&day.face, "tick");
        day.wait_s(5);
    }
}

fn choose_a_picture(day: &mut Day) {
    day.scan("12:50");
    touch(&day.face, "soap");
    day.wait_s(5);
    touch(&day.face, "soap");
    day.wait_s(5);
    stands!(day, Screen::Pick(_));
    touch(&day.face, "sport");
    day.wait_s(5);
    stands!(day, Screen::Ask(ask) if matches!(ask.asking, Asking::Picture(_)));
    touch(&day.face, "tick");
    day.wait_s(5);
    stands!(day, Screen::Message(message) if message.kind == MessageKind::PictureTold);
    touch(&day.face, "tick");
    day.wait_s(5);
}

/// Somebody else holds this badge, and says so: nobody is accused, staff come.
fn hold_a_friends_badge(day: &mut Day) {
    day.scan("13:00");
    touch(&day.face, "not-me");
    day.wait_s(5);
    stands!(day, Screen::Ask(ask) if ask.asking == Asking::NotMe);
    touch(&day.face, "tick");
    day.wait_s(5);
    stands!(day, Screen::Message(message) if message.kind == MessageKind::NotMeTold && message.person.is_none());
    touch(&day.face, "tick");
    day.wait_s(5);
    stands!(day, Screen::Waiting(_));
}

fn go_home(day: &mut Day) {
    day.scan("15:02");
    touch(&day.face, "home");
    day.wait_s(5);
    stands!(day, Screen::Goodbye(goodbye) if goodbye.asks_mood);
    touch(&day.face, "mood-5");
    day.wait_s(5);
    stands!(day, Screen::Goodbye(goodbye) if goodbye.mood == Some(5) && !goodbye.asks_mood);
    touch(&day.face, "home");
    day.wait_s(1);
    stands!(day, Screen::Waiting(_));
}

/// With all words hidden every control of a participant still shows a picture, and the picture stands out from its
/// ground for every eye: no control is its words, and none is its colour.
#[test]
fn every_control_is_a_picture_for_every_eye() {
    let face = face::face(SEVEN_INCH, "ru");
    face.hide_text(true);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (name, screen) in samples("ru") {
        if !face::is_somebodys(&screen) {
            continue;
        }
        face.show(&screen);
        let looked = shot(&face);
        for control in buttons(&face) {
            seen += 1;
            let label = control.accessible_label().unwrap_or_default();
            let (_, pixels) = inside(&looked, &control);
            for (eye, see) in [
                ("every eye", (|colour| colour) as fn(Rgb) -> Rgb),
                ("deuteranopia", deuteranopia),
            ] {
                let pixels: Vec<Rgb> = pixels.iter().map(|pixel| see(*pixel)).collect();
                let ground = ground(&pixels);
                let drawn = pixels
                    .iter()
                    .filter(|pixel| contrast(**pixel, ground) >= GRAPHICS)
                    .count();
                // A lone arrow on the largest key is one pixel in two hundred.
                if drawn * 300 < pixels.len() {
                    wrong.push(format!("{name}: {label:?} shows nothing to {eye}"));
                }
            }
        }
    }
    assert!(seen > 100, "only {seen} controls were looked at");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
