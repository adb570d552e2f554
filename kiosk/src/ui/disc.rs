//! The visual timer: a disc whose filled part is what is left. The software renderer draws no
//! paths of its own, so the disc is a small SVG, made anew only when the minute changes.

use slint::Image;

/// Radius in the 96-unit grid of the pictograms.
const RADIUS: f32 = 40.0;
/// Below this what is left is drawn as nothing, above its complement as the whole disc:
/// an arc between two equal points would vanish.
const LEAST: f32 = 0.002;
/// What is left must be this large to hold a picture.
const LEAST_PICTURED: f32 = 0.2;

/// What is drawn into the part that is left: it says of what something is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Inside {
    /// Nothing: the disc is small, or stands beside what it is about.
    #[default]
    Nothing,
    /// A cup: so much of the break.
    Cup,
    /// A bowl: so much of lunch.
    Bowl,
}

impl Inside {
    /// The lines of the pictograms `break` and `lunch`, around the middle of their grid.
    fn lines(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Cup => {
                "M16 38 H66 V64 a18 18 0 0 1 -18 18 H34 a18 18 0 0 1 -18 -18 Z M66 46 h6 a11 11 0 0 1 0 22 h-7 \
                 M32 10 c-6 7 6 10 0 18 M50 10 c-6 7 6 10 0 18"
            }
            Self::Bowl => {
                "M12 46 H84 c0 22 -14 36 -36 36 S12 68 12 46 Z M34 88 H62 \
                 M34 12 c-6 7 6 12 0 22 M50 12 c-6 7 6 12 0 22 M64 36 L80 10"
            }
        }
    }
}

/// The disc with `fraction_left` (0.0 to 1.0) filled in `colour` (`#RRGGBB`), clockwise from the top.
pub(super) fn disc(fraction_left: f32, colour: &str, inside: Inside) -> Image {
    Image::load_from_svg_data(svg(fraction_left, colour, inside).as_bytes()).unwrap_or_default()
}

fn svg(fraction_left: f32, colour: &str, inside: Inside) -> String {
    let left = if fraction_left.is_finite() {
        fraction_left.clamp(0.0, 1.0)
    } else {
        0.0
    };
    // The elapsed part opens at the top and grows clockwise, as on a clock.
    let angle = (1.0 - left) * std::f32::consts::TAU;
    let filled = if left < LEAST {
        String::new()
    } else if left > 1.0 - LEAST {
        format!(r#"<circle cx="48" cy="48" r="{RADIUS}" fill="{colour}"/>"#)
    } else {
        let (x, y) = (48.0 + RADIUS * angle.sin(), 48.0 - RADIUS * angle.cos());
        let large = u8::from(left > 0.5);
        format!(
            r#"<path d="M48 48 L{x:.2} {y:.2} A{RADIUS} {RADIUS} 0 {large} 1 48 {top} Z" fill="{colour}" stroke="{colour}" stroke-width="4" stroke-linejoin="round"/>"#,
            top = 48.0 - RADIUS
        )
    };
    let pictured = if left < LEAST_PICTURED || inside == Inside::Nothing {
        String::new()
    } else {
        // In the middle of what is left, smaller where that is narrow.
        let middle = (angle + std::f32::consts::TAU) / 2.0;
        let away = RADIUS * 0.6 * (1.0 - left).min(0.5) * 2.0;
        let (x, y) = (48.0 + away * middle.sin(), 48.0 - away * middle.cos());
        let size = 0.2 + 0.24 * left;
        format!(
            r##"<path transform="translate({x:.2} {y:.2}) scale({size:.2}) translate(-48 -48)" d="{}" fill="none" stroke="#FFFFFF" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/>"##,
            inside.lines()
        )
    };
    // What is over is only a trace: a thin broken rim around nothing.
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="{RADIUS}" fill="#FFFFFF" stroke="{colour}" stroke-width="2.5" stroke-dasharray="1 6" stroke-linecap="round"/>{filled}{pictured}</svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fraction_gives_a_disc() {
        for inside in [Inside::Nothing, Inside::Cup, Inside::Bowl] {
            for fraction in [-1.0, 0.0, 0.001, 0.25, 0.5, 0.75, 0.999, 1.0, 7.0, f32::NAN] {
                let size = disc(fraction, "#6B4000", inside).size();
                assert_eq!(size.width, 96, "{fraction} {inside:?}");
            }
        }
    }

    #[test]
    fn what_is_left_is_what_is_filled() {
        let svg = |left| svg(left, "#000000", Inside::Nothing);
        // A quarter left: from nine o'clock to the top, the short way.
        assert!(svg(0.25).contains("M48 48 L8.00 48.00 A40 40 0 0 1 48 8 Z"));
        assert!(svg(0.75).contains("M48 48 L88.00 48.00 A40 40 0 1 1 48 8 Z"));
        assert!(!svg(0.0).contains("<path"));
    }

    #[test]
    fn what_is_left_says_of_what() {
        for (left, inside, pictured) in [
            (1.0, Inside::Cup, true),
            (0.5, Inside::Cup, true),
            (0.5, Inside::Bowl, true),
            // A narrow rest has no room for it.
            (0.1, Inside::Cup, false),
            (0.5, Inside::Nothing, false),
        ] {
            let svg = svg(left, "#000000", inside);
            assert_eq!(svg.contains("translate("), pictured, "{left} {inside:?}");
        }
        // Half a break left: its cup stands in the left half, at nine o'clock.
        assert!(svg(0.5, "#000000", Inside::Cup).contains("translate(24.00 48.00)"));
    }
}
