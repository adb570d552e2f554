//! `stupen-kiosk`: the composition root. Clock, files, devices and window are made here.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use stupen_hardware::Choice;
use stupen_kiosk::commands::{self, Refused, check, doctor, enrol, readdress, render, rescue, run};
use stupen_kiosk::config::Config;
use stupen_kiosk::identity::{DataDir, Identity, Known};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

/// The kiosk of a workshop.
#[derive(Parser)]
#[command(version, about, long_about = None)]
struct Cli {
    /// Configuration file (TOML)
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Folder of the kiosk's data
    #[arg(long, global = true, default_value = "kiosk-data")]
    data: PathBuf,
    /// Devices: pi, auto or sim:SOCKET
    #[arg(long, global = true, default_value = "auto")]
    hardware: Choice,
    /// Width and height of the window, such as 800x480
    #[arg(long, global = true, value_parser = size)]
    size: Option<(u32, u32)>,
    /// Language of the screens that belong to nobody: ru or en
    #[arg(long, global = true)]
    lang: Option<String>,
    /// A clock set by hand (RFC 3339); shown on the screen, for demonstrations only
    #[arg(long, global = true)]
    clock: Option<chrono::DateTime<chrono::FixedOffset>>,
    /// For designers: draw no word and no number, to see whether the pictures alone are enough
    #[arg(long)]
    hide_text: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Connect this kiosk to an office by a one-time code
    Enrol {
        /// The code, as the office prints it
        code: String,
    },
    /// Say what works on this machine and what does not
    Doctor,
    /// Verify everything that this kiosk holds
    Check,
    /// Say where the office is, or tell this kiosk another address of it; it asks there first
    Office {
        /// The new address, such as https://192.0.2.10:8443
        #[arg(long, value_name = "HOST:PORT")]
        address: Option<String>,
        /// The pin of the office's new key, as its server prints it; only if you know that the key is new
        #[arg(long)]
        pin: Option<String>,
        /// Keep it though nobody answers there yet
        #[arg(long)]
        unasked: bool,
    },
    /// Write what the office may not have into a folder, sealed to its key: for a kiosk that is broken or retired
    Rescue {
        /// The folder, for instance on a memory stick
        folder: PathBuf,
    },
    /// Draw a step card as a kiosk shows it, without a window (--size, --lang)
    Render {
        /// A JSON file: `step` as a pack has it, `index` and `steps`; pictures lie beside it
        #[arg(long, value_name = "FILE")]
        step: PathBuf,
        /// Where to write the picture
        #[arg(long, value_name = "FILE.png")]
        out: PathBuf,
        /// Draw over a file that is there already
        #[arg(long)]
        force: bool,
    },
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let wrong = || format!("{text:?} is not WIDTHxHEIGHT, such as 1280x800");
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let number = |text: &str| {
        text.parse()
            .ok()
            .filter(|n| (320..=7680).contains(n))
            .ok_or_else(wrong)
    };
    Ok((number(width)?, number(height)?))
}

/// What the C library's allocator is to do with a small memory. One arena, though there are several threads; and pieces
/// from 128 KiB on, which are pictures and what checking a PIN takes, go back to the system when they are freed. (Otherwise
/// it learns from the first large piece to keep them.)
const FRUGAL: [(&str, &str); 2] = [
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
];

/// The allocator reads its settings once, when a program begins: so this one begins again with them, in the same process.
/// Settings that somebody made stay. Where it cannot begin again it goes on, and takes some megabytes more.
fn begin_frugally() {
    use std::os::unix::process::CommandExt;
    if FRUGAL
        .iter()
        .all(|(name, _)| std::env::var_os(name).is_some())
    {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut words = std::env::args_os();
    let mut command = std::process::Command::new(program);
    command.arg0(words.next().unwrap_or_else(|| "stupen-kiosk".into()));
    for (name, value) in FRUGAL {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let _goes_on = command.args(words).exec();
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.command.is_none() {
        begin_frugally();
    }
    // By target only: what can look into fields brings an engine for regular expressions along.
    let asked = std::env::var("STUPEN_LOG").ok();
    let targets = asked
        .and_then(|text| text.parse::<Targets>().ok())
        .unwrap_or_else(|| {
            Targets::new()
                .with_default(LevelFilter::WARN)
                .with_target("stupen", LevelFilter::INFO)
        });
    tracing_subscriber::registry()
        .with(targets)
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .init();
    match act(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{error:#}\n"));
            if error.is::<Usage>() {
                ExitCode::from(2)
            } else {
                ExitCode::from(1)
            }
        }
    }
}

/// A wrong use of the command line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Takes this program's place with the same words on the command line: whoever watches over it, a service or a script,
/// sees one process all along. Comes back only when that fails.
fn begin_anew() -> anyhow::Error {
    use std::os::unix::process::CommandExt;
    let mut words = std::env::args_os();
    let program = words.next().unwrap_or_else(|| "stupen-kiosk".into());
    let error = std::process::Command::new(program).args(words).exec();
    anyhow::Error::new(error).context("the program could not be started again")
}

fn act(cli: Cli) -> Result<()> {
    let is_run = cli.command.is_none();
    let (mut config, wrong_config) = match (Config::load(cli.config.as_deref()), &cli.config) {
        (Ok(config), _) => (config, None),
        // Whoever stands before the panel reads it there.
        (Err(error), Some(path)) if is_run => (Config::what_is_right(path), Some(error)),
        (Err(error), _) => return Err(error),
    };
    if let Some(size) = cli.size {
        config.screen.size = size;
    }
    if let Some(lang) = cli.lang {
        if !stupen_kiosk::ui::LANGUAGES.contains(&lang.as_str()) {
            return Err(Usage(format!(
                "{lang:?} is not a language of the screens: ru or en"
            ))
            .into());
        }
        config.screen.lang = lang;
    }
    let mut out = std::io::stdout();
    if let Some(Command::Render {
        step,
        out: picture,
        force,
    }) = &cli.command
    {
        // No kiosk is needed for this, and none is made.
        if !force && picture.symlink_metadata().is_ok() {
            return Err(Refused(format!(
                "--out: {} is there already: name another file, or add --force",
                picture.display()
            ))
            .into());
        }
        return render::render(&config.screen, step, picture, &mut out);
    }
    let mark = cli.data.join("demonstration");
    if cli.clock.is_some() && !mark.exists() {
        return Err(Usage(format!(
            "--clock works only on data made for demonstration: {} is not there",
            mark.display()
        ))
        .into());
    }
    let Some(command) = cli.command else {
        return match run::run(run::Options {
            data: cli.data,
            config,
            wrong_config,
            hardware: cli.hardware,
            clock: cli.clock,
            hide_text: cli.hide_text,
        })? {
            run::Ended::Closed => Ok(()),
            run::Ended::ToRestart => Err(begin_anew()),
        };
    };
    let dir = match &command {
        Command::Enrol { .. } => DataDir::open(&cli.data)?,
        // Of a kiosk that is still to come, devices can be looked at.
        Command::Doctor => DataDir::look(&cli.data)?,
        _ if cli.data.is_dir() => DataDir::open(&cli.data)?,
        _ => {
            DataDir::look(&cli.data)?;
            return Err(Refused(format!(
                "--data: there is no folder {}: name the one that the kiosk runs on",
                cli.data.display()
            ))
            .into());
        }
    };
    match command {
        Command::Doctor => doctor::doctor(&dir, &config, &cli.hardware, &mut out),
        Command::Check => {
            let identity = Identity::load(&dir)?
                .context("this kiosk is not enrolled: there is nothing to check")?;
            check::check(&dir, &identity, &mut out)
        }
        Command::Office {
            address,
            pin,
            unasked,
        } => {
            let mut identity = Identity::load(&dir)?
                .context("this kiosk is not enrolled: it has no office yet")?;
            let told = readdress::Told {
                address,
                pin,
                unasked,
            };
            readdress::readdress(&dir, &mut identity, &told, &mut out)
        }
        Command::Rescue { folder } => {
            let identity = Identity::load(&dir)?
                .context("this kiosk is not enrolled: there is nothing to rescue")?;
            rescue::rescue(&dir, &identity, &folder, &mut out)
        }
        // Done above, before a folder of data was opened.
        Command::Render { .. } => Ok(()),
        Command::Enrol { code } => {
            match Identity::recover(&dir)? {
                Known::Nobody => {}
                Known::Enrolled { identity, .. } => {
                    return Err(Refused(format!(
                        "this kiosk is enrolled already, as {} at {}; move {} away to enrol it anew",
                        identity.name,
                        identity.office.url,
                        dir.path().display()
                    ))
                    .into());
                }
                Known::Lost(lost) => commands::say(
                    &mut out,
                    &format!(
                        "This kiosk did not know any more who it was ({lost}): it becomes a new one. What was not sent yet stays in its log, which is kept."
                    ),
                )?,
            }
            let ticket: enrol::Ticket = code.parse()?;
            let identity = enrol::enrol(&dir, &ticket)?;
            commands::say(
                &mut out,
                &format!("Enrolled as {} at {}.", identity.name, identity.office.url),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn designers_can_hide_the_text_and_find_out_how() {
        for (words, hidden) in [
            (vec!["stupen-kiosk"], false),
            (vec!["stupen-kiosk", "--hide-text"], true),
            (
                vec!["stupen-kiosk", "--size", "800x480", "--hide-text"],
                true,
            ),
        ] {
            let cli = Cli::try_parse_from(&words).expect("a command line");
            assert_eq!(cli.hide_text, hidden, "{words:?}");
        }
        let help = Cli::command().render_long_help().to_string();
        assert!(help.contains("--hide-text"), "{help}");
    }
}
