//! Files that break, claim too much or try to do harm; and honest ones to compare with. For tests only.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "makes files for tests; one that cannot be made fails its test"
)]

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{GrayImage, ImageEncoder, Luma, RgbImage};

/// An honest WAV of silence, mono.
pub fn wav(ms: u32) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8000,
        bits_per_sample: 8,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for _ in 0..ms * 8 {
        writer.write_sample(0_i8).unwrap();
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

/// A WAV of fractions, mono.
pub fn wav_of_fractions(rate: u32, samples: &[f32]) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for sample in samples {
        writer.write_sample(*sample).unwrap();
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

/// An honest Ogg Vorbis: four tenths of a second of 440 Hz at half of full, in stereo at 44 100 Hz. Made by us.
pub const TONE_OGG: &[u8] = include_bytes!("../assets/tone.ogg");

/// An Ogg of two packets, the first as given; it ends at this sample.
pub fn ogg(head: &[u8], samples: u64) -> Vec<u8> {
    let mut writer = ogg::PacketWriter::new(Vec::new());
    let (page, last) = (
        ogg::PacketWriteEndInfo::EndPage,
        ogg::PacketWriteEndInfo::EndStream,
    );
    writer.write_packet(head.to_vec(), 1, page, 0).unwrap();
    writer.write_packet(vec![7; 64], 1, last, samples).unwrap();
    writer.into_inner()
}

/// An honest PNG, noisy.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let noise = GrayImage::from_fn(width, height, |x, y| {
        Luma([u8::try_from((x * 31 + y * y * 17) % 251).unwrap_or(0)])
    });
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(&noise, width, height, image::ExtendedColorType::L8)
        .unwrap();
    bytes
}

/// A PNG whose pixels are all alike: some kilobytes that unfold to as many pixels as one wants.
pub fn png_of_nothing(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(
            &vec![0; (width as usize) * (height as usize)],
            width,
            height,
            image::ExtendedColorType::L8,
        )
        .unwrap();
    bytes
}

/// A PNG of two greys, half and half.
pub fn png_of_two(left: u8, right: u8) -> Vec<u8> {
    let halves = GrayImage::from_fn(80, 60, |x, _| Luma([if x < 40 { left } else { right }]));
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(&halves, 80, 60, image::ExtendedColorType::L8)
        .unwrap();
    bytes
}

/// A small PNG whose header claims more, checksum mended.
pub fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(8, 8);
    let head: Vec<u8> = [width.to_be_bytes(), height.to_be_bytes()].concat();
    bytes.splice(16..24, head);
    let sum = crc32(bytes.get(12..29).unwrap_or_default());
    bytes.splice(29..33, sum.to_be_bytes());
    bytes
}

/// CRC-32 of ISO 3309, as PNG has it.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xEDB8_8320 & (0_u32.wrapping_sub(sum & 1)));
        }
    }
    !sum
}

/// An honest photograph: light, its upper left corner dark; with a camera's note about how it was held.
pub fn jpeg(width: u32, height: u32, orientation: Option<u8>) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        if x < width / 8 && y < height / 8 {
            image::Rgb([20, 20, 30])
        } else {
            image::Rgb([220, 210, 200])
        }
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80)
        .encode_image(&picture)
        .unwrap();
    if let Some(orientation) = orientation {
        // EXIF: little-endian TIFF with one entry, tag 0x0112, SHORT.
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let length = u16::try_from(exif.len() + 2).unwrap();
        let mut segment = vec![0xFF, 0xE1];
        segment.extend(length.to_be_bytes());
        segment.extend(exif);
        bytes.splice(2..2, segment);
    }
    bytes
}

/// An honest photograph as full of detail as one of a workshop's table: some hundred kilobytes at 1600 × 1200.
pub fn photograph(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let mut grain = x
            .wrapping_mul(374_761_393)
            .wrapping_add(y.wrapping_mul(668_265_263))
            .wrapping_add(seed.wrapping_mul(2_246_822_519));
        grain = (grain ^ (grain >> 13)).wrapping_mul(1_274_126_177);
        let grain = grain >> 27;
        let blocks = ((x / 40 + seed) ^ (y / 40)) % 7 * 20;
        let slope = (x + y) * 60 / (width + height);
        let light =
            |more: u32| u8::try_from((grain + blocks + slope + more).min(255)).unwrap_or(255);
        image::Rgb([light(30), light(20), light(0)])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85)
        .encode_image(&picture)
        .unwrap();
    bytes
}

/// A small photograph whose frame header claims more.
pub fn jpeg_that_claims(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(16, 16, None);
    let frame = bytes
        .windows(2)
        .position(|two| two == [0xFF, 0xC0])
        .unwrap();
    bytes.splice(frame + 5..frame + 7, height.to_be_bytes());
    bytes.splice(frame + 7..frame + 9, width.to_be_bytes());
    bytes
}

/// An SVG with this inside.
pub fn svg(inside: &str) -> Vec<u8> {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{inside}</svg>"#
    )
    .into_bytes()
}

/// A few lines that `use` each other ten times over, ten levels deep: ten thousand million circles.
pub fn svg_of_uses() -> Vec<u8> {
    let mut inside = "<g id='l0'><circle r='1'/></g>".to_owned();
    for level in 1..=10 {
        let uses = format!("<use xlink:href='#l{}'/>", level - 1).repeat(10);
        inside.push_str(&format!("<g id='l{level}'>{uses}</g>"));
    }
    inside.push_str("<use xlink:href='#l10'/>");
    svg(&inside)
}

/// Bytes as the address of a picture that is written into a drawing.
fn written_in(bytes: &[u8], kind: &str) -> String {
    use std::fmt::Write;
    let escaped = bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    });
    format!("data:image/{kind},{escaped}")
}

/// Eight drawings within a drawing, each a few lines that `use` each other: a hundred thousand circles in each.
pub fn svg_of_drawings() -> Vec<u8> {
    let mut inner = "<g id='l0'><circle r='1'/></g>".to_owned();
    for level in 1..=5 {
        let uses = format!("<use xlink:href='#l{}'/>", level - 1).repeat(10);
        inner.push_str(&format!("<g id='l{level}'>{uses}</g>"));
    }
    inner.push_str("<use xlink:href='#l5'/>");
    let address = written_in(&svg(&inner), "svg+xml");
    let image = format!("<image width='9' height='9' href='{address}'/>");
    svg(&format!("<circle r='3'/>{}", image.repeat(8)))
}

/// A photograph of this side, and as many `use`s of it.
pub fn svg_of_photographs(side: u32, uses: usize) -> Vec<u8> {
    let address = written_in(&png_of_nothing(side, side), "png");
    svg(&format!(
        "<circle cx='7' cy='7' r='1'/><image id='i' width='4' height='4' href='{address}'/>{}",
        "<use href='#i'/>".repeat(uses)
    ))
}

/// A photograph of few pixels and many bytes that is used two thousand times: what a renderer unpacks for each.
pub fn svg_of_heavy_photographs() -> Vec<u8> {
    let mut photo = png(8, 8);
    photo.extend(vec![0; 64 * 1024]);
    let address = written_in(&photo, "png");
    svg(&format!(
        "<image id='i' width='4' height='4' href='{address}'/>{}",
        "<use href='#i'/>".repeat(2000)
    ))
}

/// Entities that name each other: the "billion laughs".
pub fn svg_of_entities() -> Vec<u8> {
    let mut entities = "<!ENTITY l0 'ha'>".to_owned();
    for level in 1..=10 {
        let laughs = format!("&l{};", level - 1).repeat(10);
        entities.push_str(&format!("<!ENTITY l{level} '{laughs}'>"));
    }
    format!(
        "<!DOCTYPE svg [{entities}]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><desc>&l10;</desc><circle r='3'/></svg>"
    )
    .into_bytes()
}

/// Patterns that fill each other: each is small, drawing one draws all below it ten times. With the paint named at
/// every shape, or inherited from the group.
pub fn svg_of_patterns(inherited: bool) -> Vec<u8> {
    let mut inside = String::new();
    for level in 0..10 {
        let paint = format!("fill='url(#p{})'", level + 1);
        let (group, shape) = if inherited {
            (paint.as_str(), "")
        } else {
            ("", paint.as_str())
        };
        let shapes = format!("<rect width='1' height='1' {shape}/>").repeat(10);
        inside.push_str(&format!(
            "<pattern id='p{level}' width='1' height='1' patternUnits='userSpaceOnUse'><g {group}>{shapes}</g></pattern>"
        ));
    }
    inside.push_str("<pattern id='p10' width='1' height='1'><circle r='1'/></pattern>");
    inside.push_str("<rect width='9' height='9' fill='url(#p0)'/>");
    svg(&inside)
}

/// A mark on every corner of a long line, and every mark a thousand shapes.
pub fn svg_of_marks() -> Vec<u8> {
    let mark = "<circle r='1'/>".repeat(1000);
    let line = "L1 1 L2 2 ".repeat(20_000);
    svg(&format!(
        "<marker id='m'>{mark}</marker><path d='M0 0 {line}' style='marker-mid:url(#m)' stroke='#000'/>"
    ))
}

/// Layer over layer, each as large as the screen.
pub fn svg_of_layers() -> Vec<u8> {
    svg(
        &"<g opacity='.5'><rect width='9' height='9'/><rect width='8' height='9'/></g>"
            .repeat(2000),
    )
}

/// Groups in groups in groups.
pub fn svg_of_groups(depth: usize) -> Vec<u8> {
    svg(&format!(
        "{}<path d='M0 0h9'/>{}",
        "<g opacity='.9'>".repeat(depth),
        "</g>".repeat(depth)
    ))
}
