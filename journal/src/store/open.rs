//! Opening: prepare, upgrade, check the tail; and setting a damaged file aside.

use std::fs::Permissions;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::schema::UPGRADES;
use super::{Log, OpenError, StoreError, is_damage};
use crate::envelope::Head;

/// How long to wait for another process before giving up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A damaged database that was renamed and kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Where it lies now; `-wal` and `-shm` lie beside it.
    pub path: PathBuf,
    /// What was wrong with it.
    pub reason: String,
}

impl Log {
    /// Opens or creates the log. `key` encrypts the file (SQLCipher, raw key).
    ///
    /// # Errors
    /// [`OpenError`]; a damaged file is left as it is.
    pub fn open(path: &Path, key: Option<[u8; 32]>) -> Result<Self, OpenError> {
        finish_setting_aside(path)?;
        Self::open_with(path, key, UPGRADES, None)
    }

    /// Opens a second connection that can only read, for a server's page readers.
    ///
    /// # Errors
    /// [`OpenError`]; also when the log does not exist yet.
    pub fn open_reader(path: &Path, key: Option<[u8; 32]>) -> Result<Self, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = connect(path, key, flags).map_err(|error| open_error(path, error))?;
        check_version(&conn, path, UPGRADES)?;
        Ok(Self {
            conn,
            path: path.to_owned(),
        })
    }

    /// Goes on with an empty log in this one's place. What was here has diverged from what everybody else holds, who
    /// keep it apart; the file is renamed to `<name>.diverged-<n>` and kept. The caller must begin a new writer epoch.
    ///
    /// # Errors
    /// [`OpenError`]; where the empty log could not be made, nothing can be read or written here until it is opened
    /// anew.
    pub fn start_over(&mut self, key: Option<[u8; 32]>) -> Result<PathBuf, OpenError> {
        let nothing =
            Connection::open_in_memory().map_err(|error| open_error(&self.path, error))?;
        // Closed first: whoever closes last folds the write-ahead log into the file under its old name.
        drop(std::mem::replace(&mut self.conn, nothing));
        let aside = set_aside_as(&self.path, "diverged")?;
        self.conn = Self::open(&self.path, key)?.conn;
        Ok(aside)
    }

    /// What `known` names must be here, where it is given.
    pub(super) fn open_with(
        path: &Path,
        key: Option<[u8; 32]>,
        upgrades: &[&str],
        known: Option<&[Head]>,
    ) -> Result<Self, OpenError> {
        let conn = connect(
            path,
            key,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(|error| open_error(path, error))?;
        let mut log = Self {
            conn,
            path: path.to_owned(),
        };
        // Before anything is written.
        let finished = known
            .map_or(Ok(()), |known| log.nothing_lost(known))
            .and_then(|()| prepare(&log.conn).map_err(|error| open_error(path, error)))
            .and_then(|()| upgrade(&mut log.conn, path, upgrades));
        match finished.and_then(|()| log.verify_tail().map_err(|error| tail_error(path, error))) {
            Ok(()) => Ok(log),
            Err(error) => {
                // Closing would fold the write-ahead log into a file that may be set aside: leave
                // both as they were found.
                drop(
                    log.conn
                        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true),
                );
                Err(error)
            }
        }
    }
}

/// A tail that does not verify is damage.
pub(super) fn tail_error(path: &Path, error: StoreError) -> OpenError {
    let path = path.to_owned();
    match error {
        StoreError::Damaged(what) => OpenError::Damaged { path, what },
        source => OpenError::Store { path, source },
    }
}

/// Opens a connection with the settings that every file of ours has, and reads its first page, so
/// that a wrong key or a foreign file shows here.
pub(crate) fn connect(
    path: &Path,
    key: Option<[u8; 32]>,
    flags: OpenFlags,
) -> rusqlite::Result<Connection> {
    if flags.contains(OpenFlags::SQLITE_OPEN_CREATE) {
        keep_private(path);
    }
    let conn = Connection::open_with_flags(path, flags)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    if let Some(key) = key {
        // A raw key skips the password derivation, which would cost the first frame. The hex is
        // wiped by SQLCipher, not by us; the process holds the key anyway.
        let raw = format!("x'{}'", data_encoding::HEXLOWER.encode(&key));
        conn.pragma_update(None, "key", raw)?;
        // SQLCipher would print to stderr what it also returns as an error.
        conn.pragma_update(None, "cipher_log_level", "NONE")?;
    }
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "recursive_triggers", true)?;
    // Temporary files would lie on the disk in clear text.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    // Encrypted files are those of kiosks, which have a small memory and a log of one workshop. In KiB.
    let cache = if key.is_some() { -2000 } else { -8000 };
    conn.pragma_update(None, "cache_size", cache)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(conn)
}

/// Makes the file, where there is none, for its owner alone, and closes one that is open to others, with what lies beside
/// it: SQLite would make it as the machine's habit has it, and what it makes beside takes after it. What cannot be done
/// here is told by the opening that follows, or is another owner's matter.
///
/// A file that exists is not opened for this: closing it again would take away the locks that other connections of this
/// process hold on it.
fn keep_private(path: &Path) {
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    if made.is_ok() {
        return;
    }
    for suffix in ["", "-wal", "-shm"] {
        let file = beside(path, suffix);
        let open_to_others = std::fs::metadata(&file)
            .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o077 != 0);
        if open_to_others {
            let _not_ours = std::fs::set_permissions(&file, Permissions::from_mode(0o600));
        }
    }
}

fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: the write-ahead log is synced before a commit returns. An entry is on the disk before
    // the beep.
    conn.pragma_update(None, "synchronous", "FULL")?;
    // What is redacted must not linger in free pages.
    conn.pragma_update(None, "secure_delete", true)?;
    Ok(())
}

pub(super) fn check_version(
    conn: &Connection,
    path: &Path,
    upgrades: &[&str],
) -> Result<usize, OpenError> {
    let found: u32 = conn
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|error| open_error(path, error))?;
    match usize::try_from(found) {
        Ok(version) if version <= upgrades.len() => Ok(version),
        _ => Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known: u32::try_from(upgrades.len()).unwrap_or(u32::MAX),
        }),
    }
}

/// Brings the schema up to date in one transaction. An existing database is copied first; the copy
/// stays until the upgraded one has been opened once more without trouble.
pub(super) fn upgrade(
    conn: &mut Connection,
    path: &Path,
    upgrades: &[&str],
) -> Result<(), OpenError> {
    let failed = |error| open_error(path, error);
    let version = check_version(conn, path, upgrades)?;
    let copy = beside(path, ".before-upgrade");
    let io = |source| OpenError::Io {
        path: copy.clone(),
        source,
    };
    if version == upgrades.len() {
        if copy.exists() {
            std::fs::remove_file(&copy).map_err(io)?;
        }
        return Ok(());
    }
    if version > 0 && !copy.exists() {
        let part = beside(path, ".before-upgrade.part");
        if part.exists() {
            std::fs::remove_file(&part).map_err(io)?;
        }
        copy_to(conn, &part).map_err(|source| OpenError::Store {
            path: path.to_owned(),
            source,
        })?;
        std::fs::rename(&part, &copy).map_err(io)?;
    }
    let tx = conn
        .transaction_with_behavior(TransactionBehavior::Exclusive)
        .map_err(failed)?;
    for sql in upgrades.iter().skip(version) {
        tx.execute_batch(sql).map_err(failed)?;
    }
    tx.pragma_update(None, "user_version", to_version(upgrades.len()))
        .map_err(failed)?;
    tx.commit().map_err(failed)
}

fn to_version(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Writes a compact copy of the database, encrypted with the same key and for its owner alone, and syncs it.
pub(crate) fn copy_to(conn: &Connection, to: &Path) -> Result<(), StoreError> {
    let text = to
        .to_str()
        .ok_or_else(|| StoreError::Refused(format!("{}: not a UTF-8 path", to.display())))?;
    // Into an empty file it may be written.
    keep_private(to);
    conn.execute("VACUUM INTO ?1", [text])?;
    let io = |error: std::io::Error| StoreError::Refused(format!("{}: {error}", to.display()));
    std::fs::File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(io)?;
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::File::open(folder)
            .and_then(|file| file.sync_all())
            .map_err(io)?;
    }
    Ok(())
}

pub(crate) fn open_error(path: &Path, error: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    if is_damage(&error) {
        OpenError::Damaged {
            path,
            what: error.to_string(),
        }
    } else {
        OpenError::Store {
            path,
            source: error.into(),
        }
    }
}

/// `log.db` with `suffix` appended: `log.db-wal`, `log.db.damaged-1`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(crate) fn set_aside(path: &Path, reason: String) -> Result<SetAside, OpenError> {
    let path = set_aside_as(path, "damaged")?;
    Ok(SetAside { path, reason })
}

/// `<name>.<what>-<n>`, where nothing lies yet.
pub(super) fn free_name(path: &Path, what: &str) -> PathBuf {
    (1_u32..)
        .map(|n| beside(path, &format!(".{what}-{n}")))
        .find(|aside| !aside.exists())
        .unwrap_or_else(|| beside(path, &format!(".{what}")))
}

/// Renames a database to `<name>.<what>-<n>`, where nothing lies yet.
fn set_aside_as(path: &Path, what: &str) -> Result<PathBuf, OpenError> {
    let aside = free_name(path, what);
    let io = |source| OpenError::Io {
        path: path.to_owned(),
        source,
    };
    std::fs::rename(path, &aside).map_err(io)?;
    move_companions(path, &aside)?;
    Ok(aside)
}

/// The write-ahead log may hold the newest entries: it goes where its database went.
fn move_companions(path: &Path, aside: &Path) -> Result<(), OpenError> {
    for suffix in ["-wal", "-shm"] {
        let from = beside(path, suffix);
        if from.exists() {
            std::fs::rename(&from, beside(aside, suffix))
                .map_err(|source| OpenError::Io { path: from, source })?;
        }
    }
    Ok(())
}

/// A power cut between the renames leaves a write-ahead log without its database. SQLite would
/// delete it; it belongs to the file set aside last.
pub(super) fn finish_setting_aside(path: &Path) -> Result<(), OpenError> {
    if path.exists() || !beside(path, "-wal").exists() {
        return Ok(());
    }
    let last = (1_u32..)
        .map(|n| beside(path, &format!(".damaged-{n}")))
        .take_while(|aside| aside.exists())
        .last()
        .unwrap_or_else(|| beside(path, ".damaged-0"));
    move_companions(path, &last)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{drafts, stamp, writer};

    pub(crate) fn scratch() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.db");
        (dir, path)
    }

    const KEY: [u8; 32] = [42; 32];

    fn fill(path: &Path, key: Option<[u8; 32]>, count: usize) {
        let mut log = Log::open(path, key).unwrap();
        for _ in 0..count {
            log.append(&writer(1), &drafts(1), &stamp()).unwrap();
        }
    }

    #[test]
    fn settings_are_the_durable_ones() {
        let (_dir, path) = scratch();
        let log = Log::open(&path, Some(KEY)).unwrap();
        let get = |name: &str| -> String {
            log.conn
                .query_row(&format!("PRAGMA {name}"), [], |row| {
                    Ok(match row.get_ref(0)? {
                        rusqlite::types::ValueRef::Integer(n) => n.to_string(),
                        other => other.as_str().unwrap_or("?").to_owned(),
                    })
                })
                .unwrap()
        };
        assert_eq!(get("journal_mode"), "wal");
        assert_eq!(get("synchronous"), "2");
        assert_eq!(get("foreign_keys"), "1");
        assert_eq!(get("recursive_triggers"), "1");
        assert_eq!(get("secure_delete"), "1");
        assert!(!get("cipher_version").is_empty());
    }

    #[test]
    fn every_file_is_its_owners_alone() {
        let (dir, path) = scratch();
        let modes = || -> Vec<(String, u32)> {
            let mut found: Vec<_> = std::fs::read_dir(dir.path())
                .unwrap()
                .map(|file| {
                    let file = file.unwrap();
                    let mode = file.metadata().unwrap().permissions().mode() & 0o777;
                    (file.file_name().into_string().unwrap(), mode)
                })
                .collect();
            found.sort();
            found
        };
        let all_private = |names: &[&str]| {
            let expected: Vec<_> = names.iter().map(|name| (name.to_string(), 0o600)).collect();
            assert_eq!(modes(), expected);
        };
        let log = Log::open(&path, None).unwrap();
        all_private(&["log.db", "log.db-shm", "log.db-wal"]);
        // From before, or copied here by hand.
        for file in ["log.db", "log.db-shm", "log.db-wal"] {
            let wide = Permissions::from_mode(0o644);
            std::fs::set_permissions(dir.path().join(file), wide).unwrap();
        }
        let other = crate::open_private(&path, None).unwrap();
        all_private(&["log.db", "log.db-shm", "log.db-wal"]);
        drop((log, other));
        // A copy before an upgrade.
        let later = [UPGRADES, &["CREATE TABLE extra(x INTEGER) STRICT"]].concat();
        drop(Log::open_with(&path, None, &later, None).unwrap());
        all_private(&["log.db", "log.db.before-upgrade"]);
        let blobs = crate::blobs::BlobStore::open(&dir.path().join("media.db"), None).unwrap();
        blobs.backup_to(&dir.path().join("copy.db")).unwrap();
        drop(blobs);
        let views = crate::ViewStore::open(&dir.path().join("views.db"), None, "1").unwrap();
        drop(views);
        all_private(&[
            "copy.db",
            "log.db",
            "log.db.before-upgrade",
            "media.db",
            "views.db",
        ]);
    }

    #[test]
    fn an_encrypted_log_shows_nothing_and_opens_only_with_its_key() {
        let (dir, path) = scratch();
        fill(&path, Some(KEY), 3);
        for file in std::fs::read_dir(dir.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(7).any(|w| w == b"arrived" || w == b"CREATE "));
        }
        assert!(matches!(
            Log::open(&path, Some([1; 32])),
            Err(OpenError::Damaged { .. })
        ));
        assert!(matches!(
            Log::open(&path, None),
            Err(OpenError::Damaged { .. })
        ));
        assert_eq!(Log::open(&path, Some(KEY)).unwrap().count().unwrap(), 3);
    }

    #[test]
    fn a_newer_schema_is_refused_and_left_alone() {
        let (_dir, path) = scratch();
        fill(&path, None, 1);
        Connection::open(&path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        for opened in [
            Log::open_or_set_aside(&path, None, &[]).map(|_| ()),
            Log::open_reader(&path, None).map(|_| ()),
        ] {
            assert!(matches!(
                opened,
                Err(OpenError::Newer {
                    found: 99,
                    known: 2,
                    ..
                })
            ));
        }
        assert!(path.exists());
    }

    #[test]
    fn an_upgrade_keeps_a_copy_until_the_next_good_start() {
        let (_dir, path) = scratch();
        fill(&path, Some(KEY), 2);
        let copy = beside(&path, ".before-upgrade");
        let later = [UPGRADES, &["CREATE TABLE extra(x INTEGER) STRICT"]].concat();

        let broken = [UPGRADES, &["CREATE TABLE entry(x INTEGER) STRICT"]].concat();
        Log::open_with(&path, Some(KEY), &broken, None).unwrap_err();
        assert_eq!(
            Log::open(&path, Some(KEY)).unwrap().count().unwrap(),
            2,
            "rolled back"
        );

        let log = Log::open_with(&path, Some(KEY), &later, None).unwrap();
        assert_eq!(log.count().unwrap(), 2);
        drop(log);
        assert_eq!(
            Log::open(&copy, Some(KEY)).unwrap().count().unwrap(),
            2,
            "copy is whole"
        );
        Log::open_with(&path, Some(KEY), &later, None).unwrap();
        assert!(!copy.exists());
    }

    #[test]
    fn damage_is_set_aside_and_kept_every_time() {
        let (_dir, path) = scratch();
        for n in 1..=2 {
            fill(&path, Some(KEY), 40);
            let mut bytes = std::fs::read(&path).unwrap();
            for byte in bytes.iter_mut().skip(100).step_by(50) {
                *byte ^= 0x55;
            }
            std::fs::write(&path, &bytes).unwrap();
            let (log, aside, _) = Log::open_or_set_aside(&path, Some(KEY), &[]).unwrap();
            let aside = aside.unwrap();
            assert_eq!(log.count().unwrap(), 0);
            assert_eq!(aside.path, beside(&path, &format!(".damaged-{n}")));
            assert_eq!(std::fs::read(&aside.path).unwrap(), bytes, "kept as it was");
        }
        for garbage in [
            b"not a database at all, but long enough to look".to_vec(),
            vec![7; 9000],
        ] {
            std::fs::write(&path, garbage).unwrap();
            assert!(
                Log::open_or_set_aside(&path, None, &[])
                    .unwrap()
                    .1
                    .is_some()
            );
            std::fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn damage_inside_a_later_page_of_an_encrypted_log_is_named_damage() {
        let (_dir, path) = scratch();
        fill(&path, Some(KEY), 400);
        let mut bytes = std::fs::read(&path).unwrap();
        let page = 4096;
        for at in (page * 2..bytes.len()).step_by(page) {
            bytes[at + 1000] ^= 1;
        }
        std::fs::write(&path, &bytes).unwrap();
        let (_, aside, _) = Log::open_or_set_aside(&path, Some(KEY), &[]).unwrap();
        assert!(aside.is_some());
    }

    #[test]
    fn a_tail_that_does_not_verify_is_damage() {
        let (_dir, path) = scratch();
        fill(&path, None, 3);
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch(
            "DROP TRIGGER payload_update; UPDATE payload SET body = x'7b7d' WHERE seq = 3",
        )
        .unwrap();
        drop(conn);
        let (_, aside, _) = Log::open_or_set_aside(&path, None, &[]).unwrap();
        assert!(aside.unwrap().reason.contains("payload"));
    }

    #[test]
    fn an_interrupted_setting_aside_loses_no_write_ahead_log() {
        let (_dir, path) = scratch();
        let aside = beside(&path, ".damaged-1");
        std::fs::write(&aside, b"x").unwrap();
        std::fs::write(beside(&path, "-wal"), b"precious").unwrap();
        Log::open(&path, None).unwrap();
        assert_eq!(std::fs::read(beside(&aside, "-wal")).unwrap(), b"precious");
    }
}
