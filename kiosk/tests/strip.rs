//! The day strip and the greeting say what one works on today, and where.

use crate::rig::{DENIS, OLGA, Rig, both};
use stupen_domain::Role;
use stupen_domain::facts::{OperationAssigned, PlacementKind, PlacementStarted, StationSet};
use stupen_domain::wire::ids::{OperationId, PersonId, PictureRef, PlacementId, StationId};
use stupen_kiosk::ui::{DayCard, Picture, Screen, Tap};

const PACK: &str = r#"{"id": "gift", "version": 1, "title": {"ru": "Подарок", "en": "A gift"}, "picture": "pictogram:box",
    "licence": "CC0-1.0",
    "operation": [{"id": "fold", "title": {"ru": "Складываем", "en": "Folding"}, "picture": "pictogram:box", "station": "table", "norm_s": 45,
    "step": [{"id": "take", "verb": {"ru": "Возьми", "en": "Take"}, "words": {"ru": "картонку", "en": "a box"},
    "picture": "pictogram:take"}]}]}"#;

fn told(cards: &[DayCard]) -> Vec<(String, String)> {
    cards
        .iter()
        .map(|card| {
            let picture = match &card.picture {
                Picture::Pictogram(id) => id.clone(),
                other => format!("{other:?}"),
            };
            (picture, card.label.clone())
        })
        .collect()
}

fn strip(rig: &Rig) -> Vec<(String, String)> {
    match rig.screen() {
        Screen::Waiting(view) => told(&view.cards),
        Screen::Hello(view) => told(&view.cards),
        Screen::Choice(view) => told(&view.cards),
        other => panic!("{other:?}"),
    }
}

fn of(cards: &[(&str, &str)]) -> Vec<(String, String)> {
    cards
        .iter()
        .map(|(picture, label)| ((*picture).to_owned(), (*label).to_owned()))
        .collect()
}

#[test]
fn the_strip_shows_what_is_planned_and_the_greeting_where() {
    let mut rig = Rig::new(PACK, &[]);
    // Nobody's day is simply work.
    let usual = |picture, label| {
        of(&[
            (picture, label),
            ("break", "Перерыв"),
            (picture, label),
            ("lunch", "Обед"),
            (picture, label),
            ("home", "Домой"),
        ])
    };
    assert_eq!(strip(&rig), usual("work", "Работа"));
    let station = vec![
        StationSet {
            station: StationId::new("table-3"),
            name: both("Стол 3", "Table 3"),
            picture: PictureRef::new("pictogram:table"),
            operations: vec![OperationId::new("gift/fold")],
            active: true,
        }
        .into(),
    ];
    rig.state_as(OLGA, Role::Lead, station);
    rig.scan(DENIS);
    assert_eq!(strip(&rig), usual("box", "Складываем"));
    let Screen::Hello(view) = rig.screen() else {
        panic!("{:?}", rig.screen());
    };
    let place = view.next.as_ref().and_then(|next| next.place.as_ref());
    let place = place.expect("a place");
    assert_eq!(place.name, "Стол 3");
    assert_eq!(place.picture, Picture::pictogram("table"));
    // And so does the choice on the second showing.
    rig.scan(DENIS);
    let Screen::Choice(view) = rig.screen() else {
        panic!("{:?}", rig.screen());
    };
    let place = view.place.as_ref().map(|place| place.name.as_str());
    assert_eq!(place, Some("Стол 3"));
    // Planned otherwise: the strip follows.
    rig.state(vec![
        OperationAssigned {
            person: PersonId::new(DENIS),
            from: "2026-03-02".parse().expect("a day"),
            operation: None,
        }
        .into(),
    ]);
    rig.scan(DENIS);
    assert_eq!(strip(&rig), usual("work", "Работа"));
    rig.tap(Tap::Home);
}

#[test]
fn who_is_out_at_a_site_sees_the_stay_and_not_the_workshops_pauses() {
    let mut rig = Rig::new(PACK, &[]);
    for (what, picture, label) in [
        (PlacementKind::Internship, "internship", "Стажировка"),
        (PlacementKind::Job, "employer", "Работа на предприятии"),
    ] {
        let mut rig = Rig::new(PACK, &[]);
        let stay = vec![
            PlacementStarted {
                placement: PlacementId::new("pl-1"),
                person: PersonId::new(DENIS),
                enrolment: None,
                what,
                from: "2026-03-02".parse().expect("a day"),
                until: None,
            }
            .into(),
        ];
        rig.state_as("s-tanya", Role::Consultant, stay);
        rig.scan(DENIS);
        assert_eq!(strip(&rig), of(&[(picture, label), ("home", "Домой")]));
    }
    rig.scan(DENIS);
    assert_eq!(strip(&rig).len(), 6);
}
