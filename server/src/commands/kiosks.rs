//! `kiosks list|add|revoke`.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::{Args, Subcommand};

use super::{AT_THE_CONSOLE, Context, parse_lang};
use crate::data::{ensure_vacant, write_private};
use crate::documents::Documents;
use crate::i18n::Lang;
use crate::kiosks;
use crate::kiosks::joining::{Added, Wish, address_of, enrolment_page};
use crate::office::codes::{CODE_HOURS, KioskMode};
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
    /// Let a new kiosk in: prints the text of a QR code that works once; the kiosk takes it scanned or typed
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
        /// Also print the page to scan, into a file that is not there yet
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
            // Before there is a code that nobody reads.
            let documents = match &pdf {
                Some(path) => {
                    ensure_vacant("--pdf", path, "name another file, or delete it first")?;
                    Some(Documents::find(documents.as_deref())?)
                }
                None => None,
            };
            let added = add(
                context,
                &name,
                workshop.as_deref(),
                mode,
                address.as_deref(),
            )?;
            writeln!(out, "QR text: {}", added.text)?;
            writeln!(
                out,
                "The kiosk takes this whole text: scanned, or typed on its keyboard and ended with Enter. Or there: stupen-kiosk enrol \"{}\"",
                added.text
            )?;
            writeln!(out, "It works for {CODE_HOURS} hours, once.")?;
            if let (Some(path), Some(documents)) = (pdf, documents) {
                let (workshop, organisation) = added.names(lang);
                let page = enrolment_page(
                    lang,
                    &added.ticket,
                    &workshop,
                    &organisation,
                    &added.text,
                    &added.address,
                );
                let pdf = documents.print(&page)?;
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
    let book = context.book()?;
    let address = match given {
        Some(text) => text.to_owned(),
        None => running(context)?,
    };
    let wish = Wish {
        name: name.to_owned(),
        workshop: wanted.map(str::to_owned),
        mode,
        address,
    };
    let asked = book.with(|ledger| wish.check(ledger.state()))??;
    let pin = Identity::pin_of(&context.data)?;
    let now = context.clock.now();
    Ok(context
        .office()?
        .with(|db| asked.issue(db, pin, "command", now))?)
}

/// The address of the server that runs on this directory.
fn running(context: &Context) -> Result<String> {
    let path = context.data.address_file();
    let text = fs::read_to_string(&path).context(
        "no server runs on this directory: start it, or give --address https://HOST:PORT",
    )?;
    let text = text.trim();
    let listens: SocketAddr = text
        .parse()
        .with_context(|| format!("{}: `{text}` is no address", path.display()))?;
    address_of(listens).with_context(|| {
        format!(
            "the server listens on every address ({text}): say with --address which one kiosks use"
        )
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::commands::user::tests::workshop;
    use crate::documents::testing::obedient;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        kiosks: Kiosks,
    }

    #[test]
    fn a_code_is_told_as_the_kiosk_takes_it_and_no_sheet_is_written_over() {
        let (dir, context) = workshop();
        obedient(dir.path());
        let typesetter = dir.path().join("obedient");
        let sheet = dir.path().join("sheet.pdf");
        let add = |documents: &str| {
            let line = [
                "kiosks",
                "add",
                "--name",
                "Вход",
                "--address",
                "https://192.0.2.10:8443",
                "--pdf",
                sheet.to_str().unwrap(),
                "--documents",
                documents,
            ];
            let mut out = Vec::new();
            run(Line::parse_from(line).kiosks, &context, &mut out)?;
            Ok::<_, anyhow::Error>(String::from_utf8(out)?)
        };
        let codes = || {
            let office = context.office().unwrap();
            let count = "SELECT count(*) FROM enrolment_codes";
            office
                .with(|db| db.query_row(count, [], |row| row.get::<_, i64>(0)))
                .unwrap()
        };
        add("/nowhere/stupen-documents").unwrap_err();
        assert_eq!(codes(), 0, "no code that nobody could print");
        let told = add(typesetter.to_str().unwrap()).unwrap();
        let text = told
            .lines()
            .find_map(|line| line.strip_prefix("QR text: "))
            .unwrap();
        let (_, code) = text.rsplit_once('|').unwrap();
        // The code alone opens nothing, so it never stands alone.
        assert_eq!(told.matches(code).count(), told.matches(text).count());
        assert_eq!(codes(), 1);
        let lay = fs::read(&sheet).unwrap();
        let refused = add(typesetter.to_str().unwrap()).unwrap_err().to_string();
        assert!(refused.contains("--pdf: "), "{refused}");
        assert!(refused.contains("sheet.pdf is there already"), "{refused}");
        assert_eq!(codes(), 1, "no code that nobody reads");
        assert_eq!(fs::read(&sheet).unwrap(), lay);
    }
}
