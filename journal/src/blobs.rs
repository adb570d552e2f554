//! Pictures and packs by content hash, in a file of their own: what entries name, but do not carry.
//!
//! A kiosk keeps portraits here, so the file is encrypted like the log. A damaged file is set aside and kept: on the
//! server it may hold the only originals, and a wrong key looks like damage. Who does that, says so: a kiosk gets its
//! pictures again, a server may have lost them.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};

use crate::envelope::Hash;
use crate::store::{OpenError, StoreError, connect, copy_to, is_damage, open_error, set_aside};

/// The largest blob, bytes: a photograph from a telephone fits.
pub const MAX_BLOB_BYTES: usize = 16 * 1024 * 1024;

/// The store of blobs.
#[derive(Debug)]
pub struct BlobStore {
    conn: Connection,
}

/// The hash by which a blob is known: plain BLAKE3 of its bytes.
pub fn blob_hash(bytes: &[u8]) -> Hash {
    Hash(*blake3::hash(bytes).as_bytes())
}

impl BlobStore {
    /// Opens or makes the store; a damaged file is renamed to `<name>.damaged-<n>` first.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(path: &Path, key: Option<[u8; 32]>) -> Result<Self, OpenError> {
        let opened = match Self::try_open(path, key) {
            Err(error) if is_damage(&error) => {
                set_aside(path, error.to_string())?;
                Self::try_open(path, key)
            }
            opened => opened,
        };
        opened.map_err(|error| OpenError::Store {
            path: path.to_owned(),
            source: error.into(),
        })
    }

    /// As [`BlobStore::open`], but a damaged file is left as it was found.
    ///
    /// # Errors
    /// [`OpenError`]; of a damaged file, [`OpenError::Damaged`].
    pub fn open_whole(path: &Path, key: Option<[u8; 32]>) -> Result<Self, OpenError> {
        Self::try_open(path, key).map_err(|error| open_error(path, error))
    }

    /// Renames the file to `<name>.damaged-<n>` and says where it lies. Nobody may have it open.
    ///
    /// # Errors
    /// [`OpenError`], where it cannot be renamed.
    pub fn set_aside(path: &Path, reason: &str) -> Result<PathBuf, OpenError> {
        set_aside(path, reason.to_owned()).map(|aside| aside.path)
    }

    /// A store that has nothing and takes nothing, for while its file is exchanged: everything fails.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn nowhere() -> Result<Self, StoreError> {
        Ok(Self {
            conn: Connection::open_in_memory()?,
        })
    }

    /// Opens another store to take something out of it: it may be damaged, and nothing in it changes.
    ///
    /// # Errors
    /// [`OpenError`], where it cannot even be opened.
    pub fn open_to_take(path: &Path, key: Option<[u8; 32]>) -> Result<Self, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = connect(path, key, flags)
            .and_then(|conn| {
                conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
                conn.pragma_update(None, "query_only", true)?;
                Ok(conn)
            })
            .map_err(|error| open_error(path, error))?;
        Ok(Self { conn })
    }

    /// Reads the file through: what is wrong with its structure, where something is.
    ///
    /// # Errors
    /// [`StoreError`], where that cannot be found out.
    pub fn structure(&self) -> Result<Option<String>, StoreError> {
        let told: rusqlite::Result<String> =
            self.conn
                .query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
        match told {
            Ok(told) if told == "ok" => Ok(None),
            Ok(told) => Ok(Some(told)),
            Err(error) if is_damage(&error) => Ok(Some(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }

    fn try_open(path: &Path, key: Option<[u8; 32]>) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = connect(path, key, flags)?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        // A blob is read whole and once: its pages kept would be memory that nobody asks again, in each of a kiosk's
        // connections.
        conn.pragma_update(None, "cache_size", -512)?;
        conn.execute_batch(
            "CREATE TABLE IF NOT EXISTS blob(
                 hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
                 body BLOB NOT NULL
             ) STRICT;",
        )?;
        Ok(Self { conn })
    }

    /// Stores a blob and tells its hash. Storing one twice changes nothing, unless the first is no longer what its hash
    /// says: then this one takes its place.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put(&self, bytes: &[u8]) -> Result<Hash, StoreError> {
        let hash = blob_hash(bytes);
        let added = self
            .conn
            .prepare_cached("INSERT INTO blob(hash, body) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![hash.0, bytes])?;
        // A worn disk changes bytes of a large blob without harm to the file's structure: nothing else finds that out.
        if added == 0 && self.get(&hash)?.is_none_or(|held| blob_hash(&held) != hash) {
            self.conn
                .prepare_cached("UPDATE blob SET body = ?2 WHERE hash = ?1")?
                .execute(params![hash.0, bytes])?;
        }
        Ok(hash)
    }

    /// A blob's bytes, where it is here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn get(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT body FROM blob WHERE hash = ?1")?;
        Ok(found.query_row([hash.0], |row| row.get(0)).optional()?)
    }

    /// Whether a blob is here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn has(&self, hash: &Hash) -> Result<bool, StoreError> {
        Ok(self
            .conn
            .prepare_cached("SELECT 1 FROM blob WHERE hash = ?1")?
            .exists([hash.0])?)
    }

    /// Every blob that is here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn hashes(&self) -> Result<Vec<Hash>, StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT hash FROM blob ORDER BY hash")?;
        let rows = found.query_map([], |row| Ok(Hash(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Drops a blob and overwrites where it lay: it was somebody's portrait, or its bytes are no longer what its hash
    /// says. True when it was here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget(&self, hash: &Hash) -> Result<bool, StoreError> {
        self.conn.pragma_update(None, "secure_delete", true)?;
        let dropped = self
            .conn
            .execute("DELETE FROM blob WHERE hash = ?1", [hash.0])?;
        self.conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(dropped > 0)
    }

    /// Reads every blob: how many there are, and those whose bytes are not what their hash says.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
    pub fn verify(&self) -> Result<(u64, Vec<Hash>), StoreError> {
        let mut found = self
            .conn
            .prepare("SELECT hash, body FROM blob ORDER BY hash")?;
        let mut rows = found.query([])?;
        let mut count = 0;
        let mut damaged = Vec::new();
        while let Some(row) = rows.next()? {
            let hash = Hash(row.get(0)?);
            let body = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            count += 1;
            if blob_hash(body) != hash {
                damaged.push(hash);
            }
        }
        Ok((count, damaged))
    }

    /// Writes a compact, consistent copy to `path`, which must not exist, encrypted with the same key, and syncs it.
    ///
    /// # Errors
    /// [`StoreError`]; also when `path` exists.
    pub fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        if path.exists() {
            return Err(StoreError::Refused(format!(
                "{}: exists already",
                path.display()
            )));
        }
        copy_to(&self.conn, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blobs_come_back_by_their_hash_and_a_damaged_file_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("media.db");
        let key = Some([7; 32]);
        let blobs = BlobStore::open(&path, key).unwrap();
        let hash = blobs.put(b"a portrait").unwrap();
        assert_eq!(blobs.put(b"a portrait").unwrap(), hash);
        assert_eq!(blobs.get(&hash).unwrap().unwrap(), b"a portrait");
        assert!(!blobs.has(&blob_hash(b"another")).unwrap());
        let copy = dir.path().join("copy.db");
        blobs.backup_to(&copy).unwrap();
        blobs.backup_to(&copy).unwrap_err();
        let copy = BlobStore::open(&copy, key).unwrap();
        assert_eq!(copy.verify().unwrap(), (1, Vec::new()));
        for _ in 0..2 {
            copy.conn
                .execute("UPDATE blob SET body = x'00' WHERE hash = ?1", [hash.0])
                .unwrap();
            assert_eq!(copy.verify().unwrap(), (1, vec![hash]));
            copy.put(b"a portrait").unwrap();
            assert_eq!(copy.verify().unwrap(), (1, Vec::new()), "a sound one");
        }
        assert!(copy.forget(&hash).unwrap() && !copy.forget(&hash).unwrap());
        copy.put(b"a portrait").unwrap();
        assert_eq!(copy.verify().unwrap(), (1, Vec::new()), "it came again");
        drop(blobs);
        std::fs::write(&path, [0xAA; 4096]).unwrap();
        let blobs = BlobStore::open(&path, key).unwrap();
        assert!(!blobs.has(&hash).unwrap());
        assert!(dir.path().join("media.db.damaged-1").exists());
    }
}
