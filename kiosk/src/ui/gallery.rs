//! Turns pictures into what the toolkit draws, keeps what is on the screen, drops the rest.

use std::collections::HashMap;
use std::sync::Arc;

use slint::{Image, Rgba8Pixel, SharedPixelBuffer};

use super::views::Picture;

/// Every pictogram, sorted by id; they travel inside the program.
static PICTOGRAMS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pictograms.rs"));

/// What stands where a picture is missing or cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    Person,
    Thing,
}

impl Placeholder {
    fn id(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Thing => "question",
        }
    }
}

/// Whether this program has a pictogram.
pub(crate) fn has_pictogram(id: &str) -> bool {
    PICTOGRAMS
        .binary_search_by(|(known, _)| (*known).cmp(id))
        .is_ok()
}

/// No screen shows more of a photograph than this many pixels a side.
const PHOTO_SIDE_MAX: u32 = 1280;

/// A photograph, upright and no larger than the screen needs: memory is small, and a repaint scales less.
fn photo(bytes: &[u8]) -> Option<Image> {
    let pixels = match stupen_media::decode(bytes, stupen_media::KIOSK_PIXELS_MAX, PHOTO_SIDE_MAX) {
        Ok(pixels) => pixels,
        Err(problem) => {
            tracing::warn!(problem, "a photograph cannot be shown");
            return None;
        }
    };
    let buffer = SharedPixelBuffer::<Rgba8Pixel>::clone_from_slice(
        &pixels.rgba,
        pixels.width,
        pixels.height,
    );
    Some(Image::from_rgba8(buffer))
}

/// A file's bytes as long as its picture is kept; the address is its name.
struct Kept {
    /// Holds the bytes, so that the address stays theirs.
    _bytes: Arc<[u8]>,
    image: Image,
}

/// Pictograms stay (they are small and come again on every screen); other pictures stay only
/// while one screen after the other shows them, so that a year of portraits does not pile up.
#[derive(Default)]
pub(super) struct Gallery {
    pictograms: HashMap<&'static str, Image>,
    kept: HashMap<*const u8, Kept>,
    used: HashMap<*const u8, Kept>,
}

impl Gallery {
    /// Begins a screen: what it does not use again is dropped by [`Gallery::finish`].
    pub(super) fn begin(&mut self) {
        self.used.clear();
    }

    /// Ends a screen.
    pub(super) fn finish(&mut self) {
        self.kept = std::mem::take(&mut self.used);
    }

    /// The picture, or the placeholder when there is none or it cannot be read.
    pub(super) fn image(&mut self, picture: &Picture, placeholder: Placeholder) -> Image {
        let found = match picture {
            Picture::None => None,
            Picture::Pictogram(id) => self.pictogram(id),
            Picture::Svg(bytes) => self.file(bytes, |bytes| Image::load_from_svg_data(bytes).ok()),
            Picture::Png(bytes) | Picture::Jpeg(bytes) => self.file(bytes, photo),
        };
        found
            .or_else(|| self.pictogram(placeholder.id()))
            .unwrap_or_default()
    }

    fn pictogram(&mut self, id: &str) -> Option<Image> {
        let at = PICTOGRAMS
            .binary_search_by(|(known, _)| (*known).cmp(id))
            .ok()?;
        let (id, svg) = PICTOGRAMS.get(at).copied()?;
        if let Some(image) = self.pictograms.get(id) {
            return Some(image.clone());
        }
        let image = Image::load_from_svg_data(svg).ok()?;
        self.pictograms.insert(id, image.clone());
        Some(image)
    }

    fn file(
        &mut self,
        bytes: &Arc<[u8]>,
        load: impl FnOnce(&[u8]) -> Option<Image>,
    ) -> Option<Image> {
        let name = bytes.as_ptr();
        if let Some(again) = self.used.get(&name) {
            return Some(again.image.clone());
        }
        let kept = match self.kept.remove(&name) {
            Some(kept) => kept,
            None => {
                let image = load(bytes).filter(|image| {
                    let size = image.size();
                    size.width > 0 && size.height > 0
                });
                let Some(image) = image else {
                    tracing::warn!(bytes = bytes.len(), "a picture cannot be read");
                    return None;
                };
                Kept {
                    _bytes: Arc::clone(bytes),
                    image,
                }
            }
        };
        let image = kept.image.clone();
        self.used.insert(name, kept);
        Some(image)
    }

    /// How many files are held at the moment.
    #[cfg(test)]
    fn held(&self) -> usize {
        self.kept.len() + self.used.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stupen_media::hostile;

    const DOT: &[u8] =
        br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>"#;

    #[test]
    fn placeholder_ids_exist() {
        let mut gallery = Gallery::default();
        for placeholder in [Placeholder::Person, Placeholder::Thing] {
            assert!(
                gallery.pictogram(placeholder.id()).is_some(),
                "{placeholder:?}"
            );
        }
    }

    #[test]
    fn every_pictogram_can_be_drawn() {
        let mut gallery = Gallery::default();
        for (id, _) in PICTOGRAMS {
            let image = gallery.pictogram(id).unwrap_or_default();
            assert!(image.size().width > 0, "{id}");
        }
    }

    #[test]
    fn a_broken_picture_shows_the_placeholder() {
        let mut gallery = Gallery::default();
        for picture in [
            Picture::None,
            Picture::pictogram("no-such-pictogram"),
            Picture::Svg(b"<svg".as_slice().into()),
            Picture::Svg(b"".as_slice().into()),
            Picture::Png(b"\x89PNG cut short".as_slice().into()),
            Picture::Jpeg(b"\xff\xd8\xff cut short".as_slice().into()),
            Picture::Png(hostile::png_that_claims(65_536, 65_536).into()),
            Picture::Jpeg(hostile::jpeg_that_claims(60_000, 60_000).into()),
            Picture::Png(hostile::png_of_nothing(10_000, 10_000).into()),
        ] {
            gallery.begin();
            let image = gallery.image(&picture, Placeholder::Thing);
            gallery.finish();
            assert!(
                Some(image) == gallery.pictogram("question"),
                "{picture:?} must show the placeholder"
            );
        }
    }

    #[test]
    fn a_photograph_comes_upright_and_no_larger_than_a_screen() {
        let mut gallery = Gallery::default();
        let photo = Picture::of_file(hostile::jpeg(3000, 2000, Some(6)).into());
        assert!(matches!(photo, Picture::Jpeg(_)));
        gallery.begin();
        let size = gallery.image(&photo, Placeholder::Thing).size();
        assert_eq!((size.width, size.height), (853, 1280));
    }

    #[test]
    fn a_picture_is_kept_only_while_screens_show_it() {
        let mut gallery = Gallery::default();
        let picture = Picture::Svg(DOT.into());
        gallery.begin();
        let first = gallery.image(&picture, Placeholder::Thing);
        gallery.finish();
        gallery.begin();
        let second = gallery.image(&picture, Placeholder::Thing);
        gallery.finish();
        assert!(first == second, "not decoded twice");
        assert_eq!(gallery.held(), 1);
        gallery.begin();
        gallery.finish();
        assert_eq!(gallery.held(), 0);
    }
}
