//! The pictures and sounds used last, as files: so that a screen that is brought up to date every second neither
//! reads the disk nor decodes anew, and a pack of hundreds of steps does not pile up.

use std::collections::HashMap;
use std::sync::Arc;

use stupen_journal::Hash;

/// Bytes of files; drawings are some kilobytes, photographs some hundred.
const BYTES_MAX: usize = 6 * 1024 * 1024;

/// Files by their hash, the least used dropped first.
#[derive(Default)]
pub(super) struct Shelf {
    files: HashMap<Hash, (Arc<[u8]>, u64)>,
    bytes: usize,
    turn: u64,
}

impl Shelf {
    /// The file, where it is on the shelf.
    pub(super) fn get(&mut self, hash: &Hash) -> Option<Arc<[u8]>> {
        self.turn += 1;
        let turn = self.turn;
        self.files.get_mut(hash).map(|(bytes, used)| {
            *used = turn;
            Arc::clone(bytes)
        })
    }

    /// Puts a file there.
    pub(super) fn put(&mut self, hash: Hash, bytes: Vec<u8>) -> Arc<[u8]> {
        self.turn += 1;
        let bytes: Arc<[u8]> = bytes.into();
        self.bytes += bytes.len();
        if let Some((old, _)) = self.files.insert(hash, (Arc::clone(&bytes), self.turn)) {
            self.bytes -= old.len();
        }
        // What was put last stays, however large it is.
        while self.bytes > BYTES_MAX && self.files.len() > 1 {
            let oldest = self.files.iter().min_by_key(|(_, (_, used))| *used);
            let Some(oldest) = oldest.map(|(hash, _)| *hash) else {
                break;
            };
            if let Some((gone, _)) = self.files.remove(&oldest) {
                self.bytes -= gone.len();
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stupen_journal::blobs::blob_hash;

    #[test]
    fn the_least_used_goes_first_and_the_last_stays() {
        let mut shelf = Shelf::default();
        let file = |n: u8| vec![n; BYTES_MAX / 3];
        let [a, b, c, d] = [1, 2, 3, 4].map(|n| blob_hash(&file(n)));
        for (n, hash) in [(1, a), (2, b), (3, c)] {
            shelf.put(hash, file(n));
        }
        let again = shelf.get(&a).unwrap();
        assert!(
            Arc::ptr_eq(&again, &shelf.get(&a).unwrap()),
            "the same file"
        );
        shelf.put(d, file(4));
        assert!(shelf.get(&b).is_none(), "the least used");
        for hash in [a, c, d] {
            assert!(shelf.get(&hash).is_some());
        }
        let large = vec![9; 2 * BYTES_MAX];
        let hash = blob_hash(&large);
        shelf.put(hash, large);
        assert!(shelf.get(&hash).is_some() && shelf.files.len() == 1);
    }
}
