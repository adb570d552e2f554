//! Nothing needs reading: one participant's whole day is walked by touching pictures, with every word and number
//! hidden; and no control is known by its words or by its colour alone.

mod day;
mod face;

use day::Day;
use face::{SEVEN_INCH, samples};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::platform::PointerEventButton;
use slint::{ComponentHandle, Rgba8Pixel, SharedPixelBuffer};
use stupen_domain::facts::RequestKind;
use stupen_domain::wire::Fact;
use stupen_kiosk::ui::{Face, Screen};

type Shot = SharedPixelBuffer<Rgba8Pixel>;
type Rgb = [u8; 3];

/// Cells of the grid on which shapes are compared.
const GRID: usize = 24;
/// Graphics stand out by this much (WCAG 2.2, 1.4.11).
const GRAPHICS: f64 = 3.0;

fn shot(face: &Face) -> Shot {
    face.component()
        .window()
        .take_snapshot()
        .expect("a picture")
}

fn buttons(face: &Face) -> Vec<ElementHandle> {
    [AccessibleRole::Button, AccessibleRole::Checkbox]
        .into_iter()
        .flat_map(|role| {
            ElementQuery::from_root(face.component())
                .match_descendants()
                .match_accessible_role(role)
                .find_all()
        })
        .collect()
}

/// The pixels inside a control, without its outline.
fn inside(shot: &Shot, control: &ElementHandle) -> (usize, Vec<Rgb>) {
    let (at, size) = (control.absolute_position(), control.size());
    let inset = 9.0;
    let left = (at.x + inset) as usize;
    let top = (at.y + inset) as usize;
    let right = (at.x + size.width - inset) as usize;
    let bottom = (at.y + size.height - inset) as usize;
    let width = shot.width() as usize;
    let pixels = (top..bottom)
        .flat_map(|y| (left..right).map(move |x| y * width + x))
        .filter_map(|place| shot.as_slice().get(place))
        .map(|p| [p.r, p.g, p.b])
        .collect();
    (right - left, pixels)
}

/// The colour of the ground: the most frequent one.
fn ground(pixels: &[Rgb]) -> Rgb {
    let mut counts = std::collections::HashMap::new();
    for pixel in pixels {
        *counts.entry(*pixel).or_insert(0usize) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(colour, count)| (*count, *colour))
        .map(|(colour, _)| colour)
        .expect("pixels")
}

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

/// Touches the control that shows this picture, as somebody does who knows pictures and not letters.
fn touch(face: &Face, id: &str) {
    let looked = shot(face);
    let wanted = pictogram(id);
    let mut found: Vec<(f64, ElementHandle)> = buttons(face)
        .into_iter()
        .filter_map(|control| {
            let (width, pixels) = inside(&looked, &control);
            let ground = ground(&pixels);
            let drawn: Vec<bool> = pixels.iter().map(|pixel| differs(*pixel, ground)).collect();
            let seen = shape(width, &drawn)?;
            let like = wanted
                .iter()
                .map(|shape| likeness(shape, &seen))
                .fold(0.0, f64::max);
            Some((like, control))
        })
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
            like - next > 0.08,
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

#[test]
fn a_whole_day_is_walked_without_a_word() {
    let mut day = Day::begin();
    day.face.hide_text(true);
    day.scan("8:52");
    assert!(matches!(day.screen(), Screen::Hello(_)));
    touch_main(&day.face);
    day.wait_s(5);
    // What has to lie ready, then step by step to the end of the first piece.
    assert!(
        matches!(day.screen(), Screen::Tools(_)),
        "{:?}",
        day.screen()
    );
    touch_main(&day.face);
    day.wait_s(5);
    touch(&day.face, "next");
    day.wait_s(5);
    touch(&day.face, "back");
    day.wait_s(5);
    touch(&day.face, "next");
    day.wait_s(5);
    // Its picture is torn: the card asks for help, staff learn the file, and the work goes on.
    assert!(matches!(day.screen(), Screen::Step(step) if step.broken));
    assert!(
        day.notices()
            .iter()
            .any(|notice| notice.detail.contains("broken.png"))
    );
    touch(&day.face, "next");
    day.wait_s(5);
    // Is it whole? Yes.
    assert!(
        matches!(day.screen(), Screen::Question(_)),
        "{:?}",
        day.screen()
    );
    touch(&day.face, "tick");
    day.wait_s(5);
    touch(&day.face, "tick");
    day.wait_s(5);
    assert!(
        matches!(day.screen(), Screen::Finished(_)),
        "{:?}",
        day.screen()
    );
    touch(&day.face, "again");
    day.wait_s(5);
    touch(&day.face, "help");
    day.wait_s(5);
    assert!(matches!(day.screen(), Screen::HelpComing(_)));
    touch_main(&day.face);
    // The break, and back.
    day.scan("10:30");
    assert!(
        matches!(day.screen(), Screen::Choice(_)),
        "{:?}",
        day.screen()
    );
    touch(&day.face, "break");
    day.wait_s(5);
    assert!(matches!(day.screen(), Screen::Break(_)));
    touch(&day.face, "work");
    day.wait_s(30);
    // The own page, behind the own picture: "I want to talk", really.
    day.scan("12:10");
    touch(&day.face, "soap");
    day.wait_s(5);
    assert!(
        matches!(day.screen(), Screen::Mine(_)),
        "{:?}",
        day.screen()
    );
    touch(&day.face, "want-talk");
    day.wait_s(5);
    touch(&day.face, "tick");
    day.wait_s(5);
    assert!(matches!(day.screen(), Screen::Message(_)));
    touch(&day.face, "tick");
    day.wait_s(5);
    // Home.
    day.scan("15:02");
    touch(&day.face, "home");
    day.wait_s(5);
    touch(&day.face, "mood-4");
    day.wait_s(5);
    touch(&day.face, "home");
    day.wait_s(1);
    assert!(matches!(day.screen(), Screen::Waiting(_)));

    let facts = day.facts();
    let count = |is: fn(&Fact) -> bool| facts.iter().filter(|fact| is(fact)).count();
    assert_eq!(count(|fact| matches!(fact, Fact::Arrived(_))), 1);
    assert_eq!(count(|fact| matches!(fact, Fact::BreakStarted(_))), 1);
    assert_eq!(count(|fact| matches!(fact, Fact::BreakEnded(_))), 1);
    assert_eq!(count(|fact| matches!(fact, Fact::HelpAsked(_))), 1);
    assert_eq!(
        count(|fact| matches!(fact, Fact::RequestMade(made) if made.what == RequestKind::Talk)),
        1
    );
    assert_eq!(count(|fact| matches!(fact, Fact::Left(_))), 1);
    assert_eq!(
        count(|fact| matches!(fact, Fact::MoodSaid(said) if said.mood == 4)),
        1
    );
    let counted: u32 = facts
        .iter()
        .map(|fact| match fact {
            Fact::RunRecorded(run) => run.counted,
            _ => 0,
        })
        .sum();
    assert_eq!(counted, 1);
}

/// Relative luminance, as WCAG defines it.
fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] = colour.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn linear(channel: u8) -> f64 {
    let part = f64::from(channel) / 255.0;
    if part <= 0.04045 {
        part / 12.92
    } else {
        ((part + 0.055) / 1.055).powf(2.4)
    }
}

/// How an eye without green cones sees a colour (Machado, Oliveira and Fernandes 2009, severity 1).
fn deuteranopia(colour: Rgb) -> Rgb {
    let [r, g, b] = colour.map(linear);
    let seen = [
        0.367_322 * r + 0.860_646 * g - 0.227_968 * b,
        0.280_085 * r + 0.672_501 * g + 0.047_413 * b,
        -0.011_820 * r + 0.042_940 * g + 0.968_881 * b,
    ];
    seen.map(|part| {
        let part = part.clamp(0.0, 1.0);
        let channel = if part <= 0.003_130_8 {
            part * 12.92
        } else {
            1.055 * part.powf(1.0 / 2.4) - 0.055
        };
        (channel * 255.0).round() as u8
    })
}

fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
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
