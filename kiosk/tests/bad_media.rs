//! Files that break, claim too much, do harm or are not there: a run goes on past them, the card says to ask for help,
//! and staff read which file it is.

mod face;
mod rig;

use std::time::Duration;

use rig::{DENIS, Rig};
use stupen_kiosk::engine::Effect;
use stupen_kiosk::media::StoredPictures;
use stupen_kiosk::ui::{
    NoticeKind, Picture, Say, Screen, StaffScreen, StaffTap, Tap, UnreadablePicture, Word,
};
use stupen_media::hostile;

const PACK: &str = r#"{
    "id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"},
    "picture": "pictogram:box", "licence": "CC0-1.0",
    "operation": [{
        "id": "fold", "title": {"ru": "Складываем", "en": "Folding"}, "picture": "pictogram:fold-box",
        "station": "table-1", "norm_s": 45,
        "step": [
            {"id": "take", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a box"},
             "picture": "pictures/take.png", "recorded": {"ru": "sounds/take.wav"}},
            {"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "picture": "pictogram:place", "counts": true}
        ]
    }]
}"#;

/// Touches what is called so on a page of tiles.
fn touch(rig: &mut Rig, word: Word) {
    let label = Say::from(word);
    let Screen::Staff(StaffScreen::Tiles(view)) = rig.screen() else {
        panic!("{:?}", rig.screen())
    };
    let chip = view.chips.iter().position(|chip| chip.label == label);
    let tile = view.tiles.iter().position(|tile| tile.label == label);
    let tap = match (chip, tile) {
        (Some(place), _) => StaffTap::Chip(place),
        (None, Some(place)) => StaffTap::Tile(place),
        (None, None) => panic!("no {word:?} on {view:?}"),
    };
    rig.tap(Tap::Staff(tap));
}

/// Whether staff read of this file on the device's page.
fn is_told(rig: &mut Rig, file: &str) -> bool {
    rig.staff();
    touch(rig, Word::Menu);
    touch(rig, Word::Device);
    let Screen::Staff(StaffScreen::Device(view)) = rig.screen() else {
        panic!("{:?}", rig.screen())
    };
    view.notices
        .iter()
        .any(|notice| notice.kind == NoticeKind::BadMedia && notice.detail.contains(file))
}

/// Name, picture, sound, the file that is told.
type Row = (
    &'static str,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<&'static str>,
);

#[test]
fn bad_files_stop_no_run_and_staff_read_their_names() {
    let drawing = hostile::svg("<circle r='3'/>");
    let speech = hostile::wav(500);
    let torn = hostile::png(64, 64)[..300].to_vec();
    #[rustfmt::skip]
    let table: Vec<Row> = vec![
        ("good", Some(drawing.clone()), Some(speech.clone()), None),
        ("photograph", Some(hostile::jpeg(1600, 1200, Some(6))), Some(speech.clone()), None),
        ("broken PNG", Some(torn), Some(speech.clone()), Some("pictures/take.png")),
        ("100 megapixels", Some(hostile::png_of_nothing(10_000, 10_000)), Some(speech.clone()), Some("pictures/take.png")),
        ("SVG bomb", Some(hostile::svg_of_uses()), Some(speech.clone()), Some("pictures/take.png")),
        ("laughs", Some(hostile::svg_of_entities()), Some(speech.clone()), Some("pictures/take.png")),
        ("missing picture", None, Some(speech), Some("pictures/take.png")),
        ("missing sound", Some(drawing.clone()), None, Some("sounds/take.wav")),
        ("broken sound", Some(drawing), Some(b"RIFF".to_vec()), Some("sounds/take.wav")),
    ];
    let face = face::face(face::SEVEN_INCH, "ru");
    for (name, picture, sound, told) in table {
        let files: Vec<(&str, Vec<u8>)> =
            [("pictures/take.png", picture), ("sounds/take.wav", sound)]
                .into_iter()
                .filter_map(|(path, bytes)| Some((path, bytes?)))
                .collect();
        let mut rig = Rig::new(PACK, &files);
        face.pictures_from(
            Box::new(StoredPictures(rig.blobs())),
            Duration::from_secs(30),
            || {},
        )
        .expect("a thread");
        rig.begin_work(DENIS);
        let Screen::Step(step) = rig.screen() else {
            panic!("{name}: {:?}", rig.screen())
        };
        let shown = rig.screen().clone();
        let broken = told.is_some_and(|file| file.starts_with("pictures"));
        assert_eq!(step.broken, broken, "{name}");
        face.show(&shown);
        assert_eq!(
            face.spoken().contains("Позови на помощь"),
            broken,
            "{name}: {}",
            face.spoken()
        );
        assert!(
            face.unreadable_pictures().is_empty(),
            "{name}: known before"
        );
        // Speech: the recording where it is whole, else the voice.
        let spoken = rig
            .done()
            .into_iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Speak => Some(false),
                Effect::Recording(_) => Some(true),
                _ => None,
            });
        let recorded = !told.is_some_and(|file| file.starts_with("sounds"));
        assert_eq!(spoken, Some(recorded), "{name}");
        // The run goes on.
        rig.tap(Tap::Next);
        rig.tap(Tap::Done);
        assert!(matches!(rig.screen(), Screen::Finished(_)), "{name}");
        match told {
            Some(file) => assert!(is_told(&mut rig, file), "{name}: staff read {file}"),
            None => assert!(!is_told(&mut rig, ""), "{name}"),
        }
    }
}

#[test]
fn a_file_that_fails_while_people_work_is_told_like_any_other() {
    let photo = hostile::jpeg(640, 480, None);
    let hash = stupen_journal::blobs::blob_hash(&photo);
    let files = [
        ("pictures/take.png", photo),
        ("sounds/take.wav", hostile::wav(100)),
    ];
    let mut rig = Rig::new(PACK, &files);
    // The card wears out under the running kiosk.
    rig.blobs().forget(&hash).expect("gone");
    let face = face::face(face::SEVEN_INCH, "ru");
    let files = Box::new(StoredPictures(rig.blobs()));
    face.pictures_from(files, Duration::from_secs(30), || {})
        .expect("a thread");
    rig.begin_work(DENIS);
    let shown = rig.screen().clone();
    face.show(&shown);
    let unreadable = face.unreadable_pictures();
    let [UnreadablePicture { hash: told, .. }] = unreadable.as_slice() else {
        panic!("{unreadable:?}")
    };
    assert_eq!(*told, hash.to_string());
    let reading = rig.reading();
    let effects = rig
        .engine
        .as_mut()
        .expect("an engine")
        .cannot_show(&unreadable, &reading);
    let shown = effects.into_iter().find_map(|effect| match effect {
        Effect::Show(screen) => Some(*screen),
        _ => None,
    });
    let Some(Screen::Step(step)) = shown else {
        panic!("{shown:?}")
    };
    assert!(step.broken && step.pictures == [Picture::None]);
    assert!(is_told(&mut rig, "pictures/take.png"));
}
