//! Checking what is stored: every chain, every payload, every signed head.

use rusqlite::params;

use super::append::header_at;
use super::read::{ENTRY_COLUMNS, entry_from};
use super::{Log, StoreError, from_sql, to_sql};
use crate::envelope::{Hash, StreamId, WriterId, header_hash};
use crate::keys::PublicKey;

/// How many entries at the end of each stream are checked at every start: enough to notice a torn
/// or rolled-back file, cheap enough for the first frame.
const TAIL_ENTRIES: u64 = 16;

/// One thing found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The stream's text, or `database`.
    pub stream: String,
    /// The entry, 0 for the stream as a whole.
    pub seq: u64,
    /// What is wrong.
    pub what: String,
}

/// What a full check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Streams with entries.
    pub streams: u64,
    /// Entries in them.
    pub entries: u64,
    /// Payloads held and matching.
    pub payloads: u64,
    /// Payloads deleted by redaction.
    pub redacted: u64,
    /// Payloads pruned.
    pub pruned: u64,
    /// Payloads that never came.
    pub absent: u64,
    /// Entries that wait for staff.
    pub quarantined: u64,
    /// Entries of other branches, kept apart.
    pub divergent: u64,
    /// What is wrong; empty when all is well.
    pub faults: Vec<Fault>,
}

impl VerifyReport {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

impl Log {
    /// Reads everything: the file's structure, every chain from its first entry, every payload,
    /// every stored head. Signatures need keys: see [`Log::verify_signatures`].
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot even be read; faults inside are in the report.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        let mut report = VerifyReport::default();
        self.verify_file(&mut report)?;
        for (id, name) in self.stream_names()? {
            let before = report.entries;
            self.verify_chain(id, &name, 0, &mut report)?;
            report.streams += u64::from(report.entries > before);
            self.verify_heads(id, &name, &mut report)?;
        }
        let count = |sql: &str| -> Result<u64, StoreError> {
            Ok(from_sql(self.conn.query_row(sql, [], |row| row.get(0))?))
        };
        report.redacted = count("SELECT count(*) FROM redacted")?;
        report.pruned = count("SELECT count(*) FROM pruned")?;
        report.absent = count("SELECT count(*) FROM absent")?;
        report.quarantined = count("SELECT count(*) FROM quarantine")?;
        report.divergent = count("SELECT count(*) FROM divergent")?;
        Ok(report)
    }

    /// Checks the stored heads against the writers' keys. A stream without a signed head is no
    /// fault, one whose writer has no key is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn verify_signatures(
        &self,
        key_of: &dyn Fn(&WriterId) -> Option<PublicKey>,
    ) -> Result<Vec<Fault>, StoreError> {
        let mut faults = Vec::new();
        for head in self.signed_heads()? {
            let what = match key_of(&head.stream.writer) {
                None => "the writer's key is not known",
                Some(key) if !head.verifies(&key) => "the head's signature does not verify",
                Some(_) => continue,
            };
            faults.push(Fault {
                stream: head.stream.to_string(),
                seq: head.seq,
                what: what.to_owned(),
            });
        }
        Ok(faults)
    }

    /// The check at every start: the end of each stream.
    pub(super) fn verify_tail(&self) -> Result<(), StoreError> {
        let mut report = VerifyReport::default();
        for (id, name) in self.stream_names()? {
            let last: i64 = self
                .conn
                .prepare_cached("SELECT coalesce(max(seq), 0) FROM entry WHERE stream = ?1")?
                .query_row([id], |row| row.get(0))?;
            let from = from_sql(last).saturating_sub(TAIL_ENTRIES);
            self.verify_chain(id, &name, from, &mut report)?;
        }
        match report.faults.first() {
            Some(fault) => Err(StoreError::Damaged(format!(
                "{} entry {}: {}",
                fault.stream, fault.seq, fault.what
            ))),
            None => Ok(()),
        }
    }

    fn stream_names(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT id, name FROM stream ORDER BY name")?;
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether the file still has the structure of a database: what is wrong with it, or nothing. Reads the whole file,
    /// but does not compute any hash as [`Log::verify`] does.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot even be read.
    pub fn structure(&self) -> Result<Option<String>, StoreError> {
        let found: String = self
            .conn
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((found != "ok").then_some(found))
    }

    fn verify_file(&self, report: &mut VerifyReport) -> Result<(), StoreError> {
        for pragma in [
            "PRAGMA integrity_check",
            "PRAGMA cipher_integrity_check",
            "PRAGMA foreign_key_check",
        ] {
            let mut found = self.conn.prepare(pragma)?;
            let mut rows = found.query([])?;
            while let Some(row) = rows.next()? {
                let what: String = row.get(0)?;
                if what != "ok" {
                    report.faults.push(Fault {
                        stream: "database".into(),
                        seq: 0,
                        what,
                    });
                }
            }
        }
        Ok(())
    }

    fn verify_chain(
        &self,
        id: i64,
        name: &str,
        after: u64,
        report: &mut VerifyReport,
    ) -> Result<(), StoreError> {
        let fault = |seq, what: &str| Fault {
            stream: name.to_owned(),
            seq,
            what: what.to_owned(),
        };
        let stream: StreamId = match name.parse() {
            Ok(stream) => stream,
            Err(_) => {
                report
                    .faults
                    .push(fault(0, "the stream's name does not parse"));
                return Ok(());
            }
        };
        let mut prev = match after {
            0 => Hash::ZERO,
            after => header_hash(&header_at(&self.conn, id, after)?),
        };
        let sql = format!(
            "SELECT {ENTRY_COLUMNS}, e.seq, e.lamport,
                EXISTS (SELECT 1 FROM redacted g WHERE g.stream = e.stream AND g.seq = e.seq)
             OR EXISTS (SELECT 1 FROM pruned g WHERE g.stream = e.stream AND g.seq = e.seq)
             OR EXISTS (SELECT 1 FROM absent g WHERE g.stream = e.stream AND g.seq = e.seq)
             OR EXISTS (SELECT 1 FROM oversize g WHERE g.stream = e.stream AND g.seq = e.seq)
             FROM entry e LEFT JOIN payload p ON p.stream = e.stream AND p.seq = e.seq
             WHERE e.stream = ?1 AND e.seq > ?2 ORDER BY e.seq"
        );
        let mut found = self.conn.prepare_cached(&sql)?;
        let mut rows = found.query(params![id, to_sql(after)])?;
        let mut expected = after;
        while let Some(row) = rows.next()? {
            expected += 1;
            report.entries += 1;
            let seq = from_sql(row.get(3)?);
            let entry = match entry_from(row) {
                Ok(entry) => entry,
                Err(StoreError::Damaged(what)) => {
                    report
                        .faults
                        .push(fault(seq, &format!("the header does not parse: {what}")));
                    prev = header_hash(row.get_ref(0)?.as_blob().unwrap_or_default());
                    expected = seq;
                    continue;
                }
                Err(other) => return Err(other),
            };
            if seq != expected || entry.header.seq != seq {
                report.faults.push(fault(expected, "the entry is missing"));
            }
            expected = seq;
            if entry.header.stream != stream || entry.header.lamport != from_sql(row.get(4)?) {
                report
                    .faults
                    .push(fault(seq, "the header does not belong here"));
            }
            if entry.header.prev != prev {
                report
                    .faults
                    .push(fault(seq, "the chain breaks before this entry"));
            }
            if !entry.payload_matches() {
                report
                    .faults
                    .push(fault(seq, "the payload is not the one the header promises"));
            } else if entry.payload.is_some() {
                report.payloads += 1;
            } else if !row.get::<_, bool>(5)? {
                report
                    .faults
                    .push(fault(seq, "the payload is missing without a reason"));
            }
            prev = entry.hash();
        }
        Ok(())
    }

    fn verify_heads(
        &self,
        id: i64,
        name: &str,
        report: &mut VerifyReport,
    ) -> Result<(), StoreError> {
        let mut found = self
            .conn
            .prepare_cached("SELECT seq, hash FROM signed_head WHERE stream = ?1 ORDER BY seq")?;
        let heads: Vec<(i64, [u8; 32])> = found
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (seq, hash) in heads {
            let seq = from_sql(seq);
            let what = match header_at(&self.conn, id, seq) {
                Ok(header) if header_hash(&header) == Hash(hash) => continue,
                Ok(_) => "the signed head is not this entry's",
                Err(_) => "the entry of a signed head is missing",
            };
            report.faults.push(Fault {
                stream: name.to_owned(),
                seq,
                what: what.to_owned(),
            });
        }
        Ok(())
    }
}
