//! Whoever asks for larger letters gets them, on every screen: each text that is there for reading is larger by at least a
//! quarter, or gives its room to the picture. Sizes are those in which the texts are drawn.

mod face;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use face::{MONITOR, Panel, SEVEN_INCH, TEN_INCH, samples};
use i_slint_backend_testing::{ElementHandle, ElementQuery};
use stupen_kiosk::ui::*;

/// By how much letters of 150 % are larger at least.
const GROWS: f32 = 1.25;
/// Measured in whole pixels of a ruler.
const ROUNDING_PX: f32 = 1.0;
/// Letters of this height are read from across the room already, as clock and count are.
const LARGE_MM: f32 = 10.0;

/// The sizes in which texts are drawn, by what they say; the same words may stand on a screen twice.
fn letters(face: &Face) -> BTreeMap<String, Vec<f32>> {
    let mut sizes: BTreeMap<String, Vec<f32>> = BTreeMap::new();
    let mut places = Vec::new();
    for kind in ["OneLine", "Flow"] {
        let find = |part: &str| -> Vec<ElementHandle> {
            let id = format!("{kind}::{part}");
            ElementHandle::find_by_element_id(face.component(), &id).collect()
        };
        let (texts, rulers) = (find("shown"), find("ruler"));
        assert_eq!(texts.len(), rulers.len(), "each text has its ruler");
        for (text, ruler) in texts.iter().zip(&rulers) {
            let (at, size) = (text.absolute_position(), text.size());
            let says = text.accessible_label().unwrap_or_default().to_string();
            if says.trim().is_empty() || size.width < 1.0 {
                continue;
            }
            // The search meets an element once for every layout around it.
            let place = (says.clone(), at.x.to_bits(), at.y.to_bits());
            if places.contains(&place) {
                continue;
            }
            places.push(place);
            sizes.entry(says).or_default().push(ruler.size().height);
        }
    }
    sizes
}

/// Screens on which some text does not grow enough yet, a line each: panel, language, screen.
fn open(panel: Panel, lang: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters-open.txt");
    let begin = format!("{} {lang} ", panel.name);
    std::fs::read_to_string(path)
        .expect("the list of what is open")
        .lines()
        .filter_map(|line| line.strip_prefix(&begin).map(str::to_owned))
        .collect()
}

fn grows(panel: Panel, lang: &str) {
    let open = open(panel, lang);
    let mut mended = open.clone();
    let face = face::face(panel, lang);
    face.show_rulers(true);
    let mut wrong = Vec::new();
    let (mut read, mut grown) = (0, 0);
    for left_handed in [false, true] {
        for (name, screen) in samples(lang) {
            if !face::is_somebodys(&screen) || matches!(screen, Screen::Staff(_)) {
                continue;
            }
            let sizes = |text_percent| {
                face.set_look(&Look {
                    text_percent,
                    left_handed,
                    ..Look::default()
                });
                face.show(&screen);
                letters(&face)
            };
            let (usual, large) = (sizes(100), sizes(150));
            for (says, before) in &usual {
                read += before.len();
                let Some(after) = large.get(says) else {
                    continue;
                };
                grown += after.len();
                // Where one of two is left out, the other one is compared with the larger.
                let least = before.iter().copied().fold(0.0, f32::max);
                for (before, after) in before.iter().zip(after) {
                    let before = if usual.get(says).map(Vec::len) == large.get(says).map(Vec::len) {
                        *before
                    } else {
                        least
                    };
                    if before >= LARGE_MM * panel.px_per_mm {
                        continue;
                    }
                    if *after + ROUNDING_PX < before * GROWS {
                        mended.remove(name);
                        if open.contains(name) {
                            continue;
                        }
                        wrong.push(format!(
                            "{name} {} {lang}{}: {says:?}: {before:.0} px, then {after:.0} ({:.2})",
                            panel.name,
                            if left_handed { " left" } else { "" },
                            after / before,
                        ));
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} texts:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        mended.is_empty(),
        "these grow now, strike them from the list: {mended:?}"
    );
    // What gives its room to the picture is the exception.
    assert!(
        read > 500 && grown * 10 > read * 6,
        "{grown} of {read} texts are left"
    );
}

#[test]
fn letters_grow_on_seven_inches_in_russian() {
    grows(SEVEN_INCH, "ru");
}

#[test]
fn letters_grow_on_seven_inches_in_english() {
    grows(SEVEN_INCH, "en");
}

#[test]
fn letters_grow_on_ten_inches_in_russian() {
    grows(TEN_INCH, "ru");
}

#[test]
fn letters_grow_on_ten_inches_in_english() {
    grows(TEN_INCH, "en");
}

#[test]
fn letters_grow_on_a_monitor_in_russian() {
    grows(MONITOR, "ru");
}

#[test]
fn letters_grow_on_a_monitor_in_english() {
    grows(MONITOR, "en");
}

/// What staff read about somebody's learning beside the curve keeps its letters, whatever stands beside it.
#[test]
fn lines_beside_a_curve_can_be_read() {
    const SMALL_TEXT_MM: f32 = 4.3;
    for panel in [SEVEN_INCH, TEN_INCH, MONITOR] {
        for lang in LANGUAGES {
            let face = face::face(panel, lang);
            face.show_rulers(true);
            for (name, screen) in samples(lang) {
                if !name.starts_with("staff-curve") {
                    continue;
                }
                face.show(&screen);
                let lines = ElementQuery::from_root(face.component())
                    .match_descendants()
                    .match_inherits("StaffLine")
                    .find_all();
                for line in lines {
                    for ruler in line
                        .query_descendants()
                        .match_id("OneLine::ruler")
                        .find_all()
                    {
                        let (height, least) =
                            (ruler.size().height, SMALL_TEXT_MM * panel.px_per_mm);
                        assert!(
                            height >= least * 0.8,
                            "{name} {} {lang}: letters of {height:.0} px, {least:.0} are usual",
                            panel.name
                        );
                    }
                }
            }
        }
    }
}
