//! Photographs and raster drawings: PNG and JPEG, decoded within limits, upright, no larger than a screen needs.

use std::borrow::Cow;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::{PIXELS_MAX, PictureKind};

/// Sides of a published photograph: nothing on a kiosk's largest screen (1920×1080) shows more.
const SIDE_MAX: u32 = 1600;
/// Of re-encoded photographs: no difference to be seen at arm's length.
const JPEG_QUALITY: u8 = 85;

/// A decoded picture, upright.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue, opacity; row by row.
    pub rgba: Vec<u8>,
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

/// Decodes to the end.
pub(crate) fn check(kind: PictureKind, bytes: &[u8], pixels_max: u64) -> Result<(), String> {
    let (_decoder, _size) = open(kind, bytes, pixels_max)?;
    match kind {
        PictureKind::Jpeg => {
            let options = zune_core::options::DecoderOptions::default()
                .set_strict_mode(true)
                .set_max_width(usize::from(u16::MAX))
                .set_max_height(usize::from(u16::MAX));
            zune_jpeg::JpegDecoder::new_with_options(
                zune_core::bytestream::ZCursor::new(bytes),
                options,
            )
            .decode()
            .map(drop)
            .map_err(|error| unusable(kind, error))
        }
        PictureKind::Png | PictureKind::Svg => whole(kind, bytes, pixels_max).map(drop),
    }
}

/// Decodes a photograph for the screen: upright, no side longer than `side_max`.
///
/// # Errors
/// What is wrong, in words; also for more than `pixels_max` pixels, told from the header.
pub fn decode(bytes: &[u8], pixels_max: u64, side_max: u32) -> Result<Pixels, String> {
    let (mut picture, orientation) = whole(PictureKind::of(bytes), bytes, pixels_max)?;
    if picture.width() > side_max || picture.height() > side_max {
        picture = picture.resize(side_max, side_max, FilterType::Triangle);
    }
    picture.apply_orientation(orientation);
    let rgba = picture.into_rgba8();
    let (width, height) = rgba.dimensions();
    Ok(Pixels {
        width,
        height,
        rgba: rgba.into_raw(),
    })
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
            let decoded = decode(&bytes, KIOSK_PIXELS_MAX, 100);
            if expected.is_ok() {
                assert!(decoded.is_ok(), "{name}");
            }
        }
        assert!(
            decode(
                &hostile::png_of_nothing(10_000, 10_000),
                KIOSK_PIXELS_MAX,
                100
            )
            .is_err()
        );
    }

    #[test]
    fn photographs_come_upright_small_and_without_notes() {
        // Orientation 6: the camera was turned; 300 × 200 stored are 200 × 300 seen.
        let turned = hostile::jpeg(3000, 2000, Some(6));
        let seen = decode(&turned, KIOSK_PIXELS_MAX, 300).unwrap();
        assert_eq!((seen.width, seen.height), (200, 300));
        assert_eq!(seen.rgba.len(), 200 * 300 * 4);

        let fitted = fit_for_kiosks(&turned).unwrap();
        assert!(!fitted.windows(4).any(|four| four == b"Exif"));
        let again = decode(&fitted, KIOSK_PIXELS_MAX, 10_000).unwrap();
        assert_eq!((again.width, again.height), (1067, 1600));
        // The upper left corner of the test picture is dark, the rest light; turned right it is the upper right.
        let dark = |pixels: &Pixels, x: u32, y: u32| {
            let at = ((y * pixels.width + x) * 4) as usize;
            pixels.rgba.get(at).is_some_and(|red| *red < 100)
        };
        assert!(dark(&again, 1060, 5) && !dark(&again, 5, 5));

        let small = hostile::jpeg(300, 200, None);
        assert!(matches!(fit_for_kiosks(&small), Ok(Cow::Borrowed(_))));
        let png = hostile::png(40, 40);
        assert!(matches!(fit_for_kiosks(&png), Ok(Cow::Borrowed(_))));
        let large = hostile::png_of_nothing(2000, 10);
        let fitted = fit_for_kiosks(&large).unwrap();
        let again = decode(&fitted, KIOSK_PIXELS_MAX, 10_000).unwrap();
        assert_eq!((again.width, again.height), (1600, 8));
    }
}
