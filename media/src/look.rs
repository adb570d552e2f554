//! Whether there is something to be seen in a picture, measured on a small print of it that lies on white.

use resvg::tiny_skia::{Pixmap, Transform};
use usvg::Tree;

use crate::photo::fitting;

/// Parts of the small print, a side: what is smaller is not seen at arm's length either.
const PARTS: usize = 64;
/// A drawing is painted that large.
const SIDE: u32 = 96;
/// Steps of 255 by which no eye tells two colours apart; a camera's grain averages below it.
const SAME: u8 = 3;
/// WCAG 2.2, 1.4.11: graphics against what is beside them.
pub(crate) const CONTRAST_MIN: f32 = 3.0;
/// One pixel in so many may be lighter, and one darker, than what is measured: sparks and dust, but no line.
const STRAY: u64 = 500;
/// As finely is light told from dark.
const LIGHTS: usize = 1024;

/// Refuses a drawing in which nothing can be seen.
pub(crate) fn at_drawing(tree: &Tree) -> Result<(), String> {
    let size = tree.size();
    let (width, height) = fitting(
        (f64::from(size.width()), f64::from(size.height())),
        (SIDE, SIDE),
    );
    let mut print = Pixmap::new(width, height)
        .ok_or_else(|| "there is no room to paint the drawing".to_owned())?;
    print.fill(resvg::tiny_skia::Color::WHITE);
    let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(tree, scale, &mut print.as_mut());
    let parts: Vec<[u8; 3]> = print
        .pixels()
        .iter()
        .map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    not_blank(&parts)
}

/// Refuses a photograph of one colour; advises where light and dark hardly differ. Bytes are grey, grey with opacity,
/// red-green-blue, or that with opacity: `channels` of them a pixel.
pub(crate) fn at_pixels(
    width: usize,
    height: usize,
    channels: usize,
    bytes: &[u8],
) -> Result<Vec<String>, String> {
    let print = print_of(width, height, channels, bytes);
    not_blank(&print.parts)?;
    Ok(pale(&print.lights))
}

/// A picture on white: the averages of its parts, and how many of its pixels are how light.
struct Print {
    parts: Vec<[u8; 3]>,
    /// By the root of the luminance, which is even to the eye.
    lights: Vec<u64>,
}

fn print_of(width: usize, height: usize, channels: usize, bytes: &[u8]) -> Print {
    let (across, down) = (width.clamp(1, PARTS), height.clamp(1, PARTS));
    let mut sums = vec![([0_u64; 3], 0_u64); across * down];
    let mut lights = vec![0_u64; LIGHTS];
    // The curve once for every value there is, not for every pixel.
    let linear: Vec<f32> = (0..=u8::MAX)
        .map(|value| linear(f32::from(value) / 255.0))
        .collect();
    let linear = |value: u8| linear.get(usize::from(value)).copied().unwrap_or(1.0);
    let row_bytes = (width * channels).max(1);
    for (y, row) in bytes.chunks_exact(row_bytes).enumerate() {
        let first = (y * down / height.max(1)).min(down - 1) * across;
        for (x, pixel) in row.chunks_exact(channels.max(1)).enumerate() {
            let at = first + (x * across / width.max(1)).min(across - 1);
            let (colour, opacity) = match *pixel {
                [grey] => ([grey; 3], u8::MAX),
                [grey, opacity] => ([grey; 3], opacity),
                [red, green, blue] => ([red, green, blue], u8::MAX),
                [red, green, blue, opacity] => ([red, green, blue], opacity),
                _ => continue,
            };
            let opacity = u16::from(opacity);
            let colour = colour.map(|channel| {
                let on_white = (u16::from(channel) * opacity + 255 * (255 - opacity)) / 255;
                u8::try_from(on_white).unwrap_or(u8::MAX)
            });
            if let Some((sum, count)) = sums.get_mut(at) {
                for (sum, channel) in sum.iter_mut().zip(colour) {
                    *sum += u64::from(channel);
                }
                *count += 1;
            }
            let light = weighted(colour.map(linear)).sqrt() * (LIGHTS - 1) as f32;
            if let Some(count) = lights.get_mut(light as usize) {
                *count += 1;
            }
        }
    }
    let parts = sums
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(sum, count)| sum.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX)))
        .collect();
    Print { parts, lights }
}

fn not_blank(parts: &[[u8; 3]]) -> Result<(), String> {
    let mut least = [u8::MAX; 3];
    let mut most = [0_u8; 3];
    for part in parts {
        for ((least, most), channel) in least.iter_mut().zip(&mut most).zip(part) {
            *least = (*least).min(*channel);
            *most = (*most).max(*channel);
        }
    }
    let differs = least
        .iter()
        .zip(&most)
        .any(|(least, most)| most.saturating_sub(*least) > SAME);
    if differs {
        return Ok(());
    }
    Err(if least.iter().all(|channel| *channel >= u8::MAX - SAME) {
        "nothing can be seen in it: no shape, or all of it transparent or white on white; draw the thing in dark lines"
    } else {
        "it is of one colour from edge to edge, so nothing can be seen in it: show the thing itself, with an edge round it"
    }
    .to_owned())
}

/// What is told where the darkest and the lightest of the pixels, strays left aside, hardly differ.
fn pale(lights: &[u64]) -> Vec<String> {
    let stray = lights.iter().sum::<u64>() / STRAY;
    let (Some(dark), Some(light)) = (
        beyond(lights.iter().enumerate(), stray),
        beyond(lights.iter().enumerate().rev(), stray),
    ) else {
        return Vec::new();
    };
    let contrast = (light + 0.05) / (dark + 0.05);
    if contrast >= CONTRAST_MIN {
        return Vec::new();
    }
    vec![format!(
        "its light and its dark parts have a contrast of {contrast:.1} : 1: at least {CONTRAST_MIN} : 1, or hardly anything is seen; take the photograph in better light, or on a background that stands out"
    )]
}

/// The first luminance with more pixels up to it than are strays.
fn beyond<'a>(lights: impl Iterator<Item = (usize, &'a u64)>, stray: u64) -> Option<f32> {
    let mut passed = 0;
    for (at, count) in lights {
        passed += count;
        if passed > stray {
            let root = at as f32 / (LIGHTS - 1) as f32;
            return Some(root * root);
        }
    }
    None
}

/// WCAG 2.2, "relative luminance"; channels 0 to 1.
pub(crate) fn luminance(rgb: [f32; 3]) -> f32 {
    weighted(rgb.map(linear))
}

fn linear(channel: f32) -> f32 {
    if channel <= 0.040_45 {
        channel / 12.92
    } else {
        ((channel + 0.055) / 1.055).powf(2.4)
    }
}

fn weighted([red, green, blue]: [f32; 3]) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::codecs::png::PngEncoder;
    use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage, Rgba, RgbaImage};

    use crate::{KIOSK_PIXELS_MAX, check_picture, check_picture_within, hostile, sanitise};

    fn said(bytes: &[u8]) -> String {
        match check_picture(bytes) {
            Ok(picture) if picture.advice.is_empty() => "ok".to_owned(),
            Ok(picture) => picture.advice.join(" | "),
            Err(problem) => format!("refused: {problem}"),
        }
    }

    fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder = PngEncoder::new(&mut bytes);
        picture.into().write_with_encoder(encoder).unwrap();
        bytes
    }

    fn jpeg(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 85)
            .encode_image(picture)
            .unwrap();
        bytes
    }

    /// A thing in the middle, on something else; with a camera's grain.
    fn photo(thing: u8, ground: u8) -> RgbImage {
        RgbImage::from_fn(300, 200, |x, y| {
            let inside = (100..200).contains(&x) && (50..150).contains(&y);
            let grain = u8::try_from((x * 7 + y * 13) % 5).unwrap();
            let light = if inside { thing } else { ground };
            Rgb([light.saturating_add(grain); 3])
        })
    }

    #[test]
    fn pictures_in_which_nothing_is_seen_are_refused() {
        let clear = RgbaImage::from_pixel(90, 60, Rgba([0, 0, 0, 0]));
        let white_on_clear = RgbaImage::from_fn(90, 60, |x, _| {
            Rgba(if x < 45 { [255; 4] } else { [0, 0, 0, 0] })
        });
        let dark_on_clear = RgbaImage::from_fn(90, 60, |x, _| {
            Rgba(if x < 45 { [0, 0, 0, 255] } else { [0, 0, 0, 0] })
        });
        let speck = GrayImage::from_fn(640, 480, |x, y| {
            Luma([if x.abs_diff(320) < 8 && y.abs_diff(240) < 8 {
                0
            } else {
                255
            }])
        });
        let lines = GrayImage::from_fn(640, 480, |x, y| {
            Luma([if (240..244).contains(&y) && (100..500).contains(&x) {
                0
            } else {
                255
            }])
        });
        let (blank, one) = (
            "refused: nothing can be seen in it",
            "refused: it is of one colour",
        );
        #[rustfmt::skip]
        let table = [
            ("no shape", hostile::svg(""), blank),
            ("an empty group", hostile::svg("<g/>"), blank),
            ("no paint", hostile::svg("<rect width='9' height='9' fill='none'/>"), blank),
            ("transparent", hostile::svg("<circle r='4' opacity='0'/>"), blank),
            ("transparent paint", hostile::svg("<circle r='4' fill-opacity='0'/>"), blank),
            ("hidden", hostile::svg("<circle r='4' visibility='hidden'/>"), blank),
            ("white", hostile::svg("<rect width='5' height='5' fill='#fff'/>"), blank),
            ("white on white", hostile::svg("<rect width='9' height='9' fill='#fff'/><path d='M1 4h7' stroke='#fefefe'/>"), blank),
            ("beside the card", hostile::svg("<circle cx='90' cy='90' r='4'/>"), blank),
            ("a line without width", hostile::svg("<path d='M1 4h7'/>"), blank),
            ("covered", hostile::svg("<circle r='4'/><rect x='-9' y='-9' width='30' height='30' fill='#ffffff'/>"), blank),
            ("letters alone", hostile::svg("<text y='5'>Стоп</text>"), blank),
            ("all black", hostile::svg("<rect width='9' height='9'/>"), one),
            ("a thin line", hostile::svg("<path d='M1 4h7' stroke='#000' stroke-width='.05'/>"), "ok"),
            ("white on dark", hostile::svg("<rect width='9' height='9'/><path d='M1 4h7' stroke='#fff'/>"), "ok"),
            ("clear png", png(clear), blank),
            ("white on clear png", png(white_on_clear), blank),
            ("dark on clear png", png(dark_on_clear), "ok"),
            ("a speck", png(speck), "its light and its dark parts have a contrast of 1.0"),
            ("thin lines", png(lines), "ok"),
            ("white png", png(GrayImage::from_pixel(70, 90, Luma([255]))), blank),
            ("white 16 bit png", png(DynamicImage::ImageLuma16(image::ImageBuffer::from_pixel(70, 90, Luma([u16::MAX])))), blank),
            ("grey png", png(GrayImage::from_pixel(70, 90, Luma([128]))), one),
            ("grey jpeg", jpeg(&RgbImage::from_pixel(300, 200, Rgb([128; 3]))), one),
            ("white jpeg", jpeg(&RgbImage::from_pixel(300, 200, Rgb([255; 3]))), blank),
            ("black jpeg", jpeg(&RgbImage::from_pixel(5, 3, Rgb([0; 3]))), one),
            ("a photograph inside a drawing", photo_inside(), "ok"),
        ];
        for (name, bytes, expected) in table {
            let said = said(&bytes);
            assert!(said.starts_with(expected), "{name}: {said}");
            // What is published already is shown as it is: a kiosk asks for what breaks or explodes alone.
            assert!(
                check_picture_within(&bytes, KIOSK_PIXELS_MAX).is_ok(),
                "{name}"
            );
        }
        let foreign = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script>draw()</script></svg>";
        let said = sanitise(foreign).unwrap_err();
        assert!(said.contains("nothing can be seen"), "{said}");
    }

    fn photo_inside() -> Vec<u8> {
        use std::fmt::Write;
        let escaped = hostile::png(8, 8)
            .iter()
            .fold(String::new(), |mut text, byte| {
                let _ = write!(text, "%{byte:02X}");
                text
            });
        hostile::svg(&format!(
            "<image width='9' height='9' xlink:href='data:image/png,{escaped}'/>"
        ))
    }

    #[test]
    fn photographs_without_light_and_dark_are_told() {
        #[rustfmt::skip]
        let table = [
            // Thing, ground, what is said.
            (20, 220, "ok"),
            (220, 20, "ok"),
            (90, 200, "ok"),
            (180, 200, "its light and its dark parts have a contrast of 1."),
            (120, 128, "its light and its dark parts have a contrast of 1."),
            (10, 40, "its light and its dark parts have a contrast of 1."),
            (140, 200, "its light and its dark parts have a contrast of 2"),
        ];
        for (thing, ground, expected) in table {
            for bytes in [jpeg(&photo(thing, ground)), png(photo(thing, ground))] {
                let said = said(&bytes);
                assert!(said.starts_with(expected), "{thing} on {ground}: {said}");
            }
        }
    }
}
