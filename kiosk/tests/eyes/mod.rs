//! Eyes for tests: what is drawn inside a control, how far colours stand apart, and how a picture looks to an eye
//! without green cones.

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::{ComponentHandle, Rgba8Pixel, SharedPixelBuffer};
use stupen_kiosk::ui::Face;

pub(crate) type Shot = SharedPixelBuffer<Rgba8Pixel>;
pub(crate) type Rgb = [u8; 3];

/// Graphics stand out by this much (WCAG 2.2, 1.4.11).
pub(crate) const GRAPHICS: f64 = 3.0;
/// Words stand out by this much (docs/screens.md; WCAG 2.2, 1.4.6).
pub(crate) const WORDS: f64 = 7.0;

pub(crate) fn shot(face: &Face) -> Shot {
    face.component()
        .window()
        .take_snapshot()
        .expect("a picture")
}

pub(crate) fn buttons(face: &Face) -> Vec<ElementHandle> {
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

/// The pixels of a rectangle, as far as it lies in the picture, and its width.
pub(crate) fn part(shot: &Shot, left: f32, top: f32, right: f32, bottom: f32) -> (usize, Vec<Rgb>) {
    let (wide, high) = (shot.width() as usize, shot.height() as usize);
    let (left, top) = (left.max(0.0) as usize, top.max(0.0) as usize);
    let (right, bottom) = (
        (right.max(0.0) as usize).min(wide),
        (bottom.max(0.0) as usize).min(high),
    );
    let pixels = (top..bottom)
        .flat_map(|y| (left..right).map(move |x| y * wide + x))
        .filter_map(|place| shot.as_slice().get(place))
        .map(|p| [p.r, p.g, p.b])
        .collect();
    (right.saturating_sub(left), pixels)
}

/// The pixels inside a control, without its outline.
pub(crate) fn inside(shot: &Shot, control: &ElementHandle) -> (usize, Vec<Rgb>) {
    let (at, size) = (control.absolute_position(), control.size());
    let inset = 9.0;
    part(
        shot,
        at.x + inset,
        at.y + inset,
        at.x + size.width - inset,
        at.y + size.height - inset,
    )
}

/// The colour of the ground: the most frequent one.
pub(crate) fn ground(pixels: &[Rgb]) -> Rgb {
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

fn linear(channel: u8) -> f64 {
    let part = f64::from(channel) / 255.0;
    if part <= 0.04045 {
        part / 12.92
    } else {
        ((part + 0.055) / 1.055).powf(2.4)
    }
}

/// Relative luminance, as WCAG defines it.
pub(crate) fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] = colour.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

pub(crate) fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How an eye without green cones sees a colour: the matrix for deuteranopia of severity 1 on linear RGB (Machado,
/// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009).
pub(crate) fn deuteranopia(colour: Rgb) -> Rgb {
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
