//! `badges`: a sheet of badges as PDF; the badges are valid from then on.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;
use serde_json::json;
use stupen_domain::wire::ids::WorkshopId;

use super::{AT_THE_CONSOLE, Context, parse_lang};
use crate::badges::{MadeBadge, Order, Whom, issue_badges};
use crate::data::write_private;
use crate::documents::Documents;
use crate::i18n::Lang;

/// Print badges: without further choice, for everybody of the workshop.
#[derive(Debug, Args)]
pub struct Badges {
    /// Of which workshop
    #[arg(long, value_name = "ID")]
    workshop: String,
    /// Only for this person: the key of the roster, or the id
    #[arg(long, value_name = "KEY", conflicts_with_all = ["new", "spare"])]
    person: Option<String>,
    /// Only for those who have no badge yet
    #[arg(long, conflicts_with = "spare")]
    new: bool,
    /// Cards that staff give to somebody later
    #[arg(long, value_name = "N")]
    spare: Option<usize>,
    /// The badges these people hold until now stop working
    #[arg(long, conflicts_with_all = ["new", "spare"])]
    replace: bool,
    /// Where to write the sheet
    #[arg(long, value_name = "FILE.pdf")]
    out: PathBuf,
    /// ru or en: the language of the sheet's own words
    #[arg(long, default_value = "ru", value_parser = parse_lang)]
    lang: Lang,
    /// The typesetter; also STUPEN_DOCUMENTS
    #[arg(long, value_name = "PATH")]
    documents: Option<PathBuf>,
    /// Also write the badges' texts, one JSON object a line (only on a demonstration directory)
    #[arg(long, value_name = "FILE")]
    codes: Option<PathBuf>,
}

/// Runs `badges`.
///
/// # Errors
/// When nothing was made; nobody's badge changed then.
pub fn run(badges: Badges, context: &Context, out: &mut dyn Write) -> Result<()> {
    ensure!(
        badges.codes.is_none() || context.data.is_demonstration(),
        "--codes: {} holds real people; their badges stand on the sheet and nowhere else",
        context.data.root().display()
    );
    let documents = Documents::find(badges.documents.as_deref())?;
    let book = context.book()?;
    let workshop = WorkshopId::new(badges.workshop);
    let whom = match (badges.person, badges.spare, badges.new) {
        (Some(person), _, _) => Whom::Person(person),
        (None, Some(count), _) => Whom::Spare(count),
        (None, None, true) => Whom::WithoutBadge,
        (None, None, false) => Whom::Everybody,
    };
    let order = Order {
        workshop: &workshop,
        whom,
        replace: badges.replace,
        lang: badges.lang,
    };
    let made = issue_badges(&book, &documents, &AT_THE_CONSOLE, &order, &badges.out)?;
    if let Some(codes) = &badges.codes {
        write_private(codes, codes_of(&made).as_bytes())?;
    }
    writeln!(
        out,
        "{}: {} badges. Print at 100 %, then keep the file as safe as the badges, or delete it.",
        badges.out.display(),
        made.len()
    )?;
    Ok(())
}

/// The texts of badges, one JSON object a line. For demonstrations and tests.
pub fn codes_of(made: &[MadeBadge]) -> String {
    let mut lines = String::new();
    for badge in made {
        let line = json!({
            "person": badge.person, "key": badge.key, "called": badge.called, "badge": badge.text,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    lines
}
