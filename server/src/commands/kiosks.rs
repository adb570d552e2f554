//! `kiosks list|add|revoke`.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, Subcommand};
use stupen_domain::wire::ids::WorkshopId;
use stupen_domain::workshop;

use super::{AT_THE_CONSOLE, Context, parse_lang};
use crate::data::write_private;
use crate::documents::Documents;
use crate::i18n::Lang;
use crate::kiosks::{self, address, enrolment_page, enrolment_text};
use crate::office::codes::{self, CODE_HOURS, KioskMode, Ticket};
use crate::tls::Identity;

/// Kiosks: who may sync. Works while the server runs.
#[derive(Debug, Args)]
pub struct Kiosks {
    #[command(subcommand)]
    command: KiosksCommand,
}

#[derive(Debug, Subcommand)]
enum KiosksCommand {
    /// List the kiosks
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Let a new kiosk in: prints a one-time code, and the text of its QR code
    Add {
        /// What staff call it
        #[arg(long)]
        name: String,
        /// The workshop's id; not needed where there is one
        #[arg(long, value_name = "ID")]
        workshop: Option<String>,
        /// entrance, station or both
        #[arg(long, default_value = "both")]
        mode: KioskMode,
        /// How kiosks reach this server, e.g. https://192.0.2.10:8443; the running server's own address without it
        #[arg(long, value_name = "URL")]
        address: Option<String>,
        /// Also print the page to scan
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
        /// Language of that page: ru or en
        #[arg(long, default_value = "ru", value_parser = parse_lang)]
        lang: Lang,
        /// The typesetter's program
        #[arg(long, value_name = "FILE")]
        documents: Option<PathBuf>,
    },
    /// Shut a kiosk out: lost, stolen, replaced. Staff choose new PINs afterwards
    Revoke {
        /// Its id (or the first six characters of it) or its name
        kiosk: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

/// Runs `kiosks …`.
///
/// # Errors
/// When it is refused; the message says the way out.
pub fn run(kiosks: Kiosks, context: &Context, out: &mut dyn Write) -> Result<()> {
    match kiosks.command {
        KiosksCommand::List { json } => list(context, json, out),
        KiosksCommand::Add {
            name,
            workshop,
            mode,
            address,
            pdf,
            lang,
            documents,
        } => {
            let added = add(
                context,
                &name,
                workshop.as_deref(),
                mode,
                address.as_deref(),
            )?;
            writeln!(out, "Code: {}", added.code)?;
            writeln!(out, "QR text: {}", added.text)?;
            writeln!(out, "On the kiosk: stupen-kiosk enrol \"{}\"", added.text)?;
            writeln!(out, "It works for {CODE_HOURS} hours, once.")?;
            if let Some(path) = pdf {
                let (workshop, organisation) = added.names(lang);
                let page = enrolment_page(
                    lang,
                    &added.ticket,
                    &workshop,
                    &organisation,
                    &added.text,
                    &added.code,
                    &added.address,
                );
                let pdf = Documents::find(documents.as_deref())?.print(&page)?;
                write_private(&path, &pdf)?;
                writeln!(out, "Page: {}", path.display())?;
            }
            Ok(())
        }
        KiosksCommand::Revoke { kiosk, reason } => {
            ensure!(
                !reason.trim().is_empty(),
                "--reason: say why (lost, stolen, replaced)"
            );
            let (book, office) = (context.book()?, context.office()?);
            let now = context.clock.now();
            let (device, reset) =
                kiosks::revoke(&book, &office, &kiosk, reason.trim(), &AT_THE_CONSOLE, now)?;
            writeln!(
                out,
                "Revoked {device}. What it hands over from now on waits for review."
            )?;
            writeln!(
                out,
                "PINs put out of force: {reset}. Their owners choose new ones."
            )?;
            Ok(())
        }
    }
}

fn list(context: &Context, json: bool, out: &mut dyn Write) -> Result<()> {
    let rows = context.book()?.with(|ledger| kiosks::list(ledger))??;
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&rows)?)?;
        return Ok(());
    }
    for row in rows {
        let state = match &row.revoked {
            Some(reason) => format!("revoked: {reason}"),
            None => row.last_entry.map_or("wrote nothing yet".to_owned(), |at| {
                format!("last entry {}", at.format("%Y-%m-%d %H:%M %:z"))
            }),
        };
        let waiting = if row.waiting > 0 {
            format!("; {} entries wait for review", row.waiting)
        } else {
            String::new()
        };
        writeln!(
            out,
            "{}  {:<12} {:<20} {state}{waiting}",
            row.device, row.workshop, row.name
        )?;
    }
    Ok(())
}

/// A code that was issued.
#[derive(Debug)]
pub struct Added {
    /// The code, readable only now.
    pub code: String,
    /// What the QR code says.
    pub text: String,
    /// The server's address in it.
    pub address: String,
    /// What it lets in.
    pub ticket: Ticket,
    workshop: stupen_domain::wire::facts::Bilingual,
    organisation: stupen_domain::wire::facts::Bilingual,
}

impl Added {
    /// Names of the workshop and the organisation.
    fn names(&self, lang: Lang) -> (String, String) {
        let pick = |name: &stupen_domain::wire::facts::Bilingual| match lang {
            Lang::Ru => name.ru.clone(),
            Lang::En => name.en.clone(),
        };
        (pick(&self.workshop), pick(&self.organisation))
    }
}

/// Issues a code for a new kiosk.
///
/// # Errors
/// When the workshop or the address is not known.
pub fn add(
    context: &Context,
    name: &str,
    wanted: Option<&str>,
    mode: KioskMode,
    given: Option<&str>,
) -> Result<Added> {
    ensure!(
        !name.trim().is_empty(),
        "--name: empty; say what staff call the kiosk"
    );
    let book = context.book()?;
    let workshop = pick_workshop(&book.workshops()?, wanted)?;
    let (workshop_name, organisation) = book.with(|ledger| {
        let state = ledger.state();
        (
            workshop::settings(state, &workshop).map(|set| set.name.clone()),
            workshop::organisation(state).map(|set| set.name.clone()),
        )
    })?;
    let address = match given {
        Some(text) => address(text)?,
        None => running(context)?,
    };
    let ticket = Ticket {
        workshop: workshop.to_string(),
        name: name.trim().to_owned(),
        mode,
    };
    let now = context.clock.now();
    let pin = Identity::pin_of(&context.data)?;
    let code = context
        .office()?
        .with(|db| codes::issue(db, &ticket, "command", now))?;
    Ok(Added {
        text: enrolment_text(&address, pin, &code),
        code,
        address,
        ticket,
        workshop: workshop_name.unwrap_or_default(),
        organisation: organisation.unwrap_or_default(),
    })
}

/// The address of the server that runs on this directory.
fn running(context: &Context) -> Result<String> {
    let path = context.data.address_file();
    let text = fs::read_to_string(&path).context(
        "no server runs on this directory: start it, or give --address https://HOST:PORT",
    )?;
    let text = text.trim();
    if text.starts_with("0.0.0.0:") || text.starts_with("[::]:") {
        bail!(
            "the server listens on every address ({text}): say with --address which one kiosks use"
        );
    }
    address(text)
}

/// The workshop that is meant: the one of that id, or the only one.
///
/// # Errors
/// When there is none of that id, or several to choose from; the message lists them.
pub fn pick_workshop(known: &[WorkshopId], wanted: Option<&str>) -> Result<WorkshopId> {
    let names = || {
        known
            .iter()
            .map(WorkshopId::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (wanted, known) {
        (Some(wanted), _) => known
            .iter()
            .find(|id| id.as_str() == wanted)
            .cloned()
            .with_context(|| format!("--workshop: no workshop `{wanted}`: there is {}", names())),
        (None, [only]) => Ok(only.clone()),
        (None, []) => {
            bail!("there is no workshop yet: `stupen-server init --workshop ID` makes one")
        }
        (None, _) => bail!("--workshop: say which one: {}", names()),
    }
}
