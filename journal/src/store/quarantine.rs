//! What is held but does not count: quarantined entries and divergent branches.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::append::{find, insert_payload, local_lamport};
use super::read::{ENTRY_COLUMNS, body, entry_from};
use super::{Batch, Log, StoreError, to_sql};
use crate::envelope::{Entry, Hash, Head, Salt, StreamId};
use crate::keys::{SignatureBytes, SignedHead};

/// An entry that waits for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// The entry; without payload when that is oversize.
    pub entry: Entry,
    /// Why it waits.
    pub reason: String,
    /// Waits for review (true) or was found wrong (false).
    pub held: bool,
}

/// An entry of another branch of a stream, kept apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergent {
    /// The entry.
    pub entry: Entry,
}

impl Log {
    /// Everything that waits for staff, by stream and number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn quarantine(&self) -> Result<Vec<Quarantined>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY_COLUMNS}, q.reason, q.held FROM quarantine q
             JOIN entry e ON e.stream = q.stream AND e.seq = q.seq
             LEFT JOIN payload p ON p.stream = e.stream AND p.seq = e.seq
             ORDER BY q.stream, q.seq"
        );
        let mut found = self.conn.prepare_cached(&sql)?;
        let mut rows = found.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(Quarantined {
                entry: entry_from(row)?,
                reason: row.get(3)?,
                held: row.get(4)?,
            });
        }
        Ok(all)
    }

    /// Payloads that were set apart because they are too large, by stream and number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn oversize(&self) -> Result<Vec<(StreamId, u64, Vec<u8>)>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT s.name, o.seq, o.body FROM oversize o JOIN stream s ON s.id = o.stream
             ORDER BY o.stream, o.seq",
        )?;
        let rows = found.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
        })?;
        rows.map(|row| {
            let (name, seq, body) = row?;
            Ok((name.parse()?, super::from_sql(seq), body))
        })
        .collect()
    }

    /// How many entries wait for staff.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn quarantine_count(&self) -> Result<u64, StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT count(*) FROM quarantine")?;
        Ok(super::from_sql(found.query_row([], |row| row.get(0))?))
    }

    /// Lets a quarantined entry count from now on; `None` when it did not wait. Staff decided: an
    /// oversize payload comes with it, and a lamport far ahead now raises ours.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn release(&mut self, stream: &StreamId, seq: u64) -> Result<Option<Entry>, StoreError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(id) = find(&tx, stream)? else {
            return Ok(None);
        };
        let waited = tx
            .prepare_cached("DELETE FROM quarantine WHERE stream = ?1 AND seq = ?2")?
            .execute(params![id, to_sql(seq)])?;
        if waited == 0 {
            return Ok(None);
        }
        let oversize: Option<(Salt, Vec<u8>)> = tx
            .prepare_cached("SELECT salt, body FROM oversize WHERE stream = ?1 AND seq = ?2")?
            .query_row(params![id, to_sql(seq)], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        if let Some((salt, body)) = oversize {
            insert_payload(&tx, id, to_sql(seq), &salt, &body)?;
            tx.prepare_cached("DELETE FROM oversize WHERE stream = ?1 AND seq = ?2")?
                .execute(params![id, to_sql(seq)])?;
        }
        let lamport: i64 = tx
            .prepare_cached("SELECT lamport FROM entry WHERE stream = ?1 AND seq = ?2")?
            .query_row(params![id, to_sql(seq)], |row| row.get(0))?;
        if lamport > to_sql(local_lamport(&tx)?) {
            tx.prepare_cached(
                "INSERT INTO number(name, value) VALUES ('lamport', ?1)
                 ON CONFLICT(name) DO UPDATE SET value = excluded.value",
            )?
            .execute([lamport])?;
        }
        tx.commit()?;
        self.entry(stream, seq)
    }

    /// Every entry kept apart because another one holds its place, by stream and number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn divergent(&self) -> Result<Vec<Divergent>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT header, salt, body FROM divergent ORDER BY stream, seq, hash",
        )?;
        let mut rows = found.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(Divergent {
                entry: Entry::from_parts(row.get(0)?, body(row, 1)?)?,
            });
        }
        Ok(all)
    }

    /// The branches kept apart, as they were handed over: each head with its entries, those of a branch in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn divergent_batches(&self) -> Result<Vec<Batch>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT s.name, d.seq, d.hash, d.sig FROM divergent_head d JOIN stream s ON s.id = d.stream
             ORDER BY d.stream, d.seq",
        )?;
        let rows = found.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
            ))
        })?;
        let mut heads = Vec::new();
        for row in rows {
            let (name, seq, hash, sig) = row?;
            heads.push(SignedHead {
                stream: name.parse()?,
                seq: super::from_sql(seq),
                hash: Hash(hash),
                sig: SignatureBytes(sig),
            });
        }
        let mut entries: HashMap<Hash, Entry> = self
            .divergent()?
            .into_iter()
            .map(|apart| (apart.entry.hash(), apart.entry))
            .collect();
        let mut batches = Vec::new();
        for head in heads {
            // From its head back to where another batch, or the branch that counts, holds the entry before.
            let mut batch = Vec::new();
            let mut at = head.hash;
            while let Some(entry) = entries.remove(&at) {
                at = entry.header.prev;
                batch.push(entry);
            }
            batch.reverse();
            if !batch.is_empty() {
                batches.push(Batch {
                    stream: head.stream.clone(),
                    entries: batch,
                    head,
                });
            }
        }
        Ok(batches)
    }

    /// The signed heads of the branches kept apart: what need not be sent here again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn divergent_heads(&self) -> Result<Vec<Head>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT s.name, d.seq, d.hash FROM divergent_head d JOIN stream s ON s.id = d.stream
             ORDER BY d.stream, d.seq",
        )?;
        let rows = found.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
        })?;
        rows.map(|row| {
            let (name, seq, hash) = row?;
            Ok(Head {
                stream: name.parse()?,
                seq: super::from_sql(seq),
                hash: Hash(hash),
            })
        })
        .collect()
    }
}

pub(super) fn hold(conn: &Connection, id: i64, waiting: &Quarantined) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO quarantine(stream, seq, held, reason) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        id,
        to_sql(waiting.entry.header.seq),
        waiting.held,
        waiting.reason
    ])?;
    Ok(())
}
