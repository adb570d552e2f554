//! Signed heads: what proves to others how far a stream reaches.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::append::{find, header_at, streams_of, tip};
use super::{CHECKPOINT_ENTRIES, Log, StoreError, from_sql, to_sql};
use crate::envelope::{Hash, Head, MAX_NUMBER, StreamId, WriterId, header_hash};
use crate::keys::{DeviceKey, SignatureBytes, SignedHead};

impl Log {
    /// Signs the present head of every stream of `writer` (any epoch) that grew since it was last
    /// signed, and checkpoints on the way where it grew much. Returns the new heads.
    ///
    /// # Errors
    /// [`StoreError`]; then no signature of this call is stored.
    pub fn sign_heads(
        &mut self,
        key: &DeviceKey,
        writer: WriterId,
    ) -> Result<Vec<SignedHead>, StoreError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut signed = Vec::new();
        for (id, stream) in streams_of(&tx, writer)? {
            let tip = tip(&tx, id)?;
            let mut last = newest_signed(&tx, id)?;
            while last < tip.seq {
                last = if tip.seq - last > CHECKPOINT_ENTRIES {
                    last + CHECKPOINT_ENTRIES
                } else {
                    tip.seq
                };
                let hash = header_hash(&header_at(&tx, id, last)?);
                let head = key.sign_head(Head {
                    stream: stream.clone(),
                    seq: last,
                    hash,
                });
                store_head(&tx, id, &head)?;
                if last == tip.seq {
                    signed.push(head);
                }
            }
        }
        tx.commit()?;
        Ok(signed)
    }

    /// The newest signed head of a stream: as far as a relay may hand it on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn signed_head(&self, stream: &StreamId) -> Result<Option<SignedHead>, StoreError> {
        self.pick_head(
            stream,
            "SELECT seq, hash, sig FROM signed_head
            WHERE stream = ?1 AND seq > ?2 ORDER BY seq DESC LIMIT 1",
            0,
        )
    }

    /// The newest signed heads of all streams.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn signed_heads(&self) -> Result<Vec<SignedHead>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT s.name, h.seq, h.hash, h.sig FROM stream s JOIN signed_head h
             ON h.stream = s.id AND h.seq = (SELECT max(seq) FROM signed_head WHERE stream = s.id)
             ORDER BY s.name",
        )?;
        let rows = found.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
            ))
        })?;
        rows.map(|row| {
            let (name, seq, hash, sig) = row?;
            Ok(SignedHead {
                stream: name.parse()?,
                seq: from_sql(seq),
                hash: Hash(hash),
                sig: SignatureBytes(sig),
            })
        })
        .collect()
    }

    /// The signed head at which a batch that starts after `after` should end: the farthest within
    /// `limit` entries, else the nearest beyond.
    pub(super) fn head_for_batch(
        &self,
        stream: &StreamId,
        after: u64,
        limit: u64,
    ) -> Result<Option<SignedHead>, StoreError> {
        let farthest = after.saturating_add(limit.max(1)).min(MAX_NUMBER);
        let within = self
            .pick_head(
                stream,
                "SELECT seq, hash, sig FROM signed_head
                WHERE stream = ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT 1",
                farthest,
            )?
            .filter(|head| head.seq > after);
        if within.is_some() {
            return Ok(within);
        }
        self.pick_head(
            stream,
            "SELECT seq, hash, sig FROM signed_head
            WHERE stream = ?1 AND seq > ?2 ORDER BY seq LIMIT 1",
            farthest,
        )
    }

    fn pick_head(
        &self,
        stream: &StreamId,
        sql: &str,
        bound: u64,
    ) -> Result<Option<SignedHead>, StoreError> {
        let Some(id) = find(&self.conn, stream)? else {
            return Ok(None);
        };
        let mut found = self.conn.prepare_cached(sql)?;
        let head = found
            .query_row(params![id, to_sql(bound)], |row| {
                Ok(SignedHead {
                    stream: stream.clone(),
                    seq: from_sql(row.get(0)?),
                    hash: Hash(row.get(1)?),
                    sig: SignatureBytes(row.get(2)?),
                })
            })
            .optional()?;
        Ok(head)
    }
}

fn newest_signed(conn: &Connection, id: i64) -> Result<u64, StoreError> {
    let mut found =
        conn.prepare_cached("SELECT coalesce(max(seq), 0) FROM signed_head WHERE stream = ?1")?;
    Ok(from_sql(found.query_row([id], |row| row.get(0))?))
}

/// Stores a head that is newer than all we have, and drops the one before where the remaining ones
/// are dense enough without it.
pub(super) fn store_head(conn: &Connection, id: i64, head: &SignedHead) -> Result<(), StoreError> {
    let mut newest = conn.prepare_cached(
        "SELECT seq FROM signed_head WHERE stream = ?1 ORDER BY seq DESC LIMIT 2",
    )?;
    let held: Vec<u64> = newest
        .query_map([id], |row| Ok(from_sql(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    let last = held.first().copied().unwrap_or(0);
    if head.seq <= last {
        return Ok(());
    }
    conn.prepare_cached("INSERT INTO signed_head(stream, seq, hash, sig) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, to_sql(head.seq), head.hash.0, head.sig.0])?;
    let before = held.get(1).copied().unwrap_or(0);
    if last > 0 && head.seq - before <= CHECKPOINT_ENTRIES {
        conn.prepare_cached("DELETE FROM signed_head WHERE stream = ?1 AND seq = ?2")?
            .execute(params![id, to_sql(last)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::testing::{drafts, filled, floor, grow, key, stamp, writer};

    #[test]
    fn heads_are_signed_once_and_checkpoints_stay_dense() {
        let (_dir, mut log) = filled(1, 3);
        let head = log.signed_head(&floor(1)).unwrap().unwrap();
        assert_eq!(head.seq, 3);
        assert!(head.verifies(&key(1).public()));
        assert!(
            log.sign_heads(&key(1), writer(1).id).unwrap().is_empty(),
            "nothing grew"
        );
        assert!(
            log.sign_heads(&key(2), writer(2).id).unwrap().is_empty(),
            "not ours"
        );
        for _ in 0..30 {
            grow(&mut log, 1, 1);
        }
        log.append(&writer(1), &drafts(1300), &stamp()).unwrap();
        assert_eq!(log.sign_heads(&key(1), writer(1).id).unwrap()[0].seq, 1333);
        let kept: Vec<i64> = log
            .conn
            .prepare("SELECT seq FROM signed_head ORDER BY seq")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(kept.len() <= 5, "{kept:?}");
        let mut last = 0;
        for seq in kept {
            assert!(seq - last <= 500);
            last = seq;
        }
    }
}
