//! Writing our own entries.

use chrono::{DateTime, FixedOffset, SubsecRound};
use rusqlite::{CachedStatement, Connection, OptionalExtension, TransactionBehavior, params};

use super::{AppendError, Log, StoreError, from_sql, to_sql};
use crate::envelope::{
    Audience, ClockState, Entry, EnvelopeError, Hash, Header, MAX_HEADER_BYTES, MAX_NUMBER,
    MAX_PAYLOAD_BYTES, Salt, StreamId, Writer, WriterId, header_hash, payload_hash, within, word,
};

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
        let mut inserter = Inserter::new(&tx)?;
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
            inserter.insert(*id, &entry, false)?;
            *tip = Tip {
                seq: entry.header.seq,
                hash: entry.hash(),
                lamport,
            };
            entries.push(entry);
        }
        drop(inserter);
        tx.commit()?;
        Ok(entries)
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

/// The hash of an entry of the chain, where it is here.
pub(super) fn seq_hash(conn: &Connection, id: i64, seq: u64) -> Result<Option<Hash>, StoreError> {
    let mut found =
        conn.prepare_cached("SELECT header FROM entry WHERE stream = ?1 AND seq = ?2")?;
    Ok(found
        .query_row(params![id, to_sql(seq)], |row| {
            Ok(header_hash(row.get_ref(0)?.as_blob()?))
        })
        .optional()?)
}

/// Stores entries, many in a row.
pub(super) struct Inserter<'conn> {
    header: CachedStatement<'conn>,
    payload: CachedStatement<'conn>,
}

impl<'conn> Inserter<'conn> {
    pub(super) fn new(conn: &'conn Connection) -> Result<Self, StoreError> {
        Ok(Self {
            header: conn.prepare_cached(
                "INSERT INTO entry(stream, seq, lamport, far, header) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            payload: conn.prepare_cached(INSERT_PAYLOAD)?,
        })
    }

    /// Stores an entry with the payload it carries.
    pub(super) fn insert(&mut self, id: i64, entry: &Entry, far: bool) -> Result<(), StoreError> {
        let seq = to_sql(entry.header.seq);
        let lamport = to_sql(entry.header.lamport);
        self.header
            .execute(params![id, seq, lamport, far, entry.header_bytes])?;
        if let Some(body) = &entry.payload {
            self.payload.execute(params![id, seq, entry.salt, body])?;
        }
        Ok(())
    }
}

const INSERT_PAYLOAD: &str = "INSERT INTO payload(stream, seq, salt, body) VALUES (?1, ?2, ?3, ?4)";

pub(super) fn insert_payload(
    conn: &Connection,
    id: i64,
    seq: i64,
    salt: &Salt,
    body: &[u8],
) -> Result<(), StoreError> {
    conn.prepare_cached(INSERT_PAYLOAD)?
        .execute(params![id, seq, salt, body])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open::tests::scratch;
    use crate::testing::{draft, filled, stamp, writer};

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
}
