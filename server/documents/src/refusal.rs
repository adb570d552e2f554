//! Why a document was not made: always one line, and for bad input the field it is about.

use std::fmt;

/// Why there is no document. Its text is one line for the caller's log or screen; it never repeats a
/// badge's code, which is a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request as a whole cannot be used: no JSON, no such document.
    #[error("{0}")]
    Request(String),
    /// One field is wrong; `path` reads like `badges[3].picture_svg`.
    #[error("{path}: {problem}")]
    Field {
        /// Where in the request, in the notation of the caller's JSON.
        path: String,
        /// What is wrong with it and what would be right.
        problem: String,
    },
    /// The request is sound, but this machine cannot typeset it: a font is missing.
    #[error("{0}")]
    Typesetting(String),
}

impl Refusal {
    /// A refusal of the whole request.
    pub fn request(problem: impl fmt::Display) -> Self {
        Self::Request(one_line(problem))
    }

    /// A refusal of one field.
    pub fn field(path: impl Into<String>, problem: impl fmt::Display) -> Self {
        Self::Field {
            path: path.into(),
            problem: one_line(problem),
        }
    }

    /// A failure of this machine or of the typesetter.
    pub fn typesetting(problem: impl fmt::Display) -> Self {
        Self::Typesetting(one_line(problem))
    }
}

fn one_line(text: impl fmt::Display) -> String {
    text.to_string()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
