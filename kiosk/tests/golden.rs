//! Pictures of the main screens, compared with those in `tests/golden/`. `UPDATE_GOLDEN=1`
//! rewrites them; after a failure the actual picture lies beside the golden one as `*.actual.png`.

use crate::eyes;
use crate::face;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::face::{MONITOR, Panel, SEVEN_INCH, TEN_INCH, looks, samples};
use i_slint_backend_testing::mock_elapsed_time;
use slint::{ComponentHandle, Rgba8Pixel, SharedPixelBuffer};

type Shot = SharedPixelBuffer<Rgba8Pixel>;

/// Which pictures are kept: panel, language, screens.
const KEPT: &[(Panel, &str, &str, &[&str])] = &[
    (
        SEVEN_INCH,
        "ru",
        "",
        &[
            "waiting",
            "waiting-unread",
            "scanner-away",
            "hello",
            "choice",
            "choice-answered",
            "break",
            "break-quiet",
            "mine-nothing-goal",
            "step",
            "step-first",
            "step-group",
            "checklist",
            "checklist-few",
            "free",
            "tools",
            "question",
            "question-ways",
            "finished",
            "put-aside",
            "ask-done",
            "mine",
            "mine-day",
            "mine-breaches",
            "mine-praise",
            "mine-assessment",
            "ask-still-here",
            "pick",
            "answer-talk",
            "goodbye",
            "help",
            "time-home",
            "work-ended",
            "unknown-badge",
            "staff-door",
            "staff",
            "staff-board",
            "staff-menu",
            "staff-card",
            "staff-lines",
            "staff-curve-second",
            "staff-rules",
            "staff-own-words-many",
            "staff-own-mark",
            "staff-own-marked",
            "staff-mark-work",
            "staff-noted",
            "staff-twice",
            "staff-sheet",
            "staff-write",
            "staff-write-phrases",
            "staff-time",
            "staff-mark",
            "staff-pairs",
            "staff-result",
            "staff-told",
            "staff-matrix",
            "staff-scan",
            "unenrolled",
            "stuck",
        ],
    ),
    (
        TEN_INCH,
        "ru",
        "",
        &[
            "waiting-offline",
            "hello-late",
            "choice",
            "step-last",
            "checklist-few",
            "mine-nothing",
            "goodbye-mood",
            "break-over",
            "help-seen",
            "talk-told",
            "answer-join",
            "mine",
            "mine-praise",
            "double-scan",
            "staff-curve",
            "staff-board",
            "staff-card",
            "staff-rules",
            "staff-mark",
            "staff-sheet",
            "staff-write",
        ],
    ),
    (MONITOR, "ru", "", &["staff-board", "staff-card"]),
    (
        TEN_INCH,
        "en",
        "",
        &[
            "staff-card",
            "staff-pairs",
            "staff-own-marked",
            "staff-noted",
            "staff-mark-work",
        ],
    ),
    (
        SEVEN_INCH,
        "en",
        "",
        &[
            "waiting-offline",
            "not-enrolled",
            "answer-leave-not-now",
            "staff-door-locked",
            "staff-write-signs",
            "staff-board",
            "staff-menu",
            "staff-card",
            "staff-mark",
            "staff-told",
        ],
    ),
    (
        face::MONITOR,
        "ru",
        "",
        &["hello", "step-last", "pick-activity"],
    ),
    (
        SEVEN_INCH,
        "ru",
        "large",
        &["step", "choice", "mine", "mine-assessment", "staff-result"],
    ),
    (
        SEVEN_INCH,
        "en",
        "left",
        &["step", "checklist-done", "ask-leave", "hello", "mine"],
    ),
];

/// A channel may differ by this much: fonts are hinted alike, but rounding may change with the CPU.
const CHANNEL_TOLERANCE: u8 = 8;
/// And this many pixels in ten thousand may differ by more.
const PIXELS_PER_10K: usize = 1;

#[test]
fn the_screens_look_as_they_did() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for (panel, lang, look, names) in KEPT {
        let face = face::face(*panel, lang);
        let (_, wanted) = looks()
            .into_iter()
            .find(|(known, _)| known == look)
            .expect("a look of this name");
        face.set_look(&wanted);
        let all = samples(lang);
        for name in *names {
            let (_, screen) = all
                .iter()
                .find(|(known, _)| known == name)
                .expect("a sample of this name");
            face.show(screen);
            let actual = face
                .component()
                .window()
                .take_snapshot()
                .expect("a picture");
            let path = golden_dir().join(file(name, *panel, lang, look));
            if update {
                write(&path, &actual);
            } else if let Err(why) = compare(&path, &actual) {
                write(&path.with_extension("actual.png"), &actual);
                wrong.push(format!("{}: {why}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "look at the *.actual.png beside these:\n{}",
        wrong.join("\n")
    );
}

/// One picture a second and a half, no sooner: nothing flashes, and an idle kiosk rests.
#[test]
fn the_waiting_picture_changes_calmly() {
    let face = face::face(SEVEN_INCH, "ru");
    let samples = samples("ru");
    let (_, waiting) = samples.first().expect("waiting");
    face.show(waiting);
    let shot = || {
        face.component()
            .window()
            .take_snapshot()
            .expect("a picture")
    };
    let same = |a: &Shot, b: &Shot| a.as_bytes() == b.as_bytes();
    let first = shot();
    mock_elapsed_time(Duration::from_millis(1400));
    assert!(same(&first, &shot()), "too soon");
    mock_elapsed_time(Duration::from_millis(200));
    let second = shot();
    assert!(!same(&first, &second), "the picture stands still");
    mock_elapsed_time(Duration::from_millis(1500));
    assert!(same(&first, &shot()), "and back again");
}

/// For looking at everything: `SHOTS=DIR cargo test --locked --workspace --test kiosk -- --ignored`, at some screens with
/// `SHOTS_OF=mine` beside it.
#[test]
#[ignore = "draws every sample into the directory named by SHOTS, for human eyes"]
fn draw_every_sample() {
    let dir = PathBuf::from(std::env::var_os("SHOTS").expect("SHOTS names a directory"));
    let wanted = std::env::var("SHOTS_OF").ok();
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for lang in stupen_kiosk::ui::LANGUAGES {
            let face = face::face(panel, lang);
            for (look_name, look) in looks() {
                face.set_look(&look);
                for (name, screen) in samples(lang) {
                    if !look_name.is_empty() && !face::is_somebodys(&screen) {
                        continue;
                    }
                    if wanted
                        .as_ref()
                        .is_some_and(|wanted| !name.starts_with(wanted))
                    {
                        continue;
                    }
                    face.show(&screen);
                    let shot = face
                        .component()
                        .window()
                        .take_snapshot()
                        .expect("a picture");
                    write(&dir.join(file(name, panel, lang, look_name)), &shot);
                }
            }
        }
    }
}

/// The main screens as an eye without green cones sees them, for human eyes to look whether states are told apart:
/// `SHOTS=DIR cargo test --locked --workspace --test kiosk -- --ignored`.
#[test]
#[ignore = "draws the main screens, filtered, into the directory named by SHOTS, for human eyes"]
fn draw_through_other_eyes() {
    let dir = PathBuf::from(std::env::var_os("SHOTS").expect("SHOTS names a directory"));
    let face = face::face(SEVEN_INCH, "ru");
    for (name, screen) in samples("ru") {
        if !face::is_somebodys(&screen) && name != "waiting" {
            continue;
        }
        face.show(&screen);
        let mut shot = eyes::shot(&face);
        for pixel in shot.make_mut_slice() {
            [pixel.r, pixel.g, pixel.b] = eyes::deuteranopia([pixel.r, pixel.g, pixel.b]);
        }
        write(&dir.join(format!("{name}-deuteranopia.png")), &shot);
    }
}

/// How many screens are kept is counted here, so that nobody counts pictures of one screen twice: about forty different
/// ones, participants' and staff's together.
#[test]
fn the_kept_pictures_show_about_forty_screens() {
    let names: std::collections::BTreeSet<&str> = KEPT
        .iter()
        .flat_map(|(_, _, _, names)| names.iter().copied())
        .collect();
    assert!(names.len() >= 40, "{} screens: {names:?}", names.len());
    // And every kept file is still asked for.
    let wanted: std::collections::BTreeSet<String> = KEPT
        .iter()
        .flat_map(|(panel, lang, look, names)| {
            names.iter().map(|name| file(name, *panel, lang, look))
        })
        .collect();
    let kept: Vec<String> = std::fs::read_dir(golden_dir())
        .expect("the kept pictures")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.ends_with(".png") && !name.ends_with(".actual.png"))
        .collect();
    for name in kept {
        assert!(wanted.contains(&name), "{name} is kept and never compared");
    }
}

fn file(name: &str, panel: Panel, lang: &str, look: &str) -> String {
    let look = if look.is_empty() {
        String::new()
    } else {
        format!("-{look}")
    };
    format!("{name}-{}-{lang}{look}.png", panel.name)
}

fn golden_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn compare(path: &Path, actual: &Shot) -> Result<(), String> {
    let (width, height, golden) = read(path)?;
    if (width, height) != (actual.width(), actual.height()) {
        return Err(format!(
            "{width}x{height} became {}x{}",
            actual.width(),
            actual.height()
        ));
    }
    let differing = golden
        .chunks_exact(3)
        .zip(actual.as_slice())
        .filter(|(golden, actual)| {
            let actual = [actual.r, actual.g, actual.b];
            golden
                .iter()
                .zip(actual)
                .any(|(a, b)| a.abs_diff(b) > CHANNEL_TOLERANCE)
        })
        .count();
    let allowed = actual.as_slice().len() * PIXELS_PER_10K / 10_000;
    if differing > allowed {
        return Err(format!("{differing} pixels differ, {allowed} may"));
    }
    Ok(())
}

fn read(path: &Path) -> Result<(u32, u32, Vec<u8>), String> {
    let file = File::open(path).map_err(|why| format!("{why}; UPDATE_GOLDEN=1 makes it"))?;
    let mut reader = png::Decoder::new(BufReader::new(file))
        .read_info()
        .map_err(|why| why.to_string())?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("too large")?];
    let info = reader
        .next_frame(&mut pixels)
        .map_err(|why| why.to_string())?;
    Ok((info.width, info.height, pixels))
}

fn write(path: &Path, shot: &Shot) {
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    let file = BufWriter::new(File::create(path).expect("a file"));
    let mut encoder = png::Encoder::new(file, shot.width(), shot.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let pixels: Vec<u8> = shot
        .as_slice()
        .iter()
        .flat_map(|p| [p.r, p.g, p.b])
        .collect();
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&pixels).expect("pixels");
}
