//! Every word of the face is in the Russian catalogue, and the catalogue holds nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn slint_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            slint_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "slint") {
            found.push(path);
        }
    }
}

/// The first string of each `@tr(…)`: the message and its English.
fn in_screens() -> BTreeSet<String> {
    let mut files = Vec::new();
    slint_files(&root().join("ui"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a screen");
        for part in text.split("@tr(").skip(1) {
            let rest = part
                .trim_start()
                .strip_prefix('"')
                .expect("a message begins with a quote");
            let (message, _) = rest.split_once('"').expect("and ends with one");
            assert!(
                !message.contains('\\'),
                "{message:?} in {} needs no escapes",
                file.display()
            );
            found.insert(message.to_owned());
        }
    }
    found
}

/// Message and translations of every entry but the head.
fn in_catalogue() -> Vec<(String, Vec<String>)> {
    let path = root().join("../assets/i18n/ru/LC_MESSAGES/stupen-window.po");
    let text = fs::read_to_string(path).expect("the Russian catalogue");
    let quoted = |line: &str| {
        let (_, rest) = line.split_once('"').expect("a quote");
        rest.strip_suffix('"')
            .expect("a quote at the end")
            .to_owned()
    };
    text.split("\n\n")
        .skip(1)
        .filter(|entry| !entry.trim().is_empty())
        .map(|entry| {
            let lines: Vec<&str> = entry.lines().collect();
            let message = lines
                .iter()
                .find(|line| line.starts_with("msgid "))
                .expect("a message");
            let translations = lines
                .iter()
                .filter(|line| line.starts_with("msgstr"))
                .map(|line| quoted(line));
            (quoted(message), translations.collect())
        })
        .collect()
}

#[test]
fn catalogue_and_screens_have_the_same_words() {
    let screens = in_screens();
    let catalogue: BTreeSet<String> = in_catalogue()
        .into_iter()
        .map(|(message, _)| message)
        .collect();
    let missing: Vec<_> = screens.difference(&catalogue).collect();
    let unused: Vec<_> = catalogue.difference(&screens).collect();
    assert!(missing.is_empty(), "not translated: {missing:#?}");
    assert!(unused.is_empty(), "no screen says: {unused:#?}");
    assert!(
        screens.len() > 80,
        "only {} messages were found",
        screens.len()
    );
}

#[test]
fn translations_are_whole() {
    for (message, translations) in in_catalogue() {
        let forms = if message.contains("{n}") { 3 } else { 1 };
        assert_eq!(translations.len(), forms, "forms of {message:?}");
        for translation in translations {
            assert!(!translation.is_empty(), "{message:?} is empty");
            for place in ["{}", "{n}"] {
                assert_eq!(
                    message.matches(place).count(),
                    translation.matches(place).count(),
                    "{place} in {message:?}"
                );
            }
        }
    }
}
