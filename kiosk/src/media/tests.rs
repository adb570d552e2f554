//! Packs with files that are missing, damaged, or not fit to be shown.

use std::path::Path;

use stupen_domain::wire::ids::BlobHash;
use stupen_journal::blobs::blob_hash;
use stupen_media::hostile;

use super::*;

/// A kiosk's files, and what the office published.
struct Shop {
    dir: tempfile::TempDir,
    local: Local,
    published: Vec<PackPublished>,
}

impl Shop {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let local = Local::open(&dir.path().join("local.db"), None).unwrap();
        Shop {
            dir,
            local,
            published: Vec::new(),
        }
    }

    fn file(&self) -> std::path::PathBuf {
        self.dir.path().join("media.db")
    }

    fn blobs(&self) -> BlobStore {
        BlobStore::open(&self.file(), None).unwrap()
    }

    /// Publishes a version whose only step shows `pictures/a` and says `sounds/a`; both come with it.
    fn publish(&mut self, version: u32, picture: &[u8], sound: &[u8]) {
        let (a, b) = (blob_hash(picture), blob_hash(sound));
        let manifest = manifest(
            version,
            &format!(r#""pictures/a": "{a}", "sounds/a": "{b}""#),
        );
        let blobs = self.blobs();
        for bytes in [picture, sound, manifest.as_bytes()] {
            blobs.put(bytes).unwrap();
        }
        self.announce(version, &manifest);
    }

    fn announce(&mut self, version: u32, manifest: &str) {
        self.published.push(PackPublished {
            pack: "soap".into(),
            version,
            title: Bilingual::default(),
            manifest: BlobHash::new(blob_hash(manifest.as_bytes()).to_string()),
        });
    }

    fn verify(&self, again: bool) -> bool {
        verify(&self.blobs(), &self.local, &self.published, again).unwrap()
    }

    fn media(&self) -> Media {
        let mut media = Media::new(self.blobs());
        media.refresh(self.published.clone(), &self.local);
        media
    }
}

fn manifest(version: u32, media: &str) -> String {
    format!(
        r#"{{"pack": {{"id": "soap", "version": {version}, "title": {{"ru": "М", "en": "S"}}, "picture": "pictogram:soap",
        "licence": "CC0-1.0", "operation": [{{"id": "fold", "title": {{"ru": "С", "en": "F"}}, "picture": "pictogram:soap",
        "station": "t", "norm_s": 9, "step": [{{"id": "take", "verb": {{"ru": "Возьми", "en": "Take"}},
        "words": {{"ru": "мыло", "en": "soap"}}, "picture": "pictures/a", "recorded": {{"ru": "sounds/a"}}, "counts": true}}]}}]}},
        "media": {{{media}}}}}"#
    )
}

fn said(media: &Media) -> Vec<String> {
    media.bad_files().iter().map(ToString::to_string).collect()
}

fn fold() -> OperationId {
    OperationId::new("soap/fold")
}

/// Changes a stored blob, as a worn card does.
fn wear(file: &Path, hash: &Hash) {
    let conn = stupen_journal::open_private(file, None).unwrap();
    let changed = conn
        .execute("UPDATE blob SET body = x'00' WHERE hash = ?1", [hash.0])
        .unwrap();
    assert_eq!(changed, 1);
}

#[test]
fn files_that_cannot_be_used_stop_nobody_and_are_named() {
    let drawing = hostile::svg("<circle r='3'/>");
    let speech = hostile::wav(500);
    let torn = hostile::png(64, 64)[..300].to_vec();
    // Name, picture, sound, what is said.
    type Row = (&'static str, Vec<u8>, Vec<u8>, &'static [&'static str]);
    #[rustfmt::skip]
    let table: Vec<Row> = vec![
        ("good", drawing.clone(), speech.clone(), &[]),
        ("photograph", hostile::jpeg(640, 480, Some(6)), speech.clone(), &[]),
        ("broken PNG", torn, speech.clone(), &["soap 1: pictures/a: not a usable PNG"]),
        ("100 megapixels", hostile::png_of_nothing(10_000, 10_000), speech.clone(), &["soap 1: pictures/a: 10000 × 10000 pixels"]),
        ("bomb of uses", hostile::svg_of_uses(), speech.clone(), &["soap 1: pictures/a: more than"]),
        ("bomb of patterns", hostile::svg_of_patterns(true), speech.clone(), &["soap 1: pictures/a: more than"]),
        ("bomb of entities", hostile::svg_of_entities(), speech.clone(), &["soap 1: pictures/a: not a usable SVG"]),
        ("script", hostile::svg("<script/>"), speech.clone(), &["soap 1: pictures/a: line 1: <script>"]),
        ("text file", b"hello".to_vec(), speech, &["soap 1: pictures/a: not a usable SVG"]),
        ("broken sound", drawing.clone(), b"RIFF".to_vec(), &["soap 1: sounds/a: not a usable WAV"]),
        ("both", Vec::new(), b"MP3".to_vec(), &["soap 1: pictures/a", "soap 1: sounds/a: neither WAV"]),
    ];
    for (name, picture, sound, expected) in table {
        let mut shop = Shop::new();
        shop.publish(1, &picture, &sound);
        assert!(shop.verify(false), "{name}");
        assert!(!shop.verify(false), "{name}: looked at once");
        let media = shop.media();
        assert!(
            media.version_of(&fold()).is_some(),
            "{name}: people work by it"
        );
        let bad = said(&media);
        assert_eq!(bad.len(), expected.len(), "{name}: {bad:?}");
        for (said, words) in bad.iter().zip(expected) {
            assert!(said.starts_with(words), "{name}: {said}");
        }
        // By what a file is for, whatever it is called.
        for bad in media.bad_files() {
            let of_a_sound = matches!(bad.trouble, Trouble::Sound | Trouble::LongSound);
            assert_eq!(of_a_sound, bad.file == "sounds/a", "{name}: {bad:?}");
        }
        let is_bad = |path: &str| expected.iter().any(|words| words.contains(path));
        let shown = media.pack_picture(&fold(), 1, "pictures/a");
        assert_eq!(
            shown == Picture::None,
            is_bad("pictures/a"),
            "{name}: {shown:?}"
        );
        let heard = media.sound(&fold(), 1, "sounds/a");
        assert_eq!(heard.is_none(), is_bad("sounds/a"), "{name}");
    }
}

#[test]
fn what_nobody_sent_is_named_too() {
    let mut shop = Shop::new();
    let manifest = manifest(1, "").replace("pictogram:soap\",\n", "pictogram:of-tomorrow\",\n");
    shop.blobs().put(manifest.as_bytes()).unwrap();
    shop.announce(1, &manifest);
    shop.verify(false);
    let bad = said(&shop.media());
    assert_eq!(
        bad.iter()
            .map(|said| said.split(": ").nth(1).unwrap())
            .collect::<Vec<_>>(),
        ["pictogram:of-tomorrow", "pictures/a", "sounds/a"],
        "{bad:?}"
    );
    let broken = "{}";
    shop.blobs().put(broken.as_bytes()).unwrap();
    shop.announce(2, broken);
    shop.verify(false);
    let media = shop.media();
    assert!(
        said(&media)
            .iter()
            .any(|said| said.starts_with("soap 2: missing field"))
    );
    assert_eq!(
        media.version_of(&fold()).map(|(version, _)| version),
        Some(1)
    );
}

#[test]
fn a_version_is_offered_once_it_is_whole_and_touches_no_open_run() {
    let mut shop = Shop::new();
    let (first, second) = (
        hostile::svg("<circle r='1'/>"),
        hostile::svg("<circle r='2'/>"),
    );
    let sound = hostile::wav(100);
    shop.publish(1, &first, &sound);
    // Nobody looked at it yet: it is looked at before it is offered.
    let mut media = shop.media();
    let known = shop.local.pack(shop.published[0].manifest.as_str());
    assert_eq!(known.unwrap(), Some(LookedAt::default()));
    assert!(!shop.verify(false), "looked at once");
    assert_eq!(
        media.version_of(&fold()).map(|(version, _)| version),
        Some(1)
    );

    // The second version: its manifest is here, its picture is not.
    let hash = blob_hash(&second);
    let text = manifest(
        2,
        &format!(
            r#""pictures/a": "{hash}", "sounds/a": "{}""#,
            blob_hash(&sound)
        ),
    );
    shop.blobs().put(text.as_bytes()).unwrap();
    shop.announce(2, &text);
    assert!(!shop.verify(false));
    media.refresh(shop.published.clone(), &shop.local);
    assert_eq!(
        media.version_of(&fold()).map(|(version, _)| version),
        Some(1)
    );

    shop.blobs().put(&second).unwrap();
    assert!(shop.verify(false));
    media.refresh(shop.published.clone(), &shop.local);
    assert_eq!(
        media.version_of(&fold()).map(|(version, _)| version),
        Some(2)
    );
    // Who began with the first goes on with its words and its pictures.
    assert!(media.operation_of_version(&fold(), 1).is_some());
    let picture = |version| media.pack_picture(&fold(), version, "pictures/a");
    let stored = |bytes: &[u8]| Picture::Stored(blob_hash(bytes).to_string().into());
    assert_eq!(picture(1), stored(&first));
    assert_eq!(picture(2), stored(&second));

    // A worn card changes the second one's picture: after the next start the first is offered again, until the
    // office has sent the file anew.
    drop(media);
    wear(&shop.file(), &hash);
    assert!(!shop.verify(false), "looked at once");
    assert!(shop.verify(true));
    let mut media = shop.media();
    assert_eq!(
        media.version_of(&fold()).map(|(version, _)| version),
        Some(1)
    );
    assert!(
        !shop.blobs().has(&hash).unwrap(),
        "the exchange asks for what is not here"
    );
    shop.blobs().put(&second).unwrap();
    shop.verify(false);
    media.refresh(shop.published.clone(), &shop.local);
    assert_eq!(
        media.version_of(&fold()).map(|(version, _)| version),
        Some(2)
    );
}

#[test]
fn a_file_that_fails_later_is_named_like_one_that_was_bad_from_the_beginning() {
    let mut shop = Shop::new();
    let drawing = hostile::svg("<circle r='1'/>");
    shop.publish(1, &drawing, &hostile::wav(100));
    shop.verify(false);
    let mut media = shop.media();
    assert!(media.bad_files().is_empty());
    let hash = blob_hash(&drawing).to_string();
    assert!(!media.cannot_show(&hash, "the card is worn"));
    assert_eq!(
        media.pack_picture(&fold(), 1, "pictures/a"),
        Picture::None,
        "the step says to ask for help"
    );
    assert_eq!(said(&media), ["soap 1: pictures/a: the card is worn"]);
    let bad = media.bad_files();
    assert_eq!(bad.first().map(|bad| bad.step), Some(1), "{bad:?}");
    // What others look at is not touched by it, and it stays told when packs are looked at again.
    media.refresh(shop.published.clone(), &shop.local);
    assert_eq!(media.bad_files().len(), 1);
}

#[test]
fn a_pack_that_cannot_be_read_is_named_until_a_newer_one_is_there() {
    let mut shop = Shop::new();
    let (drawing, sound) = (hostile::svg("<circle r='1'/>"), hostile::wav(100));
    shop.publish(1, &drawing, &sound);
    shop.blobs().put(b"no manifest").unwrap();
    shop.announce(2, "no manifest");
    assert!(shop.verify(false));
    let media = shop.media();
    let troubles = |media: &Media| -> Vec<(u32, Trouble)> {
        let bad = media.bad_files().into_iter();
        bad.map(|bad| (bad.version, bad.trouble)).collect()
    };
    assert_eq!(troubles(&media), [(2, Trouble::Pack)]);
    let works_by = |media: &Media| media.version_of(&fold()).map(|(version, _)| version);
    assert_eq!(works_by(&media), Some(1));
    shop.publish(3, &drawing, &sound);
    assert!(shop.verify(false));
    let media = shop.media();
    assert_eq!((troubles(&media), works_by(&media)), (vec![], Some(3)));
}

#[test]
fn a_portrait_is_shown_once_it_is_here() {
    let shop = Shop::new();
    let media = shop.media();
    let face = hostile::jpeg(90, 90, None);
    let name = format!("blob:{}", blob_hash(&face));
    assert_eq!(media.picture(&name), Picture::None);
    shop.blobs().put(&face).unwrap();
    let stored = Picture::Stored(blob_hash(&face).to_string().into());
    assert_eq!(media.picture(&name), stored);
    assert_eq!(media.picture("blob:no hash"), Picture::None);
    let files = StoredPictures(shop.blobs());
    assert_eq!(files.read(&blob_hash(&face).to_string()), Some(face));
}

#[test]
fn a_worn_portrait_is_dropped_so_that_it_comes_again() {
    let shop = Shop::new();
    let mut media = shop.media();
    let face = hostile::jpeg(90, 90, None);
    shop.blobs().put(&face).unwrap();
    let hash = blob_hash(&face);
    let name = format!("blob:{hash}");
    let stored = Picture::Stored(hash.to_string().into());
    assert_eq!(media.picture(&name), stored);
    wear(&shop.file(), &hash);
    assert!(media.cannot_show(&hash.to_string(), "not a usable JPEG"));
    assert_eq!(media.picture(&name), Picture::None);
    assert_eq!(media.worn(), [hash.to_string()]);
    assert!(media.bad_portraits().is_empty());
    assert!(
        !shop.blobs().has(&hash).unwrap(),
        "the exchange asks for it"
    );
    // Still told while packs are looked at, until it is here.
    media.refresh(Vec::new(), &shop.local);
    assert_eq!(media.worn().len(), 1);
    shop.blobs().put(&face).unwrap();
    media.refresh(Vec::new(), &shop.local);
    assert!(media.worn().is_empty());
    assert_eq!(media.picture(&name), stored);
    // One that is what the office sent is not fetched for ever.
    assert!(!media.cannot_show(&hash.to_string(), "a decoder gave up"));
    assert_eq!(media.picture(&name), Picture::None);
    assert!(shop.blobs().has(&hash).unwrap());
    let told = vec![(hash.to_string(), "a decoder gave up".to_owned())];
    assert_eq!(media.bad_portraits(), told);
    assert!(media.worn().is_empty());
}
