//! Writing our own entries, and signing the heads they make.

use chrono::{DateTime, FixedOffset, SubsecRound};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{AppendError, CHECKPOINT_ENTRIES, Log, StoreError, from_sql, to_sql};
use crate::envelope::{
    Audience, ClockState, Entry, EnvelopeError, Hash, Head, Header, MAX_HEADER_BYTES, MAX_NUMBER,
    MAX_PAYLOAD_BYTES, Salt, StreamId, Writer, WriterId, header_hash, payload_hash, within, word,
};
use crate::keys::{DeviceKey, SignatureBytes, SignedHead};

/// One fact to be written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// `o:<id>` or `w:<id>`.
    pub scope: String,
    /// Who may hold it.
    pub audience: Audience,
    /// What kind of fact.
    pub kind: String,
    /// The role in which the actor acted.
    pub role: String,
    /// When it happened.
    pub occurred_at: DateTime<FixedOffset>,
    /// The payload's exact JSON bytes.
    pub payload: Vec<u8>,
}

/// When a command was recorded, for all its drafts.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The device's wall clock with its offset.
    pub recorded_at: DateTime<FixedOffset>,
    /// What the device knows of its clock.
    pub clock: ClockState,
}

/// The last entry of a stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tip {
    pub(super) seq: u64,
    pub(super) hash: Hash,
    pub(super) lamport: u64,
}

impl Tip {
    /// Before the first entry.
    pub(super) const EMPTY: Self = Self {
        seq: 0,
        hash: Hash::ZERO,
        lamport: 0,
    };
}

impl Log {
    /// Appends all drafts in one transaction, over as many streams as they name, and returns once
    /// they are on the disk.
    ///
    /// # Errors
    /// [`AppendError`]; then no draft of this call is stored.
    pub fn append(
        &mut self,
        writer: &Writer,
        drafts: &[Draft],
        stamp: &Stamp,
    ) -> Result<Vec<Entry>, AppendError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut lamport = local_lamport(&tx)?;
        let mut tips: Vec<(StreamId, i64, Tip)> = Vec::new();
        let mut entries = Vec::with_capacity(drafts.len());
        for (index, draft) in drafts.iter().enumerate() {
            let invalid = |source| AppendError::Invalid { index, source };
            check(draft, stamp).map_err(invalid)?;
            let stream = StreamId::new(*writer, &draft.scope, draft.audience).map_err(invalid)?;
            let at = match tips.iter().position(|(known, ..)| *known == stream) {
                Some(at) => at,
                None => {
                    let id = intern(&tx, &stream)?;
                    tips.push((stream, id, tip(&tx, id)?));
                    tips.len() - 1
                }
            };
            let Some((stream, id, tip)) = tips.get_mut(at) else {
                continue;
            };
            lamport += 1;
            let entry = make(stream, *tip, lamport, draft, stamp, invalid)?;
            insert(&tx, *id, &entry, false)?;
            *tip = Tip {
                seq: entry.header.seq,
                hash: entry.hash(),
                lamport,
            };
            entries.push(entry);
        }
        tx.commit()?;
        Ok(entries)
    }

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

fn check(draft: &Draft, stamp: &Stamp) -> Result<(), EnvelopeError> {
    word("kind", &draft.kind)?;
    word("role", &draft.role)?;
    word("boot", &stamp.clock.boot)?;
    if stamp.clock.mono_ms > MAX_NUMBER {
        return Err(EnvelopeError::Text {
            field: "mono_ms",
            expected: "less than 2^53",
        });
    }
    within("payload", draft.payload.len(), MAX_PAYLOAD_BYTES)?;
    std::str::from_utf8(&draft.payload)
        .map(drop)
        .map_err(|_| EnvelopeError::Text {
            field: "payload",
            expected: "UTF-8",
        })
}

fn make(
    stream: &StreamId,
    tip: Tip,
    lamport: u64,
    draft: &Draft,
    stamp: &Stamp,
    invalid: impl Fn(EnvelopeError) -> AppendError,
) -> Result<Entry, AppendError> {
    let mut salt = Salt::default();
    getrandom::fill(&mut salt).map_err(StoreError::Random)?;
    // Stored times have milliseconds: what is returned must equal what is read back.
    let header = Header {
        stream: stream.clone(),
        seq: tip.seq + 1,
        lamport,
        recorded_at: stamp.recorded_at.trunc_subsecs(3),
        occurred_at: draft.occurred_at.trunc_subsecs(3),
        clock: stamp.clock.clone(),
        kind: draft.kind.clone(),
        role: draft.role.clone(),
        prev: tip.hash,
        payload: payload_hash(&salt, &draft.payload),
    };
    let header_bytes = header.to_bytes().map_err(&invalid)?;
    within("header", header_bytes.len(), MAX_HEADER_BYTES).map_err(invalid)?;
    Ok(Entry {
        header,
        header_bytes,
        salt,
        payload: Some(draft.payload.clone()),
    })
}

/// The highest lamport that counts here. Entries beyond the bound at ingest do not, until staff
/// release them.
pub(super) fn local_lamport(conn: &Connection) -> Result<u64, StoreError> {
    let mut found = conn.prepare_cached(
        "SELECT max(coalesce((SELECT max(lamport) FROM entry WHERE far = 0), 0),
                    coalesce((SELECT value FROM number WHERE name = 'lamport'), 0))",
    )?;
    Ok(from_sql(found.query_row([], |row| row.get(0))?))
}

/// The stream's number in this file, if it is known here.
pub(super) fn find(conn: &Connection, stream: &StreamId) -> Result<Option<i64>, StoreError> {
    let mut found = conn.prepare_cached("SELECT id FROM stream WHERE name = ?1")?;
    Ok(found
        .query_row([stream.to_string()], |row| row.get(0))
        .optional()?)
}

/// The stream's number in this file, given now if need be.
pub(super) fn intern(conn: &Connection, stream: &StreamId) -> Result<i64, StoreError> {
    if let Some(id) = find(conn, stream)? {
        return Ok(id);
    }
    conn.prepare_cached("INSERT INTO stream(name, writer) VALUES (?1, ?2)")?
        .execute(params![stream.to_string(), stream.writer.as_bytes()])?;
    Ok(conn.last_insert_rowid())
}

/// The streams of a writer in all its epochs.
pub(super) fn streams_of(
    conn: &Connection,
    writer: WriterId,
) -> Result<Vec<(i64, StreamId)>, StoreError> {
    let mut found = conn.prepare_cached("SELECT id, name FROM stream WHERE writer = ?1")?;
    let rows = found.query_map([writer.as_bytes()], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?))
    })?;
    rows.map(|row| {
        let (id, name) = row?;
        Ok((id, name.parse()?))
    })
    .collect()
}

/// The stream's last entry.
pub(super) fn tip(conn: &Connection, id: i64) -> Result<Tip, StoreError> {
    let mut found = conn.prepare_cached(
        "SELECT seq, lamport, header FROM entry WHERE stream = ?1 ORDER BY seq DESC LIMIT 1",
    )?;
    let tip = found
        .query_row([id], |row| {
            let header = row.get_ref(2)?.as_blob()?;
            Ok(Tip {
                seq: from_sql(row.get(0)?),
                lamport: from_sql(row.get(1)?),
                hash: header_hash(header),
            })
        })
        .optional()?;
    Ok(tip.unwrap_or(Tip::EMPTY))
}

/// The exact header bytes of an entry that must be there.
pub(super) fn header_at(conn: &Connection, id: i64, seq: u64) -> Result<Vec<u8>, StoreError> {
    let mut found =
        conn.prepare_cached("SELECT header FROM entry WHERE stream = ?1 AND seq = ?2")?;
    found
        .query_row(params![id, to_sql(seq)], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::Damaged(format!("entry {seq} of stream {id} is missing")))
}

/// Stores an entry with the payload it carries.
pub(super) fn insert(
    conn: &Connection,
    id: i64,
    entry: &Entry,
    far: bool,
) -> Result<(), StoreError> {
    let seq = to_sql(entry.header.seq);
    conn.prepare_cached(
        "INSERT INTO entry(stream, seq, lamport, far, header) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        id,
        seq,
        to_sql(entry.header.lamport),
        far,
        entry.header_bytes
    ])?;
    if let Some(body) = &entry.payload {
        insert_payload(conn, id, seq, &entry.salt, body)?;
    }
    Ok(())
}

pub(super) fn insert_payload(
    conn: &Connection,
    id: i64,
    seq: i64,
    salt: &Salt,
    body: &[u8],
) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO payload(stream, seq, salt, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, seq, salt, body])?;
    Ok(())
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
    use super::*;
    use crate::store::open::tests::scratch;
    use crate::testing::{draft, drafts, filled, floor, grow, key, stamp, writer};

    #[test]
    fn one_command_over_two_streams_makes_two_chains_in_one_order() {
        let (_dir, path) = scratch();
        let mut log = Log::open(&path, None).unwrap();
        let case = Draft {
            audience: Audience::Case,
            ..draft("{\"code\":\"Б\"}")
        };
        let made = log
            .append(
                &writer(1),
                &[draft("{}"), case.clone(), draft("[]"), case],
                &stamp(),
            )
            .unwrap();
        let order: Vec<_> = made
            .iter()
            .map(|e| (e.header.seq, e.header.lamport))
            .collect();
        assert_eq!(order, [(1, 1), (1, 2), (2, 3), (2, 4)]);
        assert_eq!(made[2].header.prev, made[0].hash());
        assert_eq!(made[3].header.prev, made[1].hash());
        assert_eq!(made[1].header.prev, Hash::ZERO);
        assert!(made.iter().all(Entry::payload_matches));
        let read = log.in_order(None, 100).unwrap();
        assert_eq!(read, made, "what is returned is what is stored");
        let parsed = Header::parse(&made[0].header_bytes).unwrap();
        assert_eq!(parsed, made[0].header);
    }

    #[test]
    fn equal_payloads_have_unequal_hashes() {
        let (_dir, log) = filled(1, 0);
        let mut log = log;
        let made = log
            .append(&writer(1), &[draft("{}"), draft("{}")], &stamp())
            .unwrap();
        assert_ne!(made[0].header.payload, made[1].header.payload);
    }

    #[test]
    fn one_bad_draft_stores_nothing() {
        let (_dir, path) = scratch();
        let mut log = Log::open(&path, None).unwrap();
        for bad in [
            Draft {
                payload: vec![b'x'; MAX_PAYLOAD_BYTES + 1],
                ..draft("")
            },
            Draft {
                payload: vec![0xff],
                ..draft("")
            },
            Draft {
                scope: "soap".into(),
                ..draft("{}")
            },
            Draft {
                kind: String::new(),
                ..draft("{}")
            },
            Draft {
                role: "x".repeat(65),
                ..draft("{}")
            },
        ] {
            let error = log
                .append(&writer(1), &[draft("{}"), bad], &stamp())
                .unwrap_err();
            assert!(
                matches!(error, AppendError::Invalid { index: 1, .. }),
                "{error}"
            );
        }
        assert_eq!(log.count().unwrap(), 0);
    }

    #[test]
    fn a_full_disk_refuses_whole_commands_and_loses_nothing() {
        let (_dir, path) = scratch();
        let mut log = Log::open(&path, None).unwrap();
        let pages: u32 = log
            .conn
            .query_row("PRAGMA page_count", [], |r| r.get(0))
            .unwrap();
        log.conn
            .query_row(
                &format!("PRAGMA max_page_count = {}", pages + 20),
                [],
                |_| Ok(()),
            )
            .unwrap();
        let big = format!("\"{}\"", "x".repeat(5000));
        let mut stored = 0;
        let refused = loop {
            match log.append(
                &writer(1),
                &[draft(&big), draft(&big), draft(&big)],
                &stamp(),
            ) {
                Ok(_) => stored += 3,
                Err(error) => break error,
            }
        };
        assert!(matches!(refused, AppendError::DiskFull), "{refused}");
        assert!(stored > 0);
        assert_eq!(log.count().unwrap(), stored, "no half command");
        assert!(log.verify().unwrap().is_sound());
        log.conn
            .query_row("PRAGMA max_page_count = 100000", [], |_| Ok(()))
            .unwrap();
        let next = log.append(&writer(1), &[draft(&big)], &stamp()).unwrap();
        assert_eq!(next[0].header.seq, stored + 1, "the chain goes on");
    }

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
