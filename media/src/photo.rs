//! Photographs and raster drawings: PNG and JPEG, decoded within limits, upright, no larger than a screen needs.

use std::borrow::Cow;
use std::io::Cursor;

use fast_image_resize as resize;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::{PIXELS_MAX, PictureKind, look};

/// Sides of a published photograph: nothing on a kiosk's largest screen (1920×1080) shows more.
const SIDE_MAX: u32 = 1600;
/// Of re-encoded photographs: no difference to be seen at arm's length.
const JPEG_QUALITY: u8 = 85;

/// How the bytes of a decoded picture are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channels {
    /// Red, green, blue: nothing shows through.
    Rgb,
    /// Red, green, blue, opacity.
    Rgba,
    /// The same, the colours already weakened by the opacity.
    RgbaPremultiplied,
}

/// A decoded picture, upright.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// What a pixel's bytes are.
    pub channels: Channels,
    /// Pixel by pixel, row by row.
    pub bytes: Vec<u8>,
}

fn format(kind: PictureKind) -> Result<ImageFormat, String> {
    match kind {
        PictureKind::Png => Ok(ImageFormat::Png),
        PictureKind::Jpeg => Ok(ImageFormat::Jpeg),
        PictureKind::Svg => Err("a drawing is no photograph".to_owned()),
    }
}

fn unusable(kind: PictureKind, error: impl std::fmt::Display) -> String {
    let name = match kind {
        PictureKind::Png => "PNG",
        PictureKind::Jpeg => "JPEG",
        PictureKind::Svg => "SVG",
    };
    format!("not a usable {name} picture: {error}")
}

/// Opens a picture as far as its header, and refuses what claims too much.
fn open(
    kind: PictureKind,
    bytes: &[u8],
    pixels_max: u64,
) -> Result<(impl ImageDecoder + '_, (u32, u32)), String> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format(kind)?);
    let mut limits = Limits::default();
    // 16 bits a channel at most; and what the decoders need beside the picture itself.
    limits.max_alloc = Some(
        pixels_max
            .saturating_mul(8)
            .saturating_add(64 * 1024 * 1024),
    );
    reader.limits(limits);
    let decoder = reader
        .into_decoder()
        .map_err(|error| unusable(kind, error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(unusable(kind, "it has no pixels"));
    }
    if pixels > pixels_max {
        return Err(format!(
            "{width} × {height} pixels, at most {pixels_max} in all: make the picture smaller"
        ));
    }
    Ok((decoder, (width, height)))
}

fn whole(
    kind: PictureKind,
    bytes: &[u8],
    pixels_max: u64,
) -> Result<(DynamicImage, Orientation), String> {
    let (mut decoder, _size) = open(kind, bytes, pixels_max)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| unusable(kind, error))?;
    Ok((picture, orientation))
}

/// Decodes to the end; where asked, looks at what came out. The answer is what somebody should look at.
pub(crate) fn check(
    kind: PictureKind,
    bytes: &[u8],
    pixels_max: u64,
    looks: bool,
) -> Result<Vec<String>, String> {
    let (_decoder, (width, height)) = open(kind, bytes, pixels_max)?;
    let pixels = u64::from(width) * u64::from(height);
    let side = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
    let look = |channels: usize, decoded: &[u8]| {
        if looks {
            look::at_pixels(side(width), side(height), channels, decoded)
        } else {
            Ok(Vec::new())
        }
    };
    match kind {
        PictureKind::Jpeg => {
            let options = zune_core::options::DecoderOptions::default()
                .set_strict_mode(true)
                .set_max_width(usize::from(u16::MAX))
                .set_max_height(usize::from(u16::MAX));
            let decoded = zune_jpeg::JpegDecoder::new_with_options(
                zune_core::bytestream::ZCursor::new(bytes),
                options,
            )
            .decode()
            .map_err(|error| unusable(kind, error))?;
            // Grey, or red-green-blue; a print shop's four inks are not measured.
            match u64::try_from(decoded.len()).unwrap_or_default() / pixels {
                1 => look(1, &decoded),
                3 => look(3, &decoded),
                _ => Ok(Vec::new()),
            }
        }
        PictureKind::Png | PictureKind::Svg => {
            let (picture, _orientation) = whole(kind, bytes, pixels_max)?;
            if !looks {
                Ok(Vec::new())
            } else if picture.color().has_alpha() {
                look(4, picture.into_rgba8().as_raw())
            } else {
                look(3, picture.into_rgb8().as_raw())
            }
        }
    }
}

/// Decodes a photograph for the screen: upright, not larger than `within` (width and height), its shape kept. Beside
/// the photograph itself no more memory is taken than what comes out twice over.
///
/// # Errors
/// What is wrong, in words; also for more than `pixels_max` pixels, told from the header.
pub fn decode(bytes: &[u8], pixels_max: u64, within: (u32, u32)) -> Result<Pixels, String> {
    let kind = PictureKind::of(bytes);
    let (picture, orientation) = whole(kind, bytes, pixels_max)?;
    let within = if lies_down(orientation) {
        (within.1, within.0)
    } else {
        within
    };
    // Eight bits a channel, and no opacity where there is none.
    let picture = if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    };
    let mut picture = smaller(picture, within).map_err(|error| unusable(kind, error))?;
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    let channels = if picture.color().has_alpha() {
        Channels::Rgba
    } else {
        Channels::Rgb
    };
    Ok(Pixels {
        width,
        height,
        channels,
        bytes: picture.into_bytes(),
    })
}

/// Whether width and height change places when the picture is turned upright.
fn lies_down(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

/// The size of what is scaled down to fit, its shape kept; never larger than it is.
pub(crate) fn fitting(size: (f64, f64), within: (u32, u32)) -> (u32, u32) {
    let by = (f64::from(within.0) / size.0)
        .min(f64::from(within.1) / size.1)
        .max(0.0);
    let side = |side: f64| (side * by).round().max(1.0) as u32;
    (side(size.0), side(size.1))
}

/// Scales down in whole numbers: a filter that counts in fractions would need five times the photograph's memory.
fn smaller(picture: DynamicImage, within: (u32, u32)) -> Result<DynamicImage, String> {
    let (width, height) = (picture.width(), picture.height());
    if width <= within.0 && height <= within.1 {
        return Ok(picture);
    }
    let (new_width, new_height) = fitting((f64::from(width), f64::from(height)), within);
    let pixel = if picture.color().has_alpha() {
        resize::PixelType::U8x4
    } else {
        resize::PixelType::U8x3
    };
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let source = resize::images::ImageRef::new(width, height, picture.as_bytes(), pixel)
        .map_err(|error| words(&error))?;
    let mut target = resize::images::Image::new(new_width, new_height, pixel);
    let options = resize::ResizeOptions::new()
        .resize_alg(resize::ResizeAlg::Convolution(resize::FilterType::Bilinear));
    resize::Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|error| words(&error))?;
    drop(picture);
    let bytes = target.into_vec();
    let scaled = match pixel {
        resize::PixelType::U8x4 => {
            image::RgbaImage::from_raw(new_width, new_height, bytes).map(DynamicImage::ImageRgba8)
        }
        _ => image::RgbImage::from_raw(new_width, new_height, bytes).map(DynamicImage::ImageRgb8),
    };
    scaled.ok_or_else(|| "its size is not what it says".to_owned())
}

/// The bytes that kiosks get: photographs upright, at most 1600 pixels a side, without what a camera wrote about
/// place and time. Drawings and small pictures without such notes stay as they are.
///
/// # Errors
/// What is wrong, in words.
pub fn fit_for_kiosks(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let kind = PictureKind::of(bytes);
    if kind == PictureKind::Svg {
        return Ok(Cow::Borrowed(bytes));
    }
    let (mut decoder, (width, height)) = open(kind, bytes, PIXELS_MAX)?;
    let has_notes = decoder
        .exif_metadata()
        .ok()
        .flatten()
        .is_some_and(|notes| !notes.is_empty());
    let fits = width <= SIDE_MAX && height <= SIDE_MAX;
    drop(decoder);
    if fits && !has_notes {
        return Ok(Cow::Borrowed(bytes));
    }
    let (mut picture, orientation) = whole(kind, bytes, PIXELS_MAX)?;
    if !fits {
        picture = picture.resize(SIDE_MAX, SIDE_MAX, FilterType::CatmullRom);
    }
    picture.apply_orientation(orientation);
    let mut smaller = Vec::new();
    let written = match kind {
        PictureKind::Jpeg => picture
            .into_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut smaller, JPEG_QUALITY)),
        PictureKind::Png | PictureKind::Svg => picture
            .into_rgba8()
            .write_with_encoder(PngEncoder::new(&mut smaller)),
    };
    written.map_err(|error| unusable(kind, error))?;
    Ok(Cow::Owned(smaller))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KIOSK_PIXELS_MAX, check_picture, hostile};

    #[test]
    fn broken_and_boundless_photographs_are_refused() {
        let png = hostile::png(40, 40);
        let jpeg = hostile::jpeg(64, 48, None);
        let torn = |whole: &[u8]| whole.get(..whole.len() / 2).unwrap_or_default().to_vec();
        #[rustfmt::skip]
        let table = [
            ("png", png.clone(), Ok(PictureKind::Png)),
            ("jpeg", jpeg.clone(), Ok(PictureKind::Jpeg)),
            ("torn png", torn(&png), Err("not a usable PNG")),
            ("torn jpeg", torn(&jpeg), Err("not a usable JPEG")),
            ("100 megapixels of nothing", hostile::png_of_nothing(10_000, 10_000), Err("10000 × 10000 pixels")),
            ("4 gigapixels claimed", hostile::png_that_claims(65_536, 65_536), Err("pixels")),
            ("jpeg that claims", hostile::jpeg_that_claims(60_000, 60_000), Err("60000 × 60000 pixels")),
            ("jpeg head alone", b"\xff\xd8\xff\xe0".to_vec(), Err("not a usable JPEG")),
            ("png head alone", b"\x89PNG\r\n\x1a\n".to_vec(), Err("not a usable PNG")),
        ];
        for (name, bytes, expected) in table {
            match (check_picture(&bytes), expected) {
                (Ok(found), Ok(kind)) => assert_eq!(found.kind, kind, "{name}"),
                (Err(said), Err(words)) => assert!(said.contains(words), "{name}: {said}"),
                (found, _) => panic!("{name}: {found:?}"),
            }
            // A kiosk's decoder never panics, and gives nothing for what is refused.
            let decoded = decode(&bytes, KIOSK_PIXELS_MAX, (100, 100));
            if expected.is_ok() {
                assert!(decoded.is_ok(), "{name}");
            }
        }
        assert!(
            decode(
                &hostile::png_of_nothing(10_000, 10_000),
                KIOSK_PIXELS_MAX,
                (100, 100)
            )
            .is_err()
        );
    }

    #[test]
    fn photographs_come_upright_small_and_without_notes() {
        // Orientation 6: the camera was turned; 300 × 200 stored are 200 × 300 seen.
        let turned = hostile::jpeg(3000, 2000, Some(6));
        let seen = decode(&turned, KIOSK_PIXELS_MAX, (300, 300)).unwrap();
        assert_eq!((seen.width, seen.height), (200, 300));
        assert_eq!(seen.channels, Channels::Rgb);
        assert_eq!(seen.bytes.len(), 200 * 300 * 3);

        let fitted = fit_for_kiosks(&turned).unwrap();
        assert!(!fitted.windows(4).any(|four| four == b"Exif"));
        let again = decode(&fitted, KIOSK_PIXELS_MAX, (10_000, 10_000)).unwrap();
        assert_eq!((again.width, again.height), (1067, 1600));
        // The upper left corner of the test picture is dark, the rest light; turned right it is the upper right.
        let dark = |pixels: &Pixels, x: u32, y: u32| {
            let at = ((y * pixels.width + x) * 3) as usize;
            pixels.bytes.get(at).is_some_and(|red| *red < 100)
        };
        assert!(dark(&again, 1060, 5) && !dark(&again, 5, 5));

        let small = hostile::jpeg(300, 200, None);
        assert!(matches!(fit_for_kiosks(&small), Ok(Cow::Borrowed(_))));
        let png = hostile::png(40, 40);
        assert!(matches!(fit_for_kiosks(&png), Ok(Cow::Borrowed(_))));
        let large = hostile::png_of_nothing(2000, 10);
        let fitted = fit_for_kiosks(&large).unwrap();
        let again = decode(&fitted, KIOSK_PIXELS_MAX, (10_000, 10_000)).unwrap();
        assert_eq!((again.width, again.height), (1600, 8));
    }

    #[test]
    fn a_photograph_fits_its_place_and_keeps_its_shape() {
        #[rustfmt::skip]
        let table = [
            // Stored, turned, place, shown.
            ((1600, 1200), None, (896, 560), (747, 560)),
            ((1600, 1200), None, (560, 896), (560, 420)),
            ((1600, 1200), Some(6), (896, 560), (420, 560)),
            ((1600, 1200), Some(3), (896, 560), (747, 560)),
            ((120, 90), None, (896, 560), (120, 90)),
            ((1600, 10), None, (80, 80), (80, 1)),
        ];
        for (stored, turned, place, shown) in table {
            let photo = hostile::jpeg(stored.0, stored.1, turned);
            let seen = decode(&photo, KIOSK_PIXELS_MAX, place).unwrap();
            assert_eq!((seen.width, seen.height), shown, "{stored:?} in {place:?}");
        }
        // What shows through keeps doing so, and its colour stays that of the drawing.
        let clear = image::RgbaImage::from_fn(40, 40, |x, _| {
            image::Rgba([10, 60, 140, if x < 20 { 255 } else { 0 }])
        });
        let mut png = Vec::new();
        clear.write_with_encoder(PngEncoder::new(&mut png)).unwrap();
        let seen = decode(&png, KIOSK_PIXELS_MAX, (10, 10)).unwrap();
        assert_eq!(seen.channels, Channels::Rgba);
        assert_eq!(seen.bytes.get(..4), Some([10, 60, 140, 255].as_slice()));
        assert_eq!(seen.bytes.get(39), Some(&0));
    }
}
