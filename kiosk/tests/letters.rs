//! Whoever asks for larger letters gets them, on every screen: nearly each text that is there for reading is larger by at
//! least a quarter, none is smaller than for everybody else, and what has no room for that leaves it to the picture and
//! the voice. Sizes are those in which the texts are drawn.

use std::collections::BTreeMap;

use i_slint_backend_testing::{ElementHandle, ElementQuery};
use stupen_kiosk::ui::*;

use crate::face::{self, MONITOR, Panel, SEVEN_INCH, TEN_INCH, samples};

/// By how much letters of 150 % are larger at least, and where a panel of seven inches has no more room.
const GROWS: f32 = 1.25;
const GROWS_ON_SEVEN_INCHES: f32 = 1.15;
/// One text of so many may grow by less.
const ONE_OF: usize = 12;
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
        let look = || (find("shown"), find("ruler"));
        let mut seen = look();
        // Looking lays out what changed, and so another text may be there than a moment ago.
        for _ in 0..3 {
            if seen.0.len() == seen.1.len() {
                break;
            }
            seen = look();
        }
        let (texts, rulers) = seen;
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

/// What becomes smaller, and why: panel, screen, how the text begins.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[
    (
        "800x480",
        "step-last",
        "the upper edge",
        "so many pieces at once have a row of their own, between verb and words",
    ),
    (
        "800x480",
        "work-ended",
        "Work here has ended",
        "what comes next stays readable below it",
    ),
    (
        "800x480",
        "answer-join-not-now",
        "Сейчас не получится",
        "when it may be asked again stays below it",
    ),
    (
        "800x480",
        "answer-leave-not-now",
        "Сначала поговорим",
        "who comes to talk stays below it",
    ),
];

/// Whether a voice says what is written, in the words of speech.
fn is_heard(says: &str, heard: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    plain(heard).contains(&plain(says))
}

/// What gives its room to the picture that says the same, and is not said by the voice: the screens, the texts, and what
/// says them.
const LEFT_OUT: &[(&str, &[&str], &str)] = &[
    (
        "hello",
        &["Это не я", "That is not me"],
        "two faces that differ",
    ),
    (
        "choice",
        &["Это не я", "That is not me"],
        "two faces that differ",
    ),
    (
        "step",
        &[
            "Денис",
            "Denis",
            "Александра Щ.",
            "Maximilian W.",
            "23 / 60",
        ],
        "the picture of whose turn it is; the bar of the steps",
    ),
    (
        "checklist",
        &["Александра Щ.", "Maximilian W.", "Готово", "Done"],
        "the picture of whose turn it is; the tick",
    ),
    (
        "question",
        &[
            "большая",
            "маленькая",
            "малая",
            "small",
            "другая",
            "another",
            "открытая",
        ],
        "the picture of the answer",
    ),
    (
        "pick",
        &[
            "Выбери свою картинку",
            "Choose your picture",
            "Александра Щ.",
            "Maximilian W.",
        ],
        "the pictures to choose from; the own one above them",
    ),
    (
        "pick-myself",
        &["Марина Олеговна", "Marina Olegovna"],
        "the next page, where fewer stand on one",
    ),
    ("goodbye", &["Спасибо!", "Thank you!"], "the tick"),
    ("finished", &["Перерыв"], "the cup"),
    // Messages, whose only key is a tick.
    ("", &["Понятно"], "the tick"),
];

/// Whether a text may be left out where letters are large.
fn may_go(screen: &str, says: &str) -> bool {
    // The picture of the day's strip, and of a greeting, stays.
    let is_time = |text: &str| chrono::NaiveTime::parse_from_str(text, "%H:%M").is_ok();
    is_time(says)
        || LEFT_OUT
            .iter()
            .any(|(on, texts, _)| screen.starts_with(on) && texts.contains(&says))
}

fn grows(panel: Panel, lang: &str) {
    let least = if panel.size == SEVEN_INCH.size {
        GROWS_ON_SEVEN_INCHES
    } else {
        GROWS
    };
    let open = |name: &str, says: &str| {
        EXCEPTIONS.iter().any(|(on, screen, begins, _)| {
            (*on, *screen) == (panel.name, name) && says.starts_with(begins)
        })
    };
    let face = face::face(panel, lang);
    face.show_rulers(true);
    let (mut wrong, mut little, mut lost) = (Vec::new(), Vec::new(), Vec::new());
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
                // The first look lays out what changed, whereby a key may turn from one line to two.
                letters(&face);
                letters(&face)
            };
            let (usual, large) = (sizes(100), sizes(150));
            let heard = face.spoken();
            for (says, before) in &usual {
                read += before.len();
                let Some(after) = large.get(says) else {
                    if !is_heard(says, &heard) && !may_go(name, says) {
                        lost.push(format!("{name} {} {lang}: {says:?}", panel.name));
                    }
                    continue;
                };
                grown += after.len();
                // Where one of two is left out, the other one is compared with the larger.
                let largest = before.iter().copied().fold(0.0, f32::max);
                for (before, after) in before.iter().zip(after) {
                    let before = if usual.get(says).map(Vec::len) == large.get(says).map(Vec::len) {
                        *before
                    } else {
                        largest
                    };
                    if before >= LARGE_MM * panel.px_per_mm {
                        continue;
                    }
                    let hand = if left_handed { " left" } else { "" };
                    let place = format!(
                        "{name} {} {lang}{hand}: {says:?}: {before:.0} px, then {after:.0} ({:.2})",
                        panel.name,
                        after / before,
                    );
                    if *after + ROUNDING_PX < before && !open(name, says) {
                        wrong.push(place);
                    } else if *after + ROUNDING_PX < before * least {
                        little.push(place);
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} texts are smaller:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        lost.is_empty(),
        "{} texts are gone and are not said either:\n{}",
        lost.len(),
        lost.join("\n")
    );
    assert!(
        little.len() * ONE_OF <= grown,
        "{} of {grown} texts grow little:\n{}",
        little.len(),
        little.join("\n")
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
            let mut read = 0;
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
                        read += 1;
                    }
                }
            }
            assert!(read > 5, "{} {lang}: {read} lines were read", panel.name);
        }
    }
}
