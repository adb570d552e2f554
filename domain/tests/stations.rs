//! Stations, the day's plan, practice and rotation (docs/domain.md sections 13.3 to 13.5).

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a story that cannot be told fails its test"
)]

use crate::common::*;
use stupen_domain::State;
use stupen_domain::entry::{Role, WriterKind};
use stupen_domain::facts::*;
use stupen_domain::ladder::Prompts;
use stupen_domain::practice::{self, Practised, Skill, Totals};
use stupen_domain::rotation::{self, Because};
use stupen_domain::stations;
use stupen_domain::wire;
use stupen_domain::wire::forms::Rules;
use stupen_domain::wire::ids::*;

fn operation(id: &str) -> OperationId {
    OperationId::new(format!("soap-set/{id}"))
}

fn chain(ids: &[&str]) -> Vec<OperationId> {
    ids.iter().map(|id| operation(id)).collect()
}

fn assigned(from: &str, id: Option<&str>) -> OperationAssigned {
    OperationAssigned {
        person: anna(),
        from: date(from),
        operation: id.map(operation),
    }
}

fn bars(ids: &[&str]) -> OperationsBarred {
    OperationsBarred {
        person: anna(),
        operations: chain(ids),
    }
}

/// Pieces that somebody made on an operation, in one run of a day.
fn made(story: &mut Story, who: &str, id: &str, day: &str, pieces: u32, defects: u32) {
    let at = at(&format!("{day}T10:00:00+03:00"));
    let serial = story.entries.len();
    let run = RunRecorded {
        run: RunId::new(format!("r{serial}")),
        person: PersonId::new(who),
        operation: operation(id),
        version: 1,
        began: at,
        ended: at + chrono::Duration::minutes(10),
        counted: pieces,
        defects,
        help: 0,
        steps: vec![],
        part: None,
        away: None,
    };
    story.write(
        "k1.01",
        &format!("{day}T10:10:00+03:00"),
        run.into(),
        Role::Participant,
    );
}

fn station(id: &str, name: &str, operations: &[&str], active: bool) -> StationSet {
    StationSet {
        station: StationId::new(id),
        name: Bilingual {
            ru: name.into(),
            en: name.into(),
        },
        picture: PictureRef::new("pictogram:table"),
        operations: chain(operations),
        active,
    }
}

/// What would be written of a state: keys and bodies.
fn put_down(state: &mut State) -> Vec<(String, Vec<u8>)> {
    let body = |part: stupen_domain::state::Changed| (part.key.clone(), part.body().unwrap());
    state.take_changed().into_iter().map(body).collect()
}

/// A pack of these operations, each at a station; the stations it describes, by id and name.
fn pack_at(stations: &[(&str, &str)], operations: &[(&str, &str)]) -> wire::pack::Pack {
    let named: Vec<String> = stations
        .iter()
        .map(|(id, name)| {
            format!(r#"{{"id": "{id}", "title": {{"ru": "{name}", "en": "{name}"}}}}"#)
        })
        .collect();
    let operations: Vec<String> = operations
        .iter()
        .map(|(id, station)| {
            format!(
                r#"{{"id": "{id}", "title": {{"ru": "Дело", "en": "Work"}}, "picture": "pictogram:fold-box",
                "station": "{station}", "norm_s": 45, "step": []}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"media": {{}}, "pack": {{"id": "soap-set", "version": 1, "title": {{"ru": "Мыло", "en": "Soap"}},
        "picture": "pictogram:soap", "licence": "CC0-1.0", "station": [{}], "operation": [{}]}}}}"#,
        named.join(", "),
        operations.join(", ")
    );
    wire::pack::read_manifest(text.as_bytes()).unwrap().pack
}

#[test]
fn a_pack_sets_up_its_places_once_and_moves_its_own_operations_alone() {
    let with = |station: StationSet, more: &[&str]| StationSet {
        operations: more
            .iter()
            .map(|id| OperationId::new(*id))
            .chain(station.operations.iter().cloned())
            .collect(),
        ..station
    };
    let table = |id: &str, operations: &[&str], active| station(id, id, operations, active);
    #[rustfmt::skip]
    let rows = [
        // What there is, the pack's stations, its operations, what is written.
        ("new", vec![], pack_at(&[("t1", "t1"), ("t2", "t2")], &[("fold", "t1"), ("fill", "t2"), ("tape", "t1")]),
            vec![table("t1", &["fold", "tape"], true), table("t2", &["fill"], true)]),
        ("known", vec![table("t1", &["fold"], true)], pack_at(&[("t1", "t1")], &[("fold", "t1")]), vec![]),
        ("one more operation", vec![table("t1", &["fold"], true)], pack_at(&[("t1", "t1")], &[("fold", "t1"), ("tape", "t1")]),
            vec![table("t1", &["fold", "tape"], true)]),
        ("another name", vec![table("t1", &["fold"], true)], pack_at(&[("t1", "Table")], &[("fold", "t1")]),
            vec![station("t1", "Table", &["fold"], true)]),
        ("moved", vec![table("t1", &["fold"], true)], pack_at(&[("t2", "t2")], &[("fold", "t2")]),
            vec![table("t2", &["fold"], true), table("t1", &[], false)]),
        ("back again", vec![table("t1", &[], false)], pack_at(&[("t1", "t1")], &[("fold", "t1")]),
            vec![table("t1", &["fold"], true)]),
        ("another pack's work stays", vec![with(table("t1", &["fold"], true), &["shop/sort"])], pack_at(&[("t2", "t2")], &[("fold", "t2")]),
            vec![table("t2", &["fold"], true), with(table("t1", &[], true), &["shop/sort"])]),
        ("beside another pack's", vec![with(table("t1", &[], true), &["shop/sort"])], pack_at(&[("t1", "t1")], &[("fold", "t1")]),
            vec![with(table("t1", &["fold"], true), &["shop/sort"])]),
        ("before another pack's", vec![StationSet { operations: vec![operation("fold"), OperationId::new("shop/sort")], ..table("t1", &[], true) }], pack_at(&[("t1", "t1")], &[("fold", "t1")]), vec![]),
        ("nobody works there", vec![], pack_at(&[("t1", "t1"), ("t9", "t9")], &[("fold", "t1")]), vec![table("t1", &["fold"], true)]),
        ("not described", vec![], pack_at(&[], &[("fold", "t1")]), vec![]),
        ("not described, but set up", vec![table("t1", &["fold"], true)], pack_at(&[], &[("fold", "t1")]), vec![]),
        ("not of a pack", vec![table("t7", &[], true)], pack_at(&[], &[("fold", "t1")]), vec![]),
    ];
    let picture = |_named: Option<&str>| PictureRef::new("pictogram:table");
    for (name, known, pack, expected) in rows {
        let mut story = Story::workshop();
        for station in known {
            story.office(station);
        }
        let written = stations::of_pack(&story.state, &soap(), &pack, picture);
        assert_eq!(written, expected, "{name}");
        for station in written {
            story.office(station);
        }
        let again = stations::of_pack(&story.state, &soap(), &pack, picture);
        assert!(again.is_empty(), "{name}: {again:?}");
    }
}

#[test]
fn stations_are_those_of_the_workshop_that_are_still_there() {
    let mut story = Story::workshop();
    story.office(station("s-2", "Стол у окна", &["fold"], true));
    story.office(station("s-1", "Весы", &["weigh"], true));
    story.office(station("s-3", "Старый стол", &["fold"], true));
    story.office(station("s-3", "Старый стол", &["fold"], false));
    let found = stations::stations(&story.state, &soap());
    let names: Vec<&str> = found
        .iter()
        .map(|view| view.station.name.ru.as_str())
        .collect();
    assert_eq!(names, ["Весы", "Стол у окна"]);
    let at = |id| stations::station_for(&found, &operation(id)).map(|s| s.station.as_str());
    assert_eq!(
        (at("fold"), at("weigh"), at("glue")),
        (Some("s-2"), Some("s-1"), None)
    );
    assert!(stations::stations(&story.state, &WorkshopId::new("wood")).is_empty());
    // Set twice without knowing of each other.
    story.office(station("s-1", "Весы большие", &["weigh"], true));
    let scales = stations::stations(&story.state, &soap()).remove(0);
    assert_eq!(scales.station.name.ru, "Весы большие");
    assert_eq!(scales.disputed.len(), 1);
}

#[test]
fn the_plan_of_a_day_leaves_out_what_a_person_may_not_do() {
    #[rustfmt::skip]
    let rows: Vec<(&str, Vec<wire::Fact>, Option<&str>)> = vec![
        ("nothing planned",              vec![], None),
        ("planned",                      vec![assigned("2026-03-02", Some("fold")).into()], Some("fold")),
        ("from tomorrow",                vec![assigned("2026-03-03", Some("fold")).into()], None),
        ("the newest that has begun",    vec![assigned("2026-03-01", Some("glue")).into(), assigned("2026-02-20", Some("fold")).into(), assigned("2026-03-03", Some("pack")).into()], Some("glue")),
        ("two kiosks, the last counts",  vec![assigned("2026-03-02", Some("fold")).into(), assigned("2026-03-02", Some("glue")).into()], Some("glue")),
        ("planned no more",              vec![assigned("2026-03-01", Some("fold")).into(), assigned("2026-03-02", None).into()], None),
        ("barred since",                 vec![assigned("2026-03-01", Some("fold")).into(), bars(&["fold"]).into()], None),
        ("barred, and planned elsewhere", vec![bars(&["fold"]).into(), assigned("2026-03-01", Some("fold")).into()], None),
        ("another one is barred",        vec![assigned("2026-03-01", Some("fold")).into(), bars(&["glue"]).into()], Some("fold")),
    ];
    for (what, facts, expected) in rows {
        let mut story = Story::workshop();
        for fact in facts {
            story.office(fact);
        }
        let found = stations::assigned(&story.state, &anna(), date("2026-03-02"));
        assert_eq!(found, expected.map(operation).as_ref(), "{what}");
    }
}

#[test]
fn rivals_of_the_plan_are_shown_and_rival_bars_all_hold() {
    let mut story = Story::workshop();
    story.office(assigned("2026-03-02", Some("fold")));
    story.office(assigned("2026-03-02", Some("glue")));
    story.office(bars(&["weigh"]));
    story.office(bars(&["pack"]));
    let planned = stations::planned(&story.state, &anna(), date("2026-03-02")).unwrap();
    assert_eq!(planned.disputed, [&assigned("2026-03-02", Some("fold"))]);
    let all = chain(&["weigh", "fold", "pack", "glue"]);
    assert_eq!(
        stations::allowed(&story.state, &anna(), &all),
        chain(&["fold", "glue"])
    );
    // Who knows of both settles it; an empty list lifts the bar.
    let office = staff(Role::Consultant);
    story
        .wish(
            "server.01",
            WriterKind::Server,
            &office,
            &now("10:00"),
            bars(&[]),
        )
        .unwrap();
    assert_eq!(stations::allowed(&story.state, &anna(), &all), all);
}

#[test]
fn nobody_is_sent_to_what_they_may_not_do() {
    let mut story = Story::workshop();
    story.office(bars(&["fold"]));
    let lead = staff(Role::Lead);
    #[rustfmt::skip]
    let rows = [
        ("barred",  assigned("2026-03-02", Some("fold")), Some("this person may not do soap-set/fold")),
        ("allowed", assigned("2026-03-02", Some("glue")), None),
        ("nothing", assigned("2026-03-02", None), None),
        ("nobody",  OperationAssigned { person: PersonId::new("zoya"), ..assigned("2026-03-02", None) }, Some("person zoya is not known")),
    ];
    for (what, fact, expected) in rows {
        let refused = story
            .wish("k1.01", WriterKind::Kiosk, &lead, &now("10:00"), fact)
            .err()
            .map(|refusal| refusal.to_string());
        assert_eq!(refused.as_deref(), expected, "{what}");
    }
}

#[test]
fn practice_adds_up_over_days_whether_they_are_loaded_or_not() {
    let mut story = Story::workshop();
    made(&mut story, "anna", "fold", "2026-02-10", 10, 1);
    made(&mut story, "anna", "fold", "2026-02-10", 5, 0);
    made(&mut story, "anna", "glue", "2026-02-10", 2, 0);
    made(&mut story, "anna", "fold", "2026-02-11", 4, 1);
    made(&mut story, "lead", "fold", "2026-02-11", 4, 0);
    let expected = Practised {
        pieces: 19,
        defects: 2,
        ms: 3 * 600_000,
        days: 2,
        last: Some(date("2026-02-11")),
    };
    assert_eq!(expected.defects_per_100(), Some(10), "2 of 21, half up");
    let check = |state: &State, what: &str| {
        let totals = Totals::of(state);
        assert_eq!(
            totals.person(&anna())[&operation("fold")],
            expected,
            "{what}"
        );
        assert_eq!(
            totals.days(&anna(), Some(&operation("glue"))),
            [date("2026-02-10")],
            "{what}"
        );
        assert_eq!(
            totals.days(&anna(), None),
            [date("2026-02-11"), date("2026-02-10")],
            "{what}"
        );
        assert_eq!(totals.people().len(), 2, "{what}");
    };
    check(&story.state, "all in memory");
    let mut stored = put_down(&mut story.state);
    check(&story.state, "put down");
    story.state.unload_days(|_| false);
    check(&story.state, "days unloaded");
    let mut opened = State::default();
    for (key, body) in stored.iter().filter(|(key, _)| !key.starts_with("d/")) {
        opened.load(key, Some(body)).unwrap();
    }
    check(&opened, "opened without days");
    // An erased record is taken out again, also of what was put down.
    let erased = story
        .entries
        .iter()
        .find(|entry| matches!(entry.payload.fact, wire::Fact::RunRecorded(_)))
        .unwrap();
    for (key, body) in &stored {
        opened.load(key, Some(body)).unwrap();
    }
    opened.forget(erased);
    assert_eq!(
        Totals::of(&opened).person(&anna())[&operation("fold")].pieces,
        9
    );
    stored.extend(put_down(&mut opened));
    let mut again = State::default();
    for (key, body) in stored.iter().rev() {
        again.load(key, Some(body)).unwrap();
    }
    assert_eq!(
        Totals::of(&again).person(&anna())[&operation("fold")].pieces,
        9
    );
    assert_eq!(Totals::of(&again).person(&PersonId::new("zoya")).len(), 0);
}

#[test]
fn a_day_whose_only_run_was_erased_counts_no_more() {
    let mut story = Story::workshop();
    made(&mut story, "anna", "fold", "2026-02-10", 10, 1);
    let mut stored = put_down(&mut story.state);
    let run = story.entries.last().unwrap().clone();
    story.state.forget(&run);
    assert!(Totals::of(&story.state).days(&anna(), None).is_empty());
    stored.extend(put_down(&mut story.state));
    let mut again = State::default();
    for (key, body) in stored.iter().rev() {
        again.load(key, Some(body)).unwrap();
    }
    assert!(Totals::of(&again).days(&anna(), None).is_empty());
    assert_eq!(Totals::of(&again).person(&anna()), [].into());
}

#[test]
fn sums_that_could_not_be_written_are_written_the_next_time() {
    let mut story = Story::workshop();
    made(&mut story, "anna", "fold", "2026-02-10", 10, 1);
    let first = put_down(&mut story.state);
    assert!(put_down(&mut story.state).is_empty());
    story
        .state
        .keep_changed(first.iter().map(|(key, _)| key.clone()));
    assert_eq!(put_down(&mut story.state), first);
}

#[test]
fn a_level_of_skill_follows_from_pieces_or_from_what_staff_set() {
    let rules = Rules::default();
    let with = |level| Prompts {
        level,
        ..Prompts::default()
    };
    #[rustfmt::skip]
    let rows = [
        ("no piece",                     0,   PromptLevel::Full, Skill::New),
        ("one piece",                    1,   PromptLevel::Full, Skill::Learning),
        ("one piece less than asked",    99,  PromptLevel::Checklist, Skill::Learning),
        ("as many as asked",             100, PromptLevel::Full, Skill::Experienced),
        ("staff took the prompts away",  3,   PromptLevel::Free, Skill::Experienced),
        ("without a piece here, too",    0,   PromptLevel::Free, Skill::Experienced),
    ];
    for (what, pieces, level, expected) in rows {
        assert_eq!(
            practice::skill(pieces, &with(level), &rules),
            expected,
            "{what}"
        );
    }
    let none_asked = Rules {
        experienced_pieces: 0,
        ..Rules::default()
    };
    assert_eq!(
        practice::skill(0, &Prompts::default(), &none_asked),
        Skill::New
    );
}

#[test]
fn the_table_of_skills_has_a_cell_for_each_operation_asked_for() {
    let mut story = Story::workshop();
    made(&mut story, "anna", "fold", "2026-02-10", 150, 0);
    made(&mut story, "anna", "old", "2026-02-10", 3, 0);
    story.office(bars(&["glue"]));
    let prompts = PromptLadderSet {
        person: anna(),
        operation: operation("pack"),
        level: PromptLevel::Grouped,
        support: PromptSupport::Speech,
    };
    story.office(prompts);
    let totals = Totals::of(&story.state);
    let cells = practice::skills(
        &totals,
        &anna(),
        &chain(&["pack", "fold", "glue"]),
        &Rules::default(),
    );
    let told: Vec<String> = cells
        .iter()
        .map(|cell| {
            format!(
                "{} {} {:?} {:?}{}",
                cell.operation,
                cell.practised.pieces,
                cell.skill,
                cell.prompts.level,
                if cell.barred { " barred" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "soap-set/pack 0 New Grouped",
            "soap-set/fold 150 Experienced Full",
            "soap-set/glue 0 New Full barred",
        ]
    );
}

/// One line a person: the operation and why.
fn rotation(
    present: &[&str],
    operations: &[&str],
    practised: &[(&str, &str, u32)],
    barred: &[(&str, &str)],
    now_at: &[(&str, &str)],
) -> Vec<String> {
    let mut story = Story::workshop();
    for (who, id, pieces) in practised {
        made(&mut story, who, id, "2026-02-10", *pieces, 0);
    }
    for (who, id) in barred {
        story.office(OperationsBarred {
            person: PersonId::new(*who),
            operations: chain(&[id]),
        });
    }
    for (who, id) in now_at {
        story.office(OperationAssigned {
            person: PersonId::new(*who),
            ..assigned("2026-02-20", Some(id))
        });
    }
    let totals = Totals::of(&story.state);
    let people: Vec<PersonId> = present.iter().map(|id| PersonId::new(*id)).collect();
    let propose = |people: &[PersonId]| {
        rotation::propose(
            &totals,
            &story.state,
            people,
            &chain(operations),
            &Rules::default(),
            date("2026-03-02"),
        )
    };
    let turns = propose(&people);
    let mut backwards = people.clone();
    backwards.reverse();
    backwards.extend(people);
    assert_eq!(propose(&backwards), turns, "whoever is named first");
    turns
        .iter()
        .map(|turn| {
            let because = match &turn.because {
                Because::LeastPractised => format!("least practised ({})", turn.pieces),
                Because::Beside(with) => format!("beside {with}"),
                Because::Shows(whom) => format!("shows {whom}"),
                Because::Covers => "covers".into(),
                Because::NothingAllowed => "may do nothing here".into(),
            };
            let place = turn.operation.as_ref().map_or("-", |operation| {
                operation.as_str().trim_start_matches("soap-set/")
            });
            let beside = turn
                .beside
                .as_ref()
                .map_or(String::new(), |with| format!(", with {with}"));
            format!("{} {place}: {because}{beside}", turn.person)
        })
        .collect()
}

#[test]
fn a_rotation_is_proposed_and_explained() {
    type Pairs = &'static [(&'static str, &'static str)];
    /// Present, chain, practised, barred, planned now.
    type Told = (
        &'static [&'static str],
        &'static [&'static str],
        &'static [(&'static str, &'static str, u32)],
        Pairs,
        Pairs,
    );
    #[rustfmt::skip]
    let rows: &[(&str, Told, &[&str])] = &[
        ("nobody is here",
         (&[], &["fold", "glue"], &[], &[], &[]), &[]),
        ("nothing to do",
         (&["a", "b"], &[], &[], &[], &[]),
         &["a -: may do nothing here", "b -: may do nothing here"]),
        ("a new workshop: along the chain",
         (&["a", "b", "c"], &["fold", "glue", "pack"], &[], &[], &[]),
         &["a fold: least practised (0)", "b glue: least practised (0)", "c pack: least practised (0)"]),
        ("who did all equally goes one on",
         (&["a", "b", "c"], &["fold", "glue", "pack"], &[], &[], &[("a", "fold"), ("b", "glue"), ("c", "pack")]),
         &["a glue: least practised (0)", "b pack: least practised (0)", "c fold: least practised (0)"]),
        ("the least practised first",
         (&["a", "b"], &["fold", "glue"], &[("a", "fold", 50), ("b", "glue", 70)], &[], &[]),
         &["a glue: least practised (0)", "b fold: least practised (0)"]),
        ("what may not be done is done by another",
         (&["a", "b"], &["fold", "glue"], &[("a", "fold", 50), ("b", "fold", 20)], &[("b", "glue")], &[]),
         &["a glue: least practised (0)", "b fold: least practised (20)"]),
        ("every operation has somebody, also over three",
         (&["a", "b", "c"], &["fold", "glue", "pack"], &[("a", "fold", 5), ("b", "glue", 5)], &[("a", "pack"), ("b", "pack"), ("b", "fold"), ("c", "fold"), ("c", "glue")], &[]),
         &["a fold: covers", "b glue: least practised (5)", "c pack: least practised (0)"]),
        ("who may do nothing is said to",
         (&["a", "b"], &["fold"], &[], &[("a", "fold")], &[]),
         &["a -: may do nothing here", "b fold: least practised (0)"]),
        ("more people than operations are spread evenly",
         (&["a", "b", "c", "d", "e"], &["fold", "glue"], &[], &[("e", "fold")], &[]),
         &["a fold: least practised (0)", "b fold: least practised (0)", "c fold: least practised (0)", "d glue: least practised (0)", "e glue: least practised (0)"]),
        ("a newcomer beside who can show it, who gives way",
         (&["a", "b", "n"], &["fold", "glue", "pack", "weigh"],
          &[("a", "fold", 300), ("a", "glue", 200), ("a", "pack", 100), ("a", "weigh", 50), ("b", "fold", 10), ("b", "glue", 120), ("b", "pack", 130), ("b", "weigh", 140)], &[], &[]),
         &["a weigh: least practised (50)", "b fold: least practised (10)", "n glue: least practised (0), with b"]),
        ("an experienced one comes to the newcomer",
         (&["a", "n"], &["fold", "glue", "pack", "weigh"],
          &[("a", "fold", 300), ("a", "glue", 5), ("a", "pack", 3), ("a", "weigh", 1)],
          &[("n", "glue"), ("n", "pack"), ("n", "weigh")], &[]),
         &["a glue: shows n", "n fold: least practised (0), with a"]),
    ];
    for (what, (present, operations, practised, barred, now_at), expected) in rows {
        let told = rotation(present, operations, practised, barred, now_at);
        assert_eq!(told, *expected, "{what}");
    }
}
