//! Entries into views: in memory at once, in the views' file once a batch.

use stupen_domain as domain;
use stupen_domain::State;
use stupen_domain::entry::EntryRef;
use stupen_domain::wire::Fact;
use stupen_journal::StreamId;

use crate::{LOADED_DAYS_MAX, Ledger, ViewsError, translate};

impl Ledger {
    /// Adds entries to the state, loading what they touch.
    pub(crate) fn fold(&mut self, entries: Vec<domain::Entry>) -> Result<(), ViewsError> {
        for entry in entries {
            self.revision += 1;
            let consequence = match &entry.payload.fact {
                Fact::QuarantineReleased(released) => Some((released.entries.clone(), true)),
                Fact::Redacted(redacted) => Some((redacted.entries.clone(), false)),
                _ => None,
            };
            self.load_missing(&entry)?;
            self.state.apply(entry);
            match consequence {
                Some((places, true)) => self.release(&places)?,
                Some((places, false)) => self.redact(&places)?,
                None => {}
            }
        }
        Ok(())
    }

    /// Writes changed views with the heads they stand for, and unloads days that nobody looks at.
    pub(crate) fn store_views(&mut self) -> Result<(), ViewsError> {
        let changed: Vec<(String, Option<Vec<u8>>)> = self
            .state
            .take_changed()?
            .into_iter()
            .map(|(key, body)| (key, Some(body)))
            .collect();
        let heads = self.log.heads()?;
        self.views.put_all(&changed, &heads)?;
        self.folded = heads;
        if self.state.loaded_days() > LOADED_DAYS_MAX {
            let shown: Vec<_> = self
                .open_days
                .iter()
                .flat_map(|day| self.state.written_days(*day))
                .collect();
            self.state.unload_days(|day| shown.contains(&day));
        }
        Ok(())
    }

    /// Staff let quarantined entries count: those that wait here are folded now, later ones at ingest.
    fn release(&mut self, places: &[EntryRef]) -> Result<(), ViewsError> {
        let mut released = Vec::new();
        for place in places {
            let Ok(stream) = place.stream.parse::<StreamId>() else {
                continue;
            };
            if let Some(entry) = self.log.release(&stream, place.seq)?
                && let Ok(entry) = translate::entry(&entry)
            {
                released.push(entry);
            }
        }
        self.fold(released)
    }

    /// Erases payloads here, and what the views hold of them.
    fn redact(&mut self, places: &[EntryRef]) -> Result<(), ViewsError> {
        let mut gone = Vec::new();
        for place in places {
            let Ok(stream) = place.stream.parse::<StreamId>() else {
                continue;
            };
            if let Some(stored) = self.log.entry(&stream, place.seq)?
                && let Ok(entry) = translate::entry(&stored)
            {
                self.load_missing(&entry)?;
                self.state.forget(&entry);
            }
            gone.push((stream, place.seq));
        }
        self.log.redact(&gone)?;
        Ok(())
    }

    /// Loads the partitions an entry belongs to.
    pub(crate) fn load_missing(&mut self, entry: &domain::Entry) -> Result<(), ViewsError> {
        for key in self.state.missing(entry) {
            let body = self.views.get(&key)?;
            self.state.load(&key, body.as_deref())?;
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
        self.views.clear()?;
        self.state = State::default();
        self.folded.clear();
        let folded = self.catch_up(&[])?;
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
    pub(crate) fn catch_up(&mut self, heads: &[stupen_journal::Head]) -> Result<u64, ViewsError> {
        const BATCH: usize = 2_000;
        let waiting: std::collections::HashSet<(StreamId, u64)> = self
            .log
            .quarantine()?
            .into_iter()
            .map(|waiting| (waiting.entry.header.stream, waiting.entry.header.seq))
            .collect();
        let mut folded = 0u64;
        for head in self.log.heads()? {
            let mut after = heads
                .iter()
                .find(|known| known.stream == head.stream)
                .map_or(0, |known| known.seq);
            while after < head.seq {
                let entries = self.log.since(&head.stream, after, BATCH)?;
                let Some(last) = entries.last() else { break };
                after = last.header.seq;
                let entries: Vec<domain::Entry> = entries
                    .iter()
                    .filter(|e| {
                        waiting.is_empty()
                            || !waiting.contains(&(e.header.stream.clone(), e.header.seq))
                    })
                    .filter_map(|entry| translate::entry(entry).ok())
                    .collect();
                folded += u64::try_from(entries.len()).unwrap_or(0);
                self.fold(entries)?;
                self.store_views_unheaded()?;
            }
        }
        self.store_views()?;
        Ok(folded)
    }

    /// Writes changed views in the middle of catching up: the heads stay behind until all is folded, so that an
    /// interruption starts over rather than skipping.
    fn store_views_unheaded(&mut self) -> Result<(), ViewsError> {
        let changed: Vec<(String, Option<Vec<u8>>)> = self
            .state
            .take_changed()?
            .into_iter()
            .map(|(key, body)| (key, Some(body)))
            .collect();
        self.views.put_all(&changed, &self.folded)?;
        if self.state.loaded_days() > LOADED_DAYS_MAX {
            self.state.unload_days(|_| false);
        }
        Ok(())
    }
}
