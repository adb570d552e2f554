//! What the typesetter is asked for, and whose names its refusals carry.

use super::*;
use crate::documents::testing::{obedient, script};
use crate::packs::read_pack;
use crate::pictograms::Sets;

fn sample(pack: &str) -> (std::path::PathBuf, CheckedPack) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../assets/sample")
        .join(pack);
    let checked = read_pack(&folder, &Sets::none()).unwrap();
    (folder, checked)
}

fn order<'a>(folder: &'a Path, checked: &'a CheckedPack) -> Order<'a> {
    Order {
        checked,
        folder,
        operation: None,
        paper: Paper::A5,
        lang: Lang::En,
    }
}

#[test]
fn every_step_is_asked_for_with_its_pictures_and_what_follows() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, checked) = sample("pack");
    print(&obedient(dir.path()), &order(&folder, &checked)).unwrap();
    let asked = std::fs::read(dir.path().join("request.json")).unwrap();
    let asked: Value = serde_json::from_slice(&asked).unwrap();
    let subtitle = format!("Soap set · {}", checked.pack.version);
    assert_eq!(
        (&asked["paper"], &asked["lang"], &asked["subtitle"]),
        (&json!("a5"), &json!("en"), &json!(subtitle))
    );
    assert_eq!(asked["credits"], json!(["CC0-1.0"]));
    let mut cards = 0;
    for (operation, asked) in checked
        .pack
        .operations
        .iter()
        .zip(asked["operations"].as_array().unwrap())
    {
        assert_eq!(asked["title"], json!(operation.title.en));
        for (index, (step, card)) in operation
            .steps
            .iter()
            .zip(asked["cards"].as_array().unwrap())
            .enumerate()
        {
            let here = format!("{} {}", operation.id, step.id);
            cards += 1;
            assert_eq!(card["verb"], json!(step.verb.en), "{here}");
            assert_eq!(card["words"], json!(step.words.en), "{here}");
            let svg = card["picture"]["svg"].as_str().unwrap();
            assert!(svg.contains("<svg"), "{here}");
            assert_eq!(
                card["safety"].as_array().unwrap().len(),
                step.safety.len(),
                "{here}"
            );
            assert_eq!(card["quantity"], json!(step.quantity.unwrap_or(0)));
            assert_eq!(
                card["question"]["text"].as_str(),
                step.check.as_ref().map(|check| check.question.en.as_str()),
                "{here}"
            );
            let follows = match (step.counts, step.defect) {
                (true, _) if step.check.is_none() => json!("done"),
                (_, true) => json!("aside"),
                _ => Value::Null,
            };
            if step.then.is_none() {
                assert_eq!(card["next"], follows, "{here}");
            }
            if let Some(check) = &step.check {
                let bad = operation
                    .steps
                    .iter()
                    .position(|one| one.id == check.not_ok);
                assert_eq!(card["question"]["bad"], json!({ "card": bad.unwrap() + 1 }));
                assert_eq!(
                    card["question"]["bad_picture"].is_object(),
                    check.picture_not_ok.is_some(),
                    "{here}"
                );
                assert!(index + 1 < operation.steps.len(), "{here}");
            }
        }
    }
    assert_eq!(cards, count(&order(&folder, &checked)));
    assert!(cards > 30, "{cards}");
}

#[test]
fn one_operation_can_be_asked_for_and_an_unknown_one_names_those_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, checked) = sample("pack");
    let one = Order {
        operation: Some("check"),
        ..order(&folder, &checked)
    };
    print(&obedient(dir.path()), &one).unwrap();
    let asked = std::fs::read(dir.path().join("request.json")).unwrap();
    let asked: Value = serde_json::from_slice(&asked).unwrap();
    assert_eq!(asked["operations"].as_array().unwrap().len(), 1);
    let none = Order {
        operation: Some("paint"),
        ..one
    };
    let said = print(&obedient(dir.path()), &none).unwrap_err().to_string();
    assert!(
        said.contains("no operation \"paint\"") && said.contains("check, "),
        "{said}"
    );
}

#[test]
fn what_the_typesetter_refuses_is_named_as_in_the_pack() {
    let (folder, checked) = sample("pack");
    let operations: Vec<&Operation> = checked.pack.operations.iter().collect();
    let (at, check) = operations
        .iter()
        .enumerate()
        .find(|(_, operation)| operation.id == "check")
        .unwrap();
    let step = check.steps.iter().position(|step| step.check.is_some());
    let step = step.unwrap();
    let name = &check.steps[step].id;
    #[rustfmt::skip]
    let table = [
        (format!("operations[{at}].cards[{step}].words: no letter U+2603"), format!("operation check, step {name}, words: no letter U+2603")),
        (format!("operations[{at}].cards[{step}].question.bad_picture: not a usable SVG"), format!("operation check, step {name}, check.picture_not_ok: not a usable SVG")),
        (format!("operations[{at}].title: empty"), "operation check, title: empty".to_owned()),
        ("typesetting failed".to_owned(), String::new()),
        ("operations[99].title: empty".to_owned(), String::new()),
    ];
    for (said, expected) in table {
        let dir = tempfile::tempdir().unwrap();
        let stubborn = script(
            dir.path(),
            "stubborn",
            &format!("echo 'stupen-documents: {said}' >&2; exit 1"),
        );
        let heard = print(&stubborn, &order(&folder, &checked))
            .unwrap_err()
            .to_string();
        let expected = if expected.is_empty() {
            format!("the typesetter refused: stupen-documents: {said}")
        } else {
            format!("{}: {expected}", folder.join(PACK_FILE).display())
        };
        assert_eq!(heard, expected);
    }
}
