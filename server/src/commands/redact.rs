//! `redact`: erases what the log holds about a person (right to erasure), or single entries.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use stupen_domain::entry::EntryRef;
use stupen_domain::facts::Redacted;

use super::{AT_THE_CONSOLE, Context};
use crate::upkeep::redact::{self, Erasure};

/// Erase what the log holds about a person, or single entries; it cannot be undone
#[derive(Debug, Args)]
pub struct Redact {
    /// Whose entries: the key of the roster, or the id
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "entries",
        conflicts_with = "entries"
    )]
    person: Option<String>,
    /// Single entries, `<stream>#<seq>` each, as `check` and `events export` name them
    #[arg(long, value_name = "ENTRY", num_args = 1..)]
    entries: Vec<String>,
    /// Why: the person asked (request), the time to keep it is over (retention), it should never have been recorded
    /// (mistake), or an authority ordered it (order)
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(Redacted::REASONS))]
    reason: String,
    /// Only say what would be erased
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Runs `redact`.
///
/// # Errors
/// When nobody or nothing of that name is known, nobody confirmed, or the log cannot be written.
pub fn run(redact: Redact, context: &Context, out: &mut dyn Write) -> Result<()> {
    let book = context.book()?;
    let erasure = match &redact.person {
        Some(asked) => redact::of_person(&book, asked)?,
        None => {
            let parse = |text: &String| {
                EntryRef::parse(text)
                    .with_context(|| format!("--entries: {text:?} is not an entry <stream>#<seq>"))
            };
            let entries: Vec<EntryRef> = redact.entries.iter().map(parse).collect::<Result<_>>()?;
            redact::of_entries(&book, entries)?
        }
    };
    tell(&erasure, out)?;
    ensure!(!erasure.is_empty(), "there is nothing to erase");
    if redact.dry_run {
        writeln!(out, "Nothing was erased (--dry-run).")?;
        return Ok(());
    }
    if !redact.yes {
        ensure!(
            std::io::stdin().is_terminal(),
            "erasing cannot be undone: confirm it with --yes"
        );
        write!(out, "Erase this for ever? Type yes: ")?;
        out.flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        if answer.trim() != "yes" {
            bail!("nothing was erased");
        }
    }
    let written = redact::carry_out(&book, &AT_THE_CONSOLE, &erasure, &redact.reason)?;
    writeln!(
        out,
        "Erased here. Kiosks follow with their next exchange ({written} entries tell them). Older backups still hold it: delete them, or keep them no longer than you must."
    )?;
    Ok(())
}

fn tell(erasure: &Erasure, out: &mut dyn Write) -> Result<()> {
    if let Some(called) = &erasure.called {
        writeln!(out, "{called}:")?;
    }
    for (kind, count) in &erasure.kinds {
        writeln!(out, "  {count} × {kind}")?;
    }
    writeln!(
        out,
        "{} entries in the chains, {} in branches kept apart, {} pictures.",
        erasure.entries.len(),
        erasure.apart,
        erasure.pictures.len()
    )?;
    for place in &erasure.erased {
        writeln!(out, "Erased before: {place}")?;
    }
    for place in &erasure.named_in {
        writeln!(
            out,
            "Stays, since it is about something else: {place} (name it with --entries to erase it too)"
        )?;
    }
    for place in &erasure.unread {
        writeln!(out, "Not looked at, since its key is not here: {place}")?;
    }
    Ok(())
}
