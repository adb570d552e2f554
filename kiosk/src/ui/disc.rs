//! The visual timer: a disc whose filled part is what is left. The software renderer draws no
//! paths of its own, so the disc is a small SVG, made anew only when the minute changes.

use slint::Image;

/// Radius in the 96-unit grid of the pictograms.
const RADIUS: f32 = 40.0;
/// Below this what is left is drawn as nothing, above its complement as the whole disc:
/// an arc between two equal points would vanish.
const LEAST: f32 = 0.002;

/// The disc with `fraction_left` (0.0 to 1.0) filled in `colour` (`#RRGGBB`), clockwise from the top.
pub(super) fn disc(fraction_left: f32, colour: &str) -> Image {
    Image::load_from_svg_data(svg(fraction_left, colour).as_bytes()).unwrap_or_default()
}

fn svg(fraction_left: f32, colour: &str) -> String {
    let left = if fraction_left.is_finite() {
        fraction_left.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let filled = if left < LEAST {
        String::new()
    } else if left > 1.0 - LEAST {
        format!(r#"<circle cx="48" cy="48" r="{RADIUS}" fill="{colour}"/>"#)
    } else {
        // The elapsed part opens at the top and grows clockwise, as on a clock.
        let angle = (1.0 - left) * std::f32::consts::TAU;
        let (x, y) = (48.0 + RADIUS * angle.sin(), 48.0 - RADIUS * angle.cos());
        let large = u8::from(left > 0.5);
        format!(
            r#"<path d="M48 48 L{x:.2} {y:.2} A{RADIUS} {RADIUS} 0 {large} 1 48 {top} Z" fill="{colour}"/>"#,
            top = 48.0 - RADIUS
        )
    };
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="{RADIUS}" fill="#FFFFFF"/>{filled}<circle cx="48" cy="48" r="{RADIUS}" fill="none" stroke="{colour}" stroke-width="4"/></svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fraction_gives_a_disc() {
        for fraction in [-1.0, 0.0, 0.001, 0.25, 0.5, 0.75, 0.999, 1.0, 7.0, f32::NAN] {
            assert_eq!(disc(fraction, "#6B4000").size().width, 96, "{fraction}");
        }
    }

    #[test]
    fn what_is_left_is_what_is_filled() {
        // A quarter left: from nine o'clock to the top, the short way.
        assert!(svg(0.25, "#000000").contains("M48 48 L8.00 48.00 A40 40 0 0 1 48 8 Z"));
        assert!(svg(0.75, "#000000").contains("M48 48 L88.00 48.00 A40 40 0 1 1 48 8 Z"));
        assert!(!svg(0.0, "#000000").contains("<path"));
    }
}
