//! The command line. Each subcommand has its own file with its arguments and its `run`.

pub mod backup;
pub mod badges;
pub mod check;
pub mod demo;
pub mod events;
pub mod forms;
pub mod import;
pub mod init;
pub mod kiosks;
pub mod media;
pub mod pack;
pub mod pictograms;
pub mod redact;
pub mod restore;
pub mod schedule;
pub mod serve;
pub mod user;

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use chrono::{DateTime, FixedOffset};
use clap::{Parser, Subcommand};
use stupen_domain::{Actor, Role};

use crate::begun::{Needed, ensure_restored};
use crate::book::Book;
use crate::clock::Clock;
use crate::data::DataDir;
use crate::i18n::Lang;
use crate::office::Office;
use crate::pictograms::Sets;

/// The office server of Stupen: pages for the staff, sync for the kiosks.
#[derive(Debug, Parser)]
#[command(name = "stupen-server", version)]
pub struct Cli {
    /// Where everything is kept
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Start with the clock at this moment, e.g. 2026-03-02T08:30:00+03:00 (only on a demonstration directory)
    #[arg(long, global = true, value_name = "ISO", value_parser = parse_clock)]
    clock: Option<DateTime<FixedOffset>>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Serve),
    Init(init::Init),
    /// Make a directory with an invented workshop to try the product on; a second run keeps it
    Demo(demo::Demo),
    /// Kiosks: who may sync
    Kiosks(kiosks::Kiosks),
    /// Take in a roster of participants (CSV), all of it or nothing
    Import(import::Import),
    /// Print badges (PDF)
    Badges(badges::Badges),
    /// Product packs: operations, steps and their pictures
    Pack(pack::Pack),
    /// Pictures and packs that are missing: take them out of a backup
    Media(media::Media),
    /// Sets of pictograms from elsewhere, which packs may name
    Pictograms(pictograms::Pictograms),
    /// Forms: what can be broken, praised, joined; what is assessed; numbers of the rules
    Forms(forms::Forms),
    /// Hours of the week, of a workshop or of one person, and production calendars
    Schedule(schedule::Schedule),
    /// Who works on what
    Plan(schedule::Plan),
    /// Entries of the log as text, out and back in
    Events(events::Events),
    /// Write a backup: log, pictures, accounts and keys
    Backup(backup::Backup),
    /// Bring a backup back into an empty data directory
    Restore(restore::Restore),
    /// Verify everything: chains, signatures, views, pictures, accounts
    Check(check::Check),
    /// Fold all views anew from the log
    Rebuild,
    /// Erase what the log holds about a person (right to erasure), or single entries
    Redact(redact::Redact),
    /// Accounts of the staff
    User(user::User),
}

impl Command {
    /// Whether it works on files of its own, or makes the directory itself once it knows that all will go well.
    fn makes_no_directory(&self) -> bool {
        match self {
            Self::Pack(pack) => pack.only_looks(),
            Self::Forms(forms) => forms.only_looks(),
            Self::Restore(_) => true,
            _ => false,
        }
    }
}

/// Who acts by the command line: whoever may read the data directory may do what an administrator may.
pub const AT_THE_CONSOLE: Actor = Actor {
    person: None,
    role: Role::Administrator,
};

/// What every command works with.
#[derive(Clone, Debug)]
pub struct Context {
    /// Where everything is kept.
    pub data: DataDir,
    /// The only source of time.
    pub clock: Clock,
}

impl Context {
    /// The office's own database.
    ///
    /// # Errors
    /// When it is lost or cannot be opened; the message says the way out.
    pub fn office(&self) -> Result<Office> {
        ensure_restored(&self.data)?;
        Needed::Accounts.ensure(&self.data)?;
        Ok(Office::open(&self.data.office_db())?)
    }

    /// The sets of pictograms that were imported here. Asking for them makes no files.
    ///
    /// # Errors
    /// When the office's own database is there and cannot be opened, or is lost.
    pub fn sets(&self) -> Result<Sets> {
        Needed::Accounts.ensure(&self.data)?;
        if self.data.office_db().exists() {
            Ok(Sets::of(self.office()?))
        } else {
            Ok(Sets::none())
        }
    }

    /// The log and its views; works beside a running server.
    ///
    /// # Errors
    /// When the directory belongs to no organisation yet, or a file cannot be used.
    pub fn book(&self) -> Result<Book> {
        ensure_restored(&self.data)?;
        Book::open(&self.data, &self.clock)
    }
}

/// Runs one command; what it has to say goes to `out`.
///
/// # Errors
/// When the command is refused or finds something wrong: exit code 1.
pub fn run(cli: Cli, clock: Clock, out: &mut dyn Write) -> Result<()> {
    let data = if cli.command.makes_no_directory() {
        DataDir::at(&cli.data)
    } else {
        DataDir::open(&cli.data)?
    };
    let clock = match cli.clock {
        None => clock,
        // A demonstration that is about to be made may begin on another day, too.
        Some(moment)
            if data.is_demonstration()
                || (matches!(cli.command, Command::Demo(_)) && !Book::exists(&data)) =>
        {
            clock.set_to(moment)
        }
        Some(_) => bail!(
            "--clock: {} holds real people; the clock can be set only on a directory made for a demonstration or a test (it has a file `demonstration`)",
            data.root().display()
        ),
    };
    let context = Context { data, clock };
    match cli.command {
        Command::Serve(serve) => serve::run(serve, &context, out),
        Command::Demo(demo) => demo::run(demo, &context, out),
        Command::Init(init) => init::run(init, &context, out),
        Command::Kiosks(kiosks) => kiosks::run(kiosks, &context, out),
        Command::Import(import) => import::run(import, &context, out),
        Command::Badges(badges) => badges::run(badges, &context, out),
        Command::Pack(pack) => pack::run(pack, &context, out),
        Command::Media(media) => media::run(media, &context, out),
        Command::Pictograms(sets) => pictograms::run(sets, &context, out),
        Command::Forms(forms) => forms::run(forms, &context, out),
        Command::Schedule(schedule) => schedule::run(schedule, &context, out),
        Command::Plan(plan) => schedule::run_plan(plan, &context, out),
        Command::Events(events) => events::run(events, &context, out),
        Command::Backup(backup) => backup::run(backup, &context, out),
        Command::Restore(restore) => restore::run(restore, &context, out),
        Command::Check(check) => check::run(check, &context, out),
        Command::Rebuild => check::rebuild(&context, out),
        Command::Redact(redact) => redact::run(redact, &context, out),
        Command::User(user) => user::run(user, &context, out),
    }
}

fn parse_clock(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text).map_err(|error| {
        format!("{error}: write date, time and offset like 2026-03-02T08:30:00+03:00")
    })
}

pub(crate) fn parse_lang(text: &str) -> Result<Lang, String> {
    Lang::from_code(text).ok_or_else(|| format!("no language `{text}`: ru or en"))
}
