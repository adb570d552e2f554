//! Forms as files: a TOML file named by its form becomes the JSON body of a `FormSet`, or is refused whole.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Serialize;
use stupen_domain::facts::FormSet;
use stupen_domain::wire::forms::{
    Activities, Assessment, Employers, Form, NAMES, Phrases, Praise, Regulations, Rules, Trial,
};
use stupen_domain::wire::ids::WorkshopId;
use stupen_domain::{Actor, forms, workshop};

use crate::book::{Book, zone};
use crate::pictograms;

/// Largest file taken; a payload of the log is not larger.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// Largest body: it lies in a payload of the log, which has a limit of its own, as a JSON text within JSON.
const BODY_BYTES_MAX: usize = 56 * 1024;

/// Something that keeps a form from being published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file.
    pub file: PathBuf,
    /// Its line, where that is known.
    pub line: Option<usize>,
    /// The field, such as `regulations late, title.ru`; empty when the file itself is meant.
    pub place: String,
    /// What is wrong and what to do.
    pub advice: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.place.is_empty() {
            write!(f, ": {}", self.place)?;
        }
        write!(f, ": {}", self.advice)
    }
}

/// A form that may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedForm {
    /// Its name.
    pub name: &'static str,
    /// Its body, JSON text.
    pub body: String,
}

/// Reads and checks a form's file: `regulations.toml`, `assessment.toml`, ...
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_form(path: &Path) -> Result<CheckedForm, Vec<Finding>> {
    let finding = |line, place: String, advice: String| Finding {
        file: path.to_path_buf(),
        line,
        place,
        advice,
    };
    let of_file = |advice: String| vec![finding(None, String::new(), advice)];
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let name = NAMES
        .iter()
        .find(|name| stem == Some(**name))
        .ok_or_else(|| {
            of_file(format!(
                "a form's file is named by its form: {}.toml",
                NAMES.join(".toml, ")
            ))
        })?;
    let mut text = String::new();
    let read = File::open(path)
        .and_then(|open| open.take(FILE_BYTES_MAX + 1).read_to_string(&mut text))
        .map_err(|error| of_file(format!("cannot be read ({error}): a form is TOML in UTF-8")))?;
    if u64::try_from(read).unwrap_or(u64::MAX) > FILE_BYTES_MAX {
        return Err(of_file(format!(
            "is larger than {} KiB",
            FILE_BYTES_MAX / 1024
        )));
    }
    let (body, unknown) = match *name {
        Regulations::NAME => body_of::<Regulations>(&text),
        Praise::NAME => body_of::<Praise>(&text),
        Activities::NAME => body_of::<Activities>(&text),
        Assessment::NAME => body_of::<Assessment>(&text),
        Trial::NAME => body_of::<Trial>(&text),
        Employers::NAME => body_of::<Employers>(&text),
        Phrases::NAME => body_of::<Phrases>(&text),
        Rules::NAME => body_of::<Rules>(&text),
        _ => return Err(of_file(format!("{name} cannot be read by this program"))),
    }
    .map_err(|error| match error {
        Unread::Toml(error) => {
            let line = error.span().map(|span| line_at(&text, span.start));
            vec![finding(line, String::new(), error.message().to_owned())]
        }
        Unread::Json(error) => of_file(error.to_string()),
    })?;
    let mut findings: Vec<Finding> = unknown
        .into_iter()
        .map(|place| {
            finding(
                None,
                place,
                "there is no such field: see docs/operations.md, Forms".to_owned(),
            )
        })
        .collect();
    if body.len() > BODY_BYTES_MAX {
        findings.push(finding(
            None,
            String::new(),
            format!(
                "is too large for the log: at most {} KiB",
                BODY_BYTES_MAX / 1024
            ),
        ));
    }
    let has = |picture: &str| {
        picture
            .strip_prefix("pictogram:")
            .is_some_and(|id| pictograms::get(id).is_some())
    };
    findings.extend(
        forms::check::faults(name, &body, has)
            .into_iter()
            .map(|fault| finding(None, fault.place, fault.advice)),
    );
    if findings.is_empty() {
        Ok(CheckedForm { name, body })
    } else {
        Err(findings)
    }
}

enum Unread {
    Toml(toml::de::Error),
    Json(serde_json::Error),
}

/// The JSON body of a form's text, and the fields that nobody asked for.
fn body_of<F: Form>(text: &str) -> Result<(String, Vec<String>), Unread> {
    let mut unknown = Vec::new();
    let parsed = toml::de::Deserializer::parse(text).map_err(Unread::Toml)?;
    let form: F = serde_ignored::deserialize(parsed, |path| unknown.push(path.to_string()))
        .map_err(Unread::Toml)?;
    let body = serde_json::to_string(&form).map_err(Unread::Json)?;
    Ok((body, unknown))
}

/// The line of a byte, from 1.
fn line_at(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count()
}

/// A form as a file again, for changing and publishing anew.
///
/// # Errors
/// When the body is not JSON.
pub fn as_toml(set: &FormSet) -> Result<String> {
    let body: toml::Value = serde_json::from_str(&set.body)
        .with_context(|| format!("form {} version {}", set.form, set.version))?;
    Ok(toml::to_string_pretty(&body)?)
}

/// What became of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It holds from now on, under this version.
    New(u32),
    /// It says what holds already, under this version.
    Already(u32),
}

/// Publishes a form: the organisation's, or a workshop's own list.
///
/// # Errors
/// When the book cannot be used, no workshop is set up, or there is none of this id.
pub fn publish_form(
    book: &Book,
    actor: &Actor,
    form: CheckedForm,
    own: Option<&WorkshopId>,
) -> Result<Published> {
    let moment = book.clock().now();
    book.with(|ledger| -> Result<Published> {
        let state = ledger.state();
        let known = workshop::workshops(state);
        let decided_in = match own {
            Some(own) => known.iter().find(|set| set.workshop == *own),
            None => known.first(),
        }
        .map(|set| set.workshop.clone())
        .with_context(|| {
            let known: Vec<&str> = known.iter().map(|set| set.workshop.as_str()).collect();
            match own {
                Some(own) => format!(
                    "there is no workshop `{own}`; there are: {}",
                    known.join(", ")
                ),
                None => "no workshop is set up yet: run `stupen-server init`".to_owned(),
            }
        })?;
        let name = match own {
            Some(own) => format!("{}@{own}", form.name),
            None => form.name.to_owned(),
        };
        if let Some(holds) = forms::set(state, &name)
            && holds.body == form.body
        {
            return Ok(Published::Already(holds.version));
        }
        let version = forms::next_version(state, &name);
        let now = book.now(moment, zone(state, &decided_in));
        let set = FormSet {
            form: name,
            version,
            body: form.body,
        };
        ledger.commit(vec![set.into()], actor, &book.here(&decided_in), &now)?;
        Ok(Published::New(version))
    })?
}

#[cfg(test)]
mod tests;
