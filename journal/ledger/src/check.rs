//! Comparing views: those that were kept up to date, and those of the same log folded anew. And what no view shows,
//! because it is sealed.

use std::collections::BTreeMap;

use stupen_domain::entry::EntryRef;
use stupen_domain::state::tells_nothing;
use stupen_journal::{Audience, StoreError};

use crate::translate::{self, NotFolded};
use crate::{Ledger, ViewsError};

impl Ledger {
    /// Keys of the partitions that another ledger of the same entries folded otherwise; none when all is well. A
    /// partition that tells nothing is as good as none.
    ///
    /// # Errors
    /// [`ViewsError`] when a file cannot be read.
    pub fn views_unlike(&self, other: &Ledger) -> Result<Vec<String>, ViewsError> {
        let mut theirs: BTreeMap<String, Vec<u8>> =
            other.views.scan_prefix("")?.into_iter().collect();
        let mut unlike = Vec::new();
        for (key, body) in self.views.scan_prefix("")? {
            let is_same = match theirs.remove(&key) {
                Some(their) => their == body,
                None => is_empty(&key, &body),
            };
            if !is_same {
                unlike.push(key);
            }
        }
        unlike.extend(
            theirs
                .into_iter()
                .filter(|(key, body)| !is_empty(key, body))
                .map(|(key, _)| key),
        );
        unlike.sort();
        Ok(unlike)
    }

    /// Entries that are sealed and that no key at hand opens, with the reason: they count nowhere until their key is
    /// back.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn unopened(&self) -> Result<Vec<(EntryRef, String)>, StoreError> {
        const BATCH: usize = 1_000;
        let mut found = Vec::new();
        let heads = self.log.heads()?;
        // What the floor may read is never sealed.
        for head in heads
            .iter()
            .filter(|head| head.stream.audience != Audience::Floor)
        {
            let mut after = 0;
            loop {
                let entries = self.log.since(&head.stream, after, BATCH)?;
                let Some(last) = entries.last() else { break };
                after = last.header.seq;
                found.extend(entries.iter().filter_map(|entry| {
                    match translate::entry(entry, &self.seals) {
                        Err(why @ (NotFolded::Sealed | NotFolded::Unopened(_))) => Some((
                            translate::place(&entry.header.stream, entry.header.seq),
                            why.to_string(),
                        )),
                        _ => None,
                    }
                }));
            }
        }
        Ok(found)
    }
}

/// A body that cannot be read is not empty: it is damaged.
fn is_empty(key: &str, body: &[u8]) -> bool {
    tells_nothing(key, body).unwrap_or(false)
}
