//! The store of views: what pages and screens show, folded from the log.
//!
//! Views are disposable. They live in a file of their own, in partitions that are opaque here, and
//! carry which version of the rules and which heads they were made from. Whatever is wrong with
//! the file, it is thrown away and folded anew.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};

use crate::envelope::Head;
use crate::store::{OpenError, StoreError, connect, is_damage};

/// The layout of this file; another one is simply rebuilt.
const LAYOUT: i64 = 2;

/// `part` keeps its rowid: without one a body of a quarter page already spills into a page of its own, and the day of a
/// person is larger than that.
const SCHEMA: &str = "
CREATE TABLE part(key TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// The open store of views.
#[derive(Debug)]
pub struct ViewStore {
    conn: Connection,
}

/// A partition to be written, or removed when the body is `None`.
pub type PartChange = (String, Option<Vec<u8>>);

impl ViewStore {
    /// Opens the views made by `domain_version`. The flag says that they are empty and must be
    /// rebuilt: the file is new, damaged, of another key, layout or version.
    ///
    /// # Errors
    /// [`OpenError`] when the file cannot be made or is in use.
    pub fn open(
        path: &Path,
        key: Option<[u8; 32]>,
        domain_version: &str,
    ) -> Result<(Self, bool), OpenError> {
        let failed = |error: rusqlite::Error| OpenError::Store {
            path: path.to_owned(),
            source: error.into(),
        };
        match try_open(path, key) {
            Ok(conn) => {
                if read_version(&conn).as_deref() == Some(domain_version) {
                    return Ok((Self { conn }, false));
                }
            }
            Err(error) if is_damage(&error) => {}
            Err(error) => return Err(failed(error)),
        }
        remove(path)?;
        let mut conn = try_open(path, key).map_err(failed)?;
        create(&mut conn, domain_version).map_err(failed)?;
        Ok((Self { conn }, true))
    }

    /// Opens the file once more, beside whoever opened it first: for writing on another thread.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn join(path: &Path, key: Option<[u8; 32]>) -> Result<Self, StoreError> {
        Ok(Self {
            conn: try_open(path, key)?,
        })
    }

    /// Opens the views read-only for a page reader; `None` when they are not of this version.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_reader(
        path: &Path,
        key: Option<[u8; 32]>,
        domain_version: &str,
    ) -> Result<Option<Self>, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = connect(path, key, flags).map_err(|error| OpenError::Store {
            path: path.to_owned(),
            source: error.into(),
        })?;
        let fits = read_version(&conn).as_deref() == Some(domain_version);
        Ok(fits.then_some(Self { conn }))
    }

    /// What these views say of how far the log reached, whatever version they are of; nothing where they cannot be read.
    /// Changes nothing.
    pub fn known_heads(path: &Path, key: Option<[u8; 32]>) -> Vec<Head> {
        if !path.exists() {
            return Vec::new();
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let Ok(conn) = connect(path, key, flags) else {
            return Vec::new();
        };
        let value = |key: &str| -> Option<String> {
            conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| {
                row.get(0)
            })
            .ok()
        };
        let Some(heads) = value("heads") else {
            return Vec::new();
        };
        // A plain file may read otherwise than it was written. Views of before have no sum.
        if value("heads_sum").is_some_and(|sum| sum != sum_of(&heads)) {
            return Vec::new();
        }
        serde_json::from_str(&heads).unwrap_or_default()
    }

    /// One partition.
    ///
    /// # Errors
    /// [`StoreError`]; on damage reopen and rebuild.
    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT body FROM part WHERE key = ?1")?;
        Ok(found.query_row([key], |row| row.get(0)).optional()?)
    }

    /// All partitions whose key begins with `prefix`, by key.
    ///
    /// # Errors
    /// [`StoreError`]; on damage reopen and rebuild.
    pub fn scan_prefix(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.scan_prefix_after(prefix, "", usize::MAX)
    }

    /// The next so many partitions whose key begins with `prefix`, by key, behind the key `after` (empty: from the first).
    ///
    /// # Errors
    /// [`StoreError`]; on damage reopen and rebuild.
    pub fn scan_prefix_after(
        &self,
        prefix: &str,
        after: &str,
        most: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT key, body FROM part WHERE key >= ?1 ORDER BY key")?;
        // One bound, from which the index is read: with two of them each portion would pass over those before it.
        let mut rows = found.query([prefix.max(after)])?;
        let mut parts = Vec::new();
        while parts.len() < most
            && let Some(row) = rows.next()?
        {
            let key: String = row.get(0)?;
            if !key.starts_with(prefix) {
                break;
            }
            if key == after {
                continue;
            }
            parts.push((key, row.get(1)?));
        }
        Ok(parts)
    }

    /// Writes partitions and the heads they were folded from in one transaction. Not synced: after
    /// a power cut the views may be older than the log, and their heads say so.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing changed.
    pub fn put_all(&mut self, parts: &[PartChange], heads: &[Head]) -> Result<(), StoreError> {
        let heads =
            serde_json::to_string(heads).map_err(|error| StoreError::Refused(error.to_string()))?;
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut put = tx.prepare_cached(
                "INSERT INTO part(key, body) VALUES (?1, ?2)
                 ON CONFLICT(key) DO UPDATE SET body = excluded.body",
            )?;
            let mut remove = tx.prepare_cached("DELETE FROM part WHERE key = ?1")?;
            for (key, body) in parts {
                match body {
                    Some(body) => put.execute(params![key, body])?,
                    None => remove.execute([key])?,
                };
            }
        }
        tx.prepare_cached(
            "INSERT INTO meta(key, value) VALUES ('heads', ?1), ('heads_sum', ?2)
             ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        )?
        .execute([&heads, &sum_of(&heads)])?;
        Ok(tx.commit()?)
    }

    /// Writes the file anew, so that nothing is left in it of what was overwritten or removed. Costs as much as the file
    /// is large.
    ///
    /// # Errors
    /// [`StoreError`]; then it may be left.
    pub fn scour(&mut self) -> Result<(), StoreError> {
        self.conn.execute_batch("VACUUM")?;
        // What was overwritten stands in the write-ahead log, too.
        self.make_durable()
    }

    /// Has on the disk what was written, so that a power cut does not bring older heads back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn make_durable(&self) -> Result<(), StoreError> {
        self.conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// The heads that the views were folded from.
    ///
    /// # Errors
    /// [`StoreError`]; on damage reopen and rebuild.
    pub fn heads(&self) -> Result<Vec<Head>, StoreError> {
        let text: Option<String> = self
            .conn
            .prepare_cached("SELECT value FROM meta WHERE key = 'heads'")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let parsed = text.map(|text| serde_json::from_str(&text)).transpose();
        parsed
            .map(Option::unwrap_or_default)
            .map_err(|error| StoreError::Damaged(format!("heads of the views: {error}")))
    }

    /// Throws all partitions away, to be folded anew.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn clear(&mut self) -> Result<(), StoreError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("DELETE FROM part", [])?;
        tx.execute("DELETE FROM meta WHERE key IN ('heads', 'heads_sum')", [])?;
        Ok(tx.commit()?)
    }
}

fn sum_of(heads: &str) -> String {
    blake3::hash(heads.as_bytes()).to_hex().to_string()
}

fn try_open(path: &Path, key: Option<[u8; 32]>) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = connect(path, key, flags)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(conn)
}

/// The version of a whole file of today's layout; anything unreadable counts as none.
fn read_version(conn: &Connection) -> Option<String> {
    let layout: i64 = conn
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .ok()?;
    if layout != LAYOUT {
        return None;
    }
    let sound: String = conn
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .ok()?;
    if sound != "ok" {
        return None;
    }
    conn.query_row("SELECT value FROM meta WHERE key = 'domain'", [], |row| {
        row.get(0)
    })
    .ok()
}

fn create(conn: &mut Connection, domain_version: &str) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    tx.execute_batch(SCHEMA)?;
    tx.execute(
        "INSERT INTO meta(key, value) VALUES ('domain', ?1)",
        [domain_version],
    )?;
    tx.pragma_update(None, "user_version", LAYOUT)?;
    tx.commit()
}

fn remove(path: &Path) -> Result<(), OpenError> {
    for suffix in ["-wal", "-shm", ""] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => {
                return Err(OpenError::Io {
                    path: name.into(),
                    source,
                });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Hash;
    use crate::testing::floor;

    const KEY: Option<[u8; 32]> = Some([3; 32]);

    fn part(key: &str, body: &str) -> PartChange {
        (key.to_owned(), Some(body.as_bytes().to_vec()))
    }

    fn filled(path: &Path) -> ViewStore {
        let (mut views, rebuild) = ViewStore::open(path, KEY, "1").unwrap();
        assert!(rebuild);
        let head = Head {
            stream: floor(1),
            seq: 4,
            hash: Hash([1; 32]),
        };
        let parts = [
            part("day/1", "a"),
            part("day/2", "b"),
            part("dayz", "c"),
            part("person/я", "d"),
        ];
        views.put_all(&parts, &[head]).unwrap();
        views
    }

    #[test]
    fn portions_make_the_whole() {
        let dir = tempfile::tempdir().unwrap();
        let views = filled(&dir.path().join("views.db"));
        for prefix in ["", "day", "day/", "person/", "z"] {
            for most in 1..6 {
                let (mut portions, mut after) = (Vec::new(), String::new());
                loop {
                    let portion = views.scan_prefix_after(prefix, &after, most).unwrap();
                    assert!(portion.len() <= most);
                    let Some((last, _)) = portion.last() else {
                        break;
                    };
                    after.clone_from(last);
                    portions.extend(portion);
                }
                assert_eq!(
                    portions,
                    views.scan_prefix(prefix).unwrap(),
                    "{prefix:?} {most}"
                );
            }
        }
    }

    #[test]
    fn partitions_are_kept_with_their_heads() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("views.db");
        drop(filled(&path));
        let (mut views, rebuild) = ViewStore::open(&path, KEY, "1").unwrap();
        assert!(!rebuild);
        assert_eq!(
            views.get("day/2").unwrap().as_deref(),
            Some(b"b".as_slice())
        );
        assert_eq!(views.get("day/3").unwrap(), None);
        let keys = |views: &ViewStore, prefix: &str| -> Vec<String> {
            views
                .scan_prefix(prefix)
                .unwrap()
                .into_iter()
                .map(|(key, _)| key)
                .collect()
        };
        assert_eq!(keys(&views, "day/"), ["day/1", "day/2"]);
        assert_eq!(keys(&views, "person/"), ["person/я"]);
        assert_eq!(keys(&views, "").len(), 4);
        assert_eq!(views.heads().unwrap()[0].seq, 4);
        views
            .put_all(&[("day/1".into(), None), part("day/2", "B")], &[])
            .unwrap();
        assert_eq!(keys(&views, "day/"), ["day/2"]);
        assert_eq!(
            views.get("day/2").unwrap().as_deref(),
            Some(b"B".as_slice())
        );
        views.clear().unwrap();
        assert!(keys(&views, "").is_empty() && views.heads().unwrap().is_empty());
    }

    #[test]
    fn other_rules_damage_and_another_key_mean_rebuilding() {
        let dir = tempfile::tempdir().unwrap();
        for (name, harm) in [
            ("version", None),
            (
                "garbage",
                Some(b"garbage, long enough to be looked at".to_vec()),
            ),
            ("empty", Some(Vec::new())),
        ] {
            let path = dir.path().join(name);
            drop(filled(&path));
            if let Some(bytes) = harm {
                std::fs::write(&path, bytes).unwrap();
            }
            let (views, rebuild) = ViewStore::open(&path, KEY, "2").unwrap();
            assert!(rebuild, "{name}");
            assert!(views.scan_prefix("").unwrap().is_empty());
            drop(views);
            assert!(
                ViewStore::open(&path, Some([4; 32]), "2").unwrap().1,
                "another key"
            );
        }
    }

    #[test]
    fn a_reader_gets_only_views_of_its_version() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("views.db");
        let _writer = filled(&path);
        let reader = ViewStore::open_reader(&path, KEY, "1").unwrap().unwrap();
        assert_eq!(reader.scan_prefix("day").unwrap().len(), 3);
        assert!(ViewStore::open_reader(&path, KEY, "2").unwrap().is_none());
    }
}
