//! What people have practised: sums of all days at once, runs of one person on demand.
//!
//! A year of runs is too much to keep open. The views' file holds the sums of each person's day beside the day; they
//! say which days a person's runs stand under, and only those are read, one after the other.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;
use stupen_domain::Entry as Written;
use stupen_domain::learning::History;
use stupen_domain::practice::{KEYS, Totals};
use stupen_domain::state::day_key;
use stupen_domain::wire::decode_partition;
use stupen_domain::wire::ids::{OperationId, PersonId};

use crate::{Ledger, ViewsError};

/// Most days on one operation that are read to find runs that tell how long a piece takes: whoever left none in so many
/// days tells no trend, and costs no year.
const DAYS_READ_MAX: usize = 60;

/// Sums of so many days of people are loaded at once.
const PORTION: usize = 2_000;

impl Ledger {
    /// Loads the sums of everybody's days, so that [`Totals`] can be made of the state. Costs nothing when they are
    /// loaded.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn open_practice(&mut self) -> Result<(), ViewsError> {
        while !self.open_practice_ahead()? {}
        Ok(())
    }

    /// Loads a portion of what [`Ledger::open_practice`] loads, before anybody waits for it. True once all is loaded.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn open_practice_ahead(&mut self) -> Result<bool, ViewsError> {
        if !self.practice_open {
            let portion = self
                .views
                .scan_prefix_after(KEYS, &self.practice_until, PORTION)?;
            self.practice_open = portion.len() < PORTION;
            for (key, body) in portion {
                if !self.state.is_loaded(&key) {
                    self.state.load(&key, Some(&body))?;
                }
                self.practice_until = key;
            }
        }
        Ok(self.practice_open)
    }

    /// All runs of a person.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn history(&mut self, person: &PersonId) -> Result<History, ViewsError> {
        self.history_on(person, None)
    }

    /// All runs of a person on an operation (on any, where none is named). Those on others may be among them, not all.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn history_on(
        &mut self,
        person: &PersonId,
        operation: Option<&OperationId>,
    ) -> Result<History, ViewsError> {
        self.open_practice()?;
        let days = Totals::of(&self.state).days(person, operation);
        let mut history = History::new(person);
        for day in days {
            let entries = self.day(person, day)?;
            history.add(&self.state, entries.iter().map(AsRef::as_ref));
        }
        Ok(history)
    }

    /// A person's last runs on each operation, with none left out between them: at least as many that tell how long a
    /// piece takes as asked for, where there are so many within [`DAYS_READ_MAX`] days of it. What proposals of prompts and
    /// trends rest on.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn recent_history(
        &mut self,
        person: &PersonId,
        runs: usize,
    ) -> Result<History, ViewsError> {
        self.open_practice()?;
        self.recent_history_among(&Totals::of(&self.state), person, runs)
    }

    /// [`Ledger::recent_history`] of one of many, with sums that were made once for all of them.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn recent_history_among(
        &self,
        totals: &Totals<'_>,
        person: &PersonId,
        runs: usize,
    ) -> Result<History, ViewsError> {
        let days: Vec<(OperationId, Vec<NaiveDate>)> = totals
            .person(person)
            .into_keys()
            .map(|operation| {
                let days = totals.days(person, Some(&operation));
                (operation, days)
            })
            .collect();
        let mut history = History::new(person);
        let mut read = BTreeMap::new();
        for (operation, days) in days {
            for day in days.into_iter().take(DAYS_READ_MAX) {
                if history.timed(&operation) >= runs {
                    break;
                }
                let entries = match read.entry(day) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(free) => free.insert(self.day(person, day)?),
                };
                // Of this operation only: an old day's runs on others would stand apart from their newest, as if the
                // person had been away between them.
                let entries = entries.iter().map(AsRef::as_ref);
                history.add_on(&self.state, entries, &operation);
            }
        }
        Ok(history)
    }

    /// What is written of a person's day; it need not be open and is not kept open.
    fn day(&self, person: &PersonId, day: NaiveDate) -> Result<Vec<Cow<'_, Written>>, ViewsError> {
        let mut entries = Vec::new();
        for key in [day_key(day, person), History::calls_key(day)] {
            if self.state.is_loaded(&key) {
                entries.extend(self.state.part(&key).map(Cow::Borrowed));
            } else if let Some(body) = self.views.get(&key)? {
                entries.extend(decode_partition(&body)?.into_iter().map(Cow::Owned));
            }
        }
        Ok(entries)
    }
}
