//! Request ids seen lately: a request that was listened in on must not work twice.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use stupen_journal::WriterId;

/// Ids that are remembered. Every request may be repeated without harm, so forgetting the oldest is safe; 50,000
/// are a day of ten kiosks.
const REMEMBERED: usize = 50_000;

/// The ids. Only verified requests get in, so that nobody without a key can push others out.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    known: HashSet<[u8; 32]>,
    order: VecDeque<[u8; 32]>,
}

impl Recent {
    /// Remembers a request; false when it was here before.
    pub(super) fn is_new(&self, device: WriterId, request: &str) -> bool {
        let id = *blake3::hash(format!("{device}\n{request}").as_bytes()).as_bytes();
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.known.insert(id) {
            return false;
        }
        seen.order.push_back(id);
        if seen.order.len() > REMEMBERED
            && let Some(oldest) = seen.order.pop_front()
        {
            seen.known.remove(&oldest);
        }
        true
    }
}
