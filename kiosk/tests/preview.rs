//! `stupen-kiosk render`: the picture is what the kiosk's own window shows of the same card.

use crate::face;
use std::fs;
use std::path::Path;

use crate::face::{Panel, SEVEN_INCH, TEN_INCH};
use slint::ComponentHandle;
use stupen_kiosk::commands::render::render;
use stupen_kiosk::config::Config;
use stupen_kiosk::ui::{Picture, Screen, StepView};

const DRAWING: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 320 240'><rect x='40' y='40' width='240' height='160' fill='#0A4489'/></svg>";

fn step(picture: &str) -> String {
    format!(
        r#"{{"step": {{"id": "take", "verb": {{"ru": "Возьми", "en": "Take"}},
        "words": {{"ru": "одну картонку", "en": "one flat box"}}, "picture": "{picture}",
        "safety": ["pictogram:gloves"], "quantity": 3}}, "index": 1, "steps": 6,
        "files": {{"pictogram:lines/cut": "cut.svg"}}}}"#
    )
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("box.svg"), DRAWING).expect("written");
    fs::write(dir.path().join("cut.svg"), DRAWING).expect("written");
    fs::write(dir.path().join("bad.svg"), "<svg><script/></svg>").expect("written");
    dir
}

/// In a thread of its own: each has one place to draw.
fn draw(dir: &Path, file: &str, panel: Panel, lang: &str) -> Result<(), String> {
    let (dir, file, lang) = (dir.to_owned(), file.to_owned(), lang.to_owned());
    let drawing = std::thread::spawn(move || {
        let mut screen = Config::default().screen;
        screen.size = panel.size;
        screen.px_per_mm = Some(panel.px_per_mm);
        screen.lang = lang;
        let mut said = Vec::new();
        render(&screen, &dir.join(file), &dir.join("card.png"), &mut said)
            .map_err(|error| format!("{error:#}"))
    });
    drawing.join().expect("no panic")
}

#[test]
fn a_preview_is_what_the_window_shows() {
    for (panel, lang, verb, words) in [
        (SEVEN_INCH, "ru", "Возьми", "одну картонку"),
        (TEN_INCH, "en", "Take", "one flat box"),
    ] {
        let dir = folder();
        fs::write(dir.path().join("step.json"), step("box.svg")).unwrap();
        draw(dir.path(), "step.json", panel, lang).unwrap();
        let file = fs::File::open(dir.path().join("card.png")).unwrap();
        let mut reader = png::Decoder::new(std::io::BufReader::new(file))
            .read_info()
            .unwrap();
        let mut drawn = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut drawn).unwrap();
        assert_eq!((info.width, info.height), panel.size);

        let face = face::face(panel, lang);
        face.show(&Screen::Step(StepView {
            index: 1,
            steps: 6,
            pictures: vec![Picture::of_file(DRAWING.as_bytes().to_vec().into())],
            verb: verb.to_owned(),
            words: words.to_owned(),
            quantity: 3,
            safety: vec![Picture::pictogram("gloves")],
            speaks: true,
            back_allowed: true,
            defect_allowed: true,
            ..StepView::default()
        }));
        let shown = face.component().window().take_snapshot().unwrap();
        let shown = shown.as_bytes();
        assert_eq!(shown.len(), drawn.len());
        let other = shown
            .chunks(4)
            .zip(drawn.chunks(4))
            .filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 8))
            .count();
        assert!(other < 40, "{} {lang}: {other} pixels differ", panel.name);
        let blue = drawn
            .chunks(4)
            .filter(|pixel| pixel.starts_with(&[0x0a, 0x44, 0x89]))
            .count();
        assert!(blue > 5_000, "the drawing is there: {blue}");
    }
}

#[test]
fn what_cannot_be_drawn_is_named() {
    let dir = folder();
    #[rustfmt::skip]
    let table = [
        (step("pictogram:lines/cut"), ""),
        (step("gone.svg"), "step.json: gone.svg: "),
        (step("../box.svg"), "step.json: ../box.svg: leads out of the folder"),
        (step("bad.svg"), "step.json: bad.svg: line 1: <script>"),
        (step("pictogram:nothing"), "step.json: pictogram:nothing: this program has no such pictogram"),
        (step("box.svg").replace("\"index\": 1", "\"index\": 6"), "step.json: index: 6 of 6 cards"),
        (step("box.svg").replace("\"verb\"", "\"werb\""), "step.json: missing field `verb`"),
        (step("box.svg").replace("\"files\"", "\"file\""), "step.json: unknown field `file`"),
        ("no JSON".to_owned(), "step.json: "),
    ];
    for (text, expected) in table {
        fs::write(dir.path().join("step.json"), &text).unwrap();
        let said = draw(dir.path(), "step.json", SEVEN_INCH, "ru");
        match said {
            Ok(()) => assert_eq!(expected, "", "{text}"),
            Err(said) => {
                assert!(!expected.is_empty(), "{said}");
                assert!(said.contains(expected), "{expected}: {said}");
            }
        }
    }
    let said = draw(dir.path(), "none.json", SEVEN_INCH, "ru").unwrap_err();
    assert!(said.contains("none.json: cannot be read"), "{said}");
}
