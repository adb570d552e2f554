//! Taking a roster in: rows, portraits and rules together, in one transaction.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use stupen_domain::wire::ids::{PersonId, PictureRef, WorkshopId};
use stupen_domain::{Actor, State, people, workshop};
use stupen_journal::blobs::blob_hash;

use super::{Entrant, NewIds, Plan, Problem, Row, RowReport, Setting, plan, read};
use crate::book::{Book, zone};
use crate::pictograms;
use crate::pictures;
use crate::secrets::random;

/// What became of a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// True when it was taken in (or, in a dry run, would have been).
    pub accepted: bool,
    /// True when nothing was to be written.
    pub dry_run: bool,
    /// A line for every row; empty when refused.
    pub rows: Vec<RowReport>,
    /// Why it was refused: then nothing of it was written.
    pub problems: Vec<Problem>,
    /// Everybody's person by roster key, also of earlier rosters; empty after a rehearsal.
    #[serde(skip)]
    pub people: BTreeMap<String, PersonId>,
}

impl Imported {
    fn refused(dry_run: bool, problems: Vec<Problem>) -> Self {
        Self {
            accepted: false,
            dry_run,
            rows: Vec::new(),
            problems,
            people: BTreeMap::new(),
        }
    }
}

/// Takes a roster in, all of it or nothing. Portraits are read from `folder`, where the roster lies.
///
/// # Errors
/// When the book cannot be used or the workshop is not set up; what is wrong with the roster is in the answer.
pub fn import_roster(
    book: &Book,
    workshop: &WorkshopId,
    actor: &Actor,
    file: &[u8],
    folder: &Path,
    dry_run: bool,
) -> Result<Imported> {
    let rows = match read(file) {
        Ok(rows) => rows,
        Err(problems) => return Ok(Imported::refused(dry_run, problems)),
    };
    let Portrayed { entrants, files } = match portraits(rows, folder) {
        Ok(portrayed) => portrayed,
        Err(problems) => return Ok(Imported::refused(dry_run, problems)),
    };
    let mut ids = NewIds::from_seed(random()?);
    let moment = book.clock().now();
    book.with(|ledger| -> Result<Imported> {
        let here = book.here(workshop);
        let now = book.now(moment, zone(ledger.state(), workshop));
        workshop::settings(ledger.state(), workshop)
            .with_context(|| no_workshop(ledger.state(), workshop))?;
        let setting = Setting {
            state: ledger.state(),
            actor,
            here: &here,
            now: &now,
        };
        let Plan { commands, rows } = match plan(setting, &entrants, &mut ids) {
            Ok(plan) => plan,
            Err(problems) => return Ok(Imported::refused(dry_run, problems)),
        };
        if !dry_run {
            // Pictures first: an entry never names one that is not there. A known one's may have been lost.
            book.blobs(|blobs| {
                files
                    .iter()
                    .try_for_each(|bytes| blobs.put(bytes).map(drop))
            })?;
            if !commands.is_empty() {
                ledger.commit(commands, actor, &here, &now)?;
            }
        }
        Ok(Imported {
            accepted: true,
            dry_run,
            people: if dry_run {
                BTreeMap::new()
            } else {
                by_key(ledger.state())
            },
            rows,
            problems: Vec::new(),
        })
    })?
}

/// Why a workshop cannot be used, and which could.
pub(crate) fn no_workshop(state: &State, workshop: &WorkshopId) -> String {
    let known: Vec<&str> = workshop::workshops(state)
        .into_iter()
        .map(|set| set.workshop.as_str())
        .collect();
    format!(
        "--workshop: there is no workshop `{workshop}`; there are: {}",
        if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        }
    )
}

fn by_key(state: &State) -> BTreeMap<String, PersonId> {
    state
        .parts("p/")
        .filter_map(|(id, _)| {
            let id = PersonId::new(id);
            let key = people::identity(state, &id)?.roster_key.clone()?;
            Some((key, id))
        })
        .collect()
}

/// Rows with their pictures checked.
struct Portrayed {
    entrants: Vec<Entrant>,
    /// The pictures, to be stored.
    files: Vec<Vec<u8>>,
}

fn portraits(rows: Vec<Row>, folder: &Path) -> Result<Portrayed, Vec<Problem>> {
    let mut entrants = Vec::with_capacity(rows.len());
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for row in rows {
        let picture = match &row.portrait {
            None => Ok(None),
            Some(text) => portrait(text, folder, &mut files).map(Some),
        };
        match picture {
            Ok(picture) => entrants.push(Entrant { row, picture }),
            Err(problem) => problems.push(Problem::of_cell(row.line, "portrait", problem)),
        }
    }
    if problems.is_empty() {
        Ok(Portrayed { entrants, files })
    } else {
        Err(problems)
    }
}

fn portrait(text: &str, folder: &Path, files: &mut Vec<Vec<u8>>) -> Result<PictureRef, String> {
    if let Some(id) = text.strip_prefix("pictogram:") {
        return match pictograms::get(id) {
            Some(_) => Ok(PictureRef::new(text)),
            None => Err(format!("there is no pictogram {id:?} in the set")),
        };
    }
    let bytes = pictures::read_inside(folder, text)?;
    let bytes = pictures::take_in(&bytes).map_err(|problem| format!("{text}: {problem}"))?;
    let picture = PictureRef::new(format!("blob:{}", blob_hash(&bytes)));
    files.push(bytes);
    Ok(picture)
}
