//! Comparing views: those that were kept up to date, and those of the same log folded anew.

use std::collections::BTreeMap;

use stupen_domain::wire::decode_partition;

use crate::{Ledger, ViewsError};

impl Ledger {
    /// Keys of the partitions that another ledger of the same entries folded otherwise; none when all is well. A
    /// partition without entries is as good as none.
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
                None => is_empty(&body),
            };
            if !is_same {
                unlike.push(key);
            }
        }
        unlike.extend(
            theirs
                .into_iter()
                .filter(|(_, body)| !is_empty(body))
                .map(|(key, _)| key),
        );
        unlike.sort();
        Ok(unlike)
    }
}

/// A body that cannot be read is not empty: it is damaged.
fn is_empty(body: &[u8]) -> bool {
    decode_partition(body).is_ok_and(|entries| entries.is_empty())
}
