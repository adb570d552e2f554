//! The log and the rules joined: a [`Ledger`] commits commands, takes in what other devices wrote, and keeps
//! the views up to date. Kiosk and server both work through it, so that neither writes these steps again.
//!
//! ```text
//! command -> decide -> append (durable) -> fold -> views
//! batch   -> verify -> authority -> store -> fold -> views
//! ```

mod about;
mod aside;
mod check;
mod fold;
mod ingest;
mod open;
mod practice;
mod seals;
mod shelf;
mod translate;
mod trust;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use stupen_domain as domain;
use stupen_domain::wire::ids::OrganisationId;
use stupen_domain::{Actor, Command, Here, Now, Refusal, State, WriterKind};
use stupen_journal::store::StoreError;
use stupen_journal::{AppendError, DeviceKey, Draft, Log, SealPublicKey, Stamp, StreamId, Writer};

use shelf::Shelf;

pub use about::About;
pub use aside::erase_set_aside;
pub use ingest::{Prepared, TakeInError, TakenIn, prepare_ahead};
pub use open::{Files, OpenFailed, Opened};
pub use seals::{NotSealed, Seals};
pub use translate::{device_id, writer_id};
pub use trust::{Root, Trusted};

/// Who writes here.
#[derive(Clone, Debug)]
pub struct Author {
    /// Device and epoch.
    pub writer: Writer,
    /// Signs the heads.
    pub key: DeviceKey,
    /// What kind of writer.
    pub kind: WriterKind,
}

/// Log, views and state of one device.
#[derive(Debug)]
pub struct Ledger {
    log: Log,
    views: Shelf,
    state: State,
    author: Author,
    seals: Seals,
    organisation: OrganisationId,
    roots: Vec<Root>,
    /// Days that are shown at present and stay loaded.
    open_days: BTreeSet<NaiveDate>,
    /// Days, as written, whose stored partitions are all loaded.
    scanned_days: BTreeSet<NaiveDate>,
    /// Whether the sums of people's days are loaded.
    practice_open: bool,
    /// The last key of the sums that were loaded, while not all are.
    practice_until: String,
    /// Heads that the state in memory stands for.
    folded: BTreeMap<StreamId, u64>,
    /// What [`Log::foreign_changes`] said when they were read.
    foreign: i64,
    revision: u64,
    /// Whether this log began empty and the office has not yet given all that it holds.
    filling: bool,
}

/// Why a command left nothing behind.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It could not be stored; nothing of it was.
    #[error(transparent)]
    NotStored(#[from] AppendError),
    /// It tells of the case, and could not be sealed; nothing of it was stored.
    #[error(transparent)]
    NotSealed(#[from] NotSealed),
    /// A stored view could not be read or written; the log is whole.
    #[error(transparent)]
    Views(#[from] ViewsError),
}

/// Views that cannot be used: they are disposable, so the ledger is opened anew.
#[derive(Debug, thiserror::Error)]
pub enum ViewsError {
    /// The file.
    #[error("the views cannot be used: {0}")]
    Store(#[from] StoreError),
    /// A body in it.
    #[error("a view cannot be read: {0}")]
    Body(#[from] domain::wire::WireError),
}

impl Ledger {
    /// All that is known; days must be [opened](Ledger::open_day) before they are looked at.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The log itself, for reading, backing up and verifying.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The log, for what is not a fact: marks of what was sent and backed up.
    pub fn log_mut(&mut self) -> &mut Log {
        &mut self.log
    }

    /// Who writes here.
    pub fn author(&self) -> &Author {
        &self.author
    }

    /// The organisation.
    pub fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    /// What becomes of facts for the case here.
    pub fn seals(&self) -> &Seals {
        &self.seals
    }

    /// A kiosk was told the office's sealing key; it serves from now on.
    pub fn seal_to(&mut self, key: SealPublicKey) {
        self.seals.set_to(key);
    }

    /// Whether this log began empty and the office has not yet given all that it holds: whoever is not known here may
    /// well be known there.
    pub fn is_filling(&self) -> bool {
        self.filling
    }

    /// The office has given all that it holds.
    ///
    /// # Errors
    /// When that cannot be remembered; it is true nevertheless.
    pub fn filled(&mut self) -> Result<(), StoreError> {
        self.filling = false;
        self.log.set_filling(false)
    }

    /// Grows with everything that is folded: the same number means the same views.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Folds what another process of this machine wrote into the same files since. The caller keeps processes
    /// from writing at the same time. Costs next to nothing when nobody did.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn refresh(&mut self) -> Result<u64, ViewsError> {
        let foreign = self.log.foreign_changes()?;
        if foreign == self.foreign {
            return Ok(0);
        }
        let known = self.folded.clone();
        let folded = self.catch_up(&known)?;
        self.foreign = foreign;
        Ok(folded)
    }

    /// Writes in another epoch from now on.
    pub fn begin_epoch(&mut self, writer: Writer) {
        self.author.writer = writer;
    }

    /// Loads a day, so that its views can be folded.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn open_day(&mut self, day: NaiveDate) -> Result<(), ViewsError> {
        self.keep_open(day);
        for written in self.state.written_days(day) {
            self.load_written_day(written)?;
        }
        let calls = format!("h/{day}");
        if !self.state.is_loaded(&calls) {
            let body = self.views.get(&calls)?;
            self.state.load(&calls, body.as_deref())?;
        }
        Ok(())
    }

    /// Loads what is known of one person on a day: for a look back over many days, of which the others' would take long.
    /// Calls for help are not among it.
    ///
    /// # Errors
    /// [`ViewsError`] when the views cannot be read.
    pub fn open_day_of(
        &mut self,
        person: &domain::wire::ids::PersonId,
        day: NaiveDate,
    ) -> Result<(), ViewsError> {
        self.keep_open(day);
        for written in self.state.written_days(day) {
            let key = domain::state::day_key(written, person);
            if !self.state.is_loaded(&key) {
                let body = self.views.get(&key)?;
                self.state.load(&key, body.as_deref())?;
            }
        }
        Ok(())
    }

    /// Whether everybody's marks of a day are loaded.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        let written = self.state.written_days(day);
        written.iter().all(|day| self.scanned_days.contains(day))
    }

    fn keep_open(&mut self, day: NaiveDate) {
        self.open_days.insert(day);
        while self.open_days.len() > 64 {
            self.open_days.pop_first();
        }
    }

    /// Decides commands one after the other, each knowing those before it, and stores all or none of them in one
    /// transaction. They are on the disk when this returns. What a kiosk states for the case is sealed first: it is
    /// among what is returned, and in no view here.
    ///
    /// # Errors
    /// [`CommitError`]; nothing has become a fact then.
    pub fn commit(
        &mut self,
        commands: Vec<Command>,
        actor: &Actor,
        here: &Here,
        now: &Now,
    ) -> Result<Vec<domain::Entry>, CommitError> {
        let author = self.author.clone();
        self.commit_as(&author, commands, actor, here, now)
    }

    /// Like [`Ledger::commit`], by another writer of this machine: facts that are imported.
    ///
    /// # Errors
    /// [`CommitError`]; nothing has become a fact then.
    pub fn commit_as(
        &mut self,
        author: &Author,
        commands: Vec<Command>,
        actor: &Actor,
        here: &Here,
        now: &Now,
    ) -> Result<Vec<domain::Entry>, CommitError> {
        let mut provisional = Vec::new();
        let mut drafts = Vec::new();
        let decided = self.decide_all(
            author,
            commands,
            actor,
            here,
            now,
            &mut provisional,
            &mut drafts,
        );
        for entry in &provisional {
            self.state.forget(entry);
        }
        decided?;
        let stamp = Stamp {
            recorded_at: now.at,
            clock: translate::clock_state(&now.clock),
        };
        let stored = self.log.append(&author.writer, &drafts, &stamp)?;
        let mut entries = Vec::with_capacity(stored.len());
        let mut folded = Vec::with_capacity(stored.len());
        for (stored, decided) in stored.iter().zip(provisional) {
            self.note_folded(&stored.header.stream, stored.header.seq);
            match translate::entry(stored, &self.seals) {
                Ok(entry) => {
                    folded.push(Arc::new(entry.clone()));
                    entries.push(entry);
                }
                // Sealed: from now on only the office reads it.
                Err(_) => entries.push(translate::placed(decided, stored)),
            }
        }
        self.fold(folded)?;
        self.settle_if_due()?;
        Ok(entries)
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the two halves of one step of commit_as"
    )]
    fn decide_all(
        &mut self,
        author: &Author,
        commands: Vec<Command>,
        actor: &Actor,
        here: &Here,
        now: &Now,
        provisional: &mut Vec<domain::Entry>,
        drafts: &mut Vec<Draft>,
    ) -> Result<(), CommitError> {
        for command in commands {
            self.open_day(domain::time::workshop_day(
                command.occurred_at.unwrap_or(now.at),
            ))?;
            let named = State::days_of(&command.fact);
            if let Some(day) = State::answers_a_proposal(&command.fact) {
                let today = domain::time::workshop_day(now.at);
                let (state, workshop) = (&self.state, &here.workshop);
                let looked_at = domain::breaches::looked_at(state, workshop, day, today);
                let days = looked_at.start().iter_days();
                for day in days.take_while(|day| looked_at.contains(day)) {
                    self.open_day(day)?;
                }
            }
            for day in named {
                self.open_day(day)?;
            }
            for new in domain::decide(&self.state, command, actor, here, now)? {
                let payload = domain::wire::encode(&new.payload).map_err(ViewsError::Body)?;
                drafts.push(Draft {
                    scope: new.scope.clone(),
                    audience: translate::audience(new.audience),
                    kind: new.payload.fact.kind().to_string(),
                    role: new.role.word().to_string(),
                    occurred_at: new.occurred_at,
                    payload: self.seals.close(author.kind, new.audience, payload)?,
                });
                // Later commands of the same act see this one, under a place beyond all others.
                let entry = translate::provisional(new, author, now, drafts.len());
                self.load_missing(&entry)?;
                self.state.apply(entry.clone());
                provisional.push(entry);
            }
        }
        Ok(())
    }

    /// Signs the heads of what was written here, once a batch.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sign(&mut self) -> Result<(), StoreError> {
        self.log
            .sign_heads(&self.author.key, self.author.writer.id)?;
        Ok(())
    }
}

/// What was folded since the last writing is written at the end, so that the next start need not fold it anew.
impl Drop for Ledger {
    fn drop(&mut self) {
        if let Err(error) = self.settle() {
            tracing::warn!(%error, "views could not be written at the end");
        }
    }
}
