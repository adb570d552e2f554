//! `events export|replay`.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use stupen_journal::StreamId;

use super::Context;
use crate::data::ensure_vacant;
use crate::upkeep::events::{self, Exported};

/// Entries of the log as text. Works while the server runs.
#[derive(Debug, Args)]
pub struct Events {
    #[command(subcommand)]
    command: EventsCommand,
}

#[derive(Debug, Subcommand)]
enum EventsCommand {
    /// Write signed entries as NDJSON, one a line
    Export {
        /// Only this stream: WRITER.EPOCH/SCOPE/AUDIENCE
        #[arg(long, value_name = "STREAM", value_parser = parse_stream)]
        stream: Option<StreamId>,
        /// Also the branches that are kept apart (of cloned or restored devices); without it they are only counted
        #[arg(long)]
        apart: bool,
        /// To this file (readable by its owner only) instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take exported entries back; those that are here change nothing
    Replay {
        /// An exported file
        file: PathBuf,
        /// The report as JSON
        #[arg(long)]
        json: bool,
    },
}

fn parse_stream(text: &str) -> Result<StreamId, String> {
    text.parse::<StreamId>().map_err(|error| error.to_string())
}

/// What whoever exports must know of the branches that are kept apart; nothing where there are none.
fn told_of_apart(done: &Exported, written: bool) -> Option<String> {
    (done.apart > 0).then(|| {
        if written {
            format!("{} of them stand in branches that are kept apart.", done.apart)
        } else {
            format!(
                "{} more entries stand in branches that are kept apart, and are not in it: --apart writes them, too.",
                done.apart
            )
        }
    })
}

/// Runs `events …`.
///
/// # Errors
/// When a file cannot be used, or a line of a replay was refused.
pub fn run(events: Events, context: &Context, out: &mut dyn Write) -> Result<()> {
    let book = context.book()?;
    match events.command {
        EventsCommand::Export {
            stream,
            apart,
            out: Some(path),
        } => {
            ensure_vacant("--out", &path, "name another file, or delete it first")?;
            let file = OpenOptions::new()
                .create_new(true)
                .write(true)
                .mode(0o600)
                .open(&path)
                .with_context(|| format!("--out: cannot make {}", path.display()))?;
            let mut file = BufWriter::new(file);
            let done = events::export(&book, stream.as_ref(), apart, &mut file)?;
            file.get_ref().sync_all()?;
            writeln!(out, "{} entries: {}", done.entries, path.display())?;
            if let Some(told) = told_of_apart(&done, apart) {
                writeln!(out, "{told}")?;
            }
            Ok(())
        }
        EventsCommand::Export {
            stream,
            apart,
            out: None,
        } => {
            let done = events::export(&book, stream.as_ref(), apart, out)?;
            // Beside the entries, not among them.
            if let Some(told) = told_of_apart(&done, apart) {
                tracing::warn!("{told}");
            }
            Ok(())
        }
        EventsCommand::Replay { file: path, json } => {
            let file =
                File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let done = events::replay(&book, &mut BufReader::new(file))?;
            if json {
                writeln!(out, "{}", serde_json::to_string_pretty(&done)?)?;
            } else {
                for refused in &done.refused {
                    writeln!(out, "{}:{}: {}", path.display(), refused.line, refused.why)?;
                }
                writeln!(
                    out,
                    "{} entries taken in, {} wait for staff; {} batches were here already, {} are kept apart.",
                    done.accepted, done.quarantined, done.known, done.forks
                )?;
            }
            match done.refused.len() {
                0 => Ok(()),
                1 => bail!("1 batch was refused"),
                n => bail!("{n} batches were refused"),
            }
        }
    }
}
