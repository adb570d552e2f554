//! Erasing: which entries, and the `Redacted` that names them, in every workshop whose kiosks may hold them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use stupen_domain::entry::EntryRef;
use stupen_domain::facts::{ExactEntry, PersonSet, Redacted};
use stupen_domain::wire::Kind;
use stupen_domain::wire::ids::{PersonId, WorkshopId};
use stupen_domain::{Actor, people};
use stupen_journal::{Hash, Log, StreamId};
use stupen_ledger::{Ledger, erase_set_aside};

use crate::book::Book;

/// Places in one entry at most: its payload has a limit.
const PLACES_MAX: usize = 300;
/// Places with a hash in one entry at most.
const EXACT_MAX: usize = 150;

/// What is to go.
#[derive(Debug, Default)]
pub struct Erasure {
    /// What the person was called.
    pub called: Option<String>,
    /// In the chains.
    pub entries: Vec<EntryRef>,
    /// In streams that forked, by hash.
    pub exact: Vec<ExactEntry>,
    /// How many of these are kept apart.
    pub apart: usize,
    /// Kinds and how many of each in the chains.
    pub kinds: BTreeMap<String, usize>,
    /// Portraits that no other entry names.
    pub pictures: Vec<Hash>,
    /// Entries that name the person and stay.
    pub named_in: Vec<EntryRef>,
    /// Named, and erased before.
    pub erased: Vec<EntryRef>,
    /// Entries that could not be read.
    pub unread: Vec<EntryRef>,
}

impl Erasure {
    /// Whether nothing is to go.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.exact.is_empty()
    }
}

/// Everything about a person, by roster key or id.
///
/// # Errors
/// When nobody is known by it, or the log cannot be read.
pub fn of_person(book: &Book, asked: &str) -> Result<Erasure> {
    book.with(|ledger| {
        let person = find(ledger, asked)?;
        let about = ledger.about(&person)?;
        let called = people::person(ledger.state(), &person).map(|view| view.person.called.clone());
        let in_chain: BTreeSet<&EntryRef> = about.entries.iter().collect();
        let apart = about
            .exact
            .iter()
            .filter(|exact| !is_in_chain(ledger, exact))
            .count();
        let pictures = pictures_of(ledger, |id, _| id == person.as_str());
        let kinds = kinds(ledger, in_chain.into_iter())?;
        Ok(Erasure {
            called,
            kinds,
            pictures,
            apart,
            entries: about.entries,
            exact: about.exact,
            named_in: about.named_in,
            erased: Vec::new(),
            unread: about.unread,
        })
    })?
}

/// Single entries.
///
/// # Errors
/// When one of them is not here.
pub fn of_entries(book: &Book, entries: Vec<EntryRef>) -> Result<Erasure> {
    book.with(|ledger| {
        let gone: BTreeSet<EntryRef> = ledger
            .log()
            .redactions()?
            .places
            .into_iter()
            .map(|(stream, seq, _hash)| EntryRef {
                stream: stream.to_string(),
                seq,
            })
            .collect();
        let (erased, entries): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|place| gone.contains(place));
        let kinds = kinds(ledger, entries.iter())?;
        let going: BTreeSet<&EntryRef> = entries.iter().collect();
        let pictures = pictures_of(ledger, |_, place| going.contains(place));
        Ok(Erasure {
            kinds,
            pictures,
            entries,
            erased,
            ..Erasure::default()
        })
    })?
}

/// Writes down what is erased, and with that erases it: here at once, at kiosks when they hear of it.
///
/// # Errors
/// When an entry cannot be written; those before it hold.
pub fn carry_out(book: &Book, actor: &Actor, erasure: &Erasure, reason: &str) -> Result<usize> {
    let workshops = book.workshops()?;
    let fallback = workshops.first().context("there is no workshop yet")?;
    // Who holds a stream of a workshop hears of what goes from it in that workshop; the organisation's streams and
    // those for the case lie at the office, which reads everywhere.
    let home = |place: &EntryRef| -> WorkshopId {
        let scope = place.scope().and_then(|scope| scope.strip_prefix("w:"));
        scope
            .map(WorkshopId::new)
            .filter(|workshop| workshops.contains(workshop))
            .unwrap_or_else(|| fallback.clone())
    };
    let mut by_workshop: BTreeMap<WorkshopId, (Vec<EntryRef>, Vec<ExactEntry>)> = BTreeMap::new();
    for place in &erasure.entries {
        by_workshop
            .entry(home(place))
            .or_default()
            .0
            .push(place.clone());
    }
    for exact in &erasure.exact {
        by_workshop
            .entry(home(&exact.entry))
            .or_default()
            .1
            .push(exact.clone());
    }
    let mut written = 0;
    for (workshop, (entries, exact)) in by_workshop {
        let places = entries
            .chunks(PLACES_MAX)
            .map(|entries| (entries.to_vec(), Vec::new()));
        let exact = exact
            .chunks(EXACT_MAX)
            .map(|exact| (Vec::new(), exact.to_vec()));
        for (entries, exact) in places.chain(exact) {
            let redacted = Redacted {
                entries,
                exact,
                because: Some(reason.to_owned()),
            };
            book.commit_now(&workshop, actor, vec![redacted.into()])?;
            written += 1;
        }
    }
    for picture in &erasure.pictures {
        book.blobs(|blobs| blobs.forget(picture))?;
    }
    for unread in book.with(|ledger| erase_set_aside(ledger, None))?? {
        tracing::warn!(file = %unread.display(), "a damaged log that was set aside cannot be read, so nothing could be erased in it: delete it when nothing has to be recovered from it any more");
    }
    if !erasure.pictures.is_empty() {
        for kept in Log::set_aside_files(book.media_file())? {
            tracing::warn!(file = %kept.display(), "a damaged file of pictures that was set aside may hold the portrait still: delete it when nothing has to be recovered from it any more");
        }
    }
    Ok(written)
}

fn find(ledger: &Ledger, asked: &str) -> Result<PersonId> {
    let state = ledger.state();
    let by_id = PersonId::new(asked);
    if people::person(state, &by_id).is_some() {
        return Ok(by_id);
    }
    let by_key = people::everybody(state).into_iter().find(|view| {
        people::identity(state, &view.person.person)
            .is_some_and(|identity| identity.roster_key.as_deref() == Some(asked))
    });
    match by_key {
        Some(view) => Ok(view.person.person.clone()),
        // Erased before, or never named: entries may still be there, or come back from a kiosk.
        None => {
            let about = ledger.about(&by_id)?;
            ensure!(
                !about.entries.is_empty() || !about.exact.is_empty(),
                "--person: nobody is known as {asked:?}: give the key of the roster, or the id"
            );
            Ok(by_id)
        }
    }
}

fn is_in_chain(ledger: &Ledger, exact: &ExactEntry) -> bool {
    let Ok(stream) = exact.entry.stream.parse::<StreamId>() else {
        return false;
    };
    let held = ledger.log().hash_at(&stream, exact.entry.seq);
    held.is_ok_and(|held| held.is_some_and(|held| held.to_string() == exact.hash))
}

fn kinds<'a>(
    ledger: &Ledger,
    entries: impl Iterator<Item = &'a EntryRef>,
) -> Result<BTreeMap<String, usize>> {
    let mut kinds = BTreeMap::new();
    for place in entries {
        let stream: StreamId = place
            .stream
            .parse()
            .with_context(|| format!("{place}: not a stream"))?;
        let entry = ledger
            .log()
            .entry(&stream, place.seq)?
            .with_context(|| format!("{place}: no such entry is here"))?;
        *kinds.entry(entry.header.kind).or_default() += 1;
    }
    Ok(kinds)
}

/// Pictures that nothing names any more once these entries, each known by whom it is about and its place, are gone.
fn pictures_of(ledger: &Ledger, goes: impl Fn(&str, &EntryRef) -> bool) -> Vec<Hash> {
    let blob = |set: &PersonSet| {
        set.picture
            .as_str()
            .strip_prefix("blob:")?
            .parse::<Hash>()
            .ok()
    };
    let (mut gone, mut stay) = (BTreeSet::new(), BTreeSet::new());
    for (id, part) in ledger.state().parts("p/") {
        for entry in part.values() {
            if let Some(hash) = PersonSet::of(&entry.payload.fact).and_then(blob) {
                let side = match goes(id, &entry.order.entry) {
                    true => &mut gone,
                    false => &mut stay,
                };
                side.insert(hash);
            }
        }
    }
    gone.difference(&stay).copied().collect()
}
