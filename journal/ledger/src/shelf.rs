//! The views' file: read from here, and written in passing on a thread of its own while much is being taken in.

use std::path::PathBuf;
use std::thread::JoinHandle;

use stupen_domain::DOMAIN_VERSION;
use stupen_domain::state::Changed;
use stupen_journal::store::StoreError;
use stupen_journal::{Head, OpenError, ViewStore};

use crate::{Files, ViewsError};

/// The file, and what is on its way there. Partitions on their way stay loaded in the state, so nobody misses them in
/// the file.
#[derive(Debug)]
pub(crate) struct Shelf {
    store: ViewStore,
    path: PathBuf,
    key: Option<[u8; 32]>,
    /// A second connection, for the thread.
    spare: Option<ViewStore>,
    under_way: Option<JoinHandle<Passage>>,
}

/// A writing that is over.
#[derive(Debug)]
struct Passage {
    store: ViewStore,
    result: Result<(), Unwritten>,
}

/// Partitions that the file has not, though they were taken to be written.
#[derive(Debug)]
pub(crate) struct Unwritten {
    pub(crate) keys: Vec<String>,
    pub(crate) error: ViewsError,
}

impl Unwritten {
    fn new(changed: Vec<Changed>, error: impl Into<ViewsError>) -> Self {
        Self {
            keys: changed.into_iter().map(|part| part.key).collect(),
            error: error.into(),
        }
    }
}

impl Shelf {
    /// Opens the file; the flag says that it is empty and must be filled anew.
    pub(crate) fn open(files: &Files) -> Result<(Self, bool), OpenError> {
        let path = files.dir.join("views.db");
        let (store, stale) = ViewStore::open(&path, files.key, DOMAIN_VERSION)?;
        let shelf = Self {
            store,
            path,
            key: files.key,
            spare: None,
            under_way: None,
        };
        Ok((shelf, stale))
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(key)
    }

    pub(crate) fn scan_prefix(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.store.scan_prefix(prefix)
    }

    pub(crate) fn scan_prefix_after(
        &self,
        prefix: &str,
        after: &str,
        most: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.store.scan_prefix_after(prefix, after, most)
    }

    /// The heads that the file stands for. Nothing may be under way.
    pub(crate) fn heads(&self) -> Result<Vec<Head>, StoreError> {
        self.store.heads()
    }

    /// Has on the disk what was written.
    pub(crate) fn make_durable(&self) -> Result<(), StoreError> {
        self.store.make_durable()
    }

    /// Leaves nothing in the file of what was overwritten. Nothing may be under way.
    pub(crate) fn scour(&mut self) -> Result<(), StoreError> {
        self.store.scour()
    }

    /// Throws everything away. Nothing may be under way.
    pub(crate) fn clear(&mut self) -> Result<(), StoreError> {
        self.store.clear()
    }

    /// Writes partitions with the heads that the file then stands for.
    pub(crate) fn write(&mut self, changed: Vec<Changed>, heads: &[Head]) -> Result<(), Unwritten> {
        self.finish()?;
        put(&mut self.store, changed, heads)
    }

    /// As [`Shelf::write`], on another thread. Whether it could, [`Shelf::finish`] tells.
    pub(crate) fn write_in_passing(
        &mut self,
        changed: Vec<Changed>,
        heads: Vec<Head>,
    ) -> Result<(), Unwritten> {
        self.finish()?;
        let spare = match self.spare.take() {
            Some(spare) => Ok(spare),
            None => ViewStore::join(&self.path, self.key),
        };
        let mut store = match spare {
            Ok(store) => store,
            Err(error) => return Err(Unwritten::new(changed, error)),
        };
        self.under_way = Some(std::thread::spawn(move || {
            let result = put(&mut store, changed, &heads);
            Passage { store, result }
        }));
        Ok(())
    }

    /// Waits for what is under way.
    pub(crate) fn finish(&mut self) -> Result<(), Unwritten> {
        let Some(under_way) = self.under_way.take() else {
            return Ok(());
        };
        match under_way.join() {
            Ok(passage) => {
                self.spare = Some(passage.store);
                passage.result
            }
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

fn put(store: &mut ViewStore, changed: Vec<Changed>, heads: &[Head]) -> Result<(), Unwritten> {
    let bodies: Result<Vec<_>, _> = changed
        .iter()
        .map(|part| Ok((part.key.clone(), Some(part.body()?))))
        .collect();
    let written = match bodies {
        Ok(bodies) => store.put_all(&bodies, heads).map_err(ViewsError::Store),
        Err(error) => Err(ViewsError::Body(error)),
    };
    written.map_err(|error| Unwritten::new(changed, error))
}
