//! What is told by shapes alone, as it is drawn: dots, counts, bars, timers, the strip of the day and what is ticked stand
//! out from what they stand on by 3:1 (WCAG 2.2, 1.4.11), beside each other too, for every eye and in every look.

use crate::eyes::{GRAPHICS, Rgb, Shot, contrast, deuteranopia, ground, luminance, part, shot};
use crate::face;
use crate::face::{MONITOR, Panel, SEVEN_INCH, TEN_INCH, looks, samples};
use i_slint_backend_testing::{ElementHandle, ElementQuery};
use stupen_kiosk::ui::*;

/// Screens that tell by shapes: the samples of participants, and what they lack.
fn shown(lang: &str) -> Vec<(String, Screen)> {
    let mut all: Vec<(String, Screen)> = samples(lang)
        .into_iter()
        .filter(|(name, screen)| face::is_somebodys(screen) || name.starts_with("waiting"))
        .filter(|(_, screen)| !matches!(screen, Screen::Staff(_)))
        .map(|(name, screen)| (name.to_owned(), screen))
        .collect();
    let sample = |name: &str| {
        let (_, screen) = samples(lang)
            .into_iter()
            .find(|(known, _)| *known == name)
            .expect("a sample");
        screen
    };
    // Every shape of what is left of a time, on every screen that has one, full and nearly over.
    for shape in [TimerShape::Disc, TimerShape::Bar] {
        for left in [1.0, 0.66, 0.3, 0.08] {
            let time = TimeLeft { left, shape };
            let called = |name: &str| format!("{name} {shape:?} {left}");
            if let Screen::Break(mut view) = sample("break") {
                if let Some(timer) = &mut view.timer {
                    timer.time = Some(time);
                }
                all.push((called("break"), Screen::Break(view)));
            }
            if let Screen::Step(mut view) = sample("step") {
                view.timer = Some(time);
                all.push((called("step"), Screen::Step(view)));
            }
            if let Screen::Checklist(mut view) = sample("checklist") {
                view.timer = Some(time);
                all.push((called("checklist"), Screen::Checklist(view)));
            }
            if let Screen::Free(mut view) = sample("free") {
                view.timer = Some(time);
                all.push((called("free"), Screen::Free(view)));
            }
        }
    }
    for count in [0, 7, 10, 11, 100, 190] {
        if let Screen::Finished(mut view) = sample("finished") {
            view.count = count;
            all.push((format!("finished {count}"), Screen::Finished(view)));
        }
        if let Screen::Free(mut view) = sample("free") {
            view.count = count;
            all.push((format!("free {count}"), Screen::Free(view)));
        }
        if let Screen::Mine(mut view) = sample("mine") {
            view.count = count;
            all.push((format!("mine {count}"), Screen::Mine(view)));
        }
    }
    all
}

/// A screen as an eye sees it.
struct Seen {
    shot: Shot,
    see: fn(Rgb) -> Rgb,
}

impl Seen {
    fn at(&self, (x, y): (f32, f32)) -> Option<Rgb> {
        let (_, pixels) = part(&self.shot, x, y, x + 1.0, y + 1.0);
        pixels.first().map(|pixel| (self.see)(*pixel))
    }

    /// The strongest contrast of two colours on the straight way from one point to another.
    fn between(&self, from: (f32, f32), to: (f32, f32)) -> f64 {
        let steps = (to.0 - from.0)
            .abs()
            .max((to.1 - from.1).abs())
            .ceil()
            .max(1.0);
        let colours: Vec<Rgb> = (0..=steps as usize)
            .filter_map(|step| {
                let part = step as f32 / steps;
                self.at((
                    from.0 + (to.0 - from.0) * part,
                    from.1 + (to.1 - from.1) * part,
                ))
            })
            .collect();
        spread(&colours)
    }

    fn apart(&self, one: (f32, f32), other: (f32, f32)) -> f64 {
        match (self.at(one), self.at(other)) {
            (Some(one), Some(other)) => contrast(one, other),
            _ => 1.0,
        }
    }

    /// The strongest contrast of anything in a rectangle with its ground.
    fn drawn(&self, mark: &Mark) -> f64 {
        let (_, pixels) = part(&self.shot, mark.left, mark.top, mark.right, mark.bottom);
        let pixels: Vec<Rgb> = pixels.into_iter().map(self.see).collect();
        if pixels.is_empty() {
            return 1.0;
        }
        let ground = ground(&pixels);
        pixels
            .iter()
            .map(|pixel| contrast(*pixel, ground))
            .fold(1.0, f64::max)
    }
}

/// The strongest contrast among some colours: that of the lightest with the darkest.
fn spread(colours: &[Rgb]) -> f64 {
    let by_light = |a: &&Rgb, b: &&Rgb| luminance(**a).total_cmp(&luminance(**b));
    match (
        colours.iter().min_by(by_light),
        colours.iter().max_by(by_light),
    ) {
        (Some(dark), Some(light)) => contrast(*dark, *light),
        _ => 1.0,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Mark {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Mark {
    fn of(element: &ElementHandle) -> Self {
        let (at, size) = (element.absolute_position(), element.size());
        Self {
            left: at.x,
            top: at.y,
            right: at.x + size.width,
            bottom: at.y + size.height,
        }
    }

    fn middle(&self) -> (f32, f32) {
        (
            (self.left + self.right) / 2.0,
            (self.top + self.bottom) / 2.0,
        )
    }

    fn above(&self) -> (f32, f32) {
        (self.middle().0, self.top - 3.0)
    }

    fn beside(&self) -> (f32, f32) {
        (self.left - 3.0, self.middle().1)
    }

    fn width(&self) -> f32 {
        self.right - self.left
    }

    fn height(&self) -> f32 {
        self.bottom - self.top
    }
}

/// The marks of one kind in a holder, in the order in which they stand.
fn marks(holder: &ElementHandle, id: &str) -> Vec<Mark> {
    let mut found: Vec<Mark> = holder
        .query_descendants()
        .match_id(id)
        .find_all()
        .iter()
        .map(Mark::of)
        .filter(|mark| mark.width() >= 1.0 && mark.height() >= 1.0)
        .collect();
    found.dedup();
    found
}

fn holders(face: &Face, kind: &str) -> Vec<ElementHandle> {
    ElementQuery::from_root(face.component())
        .match_descendants()
        .match_inherits(kind)
        .find_all()
        .into_iter()
        .filter(|holder| holder.size().width > 1.0 && holder.size().height > 1.0)
        .collect()
}

type Check = fn(&Seen, &ElementHandle) -> Vec<String>;

/// What is looked at: a kind of element, how it is judged, and how many of them one panel's screens have at least, seen
/// with two eyes.
const CHECKS: &[(&str, Check, usize)] = &[
    ("Dots", dots, 40),
    ("StepBar", step_bar, 4),
    ("Ten", ten, 100),
    ("Level", level, 30),
    ("Quantity", quantity, 6),
    ("TimeShape", timer, 150),
    ("DayStrip", strip, 20),
    ("Tick", line, 100),
    ("Sign", sign, 40),
    ("Soon", sign, 20),
    ("Card", card, 150),
];

/// Looks at everything on every screen of a panel, in every look, with two eyes.
fn everything_is_seen(panel: Panel, lang: &str) {
    let mut wrong = Vec::new();
    let mut counts = [0; CHECKS.len()];
    let face = face::face(panel, lang);
    for (look_name, look) in looks() {
        face.set_look(&look);
        for (name, screen) in shown(lang) {
            face.show(&screen);
            let looked = shot(&face);
            for (eye, see) in [
                ("every eye", (|colour| colour) as fn(Rgb) -> Rgb),
                ("deuteranopia", deuteranopia),
            ] {
                let drawn = Seen {
                    shot: looked.clone(),
                    see,
                };
                for ((kind, check, _), count) in CHECKS.iter().zip(&mut counts) {
                    for holder in holders(&face, kind) {
                        *count += 1;
                        for what in check(&drawn, &holder) {
                            // Whoever was not assessed yet has reached none.
                            if what == NO_STAIR && name.starts_with("mine-nothing") {
                                continue;
                            }
                            let place = format!("{name} {} {lang} {look_name}", panel.name);
                            wrong.push(format!("{place}, {eye}: {kind}: {what}"));
                        }
                    }
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for ((kind, _, least), count) in CHECKS.iter().zip(counts) {
        assert!(count >= *least, "only {count} of {kind} were looked at");
    }
}

#[test]
fn shapes_are_seen_on_seven_inches() {
    everything_is_seen(SEVEN_INCH, "ru");
}

#[test]
fn shapes_are_seen_on_ten_inches() {
    everything_is_seen(TEN_INCH, "en");
}

#[test]
fn shapes_are_seen_on_a_monitor() {
    everything_is_seen(MONITOR, "ru");
}

fn weak(what: &str, ratio: f64, wrong: &mut Vec<String>) {
    if ratio < GRAPHICS {
        wrong.push(format!("{what} has {ratio:.2}"));
    }
}

/// Marks in a row are seen, each of them, and where one ends and the next begins.
fn row(seen: &Seen, what: &str, all: &[Mark], wrong: &mut Vec<String>) {
    for (at, mark) in all.iter().enumerate() {
        weak(
            &format!("{what} {at}"),
            seen.between(mark.middle(), mark.above()),
            wrong,
        );
        if let Some(next) = all.get(at + 1) {
            weak(
                &format!("between {what} {at} and the next"),
                seen.between(mark.middle(), next.middle()),
                wrong,
            );
        }
    }
}

/// Where one is among the steps: what is done, now and to come, each a shape of its own.
fn dots(seen: &Seen, dots: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    let all = marks(dots, "Dots::dot");
    row(seen, "dot", &all, &mut wrong);
    let widest = all.iter().map(Mark::width).fold(0.0, f32::max);
    let now: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, mark)| mark.width() > widest * 0.99)
        .map(|(at, _)| at)
        .collect();
    let [now] = now.as_slice() else {
        return vec![format!("{} dots are the largest: {all:?}", now.len())];
    };
    for (at, mark) in all.iter().enumerate() {
        if at != *now && mark.width() * 1.3 > widest {
            wrong.push(format!("dot {at} is as large as the one that is now"));
        }
    }
    // Done is full, to come is empty.
    if let (Some(done), Some(open)) = (all.first(), all.last())
        && *now > 0
        && *now + 1 < all.len()
    {
        weak(
            "done beside open",
            seen.apart(done.middle(), open.middle()),
            &mut wrong,
        );
    }
    wrong
}

/// The same of many steps: what is done, the place one stands at, and what is to come, along one bar.
fn step_bar(seen: &Seen, bar: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    let one = |id: &str| marks(bar, id).into_iter().next();
    let (Some(whole), Some(done), Some(now)) = (
        one("StepBar::bar"),
        one("StepBar::done"),
        one("StepBar::now"),
    ) else {
        return vec!["a part is missing".into()];
    };
    let middle = whole.middle().1;
    let behind = (whole.left + (now.left - whole.left) / 2.0, middle);
    let ahead = (now.right + (whole.right - now.right) / 2.0, middle);
    // At the first step nothing is done.
    if now.left > whole.left + whole.height() {
        weak("done beside to come", seen.apart(behind, ahead), &mut wrong);
        weak(
            "done",
            seen.between(behind, (behind.0, done.top - 3.0)),
            &mut wrong,
        );
    }
    weak(
        "the place beside to come",
        seen.apart(now.middle(), ahead),
        &mut wrong,
    );
    weak(
        "to come",
        seen.between(ahead, (ahead.0, whole.top - 3.0)),
        &mut wrong,
    );
    if now.height() < whole.height() * 1.3 {
        wrong.push("the place is no larger than the bar".into());
    }
    wrong
}

/// Pieces are counted by blocks of ten and by places of the ten under way.
fn ten(seen: &Seen, ten: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    let places = marks(ten, "Ten::place");
    if places.len() != 10 {
        return vec![format!("{} places", places.len())];
    }
    for five in places.chunks(5) {
        row(seen, "place", five, &mut wrong);
    }
    let full: Vec<bool> = places
        .iter()
        .map(|place| {
            seen.at(place.middle())
                .is_some_and(|colour| contrast(colour, [255; 3]) >= GRAPHICS)
        })
        .collect();
    let filled = full.iter().filter(|full| **full).count();
    for (at, place) in places.iter().enumerate() {
        if let (Some(other), true) = (places.get(filled), at < filled) {
            weak(
                "a full place beside an empty one",
                seen.apart(place.middle(), other.middle()),
                &mut wrong,
            );
        }
    }
    if full.iter().take(filled).any(|full| !full) {
        wrong.push(format!("full places are not the first ones: {full:?}"));
    }
    for block in marks(ten, "Ten::block") {
        weak(
            "a block",
            seen.between(block.middle(), block.beside()),
            &mut wrong,
        );
        // Its ten pieces: two columns of five.
        let across = |y: f32, from: f32, to: f32| {
            let at = |part: f32| block.left + block.width() * part;
            seen.between((at(from), y), (at(to), y))
        };
        let down = |x: f32, from: f32, to: f32| {
            let at = |part: f32| block.top + block.height() * part;
            seen.between((x, at(from)), (x, at(to)))
        };
        weak(
            "the two columns of a block",
            across(block.top + block.height() * 0.3, 0.25, 0.75),
            &mut wrong,
        );
        for piece in 0..4u8 {
            let from = 0.1 + 0.2 * f32::from(piece);
            weak(
                "two pieces of a block",
                down(block.left + block.width() * 0.25, from, from + 0.2),
                &mut wrong,
            );
        }
    }
    wrong
}

/// What is said of a mark without a stair that is reached.
const NO_STAIR: &str = "no stair is reached";

/// The stairs of a mark, those reached filled.
fn level(seen: &Seen, level: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    let stairs = marks(level, "Level::stair");
    row(seen, "stair", &stairs, &mut wrong);
    let full = |stair: &Mark| {
        seen.at(stair.middle())
            .is_some_and(|colour| contrast(colour, [255; 3]) >= GRAPHICS)
    };
    let reached = stairs.iter().filter(|stair| full(stair)).count();
    if reached == 0 || !stairs.iter().take(reached).all(full) {
        wrong.push(if reached == 0 {
            NO_STAIR.to_owned()
        } else {
            format!("the first {reached} stairs are not those reached")
        });
    }
    wrong
}

fn quantity(seen: &Seen, quantity: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    let squares = marks(quantity, "Quantity::square");
    row(seen, "square", &squares, &mut wrong);
    if squares.len() < 2 {
        wrong.push(format!("{} squares", squares.len()));
    }
    wrong
}

/// What is left of a time, in every style of a timer: what is left, what is over, and where all of it ends.
fn timer(seen: &Seen, shape: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    for bar in marks(shape, "TimeShape::bar") {
        weak(
            "the bar",
            seen.between(bar.middle(), bar.beside()),
            &mut wrong,
        );
        weak(
            "the bar's top",
            seen.between(bar.middle(), bar.above()),
            &mut wrong,
        );
        let rest = marks(shape, "TimeShape::rest");
        let [rest] = rest.as_slice() else {
            wrong.push(format!("{} rests of a bar", rest.len()));
            continue;
        };
        // What is over lies above what is left, or to its right.
        let over = if bar.height() > bar.width() {
            (rest.top > bar.top + bar.height() * 0.2)
                .then_some((bar.middle().0, bar.top + bar.height() * 0.1))
        } else {
            (rest.right < bar.right - bar.width() * 0.2)
                .then_some((bar.right - bar.width() * 0.1, bar.middle().1))
        };
        if let Some(over) = over {
            weak(
                "left beside over",
                seen.apart(rest.middle(), over),
                &mut wrong,
            );
        }
    }
    for disc in marks(shape, "TimeShape::disc") {
        // The picture keeps its proportions; its radius is 40 of 96.
        let side = disc.width().min(disc.height());
        let (x, y) = disc.middle();
        let on = |hour: f32, part: f32| {
            let angle = hour / 12.0 * std::f32::consts::TAU;
            let radius = side * 40.0 / 96.0 * part;
            (x + radius * angle.sin(), y - radius * angle.cos())
        };
        let outside = on(11.7, 1.16);
        // What is over opens at twelve and grows clockwise, so the last bit left lies before twelve.
        weak(
            "what is left of a disc",
            seen.apart(on(11.7, 0.85), outside),
            &mut wrong,
        );
        // The trace of what is over is broken: somewhere in every hour it is seen.
        let empty = |hour: f32| seen.apart(on(hour, 0.85), outside) < GRAPHICS;
        for hour in 0..11u8 {
            let hour = f32::from(hour);
            if !empty(hour) || !empty(hour + 1.0) {
                continue;
            }
            let most = (0..=40u8)
                .map(|step| {
                    seen.between(
                        on(hour + f32::from(step) / 40.0, 0.9),
                        on(hour + f32::from(step) / 40.0, 1.1),
                    )
                })
                .fold(1.0, f64::max);
            weak(&format!("the rim after {hour} o'clock"), most, &mut wrong);
        }
    }
    wrong
}

/// Cards of the day: where each ends, what it shows, which is now, and that those before it are over.
fn strip(seen: &Seen, strip: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    let cards = marks(strip, "DayStrip::shown");
    for (at, card) in cards.iter().enumerate() {
        weak(
            &format!("card {at}"),
            seen.between(card.middle(), card.beside()),
            &mut wrong,
        );
        let edge = |mark: &Mark| (mark.left + 1.0, mark.middle().1);
        weak(
            &format!("the edge of card {at}"),
            seen.between(edge(card), card.beside()),
            &mut wrong,
        );
    }
    for (at, picture) in marks(strip, "DayStrip::picture").iter().enumerate() {
        weak(&format!("picture {at}"), seen.drawn(picture), &mut wrong);
    }
    for (at, over) in marks(strip, "DayStrip::over").iter().enumerate() {
        weak(&format!("tick {at}"), seen.drawn(over), &mut wrong);
    }
    wrong
}

/// Lines of a checklist: the picture of what is done is paler and still seen, and so is the place for the tick.
fn line(seen: &Seen, line: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    for picture in marks(line, "Tick::picture") {
        weak("the picture", seen.drawn(&picture), &mut wrong);
    }
    for ring in marks(line, "Tick::ring") {
        weak(
            "the ring",
            seen.between(ring.middle(), ring.above()),
            &mut wrong,
        );
    }
    for ticked in marks(line, "Tick::ticked") {
        weak("the tick", seen.drawn(&ticked), &mut wrong);
    }
    wrong
}

/// Where nothing stands yet, its places are seen empty, as many as there can be, and it is said.
#[test]
fn what_is_not_there_yet_has_its_empty_place() {
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for lang in LANGUAGES {
            let face = face::face(panel, lang);
            face.hide_text(true);
            for (look_name, look) in looks() {
                face.set_look(&look);
                for (kind, id, count) in [
                    (MineCard::Breaches, "EmptyPlace::place", 3),
                    (MineCard::Praise, "EmptyPlace::place", 1),
                    (MineCard::Goal, "EmptyPlace::place", 1),
                    (MineCard::Internship, "EmptyPlace::place", 1),
                    (MineCard::Assessment, "Level::stair", 4),
                    (MineCard::Count, "Ten::place", 10),
                ] {
                    let place = format!("{kind:?} {} {lang} {look_name}", panel.name);
                    face.show(&face::nothing(lang, kind));
                    let mut places: Vec<Mark> =
                        ElementHandle::find_by_element_id(face.component(), id)
                            .map(|element| Mark::of(&element))
                            .collect();
                    places.dedup();
                    assert_eq!(places.len(), count, "{place}");
                    let seen = Seen {
                        shot: shot(&face),
                        see: deuteranopia,
                    };
                    for empty in &places {
                        let inside = seen.at(empty.middle()).expect("a pixel");
                        assert!(contrast(inside, [255; 3]) < 1.2, "{place}: it is full");
                        let edge = seen.between(empty.middle(), empty.above());
                        assert!(edge >= GRAPHICS, "{place}: {edge:.2}");
                    }
                    // More than the title: that there is none.
                    let said = face.spoken();
                    assert!(said.split(". ").count() > 1, "{place}: {said}");
                }
            }
        }
    }
}

/// Where a card ends is seen.
fn card(seen: &Seen, card: &ElementHandle) -> Vec<String> {
    let mut wrong = Vec::new();
    let mark = Mark::of(card);
    let inside = (mark.left + 5.0, mark.middle().1);
    weak("the edge", seen.between(inside, mark.beside()), &mut wrong);
    wrong
}

/// Safety signs and what comes soon: where they end, and what they show.
fn sign(seen: &Seen, sign: &ElementHandle) -> Vec<String> {
    let mut wrong = card(seen, sign);
    weak("what it shows", seen.drawn(&Mark::of(sign)), &mut wrong);
    wrong
}
