//! Clips and cards of several pictures as they are drawn: each frame for its own time, and a picture that cannot be
//! shown takes nothing from the others.

use crate::face;
use std::time::Duration;

use crate::face::{SEVEN_INCH, samples};
use i_slint_backend_testing::mock_elapsed_time;
use slint::{ComponentHandle, Rgba8Pixel, SharedPixelBuffer};
use stupen_kiosk::ui::{Face, Look, Picture, Screen, StepView};

type Shot = SharedPixelBuffer<Rgba8Pixel>;

fn shot(face: &Face) -> Shot {
    face.component()
        .window()
        .take_snapshot()
        .expect("a picture")
}

fn same(a: &Shot, b: &Shot) -> bool {
    a.as_bytes() == b.as_bytes()
}

/// The sample card of a step with other pictures.
fn card(pictures: &[Picture], clip_ms: Option<Vec<u32>>) -> Screen {
    let samples = samples("ru");
    let step = samples.into_iter().find_map(|(name, screen)| match screen {
        Screen::Step(step) if name == "step" => Some(step),
        _ => None,
    });
    Screen::Step(StepView {
        broken: pictures.contains(&Picture::None),
        pictures: pictures.to_vec(),
        clip_ms,
        ..step.expect("a card of a step")
    })
}

/// Nine pictures, no two neighbours alike.
fn frames() -> Vec<Picture> {
    ["take", "turn", "box"]
        .into_iter()
        .cycle()
        .take(9)
        .map(Picture::pictogram)
        .collect()
}

#[test]
fn each_frame_stands_for_its_own_time() {
    let times: Vec<u32> = (0..9).map(|n| 400 + 200 * n).collect();
    let face = face::face(SEVEN_INCH, "ru");
    face.show(&card(&frames(), Some(times.clone())));
    let first = shot(&face);
    let mut before = first.clone();
    for (at, ms) in times.iter().enumerate() {
        mock_elapsed_time(Duration::from_millis(u64::from(*ms) - 50));
        assert!(same(&before, &shot(&face)), "frame {at} left too soon");
        mock_elapsed_time(Duration::from_millis(60));
        let after = shot(&face);
        assert!(!same(&before, &after), "frame {at} stands still");
        before = after;
    }
    assert!(same(&first, &before), "and from the beginning again");
}

#[test]
fn nothing_moves_for_who_wants_it_still() {
    let face = face::face(SEVEN_INCH, "ru");
    face.set_look(&Look {
        still: true,
        ..Look::default()
    });
    let frames = &frames()[..4];
    face.show(&card(frames, Some(vec![400; 4])));
    let first = shot(&face);
    mock_elapsed_time(Duration::from_secs(3));
    assert!(same(&first, &shot(&face)));
    // They stand side by side, as those of a group do.
    face.show(&card(frames, None));
    assert!(same(&first, &shot(&face)));
}

#[test]
fn a_picture_that_is_missing_leaves_the_others_in_their_places() {
    let face = face::face(SEVEN_INCH, "ru");
    let [take, turn, _box] = ["take", "turn", "box"].map(Picture::pictogram);
    let question = Picture::pictogram("question");
    for clip in [None, Some(vec![800; 3])] {
        let name = format!("{clip:?}");
        face.show(&card(
            &[take.clone(), Picture::None, turn.clone()],
            clip.clone(),
        ));
        assert!(face.spoken().contains("Позови на помощь"), "{name}");
        let with_gap: Vec<Shot> = films(&face);
        let Screen::Step(marked) = card(&[take.clone(), question.clone(), turn.clone()], clip)
        else {
            panic!("a card")
        };
        // A sign in its place, and nothing else but the colour of the card.
        face.show(&Screen::Step(StepView {
            broken: true,
            ..marked
        }));
        let with_sign = films(&face);
        assert!(
            with_gap
                .iter()
                .zip(&with_sign)
                .all(|(gap, sign)| same(gap, sign)),
            "{name}"
        );
    }
    // Alone it is asked about in its stead.
    face.show(&card(&[Picture::None], None));
    let alone = shot(&face);
    let Screen::Step(asked) = card(&[question, Picture::pictogram("help")], None) else {
        panic!("a card")
    };
    face.show(&Screen::Step(StepView {
        broken: true,
        ..asked
    }));
    assert!(same(&alone, &shot(&face)));
}

/// What stands on the screen over three frames, from the first on.
fn films(face: &Face) -> Vec<Shot> {
    (0..3)
        .map(|_| {
            let shot = shot(face);
            mock_elapsed_time(Duration::from_millis(810));
            shot
        })
        .collect()
}
