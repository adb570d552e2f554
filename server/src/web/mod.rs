//! What lies between a request and a page: who asks, in which language, what they may do, how a refusal looks.

pub mod access;
pub mod assets;
pub mod damage;
pub mod fault;
pub mod form;
pub mod frame;
pub mod headers;
pub mod live;
pub mod meter;
pub mod visitor;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use self::fault::Fault;

/// What a handler gives back.
pub type Answer = Result<Response, Fault>;

/// Renders a page.
///
/// # Errors
/// When the template fails, which is an error of the program.
pub fn page(template: &impl Template) -> Answer {
    Ok(Html(fragment(template)?).into_response())
}

/// Renders a part of a page, to be swapped in by `live.js`.
///
/// # Errors
/// As [`page`].
pub fn fragment(template: &impl Template) -> Result<String, Fault> {
    template
        .render()
        .map_err(|error| Fault::inside(anyhow::Error::new(error)))
}

/// A path of this server that is safe to send a browser back to: never another host.
pub fn own_path(wanted: &str) -> &str {
    let is_own = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains('\\')
        && !wanted.chars().any(char::is_control);
    if is_own { wanted } else { "/" }
}

/// A text as one part of a path.
pub fn path_part(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_to_another_host() {
        let table = [
            ("/users?x=1", "/users?x=1"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\n/evil.example", "/"),
            ("/\t/evil.example", "/"),
        ];
        for (wanted, expected) in table {
            assert_eq!(own_path(wanted), expected, "{wanted:?}");
        }
    }
}
