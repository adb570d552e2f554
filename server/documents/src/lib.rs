//! Printable documents: one JSON request in, one tagged PDF out.
//!
//! The request is data only. Texts reach the typesetter as values, never as markup; pictures are parsed
//! before they are placed and cannot name files; there is no network, no package download, no clock:
//! the same request gives the same bytes.
//!
//! `request` knows the shapes, `picture` and `qr` prepare what is drawn, `fonts` finds the type,
//! `typeset` joins them with a template of `templates/`.

mod cards;
mod fonts;
mod picture;
mod qr;
mod refusal;
mod request;
mod typeset;

pub use refusal::Refusal;

use request::Request;

/// The largest request that is read, in bytes: a sheet for a large organisation with photographs.
pub const INPUT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Makes the document that `input` (UTF-8 JSON, see README.md) asks for and returns the bytes of a PDF
/// that conforms to PDF/UA-1.
///
/// # Errors
/// [`Refusal`] when the request is malformed (it names the field), when a picture is unusable, or when
/// no usable font is installed.
pub fn render(input: &[u8]) -> Result<Vec<u8>, Refusal> {
    if input.len() as u64 > INPUT_BYTES_MAX {
        return Err(Refusal::request(format!(
            "the request is larger than {} MiB; ask for fewer badges at a time",
            INPUT_BYTES_MAX / (1024 * 1024)
        )));
    }
    let request = Request::read(input)?;
    let fonts = fonts::Fonts::installed()?;
    for (path, text) in request.texts() {
        fonts.check(&path, text)?;
    }
    match request {
        Request::Badges(sheet) => typeset::badges(&sheet, fonts),
        Request::Enrolment(page) => typeset::enrolment(&page, fonts),
        Request::Cards(set) => typeset::cards(&set, fonts),
    }
}
