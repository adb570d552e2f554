//! The JSON messages of the exchange; the entries themselves travel as NDJSON, see [`super::parse`].

use serde::{Deserialize, Serialize};

use crate::envelope::{Head, StreamId};
use crate::store::{IngestRefusal, Ingested, Log, StoreError};

/// What one side holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadsMessage {
    /// The newest signed head of each stream.
    pub heads: Vec<Head>,
    /// Heads of branches that are kept apart: they need not be sent again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<Head>,
}

impl HeadsMessage {
    /// What `log` holds of the streams that `may` be shown to the other side. Own streams must be
    /// signed first: an unsigned tail does not travel.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn of(log: &Log, may: &dyn Fn(&StreamId) -> bool) -> Result<Self, StoreError> {
        let mut heads: Vec<Head> = log.signed_heads()?.iter().map(|head| head.head()).collect();
        let mut apart = log.divergent_heads()?;
        heads.retain(|head| may(&head.stream));
        apart.retain(|head| may(&head.stream));
        Ok(Self { heads, apart })
    }
}

/// A stream of which everything after `after` is wanted (or to be sent).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// The stream.
    pub stream: StreamId,
    /// The last sequence number already held.
    pub after: u64,
}

/// Asks for entries; the answer is a body of batches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// What is wanted.
    pub wants: Vec<Want>,
    /// About how many entries to send at most.
    pub limit: u64,
}

/// What became of one stream of a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamReport {
    /// The stream.
    pub stream: StreamId,
    /// The last sequence number that the receiver holds now. The sender counts it as sent.
    pub have: u64,
    /// How many new entries count.
    pub accepted: u64,
    /// How many new entries wait for staff.
    pub quarantined: u64,
    /// Up to where the receiver has a backup: payloads up to here may be pruned.
    pub backed_up: u64,
    /// Why the batch was refused; nothing of it is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Where the batch forks from what the receiver holds; it is kept apart there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fork: Option<u64>,
    /// The receiver wants this stream from its first entry, to have all of the branch.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_earlier: bool,
}

impl StreamReport {
    /// The report of one ingest, with the receiver's marks as they are after it.
    ///
    /// # Errors
    /// [`StoreError`] when the marks cannot be read.
    pub fn of(
        log: &Log,
        stream: &StreamId,
        outcome: &Result<Ingested, IngestRefusal>,
    ) -> Result<Self, StoreError> {
        let count = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
        let mut report = Self {
            stream: stream.clone(),
            have: log.head(stream)?.map_or(0, |head| head.seq),
            accepted: 0,
            quarantined: 0,
            backed_up: log.backed_up(stream)?,
            refused: None,
            fork: None,
            needs_earlier: false,
        };
        match outcome {
            Ok(done) => {
                report.accepted = count(done.accepted.len());
                report.quarantined = count(done.quarantined.len());
                report.fork = done.fork.map(|fork| fork.at);
                report.needs_earlier = done.fork.is_some_and(|fork| fork.needs_earlier);
            }
            Err(refusal) => report.refused = Some(refusal.to_string()),
        }
        Ok(report)
    }
}

/// The answer to a push.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushReport {
    /// One report a batch, in their order.
    pub streams: Vec<StreamReport>,
}
