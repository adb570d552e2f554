//! Forms from files: read, refused, published, shown again.

use super::*;
use crate::commands::AT_THE_CONSOLE;
use crate::tests::House;

const REGULATIONS: &str = r#"
[[regulations]]
id = "late"
picture = "pictogram:break"
title = { ru = "Опоздание", en = "Coming late" }
told = { ru = "Ты пришёл поздно.", en = "You came late." }
late = true

[[agreed]]
id = "earlier"
picture = "pictogram:break"
title = { ru = "Выходить раньше", en = "Leave home earlier" }

[[said]]
id = "overslept"
picture = "pictogram:break"
title = { ru = "Проспал", en = "Overslept" }
"#;

fn file(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_file_is_read_or_refused_with_file_and_field() {
    let dir = tempfile::tempdir().unwrap();
    let form = read_form(&file(dir.path(), "regulations.toml", REGULATIONS)).unwrap();
    assert_eq!(form.name, "regulations");
    assert!(form.body.starts_with(r#"{"regulations":[{"id":"late""#));

    let table = [
        (
            "regulation.toml",
            REGULATIONS.to_owned(),
            "named by its form",
        ),
        ("praise.toml", "items = 3".to_owned(), "invalid type"),
        ("praise.toml", "[[items]".to_owned(), "praise.toml:1: "),
        (
            "regulations.toml",
            REGULATIONS.replace("late = true", "lat = true"),
            "regulations.toml: regulations.0.lat: there is no such field",
        ),
        (
            "regulations.toml",
            REGULATIONS.replace("Coming late", ""),
            "regulations.toml: regulations late, title.en: must be filled",
        ),
        (
            "regulations.toml",
            REGULATIONS.replace("pictogram:break", "pictogram:nowhere"),
            "no pictogram",
        ),
        (
            "rules.toml",
            "assess_every = 7".to_owned(),
            "rules.toml: assess_every: ",
        ),
        ("rules.toml", "#".repeat(70_000), "larger than"),
    ];
    for (name, text, expected) in table {
        let findings = read_form(&file(dir.path(), name, &text)).unwrap_err();
        let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(said.join("\n").contains(expected), "{name}: {said:?}");
    }
    let missing = read_form(&dir.path().join("trial.toml")).unwrap_err();
    assert!(missing[0].to_string().contains("cannot be read"));
}

#[test]
fn a_published_form_holds_and_a_number_means_one_text() {
    let house = House::new();
    let book = house.state.book();
    let dir = tempfile::tempdir().unwrap();
    let read = |text: &str| read_form(&file(dir.path(), "regulations.toml", text)).unwrap();
    let publish = |text: &str, own: Option<&str>| {
        let own = own.map(WorkshopId::new);
        publish_form(book, &AT_THE_CONSOLE, read(text), own.as_ref())
    };
    let own = REGULATIONS.replace("Coming late", "Late at the soap");
    assert_eq!(publish(REGULATIONS, None).unwrap(), Published::New(1));
    assert_eq!(publish(REGULATIONS, None).unwrap(), Published::Already(1));
    assert_eq!(publish(&own, Some("soap")).unwrap(), Published::New(2));
    let again = REGULATIONS.replace("Coming late", "Not in time");
    assert_eq!(publish(&again, None).unwrap(), Published::New(3));
    assert!(
        publish(&own, Some("wood"))
            .unwrap_err()
            .to_string()
            .contains("there are: soap")
    );
    book.with(|ledger| {
        let state = ledger.state();
        let title = |workshop: &str| {
            let workshop = WorkshopId::new(workshop);
            let form = forms::current::<Regulations>(state, &workshop).unwrap();
            form.form.regulations[0].title.en.clone()
        };
        assert_eq!(title("soap"), "Late at the soap");
        assert_eq!(title("wood"), "Not in time");
        let names: Vec<(&str, u32)> = forms::all(state)
            .into_iter()
            .map(|set| (set.form.as_str(), set.version))
            .collect();
        assert_eq!(names, [("regulations", 3), ("regulations@soap", 2)]);
        // What is printed can be published: it says the same.
        let printed = as_toml(forms::set(state, "regulations").unwrap()).unwrap();
        assert_eq!(read(&printed), read(&again));
    })
    .unwrap();
}
