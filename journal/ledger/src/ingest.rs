//! Taking in what others wrote: key and chain are the journal's, scope and authority are the rules'.
//!
//! Business rules are never asked here: a durable fact of somebody who may state it is not rejected.

use std::sync::Arc;

use stupen_domain::authority;
use stupen_domain::entry::Role;
use stupen_domain::wire::Fact;
use stupen_domain::wire::WireError;
use stupen_journal::{
    Batch, Checked, Entry, IngestLimits, IngestRefusal, Ingested, Verdict, WriterId, seal,
};

use crate::translate::{Named, NotFolded, domain_audience, place};
use crate::{Ledger, Seals, Trusted, ViewsError, translate};

/// What became of a batch.
#[derive(Debug)]
pub struct TakenIn {
    /// As the journal reports it.
    pub report: Ingested,
    /// Facts that count from now on.
    pub facts: Vec<Arc<stupen_domain::Entry>>,
}

/// Why nothing of a batch was taken in.
#[derive(Debug, thiserror::Error)]
pub enum TakeInError {
    /// Nobody enrolled this writer.
    #[error("writer {0} is not enrolled here")]
    Stranger(WriterId),
    /// The journal's reason.
    #[error(transparent)]
    Refused(#[from] IngestRefusal),
    /// The views; the log holds the batch and the views catch up when they are opened anew.
    #[error(transparent)]
    Views(#[from] ViewsError),
}

/// A batch that was checked and read before its turn: the part of taking in that needs no ledger.
#[derive(Debug)]
pub struct Prepared {
    checked: Checked,
    /// The batch's entries as the rules see them, in its order.
    read: Vec<Result<Arc<stupen_domain::Entry>, NotFolded>>,
}

impl Prepared {
    /// Hashes, chain and payloads of a batch.
    pub fn new(batch: Batch, seals: &Seals) -> Self {
        let named = Named::of(&batch.stream);
        Self {
            read: batch
                .entries
                .iter()
                .map(|entry| translate::entry_of(entry, &named, seals).map(Arc::new))
                .collect(),
            checked: batch.check(),
        }
    }

    /// The batch.
    pub fn batch(&self) -> &Batch {
        self.checked.batch()
    }
}

/// Hands out batches in their order, each read and prepared on another core while the one before is being taken in.
/// Ends with the first error.
///
/// # Errors
/// Whatever the batches or `each` say.
pub fn prepare_ahead<E: Send>(
    mut batches: impl ExactSizeIterator<Item = Result<Batch, E>> + Send,
    seals: &Seals,
    mut each: impl FnMut(Prepared) -> Result<(), E>,
) -> Result<(), E> {
    let prepare = |batch: Result<Batch, E>| batch.map(|batch| Prepared::new(batch, seals));
    if batches.len() < 2 {
        return batches.try_for_each(|batch| each(prepare(batch)?));
    }
    std::thread::scope(|scope| {
        let (ready, prepared) = std::sync::mpsc::sync_channel(1);
        scope.spawn(move || {
            for batch in batches {
                // Nobody waits any more: the one before could not be taken in.
                if ready.send(prepare(batch)).is_err() {
                    return;
                }
            }
        });
        prepared.into_iter().try_for_each(|batch| each(batch?))
    })
}

impl Ledger {
    /// Verifies, judges and stores a batch, and folds what counts.
    ///
    /// # Errors
    /// [`TakeInError`]; nothing is stored then, save for [`TakeInError::Views`].
    pub fn take_in(&mut self, batch: Batch) -> Result<TakenIn, TakeInError> {
        let prepared = Prepared::new(batch, &self.seals);
        self.take_in_prepared(prepared)
    }

    /// As [`Ledger::take_in`], for a batch that was prepared with this ledger's seals.
    ///
    /// # Errors
    /// [`TakeInError`]; nothing is stored then, save for [`TakeInError::Views`].
    pub fn take_in_prepared(&mut self, prepared: Prepared) -> Result<TakenIn, TakeInError> {
        let Prepared { checked, mut read } = prepared;
        let batch = checked.batch();
        let writer = batch.stream.writer;
        let trusted = self.trusted(writer).ok_or(TakeInError::Stranger(writer))?;
        let released = released(&self.state);
        let first = batch.entries.first().map(|entry| entry.header.seq);
        let stream = first.map(|_| batch.stream.clone());
        let mut facts = Vec::with_capacity(read.len());
        let report = self.log.ingest(
            checked,
            &trusted.key,
            &IngestLimits::default(),
            &mut |entry| {
                let read = if entry.payload.is_some() {
                    first
                        .and_then(|first| usize::try_from(entry.header.seq - first).ok())
                        .and_then(|at| read.get_mut(at))
                        .map_or(Err(NotFolded::NoPayload), |read| {
                            std::mem::replace(read, Err(NotFolded::NoPayload))
                        })
                } else {
                    // Erased or pruned here: what the sender still has is not looked at.
                    Err(NotFolded::NoPayload)
                };
                let verdict = judge(entry, &trusted, &released, &read);
                if let (Verdict::Accept, Ok(fact)) = (&verdict, read) {
                    facts.push(fact);
                }
                verdict
            },
        )?;
        if let Some(stream) = &stream {
            self.note_folded(stream, report.have);
        }
        self.fold(facts.iter().map(Arc::clone))?;
        if report.completed.is_empty() {
            self.settle_if_due()?;
        } else {
            // These lie behind the heads that the views stand for: catching up would not find them.
            self.settle()?;
        }
        Ok(TakenIn { report, facts })
    }
}

/// Entries that staff released before they came here.
fn released(state: &stupen_domain::State) -> Vec<stupen_domain::EntryRef> {
    state
        .part("x")
        .filter_map(|entry| match &entry.payload.fact {
            Fact::QuarantineReleased(released) => Some(released.entries.clone()),
            _ => None,
        })
        .flatten()
        .collect()
}

fn judge(
    entry: &Entry,
    trusted: &Trusted,
    released: &[stupen_domain::EntryRef],
    translated: &Result<Arc<stupen_domain::Entry>, NotFolded>,
) -> Verdict {
    let header = &entry.header;
    if !released.is_empty() && released.contains(&place(&header.stream, header.seq)) {
        return Verdict::Accept;
    }
    if let Some(revoked) = &trusted.revoked {
        let here = place(&header.stream, header.seq);
        let counts = revoked
            .counted
            .iter()
            .any(|last| last.stream == here.stream && here.seq <= last.seq);
        if !counts {
            return Verdict::Hold {
                reason: format!("the device was revoked: {}", revoked.reason),
            };
        }
    }
    let quarantine = |reason: String| Verdict::Quarantine { reason };
    if trusted
        .scope
        .as_deref()
        .is_some_and(|scope| scope != header.stream.scope())
    {
        return quarantine("the device belongs to another workshop".into());
    }
    let Some(role) = Role::from_word(&header.role) else {
        return quarantine(format!("unknown role {}", header.role));
    };
    let audience = domain_audience(header.stream.audience);
    if let Err(why) = authority::check(
        &header.kind,
        trusted.kind,
        role,
        audience,
        header.stream.scope(),
    ) {
        return quarantine(format!("{}: {why}", header.kind));
    }
    let is_sealed = entry.payload.as_deref().is_some_and(seal::is_sealed);
    if is_sealed && audience == stupen_domain::Audience::Floor {
        // Some holders could read it and others not: their views would differ.
        return quarantine(format!("{}: sealed, where everybody reads", header.kind));
    }
    match translated {
        Ok(entry) => {
            match authority::check_fact(&entry.payload.fact, trusted.kind, Some(&entry.device)) {
                Ok(()) => Verdict::Accept,
                Err(why) => quarantine(format!("{}: {why}", header.kind)),
            }
        }
        Err(
            NotFolded::NoPayload
            | NotFolded::Sealed
            | NotFolded::Payload(WireError::UnknownKind(_)),
        ) => Verdict::Accept,
        Err(malformed) => quarantine(malformed.to_string()),
    }
}
