//! Small packs for the tests of this module: everything is left out that a test does not speak of.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Operation, Pack};
use crate::wire::pack::read_manifest;

/// A pack of one operation; steps and groups are the insides of JSON objects, without what every one has.
pub(super) fn pack(groups: &[&str], steps: &[&str]) -> Pack {
    let text = format!(
        r#"{{"media": {{}}, "pack": {{"id": "soap", "version": 1, "title": {{"ru": "Мыло", "en": "Soap"}},
        "picture": "pictogram:soap", "licence": "CC0-1.0", "operation": [{{
            "id": "fold", "title": {{"ru": "Складываем коробки", "en": "Folding boxes"}},
            "picture": "pictogram:fold-box", "station": "table-1", "norm_s": 45,
            "group": [{}], "step": [{}]}}]}}}}"#,
        filled(
            groups,
            &[("title", r#"{"ru": "Готовим место", "en": "Getting ready"}"#)]
        ),
        filled(
            steps,
            &[
                ("verb", r#"{"ru": "Возьми", "en": "Take"}"#),
                ("words", r#"{"ru": "картонку", "en": "a flat box"}"#),
            ]
        ),
    );
    match read_manifest(text.as_bytes()) {
        Ok(manifest) => manifest.pack,
        Err(problem) => panic!("{problem} in {text}"),
    }
}

/// The operation of [`pack`].
pub(super) fn operation(groups: &[&str], steps: &[&str]) -> Operation {
    pack(groups, steps).operations.remove(0)
}

fn filled(insides: &[&str], usual: &[(&str, &str)]) -> String {
    let objects: Vec<String> = insides
        .iter()
        .map(|inside| {
            let mut object = String::from(*inside);
            for (field, value) in usual {
                if !object.contains(&format!("\"{field}\":")) {
                    object = format!("\"{field}\": {value}, {object}");
                }
            }
            object.push_str(r#", "picture": "pictogram:take""#);
            format!("{{{object}}}")
        })
        .collect();
    objects.join(", ")
}
