//! A roster: the table of participants as an organisation keeps it, taken in whole or not at all.
//!
//! [`read`] turns the file into rows or says what is wrong, row by row; [`plan`] compares the rows with what
//! is known and gives the commands. The same file a second time changes nothing; a changed row changes what
//! it says. People are recognised by their `key`.

mod import;
mod plan;
mod read;

#[cfg(test)]
mod tests;

use serde::Serialize;

pub(crate) use import::no_workshop;
pub use import::{Imported, import_roster};
pub use plan::{Entrant, NewIds, Plan, Setting, plan};
pub use read::{COLUMNS, FILE_BYTES_MAX, Row, read};

/// Something wrong with a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Line of the file, from 1; absent when the whole file is meant.
    pub line: Option<u64>,
    /// The column, as its header names it.
    pub column: Option<&'static str>,
    /// What is wrong and what to do.
    pub problem: String,
}

impl Problem {
    fn of_file(problem: impl Into<String>) -> Self {
        Self {
            line: None,
            column: None,
            problem: problem.into(),
        }
    }

    fn of_line(line: u64, problem: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            column: None,
            problem: problem.into(),
        }
    }

    fn of_cell(line: u64, column: &'static str, problem: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            column: Some(column),
            problem: problem.into(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(column) = self.column {
            write!(f, "{column}: ")?;
        }
        f.write_str(&self.problem)
    }
}

/// What an import does with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new person.
    Added,
    /// A known person, of whom something changes.
    Changed,
    /// A known person, of whom everything is known already.
    Unchanged,
}

/// One row of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowReport {
    /// Line of the file, from 1.
    pub line: u64,
    /// The row's key.
    pub key: String,
    /// The name to be called by.
    pub called: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What is written: `person`, `identity`, `enrolment`, `contract`.
    pub writes: Vec<&'static str>,
    /// What the import leaves as it is although the row says otherwise.
    pub note: Option<String>,
}
