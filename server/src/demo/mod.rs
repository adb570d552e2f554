//! A demonstration: the sample workshop in a data directory, with passwords, PINs and badges that are written down.
//! Nothing here ever touches a directory with real people.

mod history;
mod sample;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use stupen_domain::time::workshop_day;
use stupen_domain::wire::facts::{
    BadgeIssued, OperationAssigned, PersonIdentified, PersonSet, ScheduleSet,
};
use stupen_domain::wire::ids::{PersonId, PictureRef, WorkshopId};
use stupen_domain::wire::{Fact, Kind};
use stupen_domain::{Command, State, badge, people};

use crate::badges::{MadeBadge, Order, Whom, issue_badges};
use crate::book::{Book, local};
use crate::commands::{AT_THE_CONSOLE, Context, init};
use crate::data::{DataDir, write_private};
use crate::documents::Documents;
use crate::forms::{publish_form, read_form};
use crate::i18n::Lang;
use crate::office::users::{self, NewUser};
use crate::office::{Office, OfficeError, pins};
use crate::packs::{Published, publish_pack};
use crate::pictograms::Sets;
use crate::pictures;
use crate::roster::import_roster;
use crate::secrets::{hash_password, random, spoken_code};
use sample::{Sample, Staff};

/// Where the demonstration's own files lie in the data directory.
#[derive(Debug)]
pub struct Told {
    /// Passwords and PINs of the staff.
    pub logins: PathBuf,
    /// `<key> <called> <badge text>` a line, so that scans can be simulated.
    pub badges: PathBuf,
    /// The sheet to print.
    pub sheet: PathBuf,
}

impl Told {
    /// Their places.
    pub fn of(data: &DataDir) -> Self {
        Self {
            logins: data.root().join("logins.txt"),
            badges: data.root().join("badges.txt"),
            sheet: data.root().join("badges.pdf"),
        }
    }
}

/// Makes the demonstration on its first morning, or leaves a finished one as it is. True when it was made now.
///
/// # Errors
/// When the directory holds something else, or a file of the sample is wrong.
pub fn make(
    context: &Context,
    folder: &Path,
    calendars: &Path,
    documents: Option<&Path>,
) -> Result<bool> {
    make_all(context, folder, calendars, documents, false)
}

/// As [`make`], with some weeks of history before that morning.
///
/// # Errors
/// As [`make`].
pub fn make_with_history(
    context: &Context,
    folder: &Path,
    calendars: &Path,
    documents: Option<&Path>,
) -> Result<bool> {
    make_all(context, folder, calendars, documents, true)
}

fn make_all(
    context: &Context,
    folder: &Path,
    calendars: &Path,
    documents: Option<&Path>,
    with_history: bool,
) -> Result<bool> {
    let told = Told::of(&context.data);
    if context.data.is_demonstration() && told.logins.exists() {
        return Ok(false);
    }
    ensure!(
        context.data.is_demonstration() || !Book::exists(&context.data),
        "{} holds a real organisation: choose another place with --data",
        context.data.root().display()
    );
    let zone = chrono_tz::Europe::Moscow;
    let today = workshop_day(local(context.clock.now(), zone));
    let sample = Sample::read(folder, calendars, today)?;
    context.data.mark_demonstration()?;
    let book = init::set_up(
        context,
        sample.organisation.clone(),
        sample.workshop.clone(),
    )?;
    let workshop = sample.workshop.workshop.clone();
    settings(&book, &sample)?;
    forms(&book, &sample)?;
    staff(&book, &sample)?;
    let people = participants(&book, &sample)?;
    for pack in ["pack", "orientation"] {
        let folder = sample.folder.join(pack);
        if let Published::Refused(findings) =
            publish_pack(&book, &workshop, &AT_THE_CONSOLE, &folder, &Sets::none())?
        {
            let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
            bail!("{}: {}", folder.display(), findings.join("; "));
        }
    }
    plan(&book, &sample, &people)?;
    let badges = badges(&book, &workshop, documents, &told.sheet)?;
    write_private(&told.badges, lines_of(&badges).as_bytes())?;
    if with_history {
        history::tell(&book, &workshop, &people, today)?;
    }
    // Last: its presence says that the demonstration is whole.
    let logins = accounts(&context.office()?, &sample.staff, context)?;
    write_private(&told.logins, logins.as_bytes())?;
    Ok(true)
}

/// Empties a demonstration's directory.
///
/// # Errors
/// When it is not one, or a server runs on it.
pub fn clear(data: &DataDir) -> Result<()> {
    let is_empty = !Book::exists(data) && !data.office_db().exists();
    if is_empty {
        return Ok(());
    }
    ensure!(
        data.is_demonstration(),
        "--fresh: {} holds real people and is left alone",
        data.root().display()
    );
    let _held = data.take()?;
    let root = data.root();
    // The mark goes last: an interrupted clearing can be repeated.
    for entry in fs::read_dir(root).with_context(|| format!("cannot read {}", root.display()))? {
        let path = entry?.path();
        if path.ends_with("demonstration") {
            continue;
        }
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    DataDir::open(root)?;
    Ok(())
}

/// Calendars and the workshop's week, unless they are there.
fn settings(book: &Book, sample: &Sample) -> Result<()> {
    let workshop = &sample.workshop.workshop;
    let commands: Vec<Command> = book.with(|ledger| {
        let state = ledger.state();
        let stated = |fact: &Fact| {
            let found = state.part("w").any(|entry| entry.payload.fact == *fact);
            (!found).then(|| Command::from(fact.clone()))
        };
        let week = ScheduleSet {
            person: None,
            from: sample.since,
            week: sample.week.clone(),
        };
        sample
            .calendars
            .iter()
            .cloned()
            .map(Fact::from)
            .chain([Fact::from(week)])
            .filter_map(|fact| stated(&fact))
            .collect()
    })?;
    commit(book, workshop, commands)
}

/// The forms that the sample brings; those that hold already stay.
fn forms(book: &Book, sample: &Sample) -> Result<()> {
    for name in stupen_domain::wire::forms::NAMES {
        let path = sample.folder.join("forms").join(format!("{name}.toml"));
        if !path.exists() {
            continue;
        }
        match read_form(&path) {
            Ok(form) => {
                publish_form(book, &AT_THE_CONSOLE, form, None)?;
            }
            Err(findings) => {
                let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
                bail!("{}", findings.join("; "));
            }
        }
    }
    Ok(())
}

fn commit(book: &Book, workshop: &WorkshopId, commands: Vec<Command>) -> Result<()> {
    if !commands.is_empty() {
        book.commit_now(workshop, &AT_THE_CONSOLE, commands)?;
    }
    Ok(())
}

fn staff(book: &Book, sample: &Sample) -> Result<()> {
    let mut commands = Vec::new();
    for person in &sample.staff {
        let id = PersonId::new(&person.id);
        let is_known = book.with(|ledger| people::person(ledger.state(), &id).is_some())?;
        if is_known {
            continue;
        }
        let portrait = pictures::read_inside(&sample.folder, &person.portrait)
            .and_then(|bytes| pictures::take_in(&bytes))
            .map_err(|why| anyhow::anyhow!("{}: {why}", person.portrait))?;
        let hash = book.blobs(|blobs| blobs.put(&portrait))?;
        let mut names = person.full_name.split_whitespace().map(str::to_owned);
        commands.push(
            PersonSet {
                person: id.clone(),
                called: person.called.clone(),
                picture: PictureRef::new(format!("blob:{hash}")),
                language: "ru".to_owned(),
                staff_role: Some(person.role.code().to_owned()),
                active: true,
            }
            .into(),
        );
        commands.push(
            PersonIdentified {
                person: id,
                surname: names.next().unwrap_or_default(),
                given_name: names.next().unwrap_or_default(),
                patronymic: names.next(),
                born: None,
                roster_key: None,
            }
            .into(),
        );
    }
    commit(book, &sample.workshop.workshop, commands)
}

/// The roster; everybody's person by key.
fn participants(book: &Book, sample: &Sample) -> Result<BTreeMap<String, PersonId>> {
    let done = import_roster(
        book,
        &sample.workshop.workshop,
        &AT_THE_CONSOLE,
        sample.roster.as_bytes(),
        &sample.folder,
        false,
    )?;
    if !done.accepted {
        let problems: Vec<String> = done.problems.iter().map(ToString::to_string).collect();
        bail!("roster.csv: {}", problems.join("; "));
    }
    Ok(done.people)
}

fn plan(book: &Book, sample: &Sample, people: &BTreeMap<String, PersonId>) -> Result<()> {
    let mut wanted = Vec::new();
    for planned in &sample.plan {
        let person = people.get(&planned.person).with_context(|| {
            format!(
                "workshop.toml: plan: nobody has the key `{}`",
                planned.person
            )
        })?;
        wanted.push(OperationAssigned {
            person: person.clone(),
            from: sample.since,
            operation: Some(planned.operation.clone()),
        });
    }
    let commands = book.with(|ledger| {
        wanted.retain(|set| !is_stated(ledger.state(), set));
        wanted.into_iter().map(Command::from).collect()
    })?;
    commit(book, &sample.workshop.workshop, commands)
}

fn is_stated(state: &State, set: &OperationAssigned) -> bool {
    state
        .person(&set.person)
        .any(|entry| OperationAssigned::of(&entry.payload.fact) == Some(set))
}

/// Badges for everybody. Without the typesetter there is no sheet, but the badges work.
fn badges(
    book: &Book,
    workshop: &WorkshopId,
    documents: Option<&Path>,
    sheet: &Path,
) -> Result<Vec<MadeBadge>> {
    match Documents::find(documents) {
        Ok(documents) => {
            let order = Order {
                workshop,
                whom: Whom::Everybody,
                replace: true,
                lang: Lang::Ru,
            };
            issue_badges(book, &documents, &AT_THE_CONSOLE, &order, sheet)
        }
        Err(missing) => {
            tracing::warn!("no sheet of badges: {missing:#}");
            badges_without_sheet(book, workshop)
        }
    }
}

fn badges_without_sheet(book: &Book, workshop: &WorkshopId) -> Result<Vec<MadeBadge>> {
    let mut made = book.with(|ledger| {
        let state = ledger.state();
        people::everybody(state)
            .into_iter()
            .map(|view| MadeBadge {
                person: Some(view.person.person.clone()),
                key: people::identity(state, &view.person.person)
                    .and_then(|identity| identity.roster_key.clone()),
                called: view.person.called.clone(),
                text: String::new(),
            })
            .collect::<Vec<_>>()
    })?;
    let mut commands = Vec::new();
    for badge in &mut made {
        badge.text = badge::text(random()?);
        let (Ok(hash), Some(person)) = (badge::hash(&badge.text), badge.person.clone()) else {
            continue;
        };
        commands.push(
            BadgeIssued {
                badge: hash,
                person,
                until: None,
            }
            .into(),
        );
    }
    commit(book, workshop, commands)?;
    Ok(made)
}

fn lines_of(badges: &[MadeBadge]) -> String {
    let mut lines = String::new();
    for badge in badges {
        let key = badge
            .key
            .as_deref()
            .or(badge.person.as_ref().map(PersonId::as_str))
            .unwrap_or("spare");
        lines.push_str(&format!("{key} {} {}\n", badge.called, badge.text));
    }
    lines
}

/// Accounts and PINs with new secrets; returns them as a table.
fn accounts(office: &Office, staff: &[Staff], context: &Context) -> Result<String> {
    let mut table = String::new();
    let now = context.clock.now();
    for person in staff {
        let password: String = spoken_code()?.to_lowercase().chars().take(9).collect();
        let pin = pins::make()?;
        let phc = hash_password(&password)?;
        let user = NewUser {
            login: person.login.clone(),
            name: person.called.clone(),
            role: person.role,
            staff_id: Some(person.id.clone()),
            lang: None,
            password_phc: phc.clone(),
        };
        let pin_phc = hash_password(&pin)?;
        office.with(|db| -> Result<(), OfficeError> {
            if !users::add(db, &user, now)?
                && let Some(known) = users::by_login(db, &user.login)?
            {
                users::set_password(db, known.id, &phc, now)?;
            }
            pins::set(db, &person.id, &pin_phc, now)
        })?;
        writeln!(
            table,
            "{:<10} {password}   PIN {pin}   {} ({})",
            person.login, person.called, person.role
        )?;
    }
    Ok(table)
}

#[cfg(test)]
mod tests;
