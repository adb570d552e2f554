//! `badges`: a sheet of badges as PDF; the badges are valid from then on.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::Args;
use serde_json::json;
use stupen_domain::wire::ids::WorkshopId;

use super::{AT_THE_CONSOLE, Context, parse_lang};
use crate::badges::{MadeBadge, Order, Whom, find, issue_badges};
use crate::book::Book;
use crate::data::{ensure_vacant, write_private};
use crate::documents::Documents;
use crate::i18n::Lang;
use crate::office::users;

/// Print badges: without further choice, for everybody of the workshop.
#[derive(Debug, Args)]
pub struct Badges {
    /// Of which workshop
    #[arg(long, value_name = "ID")]
    workshop: String,
    /// Only for this person: the key of the roster, the id, or the login of a member of staff
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
    /// Where to write the sheet: a file that is not there yet
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
    ensure_vacant(
        "--out",
        &badges.out,
        "name another file. Badges that are valid may stand on it and nowhere else",
    )?;
    if let Some(codes) = &badges.codes {
        ensure_vacant("--codes", codes, "name another file, or delete it first")?;
    }
    let documents = Documents::find(badges.documents.as_deref())?;
    let book = context.book()?;
    let workshop = WorkshopId::new(badges.workshop);
    let whom = match (badges.person, badges.spare, badges.new) {
        (Some(person), _, _) => Whom::Person(asked(context, &book, person)?),
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

/// Whom the roster, the log or the accounts know by this word, for [`Whom::Person`].
fn asked(context: &Context, book: &Book, word: String) -> Result<String> {
    let Some(user) = context.office()?.with(|db| users::by_login(db, &word))? else {
        return Ok(word);
    };
    let known = book.with(|ledger| {
        let found = find(ledger.state(), &word).ok();
        found.map(|person| person.person.to_string())
    })?;
    match (known, user.staff_id) {
        (Some(known), staff) if staff.as_ref() != Some(&known) => bail!(
            "--person: {word:?} is a key of the roster and the login of {}: give the id ({known}{})",
            user.name,
            staff
                .map(|staff| format!(" or {staff}"))
                .unwrap_or_default()
        ),
        (_, Some(staff)) => Ok(staff),
        (_, None) => bail!(
            "--person: the kiosks do not know the account `{0}`: `user set-pin {0} --workshop ID` makes it known to them",
            user.login
        ),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::user::tests::{user, workshop};
    use stupen_domain::facts::PersonIdentified;
    use stupen_domain::wire::ids::PersonId;

    #[test]
    fn a_member_of_staff_is_known_by_login_too() {
        let (_dir, context) = workshop();
        let book = context.book().unwrap();
        for line in [
            "add olga --role lead --name Ольга --workshop soap",
            "add nina --role lead --name Нина --workshop soap",
            "add vera --role auditor --name Вера",
        ] {
            user(&context, line).unwrap();
        }
        let staff = |login: &str| {
            let office = context.office().unwrap();
            let found = office.with(|db| users::by_login(db, login)).unwrap();
            found.unwrap().staff_id.unwrap()
        };
        let (olga, nina) = (staff("olga"), staff("nina"));
        // Somebody in the roster has Nina's login for a key.
        let identified = PersonIdentified {
            person: PersonId::new(olga.clone()),
            surname: "Иванова".to_owned(),
            given_name: "Ольга".to_owned(),
            patronymic: None,
            born: None,
            roster_key: Some("nina".to_owned()),
        };
        book.commit_now(
            &WorkshopId::new("soap"),
            &AT_THE_CONSOLE,
            vec![identified.into()],
        )
        .unwrap();
        for (word, expected) in [
            ("olga", Ok(olga.as_str())),
            (" OLGA ", Ok(olga.as_str())),
            (olga.as_str(), Ok(olga.as_str())),
            (nina.as_str(), Ok(nina.as_str())),
            // Left to the roster.
            ("p-01", Ok("p-01")),
            ("nina", Err("give the id")),
            ("vera", Err("user set-pin vera --workshop ID")),
        ] {
            let found = asked(&context, &book, word.to_owned());
            match (found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{word}"),
                (Err(error), Err(words)) => {
                    assert!(error.to_string().contains(words), "{word}: {error}");
                }
                (found, _) => panic!("{word}: {found:?}"),
            }
        }
        let listed = user(&context, "list").unwrap();
        let line = listed.lines().find(|line| line.starts_with("olga"));
        assert!(line.unwrap().contains(&olga), "{listed}");
    }
    #[test]
    fn a_sheet_that_is_there_is_not_written_over() {
        use clap::Parser;

        use crate::documents::testing::obedient;

        #[derive(Parser)]
        struct Line {
            #[command(flatten)]
            badges: Badges,
        }

        let (dir, context) = workshop();
        obedient(dir.path());
        user(
            &context,
            "add olga --role lead --name Ольга --workshop soap",
        )
        .unwrap();
        let typesetter = dir.path().join("obedient");
        let print = |name: &str| {
            let out = dir.path().join(name);
            let line = [
                "badges",
                "--workshop",
                "soap",
                "--person",
                "olga",
                "--documents",
                typesetter.to_str().unwrap(),
                "--out",
                out.to_str().unwrap(),
            ];
            run(Line::parse_from(line).badges, &context, &mut Vec::new())
        };
        let badges = || {
            let book = context.book().unwrap();
            book.with(|ledger| ledger.log().count().unwrap()).unwrap()
        };
        print("first.pdf").unwrap();
        let before = badges();
        let refused = print("first.pdf").unwrap_err().to_string();
        assert!(refused.contains("first.pdf is there already"), "{refused}");
        assert_eq!(badges(), before, "nobody's badge changed");
        print("second.pdf").unwrap();
        assert!(badges() > before);
    }
}
