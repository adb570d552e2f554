//! Entries into views: in memory at once, in the views' file once a batch.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use stupen_domain as domain;
use stupen_domain::entry::EntryRef;
use stupen_domain::state::key_day;
use stupen_domain::wire::Fact;
use stupen_domain::wire::facts::Redacted;
use stupen_domain::{State, authority};
use stupen_journal::{Hash, Head, StreamId};

use crate::shelf::Unwritten;
use crate::{Ledger, Trusted, ViewsError, translate};

/// Changed partitions that wait at most for being written.
const CHANGED_MAX: usize = 2_000;
/// Loaded partitions beyond which days that nobody looks at are unloaded.
const LOADED_MAX: usize = 8_000;

impl Ledger {
    /// Adds entries to the state, loading what they touch.
    pub(crate) fn fold(
        &mut self,
        entries: impl IntoIterator<Item = Arc<domain::Entry>>,
    ) -> Result<(), ViewsError> {
        for entry in entries {
            self.revision += 1;
            let fact = &entry.payload.fact;
            let consequence = matches!(fact, Fact::QuarantineReleased(_) | Fact::Redacted(_))
                .then(|| Arc::clone(&entry));
            if !self.is_told_twice(&entry)? {
                while let Err(missing) = self.state.enter(&entry) {
                    self.load(missing)?;
                }
            }
            match consequence.as_ref().map(|entry| &entry.payload.fact) {
                Some(Fact::QuarantineReleased(released)) => self.release(&released.entries)?,
                Some(Fact::Redacted(redacted)) => self.redact(redacted)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes changed views once there are many, in passing; else they wait for [`Ledger::settle`]. Nothing is lost by
    /// waiting: what the views' file lacks is folded anew from the log when it is opened.
    pub(crate) fn settle_if_due(&mut self) -> Result<(), ViewsError> {
        if self.state.changed() > CHANGED_MAX {
            self.finish_writing()?;
            self.unload_unseen();
            let heads = self.log.heads()?;
            self.write_in_passing(heads)?;
        }
        Ok(())
    }

    /// Writes changed views with the heads they stand for, and unloads days that nobody looks at. Called when there
    /// is time: once a second, and at the end.
    ///
    /// # Errors
    /// [`ViewsError`]; what could not be written is tried again the next time.
    pub fn settle(&mut self) -> Result<(), ViewsError> {
        self.finish_writing()?;
        if self.state.changed() == 0 {
            return Ok(());
        }
        let heads = self.log.heads()?;
        self.write_changed(&heads)?;
        self.unload_unseen();
        Ok(())
    }

    fn write_changed(&mut self, heads: &[Head]) -> Result<(), ViewsError> {
        let changed = self.state.take_changed();
        let written = self.views.write(changed, heads);
        self.known_written(written)
    }

    fn write_in_passing(&mut self, heads: Vec<Head>) -> Result<(), ViewsError> {
        let changed = self.state.take_changed();
        let begun = self.views.write_in_passing(changed, heads);
        self.known_written(begun)
    }

    /// Waits for views that are being written in passing. Before that nothing may be unloaded.
    fn finish_writing(&mut self) -> Result<(), ViewsError> {
        let written = self.views.finish();
        self.known_written(written)
    }

    fn known_written(&mut self, written: Result<(), Unwritten>) -> Result<(), ViewsError> {
        written.map_err(|unwritten| {
            self.state.keep_changed(unwritten.keys);
            unwritten.error
        })
    }

    fn unload_unseen(&mut self) {
        if self.state.loaded() > LOADED_MAX {
            let shown: Vec<_> = self
                .open_days
                .iter()
                .flat_map(|day| self.state.written_days(*day))
                .collect();
            self.unload(|day| shown.contains(&day));
        }
    }

    fn unload(&mut self, keep: impl Fn(NaiveDate) -> bool) {
        self.state.unload_days(&keep);
        self.scanned_days.retain(|day| keep(*day));
    }

    /// Whether a readmission tells what stands in our own chain: it counts there already.
    fn is_told_twice(&self, entry: &domain::Entry) -> Result<bool, ViewsError> {
        let Fact::EntryReadmitted(told) = &entry.payload.fact else {
            return Ok(false);
        };
        let Ok(stream) = told.entry.stream.parse::<StreamId>() else {
            return Ok(false);
        };
        let held = self.log.hash_at(&stream, told.entry.seq)?;
        Ok(held.is_some_and(|hash| hash.to_string() == told.hash))
    }

    /// Remembers how far a stream is folded in memory.
    pub(crate) fn note_folded(&mut self, stream: &StreamId, seq: u64) {
        let known = self.folded.entry(stream.clone()).or_default();
        *known = (*known).max(seq);
    }

    /// Staff let quarantined entries count: those that wait here are folded now, later ones at ingest. One that was
    /// released before a crash is folded again: adding it twice changes nothing.
    fn release(&mut self, places: &[EntryRef]) -> Result<(), ViewsError> {
        let mut released = Vec::new();
        for place in places {
            let Ok(stream) = place.stream.parse::<StreamId>() else {
                continue;
            };
            let entry = match self.log.release(&stream, place.seq)? {
                Some(entry) => Some(entry),
                None => self.log.entry(&stream, place.seq)?,
            };
            if let Some(Ok(entry)) = entry
                .as_ref()
                .map(|entry| translate::entry(entry, &self.seals))
            {
                released.push(Arc::new(entry));
            }
        }
        self.fold(released)
    }

    /// Erases payloads here, and what the views hold of them.
    fn redact(&mut self, redacted: &Redacted) -> Result<(), ViewsError> {
        let mut gone = Vec::new();
        let mut has_forgotten = false;
        let mut exact = Vec::new();
        let mut places = redacted.entries.clone();
        for named in &redacted.exact {
            let (Ok(stream), Ok(hash)) = (
                named.entry.stream.parse::<StreamId>(),
                named.hash.parse::<Hash>(),
            ) else {
                continue;
            };
            if self.log.hash_at(&stream, named.entry.seq)? == Some(hash) {
                places.push(named.entry.clone());
            }
            exact.push((stream, named.entry.seq, hash));
        }
        for place in &places {
            let Ok(stream) = place.stream.parse::<StreamId>() else {
                continue;
            };
            if let Some(stored) = self.log.entry(&stream, place.seq)?
                && let Ok(entry) = translate::entry(&stored, &self.seals)
            {
                self.load_missing(&entry)?;
                self.state.forget(&entry);
                has_forgotten = true;
            }
            gone.push((stream, place.seq));
        }
        // The views forget first, under heads that do not yet tell of the erasure: a power cut between the two steps
        // finds the payload still here, and erases again.
        self.finish_writing()?;
        let behind = self.views.heads()?;
        self.write_changed(&behind)?;
        if has_forgotten {
            self.views.scour()?;
        }
        self.log.redact(&gone)?;
        if !exact.is_empty() {
            self.log.redact_exact(&exact)?;
        }
        Ok(())
    }

    /// Loads the partitions an entry belongs to; those of a day together, since the day's other people come next.
    pub(crate) fn load_missing(&mut self, entry: &domain::Entry) -> Result<(), ViewsError> {
        self.load(self.state.missing(entry))
    }

    fn load(&mut self, keys: Vec<String>) -> Result<(), ViewsError> {
        for key in keys {
            let body = match key_day(&key).filter(|_| key.starts_with("d/")) {
                Some(day) => {
                    self.load_written_day(day)?;
                    None
                }
                None => self.views.get(&key)?,
            };
            // Where the file has nothing, the partition is known to be empty.
            self.state.load(&key, body.as_deref())?;
        }
        Ok(())
    }

    /// Loads what was written under a day, once.
    pub(crate) fn load_written_day(&mut self, day: NaiveDate) -> Result<(), ViewsError> {
        if self.scanned_days.insert(day) {
            self.load_prefix(&format!("d/{day}/"))?;
        }
        Ok(())
    }

    /// Loads every partition with a prefix that is not loaded.
    pub(crate) fn load_prefix(&mut self, prefix: &str) -> Result<(), ViewsError> {
        for (key, body) in self.views.scan_prefix(prefix)? {
            if !self.state.is_loaded(&key) {
                self.state.load(&key, Some(&body))?;
            }
        }
        Ok(())
    }

    /// Folds the whole log anew.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn rebuild(&mut self) -> Result<u64, ViewsError> {
        self.finish_writing()?;
        self.views.clear()?;
        self.state = State::default();
        self.scanned_days.clear();
        self.practice_open = false;
        self.practice_until.clear();
        self.folded.clear();
        let folded = self.catch_up(&BTreeMap::new())?;
        self.load_resident()?;
        Ok(folded)
    }

    pub(crate) fn load_resident(&mut self) -> Result<(), ViewsError> {
        for prefix in State::RESIDENT {
            self.load_prefix(prefix)?;
        }
        Ok(())
    }

    /// Folds what the log holds beyond `heads`; returns how many entries.
    pub(crate) fn catch_up(&mut self, heads: &BTreeMap<StreamId, u64>) -> Result<u64, ViewsError> {
        const BATCH: usize = 2_000;
        let waiting: std::collections::HashSet<(StreamId, u64)> = self
            .log
            .quarantine()?
            .into_iter()
            .map(|waiting| (waiting.entry.header.stream, waiting.entry.header.seq))
            .collect();
        let mut folded = 0u64;
        let mut streams = self.log.heads()?;
        // The office's streams first: they say who the others are.
        let office = self.server();
        streams.sort_by_key(|head| Some(head.stream.writer) != office);
        for head in streams {
            // A kind that was unknown when it came was let in unread: whether its writer may state it is asked now.
            // What staff released is folded by its release.
            let trusted = self.trusted(head.stream.writer);
            let mut after = heads.get(&head.stream).copied().unwrap_or(0);
            while after < head.seq {
                let entries = self.log.since(&head.stream, after, BATCH)?;
                let Some(last) = entries.last() else { break };
                after = last.header.seq;
                let named = translate::Named::of(&head.stream);
                let entries: Vec<Arc<domain::Entry>> = entries
                    .iter()
                    .filter(|e| {
                        waiting.is_empty()
                            || !waiting.contains(&(e.header.stream.clone(), e.header.seq))
                    })
                    .filter_map(|entry| translate::entry_of(entry, &named, &self.seals).ok())
                    .filter(|entry| {
                        trusted
                            .as_ref()
                            .is_none_or(|trusted| may_state(entry, trusted))
                    })
                    .map(Arc::new)
                    .collect();
                folded += u64::try_from(entries.len()).unwrap_or(0);
                self.fold(entries)?;
                self.note_folded(&head.stream, after);
                if self.state.changed() > CHANGED_MAX {
                    // The heads stay behind until all is folded: an interruption starts over rather than skips.
                    self.finish_writing()?;
                    self.unload(|_| false);
                    let behind = self.views.heads()?;
                    self.write_in_passing(behind)?;
                }
            }
        }
        let heads = self.log.heads()?;
        self.write_changed(&heads)?;
        Ok(folded)
    }
}

/// Whether the authority table lets this writer state this.
fn may_state(entry: &domain::Entry, trusted: &Trusted) -> bool {
    let fact = &entry.payload.fact;
    let scope = entry.order.entry.scope().unwrap_or_default();
    authority::check(fact.kind(), trusted.kind, entry.role, entry.audience, scope).is_ok()
        && authority::check_fact(fact, trusted.kind, Some(&entry.device)).is_ok()
}
