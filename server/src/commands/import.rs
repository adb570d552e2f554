//! `import FILE`: a roster of participants, all of it or nothing.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use stupen_domain::wire::ids::WorkshopId;

use super::{AT_THE_CONSOLE, Context};
use crate::roster::{FILE_BYTES_MAX, Imported, Outcome, import_roster};

/// Take in a roster of participants (CSV).
#[derive(Debug, Args)]
pub struct Import {
    /// The roster: CSV in UTF-8, columns key;called;surname;given_name;patronymic;born;language;portrait;service;from;until;contract
    file: PathBuf,
    /// Into which workshop
    #[arg(long, value_name = "ID")]
    workshop: String,
    /// The report as JSON
    #[arg(long)]
    json: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `import`.
///
/// # Errors
/// When the roster is refused: what is wrong stands in the report, row by row.
pub fn run(import: Import, context: &Context, out: &mut dyn Write) -> Result<()> {
    let file = read_file(&import.file)?;
    let folder = match import.file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let book = context.book()?;
    let workshop = WorkshopId::new(import.workshop);
    let done = import_roster(
        &book,
        &workshop,
        &AT_THE_CONSOLE,
        &file,
        folder,
        import.dry_run,
    )?;
    if import.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&done)?)?;
    } else {
        tell(&done, out)?;
    }
    if !done.accepted {
        bail!(
            "{}: {} wrong; nothing was taken in",
            import.file.display(),
            match done.problems.len() {
                1 => "1 thing is".to_owned(),
                n => format!("{n} things are"),
            }
        );
    }
    Ok(())
}

/// The file's bytes; of a file that is too large only enough to refuse it.
fn read_file(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
    File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
}

fn tell(done: &Imported, out: &mut dyn Write) -> Result<()> {
    for problem in &done.problems {
        writeln!(out, "{problem}")?;
    }
    let mut counts = [0_usize; 3];
    for row in &done.rows {
        let (at, word) = match row.outcome {
            Outcome::Added => (0, "added"),
            Outcome::Changed => (1, "changed"),
            Outcome::Unchanged => (2, "unchanged"),
        };
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
        write!(
            out,
            "line {}: {} ({}): {word}",
            row.line, row.called, row.key
        )?;
        if !row.writes.is_empty() {
            write!(out, " — {}", row.writes.join(", "))?;
        }
        match &row.note {
            Some(note) => writeln!(out, "; {note}")?,
            None => writeln!(out)?,
        }
    }
    if done.accepted {
        let [added, changed, unchanged] = counts;
        let would = if done.dry_run { "Would be: " } else { "" };
        writeln!(
            out,
            "{would}{added} added, {changed} changed, {unchanged} unchanged."
        )?;
    }
    Ok(())
}
