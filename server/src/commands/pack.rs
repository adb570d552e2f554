//! `pack check|publish|print`: product packs from folders.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use stupen_domain::pack::Severity;
use stupen_domain::wire::ids::WorkshopId;

use super::{AT_THE_CONSOLE, Context, parse_lang};
use crate::cards::{self, Order, Paper};
use crate::data::{ensure_vacant, write_open};
use crate::documents::Documents;
use crate::i18n::Lang;
use crate::packs::{Finding, Published, publish_pack, read_pack};

/// Product packs: operations, steps and their pictures.
#[derive(Debug, Args)]
pub struct Pack {
    #[command(subcommand)]
    command: PackCommand,
}

#[derive(Debug, Subcommand)]
enum PackCommand {
    /// Check the pack in a folder; writes nothing
    Check {
        /// The folder of pack.toml
        folder: PathBuf,
        /// The report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a workshop's kiosks the pack in a folder
    Publish {
        /// The folder of pack.toml
        folder: PathBuf,
        /// To which workshop
        #[arg(long, value_name = "ID")]
        workshop: String,
        /// The report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the pack in a folder as step cards (PDF); writes nothing else
    Print {
        /// The folder of pack.toml
        folder: PathBuf,
        /// a5: one step a card; a4: six steps a sheet
        #[arg(long, value_enum)]
        size: Paper,
        /// ru or en: the language of the cards
        #[arg(long, default_value = "ru", value_parser = parse_lang)]
        lang: Lang,
        /// Only this operation of the pack
        #[arg(long, value_name = "ID")]
        operation: Option<String>,
        /// Where to write the cards
        #[arg(long, value_name = "FILE.pdf")]
        out: PathBuf,
        /// Write over a file that is there already
        #[arg(long)]
        force: bool,
        /// The typesetter; also STUPEN_DOCUMENTS
        #[arg(long, value_name = "PATH")]
        documents: Option<PathBuf>,
    },
}

impl Pack {
    /// Whether nothing is published.
    pub(super) fn only_looks(&self) -> bool {
        !matches!(self.command, PackCommand::Publish { .. })
    }
}

/// Runs `pack`.
///
/// # Errors
/// When something is wrong with the pack: the findings name file, line and field.
pub fn run(pack: Pack, context: &Context, out: &mut dyn Write) -> Result<()> {
    match pack.command {
        PackCommand::Check { folder, json } => match read_pack(&folder, &context.sets()?) {
            Ok(checked) => {
                let pack = &checked.pack;
                let steps: usize = pack.operations.iter().map(|o| o.steps.len()).sum();
                if json {
                    let report = json!({
                        "accepted": true, "pack": pack.id, "version": pack.version,
                        "findings": checked.advice,
                    });
                    writeln!(out, "{report:#}")?;
                } else {
                    for finding in &checked.advice {
                        writeln!(out, "{finding}")?;
                    }
                    writeln!(
                        out,
                        "{} version {}: {} operations, {steps} steps, {} files of its own. It may be published.",
                        pack.id,
                        pack.version,
                        pack.operations.len(),
                        checked.files()
                    )?;
                }
                Ok(())
            }
            Err(findings) => refuse(&findings, json, out),
        },
        PackCommand::Publish {
            folder,
            workshop,
            json,
        } => {
            let book = context.book()?;
            let workshop = WorkshopId::new(workshop);
            let sets = context.sets()?;
            let (said, places) =
                match publish_pack(&book, &workshop, &AT_THE_CONSOLE, &folder, &sets)? {
                    Published::Refused(findings) => return refuse(&findings, json, out),
                    Published::New(places) => {
                        ("Published: kiosks get it at their next exchange.", places)
                    }
                    Published::Already(places) => {
                        ("This very version is published already.", places)
                    }
                };
            if json {
                let ids: Vec<&str> = places.iter().map(|set| set.station.as_str()).collect();
                let report = json!({ "accepted": true, "findings": [], "places": ids });
                writeln!(out, "{report:#}")?;
            } else {
                writeln!(out, "{said}")?;
                for place in &places {
                    let (id, name) = (place.station.as_str(), &place.name.ru);
                    if place.active {
                        let count = place.operations.len();
                        writeln!(out, "Place {id} is set up: {name}, operations: {count}.")?;
                    } else {
                        writeln!(
                            out,
                            "Place {id} is given up: {name}; nothing is done there now."
                        )?;
                    }
                }
            }
            Ok(())
        }
        PackCommand::Print {
            folder,
            size,
            lang,
            operation,
            out: file,
            force,
            documents,
        } => {
            if !force || file.is_dir() {
                ensure_vacant("--out", &file, "name another file, or add --force")?;
            }
            let documents = Documents::find(documents.as_deref())?;
            let checked = match read_pack(&folder, &context.sets()?) {
                Ok(checked) => checked,
                Err(findings) => return refuse(&findings, false, out),
            };
            let order = Order {
                checked: &checked,
                folder: &folder,
                operation: operation.as_deref(),
                paper: size,
                lang,
            };
            write_open(&file, &cards::print(&documents, &order)?)?;
            writeln!(
                out,
                "{}: {} steps. Print at 100 %.",
                file.display(),
                cards::count(&order)
            )?;
            Ok(())
        }
    }
}

fn refuse(findings: &[Finding], json: bool, out: &mut dyn Write) -> Result<()> {
    if json {
        let report = json!({ "accepted": false, "findings": findings });
        writeln!(out, "{report:#}")?;
    } else {
        for finding in findings {
            writeln!(out, "{finding}")?;
        }
    }
    match findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count()
    {
        1 => bail!("the pack is refused: 1 thing is wrong"),
        n => bail!("the pack is refused: {n} things are wrong"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use crate::clock::Clock;
    use crate::commands::{Cli, run};
    use crate::documents::testing::obedient;
    use crate::office::testing::at;

    #[test]
    fn checking_makes_nothing_where_everything_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
        let (pack, forms) = (sample.join("pack"), sample.join("forms/praise.toml"));
        for line in [
            ["pack", "check", pack.to_str().unwrap()],
            ["forms", "check", forms.to_str().unwrap()],
        ] {
            let words = ["stupen-server", "--data", data.to_str().unwrap()];
            let cli = Cli::parse_from(words.iter().chain(&line));
            let mut out = Vec::new();
            let clock = Clock::new(|| at("2026-03-02T05:10:00Z"));
            run(cli, clock, &mut out).unwrap_or_else(|error| panic!("{line:?}: {error:#}"));
            assert!(!out.is_empty(), "{line:?}");
            assert!(!data.exists(), "{line:?} made {}", data.display());
        }
    }

    #[test]
    fn publishing_sets_up_the_places_and_says_so_once() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample/pack");
        let said = |line: &[&str]| {
            let words = ["stupen-server", "--data", data.to_str().unwrap()];
            let cli = Cli::parse_from(words.iter().chain(line));
            let mut out = Vec::new();
            let clock = Clock::new(|| at("2026-03-02T05:10:00Z"));
            run(cli, clock, &mut out).unwrap_or_else(|error| panic!("{line:?}: {error:#}"));
            String::from_utf8(out).unwrap()
        };
        said(&[
            "init",
            "--organisation",
            "stupeni",
            "--name",
            "Ступени",
            "--workshop",
            "soap",
            "--workshop-name",
            "Мыло",
        ]);
        let publish = [
            "pack",
            "publish",
            pack.to_str().unwrap(),
            "--workshop",
            "soap",
        ];
        let first = said(&publish);
        assert!(first.starts_with("Published"), "{first}");
        for number in 1..=8 {
            let line = format!("Place table-{number} is set up: Стол {number}, operations: 1.");
            assert!(first.contains(&line), "{first}");
        }
        let again = said(&publish);
        assert_eq!(again, "This very version is published already.\n");
        let json = said(&[&publish[..], &["--json"]].concat());
        assert!(json.contains("\"places\": []"), "{json}");
    }

    #[test]
    fn cards_are_written_over_only_where_that_is_asked() {
        let dir = tempfile::tempdir().unwrap();
        obedient(dir.path());
        let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample/pack");
        let print = |more: &[&str]| {
            let (data, cards, typesetter) = (at("data"), at("cards.pdf"), at("obedient"));
            let words = [
                "stupen-server",
                "--data",
                &data,
                "pack",
                "print",
                sample.to_str().unwrap(),
                "--size",
                "a4",
                "--out",
                &cards,
                "--documents",
                &typesetter,
            ];
            let cli = Cli::parse_from(words.iter().chain(more));
            let clock = Clock::new(|| crate::office::testing::at("2026-03-02T05:10:00Z"));
            run(cli, clock, &mut Vec::new())
        };
        print(&[]).unwrap();
        std::fs::write(at("cards.pdf"), "theirs").unwrap();
        let refused = print(&[]).unwrap_err().to_string();
        for words in ["--out: ", "cards.pdf is there already", "--force"] {
            assert!(refused.contains(words), "{refused}");
        }
        let lies = || std::fs::read_to_string(at("cards.pdf")).unwrap();
        assert_eq!(lies(), "theirs");
        print(&["--force"]).unwrap();
        assert_ne!(lies(), "theirs");
    }
}
