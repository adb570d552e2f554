//! Badges: texts from randomness, a sheet from the typesetter, hashes into the log. All of it or nothing: the
//! sheet lies on the disk before anybody's badge becomes a fact. The texts are secrets: they stand on the sheet
//! and nowhere else, in no log and in no entry.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use data_encoding::BASE64;
use serde_json::{Value, json};
use stupen_domain::facts::{BadgeIssued, BadgeRevoked, Bilingual, PersonSet};
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::{Actor, Command, State, badge, people, time, workshop};
use stupen_journal::blobs::BlobStore;

use crate::book::{Book, zone};
use crate::data::write_private;
use crate::documents::Documents;
use crate::i18n::Lang;
use crate::office::users::Role;
use crate::pictograms;
use crate::pictures::PictureKind;
use crate::roster::no_workshop;
use crate::secrets::random;

/// Sheets of more than this are a mistake; the typesetter takes no more either.
const BADGES_MAX: usize = 1_000;

/// What fits the small line of a card.
const LINE_CHARS_MAX: usize = 40;

/// Whose badges to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everybody who belongs to the workshop today, and its staff.
    Everybody,
    /// Those of them who have no badge that opens.
    WithoutBadge,
    /// One person, by id or by roster key.
    Person(String),
    /// Nobody yet: cards that staff bind to a person at a kiosk.
    Spare(usize),
}

/// What to print and how.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// For which workshop.
    pub workshop: &'a WorkshopId,
    /// Whose badges.
    pub whom: Whom,
    /// The badges these people hold until now stop working.
    pub replace: bool,
    /// The language of the sheet's own words.
    pub lang: Lang,
}

/// One badge that was made. Its text is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeBadge {
    /// Whose; `None` for a spare one.
    pub person: Option<PersonId>,
    /// The roster's key of the person.
    pub key: Option<String>,
    /// The name on the card, or the number of a spare one.
    pub called: String,
    /// What the QR code says.
    pub text: String,
}

impl fmt::Debug for MadeBadge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MadeBadge")
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

/// Makes badges: prints the sheet to `out` (readable by its owner only), then commits their hashes.
///
/// # Errors
/// When there is nobody to make a badge for, the typesetter or the disk refuses, or the rules do: then no badge
/// became a fact and `out` is as it was.
pub fn issue_badges(
    book: &Book,
    documents: &Documents,
    actor: &Actor,
    order: &Order<'_>,
    out: &Path,
) -> Result<Vec<MadeBadge>> {
    ensure!(!out.is_dir(), "--out: {} is a folder", out.display());
    let moment = book.clock().now();
    let cards = book.with(|ledger| {
        let state = ledger.state();
        let today = time::workshop_day(book.now(moment, zone(state, order.workshop)).at);
        cards(state, order, today)
    })??;
    let request = book.blobs(|blobs| request(blobs, &cards, order));
    let sheet = documents.print(&request?)?;
    let part = part_of(out)?;
    write_private(&part, &sheet)?;
    let commands = commands(&cards.cards, order.replace)?;
    let kept = if commands.is_empty() {
        Ok(Vec::new())
    } else {
        book.commit_now(order.workshop, actor, commands)
    };
    if let Err(error) = kept {
        // The sheet would open nothing.
        let _left_behind = fs::remove_file(&part);
        return Err(error.into());
    }
    fs::rename(&part, out).with_context(|| {
        format!(
            "the badges are valid, but the sheet could not be moved to {}: it lies at {}",
            out.display(),
            part.display()
        )
    })?;
    Ok(cards.cards.into_iter().map(|card| card.made).collect())
}

fn part_of(out: &Path) -> Result<PathBuf> {
    let name = out
        .file_name()
        .with_context(|| format!("--out: {} names no file", out.display()))?;
    let mut part = std::ffi::OsString::from(".");
    part.push(name);
    part.push(".part");
    Ok(out.with_file_name(part))
}

struct Cards {
    workshop: Bilingual,
    organisation: Option<Bilingual>,
    cards: Vec<Card>,
}

struct Card {
    made: MadeBadge,
    person: Option<PersonSet>,
    staff_role: Option<stupen_domain::Role>,
    /// Hashes of the badges that the person holds now.
    held: Vec<stupen_domain::wire::ids::BadgeHash>,
}

fn cards(state: &State, order: &Order<'_>, today: chrono::NaiveDate) -> Result<Cards> {
    let settings = workshop::settings(state, order.workshop)
        .with_context(|| no_workshop(state, order.workshop))?;
    let people: Vec<&PersonSet> = match &order.whom {
        Whom::Spare(_) => Vec::new(),
        Whom::Everybody => members(state, order.workshop, today),
        Whom::WithoutBadge => members(state, order.workshop, today)
            .into_iter()
            .filter(|person| people::badges(state, &person.person).is_empty())
            .collect(),
        Whom::Person(asked) => vec![find(state, asked)?],
    };
    let mut cards = Vec::new();
    for person in people {
        cards.push(Card {
            made: MadeBadge {
                person: Some(person.person.clone()),
                key: people::identity(state, &person.person)
                    .and_then(|identity| identity.roster_key.clone()),
                called: person.called.clone(),
                text: badge::text(random()?),
            },
            staff_role: people::person(state, &person.person).and_then(|view| view.staff_role()),
            held: people::badges(state, &person.person),
            person: Some(person.clone()),
        });
    }
    if let Whom::Spare(count) = order.whom {
        ensure!(
            (1..=BADGES_MAX).contains(&count),
            "--spare: 1 to {BADGES_MAX} cards"
        );
        for number in 1..=count {
            cards.push(Card {
                made: MadeBadge {
                    person: None,
                    key: None,
                    called: format!("№ {number}"),
                    text: badge::text(random()?),
                },
                staff_role: None,
                held: Vec::new(),
                person: None,
            });
        }
    }
    match cards.len() {
        0 if order.whom == Whom::WithoutBadge => bail!("everybody has a badge already"),
        0 => bail!("nobody belongs to workshop `{}` today", order.workshop),
        n if n > BADGES_MAX => bail!("{n} badges at once, at most {BADGES_MAX}: use --new"),
        _ => {}
    }
    Ok(Cards {
        workshop: settings.name.clone(),
        organisation: workshop::organisation(state).map(|set| set.name.clone()),
        cards,
    })
}

/// Who needs a badge in a workshop: those enrolled on a day or later, and the staff; by name.
fn members<'a>(
    state: &'a State,
    workshop: &WorkshopId,
    today: chrono::NaiveDate,
) -> Vec<&'a PersonSet> {
    let mut members: Vec<people::PersonView<'_>> = people::everybody(state)
        .into_iter()
        .filter(|view| view.person.active)
        .filter(|view| match view.staff_role() {
            Some(_) => scope_is(&view.entry.stream, workshop),
            None => people::enrolments(state, &view.person.person)
                .iter()
                .any(|term| {
                    term.workshop == *workshop && term.ended.is_none_or(|(last, _)| last >= today)
                }),
        })
        .collect();
    let place = |view: &people::PersonView<'_>| {
        let role = view.staff_role().map(stupen_domain::Role::word);
        (role, view.person.called.clone())
    };
    members.sort_by_cached_key(place);
    members.into_iter().map(|view| view.person).collect()
}

fn scope_is(stream: &str, workshop: &WorkshopId) -> bool {
    stream
        .split('/')
        .nth(1)
        .and_then(|scope| scope.strip_prefix("w:"))
        == Some(workshop.as_str())
}

/// A person by roster key or id.
pub(crate) fn find<'a>(state: &'a State, asked: &str) -> Result<&'a PersonSet> {
    let by_id = people::person(state, &PersonId::new(asked));
    let found = by_id.or_else(|| {
        people::everybody(state).into_iter().find(|view| {
            people::identity(state, &view.person.person)
                .is_some_and(|identity| identity.roster_key.as_deref() == Some(asked))
        })
    });
    let view = found.with_context(|| {
        format!("--person: nobody is known as {asked:?}: give the key of the roster, or the id")
    })?;
    ensure!(
        view.person.active,
        "--person: {} is not here any more",
        view.person.called
    );
    Ok(view.person)
}

/// The typesetter's request (`server/documents/README.md`).
fn request(blobs: &BlobStore, cards: &Cards, order: &Order<'_>) -> Result<Value> {
    let lang = order.lang;
    let workshop = lang.of(&cards.workshop);
    let mut badges = Vec::with_capacity(cards.cards.len());
    for Card {
        made,
        person,
        staff_role,
        ..
    } in &cards.cards
    {
        let (role, line) = match (person, staff_role) {
            (None, _) => ("spare", made.called.clone()),
            (Some(_), None) => ("participant", workshop.to_owned()),
            (Some(_), Some(role)) => ("staff", role_name(lang, role.word())),
        };
        let line: String = line.chars().take(LINE_CHARS_MAX).collect();
        let mut card = json!({ "role": role, "code": made.text, "line": line });
        if let (Some(set), Some(fields)) = (person, card.as_object_mut()) {
            fields.insert("called".to_owned(), json!(set.called));
            if let Some((field, value)) = picture(blobs, set.picture.as_str())? {
                fields.insert(field.to_owned(), value);
            }
        }
        badges.push(card);
    }
    let mut request = json!({
        "document": "badges",
        "lang": lang.code(),
        "title": lang.tf("Badges · {workshop}", &[("workshop", &workshop)]),
        "badges": badges,
    });
    if let (Some(name), Some(fields)) = (&cards.organisation, request.as_object_mut()) {
        fields.insert("footer".to_owned(), json!(lang.of(name)));
    }
    Ok(request)
}

fn role_name(lang: Lang, word: &str) -> String {
    match word.parse::<Role>() {
        Ok(role) => {
            let name = lang.t(role.label());
            let mut letters = name.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect())
                .unwrap_or_default()
        }
        Err(_newer) => word.to_owned(),
    }
}

/// The request's field for a picture; without one the card shows the name's first letter.
fn picture(blobs: &BlobStore, reference: &str) -> Result<Option<(&'static str, Value)>> {
    let bytes = match reference.split_once(':') {
        Some(("pictogram", id)) => pictograms::get(id).map(|found| found.svg.to_vec()),
        Some(("blob", hash)) => {
            let hash = hash
                .parse()
                .map_err(|error| anyhow!("a picture {reference:?}: {error}"))?;
            blobs.get(&hash)?
        }
        _ => None,
    };
    Ok(bytes.and_then(|bytes| match PictureKind::of(&bytes) {
        PictureKind::Png => Some(("picture_png_base64", json!(BASE64.encode(&bytes)))),
        PictureKind::Jpeg => Some(("picture_jpeg_base64", json!(BASE64.encode(&bytes)))),
        PictureKind::Svg => {
            let text = String::from_utf8(bytes).ok()?;
            Some(("picture_svg", json!(text)))
        }
    }))
}

fn commands(cards: &[Card], replace: bool) -> Result<Vec<Command>> {
    let mut commands: Vec<Command> = Vec::new();
    for Card { made, held, .. } in cards {
        let Some(person) = &made.person else { continue };
        let hash = badge::hash(&made.text).map_err(|error| anyhow!("a new badge: {error}"))?;
        if replace {
            commands.extend(held.iter().map(|old| {
                Command::from(BadgeRevoked {
                    badge: old.clone(),
                    person: person.clone(),
                    reason: "replaced".to_owned(),
                })
            }));
        }
        commands.push(
            BadgeIssued {
                badge: hash,
                person: person.clone(),
                until: None,
            }
            .into(),
        );
    }
    Ok(commands)
}

#[cfg(test)]
mod tests;
