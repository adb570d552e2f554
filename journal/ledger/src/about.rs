//! Everything that the log holds about one person: what has to go when they are erased (docs/entries.md, "Redaction").

use std::collections::BTreeSet;

use stupen_domain::entry::{EntryRef, Role};
use stupen_domain::facts::ExactEntry;
use stupen_domain::wire::ids::PersonId;
use stupen_domain::wire::{Concern, concern};
use stupen_journal::{Entry, StoreError};

use crate::Ledger;
use crate::translate::place;

/// Entries about a person, in all streams.
#[derive(Debug, Default, PartialEq)]
pub struct About {
    /// In the chains.
    pub entries: Vec<EntryRef>,
    /// In streams that forked, where a place alone would not do: those of the chain again, and those kept apart.
    pub exact: Vec<ExactEntry>,
    /// Entries about something else that name the person: staff they were, or one of several.
    pub named_in: Vec<EntryRef>,
    /// Entries that nobody here can read: sealed to a key that is not here.
    pub unread: Vec<EntryRef>,
}

impl Ledger {
    /// Looks through every entry that is here, whatever its kind, counting or not.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn about(&self, person: &PersonId) -> Result<About, StoreError> {
        const BATCH: usize = 1_000;
        let mut about = About::default();
        let divergent = self.log.divergent()?;
        let forked: BTreeSet<_> = divergent
            .iter()
            .map(|kept| kept.entry.header.stream.clone())
            .collect();
        for head in self.log.heads()? {
            let is_forked = forked.contains(&head.stream);
            let mut after = 0;
            loop {
                let entries = self.log.since(&head.stream, after, BATCH)?;
                let Some(last) = entries.last() else { break };
                after = last.header.seq;
                for entry in &entries {
                    let here = place(&entry.header.stream, entry.header.seq);
                    match self.concern(entry, entry.payload.as_deref(), person) {
                        Found::About => {
                            if is_forked {
                                about.exact.push(exact(entry, here.clone()));
                            }
                            about.entries.push(here);
                        }
                        Found::Names => about.named_in.push(here),
                        Found::Unread => about.unread.push(here),
                        Found::Nothing => {}
                    }
                }
            }
        }
        // Set apart as too large: their headers are in the chain, their payloads are not.
        for (stream, seq, body) in self.log.oversize()? {
            if let Some(entry) = self.log.entry(&stream, seq)?
                && self.concern(&entry, Some(&body), person) == Found::About
            {
                about.entries.push(place(&stream, seq));
            }
        }
        for kept in &divergent {
            let entry = &kept.entry;
            let here = place(&entry.header.stream, entry.header.seq);
            match self.concern(entry, entry.payload.as_deref(), person) {
                Found::About => about.exact.push(exact(entry, here)),
                Found::Names => about.named_in.push(here),
                Found::Unread => about.unread.push(here),
                Found::Nothing => {}
            }
        }
        Ok(about)
    }

    fn concern(&self, entry: &Entry, payload: Option<&[u8]>, person: &PersonId) -> Found {
        let Some(payload) = payload else {
            return Found::Nothing;
        };
        let Ok(payload) = self.seals.unseal(payload) else {
            return Found::Unread;
        };
        let own_act = Role::from_word(&entry.header.role) == Some(Role::Participant);
        match concern(&payload, person, own_act) {
            Concern::About => Found::About,
            Concern::Names => Found::Names,
            Concern::Nothing => Found::Nothing,
        }
    }
}

#[derive(PartialEq)]
enum Found {
    About,
    Names,
    Unread,
    Nothing,
}

fn exact(entry: &Entry, here: EntryRef) -> ExactEntry {
    ExactEntry {
        entry: here,
        hash: entry.hash().to_string(),
    }
}
