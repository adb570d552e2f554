//! Taking in entries that others wrote: verify everything, lose nothing, stop no chain.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::append::{Inserter, Tip, find, header_at, insert_payload, intern, local_lamport, tip};
use super::heads::store_head;
use super::quarantine::{Quarantined, hold};
use super::{IngestRefusal, Log, StoreError, from_sql, to_sql};
use crate::envelope::{Entry, Hash, MAX_PAYLOAD_BYTES, StreamId, header_hash};
use crate::keys::{PublicKey, SignedHead};

/// Quarantine reason: the payload is over the limit and was set apart.
pub const REASON_OVERSIZE: &str = "oversize";
/// Quarantine reason: the lamport jumps farther ahead than allowed.
pub const REASON_LAMPORT_AHEAD: &str = "lamport-ahead";
/// Quarantine reason: the lamport does not grow along its own chain.
pub const REASON_LAMPORT_BACK: &str = "lamport-back";

/// Entries of one stream without a gap, ending at a head that the writer signed.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The stream.
    pub stream: StreamId,
    /// The entries, in order. May be empty when only a newer signature is handed on.
    pub entries: Vec<Entry>,
    /// The writer's signature over the last entry.
    pub head: SignedHead,
}

/// A batch whose entries were checked against their hashes and against each other. Whose they are, and whether they
/// follow what is held, is checked when it is [ingested](Log::ingest): this part needs no store and no key, so it can
/// be done elsewhere and earlier.
#[derive(Debug)]
pub struct Checked {
    batch: Batch,
    /// The entries' hashes, or what is wrong. A wrong signature is the better reason, so this one waits.
    hashes: Result<Vec<Hash>, IngestRefusal>,
}

impl Batch {
    /// Checks all that can be checked without key and store.
    pub fn check(self) -> Checked {
        Checked {
            hashes: chain(&self),
            batch: self,
        }
    }
}

impl Checked {
    /// The batch.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }
}

impl From<Batch> for Checked {
    fn from(batch: Batch) -> Self {
        batch.check()
    }
}

/// Bounds that ingest enforces.
#[derive(Clone, Copy, Debug)]
pub struct IngestLimits {
    /// How far a lamport may lie beyond the highest one here. Must leave room for a year offline.
    pub max_lamport_ahead: u64,
}

impl Default for IngestLimits {
    /// A kiosk writes 200–300 entries a day: a million is ten years of one kiosk, and a hostile
    /// device needs thousands of millions of batches to reach the end of the numbers.
    fn default() -> Self {
        Self {
            max_lamport_ahead: 1_000_000,
        }
    }
}

/// What the caller thinks of a new entry. In every case it is stored and the chain goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Counts.
    Accept,
    /// Does not count until staff release it (not authorised).
    Quarantine {
        /// Why, for staff.
        reason: String,
    },
    /// Waits for review (a revoked device's later entries).
    Hold {
        /// Why, for staff.
        reason: String,
    },
}

/// Two different entries claim one place: a store was restored or cloned. The other branch was
/// kept apart; the chain held here is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The first sequence number known to differ.
    pub at: u64,
    /// How many entries were newly kept apart.
    pub kept: u64,
    /// The branch began before this batch: send the stream from its first entry to have all of it.
    pub needs_earlier: bool,
}

/// What became of a batch.
#[derive(Clone, Debug, Default)]
pub struct Ingested {
    /// New and counting, in order.
    pub accepted: Vec<Entry>,
    /// New and not counting.
    pub quarantined: Vec<Quarantined>,
    /// Held before, whose payload only came now.
    pub completed: Vec<Entry>,
    /// Held before, identical.
    pub skipped: u64,
    /// The batch belongs to another branch of the stream.
    pub fork: Option<Fork>,
    /// The last sequence number held here now.
    pub have: u64,
}

impl Log {
    /// Verifies a batch and stores it in one transaction. Repeats are skipped.
    ///
    /// `judge` is asked once for each new entry that is within limits.
    ///
    /// # Errors
    /// [`IngestRefusal`]; then nothing of the batch is stored.
    pub fn ingest(
        &mut self,
        batch: impl Into<Checked>,
        key: &PublicKey,
        limits: &IngestLimits,
        judge: &mut dyn FnMut(&Entry) -> Verdict,
    ) -> Result<Ingested, IngestRefusal> {
        let Checked { batch, hashes } = batch.into();
        signed(&batch, key)?;
        let hashes = hashes?;
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let id = match find(&tx, &batch.stream)? {
            Some(id) => id,
            // An empty batch for an unknown stream says nothing worth keeping.
            None if batch.entries.is_empty() => {
                return Err(IngestRefusal::HeadNotReached {
                    stream: batch.stream,
                    last: 0,
                    head: batch.head.seq,
                });
            }
            None => intern(&tx, &batch.stream)?,
        };
        let tip = tip(&tx, id)?;
        let ingested = match place(&tx, id, tip, &batch, &hashes)? {
            Place::Known => {
                store_head(&tx, id, &batch.head)?;
                Ingested {
                    have: tip.seq,
                    ..Ingested::default()
                }
            }
            Place::Continues { skip } => {
                let mut done =
                    take_in(&tx, id, tip, (batch.entries, &hashes), skip, limits, judge)?;
                store_head(&tx, id, &batch.head)?;
                done.have = batch.head.seq.max(tip.seq);
                done
            }
            Place::Forks {
                skip,
                needs_earlier,
            } => {
                let fork = keep_apart(&tx, id, &batch, &hashes, skip, needs_earlier)?;
                Ingested {
                    skipped: u64::try_from(skip).unwrap_or(0),
                    fork: Some(fork),
                    have: tip.seq,
                    ..Ingested::default()
                }
            }
        };
        tx.commit()?;
        Ok(ingested)
    }
}

/// The head is of this stream and by this key.
fn signed(batch: &Batch, key: &PublicKey) -> Result<(), IngestRefusal> {
    let stream = || batch.stream.clone();
    if batch.head.stream != batch.stream {
        return Err(IngestRefusal::ForeignEntry {
            stream: stream(),
            seq: 0,
        });
    }
    if !batch.head.verifies(key) {
        return Err(IngestRefusal::BadSignature { stream: stream() });
    }
    Ok(())
}

/// The entries are of the batch's stream, follow each other without a gap, carry the promised payloads, and end at the
/// head. Returns their hashes.
fn chain(batch: &Batch) -> Result<Vec<Hash>, IngestRefusal> {
    let stream = || batch.stream.clone();
    let mut hashes: Vec<Hash> = Vec::with_capacity(batch.entries.len());
    let mut last: Option<u64> = None;
    for entry in &batch.entries {
        let header = &entry.header;
        let seq = header.seq;
        if header.stream != batch.stream {
            return Err(IngestRefusal::ForeignEntry {
                stream: stream(),
                seq,
            });
        }
        let fits = match (last, hashes.last()) {
            (Some(last), Some(hash)) => seq == last + 1 && header.prev == *hash,
            _ => seq > 1 || header.prev == Hash::ZERO,
        };
        if !fits {
            return Err(IngestRefusal::BrokenChain {
                stream: stream(),
                seq,
            });
        }
        if !entry.payload_matches() {
            return Err(IngestRefusal::WrongPayload {
                stream: stream(),
                seq,
            });
        }
        hashes.push(entry.hash());
        last = Some(seq);
    }
    let reached = match (last, hashes.last()) {
        (Some(seq), Some(hash)) => seq == batch.head.seq && *hash == batch.head.hash,
        _ => true,
    };
    if !reached {
        return Err(IngestRefusal::HeadNotReached {
            stream: stream(),
            last: last.unwrap_or(0),
            head: batch.head.seq,
        });
    }
    Ok(hashes)
}

/// Where a verified batch stands against what is held.
enum Place {
    /// No entries, and the signed head lies on the chain held.
    Known,
    /// The first `skip` entries are held; the rest follows the tip.
    Continues { skip: usize },
    /// The first `skip` entries are held; the rest is another branch.
    Forks { skip: usize, needs_earlier: bool },
}

fn place(
    conn: &Connection,
    id: i64,
    tip: Tip,
    batch: &Batch,
    hashes: &[Hash],
) -> Result<Place, IngestRefusal> {
    let Some(first) = batch.entries.first() else {
        let head = &batch.head;
        let known = head.seq <= tip.seq
            && head.seq > 0
            && header_hash(&header_at(conn, id, head.seq)?) == head.hash;
        return if known {
            Ok(Place::Known)
        } else {
            Err(IngestRefusal::HeadNotReached {
                stream: batch.stream.clone(),
                last: 0,
                head: head.seq,
            })
        };
    };
    let start = first.header.seq;
    if start > tip.seq + 1 {
        return if is_divergent(conn, id, start - 1, first.header.prev)? {
            Ok(Place::Forks {
                skip: 0,
                needs_earlier: false,
            })
        } else {
            Err(IngestRefusal::Gap {
                stream: batch.stream.clone(),
                have: tip.seq,
                got: start,
            })
        };
    }
    let overlap = usize::try_from(tip.seq + 1 - start)
        .unwrap_or(usize::MAX)
        .min(hashes.len());
    let same = |index: usize| -> Result<bool, StoreError> {
        let Some(theirs) = hashes.get(index) else {
            return Ok(false);
        };
        let seq = start.saturating_add(u64::try_from(index).unwrap_or(u64::MAX));
        Ok(header_hash(&header_at(conn, id, seq)?) == *theirs)
    };
    // A hash covers all before it: if the last overlapping entry is the same, all are.
    let held = match overlap.checked_sub(1) {
        Some(last) if same(last)? => overlap,
        Some(_) => {
            let (mut low, mut high) = (0, overlap - 1);
            while low < high {
                let middle = low + (high - low) / 2;
                if same(middle)? {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            low
        }
        None => 0,
    };
    let follows = if overlap == 0 {
        first.header.prev == tip.hash
    } else {
        held == overlap
    };
    if follows {
        return Ok(Place::Continues { skip: held });
    }
    let before = start.saturating_sub(1);
    let needs_earlier = held == 0
        && before > 0
        && !is_divergent(conn, id, before, first.header.prev)?
        && (before > tip.seq || header_hash(&header_at(conn, id, before)?) != first.header.prev);
    Ok(Place::Forks {
        skip: held,
        needs_earlier,
    })
}

fn is_divergent(conn: &Connection, id: i64, seq: u64, hash: Hash) -> Result<bool, StoreError> {
    let mut found = conn
        .prepare_cached("SELECT 1 FROM divergent WHERE stream = ?1 AND seq = ?2 AND hash = ?3")?;
    Ok(found.exists(params![id, to_sql(seq), hash.0])?)
}

/// Sequence numbers of this stream in `table`, from `from` on.
fn numbers(conn: &Connection, table: &str, id: i64, from: u64) -> Result<HashSet<u64>, StoreError> {
    let sql = format!("SELECT seq FROM {table} WHERE stream = ?1 AND seq >= ?2");
    let mut found = conn.prepare_cached(&sql)?;
    let rows = found.query_map(params![id, to_sql(from)], |row| Ok(from_sql(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Entries of this stream, in any branch, that were erased by their hash, from `from` on.
fn erased_exactly(
    conn: &Connection,
    id: i64,
    from: u64,
) -> Result<HashSet<(u64, Hash)>, StoreError> {
    let mut found = conn
        .prepare_cached("SELECT seq, hash FROM redacted_exact WHERE stream = ?1 AND seq >= ?2")?;
    let rows = found.query_map(params![id, to_sql(from)], |row| {
        Ok((from_sql(row.get(0)?), Hash(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn take_in(
    conn: &Connection,
    id: i64,
    tip: Tip,
    (entries, hashes): (Vec<Entry>, &[Hash]),
    skip: usize,
    limits: &IngestLimits,
    judge: &mut dyn FnMut(&Entry) -> Verdict,
) -> Result<Ingested, StoreError> {
    let mut done = Ingested::default();
    let Some(first) = entries.first().map(|entry| entry.header.seq) else {
        return Ok(done);
    };
    let mut redacted = numbers(conn, "redacted", id, first)?;
    for (seq, hash) in erased_exactly(conn, id, first)? {
        let place = usize::try_from(seq - first).ok();
        if place.and_then(|place| hashes.get(place)) == Some(&hash) && redacted.insert(seq) {
            conn.prepare_cached(
                "INSERT INTO redacted(stream, seq) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute(params![id, to_sql(seq)])?;
        }
    }
    let pruned = numbers(conn, "pruned", id, first)?;
    let absent = numbers(conn, "absent", id, first)?;
    let farthest = local_lamport(conn)?.saturating_add(limits.max_lamport_ahead);
    let mut last_lamport = tip.lamport;
    let mut inserter = Inserter::new(conn)?;
    done.accepted.reserve(entries.len().saturating_sub(skip));
    for (index, mut entry) in entries.into_iter().enumerate() {
        let seq = entry.header.seq;
        if redacted.contains(&seq) || pruned.contains(&seq) {
            entry.payload = None;
            entry.salt = Default::default();
        }
        if index < skip {
            done.skipped += 1;
            if absent.contains(&seq) && entry.payload.is_some() {
                complete(conn, id, entry, &mut done, judge)?;
            }
            continue;
        }
        let far = entry.header.lamport > farthest;
        let back = entry.header.lamport <= last_lamport;
        last_lamport = entry.header.lamport;
        let oversize = entry.payload.take_if(|body| body.len() > MAX_PAYLOAD_BYTES);
        inserter.insert(id, &entry, far)?;
        if let Some(body) = &oversize {
            set_apart(conn, id, &entry, body)?;
            entry.salt = Default::default();
        } else if entry.payload.is_none() && !redacted.contains(&seq) && !pruned.contains(&seq) {
            conn.prepare_cached("INSERT INTO absent(stream, seq) VALUES (?1, ?2)")?
                .execute(params![id, to_sql(seq)])?;
        }
        let verdict = if oversize.is_some() {
            quarantine(REASON_OVERSIZE)
        } else if far {
            quarantine(REASON_LAMPORT_AHEAD)
        } else if back {
            quarantine(REASON_LAMPORT_BACK)
        } else {
            judge(&entry)
        };
        if let Some(counts) = done.judged(conn, id, entry, verdict)? {
            done.accepted.push(counts);
        }
    }
    Ok(done)
}

impl Ingested {
    /// Carries a verdict out: an entry that counts is given back, any other one waits from now on.
    fn judged(
        &mut self,
        conn: &Connection,
        id: i64,
        entry: Entry,
        verdict: Verdict,
    ) -> Result<Option<Entry>, StoreError> {
        let (reason, held) = match verdict {
            Verdict::Accept => return Ok(Some(entry)),
            Verdict::Quarantine { reason } => (reason, false),
            Verdict::Hold { reason } => (reason, true),
        };
        let waiting = Quarantined {
            entry,
            reason,
            held,
        };
        hold(conn, id, &waiting)?;
        self.quarantined.push(waiting);
        Ok(None)
    }
}

fn quarantine(reason: &str) -> Verdict {
    Verdict::Quarantine {
        reason: reason.to_owned(),
    }
}

fn set_apart(conn: &Connection, id: i64, entry: &Entry, body: &[u8]) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO oversize(stream, seq, salt, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, to_sql(entry.header.seq), entry.salt, body])?;
    Ok(())
}

/// The payload of an entry that came without it before.
fn complete(
    conn: &Connection,
    id: i64,
    entry: Entry,
    done: &mut Ingested,
    judge: &mut dyn FnMut(&Entry) -> Verdict,
) -> Result<(), StoreError> {
    let Some(body) = entry
        .payload
        .as_deref()
        .filter(|body| body.len() <= MAX_PAYLOAD_BYTES)
    else {
        return Ok(());
    };
    let seq = to_sql(entry.header.seq);
    insert_payload(conn, id, seq, &entry.salt, body)?;
    conn.prepare_cached("DELETE FROM absent WHERE stream = ?1 AND seq = ?2")?
        .execute(params![id, seq])?;
    let waits = conn
        .prepare_cached("SELECT 1 FROM quarantine WHERE stream = ?1 AND seq = ?2")?
        .exists(params![id, seq])?;
    if waits {
        return Ok(());
    }
    // Without its payload the entry was let in unread: only now can it be judged.
    let verdict = judge(&entry);
    if let Some(counts) = done.judged(conn, id, entry, verdict)? {
        done.completed.push(counts);
    }
    Ok(())
}

fn keep_apart(
    conn: &Connection,
    id: i64,
    batch: &Batch,
    hashes: &[Hash],
    skip: usize,
    needs_earlier: bool,
) -> Result<Fork, StoreError> {
    let mut fork = Fork {
        at: 0,
        kept: 0,
        needs_earlier,
    };
    let first = batch.entries.first().map_or(0, |entry| entry.header.seq);
    let erased = erased_exactly(conn, id, first)?;
    for (entry, hash) in batch.entries.iter().zip(hashes).skip(skip) {
        let seq = entry.header.seq;
        let body = entry
            .payload
            .as_ref()
            .filter(|_| !erased.contains(&(seq, *hash)));
        if fork.at == 0 {
            fork.at = seq;
        }
        let salt = body.map(|_| entry.salt);
        let kept = conn
            .prepare_cached(
                "INSERT INTO divergent(stream, seq, hash, header, salt, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                id,
                to_sql(seq),
                hash.0,
                entry.header_bytes,
                salt,
                body
            ])?;
        fork.kept += u64::try_from(kept).unwrap_or(0);
    }
    let head = &batch.head;
    conn.prepare_cached(
        "INSERT INTO divergent_head(stream, seq, hash, sig) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![id, to_sql(head.seq), head.hash.0, head.sig.0])?;
    let first: Option<i64> = conn
        .prepare_cached("SELECT min(seq) FROM divergent WHERE stream = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    fork.at = first.map_or(fork.at, from_sql);
    Ok(fork)
}

#[cfg(test)]
#[path = "ingest_tests.rs"]
mod tests;
