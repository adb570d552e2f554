//! Files that break, claim too much, do harm or are not there: a run goes on past them, the card says to ask for help,
//! and staff read which file it is.

use crate::face;
use std::time::Duration;

use crate::rig::{DENIS, Rig};
use stupen_domain::facts::{PersonSet, PromptLevel, PromptSupport};
use stupen_domain::wire::ids::{PersonId, PictureRef};
use stupen_domain::wire::pack::Credit;
use stupen_domain::wire::unusable::{Trouble, Unusable};
use stupen_kiosk::engine::Effect;
use stupen_kiosk::media::StoredPictures;
use stupen_kiosk::ui::{
    Counted, Notice, NoticeKind, Picture, Say, Screen, StaffScreen, Tap, UnreadablePicture, Word,
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

/// What staff read on the device's page.
fn notices(rig: &mut Rig) -> Vec<Notice> {
    rig.staff();
    rig.touch_word(Word::Menu);
    rig.touch_word(Word::Device);
    let Screen::Staff(StaffScreen::Device(view)) = rig.screen() else {
        panic!("{:?}", rig.screen())
    };
    view.notices.clone()
}

/// What was said last: whether it was a recording.
fn said_last(effects: Vec<Effect>) -> Option<bool> {
    effects.into_iter().rev().find_map(|effect| match effect {
        Effect::Speak => Some(false),
        Effect::Recording(_) => Some(true),
        _ => None,
    })
}

/// What the office was told last, if anything.
fn told_office(effects: &[Effect]) -> Option<Vec<Unusable>> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::TellUnusable(files) => Some(files.clone()),
        _ => None,
    })
}

/// Whether staff read of this file on the device's page.
fn is_told(rig: &mut Rig, file: &str) -> bool {
    notices(rig)
        .iter()
        .any(|notice| notice.kind.is_of_bad_media() && notice.detail.contains(file))
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
        // On a broken card the voice, since no recording says that help is to be called.
        let recorded = told.is_none();
        let done = rig.done();
        let at_office = told_office(&done);
        let at_office: Option<Vec<&str>> = at_office
            .as_ref()
            .map(|files| files.iter().map(|file| file.file.as_str()).collect());
        assert_eq!(at_office, Some(told.into_iter().collect()), "{name}");
        assert_eq!(said_last(done), Some(recorded), "{name}");
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
    rig.done();
    let reading = rig.reading();
    let effects = rig
        .engine
        .as_mut()
        .expect("an engine")
        .cannot_show(&unreadable, &reading);
    let at_office = told_office(&effects).expect("the office is told");
    let whats: Vec<Trouble> = at_office.iter().map(|file| file.what).collect();
    assert_eq!(whats, [Trouble::Damaged], "no fault of the file's");
    assert_eq!(said_last(effects.clone()), Some(false), "said at once");
    assert!(effects.contains(&Effect::Hush), "what was said ends");
    let shown = effects.into_iter().find_map(|effect| match effect {
        Effect::Show(screen) => Some(*screen),
        _ => None,
    });
    let Some(Screen::Step(step)) = shown else {
        panic!("{shown:?}")
    };
    assert!(step.broken && step.pictures == [Picture::None]);
    assert!(is_told(&mut rig, "pictures/take.png"));
    assert_eq!(told_office(&rig.done()), None, "once is enough");
}

/// Every picture a file of its own, on every kind of screen.
const WHOLE: &str = r#"{
    "id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"},
    "picture": "pictogram:box", "licence": "CC-BY-4.0", "attribution": "Anna Inkina",
    "tool": [{"id": "knife", "title": {"ru": "нож", "en": "knife"}, "picture": "tool.png"}],
    "operation": [{
        "id": "fold", "title": {"ru": "Складываем", "en": "Folding"}, "picture": "whole.png",
        "station": "table-1", "norm_s": 45, "tools": ["knife"],
        "group": [{"id": "both", "title": {"ru": "Готовим коробку", "en": "Prepare a box"}, "picture": "group.png"}],
        "step": [
            {"id": "take", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a box"},
             "picture": "take.png", "safety": ["sign.png"], "group": "both", "recorded": {"ru": "take.wav"},
             "check": {"question": {"ru": "Она целая?", "en": "Is it whole?"}, "picture": "yes.png", "not_ok": "take",
                       "recorded": {"ru": "take.wav"}}},
            {"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "picture": "put.png", "group": "both", "counts": true}
        ]
    }]
}"#;

/// Its files, this one broken.
fn files_without(bad: &str) -> Vec<(&'static str, Vec<u8>)> {
    let pictures = [
        "tool.png",
        "whole.png",
        "group.png",
        "take.png",
        "sign.png",
        "yes.png",
        "put.png",
    ];
    let drawing = hostile::svg("<circle r='3'/>");
    let mut files: Vec<_> = pictures
        .into_iter()
        .map(|name| {
            (
                name,
                if name == bad {
                    b"broken".to_vec()
                } else {
                    drawing.clone()
                },
            )
        })
        .collect();
    files.push(("take.wav", hostile::wav(300)));
    files
}

#[test]
fn whatever_picture_is_missing_the_screen_says_to_ask_for_help() {
    use PromptLevel::{Checklist, Free, Full, Grouped};
    #[rustfmt::skip]
    let table = [
        // What is broken, how somebody is prompted, on which screen, whether something is missing there.
        ("tool.png", Full, "tools", true),
        ("take.png", Full, "tools", false),
        ("take.png", Full, "step", true),
        ("sign.png", Full, "step", true),
        ("tool.png", Full, "step", false),
        ("put.png", Grouped, "step", true),
        ("sign.png", Grouped, "step", true),
        ("whole.png", Grouped, "step", false),
        ("group.png", Checklist, "step", true),
        ("sign.png", Checklist, "step", true),
        ("whole.png", Checklist, "step", false),
        ("whole.png", Free, "step", true),
        ("sign.png", Free, "step", true),
        ("take.png", Free, "step", false),
        ("take.png", Full, "question", true),
        ("yes.png", Full, "question", true),
        ("sign.png", Full, "question", true),
        ("put.png", Full, "question", false),
    ];
    let face = face::face(face::SEVEN_INCH, "ru");
    for (bad, level, on, broken) in table {
        let name = format!("{bad} at {level:?} on {on}");
        let mut rig = Rig::new(WHOLE, &files_without(bad));
        let files = Box::new(StoredPictures(rig.blobs()));
        face.pictures_from(files, Duration::from_secs(30), || {})
            .expect("a thread");
        rig.prompts(level, PromptSupport::Speech);
        rig.scan(DENIS);
        rig.tap(Tap::GoOn);
        if on != "tools" && matches!(rig.screen(), Screen::Tools(_)) {
            rig.tap(Tap::GoOn);
        }
        if on == "question" {
            rig.tap(Tap::Next);
        }
        let seen = match rig.screen() {
            Screen::Tools(_) => "tools",
            Screen::Question(_) => "question",
            Screen::Step(_) | Screen::Checklist(_) | Screen::Free(_) => "step",
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(seen, on, "{name}");
        assert_eq!(rig.screen().is_broken(), broken, "{name}");
        face.show(rig.screen());
        assert_eq!(
            face.spoken().contains("Позови на помощь"),
            broken,
            "{name}: {}",
            face.spoken()
        );
        let recorded = level == Full && on != "tools" && !broken;
        assert_eq!(said_last(rig.done()), Some(recorded), "{name}");
    }
}

#[test]
fn recordings_of_a_card_are_heard_one_after_the_other_where_every_step_has_one() {
    let second = WHOLE.replace(
        r#""picture": "put.png","#,
        r#""picture": "put.png", "recorded": {"ru": "put.wav"},"#,
    );
    let put = ("put.wav", hostile::wav(500));
    for (pack, more, expected) in [
        (&second, vec![put], Some(300 + 350 + 500)),
        (&WHOLE.to_owned(), vec![], None),
    ] {
        let mut files = files_without("");
        files.extend(more);
        let mut rig = Rig::new(pack, &files);
        rig.prompts(PromptLevel::Grouped, PromptSupport::Speech);
        rig.begin_work(DENIS);
        let said = rig
            .done()
            .into_iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Speak => Some(None),
                // Eight samples a millisecond, a byte each, behind a head.
                Effect::Recording(sound) => Some(Some((sound.len() - 44) / 8)),
                _ => None,
            });
        assert_eq!(said, Some(expected));
    }
}

#[test]
fn every_bad_file_is_told_by_itself_and_counted_where_staff_look() {
    let files = [
        ("pictures/take.png", b"broken".to_vec()),
        ("sounds/take.wav", b"RIFF".to_vec()),
    ];
    let mut rig = Rig::new(PACK, &files);
    rig.staff();
    let Screen::Staff(StaffScreen::Tiles(board)) = rig.screen() else {
        panic!("{:?}", rig.screen())
    };
    let menu = board
        .chips
        .iter()
        .find(|chip| chip.label == Word::Menu.into());
    assert_eq!(menu.map(|chip| chip.count), Some(2));
    rig.touch_word(Word::Menu);
    let Screen::Staff(StaffScreen::Tiles(menu)) = rig.screen() else {
        panic!("{:?}", rig.screen())
    };
    let device = menu
        .tiles
        .iter()
        .find(|tile| tile.label == Word::Device.into());
    let waits = Say::Count(Counted::WaitCount, 2);
    assert_eq!(device.map(|tile| &tile.note), Some(&waits));
    rig.touch_word(Word::Device);
    let Screen::Staff(StaffScreen::Device(view)) = rig.screen() else {
        panic!("{:?}", rig.screen())
    };
    let told: Vec<&str> = view
        .notices
        .iter()
        .filter(|notice| notice.kind == NoticeKind::BadMedia { step: 1 })
        .map(|notice| notice.detail.as_str())
        .collect();
    let [picture, sound] = told.as_slice() else {
        panic!("{:?}", view.notices)
    };
    assert!(
        picture.starts_with("Складываем · gift 1: pictures/take.png: "),
        "{picture}"
    );
    assert!(
        sound.starts_with("Складываем · gift 1: sounds/take.wav: "),
        "{sound}"
    );
}

#[test]
fn a_worn_portrait_is_told_and_comes_again() {
    let photo = hostile::jpeg(64, 64, None);
    let hash = stupen_journal::blobs::blob_hash(&photo);
    let mut rig = Rig::new(PACK, &[]);
    rig.blobs().put(&photo).expect("stored");
    let set = PersonSet {
        person: PersonId::new(DENIS),
        called: "Денис".into(),
        picture: PictureRef::new(format!("blob:{hash}")),
        language: "ru".into(),
        staff_role: None,
        active: true,
    };
    rig.state(vec![set.clone().into()]);
    let seen = |rig: &mut Rig| {
        rig.scan(DENIS);
        match rig.screen() {
            Screen::Hello(view) => view.person.picture.clone(),
            Screen::Choice(view) => view.person.picture.clone(),
            other => panic!("{other:?}"),
        }
    };
    let stored = Picture::Stored(hash.to_string().into());
    assert_eq!(seen(&mut rig), stored);
    rig.blobs().forget(&hash).expect("gone");
    let unreadable = UnreadablePicture {
        hash: hash.to_string(),
        problem: "it is not here".into(),
    };
    let reading = rig.reading();
    let engine = rig.engine.as_mut().expect("an engine");
    let effects = engine.cannot_show(&[unreadable], &reading);
    assert!(effects.contains(&Effect::Sync), "asked for at once");
    let told = notices(&mut rig);
    let worn = told
        .iter()
        .find(|notice| notice.kind == NoticeKind::WornPortrait);
    assert_eq!(worn.map(|notice| notice.detail.as_str()), Some("Денис"));
    rig.wait_s(600);
    assert_eq!(seen(&mut rig), Picture::None);
    rig.blobs().put(&photo).expect("it came again");
    rig.state(vec![set.into()]);
    rig.wait_s(600);
    assert_eq!(seen(&mut rig), stored);
    let told = notices(&mut rig);
    assert!(
        told.iter()
            .all(|notice| notice.kind != NoticeKind::WornPortrait)
    );
}

#[test]
fn whoever_made_the_pictures_is_named() {
    let files = files_without("");
    let mut rig = Rig::new(WHOLE, &files);
    let credit = Credit {
        set: "lines".into(),
        title: "Lines".into(),
        attribution: "Vera Linden".into(),
        licence: "CC-BY-SA-4.0".into(),
        source: Some("https://example.org/lines".into()),
    };
    let second = rig.publish_crediting(WHOLE, 2, &files, vec![credit]);
    rig.state(vec![second]);
    rig.staff();
    rig.touch_word(Word::Menu);
    rig.touch_word(Word::About);
    let Screen::Staff(StaffScreen::Lines(view)) = rig.screen() else {
        panic!("{:?}", rig.screen())
    };
    for (name, who, licence) in [
        ("Подарок", "Anna Inkina", "CC-BY-4.0"),
        (
            "Lines",
            "Vera Linden · https://example.org/lines",
            "CC-BY-SA-4.0",
        ),
    ] {
        let line = view
            .lines
            .iter()
            .find(|line| line.label == Say::Plain(name.into()));
        let found = line.map(|line| (line.note.clone(), line.value.clone()));
        let named = (Say::Plain(who.into()), Say::Plain(licence.into()));
        assert_eq!(found, Some(named), "{name}: {:?}", view.lines);
    }
}
