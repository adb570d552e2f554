//! Pictures and sounds from outside: what may be shown or played, and within which limits.
//!
//! A workshop's packs hold drawings and photographs from anywhere. Here they are looked at before anybody else opens
//! them: bytes in, an answer in words out. No file, no network, no clock, no panic, whatever the bytes are.
//!
//! The office asks when a pack is checked or a set imported; a kiosk asks again, since a hash says only that the
//! bytes are the published ones.

#[cfg(any(test, feature = "hostile"))]
#[doc(hidden)]
pub mod hostile;
mod look;
mod paint;
mod photo;
mod sound;
mod speech;
mod svg;

pub use paint::paint;
pub use photo::{Channels, Pixels, decode, fit_for_kiosks};
pub use sound::{SOUND_MS_MAX, SoundKind, check_sound};
pub use speech::{fit_sound_for_kiosks, joined};
pub use svg::{Sanitised, sanitise};

/// A portrait is some kilobytes; a photograph from a telephone is below this.
pub const PICTURE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// What telephones make has up to 50 million pixels; decoded that is 150 MB, which an office can bear for a moment.
pub const PIXELS_MAX: u64 = 50_000_000;
/// What a kiosk decodes: 32 MB for a moment. Offices publish a third of this at the most.
pub const KIOSK_PIXELS_MAX: u64 = 8_000_000;

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureKind {
    /// A drawing.
    Svg,
    /// A raster drawing, or a photograph without loss.
    Png,
    /// A photograph.
    Jpeg,
}

impl PictureKind {
    /// The media type under which it is served.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// By its first bytes; says nothing about the rest.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Self::Jpeg
        } else {
            Self::Svg
        }
    }
}

/// A picture that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it is.
    pub kind: PictureKind,
    /// A drawing of few shapes and without photographs: it can be drawn anew at every repaint, sharp at any size. Any
    /// other is painted once.
    pub light: bool,
    /// What somebody should look at; rules of thumb.
    pub advice: Vec<String>,
}

/// Checks that a picture can be drawn, carries nothing that runs, names nothing outside itself, does not grow beyond
/// measure when it is drawn, and that something is to be seen in it.
///
/// # Errors
/// What is wrong and what to do, in words.
pub fn check_picture(bytes: &[u8]) -> Result<Picture, String> {
    check(bytes, PIXELS_MAX, true)
}

/// The same, with as many pixels as this machine can bear, and without asking what is to be seen: for pictures that
/// were taken in already.
///
/// # Errors
/// What is wrong and what to do, in words.
pub fn check_picture_within(bytes: &[u8], pixels_max: u64) -> Result<Picture, String> {
    check(bytes, pixels_max, false)
}

fn check(bytes: &[u8], pixels_max: u64, looks: bool) -> Result<Picture, String> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > PICTURE_BYTES_MAX {
        return Err(format!(
            "larger than {} MiB: make the picture smaller",
            PICTURE_BYTES_MAX / (1024 * 1024)
        ));
    }
    let kind = PictureKind::of(bytes);
    let (advice, light) = match kind {
        PictureKind::Svg => svg::check(bytes, looks)?,
        PictureKind::Png | PictureKind::Jpeg => {
            (photo::check(kind, bytes, pixels_max, looks)?, false)
        }
    };
    Ok(Picture {
        kind,
        light,
        advice,
    })
}
