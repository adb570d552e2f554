//! Reading: along a stream, in the order of folding, by place.

use chrono::{DateTime, FixedOffset};
use rusqlite::{OptionalExtension, Row, params};

use super::append::{find, tip};
use super::{Batch, Log, StoreError, from_sql, to_sql};
use crate::envelope::{Entry, Hash, Head, Header, Salt, StreamId, WriterId, header_hash};

/// Header, salt and body, in this order, with `entry e` and `payload p`.
pub(super) const ENTRY_COLUMNS: &str = "e.header, p.salt, p.body";

/// A place in the order of folding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    /// The entry's lamport.
    pub lamport: u64,
    /// Its stream.
    pub stream: StreamId,
    /// Its number there.
    pub seq: u64,
}

impl Order {
    /// Where this entry folds.
    pub fn of(header: &Header) -> Self {
        Self {
            lamport: header.lamport,
            stream: header.stream.clone(),
            seq: header.seq,
        }
    }
}

impl Log {
    /// The head of one stream.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn head(&self, stream: &StreamId) -> Result<Option<Head>, StoreError> {
        let Some(id) = find(&self.conn, stream)? else {
            return Ok(None);
        };
        let tip = tip(&self.conn, id)?;
        Ok((tip.seq > 0).then(|| Head {
            stream: stream.clone(),
            seq: tip.seq,
            hash: tip.hash,
        }))
    }

    /// The heads of all streams that hold entries, by stream text.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn heads(&self) -> Result<Vec<Head>, StoreError> {
        let mut heads = Vec::new();
        self.each_tip(|stream, seq, header| {
            heads.push(Head {
                stream,
                seq,
                hash: header_hash(header),
            });
            Ok(())
        })?;
        Ok(heads)
    }

    fn each_tip(
        &self,
        mut visit: impl FnMut(StreamId, u64, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT s.name, e.seq, e.header FROM stream s JOIN entry e
             ON e.stream = s.id AND e.seq = (SELECT max(seq) FROM entry WHERE stream = s.id)
             ORDER BY s.name",
        )?;
        let mut rows = found.query([])?;
        while let Some(row) = rows.next()? {
            let stream = row
                .get_ref(0)?
                .as_str()
                .map_err(rusqlite::Error::from)?
                .parse()?;
            let header = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            visit(stream, from_sql(row.get(1)?), header)?;
        }
        Ok(())
    }

    /// The hash of the entry at one place of the chain.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn hash_at(&self, stream: &StreamId, seq: u64) -> Result<Option<Hash>, StoreError> {
        let Some(id) = find(&self.conn, stream)? else {
            return Ok(None);
        };
        let mut found = self
            .conn
            .prepare_cached("SELECT header FROM entry WHERE stream = ?1 AND seq = ?2")?;
        Ok(found
            .query_row(params![id, to_sql(seq)], |row| {
                Ok(header_hash(row.get_ref(0)?.as_blob()?))
            })
            .optional()?)
    }

    /// Entries of a stream after `after_seq`, quarantined ones too: a chain is handed on whole.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn since(
        &self,
        stream: &StreamId,
        after_seq: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        let Some(id) = find(&self.conn, stream)? else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry e
             LEFT JOIN payload p ON p.stream = e.stream AND p.seq = e.seq
             WHERE e.stream = ?1 AND e.seq > ?2 ORDER BY e.seq LIMIT ?3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.collect(&sql, params![id, to_sql(after_seq), limit])
    }

    /// The next batch of a stream to hand on: entries after `after` up to a signed head, about
    /// `limit` of them (more only when signed heads lie farther apart). `None` when nothing signed
    /// lies beyond `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn batch_after(
        &self,
        stream: &StreamId,
        after: u64,
        limit: u64,
    ) -> Result<Option<Batch>, StoreError> {
        let Some(head) = self.head_for_batch(stream, after, limit)? else {
            return Ok(None);
        };
        let count = usize::try_from(head.seq - after).unwrap_or(usize::MAX);
        let entries = self.since(stream, after, count)?;
        Ok(Some(Batch {
            stream: stream.clone(),
            entries,
            head,
        }))
    }

    /// Entries that count, in the order of folding (lamport, stream, seq), after `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn in_order(&self, after: Option<&Order>, limit: usize) -> Result<Vec<Entry>, StoreError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let from = after.map_or(0, |order| to_sql(order.lamport));
        // Streams have local numbers here, but the order is by their names: entries of one lamport
        // are fetched together and sorted below.
        let pick = |far: u8, bound: &str, tail: &str| {
            format!(
                "SELECT e.stream AS stream, e.seq AS seq, e.lamport AS lamport FROM entry e
                 WHERE e.far = {far} AND e.lamport {bound}
                 AND NOT EXISTS (SELECT 1 FROM quarantine q
                                 WHERE q.stream = e.stream AND q.seq = e.seq)
                 ORDER BY e.lamport {tail}"
            )
        };
        let select = |bound: &str, tail: &str| {
            let (near, far) = (pick(0, bound, tail), pick(1, bound, tail));
            format!(
                "SELECT {ENTRY_COLUMNS} FROM
                 (SELECT * FROM ({near}) UNION ALL SELECT * FROM ({far}) ORDER BY 3 {tail}) k
                 CROSS JOIN entry e ON e.stream = k.stream AND e.seq = k.seq
                 LEFT JOIN payload p ON p.stream = k.stream AND p.seq = k.seq
                 ORDER BY k.lamport"
            )
        };
        let mut tied = match after {
            Some(_) => self.collect(&select("= ?1", ""), params![from])?,
            None => Vec::new(),
        };
        tied.retain(|entry| after.is_none_or(|order| Order::of(&entry.header) > *order));
        sort_ties(&mut tied);
        if tied.len() < limit {
            let want = i64::try_from(limit - tied.len()).unwrap_or(i64::MAX);
            let mut more = self.collect(&select("> ?1", "LIMIT ?2"), params![from, want])?;
            // The last lamport may have been cut in the middle, and by local stream number: take
            // all of it, then cut by the true order.
            if let Some(last) = more.last().map(|entry| entry.header.lamport) {
                more.retain(|entry| entry.header.lamport < last);
                more.extend(self.collect(&select("= ?1", ""), params![to_sql(last)])?);
            }
            sort_ties(&mut more);
            tied.append(&mut more);
        }
        tied.truncate(limit);
        Ok(tied)
    }

    fn collect(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Entry>, StoreError> {
        let mut found = self.conn.prepare_cached(sql)?;
        let mut rows = found.query(params)?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry_from(row)?);
        }
        Ok(entries)
    }

    /// One entry.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn entry(&self, stream: &StreamId, seq: u64) -> Result<Option<Entry>, StoreError> {
        let Some(before) = seq.checked_sub(1) else {
            return Ok(None);
        };
        let found = self.since(stream, before, 1)?.pop();
        Ok(found.filter(|entry| entry.header.seq == seq))
    }

    /// A number that changes when another connection changed the file: what was read before may be
    /// old then. Our own writes do not change it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn foreign_changes(&self) -> Result<i64, StoreError> {
        let mut found = self.conn.prepare_cached("PRAGMA data_version")?;
        Ok(found.query_row([], |row| row.get(0))?)
    }

    /// How many entries are held, divergent ones not counted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn count(&self) -> Result<u64, StoreError> {
        let mut found = self.conn.prepare_cached("SELECT count(*) FROM entry")?;
        Ok(from_sql(found.query_row([], |row| row.get(0))?))
    }

    /// The latest `recorded_at` among the streams' last entries: a wall clock before it is suspect.
    /// With `writer`, only that device's streams count, for other clocks may be wrong.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn newest_recorded_at(
        &self,
        writer: Option<WriterId>,
    ) -> Result<Option<DateTime<FixedOffset>>, StoreError> {
        let mut newest = None;
        self.each_tip(|stream, _, header| {
            if writer.is_none_or(|writer| writer == stream.writer) {
                newest = newest.max(Some(Header::parse(header)?.recorded_at));
            }
            Ok(())
        })?;
        Ok(newest)
    }
}

fn sort_ties(entries: &mut [Entry]) {
    entries.sort_by(|a, b| {
        let (a, b) = (&a.header, &b.header);
        (a.lamport, &a.stream, a.seq).cmp(&(b.lamport, &b.stream, b.seq))
    });
}

/// Reads the first three columns, [`ENTRY_COLUMNS`].
pub(super) fn entry_from(row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry::from_parts(row.get(0)?, body(row, 1)?)?)
}

/// Salt and body at columns `at` and `at + 1`, when the payload is here.
pub(super) fn body(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<(Salt, Vec<u8>)>> {
    let salt: Option<Salt> = row.get(at)?;
    let body: Option<Vec<u8>> = row.get(at + 1)?;
    Ok(salt.zip(body))
}
