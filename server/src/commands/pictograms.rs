//! `pictograms import|list|remove`: sets of pictograms from elsewhere.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::{Args, Subcommand};
use serde_json::json;

use super::Context;
use crate::office::sets::{self, Imported};
use crate::pictograms::read::{ReadSet, read};

/// Sets of pictograms from elsewhere; a pack names their pictures as `pictogram:SET/ID`.
#[derive(Debug, Args)]
pub struct Pictograms {
    #[command(subcommand)]
    command: PictogramsCommand,
}

#[derive(Debug, Subcommand)]
enum PictogramsCommand {
    /// Take in a set: a folder or a zip with index.toml and its SVG or PNG files; all of it or nothing
    Import {
        /// The folder, or the zip
        path: PathBuf,
        /// The report as JSON
        #[arg(long)]
        json: bool,
    },
    /// The sets that are here, with licences and whom to name
    List {
        /// The list as JSON
        #[arg(long)]
        json: bool,
    },
    /// Drop a set; packs that are published keep the pictures they show
    Remove {
        /// Its id
        set: String,
    },
}

/// Runs `pictograms`.
///
/// # Errors
/// When something is wrong with a set (the report names file, line and reason), or no set of that name is here.
pub fn run(pictograms: Pictograms, context: &Context, out: &mut dyn Write) -> Result<()> {
    match pictograms.command {
        PictogramsCommand::Import { path, json } => {
            let ReadSet { set, left_out } = match read(&path) {
                Ok(read) => read,
                Err(problems) => {
                    if json {
                        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
                        let report = json!({ "accepted": false, "problems": said });
                        writeln!(out, "{report:#}")?;
                    } else {
                        for problem in &problems {
                            writeln!(out, "{problem}")?;
                        }
                    }
                    match problems.len() {
                        1 => bail!("the set is refused: 1 thing is wrong"),
                        n => bail!("the set is refused: {n} things are wrong"),
                    }
                }
            };
            let now = context.clock.now();
            let done = context.office()?.with(|db| sets::put(db, &set, now))?;
            let (word, said) = match done {
                Imported::New => ("new", "imported"),
                Imported::Renewed => ("renewed", "was here and is renewed"),
                Imported::Already => ("already", "is here already, just like this"),
            };
            if json {
                let report = json!({
                    "accepted": true, "set": set.id, "became": word,
                    "pictograms": set.pictograms.len(), "left_out": left_out,
                });
                writeln!(out, "{report:#}")?;
            } else {
                for gone in &left_out {
                    writeln!(out, "{gone}")?;
                }
                writeln!(
                    out,
                    "{} {said}: {} pictograms, {}. Packs name them as pictogram:{}/ID.",
                    set.id,
                    set.pictograms.len(),
                    set.licence,
                    set.id
                )?;
            }
            Ok(())
        }
        PictogramsCommand::List { json } => {
            let sets = context.office()?.with(|db| sets::list(db))?;
            if json {
                writeln!(out, "{:#}", json!({ "sets": sets }))?;
                return Ok(());
            }
            if sets.is_empty() {
                writeln!(
                    out,
                    "No set was imported; the program's own pictograms are there."
                )?;
            }
            for set in sets {
                writeln!(
                    out,
                    "{}: {}, {} pictograms, {}{}{}",
                    set.id,
                    set.title,
                    set.pictograms,
                    set.licences.join(", "),
                    list_of(&set.authors),
                    set.source
                        .map(|source| format!(", {source}"))
                        .unwrap_or_default(),
                )?;
            }
            Ok(())
        }
        PictogramsCommand::Remove { set } => {
            let gone = context.office()?.with(|db| sets::remove(db, &set))?;
            ensure!(
                gone,
                "there is no set {set:?} here: `pictograms list` names those there are"
            );
            writeln!(
                out,
                "{set} is gone. Packs that are published keep the pictures they show."
            )?;
            Ok(())
        }
    }
}

fn list_of(authors: &[String]) -> String {
    authors.iter().map(|author| format!(", {author}")).collect()
}
