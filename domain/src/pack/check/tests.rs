//! What may be published, and what is said about the rest.

use super::super::testing;
use super::*;

const GROUPS: &[&str] = &[r#""id": "prepare""#];

fn report(pack: &Pack) -> String {
    let found: Vec<String> = check(pack, |reference| !reference.text.contains("gone"))
        .into_iter()
        .map(|found| {
            format!(
                "{} {}: {}",
                found.severity.as_str(),
                found.place,
                found.advice
            )
        })
        // The small packs of these tests describe no stations.
        .filter(|line| !line.contains("[[station]]"))
        .collect();
    found.join("\n")
}

#[test]
fn steps_hang_together() {
    #[rustfmt::skip]
    let table: &[(&[&str], &str)] = &[
        (&[r#""id": "a", "counts": true"#], ""),
        (&[r#""id": "a", "group": "prepare""#, r#""id": "b", "counts": true"#], ""),
        // Ends.
        (&[], "error operation fold: an operation needs at least one step"),
        (&[r#""id": "a""#], "error operation fold: no step counts a piece"),
        (&[r#""id": "a", "counts": true"#, r#""id": "b""#], "error operation fold, step b: the last step ends"),
        (&[r#""id": "a", "counts": true"#, r#""id": "b", "counts": true"#], "error operation fold, step b: no way leads to"),
        (&[r#""id": "a", "counts": true, "defect": true"#], "error operation fold, step a: counts a piece or puts it aside"),
        (&[r#""id": "a", "counts": true, "then": "a""#], "error operation fold, step a: ends the piece, so nothing can follow"),
        (&[r#""id": "a", "then": "a""#, r#""id": "b", "counts": true"#], "error operation fold, step a: from here the piece is never finished"),
        // Questions and choices.
        (&[r#""id": "a", "check": {"question": {"ru": "Ровно?", "en": "Straight?"}, "not_ok": "a"}"#, r#""id": "b", "counts": true"#], ""),
        (&[r#""id": "a", "check": {"question": {"ru": "Ровно?", "en": "Straight?"}, "not_ok": "aside"}"#, r#""id": "b", "counts": true"#, r#""id": "aside", "defect": true"#], ""),
        (&[r#""id": "a", "counts": true, "check": {"question": {"ru": "Ровно?", "en": "Straight?"}, "not_ok": "a"}"#], ""),
        (&[r#""id": "a", "counts": true, "check": {"question": {"ru": "Ровно?", "en": "Straight?"}, "not_ok": "z"}"#], "error operation fold, step a, check.not_ok: leads to the step \"z\""),
        (&[r#""id": "a", "counts": true, "check": {"question": {"ru": "Ровно?", "en": ""}, "not_ok": "a"}"#], "error operation fold, step a, check.question.en: must be filled"),
        (&[r#""id": "a", "then": "z""#, r#""id": "b", "counts": true"#], "error operation fold, step a, then: leads to the step \"z\""),
        (&[r#""id": "a", "branch": [{"label": {"ru": "Белая", "en": "White"}, "picture": "pictogram:box", "to": "b"}]"#, r#""id": "b", "counts": true"#], "error operation fold, step a, branch: 1 ways"),
        (&[r#""id": "a", "branch": [{"label": {"ru": "Белая", "en": "White"}, "picture": "pictogram:box", "to": "b"}, {"label": {"ru": "Серая", "en": "Grey"}, "picture": "pictogram:gone", "to": "z"}]"#, r#""id": "b", "counts": true"#],
            "error operation fold, step a, branch: there is no pictogram \"gone\" in the set\nerror operation fold, step a, branch: leads to the step \"z\""),
        (&[r#""id": "a", "counts": true, "branch": [{"label": {"ru": "Белая", "en": "White"}, "picture": "pictogram:box", "to": "a"}, {"label": {"ru": "Серая", "en": "Grey"}, "picture": "pictogram:box", "to": "a"}]"#], "error operation fold, step a: ends the piece"),
        // Groups.
        (&[r#""id": "a", "group": "other""#, r#""id": "b", "counts": true, "group": "prepare""#], "error operation fold, step a, group: the operation has no group"),
        (&[r#""id": "a", "group": "prepare""#, r#""id": "b""#, r#""id": "c", "counts": true, "group": "prepare""#], "error operation fold, group prepare: its steps do not follow"),
        // Clips, sounds, quantities.
        (&[r#""id": "a", "counts": true, "clip": [{"picture": "a.png", "ms": 400}, {"picture": "b.png", "ms": 10000}]"#], ""),
        (&[r#""id": "a", "counts": true, "clip": [{"picture": "a.png", "ms": 400}]"#], "error operation fold, step a, clip: 1 frames"),
        (&[r#""id": "a", "counts": true, "clip": [{"picture": "a.png", "ms": 300}, {"picture": "b.png", "ms": 400}]"#], "error operation fold, step a, clip: a frame of 300 ms"),
        (&[r#""id": "a", "counts": true, "clip": [{"picture": "a.png", "ms": 400}, {"picture": "gone.png", "ms": 400}]"#], "error operation fold, step a, clip: the file \"gone.png\" is missing"),
        (&[r#""id": "a", "counts": true, "recorded": {"ru": "a.ogg", "en": "gone.ogg"}"#], "error operation fold, step a, recorded.en: the file \"gone.ogg\" is missing"),
        (&[r#""id": "a", "counts": true, "safety": ["pictogram:mulberry/gone"]"#], "error operation fold, step a, safety: there is no pictogram \"gone\" in a set \"mulberry\""),
        (&[r#""id": "a", "counts": true, "quantity": 21"#], "error operation fold, step a, quantity: 1 to 20"),
        // Safety: what stands together is seen together.
        (&[r#""id": "a", "counts": true, "safety": ["pictogram:gloves", "pictogram:hair", "pictogram:a", "pictogram:b"]"#], ""),
        (&[r#""id": "a", "counts": true, "safety": ["pictogram:gloves", "pictogram:hair", "pictogram:a", "pictogram:b", "pictogram:c"]"#], "error operation fold, safety: 5 different signs: at most 4"),
        (&[r#""id": "a", "safety": ["pictogram:gloves", "pictogram:hair", "pictogram:a"]"#, r#""id": "b", "counts": true, "safety": ["pictogram:gloves", "pictogram:b"]"#], ""),
        (&[r#""id": "a", "safety": ["pictogram:gloves", "pictogram:hair", "pictogram:a"]"#, r#""id": "b", "counts": true, "safety": ["pictogram:c", "pictogram:b"]"#], "error operation fold, safety: 5 different signs"),
        // Language.
        (&[r#""id": "a", "counts": true, "words": {"ru": "раз два три четыре пять шесть семь восемь девять десять", "en": "box"}"#], "error operation fold, step a, words.ru: 11 words"),
        (&[r#""id": "a", "counts": true, "verb": {"ru": "", "en": "Take"}"#], "error operation fold, step a, verb.ru: must be filled"),
        (&[r#""id": "a", "counts": true, "speech": {"ru": "Возьми одну картонку с левого края стола и положи её перед собой.", "en": "Take. Good."}"#], "advice operation fold, step a, speech.ru: a spoken sentence of 12 words"),
        (&[r#""id": "A", "counts": true"#], "error operation fold, step A: ids are unique"),
    ];
    for (steps, expected) in table {
        let uses_group = steps.iter().any(|step| step.contains("prepare"));
        let pack = testing::pack(if uses_group { GROUPS } else { &[] }, steps);
        let said = report(&pack);
        if expected.is_empty() {
            assert_eq!(said, "", "{steps:?}");
        } else {
            assert!(said.contains(expected), "{steps:?}: {expected}\n=> {said}");
        }
    }
}

#[test]
fn an_operation_of_more_steps_than_dots_is_advised_to_be_split() {
    for (count, expected) in [
        (28, ""),
        (29, "advice operation fold: 29 steps: more than 28"),
    ] {
        let mut steps: Vec<String> = (1..count).map(|at| format!(r#""id": "s{at}""#)).collect();
        steps.push(r#""id": "last", "counts": true"#.to_string());
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let said = report(&testing::pack(&[], &steps));
        if expected.is_empty() {
            assert_eq!(said, "", "{count}");
        } else {
            assert!(said.starts_with(expected), "{count}: {said}");
        }
    }
}

#[test]
fn the_pack_itself_is_in_order() {
    let change = |change: &dyn Fn(&mut Pack)| {
        let mut pack = testing::pack(&[], &[r#""id": "a", "counts": true"#]);
        change(&mut pack);
        report(&pack)
    };
    let scissors = || Named {
        id: "scissors".into(),
        title: Bilingual {
            ru: "Ножницы".into(),
            en: "Scissors".into(),
        },
        picture: None,
    };
    type Row<'a> = (&'a dyn Fn(&mut Pack), &'a str);
    #[rustfmt::skip]
    let table: &[Row<'_>] = &[
        (&|_| {}, ""),
        (&|pack| pack.id = "Soap".into(), "error id: \"Soap\""),
        (&|pack| pack.version = 0, "error version: versions begin with 1"),
        (&|pack| pack.operations.clear(), "error operation: a pack needs"),
        (&|pack| pack.title.en.clear(), "error title.en: must be filled"),
        (&|pack| pack.picture = "gone.svg".into(), "error picture: the file \"gone.svg\""),
        (&|pack| pack.licence = " ".into(), "error licence: must be filled"),
        (&|pack| pack.licence = "CC BY-SA 4.0".into(), "error licence: CC BY-SA 4.0 asks for naming"),
        (&|pack| { pack.licence = "CC-BY-4.0".into(); pack.attribution = Some("И. Рисов".into()); }, ""),
        (&|pack| pack.operations[0].norm_s = 0, "error operation fold, norm_s"),
        (&|pack| pack.operations[0].tools.push("scissors".into()), "advice operation fold, tools: \"scissors\" has no name"),
        (&|pack| { pack.operations[0].tools.push("scissors".into()); pack.tools.push(scissors()); }, ""),
        (&|pack| { pack.operations[0].tools.push("knife".into()); pack.tools.push(scissors()); }, "error operation fold, tools: the pack has no tool \"knife\""),
        (&|pack| pack.tools = Vec::from([scissors(), scissors()]), "error tool scissors: ids are unique"),
        (&|pack| pack.orientation = true, "advice operation fold: a trial has a difficulty"),
        (&|pack| { pack.orientation = true; pack.operations[0].level = Some(1); }, ""),
        (&|pack| { pack.orientation = true; pack.operations[0].level = Some(6); }, "error operation fold, level: levels"),
        (&|pack| pack.operations[0].level = Some(2), "advice operation fold, level: levels are for packs of trials"),
        (&|pack| pack.operations[0].title.ru = "Укладка 5 кг".into(), "error operation fold, title.ru: \"кг\""),
        (&|pack| { let again = pack.operations[0].clone(); pack.operations.push(again); }, "error operation fold: ids are unique"),
    ];
    for (number, (edit, expected)) in table.iter().enumerate() {
        let said = change(edit);
        if expected.is_empty() {
            assert_eq!(said, "", "row {number}");
        } else {
            assert!(
                said.contains(expected),
                "row {number}: {expected}\n=> {said}"
            );
        }
    }
}

#[test]
fn old_packs_mean_what_they_meant() {
    let pack = testing::pack(&[], &[r#""id": "a""#, r#""id": "b", "counts": true"#]);
    let bytes = crate::wire::pack::write_manifest(&crate::wire::pack::Manifest {
        pack,
        media: alloc::collections::BTreeMap::new(),
        credits: Vec::new(),
    })
    .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    // The bytes of a manifest are named by their hash: what is not used is not written.
    for field in [
        "tool\"",
        "group",
        "check",
        "branch",
        "clip",
        "credits",
        "orientation",
        "defect",
    ] {
        assert!(!text.contains(field), "{field} in {text}");
    }
    let newer = text.replacen("\"licence\"", "\"of_tomorrow\": 1, \"licence\"", 1);
    crate::wire::pack::read_manifest(newer.as_bytes()).unwrap();
}
