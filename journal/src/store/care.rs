//! Keeping house: redaction, pruning, how far others have our entries, backup.

use std::path::Path;

use rusqlite::{TransactionBehavior, params};

use super::append::{find, intern, seq_hash, streams_of};
use super::open::copy_to;
use super::{Log, StoreError, from_sql, to_sql};
use crate::envelope::{Hash, StreamId, WriterId};

/// A column of `mark`.
#[derive(Clone, Copy)]
enum Mark {
    Sent,
    BackedUp,
}

impl Log {
    /// Deletes the payloads of these entries and records that, so that no later ingest and no
    /// restored backup brings them back. Entries that are not here yet may be named too. Only a
    /// `Redacted` entry justifies this call.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing changed.
    pub fn redact(&mut self, places: &[(StreamId, u64)]) -> Result<(), StoreError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (stream, seq) in places {
            let place = params![intern(&tx, stream)?, to_sql(*seq)];
            tx.prepare_cached(
                "INSERT INTO redacted(stream, seq) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute(place)?;
            for table in ["payload", "oversize", "absent"] {
                let sql = format!("DELETE FROM {table} WHERE stream = ?1 AND seq = ?2");
                tx.prepare_cached(&sql)?.execute(place)?;
            }
        }
        tx.commit()?;
        self.forget_freed_bytes()
    }

    /// Deletes the payloads of exactly these entries, whether they stand in the chain or in a branch kept apart, and
    /// records that for both. Entries that are not here yet may be named too.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing changed.
    pub fn redact_exact(&mut self, exact: &[(StreamId, u64, Hash)]) -> Result<(), StoreError> {
        let mut in_chain = Vec::new();
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (stream, seq, hash) in exact {
            let id = intern(&tx, stream)?;
            let place = params![id, to_sql(*seq), hash.0];
            tx.prepare_cached(
                "INSERT INTO redacted_exact(stream, seq, hash) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(place)?;
            tx.prepare_cached(
                "UPDATE divergent SET salt = NULL, body = NULL
                 WHERE stream = ?1 AND seq = ?2 AND hash = ?3",
            )?
            .execute(place)?;
            if seq_hash(&tx, id, *seq)? == Some(*hash) {
                in_chain.push((stream.clone(), *seq));
            }
        }
        tx.commit()?;
        // Also folds the write-ahead log in, for the branches.
        self.redact(&in_chain)
    }

    /// Deletes payloads that this device no longer needs (a person's enrolment ended). The headers
    /// stay and the chain still verifies.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when one of them lies beyond what is backed up elsewhere; then
    /// nothing changed.
    pub fn prune_payloads(&mut self, places: &[(StreamId, u64)]) -> Result<(), StoreError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (stream, seq) in places {
            let (id, safe) = match find(&tx, stream)? {
                Some(id) => (id, mark(&tx, id, Mark::BackedUp)?),
                None => (0, 0),
            };
            if *seq > safe {
                return Err(StoreError::Refused(format!(
                    "{stream}: entry {seq} is not backed up yet (backed up to {safe}): its payload stays"
                )));
            }
            let place = params![id, to_sql(*seq)];
            tx.prepare_cached(
                "INSERT INTO pruned(stream, seq) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute(place)?;
            for table in ["payload", "absent"] {
                let sql = format!("DELETE FROM {table} WHERE stream = ?1 AND seq = ?2");
                tx.prepare_cached(&sql)?.execute(place)?;
            }
        }
        tx.commit()?;
        self.forget_freed_bytes()
    }

    /// Deleted pages are overwritten in the file only when the write-ahead log is folded in. A
    /// reader may prevent that for a while; the next checkpoint does it then.
    fn forget_freed_bytes(&self) -> Result<(), StoreError> {
        self.fold_in()
    }

    /// Folds the write-ahead log into the file, and empties it.
    pub(super) fn fold_in(&self) -> Result<(), StoreError> {
        Ok(self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Up to which entry the server has reported this stream as backed up. A restored server
    /// reports less than before: the mark goes back then.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_backed_up(&mut self, stream: &StreamId, seq: u64) -> Result<(), StoreError> {
        self.set_mark(stream, seq, Mark::BackedUp)
    }

    /// The mark that [`Log::set_backed_up`] left; 0 when none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn backed_up(&self, stream: &StreamId) -> Result<u64, StoreError> {
        find(&self.conn, stream)?.map_or(Ok(0), |id| mark(&self.conn, id, Mark::BackedUp))
    }

    /// Up to which entry the server has this stream.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_sent(&mut self, stream: &StreamId, seq: u64) -> Result<(), StoreError> {
        self.set_mark(stream, seq, Mark::Sent)
    }

    /// The mark that [`Log::set_sent`] left; 0 when none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sent(&self, stream: &StreamId) -> Result<u64, StoreError> {
        find(&self.conn, stream)?.map_or(Ok(0), |id| mark(&self.conn, id, Mark::Sent))
    }

    /// Remembers that this log began empty and that nobody has yet given all that is to be in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_filling(&mut self, filling: bool) -> Result<(), StoreError> {
        if self.is_filling()? != filling {
            self.conn
                .prepare_cached(
                    "INSERT INTO number(name, value) VALUES ('filling', ?1)
                     ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                )?
                .execute([i64::from(filling)])?;
        }
        Ok(())
    }

    /// What [`Log::set_filling`] remembered; false where it never did.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn is_filling(&self) -> Result<bool, StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT coalesce(max(value), 0) FROM number WHERE name = 'filling'")?;
        Ok(found.query_row([], |row| row.get::<_, i64>(0))? != 0)
    }

    /// How many entries of `writer`, in all its epochs, the server does not have yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn unsent(&self, writer: WriterId) -> Result<u64, StoreError> {
        let mut unsent = 0;
        for (id, _) in streams_of(&self.conn, writer)? {
            let have = super::append::tip(&self.conn, id)?.seq;
            unsent += have.saturating_sub(mark(&self.conn, id, Mark::Sent)?);
        }
        Ok(unsent)
    }

    fn set_mark(&mut self, stream: &StreamId, seq: u64, mark: Mark) -> Result<(), StoreError> {
        let Some(id) = find(&self.conn, stream)? else {
            return Err(StoreError::Refused(format!("{stream}: not known here")));
        };
        let column = mark.column();
        let sql = format!(
            "INSERT INTO mark(stream, {column}) VALUES (?1, ?2)
             ON CONFLICT(stream) DO UPDATE SET {column} = excluded.{column}
             WHERE {column} <> excluded.{column}"
        );
        self.conn
            .prepare_cached(&sql)?
            .execute(params![id, to_sql(seq)])?;
        Ok(())
    }

    /// Writes a compact, consistent copy to `path`, which must not exist, encrypted with the same
    /// key, and syncs it.
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

impl Mark {
    const fn column(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::BackedUp => "backed_up",
        }
    }
}

fn mark(conn: &rusqlite::Connection, id: i64, mark: Mark) -> Result<u64, StoreError> {
    let sql = format!(
        "SELECT coalesce(max({}), 0) FROM mark WHERE stream = ?1",
        mark.column()
    );
    Ok(from_sql(
        conn.prepare_cached(&sql)?
            .query_row([id], |row| row.get(0))?,
    ))
}

#[cfg(test)]
#[path = "care_tests.rs"]
mod tests;
