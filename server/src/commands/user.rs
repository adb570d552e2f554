//! `user add|list|set-password|set-pin|disable`.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Read, Write};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, Subcommand};

use stupen_domain::facts::PersonSet;
use stupen_domain::state::workshop_of;
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::{PersonId, PictureRef, WorkshopId};
use stupen_domain::{Command, people, workshop};

use super::{AT_THE_CONSOLE, Context, parse_lang};
use crate::begun::Needed;
use crate::book::Book;
use crate::clock::Moment;
use crate::i18n::Lang;
use crate::office::Office;
use crate::office::users::{self, Disabled, NewUser, Role};
use crate::office::{pins, settings};
use crate::secrets::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN, hash_password, random, spoken_code};

/// Accounts of the staff.
#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add an account; prints a new password unless one is piped in
    Add {
        /// What the person types to sign in
        login: String,
        /// consultant, lead, recruiter, tutor, manager, auditor or administrator
        #[arg(long)]
        role: Role,
        /// How colleagues call the person
        #[arg(long)]
        name: String,
        /// The id of the same person, who is a member of staff in the log already
        #[arg(long, value_name = "ID", conflicts_with = "workshop")]
        staff: Option<String>,
        /// Make the person known to this workshop's kiosks, so that a badge can be printed; prints a PIN as well
        #[arg(long, value_name = "ID")]
        workshop: Option<String>,
        /// ru or en
        #[arg(long, value_parser = parse_lang)]
        lang: Option<Lang>,
        /// Begin with new accounts where office.db is lost. Only where no backup has it, and with the server stopped: all
        /// passwords, PINs, codes and imported pictograms have to be given anew
        #[arg(long)]
        new_accounts: bool,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts, with the id by which the kiosks know the person
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Set another password and end the account's sessions; prints a new one unless one is piped in
    SetPassword {
        /// Whose
        login: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set another PIN for the kiosks' staff door; prints a new one
    SetPin {
        /// Whose
        login: String,
        /// Make the person known to this workshop's kiosks first, where they do not know them yet
        #[arg(long, value_name = "ID")]
        workshop: Option<String>,
    },
    /// Close an account, and the kiosks' staff door to the person; it stays in the list, because records name it
    Disable {
        /// Whose
        login: String,
    },
}

/// Runs `user …`.
///
/// # Errors
/// When it is refused; the message names the login or the field and the way out.
pub fn run(user: User, context: &Context, out: &mut dyn Write) -> Result<()> {
    let is_anew = matches!(&user.command, UserCommand::Add { new_accounts, .. } if *new_accounts);
    let office = if is_anew {
        begin_accounts(context)?
    } else {
        context.office()?
    };
    let now = context.clock.now();
    match user.command {
        UserCommand::Add {
            login,
            role,
            name,
            mut staff,
            workshop,
            lang,
            new_accounts: _,
            password_stdin,
        } => {
            ensure!(
                !users::fold_login(&login).is_empty(),
                "login: empty; give the person a short name to type"
            );
            ensure!(
                !name.trim().is_empty(),
                "--name: empty; say how colleagues call the person"
            );
            let (password, is_made) = password(password_stdin)?;
            if let Some(staff) = &staff {
                is_staff(context, staff)?;
            }
            let taken = office.with(|db| users::by_login(db, &login))?.is_some();
            if let Some(workshop) = workshop.filter(|_| !taken) {
                staff = Some(known_to_kiosks(context, workshop, role, name.trim(), lang)?);
            }
            let user = NewUser {
                login,
                name: name.trim().to_owned(),
                role,
                staff_id: staff,
                lang,
                password_phc: hash_password(&password)?,
            };
            if !office.with(|db| users::add(db, &user, now))? {
                bail!(
                    "login `{}` is taken: choose another, or use `user set-password`",
                    user.login
                );
            }
            writeln!(out, "Added {} ({role}).", users::fold_login(&user.login))?;
            say_password(out, &password, is_made)?;
            match &user.staff_id {
                Some(staff) => set_pin(&office, staff, now, out),
                None => Ok(()),
            }
        }
        UserCommand::List { json } => {
            let list = office.with(|db| users::list(db))?;
            if json {
                writeln!(out, "{}", serde_json::to_string_pretty(&list)?)?;
                return Ok(());
            }
            for user in list {
                let closed = if user.disabled_at.is_some() {
                    "  (closed)"
                } else {
                    ""
                };
                writeln!(
                    out,
                    "{:<20} {:<14} {:<32}  {}{closed}",
                    user.login,
                    user.role.code(),
                    user.staff_id.as_deref().unwrap_or("—"),
                    user.name
                )?;
            }
            Ok(())
        }
        UserCommand::SetPassword {
            login,
            password_stdin,
        } => {
            let user = find(&office, &login)?;
            let (password, is_made) = password(password_stdin)?;
            let phc = hash_password(&password)?;
            office.with(|db| users::set_password(db, user.id, &phc, now))?;
            writeln!(
                out,
                "Changed the password of {}; its sessions are over.",
                user.login
            )?;
            say_password(out, &password, is_made)
        }
        UserCommand::SetPin { login, workshop } => {
            let user = find_open(&office, &login)?;
            let staff = match (user.staff_id, workshop) {
                (Some(staff), None) => staff,
                (Some(_), Some(_)) => bail!(
                    "--workshop: the kiosks know `{}` already; leave it out",
                    user.login
                ),
                (None, Some(workshop)) => {
                    let staff =
                        known_to_kiosks(context, workshop, user.role, &user.name, user.lang)?;
                    office.with(|db| users::set_staff(db, user.id, &staff))?;
                    staff
                }
                (None, None) => bail!(
                    "the kiosks do not know `{0}`: `user set-pin {0} --workshop ID` makes it known to those of a workshop",
                    user.login
                ),
            };
            set_pin(&office, &staff, now, out)
        }
        UserCommand::Disable { login } => {
            let user = find(&office, &login)?;
            match office.with(|db| users::disable(db, user.id, now))? {
                Disabled::Done => {
                    writeln!(out, "Closed {}.", user.login)?;
                    let Some(staff) = user.staff_id else {
                        return Ok(());
                    };
                    if office.with(|db| users::is_open(db, &staff))? {
                        writeln!(
                            out,
                            "Another account of the same person is open: badge and PIN go on working."
                        )?;
                        return Ok(());
                    }
                    gone_from_kiosks(context, &staff)?;
                    writeln!(
                        out,
                        "Their badge and PIN open no kiosk's staff door any more after its next contact."
                    )?;
                    Ok(())
                }
                Disabled::LastAdministrator => {
                    bail!(
                        "`{}` is the last administrator: add another one first",
                        user.login
                    )
                }
            }
        }
    }
}

/// An empty file of accounts in the place of a lost one; what the log knows of organisation and zone is written into it.
fn begin_accounts(context: &Context) -> Result<Office> {
    let file = context.data.office_db();
    ensure!(
        Needed::Accounts.lost(&context.data).is_some(),
        "--new-accounts: {} is not lost; leave it out",
        file.display()
    );
    // A running server would go on with the old file, and not see what is written into the new one.
    let _held = context.data.take()?;
    let (organisation, zone) = context.book()?.with(|ledger| {
        let state = ledger.state();
        let zone = workshop::workshops(state)
            .into_iter()
            .find_map(|set| set.time_zone.parse().ok());
        (workshop::organisation(state).cloned(), zone)
    })?;
    let mut place = settings::Place::default();
    if let Some(set) = organisation {
        (place.name_ru, place.name_en) = (set.name.ru, set.name.en);
    }
    place.time_zone = zone.unwrap_or(place.time_zone);
    let office = Office::open(&file)?;
    office.with(|db| settings::set_place(db, &place))?;
    Ok(office)
}

/// Looks whether the log knows a member of staff by this id.
fn is_staff(context: &Context, id: &str) -> Result<()> {
    let person = PersonId::new(id);
    context.book()?.with(|ledger| {
        let state = ledger.state();
        let is_staff = |view: &people::PersonView<'_>| {
            view.person.active && view.staff_role().is_some()
        };
        if people::person(state, &person).is_some_and(|view| is_staff(&view)) {
            return Ok(());
        }
        let known: Vec<String> = people::everybody(state)
            .into_iter()
            .filter(is_staff)
            .map(|view| format!("{} ({})", view.person.person, view.person.called))
            .collect();
        bail!(
            "--staff: nobody of the staff has the id {id:?}; there is {}. Somebody who is not among them is made known with --workshop",
            if known.is_empty() {
                "nobody yet".to_owned()
            } else {
                known.join(", ")
            }
        )
    })?
}

/// States the person as staff in the workshop's log; returns their id there.
fn known_to_kiosks(
    context: &Context,
    workshop: String,
    role: Role,
    name: &str,
    lang: Option<Lang>,
) -> Result<String> {
    let book = context.book()?;
    let workshop = WorkshopId::new(workshop);
    ensure!(
        book.workshops()?.contains(&workshop),
        "--workshop: there is no workshop `{workshop}`"
    );
    let id = data_encoding::HEXLOWER.encode(&random::<16>()?);
    let set = PersonSet {
        person: PersonId::new(id.clone()),
        called: name.to_owned(),
        picture: PictureRef::new("pictogram:staff"),
        language: lang.unwrap_or(Lang::Ru).code().to_owned(),
        staff_role: Some(role.code().to_owned()),
        active: true,
    };
    book.commit_now(&workshop, &AT_THE_CONSOLE, vec![Command::from(set)])?;
    Ok(id)
}

/// States, in every workshop whose kiosks know the person as staff, that they are not there any more: their badge opens
/// nothing, and no new one is printed. Whoever is no member of staff there is left as they are.
fn gone_from_kiosks(context: &Context, staff: &str) -> Result<()> {
    if !Book::exists(&context.data) {
        return Ok(());
    }
    let book = context.book()?;
    let person = PersonId::new(staff);
    let (workshops, gone) = book.with(|ledger| {
        let state = ledger.state();
        let known = people::person(state, &person).filter(|view| view.person.active);
        let role = known.as_ref().and_then(|view| view.staff_role());
        let gone = known.zip(role).map(|(view, role)| PersonSet {
            staff_role: Some(role.word().to_owned()),
            active: false,
            ..view.person.clone()
        });
        let told: BTreeSet<WorkshopId> = state
            .person(&person)
            .filter(|entry| PersonSet::of(&entry.payload.fact).is_some())
            .filter_map(workshop_of)
            .collect();
        (told, gone)
    })?;
    if let Some(gone) = gone {
        for workshop in workshops {
            book.commit_now(&workshop, &AT_THE_CONSOLE, vec![gone.clone().into()])?;
        }
    }
    Ok(())
}

fn set_pin(office: &Office, staff: &str, now: Moment, out: &mut dyn Write) -> Result<()> {
    let pin = pins::make()?;
    let phc = hash_password(&pin)?;
    office.with(|db| pins::set(db, staff, &phc, now))?;
    writeln!(out, "PIN for the kiosks: {pin}")?;
    writeln!(
        out,
        "It is shown only now; the kiosks know it after their next contact."
    )?;
    Ok(())
}

fn find(office: &crate::office::Office, login: &str) -> Result<users::User> {
    office
        .with(|db| users::by_login(db, login))?
        .with_context(|| format!("no account `{login}`: `user list` shows them"))
}

fn find_open(office: &Office, login: &str) -> Result<users::User> {
    let user = find(office, login)?;
    ensure!(
        user.disabled_at.is_none(),
        "`{}` is closed: add a new account where the person is back",
        user.login
    );
    Ok(user)
}

/// The password from standard input, or a new random one; whether it is a new one.
fn password(from_stdin: bool) -> Result<(String, bool)> {
    if !from_stdin {
        return Ok((spoken_code()?.to_lowercase(), true));
    }
    let mut stdin = std::io::stdin();
    ensure!(
        !stdin.is_terminal(),
        "--password-stdin: pipe the password in (it would be seen on the screen), or leave the option out to get a new one"
    );
    let mut password = String::new();
    stdin
        .by_ref()
        .take(4096)
        .read_to_string(&mut password)
        .context("--password-stdin: cannot read it")?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    ensure!(
        password.chars().count() >= PASSWORD_CHARS_MIN && password.len() <= PASSWORD_BYTES_MAX,
        "the password needs at least {PASSWORD_CHARS_MIN} characters (and at most {PASSWORD_BYTES_MAX} bytes)"
    );
    Ok((password, false))
}

fn say_password(out: &mut dyn Write, password: &str, is_made: bool) -> Result<()> {
    if is_made {
        writeln!(out, "Password: {password}")?;
        writeln!(
            out,
            "It is shown only now. Give it to the person, not by e-mail."
        )?;
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::begun::begin;
    use crate::clock::Clock;
    use crate::data::DataDir;
    use crate::office::testing::at;
    use clap::Parser;
    use stupen_domain::facts::{Bilingual, WorkshopSet};
    use stupen_domain::scan::{self, Meaning};
    use stupen_domain::wire::ids::OrganisationId;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: UserCommand,
    }

    pub(in crate::commands) fn user(context: &Context, line: &str) -> Result<String> {
        let line = Line::try_parse_from(std::iter::once("user").chain(line.split(' ')))?;
        let mut out = Vec::new();
        run(
            User {
                command: line.command,
            },
            context,
            &mut out,
        )?;
        Ok(String::from_utf8(out)?)
    }

    /// A directory with the workshop `soap`.
    pub(in crate::commands) fn workshop() -> (tempfile::TempDir, Context) {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(dir.path()).unwrap();
        let organisation = OrganisationId::new("stupeni");
        begin(&data, &organisation).unwrap();
        let context = Context {
            data,
            clock: Clock::new(|| at("2026-03-02T05:10:00Z")),
        };
        let name = Bilingual {
            ru: "Мыло".to_owned(),
            en: "Soap".to_owned(),
        };
        let soap = WorkshopSet {
            workshop: WorkshopId::new("soap"),
            organisation,
            name,
            time_zone: "Europe/Moscow".to_owned(),
            late_grace_min: 10,
            double_scan_s: 20,
        };
        context
            .book()
            .unwrap()
            .set_workshop(soap, &AT_THE_CONSOLE)
            .unwrap();
        (dir, context)
    }

    #[test]
    fn a_lead_added_with_a_workshop_is_known_to_its_kiosks_and_gets_a_pin() {
        let (_dir, context) = workshop();
        let unknown = user(
            &context,
            "add olga --role lead --name Ольга --workshop wood",
        )
        .unwrap_err();
        assert!(unknown.to_string().contains("wood"), "{unknown}");
        let told = user(
            &context,
            "add olga --role lead --name Ольга --workshop soap",
        )
        .unwrap();
        assert!(told.contains("PIN"), "{told}");
        let office = context.office().unwrap();
        let staff = find(&office, "olga").unwrap().staff_id.unwrap();
        let role = context
            .book()
            .unwrap()
            .with(|ledger| {
                people::person(ledger.state(), &PersonId::new(staff.clone()))
                    .and_then(|view| view.staff_role())
            })
            .unwrap();
        assert_eq!(role, Some(stupen_domain::Role::Lead));

        let before = office.with(|db| pins::bundle(db)).unwrap();
        user(&context, "set-pin olga").unwrap();
        let after = office.with(|db| pins::bundle(db)).unwrap();
        assert_eq!((before.len(), after.len()), (1, 1));
        assert_ne!(before, after);
        user(&context, "add nina --role auditor --name Нина").unwrap();
        let refused = user(&context, "set-pin nina").unwrap_err();
        let way = "user set-pin nina --workshop ID";
        assert!(refused.to_string().contains(way), "{refused}");
        let told = user(&context, "set-pin nina --workshop soap").unwrap();
        assert!(told.contains("PIN"), "{told}");
        let nina = find(&office, "nina").unwrap().staff_id.unwrap();
        let bundle = office.with(|db| pins::bundle(db)).unwrap();
        assert!(bundle.iter().any(|pin| pin.staff_id == nina));
        is_staff(&context, &nina).unwrap();
        user(&context, "set-pin nina").unwrap();
        let refused = user(&context, "set-pin nina --workshop soap").unwrap_err();
        assert!(refused.to_string().contains("already"), "{refused}");
    }

    #[test]
    fn only_a_member_of_staff_gets_an_account_of_that_id() {
        let (_dir, context) = workshop();
        user(
            &context,
            "add olga --role lead --name Ольга --workshop soap",
        )
        .unwrap();
        let office = context.office().unwrap();
        let olga = find(&office, "olga").unwrap().staff_id.unwrap();
        let participant = PersonSet {
            person: PersonId::new("p1"),
            called: "Денис".to_owned(),
            picture: PictureRef::new("pictogram:person"),
            language: "ru".to_owned(),
            staff_role: None,
            active: true,
        };
        context
            .book()
            .unwrap()
            .commit_now(
                &WorkshopId::new("soap"),
                &AT_THE_CONSOLE,
                vec![participant.into()],
            )
            .unwrap();
        for wrong in ["nobody", "p1"] {
            let line = format!("add second --role lead --name Ольга --staff {wrong}");
            let refused = user(&context, &line).unwrap_err().to_string();
            assert!(refused.contains(&olga), "it names who there is: {refused}");
            assert!(find(&office, "second").is_err(), "{wrong}");
        }
        user(
            &context,
            &format!("add second --role lead --name Ольга --staff {olga}"),
        )
        .unwrap();
        assert_eq!(
            find(&office, "second").unwrap().staff_id.as_deref(),
            Some(olga.as_str())
        );
    }
    #[test]
    fn whoever_leaves_the_staff_opens_no_staff_door() {
        let (_dir, context) = workshop();
        let (book, office) = (context.book().unwrap(), context.office().unwrap());
        for line in [
            "add boss --role administrator --name Босс",
            "add olga --role lead --name Ольга --workshop soap",
            "add nina --role consultant --name Нина --workshop soap",
        ] {
            user(&context, line).unwrap();
        }
        let staff = |login| PersonId::new(find(&office, login).unwrap().staff_id.unwrap());
        let (olga, nina) = (staff("olga"), staff("nina"));
        let badge = |sign: &str| stupen_domain::wire::ids::BadgeHash::new(sign.repeat(64));
        for (person, sign) in [(&olga, "a"), (&nina, "b")] {
            let issued = stupen_domain::facts::BadgeIssued {
                badge: badge(sign),
                person: person.clone(),
                until: None,
            };
            let soap = WorkshopId::new("soap");
            book.commit_now(&soap, &AT_THE_CONSOLE, vec![issued.into()])
                .unwrap();
        }
        let seen_by_kiosks = |sign: &str| {
            book.with(|ledger| {
                let now = book.now(context.clock.now(), chrono_tz::UTC);
                let device = stupen_domain::wire::ids::DeviceId::new("d");
                let soap = WorkshopId::new("soap");
                scan::meaning(ledger.state(), &soap, &device, &badge(sign), &now)
            })
            .unwrap()
        };
        let pins = || -> Vec<String> {
            let bundle = office.with(|db| pins::bundle(db)).unwrap();
            bundle.into_iter().map(|pin| pin.staff_id).collect()
        };
        assert_eq!(seen_by_kiosks("a"), Meaning::Staff(olga.clone()));
        assert_eq!(pins().len(), 2);
        let told = user(&context, "disable olga").unwrap();
        assert!(told.contains("staff door"), "{told}");
        for (sign, expected) in [
            ("a", Meaning::NotEnrolled(olga.clone())),
            ("b", Meaning::Staff(nina.clone())),
        ] {
            assert_eq!(seen_by_kiosks(sign), expected);
        }
        assert_eq!(pins(), [nina.to_string()]);
        let role = |id: &PersonId| {
            book.with(|ledger| people::person(ledger.state(), id).unwrap().staff_role())
                .unwrap()
        };
        assert_eq!(role(&olga), Some(stupen_domain::Role::Lead), "as it was");
        // Once more changes nothing.
        let count = || book.with(|ledger| ledger.log().count().unwrap()).unwrap();
        let before = count();
        user(&context, "disable olga").unwrap();
        assert_eq!(count(), before);
        let refused = user(&context, "set-pin olga").unwrap_err();
        assert!(refused.to_string().contains("closed"), "{refused}");
        assert_eq!(pins(), [nina.to_string()]);
    }
}
