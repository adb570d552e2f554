//! Turns pictures into what the toolkit draws, keeps what is on the screen and what was there lately, drops the rest.

mod darkroom;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use slint::Image;

use super::views::{Expected, Picture, Place, UnreadablePicture};
pub(super) use darkroom::Darkroom;
pub use darkroom::PictureFiles;
use darkroom::{Developed, Print};

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

/// Decoded pictures of the store that stay though no screen shows them, bytes: a dozen photographs of the larger panel.
const PRINT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A photograph whose bytes came with the screen is made no larger than this, pixels a side.
const SIDE_MAX: u32 = 1280;

/// A photograph whose bytes are at hand.
fn photo(bytes: &[u8]) -> Option<Image> {
    let within = (SIDE_MAX, SIDE_MAX);
    match stupen_media::decode(bytes, stupen_media::KIOSK_PIXELS_MAX, within) {
        Ok(pixels) => image(darkroom::of(&pixels)).map(|(image, _)| image),
        Err(problem) => {
            tracing::warn!(problem, "a photograph cannot be shown");
            None
        }
    }
}

/// What the toolkit draws, and the bytes that it holds.
fn image(developed: Developed) -> Option<(Image, usize)> {
    let bytes = |size: (u32, u32), each: usize| size.0 as usize * size.1 as usize * each;
    let found = match developed {
        Developed::Opaque(pixels) => {
            let size = bytes((pixels.width(), pixels.height()), 3);
            (Image::from_rgb8(pixels), size)
        }
        Developed::Clear(pixels) => {
            let size = bytes((pixels.width(), pixels.height()), 4);
            (Image::from_rgba8(pixels), size)
        }
        Developed::Painted(pixels) => {
            let size = bytes((pixels.width(), pixels.height()), 4);
            (Image::from_rgba8_premultiplied(pixels), size)
        }
        // Its shapes take some times the bytes of its text.
        Developed::Drawing(text) => (
            Image::load_from_svg_data(&text).ok()?,
            text.len().saturating_mul(16),
        ),
        Developed::Unreadable(_) => return None,
    };
    let size = found.0.size();
    (size.width > 0 && size.height > 0).then_some(found)
}

/// A file's bytes as long as its picture is kept; the address is its name.
struct Kept {
    /// Holds the bytes, so that the address stays theirs.
    _bytes: Arc<[u8]>,
    image: Image,
}

/// A picture of the store as it was developed; without an image where it cannot be shown.
struct Hung {
    image: Option<Image>,
    bytes: usize,
    /// The screen that showed it last.
    screen: u64,
}

/// Pictograms stay (they are small and come again on every screen). Pictures of the store are developed beside this
/// thread, and stay as long as there is room: a year of portraits does not pile up. Pictures whose bytes came with a
/// screen stay only while one screen after the other shows them.
#[derive(Default)]
pub(super) struct Gallery {
    pictograms: HashMap<&'static str, Image>,
    kept: HashMap<*const u8, Kept>,
    used: HashMap<*const u8, Kept>,
    darkroom: Option<Darkroom>,
    /// How long a screen waits for a picture before it is shown without.
    patience: Duration,
    /// Until then the present screen waits.
    until: Option<Instant>,
    hung: HashMap<Print, Hung>,
    bytes: usize,
    screen: u64,
    /// Width and height of the window.
    window: (u32, u32),
    /// The screen goes without a picture that will come.
    waits: bool,
    unreadable: Vec<UnreadablePicture>,
}

impl Gallery {
    /// Takes pictures of the store from here.
    pub(super) fn develop_in(&mut self, darkroom: Darkroom, patience: Duration) {
        self.darkroom = Some(darkroom);
        self.patience = patience;
    }

    /// Begins a screen of a window this large: what it does not use again is dropped by [`Gallery::finish`].
    pub(super) fn begin(&mut self, window: (u32, u32)) {
        self.used.clear();
        // What could not be shown is tried anew by a later screen that asks for it: its file may have come again.
        let last = self.screen;
        self.hung
            .retain(|_, hung| hung.image.is_some() || hung.screen == last);
        self.screen += 1;
        self.window = window;
        self.waits = false;
        self.until = Instant::now().checked_add(self.patience);
        if let Some(darkroom) = &self.darkroom {
            darkroom.begin();
        }
        self.take_over();
    }

    /// Ends a screen.
    pub(super) fn finish(&mut self) {
        self.kept = std::mem::take(&mut self.used);
        self.make_room();
    }

    /// Whether the screen goes without a picture that will come.
    pub(super) fn waits(&self) -> bool {
        self.waits
    }

    /// Has pictures developed that a touch may bring.
    pub(super) fn expect(&mut self, expected: &[Expected]) {
        self.take_over();
        self.make_room();
        let prints: Vec<Print> = expected
            .iter()
            .filter_map(|expected| self.print(&expected.picture, expected.place))
            .filter(|print| !self.hung.contains_key(print))
            .collect();
        if let Some(darkroom) = &self.darkroom {
            darkroom.expect(prints);
        }
    }

    /// The pictures that could not be shown since this was asked last.
    pub(super) fn unreadable(&mut self) -> Vec<UnreadablePicture> {
        std::mem::take(&mut self.unreadable)
    }

    /// The picture as large as a tile shows it, or the placeholder when there is none or it cannot be read.
    pub(super) fn image(&mut self, picture: &Picture, placeholder: Placeholder) -> Image {
        let place = match placeholder {
            Placeholder::Person => Place::Card,
            Placeholder::Thing => Place::Tile,
        };
        self.image_in(picture, placeholder, place)
    }

    /// The picture of a thing, in its place.
    pub(super) fn thing(&mut self, picture: &Picture, place: Place) -> Image {
        self.image_in(picture, Placeholder::Thing, place)
    }

    fn image_in(&mut self, picture: &Picture, placeholder: Placeholder, place: Place) -> Image {
        let found = match picture {
            Picture::None => None,
            Picture::Pictogram(id) => self.pictogram(id),
            Picture::Svg(bytes) => self.file(bytes, |bytes| Image::load_from_svg_data(bytes).ok()),
            Picture::Png(bytes) | Picture::Jpeg(bytes) => self.file(bytes, photo),
            Picture::Stored(_) => match self.stored(picture, place) {
                Stored::Here(image) => Some(image),
                // Its place stays empty until it comes: a question mark would say that something is wrong.
                Stored::Coming => return Image::default(),
                Stored::Unreadable => None,
            },
        };
        found
            .or_else(|| self.pictogram(placeholder.id()))
            .unwrap_or_default()
    }

    /// Whether a picture of the store is known not to be fit to be shown.
    pub(super) fn is_unreadable(&self, picture: &Picture, place: Place) -> bool {
        self.print(picture, place)
            .and_then(|print| self.hung.get(&print))
            .is_some_and(|hung| hung.image.is_none())
    }

    fn print(&self, picture: &Picture, place: Place) -> Option<Print> {
        let Picture::Stored(hash) = picture else {
            return None;
        };
        Some(Print {
            hash: Arc::clone(hash),
            within: within(self.window, place),
        })
    }

    fn stored(&mut self, picture: &Picture, place: Place) -> Stored {
        let Some(print) = self.print(picture, place) else {
            return Stored::Unreadable;
        };
        if let Some(found) = self.on_the_wall(&print) {
            return found;
        }
        let Some(darkroom) = &self.darkroom else {
            return Stored::Unreadable;
        };
        // All pictures of a screen share its patience.
        let patience = self
            .until
            .map(|until| until.saturating_duration_since(Instant::now()))
            .unwrap_or_default();
        darkroom.want(&print, patience);
        self.take_over();
        self.on_the_wall(&print).unwrap_or_else(|| {
            self.waits = true;
            Stored::Coming
        })
    }

    fn on_the_wall(&mut self, print: &Print) -> Option<Stored> {
        let hung = self.hung.get_mut(print)?;
        hung.screen = self.screen;
        Some(match &hung.image {
            Some(image) => Stored::Here(image.clone()),
            None => Stored::Unreadable,
        })
    }

    /// Hangs what was developed meanwhile.
    fn take_over(&mut self) {
        let done = self.darkroom.as_ref().map(Darkroom::take);
        for (print, developed) in done.into_iter().flatten() {
            let problem = match &developed {
                Developed::Unreadable(problem) => problem.clone(),
                _ => "the screen cannot draw it".to_owned(),
            };
            let found = image(developed);
            if found.is_none() {
                tracing::warn!(hash = %print.hash, problem, "a picture cannot be shown");
                self.unreadable.push(UnreadablePicture {
                    hash: print.hash.to_string(),
                    problem,
                });
            }
            let (image, bytes) = match found {
                Some((image, bytes)) => (Some(image), bytes),
                None => (None, 0),
            };
            self.bytes += bytes;
            let hung = Hung {
                image,
                bytes,
                screen: self.screen,
            };
            if let Some(before) = self.hung.insert(print, hung) {
                self.bytes = self.bytes.saturating_sub(before.bytes);
            }
        }
    }

    /// Takes down what was not shown longest; what the screen shows stays, however large it is.
    fn make_room(&mut self) {
        while self.bytes > PRINT_BYTES_MAX {
            let oldest = self
                .hung
                .iter()
                .filter(|(_, hung)| hung.screen < self.screen && hung.bytes > 0)
                .min_by_key(|(_, hung)| hung.screen);
            let Some(oldest) = oldest.map(|(print, _)| print.clone()) else {
                return;
            };
            if let Some(gone) = self.hung.remove(&oldest) {
                self.bytes = self.bytes.saturating_sub(gone.bytes);
            }
        }
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

/// Where a picture of the store is.
enum Stored {
    Here(Image),
    Coming,
    Unreadable,
}

/// The room of a place in pixels: a picture is made this large at the most. Measured on the screens that have the
/// largest such place; elsewhere it is drawn a little smaller.
fn within(window: (u32, u32), place: Place) -> (u32, u32) {
    let part = |side: u32, per_cent: u32| (side * per_cent / 100).max(1);
    let (width, height) = window;
    match place {
        Place::Lead(among) => {
            let (mut columns, mut rows) = (1, 1);
            // As the screens do: side by side, in two rows from the third on.
            match among {
                0 | 1 => {}
                2 => columns = 2,
                3 | 4 => (columns, rows) = (2, 2),
                _ => (columns, rows) = (3, 2),
            }
            (part(width, 70) / columns, part(height, 70) / rows)
        }
        Place::Card => (part(height, 50), part(height, 50)),
        Place::Tile => (part(height, 30), part(height, 30)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stupen_media::hostile;

    const WINDOW: (u32, u32) = (1280, 800);

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
            gallery.begin(WINDOW);
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
        gallery.begin(WINDOW);
        let size = gallery.image(&photo, Placeholder::Thing).size();
        assert_eq!((size.width, size.height), (853, 1280));
    }

    #[test]
    fn a_picture_is_kept_only_while_screens_show_it() {
        let mut gallery = Gallery::default();
        let picture = Picture::Svg(DOT.into());
        gallery.begin(WINDOW);
        let first = gallery.image(&picture, Placeholder::Thing);
        gallery.finish();
        gallery.begin(WINDOW);
        let second = gallery.image(&picture, Placeholder::Thing);
        gallery.finish();
        assert!(first == second, "not decoded twice");
        assert_eq!(gallery.held(), 1);
        gallery.begin(WINDOW);
        gallery.finish();
        assert_eq!(gallery.held(), 0);
    }

    /// Files by name; `slow` is read only once the test lets it.
    struct Files {
        files: HashMap<&'static str, Vec<u8>>,
        gate: std::sync::Mutex<std::sync::mpsc::Receiver<()>>,
    }

    impl PictureFiles for Files {
        fn read(&self, hash: &str) -> Option<Vec<u8>> {
            if hash.starts_with("slow") {
                self.gate.lock().unwrap().recv().unwrap();
            }
            self.files.get(hash).cloned()
        }
    }

    /// A gallery over files, the gate of the slow ones, and what is told when something awaited is done.
    fn opened(
        files: Vec<(&'static str, Vec<u8>)>,
        patience: Duration,
    ) -> (
        Gallery,
        std::sync::mpsc::Sender<()>,
        std::sync::mpsc::Receiver<()>,
    ) {
        let (open, gate) = std::sync::mpsc::channel();
        let (told, wakes) = std::sync::mpsc::channel();
        let files = Files {
            files: files.into_iter().collect(),
            gate: gate.into(),
        };
        let darkroom = Darkroom::open(Box::new(files), move || told.send(()).unwrap()).unwrap();
        let mut gallery = Gallery::default();
        gallery.develop_in(darkroom, patience);
        (gallery, open, wakes)
    }

    const LONG: Duration = Duration::from_secs(30);

    fn stored(hash: &str) -> Picture {
        Picture::Stored(hash.into())
    }

    #[test]
    fn pictures_of_the_store_are_as_large_as_their_place_or_a_placeholder() {
        let heavy = hostile::svg(&"<rect width='9' height='9'/>".repeat(600));
        assert!(heavy.len() > 12 * 1024);
        let with_photo = hostile::svg_of_photographs(50, 3);
        assert!(with_photo.len() < 12 * 1024);
        let (mut gallery, _open, _wakes) = opened(
            vec![
                ("photo", hostile::jpeg(1600, 1200, None)),
                ("turned", hostile::jpeg(1600, 1200, Some(6))),
                ("drawing", DOT.to_vec()),
                ("heavy", heavy),
                ("with photo", with_photo),
                ("nested", hostile::svg_of_drawings()),
                ("photographs", hostile::svg_of_photographs(1000, 9)),
                ("torn", hostile::png(64, 64)[..300].to_vec()),
                ("megapixels", hostile::png_of_nothing(10_000, 10_000)),
                ("bomb", hostile::svg_of_uses()),
                ("empty", Vec::new()),
            ],
            LONG,
        );
        #[rustfmt::skip]
        let table = [
            ("photo", Place::Lead(1), Some((747, 560))),
            ("photo", Place::Lead(6), Some((298, 224))),
            ("photo", Place::Tile, Some((240, 180))),
            ("turned", Place::Lead(1), Some((420, 560))),
            // Lines stay lines; many of them are painted.
            ("drawing", Place::Lead(1), Some((8, 8))),
            ("heavy", Place::Card, Some((400, 400))),
            ("with photo", Place::Card, Some((400, 400))),
            ("nested", Place::Lead(1), None),
            ("photographs", Place::Lead(1), None),
            ("torn", Place::Lead(1), None),
            ("megapixels", Place::Lead(1), None),
            ("bomb", Place::Lead(1), None),
            ("empty", Place::Lead(1), None),
            ("lost", Place::Lead(1), None),
        ];
        for (name, place, expected) in table {
            gallery.begin(WINDOW);
            let image = gallery.thing(&stored(name), place);
            gallery.finish();
            assert!(!gallery.waits(), "{name}");
            let size = (image.size().width, image.size().height);
            match expected {
                Some(expected) => assert_eq!(size, expected, "{name} in {place:?}"),
                None => assert!(Some(image) == gallery.pictogram("question"), "{name}"),
            }
            assert_eq!(
                gallery.is_unreadable(&stored(name), place),
                expected.is_none(),
                "{name}"
            );
        }
        let unreadable: Vec<String> = gallery
            .unreadable()
            .into_iter()
            .map(|picture| picture.hash)
            .collect();
        #[rustfmt::skip]
        let expected = ["nested", "photographs", "torn", "megapixels", "bomb", "empty", "lost"];
        assert_eq!(unreadable, expected);
        assert!(gallery.unreadable().is_empty(), "each is told once");
    }

    #[test]
    fn a_screen_goes_without_a_slow_picture_and_is_told_when_it_has_come() {
        let (mut gallery, open, wakes) = opened(
            vec![
                ("slow", hostile::jpeg(64, 48, None)),
                ("quick", DOT.to_vec()),
            ],
            Duration::ZERO,
        );
        gallery.begin(WINDOW);
        let empty = gallery.thing(&stored("slow"), Place::Lead(1));
        gallery.finish();
        assert_eq!(empty.size().width, 0, "neither picture nor question mark");
        assert!(gallery.waits());
        open.send(()).unwrap();
        wakes.recv_timeout(LONG).unwrap();
        gallery.begin(WINDOW);
        let image = gallery.thing(&stored("slow"), Place::Lead(1));
        gallery.finish();
        assert_eq!(image.size().width, 64);
        assert!(!gallery.waits());
        // The same again: developed once.
        gallery.begin(WINDOW);
        assert!(gallery.thing(&stored("slow"), Place::Lead(1)) == image);
        gallery.finish();
    }

    #[test]
    fn what_is_expected_is_there_before_it_is_shown() {
        let (mut gallery, open, wakes) = opened(
            vec![
                ("slow-next", hostile::jpeg(64, 48, None)),
                ("slow-last", hostile::jpeg(32, 24, None)),
            ],
            Duration::ZERO,
        );
        gallery.begin(WINDOW);
        gallery.finish();
        let expected = ["slow-next", "slow-last"].map(|hash| Expected {
            picture: stored(hash),
            place: Place::Lead(1),
        });
        gallery.expect(&expected);
        open.send(()).unwrap();
        open.send(()).unwrap();
        // A third that nobody expected comes last, and its coming says that the two are done.
        gallery.begin(WINDOW);
        gallery.thing(&stored("none"), Place::Lead(1));
        gallery.finish();
        wakes.recv_timeout(LONG).unwrap();
        gallery.begin(WINDOW);
        for (hash, width) in [("slow-next", 64), ("slow-last", 32)] {
            let mut image = gallery.thing(&stored(hash), Place::Lead(1));
            if gallery.waits() {
                // The third was begun before: this one is under way still.
                wakes.recv_timeout(LONG).unwrap();
                gallery.begin(WINDOW);
                image = gallery.thing(&stored(hash), Place::Lead(1));
            }
            assert_eq!(image.size().width, width, "{hash}");
        }
        gallery.finish();
    }

    #[test]
    fn photographs_do_not_pile_up() {
        let names: [&str; 40] = std::array::from_fn(|n| &*format!("photo-{n}").leak());
        let photo = hostile::jpeg(1600, 1200, None);
        let files = names.map(|name| (name, photo.clone())).to_vec();
        let (mut gallery, _open, _wakes) = opened(files, LONG);
        for name in names {
            gallery.begin(WINDOW);
            gallery.thing(&stored(name), Place::Lead(1));
            gallery.finish();
            assert!(gallery.bytes <= PRINT_BYTES_MAX, "{}", gallery.bytes);
        }
        let shown: usize = gallery.hung.values().map(|hung| hung.bytes).sum();
        assert_eq!(shown, gallery.bytes);
        assert!(
            gallery.bytes > PRINT_BYTES_MAX / 2,
            "what was there lately stays"
        );
        assert!(gallery.hung.keys().any(|print| &*print.hash == "photo-39"));
        assert!(!gallery.hung.keys().any(|print| &*print.hash == "photo-0"));
    }
}
