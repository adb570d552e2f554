//! Taking in what others wrote: key and chain are the journal's, scope and authority are the rules'.
//!
//! Business rules are never asked here: a durable fact of somebody who may state it is not rejected.

use std::collections::HashMap;
use std::sync::Arc;

use stupen_domain::authority;
use stupen_domain::entry::Role;
use stupen_domain::wire::Fact;
use stupen_domain::wire::WireError;
use stupen_journal::{
    Batch, Entry, IngestLimits, IngestRefusal, Ingested, Verdict, WriterId, seal,
};

use crate::translate::{NotFolded, domain_audience, place};
use crate::{Ledger, Trusted, ViewsError, translate};

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

impl Ledger {
    /// Verifies, judges and stores a batch, and folds what counts.
    ///
    /// # Errors
    /// [`TakeInError`]; nothing is stored then, save for [`TakeInError::Views`].
    pub fn take_in(&mut self, batch: Batch) -> Result<TakenIn, TakeInError> {
        let writer = batch.stream.writer;
        let trusted = self.trusted(writer).ok_or(TakeInError::Stranger(writer))?;
        let released = released(&self.state);
        let stream = (!batch.entries.is_empty()).then(|| batch.stream.clone());
        // Judging decodes every entry; what counts is folded from that, without decoding again.
        let (seals, mut decoded) = (&self.seals, HashMap::new());
        let report = self.log.ingest(
            batch,
            &trusted.key,
            &IngestLimits::default(),
            &mut |entry| {
                let translated = translate::entry(entry, seals);
                let verdict = judge(entry, &trusted, &released, &translated);
                if let (Verdict::Accept, Ok(fact)) = (&verdict, translated) {
                    decoded.insert(entry.header.seq, fact);
                }
                verdict
            },
        )?;
        let facts: Vec<Arc<stupen_domain::Entry>> = report
            .accepted
            .iter()
            .chain(&report.completed)
            .filter_map(|entry| decoded.remove(&entry.header.seq))
            .map(Arc::new)
            .collect();
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
    translated: &Result<stupen_domain::Entry, NotFolded>,
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
