//! `forms check|publish|list|show`: regulations, praise, activities, assessment, trial, employers and rules as files.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use stupen_domain::facts::FormSet;
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::WorkshopId;

use super::{AT_THE_CONSOLE, Context};
use crate::forms::{Finding, Published, as_toml, publish_form, read_form};

/// Forms: what can be broken, praised, joined; what is assessed; numbers of the rules.
#[derive(Debug, Args)]
pub struct Forms {
    #[command(subcommand)]
    command: FormsCommand,
}

#[derive(Debug, Subcommand)]
enum FormsCommand {
    /// Check files; writes nothing
    Check {
        /// Each named by its form, such as regulations.toml
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Let the forms in the files hold from now on: all of them or none
    Publish {
        /// Each named by its form, such as regulations.toml
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// As this workshop's own; the organisation's without it
        #[arg(long, value_name = "ID")]
        workshop: Option<String>,
        /// The report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Which forms hold
    List {
        /// The list as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a form as a file, to change and publish anew
    Show {
        /// Its name, such as regulations, or regulations@WORKSHOP for a workshop's own
        name: String,
        /// An earlier version
        #[arg(long, value_name = "N")]
        version: Option<u32>,
        /// The body as JSON
        #[arg(long)]
        json: bool,
    },
}

impl Forms {
    /// Whether only files are looked at.
    pub(super) fn only_looks(&self) -> bool {
        matches!(self.command, FormsCommand::Check { .. })
    }
}

/// Runs `forms`.
///
/// # Errors
/// When something is wrong with a form (the findings name file and field), or there is none of this name.
pub fn run(forms: Forms, context: &Context, out: &mut dyn Write) -> Result<()> {
    match forms.command {
        FormsCommand::Check { files, json } => {
            let read = read_all(&files, json, out)?;
            let names: Vec<&str> = read.iter().map(|form| form.name).collect();
            if json {
                let report = json!({ "accepted": true, "forms": names, "findings": [] });
                writeln!(out, "{report:#}")?;
            } else {
                writeln!(out, "{}: may be published.", names.join(", "))?;
            }
            Ok(())
        }
        FormsCommand::Publish {
            files,
            workshop,
            json,
        } => {
            let read = read_all(&files, json, out)?;
            let book = context.book()?;
            let own = workshop.map(WorkshopId::new);
            let mut report = Vec::new();
            for form in read {
                let name = form.name;
                let published = publish_form(&book, &AT_THE_CONSOLE, form, own.as_ref())?;
                let (version, is_new) = match published {
                    Published::New(version) => (version, true),
                    Published::Already(version) => (version, false),
                };
                if json {
                    report.push(json!({ "form": name, "version": version, "new": is_new }));
                } else if is_new {
                    writeln!(
                        out,
                        "{name} version {version} holds from now on: kiosks get it at their next exchange."
                    )?;
                } else {
                    writeln!(
                        out,
                        "{name}: version {version} says the same and holds already."
                    )?;
                }
            }
            if json {
                let report = json!({ "accepted": true, "forms": report, "findings": [] });
                writeln!(out, "{report:#}")?;
            }
            Ok(())
        }
        FormsCommand::List { json } => list(context, json, out),
        FormsCommand::Show {
            name,
            version,
            json,
        } => show(context, &name, version, json, out),
    }
}

fn read_all(
    files: &[PathBuf],
    json: bool,
    out: &mut dyn Write,
) -> Result<Vec<crate::forms::CheckedForm>> {
    let mut read = Vec::new();
    let mut findings: Vec<Finding> = Vec::new();
    for file in files {
        match read_form(file) {
            Ok(form) => read.push(form),
            Err(found) => findings.extend(found),
        }
    }
    if findings.is_empty() {
        return Ok(read);
    }
    if json {
        let report = json!({ "accepted": false, "findings": findings });
        writeln!(out, "{report:#}")?;
    } else {
        for finding in &findings {
            writeln!(out, "{finding}")?;
        }
    }
    match findings.len() {
        1 => bail!("nothing was published: 1 thing is wrong"),
        n => bail!("nothing was published: {n} things are wrong"),
    }
}

fn list(context: &Context, json: bool, out: &mut dyn Write) -> Result<()> {
    let book = context.book()?;
    let forms: Vec<(String, u32)> = book.with(|ledger| {
        stupen_domain::forms::all(ledger.state())
            .into_iter()
            .map(|set| (set.form.clone(), set.version))
            .collect()
    })?;
    if json {
        let forms: Vec<_> = forms
            .iter()
            .map(|(form, version)| json!({ "form": form, "version": version }))
            .collect();
        writeln!(out, "{:#}", json!({ "forms": forms }))?;
    } else if forms.is_empty() {
        writeln!(
            out,
            "No form is published yet: stupen-server forms publish FILE"
        )?;
    } else {
        for (form, version) in forms {
            writeln!(out, "{form}  version {version}")?;
        }
    }
    Ok(())
}

fn show(
    context: &Context,
    name: &str,
    version: Option<u32>,
    json: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let book = context.book()?;
    let found: Option<FormSet> = book.with(|ledger| {
        let state = ledger.state();
        match version {
            None => stupen_domain::forms::set(state, name).cloned(),
            Some(version) => state
                .part("w")
                .filter_map(|entry| FormSet::of(&entry.payload.fact))
                .find(|set| set.form == name && set.version == version)
                .cloned(),
        }
    })?;
    let set = found.with_context(|| {
        format!(
            "no such form or version: `{name}`; `stupen-server forms list` names those that hold"
        )
    })?;
    if json {
        let body: serde_json::Value = serde_json::from_str(&set.body)?;
        let report = json!({ "form": set.form, "version": set.version, "body": body });
        writeln!(out, "{report:#}")?;
    } else {
        writeln!(out, "# {}, version {}", set.form, set.version)?;
        write!(out, "{}", as_toml(&set)?)?;
    }
    Ok(())
}
