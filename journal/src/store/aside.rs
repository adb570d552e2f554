//! Logs that were set aside and kept: what was erased must go from them, too, and what nobody else has can still be
//! read out of them.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::loss::{is_spoilt, not_emptied};
use super::open::{beside, check_version, connect, open_error, tail_error, upgrade};
use super::schema::UPGRADES;
use super::{Log, OpenError, StoreError, from_sql};
use crate::envelope::{Entry, Hash, Head, StreamId};
use crate::keys::DeviceKey;
use crate::store::Batch;

/// How a file that was set aside is called: the log's own name and one of these, with a number.
const WHY: [&str; 2] = [".damaged-", ".diverged-"];

/// Everything that was erased from a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redactions {
    /// By place, with the hash of the entry that stands there, where one does.
    pub places: Vec<(StreamId, u64, Option<Hash>)>,
    /// By hash, in whichever branch of its stream.
    pub exact: Vec<(StreamId, u64, Hash)>,
}

impl Log {
    /// Whether anything in the write-ahead log beside a log that was set aside is spoilt: nothing may be written to that
    /// pair, which would write over what may be the only copy.
    pub fn is_spoilt(path: &Path) -> bool {
        is_spoilt(path)
    }

    /// The files beside this log that were set aside, by name.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn set_aside_files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|n| n.to_str()))
        else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for file in std::fs::read_dir(folder)? {
            let file = file?.path();
            let is_one = file
                .file_name()
                .and_then(|file| file.to_str()?.strip_prefix(name))
                .is_some_and(|rest| {
                    WHY.iter().any(|why| {
                        rest.strip_prefix(why).is_some_and(|number| {
                            !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
                        })
                    })
                });
            if is_one {
                found.push(file);
            }
        }
        found.sort();
        Ok(found)
    }

    /// Whatever wrote it.
    pub(super) fn as_it_is(path: &Path, key: Option<[u8; 32]>) -> Result<Self, OpenError> {
        Ok(Self {
            conn: connect_as_it_is(path, key)?,
            path: path.to_owned(),
        })
    }

    /// Opens a log that was set aside as it is: its end need not verify, and nothing of it is mended.
    ///
    /// # Errors
    /// [`OpenError`], where it cannot even be read.
    pub fn open_set_aside(path: &Path, key: Option<[u8; 32]>) -> Result<Self, OpenError> {
        let log = Self::as_it_is(path, key)?;
        let version = check_version(&log.conn, path, UPGRADES)?;
        if version < UPGRADES.len() {
            return Err(OpenError::Older {
                path: path.to_owned(),
            });
        }
        Ok(log)
    }

    /// Opens a copy, in `folder`, of a log that an earlier version of this program wrote, as [`Log::open_set_aside`]
    /// would: the copy is brought up to date, the file itself stays as it was found. The copy is encrypted as the file is;
    /// whoever asked for it deletes the folder.
    ///
    /// # Errors
    /// [`OpenError`], where it cannot be copied or read.
    pub fn open_older(
        path: &Path,
        folder: &Path,
        key: Option<[u8; 32]>,
    ) -> Result<Self, OpenError> {
        let copy = folder.join("log.db");
        for end in ["", "-wal"] {
            let (from, to) = (beside(path, end), beside(&copy, end));
            if !from.exists() {
                continue;
            }
            std::fs::copy(&from, to).map_err(|source| OpenError::Io { path: from, source })?;
        }
        let mut conn = connect_as_it_is(&copy, key)?;
        upgrade(&mut conn, &copy, UPGRADES)?;
        Ok(Self { conn, path: copy })
    }

    /// Opens the log in use to look at it: nothing is made, mended, upgraded or set aside, and another process may work
    /// with it meanwhile. What [`Log::open_or_set_aside`] would set aside is an error here.
    ///
    /// # Errors
    /// [`OpenError`]; [`OpenError::Older`] where the next start would upgrade it first, [`OpenError::Lost`] where what
    /// `known` names is not here.
    pub fn open_to_look(
        path: &Path,
        key: Option<[u8; 32]>,
        known: &[Head],
    ) -> Result<Self, OpenError> {
        not_emptied(path)?;
        Self::as_it_is(path, key)?.nothing_lost(known)?;
        let log = Self::open_set_aside(path, key)?;
        log.verify_tail().map_err(|error| tail_error(path, error))?;
        Ok(log)
    }

    /// Everything that was erased here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn redactions(&self) -> Result<Redactions, StoreError> {
        let mut all = Redactions::default();
        let mut found = self.conn.prepare_cached(
            "SELECT s.name, r.seq FROM redacted r JOIN stream s ON s.id = r.stream
             ORDER BY r.stream, r.seq",
        )?;
        let rows = found.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        for row in rows {
            let (name, seq) = row?;
            let (stream, seq) = (name.parse::<StreamId>()?, from_sql(seq));
            let hash = self.hash_at(&stream, seq)?;
            all.places.push((stream, seq, hash));
        }
        let mut found = self.conn.prepare_cached(
            "SELECT s.name, r.seq, r.hash FROM redacted_exact r JOIN stream s ON s.id = r.stream
             ORDER BY r.stream, r.seq, r.hash",
        )?;
        let rows = found.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
        })?;
        for row in rows {
            let (name, seq, hash) = row?;
            all.exact.push((name.parse()?, from_sql(seq), Hash(hash)));
        }
        Ok(all)
    }

    /// Erases here what was erased elsewhere. A place names the entry that stands there in both: where this log went
    /// another way, what stands here is another entry, and goes only by its hash.
    ///
    /// # Errors
    /// [`StoreError`]; what was erased until then is gone.
    pub fn erase_like(&mut self, other: &Redactions) -> Result<(), StoreError> {
        let mut places = Vec::new();
        for (stream, seq, there) in &other.places {
            let here = self.hash_at(stream, *seq)?;
            let is_same = match (here, there) {
                (Some(here), Some(there)) => here == *there,
                // One of them has nothing there: then the place says it.
                (Some(_), None) | (None, _) => true,
            };
            if is_same {
                places.push((stream.clone(), *seq));
            }
        }
        if !places.is_empty() {
            self.redact(&places)?;
        }
        if !other.exact.is_empty() {
            self.redact_exact(&other.exact)?;
        }
        Ok(())
    }

    /// The next entries of one of this device's own streams that fit onto each other and onto what is before them,
    /// signed anew; and what was wrong with the first one that does not. For reading a log out as far as it is sound.
    ///
    /// # Errors
    /// [`StoreError`], where the file cannot be read at that place.
    pub fn sound_batch(
        &self,
        key: &DeviceKey,
        stream: &StreamId,
        after: u64,
        limit: usize,
    ) -> Result<(Option<Batch>, Option<String>), StoreError> {
        let (entries, wrong) = self.sound_entries(stream, after, limit)?;
        let batch = entries.last().map(|newest| {
            let head = Head {
                stream: stream.clone(),
                seq: newest.header.seq,
                hash: newest.hash(),
            };
            key.sign_head(head)
        });
        let batch = batch.map(|head| Batch {
            stream: stream.clone(),
            entries,
            head,
        });
        Ok((batch, wrong))
    }

    /// The next entries of somebody else's stream up to a head that its writer signed, about `limit` of them, where they
    /// fit onto each other, onto what is before them and to that head; else what is wrong with them. With a smaller limit
    /// there may be an earlier head that fits. Neither where nothing signed lies beyond `after`.
    ///
    /// # Errors
    /// [`StoreError`], where the file cannot be read at that place.
    pub fn sound_batch_of_others(
        &self,
        stream: &StreamId,
        after: u64,
        limit: usize,
    ) -> Result<(Option<Batch>, Option<String>), StoreError> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        let Some(head) = self.head_for_batch(stream, after, limit)? else {
            return Ok((None, None));
        };
        let count = usize::try_from(head.seq - after).unwrap_or(usize::MAX);
        let (entries, wrong) = self.sound_entries(stream, after, count)?;
        let reaches = entries.last().map(|last| (last.header.seq, last.hash()));
        if wrong.is_some() || reaches != Some((head.seq, head.hash)) {
            let wrong =
                wrong.unwrap_or_else(|| format!("entry {} is not the signed one", head.seq));
            return Ok((None, Some(wrong)));
        }
        let batch = Batch {
            stream: stream.clone(),
            entries,
            head,
        };
        Ok((Some(batch), None))
    }

    fn sound_entries(
        &self,
        stream: &StreamId,
        after: u64,
        limit: usize,
    ) -> Result<(Vec<Entry>, Option<String>), StoreError> {
        let mut last = if after == 0 {
            Hash::ZERO
        } else {
            match self.hash_at(stream, after)? {
                Some(hash) => hash,
                None => return Ok((Vec::new(), Some(format!("entry {after} is missing")))),
            }
        };
        let mut entries: Vec<Entry> = Vec::new();
        let mut wrong = None;
        for entry in self.since(stream, after, limit)? {
            let seq = after + u64::try_from(entries.len()).unwrap_or(0) + 1;
            if entry.header.seq != seq || entry.header.prev != last || !entry.payload_matches() {
                wrong = Some(format!("entry {seq} is missing or not what its hash says"));
                break;
            }
            last = entry.hash();
            entries.push(entry);
        }
        Ok((entries, wrong))
    }
}

/// A connection that mends nothing and leaves the write-ahead log beside its file.
fn connect_as_it_is(path: &Path, key: Option<[u8; 32]>) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = connect(path, key, flags).map_err(|error| open_error(path, error))?;
    conn.pragma_update(None, "secure_delete", true)
        .and_then(|()| {
            // Whoever only looks must not change the file.
            conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        })
        .map_err(|error| open_error(path, error))?;
    Ok(conn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{draft, filled, floor, grow, key, stamp, writer};

    fn holds(dir: &Path, what: &str) -> bool {
        std::fs::read_dir(dir).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(what.len()).any(|w| w == what.as_bytes())
        })
    }

    #[test]
    fn what_is_erased_goes_from_logs_that_were_set_aside() {
        let (dir, mut log) = filled(1, 2);
        log.append(&writer(1), &[draft("{\"name\":\"Zebulon\"}")], &stamp())
            .unwrap();
        grow(&mut log, 1, 1);
        let copy = dir.path().join("copy.db");
        log.backup_to(&copy).unwrap();
        let path = log.path().to_owned();
        log.start_over(None).unwrap();
        std::fs::write(path.with_file_name("log.db.damaged-1"), "no database").unwrap();
        std::fs::write(path.with_file_name("log.db.damaged-1-wal"), "").unwrap();
        let files = Log::set_aside_files(&path).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap()).collect();
        assert_eq!(names, ["log.db.damaged-1", "log.db.diverged-1"]);
        assert!(Log::open_set_aside(&files[0], None).is_err());

        // The log is filled anew with the same chain, and there the third entry is erased.
        let source = Log::open(&copy, None).unwrap();
        let batch = source.batch_after(&floor(1), 0, 100).unwrap().unwrap();
        log.ingest(
            batch,
            &key(1).public(),
            &crate::IngestLimits::default(),
            &mut |_| crate::Verdict::Accept,
        )
        .unwrap();
        log.redact(&[(floor(1), 3)]).unwrap();
        drop(source);
        std::fs::remove_file(&copy).unwrap();
        assert!(holds(dir.path(), "Zebulon"), "in the one set aside");
        let erased = log.redactions().unwrap();
        assert_eq!(erased.places.len(), 1);
        let mut aside = Log::open_set_aside(&files[1], None).unwrap();
        aside.erase_like(&erased).unwrap();
        aside.erase_like(&erased).unwrap();
        assert!(!holds(dir.path(), "Zebulon"));
        assert_eq!(aside.count().unwrap(), 4, "headers stay");
        assert_eq!(aside.verify().unwrap().payloads, 3);
    }

    #[test]
    fn another_entry_at_the_same_place_stays() {
        let (dir, mut aside) = filled(1, 2);
        let other = Redactions {
            places: vec![(floor(1), 2, Some(Hash([9; 32])))],
            exact: Vec::new(),
        };
        aside.erase_like(&other).unwrap();
        assert_eq!(aside.verify().unwrap().payloads, 2);
        let exact = Redactions {
            places: other.places,
            exact: vec![(floor(1), 2, aside.hash_at(&floor(1), 2).unwrap().unwrap())],
        };
        aside.erase_like(&exact).unwrap();
        assert_eq!(aside.verify().unwrap().payloads, 1);
        drop(dir);
    }

    #[test]
    fn a_log_is_read_out_as_far_as_it_is_sound() {
        let (_dir, log) = filled(1, 5);
        let (batch, wrong) = log.sound_batch(&key(1), &floor(1), 2, 10).unwrap();
        let batch = batch.unwrap();
        assert_eq!((batch.entries.len(), batch.head.seq, wrong), (3, 5, None));
        assert!(batch.head.verifies(&key(1).public()));
        log.conn
            .execute_batch(
                "DROP TRIGGER payload_update;
                 UPDATE payload SET body = x'00' WHERE seq = 4;",
            )
            .unwrap();
        let (batch, wrong) = log.sound_batch(&key(1), &floor(1), 2, 10).unwrap();
        assert_eq!(batch.unwrap().head.seq, 3);
        assert!(wrong.unwrap().contains("entry 4"));
        let (batch, wrong) = log.sound_batch(&key(1), &floor(1), 9, 10).unwrap();
        assert!(batch.is_none() && wrong.unwrap().contains("entry 9 is missing"));
    }
}
