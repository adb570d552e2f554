//! What people have practised: sums of all days at once, runs of one person on demand.
//!
//! A year of runs is too much to keep open. The views' file holds the sums of each person's day beside the day; they
//! say which days a person's runs stand under, and only those are read, one after the other.

use chrono::NaiveDate;
use stupen_domain::learning::History;
use stupen_domain::practice::{KEYS, Totals};
use stupen_domain::state::day_key;
use stupen_domain::wire::decode_partition;
use stupen_domain::wire::ids::{OperationId, PersonId};

use crate::{Ledger, ViewsError};

impl Ledger {
    /// Loads the sums of everybody's days, so that [`Totals`] can be made of the state. Costs nothing when they are
    /// loaded.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn open_practice(&mut self) -> Result<(), ViewsError> {
        if !self.practice_open {
            self.load_prefix(KEYS)?;
            self.practice_open = true;
        }
        Ok(())
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
            self.add_day(&mut history, day)?;
        }
        Ok(history)
    }

    /// A person's last runs on each operation, at least as many that tell how long a piece takes as asked for where there
    /// are so many: what proposals of prompts and trends rest on.
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
        let mut read = std::collections::BTreeSet::new();
        for (operation, days) in days {
            for day in days {
                if history.timed(&operation) >= runs {
                    break;
                }
                if read.insert(day) {
                    self.add_day(&mut history, day)?;
                }
            }
        }
        Ok(history)
    }

    /// Adds a person's day, as written, to their history; it need not be open and is not kept open.
    fn add_day(&self, history: &mut History, day: NaiveDate) -> Result<(), ViewsError> {
        for key in [day_key(day, history.person()), History::calls_key(day)] {
            if self.state.is_loaded(&key) {
                history.add(&self.state, self.state.part(&key));
            } else if let Some(body) = self.views.get(&key)? {
                let entries = decode_partition(&body)?;
                history.add(&self.state, entries.iter());
            }
        }
        Ok(())
    }
}
