//! Joins a checked request, the fonts and a template, and writes the PDF.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{
    Array, Bytes, Datetime, Dict, Duration, IntoValue, Smart, Value, array, dict,
};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::cards::CardSet;
use crate::fonts::Fonts;
use crate::refusal::Refusal;
use crate::request::{BadgeSheet, EnrolmentPage, GROUPED_CHARS_MAX};
use crate::{picture, qr};

/// The typed code is read and copied in groups of four, as on a bank card.
const GROUP_CHARS: usize = 4;

/// Typesets a sheet of badges.
pub(crate) fn badges(sheet: &BadgeSheet, fonts: Fonts) -> Result<Vec<u8>, Refusal> {
    let mut cards = Array::new();
    for (index, badge) in sheet.badges.iter().enumerate() {
        let code = qr::badge(&format!("badges[{index}].code"), &badge.code)?;
        let picture = picture::of_badge(index, badge)?;
        let format = picture.as_ref().map_or("svg", |picture| picture.format);
        cards.push(
            dict! {
                "called" => tidy(&badge.called),
                "line" => tidy(&badge.line),
                "role" => badge.role.name(),
                "qr" => Bytes::new(code.into_bytes()),
                "picture" => picture.map_or(Value::None, |picture| picture.bytes.into_value()),
                "format" => format,
            }
            .into_value(),
        );
    }
    let inputs = dict! {
        "lang" => sheet.lang.tag(),
        "title" => tidy(&sheet.title),
        "footer" => tidy(&sheet.footer),
        "badges" => cards,
    };
    write(&compile(
        include_str!("../templates/badges.typ"),
        inputs,
        fonts,
    )?)
}

/// Typesets the page that joins a kiosk to its server.
pub(crate) fn enrolment(page: &EnrolmentPage, fonts: Fonts) -> Result<Vec<u8>, Refusal> {
    let code = qr::enrolment("code", &page.code)?;
    let facts: Array = page
        .facts
        .iter()
        .map(|fact| array![tidy(&fact.name), tidy(&fact.value)].into_value())
        .collect();
    let is_long = page.typed().chars().count() > GROUPED_CHARS_MAX;
    let inputs = dict! {
        "lang" => page.lang.tag(),
        "paper" => page.paper.name(),
        "title" => tidy(&page.title),
        "subtitle" => tidy(&page.subtitle),
        "qr" => Bytes::new(code.into_bytes()),
        "typed-label" => tidy(&page.typed_label),
        "groups" => array_of(if is_long { Vec::new() } else { groups(page.typed()) }),
        "line" => array_of(if is_long { in_fours(page.typed().trim()) } else { Vec::new() }),
        "steps" => page.steps.iter().map(|step| tidy(step).into_value()).collect::<Array>(),
        "facts" => facts,
        "note" => tidy(&page.note),
        "footer" => tidy(&page.footer),
    };
    let document = compile(include_str!("../templates/enrolment.typ"), inputs, fonts)?;
    if document.pages().len() > 1 {
        return Err(Refusal::field(
            "steps",
            "with the other texts too long for one page; shorten them or use \"paper\": \"a4\"",
        ));
    }
    write(&document)
}

/// Typesets step cards.
pub(crate) fn cards(set: &CardSet, fonts: Fonts) -> Result<Vec<u8>, Refusal> {
    let document = compile(include_str!("../templates/cards.typ"), set.inputs()?, fonts)?;
    write(&document)
}

fn tidy(text: &str) -> &str {
    text.trim()
}

/// Splits a code where its author split it (spaces, hyphens), or else into groups of four.
fn groups(typed: &str) -> Vec<String> {
    let parts: Vec<&str> = typed
        .split([' ', '-'])
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [whole] => in_fours(whole),
        _ => parts.into_iter().map(str::to_owned).collect(),
    }
}

fn in_fours(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(GROUP_CHARS)
        .map(|group| group.iter().collect())
        .collect()
}

fn array_of(texts: Vec<String>) -> Array {
    texts.into_iter().map(IntoValue::into_value).collect()
}

/// Compiles `template` with the request's values as `sys.inputs`.
fn compile(template: &str, mut inputs: Dict, fonts: Fonts) -> Result<PagedDocument, Refusal> {
    let families: Array = fonts
        .families
        .iter()
        .map(|family| (*family).into_value())
        .collect();
    inputs.insert("fonts".into(), families.into_value());
    let library = Library::builder().with_inputs(inputs).build();
    let room = Room::new(template, library, fonts)?;
    typst::compile::<PagedDocument>(&room)
        .output
        .map_err(defect)
}

/// Writes `document` as tagged PDF/UA-1, without a date: the same request gives the same bytes.
fn write(document: &PagedDocument) -> Result<Vec<u8>, Refusal> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| {
        Refusal::typesetting(format!("cannot write PDF/UA-1: {}", error.message()))
    })?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Stupen".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(defect)
}

/// Requests are checked before typesetting, so what still fails here is a fault of template or fonts.
fn defect(errors: impl IntoIterator<Item = SourceDiagnostic>) -> Refusal {
    let messages: Vec<String> = errors
        .into_iter()
        .map(|error| error.message.to_string())
        .collect();
    Refusal::typesetting(format!("typesetting failed: {}", messages.join("; ")))
}

/// All that a template can see: itself, the values, the fonts. No files, no packages, no clock.
struct Room {
    library: LazyHash<Library>,
    fonts: Fonts,
    main: Source,
}

impl Room {
    fn new(template: &str, library: Library, fonts: Fonts) -> Result<Self, Refusal> {
        let path = VirtualPath::new("main.typ").map_err(|error| {
            Refusal::typesetting(format!("cannot name the template: {error:?}"))
        })?;
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        Ok(Self {
            library: LazyHash::new(library),
            fonts,
            main: Source::new(id, template.to_owned()),
        })
    }
}

impl World for Room {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, _id: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_typed_in_groups() {
        for (typed, expected) in [
            ("K7QF2M9XPA3D", vec!["K7QF", "2M9X", "PA3D"]),
            ("K7QF2M", vec!["K7QF", "2M"]),
            ("12-345 67", vec!["12", "345", "67"]),
            ("", vec![]),
        ] {
            assert_eq!(groups(typed), expected, "{typed}");
        }
    }
}
