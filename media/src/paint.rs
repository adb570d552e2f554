//! Drawings painted once, as large as they are shown: a detailed one costs more than a screen can wait for.

use resvg::tiny_skia::{Pixmap, Transform};

use crate::photo::{Channels, Pixels, fitting};
use crate::svg;

/// Paints a drawing so that it fits `within` (width and height), its shape kept; nothing lies behind it.
///
/// # Errors
/// What is wrong, in words: everything that [`crate::check_picture`] refuses.
pub fn paint(bytes: &[u8], within: (u32, u32)) -> Result<Pixels, String> {
    let tree = svg::checked(bytes)?;
    let size = tree.size();
    let (width, height) = fitting((f64::from(size.width()), f64::from(size.height())), within);
    let mut pixels = Pixmap::new(width, height)
        .ok_or_else(|| "there is no room to paint the drawing".to_owned())?;
    let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(&tree, scale, &mut pixels.as_mut());
    Ok(Pixels {
        width,
        height,
        channels: Channels::RgbaPremultiplied,
        bytes: pixels.take(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn a_drawing_is_painted_as_large_as_its_place() {
        let drawing = hostile::svg("<rect width='9' height='4.5' fill='#ff0000'/>");
        let seen = paint(&drawing, (90, 200)).unwrap();
        assert_eq!((seen.width, seen.height), (90, 90));
        let at = |x: usize, y: usize| seen.bytes.get((y * 90 + x) * 4..(y * 90 + x) * 4 + 4);
        assert_eq!(at(45, 20), Some([255, 0, 0, 255].as_slice()));
        assert_eq!(at(45, 70), Some([0, 0, 0, 0].as_slice()));
    }

    #[test]
    fn bombs_are_refused_before_anything_is_painted() {
        for bomb in [
            hostile::svg_of_uses(),
            hostile::svg_of_entities(),
            hostile::svg_of_patterns(false),
            hostile::svg_of_patterns(true),
            hostile::svg_of_marks(),
            hostile::svg_of_layers(),
            hostile::svg_of_groups(10_000),
            hostile::svg_of_drawings(),
            hostile::svg_of_photographs(1000, 9),
            hostile::svg_of_heavy_photographs(),
            hostile::svg("<script/>"),
            b"no drawing".to_vec(),
        ] {
            assert!(paint(&bomb, (100, 100)).is_err());
        }
    }
}
