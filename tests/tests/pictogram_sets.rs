//! `stupen-server pictograms`: sets from elsewhere, by the command as an operator gives it.

use std::path::Path;

use clap::Parser as _;
use serde_json::{Value, json};
use stupen_server::clock::Clock;
use stupen_server::commands::{Cli, run};

const INDEX: &str = r#"
[set]
id = "lines"
title = "Lines"
licence = "CC-BY-SA-4.0"
attribution = "Anna Inkina"
source = "https://example.org/lines"

[[pictogram]]
id = "cut"
ru = "Резать"
en = "Cut"
category = "work"
"#;

const CUT: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'><script>alert(1)</script><path d='M9 9h50' stroke='#000' stroke-width='5'/></svg>";

/// Another drawing under the same name.
const CUT_ANEW: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'><path d='M9 9v50' stroke='#000' stroke-width='5'/></svg>";

/// A folder with this set in it.
fn set(dir: &Path, name: &str, cut: &str) -> String {
    let folder = dir.join(name);
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("index.toml"), INDEX).unwrap();
    std::fs::write(folder.join("cut.svg"), cut).unwrap();
    folder.to_str().unwrap().to_owned()
}

/// `stupen-server pictograms …`: what it writes, and whether it was refused.
fn pictograms(dir: &Path, arguments: &[&str]) -> (String, Option<String>) {
    let data = dir.join("data");
    let before = [
        "stupen-server",
        "--data",
        data.to_str().unwrap(),
        "pictograms",
    ];
    let cli = Cli::try_parse_from(before.iter().chain(arguments)).unwrap();
    let mut out = Vec::new();
    let clock = Clock::new(|| "2026-11-23T05:00:00Z".parse().unwrap());
    let done = run(cli, clock, &mut out);
    let refused = done.err().map(|error| format!("{error:#}"));
    (String::from_utf8(out).unwrap(), refused)
}

fn as_json(dir: &Path, arguments: &[&str]) -> (Value, Option<String>) {
    let (said, refused) = pictograms(dir, arguments);
    (serde_json::from_str(&said).unwrap(), refused)
}

#[test]
fn a_set_is_imported_renewed_listed_and_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (first, anew) = (set(dir, "first", CUT), set(dir, "anew", CUT_ANEW));

    let (said, refused) = pictograms(dir, &["import", &first]);
    assert_eq!(refused, None, "{said}");
    for words in [
        "<script>",
        "lines imported: 1 pictograms, CC-BY-SA-4.0. Packs name them as pictogram:lines/ID.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let (said, refused) = pictograms(dir, &["import", &first]);
    assert_eq!(refused, None);
    assert!(
        said.contains("lines is here already, just like this"),
        "{said}"
    );

    let (report, refused) = as_json(dir, &["import", &anew, "--json"]);
    assert_eq!(refused, None);
    let expected = json!({
        "accepted": true, "set": "lines", "became": "renewed", "pictograms": 1, "left_out": [],
    });
    assert_eq!(report, expected);

    let (said, _) = pictograms(dir, &["list"]);
    for words in [
        "lines: Lines, 1 pictograms",
        "CC-BY-SA-4.0",
        "Anna Inkina",
        "https://example.org/lines",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let (list, _) = as_json(dir, &["list", "--json"]);
    assert_eq!(list["sets"][0]["id"], "lines", "{list}");

    let (said, refused) = pictograms(dir, &["remove", "lines"]);
    assert_eq!(refused, None);
    assert!(said.starts_with("lines is gone."), "{said}");
    let (_, refused) = pictograms(dir, &["remove", "lines"]);
    assert!(refused.is_some_and(|why| why.contains("there is no set \"lines\" here")));
    let (said, _) = pictograms(dir, &["list"]);
    assert!(said.starts_with("No set was imported"), "{said}");
}

#[test]
fn a_set_with_anything_wrong_is_refused_whole() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let fetching = CUT.replace(
        "<script>alert(1)</script>",
        "<image href='https://example.org/a.png'/>",
    );
    let bad = set(dir, "bad", &fetching);
    let (said, refused) = pictograms(dir, &["import", &bad]);
    assert!(
        said.contains("cut.svg") && said.contains("line 1: refers to"),
        "{said}"
    );
    assert_eq!(
        refused.as_deref(),
        Some("the set is refused: 1 thing is wrong")
    );
    let (report, refused) = as_json(dir, &["import", &bad, "--json"]);
    assert!(refused.is_some());
    assert_eq!(report["accepted"], false);
    let problems = report["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].as_str().unwrap().contains("cut.svg"),
        "{report}"
    );
    let (said, _) = pictograms(dir, &["list"]);
    assert!(said.starts_with("No set was imported"), "{said}");
}
