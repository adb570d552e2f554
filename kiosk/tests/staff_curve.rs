//! How somebody learns an operation is drawn beside its words: what stands in the picture is what the log holds.

use crate::rig::{DENIS, Rig};
use stupen_domain::facts::RunRecorded;
use stupen_domain::wire::ids::{OperationId, PersonId, RunId};
use stupen_kiosk::ui::{Curve, Named, Say, Screen, StaffScreen, StaffTap, Tap, Word};

const PACK: &str = r#"{
    "id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"},
    "picture": "pictogram:box", "licence": "CC0-1.0",
    "operation": [{
        "id": "fold", "title": {"ru": "Складываем", "en": "Folding"}, "picture": "pictogram:fold-box",
        "station": "table-1", "norm_s": 45,
        "step": [{"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "picture": "pictogram:place", "counts": true}]
    }]
}"#;

/// So many pieces on a day of February, each in so many seconds.
fn run(rig: &mut Rig, day: u32, pieces: u32, seconds: u32) {
    let at = |s: u32| format!("2026-02-{day:02}T10:{:02}:{:02}+03:00", s / 60, s % 60);
    let (began, ended) = (at(0), at(seconds * pieces.max(1)));
    let recorded = RunRecorded {
        run: RunId::new(format!("r-{day}")),
        person: PersonId::new(DENIS),
        operation: OperationId::new("gift/fold"),
        version: 1,
        began: began.parse().expect("a moment"),
        ended: ended.parse().expect("a moment"),
        counted: pieces,
        defects: 0,
        help: 0,
        steps: Vec::new(),
        part: None,
        away: None,
    };
    rig.happened(DENIS, &ended, recorded.into());
}

fn touch_tile(rig: &mut Rig, is: impl Fn(&Say) -> bool) {
    let Screen::Staff(StaffScreen::Tiles(view)) = rig.screen() else {
        panic!("{:?}", rig.screen())
    };
    let place = view.tiles.iter().position(|tile| is(&tile.label));
    let place = place.unwrap_or_else(|| panic!("{view:?}"));
    rig.tap(Tap::Staff(StaffTap::Tile(place)));
}

/// The page of all that somebody has tried.
fn to_learning(rig: &mut Rig) {
    rig.staff();
    touch_tile(
        rig,
        |label| matches!(label, Say::Plain(name) if name.starts_with("Денис")),
    );
    touch_tile(rig, |label| *label == Say::Word(Word::Learning));
}

/// What is drawn on the page of the operation.
fn drawn(rig: &mut Rig) -> Option<Curve> {
    to_learning(rig);
    rig.tap(Tap::Staff(StaffTap::Line(0)));
    match rig.screen() {
        Screen::Staff(StaffScreen::Lines(view)) => {
            assert!(!view.lines.is_empty());
            view.curve.clone()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_last_runs_are_drawn_beside_the_norm() {
    // Day, pieces, seconds a piece; what is drawn.
    type Row = (&'static [(u32, u32, u32)], &'static [(u32, &'static str)]);
    #[rustfmt::skip]
    let rows: [Row; 3] = [
        (&[(24, 2, 90), (25, 4, 60), (26, 3, 40)], &[(90, "24.02"), (60, "25.02"), (40, "26.02")]),
        // One run is no curve, and one without a piece says nothing of the time for one.
        (&[(24, 2, 90)], &[]),
        (&[(24, 2, 90), (25, 0, 60)], &[]),
    ];
    for (runs, expected) in rows {
        let mut rig = Rig::new(PACK, &[]);
        for (day, pieces, seconds) in runs {
            run(&mut rig, *day, *pieces, *seconds);
        }
        let curve = drawn(&mut rig);
        if expected.is_empty() {
            assert_eq!(curve, None, "{runs:?}");
            continue;
        }
        let curve = curve.expect("a curve");
        let bars: Vec<(u32, &str)> = curve
            .bars
            .iter()
            .map(|bar| (bar.value, bar.day.as_str()))
            .collect();
        assert_eq!(bars, expected);
        let norm = Say::Name(Named::Norm, "45".into());
        assert_eq!(curve.norm, Some((45, norm)));
        // Whoever does not see it is told the same.
        assert!(format!("{:?}", curve.told).contains("90, 60, 40"));
    }
}

#[test]
fn so_many_runs_are_drawn_and_those_are_the_last() {
    let mut rig = Rig::new(PACK, &[]);
    for day in 1..=20 {
        run(&mut rig, day, 1, 100 - day);
    }
    let curve = drawn(&mut rig).expect("a curve");
    let values: Vec<u32> = curve.bars.iter().map(|bar| bar.value).collect();
    assert_eq!(values, (80..=91).rev().collect::<Vec<u32>>());
}

/// Trials stand from the easy to the difficult, each with its marks, and the next one is proposed with what it rests on.
#[test]
fn the_next_trial_is_proposed_to_staff() {
    let harder = r#""operation": [{
        "id": "sort", "title": {"ru": "Сортируем", "en": "Sorting"}, "picture": "pictogram:box", "level": 3,
        "station": "table-1", "norm_s": 45,
        "step": [{"id": "put", "verb": {"ru": "Поставь", "en": "Put"}, "words": {"ru": "направо", "en": "it right"},
             "picture": "pictogram:place", "counts": true}]
    }, {"#;
    let pack = PACK
        .replace(r#""operation": [{"#, harder)
        .replace(r#""id": "fold","#, r#""id": "fold", "level": 1,"#)
        .replace(r#""version": 1,"#, r#""version": 1, "orientation": true,"#);
    for (runs, proposed) in [(2, false), (3, true)] {
        let mut rig = Rig::new(&pack, &[]);
        for day in 20..20 + runs {
            run(&mut rig, day, 2, 40);
        }
        to_learning(&mut rig);
        let Screen::Staff(StaffScreen::Lines(view)) = rig.screen().clone() else {
            panic!("{:?}", rig.screen())
        };
        let first = format!("{:?}", view.lines.first().expect("a line"));
        let is_next = first.contains("NextTrial");
        assert_eq!(is_next, proposed, "{runs}: {first}");
        if !proposed {
            assert!(first.contains("Складываем •"), "{first}");
            continue;
        }
        assert!(first.contains("Сортируем •••"), "{first}");
        assert!(first.contains("Складываем •"), "{first}");
        assert!(first.contains("CleanRuns, 3"), "{first}");
        // Staff choose by the same marks, the easy one first.
        rig.tap(Tap::Staff(StaffTap::Line(0)));
        let Screen::Staff(StaffScreen::Tiles(view)) = rig.screen() else {
            panic!("{:?}", rig.screen())
        };
        let labels: Vec<String> = view
            .tiles
            .iter()
            .map(|tile| format!("{:?}", tile.label))
            .collect();
        let at = |title: &str| labels.iter().position(|label| label.contains(title));
        assert!(
            at("Складываем •").is_some() && at("Складываем •") < at("Сортируем •••"),
            "{labels:?}"
        );
    }
}
