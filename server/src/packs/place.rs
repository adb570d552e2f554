//! Places in a TOML file: `operation fold, step take, words.ru` and the line that it stands on.

use std::ops::Range;

use serde_ignored::Path;
use toml::de::{DeTable, DeValue};

/// The line of a byte, from 1.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count()
}

/// Where the field of a place such as `operation fold, step take, words.ru` begins; of what has no field of its
/// own, the table that holds it.
pub(super) fn offset_of(table: &DeTable<'_>, place: &str) -> Option<usize> {
    let mut here = table;
    let mut offset = None;
    for part in place.split(", ") {
        match part.split_once(' ') {
            // An array of tables, and the id of one of them.
            Some((array, id)) => {
                let item = here
                    .get(array)
                    .and_then(|items| items.get_ref().as_array())?
                    .iter()
                    .find(|item| has_id(item.get_ref(), id))?;
                offset = Some(item.span().start);
                here = item.get_ref().as_table()?;
            }
            None => {
                let field = part.split('.').next().unwrap_or(part);
                let found = here.iter().find(|(name, _)| name.get_ref() == field);
                offset = found.map(|(name, _)| name.span().start).or(offset);
            }
        }
    }
    offset
}

fn has_id(value: &DeValue<'_>, id: &str) -> bool {
    value
        .as_table()
        .and_then(|table| table.get("id"))
        .and_then(|found| found.get_ref().as_str())
        .is_some_and(|found| found == id)
}

/// One part of the way to a field: its name, or its place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Field(String),
    Index(usize),
}

/// The way to a field that nobody asked for, from the top.
pub(super) fn steps_of(path: &Path<'_>) -> Vec<Part> {
    let (mut way, part) = match path {
        Path::Root => return Vec::new(),
        Path::Seq { parent, index } => (steps_of(parent), Part::Index(*index)),
        Path::Map { parent, key } => (steps_of(parent), Part::Field(key.clone())),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => return steps_of(parent),
    };
    way.push(part);
    way
}

/// What the reader of a file says of a value that does not fit, with the place before it, in words for people who write
/// such files.
pub(crate) fn misfit(text: &str, error: &toml::de::Error) -> (Option<usize>, String, String) {
    let line = error.span().map(|span| line_at(text, span.start));
    let table = DeTable::parse(text).ok();
    let place = table
        .as_ref()
        .zip(error.span())
        .and_then(|(table, span)| Some(named(table.get_ref(), &way_to(table.get_ref(), &span)?).0))
        .unwrap_or_default();
    let said = error
        .message()
        .replace("expected u32", "expected a whole number, 0 to 4294967295")
        .replace("expected a sequence", "expected a list: […]")
        .replace("expected a boolean", "expected true or false")
        .replace("expected a string", "expected a text: \"…\"");
    (line, place, said)
}

/// The way to the value that stands exactly there; the innermost, where several do.
fn way_to(table: &DeTable<'_>, span: &Range<usize>) -> Option<Vec<Part>> {
    table.iter().find_map(|(name, value)| {
        let here = Part::Field(name.get_ref().to_string());
        way_into(value.get_ref(), &value.span(), span).map(|mut way| {
            way.insert(0, here);
            way
        })
    })
}

fn way_into(value: &DeValue<'_>, at: &Range<usize>, span: &Range<usize>) -> Option<Vec<Part>> {
    let within = match value {
        DeValue::Table(table) => way_to(table, span),
        DeValue::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            let mut way = way_into(item.get_ref(), &item.span(), span)?;
            way.insert(0, Part::Index(index));
            Some(way)
        }),
        _ => None,
    };
    within.or_else(|| (at == span).then(Vec::new))
}

/// The place of a field as findings name it, and where it begins.
pub(crate) fn named(top: &DeTable<'_>, way: &[Part]) -> (String, Option<usize>) {
    let mut parts: Vec<String> = Vec::new();
    let mut offset = None;
    let mut table = Some(top);
    let mut value: Option<&DeValue<'_>> = None;
    // Behind an item with an id a new part begins; else a field is part of the one before it.
    let mut begins = true;
    for step in way {
        match step {
            Part::Field(name) => {
                match parts.last_mut() {
                    Some(last) if !begins => *last = format!("{last}.{name}"),
                    _ => parts.push(name.clone()),
                }
                begins = false;
                let found = table.and_then(|table| {
                    table
                        .iter()
                        .find(|(known, _)| known.get_ref().as_ref() == name.as_str())
                });
                offset = found.map(|(name, _)| name.span().start).or(offset);
                value = found.map(|(_, value)| value.get_ref());
            }
            Part::Index(index) => {
                let item = value
                    .and_then(DeValue::as_array)
                    .and_then(|items| items.get(*index));
                offset = item.map(|item| item.span().start).or(offset);
                value = item.map(|item| item.get_ref());
                let id = value
                    .and_then(DeValue::as_table)
                    .and_then(|item| item.get("id"))
                    .and_then(|id| id.get_ref().as_str());
                if let (Some(id), Some(last)) = (id, parts.last_mut()) {
                    *last = format!("{last} {id}");
                    begins = true;
                }
            }
        }
        table = value.and_then(DeValue::as_table);
    }
    (parts.join(", "), offset)
}
