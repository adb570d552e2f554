//! `demo`: the sample workshop, ready to try.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use super::Context;
use crate::demo::{self, Told};

/// Make a directory with an invented workshop to try the product on; a second run keeps it.
///
/// The sample's dates are moved by whole weeks, so that its people are enrolled on the day on which this runs.
#[derive(Debug, Args)]
pub struct Demo {
    /// The folder of workshop.toml
    #[arg(long, value_name = "DIR", default_value = "assets/sample")]
    sample: PathBuf,
    /// The folder of the production calendars; `../calendars` beside the sample without it
    #[arg(long, value_name = "DIR")]
    calendars: Option<PathBuf>,
    /// Begin anew: everything in the demonstration's directory is removed first
    #[arg(long)]
    fresh: bool,
    /// Only the first morning: no weeks of history before it
    #[arg(long)]
    bare: bool,
    /// The typesetter; also STUPEN_DOCUMENTS
    #[arg(long, value_name = "PATH")]
    documents: Option<PathBuf>,
}

/// Runs `demo`.
///
/// # Errors
/// When the directory holds real people, or the sample is wrong; the message names the file.
pub fn run(demo: Demo, context: &Context, out: &mut dyn Write) -> Result<()> {
    if demo.fresh {
        demo::clear(&context.data)?;
    }
    let calendars = demo
        .calendars
        .unwrap_or_else(|| demo.sample.join("../calendars"));
    let make = if demo.bare {
        demo::make
    } else {
        demo::make_with_history
    };
    let is_new = make(context, &demo.sample, &calendars, demo.documents.as_deref())?;
    let told = Told::of(&context.data);
    let root = context.data.root().display();
    if is_new {
        writeln!(out, "A workshop of invented people lies in {root}.")?;
    } else {
        writeln!(
            out,
            "The demonstration in {root} is kept as it is; --fresh begins anew."
        )?;
    }
    let logins = fs::read_to_string(&told.logins)
        .with_context(|| format!("cannot read {}", told.logins.display()))?;
    writeln!(
        out,
        "\nLogins for the office, PINs for the kiosk's staff door:"
    )?;
    for line in logins.lines() {
        writeln!(out, "  {line}")?;
    }
    writeln!(out)?;
    if told.sheet.exists() {
        writeln!(out, "Badges to print: {}", told.sheet.display())?;
    } else {
        writeln!(
            out,
            "No badge sheet: the typesetter was not there when the demonstration was made."
        )?;
    }
    writeln!(
        out,
        "Badges to simulate scans with: {}",
        told.badges.display()
    )?;
    Ok(())
}
